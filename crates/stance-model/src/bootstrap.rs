//! Confidence intervals by resampling groups of rows.
//!
//! Rows of one article or author resemble each other, so that what is drawn anew is the group, not the row.
//! *Source*: Efron & Tibshirani, "An introduction to the bootstrap", 1993, chapters 13 (percentile intervals) and
//! 8 (data that are not independent).

use rayon::prelude::*;

use crate::random::SplitMix64;

/// How intervals are drawn.
///
/// # Examples
///
/// ```
/// use stance_model::bootstrap::Bootstrap;
///
/// let bootstrap = Bootstrap::default();
/// assert_eq!((bootstrap.resamples, bootstrap.level, bootstrap.seed), (1000, 0.95, 0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bootstrap {
    /// Resamples, 1 or more. Default: 1000.
    pub resamples: usize,
    /// Share of the resamples' values that an interval holds, in 0..=1. Default: 0.95.
    pub level: f64,
    /// Seed of the draws. Default: 0.
    pub seed: u64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self {
            resamples: 1000,
            level: 0.95,
            seed: 0,
        }
    }
}

/// An interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Returns the percentile interval that holds `level` of the values that `statistic` takes over resamples.
///
/// *Shape*: `groups` names a group per row, by any numbers. Each resample draws as many groups as there are, with
/// replacement; `statistic` gets the positions of their rows, a row as often as its group was drawn. For the
/// difference of two systems, let it return the difference over the same rows: the resampling is then paired. A
/// value that is not a number is left out. `level` lies in 0..=1.
///
/// *Determinism*: depends on the arguments alone.
///
/// # Panics
///
/// When there are no rows or no resample has a value.
///
/// # Examples
///
/// ```
/// use stance_model::bootstrap::interval;
///
/// let right = [1.0, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0];
/// let mean = |rows: &[usize]| rows.iter().map(|&r| right[r]).sum::<f64>() / rows.len() as f64;
/// let found = interval(&[0, 1, 2, 3, 4, 5, 6, 7], 1000, 0, 0.95, mean);
/// assert!(found.low < 0.75 && 0.75 < found.high);
/// ```
pub fn interval(
    groups: &[usize],
    n_resamples: usize,
    seed: u64,
    level: f64,
    mut statistic: impl FnMut(&[usize]) -> f64,
) -> Interval {
    let mut resamples = Resamples::new(groups, seed);
    let mut rows = Vec::with_capacity(groups.len());
    let draw = |_| {
        rows.clear();
        resamples.draw(|members| rows.extend_from_slice(members));
        statistic(&rows)
    };
    let values = sorted((0..n_resamples).map(draw).collect());
    percentile(&values, level)
}

/// Resamples whose statistics are computed at a time, shared among the threads.
const BATCH: usize = 64;

/// Returns what `statistics` gives for each resample, resamples in the order drawn.
///
/// *Shape*: `groups` as in [`interval`]; `statistics` gets how often each row was drawn, and returns equally many
/// figures each time. Equal groups and seeds give equal resamples, so that the draws of two systems over the same
/// rows are paired.
///
/// *Determinism*: depends on the arguments alone, not on the number of threads.
///
/// # Examples
///
/// ```
/// use stance_model::bootstrap::{Bootstrap, draws};
///
/// let bootstrap = Bootstrap { resamples: 3, ..Bootstrap::default() };
/// let found = draws(&[0, 0, 1], &bootstrap, |counts| vec![f64::from(counts[0])]);
/// assert_eq!(found.len(), 3);
/// assert!(found.iter().all(|figures| [0.0, 1.0, 2.0].contains(&figures[0])));
/// ```
pub fn draws(
    groups: &[usize],
    bootstrap: &Bootstrap,
    statistics: impl Fn(&[u32]) -> Vec<f64> + Sync,
) -> Vec<Vec<f64>> {
    let mut resamples = Resamples::new(groups, bootstrap.seed);
    let mut out = Vec::with_capacity(bootstrap.resamples);
    while out.len() < bootstrap.resamples {
        let n = BATCH.min(bootstrap.resamples - out.len());
        let batch: Vec<Vec<u32>> = (0..n).map(|_| resamples.counts()).collect();
        out.par_extend(batch.par_iter().map(|counts| statistics(counts)));
    }
    out
}

/// Returns the percentile interval of one of the figures that [`draws`] returned; nothing where it has no value, or
/// its ends are the same, which says nothing of how far the figure may be off.
///
/// A value that is not a number is left out. `level` lies in 0..=1.
///
/// # Examples
///
/// ```
/// use stance_model::bootstrap::interval_of;
///
/// let draws: Vec<Vec<f64>> = (0..=100).map(|value| vec![f64::from(value), 1.0]).collect();
/// let found = interval_of(&draws, 0, 0.9).ok_or("none")?;
/// assert!((found.low - 5.0).abs() < 1e-9 && (found.high - 95.0).abs() < 1e-9);
/// assert!(interval_of(&draws, 1, 0.9).is_none());
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn interval_of(draws: &[Vec<f64>], figure: usize, level: f64) -> Option<Interval> {
    let values = sorted(draws.iter().map(|figures| figures[figure]).collect());
    values.first()?;
    let found = percentile(&values, level);
    (found.low < found.high).then_some(found)
}

