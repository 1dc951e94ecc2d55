//! Corrected shares of a corpus with their intervals.

use super::QuantificationError;
use super::corpus::Corpus;
use super::draws::redrawn;
use super::error_rates::ErrorRates;
use super::estimators::Estimator;
use super::simplex::nearest_mixture;
use super::tally::Tally;
use crate::bootstrap::{Bootstrap, Interval, interval_of};
use crate::classifier::Classifier;
use crate::random::SplitMix64;

/// A mixture further than this from what was observed does not look like it: far above what rounding to millionths does.
const APART: f64 = 1e-4;

/// What turns the predictions of some classifiers into shares.
///
/// Each stratum of a corpus is corrected by the error rates of its own classifier; shares are the means of the strata,
/// by their texts. An interval holds `level` of what comes out over resamples, in each of which clusters of articles
/// and the out-of-fold rows of each label are drawn anew (the bootstrap's percentile interval). That of
/// [`Estimator::ExpectationMaximisation`] is the interval of [`Estimator::AdjustedSum`], which needs sums alone and knows of the
/// error rates, together with the same interval moved by what the two shares differ by, cut to 0..=1. Where no share is near 0
/// or 1 both are right and about the same. At the edge they are not: shares of resamples that would be above 1 are 1, and
/// moving what was cut off there leaves the true share out, which the interval in its place holds. Both together hold what
/// either does (docs/shares.md measures them). An interval says how far the
/// share may be off among the articles that these are a sample of, if texts within a label are like those trained on; of
/// fewer than some twenty articles it is too narrow.
///
/// *Determinism*: depends on model, corpus and seed alone.
///
/// # Examples
///
/// ```
/// use stance_model::Prediction;
/// use stance_model::bootstrap::Bootstrap;
/// use stance_model::quantification::{Corpus, ErrorRates, Estimator, Quantifier};
///
/// let rates = ErrorRates::new(
///     vec![vec![80, 20], vec![20, 80]],
///     vec![vec![0.8, 0.2], vec![0.2, 0.8]],
/// )?;
/// let quantifier = Quantifier::new(2, &[rates], Estimator::AdjustedSum, Bootstrap::default());
/// let mut corpus = Corpus::new(2, 1);
/// for article in 0..100 {
///     let p = if article < 68 { 0.9 } else { 0.1 };
///     corpus.add(&format!("{article}.txt"), [(0, &Prediction::new(vec![p, 1.0 - p]))]);
/// }
/// let shares = quantifier.shares(&corpus).ok_or("empty")?;
/// // 0.68 · 0.9 + 0.32 · 0.1 = 0.644 = 0.8 π + 0.2 (1 − π).
/// assert_eq!((shares.counted[0], shares.summed[0]), (0.68, 0.644));
/// assert!((shares.corrected[0] - 0.74).abs() < 1e-9);
/// let interval = shares.intervals[0].ok_or("no interval")?;
/// assert!(interval.low < 0.65 && 0.83 < interval.high);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Quantifier {
    n_labels: usize,
    strata: Vec<Stratum>,
    estimator: Estimator,
    bootstrap: Bootstrap,
}

/// Shares of the labels of a corpus.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// Texts.
    pub n: u64,
    /// Articles that they stand in.
    pub articles: usize,
    /// Share of each predicted label.
    pub counted: Vec<f64>,
    /// Mean probability of each label.
    pub summed: Vec<f64>,
    /// Share of each label, corrected for the errors of the classifier, in 0..=1 and summing to 1.
    pub corrected: Vec<f64>,
    /// The interval of each corrected share. None where all resamples give the same: of one article, or of a label that
    /// was never met.
    pub intervals: Vec<Option<Interval>>,
    /// Share of the resamples, by texts, in which no mixture of labels looks like them, in 0..=1. A share of 0 of some label
    /// may give a half and more; nearly 1 says that texts within a label are not like those trained on.
    pub outside: f64,
}

