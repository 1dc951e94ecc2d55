//! The vocabulary in the form that rows are made with: words and character n-grams as numbers,
//! n-grams of words as paths through a table of pairs.

use super::names::{Block, Names};
use crate::engine::{Interner, NONE, Numbering, PairBuffers, PairTable};
use crate::steps::NEGATED;

/// Documents from which on an n-gram is taken for a frequent one: about one in ten n-grams, and most of what is looked
/// up.
const FREQUENT: u32 = 16;

/// Looks features up.
///
/// An n-gram of words is a node; its parent is the n-gram without its last word. The node of a
/// feature is its column; nodes that only lead to features have numbers above the columns.
#[derive(Debug, Clone, Default)]
pub(super) struct Vocabulary {
    /// The words of all n-grams, without the mark of negation.
    words: Interner,
    /// The node of each single term, [`NONE`] where there is none.
    roots: Vec<u32>,
    /// (node, term) to node.
    pairs: PairTable,
    /// Columns of word n-grams; the columns of characters follow.
    n_words: u32,
    /// Character n-grams in the order of their columns.
    grams: Interner,
}

impl Vocabulary {
    /// Returns the vocabulary of these names, in whose order n-grams follow their beginnings; the frequent ones are
    /// found fastest.
    pub(super) fn new(names: &Names, document_frequencies: &[u32]) -> Self {
        let n_words = u32::try_from(names.n_words()).unwrap_or(NONE);
        let mut out = Self {
            n_words,
            ..Self::default()
        };
        let mut next_inner = n_words;
        // The path to the name before: n-grams, each the beginning of the next, and their nodes.
        let mut path: Vec<(&str, u32)> = Vec::new();
        // Collected first: one write into the big table does not wait for another.
        let mut pairs = Vec::new();
        for (column, name) in (0..).zip(names.iter()) {
            match Block::split(name) {
                Some((Block::Words, ngram)) => {
                    out.insert_words(ngram, column, &mut path, &mut next_inner, &mut pairs);
                }
                Some((Block::Chars, gram)) => {
                    out.grams.intern(gram);
                }
                None => {}
            }
        }
        let is_frequent = |&(_, _, node): &(u32, u32, u32)| {
            let frequency = document_frequencies.get(node as usize);
            frequency.is_some_and(|&frequency| frequency >= FREQUENT)
        };
        let rare = pairs.iter().filter(|pair| !is_frequent(pair));
        let frequent_first = pairs.iter().filter(|pair| is_frequent(pair)).chain(rare);
        out.pairs = PairTable::new(frequent_first.copied());
        out
    }

    fn insert_words<'a>(
        &mut self,
        ngram: &'a str,
        column: u32,
        path: &mut Vec<(&'a str, u32)>,
        next_inner: &mut u32,
        pairs: &mut Vec<(u32, u32, u32)>,
    ) {
        let begins = |beginning: &str| {
            let rest = ngram.strip_prefix(beginning);
            rest.is_some_and(|rest| rest.starts_with(' '))
        };
        while path.pop_if(|(beginning, _)| !begins(beginning)).is_some() {}
        let mut end = path.last().map_or(0, |(beginning, _)| beginning.len() + 1);
        while end < ngram.len() {
            let start = end;
            // Words are short: faster byte by byte than by a search made for long texts.
            let mut rest = ngram.as_bytes()[start..].iter();
            end = rest
                .position(|&byte| byte == b' ')
                .map_or(ngram.len(), |at| start + at);
            let term = self.intern(&ngram[start..end]);
            let node = if end == ngram.len() {
                column
            } else {
                *next_inner
            };
            *next_inner += u32::from(end < ngram.len());
            match path.last() {
                Some(&(_, parent)) => pairs.push((parent, term, node)),
                None => self.roots[term as usize] = node,
            }
            path.push((&ngram[..end], node));
            end += 1;
        }
    }

    fn intern(&mut self, word: &str) -> u32 {
        let (base, negated) = split_negated(word);
        let (number, is_new) = self.words.intern(base);
        if is_new {
            self.roots.extend([NONE, NONE]);
        }
        2 * number + u32::from(negated)
    }

    pub(super) fn n_words(&self) -> u32 {
        self.n_words
    }

    pub(super) fn n_grams(&self) -> usize {
        self.grams.len()
    }

    /// Returns the node of a single term.
    #[inline]
    pub(super) fn root(&self, term: u32) -> u32 {
        self.roots.get(term as usize).copied().unwrap_or(NONE)
    }

    /// Replaces each node by that of the n-gram one term longer, by [`NONE`] where there is none.
    pub(super) fn children(&self, nodes: &mut [u32], terms: &[u32], buffers: &mut PairBuffers) {
        self.pairs.look_up(nodes, terms, buffers);
    }

    /// Returns whether a node is a column; others only lead to features.
    #[inline]
    pub(super) fn is_column(&self, node: u32) -> bool {
        node < self.n_words
    }

    /// Returns the column of a feature.
    pub(super) fn find(&self, block: Block, ngram: &str) -> Option<u32> {
        if block == Block::Chars {
            return Some(self.n_words + self.grams.get(ngram)?);
        }
        let mut terms = ngram.split(' ').map(|word| {
            let (base, negated) = split_negated(word);
            self.words
                .get(base)
                .map(|number| 2 * number + u32::from(negated))
        });
        let mut node = self.root(terms.next()??);
        for term in terms {
            node = self.pairs.get(node, term?)?;
        }
        Some(node).filter(|&node| self.is_column(node))
    }
}

/// Returns a word without the mark of negation, and whether it had one.
fn split_negated(word: &str) -> (&str, bool) {
    match word.strip_prefix(NEGATED) {
        Some(base) if !base.is_empty() => (base, true),
        _ => (word, false),
    }
}

/// Numbers the words and n-grams of a text by the vocabulary, for a [`ChunkCache`].
///
/// [`ChunkCache`]: crate::engine::ChunkCache
pub(super) struct Known<'a>(pub(super) &'a Vocabulary);

impl Numbering for Known<'_> {
    fn term(&mut self, term: &str) -> u32 {
        self.0.words.get(term).unwrap_or(NONE)
    }

    fn gram(&mut self, gram: &str) -> Option<u32> {
        self.0.grams.get(gram)
    }
}
