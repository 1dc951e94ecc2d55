//! The preconditioner of the Newton system: what the Hessian would be, but for the products of
//! different features, if all rows were equally uncertain.
//!
//! ```text
//! M = | S + c cᵀ/d   c |      d = penalty + F,   c = F · mean(X)
//!     |     cᵀ       d |      S = 1 + F · variance(X), a diagonal
//! ```
//!
//! for each weight vector by itself, where `F` is the sum of its rows' second derivatives and mean and
//! variance are over rows by weight. The intercept is eliminated exactly, which is what matters for
//! text: most features of a row are common ones, so that the intercept and their mean are nearly the
//! same direction, and the plain diagonal of the Hessian, second moments where `S` has variances,
//! needs two to three times as many steps. Mean and variance are found once for all iterations.

use rayon::prelude::*;

use super::design::{Design, Partials};

/// Features that one task takes.
const FEATURES: usize = 8192;

/// Mean and variance of each feature over weighted rows.
#[derive(Debug)]
pub(super) struct FeatureSpread {
    mean: Vec<f64>,
    variance: Vec<f64>,
}

impl FeatureSpread {
    /// Returns mean and variance over the rows of `design`; the weights must not all be 0.
    pub(super) fn new(design: Design<'_>, weights: &[f64], partials: &mut Partials) -> Self {
        let total: f64 = weights.iter().sum();
        let mut sums = vec![0.0; design.n_features() * 2];
        design.moments(weights, partials, &mut sums);
        let moments = sums.as_chunks::<2>().0.par_iter();
        let spread = moments.map(|[first, second]| {
            let mean = first / total;
            (mean, (second / total - mean * mean).max(0.0))
        });
        let (mean, variance) = spread.unzip();
        Self { mean, variance }
    }
}

/// The preconditioner at a point.
#[derive(Debug)]
pub(super) struct Preconditioner<'a> {
    spread: &'a FeatureSpread,
    vectors: Vec<Vector>,
}

/// What differs between the weight vectors.
#[derive(Debug, Clone, Copy)]
struct Vector {
    /// `F`.
    curvature: f64,
    /// `F / d`: `c / d` is this share of the mean.
    share: f64,
    /// `1 / d`.
    intercept: f64,
}

impl<'a> Preconditioner<'a> {
    /// Returns the preconditioner where the rows' second derivatives are `diagonal`, `n_rows × m`.
    pub(super) fn new(
        spread: &'a FeatureSpread,
        diagonal: &[f64],
        m: usize,
        intercept_penalty: f64,
    ) -> Self {
        let vector = |k: usize| {
            let curvature: f64 = diagonal.iter().skip(k).step_by(m).sum();
            let d = intercept_penalty + curvature;
            // Without any curvature there is nothing to eliminate.
            let intercept = if d > f64::MIN_POSITIVE { 1.0 / d } else { 0.0 };
            Vector {
                curvature,
                share: curvature * intercept,
                intercept,
            }
        };
        Self {
            spread,
            vectors: (0..m).map(vector).collect(),
        }
    }

