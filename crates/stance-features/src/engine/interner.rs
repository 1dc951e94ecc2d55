//! Distinct texts numbered from 0 in the order they are met.
//!
//! Two open-addressing tables with linear probing. Nearly all texts are short: those up to 15 bytes
//! stand in the slots themselves, so that a look-up touches one cache line; the slots of longer
//! ones hold half of the hash, and lead to the bytes.

use std::ops::Range;

use super::NONE;

/// A set of texts, each with its number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interner {
    bytes: String,
    ends: Vec<usize>,
    short: Vec<Short>,
    n_short: usize,
    /// High half: high half of the hash. Low half: the number plus one, 0 for a free slot.
    long: Vec<u64>,
}

/// Numbers stay below this, so that the users of the table have two bits left.
pub(crate) const LIMIT: u32 = 1 << 30;

/// Multipliers of the hash: odd, and without a pattern in their bits.
const MULTIPLIERS: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0xD1B5_4A32_D192_ED03];

/// A slot of the table of short texts.
#[derive(Debug, Clone, Copy, Default)]
struct Short {
    key: Key,
    /// The number plus one, 0 for a free slot.
    entry: u32,
}

/// A text of up to 15 bytes as numbers: equal for equal texts only.
///
/// Its bytes, zeros after them, and last their number: the default is the key of the empty text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Key {
    low: u64,
    high: u64,
}

impl Key {
    /// Bytes of the longest text that has a key.
    const LONGEST: usize = 15;

    /// The key of no text.
    pub(super) const TOO_LONG: Self = Self {
        low: u64::MAX,
        high: u64::MAX,
    };

    /// Returns the key of a text, `None` when it is too long.
    #[inline]
    pub(crate) fn of(text: &str) -> Option<Self> {
        let mut bytes = [0; 16];
        bytes
            .get_mut(..text.len())
            .filter(|_| text.len() <= Self::LONGEST)?
            .copy_from_slice(text.as_bytes());
        Some(Self::padded(bytes, text.len()))
    }

    /// Returns the key of a part of a text, [`Key::TOO_LONG`] when it is too long: faster than [`Key::of`] where 16
    /// bytes can be read.
    #[inline]
    pub(super) fn within(text: &str, range: &Range<usize>) -> Self {
        let rest = &text.as_bytes()[range.start..];
        match rest.first_chunk::<16>() {
            Some(bytes) if range.len() <= Self::LONGEST => Self::padded(*bytes, range.len()),
            Some(_) => Self::TOO_LONG,
            None => Self::of(&text[range.clone()]).unwrap_or(Self::TOO_LONG),
        }
    }

    /// Returns the key of the first `len` bytes, of which there are at most [`Key::LONGEST`].
    #[inline]
    fn padded(bytes: [u8; 16], len: usize) -> Self {
        let kept = !(u128::MAX << (8 * len));
        let number = u128::from_le_bytes(bytes) & kept | (len as u128) << 120;
        let half = |shift: u32| u64::try_from(number >> shift & u128::from(u64::MAX));
        Self {
            low: half(0).unwrap_or(0),
            high: half(64).unwrap_or(0),
        }
    }

    /// Returns the place of the key in a table of `mask + 1` slots, a power of two.
    #[inline]
    pub(super) fn index(self, mask: usize) -> usize {
        index(mix(self.low, self.high), mask)
    }
}

impl Interner {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns true when no new text can be taken in.
    pub(crate) fn is_full(&self) -> bool {
        self.len() >= LIMIT as usize
    }

    /// Returns the bytes that the set takes, those not yet in use among them.
    pub(crate) fn allocated(&self) -> usize {
        self.bytes.capacity()
            + size_of::<usize>() * self.ends.capacity()
            + size_of::<Short>() * self.short.capacity()
            + size_of::<u64>() * self.long.capacity()
    }

