//! Fitting: from linfa's dataset to the solver and back.

use std::borrow::Borrow;
use std::fmt::Debug;

use linfa::DatasetBase;
use linfa::ParamGuard;
use linfa::dataset::Records;
use linfa::traits::Fit;
use ndarray::Array1;
use stance_features::Csr;

use super::Error;
use super::design::Design;
use super::fitted::{Convergence, FittedLogisticRegression};
use super::loss::Loss;
use super::newton::{Limits, Problem, Solution, minimise};
use super::params::{
    ClassWeight, SparseLogisticRegressionParams, SparseLogisticRegressionValidParams,
};

impl<R, C> Fit<R, Array1<C>, Error> for SparseLogisticRegressionValidParams
where
    R: Records + Borrow<Csr>,
    C: Ord + Clone + Debug,
{
    type Object = FittedLogisticRegression<C>;

    /// Fits a model to sparse records (owned or borrowed) and one label per row. The dataset's
    /// weights, where it has any, are the rows' weights.
    ///
    /// *Determinism*: no randomness; the same bits on any number of threads and every processor.
    ///
    /// # Errors
    ///
    /// [`Error`] when there are no rows, fewer than two classes, labels or weights of another
    /// number than rows, a weight that is negative or not finite, or a class whose rows weigh
    /// nothing. Not reaching the tolerance is no error: see [`FittedLogisticRegression::convergence`].
    fn fit(&self, dataset: &DatasetBase<R, Array1<C>>) -> Result<Self::Object, Error> {
        self.fit_or_continue(dataset, None)
    }
}

impl SparseLogisticRegressionParams {
    /// Fits as [`Fit::fit`] does, beginning at `start`: the nearer the start, the fewer iterations.
    ///
    /// # Errors
    ///
    /// As [`Fit::fit`], and [`Error::IncompatibleStart`] when the start has other classes or another
    /// number of features.
    ///
    /// # Examples
    ///
    /// ```
    /// use linfa::{DatasetBase, traits::Fit};
    /// use ndarray::array;
    /// use stance_features::Csr;
    /// use stance_model::logistic::SparseLogisticRegression;
    ///
    /// let records = Csr::new(1, vec![0, 1, 1, 2], vec![0, 0], vec![1.0, 0.5])?;
    /// let dataset = DatasetBase::new(records, array![1, 0, 1]);
    /// let first = SparseLogisticRegression::params().c(1.0).fit(&dataset)?;
    /// let next = SparseLogisticRegression::params().c(1.1).fit_from(&dataset, &first)?;
    /// assert!(next.convergence().converged);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fit_from<R, C>(
        &self,
        dataset: &DatasetBase<R, Array1<C>>,
        start: &FittedLogisticRegression<C>,
    ) -> Result<FittedLogisticRegression<C>, Error>
    where
        R: Records + Borrow<Csr>,
        C: Ord + Clone + Debug,
    {
        self.check_ref()?.fit_or_continue(dataset, Some(start))
    }
}

impl SparseLogisticRegressionValidParams {
    fn fit_or_continue<R, C>(
        &self,
        dataset: &DatasetBase<R, Array1<C>>,
        start: Option<&FittedLogisticRegression<C>>,
    ) -> Result<FittedLogisticRegression<C>, Error>
    where
        R: Records + Borrow<Csr>,
        C: Ord + Clone + Debug,
    {
        let design = Design::new(dataset.records.borrow())?;
        check_length(design, "labels", dataset.targets.len())?;
        let (classes, labels) = number_classes(&dataset.targets);
        if classes.len() < 2 {
            return Err(Error::TooFewClasses(classes.len()));
        }
        let weights: Option<Vec<f64>> = (!dataset.weights.is_empty()).then(|| {
            dataset
                .weights
                .iter()
                .map(|&weight| f64::from(weight))
                .collect()
        });
        let weights = self.row_weights(design, &labels, classes.len(), weights.as_deref())?;
        let start = start
            .map(|start| start.parameters_for(&classes, design.n_features()))
            .transpose()?;
        let solution = self.solve(design, &labels, classes.len(), &weights, start);
        let convergence = Convergence::of(&solution);
        Ok(FittedLogisticRegression::new(
            classes,
            &solution.parameters,
            convergence,
        ))
    }

