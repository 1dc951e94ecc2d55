//! What a model file says of its own making: settings, data and figures, no path, clock, host or
//! user name.

use serde::{Deserialize, Serialize};

use crate::tensor_file::square;

/// How a classifier was made and how well it did in cross-validation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainingRecord {
    /// Program version that trained the model.
    pub version: String,
    /// The data files, in the order they were read.
    pub data: Vec<DataFile>,
    /// Column names the rows were read from.
    pub columns: Columns,
    /// Word vectors and lexicon, where there were any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<DataFile>,
    /// Rows trained on.
    pub rows: usize,
    /// Rows left out because they were bad.
    pub rows_left_out: usize,
    /// Rows per label, in the order of the model's labels.
    pub label_counts: Vec<usize>,
    /// Smallest number of documents a feature occurs in.
    pub min_df: u32,
    /// Inverse regularisation strength.
    pub c: f64,
    /// Whether `c` was chosen by cross-validation.
    pub c_chosen: bool,
    /// The values of `C` tried, rising; empty where none was chosen, and in models made before this
    /// was recorded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub c_path: Vec<CPathPoint>,
    /// `balanced` or `none`.
    pub class_weight: String,
    /// The order of the labels, where one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordered: Option<Vec<String>>,
    /// Shares of the labels that probabilities are stated for, in the order of the model's labels, where
    /// they are not those trained on. Cross-validated figures are those before the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shares: Option<Vec<f64>>,
    /// Cross-validation folds; 0 for none.
    pub folds: usize,
    /// Seed of the fold assignment.
    pub seed: u64,
    /// Cross-validated figures, where folds were asked for.
    pub cross_validation: Option<CrossValidation>,
    /// What rows were taken for by models that did not see them, where folds were asked for; none in models made
    /// before this was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of_fold: Option<OutOfFold>,
    /// How the final fit ended.
    pub convergence: ConvergenceRecord,
}

/// What rows were taken for by models that did not see them. Where probabilities are stated for given shares of the
/// labels, these are of the probabilities so stated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutOfFold {
    /// Rows by true label (row) and predicted label (column), in the order of the model's labels.
    #[serde(deserialize_with = "square")]
    pub confusion: Vec<Vec<u64>>,
    /// Mean probability of each label (column) among the rows of each true label (row), six significant digits.
    #[serde(deserialize_with = "square")]
    pub mean_probabilities: Vec<Vec<f64>>,
    /// How wrong the labels are that have at least a certain probability, thresholds rising from 0, which keeps all.
    pub thresholds: Vec<ThresholdRisk>,
}

/// How many rows a threshold keeps, and how many of those are wrong. Where probabilities are stated for given shares of
/// the labels, rows count so that labels have these shares.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ThresholdRisk {
    /// Least probability of a label that is kept.
    pub min_confidence: f64,
    /// Share of the rows kept, in 0..=1.
    pub coverage: f64,
    /// Share of these predicted wrong; none where none is kept.
    pub risk: Option<f64>,
}

/// One file that training read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataFile {
    /// Base name, without folders.
    pub name: String,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// Data rows in the file, bad ones included.
    pub rows: usize,
}

/// The columns that training read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    /// Column of texts.
    pub text: String,
    /// Column of labels.
    pub label: String,
    /// Column of groups, if any.
    pub group: Option<String>,
    /// Column of row weights, if any.
    pub weight: Option<String>,
}

/// Where the rows of a training set came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// The data files, in the order they were read.
    pub data: Vec<DataFile>,
    /// Column names the rows were read from.
    pub columns: Columns,
    /// Rows left out because they were bad.
    pub rows_left_out: usize,
    /// Word vectors and lexicon, where there were any; their rows are words.
    pub tables: Vec<DataFile>,
}

/// Figures from held-out rows: each fold is predicted by a model that saw none of its groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CrossValidation {
    /// Groups of rows spread over the folds.
    pub groups: usize,
    /// Share predicted right: mean over folds.
    pub accuracy: f64,
    /// Its standard deviation over folds.
    pub accuracy_sd: f64,
    /// Macro-F1: mean over folds.
    pub macro_f1: f64,
    /// Its standard deviation over folds.
    pub macro_f1_sd: f64,
    /// Mean negative log probability of the true label over all rows.
    pub log_loss: f64,
    /// Whether the solver reached its tolerance in every fold.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub converged: bool,
}

/// Models made before convergence of the folds was recorded say nothing of it.
fn yes() -> bool {
    true
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands a reference over"
)]
fn is_yes(value: &bool) -> bool {
    *value
}

/// One value of `C` tried: how held-out rows fared; with ordered labels those of the two ends, since it is
/// the axis between them that `C` is for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CPathPoint {
    /// Inverse regularisation strength.
    pub c: f64,
    /// Mean held-out log loss: mean over folds.
    pub log_loss: f64,
    /// Standard error of that mean.
    pub standard_error: f64,
    /// Whether the solver reached its tolerance in every fold.
    pub converged: bool,
}

/// How the solver ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConvergenceRecord {
    /// Outer iterations.
    pub iterations: usize,
    /// Gradient norm relative to the null model's.
    pub gradient_norm: f64,
    /// Value of the objective.
    pub objective: f64,
    /// Whether the tolerance was reached.
    pub converged: bool,
}

impl TrainingRecord {
    /// Whether the solver reached its tolerance wherever training used it: along the path of `C`, in
    /// every fold and in the final fit.
    #[must_use]
    pub fn converged(&self) -> bool {
        let folds = self.cross_validation.as_ref();
        self.convergence.converged
            && folds.is_none_or(|figures| figures.converged)
            && self.c_path.iter().all(|point| point.converged)
    }
}

/// Returns `value` with six significant digits: what is stored of a figure, so that the last bits
/// of a sum do not decide whether two model files are equal.
pub(crate) fn six_digits(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

#[cfg(test)]
#[expect(
    clippy::float_cmp,
    reason = "rounded figures are parsed from the same digits"
)]
mod tests {
    use super::six_digits;

    #[test]
    fn six_significant_digits_are_kept() {
        assert_eq!(six_digits(0.123_456_789), 0.123_457);
        assert_eq!(six_digits(-123_456_789.0), -123_457_000.0);
        assert_eq!(six_digits(0.0), 0.0);
    }
}
