//! What a classifier takes the texts of each label for: out-of-fold counts and mean probabilities.

use super::QuantificationError;
use super::simplex::dot;
use crate::classifier::Classifier;

/// The errors of a classifier on rows that it did not see, by true label.
///
/// *Shape*: of `n` labels `n × n` counts and mean probabilities, rows true labels and columns predicted ones, both in the
/// order of the classifier's labels.
///
/// # Examples
///
/// ```
/// use stance_model::quantification::{ErrorRates, QuantificationError};
/// use stance_model::{TrainOptions, TrainingSet, train};
///
/// let set = TrainingSet {
///     texts: (0..20).map(|row| format!("{} play {row}", ["good", "bad"][row % 2])).collect(),
///     labels: (0..20).map(|row| ["yes", "no"][row % 2].to_owned()).collect(),
///     ..TrainingSet::default()
/// };
/// let with_folds = train(&set, &TrainOptions::default(), None)?;
/// let rates = ErrorRates::of(&with_folds)?;
/// assert_eq!(rates.confusion(), [[10, 0], [0, 10]]);
/// assert!(rates.separation() > 0.5);
///
/// let without = train(&set, &TrainOptions { folds: 0, ..TrainOptions::default() }, None)?;
/// assert_eq!(ErrorRates::of(&without).err(), Some(QuantificationError::NoErrorRates));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorRates {
    confusion: Vec<Vec<u64>>,
    mean_probabilities: Vec<Vec<f64>>,
    prior: Vec<f64>,
}

impl ErrorRates {
    /// Returns error rates.
    ///
    /// # Errors
    ///
    /// [`QuantificationError::Malformed`] for a label without rows, or whose probability is 0 everywhere; and where the
    /// shape is another or a probability lies outside 0..=1.
    pub fn new(
        confusion: Vec<Vec<u64>>,
        mean_probabilities: Vec<Vec<f64>>,
    ) -> Result<Self, QuantificationError> {
        let n = confusion.len();
        let is_sound = |label: usize| {
            let (counts, means) = (&confusion[label], mean_probabilities.get(label));
            let are_shares = |means: &Vec<f64>| {
                means.len() == n && means.iter().all(|p| (0.0..=1.0).contains(p))
            };
            counts.len() == n
                && counts.iter().sum::<u64>() > 0
                && means.is_some_and(are_shares)
                && mean_probabilities
                    .iter()
                    .any(|means| means.get(label) > Some(&0.0))
        };
        if let Some(label) = (0..n).find(|&label| !is_sound(label)) {
            return Err(QuantificationError::Malformed { label });
        }
        // Rounded means sum to nearly 1, mixtures of them must sum to 1.
        let normalised = |row: Vec<f64>| -> Vec<f64> {
            let sum: f64 = row.iter().sum();
            row.iter().map(|value| value / sum).collect()
        };
        let mean_probabilities = mean_probabilities.into_iter().map(normalised);
        let mean_probabilities: Vec<Vec<f64>> = mean_probabilities.collect();
        Ok(Self {
            prior: stationary(&mean_probabilities),
            confusion,
            mean_probabilities,
        })
    }

    /// Returns what a classifier remembers of its out-of-fold rows.
    ///
    /// # Errors
    ///
    /// [`QuantificationError::NoErrorRates`] where it was trained without folds or before this was recorded; as
    /// [`ErrorRates::new`].
    pub fn of(classifier: &Classifier) -> Result<Self, QuantificationError> {
        let found = classifier.record().out_of_fold.as_ref();
        let found = found.ok_or(QuantificationError::NoErrorRates)?;
        Self::new(found.confusion.clone(), found.mean_probabilities.clone())
    }

    /// Returns the number of labels.
    #[must_use]
    pub fn n_labels(&self) -> usize {
        self.confusion.len()
    }

    /// Returns the rows by true and predicted label.
    #[must_use]
    pub fn confusion(&self) -> &[Vec<u64>] {
        &self.confusion
    }

    /// Returns the mean probability of each label (column) among the rows of each true label (row).
    #[must_use]
    pub fn mean_probabilities(&self) -> &[Vec<f64>] {
        &self.mean_probabilities
    }

    /// Returns the shares of the labels that probabilities hold for, each above 0, summing to 1: those among which the mean
    /// probabilities are the shares. Of calibrated probabilities they are those of the rows calibrated on.
    #[must_use]
    pub fn prior(&self) -> &[f64] {
        &self.prior
    }

    /// Returns the share of the rows of each true label (row) that was predicted as each label (column).
    #[must_use]
    pub fn predicted_given_true(&self) -> Vec<Vec<f64>> {
        let shares = |counts: &Vec<u64>| {
            let rows: u64 = counts.iter().sum();
            counts.iter().map(|&n| n as f64 / rows as f64).collect()
        };
        self.confusion.iter().map(shares).collect()
    }

    /// Returns how far the mean probabilities of labels lie apart, in 0..=1: the least distance that they move when
    /// shares move by a vector of length 1.
    ///
    /// With 1 nothing needs correcting; the noise of what is observed is multiplied by up to its inverse; with 0 there
    /// are labels, or mixtures of them, that the classifier cannot tell, and their shares cannot be had. It is the
    /// least singular value of the mean probabilities over vectors that sum to 0.
    #[must_use]
    pub fn separation(&self) -> f64 {
        let n = self.n_labels();
        let columns = &self.mean_probabilities;
        let mean: Vec<f64> = (0..n)
            .map(|label| columns.iter().map(|column| column[label]).sum::<f64>() / n as f64)
            .collect();
        let centred: Vec<Vec<f64>> = columns
            .iter()
            .map(|column| column.iter().zip(&mean).map(|(a, b)| a - b).collect())
            .collect();
        let gram = centred
            .iter()
            .map(|a| centred.iter().map(|b| dot(a, b)).collect());
        let mut values = eigenvalues(gram.collect());
        values.sort_by(f64::total_cmp);
        // One of them is that of the vector of ones, 0.
        values.get(1).copied().unwrap_or(0.0).max(0.0).sqrt()
    }
}

