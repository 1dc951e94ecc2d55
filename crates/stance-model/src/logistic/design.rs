//! The design matrix of a problem, and its products with vectors.
//!
//! `X·w` gathers row by row. `Xᵀ·r` scatters row by row into one partial sum per block of rows, and
//! the blocks' sums are added in order. How many blocks there are depends on the matrix alone, so
//! products are the same to the last bit on any number of threads. Two passes over rows beat one
//! pass that does both, and beat a copy by columns, which costs more to build than it saves.

use rayon::prelude::*;
use stance_features::{Csr, Row};

use super::Error;

/// Rows that one task multiplies.
const ROWS: usize = 512;
/// Columns whose partial sums one task adds up.
const COLUMNS: usize = 8192;
/// Most blocks of rows; that many threads can share `Xᵀ·r`.
const BLOCKS: usize = 16;
/// Entries of the matrix per partial sum: with four, adding up costs little beside scattering.
const ENTRIES_PER_SUM: usize = 4;
/// Most partial sums per column, all blocks together: bounds the memory for many classes.
const SUMS_PER_COLUMN: usize = 64;

/// Records behind an implied column of ones.
///
/// *Shape*: `n_rows × (n_features + 1)`; the last column is 1 everywhere and stands for the
/// intercept. Parameters for `m` vectors are `(n_features + 1) × m`, feature by feature.
#[derive(Debug, Clone, Copy)]
pub(super) struct Design<'a> {
    records: &'a Csr,
}

/// Memory for the partial sums of [`Design::multiply_transposed`], kept from call to call.
#[derive(Debug, Default)]
pub(super) struct Partials(Vec<f64>);

impl<'a> Design<'a> {
    /// Returns the design matrix of `records`.
    ///
    /// # Errors
    ///
    /// [`Error::NoRows`].
    pub(super) fn new(records: &'a Csr) -> Result<Self, Error> {
        if records.n_rows() == 0 {
            Err(Error::NoRows)
        } else {
            Ok(Self { records })
        }
    }

    /// Returns the number of rows.
    pub(super) fn n_rows(self) -> usize {
        self.records.n_rows()
    }

    /// Returns the number of features: columns without the implied one.
    pub(super) fn n_features(self) -> usize {
        self.records.n_cols()
    }

    /// Writes `X·W`, `n_rows × m`, for parameters `W`, `(n_features + 1) × m`.
    pub(super) fn multiply(self, parameters: &[f64], m: usize, out: &mut [f64]) {
        let (weights, intercepts) = parameters.split_at(self.n_features() * m);
        out.par_chunks_mut(ROWS * m)
            .enumerate()
            .for_each(|(block, out)| {
                for (offset, sums) in out.chunks_exact_mut(m).enumerate() {
                    gather(self.records.row(block * ROWS + offset), weights, sums);
                    for (sum, intercept) in sums.iter_mut().zip(intercepts) {
                        *sum += intercept;
                    }
                }
            });
    }

    /// Writes `Xᵀ·R`, `(n_features + 1) × m`, for `R` of `n_rows × m`.
    pub(super) fn multiply_transposed(
        self,
        rows: &[f64],
        m: usize,
        partials: &mut Partials,
        out: &mut [f64],
    ) {
        sum_rows(rows, &mut out[self.n_features() * m..]);
        let sums = &mut out[..self.n_features() * m];
        self.scatter_rows(partials, sums, m, |index, sums| {
            scatter(self.records.row(index), &rows[index * m..][..m], sums);
        });
    }

    /// Writes `Xᵀ·s` and `(X∘X)ᵀ·s`, `n_features × 2`, for row weights `s`.
    pub(super) fn moments(self, weights: &[f64], partials: &mut Partials, out: &mut [f64]) {
        self.scatter_rows(partials, out, 2, |index, sums| {
            let (row, sums) = (self.records.row(index), sums.as_chunks_mut::<2>().0);
            for (column, value) in row.iter() {
                let (value, sums) = (f64::from(value), &mut sums[column]);
                let weighted = weights[index] * value;
                sums[0] += weighted;
                sums[1] += weighted * value;
            }
        });
    }

