//! The corpus with its sectors, and the press paragraphs with their outlets.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context as _;
use serde::Deserialize;
use stance_cli::shipped::SHIPPED;
use stance_model::folds::{assign_folds, group_rows};
use stance_model::metrics::Confusion;
use stance_model::{TrainOptions, TrainingSet, train};

use super::judge::{Judged, number};
use super::variants::Variant;
use crate::accuracy::press::{LABELS, TEXTS, article};
use crate::accuracy::sets::read_columns;

/// Groups of sectors, each predicted by what the others teach.
pub(super) const SECTOR_FOLDS: usize = 6;
/// Seed of every fold.
pub(super) const SEED: u64 = 0;
/// The parts that are looked at; the one set aside for the end is not among them.
const PARTS: [&str; 3] = ["dev", "once", "once-sure"];

/// The rows that the model that ships is trained on.
pub(super) struct Corpus {
    texts: Vec<String>,
    labels: Vec<String>,
    groups: Vec<String>,
    sectors: Vec<String>,
}

/// The press paragraphs, all columns of equal length.
pub(super) struct Press {
    pub(super) texts: Vec<String>,
    /// Numbers of the labels, as [`number`] gives them.
    pub(super) truth: Vec<usize>,
    pub(super) labels: Vec<String>,
    pub(super) articles: Vec<String>,
    pub(super) outlets: Vec<String>,
    pub(super) ids: Vec<String>,
    parts: Vec<String>,
}

/// A line of the file of texts.
#[derive(Deserialize)]
struct Paragraph {
    id: String,
    source: String,
    text: String,
}

impl Corpus {
    /// Reads the training data of the first model that ships.
    pub(super) fn read(root: &Path) -> anyhow::Result<Self> {
        let path = root.join(SHIPPED[0].data);
        let mut columns = read_columns(&path, &["text", "label", "group", "sector"])?;
        let mut take = |name: &str| {
            let missing = || format!("{}: no column `{name}`", path.display());
            columns.remove(name).with_context(missing)
        };
        Ok(Self {
            texts: take("text")?,
            labels: take("label")?,
            groups: take("group")?,
            sectors: take("sector")?,
        })
    }

    /// Returns the rows whose position is wanted.
    pub(super) fn rows(&self, wanted: impl Fn(usize) -> bool) -> TrainingSet {
        let select = |column: &[String]| -> Vec<String> {
            let rows = (0..column.len()).filter(|&row| wanted(row));
            rows.map(|row| column[row].clone()).collect()
        };
        TrainingSet {
            texts: select(&self.texts),
            labels: select(&self.labels),
            groups: Some(select(&self.groups)),
            weights: None,
        }
    }

    /// Returns macro-F1 over all rows, each predicted by a variant that saw no row of its sector, nor of its group.
    pub(super) fn by_sectors(&self, variant: &Variant) -> anyhow::Result<f64> {
        let truth: Vec<usize> = (self.labels.iter())
            .map(|label| number(label))
            .collect::<anyhow::Result<_>>()?;
        let sectors = group_rows(&self.sectors, None);
        let folds = assign_folds(&truth, &sectors, SECTOR_FOLDS, SEED);
        let mut judged = Judged::new(&truth, &self.groups);
        let options = TrainOptions {
            // The cuts of ordered labels need folds; otherwise one fit per group of sectors is enough.
            folds: variant
                .options
                .ordered
                .as_ref()
                .map_or(0, |_| variant.options.folds),
            ..variant.options.clone()
        };
        for fold in 0..SECTOR_FOLDS {
            let rows: Vec<usize> = (0..truth.len()).filter(|&row| folds[row] == fold).collect();
            let held: BTreeSet<&String> = rows.iter().map(|&row| &self.groups[row]).collect();
            let seen = |row: usize| {
                row < variant.rows && folds[row] != fold && !held.contains(&self.groups[row])
            };
            let classifier = train(&self.rows(seen), &options, None)?;
            judged.judge(&classifier, &self.texts, rows)?;
        }
        Ok(Confusion::new(3, &truth, &judged.predicted()).macro_f1())
    }
}

impl Press {
    /// Reads labels and texts.
    pub(super) fn read(root: &Path, data: &Path) -> anyhow::Result<Self> {
        let path = data.join(TEXTS);
        let lines = std::fs::read_to_string(&path)
            .with_context(|| format!("reading {}", path.display()))?;
        let mut paragraphs = BTreeMap::new();
        for line in lines.lines() {
            let found: Paragraph = serde_json::from_str(line).with_context(|| {
                format!(
                    "{}: id, source and text expected in each line",
                    path.display()
                )
            })?;
            paragraphs.insert(found.id.clone(), found);
        }
        let columns = read_columns(&root.join(LABELS), &["id", "label", "part"])?;
        let column = |name: &str| {
            let missing = || format!("{LABELS}: no column `{name}`");
            columns.get(name).with_context(missing)
        };
        let mut press = Self {
            texts: Vec::new(),
            truth: Vec::new(),
            labels: Vec::new(),
            articles: Vec::new(),
            outlets: Vec::new(),
            ids: Vec::new(),
            parts: Vec::new(),
        };
        let rows = column("id")?.iter().zip(column("label")?);
        for ((id, label), part) in rows.zip(column("part")?) {
            if !PARTS.contains(&part.as_str()) {
                continue;
            }
            let missing = || format!("{TEXTS}: no paragraph {id}");
            let found = paragraphs.get(id).with_context(missing)?;
            press.texts.push(found.text.clone());
            press.truth.push(number(label)?);
            press.labels.push(label.clone());
            press.articles.push(article(id).to_owned());
            press.outlets.push(found.source.clone());
            press.ids.push(id.clone());
            press.parts.push(part.clone());
        }
        Ok(press)
    }

    /// Returns the rows of a part.
    pub(super) fn part(&self, part: &str) -> Vec<usize> {
        let is_of = |&row: &usize| self.parts[row] == part;
        (0..self.parts.len()).filter(is_of).collect()
    }

    /// Returns the rows with one reader, sure or not.
    pub(super) fn once(&self) -> Vec<usize> {
        let is_once = |&row: &usize| self.parts[row] != "dev";
        (0..self.parts.len()).filter(is_once).collect()
    }
}
