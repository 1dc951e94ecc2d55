//! Out-of-fold predictions: every row predicted by a classifier that was trained without its fold.
//!
//! The whole of training happens inside the other folds, the choice of `C` and the calibration included
//! (nested cross-validation), so that the probabilities are those of a classifier on rows new to it.

use crate::classifier::{Classifier, Prediction};
use crate::error::Error;
use crate::folds::{assign_folds, group_rows, number_values};
use crate::judged::Judged;
use crate::labels::number_labels;
use crate::record::TrainingRecord;
use crate::targets::{in_target, rows_by_target};
use crate::train::{TrainOptions, train};
use crate::training_set::TrainingSet;

/// Predictions of rows by classifiers that did not see them.
#[derive(Debug, Clone)]
pub struct HeldOutPredictions {
    /// The labels of the set, in byte order.
    pub labels: Vec<String>,
    /// Number of each row's label.
    pub truth: Vec<usize>,
    /// Prediction of each row, over `labels`.
    pub predictions: Vec<Prediction>,
    /// How the classifier of each fold was made, folds in rising order of their numbers.
    pub records: Vec<TrainingRecord>,
}

/// Trains a classifier without each fold, and predicts the fold's rows.
///
/// *Shape*: `folds` names a fold per row, by any numbers: those of
/// [`assign_folds`] for cross-validation, those of
/// [`number_values`] of a column to leave out one value of it after the other. Rows of
/// other folds that share a group or the text with a row of the fold are not trained on either. A label that the
/// rows trained on do not have gets the probability 0.
///
/// *Determinism*: as [`train`]. *Source*: Stone, "Cross-validatory choice and assessment of
/// statistical predictions", Journal of the Royal Statistical Society B 36, 1974, for assessment around choice.
///
/// # Errors
///
/// [`Error::UnequalLengths`] when there is not one fold per row; [`Error::TooFewFolds`] for fewer than two of them; as
/// [`train`] for the rows outside a fold.
///
/// # Examples
///
/// ```
/// use stance_model::{TrainOptions, TrainingSet, cross_validated_predictions};
///
/// let texts = ["good film", "bad film", "good play", "bad play", "good book", "bad book"];
/// let set = TrainingSet {
///     texts: texts.map(String::from).to_vec(),
///     labels: ["yes", "no", "yes", "no", "yes", "no"].map(String::from).to_vec(),
///     ..TrainingSet::default()
/// };
/// let options = TrainOptions { folds: 0, ..TrainOptions::default() };
/// let held_out = cross_validated_predictions(&set, &options, &[0, 0, 1, 1, 2, 2])?;
/// let labels: Vec<usize> = held_out.predictions.iter().map(|p| p.label).collect();
/// assert_eq!(labels, [1, 0, 1, 0, 1, 0]);
/// assert_eq!(held_out.records.len(), 3);
/// # Ok::<(), stance_model::Error>(())
/// ```
pub fn cross_validated_predictions(
    set: &TrainingSet,
    options: &TrainOptions,
    folds: &[usize],
) -> Result<HeldOutPredictions, Error> {
    set.check_columns()?;
    let (labels, truth) = number_labels(&set.labels)?;
    let mut numbers = folds.to_vec();
    numbers.sort_unstable();
    numbers.dedup();
    if folds.len() != truth.len() {
        let (texts, found) = (truth.len(), folds.len());
        let what = "folds";
        return Err(Error::UnequalLengths { texts, what, found });
    }
    if numbers.len() < 2 {
        return Err(Error::TooFewFolds(numbers.len()));
    }
    let groups = group_rows(&set.texts, set.groups.as_deref());
    let mut predictions = vec![Prediction::new(vec![0.0; labels.len()]); truth.len()];
    let mut records = Vec::with_capacity(numbers.len());
    for fold in numbers {
        let (training, held_out) = split(folds, &groups, fold);
        let classifier = train(&set.select_rows(&training), options, None);
        let classifier = classifier.map_err(|error| error.renumbered(&training))?;
        predict(set, &labels, &classifier, &held_out, &mut predictions);
        records.push(classifier.record);
    }
    Ok(HeldOutPredictions {
        labels,
        truth,
        predictions,
        records,
    })
}

/// Which rows are left out together.
#[derive(Debug, Clone, Copy)]
pub enum LeaveOut<'a> {
    /// As many folds of groups, in which labels have about their shares; drawn by the options' seed.
    Folds(usize),
    /// The rows of one value after the other: one value per row.
    Values(&'a [String]),
}

