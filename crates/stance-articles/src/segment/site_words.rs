//! The words that tell a site from an article, by class, from the table `data/site_words.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::lexicon::{fold, packed, packed_lower};

/// A set of classes, one bit each, by the place of the class among [`CLASSES`].
pub(super) type Mask = u32;

/// The classes of the table, words of sentences first.
pub(super) const CLASSES: [&str; 19] = [
    "function", "verb", "share", "account", "legal", "related", "comment", "credit", "trade",
    "media", "reading", "nav", "ad", "action", "dating", "address", "press", "calendar", "byline",
];

/// The classes of sentences: no sign of a site.
pub(super) const SENTENCE: Mask = 0b11;

/// Days and months.
pub(super) const CALENDAR: Mask = 1 << 17;

/// The classes that say little of a site by themselves: of sentences, of address, of dates, of bylines.
pub(super) const COMMON: Mask = SENTENCE | 1 << 15 | CALENDAR | 1 << 18;

/// The classes of every word; looked up and never walked. Nearly all words are short, and found by one number.
#[derive(Debug, Default)]
struct Table {
    short: FxHashMap<u128, Mask>,
    long: FxHashMap<&'static str, Mask>,
}

impl Table {
    fn get(&self, folded: &str) -> Mask {
        let found = match packed(folded) {
            Some(key) => self.short.get(&key),
            None => self.long.get(folded),
        };
        found.copied().unwrap_or_default()
    }
}

static WORDS: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    let rows = include_str!("../../data/site_words.tsv")
        .lines()
        .filter(|row| !row.starts_with('#'))
        .filter_map(|row| row.split_once('\t'));
    for (class, listed) in rows {
        let bit = CLASSES.iter().position(|&name| name == class);
        for word in listed.split_whitespace() {
            let mask = match packed(word) {
                Some(key) => table.short.entry(key).or_default(),
                None => table.long.entry(word).or_default(),
            };
            *mask |= bit.map_or(0, |bit| 1 << bit);
        }
    }
    table
});

/// Returns the classes of a word as it is written; those of what stands after an elision count too.
pub(super) fn classes(word: &str) -> Mask {
    let words = &*WORDS;
    if let Some(key) = packed_lower(word) {
        let found = words.short.get(&key).copied().unwrap_or_default();
        if found != 0 || !word.as_bytes().contains(&b'\'') {
            return found;
        }
    }
    let folded = fold(word);
    let found = words.get(&folded);
    match folded.split_once('\'') {
        Some((_, rest)) if found == 0 => words.get(rest) & !SENTENCE | 1,
        _ => found,
    }
}

/// Returns into which of `n` buckets a word falls: the FNV-1a hash of its bytes in lower case; all digits are one.
pub(super) fn bucket(word: &str, n: usize) -> usize {
    let add = |hash: u32, byte: u8| {
        let byte = if byte.is_ascii_digit() { b'0' } else { byte };
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    };
    let basis = 0x811c_9dc5;
    let hash = if word.is_ascii() {
        let lower = word.bytes().map(|byte| byte.to_ascii_lowercase());
        lower.fold(basis, add)
    } else {
        fold(word).bytes().fold(basis, add)
    };
    (hash ^ hash >> 15) as usize % n
}
