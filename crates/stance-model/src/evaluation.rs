//! Evaluation: a classifier against labelled texts.

use rayon::prelude::*;
use serde::Serialize;

use crate::classifier::{Classifier, Scorer};
use crate::error::Error;
use crate::metrics::{Confusion, Estimate};

/// Figures of a classifier over labelled rows. Serialises to the JSON that `stance evaluate` prints.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// Rows judged.
    pub rows: usize,
    /// Share of rows predicted right, in 0..=1.
    pub accuracy: Estimate,
    /// Mean F1 over the labels that occur in the rows or the predictions, in 0..=1.
    pub macro_f1: Estimate,
    /// Figures of each label of the model, in their order.
    pub labels: Vec<LabelFigures>,
    /// Counts by true and predicted label.
    pub confusion: ConfusionTable,
}

/// Figures of one label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelFigures {
    /// The label.
    pub label: String,
    /// Share of the rows predicted so that are so; 0 when none is predicted so.
    pub precision: Estimate,
    /// Share of the rows that are so and are predicted so; 0 when there is none.
    pub recall: Estimate,
    /// Harmonic mean of precision and recall.
    pub f1: Estimate,
    /// Rows that are so.
    pub support: u64,
}

/// A confusion matrix that says its axes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConfusionTable {
    /// What rows are: `true`.
    pub rows: &'static str,
    /// What columns are: `predicted`.
    pub columns: &'static str,
    /// The labels, in the order of rows and columns.
    pub labels: Vec<String>,
    /// Counts, row by row.
    pub counts: Vec<Vec<u64>>,
}

/// Returns the figures of `classifier` over texts and their true labels.
///
/// *Determinism*: the same on any number of threads.
///
/// # Errors
///
/// [`Error::NoRows`]; [`Error::UnequalLengths`]; [`Error::UnknownLabel`] when a row has a label that the model does not know.
///
/// # Examples
///
/// ```
/// use stance_model::{TrainOptions, TrainingSet, evaluate, train};
///
/// let set = TrainingSet {
///     texts: ["good film", "good play", "bad film", "bad play"].map(String::from).to_vec(),
///     labels: ["yes", "yes", "no", "no"].map(String::from).to_vec(),
///     ..TrainingSet::default()
/// };
/// let classifier = train(&set, &TrainOptions { folds: 0, ..TrainOptions::default() }, None)?;
/// let evaluation = evaluate(&classifier, &set.texts, &set.labels)?;
/// assert_eq!(evaluation.accuracy.value, 1.0);
/// assert_eq!(evaluation.confusion.counts, [[2, 0], [0, 2]]);
/// # Ok::<(), stance_model::Error>(())
/// ```
pub fn evaluate(
    classifier: &Classifier,
    texts: &[String],
    labels: &[String],
) -> Result<Evaluation, Error> {
    let (truth, predicted) = judge(classifier, texts, labels)?;
    Ok(Evaluation::new(classifier.labels(), &truth, &predicted))
}

/// Returns the numbers of true and predicted label of each row.
pub(crate) fn judge(
    classifier: &Classifier,
    texts: &[String],
    labels: &[String],
) -> Result<(Vec<usize>, Vec<usize>), Error> {
    if texts.is_empty() {
        return Err(Error::NoRows);
    }
    if texts.len() != labels.len() {
        let (texts, found) = (texts.len(), labels.len());
        return Err(Error::UnequalLengths {
            texts,
            what: "labels",
            found,
        });
    }
    let truth = numbers(classifier, labels)?;
    let predicted: Vec<usize> = texts
        .par_iter()
        .map_init(
            || classifier.scorer(),
            |scorer: &mut Scorer<'_>, text| scorer.score(text).label,
        )
        .collect();
    Ok((truth, predicted))
}

fn numbers(classifier: &Classifier, labels: &[String]) -> Result<Vec<usize>, Error> {
    let number = |(row, label): (usize, &String)| {
        classifier
            .labels()
            .binary_search(label)
            .map_err(|_| Error::UnknownLabel {
                row,
                label: label.clone(),
                known: classifier.labels().join(", "),
            })
    };
    labels.iter().enumerate().map(number).collect()
}

impl Evaluation {
    /// Returns the figures of predictions, labels given by number.
    ///
    /// # Panics
    ///
    /// As [`Confusion::new`].
    #[must_use]
    pub fn new(labels: &[String], truth: &[usize], predicted: &[usize]) -> Self {
        let confusion = Confusion::new(labels.len(), truth, predicted);
        let figures = |(number, label): (usize, &String)| LabelFigures {
            label: label.clone(),
            precision: confusion.precision(number).into(),
            recall: confusion.recall(number).into(),
            f1: confusion.f1(number).into(),
            support: confusion.support(number),
        };
        Self {
            rows: truth.len(),
            accuracy: confusion.accuracy().into(),
            macro_f1: confusion.macro_f1().into(),
            labels: labels.iter().enumerate().map(figures).collect(),
            confusion: ConfusionTable {
                rows: "true",
                columns: "predicted",
                labels: labels.to_vec(),
                counts: confusion.counts().to_vec(),
            },
        }
    }
}