/// Predicts every row by classifiers that did not see it, per target where there are targets; the figures of the
/// whole are then those of an [`Evaluation`](crate::Evaluation). Returns how each classifier was made, too.
///
/// *Shape*: `targets` holds one target per row of `set`. Groups of the rows are those of
/// [`group_rows`]. *Determinism*: as [`train`].
///
/// # Errors
///
/// As [`cross_validated_predictions`]; [`Error::TooManyFolds`] where there are fewer groups than folds; inside
/// [`Error::Target`] where there are targets.
///
/// # Examples
///
/// ```
/// use stance_model::{LeaveOut, TrainOptions, TrainingSet, cross_validate};
///
/// let texts = ["good film", "bad film", "good play", "bad play", "good book", "bad book"];
/// let set = TrainingSet {
///     texts: texts.map(String::from).to_vec(),
///     labels: ["yes", "no", "yes", "no", "yes", "no"].map(String::from).to_vec(),
///     ..TrainingSet::default()
/// };
/// let options = TrainOptions { folds: 0, ..TrainOptions::default() };
/// let (judged, records) = cross_validate(&set, None, &options, LeaveOut::Folds(3))?;
/// assert_eq!((judged.confusion().accuracy(), records.len()), (1.0, 3));
/// # Ok::<(), stance_model::Error>(())
/// ```
pub fn cross_validate(
    set: &TrainingSet,
    targets: Option<&[String]>,
    options: &TrainOptions,
    leave_out: LeaveOut<'_>,
) -> Result<(Judged, Vec<TrainingRecord>), Error> {
    set.check_columns()?;
    if set.texts.is_empty() {
        return Err(Error::NoRows);
    }
    let groups = group_rows(&set.texts, set.groups.as_deref());
    let Some(targets) = targets else {
        let found = leave_out_rows(set, options, leave_out, None)?;
        let HeldOutPredictions {
            labels,
            truth,
            predictions,
            records,
        } = found;
        return Ok((Judged::new(labels, truth, predictions, groups), records));
    };
    let mut labels: Vec<String> = set.labels.clone();
    labels.sort_unstable();
    labels.dedup();
    let mut truth = vec![0; set.texts.len()];
    let mut predictions = vec![Prediction::new(vec![0.0; labels.len()]); truth.len()];
    let mut all_records = Vec::new();
    for (target, rows) in rows_by_target(set.texts.len(), targets)? {
        let own = set.select_rows(&rows);
        let found = leave_out_rows(&own, options, leave_out, Some(&rows))
            .map_err(|error| in_target(error, target, &rows))?;
        let place = |label: &String| labels.partition_point(|other| other < label);
        let places: Vec<usize> = found.labels.iter().map(place).collect();
        for (at, row) in rows.into_iter().enumerate() {
            truth[row] = places[found.truth[at]];
            let mut probabilities = vec![0.0; labels.len()];
            for (&place, &p) in places.iter().zip(&found.predictions[at].probabilities) {
                probabilities[place] = p;
            }
            predictions[row] = Prediction::new(probabilities);
        }
        all_records.extend(found.records);
    }
    Ok((Judged::new(labels, truth, predictions, groups), all_records))
}

/// Predicts the rows of a set, which are `rows` of the one that values are given for.
fn leave_out_rows(
    set: &TrainingSet,
    options: &TrainOptions,
    leave_out: LeaveOut<'_>,
    rows: Option<&[usize]>,
) -> Result<HeldOutPredictions, Error> {
    let folds = match leave_out {
        LeaveOut::Values(values) => match rows {
            None => number_values(values),
            Some(rows) => {
                let values: Vec<&str> = rows.iter().map(|&row| values[row].as_str()).collect();
                number_values(&values)
            }
        },
        LeaveOut::Folds(folds) => {
            let groups = group_rows(&set.texts, set.groups.as_deref());
            let n_groups = groups.iter().max().map_or(0, |&top| top + 1);
            match folds {
                0 | 1 => return Err(Error::TooFewFolds(folds)),
                _ if n_groups < folds => {
                    let groups = n_groups;
                    return Err(Error::TooManyFolds { folds, groups });
                }
                _ => assign_folds(&number_values(&set.labels), &groups, folds, options.seed),
            }
        }
    };
    cross_validated_predictions(set, options, &folds)
}

