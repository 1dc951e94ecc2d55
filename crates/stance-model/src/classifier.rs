//! A trained classifier: vectoriser, linear model, calibration, labels and training record.

use stance_features::{Row, Scratch, Vectorizer};

use crate::calibration::Calibration;
use crate::logistic::class_probabilities;
use crate::ordered::OrderedCuts;
use crate::record::TrainingRecord;

/// Everything that scoring a text needs. Made by [`train`](crate::train::train) or read from a
/// model file by [`Classifier::from_bytes`].
///
/// *Determinism*: a text's probabilities depend on the text and the model alone, to the last bit,
/// on every processor.
///
/// # Examples
///
/// ```
/// use stance_model::{train, TrainOptions, TrainingSet};
///
/// let set = TrainingSet {
///     texts: ["good film", "good play", "bad film", "bad play"].map(String::from).to_vec(),
///     labels: ["yes", "yes", "no", "no"].map(String::from).to_vec(),
///     groups: None,
///     weights: None,
/// };
/// let classifier = train(&set, &TrainOptions { folds: 0, ..TrainOptions::default() }, None)?;
/// let prediction = classifier.scorer().score("a good book");
/// assert_eq!(classifier.labels()[prediction.label], "yes");
/// assert!(prediction.confidence() > 0.5);
/// # Ok::<(), stance_model::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Classifier {
    pub(crate) vectorizer: Vectorizer,
    pub(crate) linear: LinearModel,
    pub(crate) link: Link,
    pub(crate) labels: Vec<String>,
    pub(crate) record: TrainingRecord,
}

/// How decision values become probabilities.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Link {
    /// By the logistic function (two labels) or the softmax (more).
    Plain,
    /// The same after an affine map.
    Calibrated(Calibration),
    /// One decision value, an axis that the labels stand along, and cuts between them.
    Ordered(OrderedCuts),
}

impl Link {
    fn probabilities(&self, decision_values: &[f64], out: &mut [f64]) {
        match self {
            Self::Plain => class_probabilities(decision_values, out),
            Self::Calibrated(calibration) => calibration.apply(decision_values, out),
            Self::Ordered(cuts) => cuts.apply(decision_values[0], out),
        }
    }
}

impl Classifier {
    /// Returns the labels, in byte order of their names.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// Returns the vectoriser.
    #[must_use]
    pub fn vectorizer(&self) -> &Vectorizer {
        &self.vectorizer
    }

    /// Returns the weights and intercepts.
    #[must_use]
    pub fn linear(&self) -> &LinearModel {
        &self.linear
    }

    /// Returns the calibration, where one was kept.
    #[must_use]
    pub fn calibration(&self) -> Option<&Calibration> {
        match &self.link {
            Link::Calibrated(calibration) => Some(calibration),
            Link::Plain | Link::Ordered(_) => None,
        }
    }

    /// Returns the order of the labels and the cuts between them, where training was asked for one. The
    /// linear model then has one weight vector, whose positive side is that of the last label.
    #[must_use]
    pub fn ordered(&self) -> Option<&OrderedCuts> {
        match &self.link {
            Link::Ordered(cuts) => Some(cuts),
            Link::Plain | Link::Calibrated(_) => None,
        }
    }

    /// Returns the classifier without its calibration: probabilities are then the linear model's own. The
    /// cuts of ordered labels stay.
    #[must_use]
    pub fn without_calibration(mut self) -> Self {
        if matches!(self.link, Link::Calibrated(_)) {
            self.link = Link::Plain;
        }
        self
    }

    /// Returns how the model was made.
    #[must_use]
    pub fn record(&self) -> &TrainingRecord {
        &self.record
    }

    /// Returns a scorer, which holds the working memory that scoring reuses: one per thread.
    #[must_use]
    pub fn scorer(&self) -> Scorer<'_> {
        Scorer {
            classifier: self,
            scratch: self.vectorizer.scratch(),
            decision: vec![0.0; self.linear.n_vectors()],
            places: None,
        }
    }
}

