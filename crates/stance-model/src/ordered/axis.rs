//! Training with ordered labels: which rows make the axis, and its cross-validation.
//!
//! What a fold is judged by never saw it: neither the axis nor the cuts. The cuts of fold `f` come from the
//! rows outside `f`, each by an axis trained without `f` and without the row's own fold. An axis trained
//! without the two folds `f` and `g` thus serves both, so that `K` folds take `K (K + 1) / 2` axes.

use ndarray::{Array2, ArrayView1};

use super::{OrderError, OrderedCuts};
use crate::classifier::Link;
use crate::cross_validation::{CSearch, Folds, Validated, figures};
use crate::error::Error;
use crate::folds::map_few_at_once;
use crate::logistic::ClassWeight;
use crate::record::CrossValidation;
use crate::representation::Representation;
use crate::train::{TrainOptions, fit};
use crate::training_set::TrainingSet;

/// Label numbers in the order asked for.
#[derive(Debug, Clone)]
pub(crate) struct Axis {
    order: Vec<usize>,
}

/// Held-out decision values on the axis: those of every row for every fold that it may be left out with.
struct HeldOut {
    /// `n_folds × n_rows`: row `i` by the axis trained without fold `f` and without its own.
    values: Array2<f64>,
    converged: bool,
}

impl Axis {
    /// Returns the order asked for, in the numbers of `labels`.
    pub(crate) fn new(ordered: &[String], labels: &[String]) -> Result<Self, OrderError> {
        if ordered.len() < 3 {
            return Err(OrderError::TooFew(ordered.len()));
        }
        let mut order = Vec::with_capacity(ordered.len());
        for label in ordered {
            let number = labels
                .binary_search(label)
                .map_err(|_| OrderError::NotInData {
                    label: label.clone(),
                    known: labels.join(", "),
                })?;
            if order.contains(&number) {
                let label = label.clone();
                return Err(OrderError::Repeated { label });
            }
            order.push(number);
        }
        match (0..labels.len()).find(|number| !order.contains(number)) {
            None => Ok(Self { order }),
            Some(number) => Err(OrderError::NotInOrder {
                label: labels[number].clone(),
            }),
        }
    }

    pub(crate) fn order(&self) -> &[usize] {
        &self.order
    }

    /// Returns which of `rows` have one of the end labels, and their side: 0 or 1.
    pub(crate) fn ends(&self, truth: &[usize], rows: &[usize]) -> (Vec<usize>, Vec<usize>) {
        let (first, last) = (self.order[0], self.order[self.order.len() - 1]);
        let side = |&row: &usize| match truth[row] {
            label if label == first => Some((row, 0)),
            label if label == last => Some((row, 1)),
            _ => None,
        };
        rows.iter().filter_map(side).unzip()
    }

    /// Returns the options of the binary fit: class weights that were given are those of the end labels.
    pub(crate) fn options(&self, options: &TrainOptions) -> TrainOptions {
        let mut options = options.clone();
        if let ClassWeight::Given(weights) = &options.class_weight
            && weights.len() == self.order.len()
        {
            let ends = [self.order[0], self.order[self.order.len() - 1]];
            options.class_weight = ClassWeight::Given(ends.map(|label| weights[label]).to_vec());
        }
        options
    }

    /// Cross-validates axis and cuts, and fits the cuts to all rows.
    pub(crate) fn cross_validate(
        &self,
        set: &TrainingSet,
        options: &TrainOptions,
        labels: &[String],
        truth: &[usize],
        folds: &Folds,
    ) -> Result<Validated, Error> {
        check_spread(labels, truth, folds)?;
        let options = &self.options(options);
        let all: Vec<usize> = (0..truth.len()).collect();
        let (rows, sides) = self.ends(truth, &all);
        let search = CSearch::run(set, options, 2, &rows, &sides, folds)?;
        let held_out = self.held_out(set, options, search.c, truth, folds)?;
        let probabilities = self.nested_probabilities(&held_out, truth, folds)?;
        let own = (0..truth.len()).map(|row| held_out.values[[folds.of_row[row], row]]);
        let own: Vec<f64> = own.collect();
        let cuts = OrderedCuts::fit(self, ArrayView1::from(&own), truth, labels)?;
        Ok(Validated {
            figures: CrossValidation {
                converged: held_out.converged,
                ..figures(labels.len(), truth, folds, &probabilities)
            },
            search,
            link: Link::Ordered(cuts),
            probabilities,
        })
    }

