//! The labelled data of the project keep to the rules of their datasheet.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::workspace_root;

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

fn rows(file: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(workspace_root().join("data").join(file)).unwrap();
    assert_eq!(
        reader.headers().unwrap().iter().collect::<Vec<_>>(),
        COLUMNS
    );
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn counts<'a>(rows: &'a [Row], column: &str) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(row[column].as_str()).or_default() += 1;
    }
    counts
}

#[test]
fn rows_are_complete_and_ids_unique() {
    let rows = rows("stance-ai-fr.csv");
    assert!(rows.len() >= 400);
    assert_eq!(counts(&rows, "id").len(), rows.len());
    for row in &rows {
        assert!(row.values().all(|cell| !cell.trim().is_empty()), "{row:?}");
        assert_eq!(row["language"], "fr");
        assert!(HARD.contains(&row["hard"].as_str()), "{row:?}");
    }
}

#[test]
fn labels_are_balanced() {
    let rows = rows("stance-ai-fr.csv");
    let labels = counts(&rows, "label");
    assert_eq!(
        labels.keys().copied().collect::<Vec<_>>(),
        ["concerned", "neutral", "pro-ai"]
    );
    for (label, count) in labels {
        let share = count as f64 / rows.len() as f64;
        assert!((0.30..=0.37).contains(&share), "{label}: {share:.3}");
        assert!(count >= 130, "{label}: {count}");
    }
}

#[test]
fn no_two_rows_share_eight_words_in_a_row() {
    let mut seen: BTreeMap<Vec<String>, String> = BTreeMap::new();
    for row in rows("stance-ai-fr.csv") {
        let words: Vec<String> = row["text"]
            .to_lowercase()
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        let grams: BTreeSet<Vec<String>> = words.windows(8).map(<[String]>::to_vec).collect();
        for gram in grams {
            let phrase = gram.join(" ");
            if let Some(other) = seen.insert(gram, row["id"].clone()) {
                panic!("{} and {other} share: {phrase}", row["id"]);
            }
        }
    }
}

#[test]
fn no_opening_stands_in_more_than_one_row_in_a_hundred() {
    let rows = rows("stance-ai-fr.csv");
    let mut openings: BTreeMap<String, usize> = BTreeMap::new();
    for row in &rows {
        let words: Vec<&str> = row["text"].split_whitespace().take(3).collect();
        *openings.entry(words.join(" ").to_lowercase()).or_default() += 1;
    }
    for (opening, count) in openings {
        assert!(
            count * 100 <= rows.len(),
            "{count} rows begin with {opening:?}"
        );
    }
}

#[test]
fn the_datasheet_counts_what_is_there() {
    let sheet = std::fs::read_to_string(workspace_root().join("data/README.md")).unwrap();
    let rows = rows("stance-ai-fr.csv");
    let total = format!("{},{:03}", rows.len() / 1000, rows.len() % 1000);
    assert!(
        sheet.contains(&format!("\n{total} French paragraphs")),
        "{total}"
    );
    for (label, count) in counts(&rows, "label") {
        assert!(
            sheet.contains(&format!("| {label} | {count} |")),
            "{label}: {count}"
        );
    }
}

#[test]
fn every_label_is_met_in_every_sector() {
    let mut labels: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows("stance-ai-fr.csv") {
        labels
            .entry(row["sector"].clone())
            .or_default()
            .insert(row["label"].clone());
    }
    for (sector, labels) in labels {
        assert_eq!(labels.len(), 3, "{sector} has only {labels:?}");
    }
}
