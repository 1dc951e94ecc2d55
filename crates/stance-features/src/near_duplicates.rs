//! Texts that say nearly the same: `MinHash` signatures of word trigrams, banded so that only texts which share
//! a band are compared, and each candidate pair judged by its true Jaccard similarity.
//!
//! *Source*: A. Broder, "On the resemblance and containment of documents", SEQUENCES 1997; the bands are those of
//! Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", section 3.4.

use std::collections::BTreeMap;

use crate::engine::parallel;
use crate::{Error, TokenKind, Tokenizer};

/// Words of a shingle.
const WORDS: usize = 3;

/// Minima in a signature.
const SIGNATURE: usize = 128;

/// Chance that a pair at the threshold shares no band, at most.
const MISSED: f64 = 1e-3;

/// Texts that say nearly the same.
///
/// # Examples
///
/// ```
/// use stance_features::{NearDuplicates, near_duplicates};
///
/// let found = near_duplicates(&["On verra.", "Rien.", "On verra !"], 0.8)?;
/// assert_eq!(found, [NearDuplicates { rows: vec![0, 2], similarity: 1.0 }]);
/// # Ok::<(), stance_features::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct NearDuplicates {
    /// Their numbers, from 0, rising; two or more.
    pub rows: Vec<usize>,
    /// The lowest Jaccard similarity of the pairs that link them, above 0 and up to 1: the word trigrams that both
    /// texts of a pair have, by all that either has.
    pub similarity: f64,
}

/// Returns the groups of texts that say nearly the same, by their first text.
///
/// Two texts belong together when their similarity is at least `threshold`, above 0 and up to 1, or when a chain
/// of such pairs links them. Words are compared in lower case, without punctuation, as [`Tokenizer`] takes them
/// without a language; a text of fewer than three words is compared whole; one without a word is like none.
///
/// *Cost*: grows with the number of texts, not with its square: only texts that agree in a band of their
/// signatures are compared, and of those that are alike only with the first. A pair right at the threshold stays
/// undetected with a probability of at most 0.1 %.
///
/// *Determinism*: depends on the arguments alone, not on the number of threads.
///
/// # Errors
///
/// [`Error::OptionOutOfRange`] for a threshold that is not above 0 and up to 1.
///
/// # Examples
///
/// ```
/// use stance_features::near_duplicates;
///
/// let texts = [
///     "The town will plant two hundred trees along the old canal next spring.",
///     "A museum of clocks has opened.",
///     "The town will plant two hundred trees along the old canal next autumn!",
/// ];
/// let found = near_duplicates(&texts, 0.8)?;
/// assert_eq!((found.len(), found[0].rows.as_slice()), (1, &[0, 2][..]));
/// // Of 12 trigrams they share 10.
/// assert!((found[0].similarity - 10.0 / 12.0).abs() < 1e-12);
/// # Ok::<(), stance_features::Error>(())
/// ```
pub fn near_duplicates<T: AsRef<str> + Sync>(
    texts: &[T],
    threshold: f64,
) -> Result<Vec<NearDuplicates>, Error> {
    if !(threshold > 0.0 && threshold <= 1.0) {
        return Err(Error::OptionOutOfRange {
            option: "threshold",
            found: threshold.to_string(),
            expected: "a number above 0 and up to 1",
        });
    }
    let read = |share: std::ops::Range<usize>| -> Vec<Vec<u64>> {
        texts[share]
            .iter()
            .map(|text| shingles(text.as_ref()))
            .collect()
    };
    let shares = parallel::shares(texts);
    let shingles: Vec<Vec<u64>> = parallel::map(shares, read).into_iter().flatten().collect();
    let rows: Vec<usize> = (0..texts.len())
        .filter(|&row| !shingles[row].is_empty())
        .collect();
    let signatures = parallel::map(rows.clone(), |row| signature(&shingles[row]));
    let mut links = Links {
        shingles: &shingles,
        threshold,
        parents: (0..texts.len()).collect(),
        found: Vec::new(),
    };
    let width = band_width(threshold);
    for band in 0..SIGNATURE / width {
        let key = |signature: &[u32]| fnv(&signature[band * width..(band + 1) * width]);
        let mut keys: Vec<(u64, usize)> = signatures
            .iter()
            .zip(&rows)
            .map(|(signature, &row)| (key(signature), row))
            .collect();
        keys.sort_unstable();
        for bucket in keys.chunk_by(|a, b| a.0 == b.0) {
            links.add(bucket.iter().map(|&(_, row)| row));
        }
    }
    Ok(links.groups())
}

/// The links found so far.
struct Links<'a> {
    shingles: &'a [Vec<u64>],
    threshold: f64,
    /// Each text's parent in a forest of those alike; a root is its own.
    parents: Vec<usize>,
    /// A text of each pair that is alike, and their similarity.
    found: Vec<(usize, f64)>,
}

