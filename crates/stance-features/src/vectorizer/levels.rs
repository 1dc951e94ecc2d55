//! Counting n-grams of words without a big table.
//!
//! A *level* holds the distinct n-grams of one length, numbered in the order of their names; the
//! n-grams of the next length are pairs of such a number and a term. Pairs that hold a term or an
//! n-gram below `min_df` are never counted, for they cannot reach it. The rest is dealt out by
//! their first number to parts that are small enough for a near cache, and each part is counted by
//! itself. As parts are ranges of the first number, the sorted parts one after the other are sorted.

use super::shard::{Lists, Shard};
use crate::engine::{Interner, NONE, parallel};
use crate::steps::NEGATED;

/// The distinct n-grams of one length that reach `min_df`, in the order of their names.
#[derive(Debug, Default)]
pub(super) struct Level {
    /// For each n-gram its number in the level below (0 in the first) and its last term.
    pub(super) pairs: Vec<(u32, u32)>,
    /// Documents that hold it.
    pub(super) document_frequencies: Vec<u32>,
    /// Occurrences in all.
    pub(super) totals: Vec<u64>,
}

/// The numbers of the n-grams of one length: for each shard, document and place, [`NONE`] where
/// there is none.
pub(super) type Places = Vec<Vec<u32>>;

/// The terms that reach `min_df`, in order.
#[derive(Debug, Default)]
pub(super) struct Terms {
    pub(super) texts: Vec<String>,
    pub(super) level: Level,
}

/// Documents with a feature, and occurrences in all.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) df: u32,
    pub(super) total: u64,
    /// The last document counted, plus one.
    pub(super) last: u32,
}

impl Counts {
    #[inline]
    pub(super) fn add(&mut self, document: u32, times: u64) {
        self.df += u32::from(self.last != document + 1);
        self.last = document + 1;
        self.total += times;
    }
}

/// Joins the terms of the shards; rewrites their lists to the numbers of the first level.
pub(super) fn join_terms(shards: &mut [Shard], min_df: u32) -> (Terms, Places) {
    let counts = parallel::map(shards.iter().collect(), count_terms);
    let mut texts = Interner::default();
    let mut joined: Vec<Counts> = Vec::new();
    let mut maps: Vec<Vec<u32>> = Vec::new();
    let mut buffer = String::new();
    for (shard, counts) in shards.iter().zip(&counts) {
        let mut map = vec![NONE; counts.len()];
        for (term, count) in (0u32..).zip(counts).filter(|(_, count)| count.df > 0) {
            buffer.clear();
            buffer.extend((term % 2 == 1).then_some(NEGATED));
            buffer.push_str(shard.words.text(term / 2));
            let (number, is_new) = texts.intern(&buffer);
            if is_new {
                joined.push(Counts::default());
            }
            joined[number as usize].df += count.df;
            joined[number as usize].total += count.total;
            map[term as usize] = number;
        }
        maps.push(map);
    }
    let (order, ranks) = rank(&texts, &joined, min_df);
    let level = Level {
        pairs: (0..).zip(&order).map(|(rank, _)| (0, rank)).collect(),
        document_frequencies: order.iter().map(|&term| joined[term as usize].df).collect(),
        totals: order
            .iter()
            .map(|&term| joined[term as usize].total)
            .collect(),
    };
    let places = parallel::map(shards.iter_mut().zip(maps).collect(), |(shard, map)| {
        let terms = std::mem::take(&mut shard.terms.items);
        shard.words = Interner::default();
        let ranked = |term: u32| match map.get(term as usize) {
            Some(&number) if number != NONE => ranks[number as usize],
            _ => NONE,
        };
        terms.into_iter().map(ranked).collect()
    });
    let texts = order
        .iter()
        .map(|&term| texts.text(term).to_owned())
        .collect();
    (Terms { texts, level }, places)
}

fn count_terms(shard: &Shard) -> Vec<Counts> {
    let mut counts = vec![Counts::default(); 2 * shard.words.len()];
    for (document, terms) in (0..).zip(shard.terms.iter()) {
        for &term in terms {
            if let Some(count) = counts.get_mut(term as usize) {
                count.add(document, 1);
            }
        }
    }
    counts
}

