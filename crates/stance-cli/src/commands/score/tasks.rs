//! What is said of each text: by the model that was named, else task by task, each by the embedded model for the
//! text's language.

use std::collections::BTreeMap;

use clap::ValueEnum;
use rayon::prelude::*;
use stance_model::{Explainer, Explanation, Model, Prediction, Scorer};

use crate::failure::Failure;
use crate::input::list;
use crate::models::{embedded, open_embedded, open_model};
use crate::shipped::Task;

/// The language of what is neither French nor English.
pub(crate) const UNDETERMINED: &str = "und";

/// Which tasks are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TaskChoice {
    /// Side on artificial intelligence
    Stance,
    /// Tone
    Sentiment,
    /// One beside the other
    Both,
}

impl TaskChoice {
    /// Returns the names of the tasks that were asked for and have no models.
    pub(super) fn missing(self, found: &[TaskModels]) -> impl Iterator<Item = &'static str> {
        let asked = self.tasks().iter();
        asked
            .filter(|task| found.iter().all(|models| models.task != Some(**task)))
            .map(|task| task.name())
    }

    fn tasks(self) -> &'static [Task] {
        match self {
            Self::Stance => &[Task::Stance],
            Self::Sentiment => &[Task::Sentiment],
            Self::Both => &[Task::Stance, Task::Sentiment],
        }
    }
}

/// The models of one task, which have the same labels.
pub(crate) struct TaskModels {
    /// None for a model that was named.
    task: Option<Task>,
    /// Each with the code of its language; one, perhaps of no language, where it was named.
    models: Vec<(Option<&'static str>, Model)>,
    labels: Vec<String>,
}

impl TaskModels {
    /// Opens a model by its path or name.
    pub(super) fn named(name: &str) -> anyhow::Result<Self> {
        Ok(Self::alone(open_model(name)?))
    }

    /// Returns a model that was named.
    pub(super) fn alone(model: Model) -> Self {
        Self {
            task: None,
            labels: model.labels().to_vec(),
            models: vec![(language(&model), model)],
        }
    }

    /// Opens the embedded models of the tasks asked for; a task without any is left out.
    pub(super) fn embedded(choice: TaskChoice) -> anyhow::Result<Vec<Self>> {
        let mut found = Vec::new();
        for &task in choice.tasks() {
            let models: Vec<_> = embedded().filter(|(model, _)| model.task == task).collect();
            let models = models.into_par_iter().map(|(model, bytes)| {
                Ok((Some(model.language.code()), open_embedded(model, bytes)?))
            });
            let models = models.collect::<anyhow::Result<Vec<_>>>()?;
            if let Some((_, first)) = models.first() {
                found.push(Self {
                    task: Some(task),
                    labels: first.labels().to_vec(),
                    models,
                });
            }
        }
        if found.is_empty() {
            let names = choice.tasks().iter().map(|task| task.name());
            let message = format!("no model of {} is embedded", list(names));
            let hint = "`stance models` lists those that are; or name a model file with --model";
            return Err(Failure::new(message, hint).into());
        }
        Ok(found)
    }

    /// Returns the models of a task, each with the code of its language.
    pub(super) fn of_task(task: Task, models: Vec<(&'static str, Model)>) -> Self {
        let models = models.into_iter();
        Self {
            task: Some(task),
            labels: task.labels().map(str::to_owned).to_vec(),
            models: models
                .map(|(language, model)| (Some(language), model))
                .collect(),
        }
    }

    /// Returns the models, in the order of their numbers.
    pub(crate) fn models(&self) -> impl Iterator<Item = &Model> {
        self.models.iter().map(|(_, model)| model)
    }

    /// Returns the number of classifiers in all models.
    pub(super) fn n_classifiers(&self) -> usize {
        let classifiers = self
            .models
            .iter()
            .map(|(_, model)| model.classifiers().len());
        classifiers.sum()
    }

    /// Returns the model that was named, else the first.
    pub(crate) fn first(&self) -> &Model {
        &self.models[0].1
    }

    /// Returns the model for a text in a language, else the first.
    pub(crate) fn of_language(&self, language: &str) -> &Model {
        let number = self.route(language).unwrap_or(0);
        &self.models[number].1
    }

    /// Returns the labels of every model, in byte order.
    pub(crate) fn labels(&self) -> &[String] {
        &self.labels
    }

    /// Returns the name that results of this task carry; none for stance and for a model that was named, whose
    /// results stand without one.
    pub(crate) fn name(&self) -> Option<&'static str> {
        match self.task {
            Some(Task::Sentiment) => Some(Task::Sentiment.name()),
            Some(Task::Stance) | None => None,
        }
    }

