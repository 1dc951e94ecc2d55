//! Choosing `C` by cross-validation along a path of rising values.
//!
//! All folds share one design matrix: a held-out row has weight 0 for its fold, and its decision
//! value comes out of the solver with those of the others. Each fold starts from its own solution at
//! the last value of `C`. *Source* of the one-standard-error rule: Breiman, Friedman, Olshen & Stone,
//! "Classification and Regression Trees", 1984, section 3.4.3.

use ndarray::{Array2, ArrayViewMut1};
use rayon::prelude::*;
use stance_features::Csr;

use super::Error;
use super::design::Design;
use super::fit::{check_length, n_vectors};
use super::functions::log_sum_exp;
use super::params::{
    ClassWeight, SparseLogisticRegression, SparseLogisticRegressionParams,
    SparseLogisticRegressionValidParams,
};
use crate::metrics::mean_and_sd;

/// Gradient norm, relative to the null model's, to which each fold is solved. The log loss that
/// remains to be gained is some thousand times smaller than its standard error.
const TOLERANCE: f64 = 1e-3;

/// The log losses of a cross-validation over values of `C`, and the value chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct CPath {
    /// One point per value tried, `C` rising.
    pub points: Vec<PathPoint>,
    /// Index into `points` of the smallest log loss.
    pub best: usize,
    /// Index into `points` of the value chosen: the smallest `C` that is
    /// [within one standard error](PathPoint::is_within_one_error_of) of the smallest log loss.
    pub chosen: usize,
    /// Decision values of each row at the chosen `C`, by the model that was trained without the
    /// row's fold: `n_rows × n_vectors`, those of three classes or more summing to 0 in each row.
    pub decision_values: Array2<f64>,
}

/// One value of `C`.
#[derive(Debug, Clone, PartialEq)]
pub struct PathPoint {
    /// Inverse regularisation strength.
    pub c: f64,
    /// Mean held-out log loss of each fold, in order of fold number; rows count by their weights.
    pub fold_log_losses: Vec<f64>,
    /// Mean over the folds.
    pub log_loss: f64,
    /// Standard error of that mean: the folds' standard deviation over the root of their number.
    pub standard_error: f64,
    /// Whether the solver reached its tolerance in every fold.
    pub converged: bool,
}

impl CPath {
    /// Returns the value of `C` chosen.
    #[must_use]
    pub fn c(&self) -> f64 {
        self.points[self.chosen].c
    }
}

