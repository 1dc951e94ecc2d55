//! What is kept of many predictions: their tally, and how their probabilities spread, in bounded memory.

use std::collections::BTreeMap;

use super::tally::Tally;
use crate::classifier::Prediction;

/// Parts of 1 that probabilities are told apart by.
const PARTS: f64 = 32.0;

/// Predictions over some texts.
///
/// Those whose probabilities are alike to about 0.03 are kept as their number and mean: of three labels at most some 1,700
/// such cells, however many the texts. *Determinism*: the same in any order of the texts.
///
/// # Examples
///
/// ```
/// use stance_model::Prediction;
/// use stance_model::quantification::Predictions;
///
/// let mut predictions = Predictions::new(2);
/// for p in [0.900, 0.901, 0.2] {
///     predictions.add(&Prediction::new(vec![p, 1.0 - p]));
/// }
/// assert_eq!((predictions.tally().n(), predictions.n_cells()), (3, 2));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Predictions {
    tally: Tally,
    /// By the probabilities, each rounded to a part.
    cells: BTreeMap<Vec<u8>, Tally>,
}

impl Predictions {
    /// Returns none, over so many labels.
    #[must_use]
    pub fn new(n_labels: usize) -> Self {
        Self {
            tally: Tally::new(n_labels),
            cells: BTreeMap::new(),
        }
    }

    /// Adds a prediction.
    ///
    /// # Panics
    ///
    /// When it is over more labels than these.
    pub fn add(&mut self, prediction: &Prediction) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a probability: 0 to 32 parts"
        )]
        let part = |p: &f64| (p * PARTS).round() as u8;
        let cell = prediction.probabilities.iter().map(part).collect();
        let n_labels = self.tally.counts().len();
        let cell = self.cells.entry(cell);
        cell.or_insert_with(|| Tally::new(n_labels)).add(prediction);
        self.tally.add(prediction);
    }

    /// Returns their tally.
    #[must_use]
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Returns the number of cells.
    #[must_use]
    pub fn n_cells(&self) -> usize {
        self.cells.len()
    }

    /// Returns the same over some of the labels, in the order given.
    pub(super) fn project(&self, places: &[usize]) -> Self {
        let cells = self.cells.iter();
        Self {
            tally: self.tally.project(places),
            cells: cells
                .map(|(cell, tally)| (cell.clone(), tally.project(places)))
                .collect(),
        }
    }

    /// Returns the number of texts in each cell and their mean probabilities.
    pub(super) fn means(&self) -> Vec<(f64, Vec<f64>)> {
        let cells = self.cells.values();
        let means = cells.filter_map(|cell| Some((cell.n() as f64, cell.summed()?)));
        means.collect()
    }
}
