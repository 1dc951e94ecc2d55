//! What is said of each text: by the model that was named, else task by task, each by the embedded model for the
//! text's language.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use clap::ValueEnum;
use sha2::{Digest as _, Sha256};
use stance_model::{Explainer, Explanation, Model, Prediction, Scorer, hex};

use crate::failure::Failure;
use crate::input::list;
use crate::models::{LazyModel, embedded, read_model};
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
    models: Vec<(Option<&'static str>, LazyModel)>,
    labels: Vec<String>,
    /// SHA-256 of the file of a model that was named, where it was asked for.
    sha256: Option<String>,
}

impl TaskModels {
    /// Opens a model by its path or name.
    pub(super) fn named(name: &str) -> anyhow::Result<Self> {
        read_model(name).map(|(model, _)| Self::alone(model))
    }

    /// The same, with the checksum of its file, which takes as long as a tenth of opening it.
    pub(super) fn named_with_checksum(name: &str) -> anyhow::Result<Self> {
        let (model, bytes) = read_model(name)?;
        Ok(Self {
            sha256: Some(hex(&Sha256::digest(&bytes))),
            ..Self::alone(model)
        })
    }

    /// Returns a model that was named.
    pub(super) fn alone(model: Model) -> Self {
        Self {
            task: None,
            labels: model.labels().to_vec(),
            models: vec![(language(&model), model.into())],
            sha256: None,
        }
    }

    /// Returns the embedded models of the tasks asked for, each to be opened when a text in its language comes; a task
    /// without any is left out.
    pub(super) fn embedded(choice: TaskChoice) -> anyhow::Result<Vec<Self>> {
        let mut found = Vec::new();
        for &task in choice.tasks() {
            let of_task = embedded().filter(|(model, _)| model.task == task);
            let models: Vec<_> = of_task
                .map(|(model, bytes)| {
                    let language = model.language.code();
                    (Some(language), LazyModel::embedded(model, bytes))
                })
                .collect();
            if !models.is_empty() {
                found.push(Self {
                    task: Some(task),
                    labels: task.labels().map(str::to_owned).to_vec(),
                    models,
                    sha256: None,
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
                .map(|(language, model)| (Some(language), model.into()))
                .collect(),
            sha256: None,
        }
    }

    /// Returns the SHA-256 of the file of the model that was named, in hexadecimal, where it was asked for.
    pub(crate) fn sha256(&self) -> Option<&str> {
        self.sha256.as_deref()
    }

    /// Returns the models, in the order of their numbers, all of them opened.
    pub(crate) fn opened(&self) -> anyhow::Result<Vec<&Model>> {
        self.models.iter().map(|(_, model)| model.open()).collect()
    }

    /// Returns the number of classifiers in all models: models without targets, as the embedded ones are, have one.
    pub(crate) fn n_classifiers(&self) -> usize {
        self.the_named()
            .map_or(self.models.len(), |model| model.classifiers().len())
    }

    /// Returns the model for a text in a language, else the first.
    pub(crate) fn of_language(&self, language: &str) -> anyhow::Result<&Model> {
        let number = self.route(language).unwrap_or(0);
        self.models[number].1.open()
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
            (None, [(_, model)]) => model.as_open(),
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
    ///
    /// # Errors
    ///
    /// When the model cannot be opened.
    pub(super) fn explain(
        &mut self,
        text: &str,
        language: &str,
        classifier: usize,
    ) -> anyhow::Result<Option<Explanation>> {
        let task = self.tasks.first();
        let Some((task, route)) = task.and_then(|task| Some((task, task.route(language)?))) else {
            return Ok(None);
        };
        let explainer = match self.explainers.entry((route, classifier)) {
            Entry::Occupied(made) => made.into_mut(),
            Entry::Vacant(free) => {
                let model = task.models[route].1.open()?;
                let Some(of_model) = model.classifiers().get(classifier) else {
                    return Ok(None);
                };
                free.insert(Explainer::new(of_model).remembering(self.memory))
            }
        };
        Ok(Some(explainer.explain(text)))
    }

    /// Returns what is said of a text that is left out: nothing, by any task.
    pub(super) fn nothing(&self) -> Vec<Option<Prediction>> {
        vec![None; self.tasks.len()]
    }

    /// Returns what each task says of a text; nothing where it has no model for the language. `classifier` numbers the
    /// target of a model with targets, and is 0 elsewhere.
    ///
    /// # Errors
    ///
    /// When a model cannot be opened.
    pub(super) fn score(
        &mut self,
        text: &str,
        language: &str,
        classifier: usize,
    ) -> anyhow::Result<Vec<Option<Prediction>>> {
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
    ) -> anyhow::Result<Option<Prediction>> {
        let task = &self.tasks[number];
        let Some(route) = task.route(language) else {
            return Ok(None);
        };
        let scorer = match self.made.entry((number, route, classifier)) {
            Entry::Occupied(made) => made.into_mut(),
            Entry::Vacant(free) => {
                let scorer = task.models[route].1.open()?.scorer(classifier);
                free.insert(scorer.remembering(self.memory))
            }
        };
        Ok(Some(scorer.score(text)))
    }
}
