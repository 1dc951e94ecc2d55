//! The words that tell a site from an article, by class, from the table `data/site_words.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::lexicon::fold;

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

/// The classes of every word, which is looked up and never walked.
static WORDS: LazyLock<FxHashMap<&'static str, Mask>> = LazyLock::new(|| {
    let mut words: FxHashMap<&'static str, Mask> = FxHashMap::default();
    let rows = include_str!("../../data/site_words.tsv")
        .lines()
        .filter(|row| !row.starts_with('#'))
        .filter_map(|row| row.split_once('\t'));
    for (class, listed) in rows {
        let bit = CLASSES.iter().position(|&name| name == class);
        for word in listed.split_whitespace() {
            *words.entry(word).or_default() |= bit.map_or(0, |bit| 1 << bit);
        }
    }
    words
});

/// Returns the classes of a word as it is written; those of what stands after an elision count too.
pub(super) fn classes(word: &str) -> Mask {
    let folded = fold(word);
    let found = WORDS.get(folded.as_ref()).copied().unwrap_or_default();
    match folded.split_once('\'') {
        Some((_, rest)) if found == 0 => {
            WORDS.get(rest).copied().unwrap_or_default() & !SENTENCE | 1
        }
        _ => found,
    }
}

/// Returns into which of `n` buckets a word falls: the FNV-1a hash of its bytes; all digits are one.
pub(super) fn bucket(word: &str, n: usize) -> usize {
    let hash = word.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        let byte = if byte.is_ascii_digit() { b'0' } else { byte };
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    (hash ^ hash >> 15) as usize % n
}
