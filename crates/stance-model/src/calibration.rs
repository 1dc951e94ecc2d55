//! Calibration: decision values to probabilities that hold under the natural shares of the labels.
//!
//! A second, small logistic regression, dense and without row weights, takes the decision values of
//! rows that their model was not trained on: linfa-logistic solves it. *Source*: Platt, "Probabilistic
//! outputs for support vector machines", 1999, for two labels; vector and matrix scaling of Guo,
//! Pleiss, Sun & Weinberger, "On calibration of modern neural networks", ICML 2017, for more.

mod error;
mod fit;
#[cfg(test)]
mod tests;

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};
use serde::{Deserialize, Serialize};

pub use self::error::{Error, Rejection};
pub(crate) use self::fit::fit_affine;
use crate::logistic::{class_probabilities, row_log_loss};
use crate::record::six_digits;
use crate::tensor_file::square;

/// A calibration that was tried: kept or not, and by what figures.
#[derive(Debug)]
pub struct Trial {
    /// The calibration, fitted to all rows; none when it was not kept.
    pub calibration: Option<Calibration>,
    /// Mean log loss of the decision values as they stand.
    pub log_loss_before: f64,
    /// Mean log loss when each row is calibrated by what the other folds teach; none when that could
    /// not be fitted.
    pub log_loss_after: Option<f64>,
    /// The probabilities behind that figure, `n_rows × n_classes`: each row's by what the other folds
    /// teach. None when the calibration is not kept.
    pub held_out_probabilities: Option<Array2<f64>>,
    /// Why it was not kept, if so.
    pub rejection: Option<Rejection>,
}

/// An affine map of decision values to calibrated ones, whose probabilities are those of the
/// logistic function (two labels) or the softmax (more).
///
/// *Determinism*: fitting passes through linfa's matrix product, whose last bits depend on the kind
/// of processor; slopes and intercepts are therefore kept to six significant digits. Applying gives
/// the same bits everywhere.
///
/// # Examples
///
/// ```
/// use ndarray::Array2;
/// use stance_model::calibration::Calibration;
///
/// // Decision values of ±4 promise 98 %, but every fifth row is wrong.
/// let values = Array2::from_shape_fn((200, 1), |(i, _)| if i % 2 == 0 { 4.0 } else { -4.0 });
/// let labels: Vec<usize> = (0..200).map(|i| usize::from((i % 2 == 0) != (i % 5 == 0))).collect();
/// let folds: Vec<usize> = (0..200).map(|i| i / 40).collect();
/// let trial = Calibration::fit(values.view(), &labels, 2, &folds)?;
/// let calibration = trial.calibration.ok_or("not kept")?;
/// let mut probabilities = [0.0; 2];
/// calibration.apply(&[4.0], &mut probabilities);
/// assert!((probabilities[1] - 0.8).abs() < 0.02);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Parts")]
pub struct Calibration {
    /// One row per calibrated value, one column per decision value.
    slopes: Vec<Vec<f64>>,
    intercepts: Vec<f64>,
}

/// What a file holds, unchecked.
#[derive(Deserialize)]
struct Parts {
    #[serde(deserialize_with = "square")]
    slopes: Vec<Vec<f64>>,
    intercepts: Vec<f64>,
}

impl TryFrom<Parts> for Calibration {
    type Error = Error;

    fn try_from(Parts { slopes, intercepts }: Parts) -> Result<Self, Error> {
        let n = intercepts.len();
        if n == 0 || n == 2 {
            return Err(Error::Malformed {
                rule: "there is one intercept, or three or more",
            });
        }
        if slopes.len() != n || slopes.iter().any(|row| row.len() != n) {
            return Err(Error::Malformed {
                rule: "slopes are a square of as many rows as intercepts",
            });
        }
        if slopes
            .iter()
            .flatten()
            .chain(&intercepts)
            .any(|value| !value.is_finite())
        {
            return Err(Error::Malformed {
                rule: "slopes and intercepts are finite",
            });
        }
        Ok(Self { slopes, intercepts })
    }
}

impl Calibration {
    /// Fits a calibration to decision values by models that did not see the row, and keeps it only
    /// where it lowers the log loss of rows it was not fitted to.
    ///
    /// *Shape*: `decision_values` are `n_rows × 1` for two labels (the log odds of the second), else
    /// `n_rows × n_classes`; one label below `n_classes` and one fold number per row. For the trial,
    /// each fold is calibrated by a fit to the others.
    ///
    /// # Errors
    ///
    /// [`Error`] when the input breaks a rule. That a calibration cannot be fitted, or does not help,
    /// is no error but a [`Rejection`].
    pub fn fit(
        decision_values: ArrayView2<'_, f64>,
        labels: &[usize],
        n_classes: usize,
        folds: &[usize],
    ) -> Result<Trial, Error> {
        check_input(decision_values, labels, n_classes, folds)?;
        let values = centred(decision_values);
        let before = (values.outer_iter().zip(labels))
            .map(|(row, &label)| row_log_loss(&row.to_vec(), label))
            .sum::<f64>();
        let log_loss_before = before / labels.len() as f64;
        let reject = |log_loss_after, rejection| Trial {
            calibration: None,
            log_loss_before,
            log_loss_after,
            held_out_probabilities: None,
            rejection: Some(rejection),
        };
        let (log_loss_after, held_out) = match held_out(&values, labels, n_classes, folds) {
            Ok(found) => found,
            Err(rejection) => return Ok(reject(None, rejection)),
        };
        if log_loss_after >= log_loss_before {
            return Ok(reject(Some(log_loss_after), Rejection::NoGain));
        }
        Ok(match Self::fit_centred(values.view(), labels, n_classes) {
            Ok(calibration) => Trial {
                calibration: Some(calibration),
                log_loss_before,
                log_loss_after: Some(log_loss_after),
                held_out_probabilities: Some(held_out),
                rejection: None,
            },
            Err(rejection) => reject(Some(log_loss_after), rejection),
        })
    }