/// The linear part: one weight vector for two labels (its positive side is the second label) and for
/// ordered ones (see [`Classifier::ordered`]), else one per label.
///
/// *Shape*: weights are `n_features × n_vectors`, feature by feature, stored as `f32`; decision
/// values accumulate in `f64` in rising order of features.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearModel {
    n_vectors: usize,
    weights: Vec<f32>,
    intercepts: Vec<f64>,
}

impl LinearModel {
    /// Returns a linear model of `intercepts.len()` weight vectors.
    ///
    /// Returns nothing when there is no intercept, the weights do not divide evenly among the
    /// vectors, or a number is not finite.
    #[must_use]
    pub fn new(weights: Vec<f32>, intercepts: Vec<f64>) -> Option<Self> {
        let n_vectors = intercepts.len();
        let fits = n_vectors > 0 && weights.len().is_multiple_of(n_vectors);
        let finite =
            weights.iter().all(|w| w.is_finite()) && intercepts.iter().all(|b| b.is_finite());
        (fits && finite).then_some(Self {
            n_vectors,
            weights,
            intercepts,
        })
    }

    /// Returns the linear model of a fit, whose parts fit and are finite by construction.
    pub(crate) fn from_fit(weights: Vec<f32>, intercepts: Vec<f64>) -> Self {
        Self {
            n_vectors: intercepts.len(),
            weights,
            intercepts,
        }
    }

    /// Adds to the intercepts.
    pub(crate) fn shift(&mut self, offsets: &[f64]) {
        for (intercept, offset) in self.intercepts.iter_mut().zip(offsets) {
            *intercept += offset;
        }
    }

    /// Returns the number of weight vectors: 1 for two labels or ordered ones, else one per label.
    #[must_use]
    pub fn n_vectors(&self) -> usize {
        self.n_vectors
    }

    /// Returns the number of features.
    #[must_use]
    pub fn n_features(&self) -> usize {
        self.weights.len() / self.n_vectors
    }

    /// Returns the weights, `n_features × n_vectors`, feature by feature.
    #[must_use]
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// Returns the intercepts, one per weight vector.
    #[must_use]
    pub fn intercepts(&self) -> &[f64] {
        &self.intercepts
    }

    /// Writes the decision values of `row`: `weights · row + intercept` per weight vector.
    ///
    /// # Panics
    ///
    /// When a column of the row is not below [`LinearModel::n_features`] or `out` is not as long
    /// as there are weight vectors.
    pub fn decision_values(&self, row: Row<'_>, out: &mut [f64]) {
        out.copy_from_slice(&self.intercepts);
        if let [sum] = out {
            // The same in fewer steps: the weights lie far apart, and the next are fetched while these add up.
            for (&column, &value) in row.indices.iter().zip(row.values) {
                *sum += f64::from(self.weights[column as usize]) * f64::from(value);
            }
            return;
        }
        for (column, value) in row.iter() {
            let weights = &self.weights[column * self.n_vectors..][..self.n_vectors];
            for (sum, &weight) in out.iter_mut().zip(weights) {
                *sum += f64::from(weight) * f64::from(value);
            }
        }
    }
}

/// What a classifier says of one text.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// Index of the most probable label; of equal ones, the first.
    pub label: usize,
    /// Probability of each label, in the order of the model's labels.
    pub probabilities: Vec<f64>,
}

impl Prediction {
    /// Returns the prediction for these probabilities.
    #[must_use]
    pub fn new(probabilities: Vec<f64>) -> Self {
        let label = argmax(&probabilities);
        Self {
            label,
            probabilities,
        }
    }

    /// Returns the probability of the predicted label, in 0..=1.
    #[must_use]
    pub fn confidence(&self) -> f64 {
        self.probabilities[self.label]
    }
}

/// Returns the index of the largest value; of equal ones, the first.
pub(crate) fn argmax(values: &[f64]) -> usize {
    let mut best = 0;
    for (index, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = index;
        }
    }
    best
}

