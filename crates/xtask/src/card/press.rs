//! Real paragraphs of the press, labelled by id: what the shipped model says of them.
//!
//! Part `dev` and part `held` were labelled by two readers who agreed, `once-sure` and `once` by one. No text of them
//! reaches the card.

use std::path::Path;

use anyhow::Context as _;
use stance_model::folds::group_rows;
use stance_model::{Classifier, Judged};

use crate::accuracy::press::{LABELS, TEXTS, article, texts};
use crate::accuracy::sets::read_columns;

/// Labelled paragraphs. All columns are of equal length.
#[derive(Debug)]
pub(super) struct Press {
    pub(super) ids: Vec<String>,
    texts: Vec<String>,
    labels: Vec<String>,
    parts: Vec<String>,
}

impl Press {
    /// Reads the labels of the project and the texts below `data`.
    pub(super) fn read(root: &Path, data: &Path) -> anyhow::Result<Self> {
        let mut columns = read_columns(&root.join(LABELS), &["id", "label", "part"])?;
        let mut column = |name: &str| {
            let found = columns.remove(name);
            found.with_context(|| format!("{LABELS}: no column `{name}`"))
        };
        let (ids, labels, parts) = (column("id")?, column("label")?, column("part")?);
        let mut known = texts(&data.join(TEXTS))?;
        let text = |id: &String| {
            let found = known.remove(id);
            found.with_context(|| format!("{TEXTS}: no paragraph {id}, or labelled twice"))
        };
        let texts = ids.iter().map(text).collect::<anyhow::Result<Vec<_>>>()?;
        Ok(Self {
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

    /// Returns what a classifier says of some rows, articles being what is drawn anew.
    pub(super) fn judge(&self, classifier: &Classifier, rows: &[usize]) -> anyhow::Result<Judged> {
        let labels = classifier.labels();
        let number = |&row: &usize| {
            let label = &self.labels[row];
            let found = labels.binary_search(label).ok();
            found.with_context(|| format!("{LABELS}: the model does not know {label}"))
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
