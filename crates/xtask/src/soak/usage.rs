//! What this process holds: memory, open files, threads.

use std::fs;

use anyhow::Context as _;

/// Taken at one moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Usage {
    /// Resident set, in kB.
    pub(super) resident: u64,
    pub(super) handles: usize,
    pub(super) threads: u64,
}

impl Usage {
    pub(super) fn now() -> anyhow::Result<Self> {
        let status =
            fs::read_to_string("/proc/self/status").context("reading /proc/self/status")?;
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let number = line.and_then(|rest| rest.split_whitespace().next());
            number
                .and_then(|number| number.parse().ok())
                .with_context(|| format!("no {name}"))
        };
        Ok(Self {
            resident: field("VmRSS:")?,
            // The folder itself is open while it is read.
            handles: fs::read_dir("/proc/self/fd")?.count() - 1,
            threads: field("Threads:")?,
        })
    }
}

/// What was held in a part of the time.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) rounds: usize,
    pub(super) median_resident: u64,
    pub(super) most_resident: u64,
    pub(super) most_handles: usize,
    pub(super) most_threads: u64,
}

/// Returns the quarters of the rounds; none where there are fewer rounds than quarters.
pub(super) fn quarters(taken: &[Usage]) -> Vec<Part> {
    let of_quarter = |part: &[Usage]| {
        let mut resident: Vec<u64> = part.iter().map(|usage| usage.resident).collect();
        resident.sort_unstable();
        Part {
            rounds: part.len(),
            median_resident: resident.get(resident.len() / 2).copied().unwrap_or(0),
            most_resident: resident.last().copied().unwrap_or(0),
            most_handles: part.iter().map(|usage| usage.handles).max().unwrap_or(0),
            most_threads: part.iter().map(|usage| usage.threads).max().unwrap_or(0),
        }
    };
    if taken.len() < 4 {
        return Vec::new();
    }
    let end = |quarter: usize| taken.len() * quarter / 4;
    (0..4)
        .map(|quarter| of_quarter(&taken[end(quarter)..end(quarter + 1)]))
        .collect()
}

/// Threads of the last run that may still be ending when they are counted.
const ENDING: u64 = 4;

/// Returns whether the last quarter holds no more than the second: open files to the number, threads but for those that are
/// ending, memory within a tenth. The first quarter is that in which caches and the allocator's arenas fill.
pub(super) fn is_flat(parts: &[Part]) -> bool {
    let [_, second, _, last] = parts else {
        return false;
    };
    last.most_handles <= second.most_handles
        && last.most_threads <= second.most_threads + ENDING
        && last.median_resident * 10 <= second.median_resident * 11
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grown(by: u64, handles: usize) -> Vec<Usage> {
        let usage = |at: u64| Usage {
            resident: 100_000 + by * at,
            handles: 4 + handles * usize::try_from(at).unwrap(),
            threads: 1,
        };
        (0..40).map(usage).collect()
    }

    #[test]
    fn what_grows_is_not_flat() {
        assert!(is_flat(&quarters(&grown(0, 0))));
        assert!(is_flat(&quarters(&grown(100, 0))));
        assert!(!is_flat(&quarters(&grown(1000, 0))));
        assert!(!is_flat(&quarters(&grown(0, 1))));
        assert!(!is_flat(&quarters(&grown(0, 0)[..2])));
    }

    #[test]
    fn an_open_file_is_counted() {
        let before = Usage::now().unwrap();
        let held: Vec<_> = (0..50)
            .map(|_| fs::File::open("/dev/null").unwrap())
            .collect();
        let after = Usage::now().unwrap();
        // Other tests open files too, but not so many.
        assert!(after.handles >= before.handles + held.len() / 2);
        assert!(after.resident > 0 && after.threads > 0);
    }
}