    /// Writes into `out` the sums of what `add` adds for every row, `width` numbers per column.
    fn scatter_rows(
        self,
        partials: &mut Partials,
        out: &mut [f64],
        width: usize,
        add: impl Fn(usize, &mut [f64]) + Sync,
    ) {
        let n_blocks = self.n_blocks(width);
        let block_rows = self.n_rows().div_ceil(n_blocks);
        let add_block = |block: usize, sums: &mut [f64]| {
            sums.fill(0.0);
            let first = block * block_rows;
            for index in first..self.n_rows().min(first + block_rows) {
                add(index, sums);
            }
        };
        if n_blocks == 1 || out.is_empty() {
            add_block(0, out);
            return;
        }
        let needed = n_blocks * out.len();
        if partials.0.len() < needed {
            partials.0.resize(needed, 0.0);
        }
        let blocks = partials.0[..needed]
            .par_chunks_exact_mut(out.len())
            .enumerate();
        blocks.for_each(|(block, sums)| add_block(block, sums));
        add_blocks(&partials.0[..needed], out);
    }

    /// Returns the number of blocks of rows that are scattered apart from each other.
    fn n_blocks(self, width: usize) -> usize {
        let by_entries = self.records.n_entries() / (ENTRIES_PER_SUM * self.n_features()).max(1);
        by_entries
            .min(BLOCKS)
            .min(SUMS_PER_COLUMN / width)
            .clamp(1, self.n_rows())
    }
}

/// Writes the sum of all blocks, each as long as `out`, in order.
fn add_blocks(blocks: &[f64], out: &mut [f64]) {
    let len = out.len();
    out.par_chunks_mut(COLUMNS)
        .enumerate()
        .for_each(|(chunk, out)| {
            let columns = chunk * COLUMNS..chunk * COLUMNS + out.len();
            out.copy_from_slice(&blocks[columns.clone()]);
            for block in blocks.chunks_exact(len).skip(1) {
                for (sum, part) in out.iter_mut().zip(&block[columns.clone()]) {
                    *sum += part;
                }
            }
        });
}

/// Writes the sum of all rows of `rows`, `n × m`, into `out`, `m`.
fn sum_rows(rows: &[f64], out: &mut [f64]) {
    out.fill(0.0);
    for row in rows.chunks_exact(out.len()) {
        for (sum, value) in out.iter_mut().zip(row) {
            *sum += value;
        }
    }
}

/// Writes `Σ value · weights[column]` over a row's entries into `out`.
///
/// *Shape*: `weights` holds `out.len()` numbers per column.
fn gather(row: Row<'_>, weights: &[f64], out: &mut [f64]) {
    match out.len() {
        1 => out.copy_from_slice(&gather_fixed::<1>(row, weights)),
        2 => out.copy_from_slice(&gather_fixed::<2>(row, weights)),
        3 => out.copy_from_slice(&gather_fixed::<3>(row, weights)),
        4 => out.copy_from_slice(&gather_fixed::<4>(row, weights)),
        m => {
            out.fill(0.0);
            for (column, value) in row.iter() {
                for (sum, weight) in out.iter_mut().zip(&weights[column * m..][..m]) {
                    *sum += f64::from(value) * weight;
                }
            }
        }
    }
}

/// Does what [`gather`] does for a number of vectors known to the compiler: four partial sums in
/// turn, so that one addition need not wait for the last.
fn gather_fixed<const M: usize>(row: Row<'_>, weights: &[f64]) -> [f64; M] {
    let (weights, _) = weights.as_chunks::<M>();
    let (column_groups, columns) = row.indices.as_chunks::<4>();
    let (value_groups, values) = row.values.as_chunks::<4>();
    let mut sums = [[0.0; M]; 4];
    for (columns, values) in column_groups.iter().zip(value_groups) {
        for lane in 0..4 {
            let (value, weights) = (f64::from(values[lane]), &weights[columns[lane] as usize]);
            for k in 0..M {
                sums[lane][k] += value * weights[k];
            }
        }
    }
    for (&column, &value) in columns.iter().zip(values) {
        for k in 0..M {
            sums[0][k] += f64::from(value) * weights[column as usize][k];
        }
    }
    std::array::from_fn(|k| (sums[0][k] + sums[1][k]) + (sums[2][k] + sums[3][k]))
}

/// Adds `value · factors` to the sums of each of a row's columns.
///
/// *Shape*: `sums` holds `factors.len()` numbers per column.
fn scatter(row: Row<'_>, factors: &[f64], sums: &mut [f64]) {
    match *factors {
        [a] => scatter_fixed(row, [a], sums),
        [a, b] => scatter_fixed(row, [a, b], sums),
        [a, b, c] => scatter_fixed(row, [a, b, c], sums),
        [a, b, c, d] => scatter_fixed(row, [a, b, c, d], sums),
        _ => {
            let m = factors.len();
            for (column, value) in row.iter() {
                for (sum, factor) in sums[column * m..][..m].iter_mut().zip(factors) {
                    *sum += f64::from(value) * factor;
                }
            }
        }
    }
}