    /// Returns the weight of each row in the sum of losses: row weight times class weight.
    ///
    /// # Errors
    ///
    /// [`Error`] when a weight is negative or not finite, weights are not one per row, class weights
    /// are not one per class, or a class weighs nothing.
    pub(super) fn row_weights(
        &self,
        design: Design<'_>,
        labels: &[usize],
        n_classes: usize,
        weights: Option<&[f64]>,
    ) -> Result<Vec<f64>, Error> {
        let mut weights = weights.map_or_else(|| vec![1.0; labels.len()], <[f64]>::to_vec);
        check_length(design, "weights", weights.len())?;
        if let Some(row) = weights.iter().position(|&w| !(w.is_finite() && w >= 0.0)) {
            return Err(Error::InvalidWeight {
                row,
                weight: weights[row],
            });
        }
        let factors = self.class_factors(labels, n_classes, &weights)?;
        for (&label, weight) in labels.iter().zip(&mut weights) {
            *weight *= factors[label];
        }
        Ok(weights)
    }

    /// Returns the factor of each class, for rows that weigh `weights`.
    ///
    /// # Errors
    ///
    /// [`Error::WeightlessClass`], [`Error::ClassWeightCount`].
    pub(super) fn class_factors(
        &self,
        labels: &[usize],
        n_classes: usize,
        weights: &[f64],
    ) -> Result<Vec<f64>, Error> {
        let mut sums = vec![0.0; n_classes];
        for (&label, weight) in labels.iter().zip(weights) {
            sums[label] += weight;
        }
        if let Some(class) = sums.iter().position(|&sum| sum <= 0.0) {
            return Err(Error::WeightlessClass { class });
        }
        match &self.class_weight {
            ClassWeight::None => Ok(vec![1.0; n_classes]),
            ClassWeight::Balanced => {
                let total: f64 = sums.iter().sum();
                Ok(sums
                    .iter()
                    .map(|sum| total / (n_classes as f64 * sum))
                    .collect())
            }
            ClassWeight::Given(factors) if factors.len() == n_classes => Ok(factors.clone()),
            ClassWeight::Given(factors) => Err(Error::ClassWeightCount {
                classes: n_classes,
                found: factors.len(),
            }),
        }
    }

    /// Solves for labels below `n_classes` and rows weighing `weights`.
    pub(super) fn solve(
        &self,
        design: Design<'_>,
        labels: &[usize],
        n_classes: usize,
        weights: &[f64],
        start: Option<Vec<f64>>,
    ) -> Solution {
        let loss = Loss {
            labels,
            weights: weights.iter().map(|weight| self.c * weight).collect(),
            n_vectors: n_vectors(n_classes),
        };
        let problem = Problem {
            design,
            loss,
            intercept_penalty: self.intercept_penalty,
        };
        let limits = Limits {
            tolerance: self.tolerance,
            max_iterations: self.max_iterations,
        };
        minimise(&problem, start, limits)
    }
}

/// Returns the number of weight vectors for a number of classes: 1 for two, else as many.
pub(super) fn n_vectors(n_classes: usize) -> usize {
    if n_classes == 2 { 1 } else { n_classes }
}

/// Checks that a column of the dataset is as long as its records.
pub(super) fn check_length(
    design: Design<'_>,
    what: &'static str,
    found: usize,
) -> Result<(), Error> {
    let rows = design.n_rows();
    if found == rows {
        Ok(())
    } else {
        Err(Error::UnequalLengths { rows, what, found })
    }
}

/// Returns the sorted classes and the number of each row's class.
fn number_classes<C: Ord + Clone>(targets: &Array1<C>) -> (Vec<C>, Vec<usize>) {
    let mut classes: Vec<C> = Vec::new();
    for target in targets {
        if let Err(place) = classes.binary_search(target) {
            classes.insert(place, target.clone());
        }
    }
    // Each target was inserted above, so the search finds it.
    let number = |target| classes.binary_search(target).unwrap_or_else(|place| place);
    let labels = targets.iter().map(number).collect();
    (classes, labels)
}
