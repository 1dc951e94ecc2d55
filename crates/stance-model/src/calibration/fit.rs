//! The calibrator's own fit: decision values standardised, linfa-logistic guarded.
//!
//! Three habits of linfa-logistic 0.8 are provided for: its line search may not end where values are
//! badly scaled (see [`row_scale`]), it returns without having converged and does not say so (see
//! [`check_converged`]), and its positive class is the more frequent one (see [`solve_two`]).

use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_logistic::{LogisticRegression, MultiLogisticRegression};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

use super::{Calibration, Rejection};
use crate::logistic::class_probabilities;
use crate::record::six_digits;

/// Penalty on the standardised slopes, where each row's loss counts 1: a normal prior of variance 1,
/// which keeps them finite when the decision values tell all labels apart.
const PENALTY: f64 = 1.0;
/// Entries of the intercept's column: a prior of variance 9, since shares of labels may be small.
const ONES: f64 = 3.0;
/// Standard deviations from the mean beyond which a decision value is drawn in while fitting.
const REACH: f64 = 6.0;
/// Norm of the gradient, per row, at which linfa stops.
const TOLERANCE: f64 = 1e-6;
/// Norm of the gradient, per row, above which its answer counts as not converged.
const ACCEPTED: f64 = 1e-4;
/// Iterations granted to linfa.
const ITERATIONS: u64 = 300;

impl Calibration {
    /// Fits to decision values whose rows are centred.
    pub(super) fn fit_centred(
        values: ArrayView2<'_, f64>,
        labels: &[usize],
        n_classes: usize,
    ) -> Result<Self, Rejection> {
        let (slopes, intercepts) = fit_affine(values, labels, n_classes)?;
        Ok(Self { slopes, intercepts })
    }
}

/// Returns the affine map of `values` whose probabilities fit the labels best: slopes, one row per
/// calibrated value and one column per column of `values`, and intercepts; six significant digits each.
/// Two labels have one calibrated value, more have one each.
pub(crate) fn fit_affine(
    values: ArrayView2<'_, f64>,
    labels: &[usize],
    n_classes: usize,
) -> Result<(Vec<Vec<f64>>, Vec<f64>), Rejection> {
    let scales = values.axis_iter(Axis(1)).map(Scale::of).collect::<Vec<_>>();
    let design = scaled_design(values, &scales);
    let weights = if n_classes == 2 {
        solve_two(&design, labels)?
    } else {
        solve_more(&design, labels)?
    };
    check_converged(&design, labels, &weights)?;
    // Undo the standardisation: the map is from decision values as they come.
    let (n_columns, n_vectors) = (values.ncols(), weights.ncols());
    let factor = row_scale(labels.len());
    let slope = |k: usize, j: usize| weights[[j, k]] * factor * scales[j].factor;
    let intercept = |k: usize| {
        let shift: f64 = (0..n_columns).map(|j| slope(k, j) * scales[j].mean).sum();
        weights[[n_columns, k]] * factor * ONES - shift
    };
    let slopes = (0..n_vectors).map(|k| (0..n_columns).map(|j| six_digits(slope(k, j))).collect());
    let intercepts = (0..n_vectors).map(|k| six_digits(intercept(k)));
    Ok((slopes.collect(), intercepts.collect()))
}

/// Mean of a column, and the inverse of its standard deviation (0 for a constant column).
struct Scale {
    mean: f64,
    factor: f64,
}

impl Scale {
    /// Standardises a column three times over, each time with far values drawn in to [`REACH`]:
    /// a few huge values would otherwise squeeze all others together.
    fn of(column: ArrayView1<'_, f64>) -> Self {
        let n = column.len() as f64;
        let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
        let mut scale = Self {
            mean: 0.0,
            factor: 0.0,
        };
        for _ in 0..3 {
            let mean = column.iter().map(|x| x.clamp(low, high)).sum::<f64>() / n;
            let square = |x: &f64| (x.clamp(low, high) - mean) * (x.clamp(low, high) - mean);
            let deviation = (column.iter().map(square).sum::<f64>() / n).sqrt();
            if deviation <= 1e-12 * mean.abs() || deviation == 0.0 {
                return Self { mean, factor: 0.0 };
            }
            scale = Self {
                mean,
                factor: 1.0 / deviation,
            };
            (low, high) = (mean - REACH * deviation, mean + REACH * deviation);
        }
        scale
    }

    fn standardise(&self, value: f64) -> f64 {
        ((value - self.mean) * self.factor).clamp(-REACH, REACH)
    }
}

/// Returns the factor of all columns: with it, linfa's sum of losses behaves as their mean would.
///
/// Its L-BFGS takes the gradient itself as the first step. With thousands of rows that step leaps to
/// where linfa's softmax underflows, and its line search then need not end.
fn row_scale(n_rows: usize) -> f64 {
    1.0 / (n_rows as f64).sqrt()
}

