//! What the solver refuses: one variant per rule broken, the particulars as data.

/// A rule of the solver that a parameter or an input broke. Rows and classes count from 0.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The inverse regularisation strength is not a positive, finite number.
    #[error("C must be a positive, finite number, not {0}")]
    InvalidC(f64),
    /// The tolerance is not a positive, finite number.
    #[error("the tolerance must be a positive, finite number, not {0}")]
    InvalidTolerance(f64),
    /// The penalty on the intercepts is negative or not finite.
    #[error("the penalty on the intercept must be 0 or a positive, finite number, not {0}")]
    InvalidInterceptPenalty(f64),
    /// A weight of a class is not a positive, finite number.
    #[error("the weight of class {class} must be a positive, finite number, not {weight}")]
    InvalidClassWeight {
        /// Class, in sorted order.
        class: usize,
        /// The weight as given.
        weight: f64,
    },
    /// There is not one weight per class.
    #[error("{found} class weights were given for {classes} classes")]
    ClassWeightCount {
        /// Number of classes.
        classes: usize,
        /// Number of weights.
        found: usize,
    },
    /// No rows to train on.
    #[error("there are no rows to train on")]
    NoRows,
    /// A column that belongs to the records is not as long as they are.
    #[error("{rows} rows, but {found} {what}")]
    UnequalLengths {
        /// Number of rows.
        rows: usize,
        /// What is counted: labels, weights, folds.
        what: &'static str,
        /// Their number.
        found: usize,
    },
    /// Fewer than two classes occur.
    #[error("logistic regression needs two classes or more; the labels hold {0}")]
    TooFewClasses(usize),
    /// A label number is not below the number of classes.
    #[error("row {row}: label {label} is not below the number of classes, {classes}")]
    LabelOutOfRange {
        /// Row.
        row: usize,
        /// Label number as given.
        label: usize,
        /// Number of classes.
        classes: usize,
    },
    /// The weight of a row is negative or not finite.
    #[error("row {row}: a weight must be 0 or a positive, finite number, not {weight}")]
    InvalidWeight {
        /// Row.
        row: usize,
        /// The weight as given.
        weight: f64,
    },
    /// All rows of a class weigh nothing (or it has no rows): its intercept has no finite optimum.
    #[error("the rows of class {class} weigh nothing in all, so nothing can be learnt about it")]
    WeightlessClass {
        /// Class, in sorted order.
        class: usize,
    },
    /// The model to start from has other classes or another number of features.
    #[error(
        "the model to start from has {found} parameters per feature and intercept, \
         but this problem has {expected}, or their classes differ"
    )]
    IncompatibleStart {
        /// Number of parameters of the problem.
        expected: usize,
        /// Number of parameters of the start.
        found: usize,
    },
    /// Weights, intercepts and classes of a model do not fit together.
    #[error("not a linear model: {rule}")]
    MalformedModel {
        /// The rule it breaks.
        rule: &'static str,
    },
    /// The path has no value of C.
    #[error("there is no value of C to choose from")]
    EmptyGrid,
    /// One fold alone leaves nothing to train on.
    #[error("choosing C needs two folds or more, not {0}")]
    TooFewFolds(usize),
    /// A class occurs with weight in one fold only, so that it is never trained on when held out.
    #[error("all weight of class {class} stands in fold {fold}: the other folds cannot teach it")]
    ClassInOneFold {
        /// Class, in sorted order.
        class: usize,
        /// Fold.
        fold: usize,
    },
    /// The rows of a fold weigh nothing, so nothing can be judged on it.
    #[error("the rows of fold {fold} weigh nothing in all, so no C can be judged by them")]
    WeightlessFold {
        /// Fold.
        fold: usize,
    },
    /// An error of linfa itself.
    #[error(transparent)]
    Linfa(#[from] linfa::Error),
}
