//! From counted n-grams to columns: bounds on document frequencies, the order by name, names.

use std::cmp::Reverse;

use super::grams::Grams;
use super::levels::{Level, Places, Terms};
use super::names::{Block, Names};
use super::shard::Shard;
use crate::engine::{NONE, parallel};
use crate::{Error, Ngrams, Settings};

/// The bounds that features have to keep, for a corpus of a known size.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    shortest: usize,
    min_df: u32,
    max_df: f64,
    max_features: usize,
    n_documents: u64,
}

impl Bounds {
    /// Returns the bounds, checked against the number of documents.
    pub(super) fn new(settings: &Settings, n_documents: u64) -> Result<Self, Error> {
        if n_documents == 0 {
            return Err(Error::EmptyCorpus);
        }
        if n_documents >= u64::from(NONE) {
            return Err(Error::TooMany {
                what: "documents",
                limit: u64::from(NONE) - 1,
            });
        }
        let (min_df, max_df) = (settings.min_df(), settings.max_df());
        let bounds = Self {
            shortest: settings.words().map_or(1, Ngrams::min),
            min_df,
            max_df,
            max_features: settings.max_features().unwrap_or(usize::MAX),
            n_documents,
        };
        if !bounds.allow(min_df) {
            return Err(Error::MinDfAboveMaxDf {
                min_df,
                max_df,
                n_documents,
            });
        }
        Ok(bounds)
    }

    /// Keeps the candidates that occur most often, in their order; among equals the first ones.
    fn keep_most_frequent<T: Copy>(&self, candidates: &mut Vec<T>, total: impl Fn(&T) -> u64) {
        if candidates.len() <= self.max_features {
            return;
        }
        let mut ranking: Vec<(Reverse<u64>, usize)> = candidates
            .iter()
            .enumerate()
            .map(|(index, candidate)| (Reverse(total(candidate)), index))
            .collect();
        ranking.sort_unstable();
        ranking.truncate(self.max_features);
        ranking.sort_unstable_by_key(|&(_, index)| index);
        *candidates = ranking
            .into_iter()
            .map(|(_, index)| candidates[index])
            .collect();
    }

    /// Returns whether a feature of so many documents does not occur in too many.
    fn allow(&self, document_frequency: u32) -> bool {
        f64::from(document_frequency) <= self.max_df * self.n_documents as f64
    }
}

/// The columns so far.
#[derive(Debug)]
pub(super) struct Columns {
    bounds: Bounds,
    names: Names,
    document_frequencies: Vec<u32>,
}

impl Columns {
    pub(super) fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            names: Names::default(),
            document_frequencies: Vec::new(),
        }
    }

    /// Appends the n-grams of words; returns for each level the column of each n-gram, or [`NONE`].
    pub(super) fn add_words(&mut self, terms: &Terms, levels: &[(Level, Places)]) -> Vec<Vec<u32>> {
        let levels: Vec<&Level> = levels.iter().map(|(level, _)| level).collect();
        let mut columns: Vec<Vec<u32>> = levels
            .iter()
            .map(|level| vec![NONE; level.pairs.len()])
            .collect();
        let mut candidates = in_order_of_names(&levels);
        candidates.retain(|&(depth, number)| {
            let df = levels[depth].document_frequencies[number as usize];
            depth + 1 >= self.bounds.shortest && self.bounds.allow(df)
        });
        self.bounds
            .keep_most_frequent(&mut candidates, |&(depth, number)| {
                levels[depth].totals[number as usize]
            });
        for (column, &(depth, number)) in (0..).zip(&candidates) {
            columns[depth][number as usize] = column;
            self.document_frequencies
                .push(levels[depth].document_frequencies[number as usize]);
            self.push_words(terms, &levels, depth, number);
        }
        columns
    }

    /// Appends the name of an n-gram of words, found from its last word to its first.
    fn push_words(&mut self, terms: &Terms, levels: &[&Level], depth: usize, number: u32) {
        let mut words = [""; Ngrams::LONGEST];
        let mut number = number;
        for depth in (0..=depth).rev() {
            let (below, term) = levels[depth].pairs[number as usize];
            words[depth] = &terms.texts[term as usize];
            number = below;
        }
        self.names.push(Block::Words, &words[..=depth]);
    }

    /// Appends the n-grams of characters; rewrites the caches of the shards to their places in the
    /// block.
    pub(super) fn add_grams(&mut self, grams: &Grams, shards: &mut [Shard]) {
        let n_grams = grams.texts.len();
        let mut candidates: Vec<u32> = (0..).zip(&grams.texts).map(|(gram, _)| gram).collect();
        candidates.retain(|&gram| self.bounds.allow(grams.document_frequencies[gram as usize]));
        self.bounds
            .keep_most_frequent(&mut candidates, |&gram| grams.totals[gram as usize]);
        let mut columns = vec![NONE; n_grams];
        for (column, &gram) in (0..).zip(&candidates) {
            columns[gram as usize] = column;
            self.document_frequencies
                .push(grams.document_frequencies[gram as usize]);
            self.names
                .push(Block::Chars, &[&grams.texts[gram as usize]]);
        }
        if candidates.len() < n_grams {
            parallel::map(shards.iter_mut().collect(), |shard: &mut Shard| {
                shard.cache.map_grams(|gram| {
                    Some(columns[gram as usize]).filter(|&column| column != NONE)
                });
            });
        }
    }

    /// Returns the names and document frequencies of all columns; `is_empty` says that the corpus
    /// holds no n-gram at all.
    pub(super) fn finish(self, is_empty: bool) -> Result<(Names, Vec<u32>), Error> {
        let Bounds {
            min_df,
            max_df,
            n_documents,
            ..
        } = self.bounds;
        if self.names.len() == 0 {
            return Err(if is_empty || (min_df == 1 && max_df >= 1.0) {
                Error::NoFeatures { n_documents }
            } else {
                Error::AllFeaturesRemoved {
                    n_documents,
                    min_df,
                    max_df,
                }
            });
        }
        self.names.check_len()?;
        Ok((self.names, self.document_frequencies))
    }
}

/// Returns all n-grams as (level from 0, number), every n-gram before those it begins.
///
/// Words hold no character below the space that joins them, so this is the order of the names' bytes.
fn in_order_of_names(levels: &[&Level]) -> Vec<(usize, u32)> {
    let mut out = Vec::with_capacity(levels.iter().map(|level| level.pairs.len()).sum());
    // The next n-gram of each level; a level is sorted by the n-gram below, so each is met in turn.
    let mut next = vec![0; levels.len()];
    let mut path: Vec<u32> = Vec::new();
    loop {
        let depth = path.len();
        let parent = path.last().copied().unwrap_or(0);
        let candidate = levels
            .get(depth)
            .and_then(|level| level.pairs.get(next[depth]));
        if candidate.is_some_and(|&(below, _)| depth == 0 || below == parent) {
            let number = u32::try_from(next[depth]).unwrap_or(NONE);
            next[depth] += 1;
            out.push((depth, number));
            path.push(number);
        } else if path.pop().is_none() {
            return out;
        }
    }
}