/// Returns the cross-validated log losses over `grid`, and the value of `C` to take.
///
/// *Shape*: one label below `n_classes`, one weight (1 each where there are none) and one fold number
/// per row; the grid in any order. Class weights apply to the log loss as to training, balanced ones
/// from the rows trained on. The grid is walked upwards, and no further than the first value that is not
/// within one standard error of the best so far: past its minimum the log loss rises
/// with `C`, and those are the values that take longest. [`CPath::points`] holds what was tried.
///
/// *Determinism*: no randomness; the same bits on any number of threads.
///
/// # Errors
///
/// As for a fit on each fold's training rows; [`Error::EmptyGrid`], [`Error::InvalidC`],
/// [`Error::TooFewFolds`], [`Error::LabelOutOfRange`], [`Error::ClassInOneFold`] when a fold holds all
/// the weight of a class, [`Error::WeightlessFold`] when it holds none at all.
///
/// # Examples
///
/// ```
/// use stance_features::Csr;
/// use stance_model::logistic::{ClassWeight, select_c};
///
/// let records = Csr::new(2, (0..=8).collect(), [0, 1].repeat(4), vec![1.0; 8])?;
/// let labels = [0, 1, 0, 1, 0, 1, 1, 1];
/// let folds = [0, 0, 1, 1, 2, 2, 3, 3];
/// let path = select_c(&records, &labels, 2, None, &folds, &[0.1, 1.0, 10.0], &ClassWeight::None)?;
/// assert_eq!(path.points[0].fold_log_losses.len(), 4);
/// assert_eq!(path.decision_values.dim(), (8, 1));
/// assert!(path.c() <= path.points[path.best].c);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn select_c(
    records: &Csr,
    labels: &[usize],
    n_classes: usize,
    weights: Option<&[f64]>,
    folds: &[usize],
    grid: &[f64],
    class_weight: &ClassWeight,
) -> Result<CPath, Error> {
    let design = Design::new(records)?;
    let grid = sorted_grid(grid)?;
    check_length(design, "labels", labels.len())?;
    check_length(design, "folds", folds.len())?;
    let n_classes = check_labels(labels, n_classes)?;
    let weights = weights.map_or_else(|| vec![1.0; labels.len()], <[f64]>::to_vec);
    let params = SparseLogisticRegression::params()
        .class_weight(class_weight.clone())
        .tolerance(TOLERANCE);
    let rows = Rows {
        design,
        labels,
        n_classes,
        weights: &weights,
        folds,
    };
    let mut fold_paths = rows.fold_paths(&params)?;
    let mut decision_values = Vec::new();
    let mut points: Vec<PathPoint> = Vec::new();
    let mut best = 0;
    for c in grid {
        let valid = linfa::ParamGuard::check(params.clone().c(c))?;
        // No more folds at a time than threads, as in `map_few_at_once`.
        for few in fold_paths.chunks_mut(rayon::current_num_threads()) {
            few.par_iter_mut()
                .for_each(|fold| fold.advance(&rows, &valid));
        }
        decision_values.push(rows.held_out_values(&fold_paths));
        points.push(PathPoint::new(c, &fold_paths));
        let last = points.len() - 1;
        if points[last].log_loss < points[best].log_loss {
            best = last;
        }
        if !points[last].is_within_one_error_of(&points[best]) {
            break;
        }
    }
    let chosen = points
        .iter()
        .position(|point| point.is_within_one_error_of(&points[best]))
        .unwrap_or(best);
    Ok(CPath {
        points,
        best,
        chosen,
        decision_values: decision_values.swap_remove(chosen),
    })
}

/// What all folds share.
struct Rows<'a> {
    design: Design<'a>,
    labels: &'a [usize],
    n_classes: usize,
    weights: &'a [f64],
    folds: &'a [usize],
}

/// One fold: its weights, and its last solution.
struct FoldPath {
    fold: usize,
    /// Weight of each row in training: 0 for rows held out.
    training: Vec<f64>,
    /// Weight of each row in the log loss: 0 for rows trained on.
    judging: Vec<f64>,
    parameters: Option<Vec<f64>>,
    values: Vec<f64>,
    log_loss: f64,
    converged: bool,
}

impl Rows<'_> {
    fn fold_paths(&self, params: &SparseLogisticRegressionParams) -> Result<Vec<FoldPath>, Error> {
        let mut numbers = self.folds.to_vec();
        numbers.sort_unstable();
        numbers.dedup();
        if numbers.len() < 2 {
            return Err(Error::TooFewFolds(numbers.len()));
        }
        // The whole set is checked first, so that a broken rule is not blamed on a fold.
        linfa::ParamGuard::check_ref(params)?.row_weights(
            self.design,
            self.labels,
            self.n_classes,
            Some(self.weights),
        )?;
        numbers
            .into_iter()
            .map(|fold| self.fold_path(fold, params))
            .collect()
    }

    fn fold_path(
        &self,
        fold: usize,
        params: &SparseLogisticRegressionParams,
    ) -> Result<FoldPath, Error> {
        let training: Vec<f64> = (self.weights.iter().zip(self.folds))
            .map(|(&weight, &of)| if of == fold { 0.0 } else { weight })
            .collect();
        let factors = params
            .0
            .class_factors(self.labels, self.n_classes, &training)
            .map_err(|error| match error {
                Error::WeightlessClass { class } => Error::ClassInOneFold { class, fold },
                other => other,
            })?;
        let weigh = |(row, weight): (usize, f64)| weight * factors[self.labels[row]];
        let judging: Vec<f64> = (self.weights.iter().zip(self.folds).enumerate())
            .map(|(row, (&weight, &of))| weigh((row, if of == fold { weight } else { 0.0 })))
            .collect();
        if judging.iter().all(|&weight| weight <= 0.0) {
            return Err(Error::WeightlessFold { fold });
        }
        Ok(FoldPath {
            fold,
            training: training.into_iter().enumerate().map(weigh).collect(),
            judging,
            parameters: None,
            values: Vec::new(),
            log_loss: 0.0,
            converged: false,
        })
    }

    /// Returns each row's decision values by the fold that held it out.
    fn held_out_values(&self, fold_paths: &[FoldPath]) -> Array2<f64> {
        let m = n_vectors(self.n_classes);
        let mut out = Array2::zeros((self.labels.len(), m));
        for path in fold_paths {
            for (row, mut values) in out.outer_iter_mut().enumerate() {
                if self.folds[row] == path.fold {
                    values
                        .iter_mut()
                        .zip(&path.values[row * m..])
                        .for_each(|(out, v)| *out = *v);
                    centre(&mut values);
                }
            }
        }
        out
    }
}

