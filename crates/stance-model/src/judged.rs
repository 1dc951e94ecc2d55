//! Rows with their true labels and what a classifier said of each: what every figure is counted from.

use rayon::prelude::*;
use serde::Serialize;

use crate::classifier::{Prediction, Scorer};
use crate::error::Error;
use crate::metrics::Confusion;
use crate::targets::{Model, rows_by_target};

/// Rows with their true labels, predictions and groups.
///
/// # Examples
///
/// ```
/// use stance_model::{Judged, Prediction};
///
/// let labels = ["no", "yes"].map(String::from).to_vec();
/// let predictions = [[0.9, 0.1], [0.4, 0.6], [0.7, 0.3]].map(|p| Prediction::new(p.to_vec()));
/// let judged = Judged::new(labels, vec![0, 1, 1], predictions.to_vec(), vec![0, 1, 2]);
/// assert_eq!(judged.confusion().counts(), [[1, 0], [1, 1]]);
/// assert_eq!(judged.by_confidence(), [0, 2, 1]);
/// assert_eq!(judged.coverage(34).accuracy, 0.5);
/// assert_eq!(judged.errors(), [2]);
/// ```
#[derive(Debug, Clone)]
pub struct Judged {
    labels: Vec<String>,
    truth: Vec<usize>,
    predictions: Vec<Prediction>,
    groups: Vec<usize>,
}

/// The surest rows of a set, down to a share of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Coverage {
    /// Share of the rows asked for, in percent.
    pub percentage: usize,
    /// Rows kept.
    pub rows: usize,
    /// The lowest probability of a predicted label among them; 0 for no rows.
    pub min_confidence: f64,
    /// Share of them predicted right, in 0..=1; 0 for no rows.
    pub accuracy: f64,
    /// Mean F1 over the labels met among them.
    pub macro_f1: f64,
}

/// A bin of rows of like confidence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CalibrationBin {
    /// Rows in it.
    pub rows: usize,
    /// Mean probability of the label predicted.
    pub stated: f64,
    /// Share predicted right.
    pub observed: f64,
}

impl Judged {
    /// Returns rows that were judged.
    ///
    /// *Shape*: `labels` are the names behind the numbers; for each row the number of its true label, a prediction
    /// over `labels`, and the number of its group, which is what is drawn anew for an interval.
    ///
    /// # Panics
    ///
    /// When the columns differ in length, a label has no name, or a prediction is not over `labels`.
    #[must_use]
    pub fn new(
        labels: Vec<String>,
        truth: Vec<usize>,
        predictions: Vec<Prediction>,
        groups: Vec<usize>,
    ) -> Self {
        assert_eq!(truth.len(), predictions.len(), "one prediction per row");
        assert_eq!(truth.len(), groups.len(), "one group per row");
        assert!(
            truth.iter().all(|&label| label < labels.len()),
            "labels have names"
        );
        let over = |p: &Prediction| p.probabilities.len() == labels.len();
        assert!(predictions.iter().all(over), "one probability per label");
        Self {
            labels,
            truth,
            predictions,
            groups,
        }
    }

    /// Returns labelled texts as a model judges them, each by the classifier of its target.
    ///
    /// *Shape*: one label and one group number (see [`group_rows`](crate::folds::group_rows)) per text; one target
    /// per text where the model has targets, and none where it has not. *Determinism*: the same on any number of
    /// threads.
    ///
    /// # Errors
    ///
    /// [`Error::NoRows`]; [`Error::UnequalLengths`]; [`Error::UnknownTarget`]; [`Error::UnknownLabel`] when a row has
    /// a label that its classifier does not know, inside [`Error::Target`] where the model has targets.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_model::{Judged, TrainOptions, TrainingSet, train};
    ///
    /// let set = TrainingSet {
    ///     texts: ["good film", "good play", "bad film", "bad play"].map(String::from).to_vec(),
    ///     labels: ["yes", "yes", "no", "no"].map(String::from).to_vec(),
    ///     ..TrainingSet::default()
    /// };
    /// let model = train(&set, &TrainOptions { folds: 0, ..TrainOptions::default() }, None)?.into();
    /// let judged = Judged::by_model(&model, &set.texts, &set.labels, None, &[0, 1, 2, 3])?;
    /// assert_eq!(judged.confusion().accuracy(), 1.0);
    /// # Ok::<(), stance_model::Error>(())
    /// ```
    pub fn by_model(
        model: &Model,
        texts: &[String],
        labels: &[String],
        targets: Option<&[String]>,
        groups: &[usize],
    ) -> Result<Self, Error> {
        if texts.is_empty() {
            return Err(Error::NoRows);
        }
        for (what, found) in [("labels", labels.len()), ("groups", groups.len())] {
            if found != texts.len() {
                let texts = texts.len();
                return Err(Error::UnequalLengths { texts, what, found });
            }
        }
        let mut truth = vec![0; texts.len()];
        let mut numbers = vec![0; texts.len()];
        if model.target_column().is_some() {
            for (target, rows) in rows_by_target(texts.len(), targets.unwrap_or_default())? {
                let number = known_target(model, target, rows[0])?;
                label_rows(model, number, labels, &rows, &mut truth).map_err(|source| {
                    let (target, source) = (target.to_owned(), Box::new(source));
                    Error::Target { target, source }
                })?;
                for row in rows {
                    numbers[row] = number;
                }
            }
        } else {
            let rows: Vec<usize> = (0..texts.len()).collect();
            label_rows(model, 0, labels, &rows, &mut truth)?;
        }
        let scorers =
            || -> Vec<Option<Scorer<'_>>> { model.classifiers().iter().map(|_| None).collect() };
        let rows = numbers.par_iter().zip(texts);
        let predictions = rows.map_init(scorers, |scorers, (&number, text)| {
            let scorer = scorers[number].get_or_insert_with(|| model.scorer(number));
            scorer.score(text)
        });
        let predictions = predictions.collect();
        let groups = groups.to_vec();
        Ok(Self::new(
            model.labels().to_vec(),
            truth,
            predictions,
            groups,
        ))
    }

