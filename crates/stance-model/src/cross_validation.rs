//! Cross-validation of a training run: the choice of `C`, held-out decision values, figures, calibration.
//!
//! `C` is chosen on one matrix of all rows. Everything after that is strict: each fold has a vocabulary
//! and document frequencies of its own, made without the rows it predicts.

use ndarray::{Array2, ArrayView1};

use crate::calibration::Calibration;
use crate::classifier::{Link, argmax};
use crate::error::Error;
use crate::folds::{assign_folds, group_rows, map_few_at_once};
use crate::logistic::{CPath, PathPoint, class_probabilities, select_c};
use crate::metrics::{Confusion, log_loss, mean_and_sd};
use crate::record::{CPathPoint, CrossValidation, six_digits};
use crate::representation::Representation;
use crate::train::{C_GRID, C_WITHOUT_FOLDS, CChoice, TrainOptions, fit};
use crate::training_set::TrainingSet;

/// The fold of each row.
pub(crate) struct Folds {
    pub(crate) of_row: Vec<usize>,
    pub(crate) number: usize,
    pub(crate) n_groups: usize,
}

/// What cross-validation found.
pub(crate) struct Validated {
    pub(crate) search: CSearch,
    pub(crate) figures: CrossValidation,
    pub(crate) link: Link,
    /// Of each row, by a model that did not see it.
    pub(crate) probabilities: Vec<Vec<f64>>,
}

/// The value of `C`, and the values tried, none where it was given.
pub(crate) struct CSearch {
    pub(crate) c: f64,
    pub(crate) path: Vec<CPathPoint>,
}

impl Folds {
    /// Returns the folds of a training run; nothing where none are asked for.
    pub(crate) fn new(
        set: &TrainingSet,
        options: &TrainOptions,
        labels: &[String],
        truth: &[usize],
    ) -> Result<Option<Self>, Error> {
        let n_folds = options.folds;
        match n_folds {
            0 => return Ok(None),
            1 => return Err(Error::TooFewFolds(1)),
            _ => {}
        }
        let groups = group_rows(&set.texts, set.groups.as_deref());
        let n_groups = groups.iter().max().map_or(0, |&top| top + 1);
        if n_groups < n_folds {
            return Err(Error::TooManyFolds {
                folds: n_folds,
                groups: n_groups,
            });
        }
        for (number, label) in labels.iter().enumerate() {
            // Rows that weigh nothing teach nothing.
            let rows =
                (0..truth.len()).filter(|&row| truth[row] == number && set.weight(row) > 0.0);
            let mut own = rows.map(|row| groups[row]);
            let first = own.next();
            if own.all(|group| Some(group) == first) {
                return Err(Error::LabelInOneGroup {
                    label: label.clone(),
                });
            }
        }
        let of_row = assign_folds(truth, &groups, n_folds, options.seed);
        Ok(Some(Self {
            of_row,
            number: n_folds,
            n_groups,
        }))
    }

    /// Returns the rows outside and inside a fold.
    pub(crate) fn split(&self, fold: usize) -> (Vec<usize>, Vec<usize>) {
        (0..self.of_row.len()).partition(|&row| self.of_row[row] != fold)
    }
}

/// Cross-validates a training run.
pub(crate) fn cross_validate(
    set: &TrainingSet,
    options: &TrainOptions,
    n_labels: usize,
    truth: &[usize],
    folds: &Folds,
) -> Result<Validated, Error> {
    let all: Vec<usize> = (0..truth.len()).collect();
    let search = CSearch::run(set, options, n_labels, &all, truth, folds)?;
    let (held_out, converged) = held_out_values(set, options, search.c, n_labels, truth, folds)?;
    let trial = if options.calibrate {
        Some(Calibration::fit(
            held_out.view(),
            truth,
            n_labels,
            &folds.of_row,
        )?)
    } else {
        None
    };
    let (calibration, calibrated) = trial.map_or((None, None), |trial| {
        (trial.calibration, trial.held_out_probabilities)
    });
    let probabilities = calibrated.unwrap_or_else(|| plain_probabilities(&held_out, n_labels));
    let probabilities: Vec<Vec<f64>> = probabilities
        .rows()
        .into_iter()
        .map(|row| row.to_vec())
        .collect();
    let figures = CrossValidation {
        converged,
        ..figures(n_labels, truth, folds, &probabilities)
    };
    Ok(Validated {
        search,
        figures,
        link: calibration.map_or(Link::Plain, Link::Calibrated),
        probabilities,
    })
}

impl CSearch {
    /// Returns the value to take where there are no folds to choose by.
    pub(crate) fn without_folds(choice: CChoice) -> Self {
        let c = match choice {
            CChoice::Fixed(c) => c,
            CChoice::Auto => C_WITHOUT_FOLDS,
        };
        let path = Vec::new();
        Self { c, path }
    }