impl FoldPath {
    /// Solves for the next value of `C` and judges the rows held out.
    fn advance(&mut self, rows: &Rows<'_>, params: &SparseLogisticRegressionValidParams) {
        let m = n_vectors(rows.n_classes);
        let start = self.parameters.take();
        let solution = params.solve(
            rows.design,
            rows.labels,
            rows.n_classes,
            &self.training,
            start,
        );
        let mut sum = 0.0;
        for (row, values) in solution.decision_values.chunks_exact(m).enumerate() {
            if self.judging[row] > 0.0 {
                sum += self.judging[row] * row_log_loss(values, rows.labels[row]);
            }
        }
        self.log_loss = sum / self.judging.iter().sum::<f64>();
        self.converged = solution.converged;
        self.parameters = Some(solution.parameters);
        self.values = solution.decision_values;
    }
}

impl PathPoint {
    fn new(c: f64, fold_paths: &[FoldPath]) -> Self {
        let fold_log_losses: Vec<f64> = fold_paths.iter().map(|path| path.log_loss).collect();
        let n = fold_log_losses.len() as f64;
        let log_loss = fold_log_losses.iter().sum::<f64>() / n;
        let squares: f64 = fold_log_losses
            .iter()
            .map(|x| (x - log_loss) * (x - log_loss))
            .sum();
        Self {
            c,
            log_loss,
            standard_error: (squares / (n - 1.0) / n).sqrt(),
            converged: fold_paths.iter().all(|path| path.converged),
            fold_log_losses,
        }
    }

    /// Returns whether the log loss is above the best one by at most one standard error of their difference.
    ///
    /// The two are compared fold by fold: folds differ in how hard their rows are, which says nothing about
    /// `C`, and with balanced weights a few rare rows make them differ so much that the smallest `C` of all
    /// would pass.
    #[must_use]
    pub fn is_within_one_error_of(&self, best: &Self) -> bool {
        let pairs = self.fold_log_losses.iter().zip(&best.fold_log_losses);
        let differences: Vec<f64> = pairs.map(|(ours, theirs)| ours - theirs).collect();
        let (mean, deviation) = mean_and_sd(&differences);
        mean <= deviation / (differences.len() as f64).sqrt()
    }
}

/// Returns the log loss of one row's decision values.
pub(crate) fn row_log_loss(values: &[f64], label: usize) -> f64 {
    match values {
        [value] => -super::log_logistic(if label == 1 { *value } else { -value }),
        _ => log_sum_exp(values) - values[label],
    }
}

/// Makes three decision values or more sum to 0.
fn centre(values: &mut ArrayViewMut1<'_, f64>) {
    if values.len() > 1 {
        let mean = values.sum() / values.len() as f64;
        values.iter_mut().for_each(|value| *value -= mean);
    }
}

