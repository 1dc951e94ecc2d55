//! The models that functions score with: opened once, known by name and checksum.

use std::fmt;
use std::path::{Path, PathBuf};

use datafusion::execution::SessionStateBuilder;
use sha2::{Digest as _, Sha256};
use stance_cli::shipped::{SHIPPED, Task};
use stance_cli::texts::{ModelFile, TextModels, TextScorer};
use stance_model::hex;

use crate::Error;

/// The tasks whose embedded models are picked by the language of the text, in the order of their numbers.
pub(crate) const TASKS: [Task; 2] = [Task::Stance, Task::Sentiment];

/// Functions that compute with the models of all tasks. No model of one's own can have the name of one.
pub(crate) const OF_ALL: [&str; 3] = ["language", "quotes", "article_quotes"];

/// What ends the names of the functions that give a part of a prediction. No model of one's own can have such a name.
pub(crate) const LABEL: &str = "_label";
pub(crate) const PROBABILITY: &str = "_probability";

/// Models that are used together, opened and ready for any number of threads.
pub(crate) struct Opened {
    models: &'static TextModels,
    scorer: TextScorer<'static>,
}

impl Opened {
    /// Models and what scores with them point at each other and are needed until the process ends, so they are
    /// never freed.
    fn new(models: TextModels) -> &'static Self {
        let models: &'static TextModels = Box::leak(Box::new(models));
        let n_threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Box::leak(Box::new(Self {
            models,
            scorer: TextScorer::new(models, n_threads),
        }))
    }

    pub(crate) fn scorer(&self) -> &TextScorer<'static> {
        &self.scorer
    }
}

/// The models behind one family of functions, such as `stance`, `stance_label` and `stance_probability`.
///
/// Two are equal where they have the same name and the same bytes of models.
#[derive(Clone, Copy)]
pub struct Family {
    opened: &'static Opened,
    /// The number of the task among those of the models.
    task: usize,
    name: &'static str,
    checksum: &'static str,
}

impl Family {
    fn new(opened: &'static Opened, task: usize, name: &str, files: &[ModelFile]) -> Self {
        Self {
            opened,
            task,
            name: Box::leak(name.into()),
            checksum: Box::leak(checksum(files).into_boxed_str()),
        }
    }

    /// Returns the name, which is that of the function that gives label and probabilities.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the checksum in 64 hexadecimal digits: of one model file its SHA-256, of several that of their
    /// lines as `sha256sum` writes them, `CHECKSUM  NAME.model`, in the order of names.
    #[must_use]
    pub fn checksum(&self) -> &'static str {
        self.checksum
    }

    /// Returns the labels in byte order.
    #[must_use]
    pub fn labels(&self) -> &'static [String] {
        self.opened.models.labels(self.task)
    }

    pub(crate) fn opened(&self) -> &'static Opened {
        self.opened
    }

    pub(crate) fn task(&self) -> usize {
        self.task
    }
}

impl PartialEq for Family {
    fn eq(&self, other: &Self) -> bool {
        (self.name, self.checksum) == (other.name, other.checksum)
    }
}

impl Eq for Family {}

impl std::hash::Hash for Family {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.name, self.checksum).hash(state);
    }
}

impl fmt::Debug for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Family")
            .field("name", &self.name)
            .field("checksum", &self.checksum)
            .finish_non_exhaustive()
    }
}

fn checksum(files: &[ModelFile]) -> String {
    let mut files: Vec<&ModelFile> = files.iter().collect();
    files.sort_unstable();
    if let [only] = files.as_slice() {
        return only.sha256.clone();
    }
    let mut lines = Sha256::new();
    for ModelFile { name, sha256 } in files {
        lines.update(format!("{sha256}  {name}.model\n"));
    }
    hex(&lines.finalize())
}

/// All models of a process. They stay in memory until it ends: open them once.
///
/// ```
/// use stance_datafusion::Models;
///
/// let models = Models::embedded()?;
/// let names: Vec<_> = models.families().map(|family| family.name()).collect();
/// assert_eq!(names, ["stance", "sentiment"]);
/// # Ok::<(), stance_datafusion::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Models {
    families: Vec<Family>,
    quotations: &'static str,
}

impl Models {
    /// Opens the embedded models.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] when one cannot be opened.
    pub fn embedded() -> Result<Self, Error> {
        Self::with(&[])
    }

