//! The labelled data of the project keep to the rules of their datasheet: every corpus that a shipped model is
//! trained on.

use std::collections::{BTreeMap, BTreeSet};

use stance_cli::shipped::{SHIPPED, Shipped, Task};
use stance_features::Language;
use stance_model::folds::{assign_folds, group_rows};

use crate::support::workspace_root;

mod word_tables;
mod words;

const COLUMNS: [&str; 8] = [
    "id", "group", "text", "label", "language", "sector", "genre", "hard",
];
const HARD: [&str; 6] = [
    "none",
    "negation",
    "concession",
    "irony",
    "reported",
    "question",
];

type Row = BTreeMap<String, String>;

fn rows(model: &Shipped) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(workspace_root().join(model.data)).unwrap();
    assert_eq!(
        reader.headers().unwrap().iter().collect::<Vec<_>>(),
        COLUMNS
    );
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// The section of the datasheet about a file, by the path of the file.
fn datasheet(file: &str) -> String {
    let sheet = std::fs::read_to_string(workspace_root().join("data/README.md")).unwrap();
    let name = file.strip_prefix("data/").unwrap();
    let mut sections = sheet.split("\n## ");
    let section = sections.find(|section| section.lines().next() == Some(name));
    section
        .unwrap_or_else(|| panic!("data/README.md has no section on {name}"))
        .to_owned()
}

fn english_name(language: Language) -> &'static str {
    match language {
        Language::French => "French",
        Language::English => "English",
    }
}

fn column<'a>(rows: &'a [Row], name: &str) -> Vec<&'a str> {
    rows.iter().map(|row| row[name].as_str()).collect()
}

/// A number below a million as the datasheet writes it.
fn with_comma(number: usize) -> String {
    match number {
        0..1000 => number.to_string(),
        _ => format!("{},{:03}", number / 1000, number % 1000),
    }
}

fn counts<'a>(rows: &'a [Row], column: &str) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(row[column].as_str()).or_default() += 1;
    }
    counts
}

#[test]
fn rows_are_complete_and_unique() {
    for model in SHIPPED {
        let rows = rows(model);
        assert!(rows.len() >= 600, "{}: {} rows", model.data, rows.len());
        for once in ["id", "text"] {
            let values = counts(&rows, once).len();
            assert_eq!(values, rows.len(), "{}: {once}", model.data);
        }
        for row in &rows {
            assert!(row.values().all(|cell| !cell.trim().is_empty()), "{row:?}");
            assert_eq!(row["language"], model.language.code());
            assert!(HARD.contains(&row["hard"].as_str()), "{row:?}");
        }
    }
}

#[test]
fn labels_are_balanced() {
    for model in SHIPPED {
        let rows = rows(model);
        let labels = counts(&rows, "label");
        let names: Vec<&str> = labels.keys().copied().collect();
        assert_eq!(names, model.task.labels(), "{}", model.data);
        for (label, count) in labels {
            let share = count as f64 / rows.len() as f64;
            assert!(
                (0.30..=0.37).contains(&share),
                "{}: {label}: {share:.3}",
                model.data
            );
        }
    }
}

/// The sequences of `n` words of a text, in lower case, each once.
fn sequences(text: &str, n: usize) -> BTreeSet<String> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(n).map(|words| words.join(" ")).collect()
}

#[test]
fn no_two_rows_share_eight_words_in_a_row() {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for row in SHIPPED.iter().flat_map(rows) {
        for phrase in sequences(&row["text"], 8) {
            if let Some(other) = seen.get(&phrase) {
                panic!("{} and {other} share: {phrase}", row["id"]);
            }
            seen.insert(phrase, row["id"].clone());
        }
    }
}

#[test]
fn no_two_rows_are_alike() {
    let rows: Vec<Row> = SHIPPED.iter().flat_map(rows).collect();
    let grams: Vec<BTreeSet<String>> = rows.iter().map(|row| sequences(&row["text"], 3)).collect();
    let mut rows_with: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (row, own) in grams.iter().enumerate() {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for gram in own {
            let earlier = rows_with.entry(gram).or_default();
            for &other in earlier.iter() {
                *shared.entry(other).or_default() += 1;
            }
            earlier.push(row);
        }
        for (other, shared) in shared {
            let jaccard = shared as f64 / (own.len() + grams[other].len() - shared) as f64;
            let (one, two) = (&rows[other]["id"], &rows[row]["id"]);
            assert!(jaccard <= 0.3, "{one} and {two}: {jaccard:.2}");
        }
    }
}

#[test]
fn folds_keep_groups_together_and_labels_balanced() {
    for model in SHIPPED {
        let rows = rows(model);
        let [labels, groups, texts] = ["label", "group", "text"].map(|name| column(&rows, name));
        let totals = counts(&rows, "label");
        let number = |label: &&str| totals.keys().position(|other| other == label).unwrap();
        let numbers: Vec<usize> = labels.iter().map(number).collect();
        let folds = assign_folds(&numbers, &group_rows(&texts, Some(&groups)), 5, 42);

        let mut fold_of = BTreeMap::new();
        for (group, &fold) in groups.iter().zip(&folds) {
            assert_eq!(*fold_of.entry(group).or_insert(fold), fold, "{group}");
        }
        // In the corpora of sentiment every row has an author of its own.
        assert!(
            fold_of.len() < rows.len() || model.task == Task::Sentiment,
            "{}: no group has two rows",
            model.data
        );
        for (label, total) in totals {
            for fold in 0..5 {
                let here = |row: &usize| labels[*row] == label && folds[*row] == fold;
                let share = (0..rows.len()).filter(here).count() as f64 / total as f64;
                assert!(
                    (0.19..=0.21).contains(&share),
                    "{}: {label} in fold {fold}: {share:.3}",
                    model.data
                );
            }
        }
    }
}

#[test]
fn no_opening_stands_in_more_than_one_row_in_a_hundred() {
    for model in SHIPPED {
        let rows = rows(model);
        let mut openings: BTreeMap<String, usize> = BTreeMap::new();
        for row in &rows {
            let words: Vec<&str> = row["text"].split_whitespace().take(3).collect();
            *openings.entry(words.join(" ").to_lowercase()).or_default() += 1;
        }
        for (opening, count) in openings {
            assert!(
                count * 100 <= rows.len(),
                "{}: {count} rows begin with {opening:?}",
                model.data
            );
        }
    }
}

#[test]
fn the_datasheet_counts_what_is_there() {
    for model in SHIPPED {
        let sheet = datasheet(model.data);
        let rows = rows(model);
        let (n, language) = (with_comma(rows.len()), english_name(model.language));
        let total = format!("\n{n} {language} ");
        assert!(sheet.contains(&total), "{}: {total}", model.data);
        for (label, count) in counts(&rows, "label") {
            assert!(
                sheet.contains(&format!("| {label} | {count} |")),
                "{}: {label}: {count}",
                model.data
            );
        }
    }
}

#[test]
fn every_label_is_met_in_every_sector() {
    for model in SHIPPED {
        let mut labels: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for row in rows(model) {
            labels
                .entry(row["sector"].clone())
                .or_default()
                .insert(row["label"].clone());
        }
        for (sector, labels) in labels {
            assert_eq!(
                labels.len(),
                3,
                "{}: {sector} has only {labels:?}",
                model.data
            );
        }
    }
}