fn scatter_fixed<const M: usize>(row: Row<'_>, factors: [f64; M], sums: &mut [f64]) {
    let (sums, _) = sums.as_chunks_mut::<M>();
    for (&column, &value) in row.indices.iter().zip(row.values) {
        let (value, sums) = (f64::from(value), &mut sums[column as usize]);
        for k in 0..M {
            sums[k] += value * factors[k];
        }
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "sums of small whole numbers are exact")]
mod tests {
    use super::*;

    /// Returns 40 rows of 3 columns whose entries are small whole numbers: sums are exact.
    fn dense() -> Vec<[f64; 3]> {
        (0..40_u8)
            .map(|i| [f64::from(i % 3), f64::from(i % 2) - 1.0, f64::from(i % 5)])
            .collect()
    }

    fn sparse(rows: &[[f64; 3]]) -> Csr {
        let mut records = Csr::with_columns(3);
        for row in rows {
            let entries = (0_u32..).zip(row).filter(|(_, value)| **value != 0.0);
            #[expect(clippy::cast_possible_truncation, reason = "small whole numbers")]
            let (indices, values): (Vec<u32>, Vec<f32>) = entries
                .map(|(column, &value)| (column, value as f32))
                .unzip();
            records
                .push_row(Row {
                    indices: &indices,
                    values: &values,
                })
                .unwrap();
        }
        records
    }

    #[test]
    fn products_match_the_dense_ones_for_every_number_of_vectors() {
        let dense = dense();
        let records = sparse(&dense);
        let design = Design::new(&records).unwrap();
        assert!(
            design.n_blocks(1) > 1,
            "the partial sums are put to the test too"
        );
        let entry = |i: usize, j: usize| if j == 3 { 1.0 } else { dense[i][j] };
        for m in 1..=6 {
            let parameters: Vec<f64> = (0..4 * m).map(|index| index as f64 - 3.5).collect();
            let mut out = vec![9.0; 40 * m];
            design.multiply(&parameters, m, &mut out);
            let rows: Vec<f64> = (0..40 * m).map(|index| 0.5 * index as f64 - 2.0).collect();
            let mut back = vec![9.0; 4 * m];
            design.multiply_transposed(&rows, m, &mut Partials::default(), &mut back);
            for k in 0..m {
                for i in 0..40 {
                    let expected: f64 = (0..4).map(|j| entry(i, j) * parameters[j * m + k]).sum();
                    assert_eq!(out[i * m + k], expected);
                }
                for j in 0..4 {
                    let expected: f64 = (0..40).map(|i| entry(i, j) * rows[i * m + k]).sum();
                    assert_eq!(back[j * m + k], expected);
                }
            }
        }
    }

    #[test]
    fn moments_match_the_dense_ones() {
        let dense = dense();
        let records = sparse(&dense);
        let weights: Vec<f64> = (0..40).map(|i| 0.5 * f64::from(i)).collect();
        let mut out = [9.0; 6];
        let design = Design::new(&records).unwrap();
        design.moments(&weights, &mut Partials::default(), &mut out);
        for j in 0..3 {
            for (power, found) in (1..).zip(&out[j * 2..][..2]) {
                let terms = dense
                    .iter()
                    .zip(&weights)
                    .map(|(row, s)| s * row[j].powi(power));
                assert_eq!(*found, terms.sum::<f64>());
            }
        }
    }

    #[test]
    fn a_matrix_without_columns_has_an_intercept() {
        let records = Csr::new(0, vec![0, 0, 0], vec![], vec![]).unwrap();
        let design = Design::new(&records).unwrap();
        let mut out = [0.0; 2];
        design.multiply(&[7.0], 1, &mut out);
        assert_eq!(out, [7.0, 7.0]);
        let mut sum = [0.0];
        design.multiply_transposed(&[1.0, 2.0], 1, &mut Partials::default(), &mut sum);
        assert_eq!(sum, [3.0]);
    }

    #[test]
    fn no_rows_are_refused() {
        assert!(matches!(
            Design::new(&Csr::with_columns(3)),
            Err(Error::NoRows)
        ));
    }
}