/// Steps toward the shares that probabilities hold for: each brings them nearer by the error of the labels hardest to
/// tell apart.
const STEPS: usize = 2000;

/// The least share: one of 0 would say that a label cannot be.
const LEAST: f64 = 1e-6;

/// Returns the shares `π` with `π_k = Σ_t π_t m_tk`.
fn stationary(means: &[Vec<f64>]) -> Vec<f64> {
    let n = means.len();
    let mut shares = vec![1.0 / n as f64; n];
    for _ in 0..STEPS {
        let next = |label: usize| -> f64 {
            let parts = means.iter().zip(&shares);
            parts.map(|(row, share)| row[label] * share).sum()
        };
        let next: Vec<f64> = (0..n).map(next).collect();
        shares = next;
    }
    let kept: Vec<f64> = shares.iter().map(|share| share.max(LEAST)).collect();
    let sum: f64 = kept.iter().sum();
    kept.iter().map(|share| share / sum).collect()
}

/// Sweeps over all pairs: each makes what is left beside the diagonal smaller by far more than half.
const SWEEPS: usize = 30;

/// Returns the eigenvalues of a symmetric matrix, by Jacobi's rotations (Golub & Van Loan, "Matrix computations", 8.5).
fn eigenvalues(mut m: Vec<Vec<f64>>) -> Vec<f64> {
    let n = m.len();
    let pairs = || (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b)));
    for _ in 0..SWEEPS {
        for (a, b) in pairs() {
            if m[a][b].abs() < 1e-300 {
                continue;
            }
            let tau = (m[b][b] - m[a][a]) / (2.0 * m[a][b]);
            let tangent = tau.signum() / (tau.abs() + (1.0 + tau * tau).sqrt());
            let cosine = 1.0 / (1.0 + tangent * tangent).sqrt();
            let sine = tangent * cosine;
            for row in &mut m {
                let (x, y) = (row[a], row[b]);
                (row[a], row[b]) = (cosine * x - sine * y, sine * x + cosine * y);
            }
            let (above, below) = m.split_at_mut(b);
            for (first, second) in above[a].iter_mut().zip(&mut below[0]) {
                let (x, y) = (*first, *second);
                (*first, *second) = (cosine * x - sine * y, sine * x + cosine * y);
            }
        }
    }
    (0..n).map(|at| m[at][at]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eigenvalues_are_those_worked_out_by_hand() {
        let mut found = eigenvalues(vec![
            vec![2.0, -1.0, 0.0],
            vec![-1.0, 2.0, -1.0],
            vec![0.0, -1.0, 2.0],
        ]);
        found.sort_by(f64::total_cmp);
        for (found, expected) in found
            .iter()
            .zip([2.0 - 2_f64.sqrt(), 2.0, 2.0 + 2_f64.sqrt()])
        {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }

    fn rates(mean_probabilities: Vec<Vec<f64>>) -> ErrorRates {
        let n = mean_probabilities.len();
        ErrorRates::new(vec![vec![1; n]; n], mean_probabilities).unwrap()
    }

    #[test]
    fn separation_is_one_for_what_is_always_right_and_zero_for_a_guess() {
        let sure = rates(vec![
            vec![1.0, 0.0, 0.0],
            vec![0.0, 1.0, 0.0],
            vec![0.0, 0.0, 1.0],
        ]);
        assert!((sure.separation() - 1.0).abs() < 1e-9);
        assert!(rates(vec![vec![0.3, 0.7]; 2]).separation() < 1e-9);
        // Of two labels it is what true and false positives differ by.
        let two = rates(vec![vec![0.8, 0.2], vec![0.3, 0.7]]);
        assert!((two.separation() - 0.5).abs() < 1e-9);
        // Labels two and three are taken for each other.
        let blind = rates(vec![
            vec![0.8, 0.1, 0.1],
            vec![0.2, 0.4, 0.4],
            vec![0.2, 0.4, 0.4],
        ]);
        assert!(blind.separation() < 1e-6);
    }

    #[test]
    fn probabilities_hold_for_the_shares_they_repeat() {
        // A quarter of the rows are of the first label, and probabilities are calibrated: 0.25 · 0.4 + 0.75 · 0.2 = 0.25.
        let found = rates(vec![vec![0.4, 0.6], vec![0.2, 0.8]]);
        assert!(
            (found.prior()[0] - 0.25).abs() < 1e-9,
            "{:?}",
            found.prior()
        );
        assert_eq!(
            rates(vec![vec![1.0, 0.0], vec![0.0, 1.0]]).prior(),
            [0.5, 0.5]
        );
    }

    #[test]
    fn malformed_rates_are_refused() {
        let means = || vec![vec![0.8, 0.2], vec![0.2, 0.8]];
        for (confusion, means) in [
            (vec![vec![1, 1], vec![0, 0]], means()),
            (vec![vec![1, 1], vec![1]], means()),
            (vec![vec![1; 2]; 2], vec![vec![0.8, 0.2], vec![2.0, 0.0]]),
            (vec![vec![1; 2]; 2], vec![vec![0.8, 0.2]]),
            (vec![vec![1; 2]; 2], vec![vec![1.0, 0.0]; 2]),
        ] {
            let found = ErrorRates::new(confusion, means);
            assert_eq!(found, Err(QuantificationError::Malformed { label: 1 }));
        }
    }
}
