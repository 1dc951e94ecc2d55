//! Labelled paragraphs in, a classifier out.
//!
//! [`train()`] fits a [`Classifier`] to a [`TrainingSet`]: vectoriser, sparse logistic regression,
//! calibration; [`train_targets`] fits one per target, in one [`Model`]; [`cross_validated_predictions`] predicts every
//! row by a classifier that did not see it. [`Classifier::scorer`] gives label and
//! probabilities of a text, [`Judged`] and [`Evaluation`] figures over labelled ones, [`Model::to_bytes`] and
//! [`Model::from_bytes`] the model file. This crate opens no file and prints nothing.
//!
//! # Examples
//!
//! See [`Classifier`].

pub mod bootstrap;
pub mod calibration;
mod classifier;
mod cross_validation;
mod error;
mod evaluation;
mod explanation;
pub mod folds;
mod held_out;
mod judged;
mod labels;
pub mod logistic;
mod memory;
pub mod metrics;
mod model_file;
mod ordered;
mod out_of_fold;
mod plan;
pub mod quantification;
mod random;
pub mod record;
mod representation;
mod shares;
mod targets;
mod tensor_file;
mod top_words;
mod train;
mod training_set;
mod word_table;

pub use classifier::{Classifier, LinearModel, Prediction, Scorer};
pub use error::{Error, FormatError};
pub use evaluation::{
    CalibrationEstimate, Comparison, ConfusionTable, Differences, Evaluation, LabelFigures,
};
pub use explanation::{Contribution, Explainer, Explanation, Removal};
pub use held_out::{HeldOutPredictions, LeaveOut, cross_validate, cross_validated_predictions};
pub use judged::{CalibrationBin, Coverage, Judged};
pub use labels::check_label;
pub use memory::{estimate_cross_validation_memory, estimate_memory};
pub use model_file::{FORMAT, FORMAT_VERSION, hex};
pub use ordered::{OrderError, OrderedCuts};
pub use plan::{Plan, plan, plan_targets};
pub use shares::SharesError;
pub use targets::{Model, train_targets};
pub use tensor_file::LayoutError;
pub use top_words::{TopWords, top_words};
pub use train::{C_GRID, C_WITHOUT_FOLDS, CChoice, TrainOptions, train};
pub use training_set::TrainingSet;
pub use word_table::{WordTable, WordTableError};
