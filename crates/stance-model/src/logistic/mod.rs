//! Sparse logistic regression: L2-regularised, binary or multinomial, solved by a truncated Newton
//! method, as a linfa algorithm.
//!
//! [`SparseLogisticRegression::params`] gives parameters, [`linfa::traits::Fit`] fits them to a
//! [`stance_features::Csr`] and labels, and [`FittedLogisticRegression`] predicts and tells how well
//! the solver did.

mod conjugate_gradient;
mod design;
mod error;
mod fit;
mod fitted;
mod functions;
mod line_search;
mod loss;
mod newton;
mod params;
mod path;
mod preconditioner;
mod vector;

pub use error::Error;
pub use fitted::{Convergence, FittedLogisticRegression};
pub use functions::{class_probabilities, log_logistic, log_sum_exp, softmax};
pub use params::{
    ClassWeight, SparseLogisticRegression, SparseLogisticRegressionParams,
    SparseLogisticRegressionValidParams,
};
pub(crate) use path::row_log_loss;
pub use path::{CPath, PathPoint, select_c};
