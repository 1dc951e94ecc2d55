//! A table from pairs of numbers to numbers: how n-grams of words are looked up.
//!
//! Open addressing with linear probing over 12-byte slots, of which two in three are filled. A bitmap
//! of 12 bits per pair, small enough for a near cache, answers most look-ups of pairs that are not
//! there.

use super::{extend_kept, refill};

/// The key that is never used: no pair has two `u32::MAX`.
const FREE: u64 = u64::MAX;

/// Odd constant near `2^64` divided by the golden ratio (Knuth, TAOCP 3, 6.4: Fibonacci hashing).
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// A map from pairs to values.
#[derive(Debug, Clone)]
pub(crate) struct PairTable {
    slots: Vec<Slot>,
    filter: Vec<u64>,
}

/// A pair and its value: three numbers of four bytes, so that few lines of the cache hold the table.
#[derive(Debug, Clone, Copy)]
struct Slot {
    first: u32,
    second: u32,
    value: u32,
}

impl Slot {
    #[inline]
    fn key(self) -> u64 {
        key(self.first, self.second)
    }
}

/// Buffers of [`PairTable::look_up`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Buffers {
    keys: Vec<u64>,
    words: Vec<u64>,
    /// Places in the list of pairs.
    asked: Vec<usize>,
    found: Vec<Slot>,
    left: Vec<usize>,
}

impl Default for PairTable {
    fn default() -> Self {
        Self::new(std::iter::empty())
    }
}

impl PairTable {
    /// Returns the table of these distinct pairs, each with its value. Those that come first are found fastest.
    pub(crate) fn new(entries: impl Iterator<Item = (u32, u32, u32)> + Clone) -> Self {
        let n_pairs = entries.clone().count();
        let free = Slot {
            first: u32::MAX,
            second: u32::MAX,
            value: u32::MAX,
        };
        let mut out = Self {
            slots: vec![free; n_pairs + n_pairs / 2 + 1],
            filter: vec![0; 12 * n_pairs / 64 + 1],
        };
        for (first, second, value) in entries {
            let key = key(first, second);
            let slot = out.find(key);
            out.slots[slot] = Slot {
                first,
                second,
                value,
            };
            let bit = out.bit(key);
            out.filter[bit / 64] |= 1 << (bit % 64);
        }
        out
    }

    /// Returns the value of a pair.
    pub(crate) fn get(&self, first: u32, second: u32) -> Option<u32> {
        let key = key(first, second);
        let slot = self.slots[self.find(key)];
        (slot.key() != FREE).then_some(slot.value)
    }

    /// Replaces the first of each pair by the pair's value, by `u32::MAX` where the pair is not in the table.
    ///
    /// First the filter is asked about all pairs, then the slots about those that are left. Each step is a loop without a
    /// branch that could be guessed wrong, and those that wait for memory do nothing else: no look-up waits for another,
    /// and the processor has many under way at a time.
    pub(crate) fn look_up(&self, firsts: &mut [u32], seconds: &[u32], buffers: &mut Buffers) {
        let Buffers {
            keys,
            words,
            asked,
            found,
            left,
        } = buffers;
        let pairs = firsts.iter().zip(seconds);
        refill(keys, pairs.map(|(&first, &second)| key(first, second)));
        refill(
            words,
            keys.iter().map(|&key| self.filter[self.bit(key) / 64]),
        );
        let may_be = |(key, word): (&u64, &u64)| word >> (self.bit(*key) % 64) & 1 == 1;
        asked.clear();
        extend_kept(asked, keys.iter().zip(&*words).map(may_be).enumerate());
        refill(
            found,
            asked.iter().map(|&at| self.slots[self.place(keys[at])]),
        );
        firsts.fill(u32::MAX);
        left.clear();
        extend_kept(
            left,
            asked.iter().zip(&*found).map(|(&at, slot)| {
                let is_there = slot.key() == keys[at];
                firsts[at] = if is_there { slot.value } else { u32::MAX };
                // Not a lazy `and`, which would be a branch.
                let is_other = u8::from(!is_there) & u8::from(slot.key() != FREE);
                (at, is_other == 1)
            }),
        );
        for &at in &*left {
            firsts[at] = self.slots[self.find(keys[at])].value;
        }
    }

    /// Returns the slot where a key belongs.
    #[inline]
    fn place(&self, key: u64) -> usize {
        place(key, self.slots.len())
    }

    /// Returns the bit of the filter that stands for a key.
    #[inline]
    fn bit(&self, key: u64) -> usize {
        place(key, 64 * self.filter.len())
    }

    /// Returns the slot of a key, or the free one where it belongs.
    #[inline]
    fn find(&self, key: u64) -> usize {
        let mut slot = self.place(key);
        while self.slots[slot].key() != key && self.slots[slot].key() != FREE {
            slot = if slot + 1 < self.slots.len() {
                slot + 1
            } else {
                0
            };
        }
        slot
    }
}

/// Returns the place of a key in a table of `len` places.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "the place is below the length"
)]
fn place(key: u64, len: usize) -> usize {
    let hash = key.wrapping_mul(GOLDEN);
    ((u128::from(hash) * len as u128) >> 64) as usize
}

fn key(first: u32, second: u32) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_it_holds_and_nothing_else() {
        let none = PairTable::default();
        assert_eq!((none.get(0, 0), none.get(u32::MAX, u32::MAX)), (None, None));
        let pairs: Vec<(u32, u32, u32)> = (0..10_000u32)
            .map(|i| (i % 97, i.wrapping_mul(2_654_435_761), i))
            .collect();
        let table = PairTable::new(pairs.iter().copied());
        let (mut firsts, mut seconds, mut expected) = (Vec::new(), Vec::new(), Vec::new());
        for &(first, second, value) in &pairs {
            assert_eq!(table.get(first, second), Some(value));
            assert_eq!(table.get(first + 97, second), None);
            firsts.extend([first, first + 97, u32::MAX, first]);
            seconds.extend([second, second, u32::MAX, u32::MAX]);
            expected.extend([value, u32::MAX, u32::MAX, u32::MAX]);
        }
        let mut buffers = Buffers::default();
        for _ in 0..2 {
            let mut found = firsts.clone();
            table.look_up(&mut found, &seconds, &mut buffers);
            assert_eq!(found, expected);
        }
    }
}