    /// Writes the calibrated probability of each label for a row's decision values.
    ///
    /// *Range*: each in 0..=1, summing to 1 within rounding.
    ///
    /// # Panics
    ///
    /// When there are not as many decision values as fit the calibration, or `out` is not as long
    /// as there are labels.
    pub fn apply(&self, decision_values: &[f64], out: &mut [f64]) {
        class_probabilities(&self.calibrated(decision_values), out);
    }

    /// Checks that the calibration fits a model of `n_vectors` decision values and `n_classes` labels.
    ///
    /// # Errors
    ///
    /// [`Error::WrongVectors`] when it does not.
    pub fn check(&self, n_vectors: usize, n_classes: usize) -> Result<(), Error> {
        let found = self.intercepts.len();
        if found == n_vectors && found == vectors_for(n_classes) {
            return Ok(());
        }
        Err(Error::WrongVectors {
            classes: n_classes,
            expected: vectors_for(n_classes),
            found,
        })
    }

    /// Adds to what each calibrated value is; six significant digits are kept.
    pub(crate) fn shift(&mut self, offsets: &[f64]) {
        for (intercept, offset) in self.intercepts.iter_mut().zip(offsets) {
            *intercept = six_digits(*intercept + offset);
        }
    }

    fn calibrated(&self, decision_values: &[f64]) -> Vec<f64> {
        assert_eq!(
            decision_values.len(),
            self.intercepts.len(),
            "as many values as were fitted"
        );
        let centre = centre_of(decision_values);
        let value = |(slopes, intercept): (&Vec<f64>, &f64)| {
            let terms = slopes
                .iter()
                .zip(decision_values)
                .map(|(slope, x)| slope * (x - centre));
            terms.sum::<f64>() + intercept
        };
        self.slopes
            .iter()
            .zip(&self.intercepts)
            .map(value)
            .collect()
    }
}

/// Returns mean log loss and probabilities of rows calibrated by a fit to the folds that do not hold them.
fn held_out(
    values: &Array2<f64>,
    labels: &[usize],
    n_classes: usize,
    folds: &[usize],
) -> Result<(f64, Array2<f64>), Rejection> {
    let mut sum = 0.0;
    let mut probabilities = Array2::zeros((labels.len(), n_classes));
    let mut of_row = vec![0.0; n_classes];
    for fold in distinct(folds) {
        let (of_fold, others): (Vec<usize>, Vec<usize>) =
            (0..labels.len()).partition(|&row| folds[row] == fold);
        let others_labels: Vec<usize> = others.iter().map(|&row| labels[row]).collect();
        if let Some(class) = (0..n_classes).find(|class| !others_labels.contains(class)) {
            return Err(Rejection::ClassInOneFold { class, fold });
        }
        let training = values.select(Axis(0), &others);
        let calibration = Calibration::fit_centred(training.view(), &others_labels, n_classes)?;
        for row in of_fold {
            let calibrated = calibration.calibrated(&values.row(row).to_vec());
            sum += row_log_loss(&calibrated, labels[row]);
            class_probabilities(&calibrated, &mut of_row);
            probabilities
                .row_mut(row)
                .assign(&ArrayView1::from(&of_row));
        }
    }
    Ok((sum / labels.len() as f64, probabilities))
}

fn check_input(
    decision_values: ArrayView2<'_, f64>,
    labels: &[usize],
    n_classes: usize,
    folds: &[usize],
) -> Result<(), Error> {
    let (rows, found) = decision_values.dim();
    for (what, found) in [("labels", labels.len()), ("folds", folds.len())] {
        if found != rows {
            return Err(Error::UnequalLengths { rows, what, found });
        }
    }
    if n_classes < 2 {
        return Err(Error::TooFewClasses(n_classes));
    }
    let expected = vectors_for(n_classes);
    if found != expected {
        return Err(Error::WrongVectors {
            classes: n_classes,
            expected,
            found,
        });
    }
    if let Some(row) = labels.iter().position(|&label| label >= n_classes) {
        return Err(Error::LabelOutOfRange {
            row,
            label: labels[row],
            classes: n_classes,
        });
    }
    let finite = |row: ArrayView1<'_, f64>| row.iter().all(|value| value.is_finite());
    if let Some(row) = decision_values.outer_iter().position(|row| !finite(row)) {
        return Err(Error::NotFinite { row });
    }
    let n_folds = distinct(folds).len();
    if n_folds < 2 {
        Err(Error::TooFewFolds(n_folds))
    } else {
        Ok(())
    }
}

/// Returns the decision values, rows of three or more made to sum to 0: a common offset means nothing.
fn centred(decision_values: ArrayView2<'_, f64>) -> Array2<f64> {
    let mut values = decision_values.to_owned();
    for mut row in values.outer_iter_mut() {
        let centre = centre_of(&row.to_vec());
        row.mapv_inplace(|value| value - centre);
    }
    values
}

/// Returns the mean of three values or more, 0 for one.
fn centre_of(values: &[f64]) -> f64 {
    if values.len() == 1 {
        0.0
    } else {
        values.iter().sum::<f64>() / values.len() as f64
    }
}

/// Returns the number of decision values for a number of labels.
fn vectors_for(n_classes: usize) -> usize {
    if n_classes == 2 { 1 } else { n_classes }
}

/// Returns the distinct values in rising order.
fn distinct(values: &[usize]) -> Vec<usize> {
    let mut values = values.to_vec();
    values.sort_unstable();
    values.dedup();
    values
}
