//! What ordered labels refuse.

use crate::calibration::Rejection;

/// A rule of ordered labels that was broken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OrderError {
    /// Fewer than three labels.
    #[error("an order needs three labels or more, not {0}: two labels are an axis as they are")]
    TooFew(usize),
    /// A label stands in the order twice.
    #[error("the label {label:?} stands in the order twice")]
    Repeated {
        /// The label.
        label: String,
    },
    /// A label of the order occurs in no row.
    #[error("no row has the label {label:?} of the order; the labels are {known}")]
    NotInData {
        /// The label.
        label: String,
        /// The labels of the data, separated by commas.
        known: String,
    },
    /// A label of the data is missing from the order.
    #[error("the label {label:?} is missing from the order")]
    NotInOrder {
        /// The label.
        label: String,
    },
    /// The cuts are a calibration: they cannot be left out.
    #[error("ordered labels are told apart by calibrated cuts: they cannot go uncalibrated")]
    Uncalibrated,
    /// Too few folds: the cuts of each fold come from rows that two folds' absence left out.
    #[error("ordered labels need three folds or more, not {0}: the cuts come from held-out rows")]
    TooFewFolds(usize),
    /// A label's rows fall into fewer than three folds.
    #[error("the rows with the label {label:?} fall into {folds} folds: ordered labels need three")]
    TooFewGroups {
        /// The label.
        label: String,
        /// Folds it falls into.
        folds: usize,
    },
    /// The rows of two labels do not follow each other along the axis.
    #[error(
        "along the axis from the first label to the last, rows with the label {after:?} do not come \
         after those with {before:?}: the labels have another order, or none"
    )]
    NotAlongAxis {
        /// The label that comes first in the order.
        before: String,
        /// The next label of the order.
        after: String,
    },
    /// The cuts could not be fitted.
    #[error("the cuts between ordered labels could not be fitted: {0}")]
    Cuts(#[from] Rejection),
    /// Cuts read from a file do not fit together.
    #[error("not an order of labels: {rule}")]
    Malformed {
        /// The rule broken.
        rule: &'static str,
    },
}
