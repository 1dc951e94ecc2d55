//! The labelled sets of the accuracy table, read and dealt into folds.
//!
//! A set whose labels are stances toward a target has one part per target: each part has folds and models of its
//! own, and the figures are those of all parts together.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use stance_model::folds::{assign_folds, group_rows};

/// Folds of every cross-validation.
pub(crate) const FOLDS: usize = 5;
/// Seed of the folds.
const SEED: u64 = 0;

/// A labelled set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Set {
    /// Name in the table.
    pub(crate) name: &'static str,
    /// Path of its training rows below the folder of the data sets.
    pub(crate) path: &'static str,
    /// Whether each value of the column `target` gets a model of its own.
    pub(crate) per_target: bool,
    /// Whether it counts: one that cannot be told from the text alone is reported only.
    pub(crate) counts: bool,
}

/// All of them, the quick ones first.
pub(crate) const SETS: &[Set] = &[
    Set::new("efra", "efra_stance_fr/train.csv").per_target(),
    Set::new("allocine", "allocine_sample_fr/train.csv"),
    Set::new("umsab_fr", "umsab_sentiment_fr/train.csv"),
    Set::new("semeval", "semeval2016t6_stance_en/train.csv").per_target(),
    Set::new("nyt", "nyt_editorials_sentiment_en/train.csv"),
    Set::new("selfdriving", "selfdriving_tweets_en/train.csv"),
    Set::new("newsmtsc", "newsmtsc_sentiment_en/train.csv").reported_only(),
    Set::new("imdb", "imdb_sentiment_en/train.csv"),
];

impl Set {
    const fn new(name: &'static str, path: &'static str) -> Self {
        Self {
            name,
            path,
            per_target: false,
            counts: true,
        }
    }

    const fn per_target(self) -> Self {
        Self {
            per_target: true,
            ..self
        }
    }

    const fn reported_only(self) -> Self {
        Self {
            counts: false,
            ..self
        }
    }

    /// Reads the rows and deals them into folds.
    pub(crate) fn read(&self, folder: &Path) -> anyhow::Result<Rows> {
        let path = folder.join(self.path);
        let columns = read_columns(&path, &["text", "label", "target", "group"])
            .with_context(|| format!("reading {}", path.display()))?;
        let column = |name: &str| {
            let missing = || format!("{}: no column `{name}`", path.display());
            columns.get(name).with_context(missing)
        };
        let texts = column("text")?.clone();
        let names = column("label")?;
        let mut labels = names.clone();
        labels.sort_unstable();
        labels.dedup();
        let truth: Vec<usize> = (names.iter())
            .map(|name| labels.partition_point(|label| label < name))
            .collect();
        let parts = if self.per_target {
            let mut parts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for (row, target) in column("target")?.iter().enumerate() {
                parts.entry(target).or_default().push(row);
            }
            parts.into_values().collect()
        } else {
            vec![(0..texts.len()).collect()]
        };
        let groups = group_rows(&texts, columns.get("group").map(Vec::as_slice));
        let mut folds = vec![0; texts.len()];
        for part in &parts {
            let of = |values: &[usize]| part.iter().map(|&row| values[row]).collect::<Vec<_>>();
            let of_part = assign_folds(&of(&truth), &of(&groups), FOLDS, SEED);
            for (&row, fold) in part.iter().zip(of_part) {
                folds[row] = fold;
            }
        }
        Ok(Rows {
            texts,
            labels,
            truth,
            groups,
            folds,
            parts,
        })
    }
}

/// The rows of a set. All columns are of equal length.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) texts: Vec<String>,
    /// The labels in order of their names.
    pub(crate) labels: Vec<String>,
    /// Label of each row, a position in `labels`.
    pub(crate) truth: Vec<usize>,
    /// Group of each row: rows of one group, or of equal text, are in one fold.
    pub(crate) groups: Vec<usize>,
    /// Fold of each row within its part.
    pub(crate) folds: Vec<usize>,
    /// Rows that share their models.
    pub(crate) parts: Vec<Vec<usize>>,
}

/// Returns those of the named columns that a CSV file has.
pub(crate) fn read_columns(
    path: &Path,
    names: &[&str],
) -> anyhow::Result<BTreeMap<String, Vec<String>>> {
    let mut reader = csv::Reader::from_path(path)?;
    let header = reader.headers()?.clone();
    let places: Vec<(usize, &str)> = (header.iter().enumerate())
        .filter(|(_, name)| names.contains(name))
        .collect();
    let mut columns: BTreeMap<String, Vec<String>> = (places.iter())
        .map(|&(_, name)| (name.to_owned(), Vec::new()))
        .collect();
    for record in reader.records() {
        let record = record?;
        for &(at, name) in &places {
            let cell = record.get(at).unwrap_or_default();
            columns
                .entry(name.to_owned())
                .or_default()
                .push(cell.to_owned());
        }
    }
    Ok(columns)
}
