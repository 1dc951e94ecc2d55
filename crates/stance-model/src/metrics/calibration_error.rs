//! Calibration error: how far stated probabilities are from observed frequencies.
//!
//! *Source*: Naeini, Cooper & Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning",
//! AAAI 2015, for the error; Nguyen & O'Connor, "Posterior calibration and exploratory analysis for natural
//! language processing models", EMNLP 2015, for bins of equal mass; Bröcker & Smith, "Increasing the
//! reliability of reliability diagrams", Weather and Forecasting 22, 2007, for resampling under the stated ones.

use serde::Serialize;

use crate::random::SplitMix64;

/// Bins of the calibration error, where nothing else is said.
pub const CALIBRATION_BINS: usize = 10;

/// Draws of perfect labels behind [`CalibrationError::expected`].
const DRAWS: u64 = 200;

/// The expected calibration error of stated probabilities, beside what perfect ones would show.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CalibrationError {
    /// The expected calibration error, in 0..=1, as [`calibration_error`] returns it.
    pub error: f64,
    /// Its mean where labels are drawn from the stated probabilities: what chance alone makes of
    /// perfect calibration on as many rows.
    pub expected: f64,
}

impl CalibrationError {
    /// Returns the error of probabilities, and its mean over 200 draws of labels from them.
    ///
    /// *Shape*: one row of probabilities, which sum to 1, per label number in `truth`.
    ///
    /// *Determinism*: depends on the arguments alone, up to rounding not on the order of rows for `error`.
    ///
    /// # Panics
    ///
    /// As [`calibration_error`].
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_model::metrics::CalibrationError;
    ///
    /// // Sure of itself, and right every second time.
    /// let truth: Vec<usize> = (0..200).map(|row| row % 2).collect();
    /// let found = CalibrationError::new(&truth, &vec![[0.05, 0.95]; 200], 10, 0);
    /// assert!((found.error - 0.45).abs() < 1e-12);
    /// assert!(found.expected < 0.02);
    /// assert!((found.excess() - (found.error - found.expected)).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn new<P: AsRef<[f64]>>(
        truth: &[usize],
        probabilities: &[P],
        bins: usize,
        seed: u64,
    ) -> Self {
        let mut rows = judged(truth, probabilities);
        let error = binned_error(&rows, bins);
        let mut random = SplitMix64::new(seed);
        let mut sum = 0.0;
        for _ in 0..DRAWS {
            // A label drawn from a row's probabilities is its top label with the probability of that one.
            for row in &mut rows {
                row.right = random.next_f64() < row.confidence;
            }
            sum += binned_error(&rows, bins);
        }
        let expected = sum / DRAWS as f64;
        Self { error, expected }
    }

    /// Returns the error beyond what chance explains, in -1..=1; around 0 for perfect calibration.
    #[must_use]
    pub fn excess(&self) -> f64 {
        self.error - self.expected
    }
}

/// Returns the expected calibration error of top labels over `bins` bins of equal mass, in 0..=1.
///
/// *Formula*: `Σ_b n_b / n · |mean confidence of b − share of b predicted right|`. The confidence of a row is its
/// largest probability; rows are put in rising order of it, and the row of rank `r` goes to bin
/// `⌊bins · r / n⌋`; rows of equal confidence all go where the first of them goes. 0 for no rows.
///
/// # Panics
///
/// When `truth` and `probabilities` differ in length, a row has no probability, or `bins` is 0.
///
/// # Examples
///
/// ```
/// use stance_model::metrics::calibration_error;
///
/// let probabilities = [[0.6, 0.4], [0.6, 0.4], [0.1, 0.9], [0.1, 0.9]];
/// // Two bins: 0.6 stated and 0.5 right, 0.9 stated and 1 right.
/// let error = calibration_error(&[0, 1, 1, 1], &probabilities, 2);
/// assert!((error - 0.1).abs() < 1e-12);
/// ```
#[must_use]
pub fn calibration_error<P: AsRef<[f64]>>(
    truth: &[usize],
    probabilities: &[P],
    bins: usize,
) -> f64 {
    binned_error(&judged(truth, probabilities), bins)
}

/// A row as the calibration error sees it.
struct Judged {
    confidence: f64,
    right: bool,
}

/// Returns the rows in rising order of confidence; the first of several largest probabilities is the prediction.
fn judged<P: AsRef<[f64]>>(truth: &[usize], probabilities: &[P]) -> Vec<Judged> {
    assert_eq!(
        truth.len(),
        probabilities.len(),
        "one row of probabilities per label"
    );
    let judge = |(&label, row): (&usize, &P)| {
        let row = row.as_ref();
        let top = (1..row.len()).fold(0, |top, at| if row[at] > row[top] { at } else { top });
        Judged {
            confidence: row[top],
            right: top == label,
        }
    };
    let mut rows: Vec<Judged> = truth.iter().zip(probabilities).map(judge).collect();
    rows.sort_by(|a, b| a.confidence.total_cmp(&b.confidence));
    rows
}

