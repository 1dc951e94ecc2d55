//! What the vectorisers are fast with: texts and pairs as small numbers, the analysis of each
//! whitespace-delimited chunk remembered, work shared among threads.

mod analyzer;
mod cache;
mod interner;
mod pairs;
pub(crate) mod parallel;
mod terms;

pub(crate) use analyzer::Analyzer;
pub(crate) use cache::{ChunkCache, Numbering};
pub(crate) use interner::{Interner, LIMIT};
pub(crate) use pairs::PairTable;
pub(crate) use terms::TermReader;

/// Stands for "none" where an index is expected.
pub(crate) const NONE: u32 = u32::MAX;

/// Stands for a word that is left out, and holds no place among the n-grams.
pub(crate) const DROPPED: u32 = u32::MAX - 1;
