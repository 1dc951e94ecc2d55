//! What a fit returns: weights, intercepts, classes, and how well the solver did.

use std::borrow::Borrow;

use linfa::dataset::Records;
use linfa::traits::{Predict, PredictInplace};
use ndarray::{Array1, Array2};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use stance_features::{Csr, Row};

use super::Error;
use super::fit::n_vectors;
use super::functions::class_probabilities;
use super::newton::Solution;

/// How well the solver did.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Convergence {
    /// Newton iterations.
    pub iterations: usize,
    /// Products with the Hessian, each one pass over the matrix by rows and one by columns.
    pub products: usize,
    /// Norm of the gradient, relative to that of the null model (no weights, intercepts that give each
    /// class its share). The norm weighs each parameter by an estimate of its curvature, so that it
    /// does not depend on the units of the features: its square goes down as the objective does.
    pub gradient_norm: f64,
    /// The objective: `½ Σ ‖wₖ‖² + C ·` weighted sum of losses.
    pub objective: f64,
    /// Whether the gradient norm reached the tolerance. If not, the weights are the best so far.
    pub converged: bool,
}

impl Convergence {
    pub(super) fn of(solution: &Solution) -> Self {
        Self {
            iterations: solution.iterations,
            products: solution.products,
            gradient_norm: solution.gradient_norm,
            objective: solution.objective,
            converged: solution.converged,
        }
    }
}

/// A fitted logistic regression over classes of type `C`.
///
/// Two classes have one weight vector, whose decision value is the log odds of the second class;
/// `K` more have one each, whose decision values go through the softmax.
///
/// # Examples
///
/// ```
/// use linfa::{DatasetBase, traits::Fit};
/// use ndarray::array;
/// use stance_features::Csr;
/// use stance_model::logistic::SparseLogisticRegression;
///
/// let records = Csr::new(2, vec![0, 1, 2, 3], vec![0, 1, 0], vec![1.0, 1.0, 0.5])?;
/// let dataset = DatasetBase::new(records, array!['a', 'b', 'c']);
/// let model = SparseLogisticRegression::params().fit(&dataset)?;
/// assert_eq!((model.n_vectors(), model.n_features()), (3, 2));
/// assert_eq!(model.weights().len(), 6);
/// let probabilities = model.probabilities(dataset.records.row(1));
/// assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
/// assert_eq!(model.predict_row(dataset.records.row(1)), &'b');
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct FittedLogisticRegression<C> {
    classes: Vec<C>,
    linear: Linear,
    convergence: Convergence,
}

/// Weights, `n_vectors × n_features`, and intercepts.
#[derive(Debug, Clone, PartialEq)]
struct Linear {
    n_features: usize,
    weights: Vec<f64>,
    intercepts: Vec<f64>,
}

impl<C> FittedLogisticRegression<C> {
    /// Takes the solver's parameters, feature by feature with the intercepts last.
    pub(super) fn new(classes: Vec<C>, parameters: &[f64], convergence: Convergence) -> Self {
        let m = n_vectors(classes.len());
        let n_features = parameters.len() / m - 1;
        let (weights, intercepts) = parameters.split_at(n_features * m);
        let (mut weights, mut intercepts) = (transpose(weights, m), intercepts.to_vec());
        if m > 1 {
            centre(&mut weights, n_features);
            centre(&mut intercepts, 1);
        }
        Self {
            classes,
            linear: Linear {
                n_features,
                weights,
                intercepts,
            },
            convergence,
        }
    }

