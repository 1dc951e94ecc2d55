//! From counted n-grams to columns: bounds on document frequencies, the order by name, names.

use std::cmp::Reverse;

use super::grams::Grams;
use super::levels::Level;
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

/// An n-gram of words: its level, from 0, and its number there.
type Ngram = (u8, u32);

/// The columns so far.
#[derive(Debug)]
pub(super) struct Columns {
    bounds: Bounds,
    /// The n-gram of words of each column, from the first.
    words: Vec<Ngram>,
    /// The n-gram of characters of each column after those.
    grams: Vec<u32>,
    pub(super) document_frequencies: Vec<u32>,
}

impl Columns {
    pub(super) fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            words: Vec::new(),
            grams: Vec::new(),
            document_frequencies: Vec::new(),
        }
    }

    /// Appends the n-grams of words; returns for each level the column of each n-gram, or [`NONE`].
    pub(super) fn add_words(&mut self, levels: &[Level]) -> Vec<Vec<u32>> {
        let mut columns: Vec<Vec<u32>> = levels
            .iter()
            .map(|level| vec![NONE; level.pairs.len()])
            .collect();
        let mut candidates = in_order_of_names(levels);
        let frequency = |&(depth, number): &Ngram| {
            levels[usize::from(depth)].document_frequencies[number as usize]
        };
        candidates.retain(|ngram| {
            usize::from(ngram.0) + 1 >= self.bounds.shortest && self.bounds.allow(frequency(ngram))
        });
        self.bounds
            .keep_most_frequent(&mut candidates, |&(depth, number)| {
                levels[usize::from(depth)].totals[number as usize]
            });
        for (column, &(depth, number)) in (0..).zip(&candidates) {
            columns[usize::from(depth)][number as usize] = column;
        }
        self.document_frequencies
            .extend(candidates.iter().map(frequency));
        self.words = candidates;
        columns
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
        }
        self.grams = candidates;
        if self.grams.len() < n_grams {
            parallel::map(shards.iter_mut().collect(), |shard: &mut Shard| {
                shard.cache.map_grams(|gram| {
                    Some(columns[gram as usize]).filter(|&column| column != NONE)
                });
            });
        }
    }

    /// Refuses to go on without any column or with too many; `is_empty` says that the corpus holds
    /// no n-gram at all.
    pub(super) fn check(&self, is_empty: bool) -> Result<(), Error> {
        let Bounds {
            min_df,
            max_df,
            n_documents,
            ..
        } = self.bounds;
        match self.document_frequencies.len() {
            0 if is_empty || (min_df == 1 && max_df >= 1.0) => {
                Err(Error::NoFeatures { n_documents })
            }
            0 => Err(Error::AllFeaturesRemoved {
                n_documents,
                min_df,
                max_df,
            }),
            len => Names::check_len(len),
        }
    }

    /// Returns the first column of n-grams of characters.
    pub(super) fn n_words(&self) -> u32 {
        u32::try_from(self.words.len()).unwrap_or(NONE)
    }

    /// Returns how many columns are n-grams of characters.
    pub(super) fn n_grams(&self) -> usize {
        self.grams.len()
    }

    /// Returns the names of all columns, given the texts of the terms, the pairs of the levels and
    /// the texts of the n-grams of characters.
    pub(super) fn names(
        &self,
        terms: &[String],
        levels: &[Vec<(u32, u32)>],
        grams: &[String],
    ) -> Names {
        let mut names = Names::default();
        for &(depth, number) in &self.words {
            let mut words = [""; Ngrams::LONGEST];
            let (depth, mut number) = (usize::from(depth), number);
            for depth in (0..=depth).rev() {
                let (below, term) = levels[depth][number as usize];
                words[depth] = &terms[term as usize];
                number = below;
            }
            names.push(Block::Words, &words[..=depth]);
        }
        for &gram in &self.grams {
            names.push(Block::Chars, &[&grams[gram as usize]]);
        }
        names
    }
}

/// Returns all n-grams, every n-gram before those it begins.
///
/// Words hold no character below the space that joins them, so this is the order of the names' bytes.
fn in_order_of_names(levels: &[Level]) -> Vec<Ngram> {
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
            out.push((u8::try_from(depth).unwrap_or(u8::MAX), number));
            path.push(number);
        } else if path.pop().is_none() {
            return out;
        }
    }
}