    /// Returns what to call the results where people read them.
    pub(crate) fn heading(&self) -> &'static str {
        self.task.map_or("shares", Task::name)
    }

    /// Returns the model that was named; none where models are picked by language.
    pub(crate) fn the_named(&self) -> Option<&Model> {
        match (self.task, self.models.as_slice()) {
            (None, [(_, model)]) => Some(model),
            _ => None,
        }
    }

    /// Returns the language of the model that was named, where it has one.
    pub(super) fn named_language(&self) -> Option<&'static str> {
        self.task.is_none().then_some(self.models.first()?.0)?
    }

    /// Returns the number of the model for a text in a language; none where the text gets no label. A model that was
    /// named takes every language that is known, and where it was trained without one every text.
    pub(super) fn route(&self, language: &str) -> Option<usize> {
        let takes = |of_model: Option<&str>| match (self.task, of_model) {
            (None, None) => true,
            (None, Some(_)) => language != UNDETERMINED,
            (Some(_), of_model) => of_model == Some(language),
        };
        let mut models = self.models.iter();
        models.position(|(of_model, _)| takes(*of_model))
    }
}

/// Returns the language that all models are for, where there is but one.
pub(super) fn only_language(tasks: &[TaskModels]) -> Option<&'static str> {
    let mut languages = tasks
        .iter()
        .flat_map(|task| task.models.iter().map(|(language, _)| *language));
    let first = languages.next()?;
    first.filter(|_| languages.all(|other| other == first))
}

/// Returns the language of a model's texts: its classifiers were made with the same options.
fn language(model: &Model) -> Option<&'static str> {
    let classifier = model.classifiers().first()?;
    let language = classifier.vectorizer().settings().language();
    language.map(stance_features::Language::code)
}

/// The scorers of one thread, made when first needed.
pub(super) struct Scorers<'a> {
    tasks: &'a [TaskModels],
    /// Bytes that each may keep about the words it has met.
    memory: usize,
    /// By task, model and classifier.
    made: BTreeMap<(usize, usize, usize), Scorer<'a>>,
    /// Of the first task, by model and classifier.
    explainers: BTreeMap<(usize, usize), Explainer<'a>>,
}

impl<'a> Scorers<'a> {
    pub(super) fn new(tasks: &'a [TaskModels], memory: usize) -> Self {
        Self {
            tasks,
            memory,
            made: BTreeMap::new(),
            explainers: BTreeMap::new(),
        }
    }

    /// Returns why the first task says what it says of a text; nothing where it has no model for the language.
    pub(super) fn explain(
        &mut self,
        text: &str,
        language: &str,
        classifier: usize,
    ) -> Option<Explanation> {
        let task = self.tasks.first()?;
        let route = task.route(language)?;
        let of_model = task.models[route].1.classifiers().get(classifier)?;
        let explainer = self.explainers.entry((route, classifier));
        let explainer = explainer.or_insert_with(|| Explainer::new(of_model));
        Some(explainer.explain(text))
    }

    /// Returns what is said of a text that is left out: nothing, by any task.
    pub(super) fn nothing(&self) -> Vec<Option<Prediction>> {
        vec![None; self.tasks.len()]
    }

    /// Returns what each task says of a text; nothing where it has no model for the language. `classifier` numbers the
    /// target of a model with targets, and is 0 elsewhere.
    pub(super) fn score(
        &mut self,
        text: &str,
        language: &str,
        classifier: usize,
    ) -> Vec<Option<Prediction>> {
        let numbers = 0..self.tasks.len();
        numbers
            .map(|number| self.score_by(number, text, language, classifier))
            .collect()
    }

    /// Returns what the task of this number says of a text.
    pub(super) fn score_by(
        &mut self,
        number: usize,
        text: &str,
        language: &str,
        classifier: usize,
    ) -> Option<Prediction> {
        let task = &self.tasks[number];
        let route = task.route(language)?;
        let scorer = self.made.entry((number, route, classifier));
        let scorer = scorer.or_insert_with(|| {
            let scorer = task.models[route].1.scorer(classifier);
            scorer.remembering(self.memory)
        });
        Some(scorer.score(text))
    }
}