/// Returns the grid in rising order without repeats.
fn sorted_grid(grid: &[f64]) -> Result<Vec<f64>, Error> {
    if grid.is_empty() {
        return Err(Error::EmptyGrid);
    }
    if let Some(&c) = grid.iter().find(|c| !(c.is_finite() && **c > 0.0)) {
        return Err(Error::InvalidC(c));
    }
    let mut grid = grid.to_vec();
    grid.sort_by(f64::total_cmp);
    grid.dedup();
    Ok(grid)
}

/// Checks that there are two classes or more and every label is one of them.
fn check_labels(labels: &[usize], n_classes: usize) -> Result<usize, Error> {
    if n_classes < 2 {
        return Err(Error::TooFewClasses(n_classes));
    }
    match labels.iter().position(|&label| label >= n_classes) {
        Some(row) => Err(Error::LabelOutOfRange {
            row,
            label: labels[row],
            classes: n_classes,
        }),
        None => Ok(n_classes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(fold_log_losses: [f64; 4]) -> PathPoint {
        let (log_loss, deviation) = mean_and_sd(&fold_log_losses);
        PathPoint {
            c: 1.0,
            log_loss,
            standard_error: deviation / 2.0,
            converged: true,
            fold_log_losses: fold_log_losses.to_vec(),
        }
    }

    #[test]
    fn hard_folds_do_not_let_every_value_pass() {
        let best = point([0.1, 0.3, 0.5, 0.7]);
        // Worse by 0.02 in every fold, far less than the folds differ.
        let worse = point([0.12, 0.32, 0.52, 0.72]);
        assert!(worse.log_loss < best.log_loss + best.standard_error);
        assert!(!worse.is_within_one_error_of(&best));
        // Worse by 0.02 on average, with a standard error of 0.045.
        let even = point([0.2, 0.38, 0.4, 0.7]);
        assert!(even.is_within_one_error_of(&best));
        assert!(best.is_within_one_error_of(&best));
        // By 0.06: more than the standard error, less than the deviation of 0.09.
        let uneven = point([0.24, 0.42, 0.44, 0.74]);
        assert!(!uneven.is_within_one_error_of(&best));
    }
    #[test]
    fn the_log_loss_of_a_row_is_that_of_its_label() {
        let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found}");
        let odds = libm::log(3.0);
        near(row_log_loss(&[odds], 1), -libm::log(0.75));
        near(row_log_loss(&[odds], 0), -libm::log(0.25));
        near(row_log_loss(&[odds, 0.0, 0.0], 0), -libm::log(0.6));
        near(row_log_loss(&[odds, 0.0, 0.0], 2), -libm::log(0.2));
    }

    #[test]
    fn a_grid_of_positive_values_rises_without_repeats_and_others_are_refused() {
        assert_eq!(sorted_grid(&[1.0, 0.1, 1.0]).unwrap(), [0.1, 1.0]);
        assert!(matches!(sorted_grid(&[]), Err(Error::EmptyGrid)));
        for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(matches!(sorted_grid(&[1.0, bad]), Err(Error::InvalidC(_))));
        }
    }

    #[test]
    fn three_values_are_centred_and_one_is_not() {
        let (mut three, mut one) = (ndarray::array![1.0, 2.0, 6.0], ndarray::array![5.0]);
        centre(&mut three.view_mut());
        centre(&mut one.view_mut());
        assert_eq!(three, ndarray::array![-2.0, -1.0, 3.0]);
        assert_eq!(one, ndarray::array![5.0]);
    }
    #[test]
    fn rows_that_tell_nothing_lose_the_logarithm_of_two() {
        let records = Csr::new(0, vec![0; 9], vec![], vec![]).unwrap();
        let (labels, folds) = ([0, 1, 0, 1, 0, 1, 0, 1], [0, 0, 1, 1, 0, 0, 1, 1]);
        let none = &ClassWeight::None;
        let path = select_c(&records, &labels, 2, None, &folds, &[1.0], none).unwrap();
        for loss in &path.points[0].fold_log_losses {
            assert!((loss - std::f64::consts::LN_2).abs() < 1e-12, "{loss}");
        }
    }
}
