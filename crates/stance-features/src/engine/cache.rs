//! What chunks yield, remembered: most chunks of a corpus were met before.

use std::ops::Range;

use super::analyzer::{Analyzer, Buffers, Sink};
use super::interner::{Interner, Key, LIMIT};
use crate::Token;
use crate::chunk::Chunks;
use crate::steps::Role;

/// A word of a chunk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    /// The number of its term, [`NONE`](super::NONE) when it is not known,
    /// [`DROPPED`](super::DROPPED) when it is left out and holds no place.
    pub(crate) term: u32,
    pub(crate) role: Role,
}

/// Gives terms and character n-grams their numbers.
pub(crate) trait Numbering {
    /// Returns the number of a term, below [`LIMIT`], or [`NONE`](super::NONE).
    fn term(&mut self, term: &str) -> u32;
    /// Returns the number of a character n-gram, `None` to leave it out.
    fn gram(&mut self, gram: &str) -> Option<u32>;
}

/// The words and n-grams of every chunk met, by the number of the chunk.
#[derive(Debug, Clone, Default)]
pub(crate) struct ChunkCache {
    chunks: Interner,
    entries: Vec<Entry>,
    /// The words of the chunks that have several, and where those of each stand.
    words: Vec<Word>,
    spans: Vec<Range<usize>>,
    grams: Vec<u32>,
    gram_ends: Vec<usize>,
    /// The distinct tokens that are stemmed, and their terms.
    tokens: Interner,
    terms: Vec<u32>,
    buffers: Buffers,
    /// The chunks that are looked up together.
    batch: Vec<(Range<usize>, Option<Key>)>,
    numbers: Vec<u32>,
}

/// How many chunks are looked up together.
const BATCH: usize = 512;

/// The words of a chunk, in eight bytes: most chunks have one, which is kept here.
#[derive(Debug, Clone, Copy)]
enum Entry {
    One(Word),
    /// None or several: an index into the spans.
    Several(u32),
}

impl ChunkCache {
    /// Looks up the next chunks of a document, analysing those that are new; returns whether there
    /// were any. [`ChunkCache::batch`] has their numbers. The cache must not be full.
    ///
    /// The text is read first, then all keys are looked up: as no look-up waits for the reading of
    /// a text or for another look-up, the processor has many under way at a time.
    pub(crate) fn read_batch(
        &mut self,
        document: &str,
        chunks: &mut Chunks<'_>,
        analyzer: &Analyzer,
        numbering: &mut impl Numbering,
    ) -> bool {
        let mut batch = std::mem::take(&mut self.batch);
        batch.clear();
        self.numbers.clear();
        let keyed = |range: Range<usize>| {
            let key = Key::of(&document[range.clone()]);
            (range, key)
        };
        batch.extend(chunks.take(BATCH).map(keyed));
        for (range, key) in &batch {
            let chunk = &document[range.clone()];
            let (number, is_new) = self.chunks.intern_with(chunk, *key);
            self.numbers.push(number);
            if is_new {
                self.fill(chunk, analyzer, numbering);
            }
        }
        self.batch = batch;
        !self.numbers.is_empty()
    }

    /// Returns the numbers of the chunks looked up last, in order.
    pub(crate) fn batch(&self) -> &[u32] {
        &self.numbers
    }

    fn fill(&mut self, chunk: &str, analyzer: &Analyzer, numbering: &mut impl Numbering) {
        let start = self.words.len();
        let mut filler = Filler {
            words: &mut self.words,
            grams: &mut self.grams,
            tokens: &mut self.tokens,
            terms: &mut self.terms,
            analyzer,
            numbering,
        };
        analyzer.analyze(chunk, &mut self.buffers, &mut filler);
        self.gram_ends.push(self.grams.len());
        let entry = if let [word] = self.words[start..] {
            self.words.truncate(start);
            Entry::One(word)
        } else {
            // There are no more spans than chunks, whose numbers are below the limit.
            let span = u32::try_from(self.spans.len()).unwrap_or(super::NONE);
            self.spans.push(start..self.words.len());
            Entry::Several(span)
        };
        self.entries.push(entry);
    }

    /// Returns the words of a chunk, in order.
    #[inline]
    pub(crate) fn words(&self, chunk: u32) -> &[Word] {
        match &self.entries[chunk as usize] {
            Entry::One(word) => std::slice::from_ref(word),
            Entry::Several(span) => &self.words[self.spans[*span as usize].clone()],
        }
    }

    /// Returns the character n-grams of a chunk, in order.
    #[inline]
    pub(crate) fn grams(&self, chunk: u32) -> &[u32] {
        let chunk = chunk as usize;
        let start = if chunk == 0 {
            0
        } else {
            self.gram_ends[chunk - 1]
        };
        &self.grams[start..self.gram_ends[chunk]]
    }

    /// Replaces the numbers of all character n-grams; those mapped to `None` are left out.
    pub(crate) fn map_grams(&mut self, map: impl Fn(u32) -> Option<u32>) {
        let (mut kept, mut start) = (0, 0);
        for end in &mut self.gram_ends {
            for at in start..*end {
                if let Some(gram) = map(self.grams[at]) {
                    self.grams[kept] = gram;
                    kept += 1;
                }
            }
            start = *end;
            *end = kept;
        }
        self.grams.truncate(kept);
    }

    /// Returns the number of chunks.
    pub(crate) fn len(&self) -> usize {
        self.chunks.len()
    }

    /// Returns true when there may be no room for the chunks of another batch.
    pub(crate) fn is_full(&self) -> bool {
        self.chunks.len() + BATCH > LIMIT as usize
    }

    /// Returns how many bytes the cache takes, those not yet in use among them.
    pub(crate) fn n_bytes(&self) -> usize {
        self.chunks.allocated()
            + self.tokens.allocated()
            + size_of::<Entry>() * self.entries.capacity()
            + size_of::<Range<usize>>() * self.spans.capacity()
            + size_of::<Word>() * self.words.capacity()
            + size_of::<usize>() * self.gram_ends.capacity()
            + size_of::<u32>() * (self.grams.capacity() + self.terms.capacity())
    }
}

/// Appends what a chunk yields, as numbers.
struct Filler<'a, N> {
    words: &'a mut Vec<Word>,
    grams: &'a mut Vec<u32>,
    tokens: &'a mut Interner,
    terms: &'a mut Vec<u32>,
    analyzer: &'a Analyzer,
    numbering: &'a mut N,
}

impl<N: Numbering> Filler<'_, N> {
    /// Returns the number of a token's term; stemming is done once per distinct token.
    fn term(&mut self, token: &Token) -> u32 {
        if !self.analyzer.stems(token) {
            return self.numbering.term(&self.analyzer.term(token));
        }
        let (number, is_new) = self.tokens.intern(&token.text);
        if is_new {
            self.terms
                .push(self.numbering.term(&self.analyzer.term(token)));
        }
        self.terms
            .get(number as usize)
            .copied()
            .unwrap_or(super::NONE)
    }
}

impl<N: Numbering> Sink for Filler<'_, N> {
    fn word(&mut self, role: Role, token: Option<&Token>) {
        let term = token.map_or(super::DROPPED, |token| self.term(token));
        self.words.push(Word { term, role });
    }

    fn gram(&mut self, gram: &str) {
        self.grams.extend(self.numbering.gram(gram));
    }
}
