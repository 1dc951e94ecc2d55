//! How often each label was predicted, and the sum of its probabilities.

use crate::classifier::Prediction;

/// Parts of 1 that a probability is rounded to when it is summed.
const PARTS: f64 = 1e6;

/// Counts of predicted labels and sums of probabilities over some texts.
///
/// Probabilities are summed as whole millionths, so that sums are exact, the same in any order, and those of
/// probabilities written with six decimals.
///
/// # Examples
///
/// ```
/// use stance_model::Prediction;
/// use stance_model::quantification::Tally;
///
/// let mut tally = Tally::new(2);
/// for p in [0.9, 0.6, 0.3] {
///     tally.add(&Prediction::new(vec![p, 1.0 - p]));
/// }
/// assert_eq!(tally.n(), 3);
/// assert_eq!(tally.counted().ok_or("empty")?, [2.0 / 3.0, 1.0 / 3.0]);
/// assert_eq!(tally.summed().ok_or("empty")?, [0.6, 0.4]);
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    counts: Vec<u64>,
    millionths: Vec<u64>,
}

impl Tally {
    /// Returns the tally of no text.
    #[must_use]
    pub fn new(n_labels: usize) -> Self {
        Self {
            counts: vec![0; n_labels],
            millionths: vec![0; n_labels],
        }
    }

    /// Counts a text.
    ///
    /// # Panics
    ///
    /// When the prediction is over more labels than the tally.
    pub fn add(&mut self, prediction: &Prediction) {
        self.counts[prediction.label] += 1;
        for (sum, p) in self.millionths.iter_mut().zip(&prediction.probabilities) {
            *sum += millionths(*p);
        }
    }

    /// Adds what another tally counts.
    pub fn merge(&mut self, other: &Self) {
        let add = |to: &mut [u64], from: &[u64]| {
            for (to, from) in to.iter_mut().zip(from) {
                *to += from;
            }
        };
        add(&mut self.counts, &other.counts);
        add(&mut self.millionths, &other.millionths);
    }

    /// Returns the number of texts.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Returns how often each label was predicted.
    #[must_use]
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// Returns the share of the texts that each label was predicted of, in 0..=1; nothing without a text.
    #[must_use]
    pub fn counted(&self) -> Option<Vec<f64>> {
        self.divided(&self.counts, 1.0)
    }

    /// Returns the mean probability of each label, in 0..=1; nothing without a text.
    #[must_use]
    pub fn summed(&self) -> Option<Vec<f64>> {
        self.divided(&self.millionths, PARTS)
    }

    /// Returns the tally of some of the labels, in the order given.
    pub(super) fn project(&self, places: &[usize]) -> Self {
        let of = |values: &[u64]| places.iter().map(|&place| values[place]).collect();
        Self {
            counts: of(&self.counts),
            millionths: of(&self.millionths),
        }
    }

    fn divided(&self, values: &[u64], parts: f64) -> Option<Vec<f64>> {
        let n = self.n();
        let whole = n as f64 * parts;
        (n > 0).then(|| values.iter().map(|&value| value as f64 / whole).collect())
    }
}

/// Returns a probability in whole millionths.
fn millionths(p: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a probability: at most a million"
    )]
    let parts = (p * PARTS).round() as u64;
    parts
}
