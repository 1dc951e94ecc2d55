//! The chunks met, each with its number and what it holds.
//!
//! Nearly all chunks are short: they stand in the slots of an open-addressing table, two to a cache
//! line, beside what they hold, so that a look-up touches one line. Longer ones are numbered by an
//! [`Interner`].

use super::cache::Entry;
use super::interner::{Interner, Key};

/// Distinct chunks, numbered from 0 in the order they are taken in.
#[derive(Debug, Clone)]
pub(super) struct ChunkTable {
    /// The length is a power of two.
    slots: Vec<Slot>,
    n_short: usize,
    long: Interner,
    /// The chunks in `long`, by their numbers there.
    long_chunks: Vec<Chunk>,
}

/// What is known of a chunk.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Chunk {
    pub(super) number: u32,
    pub(super) entry: Entry,
}

/// A short chunk. The key of the empty text, which is no chunk, marks a free slot.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Slot {
    pub(super) key: Key,
    pub(super) chunk: Chunk,
}

impl Default for ChunkTable {
    fn default() -> Self {
        Self {
            slots: vec![Slot::default(); 64],
            n_short: 0,
            long: Interner::default(),
            long_chunks: Vec::new(),
        }
    }
}

impl ChunkTable {
    /// Returns the number of chunks.
    pub(super) fn len(&self) -> usize {
        self.n_short + self.long.len()
    }

    /// Returns the bytes that the table takes, those not yet in use among them.
    pub(super) fn allocated(&self) -> usize {
        size_of::<Slot>() * self.slots.capacity()
            + self.long.allocated()
            + size_of::<Chunk>() * self.long_chunks.capacity()
    }

    /// Returns the slot where a key belongs, from 0.
    #[inline]
    pub(super) fn place(&self, key: Key) -> usize {
        key.index(self.slots.len() - 1)
    }

    /// Returns what stands in a slot: most often the chunk whose key belongs there. Where it is another,
    /// [`ChunkTable::get`] finds it.
    #[inline]
    pub(super) fn slot(&self, place: usize) -> Slot {
        self.slots[place]
    }

    /// Returns what is known of a chunk, given its key.
    pub(super) fn get(&self, text: &str, key: Key) -> Option<Chunk> {
        if key == Key::TOO_LONG {
            return Some(self.long_chunks[self.long.get(text)? as usize]);
        }
        let slot = self.slots[self.find(key)];
        (slot.key == key).then_some(slot.chunk)
    }

    /// Takes in a chunk that is not yet there; returns it with its number.
    pub(super) fn insert(&mut self, text: &str, key: Key, entry: Entry) -> Chunk {
        // There are no more chunks than the limit of numbers.
        let number = u32::try_from(self.len()).unwrap_or(super::NONE);
        let chunk = Chunk { number, entry };
        if key == Key::TOO_LONG {
            self.long.intern(text);
            self.long_chunks.push(chunk);
            return chunk;
        }
        if 3 * self.n_short >= 2 * self.slots.len() {
            self.grow();
        }
        let free = self.find(key);
        self.slots[free] = Slot { key, chunk };
        self.n_short += 1;
        chunk
    }

    /// Returns the slot of a key, or the free one where it belongs.
    fn find(&self, key: Key) -> usize {
        let mut slot = self.place(key);
        while self.slots[slot].key != key && self.slots[slot].key != Key::default() {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        slot
    }

    fn grow(&mut self) {
        let larger = vec![Slot::default(); 2 * self.slots.len()];
        let old = std::mem::replace(&mut self.slots, larger);
        for filled in old.into_iter().filter(|slot| slot.key != Key::default()) {
            let slot = self.find(filled.key);
            self.slots[slot] = filled;
        }
    }
}
