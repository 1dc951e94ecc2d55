//! Sums over long vectors whose order of additions never depends on the number of threads: block by
//! block, then the blocks' sums in order.

use rayon::prelude::*;

/// Numbers that one task takes.
const BLOCK: usize = 16_384;

/// Returns `Σ aᵢ bᵢ`.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let blocks = a.par_chunks(BLOCK).zip(b.par_chunks(BLOCK));
    let sums: Vec<f64> = blocks.map(|(a, b)| sum_products(a, b)).collect();
    sums.iter().sum()
}

/// Adds `factor · x` to `y`.
pub(super) fn add_scaled(factor: f64, x: &[f64], y: &mut [f64]) {
    y.par_chunks_mut(BLOCK)
        .zip(x.par_chunks(BLOCK))
        .for_each(|(y, x)| {
            for (y, x) in y.iter_mut().zip(x) {
                *y += factor * x;
            }
        });
}

fn sum_products(a: &[f64], b: &[f64]) -> f64 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<4>(), b.as_chunks::<4>());
    let mut sums = [0.0; 4];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..4 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "sums of small whole numbers are exact")]
mod tests {
    use super::*;

    #[test]
    fn sums_over_block_ends_are_complete() {
        for len in [0, 1, 5, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 2] {
            let ones = vec![1.0; len];
            let mut twos = vec![2.0; len];
            assert_eq!(dot(&ones, &twos), 2.0 * len as f64);
            add_scaled(-2.0, &ones, &mut twos);
            assert_eq!(dot(&twos, &twos), 0.0);
        }
    }
}
