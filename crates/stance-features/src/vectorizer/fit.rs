//! Fitting: the vocabulary of a corpus, and its matrix from the same reading.

use std::ops::Range;

use super::Vectorizer;
use super::columns::{Bounds, Columns};
use super::grams::join_grams;
use super::levels::{Level, Places, Terms, extend, join_terms};
use super::rows::{DenseCounter, RowBuffers, count_runs};
use super::shard::Shard;
use super::weights::Weights;
use crate::engine::{Analyzer, NONE, parallel};
use crate::{Csr, Error, Settings};

impl Vectorizer {
    /// Fits a vectoriser with these settings on a corpus, one text per document.
    ///
    /// *Determinism*: the result depends on the settings and the documents only, neither on their
    /// order nor on the number of threads; with the feature `rayon` the current pool does the work.
    ///
    /// # Errors
    ///
    /// [`Error::EmptyCorpus`] without documents, [`Error::NoFeatures`] when no document holds any,
    /// [`Error::MinDfAboveMaxDf`] when no feature can satisfy both bounds,
    /// [`Error::AllFeaturesRemoved`] when none does, [`Error::TooMany`] when documents or features
    /// are more than their numbers can tell apart.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Settings, Vectorizer};
    ///
    /// let vectorizer = Vectorizer::fit(Settings::default(), &["a b", "b c"])?;
    /// let names: Vec<&str> = vectorizer.feature_names().collect();
    /// assert_eq!(names, ["w:a", "w:a b", "w:b", "w:b c", "w:c"]);
    /// assert_eq!(vectorizer.document_frequencies(), [1, 1, 2, 1, 1]);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn fit(settings: Settings, documents: &[impl AsRef<str> + Sync]) -> Result<Self, Error> {
        Ok(Fit::new(settings, documents)?.features.into_vectorizer())
    }

    /// Fits a vectoriser on a corpus and returns it with the corpus' matrix: the same as
    /// [`Vectorizer::fit`], then [`Vectorizer::transform`], but the corpus is read once.
    ///
    /// *Shape*: `documents × features`.
    ///
    /// # Errors
    ///
    /// As [`Vectorizer::fit`].
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Settings, Vectorizer};
    ///
    /// let corpus = ["a b", "b c"];
    /// let (vectorizer, matrix) = Vectorizer::fit_transform(Settings::default(), &corpus)?;
    /// assert_eq!(matrix, vectorizer.transform(&corpus));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn fit_transform(
        settings: Settings,
        documents: &[impl AsRef<str> + Sync],
    ) -> Result<(Self, Csr), Error> {
        let Fit { features, corpus } = Fit::new(settings, documents)?;
        let (matrix, vectorizer) =
            parallel::join(|| corpus.into_matrix(), || features.into_vectorizer());
        Ok((vectorizer, matrix))
    }
}

/// A corpus as numbers, its features counted.
struct Fit {
    features: Features,
    corpus: Corpus,
}

impl Fit {
    fn new(settings: Settings, documents: &[impl AsRef<str> + Sync]) -> Result<Self, Error> {
        let n_documents = documents.len() as u64;
        let bounds = Bounds::new(&settings, n_documents)?;
        let analyzer = Analyzer::new(&settings);
        let chars = settings.chars().is_some();
        let read =
            |share: Range<usize>| Shard::read(share.start, &documents[share], &analyzer, chars);
        let mut shards = parallel::map(parallel::shares(documents), read)
            .into_iter()
            .collect::<Result<Vec<Shard>, Error>>()?;
        let is_empty = shards.iter().all(Shard::is_empty);
        let (terms, levels, places) = count_words(&settings, &mut shards);
        let grams = join_grams(&mut shards, settings.min_df());

        let mut columns = Columns::new(bounds);
        let word_columns = columns.add_words(&levels);
        columns.add_grams(&grams, &mut shards);
        columns.check(is_empty)?;
        let corpus = Corpus {
            shards,
            places,
            word_columns,
            weights: Weights::new(&settings, &columns.document_frequencies, n_documents),
            n_words: columns.n_words(),
            n_grams: columns.n_grams(),
        };
        let features = Features {
            settings,
            terms: terms.texts,
            levels: levels.into_iter().map(|level| level.pairs).collect(),
            grams: grams.texts,
            columns,
            n_documents,
        };
        Ok(Self { features, corpus })
    }
}