    /// Returns the text with a number.
    pub(crate) fn text(&self, id: u32) -> &str {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] };
        &self.bytes[start..self.ends[id]]
    }

    /// Returns the number of a text.
    #[inline]
    pub(crate) fn get(&self, text: &str) -> Option<u32> {
        match Key::of(text) {
            Some(_) if self.short.is_empty() => None,
            Some(key) => self.find_short(key).ok(),
            None if self.long.is_empty() => None,
            None => self.find_long(text, hash_long(text)).ok(),
        }
    }

    /// Returns the number of a text, a new one when it was not met before, and whether it is new.
    /// A full table gives new texts [`NONE`] and does not hold them.
    #[inline]
    pub(crate) fn intern(&mut self, text: &str) -> (u32, bool) {
        self.intern_with(text, Key::of(text))
    }

    /// As [`Interner::intern`], given the key of the text.
    #[inline]
    pub(crate) fn intern_with(&mut self, text: &str, key: Option<Key>) -> (u32, bool) {
        let Some(key) = key else {
            return self.intern_long(text);
        };
        if 4 * self.n_short >= 3 * self.short.len() {
            self.grow_short();
        }
        match self.find_short(key) {
            Ok(id) => (id, false),
            Err(slot) => {
                let id = self.push(text);
                if id != NONE {
                    self.short[slot] = Short { key, entry: id + 1 };
                    self.n_short += 1;
                }
                (id, true)
            }
        }
    }

    fn intern_long(&mut self, text: &str) -> (u32, bool) {
        if 2 * (self.len() - self.n_short) >= self.long.len() {
            self.grow_long();
        }
        let hash = hash_long(text);
        match self.find_long(text, hash) {
            Ok(id) => (id, false),
            Err(slot) => {
                let id = self.push(text);
                if id != NONE {
                    self.long[slot] = long_entry(hash, id);
                }
                (id, true)
            }
        }
    }

    /// Appends a text; returns its number, [`NONE`] when the table is full.
    fn push(&mut self, text: &str) -> u32 {
        let Some(id) = u32::try_from(self.len()).ok().filter(|&id| id < LIMIT) else {
            return NONE;
        };
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len());
        id
    }

    /// Returns the number of a short text, or the free slot where it belongs.
    #[inline]
    fn find_short(&self, key: Key) -> Result<u32, usize> {
        let mask = self.short.len() - 1;
        let mut slot = key.index(mask);
        loop {
            let found = &self.short[slot];
            if found.entry == 0 {
                return Err(slot);
            }
            if found.key == key {
                return Ok(found.entry - 1);
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Returns the number of a long text, or the free slot where it belongs.
    fn find_long(&self, text: &str, hash: u64) -> Result<u32, usize> {
        let mask = self.long.len() - 1;
        let mut slot = index(hash, mask);
        loop {
            let entry = self.long[slot];
            if entry == 0 {
                return Err(slot);
            }
            let id = number(entry);
            if entry >> 32 == hash >> 32 && self.text(id) == text {
                return Ok(id);
            }
            slot = (slot + 1) & mask;
        }
    }

    fn grow_short(&mut self) {
        let len = (2 * self.n_short).next_power_of_two().max(64);
        let old = std::mem::replace(&mut self.short, vec![Short::default(); len]);
        for filled in old.into_iter().filter(|slot| slot.entry != 0) {
            let mut slot = filled.key.index(len - 1);
            while self.short[slot].entry != 0 {
                slot = (slot + 1) & (len - 1);
            }
            self.short[slot] = filled;
        }
    }

    fn grow_long(&mut self) {
        let len = (4 * (self.len() - self.n_short))
            .next_power_of_two()
            .max(64);
        let old = std::mem::replace(&mut self.long, vec![0; len]);
        for entry in old.into_iter().filter(|&entry| entry != 0) {
            let mut slot = index(hash_long(self.text(number(entry))), len - 1);
            while self.long[slot] != 0 {
                slot = (slot + 1) & (len - 1);
            }
            self.long[slot] = entry;
        }
    }
}

fn long_entry(hash: u64, id: u32) -> u64 {
    (hash >> 32 << 32) | (u64::from(id) + 1)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the low half of an entry is the number"
)]
fn number(entry: u64) -> u32 {
    entry as u32 - 1
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the mask keeps low bits only"
)]
fn index(hash: u64, mask: usize) -> usize {
    hash as usize & mask
}

/// Hashes a long text by 8 bytes at a time, the last ones read from the end.
fn hash_long(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let (words, _) = bytes.as_chunks::<8>();
    let start = mix(bytes.len() as u64, 0);
    let hash = words.iter().fold(start, |hash, word| {
        mix(hash ^ u64::from_le_bytes(*word), hash)
    });
    bytes
        .last_chunk()
        .map_or(hash, |last| mix(hash ^ u64::from_le_bytes(*last), hash))
}

/// Folds the 128-bit product of two numbers, as in Wang Yi's wyhash.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "the halves are folded together"
)]
fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a ^ MULTIPLIERS[0]) * u128::from(b ^ MULTIPLIERS[1]);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_texts_in_order_and_finds_them_again() {
        let mut interner = Interner::default();
        let texts: Vec<String> = (0..5_000)
            .map(|i| format!("{:x}", i * 7_919).repeat(1 + i % 7))
            .collect();
        for (id, text) in (0..).zip(&texts) {
            assert_eq!(interner.get(text), None, "{text}");
            assert_eq!(interner.intern(text), (id, true));
        }
        for (id, text) in (0..).zip(&texts) {
            assert_eq!(interner.intern(text), (id, false));
            assert_eq!(
                (interner.get(text), interner.text(id)),
                (Some(id), text.as_str())
            );
        }
    }

    #[test]
    fn the_key_of_a_part_is_the_key_of_its_text() {
        let text = "déjà vu, l’été\0\0 aaaaaaaaaaaaaaaaaaaaaaaa";
        let starts = || (0..=text.len()).filter(|&at| text.is_char_boundary(at));
        for start in starts() {
            for end in starts().filter(|&end| end >= start) {
                let part = &text[start..end];
                let expected = Key::of(part).unwrap_or(Key::TOO_LONG);
                assert_eq!(Key::within(text, &(start..end)), expected, "{part:?}");
                assert_eq!(expected == Key::TOO_LONG, part.len() > Key::LONGEST);
                assert_eq!(expected == Key::default(), part.is_empty());
            }
        }
    }

    #[test]
    fn tells_similar_texts_apart() {
        let mut interner = Interner::default();
        let mut texts: Vec<String> = (0..=40).map(|len| "a".repeat(len)).collect();
        texts.extend((1..=40).map(|len| "a".repeat(len - 1) + "\0"));
        texts.extend((2..=40).map(|len| "\0".repeat(len)));
        for (id, text) in (0..).zip(&texts) {
            assert_eq!(interner.intern(text), (id, true), "{text:?}");
        }
    }
}
