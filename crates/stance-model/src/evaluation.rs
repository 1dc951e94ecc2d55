//! Evaluation: the figures of judged rows, each with its interval, and the differences of two models.

mod comparison;
mod figures;
#[cfg(test)]
mod tests;

use serde::Serialize;

pub use self::comparison::{Comparison, Differences};
use self::figures::{CALIBRATION_ERROR, OVERALL, PER_LABEL, Prepared};
use crate::bootstrap::{Bootstrap, Interval, draws, interval_of};
use crate::judged::Judged;
use crate::metrics::{CALIBRATION_BINS, CalibrationError, Estimate};

/// Figures of a classifier over labelled rows. Serialises to the JSON that `stance evaluate` prints.
///
/// A figure that the rows leave undefined is none: an area under the ROC curve without rows on both sides. Log loss
/// and Brier score of a probability of 0 are defined (see [`log_loss`](crate::metrics::log_loss)).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// Rows judged.
    pub rows: usize,
    /// Groups of rows, which are what is drawn anew for an interval.
    pub groups: usize,
    /// Share of rows predicted right, in 0..=1.
    pub accuracy: Estimate,
    /// Mean recall over the labels that occur in the rows, in 0..=1.
    pub balanced_accuracy: Estimate,
    /// Mean F1 over the labels that occur in the rows or the predictions, in 0..=1.
    pub macro_f1: Estimate,
    /// Mean F1 over the labels, each weighted by its share of the rows, in 0..=1.
    pub weighted_f1: Estimate,
    /// Mean over the labels of the area under the ROC curve of one label against the rest.
    pub auc: Option<Estimate>,
    /// Mean negative natural logarithm of the probability of the true label, 0 or more.
    pub log_loss: Estimate,
    /// Mean squared distance of the probabilities from the truth, in 0..=2.
    pub brier_score: Estimate,
    /// How far stated probabilities are from observed shares.
    pub calibration_error: CalibrationEstimate,
    /// Figures of each label of the model, in their order.
    pub labels: Vec<LabelFigures>,
    /// Counts by true and predicted label.
    pub confusion: ConfusionTable,
}

/// The expected calibration error over ten bins of equal mass, in 0..=1.
///
/// The error of a sample is on the mean larger than that of the whole, and that of a resample larger still. The
/// interval therefore goes from the lower end of the basic one, `2·error − quantile` and not below 0, to the upper end
/// of the percentile one. It holds the error of the whole as often as it says where that is well above what chance
/// makes; of nearly perfect probabilities on few rows its lower end is too high in up to one sample of six. *Source*:
/// Davison & Hinkley, "Bootstrap methods and their application", 1997, chapter 5, for either interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CalibrationEstimate {
    /// The error with its interval.
    #[serde(flatten)]
    pub estimate: Estimate,
    /// The mean error where labels are drawn from the stated probabilities: what chance makes of perfect ones.
    pub expected: f64,
}

/// Figures of one label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelFigures {
    /// The label.
    pub label: String,
    /// Share of the rows predicted so that are so; 0 when none is predicted so.
    pub precision: Estimate,
    /// Share of the rows that are so and are predicted so; 0 when there is none.
    pub recall: Estimate,
    /// Harmonic mean of precision and recall.
    pub f1: Estimate,
    /// Area under the ROC curve of the label against the rest, by its probability; none without rows of both.
    pub auc: Option<Estimate>,
    /// Rows that are so.
    pub support: u64,
}

/// A confusion matrix that says its axes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConfusionTable {
    /// What rows are: `true`.
    pub rows: &'static str,
    /// What columns are: `predicted`.
    pub columns: &'static str,
    /// The labels, in the order of rows and columns.
    pub labels: Vec<String>,
    /// Counts, row by row.
    pub counts: Vec<Vec<u64>>,
}

impl Evaluation {
    /// Returns the figures of rows, with intervals of resampled groups.
    ///
    /// *Determinism*: depends on the arguments alone, not on the number of threads. *Source* of the intervals: see
    /// [`bootstrap`](crate::bootstrap).
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_model::bootstrap::Bootstrap;
    /// use stance_model::{Evaluation, Judged, Prediction};
    ///
    /// let labels = ["no", "yes"].map(String::from).to_vec();
    /// let predictions = (0..40).map(|row| Prediction::new(if row % 4 == 0 { vec![0.6, 0.4] } else { vec![0.1, 0.9] }));
    /// let truth = (0..40).map(|row| usize::from(row % 5 > 1)).collect();
    /// let judged = Judged::new(labels, truth, predictions.collect(), (0..40).collect());
    /// let evaluation = Evaluation::new(&judged, &Bootstrap::default());
    /// let accuracy = evaluation.accuracy;
    /// assert!(accuracy.low < Some(accuracy.value) && Some(accuracy.value) < accuracy.high);
    /// ```
    #[must_use]
    pub fn new(judged: &Judged, bootstrap: &Bootstrap) -> Self {
        let prepared = Prepared::new(judged);
        let values = prepared.figures(&vec![1; judged.n_rows()]);
        let draws = draws(judged.groups(), bootstrap, |counts| {
            prepared.figures(counts)
        });
        let interval = |figure: usize| interval_of(&draws, figure, bootstrap.level);
        let estimate = |figure: usize| Estimate::new(values[figure], interval(figure));
        let defined = |figure: usize| (!values[figure].is_nan()).then(|| estimate(figure));
        let [
            accuracy,
            balanced_accuracy,
            macro_f1,
            weighted_f1,
            _,
            log_loss,
            brier_score,
            _,
        ] = OVERALL.map(estimate);
        let confusion = judged.confusion();
        let label = |(number, label): (usize, &String)| {
            let first = OVERALL.len() + PER_LABEL * number;
            LabelFigures {
                label: label.clone(),
                precision: estimate(first),
                recall: estimate(first + 1),
                f1: estimate(first + 2),
                auc: defined(first + 3),
                support: confusion.support(number),
            }
        };
        Self {
            rows: judged.n_rows(),
            groups: n_distinct(judged.groups()),
            accuracy,
            balanced_accuracy,
            macro_f1,
            weighted_f1,
            auc: defined(figures::AUC),
            log_loss,
            brier_score,
            calibration_error: calibration_estimate(
                judged,
                values[CALIBRATION_ERROR],
                interval(CALIBRATION_ERROR),
                bootstrap.seed,
            ),
            labels: judged.labels().iter().enumerate().map(label).collect(),
            confusion: ConfusionTable {
                rows: "true",
                columns: "predicted",
                labels: judged.labels().to_vec(),
                counts: confusion.counts().to_vec(),
            },
        }
    }
}

/// Returns the calibration error with its interval, and what perfect probabilities would show.
fn calibration_estimate(
    judged: &Judged,
    error: f64,
    percentile: Option<Interval>,
    seed: u64,
) -> CalibrationEstimate {
    let interval = percentile.map(|Interval { high, .. }| Interval {
        low: (2.0 * error - high).max(0.0),
        high,
    });
    let found = CalibrationError::new(
        judged.truth(),
        &judged.probabilities(),
        CALIBRATION_BINS,
        seed,
    );
    CalibrationEstimate {
        estimate: Estimate::new(error, interval),
        expected: found.expected,
    }
}

fn n_distinct(numbers: &[usize]) -> usize {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    numbers.dedup();
    numbers.len()
}
