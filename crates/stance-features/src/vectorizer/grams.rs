//! Counting n-grams of characters: by document through the chunks it holds.

use super::levels::{Counts, rank};
use super::shard::Shard;
use crate::engine::{Interner, NONE, parallel};

/// The distinct character n-grams that reach `min_df`, in the order of their names.
#[derive(Debug, Default)]
pub(super) struct Grams {
    pub(super) texts: Vec<String>,
    pub(super) document_frequencies: Vec<u32>,
    pub(super) totals: Vec<u64>,
}

/// Joins the n-grams of the shards; rewrites their caches to the numbers of the result.
pub(super) fn join_grams(shards: &mut [Shard], min_df: u32) -> Grams {
    let counts = parallel::map(shards.iter().collect(), count_grams);
    let mut texts = Interner::default();
    let mut joined: Vec<Counts> = Vec::new();
    let mut maps: Vec<Vec<u32>> = Vec::new();
    for (shard, counts) in shards.iter().zip(&counts) {
        let mut map = Vec::with_capacity(counts.len());
        for (gram, count) in (0..).zip(counts) {
            let (number, is_new) = texts.intern(shard.grams.text(gram));
            if is_new {
                joined.push(Counts::default());
            }
            joined[number as usize].df += count.df;
            joined[number as usize].total += count.total;
            map.push(number);
        }
        maps.push(map);
    }
    let (order, ranks) = rank(&texts, &joined, min_df);
    parallel::map(shards.iter_mut().zip(maps).collect(), |(shard, map)| {
        shard.grams = Interner::default();
        shard.cache.map_grams(|gram| {
            let rank = ranks[map[gram as usize] as usize];
            (rank != NONE).then_some(rank)
        });
    });
    Grams {
        texts: order
            .iter()
            .map(|&gram| texts.text(gram).to_owned())
            .collect(),
        document_frequencies: order.iter().map(|&gram| joined[gram as usize].df).collect(),
        totals: order
            .iter()
            .map(|&gram| joined[gram as usize].total)
            .collect(),
    }
}

/// Counts the n-grams of a shard: for each chunk of a document, met for the first time in it, all
/// of the chunk's.
fn count_grams(shard: &Shard) -> Vec<Counts> {
    let mut counts = vec![Counts::default(); shard.grams.len()];
    let mut chunks = vec![Counts::default(); shard.cache.len()];
    for (document, list) in (0u32..).zip(shard.chunks.iter()) {
        for &chunk in list {
            let seen = &mut chunks[chunk as usize];
            if seen.last != document + 1 {
                for &gram in shard.cache.grams(chunk) {
                    counts[gram as usize].add(document, 0);
                }
            }
            seen.add(document, 1);
        }
    }
    for (chunk, seen) in (0..).zip(&chunks) {
        for &gram in shard.cache.grams(chunk) {
            counts[gram as usize].total += seen.total;
        }
    }
    counts
}