    /// Returns the names of the labels.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// Returns the number of each row's true label.
    #[must_use]
    pub fn truth(&self) -> &[usize] {
        &self.truth
    }

    /// Returns each row's prediction.
    #[must_use]
    pub fn predictions(&self) -> &[Prediction] {
        &self.predictions
    }

    /// Returns the number of each row's group.
    #[must_use]
    pub fn groups(&self) -> &[usize] {
        &self.groups
    }

    /// Returns the number of rows.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.truth.len()
    }

    /// Returns the number of each row's predicted label.
    #[must_use]
    pub fn predicted(&self) -> Vec<usize> {
        self.predictions.iter().map(|p| p.label).collect()
    }

    /// Returns each row's probabilities.
    #[must_use]
    pub fn probabilities(&self) -> Vec<&[f64]> {
        self.predictions
            .iter()
            .map(|prediction| prediction.probabilities.as_slice())
            .collect()
    }

    /// Whether a row's predicted label is the true one.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    #[must_use]
    pub fn is_right(&self, row: usize) -> bool {
        self.predictions[row].label == self.truth[row]
    }

    /// Returns some of the rows, repeated ones as often.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        Self {
            labels: self.labels.clone(),
            truth: rows.iter().map(|&row| self.truth[row]).collect(),
            predictions: rows
                .iter()
                .map(|&row| self.predictions[row].clone())
                .collect(),
            groups: rows.iter().map(|&row| self.groups[row]).collect(),
        }
    }

    /// Returns the rows over these labels only, which are among their labels and hold every true and predicted one.
    ///
    /// # Panics
    ///
    /// When a label is not among those of the rows, or a row's is not among them.
    #[must_use]
    pub fn over(&self, labels: &[String]) -> Self {
        let place = |label: &String| self.labels.iter().position(|own| own == label);
        let places: Vec<usize> = labels.iter().filter_map(place).collect();
        assert_eq!(places.len(), labels.len(), "the labels are known");
        let number = |label: &usize| {
            let found = places.iter().position(|place| place == label);
            assert!(found.is_some(), "no row has another label");
            found.unwrap_or_default()
        };
        let prediction = |prediction: &Prediction| Prediction {
            label: number(&prediction.label),
            probabilities: places
                .iter()
                .map(|&place| prediction.probabilities[place])
                .collect(),
        };
        Self {
            labels: labels.to_vec(),
            truth: self.truth.iter().map(number).collect(),
            predictions: self.predictions.iter().map(prediction).collect(),
            groups: self.groups.clone(),
        }
    }

    /// Returns the counts by true and predicted label.
    #[must_use]
    pub fn confusion(&self) -> Confusion {
        Confusion::new(self.labels.len(), &self.truth, &self.predicted())
    }

    /// Returns the rows, the surest first; equally sure ones in their order.
    #[must_use]
    pub fn by_confidence(&self) -> Vec<usize> {
        let mut rows: Vec<usize> = (0..self.n_rows()).collect();
        let confidence = |row: usize| self.predictions[row].confidence();
        rows.sort_by(|&a, &b| confidence(b).total_cmp(&confidence(a)));
        rows
    }

    /// Returns the rows predicted wrong, the surest first; equally sure ones in their order.
    #[must_use]
    pub fn errors(&self) -> Vec<usize> {
        let mut rows = self.by_confidence();
        rows.retain(|&row| !self.is_right(row));
        rows
    }

    /// Returns the rows whose predicted label has at least this probability, in their order.
    #[must_use]
    pub fn surer_than(&self, min_confidence: f64) -> Vec<usize> {
        let is_sure = |&row: &usize| self.predictions[row].confidence() >= min_confidence;
        (0..self.n_rows()).filter(is_sure).collect()
    }

    /// Returns the figures of the surest rows, a percentage of all, rounded up.
    #[must_use]
    pub fn coverage(&self, percentage: usize) -> Coverage {
        let mut rows = self.by_confidence();
        rows.truncate((rows.len() * percentage).div_ceil(100));
        let confusion = self.select(&rows).confusion();
        let last = rows.last();
        Coverage {
            percentage,
            rows: rows.len(),
            min_confidence: last.map_or(0.0, |&row| self.predictions[row].confidence()),
            accuracy: confusion.accuracy(),
            macro_f1: confusion.macro_f1(),
        }
    }

    /// Returns bins of equally many rows, in rising order of confidence; empty ones are left out.
    #[must_use]
    pub fn calibration_bins(&self, number: usize) -> Vec<CalibrationBin> {
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
            (n > 0.0).then(|| CalibrationBin {
                rows: rows.len(),
                stated: stated / n,
                observed: right as f64 / n,
            })
        };
        (0..number).filter_map(bin).collect()
    }
}