    /// Returns a model of these parts, as a model file holds them.
    ///
    /// *Shape*: `weights` are `n_vectors × n_features`, vector by vector, with one intercept per
    /// vector: one vector for two classes, else one per class. Classes rise.
    ///
    /// # Errors
    ///
    /// [`Error::TooFewClasses`]; [`Error::MalformedModel`] when the parts do not fit together,
    /// classes do not rise, or a number is not finite.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Row;
    /// use stance_model::logistic::{Convergence, FittedLogisticRegression};
    ///
    /// let convergence = Convergence {
    ///     iterations: 7, products: 30, gradient_norm: 1e-5, objective: 1.0, converged: true,
    /// };
    /// let parts = (["no", "yes"].to_vec(), [2.0_f32, -1.0], [0.5]);
    /// let model = FittedLogisticRegression::from_parts(parts.0, &parts.1, &parts.2, convergence)?;
    /// let row = Row { indices: &[0], values: &[1.0] };
    /// assert_eq!(model.decision_values(row), [2.5]);
    /// # Ok::<(), stance_model::logistic::Error>(())
    /// ```
    pub fn from_parts(
        classes: Vec<C>,
        weights: &[f32],
        intercepts: &[f64],
        convergence: Convergence,
    ) -> Result<Self, Error>
    where
        C: Ord,
    {
        let malformed = |rule| Err(Error::MalformedModel { rule });
        if classes.len() < 2 {
            return Err(Error::TooFewClasses(classes.len()));
        }
        if classes.windows(2).any(|pair| pair[0] >= pair[1]) {
            return malformed("classes rise");
        }
        if intercepts.len() != n_vectors(classes.len()) {
            return malformed("two classes have one intercept, more have one each");
        }
        if !weights.len().is_multiple_of(intercepts.len()) {
            return malformed("every vector has as many weights");
        }
        let finite =
            weights.iter().all(|w| w.is_finite()) && intercepts.iter().all(|b| b.is_finite());
        if !finite {
            return malformed("weights and intercepts are finite");
        }
        let linear = Linear {
            n_features: weights.len() / intercepts.len(),
            weights: weights.iter().map(|&weight| f64::from(weight)).collect(),
            intercepts: intercepts.to_vec(),
        };
        Ok(Self {
            classes,
            linear,
            convergence,
        })
    }

    /// Returns the number of features.
    #[must_use]
    pub fn n_features(&self) -> usize {
        self.linear.n_features
    }

    /// Returns the classes, in rising order.
    #[must_use]
    pub fn classes(&self) -> &[C] {
        &self.classes
    }

    /// Returns the number of weight vectors: 1 for two classes, else one per class.
    #[must_use]
    pub fn n_vectors(&self) -> usize {
        self.linear.intercepts.len()
    }

    /// Returns the weights, `n_vectors × n_features`, vector by vector.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.linear.weights
    }

    /// Returns the weights of one vector.
    ///
    /// # Panics
    ///
    /// When `vector` is not below [`FittedLogisticRegression::n_vectors`].
    #[must_use]
    pub fn vector(&self, vector: usize) -> &[f64] {
        self.linear.vector(vector)
    }

    /// Returns the intercepts, one per weight vector; for three classes or more they sum to 0.
    #[must_use]
    pub fn intercepts(&self) -> &[f64] {
        &self.linear.intercepts
    }

    /// Returns how well the solver did.
    #[must_use]
    pub fn convergence(&self) -> &Convergence {
        &self.convergence
    }

    /// Returns the decision values of a row, `weights · row + intercept` per weight vector.
    ///
    /// # Panics
    ///
    /// When a column of the row is not below [`FittedLogisticRegression::n_features`].
    #[must_use]
    pub fn decision_values(&self, row: Row<'_>) -> Vec<f64> {
        let mut out = vec![0.0; self.n_vectors()];
        self.decision_values_into(row, &mut out);
        out
    }

    /// Writes the decision values of a row, one per weight vector.
    ///
    /// # Panics
    ///
    /// As [`FittedLogisticRegression::decision_values`], and when `out` has another length.
    pub fn decision_values_into(&self, row: Row<'_>, out: &mut [f64]) {
        self.linear.decision_values(row, out);
    }

    /// Returns the decision values of all rows, `n_rows × n_vectors`. The rows are shared among the
    /// threads of the current rayon pool.
    ///
    /// # Panics
    ///
    /// When a column that holds an entry is not below [`FittedLogisticRegression::n_features`].
    #[must_use]
    pub fn decision_matrix(&self, records: &Csr) -> Array2<f64> {
        let linear = &self.linear;
        by_row(records, self.n_vectors(), |row, out| {
            linear.decision_values(row, out);
        })
    }

    /// Returns the probability of each class, in the order of [`FittedLogisticRegression::classes`].
    ///
    /// *Range*: each in 0..=1, summing to 1 within rounding.
    ///
    /// # Panics
    ///
    /// As [`FittedLogisticRegression::decision_values`].
    #[must_use]
    pub fn probabilities(&self, row: Row<'_>) -> Vec<f64> {
        let mut out = vec![0.0; self.classes.len()];
        class_probabilities(&self.decision_values(row), &mut out);
        out
    }

    /// Returns the class probabilities of all rows, `n_rows × n_classes`.
    ///
    /// # Panics
    ///
    /// As [`FittedLogisticRegression::decision_matrix`].
    #[must_use]
    pub fn probability_matrix(&self, records: &Csr) -> Array2<f64> {
        let linear = &self.linear;
        by_row(records, self.classes.len(), |row, out| {
            let mut values = vec![0.0; linear.intercepts.len()];
            linear.decision_values(row, &mut values);
            class_probabilities(&values, out);
        })
    }

    /// Returns the most probable class of a row; of equally probable ones, the first.
    ///
    /// # Panics
    ///
    /// As [`FittedLogisticRegression::decision_values`].
    #[must_use]
    pub fn predict_row(&self, row: Row<'_>) -> &C {
        let values = self.decision_values(row);
        let class = match values[..] {
            [value] => usize::from(value > 0.0),
            _ => {
                (1..values.len()).fold(0, |best, k| if values[k] > values[best] { k } else { best })
            }
        };
        &self.classes[class]
    }

    /// Returns the parameters as the solver takes them.
    pub(super) fn parameters_for(&self, classes: &[C], n_features: usize) -> Result<Vec<f64>, Error>
    where
        C: PartialEq,
    {
        let m = self.n_vectors();
        let linear = &self.linear;
        if self.classes != classes || linear.n_features != n_features {
            let expected = (n_features + 1) * n_vectors(classes.len());
            return Err(Error::IncompatibleStart {
                expected,
                found: (linear.n_features + 1) * m,
            });
        }
        let mut parameters = transpose(&linear.weights, n_features);
        parameters.extend_from_slice(&linear.intercepts);
        Ok(parameters)
    }
}

