//! Labelled texts, as training takes them.

use crate::error::Error;
use crate::logistic;

/// Labelled texts. All columns are of equal length.
#[derive(Debug, Clone, Default)]
pub struct TrainingSet {
    /// One text per row.
    pub texts: Vec<String>,
    /// One label per row: any names, two or more distinct ones.
    pub labels: Vec<String>,
    /// One group per row, where rows belong together (an article, an author).
    pub groups: Option<Vec<String>>,
    /// One weight per row, 0 or more; 1 each where there are none.
    pub weights: Option<Vec<f64>>,
}

impl TrainingSet {
    /// Checks that columns are of one length, and weights numbers of 0 or more.
    pub(crate) fn check_columns(&self) -> Result<(), Error> {
        let texts = self.texts.len();
        let columns = [
            ("labels", Some(self.labels.len())),
            ("groups", self.groups.as_ref().map(Vec::len)),
            ("weights", self.weights.as_ref().map(Vec::len)),
        ];
        for (what, found) in columns {
            if let Some(found) = found.filter(|&found| found != texts) {
                return Err(Error::UnequalLengths { texts, what, found });
            }
        }
        let weights = self.weights.iter().flatten();
        match weights.clone().position(|w| !(w.is_finite() && *w >= 0.0)) {
            None => Ok(()),
            Some(row) => Err(logistic::Error::InvalidWeight {
                row,
                weight: weights.copied().nth(row).unwrap_or(f64::NAN),
            }
            .into()),
        }
    }

    /// Returns the set of these rows, in this order.
    ///
    /// # Panics
    ///
    /// When a column ends before one of the rows.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_model::TrainingSet;
    ///
    /// let set = TrainingSet {
    ///     texts: ["good", "bad", "fine"].map(String::from).to_vec(),
    ///     labels: ["yes", "no", "yes"].map(String::from).to_vec(),
    ///     ..TrainingSet::default()
    /// };
    /// assert_eq!(set.select_rows(&[2, 0]).texts, ["fine", "good"]);
    /// ```
    #[must_use]
    pub fn select_rows(&self, rows: &[usize]) -> Self {
        let select = |column: &[String]| rows.iter().map(|&row| column[row].clone()).collect();
        Self {
            texts: select(&self.texts),
            labels: select(&self.labels),
            groups: self.groups.as_deref().map(select),
            weights: self.weights_of(rows),
        }
    }

    /// Returns the weight of a row.
    pub(crate) fn weight(&self, row: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| weights[row])
    }

    /// Returns the texts of these rows.
    pub(crate) fn texts_of(&self, rows: &[usize]) -> Vec<&str> {
        rows.iter().map(|&row| self.texts[row].as_str()).collect()
    }

    /// Returns the weights of these rows, where there are any.
    pub(crate) fn weights_of(&self, rows: &[usize]) -> Option<Vec<f64>> {
        let weights = self.weights.as_ref()?;
        Some(rows.iter().map(|&row| weights[row]).collect())
    }
}