/// Returns the rows to train on and those of the fold. A row outside whose group is met inside is in neither.
fn split(folds: &[usize], groups: &[usize], fold: usize) -> (Vec<usize>, Vec<usize>) {
    let (inside, outside): (Vec<usize>, Vec<usize>) =
        (0..folds.len()).partition(|&row| folds[row] == fold);
    let mut met: Vec<usize> = inside.iter().map(|&row| groups[row]).collect();
    met.sort_unstable();
    let is_free = |row: &usize| met.binary_search(&groups[*row]).is_err();
    (outside.into_iter().filter(is_free).collect(), inside)
}

/// Writes the predictions of rows over `labels`.
fn predict(
    set: &TrainingSet,
    labels: &[String],
    classifier: &Classifier,
    rows: &[usize],
    predictions: &mut [Prediction],
) {
    let place = |label: &String| labels.partition_point(|other| other < label);
    let places: Vec<usize> = classifier.labels().iter().map(place).collect();
    let mut scorer = classifier.scorer();
    for &row in rows {
        let mut probabilities = vec![0.0; labels.len()];
        for (&place, p) in places
            .iter()
            .zip(scorer.score(&set.texts[row]).probabilities)
        {
            probabilities[place] = p;
        }
        predictions[row] = Prediction::new(probabilities);
    }
}

impl HeldOutPredictions {
    /// Whether the solver reached its tolerance in every fold, wherever training used it.
    #[must_use]
    pub fn converged(&self) -> bool {
        self.records.iter().all(TrainingRecord::converged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows whose first word decides.
    fn set() -> TrainingSet {
        let texts = [
            "good film",
            "bad film",
            "good play",
            "bad play",
            "good book",
            "bad book",
        ];
        TrainingSet {
            texts: texts.map(String::from).to_vec(),
            labels: ["yes", "no", "yes", "no", "yes", "no"]
                .map(String::from)
                .to_vec(),
            ..TrainingSet::default()
        }
    }

    fn options() -> TrainOptions {
        TrainOptions {
            folds: 0,
            ..TrainOptions::default()
        }
    }

    #[test]
    fn no_row_teaches_its_own_label() {
        let mut set = set();
        // A word met in this fold alone: only its own row could teach its label.
        set.texts[0] = "zzz".to_owned();
        set.texts[1] = "yyy".to_owned();
        let found = cross_validated_predictions(&set, &options(), &[0, 0, 1, 1, 2, 2]).unwrap();
        let [a, b] = [0, 1].map(|row| &found.predictions[row].probabilities);
        assert_eq!(a, b, "both texts hold nothing known");
        let predicted: Vec<usize> = found.predictions.iter().map(|p| p.label).collect();
        assert_eq!(predicted[2..], [1, 0, 1, 0]);
        assert!(found.converged());
    }

    #[test]
    fn a_row_whose_group_is_held_out_is_not_trained_on() {
        let folds = [0, 0, 1, 1];
        let (training, held_out) = split(&folds, &[0, 1, 0, 2], 0);
        assert_eq!((training, held_out), (vec![3], vec![0, 1]));
    }

    #[test]
    fn a_label_met_in_one_fold_alone_gets_nothing_there() {
        let mut set = set();
        for (text, label) in [("so so", "maybe"), ("so la la", "maybe")] {
            set.texts.push(text.to_owned());
            set.labels.push(label.to_owned());
        }
        let folds = [0, 0, 1, 1, 2, 2, 3, 3];
        let found = cross_validated_predictions(&set, &options(), &folds).unwrap();
        assert_eq!(found.labels, ["maybe", "no", "yes"]);
        for row in [6, 7] {
            let p = &found.predictions[row].probabilities;
            assert!(p[0] == 0.0 && (p[1] + p[2] - 1.0).abs() < 1e-12, "{p:?}");
        }
    }

    #[test]
    fn folds_must_be_two_and_one_per_row() {
        let few = cross_validated_predictions(&set(), &options(), &[7; 6]);
        assert!(matches!(few, Err(Error::TooFewFolds(1))), "{few:?}");
        let short = cross_validated_predictions(&set(), &options(), &[0, 1]);
        assert!(
            matches!(
                short,
                Err(Error::UnequalLengths {
                    texts: 6,
                    what: "folds",
                    found: 2
                })
            ),
            "{short:?}"
        );
    }
}
