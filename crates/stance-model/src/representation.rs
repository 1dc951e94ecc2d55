//! The design matrix of a training run: the vectoriser's columns, then those of the tables of words.
//!
//! A row `x` of TF-IDF weights over single words gives the block `f · x E` of a table `E`, `words × dims`,
//! whose factor `f` makes the blocks of the training rows have a mean squared norm of [`BLOCK_NORM`]². A
//! linear model `w · x + b · (f x E)` is the linear model `(w + f E b) · x`: [`Representation::fold`] returns that
//! one, whose vocabulary holds the words of the tables too.

use std::collections::BTreeMap;

use rayon::prelude::*;
use stance_features::{
    Block as Kind, Csr, NegationScope, Ngrams, Origin, Pipeline, Row, Settings, Vectorizer,
};

use crate::classifier::LinearModel;
use crate::error::Error;
use crate::logistic::FittedLogisticRegression;
use crate::train::TrainOptions;
use crate::word_table::WordTable;

/// The root of the mean squared norm of a table's block; that of words, and that of characters, is 1.
pub(crate) const BLOCK_NORM: f64 = 0.5;

/// What turns texts into rows of the design matrix.
#[derive(Debug)]
pub(crate) struct Representation {
    vectorizer: Vectorizer,
    blocks: Vec<Block>,
}

/// The part of one table.
#[derive(Debug)]
struct Block {
    n_dims: usize,
    /// For each column of the vectoriser, where its values begin, if it has any.
    starts: Vec<Option<usize>>,
    values: Vec<f32>,
    factor: f64,
}

/// The values of each term that words of a table stand for: the mean over those words.
type Terms = BTreeMap<String, Vec<f32>>;

impl Representation {
    /// Fits vectoriser and factors to texts, of a training set of `n_rows` in all; returns the matrix too.
    ///
    /// # Errors
    ///
    /// As [`Vectorizer::fit`]; [`Error::TablesNeedWords`] when there are tables but no column for single words.
    pub(crate) fn fit(
        options: &TrainOptions,
        n_rows: usize,
        texts: &[impl AsRef<str> + Sync],
    ) -> Result<(Self, Csr), Error> {
        let builder = options.vectorizer(n_rows);
        let tables: Vec<&WordTable> = options.tables().collect();
        if tables.is_empty() {
            let (vectorizer, records) = builder.fit_transform(texts)?;
            let blocks = Vec::new();
            return Ok((Self { vectorizer, blocks }, records));
        }
        if options.words.map(Ngrams::min) != Some(1) {
            return Err(Error::TablesNeedWords);
        }
        let vectorizer = builder.fit(texts)?;
        let pipeline = Pipeline::from_settings(vectorizer.settings());
        let mut terms: Vec<Terms> = tables.iter().map(|table| terms(table, &pipeline)).collect();
        if let (true, true, Some(lexicon)) = (
            options.negation,
            options.lexicon.is_some(),
            terms.last_mut(),
        ) {
            deny(lexicon);
        }
        let vectorizer = extend(&vectorizer, &terms)?;
        let records = vectorizer.transform(texts);
        let blocks = tables.iter().zip(&terms);
        let blocks = blocks.map(|(table, terms)| Block::new(table, terms, &vectorizer, &records));
        let representation = Self {
            blocks: blocks.collect(),
            vectorizer,
        };
        let records = representation.append_blocks(&records)?;
        Ok((representation, records))
    }

    /// Returns the design matrix of texts.
    pub(crate) fn transform(&self, texts: &[impl AsRef<str> + Sync]) -> Result<Csr, Error> {
        let records = self.vectorizer.transform(texts);
        if self.blocks.is_empty() {
            return Ok(records);
        }
        self.append_blocks(&records)
    }

    fn append_blocks(&self, records: &Csr) -> Result<Csr, Error> {
        let n_dims: usize = self.blocks.iter().map(|block| block.n_dims).sum();
        let rows: Vec<Row<'_>> = records.rows().collect();
        let parts: Vec<Vec<f64>> = rows.par_iter().map(|&row| self.block_values(row)).collect();
        let mut out = Csr::with_columns(self.vectorizer.n_features() + n_dims);
        let (mut indices, mut values) = (Vec::new(), Vec::new());
        for (row, part) in rows.into_iter().zip(parts) {
            indices.clear();
            values.clear();
            indices.extend_from_slice(row.indices);
            values.extend_from_slice(row.values);
            for (column, value) in (self.vectorizer.n_features()..).zip(part) {
                if value != 0.0 {
                    indices.push(u32::try_from(column).unwrap_or(u32::MAX));
                    #[expect(clippy::cast_possible_truncation, reason = "matrices hold f32")]
                    values.push(value as f32);
                }
            }
            out.push_row(Row {
                indices: &indices,
                values: &values,
            })?;
        }
        Ok(out)
    }

    /// Returns the columns of all tables for a row.
    fn block_values(&self, row: Row<'_>) -> Vec<f64> {
        let block = |block: &Block| {
            let sums = block.sums(row).into_iter();
            sums.map(|sum| sum * block.factor).collect::<Vec<f64>>()
        };
        self.blocks.iter().flat_map(block).collect()
    }

