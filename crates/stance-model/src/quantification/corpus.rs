//! The tallies of a corpus, article by article, in bounded memory.

use std::collections::{BTreeMap, BTreeSet};

use super::predictions::Predictions;
use super::tally::Tally;
use crate::classifier::Prediction;
use crate::random::hash;

/// Bits of an article's hash that tell its cluster: at most 4096 of them.
const CLUSTER_BITS: u32 = 12;

/// Predictions over the texts of articles, gathered in clusters of whole articles.
///
/// Texts of one article resemble each other, so that what a bootstrap draws anew is whole articles. Of each the sums
/// are needed only; beyond a few hundred articles, those whose names fall together by a hash are summed in one of 4096
/// clusters (random groups, which leave the variance as it is: Wolter, "Introduction to variance estimation", 1985,
/// chapter 2). *Memory*: about 16 bytes per article, to count them, and at most 4096 tallies and the cells
/// of [`Predictions`] for each stratum.
/// *Determinism*: the same in any order of articles and texts.
///
/// A stratum is what has error rates of its own: the classifier of a language or a target.
///
/// # Examples
///
/// ```
/// use stance_model::Prediction;
/// use stance_model::quantification::Corpus;
///
/// let mut corpus = Corpus::new(2, 1);
/// let (yes, no) = (Prediction::new(vec![0.9, 0.1]), Prediction::new(vec![0.2, 0.8]));
/// corpus.add("monday.txt", [(0, &yes), (0, &no)]);
/// corpus.add("tuesday.txt", [(0, &yes)]);
/// assert_eq!((corpus.articles(), corpus.total().n()), (2, 3));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corpus {
    n_labels: usize,
    /// Of all articles.
    strata: Vec<Predictions>,
    /// By the first bits of the hash of an article's name.
    clusters: BTreeMap<u64, Vec<Tally>>,
    articles: BTreeSet<u64>,
}

impl Corpus {
    /// Returns a corpus without articles, for predictions over so many labels by so many classifiers.
    #[must_use]
    pub fn new(n_labels: usize, n_strata: usize) -> Self {
        Self {
            n_labels,
            strata: vec![Predictions::new(n_labels); n_strata],
            clusters: BTreeMap::new(),
            articles: BTreeSet::new(),
        }
    }

    /// Adds predictions of an article's texts, each with the number of its stratum. Articles of one name are one; one
    /// without texts is not counted.
    ///
    /// # Panics
    ///
    /// When a stratum is not below their number, or a prediction is over more labels than the corpus.
    pub fn add<'p>(
        &mut self,
        article: &str,
        predictions: impl IntoIterator<Item = (usize, &'p Prediction)>,
    ) {
        let mut predictions = predictions.into_iter().peekable();
        if predictions.peek().is_none() {
            return;
        }
        let hash = hash(article.as_bytes());
        let nothing = || vec![Tally::new(self.n_labels); self.strata.len()];
        let cluster = self.clusters.entry(hash >> (u64::BITS - CLUSTER_BITS));
        let tallies = cluster.or_insert_with(nothing);
        for (stratum, prediction) in predictions {
            tallies[stratum].add(prediction);
            self.strata[stratum].add(prediction);
        }
        self.articles.insert(hash);
    }

    /// Returns the number of articles with a text, told apart by 64 bits of their names' hashes.
    #[must_use]
    pub fn articles(&self) -> usize {
        self.articles.len()
    }

    /// Returns the tally of all texts.
    #[must_use]
    pub fn total(&self) -> Tally {
        let mut total = Tally::new(self.n_labels);
        for stratum in &self.strata {
            total.merge(stratum.tally());
        }
        total
    }

    /// Returns the predictions of each stratum.
    #[must_use]
    pub fn strata(&self) -> &[Predictions] {
        &self.strata
    }

    /// Returns the clusters, each with a tally per stratum.
    pub(super) fn clusters(&self) -> Vec<&[Tally]> {
        self.clusters.values().map(Vec::as_slice).collect()
    }

    /// Returns the tally of each stratum over some clusters.
    pub(super) fn drawn<'c>(&self, clusters: impl Iterator<Item = &'c [Tally]>) -> Vec<Tally> {
        let mut strata = vec![Tally::new(self.n_labels); self.strata.len()];
        for cluster in clusters {
            for (sum, tally) in strata.iter_mut().zip(cluster) {
                sum.merge(tally);
            }
        }
        strata
    }
}
