//! Training: labelled texts in, a [`Classifier`] out.
//!
//! Cross-validation comes first, where folds are asked for: each fold is vectorised and predicted
//! by what the other folds teach, vocabulary and document frequencies included. It chooses `C`,
//! fits the calibration and gives the figures of the record. Then one model is fitted on all rows.

use std::sync::Arc;

use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::Array1;
use stance_features::{Csr, Language, Ngrams, Vectorizer, VectorizerBuilder};

use crate::classifier::{Classifier, LinearModel, Link};
use crate::cross_validation::{CSearch, Folds, cross_validate};
use crate::error::Error;
use crate::labels::number_labels;
use crate::logistic::{
    ClassWeight, Convergence, FittedLogisticRegression, SparseLogisticRegression,
};
use crate::ordered::{Axis, OrderError};
use crate::out_of_fold;
use crate::record::{Columns, ConvergenceRecord, Provenance, TrainingRecord, six_digits};
use crate::representation::Representation;
use crate::shares;
use crate::training_set::TrainingSet;
use crate::word_table::WordTable;

/// How `C`, the inverse regularisation strength, is set.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum CChoice {
    /// By cross-validated log loss over [`C_GRID`], the strongest regularisation within one
    /// standard error of the best; [`C_WITHOUT_FOLDS`] where there are no folds. This is the default.
    #[default]
    Auto,
    /// This value.
    Fixed(f64),
}

/// The values that [`CChoice::Auto`] chooses from.
pub const C_GRID: [f64; 8] = [0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0];
/// The value [`CChoice::Auto`] stands for when there are no folds to choose by.
pub const C_WITHOUT_FOLDS: f64 = 10.0;

/// What a training run may choose.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainOptions {
    /// Language of the texts. Default: none (plain word boundaries, no stemming).
    pub language: Option<Language>,
    /// Word n-grams. Default: 1-2.
    pub words: Option<Ngrams>,
    /// Character n-grams inside word boundaries. Default: none.
    pub chars: Option<Ngrams>,
    /// Whether words are replaced by their stems, where there is a language. Default: yes.
    pub stem: bool,
    /// Whether words in the scope of a negation are marked (see
    /// [`NegationScope`](stance_features::NegationScope)). Default: no.
    pub negation: bool,
    /// Smallest number of documents a feature occurs in. Default: 1 up to 5,000 rows, else 2.
    pub min_df: Option<u32>,
    /// Inverse regularisation strength. Default: chosen by cross-validation.
    pub c: CChoice,
    /// Weights of the labels. Default: balanced.
    pub class_weight: ClassWeight,
    /// Whether probabilities are calibrated on held-out rows. Default: yes.
    pub calibrate: bool,
    /// An order of all labels, three or more: one axis between its ends is fitted, with calibrated cuts
    /// (see [`OrderedCuts`](crate::OrderedCuts)); needs calibration and three folds. Default: none.
    pub ordered: Option<Vec<String>>,
    /// Word vectors: a word that the training texts never held takes the side of those like it. Default: none.
    pub vectors: Option<Arc<WordTable>>,
    /// A lexicon, one value per word and class of it: how strongly the word stands for the class. With
    /// [`negation`](Self::negation), a negated word stands for the opposite. Default: none.
    pub lexicon: Option<Arc<WordTable>>,
    /// Shares of the labels, in any unit, among the texts to score: probabilities are stated for them.
    /// Default: those among the training rows.
    pub shares: Option<Vec<(String, f64)>>,
    /// Cross-validation folds, 0 for none. Default: 5.
    pub folds: usize,
    /// Seed of the fold assignment. Default: 0.
    pub seed: u64,
    /// Newton iterations of a fit, at most. One that needs more ends before its tolerance, which the
    /// training record tells. Default: 100.
    pub max_iterations: usize,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self {
            language: None,
            words: Ngrams::new(1, 2).ok(),
            chars: None,
            stem: true,
            negation: false,
            min_df: None,
            c: CChoice::Auto,
            class_weight: ClassWeight::Balanced,
            calibrate: true,
            ordered: None,
            vectors: None,
            lexicon: None,
            shares: None,
            folds: 5,
            seed: 0,
            max_iterations: 100,
        }
    }
}

