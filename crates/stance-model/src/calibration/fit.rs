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
