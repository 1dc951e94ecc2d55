//! Shares of labels among many texts, corrected for the errors of the classifier that labels them.
//!
//! A classifier that takes a tenth of the frequent label's texts for a rare one makes the rare one look frequent:
//! counting its labels is biased, and so is the mean of its probabilities, which lean to the shares of its training rows.
//! The task is known as *quantification* or prevalence estimation. With `c` the shares counted, `s` the mean
//! probabilities, and what the model remembers of its out-of-fold rows, [`ErrorRates`]:
//!
//! - [`Estimator::Counting`] is `c`, [`Estimator::Summing`] is `s` (probabilistic classify and count);
//! - [`Estimator::AdjustedCount`] is the mixture `π` of the labels whose expected counts are nearest to `c`: minimal
//!   `|Σ π_t P(predicted | t) − c|²` over `π ≥ 0, Σ π_t = 1`;
//! - [`Estimator::AdjustedSum`] is the same of `s` and the mean probabilities given to each true label;
//! - [`Estimator::ExpectationMaximisation`] is the most likely `π` if the probabilities are right for the shares of the
//!   training rows, or those they were stated for: [`expectation_maximisation()`].
//!
//! [`Quantifier`] puts a bootstrap interval around the one that fared best, [`Estimator::CORRECTED`]: over articles and
//! over the error rates, which come from so many rows only.
//!
//! # What must hold
//!
//! The shares of labels may differ from those trained on, in any way; the texts *within* a label may not: `P(x | y)` is
//! that of the training rows (prior shift alone). No correction knows of texts of another kind, another year's topics,
//! or labels understood otherwise: only labelling a random sample of the texts by hand does, which
//! [`difference_estimate`] is for. Two signs are told:
//! a [`separation`](ErrorRates::separation) near 0, with which errors are alike for two labels and noise is multiplied,
//! and [`Shares::outside`] near 1, when no mixture of the labels can look like the texts at hand.
//!
//! # Sources
//!
//! Gart & Buck, "Comparison of a screening test and a reference test", 1966; Forman, "Quantifying counts and costs via
//! classification", 2008; Hopkins & King, "A method of automated nonparametric content analysis", 2010; Bella et al.,
//! "Quantification via probability estimators", 2010; Saerens, Latinne & Decaestecker, "Adjusting the outputs of a
//! classifier to new a priori probabilities", 2002.
//!
//! # Examples
//!
//! See [`Quantifier`].

mod corpus;
mod difference;
mod draws;
mod error_rates;
mod estimators;
mod expectation_maximisation;
mod predictions;
mod quantifier;
mod simplex;
mod tally;

pub use self::corpus::Corpus;
pub use self::difference::{SampledStratum, SurveyError, SurveyEstimate, difference_estimate};
pub use self::error_rates::ErrorRates;
pub use self::estimators::Estimator;
pub use self::expectation_maximisation::expectation_maximisation;
pub use self::predictions::Predictions;
pub use self::quantifier::{Quantifier, Shares};
pub use self::tally::Tally;

/// Why shares cannot be corrected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QuantificationError {
    /// The model does not remember its out-of-fold errors.
    #[error(
        "the model does not know its error rates: it was trained without folds, or before they were recorded"
    )]
    NoErrorRates,
    /// No out-of-fold row has a label, or error rates are not numbers over all labels.
    #[error("the error rates of the label number {label} are not known")]
    Malformed {
        /// Number of the true label.
        label: usize,
    },
}
