//! Rows from features: counts in the order of the columns.

/// Appends the distinct columns of a list, in rising order, and how often each stands in it. The
/// list is sorted in place.
pub(super) fn count_sorted(list: &mut [u32], columns: &mut Vec<u32>, counts: &mut Vec<u32>) {
    count_runs(list, |column, count| {
        columns.push(column);
        counts.push(count);
    });
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
    fn both_counters_agree() {
        for (n_columns, n) in [(64, 1_000), (100_000, 50), (1, 3), (130, 130)] {
            let list: Vec<u32> = (0..n)
                .map(|i: u32| i.wrapping_mul(40_503) % n_columns)
                .collect();
            let (mut columns, mut counts) = (Vec::new(), Vec::new());
            count_sorted(&mut list.clone(), &mut columns, &mut counts);
            let mut counter = DenseCounter::new(n_columns as usize);
            for _ in 0..2 {
                counter.add(&list, 1);
                let mut drained = Vec::new();
                counter.drain(|column, count| drained.push((column, count)));
                let sorted: Vec<_> = columns
                    .iter()
                    .copied()
                    .zip(counts.iter().copied())
                    .collect();
                assert_eq!(drained, sorted);
            }
        }
    }
}