/// The error rates of one classifier.
#[derive(Debug, Clone)]
struct Stratum {
    /// Place of each of its labels among those of the corpus.
    places: Vec<usize>,
    rates: ErrorRates,
    columns: Vec<Vec<f64>>,
    /// The same, drawn anew for each resample.
    redrawn: Vec<Vec<Vec<f64>>>,
}

impl Quantifier {
    /// Returns a quantifier for corpora of as many strata as there are error rates, each over all labels. With
    /// [`Estimator::Counting`] or [`Estimator::Summing`] nothing is corrected.
    ///
    /// # Panics
    ///
    /// When error rates are not over `n_labels` labels.
    #[must_use]
    pub fn new(
        n_labels: usize,
        rates: &[ErrorRates],
        estimator: Estimator,
        bootstrap: Bootstrap,
    ) -> Self {
        let over_all = |rates: &ErrorRates| {
            assert_eq!(rates.n_labels(), n_labels, "error rates of every label");
            ((0..n_labels).collect(), rates.clone())
        };
        let rates = rates.iter().map(over_all).collect();
        Self::over(n_labels, rates, estimator, bootstrap)
    }

    /// Returns a quantifier by [`Estimator::CORRECTED`] with a stratum per classifier, over `labels`, which hold those of
    /// all classifiers.
    ///
    /// # Errors
    ///
    /// As [`ErrorRates::of`], of the first classifier that has none.
    ///
    /// # Panics
    ///
    /// When a classifier has a label that is not among `labels`, which rise in byte order.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_model::bootstrap::Bootstrap;
    /// use stance_model::quantification::{QuantificationError, Quantifier};
    /// use stance_model::{TrainOptions, TrainingSet, train};
    ///
    /// let set = TrainingSet {
    ///     texts: ["good film", "good play", "bad film", "bad play"].map(String::from).to_vec(),
    ///     labels: ["yes", "yes", "no", "no"].map(String::from).to_vec(),
    ///     ..TrainingSet::default()
    /// };
    /// let without = train(&set, &TrainOptions { folds: 0, ..TrainOptions::default() }, None)?;
    /// let labels = without.labels().to_vec();
    /// let found = Quantifier::of(&labels, [&without], Bootstrap::default());
    /// assert_eq!(found.err(), Some(QuantificationError::NoErrorRates));
    /// # Ok::<(), stance_model::Error>(())
    /// ```
    pub fn of<'c>(
        labels: &[String],
        classifiers: impl IntoIterator<Item = &'c Classifier>,
        bootstrap: Bootstrap,
    ) -> Result<Self, QuantificationError> {
        let place = |label: &String| {
            let found = labels.binary_search(label);
            assert!(found.is_ok(), "labels hold those of all classifiers");
            found.unwrap_or(0)
        };
        let rates = classifiers.into_iter().map(|classifier| {
            let places = classifier.labels().iter().map(place).collect();
            Ok((places, ErrorRates::of(classifier)?))
        });
        let rates = rates.collect::<Result<Vec<_>, _>>()?;
        let estimator = Estimator::CORRECTED;
        Ok(Self::over(labels.len(), rates, estimator, bootstrap))
    }

    fn over(
        n_labels: usize,
        rates: Vec<(Vec<usize>, ErrorRates)>,
        estimator: Estimator,
        bootstrap: Bootstrap,
    ) -> Self {
        let mut random = SplitMix64::new(bootstrap.seed);
        let strata = rates.into_iter().map(|(places, rates)| Stratum {
            places,
            columns: estimator.columns(&rates).unwrap_or_default(),
            redrawn: (0..bootstrap.resamples)
                .map(|_| redrawn(estimator, &rates, &mut random).unwrap_or_default())
                .collect(),
            rates,
        });
        Self {
            n_labels,
            strata: strata.collect(),
            estimator,
            bootstrap,
        }
    }

    /// Returns the shares of the labels of a corpus; nothing without a text.
    ///
    /// # Panics
    ///
    /// When the corpus has other strata or labels than the quantifier.
    #[must_use]
    pub fn shares(&self, corpus: &Corpus) -> Option<Shares> {
        assert_eq!(corpus.strata().len(), self.strata.len(), "as many strata");
        let total = corpus.total();
        let corrected = self.estimated(corpus)?;
        let tallies: Vec<Tally> = corpus.strata().iter().map(|s| s.tally().clone()).collect();
        let columns = |stratum: usize| &self.strata[stratum].columns;
        let (centre, _) = self.adjusted(&tallies, columns)?;
        let (draws, outside) = self.resampled(corpus);
        let interval = |label: usize| {
            let found = interval_of(&draws, label, self.bootstrap.level)?;
            let moved = |end: f64| (end + corrected[label] - centre[label]).clamp(0.0, 1.0);
            Some(Interval {
                low: moved(found.low).min(found.low).min(corrected[label]),
                high: moved(found.high).max(found.high).max(corrected[label]),
            })
        };
        let intervals = (0..self.n_labels).map(interval).collect();
        Some(Shares {
            n: total.n(),
            articles: corpus.articles(),
            counted: total.counted()?,
            summed: total.summed()?,
            intervals,
            corrected,
            outside,
        })
    }

    /// Returns the shares over all strata by the estimator; nothing without a text.
    fn estimated(&self, corpus: &Corpus) -> Option<Vec<f64>> {
        let n = corpus.total().n();
        let mut shares = vec![0.0; self.n_labels];
        for (stratum, predictions) in self.strata.iter().zip(corpus.strata()) {
            let own = predictions.project(&stratum.places);
            let Some(found) = self.estimator.shares(&stratum.rates, &own) else {
                continue;
            };
            let weight = own.tally().n() as f64 / n as f64;
            for (&place, share) in stratum.places.iter().zip(found) {
                shares[place] += weight * share;
            }
        }
        (n > 0).then_some(shares)
    }

    /// Returns the adjusted shares of each resample, and the mean share of their texts that no mixture looks like. Of one
    /// cluster there are none.
    fn resampled(&self, corpus: &Corpus) -> (Vec<Vec<f64>>, f64) {
        let clusters = corpus.clusters();
        let n = clusters.len();
        if n < 2 {
            return (Vec::new(), 0.0);
        }
        // Not the stream that error rates come from.
        let mut random = SplitMix64::new(self.bootstrap.seed ^ 0x5DEE_CE66);
        let (mut draws, mut outside) = (Vec::with_capacity(self.bootstrap.resamples), 0.0);
        for resample in 0..self.bootstrap.resamples {
            let again = (0..n).map(|_| clusters[random.below(n)]);
            let strata = corpus.drawn(again);
            let columns = |stratum: usize| &self.strata[stratum].redrawn[resample];
            if let Some((shares, apart)) = self.adjusted(&strata, columns) {
                draws.push(shares);
                outside += apart;
            }
        }
        let mean = outside / draws.len().max(1) as f64;
        (draws, mean)
    }

    /// Returns the shares over all strata, each adjusted by its columns, and the share of texts in strata that no mixture
    /// looks like; nothing without a text.
    fn adjusted<'s>(
        &self,
        strata: &[Tally],
        columns: impl Fn(usize) -> &'s Vec<Vec<f64>>,
    ) -> Option<(Vec<f64>, f64)> {
        let n: u64 = strata.iter().map(Tally::n).sum();
        let (mut shares, mut outside) = (vec![0.0; self.n_labels], 0.0);
        for (number, tally) in strata.iter().enumerate() {
            let places = &self.strata[number].places;
            let Some(observed) = self.estimator.observed(&tally.project(places)) else {
                continue;
            };
            let weight = tally.n() as f64 / n as f64;
            let columns = columns(number);
            let found = if columns.is_empty() {
                observed
            } else {
                let mixture = nearest_mixture(columns, &observed);
                outside += if mixture.distance > APART {
                    weight
                } else {
                    0.0
                };
                mixture.shares
            };
            for (&place, share) in places.iter().zip(found) {
                shares[place] += weight * share;
            }
        }
        (n > 0).then_some((shares, outside))
    }
}
