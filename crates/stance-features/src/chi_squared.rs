//! Feature selection by the chi-squared statistic.

use std::cmp::Ordering;

use crate::{Csr, Error};

/// Returns for each column the chi-squared statistic between the feature and the class.
///
/// *Shape*: one class per row of `matrix`, numbered below `n_classes`; values must not be negative,
/// as counts and TF-IDF weights are. *Range*: 0 or above, the larger the further from independence;
/// NaN where a feature never occurs.
///
/// *Formula*: `Σ (observed − expected)² / expected` over the classes, where `observed` is the sum
/// of the feature's values in the rows of the class, and `expected` the sum over all rows times the
/// share of rows that are of the class.
///
/// *Source*: Yang and Pedersen, "A comparative study on feature selection in text categorization",
/// ICML 1997; scikit-learn's `chi2`.
///
/// # Errors
///
/// [`Error::LengthMismatch`] when there is not one class per row, [`Error::OptionOutOfRange`] for a
/// class that is not below `n_classes` or a negative value.
///
/// # Examples
///
/// ```
/// use stance_features::{Csr, chi_squared};
///
/// // Column 0 occurs in class 0 only, column 1 in both alike.
/// let matrix = Csr::new(2, vec![0, 2, 3], vec![0, 1, 1], vec![2.0, 1.0, 1.0])?;
/// assert_eq!(chi_squared(&matrix, &[0, 1], 2)?, [2.0, 0.0]);
/// # Ok::<(), stance_features::Error>(())
/// ```
pub fn chi_squared(matrix: &Csr, classes: &[usize], n_classes: usize) -> Result<Vec<f64>, Error> {
    if classes.len() != matrix.n_rows() {
        let (expected, found) = (matrix.n_rows(), classes.len());
        return Err(Error::LengthMismatch {
            what: "classes",
            expected,
            found,
        });
    }
    if let Some(class) = classes.iter().find(|&&class| class >= n_classes) {
        return Err(Error::OptionOutOfRange {
            option: "class",
            found: class.to_string(),
            expected: "a number below the number of classes",
        });
    }
    let n_cols = matrix.n_cols();
    let mut observed = vec![0.0; n_classes * n_cols];
    let mut class_sizes = vec![0usize; n_classes];
    for (row, &class) in matrix.rows().zip(classes) {
        class_sizes[class] += 1;
        for (column, value) in row.iter() {
            if value < 0.0 {
                return Err(Error::OptionOutOfRange {
                    option: "value",
                    found: value.to_string(),
                    expected: "0 or more",
                });
            }
            observed[class * n_cols + column] += f64::from(value);
        }
    }
    let shares: Vec<f64> = class_sizes
        .iter()
        .map(|&size| size as f64 / matrix.n_rows() as f64)
        .collect();
    Ok((0..n_cols)
        .map(|column| statistic(&observed[column..], n_cols, &shares))
        .collect())
}

/// Returns the statistic of the column that `observed` begins with; classes are `stride` apart.
fn statistic(observed: &[f64], stride: usize, shares: &[f64]) -> f64 {
    let of_class = || observed.iter().step_by(stride);
    let total: f64 = of_class().sum();
    of_class()
        .zip(shares)
        .filter(|&(_, &share)| share > 0.0)
        .map(|(observed, share)| (observed - total * share).powi(2) / (total * share))
        .sum()
}

/// Returns the `n` columns with the highest scores, in rising order: what
/// [`Vectorizer::select`](crate::Vectorizer::select) takes.
///
/// Among equal scores the first columns win; NaN scores lowest.
///
/// # Examples
///
/// ```
/// assert_eq!(stance_features::best_columns(&[0.5, f64::NAN, 2.0, 2.0, 0.1], 2), [2, 3]);
/// ```
#[must_use]
pub fn best_columns(scores: &[f64], n: usize) -> Vec<u32> {
    let mut ranking: Vec<(u32, f64)> = (0..).zip(scores.iter().copied()).collect();
    ranking.sort_by(|a, b| match (a.1.is_nan(), b.1.is_nan()) {
        (false, false) => b.1.total_cmp(&a.1),
        (true, true) => Ordering::Equal,
        (a_is_nan, b_is_nan) => a_is_nan.cmp(&b_is_nan),
    });
    let mut columns: Vec<u32> = ranking
        .into_iter()
        .take(n)
        .map(|(column, _)| column)
        .collect();
    columns.sort_unstable();
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix() -> Result<Csr, Error> {
        Csr::new(2, vec![0, 1, 2], vec![0, 1], vec![1.0, 1.0])
    }

    #[test]
    fn refuses_what_does_not_fit() {
        let matrix = matrix().unwrap();
        let error = chi_squared(&matrix, &[0], 2).unwrap_err();
        assert_eq!(
            error,
            Error::LengthMismatch {
                what: "classes",
                expected: 2,
                found: 1
            }
        );
        assert!(matches!(
            chi_squared(&matrix, &[0, 2], 2),
            Err(Error::OptionOutOfRange {
                option: "class",
                ..
            })
        ));
        let negative = Csr::new(1, vec![0, 1], vec![0], vec![-1.0]).unwrap();
        assert!(matches!(
            chi_squared(&negative, &[0], 1),
            Err(Error::OptionOutOfRange {
                option: "value",
                ..
            })
        ));
    }

    #[test]
    fn a_class_without_rows_adds_nothing() {
        let matrix = matrix().unwrap();
        assert_eq!(
            chi_squared(&matrix, &[0, 1], 2),
            chi_squared(&matrix, &[0, 1], 3)
        );
    }
}