/// A classifier with its working memory. Made by [`Classifier::scorer`] and
/// [`Model::scorer`](crate::Model::scorer).
#[derive(Debug)]
pub struct Scorer<'a> {
    classifier: &'a Classifier,
    scratch: Scratch,
    decision: Vec<f64>,
    /// Where predictions are over the labels of a model of several classifiers: the number of those
    /// labels, and the place among them of each of this classifier's.
    pub(crate) places: Option<(usize, &'a [usize])>,
}

impl<'a> Scorer<'a> {
    /// Returns the classifier.
    #[must_use]
    pub fn classifier(&self) -> &'a Classifier {
        self.classifier
    }

    /// Sets about how many bytes the scorer may keep about the words it has met, 64 MiB unless set. Fewer cost time
    /// where the vocabulary of the texts is larger than what they hold, and change no prediction.
    ///
    /// # Examples
    ///
    /// See [`Scratch::remembering`].
    #[must_use]
    pub fn remembering(mut self, bytes: usize) -> Self {
        self.scratch = self.scratch.remembering(bytes);
        self
    }

    /// Returns the features of a text.
    pub(crate) fn row(&mut self, text: &str) -> Row<'_> {
        let vectorizer = &self.classifier.vectorizer;
        vectorizer.transform_one(text, &mut self.scratch)
    }

    /// Returns label and probabilities of a text. A text without a known feature gets the
    /// probabilities of the intercepts.
    pub fn score(&mut self, text: &str) -> Prediction {
        let row = self
            .classifier
            .vectorizer
            .transform_one(text, &mut self.scratch);
        self.classifier
            .linear
            .decision_values(row, &mut self.decision);
        let mut probabilities = vec![0.0; self.classifier.labels.len()];
        self.classifier
            .link
            .probabilities(&self.decision, &mut probabilities);
        if let Some((n_labels, places)) = self.places {
            let own = std::mem::replace(&mut probabilities, vec![0.0; n_labels]);
            for (&place, p) in places.iter().zip(own) {
                probabilities[place] = p;
            }
        }
        Prediction::new(probabilities)
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "sums of small whole numbers are exact")]
mod tests {
    use super::*;

    #[test]
    fn decision_values_are_weights_times_row_plus_intercept() {
        let model =
            LinearModel::new(vec![1.0, 10.0, 2.0, 20.0, 3.0, 30.0], vec![0.5, -0.5]).unwrap();
        let mut out = [0.0; 2];
        model.decision_values(
            Row {
                indices: &[0, 2],
                values: &[2.0, 1.0],
            },
            &mut out,
        );
        assert_eq!(out, [5.5, 49.5]);
        assert_eq!((model.n_features(), model.n_vectors()), (3, 2));
    }

    #[test]
    fn one_weight_vector_gives_what_it_gives_beside_another() {
        let weights: Vec<f32> = (1..=40u8).map(|n| 1.0 / f32::from(n)).collect();
        let twice = weights
            .iter()
            .flat_map(|&weight| [weight, weight])
            .collect();
        let one = LinearModel::new(weights, vec![0.1]).unwrap();
        let two = LinearModel::new(twice, vec![0.1; 2]).unwrap();
        let indices: Vec<u32> = (0..40).step_by(3).collect();
        let values: Vec<f32> = indices.iter().map(|&n| 0.3 + n as f32 / 7.0).collect();
        let row = Row {
            indices: &indices,
            values: &values,
        };
        let (mut alone, mut beside) = ([0.0], [0.0; 2]);
        one.decision_values(row, &mut alone);
        two.decision_values(row, &mut beside);
        assert_eq!([alone[0], alone[0]], beside);
    }

    #[test]
    fn malformed_linear_models_are_refused() {
        assert!(LinearModel::new(vec![1.0; 3], vec![0.0; 2]).is_none());
        assert!(LinearModel::new(vec![], vec![]).is_none());
        assert!(LinearModel::new(vec![f32::NAN], vec![0.0]).is_none());
        assert!(LinearModel::new(vec![1.0], vec![f64::INFINITY]).is_none());
    }

    #[test]
    fn ties_go_to_the_first_label() {
        assert_eq!(argmax(&[0.2, 0.4, 0.4]), 1);
        assert_eq!(argmax(&[0.5, 0.5]), 0);
    }
}