    /// Returns the value given, or chooses one on `rows` and their labels. The features are those of all rows
    /// of the set.
    pub(crate) fn run(
        set: &TrainingSet,
        options: &TrainOptions,
        n_labels: usize,
        rows: &[usize],
        labels: &[usize],
        folds: &Folds,
    ) -> Result<Self, Error> {
        if let CChoice::Fixed(c) = options.c {
            let path = Vec::new();
            return Ok(Self { c, path });
        }
        let (_, mut records) = Representation::fit(options, set.texts.len(), &set.texts)?;
        if rows.len() < set.texts.len() {
            records = records.select_rows(rows);
        }
        let folds: Vec<usize> = rows.iter().map(|&row| folds.of_row[row]).collect();
        let weights = set.weights_of(rows);
        let path = select_c(
            &records,
            labels,
            n_labels,
            weights.as_deref(),
            &folds,
            &C_GRID,
            &options.class_weight,
        )?;
        Ok(Self {
            c: path.c(),
            path: recorded(&path),
        })
    }
}

/// Returns the points of a path as a training record holds them.
fn recorded(path: &CPath) -> Vec<CPathPoint> {
    let point = |point: &PathPoint| CPathPoint {
        c: point.c,
        log_loss: six_digits(point.log_loss),
        standard_error: six_digits(point.standard_error),
        converged: point.converged,
    };
    path.points.iter().map(point).collect()
}

/// Returns each row's decision values by a model that saw none of its fold, `n_rows × n_vectors`,
/// and whether all those models converged.
fn held_out_values(
    set: &TrainingSet,
    options: &TrainOptions,
    c: f64,
    n_labels: usize,
    truth: &[usize],
    folds: &Folds,
) -> Result<(Array2<f64>, bool), Error> {
    let predict = |&fold: &usize| -> Result<(Vec<usize>, Array2<f64>, bool), Error> {
        let (train_rows, test_rows) = folds.split(fold);
        let labels: Vec<usize> = train_rows.iter().map(|&row| truth[row]).collect();
        let weights = set.weights_of(&train_rows);
        let texts = set.texts_of(&train_rows);
        let (representation, records) = Representation::fit(options, set.texts.len(), &texts)?;
        let fitted = fit(options, c, records, &labels, weights.as_deref())?;
        let values = fitted.decision_matrix(&representation.transform(&set.texts_of(&test_rows))?);
        Ok((test_rows, values, fitted.convergence().converged))
    };
    let numbers: Vec<usize> = (0..folds.number).collect();
    let by_fold = map_few_at_once(&numbers, predict);
    let n_vectors = if n_labels == 2 { 1 } else { n_labels };
    let mut values = Array2::zeros((truth.len(), n_vectors));
    let mut all_converged = true;
    for fold in by_fold {
        let (rows, of_fold, converged) = fold?;
        all_converged &= converged;
        for (row, found) in rows.into_iter().zip(of_fold.rows()) {
            values.row_mut(row).assign(&found);
        }
    }
    Ok((values, all_converged))
}

fn plain_probabilities(values: &Array2<f64>, n_labels: usize) -> Array2<f64> {
    let mut probabilities = Array2::zeros((values.nrows(), n_labels));
    let mut of_row = vec![0.0; n_labels];
    for (values, mut out) in values.rows().into_iter().zip(probabilities.rows_mut()) {
        class_probabilities(&values.to_vec(), &mut of_row);
        out.assign(&ArrayView1::from(&of_row));
    }
    probabilities
}

/// Returns means and deviations over the folds, six significant digits each.
pub(crate) fn figures(
    n_labels: usize,
    truth: &[usize],
    folds: &Folds,
    probabilities: &[Vec<f64>],
) -> CrossValidation {
    let (mut accuracies, mut macro_f1s) = (Vec::new(), Vec::new());
    for fold in 0..folds.number {
        let (_, rows) = folds.split(fold);
        let fold_truth: Vec<usize> = rows.iter().map(|&row| truth[row]).collect();
        let predicted: Vec<usize> = rows
            .iter()
            .map(|&row| argmax(&probabilities[row]))
            .collect();
        let confusion = Confusion::new(n_labels, &fold_truth, &predicted);
        accuracies.push(confusion.accuracy());
        macro_f1s.push(confusion.macro_f1());
    }
    let (accuracy, accuracy_sd) = mean_and_sd(&accuracies);
    let (macro_f1, macro_f1_sd) = mean_and_sd(&macro_f1s);
    CrossValidation {
        groups: folds.n_groups,
        accuracy: six_digits(accuracy),
        accuracy_sd: six_digits(accuracy_sd),
        macro_f1: six_digits(macro_f1),
        macro_f1_sd: six_digits(macro_f1_sd),
        log_loss: six_digits(log_loss(truth, probabilities)),
        converged: true,
    }
}
