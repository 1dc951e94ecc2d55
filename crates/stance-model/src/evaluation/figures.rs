//! The figures of resampled rows: what costs a sort is done once, a resample then is one pass.
//!
//! A resample is how often each row was drawn. A row that was drawn twice counts as two rows of equal probabilities,
//! so that the figures are those of the rows written out.

use crate::judged::Judged;
use crate::metrics::{CALIBRATION_BINS, Confusion, brier_score, log_loss};

/// Places of the figures over all labels.
pub(super) const OVERALL: [usize; 8] = [0, 1, 2, 3, 4, 5, 6, 7];
/// Place of the mean area under the ROC curve.
pub(super) const AUC: usize = 4;
/// Place of the calibration error.
pub(super) const CALIBRATION_ERROR: usize = 7;
/// Figures of each label, which follow: precision, recall, F1, area under the ROC curve.
pub(super) const PER_LABEL: usize = 4;

/// Judged rows with what the figures need of them.
pub(super) struct Prepared<'a> {
    judged: &'a Judged,
    predicted: Vec<usize>,
    /// Of each label, the rows in rising order of its probability.
    by_probability: Vec<Vec<Ranked>>,
    /// Rows in rising order of the predicted label's probability.
    by_confidence: Vec<Ranked>,
    log_losses: Vec<f64>,
    brier_scores: Vec<f64>,
}

/// A row in an order of values.
struct Ranked {
    row: usize,
    value: f64,
    /// Number of its value among the distinct ones.
    class: usize,
}

/// Returns rows in rising order of their values.
fn rising(n_rows: usize, of: impl Fn(usize) -> f64) -> Vec<Ranked> {
    let mut values: Vec<(f64, usize)> = (0..n_rows).map(|row| (of(row), row)).collect();
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let by_value = values.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq());
    let ranked = by_value.enumerate().flat_map(|(class, equal)| {
        equal
            .iter()
            .map(move |&(value, row)| Ranked { row, value, class })
    });
    ranked.collect()
}

impl<'a> Prepared<'a> {
    pub(super) fn new(judged: &'a Judged) -> Self {
        let probabilities = judged.probabilities();
        let of_row = |score: &dyn Fn(usize, &[f64]) -> f64| {
            let rows = judged.truth().iter().zip(&probabilities);
            rows.map(|(&truth, row)| score(truth, row)).collect()
        };
        Self {
            judged,
            predicted: judged.predicted(),
            by_probability: (0..judged.labels().len())
                .map(|label| rising(judged.n_rows(), |row| probabilities[row][label]))
                .collect(),
            by_confidence: rising(judged.n_rows(), |row| {
                judged.predictions()[row].confidence()
            }),
            log_losses: of_row(&|truth, row| log_loss(&[truth], &[row])),
            brier_scores: of_row(&|truth, row| brier_score(&[truth], &[row])),
        }
    }

    /// Returns the figures of rows drawn so often each; one that is undefined is not a number.
    pub(super) fn figures(&self, counts: &[u32]) -> Vec<f64> {
        let n_labels = self.judged.labels().len();
        let (truth, n) = (self.judged.truth(), counts.iter().map(|&n| f64::from(n)));
        let n_rows: f64 = n.sum();
        let mean = |values: &[f64]| {
            let weighed = values.iter().zip(counts).map(|(v, &n)| v * f64::from(n));
            weighed.sum::<f64>() / n_rows.max(1.0)
        };
        let confusion = Confusion::repeated(n_labels, truth, &self.predicted, counts);
        let aucs: Vec<f64> = (0..n_labels).map(|label| self.auc(label, counts)).collect();
        let mut figures = vec![
            confusion.accuracy(),
            confusion.balanced_accuracy(),
            confusion.macro_f1(),
            confusion.weighted_f1(),
            mean_of_numbers(&aucs),
            mean(&self.log_losses),
            mean(&self.brier_scores),
            self.calibration_error(counts, n_rows),
        ];
        for (label, auc) in aucs.into_iter().enumerate() {
            let of_label = [
                confusion.precision(label),
                confusion.recall(label),
                confusion.f1(label),
                auc,
            ];
            figures.extend(of_label);
        }
        figures
    }

    /// Returns the area under the ROC curve of a label against the rest; as [`auc`](crate::metrics::auc).
    fn auc(&self, label: usize, counts: &[u32]) -> f64 {
        let (mut below, mut positives, mut twice_won) = (0_u64, 0_u64, 0_u64);
        let by_class = self.by_probability[label].chunk_by(|a, b| a.class == b.class);
        for tied in by_class {
            let (mut own, mut others) = (0, 0);
            for &Ranked { row, .. } in tied {
                let is_own = self.judged.truth()[row] == label;
                let side = if is_own { &mut own } else { &mut others };
                *side += u64::from(counts[row]);
            }
            twice_won += own * (2 * below + others);
            below += others;
            positives += own;
        }
        let pairs = below * positives;
        if pairs == 0 {
            return f64::NAN;
        }
        twice_won as f64 / (2 * pairs) as f64
    }

    /// Returns the calibration error; as [`calibration_error`](crate::metrics::calibration_error).
    fn calibration_error(&self, counts: &[u32], n_rows: f64) -> f64 {
        let total: usize = counts.iter().map(|&n| n as usize).sum();
        let mut gaps = [0.0; CALIBRATION_BINS];
        let (mut rank, mut bin) = (0, 0);
        let mut last = None;
        let drawn = self.by_confidence.iter();
        for ranked in drawn.filter(|ranked| counts[ranked.row] > 0) {
            let row = ranked.row;
            if last != Some(ranked.class) {
                bin = CALIBRATION_BINS * rank / total;
            }
            last = Some(ranked.class);
            let right = f64::from(u8::from(self.predicted[row] == self.judged.truth()[row]));
            gaps[bin] += f64::from(counts[row]) * (ranked.value - right);
            rank += counts[row] as usize;
        }
        gaps.iter().map(|gap: &f64| gap.abs()).sum::<f64>() / n_rows.max(1.0)
    }
}

/// Returns the mean of those values that are numbers; not a number where none is.
fn mean_of_numbers(values: &[f64]) -> f64 {
    let numbers: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
    numbers.iter().sum::<f64>() / numbers.len() as f64
}
