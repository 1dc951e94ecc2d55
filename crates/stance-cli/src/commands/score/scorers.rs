//! The scorers of one thread: one per classifier of the model, made when first needed.

use stance_model::{Model, Scorer};

pub(super) struct Scorers<'a> {
    model: &'a Model,
    made: Vec<Option<Scorer<'a>>>,
}

impl<'a> Scorers<'a> {
    pub(super) fn new(model: &'a Model) -> Self {
        let made = model.classifiers().iter().map(|_| None).collect();
        Self { model, made }
    }

    /// Returns the scorer of classifier `number`.
    pub(super) fn get(&mut self, number: usize) -> &mut Scorer<'a> {
        self.made[number].get_or_insert_with(|| self.model.scorer(number))
    }
}
