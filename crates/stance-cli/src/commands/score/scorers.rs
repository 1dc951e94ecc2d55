//! Scorers lent to the threads batch after batch, since a scorer remembers the words it has met.

use std::mem;
use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::tasks::{Scorers, TaskModels};

/// Bytes that all scorers of a run together may keep about the words they have met: with the models, the batch and what
/// is being written, scoring rows stays within 150 MB however many and varied they are.
const MEMORY: usize = 48 << 20;

/// Bytes that a scorer keeps at least, with which it still meets most words of a text again.
const LEAST_MEMORY: usize = 512 << 10;

/// Scorers that no thread uses just now. Which thread gets which changes no result.
pub(super) struct ScorerPool<'a> {
    tasks: &'a [TaskModels],
    /// Bytes that each scorer may keep about the words it has met.
    memory: usize,
    idle: Mutex<Vec<Scorers<'a>>>,
}

impl<'a> ScorerPool<'a> {
    /// Returns the scorers of a run on this many threads, with explainers for the first task where it explains.
    pub(super) fn new(tasks: &'a [TaskModels], explain: bool, n_threads: usize) -> Self {
        let explained = tasks.first().filter(|_| explain);
        let n_classifiers = tasks.iter().chain(explained).map(TaskModels::n_classifiers);
        let n_classifiers: usize = n_classifiers.sum();
        Self {
            tasks,
            memory: (MEMORY / (n_threads * n_classifiers).max(1)).max(LEAST_MEMORY),
            idle: Mutex::new(Vec::new()),
        }
    }

    /// Lends scorers until the loan is dropped.
    pub(super) fn lend(&self) -> Loan<'_, 'a> {
        let idle = self.lock().pop();
        Loan {
            scorers: idle.unwrap_or_else(|| Scorers::new(self.tasks, self.memory)),
            pool: self,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Scorers<'a>>> {
        // A thread that panicked left whole scorers there, or none.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Scorers on loan: they go back to the pool when this is dropped.
pub(super) struct Loan<'p, 'a> {
    scorers: Scorers<'a>,
    pool: &'p ScorerPool<'a>,
}

impl<'a> Deref for Loan<'_, 'a> {
    type Target = Scorers<'a>;

    fn deref(&self) -> &Scorers<'a> {
        &self.scorers
    }
}

impl DerefMut for Loan<'_, '_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.scorers
    }
}

impl Drop for Loan<'_, '_> {
    fn drop(&mut self) {
        let scorers = mem::replace(
            &mut self.scorers,
            Scorers::new(self.pool.tasks, self.pool.memory),
        );
        self.pool.lock().push(scorers);
    }
}