/// Returns the standardised decision values and a column of [`ONES`], all times [`row_scale`].
fn scaled_design(values: ArrayView2<'_, f64>, scales: &[Scale]) -> Array2<f64> {
    let (n_rows, n_vectors) = values.dim();
    let factor = row_scale(n_rows);
    Array2::from_shape_fn((n_rows, n_vectors + 1), |(i, j)| {
        factor
            * if j == n_vectors {
                ONES
            } else {
                scales[j].standardise(values[[i, j]])
            }
    })
}

/// Returns linfa's weights for two labels, `n_columns × 1`, with the second label as the positive one.
fn solve_two(design: &Array2<f64>, labels: &[usize]) -> Result<Array2<f64>, Rejection> {
    let (penalty, tolerance) = linfa_terms(labels.len());
    let dataset = DatasetBase::new(design.view(), Array1::from(labels.to_vec()));
    let fitted = LogisticRegression::default()
        .with_intercept(false)
        .alpha(penalty)
        .gradient_tolerance(tolerance)
        .max_iterations(ITERATIONS)
        .fit(&dataset)?;
    // linfa takes the more frequent label as the positive one.
    let sign = if fitted.labels().pos.class == 1 {
        1.0
    } else {
        -1.0
    };
    Ok((fitted.params() * sign).insert_axis(Axis(1)))
}

/// Returns linfa's weights for three labels or more, `n_columns × n_classes`.
fn solve_more(design: &Array2<f64>, labels: &[usize]) -> Result<Array2<f64>, Rejection> {
    let (penalty, tolerance) = linfa_terms(labels.len());
    let dataset = DatasetBase::new(design.view(), Array1::from(labels.to_vec()));
    let fitted = MultiLogisticRegression::default()
        .with_intercept(false)
        .alpha(penalty)
        .gradient_tolerance(tolerance)
        .max_iterations(ITERATIONS)
        .fit(&dataset)?;
    Ok(fitted.params().clone())
}

/// Returns penalty and gradient tolerance for columns scaled by [`row_scale`].
fn linfa_terms(n_rows: usize) -> (f64, f64) {
    (PENALTY / n_rows as f64, TOLERANCE * (n_rows as f64).sqrt())
}

