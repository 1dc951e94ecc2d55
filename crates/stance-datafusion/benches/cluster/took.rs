//! What a run took: seconds by the clock, and processor time of all processes that had to do with it.

use std::time::Instant;

/// Ticks of processor time in a second, as Linux counts them.
const TICKS: f64 = 100.0;

/// Seconds of a run.
#[derive(Clone, Copy)]
pub(crate) struct Took {
    /// By the clock.
    pub(crate) seconds: f64,
    /// Of processors, user and system.
    pub(crate) processor: f64,
}

impl Took {
    /// Before any run.
    pub(crate) const LONGEST: Self = Self {
        seconds: f64::INFINITY,
        processor: f64::INFINITY,
    };

    /// Keeps the lesser of each.
    pub(crate) fn keep(&mut self, other: Self) {
        self.seconds = self.seconds.min(other.seconds);
        self.processor = self.processor.min(other.processor);
    }
}

/// Measures a run, with its child processes and those that live on beside it.
pub(crate) fn of(live: &[u32], run: impl FnOnce()) -> Took {
    let processor = || {
        let live = live.iter().map(|id| ticks(&id.to_string(), 0));
        live.sum::<f64>() + ticks("self", 0) + ticks("self", 2)
    };
    let (begun, before) = (Instant::now(), processor());
    run();
    Took {
        seconds: begun.elapsed().as_secs_f64(),
        processor: (processor() - before) / TICKS,
    }
}

/// Returns the ticks of a process: its own, or with `skip` 2 those of its children that ended.
fn ticks(process: &str, skip: usize) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // The name stands in brackets and may hold anything; user time is the twelfth field after it.
    let (_, fields) = stat.rsplit_once(") ").unwrap();
    let fields = fields.split(' ').skip(11 + skip).take(2);
    fields.map(|field| field.parse::<f64>().unwrap()).sum()
}