    /// Returns the vectoriser, and the linear model over its columns that equals the one fitted.
    pub(crate) fn fold(
        self,
        fitted: &FittedLogisticRegression<usize>,
    ) -> (Vectorizer, LinearModel) {
        let (n_features, n_vectors) = (self.vectorizer.n_features(), fitted.n_vectors());
        let mut weights = Vec::with_capacity(n_features * n_vectors);
        for feature in 0..n_features {
            for vector in 0..n_vectors {
                let fitted = fitted.vector(vector);
                let (own, mut of_blocks) = (fitted[feature], &fitted[n_features..]);
                let mut weight = own;
                for block in &self.blocks {
                    let (of_block, rest) = of_blocks.split_at(block.n_dims);
                    weight += block.factor * block.dot(feature, of_block);
                    of_blocks = rest;
                }
                #[expect(clippy::cast_possible_truncation, reason = "models store f32")]
                weights.push(weight as f32);
            }
        }
        let linear = LinearModel::from_fit(weights, fitted.intercepts().to_vec());
        (self.vectorizer, linear)
    }
}

impl Block {
    fn new(table: &WordTable, terms: &Terms, vectorizer: &Vectorizer, records: &Csr) -> Self {
        let mut block = Self {
            n_dims: table.n_dims(),
            starts: Vec::with_capacity(vectorizer.n_features()),
            values: Vec::with_capacity(terms.len() * table.n_dims()),
            factor: 1.0,
        };
        for name in vectorizer.feature_names() {
            let found = match Kind::split(name) {
                Some((Kind::Words, ngram)) => terms.get(ngram),
                _ => None,
            };
            block.starts.push(found.map(|_| block.values.len()));
            block.values.extend(found.into_iter().flatten());
        }
        let norms = records.rows().map(|row| {
            let sums = block.sums(row);
            sums.iter().map(|sum| sum * sum).sum::<f64>()
        });
        let mean = norms.sum::<f64>() / records.n_rows().max(1) as f64;
        // No word of the table occurs: the block is 0 whatever its factor.
        block.factor = if mean > 0.0 {
            BLOCK_NORM / mean.sqrt()
        } else {
            0.0
        };
        block
    }

    /// Returns the values of a column's term.
    fn of(&self, column: usize) -> Option<&[f32]> {
        let start = (*self.starts.get(column)?)?;
        self.values.get(start..start + self.n_dims)
    }

    /// Returns the product of a row with the table, in rising order of columns.
    fn sums(&self, row: Row<'_>) -> Vec<f64> {
        let mut sums = vec![0.0; self.n_dims];
        for (column, weight) in row.iter() {
            for (sum, &value) in sums.iter_mut().zip(self.of(column).unwrap_or_default()) {
                *sum += f64::from(weight) * f64::from(value);
            }
        }
        sums
    }

    fn dot(&self, column: usize, weights: &[f64]) -> f64 {
        let values = self.of(column).unwrap_or_default();
        let products = values.iter().zip(weights);
        products
            .map(|(&value, weight)| f64::from(value) * weight)
            .sum()
    }
}

/// Returns the terms that the words of a table are to the vectoriser. A word that is not one token to it, as one with
/// an elision, is passed over.
fn terms(table: &WordTable, pipeline: &Pipeline) -> Terms {
    let mut sums: BTreeMap<String, (Vec<f32>, f32)> = BTreeMap::new();
    for index in 0..table.n_words() {
        let (word, values) = table.row(index);
        let mut tokens = pipeline.terms(word).into_iter();
        let mut tokens = tokens
            .by_ref()
            .filter(|term| term.origin != Origin::CharNgram);
        let (Some(term), None) = (tokens.next(), tokens.next()) else {
            continue;
        };
        let (sum, n) = sums
            .entry(term.text)
            .or_insert_with(|| (vec![0.0; values.len()], 0.0));
        *n += 1.0;
        for (sum, value) in sum.iter_mut().zip(values) {
            *sum += value;
        }
    }
    let mean = |(term, (sum, n)): (String, (Vec<f32>, f32))| {
        (term, sum.into_iter().map(|value| value / n).collect())
    };
    sums.into_iter().map(mean).collect()
}

/// Adds to the terms of a lexicon the negated ones, which stand for the opposite.
fn deny(lexicon: &mut Terms) {
    let opposite = |(term, values): (&String, &Vec<f32>)| {
        let values = values.iter().map(|value| -value).collect();
        (format!("{}{term}", NegationScope::MARK), values)
    };
    let denied: Vec<_> = lexicon.iter().map(opposite).collect();
    lexicon.extend(denied);
}

/// Returns the vectoriser with these terms among its columns; new ones count as met in no document.
fn extend(vectorizer: &Vectorizer, terms: &[Terms]) -> Result<Vectorizer, Error> {
    let known = vectorizer
        .feature_names()
        .zip(vectorizer.document_frequencies());
    let (mut words, mut chars): (BTreeMap<String, u32>, Vec<(String, u32)>) = Default::default();
    for (name, &df) in known {
        match Kind::split(name) {
            Some((Kind::Words, _)) => drop(words.insert(name.to_owned(), df)),
            _ => chars.push((name.to_owned(), df)),
        }
    }
    for term in terms.iter().flat_map(BTreeMap::keys) {
        let name = format!("{}{term}", Kind::Words.prefix());
        words.entry(name).or_insert(0);
    }
    let (names, frequencies): (Vec<String>, Vec<u32>) = words.into_iter().chain(chars).unzip();
    let settings: Settings = vectorizer.settings().clone();
    let n_documents = vectorizer.n_documents();
    Ok(Vectorizer::from_parts(
        settings,
        names,
        frequencies,
        n_documents,
    )?)
}

#[cfg(test)]
#[path = "representation/tests.rs"]
mod tests;
