//! What chunks yield, remembered: most chunks of a corpus were met before.

use std::ops::Range;

use super::analyzer::{Analyzer, Buffers, Sink};
use super::chunk_table::{ChunkTable, Slot};
use super::interner::{Interner, Key, LIMIT};
use super::{extend_kept, refill};
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
    chunks: ChunkTable,
    /// The words of the chunks that have several, and where those of each stand.
    words: Vec<Word>,
    spans: Vec<Range<usize>>,
    grams: Vec<u32>,
    gram_ends: Vec<usize>,
    /// The distinct tokens that are stemmed, and their terms.
    tokens: Interner,
    terms: Vec<u32>,
    buffers: Buffers,
    batch: Batch,
}

/// The chunks that are looked up together.
#[derive(Debug, Clone, Default)]
struct Batch {
    ranges: Vec<Range<usize>>,
    keys: Vec<Key>,
    places: Vec<usize>,
    found: Vec<Slot>,
    /// Those that were not found in their places.
    missed: Vec<usize>,
}

/// How many chunks are looked up together.
const BATCH: usize = 512;

/// The words of a chunk, in eight bytes: most chunks have one, which is kept here.
#[derive(Debug, Clone, Copy)]
pub(super) enum Entry {
    One(Word),
    /// None or several: an index into the spans.
    Several(u32),
}

impl Default for Entry {
    fn default() -> Self {
        Self::Several(0)
    }
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
        batch.read(document, chunks);
        batch.look_up(&self.chunks);
        for &at in &batch.missed {
            let (chunk, key) = (&document[batch.ranges[at].clone()], batch.keys[at]);
            batch.found[at].chunk = if let Some(known) = self.chunks.get(chunk, key) {
                known
            } else {
                let entry = self.analyze(chunk, analyzer, numbering);
                self.chunks.insert(chunk, key, entry)
            };
        }
        self.batch = batch;
        !self.batch.found.is_empty()
    }

    /// Returns the numbers of the chunks looked up last, in order.
    pub(crate) fn batch(&self) -> impl ExactSizeIterator<Item = u32> {
        self.batch.found.iter().map(|found| found.chunk.number)
    }

    /// Returns the words of each of the chunks looked up last, in order.
    #[inline]
    pub(crate) fn words(&self) -> impl Iterator<Item = &[Word]> {
        self.batch
            .found
            .iter()
            .map(|found| match &found.chunk.entry {
                Entry::One(word) => std::slice::from_ref(word),
                Entry::Several(span) => &self.words[self.spans[*span as usize].clone()],
            })
    }

    /// Takes in the words and n-grams of the next chunk.
    #[cold]
    fn analyze(
        &mut self,
        chunk: &str,
        analyzer: &Analyzer,
        numbering: &mut impl Numbering,
    ) -> Entry {
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
        if let [word] = self.words[start..] {
            self.words.truncate(start);
            return Entry::One(word);
        }
        // There are no more spans than chunks, whose numbers are below the limit.
        let span = u32::try_from(self.spans.len()).unwrap_or(super::NONE);
        self.spans.push(start..self.words.len());
        Entry::Several(span)
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
            + size_of::<Range<usize>>() * self.spans.capacity()
            + size_of::<Word>() * self.words.capacity()
            + size_of::<usize>() * self.gram_ends.capacity()
            + size_of::<u32>() * (self.grams.capacity() + self.terms.capacity())
    }
}

impl Batch {
    /// Reads the next chunks and their keys.
    fn read(&mut self, document: &str, chunks: &mut Chunks<'_>) {
        refill(&mut self.ranges, chunks.take(BATCH));
        let keys = self.ranges.iter().map(|range| Key::within(document, range));
        refill(&mut self.keys, keys);
    }

    /// Looks at the places where the chunks belong. Each step is a loop without a branch that could be guessed wrong, and
    /// the one that waits for memory does nothing else.
    fn look_up(&mut self, table: &ChunkTable) {
        let places = self.keys.iter().map(|&key| table.place(key));
        refill(&mut self.places, places);
        let found = self.places.iter().map(|&place| table.slot(place));
        refill(&mut self.found, found);
        let missed = self.keys.iter().zip(&self.found).enumerate();
        let missed = missed.map(|(at, (key, found))| (at, *key != found.key));
        self.missed.clear();
        extend_kept(&mut self.missed, missed);
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
