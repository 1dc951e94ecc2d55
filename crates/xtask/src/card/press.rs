//! Texts of others, labelled by id: what a shipped model says of them.
//!
//! Part `dev` and part `held` were labelled by two readers who agreed, `once-sure` and `once` by one. No text of them
//! reaches the card.

use std::path::Path;

use anyhow::Context as _;
use stance_cli::shipped::Yardstick;
use stance_model::folds::group_rows;
use stance_model::{Classifier, Judged};

use super::Part;
use crate::accuracy::press::{article, texts_of};
use crate::accuracy::sets::read_columns;

/// Labelled paragraphs. All columns are of equal length.
#[derive(Debug)]
pub(super) struct Press {
    yardstick: Yardstick,
    pub(super) ids: Vec<String>,
    texts: Vec<String>,
    labels: Vec<String>,
    parts: Vec<String>,
}

impl Press {
    /// Reads the labels of the project and the texts below `data`.
    pub(super) fn read(root: &Path, data: &Path, yardstick: Yardstick) -> anyhow::Result<Self> {
        let mut columns = read_columns(&root.join(yardstick.labels), &["id", "label", "part"])?;
        let mut column = |name: &str| {
            let found = columns.remove(name);
            found.with_context(|| format!("{}: no column `{name}`", yardstick.labels))
        };
        let (ids, labels, parts) = (column("id")?, column("label")?, column("part")?);
        let mut known = texts_of(&data.join(yardstick.texts), &ids)?;
        let text = |id: &String| {
            let found = known.remove(id);
            found.with_context(|| format!("{}: no text {id}, or labelled twice", yardstick.texts))
        };
        let texts = ids.iter().map(text).collect::<anyhow::Result<Vec<_>>>()?;
        Ok(Self {
            yardstick,
            ids,
            texts,
            labels,
            parts,
        })
    }

    /// Returns the rows of some parts.
    pub(super) fn rows_of(&self, parts: &[&str]) -> Vec<usize> {
        let is_in = |&row: &usize| parts.contains(&self.parts[row].as_str());
        (0..self.ids.len()).filter(is_in).collect()
    }

    /// Returns the parts that have rows.
    pub(super) fn met(&self, parts: &[Part]) -> Vec<Part> {
        let met = |(_, names): &&Part| !self.rows_of(names).is_empty();
        parts.iter().filter(met).copied().collect()
    }

    /// Returns what a classifier says of some rows, articles being what is drawn anew.
    pub(super) fn judge(&self, classifier: &Classifier, rows: &[usize]) -> anyhow::Result<Judged> {
        let labels = classifier.labels();
        let number = |&row: &usize| {
            let label = &self.labels[row];
            let found = labels.binary_search(label).ok();
            found.with_context(|| {
                format!("{}: the model does not know {label}", self.yardstick.labels)
            })
        };
        let mut scorer = classifier.scorer();
        let articles: Vec<&str> = rows.iter().map(|&row| article(&self.ids[row])).collect();
        let predictions = rows.iter().map(|&row| scorer.score(&self.texts[row]));
        Ok(Judged::new(
            labels.to_vec(),
            rows.iter().map(number).collect::<anyhow::Result<_>>()?,
            predictions.collect(),
            group_rows(&articles, None),
        ))
    }
}