/// The features of a counted corpus.
struct Features {
    settings: Settings,
    terms: Vec<String>,
    /// By length of n-gram of words, from 1: the n-gram below and the last term of each.
    levels: Vec<Vec<(u32, u32)>>,
    grams: Vec<String>,
    columns: Columns,
    n_documents: u64,
}

impl Features {
    fn into_vectorizer(self) -> Vectorizer {
        let names = self.columns.names(&self.terms, &self.levels, &self.grams);
        let document_frequencies = self.columns.document_frequencies;
        Vectorizer::assemble(self.settings, names, document_frequencies, self.n_documents)
    }
}

/// The documents of a counted corpus.
struct Corpus {
    shards: Vec<Shard>,
    /// By length of n-gram of words, from 1: the numbers at each place, the columns of the numbers.
    places: Vec<Places>,
    word_columns: Vec<Vec<u32>>,
    weights: Weights,
    n_words: u32,
    n_grams: usize,
}

impl Corpus {
    /// Returns the matrix.
    ///
    /// Rows are made in shares finer than the shards, for a thread may join late; a single thread
    /// makes them in one go, so that nothing is copied.
    fn into_matrix(self) -> Csr {
        let n_shares = if parallel::n_workers() > 1 { 8 } else { 1 };
        let mut shares = Vec::new();
        for (index, shard) in self.shards.iter().enumerate() {
            let n_documents = shard.terms.ends.len();
            let size = n_documents.div_ceil(n_shares).max(1);
            let starts = (0..n_documents).step_by(size);
            shares.extend(starts.map(|start| (index, start..n_documents.min(start + size))));
        }
        let parts = parallel::map(shares, |(shard, documents)| self.rows(shard, documents));
        let n_columns = self.n_columns();
        drop(self);
        Csr::concatenate(n_columns, parts)
    }

    fn n_columns(&self) -> usize {
        self.n_words as usize + self.n_grams
    }

    /// Returns the rows of some documents of a shard.
    fn rows(&self, index: usize, documents: Range<usize>) -> Csr {
        let shard = &self.shards[index];
        let mut part = Csr::with_columns(self.n_columns());
        let mut grams = DenseCounter::new(self.n_grams);
        let (mut row, mut list) = (RowBuffers::default(), Vec::new());
        for document in documents {
            list.clear();
            let range = shard.terms.range(document);
            for (places, columns) in self.places.iter().zip(&self.word_columns) {
                let numbers = places[index][range.clone()].iter();
                let found = numbers
                    .filter(|&&number| number != NONE)
                    .map(|&number| columns[number as usize]);
                list.extend(found.filter(|&column| column != NONE));
            }
            row.begin(&mut list, &self.weights);
            list.clear();
            list.extend_from_slice(shard.chunks.get(document));
            count_runs(&mut list, |chunk, times| {
                grams.add(shard.cache.grams(chunk), times);
            });
            part.append(row.finish(&mut grams, self.n_words, &self.weights));
        }
        part
    }
}

/// Counts the n-grams of words, length by length from 1.
fn count_words(settings: &Settings, shards: &mut [Shard]) -> (Terms, Vec<Level>, Vec<Places>) {
    let Some(lengths) = settings.words() else {
        return (Terms::default(), Vec::new(), Vec::new());
    };
    let min_df = settings.min_df();
    let (mut terms, places) = join_terms(shards, min_df);
    let (mut levels, mut all_places) = (vec![std::mem::take(&mut terms.level)], vec![places]);
    for length in 2..=lengths.max() {
        let (Some(below), [term_places, ..], Some(below_places)) =
            (levels.last(), all_places.as_slice(), all_places.last())
        else {
            break;
        };
        let (level, places) = extend(below, below_places, term_places, shards, length, min_df);
        levels.push(level);
        all_places.push(places);
    }
    (terms, levels, all_places)
}