/// Computes the gradient anew at linfa's answer, which it returns whether or not it converged.
pub(super) fn check_converged(
    design: &Array2<f64>,
    labels: &[usize],
    weights: &Array2<f64>,
) -> Result<(), Rejection> {
    let n_rows = labels.len() as f64;
    let n_classes = if weights.ncols() == 1 {
        2
    } else {
        weights.ncols()
    };
    let mut gradient = weights * (PENALTY / n_rows);
    let mut probabilities = vec![0.0; n_classes];
    for ((row, values), &label) in design
        .outer_iter()
        .zip(design.dot(weights).outer_iter())
        .zip(labels)
    {
        class_probabilities(&values.to_vec(), &mut probabilities);
        probabilities[label] -= 1.0;
        let residuals = &probabilities[n_classes - weights.ncols()..];
        for (mut gradient, x) in gradient.outer_iter_mut().zip(row) {
            gradient
                .iter_mut()
                .zip(residuals)
                .for_each(|(g, residual)| *g += x * residual);
        }
    }
    let gradient_norm = (gradient.iter().map(|g| g * g).sum::<f64>() / n_rows).sqrt();
    if gradient_norm <= ACCEPTED {
        Ok(())
    } else {
        Err(Rejection::NotConverged { gradient_norm })
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    fn assert_near(found: f64, expected: f64) {
        let distance = (found - expected).abs();
        assert!(
            distance <= 1e-9 * expected.abs().max(1e-3),
            "{found} {expected}"
        );
    }

    #[test]
    fn a_column_is_standardised_by_mean_and_deviation() {
        let scale = Scale::of(array![1.0, 3.0, 5.0, 7.0].view());
        assert_near(scale.mean, 4.0);
        assert_near(scale.factor, 1.0 / 5_f64.sqrt());
        assert_near(scale.standardise(5.0), 1.0 / 5_f64.sqrt());
        assert_near(scale.standardise(1e3), 6.0);
        assert_near(scale.standardise(-1e3), -6.0);
    }

    #[test]
    fn columns_that_are_constant_but_for_rounding_have_no_scale() {
        for value in [0.0, 0.1, 1000.1, -1000.1] {
            let scale = Scale::of(Array1::from_elem(100, value).view());
            assert_near(scale.mean, value);
            assert_near(scale.factor, 0.0);
        }
    }

    #[test]
    fn a_far_value_is_drawn_in_twice_to_six_deviations() {
        // A hundred values of ±1 and one of x: mean x / 101, mean square (100 + x²) / 101.
        let moments = |x: f64| {
            let mean = x / 101.0;
            (mean, ((100.0 + x * x) / 101.0 - mean * mean).sqrt())
        };
        for sign in [1.0, -1.0] {
            let drawn_in = |x: f64| moments(x).0 + sign * 6.0 * moments(x).1;
            let column = Array1::from_shape_fn(101, |i| match i {
                100 => sign * 1e6,
                _ if i % 2 == 0 => 1.0,
                _ => -1.0,
            });
            let (mean, deviation) = moments(drawn_in(drawn_in(sign * 1e6)));
            let scale = Scale::of(column.view());
            assert_near(scale.mean, mean);
            assert_near(scale.factor, 1.0 / deviation);
        }
    }

    #[test]
    fn the_design_is_scaled_by_the_root_of_the_rows() {
        let values = array![[1.0], [3.0], [5.0], [7.0]];
        let design = scaled_design(values.view(), &[Scale::of(values.column(0))]);
        assert_eq!(design.dim(), (4, 2));
        for (row, value) in design.outer_iter().zip(values.column(0)) {
            assert_near(row[0], 0.5 * (value - 4.0) / 5_f64.sqrt());
            assert_near(row[1], 1.5);
        }
        let (penalty, tolerance) = linfa_terms(16);
        assert_near(penalty, 1.0 / 16.0);
        assert_near(tolerance * 1e6, 4.0);
    }

    /// Returns five hundred rows of two columns, the second wider, and labels that lean on both.
    fn rows(n_classes: usize) -> (Array2<f64>, Vec<usize>) {
        let at = |i: usize, j: usize| libm::sin((i * (j + 2) + j) as f64 * 1.3);
        let values =
            Array2::from_shape_fn((500, 2), |(i, j)| (1.0 + 4.0 * j as f64) * (at(i, j) + 0.5));
        let label = |i: usize| {
            let noisy = 2.0 + at(i, 0) + 0.5 * at(i, 1) + at(i, 3);
            (0..n_classes - 1)
                .filter(|&k| noisy > 1.5 + k as f64)
                .count()
        };
        (values, (0..500).map(label).collect())
    }

    #[test]
    fn the_gradient_of_the_standardised_problem_vanishes_at_the_answer() {
        for n_classes in [2, 3] {
            let (values, labels) = rows(n_classes);
            let (slopes, intercepts) = fit_affine(values.view(), &labels, n_classes).unwrap();
            let scales: Vec<Scale> = values.axis_iter(Axis(1)).map(Scale::of).collect();
            let vectors = intercepts.len();
            // Slopes per deviation have a prior of variance 1, intercepts at the means one of 9.
            let mut gradient = vec![[0.0; 3]; vectors];
            for k in 0..vectors {
                let shift = (0..2).map(|j| slopes[k][j] * scales[j].mean).sum::<f64>();
                gradient[k] = [
                    slopes[k][0] / scales[0].factor,
                    slopes[k][1] / scales[1].factor,
                    (intercepts[k] + shift) / 9.0,
                ];
            }
            let mut probabilities = vec![0.0; n_classes];
            for (row, &label) in values.outer_iter().zip(&labels) {
                let value = |k: usize| slopes[k][0] * row[0] + slopes[k][1] * row[1];
                let values: Vec<f64> = (0..vectors).map(|k| value(k) + intercepts[k]).collect();
                class_probabilities(&values, &mut probabilities);
                probabilities[label] -= 1.0;
                for (k, residual) in probabilities[n_classes - vectors..].iter().enumerate() {
                    gradient[k][0] += residual * scales[0].standardise(row[0]);
                    gradient[k][1] += residual * scales[1].standardise(row[1]);
                    gradient[k][2] += residual;
                }
            }
            for entry in gradient.iter().flatten() {
                assert!(entry.abs() < 5e-3, "{n_classes}: {gradient:?}");
            }
        }
    }

    #[test]
    fn the_gradient_norm_is_that_of_penalty_and_loss() {
        let design = array![[0.5, 0.5], [-0.5, 0.5], [0.4, 0.5], [-0.3, 0.5]];
        let norm = |labels: &[usize], weights: &Array2<f64>| match check_converged(
            &design, labels, weights,
        ) {
            Err(Rejection::NotConverged { gradient_norm }) => gradient_norm,
            other => panic!("{other:?}"),
        };
        // No weights: every probability is a half, the gradient (−0.85, 0).
        assert_near(norm(&[1, 0, 1, 0], &array![[0.0], [0.0]]), 0.425);
        // Three classes, each of a third; the columns of the design sum to 0.1 and 2.
        let third = 0.1 / 3.0;
        let found = norm(&[0, 1, 2, 1], &Array2::zeros((2, 3)));
        let hand = [
            [third - 0.5, 2.0 / 3.0 - 0.5],
            [third + 0.8, 2.0 / 3.0 - 1.0],
            [third - 0.4, 2.0 / 3.0 - 0.5],
        ];
        let square: f64 = hand.iter().flatten().map(|g| g * g).sum();
        assert_near(found, (square / 4.0).sqrt());
        // Rows of nothing leave the penalty alone.
        let nothing = Array2::zeros((4, 2));
        let found = check_converged(&nothing, &[1, 0, 1, 0], &array![[3.0], [4.0]]);
        assert!(
            matches!(found, Err(Rejection::NotConverged { gradient_norm }) if (gradient_norm - 0.625).abs() < 1e-12)
        );
    }
}
