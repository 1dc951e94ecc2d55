//! Rows with their true labels and what a classifier that did not see them said: the figures of a card.

use stance_model::Prediction;
use stance_model::bootstrap::interval;
use stance_model::metrics::{Confusion, auc};

use crate::accuracy::figures::{LEVEL, RESAMPLES};
use crate::accuracy::press::Measured;

/// Judged rows. All columns are of equal length.
#[derive(Debug, Clone)]
pub(super) struct Judged<'a> {
    pub(super) labels: &'a [String],
    pub(super) truth: Vec<usize>,
    pub(super) predictions: Vec<Prediction>,
    /// What is drawn anew for an interval.
    pub(super) groups: Vec<usize>,
}

/// The surest rows of a set, down to a share of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Coverage {
    pub(super) rows: usize,
    /// The lowest probability of a label among them.
    pub(super) confidence: f64,
    pub(super) accuracy: f64,
    pub(super) macro_f1: f64,
}

/// A bin of rows of like confidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bin {
    pub(super) rows: usize,
    /// Mean probability of the label predicted.
    pub(super) stated: f64,
    /// Share predicted right.
    pub(super) observed: f64,
}

impl Judged<'_> {
    /// Returns some of the rows.
    pub(super) fn select(&self, rows: &[usize]) -> Self {
        Self {
            labels: self.labels,
            truth: rows.iter().map(|&row| self.truth[row]).collect(),
            predictions: rows
                .iter()
                .map(|&row| self.predictions[row].clone())
                .collect(),
            groups: rows.iter().map(|&row| self.groups[row]).collect(),
        }
    }

    pub(super) fn n_rows(&self) -> usize {
        self.truth.len()
    }

    pub(super) fn is_right(&self, row: usize) -> bool {
        self.predictions[row].label == self.truth[row]
    }

    pub(super) fn probabilities(&self) -> Vec<&[f64]> {
        self.predictions
            .iter()
            .map(|prediction| prediction.probabilities.as_slice())
            .collect()
    }

    /// Returns the counts of some of the rows, repeated ones as often.
    pub(super) fn confusion(&self, rows: &[usize]) -> Confusion {
        let truth: Vec<usize> = rows.iter().map(|&row| self.truth[row]).collect();
        let predicted: Vec<usize> = rows
            .iter()
            .map(|&row| self.predictions[row].label)
            .collect();
        Confusion::new(self.labels.len(), &truth, &predicted)
    }

    pub(super) fn accuracy(&self) -> Measured {
        self.measure(|rows| self.confusion(rows).accuracy())
    }

    pub(super) fn macro_f1(&self) -> Measured {
        self.measure(|rows| self.confusion(rows).macro_f1())
    }

    /// Returns the area under the ROC curve of the rows that take a side, by the share of the second side's
    /// probability; nothing without rows of both sides.
    pub(super) fn auc(&self) -> Option<Measured> {
        let [low, high] = self.sides()?;
        let share = |row: usize| {
            let p = &self.predictions[row].probabilities;
            p[high] / (p[low] + p[high])
        };
        let figure = |rows: &[usize]| {
            let of = |side: usize| -> Vec<f64> {
                let of_side = rows.iter().filter(|&&row| self.truth[row] == side);
                of_side.map(|&row| share(row)).collect()
            };
            // A resample without one of the sides is left out of the interval.
            auc(&of(low), &of(high)).unwrap_or(f64::NAN)
        };
        Some(self.measure(figure))
    }

    /// Returns the share of the rows that take a side whose side is more probable than the other.
    pub(super) fn right_side(&self) -> Option<Measured> {
        let [low, high] = self.sides()?;
        let figure = |rows: &[usize]| {
            let (mut right, mut all) = (0.0, 0.0);
            for &row in rows {
                let p = &self.predictions[row].probabilities;
                let (own, other) = match self.truth[row] {
                    side if side == low => (p[low], p[high]),
                    side if side == high => (p[high], p[low]),
                    _ => continue,
                };
                all += 1.0;
                right += f64::from(u8::from(own > other));
            }
            right / all
        };
        Some(self.measure(figure))
    }

    /// Returns the labels of the two sides, the first and the last, where both have rows.
    fn sides(&self) -> Option<[usize; 2]> {
        let sides = [0, self.labels.len().checked_sub(1)?];
        let met = sides.iter().all(|side| self.truth.contains(side));
        met.then_some(sides)
    }

    /// Returns a figure over all rows with its interval.
    fn measure(&self, figure: impl Fn(&[usize]) -> f64) -> Measured {
        let all: Vec<usize> = (0..self.n_rows()).collect();
        Measured {
            value: figure(&all),
            interval: interval(&self.groups, RESAMPLES, 0, LEVEL, figure),
        }
    }

    /// Returns the rows, the surest first; equally sure ones in their order.
    pub(super) fn by_confidence(&self) -> Vec<usize> {
        let mut rows: Vec<usize> = (0..self.n_rows()).collect();
        let confidence = |row: usize| self.predictions[row].confidence();
        rows.sort_by(|&a, &b| confidence(b).total_cmp(&confidence(a)));
        rows
    }

    /// Returns the figures of the surest rows, a percentage of all, rounded up.
    pub(super) fn coverage(&self, percentage: usize) -> Coverage {
        let mut rows = self.by_confidence();
        rows.truncate((rows.len() * percentage).div_ceil(100));
        let confusion = self.confusion(&rows);
        let last = rows.last();
        Coverage {
            rows: rows.len(),
            confidence: last.map_or(0.0, |&row| self.predictions[row].confidence()),
            accuracy: confusion.accuracy(),
            macro_f1: confusion.macro_f1(),
        }
    }

    /// Returns bins of equal mass, in rising order of confidence.
    pub(super) fn bins(&self, number: usize) -> Vec<Bin> {
        let mut rows = self.by_confidence();
        rows.reverse();
        let bin = |bin: usize| {
            let edge = |bin: usize| rows.len() * bin / number;
            let rows = &rows[edge(bin)..edge(bin + 1)];
            let n = rows.len() as f64;
            let stated: f64 = rows
                .iter()
                .map(|&row| self.predictions[row].confidence())
                .sum();
            let right = rows.iter().filter(|&&row| self.is_right(row)).count();
            (n > 0.0).then(|| Bin {
                rows: rows.len(),
                stated: stated / n,
                observed: right as f64 / n,
            })
        };
        (0..number).filter_map(bin).collect()
    }
}