/// Returns the texts that reach `min_df` in the order of their bytes, and the rank of each text,
/// [`NONE`] for the others.
pub(super) fn rank(texts: &Interner, counts: &[Counts], min_df: u32) -> (Vec<u32>, Vec<u32>) {
    let mut keyed: Vec<(u64, u32)> = (0..)
        .zip(counts)
        .filter(|(_, count)| count.df >= min_df)
        .map(|(number, _)| (beginning(texts.text(number)), number))
        .collect();
    parallel::sort(&mut keyed, |left, right| {
        left.0
            .cmp(&right.0)
            .then_with(|| texts.text(left.1).cmp(texts.text(right.1)))
    });
    let order: Vec<u32> = keyed.into_iter().map(|(_, number)| number).collect();
    let mut ranks = vec![NONE; counts.len()];
    for (rank, &number) in (0..).zip(&order) {
        ranks[number as usize] = rank;
    }
    (order, ranks)
}

/// Returns the first eight bytes of a text as a number: of two texts, the one whose number is
/// greater comes later.
fn beginning(text: &str) -> u64 {
    let mut bytes = [0; 8];
    let len = text.len().min(8);
    bytes[..len].copy_from_slice(&text.as_bytes()[..len]);
    u64::from_be_bytes(bytes)
}

/// An n-gram at a place of a document.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// Its number in the level below.
    first: u32,
    /// Its last term.
    term: u32,
    document: u32,
}

/// Occurrences that a part is made for; its table then takes one or two megabytes.
const PART_SIZE: u64 = 1 << 16;

/// Most parts.
const MOST_PARTS: u64 = 256;

/// Counts the n-grams of `length` terms, given the level below and its places.
pub(super) fn extend(
    below: &Level,
    places_below: &Places,
    terms: &Places,
    shards: &[Shard],
    length: usize,
    min_df: u32,
) -> (Level, Places) {
    let part_of = parts(&below.totals);
    let n_parts = part_of.last().map_or(0, |&part| usize::from(part) + 1);
    let inputs: Vec<_> = places_below.iter().zip(terms).zip(shards).collect();
    let dealt = parallel::map(inputs.clone(), |((firsts, terms), shard)| {
        deal(shard, firsts, terms, length, &part_of, n_parts)
    });
    let mut by_part: Vec<Vec<Vec<Entry>>> = (0..n_parts).map(|_| Vec::new()).collect();
    for parts in dealt {
        for (part, entries) in by_part.iter_mut().zip(parts) {
            part.push(entries);
        }
    }
    let counted = parallel::map(by_part, |part| count_part(&part, min_df));
    let mut level = Level::default();
    let mut numbers: Vec<Vec<Vec<u32>>> = shards.iter().map(|_| Vec::new()).collect();
    let mut offsets = Vec::new();
    for part in counted {
        offsets.push(u32::try_from(level.pairs.len()).unwrap_or(NONE));
        level.pairs.extend(part.level.pairs);
        level
            .document_frequencies
            .extend(part.level.document_frequencies);
        level.totals.extend(part.level.totals);
        for (shard, found) in numbers.iter_mut().zip(part.numbers) {
            shard.push(found);
        }
    }
    let places = parallel::map(
        inputs.into_iter().zip(numbers).collect(),
        |(input, numbers)| {
            let ((firsts, terms), shard) = input;
            let mut cursors = vec![0; n_parts];
            let mut out = vec![NONE; firsts.len()];
            for_each_pair(&shard.terms, firsts, terms, length, |_, place, first, _| {
                let part = usize::from(part_of[first as usize]);
                let number = numbers[part][cursors[part]];
                cursors[part] += 1;
                if number != NONE {
                    out[place] = offsets[part] + number;
                }
            });
            out
        },
    );
    (level, places)
}

/// Deals out the n-grams of a shard to the parts, which are sized first: they take most memory.
fn deal(
    shard: &Shard,
    firsts: &[u32],
    terms: &[u32],
    length: usize,
    part_of: &[u8],
    n_parts: usize,
) -> Vec<Vec<Entry>> {
    let mut sizes = vec![0; n_parts];
    for_each_pair(&shard.terms, firsts, terms, length, |_, _, first, _| {
        sizes[usize::from(part_of[first as usize])] += 1;
    });
    let mut parts: Vec<Vec<Entry>> = sizes.into_iter().map(Vec::with_capacity).collect();
    let offset = first_document(shard);
    for_each_pair(
        &shard.terms,
        firsts,
        terms,
        length,
        |document, _, first, term| {
            let part = usize::from(part_of[first as usize]);
            parts[part].push(Entry {
                first,
                term,
                document: offset + document,
            });
        },
    );
    parts
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the number of documents is below 2^32"
)]
fn first_document(shard: &Shard) -> u32 {
    shard.first as u32
}