impl TrainOptions {
    /// Returns the smallest document frequency for a set of `rows` rows.
    #[must_use]
    pub fn min_df_for(&self, rows: usize) -> u32 {
        self.min_df.unwrap_or(if rows > 5000 { 2 } else { 1 })
    }

    /// Returns what is known of words.
    pub(crate) fn tables(&self) -> impl Iterator<Item = &WordTable> {
        self.vectors.iter().chain(&self.lexicon).map(Arc::as_ref)
    }

    pub(crate) fn vectorizer(&self, rows: usize) -> VectorizerBuilder {
        Vectorizer::builder()
            .language(self.language)
            .words(self.words)
            .chars(self.chars)
            .stem(self.stem)
            .negation(self.negation)
            .min_df(self.min_df_for(rows))
    }
}

/// Returns a classifier trained on `set`.
///
/// *Determinism*: equal arguments give equal classifiers, on any number of threads. The calibration
/// passes through linfa's matrix product, whose last bits depend on the kind of processor; its
/// figures are rounded to six significant digits.
///
/// # Errors
///
/// [`Error`] when the set or an option breaks a rule: unequal columns, fewer than two labels, a label met
/// once or without weight, more folds than groups, a text corpus without a single feature, a weight below
/// 0 or not finite, an order that is not one of all labels.
///
/// # Examples
///
/// See [`Classifier`].
pub fn train(
    set: &TrainingSet,
    options: &TrainOptions,
    provenance: Option<Provenance>,
) -> Result<Classifier, Error> {
    let Checked {
        labels,
        truth,
        label_weights,
        shares,
        axis,
        folds,
    } = Checked::new(set, options)?;
    let validated = match (&axis, &folds) {
        (Some(axis), Some(folds)) => {
            Some(axis.cross_validate(set, options, &labels, &truth, folds)?)
        }
        (None, Some(folds)) => Some(cross_validate(set, options, labels.len(), &truth, folds)?),
        (_, None) => None,
    };
    let (search, figures, mut link, mut held_out) = if let Some(found) = validated {
        let (figures, held_out) = (Some(found.figures), Some(found.probabilities));
        (found.search, figures, found.link, held_out)
    } else {
        (CSearch::without_folds(options.c), None, Link::Plain, None)
    };
    let (vectorizer, mut linear, convergence) =
        fit_all(set, options, search.c, axis.as_ref(), &truth)?;
    let label_counts = label_counts(labels.len(), &truth);
    if let Some(shares) = &shares {
        let weight = &options.class_weight;
        let from = shares::of_training(&link, weight, &label_weights, &label_counts);
        shares::restate(&mut link, &mut linear, &from, shares);
        for probabilities in held_out.iter_mut().flatten() {
            shares::restate_probabilities(probabilities, &from, shares);
        }
    }
    let out_of_fold =
        held_out.map(|found| out_of_fold::record(&truth, &found, &label_counts, shares.as_deref()));
    let record = TrainingRecord {
        out_of_fold,
        label_counts,
        shares,
        c_path: search.path,
        cross_validation: figures,
        ..record(set, options, search.c, &convergence, provenance)
    };
    Ok(Classifier {
        vectorizer,
        linear,
        link,
        labels,
        record,
    })
}

/// A training set and options that fit together, and what follows from them before anything is fitted.
pub(crate) struct Checked {
    pub(crate) labels: Vec<String>,
    pub(crate) truth: Vec<usize>,
    label_weights: Vec<f64>,
    shares: Option<Vec<f64>>,
    axis: Option<Axis>,
    pub(crate) folds: Option<Folds>,
}

impl Checked {
    pub(crate) fn new(set: &TrainingSet, options: &TrainOptions) -> Result<Self, Error> {
        set.check_columns()?;
        let (labels, truth) = number_labels(&set.labels)?;
        let label_weights = label_weights(set, &labels, &truth)?;
        let shares = shares::asked(options, &labels)?;
        let axis = axis(options, &labels)?;
        let folds = Folds::new(set, options, &labels, &truth)?;
        Ok(Self {
            labels,
            truth,
            label_weights,
            shares,
            axis,
            folds,
        })
    }
}

