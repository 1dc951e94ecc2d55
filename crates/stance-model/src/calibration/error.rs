//! What the calibrator refuses, and why a calibration is not kept.

/// A rule of the calibrator that its input broke. Rows count from 0.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Labels or folds are not one per row.
    #[error("{rows} rows of decision values, but {found} {what}")]
    UnequalLengths {
        /// Number of rows.
        rows: usize,
        /// What is counted: labels, folds.
        what: &'static str,
        /// Their number.
        found: usize,
    },
    /// The number of decision values per row does not fit the number of labels.
    #[error("{classes} labels go with {expected} decision values per row, not {found}")]
    WrongVectors {
        /// Number of labels.
        classes: usize,
        /// Decision values expected: 1 for two labels, else one per label.
        expected: usize,
        /// Decision values found.
        found: usize,
    },
    /// Fewer than two labels.
    #[error("calibration needs two labels or more, not {0}")]
    TooFewClasses(usize),
    /// A label number is not below the number of labels.
    #[error("row {row}: label {label} is not below the number of labels, {classes}")]
    LabelOutOfRange {
        /// Row.
        row: usize,
        /// Label number as given.
        label: usize,
        /// Number of labels.
        classes: usize,
    },
    /// A decision value is not finite.
    #[error("row {row}: a decision value is not finite")]
    NotFinite {
        /// Row.
        row: usize,
    },
    /// One fold alone leaves nothing to judge the calibration by.
    #[error("calibration needs two folds or more, not {0}")]
    TooFewFolds(usize),
    /// Slopes and intercepts read from a file do not fit together.
    #[error("not a calibration: {rule}")]
    Malformed {
        /// The rule broken.
        rule: &'static str,
    },
}

/// Why a calibration was not kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Rejection {
    /// It does not lower the held-out log loss.
    #[error("it does not lower the held-out log loss")]
    NoGain,
    /// All rows of a label stand in one fold, so that what is fitted without it never saw the label.
    #[error("all rows of label {class} stand in fold {fold}")]
    ClassInOneFold {
        /// Label number.
        class: usize,
        /// Fold.
        fold: usize,
    },
    /// linfa returned without having converged.
    #[error("the fit did not converge: gradient norm {gradient_norm:e} per row")]
    NotConverged {
        /// Norm of the gradient at linfa's answer, divided by the number of rows.
        gradient_norm: f64,
    },
    /// linfa returned an error.
    #[error("the fit failed")]
    Failed(#[from] linfa_logistic::error::Error),
}
