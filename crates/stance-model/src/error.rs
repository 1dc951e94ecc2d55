//! What can go wrong in this crate: one variant per rule broken, the particulars as data.

use crate::ordered::OrderError;
use crate::shares::SharesError;
use crate::tensor_file::LayoutError;
use crate::{calibration, logistic};

/// A rule of this crate that an option or an input broke.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No rows to train on or to evaluate.
    #[error("there are no rows")]
    NoRows,
    /// The columns of a training set differ in length.
    #[error("the training set has {texts} texts but {found} {what}")]
    UnequalLengths {
        /// Number of texts.
        texts: usize,
        /// What is counted: labels, groups.
        what: &'static str,
        /// Their number.
        found: usize,
    },
    /// A label is empty or holds a control character.
    #[error("row {row}: the label {label:?} {rule}")]
    MalformedLabel {
        /// Row, from 0.
        row: usize,
        /// The label as found.
        label: String,
        /// The rule it breaks.
        rule: &'static str,
    },
    /// Only one label occurs.
    #[error("all {rows} rows carry the label {label:?}: a classifier needs two labels or more")]
    OneLabel {
        /// The label.
        label: String,
        /// Number of rows.
        rows: usize,
    },
    /// A label occurs in one row only.
    #[error("the label {label:?} occurs once only: each label needs two rows or more")]
    LabelMetOnce {
        /// The label.
        label: String,
        /// Its row, from 0.
        row: usize,
    },
    /// The rows of a label weigh nothing.
    #[error(
        "the rows with the label {label:?} have weight 0: a label without weight cannot be learnt"
    )]
    WeightlessLabel {
        /// The label.
        label: String,
    },
    /// More folds than there are groups to spread over them.
    #[error("{folds} folds were asked for, but there are only {groups} groups of rows")]
    TooManyFolds {
        /// Folds asked for.
        folds: usize,
        /// Groups found.
        groups: usize,
    },
    /// One fold alone leaves nothing to train on.
    #[error("cross-validation needs two folds or more (0 for none), not {0}")]
    TooFewFolds(usize),
    /// A label whose rows all stand in one group is never both trained on and held out.
    #[error(
        "all rows with the label {label:?} belong to one group: they cannot be cross-validated"
    )]
    LabelInOneGroup {
        /// The label.
        label: String,
    },
    /// Training for one of several targets failed; rows are those of the whole set.
    #[error("target {target:?}: {source}")]
    Target {
        /// The target.
        target: String,
        /// What went wrong.
        source: Box<Error>,
    },
    /// A target is empty or holds a control character.
    #[error("row {row}: the target {target:?} {rule}")]
    MalformedTarget {
        /// Row, from 0.
        row: usize,
        /// The target as found.
        target: String,
        /// The rule it breaks.
        rule: &'static str,
    },
    /// A row's target is none of the model's.
    #[error("row {row}: the model does not know the target {target:?}; it knows {known}")]
    UnknownTarget {
        /// Row, from 0.
        row: usize,
        /// The target as found.
        target: String,
        /// The model's targets, separated by commas.
        known: String,
    },
    /// A row's label is none of the model's.
    #[error("row {row}: the model does not know the label {label:?}; it knows {known}")]
    UnknownLabel {
        /// Row, from 0.
        row: usize,
        /// The label as found.
        label: String,
        /// The model's labels, separated by commas.
        known: String,
    },
    /// Shares of labels that cannot be had.
    #[error(transparent)]
    Shares(#[from] SharesError),
    /// Word vectors or a lexicon without single words among the features.
    #[error("word vectors and lexicons need word n-grams that begin at length 1")]
    TablesNeedWords,
    /// The text features refused an option or the corpus.
    #[error(transparent)]
    Features(#[from] stance_features::Error),
    /// The solver refused its input.
    #[error(transparent)]
    Logistic(#[from] logistic::Error),
    /// The calibrator refused its input.
    #[error(transparent)]
    Calibration(#[from] calibration::Error),
    /// The order of the labels, or what was asked with it, makes no sense for the data.
    #[error(transparent)]
    Ordered(#[from] OrderError),
    /// The model file is not one that this version can open.
    #[error(transparent)]
    Format(#[from] FormatError),
}

impl Error {
    /// Returns the error with its row numbered as `rows` number it: one about a set of some rows becomes one about
    /// the whole set.
    pub(crate) fn renumbered(mut self, rows: &[usize]) -> Self {
        if let Self::MalformedLabel { row, .. }
        | Self::LabelMetOnce { row, .. }
        | Self::UnknownLabel { row, .. }
        | Self::Logistic(logistic::Error::InvalidWeight { row, .. }) = &mut self
        {
            *row = rows[*row];
        }
        self
    }
}

/// Why a model file was refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// Not a safetensors file, or a truncated one.
    #[error("not a model file, or a truncated one: {0}")]
    NotSafetensors(#[from] LayoutError),
    /// A safetensors file that holds something else.
    #[error("a safetensors file, but not a stance model: its metadata has no format name")]
    NotAModel,
    /// Written in a format this version does not read.
    #[error("model format version {found}; this version reads versions 1 to {supported}")]
    Version {
        /// Version in the file.
        found: String,
        /// Newest version this build reads.
        supported: u32,
    },
    /// The file holds one classifier per target where one classifier was asked for.
    #[error("the file holds one classifier per target: open it as a model with targets")]
    ManyTargets,
    /// The checksum does not match: the file was altered or damaged.
    #[error("the checksum does not match: the file was altered or damaged after it was written")]
    Checksum,
    /// A metadata entry is missing or malformed.
    #[error("metadata entry `{entry}`: {rule}")]
    Metadata {
        /// Entry name.
        entry: &'static str,
        /// What is wrong with it.
        rule: String,
    },
    /// A tensor is missing, of another type or shape, or holds values out of range.
    #[error("tensor `{tensor}`: {rule}")]
    Tensor {
        /// Tensor name.
        tensor: String,
        /// What is wrong with it.
        rule: String,
    },
}