/// Returns the total weight of each label's rows, checked to be above 0.
fn label_weights(set: &TrainingSet, labels: &[String], truth: &[usize]) -> Result<Vec<f64>, Error> {
    let mut sums = vec![0.0; labels.len()];
    for (row, &label) in truth.iter().enumerate() {
        sums[label] += set.weight(row);
    }
    match labels.iter().zip(&sums).find(|(_, sum)| **sum <= 0.0) {
        None => Ok(sums),
        Some((label, _)) => Err(Error::WeightlessLabel {
            label: label.clone(),
        }),
    }
}

/// Returns the axis of ordered labels, where an order is asked for.
fn axis(options: &TrainOptions, labels: &[String]) -> Result<Option<Axis>, OrderError> {
    let Some(ordered) = &options.ordered else {
        return Ok(None);
    };
    if !options.calibrate {
        return Err(OrderError::Uncalibrated);
    }
    if options.folds < 3 {
        return Err(OrderError::TooFewFolds(options.folds));
    }
    Axis::new(ordered, labels).map(Some)
}

/// Fits vectoriser and linear model to all rows; the axis of ordered labels to those of its ends.
fn fit_all(
    set: &TrainingSet,
    options: &TrainOptions,
    c: f64,
    axis: Option<&Axis>,
    truth: &[usize],
) -> Result<(Vectorizer, LinearModel, Convergence), Error> {
    let (representation, records) = Representation::fit(options, set.texts.len(), &set.texts)?;
    let fitted = match axis {
        None => fit(options, c, records, truth, set.weights.as_deref())?,
        Some(axis) => {
            let all: Vec<usize> = (0..truth.len()).collect();
            let (rows, sides) = axis.ends(truth, &all);
            let (records, weights) = (records.select_rows(&rows), set.weights_of(&rows));
            let options = axis.options(options);
            fit(&options, c, records, &sides, weights.as_deref())?
        }
    };
    let (vectorizer, linear) = representation.fold(&fitted);
    Ok((vectorizer, linear, *fitted.convergence()))
}

/// Fits the linear model of a training run, or of one of its folds.
pub(crate) fn fit(
    options: &TrainOptions,
    c: f64,
    records: Csr,
    labels: &[usize],
    weights: Option<&[f64]>,
) -> Result<FittedLogisticRegression<usize>, Error> {
    let mut dataset = DatasetBase::new(records, Array1::from(labels.to_vec()));
    if let Some(weights) = weights {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "linfa's datasets keep weights as f32"
        )]
        let weights: Vec<f32> = weights.iter().map(|&weight| weight as f32).collect();
        dataset = dataset.with_weights(Array1::from(weights));
    }
    let params = SparseLogisticRegression::params()
        .c(c)
        .class_weight(options.class_weight.clone())
        .max_iterations(options.max_iterations);
    Ok(params.fit(&dataset)?)
}

pub(crate) fn label_counts(n_labels: usize, truth: &[usize]) -> Vec<usize> {
    let mut counts = vec![0; n_labels];
    for &label in truth {
        counts[label] += 1;
    }
    counts
}

fn record(
    set: &TrainingSet,
    options: &TrainOptions,
    c: f64,
    convergence: &Convergence,
    provenance: Option<Provenance>,
) -> TrainingRecord {
    let provenance = provenance.unwrap_or_else(|| Provenance {
        data: Vec::new(),
        columns: Columns {
            text: String::new(),
            label: String::new(),
            group: None,
            weight: None,
        },
        rows_left_out: 0,
        tables: Vec::new(),
    });
    TrainingRecord {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data: provenance.data,
        columns: provenance.columns,
        tables: provenance.tables,
        rows: set.texts.len(),
        rows_left_out: provenance.rows_left_out,
        label_counts: Vec::new(),
        min_df: options.min_df_for(set.texts.len()),
        c,
        c_chosen: options.c == CChoice::Auto && options.folds > 0,
        c_path: Vec::new(),
        ordered: options.ordered.clone(),
        class_weight: match options.class_weight {
            ClassWeight::None => "none".to_owned(),
            ClassWeight::Balanced => "balanced".to_owned(),
            _ => "given".to_owned(),
        },
        shares: None,
        folds: options.folds,
        seed: options.seed,
        cross_validation: None,
        out_of_fold: None,
        convergence: ConvergenceRecord {
            iterations: convergence.iterations,
            gradient_norm: six_digits(convergence.gradient_norm),
            objective: six_digits(convergence.objective),
            converged: convergence.converged,
        },
    }
}

#[cfg(test)]
mod tests;
