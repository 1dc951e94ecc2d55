//! Figures of merit from true and predicted labels and from probabilities.
//!
//! One axis convention, held by [`Confusion`]: rows are true labels, columns predicted ones. A
//! ratio whose denominator is zero is 0, so that no figure is ever NaN. [`mcnemar()`] compares two systems over the
//! same rows.

mod calibration_error;
mod mcnemar;
mod scores;

use serde::Serialize;

use crate::bootstrap::Interval;

pub use self::calibration_error::{CALIBRATION_BINS, CalibrationError, calibration_error};
pub use self::mcnemar::{McNemar, mcnemar};
pub use self::scores::{auc, brier_score};

/// Counts of rows by true label (row) and predicted label (column).
///
/// # Examples
///
/// ```
/// use stance_model::metrics::Confusion;
///
/// let confusion = Confusion::new(2, &[1, 1, 0, 1, 0, 1], &[0, 1, 0, 1, 0, 1]);
/// assert_eq!(confusion.counts(), [[2, 0], [1, 3]]);
/// assert_eq!(confusion.precision(1), 1.0);
/// assert_eq!(confusion.recall(1), 0.75);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion {
    counts: Vec<Vec<u64>>,
}

impl Confusion {
    /// Returns the counts over label numbers `0..n_labels`.
    ///
    /// # Panics
    ///
    /// When `truth` and `predicted` differ in length or hold a number outside `0..n_labels`.
    #[must_use]
    pub fn new(n_labels: usize, truth: &[usize], predicted: &[usize]) -> Self {
        assert_eq!(truth.len(), predicted.len(), "one prediction per row");
        let mut counts = vec![vec![0; n_labels]; n_labels];
        for (&t, &p) in truth.iter().zip(predicted) {
            counts[t][p] += 1;
        }
        Self { counts }
    }

    /// Returns the counts of rows that stand for several each, or for none: row `r` counts `counts[r]` times.
    ///
    /// # Panics
    ///
    /// As [`Confusion::new`].
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_model::metrics::Confusion;
    ///
    /// let confusion = Confusion::repeated(2, &[0, 1], &[0, 0], &[3, 2]);
    /// assert_eq!(confusion.counts(), [[3, 0], [2, 0]]);
    /// ```
    #[must_use]
    pub fn repeated(n_labels: usize, truth: &[usize], predicted: &[usize], times: &[u32]) -> Self {
        assert_eq!(truth.len(), predicted.len(), "one prediction per row");
        assert_eq!(truth.len(), times.len(), "one count per row");
        let mut counts = vec![vec![0; n_labels]; n_labels];
        for ((&t, &p), &n) in truth.iter().zip(predicted).zip(times) {
            counts[t][p] += u64::from(n);
        }
        Self { counts }
    }

    /// Returns the counts: `counts()[t][p]` rows have true label `t` and predicted label `p`.
    #[must_use]
    pub fn counts(&self) -> &[Vec<u64>] {
        &self.counts
    }

    /// Returns the number of rows whose true label is `label`.
    #[must_use]
    pub fn support(&self, label: usize) -> u64 {
        self.counts[label].iter().sum()
    }

    /// Returns the number of rows whose predicted label is `label`.
    #[must_use]
    pub fn predicted(&self, label: usize) -> u64 {
        self.counts.iter().map(|row| row[label]).sum()
    }

    /// Returns the share of rows predicted right, in 0..=1.
    #[must_use]
    pub fn accuracy(&self) -> f64 {
        let right: u64 = (0..self.counts.len())
            .map(|label| self.counts[label][label])
            .sum();
        ratio(right, self.counts.iter().flatten().sum())
    }

    /// Returns the share of rows predicted as `label` that are, in 0..=1.
    #[must_use]
    pub fn precision(&self, label: usize) -> f64 {
        ratio(self.counts[label][label], self.predicted(label))
    }

    /// Returns the share of rows that are `label` and are predicted so, in 0..=1.
    #[must_use]
    pub fn recall(&self, label: usize) -> f64 {
        ratio(self.counts[label][label], self.support(label))
    }

    /// Returns the harmonic mean of precision and recall, `2·hits / (support + predicted)`.
    #[must_use]
    pub fn f1(&self, label: usize) -> f64 {
        ratio(
            2 * self.counts[label][label],
            self.support(label) + self.predicted(label),
        )
    }

