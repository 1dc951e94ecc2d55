//! The thread pool of a run.

use anyhow::Context as _;
use clap::Args;

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

    pub(crate) fn pool(&self) -> anyhow::Result<rayon::ThreadPool> {
        rayon::ThreadPoolBuilder::new()
            .num_threads(usize::from(self.threads))
            .build()
            .context("starting the threads")
    }
}
