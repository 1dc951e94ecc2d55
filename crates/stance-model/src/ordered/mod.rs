//! Ordered labels: one axis, and calibrated cuts along it.
//!
//! ```text
//! z = w·x + b,   p(label k | x) ∝ exp(sₖ z + tₖ),   s₁ < s₂ < … < s_K
//! ```
//!
//! The axis is a binary logistic regression between the two end labels. The cuts are a multinomial one
//! of all labels on the one decision value `z`, fitted by linfa-logistic to values of rows that their axis
//! was not trained on. Rising slopes mean that every label but the ends has its probability in a band, and
//! that the odds between a label and a later one only fall as `z` rises. *Source*: the one-dimensional
//! stereotype model of Anderson, "Regression and ordered categorical variables", JRSS B 46, 1984.

mod axis;
mod error;

use ndarray::{Array2, ArrayView1, Axis as Dimension};
use serde::{Deserialize, Serialize};

pub(crate) use self::axis::Axis;
pub use self::error::OrderError;
use crate::calibration::fit_affine;
use crate::logistic::softmax;

/// An order of three labels or more, and the map from the decision value of the axis to their
/// probabilities.
///
/// *Determinism*: as [`Calibration`](crate::calibration::Calibration).
///
/// # Examples
///
/// ```
/// use stance_model::{TrainOptions, TrainingSet, train};
///
/// let kinds = [("awful cold soup", "bad"), ("lovely warm soup", "good"), ("lovely but cold soup", "so-so")];
/// let rows = (0..30).map(|row| (format!("{} {row}", kinds[row % 3].0), kinds[row % 3].1.to_owned()));
/// let (texts, labels) = rows.unzip();
/// let options = TrainOptions {
///     ordered: Some(["bad", "so-so", "good"].map(String::from).to_vec()),
///     ..TrainOptions::default()
/// };
/// let classifier = train(&TrainingSet { texts, labels, ..TrainingSet::default() }, &options, None)?;
/// let cuts = classifier.ordered().ok_or("no order")?;
/// assert_eq!(cuts.order(), [0, 2, 1]); // bad, so-so, good
/// let mut probabilities = [0.0; 3];
/// cuts.apply(-10.0, &mut probabilities);
/// assert!(probabilities[0] > probabilities[2] && probabilities[2] > probabilities[1]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Parts")]
pub struct OrderedCuts {
    /// Label numbers from the negative end of the axis to the positive one.
    order: Vec<usize>,
    /// One per label, in that order.
    slopes: Vec<f64>,
    intercepts: Vec<f64>,
}

/// What a file holds, unchecked.
#[derive(Deserialize)]
struct Parts {
    order: Vec<usize>,
    slopes: Vec<f64>,
    intercepts: Vec<f64>,
}

impl TryFrom<Parts> for OrderedCuts {
    type Error = OrderError;

    fn try_from(parts: Parts) -> Result<Self, OrderError> {
        let Parts {
            order,
            slopes,
            intercepts,
        } = parts;
        let n = order.len();
        let refuse = |rule| Err(OrderError::Malformed { rule });
        if n < 3 || slopes.len() != n || intercepts.len() != n {
            return refuse("there is one slope and one intercept for each of three labels or more");
        }
        if slopes.iter().chain(&intercepts).any(|v| !v.is_finite()) {
            return refuse("slopes and intercepts are finite");
        }
        if slopes.windows(2).any(|pair| pair[0] >= pair[1]) {
            return refuse("slopes rise");
        }
        let mut sorted = order.clone();
        sorted.sort_unstable();
        if sorted.into_iter().ne(0..n) {
            return refuse("the order holds each label number once");
        }
        Ok(Self {
            order,
            slopes,
            intercepts,
        })
    }
}

impl OrderedCuts {
    /// Fits the cuts to decision values of rows that their axis was not trained on, and one label each.
    ///
    /// # Errors
    ///
    /// [`OrderError::Cuts`] when linfa-logistic fails; [`OrderError::NotAlongAxis`] when the slopes do
    /// not rise.
    pub(crate) fn fit(
        axis: &Axis,
        values: ArrayView1<'_, f64>,
        labels: &[usize],
        names: &[String],
    ) -> Result<Self, OrderError> {
        let cuts = Self::fit_unchecked(axis, values, labels)?;
        let slopes = &cuts.slopes;
        match (1..slopes.len()).find(|&k| slopes[k] <= slopes[k - 1]) {
            None => Ok(cuts),
            Some(k) => Err(OrderError::NotAlongAxis {
                before: names[cuts.order[k - 1]].clone(),
                after: names[cuts.order[k]].clone(),
            }),
        }
    }

    /// Fits cuts whose slopes may not rise: those of a fold, which judge and are not kept.
    pub(crate) fn fit_unchecked(
        axis: &Axis,
        values: ArrayView1<'_, f64>,
        labels: &[usize],
    ) -> Result<Self, OrderError> {
        let order = axis.order().to_vec();
        let column = values.insert_axis(Dimension(1));
        let (slopes, intercepts) = fit_affine(column, labels, order.len())?;
        Ok(Self {
            slopes: order.iter().map(|&label| slopes[label][0]).collect(),
            intercepts: order.iter().map(|&label| intercepts[label]).collect(),
            order,
        })
    }

    /// Returns the label numbers in their order, from the negative end of the axis to the positive one.
    #[must_use]
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// Writes the probability of each label, by label number, at a decision value.
    ///
    /// *Range*: each in 0..=1, summing to 1 within rounding.
    ///
    /// # Panics
    ///
    /// When `out` is not as long as there are labels.
    pub fn apply(&self, decision_value: f64, out: &mut [f64]) {
        assert_eq!(out.len(), self.order.len(), "one probability per label");
        let lines = self.slopes.iter().zip(&self.intercepts);
        for (&label, (slope, intercept)) in self.order.iter().zip(lines) {
            out[label] = slope * decision_value + intercept;
        }
        softmax(out);
    }

    /// Returns the probabilities at each of the decision values, `n_rows × n_labels`.
    pub(crate) fn probabilities(&self, values: &[f64]) -> Array2<f64> {
        let mut out = Array2::zeros((values.len(), self.order.len()));
        let mut of_row = vec![0.0; self.order.len()];
        for (&value, mut row) in values.iter().zip(out.rows_mut()) {
            self.apply(value, &mut of_row);
            row.assign(&ArrayView1::from(&of_row));
        }
        out
    }

    /// Checks that the cuts are for `n_labels` labels.
    ///
    /// # Errors
    ///
    /// [`OrderError::Malformed`] when they are not.
    pub(crate) fn check(&self, n_labels: usize) -> Result<(), OrderError> {
        if self.order.len() == n_labels {
            return Ok(());
        }
        let rule = "the order holds as many labels as the model";
        Err(OrderError::Malformed { rule })
    }
}

#[cfg(test)]
mod tests;