    /// Returns the mean F1 over the labels that occur among true or predicted labels, in 0..=1.
    #[must_use]
    pub fn macro_f1(&self) -> f64 {
        let met: Vec<usize> = (0..self.counts.len())
            .filter(|&label| self.support(label) + self.predicted(label) > 0)
            .collect();
        if met.is_empty() {
            return 0.0;
        }
        met.iter().map(|&label| self.f1(label)).sum::<f64>() / met.len() as f64
    }

    /// Returns the mean recall over the labels that occur among the true ones, in 0..=1.
    #[must_use]
    pub fn balanced_accuracy(&self) -> f64 {
        let met: Vec<usize> = (0..self.counts.len())
            .filter(|&label| self.support(label) > 0)
            .collect();
        if met.is_empty() {
            return 0.0;
        }
        met.iter().map(|&label| self.recall(label)).sum::<f64>() / met.len() as f64
    }

    /// Returns the mean F1 over the labels, each weighted by its share of the rows, in 0..=1.
    #[must_use]
    pub fn weighted_f1(&self) -> f64 {
        let labels = 0..self.counts.len();
        let sum: f64 = labels
            .map(|label| self.support(label) as f64 * self.f1(label))
            .sum();
        let rows: u64 = self.counts.iter().flatten().sum();
        if rows == 0 { 0.0 } else { sum / rows as f64 }
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// Returns the mean negative natural logarithm of the probability given to the true label.
///
/// *Range*: 0 or more; probabilities below 1e-15 count as 1e-15, so that one row that was given
/// probability 0 does not make the mean infinite. 0 for no rows.
///
/// # Examples
///
/// ```
/// use stance_model::metrics::log_loss;
///
/// let loss = log_loss(&[0, 1], &[vec![0.5, 0.5], vec![0.0, 1.0]]);
/// assert!((loss - 0.5 * 2f64.ln()).abs() < 1e-12);
/// ```
#[must_use]
pub fn log_loss<P: AsRef<[f64]>>(truth: &[usize], probabilities: &[P]) -> f64 {
    if truth.is_empty() {
        return 0.0;
    }
    let losses = truth
        .iter()
        .zip(probabilities)
        .map(|(&t, p)| -libm::log(p.as_ref()[t].max(1e-15)));
    losses.sum::<f64>() / truth.len() as f64
}

/// Returns mean and sample standard deviation (denominator `n - 1`; 0 for fewer than two values).
///
/// # Examples
///
/// ```
/// assert_eq!(stance_model::metrics::mean_and_sd(&[1.0, 3.0]), (2.0, 2f64.sqrt()));
/// ```
#[must_use]
pub fn mean_and_sd(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    if values.is_empty() {
        return (0.0, 0.0);
    }
    let mean = values.iter().sum::<f64>() / n;
    if values.len() < 2 {
        return (mean, 0.0);
    }
    let squares: f64 = values
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum();
    (mean, (squares / (n - 1.0)).sqrt())
}

/// A figure with its confidence interval. None where resamples give one value, as for a figure at the end of its
/// range or rows of one group: resampling then says nothing of how far the figure may be off.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// Lower end of the interval, if any.
    pub low: Option<f64>,
    /// Upper end of the interval, if any.
    pub high: Option<f64>,
}

impl Estimate {
    /// Returns the figure with its interval.
    #[must_use]
    pub fn new(value: f64, interval: Option<Interval>) -> Self {
        Self {
            value,
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
        }
    }
}

#[cfg(test)]
#[expect(
    clippy::float_cmp,
    reason = "ratios of small whole numbers round alike"
)]
mod tests {
    use super::*;

