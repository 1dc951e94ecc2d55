//! Brier score and area under the ROC curve.

/// Returns the Brier score: the mean squared distance of the probabilities from 1 for the true label and 0 for
/// the others.
///
/// *Formula*: `1/n · Σ_rows Σ_labels (p − [label is true])²`, which for two labels is twice the
/// one-sided score. *Range*: 0..=2. 0 for no rows. *Source*: Brier, "Verification of forecasts expressed in
/// terms of probability", Monthly Weather Review 78, 1950.
///
/// # Examples
///
/// ```
/// use stance_model::metrics::brier_score;
///
/// let score = brier_score(&[0, 1], &[[0.75, 0.25], [0.5, 0.5]]);
/// assert_eq!(score, (2.0 * 0.25 * 0.25 + 2.0 * 0.5 * 0.5) / 2.0);
/// ```
#[must_use]
pub fn brier_score<P: AsRef<[f64]>>(truth: &[usize], probabilities: &[P]) -> f64 {
    if truth.is_empty() {
        return 0.0;
    }
    let square = |(&label, row): (&usize, &P)| {
        let distance = |(at, p): (usize, &f64)| p - f64::from(u8::from(at == label));
        let distances = row.as_ref().iter().enumerate().map(distance);
        distances.map(|distance| distance * distance).sum::<f64>()
    };
    truth.iter().zip(probabilities).map(square).sum::<f64>() / truth.len() as f64
}

/// Returns the area under the ROC curve: the share of pairs of a negative and a positive row in which the
/// positive one has the higher score; a tie counts half.
///
/// For two of several labels, give the log odds or the share `p_b / (p_a + p_b)` of the rows that are either.
/// *Range*: 0..=1; nothing when one side has no rows. *Determinism*: exact counts, whatever the order of rows.
/// *Source*: Mann & Whitney, "On a test of whether one of two random variables is stochastically larger than the
/// other", Annals of Mathematical Statistics 18, 1947.
///
/// # Examples
///
/// ```
/// use stance_model::metrics::auc;
///
/// assert_eq!(auc(&[0.1, 0.4], &[0.4, 0.8]), Some(0.875));
/// assert_eq!(auc(&[], &[0.4]), None);
/// ```
#[must_use]
pub fn auc(negatives: &[f64], positives: &[f64]) -> Option<f64> {
    if negatives.is_empty() || positives.is_empty() {
        return None;
    }
    let mut sorted = negatives.to_vec();
    sorted.sort_by(f64::total_cmp);
    // Twice the pairs won: those below count two, ties one.
    let won = |score: &f64| {
        let below = sorted.partition_point(|other| other < score);
        let up_to = sorted.partition_point(|other| other <= score);
        (below + up_to) as u64
    };
    let twice: u64 = positives.iter().map(won).sum();
    let pairs = negatives.len() as u64 * positives.len() as u64;
    Some(twice as f64 / (2 * pairs) as f64)
}

#[cfg(test)]
#[expect(
    clippy::float_cmp,
    reason = "ratios of small whole numbers round alike"
)]
mod tests {
    use super::*;

    #[test]
    fn hand_counted_pairs() {
        // Of 3 × 2 pairs the positive one wins 3 (0.5 over 0.2; 0.9 over 0.2, 0.5, 0.7 is 3) and ties 1.
        assert_eq!(auc(&[0.2, 0.5, 0.7], &[0.5, 0.9]), Some(4.5 / 6.0));
        assert_eq!(auc(&[1.0], &[0.0]), Some(0.0));
        assert_eq!(auc(&[0.0, 0.0], &[0.0]), Some(0.5));
        assert_eq!((auc(&[], &[0.0]), auc(&[0.0], &[])), (None, None));
    }

    #[test]
    fn hand_counted_squares() {
        let score = brier_score(&[2], &[[0.25, 0.25, 0.5]]);
        assert_eq!(score, 0.0625 + 0.0625 + 0.25);
        assert_eq!(brier_score(&[0], &[[1.0, 0.0]]), 0.0);
        assert_eq!(brier_score(&[1], &[[1.0, 0.0]]), 2.0);
        assert_eq!(brier_score(&[1, 0], &[[1.0, 0.0]; 2]), 1.0);
        let none: [[f64; 2]; 0] = [];
        assert_eq!(brier_score(&[], &none), 0.0);
    }
}
