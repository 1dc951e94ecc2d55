//! Scorers: one per classifier of the model, made when first needed, and lent to the threads batch after batch,
//! since a scorer remembers the words it has met.

use std::mem;
use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, PoisonError};

use stance_model::{Model, Scorer};

/// The scorers of one thread.
pub(super) struct Scorers<'a> {
    model: &'a Model,
    made: Vec<Option<Scorer<'a>>>,
}

impl<'a> Scorers<'a> {
    fn new(model: &'a Model) -> Self {
        let made = model.classifiers().iter().map(|_| None).collect();
        Self { model, made }
    }

    /// Returns the scorer of classifier `number`.
    pub(super) fn get(&mut self, number: usize) -> &mut Scorer<'a> {
        self.made[number].get_or_insert_with(|| self.model.scorer(number))
    }
}

/// Scorers that no thread uses just now. Which thread gets which changes no result.
pub(super) struct ScorerPool<'a> {
    model: &'a Model,
    idle: Mutex<Vec<Scorers<'a>>>,
}

impl<'a> ScorerPool<'a> {
    pub(super) fn new(model: &'a Model) -> Self {
        Self {
            model,
            idle: Mutex::new(Vec::new()),
        }
    }

    /// Lends scorers until the loan is dropped.
    pub(super) fn lend(&self) -> Loan<'_, 'a> {
        let idle = self.lock().pop();
        Loan {
            scorers: idle.unwrap_or_else(|| Scorers::new(self.model)),
            pool: self,
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Scorers<'a>>> {
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
        let none = Scorers {
            model: self.pool.model,
            made: Vec::new(),
        };
        let scorers = mem::replace(&mut self.scorers, none);
        self.pool.lock().push(scorers);
    }
}