    /// Returns each row's probabilities by axis and cuts that saw none of its fold.
    fn nested_probabilities(
        &self,
        held_out: &HeldOut,
        truth: &[usize],
        folds: &Folds,
    ) -> Result<Vec<Vec<f64>>, OrderError> {
        let mut out = vec![Vec::new(); truth.len()];
        for fold in 0..folds.number {
            let (others, own) = folds.split(fold);
            let values = |rows: &[usize]| -> Vec<f64> {
                let value = |&row: &usize| held_out.values[[fold, row]];
                rows.iter().map(value).collect()
            };
            let labels: Vec<usize> = others.iter().map(|&row| truth[row]).collect();
            let training = values(&others);
            let cuts = OrderedCuts::fit_unchecked(self, ArrayView1::from(&training), &labels)?;
            let probabilities = cuts.probabilities(&values(&own));
            for (row, p) in own.into_iter().zip(probabilities.rows()) {
                out[row] = p.to_vec();
            }
        }
        Ok(out)
    }

    /// Trains an axis without each pair of folds, and without each fold, and predicts the rows left out.
    fn held_out(
        &self,
        set: &TrainingSet,
        options: &TrainOptions,
        c: f64,
        truth: &[usize],
        folds: &Folds,
    ) -> Result<HeldOut, Error> {
        let n = folds.number;
        let pairs: Vec<(usize, usize)> = (0..n).flat_map(|f| (f..n).map(move |g| (f, g))).collect();
        let predict = |&pair: &(usize, usize)| self.predict(set, options, c, truth, folds, pair);
        let predicted = map_few_at_once(&pairs, predict);
        let mut out = HeldOut {
            values: Array2::zeros((n, truth.len())),
            converged: true,
        };
        for ((f, g), found) in pairs.into_iter().zip(predicted) {
            let (rows, values, converged) = found?;
            out.converged &= converged;
            for (row, value) in rows.into_iter().zip(values) {
                // A row of `f` was left out together with `g`, and the other way round.
                let other = if folds.of_row[row] == f { g } else { f };
                out.values[[other, row]] = value;
            }
        }
        Ok(out)
    }

    /// Returns the rows of two folds, their values on an axis trained on the others, and whether its fit converged.
    fn predict(
        &self,
        set: &TrainingSet,
        options: &TrainOptions,
        c: f64,
        truth: &[usize],
        folds: &Folds,
        (f, g): (usize, usize),
    ) -> Result<(Vec<usize>, Vec<f64>, bool), Error> {
        let is_inside = |&row: &usize| folds.of_row[row] != f && folds.of_row[row] != g;
        let (inside, outside): (Vec<usize>, Vec<usize>) = (0..truth.len()).partition(is_inside);
        let texts = set.texts_of(&inside);
        let (representation, records) = Representation::fit(options, set.texts.len(), &texts)?;
        let (rows, sides) = self.ends(truth, &inside);
        // Rows of the matrix are numbered among those inside.
        let places = rows.iter().map(|row| inside.binary_search(row));
        let places: Vec<usize> = places.map(|found| found.unwrap_or_else(|at| at)).collect();
        let records = records.select_rows(&places);
        let weights = set.weights_of(&rows);
        let fitted = fit(options, c, records, &sides, weights.as_deref())?;
        let values = fitted.decision_matrix(&representation.transform(&set.texts_of(&outside))?);
        let converged = fitted.convergence().converged;
        Ok((outside, values.into_raw_vec_and_offset().0, converged))
    }
}

/// Checks that every label is left when any two folds are taken away.
fn check_spread(labels: &[String], truth: &[usize], folds: &Folds) -> Result<(), OrderError> {
    for (number, label) in labels.iter().enumerate() {
        let rows = (0..truth.len()).filter(|&row| truth[row] == number);
        let mut met: Vec<usize> = rows.map(|row| folds.of_row[row]).collect();
        met.sort_unstable();
        met.dedup();
        if met.len() < 3 {
            return Err(OrderError::TooFewGroups {
                label: label.clone(),
                folds: met.len(),
            });
        }
    }
    Ok(())
}
