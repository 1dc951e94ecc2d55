//! The corpus of a shipped model with the columns that a card breaks its figures down by.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use stance_cli::Io;
use stance_cli::shipped::Shipped;
use stance_model::{TrainOptions, TrainingSet};

use crate::accuracy::sets::read_columns;

/// Columns of the corpus beside text, label and group.
const COLUMNS: [&str; 5] = ["id", "text", "sector", "genre", "hard"];

/// The rows a model is trained on. All columns are of equal length.
#[derive(Debug)]
pub(super) struct Corpus {
    pub(super) set: TrainingSet,
    pub(super) options: TrainOptions,
    columns: BTreeMap<String, Vec<String>>,
}

impl Corpus {
    /// Reads data and options as training does.
    pub(super) fn read(model: &Shipped, root: &Path) -> anyhow::Result<Self> {
        let mut reports = Vec::new();
        let mut io = Io {
            stdin: &mut std::io::empty(),
            stdout: &mut std::io::sink(),
            stderr: &mut reports,
        };
        let (set, options) = model.training(root, &mut io)?;
        let columns = read_columns(&root.join(model.data), &COLUMNS)?;
        let corpus = Self {
            set,
            options,
            columns,
        };
        for name in COLUMNS {
            corpus.column(name).with_context(|| model.data)?;
        }
        anyhow::ensure!(
            corpus.column("text")? == corpus.set.texts,
            "{}: the rows trained on are not those of the file",
            model.data
        );
        Ok(corpus)
    }

    /// Returns a column.
    pub(super) fn column(&self, name: &str) -> anyhow::Result<&[String]> {
        let found = self.columns.get(name).map(Vec::as_slice);
        found.with_context(|| format!("no column `{name}`"))
    }

    /// Returns whether each row is hard: `plain`, or `hard` of any kind.
    pub(super) fn difficulties(&self) -> anyhow::Result<Vec<String>> {
        let class = |kind: &String| match kind.as_str() {
            "none" => "plain".to_owned(),
            _ => "hard".to_owned(),
        };
        Ok(self.column("hard")?.iter().map(class).collect())
    }

    /// Returns the class of length of each row, by words between blanks, as the datasheet counts them.
    pub(super) fn lengths(&self) -> Vec<String> {
        let texts = self.set.texts.iter();
        texts.map(|text| length_class(text).to_owned()).collect()
    }
}

/// The names sort as the lengths do.
fn length_class(text: &str) -> &'static str {
    match text.split_whitespace().count() {
        0..20 => "1 to 19 words",
        20..40 => "20 to 39 words",
        40..80 => "40 to 79 words",
        _ => "80 words or more",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_classes_have_their_edges() {
        for (words, class) in [
            (1, "1 to 19 words"),
            (19, "1 to 19 words"),
            (20, "20 to 39 words"),
            (79, "40 to 79 words"),
            (80, "80 words or more"),
        ] {
            assert_eq!(length_class(&"mot ".repeat(words)), class, "{words}");
        }
    }
}
