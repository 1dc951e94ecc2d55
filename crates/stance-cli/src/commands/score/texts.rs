//! Texts scored one by one, as `stance score` scores rows, for programs that have them elsewhere than in files.
//!
//! [`TextModels`] opens models, [`TextScorer`] holds what the threads of a program need to use them, and each
//! thread borrows a [`ThreadScorer`]. What they say of a text does not depend on which thread says it.

use stance_articles::{Article, Language};
use stance_model::{Model, Prediction, hex};

use anyhow::Context as _;
use sha2::{Digest as _, Sha256};

use super::record::{Given, Reading, rounded, score_article};
use super::scorers::{Loan, ScorerPool};
use super::tasks::TaskModels;
use crate::failure::Failure;
use crate::input::{MAX_TEXT, list};
use crate::models::embedded;
use crate::shipped::Task;

/// Bytes of UTF-8 that one text may hold at most: 64 MiB.
pub const MAX_BYTES: usize = 64 << 20;

const _: () = assert!(MAX_BYTES as u64 == MAX_TEXT);

/// A model file by its name and the SHA-256 of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModelFile {
    /// The name, without the extension.
    pub name: String,
    /// 64 hexadecimal digits.
    pub sha256: String,
}

/// Models opened to score texts: for each task those of its languages, or one model by itself.
///
/// ```
/// use stance_cli::shipped::Task;
/// use stance_cli::texts::{TextModels, TextScorer};
///
/// let models = TextModels::of_tasks(&[Task::Stance], |_| None)?;
/// assert_eq!(models.labels(0), ["concerned", "neutral", "pro-ai"]);
/// let scorer = TextScorer::new(&models, 1);
/// let scored = scorer.thread().score(0, "Cette technologie menace nos emplois et nos libertés.")?;
/// let (language, prediction) = scored.expect("the text is not blank");
/// assert_eq!(language, "fr");
/// assert_eq!(prediction.expect("there is a French model").probabilities.len(), 3);
/// # anyhow::Ok(())
/// ```
#[expect(missing_debug_implementations, reason = "megabytes of weights")]
pub struct TextModels {
    tasks: Vec<TaskModels>,
    files: Vec<ModelFile>,
}

impl TextModels {
    /// Opens the embedded models of these tasks, whose numbers are their places in `tasks`. Where `own` gives bytes for
    /// the name of a model, those take the place of the embedded ones.
    ///
    /// # Errors
    ///
    /// When a model cannot be opened, has other labels than those of its task, or a task has no model.
    pub fn of_tasks(tasks: &[Task], own: impl Fn(&str) -> Option<Vec<u8>>) -> anyhow::Result<Self> {
        let (mut opened, mut files) = (Vec::new(), Vec::new());
        for &task in tasks {
            let mut models = Vec::new();
            for (shipped, bytes) in embedded().filter(|(model, _)| model.task == task) {
                let bytes = own(shipped.name).map_or(bytes.into(), std::borrow::Cow::from);
                let model = open(shipped.name, &bytes)?;
                check_labels(shipped.name, model.labels(), &task.labels())?;
                files.push(file(shipped.name, &bytes));
                models.push((shipped.language.code(), model));
            }
            if models.is_empty() {
                let message = format!("no model of {} is embedded", task.name());
                return Err(Failure::new(message, "build with the feature `embedded`").into());
            }
            opened.push(TaskModels::of_task(task, models));
        }
        Ok(Self {
            tasks: opened,
            files,
        })
    }

    /// Opens one model for texts of every language that it takes, as `stance score --model` does.
    ///
    /// # Errors
    ///
    /// When the bytes are no model, or it has targets: a text alone does not tell which is meant.
    pub fn of_file(name: &str, bytes: &[u8]) -> anyhow::Result<Self> {
        let model = open(name, bytes)?;
        if model.single().is_none() {
            let targets = list(model.targets().iter().map(String::as_str));
            let message = format!("the model {name} has one classifier for each of {targets}");
            let hint = "name a model without targets, or use `stance score --target-column`";
            return Err(Failure::new(message, hint).into());
        }
        Ok(Self {
            tasks: vec![TaskModels::alone(model)],
            files: vec![file(name, bytes)],
        })
    }

    /// Returns the labels of the task of this number, in byte order.
    ///
    /// # Panics
    ///
    /// When there are not so many tasks.
    #[must_use]
    pub fn labels(&self, task: usize) -> &[String] {
        self.tasks[task].labels()
    }

    /// Returns the files of the models, those of the first task first.
    #[must_use]
    pub fn files(&self) -> &[ModelFile] {
        &self.files
    }
}

fn open(name: &str, bytes: &[u8]) -> anyhow::Result<Model> {
    Model::from_bytes(bytes).with_context(|| {
        Failure::new(
            format!("opening the model {name}"),
            "name a model made by `stance train` of this version; train it again if it is older",
        )
    })
}

fn file(name: &str, bytes: &[u8]) -> ModelFile {
    ModelFile {
        name: name.to_owned(),
        sha256: hex(&Sha256::digest(bytes)),
    }
}

