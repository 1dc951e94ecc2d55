//! Fitting: the vocabulary of a corpus, and its matrix from the same reading.

use std::ops::Range;

use super::Vectorizer;
use super::columns::{Bounds, Columns};
use super::grams::join_grams;
use super::levels::{Level, Places, Terms, extend, join_terms};
use super::rows::{DenseCounter, count_runs, count_sorted};
use super::shard::Shard;
use crate::engine::{Analyzer, NONE, parallel};
use crate::{Csr, Error, Row, Settings};

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
        Ok(Fit::new(settings, documents)?.vectorizer)
    }

    /// Fits a vectoriser on a corpus and returns it with the corpus' matrix: the same as
    /// [`Vectorizer::fit`], then [`Vectorizer::transform`], but the corpus is read once.
    ///
    /// *Shape*: `documents × features`.
    ///
    /// # Errors
    ///
    /// As [`Vectorizer::fit`].
    pub fn fit_transform(
        settings: Settings,
        documents: &[impl AsRef<str> + Sync],
    ) -> Result<(Self, Csr), Error> {
        let fit = Fit::new(settings, documents)?;
        let matrix = fit.matrix();
        Ok((fit.vectorizer, matrix))
    }
}

/// A fitted vectoriser with the corpus as numbers.
struct Fit {
    vectorizer: Vectorizer,
    shards: Vec<Shard>,
    /// By length of n-gram, from 1: the numbers at each place, and the columns of the numbers.
    levels: Vec<(Places, Vec<u32>)>,
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
        let (terms, levels) = count_words(&settings, &mut shards);
        let grams = join_grams(&mut shards, settings.min_df());

        let mut columns = Columns::new(bounds);
        let word_columns = columns.add_words(&terms, &levels);
        columns.add_grams(&grams, &mut shards);
        let (names, document_frequencies) = columns.finish(is_empty)?;
        let levels = levels
            .into_iter()
            .map(|(_, places)| places)
            .zip(word_columns)
            .collect();
        let vectorizer = Vectorizer::assemble(settings, names, document_frequencies, n_documents);
        Ok(Self {
            vectorizer,
            shards,
            levels,
        })
    }

    fn matrix(&self) -> Csr {
        let shards: Vec<(usize, &Shard)> = self.shards.iter().enumerate().collect();
        let parts = parallel::map(shards, |(index, shard)| self.rows(index, shard));
        Csr::concatenate(self.vectorizer.n_features(), parts)
    }

    /// Returns the rows of a shard.
    fn rows(&self, index: usize, shard: &Shard) -> Csr {
        let vectorizer = &self.vectorizer;
        let mut part = Csr::with_columns(vectorizer.n_features());
        let mut grams = DenseCounter::new(vectorizer.core.vocabulary.n_grams());
        let (mut features, mut columns) = (Vec::new(), Vec::new());
        let (mut counts, mut values) = (Vec::new(), Vec::new());
        let mut start = 0;
        for (&end, chunks) in shard.terms.ends.iter().zip(shard.chunks.iter()) {
            features.clear();
            for (places, level_columns) in &self.levels {
                let numbers = places[index][start..end]
                    .iter()
                    .filter(|&&number| number != NONE);
                let found = numbers.map(|&number| level_columns[number as usize]);
                features.extend(found.filter(|&column| column != NONE));
            }
            start = end;
            columns.clear();
            counts.clear();
            values.clear();
            count_sorted(&mut features, &mut columns, &mut counts);
            vectorizer
                .weigher
                .weigh(&columns, &counts, &vectorizer.idf, &mut values);
            features.clear();
            features.extend_from_slice(chunks);
            count_runs(&mut features, |chunk, times| {
                grams.add(shard.cache.grams(chunk), times);
            });
            vectorizer.append_grams(&mut grams, &mut columns, &mut counts, &mut values);
            part.append(Row {
                indices: &columns,
                values: &values,
            });
        }
        part
    }
}

/// Counts the n-grams of words, length by length from 1.
fn count_words(settings: &Settings, shards: &mut [Shard]) -> (Terms, Vec<(Level, Places)>) {
    let Some(lengths) = settings.words() else {
        return (Terms::default(), Vec::new());
    };
    let (mut terms, places) = join_terms(shards, settings.min_df());
    let mut levels = vec![(std::mem::take(&mut terms.level), places)];
    for length in 2..=lengths.max() {
        let [(_, term_places), ..] = levels.as_slice() else {
            break;
        };
        let Some((below, below_places)) = levels.last() else {
            break;
        };
        let min_df = settings.min_df();
        levels.push(extend(
            below,
            below_places,
            term_places,
            shards,
            length,
            min_df,
        ));
    }
    (terms, levels)
}