    /// Opens the embedded models, and those of a folder: `NAME.model` takes the place of the embedded model of that
    /// name, any other one gives the functions `NAME(text)`, `NAME_label(text)` and
    /// `NAME_probability(text, label)`, where `-` in a name becomes `_`.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`] when the folder cannot be read, [`Error::Name`] when a name is no function's,
    /// [`Error::Model`] when a model cannot be opened, has targets, or other labels than those of the one it replaces.
    pub fn of_folder(folder: &Path) -> Result<Self, Error> {
        let failed = |source| Error::Folder {
            folder: folder.to_owned(),
            source,
        };
        let mut files = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "model")
            {
                let bytes = std::fs::read(&path).map_err(failed)?;
                files.push((name_of(&path), bytes));
            }
        }
        files.sort_unstable();
        Self::with(&files)
    }

    fn with(files: &[(String, Vec<u8>)]) -> Result<Self, Error> {
        let own = |name: &str| {
            let found = files.iter().find(|(own, _)| own == name);
            found.map(|(_, bytes)| bytes.clone())
        };
        let opened = TextModels::of_tasks(&TASKS, own).map_err(Error::Model)?;
        let opened = Opened::new(opened);
        let all = opened.models.files();
        let mut families: Vec<Family> = (TASKS.iter().enumerate())
            .map(|(number, task)| {
                let is_of_task = |file: &&ModelFile| {
                    let mut shipped = SHIPPED.iter();
                    shipped.any(|model| model.task == *task && model.name == file.name)
                };
                let files: Vec<_> = all.iter().filter(is_of_task).cloned().collect();
                Family::new(opened, number, task.name(), &files)
            })
            .collect();
        let quotations = Box::leak(checksum(all).into_boxed_str());
        let is_shipped = |name: &str| SHIPPED.iter().any(|model| model.name == name);
        for (name, bytes) in files.iter().filter(|(name, _)| !is_shipped(name)) {
            let function = function_name(name)?;
            if families.iter().any(|family| family.name == function) {
                return Err(Error::Name { name: name.clone() });
            }
            let opened = Opened::new(TextModels::of_file(name, bytes).map_err(Error::Model)?);
            families.push(Family::new(opened, 0, &function, opened.models.files()));
        }
        Ok(Self {
            families,
            quotations,
        })
    }

    /// Returns the families of functions: `stance`, `sentiment`, then those of a folder in the order of names.
    pub fn families(&self) -> impl Iterator<Item = &Family> {
        self.families.iter()
    }

    /// Returns the models behind `language` and the functions of quotations.
    pub(crate) fn embedded_family(&self) -> &Family {
        &self.families[0]
    }

    /// Returns the checksum of the models behind the functions of quotations: those of stance and of sentiment.
    #[must_use]
    pub fn quotations_checksum(&self) -> &'static str {
        self.quotations
    }
}

fn name_of(path: &Path) -> String {
    let stem = path.file_stem().map(PathBuf::from).unwrap_or_default();
    stem.display().to_string()
}

/// Returns the name of a model's function.
fn function_name(name: &str) -> Result<String, Error> {
    let function = name.replace('-', "_").to_lowercase();
    let mut chars = function.chars();
    let starts = chars.next().is_some_and(|c| c.is_ascii_lowercase());
    let is_word = starts && chars.all(|c| c.is_ascii_alphanumeric() || c == '_');
    let is_part = function.ends_with(LABEL) || function.ends_with(PROBABILITY);
    if !is_word || is_part || OF_ALL.contains(&function.as_str()) || is_of_engine(&function) {
        return Err(Error::Name {
            name: name.to_owned(),
        });
    }
    Ok(function)
}

/// Returns whether the engine has a function of this name, or with this alias, which a model would take the place of.
fn is_of_engine(name: &str) -> bool {
    let engine = SessionStateBuilder::new().with_default_features().build();
    engine.scalar_functions().contains_key(name)
        || engine.aggregate_functions().contains_key(name)
        || engine.window_functions().contains_key(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_takes_the_name_of_no_other_function() {
        for name in ["letters", "Own-model", "a1", "labels"] {
            assert!(function_name(name).is_ok(), "{name}");
        }
        for name in [
            "",
            "1a",
            "été",
            "a b",
            "language",
            "quotes",
            "article-quotes",
            "stance-label",
            "own_probability",
            "upper",
            "char-length",
            "count",
            "row_number",
        ] {
            assert!(function_name(name).is_err(), "{name}");
        }
    }
}
