//! Grouped, stratified cross-validation folds.
//!
//! Rows of one group never sit on both sides of a split, and rows of equal text count as one
//! group whatever their group column says: a syndicated paragraph in two articles would
//! otherwise be trained on and judged at once.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::random::SplitMix64;

/// Returns a group number per row, from 0 in order of first appearance.
///
/// Two rows share a number when they have the same text, or the same group, or are joined by a
/// chain of such rows. Without `groups` only equal texts are joined; an empty group joins nothing.
///
/// # Examples
///
/// ```
/// use stance_model::folds::group_rows;
///
/// let texts = ["a", "b", "a", "c"];
/// let groups = ["x", "y", "z", "z"];
/// // Rows 0 and 2 share their text, rows 2 and 3 their group.
/// assert_eq!(group_rows(&texts, Some(&groups)), [0, 1, 0, 0]);
/// ```
#[must_use]
pub fn group_rows<T: AsRef<str>>(texts: &[T], groups: Option<&[T]>) -> Vec<usize> {
    let mut parents: Vec<usize> = (0..texts.len()).collect();
    let mut join = |keys: &[T]| {
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        for (row, key) in keys
            .iter()
            .enumerate()
            .filter(|(_, key)| !key.as_ref().is_empty())
        {
            let other = *first.entry(key.as_ref()).or_insert(row);
            let (a, b) = (root(&mut parents, row), root(&mut parents, other));
            parents[a.max(b)] = a.min(b);
        }
    };
    join(texts);
    if let Some(groups) = groups {
        join(groups);
    }
    let mut numbers = vec![usize::MAX; texts.len()];
    let mut next = 0;
    for row in 0..texts.len() {
        let top = root(&mut parents, row);
        if numbers[top] == usize::MAX {
            numbers[top] = next;
            next += 1;
        }
        numbers[row] = numbers[top];
    }
    numbers
}

/// Returns the representative of `row`, halving the path to it on the way.
fn root(parents: &mut [usize], mut row: usize) -> usize {
    while parents[row] != row {
        parents[row] = parents[parents[row]];
        row = parents[row];
    }
    row
}

/// Returns a number per row, equal ones for equal values, from 0 in byte order of the values.
///
/// As folds, the numbers leave out one value after the other.
///
/// # Examples
///
/// ```
/// use stance_model::folds::number_values;
///
/// assert_eq!(number_values(&["film", "banking", "film"]), [1, 0, 1]);
/// ```
#[must_use]
pub fn number_values<T: AsRef<str>>(values: &[T]) -> Vec<usize> {
    let mut distinct: Vec<&str> = values.iter().map(AsRef::as_ref).collect();
    distinct.sort_unstable();
    distinct.dedup();
    let number = |value: &T| distinct.partition_point(|other| *other < value.as_ref());
    values.iter().map(number).collect()
}