impl Links<'_> {
    /// Compares the texts of a bucket, in rising order: each with the first of those that are alike.
    fn add(&mut self, bucket: impl Iterator<Item = usize>) {
        let mut firsts: Vec<usize> = Vec::new();
        for row in bucket {
            let mut is_known = false;
            for &first in &firsts {
                if self.root(first) == self.root(row) || self.link(first, row) {
                    is_known = true;
                    break;
                }
            }
            if !is_known {
                firsts.push(row);
            }
        }
    }

    /// Links two texts, of different trees, if they are alike enough.
    fn link(&mut self, first: usize, row: usize) -> bool {
        let similarity = jaccard(&self.shingles[first], &self.shingles[row]);
        if similarity < self.threshold {
            return false;
        }
        let (a, b) = (self.root(first), self.root(row));
        self.parents[a.max(b)] = a.min(b);
        self.found.push((first, similarity));
        true
    }

    /// Returns the groups, by their first text.
    fn groups(&mut self) -> Vec<NearDuplicates> {
        let found = std::mem::take(&mut self.found);
        let mut groups: BTreeMap<usize, NearDuplicates> = BTreeMap::new();
        for (row, similarity) in found {
            let group = groups.entry(self.root(row)).or_insert(NearDuplicates {
                rows: Vec::new(),
                similarity,
            });
            group.similarity = group.similarity.min(similarity);
        }
        for row in 0..self.parents.len() {
            if let Some(group) = groups.get_mut(&self.root(row)) {
                group.rows.push(row);
            }
        }
        groups.into_values().collect()
    }

    /// Returns the first of those alike, halving the path to it on the way.
    fn root(&mut self, mut row: usize) -> usize {
        while self.parents[row] != row {
            self.parents[row] = self.parents[self.parents[row]];
            row = self.parents[row];
        }
        row
    }
}

/// Returns the widest band, a power of two, by which a pair at the threshold is missed rarely enough.
fn band_width(threshold: f64) -> usize {
    let missed = |width: usize| {
        let agrees = (0..width).fold(1.0, |product, _| product * threshold);
        (0..SIGNATURE / width).fold(1.0, |product, _| product * (1.0 - agrees))
    };
    let widths = [64, 32, 16, 8, 4, 2];
    widths
        .into_iter()
        .find(|&width| missed(width) <= MISSED)
        .unwrap_or(1)
}

/// Returns the hashes of a text's word trigrams, sorted, each once.
fn shingles(text: &str) -> Vec<u64> {
    let mut words = Tokenizer::new(None).tokens(text);
    words.retain(|token| token.kind.is_feature() && token.kind != TokenKind::Mark);
    let hashes: Vec<u64> = words.iter().map(|word| fnv(word.text.as_bytes())).collect();
    if hashes.is_empty() {
        return Vec::new();
    }
    let mut shingles: Vec<u64> = hashes.windows(WORDS.min(hashes.len())).map(fnv).collect();
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

/// Returns the least hash of the shingles under each of [`SIGNATURE`] hash functions.
///
/// The functions are multiply-add-shift: the upper half of `a·x + b` modulo 2⁶⁴ with `a` odd.
fn signature(shingles: &[u64]) -> Vec<u32> {
    let mut state = 0_u64;
    let mut minima = vec![u32::MAX; SIGNATURE];
    for minimum in &mut minima {
        let (a, b) = (next(&mut state) | 1, next(&mut state));
        for &shingle in shingles {
            let hash = a.wrapping_mul(shingle).wrapping_add(b) >> 32;
            *minimum = (*minimum).min(u32::try_from(hash).unwrap_or(u32::MAX));
        }
    }
    minima
}

/// Returns the next number of the sequence `SplitMix64`.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mix(*state)
}

/// Spreads the bits of a number over all of it: the finaliser of `SplitMix64`.
fn mix(number: u64) -> u64 {
    let number = (number ^ number >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ number >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ number >> 31
}

/// Returns the 64-bit FNV-1a hash of a list, number by number, its bits spread.
fn fnv<T: Copy + Into<u64>>(list: &[T]) -> u64 {
    let hash = list.iter().fold(0xCBF2_9CE4_8422_2325_u64, |hash, &item| {
        (hash ^ item.into()).wrapping_mul(0x0000_0100_0000_01B3)
    });
    mix(hash)
}

/// Returns the Jaccard similarity of two sorted lists without repetitions, not both empty.
fn jaccard(first: &[u64], second: &[u64]) -> f64 {
    let (mut at, mut other, mut shared) = (0, 0, 0_usize);
    while at < first.len() && other < second.len() {
        let order = first[at].cmp(&second[other]);
        shared += usize::from(order.is_eq());
        at += usize::from(order.is_le());
        other += usize::from(order.is_ge());
    }
    shared as f64 / (first.len() + second.len() - shared) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_as_wide_as_the_threshold_allows() {
        assert_eq!(band_width(1.0), 64);
        assert_eq!(band_width(0.8), 4);
        assert_eq!(band_width(0.5), 2);
        assert_eq!(band_width(0.01), 1);
    }

    #[test]
    fn thresholds_outside_their_range_are_refused() {
        for threshold in [0.0, -0.5, 1.1, f64::NAN] {
            assert!(near_duplicates(&["a"], threshold).is_err(), "{threshold}");
        }
    }

    #[test]
    fn case_punctuation_and_apostrophes_make_no_difference() {
        let found = near_duplicates(&["L’eau est « là » !", "", "l'EAU est là"], 1.0).unwrap();
        let expected = NearDuplicates {
            rows: vec![0, 2],
            similarity: 1.0,
        };
        assert_eq!(found, [expected]);
    }

    #[test]
    fn texts_without_words_are_like_none() {
        assert_eq!(
            near_duplicates(&["…", "", "", "—", "…"], 0.5)
                .unwrap()
                .len(),
            0
        );
    }

    #[test]
    fn many_copies_are_one_group() {
        let texts = vec!["one two three four five"; 500];
        let found = near_duplicates(&texts, 0.9).unwrap();
        assert_eq!(found.len(), 1);
        assert!(found[0].rows.iter().copied().eq(0..500));
    }

    #[test]
    fn a_chain_of_pairs_is_one_group() {
        // Each shares two trigrams of four with its neighbour; the ends share none.
        let texts = ["a b c d e", "c d e f g", "b c d e f"];
        let found = near_duplicates(&texts, 0.5).unwrap();
        assert_eq!((found.len(), found[0].rows.as_slice()), (1, &[0, 1, 2][..]));
        assert!((found[0].similarity - 0.5).abs() < 1e-12);
    }
}