impl Linear {
    fn vector(&self, vector: usize) -> &[f64] {
        &self.weights[vector * self.n_features..][..self.n_features]
    }

    fn decision_values(&self, row: Row<'_>, out: &mut [f64]) {
        out.copy_from_slice(&self.intercepts);
        for (vector, out) in out.iter_mut().enumerate() {
            let weights = self.vector(vector);
            *out += row
                .iter()
                .map(|(column, value)| weights[column] * f64::from(value))
                .sum::<f64>();
        }
    }
}

impl<R: Records + Borrow<Csr>, C: Clone> PredictInplace<R, Array1<C>>
    for FittedLogisticRegression<C>
{
    /// Writes the most probable class of each row; of equally probable ones, the first.
    ///
    /// # Panics
    ///
    /// When there is not one target per row, or as [`FittedLogisticRegression::decision_values`].
    fn predict_inplace(&self, records: &R, targets: &mut Array1<C>) {
        let records = records.borrow();
        assert_eq!(records.n_rows(), targets.len(), "one target per row");
        for (row, target) in records.rows().zip(targets) {
            *target = self.predict_row(row).clone();
        }
    }

    fn default_target(&self, records: &R) -> Array1<C> {
        Array1::from_elem(records.borrow().n_rows(), self.classes[0].clone())
    }
}

impl<C: Clone> Predict<&Csr, Array1<C>> for FittedLogisticRegression<C> {
    /// Returns the most probable class of each row; of equally probable ones, the first.
    fn predict(&self, records: &Csr) -> Array1<C> {
        records
            .rows()
            .map(|row| self.predict_row(row).clone())
            .collect()
    }
}

/// Returns a matrix of `n_columns` columns whose rows are written by `write`.
fn by_row(
    records: &Csr,
    n_columns: usize,
    write: impl Fn(Row<'_>, &mut [f64]) + Sync,
) -> Array2<f64> {
    const ROWS: usize = 256;
    let mut out = Array2::zeros((records.n_rows(), n_columns));
    if let Some(values) = out.as_slice_mut() {
        values
            .par_chunks_mut(ROWS * n_columns)
            .enumerate()
            .for_each(|(block, values)| {
                for (offset, values) in values.chunks_exact_mut(n_columns).enumerate() {
                    write(records.row(block * ROWS + offset), values);
                }
            });
    }
    out
}

/// Returns `values`, rows of `n_columns`, transposed.
fn transpose(values: &[f64], n_columns: usize) -> Vec<f64> {
    let mut out = Vec::with_capacity(values.len());
    for column in 0..n_columns {
        out.extend(values.iter().skip(column).step_by(n_columns));
    }
    out
}

/// Makes the vectors, `n_vectors × n_columns`, sum to 0 in each column. A common offset of all
/// classes changes no probability, and without it the penalty is least.
fn centre(vectors: &mut [f64], n_columns: usize) {
    let n_vectors = vectors.len() / n_columns.max(1);
    for column in 0..n_columns {
        let entries = vectors.iter_mut().skip(column).step_by(n_columns);
        let mean = entries.map(|entry| *entry).sum::<f64>() / n_vectors as f64;
        for entry in vectors.iter_mut().skip(column).step_by(n_columns) {
            *entry -= mean;
        }
    }
}