    #[test]
    fn a_hand_counted_case_of_three_labels() {
        // truth      a a a b b c
        // predicted  a a b b c c
        let confusion = Confusion::new(3, &[0, 0, 0, 1, 1, 2], &[0, 0, 1, 1, 2, 2]);
        assert_eq!(confusion.counts(), [[2, 1, 0], [0, 1, 1], [0, 0, 1]]);
        assert_eq!(confusion.accuracy(), 4.0 / 6.0);
        assert_eq!([0, 1, 2].map(|l| confusion.precision(l)), [1.0, 0.5, 0.5]);
        assert_eq!(
            [0, 1, 2].map(|l| confusion.recall(l)),
            [2.0 / 3.0, 0.5, 1.0]
        );
        assert_eq!([0, 1, 2].map(|l| confusion.f1(l)), [0.8, 0.5, 2.0 / 3.0]);
        assert!((confusion.macro_f1() - (0.8 + 0.5 + 2.0 / 3.0) / 3.0).abs() < 1e-15);
        let recalls = 2.0 / 3.0 + 0.5 + 1.0;
        assert!((confusion.balanced_accuracy() - recalls / 3.0).abs() < 1e-15);
        let weighted = (3.0 * 0.8 + 2.0 * 0.5 + 2.0 / 3.0) / 6.0;
        assert!((confusion.weighted_f1() - weighted).abs() < 1e-15);
    }

    #[test]
    fn a_hand_counted_case_of_two_labels() {
        // truth      n n n n y y
        // predicted  n n y y y n
        let confusion = Confusion::new(2, &[0, 0, 0, 0, 1, 1], &[0, 0, 1, 1, 1, 0]);
        assert_eq!(confusion.counts(), [[2, 2], [1, 1]]);
        assert_eq!(confusion.accuracy(), 0.5);
        assert_eq!(confusion.balanced_accuracy(), 0.5);
        assert_eq!(
            [0, 1].map(|l| confusion.precision(l)),
            [2.0 / 3.0, 1.0 / 3.0]
        );
        assert_eq!([0, 1].map(|l| confusion.recall(l)), [0.5, 0.5]);
        assert_eq!([0, 1].map(|l| confusion.f1(l)), [4.0 / 7.0, 0.4]);
        assert!((confusion.macro_f1() - f64::midpoint(4.0 / 7.0, 0.4)).abs() < 1e-15);
        let weighted = (4.0 * (4.0 / 7.0) + 2.0 * 0.4) / 6.0;
        assert!((confusion.weighted_f1() - weighted).abs() < 1e-15);
        assert_eq!((confusion.support(0), confusion.predicted(0)), (4, 3));
    }

    #[test]
    fn a_label_never_met_is_left_out_of_the_mean_and_never_nan() {
        let confusion = Confusion::new(3, &[0, 0], &[0, 0]);
        assert_eq!(confusion.macro_f1(), 1.0);
        assert_eq!(
            (confusion.precision(2), confusion.recall(2), confusion.f1(2)),
            (0.0, 0.0, 0.0)
        );
        assert_eq!(Confusion::new(2, &[], &[]).accuracy(), 0.0);
        let none = Confusion::new(2, &[], &[]);
        assert_eq!(
            (
                none.macro_f1(),
                none.weighted_f1(),
                none.balanced_accuracy()
            ),
            (0.0, 0.0, 0.0)
        );
        // A label that is predicted and never true counts in the mean F1, not in the mean recall.
        let confusion = Confusion::new(2, &[0, 0], &[0, 1]);
        assert_eq!(
            (confusion.balanced_accuracy(), confusion.macro_f1()),
            (0.5, (2.0 / 3.0) / 2.0)
        );
    }

    #[test]
    fn rows_that_stand_for_several_count_as_often() {
        let confusion = Confusion::repeated(2, &[0, 1, 1], &[0, 0, 0], &[3, 2, 4]);
        assert_eq!(confusion.counts(), [[3, 0], [6, 0]]);
    }

    #[test]
    fn the_deviation_is_that_of_a_sample() {
        // Distances of -2, -1 and 3 from 3: a square mean of 14 / 2.
        assert_eq!(mean_and_sd(&[1.0, 2.0, 6.0]), (3.0, 7_f64.sqrt()));
        assert_eq!(mean_and_sd(&[1.0, 3.0]), (2.0, 2_f64.sqrt()));
        assert_eq!(mean_and_sd(&[5.0]), (5.0, 0.0));
        assert_eq!(mean_and_sd(&[]), (0.0, 0.0));
    }

    #[test]
    fn log_loss_of_a_sure_error_is_finite() {
        let loss = log_loss(&[0], &[vec![0.0, 1.0]]);
        assert!((loss - 34.538_776_394_910_684).abs() < 1e-9);
        let loss = log_loss(&[0, 1], &[[0.5, 0.5], [0.75, 0.25]]);
        assert!((loss - 1.5 * std::f64::consts::LN_2).abs() < 1e-12);
    }
}
