//! Two models over the same rows: the differences of their figures, resampled in pairs.

use serde::Serialize;

use super::figures::{AUC, OVERALL, Prepared};
use crate::bootstrap::{Bootstrap, draws, interval_of};
use crate::judged::Judged;
use crate::metrics::{Estimate, McNemar, mcnemar};

/// How much a model differs from another over the same rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Comparison {
    /// Figures of the first minus those of the second.
    pub differences: Differences,
    /// Whether they err on the same rows equally often.
    pub mcnemar: McNemar,
}

/// Figures of one model minus those of another, with intervals from the same resamples of both.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Differences {
    /// Of the accuracies.
    pub accuracy: Estimate,
    /// Of the mean recalls.
    pub balanced_accuracy: Estimate,
    /// Of the mean F1.
    pub macro_f1: Estimate,
    /// Of the weighted mean F1.
    pub weighted_f1: Estimate,
    /// Of the mean areas under the ROC curve.
    pub auc: Option<Estimate>,
    /// Of the log losses.
    pub log_loss: Estimate,
    /// Of the Brier scores.
    pub brier_score: Estimate,
    /// Of the calibration errors.
    pub calibration_error: Estimate,
}

impl Comparison {
    /// Returns the differences of two models that judged the same rows in the same order.
    ///
    /// *Determinism*: as [`Evaluation::new`](super::Evaluation::new).
    ///
    /// # Panics
    ///
    /// When rows or groups are not the same.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_model::bootstrap::Bootstrap;
    /// use stance_model::{Comparison, Judged, Prediction};
    ///
    /// let judged = |wrong: usize| {
    ///     let labels = ["no", "yes"].map(String::from).to_vec();
    ///     let prediction = |row| Prediction::new(if row % wrong == 0 { vec![0.9, 0.1] } else { vec![0.2, 0.8] });
    ///     Judged::new(labels, vec![1; 60], (0..60).map(prediction).collect(), (0..60).collect())
    /// };
    /// let found = Comparison::new(&judged(6), &judged(3), &Bootstrap::default());
    /// let accuracy = found.differences.accuracy;
    /// assert!((accuracy.value - 10.0 / 60.0).abs() < 1e-12 && accuracy.low > Some(0.0));
    /// assert_eq!((found.mcnemar.only_first, found.mcnemar.only_second), (10, 0));
    /// ```
    #[must_use]
    pub fn new(first: &Judged, second: &Judged, bootstrap: &Bootstrap) -> Self {
        assert_eq!(first.groups(), second.groups(), "the same rows twice");
        let (one, other) = (Prepared::new(first), Prepared::new(second));
        let difference = |counts: &[u32]| -> Vec<f64> {
            let (one, other) = (one.figures(counts), other.figures(counts));
            OVERALL.map(|figure| one[figure] - other[figure]).to_vec()
        };
        let values = difference(&vec![1; first.n_rows()]);
        let draws = draws(first.groups(), bootstrap, difference);
        let estimate = |figure: usize| {
            Estimate::new(values[figure], interval_of(&draws, figure, bootstrap.level))
        };
        let [
            accuracy,
            balanced_accuracy,
            macro_f1,
            weighted_f1,
            auc,
            log_loss,
            brier_score,
            calibration_error,
        ] = OVERALL.map(estimate);
        let right = |judged: &Judged| -> Vec<bool> {
            (0..judged.n_rows())
                .map(|row| judged.is_right(row))
                .collect()
        };
        Self {
            differences: Differences {
                accuracy,
                balanced_accuracy,
                macro_f1,
                weighted_f1,
                auc: (!values[AUC].is_nan()).then_some(auc),
                log_loss,
                brier_score,
                calibration_error,
            },
            mcnemar: mcnemar(&right(first), &right(second)),
        }
    }
}