/// Returns the fold, in `0..n_folds`, of each row.
///
/// Groups are dealt out largest first, equal sizes in an order shuffled by `seed`, each to the
/// fold where it raises the sum of squared label shares least; ties go to the fold with fewer rows, then to the
/// lower number. `labels` holds label numbers, `groups` those of [`group_rows`].
///
/// *Determinism*: depends on the arguments alone.
///
/// # Examples
///
/// ```
/// use stance_model::folds::assign_folds;
///
/// let folds = assign_folds(&[0, 0, 1, 1], &[0, 1, 2, 3], 2, 0);
/// assert_ne!(folds[0], folds[1]);
/// assert_ne!(folds[2], folds[3]);
/// ```
///
/// # Panics
///
/// When `labels` and `groups` differ in length or `n_folds` is 0.
#[must_use]
pub fn assign_folds(labels: &[usize], groups: &[usize], n_folds: usize, seed: u64) -> Vec<usize> {
    assert_eq!(labels.len(), groups.len(), "one group per label");
    assert!(n_folds > 0, "folds are numbered from 0");
    let n_labels = labels.iter().max().map_or(0, |&top| top + 1);
    let n_groups = groups.iter().max().map_or(0, |&top| top + 1);
    let mut totals = vec![0_usize; n_labels];
    let mut counts = vec![BTreeMap::<usize, usize>::new(); n_groups];
    for (&label, &group) in labels.iter().zip(groups) {
        totals[label] += 1;
        *counts[group].entry(label).or_default() += 1;
    }
    let mut order: Vec<usize> = (0..n_groups).collect();
    SplitMix64::new(seed).shuffle(&mut order);
    order.sort_by_key(|&group| std::cmp::Reverse(counts[group].values().sum::<usize>()));

    let mut filled = vec![vec![0_usize; n_labels]; n_folds];
    let mut sizes = vec![0_usize; n_folds];
    let mut fold_of_group = vec![0; n_groups];
    for group in order {
        let cost = |fold: usize| -> f64 {
            let rise = |(&label, &count): (&usize, &usize)| {
                (count * (2 * filled[fold][label] + count)) as f64 / totals[label] as f64
            };
            counts[group].iter().map(rise).sum()
        };
        let fold = (0..n_folds)
            .min_by(|&a, &b| cost(a).total_cmp(&cost(b)).then(sizes[a].cmp(&sizes[b])))
            .unwrap_or(0);
        for (&label, &count) in &counts[group] {
            filled[fold][label] += count;
            sizes[fold] += count;
        }
        fold_of_group[group] = fold;
    }
    groups.iter().map(|&group| fold_of_group[group]).collect()
}

/// Returns what `of_item` makes of each item, in their order, on all threads; of no more items at a time than there are
/// threads. A thread that waits for others inside of an item would begin the next ones, whose memory adds up.
pub(crate) fn map_few_at_once<T: Sync, R: Send>(
    items: &[T],
    of_item: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let mut found = Vec::with_capacity(items.len());
    for few in items.chunks(rayon::current_num_threads()) {
        found.par_extend(few.par_iter().map(&of_item));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_are_stratified_and_grouped() {
        let labels: Vec<usize> = (0..300).map(|row| usize::from(row % 3 == 0)).collect();
        let groups: Vec<usize> = (0..300).map(|row| row / 2).collect();
        let folds = assign_folds(&labels, &groups, 5, 42);
        for pair in folds.chunks(2) {
            assert_eq!(pair[0], pair[1]);
        }
        for fold in 0..5 {
            let rows = folds.iter().filter(|&&f| f == fold).count();
            let ones = (0..300)
                .filter(|&row| folds[row] == fold && labels[row] == 1)
                .count();
            assert_eq!((rows, ones), (60, 20), "fold {fold}");
        }
    }

    #[test]
    fn a_rare_label_is_spread() {
        let labels = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1];
        let groups: Vec<usize> = (0..10).collect();
        for seed in 0..20 {
            let folds = assign_folds(&labels, &groups, 5, seed);
            assert_ne!(folds[8], folds[9], "seed {seed}");
        }
    }

    #[test]
    fn another_seed_gives_other_folds_of_the_same_quality() {
        let labels = vec![0; 50];
        let groups: Vec<usize> = (0..50).collect();
        assert_ne!(
            assign_folds(&labels, &groups, 5, 1),
            assign_folds(&labels, &groups, 5, 2)
        );
        assert_eq!(
            assign_folds(&labels, &groups, 5, 1),
            assign_folds(&labels, &groups, 5, 1)
        );
    }

    #[test]
    fn chains_of_text_and_group_join() {
        let texts = ["a", "b", "b", "c"];
        let groups = ["1", "1", "2", "2"];
        assert_eq!(group_rows(&texts, Some(&groups)), [0, 0, 0, 0]);
        assert_eq!(group_rows(&texts, None), [0, 1, 1, 2]);
        assert_eq!(group_rows(&texts, Some(&["", "", "2", ""])), [0, 1, 1, 2]);
    }
}
