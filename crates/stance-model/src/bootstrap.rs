//! Confidence intervals by resampling groups of rows.
//!
//! Rows of one article or author resemble each other, so that what is drawn anew is the group, not the row.
//! *Source*: Efron & Tibshirani, "An introduction to the bootstrap", 1993, chapters 13 (percentile intervals) and
//! 8 (data that are not independent).

use crate::random::SplitMix64;

/// A percentile interval.
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
    resamples: usize,
    seed: u64,
    level: f64,
    mut statistic: impl FnMut(&[usize]) -> f64,
) -> Interval {
    let members = members(groups);
    let mut random = SplitMix64::new(seed);
    let mut rows = Vec::with_capacity(groups.len());
    let mut values = Vec::with_capacity(resamples);
    for _ in 0..resamples {
        rows.clear();
        for _ in 0..members.len() {
            rows.extend_from_slice(&members[random.below(members.len())]);
        }
        values.push(statistic(&rows));
    }
    values.retain(|value| !value.is_nan());
    values.sort_by(f64::total_cmp);
    let tail = (1.0 - level) / 2.0;
    Interval {
        low: quantile(&values, tail),
        high: quantile(&values, 1.0 - tail),
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
    fn quantiles_lie_between_neighbours() {
        let at = |share| quantile(&[0.0, 1.0, 4.0], share);
        assert!((at(0.25) - 0.5).abs() < 1e-15 && (at(0.75) - 2.5).abs() < 1e-15);
        assert!((at(0.0)).abs() < 1e-15 && (at(1.0) - 4.0).abs() < 1e-15);
    }
}
