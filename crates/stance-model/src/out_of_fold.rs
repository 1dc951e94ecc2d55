//! What a model remembers of its out-of-fold predictions: confusion, mean probabilities, risk by threshold.

use crate::classifier::argmax;
use crate::metrics::Confusion;
use crate::record::{OutOfFold, ThresholdRisk, six_digits};

/// Least probabilities whose risk is recorded; no label has less than 0.
const THRESHOLDS: [f64; 8] = [0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

/// Returns the record of rows and their out-of-fold probabilities; `shares` are those that labels have among the texts
/// to score, where they are not those among the rows.
pub(crate) fn record(
    truth: &[usize],
    probabilities: &[Vec<f64>],
    label_counts: &[usize],
    shares: Option<&[f64]>,
) -> OutOfFold {
    let predicted: Vec<usize> = probabilities.iter().map(|p| argmax(p)).collect();
    let n_labels = label_counts.len();
    let mut means = vec![vec![0.0; n_labels]; n_labels];
    for (&label, row) in truth.iter().zip(probabilities) {
        for (mean, p) in means[label].iter_mut().zip(row) {
            *mean += p / label_counts[label] as f64;
        }
    }
    for mean in means.iter_mut().flatten() {
        *mean = six_digits(*mean);
    }
    // What a row of each label counts, all rows together counting 1.
    let n_rows = truth.len() as f64;
    let weight = |label: usize| match shares {
        Some(shares) => shares[label] / label_counts[label] as f64,
        None => 1.0 / n_rows,
    };
    let weights: Vec<f64> = (0..n_labels).map(weight).collect();
    let risk = |min_confidence: f64| {
        let (mut kept, mut wrong) = (0.0, 0.0);
        for (row, (&label, &taken_for)) in truth.iter().zip(&predicted).enumerate() {
            if probabilities[row][taken_for] >= min_confidence {
                kept += weights[label];
                wrong += if taken_for == label {
                    0.0
                } else {
                    weights[label]
                };
            }
        }
        ThresholdRisk {
            min_confidence,
            coverage: six_digits(f64::min(kept, 1.0)),
            risk: (kept > 0.0).then(|| six_digits(wrong / kept)),
        }
    };
    OutOfFold {
        confusion: Confusion::new(n_labels, truth, &predicted)
            .counts()
            .to_vec(),
        mean_probabilities: means,
        thresholds: THRESHOLDS.map(risk).to_vec(),
    }
}

#[cfg(test)]
#[expect(
    clippy::float_cmp,
    reason = "rounded figures are parsed from the same digits"
)]
mod tests {
    use super::*;

    const TRUTH: [usize; 4] = [0, 0, 0, 1];

    fn probabilities() -> Vec<Vec<f64>> {
        [[0.9, 0.1], [0.7, 0.3], [0.45, 0.55], [0.25, 0.75]]
            .map(Vec::from)
            .to_vec()
    }

    fn at(record: &OutOfFold, min_confidence: f64) -> (f64, Option<f64>) {
        let found = record.thresholds.iter();
        let mut found = found.filter(|point| point.min_confidence == min_confidence);
        found
            .next()
            .map(|point| (point.coverage, point.risk))
            .unwrap()
    }

    #[test]
    fn rows_are_counted_by_hand() {
        let record = record(&TRUTH, &probabilities(), &[3, 1], None);
        assert_eq!(record.confusion, [[2, 1], [0, 1]]);
        assert_eq!(record.mean_probabilities[0], [0.683_333, 0.316_667]);
        assert_eq!(record.mean_probabilities[1], [0.25, 0.75]);
        assert_eq!(at(&record, 0.0), (1.0, Some(0.25)));
        assert_eq!(at(&record, 0.6), (0.75, Some(0.0)));
        assert_eq!(at(&record, 0.9), (0.25, Some(0.0)));
        assert_eq!(at(&record, 0.95), (0.0, None));
    }

    #[test]
    fn rows_count_so_that_labels_have_the_shares_stated() {
        // Half of the texts to score have the second label, of which one row in four has.
        let record = record(&TRUTH, &probabilities(), &[3, 1], Some(&[0.5, 0.5]));
        assert_eq!(record.confusion, [[2, 1], [0, 1]]);
        assert_eq!(at(&record, 0.0), (1.0, Some(0.166_667)));
        assert_eq!(at(&record, 0.6), (0.833_333, Some(0.0)));
    }
}
