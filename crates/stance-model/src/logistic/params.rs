//! Parameters of the solver, unchecked and checked: [`ParamGuard`] is the way from the first to the
//! second, and only the second can fit.

use linfa::ParamGuard;

use super::Error;

/// L2-regularised logistic regression on sparse rows: where its parameters come from.
///
/// *Problem*, for weights `w` (one vector for two classes, one per class for more), intercepts `b`,
/// rows `xᵢ` of weight `sᵢ` (row weight times class weight):
///
/// ```text
/// minimise  ½ Σ ‖wₖ‖² + C Σᵢ sᵢ · -ln p(labelᵢ | xᵢ)
/// ```
///
/// where `p` is the logistic function of `w·x + b` for two classes and the softmax of `wₖ·x + bₖ`
/// for more. The intercepts are not penalised. `C` therefore means what it means in scikit-learn's
/// `LogisticRegression`; linfa-logistic's `alpha` is `1 / C`.
///
/// # Examples
///
/// ```
/// use linfa::DatasetBase;
/// use linfa::traits::{Fit, Predict};
/// use ndarray::array;
/// use stance_features::Csr;
/// use stance_model::logistic::{ClassWeight, SparseLogisticRegression};
///
/// // Four documents over two features.
/// let records = Csr::new(2, vec![0, 1, 2, 3, 4], vec![0, 0, 1, 1], vec![1.0, 0.8, 1.0, 0.7])?;
/// let dataset = DatasetBase::new(records, array!["sport", "sport", "art", "art"]);
/// let model = SparseLogisticRegression::params()
///     .c(10.0)
///     .class_weight(ClassWeight::Balanced)
///     .fit(&dataset)?;
/// assert!(model.convergence().converged);
/// assert_eq!(model.classes(), ["art", "sport"]); // sorted, never by frequency
/// assert_eq!(model.predict(&dataset), array!["sport", "sport", "art", "art"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SparseLogisticRegression;

impl SparseLogisticRegression {
    /// Returns the default parameters.
    #[must_use]
    pub fn params() -> SparseLogisticRegressionParams {
        SparseLogisticRegressionParams(SparseLogisticRegressionValidParams {
            c: 1.0,
            class_weight: ClassWeight::None,
            tolerance: 1e-4,
            max_iterations: 100,
            intercept_penalty: 0.0,
        })
    }
}

/// How much the rows of a class weigh, on top of their own weights.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub enum ClassWeight {
    /// 1 for every class. This is the default.
    #[default]
    None,
    /// Each class weighs the same in all: `S / (K · Sₖ)`, where `Sₖ` is the weight of the rows of
    /// class `k`, `S` that of all rows and `K` the number of classes.
    Balanced,
    /// One positive weight per class, in sorted order of the classes.
    Given(Vec<f64>),
}

/// Unchecked parameters; [`ParamGuard::check`] gives the checked ones.
#[derive(Debug, Clone, PartialEq)]
pub struct SparseLogisticRegressionParams(pub(super) SparseLogisticRegressionValidParams);

/// Checked parameters: what fits.
#[derive(Debug, Clone, PartialEq)]
pub struct SparseLogisticRegressionValidParams {
    pub(super) c: f64,
    pub(super) class_weight: ClassWeight,
    pub(super) tolerance: f64,
    pub(super) max_iterations: usize,
    pub(super) intercept_penalty: f64,
}

impl SparseLogisticRegressionParams {
    /// Sets `C`, the inverse strength of regularisation: positive and finite. Default: 1.
    #[must_use]
    pub fn c(mut self, c: f64) -> Self {
        self.0.c = c;
        self
    }

    /// Sets the weights of the classes. Default: [`ClassWeight::None`].
    #[must_use]
    pub fn class_weight(mut self, class_weight: ClassWeight) -> Self {
        self.0.class_weight = class_weight;
        self
    }

    /// Sets the gradient norm at which the solver stops (see [`Convergence::gradient_norm`]): positive
    /// and finite. Default: 1e-4.
    ///
    /// [`Convergence::gradient_norm`]: super::Convergence::gradient_norm
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.0.tolerance = tolerance;
        self
    }

    /// Sets the largest number of Newton iterations. With 0 the start is returned as it is.
    /// Default: 100.
    #[must_use]
    pub fn max_iterations(mut self, max_iterations: usize) -> Self {
        self.0.max_iterations = max_iterations;
        self
    }

    /// Sets the penalty on each intercept, `½ penalty · b²`, 0 or more. 1 gives the objective of
    /// LIBLINEAR with `-B 1`. Default: 0, not penalised.
    #[must_use]
    pub fn intercept_penalty(mut self, penalty: f64) -> Self {
        self.0.intercept_penalty = penalty;
        self
    }
}

impl ParamGuard for SparseLogisticRegressionParams {
    type Checked = SparseLogisticRegressionValidParams;
    type Error = Error;

    fn check_ref(&self) -> Result<&Self::Checked, Error> {
        let valid = &self.0;
        let positive = |value: f64| value.is_finite() && value > 0.0;
        if !positive(valid.c) {
            return Err(Error::InvalidC(valid.c));
        }
        if !positive(valid.tolerance) {
            return Err(Error::InvalidTolerance(valid.tolerance));
        }
        if !(valid.intercept_penalty.is_finite() && valid.intercept_penalty >= 0.0) {
            return Err(Error::InvalidInterceptPenalty(valid.intercept_penalty));
        }
        if let ClassWeight::Given(weights) = &valid.class_weight
            && let Some(class) = weights.iter().position(|&weight| !positive(weight))
        {
            return Err(Error::InvalidClassWeight {
                class,
                weight: weights[class],
            });
        }
        Ok(valid)
    }

    fn check(self) -> Result<Self::Checked, Error> {
        self.check_ref()?;
        Ok(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_out_of_range_is_refused() {
        let params = SparseLogisticRegression::params;
        for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(matches!(params().c(bad).check(), Err(Error::InvalidC(_))));
            assert!(matches!(
                params().tolerance(bad).check(),
                Err(Error::InvalidTolerance(_))
            ));
            let given = ClassWeight::Given(vec![1.0, bad]);
            let refused = params().class_weight(given).check();
            assert!(matches!(
                refused,
                Err(Error::InvalidClassWeight { class: 1, .. })
            ));
        }
        for bad in [-1.0, f64::NAN, f64::INFINITY] {
            let refused = params().intercept_penalty(bad).check();
            assert!(matches!(refused, Err(Error::InvalidInterceptPenalty(_))));
        }
        assert!(
            params()
                .intercept_penalty(0.0)
                .max_iterations(0)
                .check()
                .is_ok()
        );
    }
}