#[cfg(test)]
#[expect(
    clippy::float_cmp,
    reason = "ratios of small whole numbers round alike"
)]
mod tests {
    use super::*;

    fn with(rows: &[(usize, [f64; 3])], check: impl Fn(&Judged<'_>)) {
        let labels = ["concerned", "neutral", "pro-ai"].map(String::from);
        check(&Judged {
            labels: &labels,
            truth: rows.iter().map(|row| row.0).collect(),
            predictions: rows
                .iter()
                .map(|row| Prediction::new(row.1.to_vec()))
                .collect(),
            groups: (0..rows.len()).collect(),
        });
    }

    const ROWS: [(usize, [f64; 3]); 4] = [
        (0, [0.6, 0.3, 0.1]),
        (1, [0.5, 0.4, 0.1]),
        (2, [0.3, 0.5, 0.2]),
        (2, [0.0, 0.2, 0.8]),
    ];

    #[test]
    fn the_sides_are_told_apart_whatever_neutral_gets() {
        with(&ROWS, |judged| {
            assert_eq!(judged.accuracy().value, 0.5);
            // Shares of pro-ai: 1/7 among concerned; 0.4 and 1 among pro-ai.
            assert_eq!(judged.auc().unwrap().value, 1.0);
            assert_eq!(judged.right_side().unwrap().value, 2.0 / 3.0);
            let neutral = judged.select(&[1]);
            assert!(neutral.auc().is_none() && neutral.right_side().is_none());
        });
    }

    #[test]
    fn the_surest_rows_are_covered_first() {
        with(&ROWS, |judged| {
            assert_eq!(judged.by_confidence(), [3, 0, 1, 2]);
            let half = judged.coverage(50);
            assert_eq!((half.rows, half.confidence, half.accuracy), (2, 0.6, 1.0));
            assert_eq!(judged.coverage(51).rows, 3);
            assert_eq!(judged.coverage(100).accuracy, 0.5);
        });
    }

    #[test]
    fn bins_hold_equally_many_rows() {
        with(&ROWS, |judged| {
            let bins = judged.bins(2);
            assert_eq!(
                bins[0],
                Bin {
                    rows: 2,
                    stated: 0.5,
                    observed: 0.0
                }
            );
            assert_eq!((bins[1].rows, bins[1].observed), (2, 1.0));
            assert_eq!(judged.bins(9).len(), 4, "empty bins are left out");
        });
    }
}
