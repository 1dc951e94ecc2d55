//! Shares from a tally: as counted, as summed, and each corrected by the error rates.

use super::error_rates::ErrorRates;
use super::simplex::nearest_mixture;
use super::tally::Tally;

/// How shares are had from a tally of predictions.
///
/// # Examples
///
/// ```
/// use stance_model::Prediction;
/// use stance_model::quantification::{ErrorRates, Estimator, Tally};
///
/// // Of each label 80 rows in 100 were predicted right.
/// let rates = ErrorRates::new(
///     vec![vec![80, 20], vec![20, 80]],
///     vec![vec![0.7, 0.3], vec![0.3, 0.7]],
///     vec![0.5, 0.5],
/// )?;
/// let mut tally = Tally::new(2);
/// for row in 0..100 {
///     let p = if row < 68 { 0.8 } else { 0.2 };
///     tally.add(&Prediction::new(vec![p, 1.0 - p]));
/// }
/// let counted = Estimator::Counting.shares(&rates, &tally).ok_or("empty")?;
/// assert_eq!(counted, [0.68, 0.32]);
/// // 0.8 π + 0.2 (1 − π) = 0.68.
/// let adjusted = Estimator::AdjustedCount.shares(&rates, &tally).ok_or("empty")?;
/// assert!((adjusted[0] - 0.8).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Estimator {
    /// The shares of the predicted labels.
    Counting,
    /// The mean probabilities.
    Summing,
    /// Counts corrected by the confusion of out-of-fold rows.
    AdjustedCount,
    /// Mean probabilities corrected by those of out-of-fold rows.
    AdjustedSum,
}

impl Estimator {
    /// The one reported as corrected: it had the least error over all sets of docs/shares.md.
    pub const CORRECTED: Self = Self::AdjustedSum;

    /// Returns the shares of the labels of a classifier, each in 0..=1; nothing without a text.
    ///
    /// *Shape*: tally and shares are over the labels of `rates`, in their order.
    #[must_use]
    pub fn shares(self, rates: &ErrorRates, tally: &Tally) -> Option<Vec<f64>> {
        let observed = self.observed(tally)?;
        Some(match self.columns(rates) {
            Some(columns) => nearest_mixture(&columns, &observed).shares,
            None => observed,
        })
    }

    /// Returns what of a tally this goes by.
    pub(super) fn observed(self, tally: &Tally) -> Option<Vec<f64>> {
        match self {
            Self::Counting | Self::AdjustedCount => tally.counted(),
            Self::Summing | Self::AdjustedSum => tally.summed(),
        }
    }

    /// Returns what is expected of each true label; nothing where nothing is corrected.
    pub(super) fn columns(self, rates: &ErrorRates) -> Option<Vec<Vec<f64>>> {
        match self {
            Self::Counting | Self::Summing => None,
            Self::AdjustedCount => Some(rates.predicted_given_true()),
            Self::AdjustedSum => Some(rates.mean_probabilities().to_vec()),
        }
    }
}