/// Returns the part of each n-gram of a level: ranges of about equal numbers of occurrences.
fn parts(totals: &[u64]) -> Vec<u8> {
    let all: u64 = totals.iter().sum();
    let size = PART_SIZE.max(all.div_ceil(MOST_PARTS)).max(1);
    let (mut before, mut part, mut start) = (0, 0u8, 0);
    let mut out = Vec::with_capacity(totals.len());
    for &total in totals {
        if before - start >= size {
            (part, start) = (part + 1, before);
        }
        out.push(part);
        before += total;
    }
    out
}

/// Calls `visit` with document, place, number of the n-gram below and last term of every n-gram of
/// `length` terms that may count, in order. The ends of the lists are those of the documents.
fn for_each_pair(
    lists: &Lists,
    firsts: &[u32],
    terms: &[u32],
    length: usize,
    mut visit: impl FnMut(u32, usize, u32, u32),
) {
    let mut start = 0;
    for (document, &end) in (0..).zip(&lists.ends) {
        for place in start..(end + 1).saturating_sub(length).max(start) {
            let (first, term) = (firsts[place], terms[place + length - 1]);
            if first != NONE && term != NONE {
                visit(document, place, first, term);
            }
        }
        start = end;
    }
}

/// What counting a part gives.
#[derive(Debug, Default)]
struct Part {
    level: Level,
    /// For each shard and entry the number of its n-gram within the part, or [`NONE`].
    numbers: Vec<Vec<u32>>,
}

/// Counts the entries of one part, given by shard.
fn count_part(shards: &[Vec<Entry>], min_df: u32) -> Part {
    let n_entries = shards.iter().map(Vec::len).sum();
    let mut table = PartTable::for_entries(n_entries);
    let mut numbers: Vec<Vec<u32>> = shards
        .iter()
        .map(|entries| entries.iter().map(|entry| table.count(entry)).collect())
        .collect();
    let mut order: Vec<u32> = (0..)
        .zip(&table.counts)
        .filter(|(_, (_, count))| count.df >= min_df)
        .map(|(number, _)| number)
        .collect();
    order.sort_unstable_by_key(|&number| table.counts[number as usize].0);
    let mut ranks = vec![NONE; table.counts.len()];
    let mut level = Level::default();
    for (rank, &number) in (0..).zip(&order) {
        let (pair, count) = table.counts[number as usize];
        ranks[number as usize] = rank;
        level.pairs.push(pair);
        level.document_frequencies.push(count.df);
        level.totals.push(count.total);
    }
    for number in numbers.iter_mut().flatten() {
        *number = ranks[*number as usize];
    }
    Part { level, numbers }
}

/// The distinct pairs of a part with their counts, found by open addressing.
#[derive(Debug)]
struct PartTable {
    /// Numbers plus one, 0 for a free slot. The length is a power of two.
    slots: Vec<u32>,
    counts: Vec<((u32, u32), Counts)>,
}

impl PartTable {
    fn for_entries(n_entries: usize) -> Self {
        Self {
            slots: vec![0; (2 * n_entries).next_power_of_two().max(2)],
            counts: Vec::new(),
        }
    }

    /// Counts an entry; returns the number of its pair.
    #[inline]
    fn count(&mut self, entry: &Entry) -> u32 {
        let pair = (entry.first, entry.term);
        let mask = self.slots.len() - 1;
        let mut slot = hash(pair) & mask;
        loop {
            let Some(number) = self.slots[slot].checked_sub(1) else {
                let number = u32::try_from(self.counts.len()).unwrap_or(NONE - 1);
                self.slots[slot] = number + 1;
                let count = Counts {
                    df: 1,
                    total: 1,
                    last: entry.document + 1,
                };
                self.counts.push((pair, count));
                return number;
            };
            let (known, count) = &mut self.counts[number as usize];
            if *known == pair {
                count.add(entry.document, 1);
                return number;
            }
            slot = (slot + 1) & mask;
        }
    }
}

/// Hashes a pair by multiplication with odd constants; the high half is the better one.
fn hash((first, term): (u32, u32)) -> usize {
    let key = u64::from(first) << 32 | u64::from(term);
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize
}