    /// Takes `length · product` from `residual`, writes `M⁻¹ residual` into `out`, and returns the
    /// product of the two.
    pub(super) fn reduce(
        &self,
        residual: &mut [f64],
        (length, product): (f64, &[f64]),
        out: &mut [f64],
    ) -> f64 {
        let m = self.vectors.len();
        let n_weights = residual.len() - m;
        let (residual, ends) = residual.split_at_mut(n_weights);
        for (r, product) in ends.iter_mut().zip(&product[n_weights..]) {
            *r -= length * product;
        }
        let (out, out_ends) = out.split_at_mut(n_weights);
        let blocks = residual
            .par_chunks_mut(FEATURES * m)
            .zip(product.par_chunks(FEATURES * m))
            .zip(out.par_chunks_mut(FEATURES * m))
            .zip(
                self.spread
                    .mean
                    .par_chunks(FEATURES)
                    .zip(self.spread.variance.par_chunks(FEATURES)),
            );
        let sums: Vec<(f64, Vec<f64>)> = blocks
            .map(|(((residual, product), out), (mean, variance))| {
                let (mut square, mut coupled) = (0.0, vec![0.0; m]);
                for (j, (mean, variance)) in mean.iter().zip(variance).enumerate() {
                    for (k, vector) in self.vectors.iter().enumerate() {
                        let (at, coupling) = (j * m + k, mean * vector.share);
                        let r = residual[at] - length * product[at];
                        let turned = (r - coupling * ends[k]) / (1.0 + vector.curvature * variance);
                        residual[at] = r;
                        out[at] = turned;
                        square += r * turned;
                        coupled[k] += coupling * turned;
                    }
                }
                (square, coupled)
            })
            .collect();
        let mut total: f64 = sums.iter().map(|(square, _)| square).sum();
        for (k, (out, r)) in out_ends.iter_mut().zip(&*ends).enumerate() {
            let coupled: f64 = sums.iter().map(|(_, coupled)| coupled[k]).sum();
            *out = r * self.vectors[k].intercept - coupled;
            total += r * *out;
        }
        total
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "sums of halves are exact")]
mod tests {
    use stance_features::Csr;

    use super::*;

    /// Returns `M v` for one vector, by the definition at the head of this file.
    fn multiply(spread: &FeatureSpread, curvature: f64, penalty: f64, v: &[f64]) -> Vec<f64> {
        let (end, v) = v.split_last().unwrap();
        let d = penalty + curvature;
        let c: Vec<f64> = spread.mean.iter().map(|mean| curvature * mean).collect();
        let coupled: f64 = c.iter().zip(v).map(|(c, v)| c * v).sum();
        let mut out: Vec<f64> = (c.iter().zip(v).zip(&spread.variance))
            .map(|((c, v), variance)| (1.0 + curvature * variance) * v + c * (coupled / d + end))
            .collect();
        out.push(coupled + d * end);
        out
    }

    #[test]
    fn it_inverts_what_it_says_it_does() {
        let values = vec![1.0, 2.0, -1.0, 0.5, 3.0];
        let records = Csr::new(3, vec![0, 2, 3, 5], vec![0, 1, 2, 0, 1], values).unwrap();
        let design = Design::new(&records).unwrap();
        let spread = FeatureSpread::new(design, &[1.0, 2.0, 0.5], &mut Partials::default());
        for penalty in [0.0, 1.0] {
            let diagonal = [0.2, 3.0, 0.1, 2.0, 0.4, 1.0];
            let preconditioner = Preconditioner::new(&spread, &diagonal, 2, penalty);
            // Feature by feature, two vectors each; the intercepts last.
            let mut residual = [1.0, -2.0, 0.5, 4.0, 0.0, 1.0, -3.0, 2.0];
            let (product, mut out) = ([0.5; 8], [0.0; 8]);
            let square = preconditioner.reduce(&mut residual, (2.0, &product), &mut out);
            assert_eq!(residual, [0.0, -3.0, -0.5, 3.0, -1.0, 0.0, -4.0, 1.0]);
            let mut expected = 0.0;
            for (k, curvature) in [0.7, 6.0].into_iter().enumerate() {
                let of = |values: &[f64]| values.iter().skip(k).step_by(2).copied().collect();
                let (turned, residual): (Vec<f64>, Vec<f64>) = (of(&out), of(&residual));
                let back = multiply(&spread, curvature, penalty, &turned);
                for (back, r) in back.iter().zip(&residual) {
                    assert!((back - r).abs() < 1e-12, "{back} {r}");
                }
                expected += turned
                    .iter()
                    .zip(&residual)
                    .map(|(x, r)| x * r)
                    .sum::<f64>();
            }
            assert!((square - expected).abs() < 1e-12);
        }
    }
}
