//! The terms of a document in order, from the words of its chunks.

use super::cache::{ChunkCache, Word};
use super::{DROPPED, NONE};
use crate::steps::Scope;

/// Collects the terms of a document, using its buffers again.
///
/// A term is twice the number of its word, plus one when it is negated; [`NONE`] stands for a word
/// without number, which still parts its neighbours.
#[derive(Debug, Clone, Default)]
pub(crate) struct TermReader {
    terms: Vec<u32>,
    /// Whether roles matter.
    negation: bool,
    scope: Scope,
    n_words: usize,
    /// For each word that has a term, in order: its index among the words, and among the terms.
    places: Vec<(usize, usize)>,
}

impl TermReader {
    pub(crate) fn new(negation: bool) -> Self {
        Self {
            negation,
            ..Self::default()
        }
    }

    /// Begins a document.
    pub(crate) fn begin(&mut self) {
        self.terms.clear();
        self.scope.clear();
        self.n_words = 0;
        self.places.clear();
    }

    /// Takes in the words of the chunks that were looked up last.
    pub(crate) fn extend(&mut self, cache: &ChunkCache) {
        for words in cache.words() {
            match words {
                words if self.negation => self.push_scoped(words),
                [word] => self.terms.push(term(word.term)),
                words => self.terms.extend(words.iter().map(|word| term(word.term))),
            }
        }
    }

    fn push_scoped(&mut self, words: &[Word]) {
        for word in words {
            self.scope.push(self.n_words, word.role);
            if word.term != DROPPED {
                if word.term != NONE {
                    self.places.push((self.n_words, self.terms.len()));
                }
                self.terms.push(term(word.term));
            }
            self.n_words += 1;
        }
    }

    /// Ends the document; returns its terms.
    pub(crate) fn finish(&mut self) -> &[u32] {
        for &word in self.scope.finish() {
            if let Ok(found) = self.places.binary_search_by_key(&word, |&(word, _)| word) {
                self.terms[self.places[found].1] |= 1;
            }
        }
        &self.terms
    }
}

fn term(word: u32) -> u32 {
    if word == NONE { NONE } else { word << 1 }
}
