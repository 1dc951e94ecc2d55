//! What the vectorisers are fast with: texts and pairs as small numbers, the analysis of each
//! whitespace-delimited chunk remembered, work shared among threads.

mod analyzer;
mod cache;
mod chunk_table;
mod interner;
mod pairs;
pub(crate) mod parallel;
mod terms;

pub(crate) use analyzer::Analyzer;
pub(crate) use cache::{ChunkCache, Numbering};
pub(crate) use interner::{Interner, LIMIT};
pub(crate) use pairs::{Buffers as PairBuffers, PairTable};
pub(crate) use terms::TermReader;

/// Stands for "none" where an index is expected.
pub(crate) const NONE: u32 = u32::MAX;

/// Stands for a word that is left out, and holds no place among the n-grams.
pub(crate) const DROPPED: u32 = u32::MAX - 1;

/// Replaces the items of a list.
#[inline]
pub(crate) fn refill<T>(list: &mut Vec<T>, items: impl Iterator<Item = T>) {
    list.clear();
    list.extend(items);
}

/// Appends those items that are to be kept, without a branch that could be guessed wrong.
#[inline]
pub(crate) fn extend_kept<T: Copy + Default>(
    list: &mut Vec<T>,
    items: impl ExactSizeIterator<Item = (T, bool)>,
) {
    let mut len = list.len();
    list.resize(len + items.len(), T::default());
    for (item, is_kept) in items {
        list[len] = item;
        len += usize::from(is_kept);
    }
    list.truncate(len);
}
