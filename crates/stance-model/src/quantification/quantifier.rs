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
/// and the out-of-fold rows of each label are drawn anew (the bootstrap's percentile interval). It says how far the
/// share may be off among the articles that these are a sample of, if texts within a label are like those trained on.
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
///     vec![0.5, 0.5],
/// )?;
/// let quantifier = Quantifier::new(2, &[rates], Estimator::CORRECTED, Bootstrap::default());
/// let mut corpus = Corpus::new(2, 1);
/// for article in 0..100 {
///     let p = if article < 68 { 1.0 } else { 0.0 };
///     corpus.add(&format!("{article}.txt"), [(0, &Prediction::new(vec![p, 1.0 - p]))]);
/// }
/// let shares = quantifier.shares(&corpus).ok_or("empty")?;
/// assert_eq!((shares.counted[0], shares.summed[0]), (0.68, 0.68));
/// assert!((shares.corrected[0] - 0.8).abs() < 1e-9);
/// let interval = shares.intervals[0].ok_or("no interval")?;
/// assert!(interval.low < 0.7 && 0.9 < interval.high);
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
        assert_eq!(corpus.n_strata(), self.strata.len(), "as many strata");
        let total = corpus.total();
        let columns = |stratum: usize| &self.strata[stratum].columns;
        let (corrected, _) = self.corrected(&corpus.strata(), columns)?;
        let (draws, outside) = self.resampled(corpus);
        let interval = |label| interval_of(&draws, label, self.bootstrap.level);
        Some(Shares {
            n: total.n(),
            articles: corpus.articles(),
            counted: total.counted()?,
            summed: total.summed()?,
            corrected,
            intervals: (0..self.n_labels).map(interval).collect(),
            outside,
        })
    }

    /// Returns the corrected shares of each resample, and the mean share of their texts that no mixture looks like. Of one
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
            let drawn = (0..n).map(|_| clusters[random.below(n)]);
            let strata = corpus.drawn(drawn);
            let columns = |stratum: usize| &self.strata[stratum].redrawn[resample];
            if let Some((shares, apart)) = self.corrected(&strata, columns) {
                draws.push(shares);
                outside += apart;
            }
        }
        let mean = outside / draws.len().max(1) as f64;
        (draws, mean)
    }

    /// Returns the shares over all strata, each corrected by its columns, and the share of texts in strata that no mixture
    /// looks like; nothing without a text.
    fn corrected<'s>(
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