fn known_target(model: &Model, target: &str, row: usize) -> Result<usize, Error> {
    model.find(target).ok_or_else(|| Error::UnknownTarget {
        row,
        target: target.to_owned(),
        known: model.targets().join(", "),
    })
}

/// Writes the numbers of the labels of some rows, which classifier `number` must know.
fn label_rows(
    model: &Model,
    number: usize,
    labels: &[String],
    rows: &[usize],
    truth: &mut [usize],
) -> Result<(), Error> {
    let known = model.classifiers()[number].labels();
    for &row in rows {
        let label = &labels[row];
        if known.binary_search(label).is_err() {
            return Err(Error::UnknownLabel {
                row,
                label: label.clone(),
                known: known.join(", "),
            });
        }
        truth[row] = model.labels().partition_point(|other| other < label);
    }
    Ok(())
}

#[cfg(test)]
#[expect(
    clippy::float_cmp,
    reason = "ratios of small whole numbers round alike"
)]
mod tests {
    use super::*;

    fn judged() -> Judged {
        let rows = [
            (0, [0.6, 0.3, 0.1]),
            (1, [0.5, 0.4, 0.1]),
            (2, [0.3, 0.5, 0.2]),
            (2, [0.0, 0.2, 0.8]),
        ];
        let labels = ["concerned", "neutral", "pro-ai"].map(String::from);
        let predictions = rows.map(|row| Prediction::new(row.1.to_vec()));
        Judged::new(
            labels.to_vec(),
            rows.map(|row| row.0).to_vec(),
            predictions.to_vec(),
            vec![0, 1, 2, 3],
        )
    }

    #[test]
    fn the_surest_rows_are_covered_first() {
        let judged = judged();
        assert_eq!(judged.by_confidence(), [3, 0, 1, 2]);
        let half = judged.coverage(50);
        assert_eq!(
            (half.rows, half.min_confidence, half.accuracy),
            (2, 0.6, 1.0)
        );
        assert_eq!(judged.coverage(51).rows, 3);
        assert_eq!(judged.coverage(100).accuracy, 0.5);
        assert_eq!(judged.errors(), [1, 2]);
        assert_eq!(judged.surer_than(0.6), [0, 3]);
        assert_eq!(judged.surer_than(0.9), [0; 0]);
        assert_eq!(judged.select(&[]).coverage(50).rows, 0);
    }

    #[test]
    fn bins_hold_equally_many_rows() {
        let bins = judged().calibration_bins(2);
        let expected = CalibrationBin {
            rows: 2,
            stated: 0.5,
            observed: 0.0,
        };
        assert_eq!(bins[0], expected);
        assert_eq!((bins[1].rows, bins[1].observed), (2, 1.0));
        let many = judged().calibration_bins(9);
        assert_eq!(many.len(), 4, "empty bins are left out");
    }

    #[test]
    fn rows_over_fewer_labels_keep_their_own() {
        let some = judged().select(&[3, 2, 2]);
        let labels = ["neutral", "pro-ai"].map(String::from);
        let over = some.over(&labels);
        assert_eq!(
            (over.truth(), over.groups()),
            (&[1, 1, 1][..], &[3, 2, 2][..])
        );
        assert_eq!(over.predicted(), [1, 0, 0]);
        assert_eq!(over.probabilities()[1], [0.5, 0.2]);
    }
}