/// Draws of as many groups as there are, with replacement.
struct Resamples {
    members: Vec<Vec<usize>>,
    n_rows: usize,
    random: SplitMix64,
}

impl Resamples {
    fn new(groups: &[usize], seed: u64) -> Self {
        Self {
            members: members(groups),
            n_rows: groups.len(),
            random: SplitMix64::new(seed),
        }
    }

    /// Calls `visit` with the rows of each group drawn.
    fn draw(&mut self, mut visit: impl FnMut(&[usize])) {
        for _ in 0..self.members.len() {
            visit(&self.members[self.random.below(self.members.len())]);
        }
    }

    /// Returns how often each row is drawn.
    fn counts(&mut self) -> Vec<u32> {
        let mut counts = vec![0; self.n_rows];
        self.draw(|members| members.iter().for_each(|&row| counts[row] += 1));
        counts
    }
}

/// Returns the values that are numbers, in rising order.
fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.retain(|value| !value.is_nan());
    values.sort_by(f64::total_cmp);
    values
}

/// Returns the ends of what holds `level` of the sorted values.
fn percentile(sorted: &[f64], level: f64) -> Interval {
    let tail = (1.0 - level) / 2.0;
    Interval {
        low: quantile(sorted, tail),
        high: quantile(sorted, 1.0 - tail),
    }
}

/// Returns the rows of each group, groups in order of their numbers.
fn members(groups: &[usize]) -> Vec<Vec<usize>> {
    let mut rows: Vec<usize> = (0..groups.len()).collect();
    rows.sort_by_key(|&row| groups[row]);
    let by_group = rows.chunk_by(|&a, &b| groups[a] == groups[b]);
    by_group.map(<[usize]>::to_vec).collect()
}

/// Returns the value below which a share `at` of the sorted values lies, between neighbours by their distance.
fn quantile(sorted: &[f64], at: f64) -> f64 {
    let place = at * (sorted.len() - 1) as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place among the values"
    )]
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean_of(values: &[f64]) -> impl FnMut(&[usize]) -> f64 {
        move |rows| rows.iter().map(|&row| values[row]).sum::<f64>() / rows.len() as f64
    }

    #[test]
    fn the_interval_of_a_mean_is_that_of_the_normal_law() {
        let values: Vec<f64> = (0..400).map(|row| f64::from(row % 2)).collect();
        let groups: Vec<usize> = (0..400).collect();
        let found = interval(&groups, 4000, 1, 0.95, mean_of(&values));
        // 0.5 ± 1.96 · 0.5 / √400.
        assert!((found.low - 0.451).abs() < 0.004, "{found:?}");
        assert!((found.high - 0.549).abs() < 0.004, "{found:?}");
    }

    #[test]
    fn rows_that_only_repeat_their_group_do_not_narrow_the_interval() {
        let values: Vec<f64> = (0..400).map(|row| f64::from(row / 4 % 2)).collect();
        let groups: Vec<usize> = (0..400).map(|row| row / 4).collect();
        let found = interval(&groups, 4000, 1, 0.95, mean_of(&values));
        // A hundred groups: 0.5 ± 1.96 · 0.5 / √100.
        assert!((found.high - found.low - 0.196).abs() < 0.012, "{found:?}");
    }

    #[test]
    fn draws_are_those_of_an_interval_on_any_number_of_threads() {
        let values: Vec<f64> = (0..90).map(|row| f64::from(row % 7)).collect();
        let groups: Vec<usize> = (0..90).map(|row| row / 3).collect();
        let bootstrap = Bootstrap {
            resamples: 150,
            ..Bootstrap::default()
        };
        let mean = |counts: &[u32]| {
            let counts = counts.iter().map(|&count| f64::from(count));
            let (sum, n) = (counts.zip(&values)).fold((0.0, 0.0), |(sum, n), (count, value)| {
                (sum + count * value, n + count)
            });
            vec![sum / n]
        };
        let pool = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.unwrap().install(|| draws(&groups, &bootstrap, mean))
        };
        assert_eq!(pool(1), pool(3));
        let (by_rows, by_counts) = (
            interval(&groups, 150, 0, 0.95, mean_of(&values)),
            interval_of(&pool(2), 0, 0.95).unwrap(),
        );
        assert!((by_rows.low - by_counts.low).abs() < 1e-12);
        assert!((by_rows.high - by_counts.high).abs() < 1e-12);
    }

    #[test]
    fn one_group_has_no_interval() {
        let mean = |counts: &[u32]| vec![f64::from(counts[0]), f64::NAN];
        let found = draws(&[4, 4, 4], &Bootstrap::default(), mean);
        assert_eq!(interval_of(&found, 0, 0.95), None);
        assert_eq!(interval_of(&found, 1, 0.95), None);
    }

    #[test]
    fn quantiles_lie_between_neighbours() {
        let at = |share| quantile(&[0.0, 1.0, 4.0], share);
        assert!((at(0.25) - 0.5).abs() < 1e-15 && (at(0.75) - 2.5).abs() < 1e-15);
        assert!((at(0.0)).abs() < 1e-15 && (at(1.0) - 4.0).abs() < 1e-15);
    }
}
