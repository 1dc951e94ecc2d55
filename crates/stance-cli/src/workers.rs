//! The thread pool of a run.

use anyhow::Context as _;
use clap::Args;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// Threads, for commands that have work for several.
#[derive(Debug, Clone, Args)]
pub(crate) struct ThreadArgs {
    /// Threads to use, at most 1024; 0 is one per processor. The output is the same for any number
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Running", value_parser = clap::value_parser!(u16).range(..=1024))]
    pub(crate) threads: u16,
}

impl ThreadArgs {
    /// Returns how many threads there will be.
    pub(crate) fn number(&self) -> usize {
        match self.threads {
            0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            n => usize::from(n),
        }
    }

    /// Returns the threads. A single one is the caller's own, so that what it reads and writes stays in the cache of the
    /// processor that works on it.
    pub(crate) fn pool(&self) -> anyhow::Result<ThreadPool> {
        let builder = || ThreadPoolBuilder::new().num_threads(usize::from(self.threads));
        // A thread can be that of one pool only: a second one gets a thread of its own.
        let of_caller = (self.number() == 1).then(|| builder().use_current_thread().build());
        match of_caller {
            Some(Ok(pool)) => Ok(pool),
            Some(Err(_)) | None => builder().build().context("starting the threads"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thread_is_the_callers_and_further_pools_have_their_own() {
        let args = ThreadArgs { threads: 1 };
        let pools = [args.pool().unwrap(), args.pool().unwrap()];
        let caller = std::thread::current().id();
        for (pool, is_callers) in pools.iter().zip([true, false]) {
            assert_eq!(pool.current_num_threads(), 1);
            let worker = pool.install(|| std::thread::current().id());
            assert_eq!(worker == caller, is_callers);
        }
    }
}