fn check_labels(name: &str, found: &[String], expected: &[&str]) -> anyhow::Result<()> {
    if found == expected {
        return Ok(());
    }
    let message = format!(
        "the model {name} has the labels {}; {} expected",
        list(found.iter().map(String::as_str)),
        list(expected.iter().copied())
    );
    let hint = "give the file another name: its functions are then called by that name";
    Err(Failure::new(message, hint).into())
}

/// What the threads of a program share to score texts.
#[expect(missing_debug_implementations, reason = "megabytes of weights")]
pub struct TextScorer<'a> {
    pool: ScorerPool<'a>,
    /// Without and with quotations.
    plain: Reading,
    quoting: Reading,
}

impl<'a> TextScorer<'a> {
    /// Returns the scorer for so many threads, which share the memory for words they have met.
    #[must_use]
    pub fn new(models: &'a TextModels, n_threads: usize) -> Self {
        let quoting = Reading::plain(&models.tasks);
        Self {
            pool: ScorerPool::new(&models.tasks, false, n_threads),
            plain: quoting.clone().quotations(false),
            quoting,
        }
    }

    /// Lends what one thread needs.
    #[must_use]
    pub fn thread(&self) -> ThreadScorer<'_, 'a> {
        ThreadScorer {
            loan: self.pool.lend(),
            shared: self,
        }
    }
}

/// How a text is read for its quotations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// As one paragraph, as it stands.
    Paragraph,
    /// As an article, cut into paragraphs, whose speakers are followed from one to the next.
    Article,
}

/// An article with what is said of its quotations.
#[derive(Debug, Clone)]
pub struct ScoredQuotations {
    /// The article; its text is the one that was given.
    pub article: Article,
    /// One entry per quotation, in the order of [`Article::quotations`]: one per task, `None` as in [`ThreadScorer::score`],
    /// and for what its speaker denies or doubts.
    pub predictions: Vec<Vec<Option<Prediction>>>,
}

/// The language of a paragraph, and what a task says of it.
pub type Scored = (&'static str, Option<Prediction>);

/// What one thread scores with.
#[expect(missing_debug_implementations, reason = "megabytes of weights")]
pub struct ThreadScorer<'p, 'a> {
    loan: Loan<'p, 'a>,
    shared: &'p TextScorer<'a>,
}

impl ThreadScorer<'_, '_> {
    /// Returns the language of a paragraph, `fr`, `en` or `und`, and what the task of this number says of it, its
    /// probabilities rounded to six decimals; `None` where the task has no model for the language. A blank text gives nothing.
    ///
    /// # Errors
    ///
    /// When a model has yet to be opened and cannot be.
    ///
    /// # Panics
    ///
    /// When there are not so many tasks.
    pub fn score(&mut self, task: usize, text: &str) -> anyhow::Result<Option<Scored>> {
        let reading = &self.shared.plain;
        let article = reading.reader.read_paragraph(text.to_owned());
        let Some(paragraph) = article.paragraphs.first() else {
            return Ok(None);
        };
        let language = code(reading, &article, paragraph.language);
        let text = article.slice(paragraph.span);
        let prediction = self.loan.score_by(task, text, language, 0)?;
        Ok(Some((language, prediction.map(as_written))))
    }

    /// Returns the language of a paragraph: `fr`, `en`, or `und` for all else. A blank text has none.
    #[must_use]
    pub fn language(&self, text: &str) -> Option<&'static str> {
        let reading = &self.shared.plain;
        let article = reading.reader.read_paragraph(text.to_owned());
        let paragraph = article.paragraphs.first()?;
        Some(code(reading, &article, paragraph.language))
    }

    /// Returns the quotations of a text with what each task says of them.
    ///
    /// # Errors
    ///
    /// As [`ThreadScorer::score`].
    pub fn quotations(&mut self, kind: TextKind, text: &str) -> anyhow::Result<ScoredQuotations> {
        let reading = &self.shared.quoting;
        let article = match kind {
            TextKind::Paragraph => reading.reader.read_paragraph(text.to_owned()),
            TextKind::Article => reading.reader.read_text(text.to_owned()),
        };
        let (name, given) = (String::new(), Given::default());
        let scored = score_article(name, article, given, &mut self.loan, 0, reading)?;
        let quotations = (scored.paragraphs.into_iter())
            .flat_map(|paragraph| paragraph.quotations)
            .map(|quotation| {
                let predictions = quotation.predictions.into_iter();
                predictions.map(|one| one.map(as_written)).collect()
            });
        Ok(ScoredQuotations {
            predictions: quotations.collect(),
            article: scored.article,
        })
    }
}

fn code(reading: &Reading, article: &Article, language: Option<Language>) -> &'static str {
    language.map_or_else(|| reading.untold(&article.text), Language::as_str)
}

/// Returns a prediction with its probabilities as they are written.
fn as_written(mut prediction: Prediction) -> Prediction {
    for probability in &mut prediction.probabilities {
        *probability = rounded(*probability);
    }
    prediction
}
