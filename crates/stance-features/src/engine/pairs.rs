//! A table from pairs of numbers to numbers: how n-grams of words are looked up.
//!
//! Open addressing with linear probing over 16-byte slots. A bitmap of 12 to 24 bits per pair, small
//! enough for a near cache, answers most look-ups of pairs that are not there.

/// The key that is never used: no pair has two `u32::MAX`.
const FREE: u64 = u64::MAX;

/// Odd constant near `2^64` divided by the golden ratio (Knuth, TAOCP 3, 6.4: Fibonacci hashing).
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// A map from pairs to values.
#[derive(Debug, Clone, Default)]
pub(crate) struct PairTable {
    slots: Vec<Slot>,
    /// A power of two of words, 12 bits or more for each pair.
    filter: Vec<u64>,
    /// How far a hash is shifted to index `slots`, and the bits of `filter`.
    shift: u32,
    filter_shift: u32,
    len: usize,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    key: u64,
    value: u32,
}

impl PairTable {
    /// Returns the table of these pairs, each with its value.
    pub(crate) fn from_entries(entries: &[(u32, u32, u32)]) -> Self {
        let mut out = Self::default();
        out.resize(entries.len() + entries.len() / 2 + 1);
        for &(first, second, value) in entries {
            out.insert(first, second, value);
        }
        out
    }

    /// Sets the value of a pair.
    fn insert(&mut self, first: u32, second: u32, value: u32) {
        if 3 * self.len >= 2 * self.slots.len() {
            self.resize(2 * self.len);
        }
        let key = key(first, second);
        let slot = self.find(key);
        self.len += usize::from(self.slots[slot].key == FREE);
        self.slots[slot] = Slot { key, value };
        self.mark(key);
    }

    /// Returns the value of a pair.
    #[inline]
    pub(crate) fn get(&self, first: u32, second: u32) -> Option<u32> {
        let key = key(first, second);
        if !self.may_hold(key) {
            return None;
        }
        let slot = self.slots[self.find(key)];
        (slot.key == key).then_some(slot.value)
    }

    /// Returns false when the pair is not in the table; true says nothing.
    #[inline]
    fn may_hold(&self, key: u64) -> bool {
        if self.filter.is_empty() {
            return false;
        }
        let position = position(key, self.filter_shift);
        self.filter[position / 64] & 1 << (position % 64) != 0
    }

    fn mark(&mut self, key: u64) {
        let position = position(key, self.filter_shift);
        self.filter[position / 64] |= 1 << (position % 64);
    }

    /// Returns the slot of a key, or the free one where it belongs.
    #[inline]
    fn find(&self, key: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = position(key, self.shift);
        while self.slots[slot].key != key && self.slots[slot].key != FREE {
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// Makes the table of the power of two of slots from `n_slots` on.
    fn resize(&mut self, n_slots: usize) {
        let len = n_slots.next_power_of_two().max(64);
        let old = std::mem::replace(
            &mut self.slots,
            vec![
                Slot {
                    key: FREE,
                    value: 0
                };
                len
            ],
        );
        self.shift = 64 - len.trailing_zeros();
        self.filter = vec![0; len / 8];
        self.filter_shift = self.shift - 3;
        for filled in old.into_iter().filter(|slot| slot.key != FREE) {
            let slot = self.find(filled.key);
            self.slots[slot] = filled;
            self.mark(filled.key);
        }
    }
}

/// Returns the top bits of the hash of a key: an index into a table of `2^(64 - shift)` entries.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the shift leaves an index")]
fn position(key: u64, shift: u32) -> usize {
    (key.wrapping_mul(GOLDEN) >> shift) as usize
}

fn key(first: u32, second: u32) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_it_holds_and_nothing_else() {
        let mut table = PairTable::default();
        assert_eq!(table.get(0, 0), None);
        let pairs: Vec<(u32, u32)> = (0..10_000u32)
            .map(|i| (i % 97, i.wrapping_mul(2_654_435_761)))
            .collect();
        for (value, &(first, second)) in (0..).zip(&pairs) {
            table.insert(first, second, value);
        }
        let entries: Vec<_> = (0..)
            .zip(&pairs)
            .map(|(value, &(first, second))| (first, second, value))
            .collect();
        let at_once = PairTable::from_entries(&entries);
        for (value, &(first, second)) in (0..).zip(&pairs) {
            assert_eq!(table.get(first, second), Some(value));
            assert_eq!(at_once.get(first, second), Some(value));
            assert_eq!(table.get(first + 97, second), None);
        }
        table.insert(pairs[3].0, pairs[3].1, 77);
        assert_eq!(table.get(pairs[3].0, pairs[3].1), Some(77));
        assert_eq!(table.len, pairs.len());
    }
}
