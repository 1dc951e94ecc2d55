//! Rows from features: counts in the order of the columns, and their weights.

use super::weights::Weights;
use crate::Row;

/// A row in the making.
#[derive(Debug, Clone, Default)]
pub(super) struct RowBuffers {
    columns: Vec<u32>,
    counts: Vec<u32>,
    values: Vec<f32>,
    /// What sorting needs besides.
    spare: Vec<u32>,
}

impl RowBuffers {
    /// Begins a row with the block of n-grams of words, given by the columns of all occurrences.
    pub(super) fn begin(&mut self, features: &mut Vec<u32>, weights: &Weights) {
        self.columns.clear();
        self.counts.clear();
        self.values.clear();
        sort(features, &mut self.spare);
        self.count(features);
        weights.weigh(&self.columns, &self.counts, &mut self.values);
    }

    /// Fills columns and counts from sorted features, without a branch that could be guessed wrong.
    fn count(&mut self, features: &[u32]) {
        self.columns.resize(features.len(), 0);
        self.counts.resize(features.len(), 0);
        // No column has the number that no feature is at first.
        let (mut len, mut last) = (0, u32::MAX);
        for &column in features {
            len += usize::from(column != last);
            last = column;
            self.columns[len - 1] = column;
            self.counts[len - 1] += 1;
        }
        self.columns.truncate(len);
        self.counts.truncate(len);
    }

    /// Ends the row with the block of n-grams of characters, whose first column is `first`.
    pub(super) fn finish(
        &mut self,
        grams: &mut DenseCounter,
        first: u32,
        weights: &Weights,
    ) -> Row<'_> {
        let start = self.columns.len();
        self.counts.clear();
        grams.drain(|gram, count| {
            self.columns.push(first + gram);
            self.counts.push(count);
        });
        weights.weigh(&self.columns[start..], &self.counts, &mut self.values);
        Row {
            indices: &self.columns,
            values: &self.values,
        }
    }
}

/// Sorts a list and calls `visit` with each distinct number, and how often it stands in the list.
pub(super) fn count_runs(list: &mut [u32], mut visit: impl FnMut(u32, u32)) {
    list.sort_unstable();
    let mut list = list.iter();
    let Some(&(mut current)) = list.next() else {
        return;
    };
    let mut count = 1;
    for &number in list {
        if number == current {
            count += 1;
        } else {
            visit(current, count);
            (current, count) = (number, 1);
        }
    }
    visit(current, count);
}

/// Lists shorter than this are sorted by comparing.
const SHORT: usize = 128;

/// Bits of a number that are sorted by at a time: few, so that short lists are not outweighed by their counters.
const DIGIT: u32 = 7;

/// Sorts numbers digit by digit, the last one first (radix sort).
fn sort(list: &mut Vec<u32>, spare: &mut Vec<u32>) {
    if list.len() < SHORT {
        return list.sort_unstable();
    }
    spare.resize(list.len(), 0);
    let all = list.iter().fold(0, |all, &number| all | number);
    match (u32::BITS - all.leading_zeros()).div_ceil(DIGIT) {
        0 | 1 => sort_by_digits::<1>(list, spare),
        2 => sort_by_digits::<2>(list, spare),
        3 => sort_by_digits::<3>(list, spare),
        4 => sort_by_digits::<4>(list, spare),
        _ => sort_by_digits::<5>(list, spare),
    }
}

/// Sorts numbers of at most `N` digits; all digits are counted in one reading of the list.
fn sort_by_digits<const N: usize>(list: &mut Vec<u32>, spare: &mut Vec<u32>) {
    let digit_of = |number: u32, shift: u32| (number >> shift) as usize & ((1 << DIGIT) - 1);
    let shifts = || (0..u32::BITS).step_by(DIGIT as usize);
    let mut places = [[0_u32; 1 << DIGIT]; N];
    for &number in &*list {
        for (places, shift) in places.iter_mut().zip(shifts()) {
            places[digit_of(number, shift)] += 1;
        }
    }
    for (places, shift) in places.iter_mut().zip(shifts()) {
        let mut next = 0;
        for place in &mut *places {
            next += std::mem::replace(place, next);
        }
        for &number in &*list {
            let place = &mut places[digit_of(number, shift)];
            spare[*place as usize] = number;
            *place += 1;
        }
        std::mem::swap(list, spare);
    }
}

/// Counts many occurrences among few columns: one counter per column, and a bitmap that brings the
/// columns met into order without sorting.
#[derive(Debug, Clone, Default)]
pub(super) struct DenseCounter {
    counts: Vec<u32>,
    /// Columns met, in no order.
    met: Vec<u32>,
    bitmap: Vec<u64>,
}

/// Above this many words of bitmap for each column met, sorting is cheaper than looking through.
const SPARSE: usize = 8;

impl DenseCounter {
    pub(super) fn new(n_columns: usize) -> Self {
        let bitmap = vec![0; n_columns.div_ceil(64)];
        Self {
            counts: vec![0; n_columns],
            met: Vec::new(),
            bitmap,
        }
    }

    #[inline]
    pub(super) fn add(&mut self, columns: &[u32], times: u32) {
        for &column in columns {
            let count = &mut self.counts[column as usize];
            if *count == 0 {
                self.met.push(column);
            }
            *count = count.saturating_add(times);
        }
    }

    /// Calls `visit` with each column met, in rising order, and its count; then starts anew.
    pub(super) fn drain(&mut self, mut visit: impl FnMut(u32, u32)) {
        if self.bitmap.len() > SPARSE * self.met.len() {
            self.met.sort_unstable();
            for &column in &self.met {
                visit(column, std::mem::take(&mut self.counts[column as usize]));
            }
        } else {
            for &column in &self.met {
                self.bitmap[column as usize / 64] |= 1 << (column % 64);
            }
            for (base, word) in (0u32..).step_by(64).zip(&mut self.bitmap) {
                while *word != 0 {
                    let column = base + word.trailing_zeros();
                    *word &= *word - 1;
                    visit(column, std::mem::take(&mut self.counts[column as usize]));
                }
            }
        }
        self.met.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorting_by_digits_is_sorting() {
        let mut spare = Vec::new();
        for (len, shift) in [
            (0, 0),
            (1, 0),
            (128, 31),
            (500, 0),
            (3_000, 13),
            (70_000, 8),
        ] {
            let hash = |i: u32| i.wrapping_mul(2_654_435_761) >> shift;
            let mut list: Vec<u32> = (0..len).map(hash).collect();
            let mut expected = list.clone();
            expected.sort_unstable();
            sort(&mut list, &mut spare);
            assert_eq!(list, expected);
        }
        let mut largest = vec![u32::MAX; 200];
        largest[100] = 0;
        sort(&mut largest, &mut spare);
        assert_eq!((largest[0], largest[1]), (0, u32::MAX));
    }

    #[test]
    fn both_counters_agree() {
        for (n_columns, n) in [(64, 1_000), (100_000, 50), (1, 3), (130, 130)] {
            let list: Vec<u32> = (0..n)
                .map(|i: u32| i.wrapping_mul(40_503) % n_columns)
                .collect();
            let mut sorted = Vec::new();
            count_runs(&mut list.clone(), |column, count| {
                sorted.push((column, count));
            });
            let mut counter = DenseCounter::new(n_columns as usize);
            for _ in 0..2 {
                counter.add(&list, 1);
                let mut drained = Vec::new();
                counter.drain(|column, count| drained.push((column, count)));
                assert_eq!(drained, sorted);
            }
        }
    }
}
