//! A share of the corpus, read once: every document as numbers, with the texts they stand for.

use std::ops::Range;

use crate::Error;
use crate::engine::{Analyzer, ChunkCache, Interner, LIMIT, Numbering, TermReader};

/// Numbers words and character n-grams as they are met.
#[derive(Debug, Default)]
struct Growing {
    words: Interner,
    grams: Interner,
}

impl Numbering for Growing {
    fn term(&mut self, term: &str) -> u32 {
        self.words.intern(term).0
    }

    fn gram(&mut self, gram: &str) -> Option<u32> {
        Some(self.grams.intern(gram).0)
    }
}

/// Lists of numbers, one per document.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) items: Vec<u32>,
    pub(super) ends: Vec<usize>,
}

impl Lists {
    /// Returns the lists in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.ends.len()).map(|index| self.get(index))
    }

    /// Returns the list of a document.
    pub(super) fn get(&self, index: usize) -> &[u32] {
        &self.items[self.range(index)]
    }

    /// Returns where the list of a document stands among the items.
    pub(super) fn range(&self, index: usize) -> Range<usize> {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        start..self.ends[index]
    }

    fn end(&mut self) {
        self.ends.push(self.items.len());
    }
}

/// A share of the corpus as numbers of its own.
#[derive(Debug)]
pub(super) struct Shard {
    /// Index of the first document in the corpus.
    pub(super) first: usize,
    /// The distinct words, without marks of negation.
    pub(super) words: Interner,
    /// The terms of each document, in order: twice the number of the word, plus one when negated.
    pub(super) terms: Lists,
    /// The distinct character n-grams.
    pub(super) grams: Interner,
    /// The chunks of each document, in order; empty unless character n-grams are on.
    pub(super) chunks: Lists,
    /// What the chunks hold; empty unless character n-grams are on.
    pub(super) cache: ChunkCache,
}

impl Shard {
    /// Reads the documents, of which the first has the index `first` in the corpus.
    ///
    /// # Errors
    ///
    /// [`Error::TooMany`] when there are more distinct words, n-grams or chunks than numbers.
    pub(super) fn read(
        first: usize,
        documents: &[impl AsRef<str>],
        analyzer: &Analyzer,
        chars: bool,
    ) -> Result<Self, Error> {
        let mut numbering = Growing::default();
        let mut cache = ChunkCache::default();
        let mut reader = TermReader::new(analyzer.negation());
        let (mut terms, mut chunks) = (Lists::default(), Lists::default());
        for document in documents {
            let document = document.as_ref();
            reader.begin();
            let mut rest = analyzer.chunks(document);
            check_room(!cache.is_full(), "chunks of text")?;
            while cache.read_batch(document, &mut rest, analyzer, &mut numbering) {
                check_room(!cache.is_full(), "chunks of text")?;
                reader.extend(&cache);
                if chars {
                    chunks.items.extend(cache.batch());
                }
            }
            terms.items.extend_from_slice(reader.finish());
            terms.end();
            chunks.end();
        }
        let Growing { words, grams } = numbering;
        check_room(!words.is_full(), "words")?;
        check_room(!grams.is_full(), "character n-grams")?;
        let cache = if chars { cache } else { ChunkCache::default() };
        Ok(Self {
            first,
            words,
            terms,
            grams,
            chunks,
            cache,
        })
    }

    /// Returns true when the share holds no feature.
    pub(super) fn is_empty(&self) -> bool {
        self.terms.items.is_empty() && self.grams.len() == 0
    }
}

fn check_room(has_room: bool, what: &'static str) -> Result<(), Error> {
    if has_room {
        Ok(())
    } else {
        Err(Error::TooMany {
            what,
            limit: u64::from(LIMIT),
        })
    }
}