/// Returns the error of rows in rising order of confidence.
fn binned_error(rows: &[Judged], bins: usize) -> f64 {
    assert!(bins > 0, "one bin or more");
    let n = rows.len();
    // Per bin, confidence minus rows right: the size of a bin cancels out of the formula.
    let mut gaps = vec![0.0; bins];
    let mut bin = 0;
    for (rank, row) in rows.iter().enumerate() {
        let tied = rank > 0 && rows[rank - 1].confidence.total_cmp(&row.confidence).is_eq();
        if !tied {
            bin = bins * rank / n;
        }
        gaps[bin] += row.confidence - f64::from(u8::from(row.right));
    }
    gaps.iter().map(|gap| gap.abs()).sum::<f64>() / n.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hand_counted_case_of_three_labels_and_three_bins() {
        // Confidences 0.4, 0.5 | 0.6, 0.7 | 0.8, 0.9; right: no, yes | yes, no | yes, yes.
        let probabilities = [
            [0.9, 0.05, 0.05],
            [0.3, 0.4, 0.3],
            [0.2, 0.2, 0.6],
            [0.8, 0.1, 0.1],
            [0.5, 0.3, 0.2],
            [0.1, 0.7, 0.2],
        ];
        let truth = [0, 0, 2, 0, 0, 2];
        // |0.9 − 1| + |1.3 − 1| + |1.7 − 2| over six rows.
        let error = calibration_error(&truth, &probabilities, 3);
        assert!((error - 0.7 / 6.0).abs() < 1e-12, "{error}");
    }

    #[test]
    fn the_first_of_equal_probabilities_is_the_prediction() {
        let probabilities = [[0.4, 0.4, 0.2]];
        assert!((calibration_error(&[0], &probabilities, 1) - 0.6).abs() < 1e-12);
        assert!((calibration_error(&[1], &probabilities, 1) - 0.4).abs() < 1e-12);
    }

    #[test]
    fn the_expected_error_is_the_mean_over_200_draws() {
        let mut random = SplitMix64::new(3);
        let right = (0..200).filter(|_| random.next_f64() < 0.8).count() as f64;
        let found = CalibrationError::new(&[0], &[[0.8, 0.2]], 1, 3);
        // One row: 0.2 off where the label drawn is the stated one, else 0.8.
        let expected = (right * 0.2 + (200.0 - right) * 0.8) / 200.0;
        assert!((found.expected - expected).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn rows_of_equal_confidence_share_a_bin_in_whatever_order_they_come() {
        let mut truth = [0, 0, 0, 1, 1, 1];
        let probabilities = [[0.75, 0.25]; 6];
        let error = calibration_error(&truth, &probabilities, 3);
        assert!((error - 0.25).abs() < 1e-12);
        truth.reverse();
        assert!((calibration_error(&truth, &probabilities, 3) - error).abs() < 1e-12);
    }

    #[test]
    fn labels_drawn_from_the_stated_probabilities_leave_no_excess() {
        let mut random = SplitMix64::new(7);
        let (mut truth, mut probabilities) = (Vec::new(), Vec::new());
        for _ in 0..4000 {
            let p = random.next_f64();
            truth.push(usize::from(random.next_f64() < p));
            probabilities.push([1.0 - p, p]);
        }
        let perfect = CalibrationError::new(&truth, &probabilities, 10, 0);
        assert!(perfect.expected > 0.005, "{perfect:?}");
        assert!(perfect.excess().abs() < 0.006, "{perfect:?}");
        // Stated surer than they are: excess shows.
        for row in &mut probabilities {
            for p in row {
                *p = if *p > 0.5 { 0.5 * *p + 0.5 } else { 0.5 * *p };
            }
        }
        let bold = CalibrationError::new(&truth, &probabilities, 10, 0);
        assert!(bold.excess() > 0.08, "{bold:?}");
    }

    #[test]
    fn no_rows_have_no_error_and_the_seed_decides_the_draws() {
        let none: [[f64; 2]; 0] = [];
        assert!(calibration_error(&[], &none, 10).abs() < 1e-15);
        let (truth, probabilities) = ([0, 1, 0], [[0.6, 0.4], [0.3, 0.7], [0.45, 0.55]]);
        let drawn = |seed| CalibrationError::new(&truth, &probabilities, 10, seed).expected;
        assert_eq!(drawn(1).to_bits(), drawn(1).to_bits());
        assert_ne!(drawn(1).to_bits(), drawn(2).to_bits());
    }
}
