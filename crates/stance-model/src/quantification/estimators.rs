//! Shares from predictions: as counted, as summed, and corrected by the error rates.

use super::error_rates::ErrorRates;
use super::expectation_maximisation::likeliest;
use super::predictions::Predictions;
use super::simplex::nearest_mixture;
use super::tally::Tally;

/// How shares are had from predictions.
///
/// # Examples
///
/// ```
/// use stance_model::Prediction;
/// use stance_model::quantification::{ErrorRates, Estimator, Predictions};
///
/// // Of each label 80 rows in 100 were predicted right.
/// let rates = ErrorRates::new(
///     vec![vec![80, 20], vec![20, 80]],
///     vec![vec![0.7, 0.3], vec![0.3, 0.7]],
/// )?;
/// let mut predictions = Predictions::new(2);
/// for row in 0..100 {
///     let p = if row < 68 { 0.8 } else { 0.2 };
///     predictions.add(&Prediction::new(vec![p, 1.0 - p]));
/// }
/// let counted = Estimator::Counting.shares(&rates, &predictions).ok_or("empty")?;
/// assert_eq!(counted, [0.68, 0.32]);
/// // 0.8 π + 0.2 (1 − π) = 0.68.
/// let adjusted = Estimator::AdjustedCount.shares(&rates, &predictions).ok_or("empty")?;
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
    /// The most likely shares, given the probabilities and the shares that they hold for.
    ExpectationMaximisation,
}

impl Estimator {
    /// The one reported as corrected: docs/shares.md measures it beside the others.
    pub const CORRECTED: Self = Self::ExpectationMaximisation;

    /// Returns the shares of the labels of a classifier, each in 0..=1; nothing without a text.
    ///
    /// *Shape*: predictions and shares are over the labels of `rates`, in their order.
    #[must_use]
    pub fn shares(self, rates: &ErrorRates, predictions: &Predictions) -> Option<Vec<f64>> {
        let observed = self.observed(predictions.tally())?;
        if self == Self::ExpectationMaximisation {
            let cells = predictions.means();
            let rows = cells.iter().map(|(texts, row)| (*texts, row.as_slice()));
            return Some(likeliest(rates.prior(), &rows));
        }
        Some(match self.columns(rates) {
            Some(columns) => nearest_mixture(&columns, &observed).shares,
            None => observed,
        })
    }

    /// Returns what of a tally this goes by, or its interval does.
    pub(super) fn observed(self, tally: &Tally) -> Option<Vec<f64>> {
        match self {
            Self::Counting | Self::AdjustedCount => tally.counted(),
            Self::Summing | Self::AdjustedSum | Self::ExpectationMaximisation => tally.summed(),
        }
    }

    /// Returns what is expected of each true label; nothing where nothing is corrected.
    pub(super) fn columns(self, rates: &ErrorRates) -> Option<Vec<Vec<f64>>> {
        match self {
            Self::Counting | Self::Summing => None,
            Self::AdjustedCount => Some(rates.predicted_given_true()),
            Self::AdjustedSum | Self::ExpectationMaximisation => {
                Some(rates.mean_probabilities().to_vec())
            }
        }
    }
}
