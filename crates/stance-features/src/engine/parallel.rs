//! Work in ordered shares: on the current rayon pool with the feature `rayon`, else one after the
//! other. Results come back in the order of the shares either way.

use std::cmp::Ordering;
use std::ops::Range;

/// Returns how many shares keep every thread busy.
pub(crate) fn n_workers() -> usize {
    #[cfg(feature = "rayon")]
    {
        rayon::current_num_threads()
    }
    #[cfg(not(feature = "rayon"))]
    {
        1
    }
}

/// Returns `f` of every share, in order.
pub(crate) fn map<T: Send, R: Send>(shares: Vec<T>, f: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    #[cfg(feature = "rayon")]
    {
        use rayon::iter::{IntoParallelIterator, ParallelIterator};
        shares.into_par_iter().map(f).collect()
    }
    #[cfg(not(feature = "rayon"))]
    {
        shares.into_iter().map(f).collect()
    }
}

/// Returns the results of both, which may run at the same time.
pub(crate) fn join<A: Send, B: Send>(
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B + Send,
) -> (A, B) {
    #[cfg(feature = "rayon")]
    {
        rayon::join(first, second)
    }
    #[cfg(not(feature = "rayon"))]
    {
        (first(), second())
    }
}

/// Sorts a list in which no two elements are equal.
pub(crate) fn sort<T: Send>(list: &mut [T], compare: impl Fn(&T, &T) -> Ordering + Sync) {
    #[cfg(feature = "rayon")]
    {
        use rayon::slice::ParallelSliceMut;
        list.par_sort_unstable_by(compare);
    }
    #[cfg(not(feature = "rayon"))]
    {
        list.sort_unstable_by(compare);
    }
}

/// Returns consecutive ranges over the documents, about equal in bytes: one per worker, fewer when
/// there is little to do.
pub(crate) fn shares(documents: &[impl AsRef<str>]) -> Vec<Range<usize>> {
    /// Bytes below which a share is not worth a thread.
    const SMALLEST: usize = 1 << 14;
    let total: usize = documents
        .iter()
        .map(|document| document.as_ref().len())
        .sum();
    let size = total.div_ceil(n_workers().max(1)).max(SMALLEST);
    let mut shares = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (index, document) in documents.iter().enumerate() {
        bytes += document.as_ref().len();
        if bytes >= size {
            shares.push(start..index + 1);
            (start, bytes) = (index + 1, 0);
        }
    }
    if start < documents.len() {
        shares.push(start..documents.len());
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_cover_all_documents_in_order() {
        let documents = vec!["x".repeat(1_000); 100];
        let shares = shares(&documents);
        assert_eq!(shares.first().map(|share| share.start), Some(0));
        assert_eq!(shares.last().map(|share| share.end), Some(100));
        assert!(shares.windows(2).all(|pair| pair[0].end == pair[1].start));
        assert!(super::shares(&[] as &[&str]).is_empty());
    }
}
