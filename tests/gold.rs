//! The marked texts of data/ keep to the form that the datasheet gives them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{Place, workspace_root};

const QUOTES: [&str; 4] = [
    "quotes-fr.jsonl",
    "quotes-fr-held.jsonl",
    "quotes-en.jsonl",
    "quotes-en-held.jsonl",
];
const SEGMENTS: [&str; 4] = [
    "segments.jsonl",
    "segments-more.jsonl",
    "segments-unseen.jsonl",
    "segments-held.jsonl",
];

fn records(file: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(workspace_root().join("data").join(file)).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}

/// The text of a range, which must lie on character boundaries.
fn slice<'a>(record: &'a Value, start: &Value, end: &Value) -> &'a str {
    let at = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let text = record["text"].as_str().unwrap();
    text.get(at(start)..at(end))
        .unwrap_or_else(|| panic!("{}: {start}..{end}", record["id"]))
}

#[test]
fn marked_quotations_lie_in_their_texts() {
    for record in QUOTES.iter().flat_map(|file| records(file)) {
        for quote in record["quotes"].as_array().unwrap() {
            let text = slice(&record, &quote["start"], &quote["end"]);
            assert!(
                text == text.trim() && !text.is_empty(),
                "{}: {text:?}",
                record["id"]
            );
            for range in [&quote["cue"], &quote["speaker_text"]] {
                if let Some([start, end]) = range.as_array().map(Vec::as_slice) {
                    assert!(!slice(&record, start, end).is_empty());
                }
            }
            let stance = quote["stance"].as_str().unwrap();
            assert!(
                ["pro-ai", "concerned", "neutral"].contains(&stance),
                "{stance}"
            );
        }
    }
}

#[test]
fn marked_segments_follow_each_other() {
    for record in SEGMENTS.iter().flat_map(|file| records(file)) {
        let mut last = 0;
        for segment in record["segments"].as_array().unwrap() {
            let text = slice(&record, &segment["start"], &segment["end"]);
            assert!(
                text == text.trim() && !text.is_empty(),
                "{}: {text:?}",
                record["id"]
            );
            assert!(
                segment["start"].as_u64().unwrap() >= last,
                "{}",
                record["id"]
            );
            last = segment["end"].as_u64().unwrap();
        }
    }
}

#[test]
fn no_two_items_share_an_id_or_eight_words_in_a_row() {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for file in QUOTES.iter().chain(&SEGMENTS) {
        for record in records(file) {
            let id = record["id"].as_str().unwrap().to_owned();
            let text = record["text"].as_str().unwrap().to_lowercase();
            // Pages share the phrases of their furniture, as real ones do.
            let words: Vec<&str> = if SEGMENTS.contains(file) {
                Vec::new()
            } else {
                text.split_whitespace().collect()
            };
            let mut phrases: Vec<String> = words.windows(8).map(|words| words.join(" ")).collect();
            phrases.push(format!("id {id}"));
            phrases.sort_unstable();
            phrases.dedup();
            for phrase in phrases {
                if let Some(other) = seen.insert(phrase.clone(), id.clone()) {
                    panic!("{id} and {other} share: {phrase}");
                }
            }
        }
    }
}

#[test]
fn the_datasheet_counts_the_quotations() {
    let sheet = std::fs::read_to_string(workspace_root().join("data/README.md")).unwrap();
    for file in QUOTES {
        let records = records(file);
        let quotes: Vec<&Value> = records
            .iter()
            .flat_map(|r| r["quotes"].as_array().unwrap())
            .collect();
        let without = records
            .iter()
            .filter(|r| r["quotes"].as_array().unwrap().is_empty())
            .count();
        let [direct, mixed, indirect] = ["direct", "mixed", "indirect"]
            .map(|kind| quotes.iter().filter(|quote| quote["type"] == kind).count());
        let row = format!(
            "| {file} | {} | {without} | {direct} | {mixed} | {indirect} |",
            records.len()
        );
        assert!(sheet.contains(&row), "{row}");
    }
}

#[test]
fn the_datasheet_counts_the_pages() {
    let sheet = std::fs::read_to_string(workspace_root().join("data/README.md")).unwrap();
    for file in &SEGMENTS[..3] {
        let records = records(file);
        let count = |holds: &dyn Fn(&Value) -> bool| records.iter().filter(|r| holds(r)).count();
        let french = count(&|record| record["language"] == "fr");
        let on_one_line = count(&|record| !record["text"].as_str().unwrap().trim().contains('\n'));
        let pieces: Vec<&Value> = records
            .iter()
            .flat_map(|record| record["segments"].as_array().unwrap())
            .collect();
        let furniture = pieces.iter().filter(|p| p["kind"] == "furniture").count();
        let row = format!(
            "| {file} | {} | {french} | {on_one_line} | {} | {furniture} |",
            records.len(),
            pieces.len()
        );
        assert!(sheet.replace(',', "").contains(&row), "{row}");
    }
}

#[test]
fn evaluate_quotes_reads_all_of_them() {
    let place = Place::new();
    for file in QUOTES {
        let path = workspace_root().join("data").join(file);
        let run = place.stance(&["evaluate-quotes", path.to_str().unwrap()]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{file}");
    }
}
