//! What the rules make of the marked texts of data/ that they were written on: no change may make it worse unseen.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::path::Path;

use serde_json::Value;
use stance_articles::{Quotation, read_text};

/// How the quotations of a file are found.
#[derive(Debug, PartialEq, Eq)]
struct Totals {
    /// Found with the very span and type that are marked.
    right: usize,
    /// Of those, with the very name that is marked.
    named: usize,
    /// Found where nothing is marked so.
    wrong: usize,
}

fn totals(file: &str) -> Totals {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../data")
        .join(file);
    let mut totals = Totals {
        right: 0,
        named: 0,
        wrong: 0,
    };
    for line in fs::read_to_string(path).unwrap().lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let article = read_text(record["text"].as_str().unwrap().to_owned());
        let marked = record["quotes"].as_array().unwrap();
        for found in article.quotations() {
            match marked.iter().find(|marked| is_at(marked, found)) {
                Some(marked) => {
                    totals.right += 1;
                    totals.named +=
                        usize::from(marked["speaker"].as_str() == article.speaker(found));
                }
                None => totals.wrong += 1,
            }
        }
    }
    totals
}

fn is_at(marked: &Value, found: &Quotation) -> bool {
    marked["type"] == found.kind.as_str()
        && marked["start"] == found.span.start
        && marked["end"] == found.span.end
}

/// Compares with what the rules reached last. A figure that got better is written here.
fn at_least(file: &str, reached: &Totals) {
    let now = totals(file);
    let is_worse =
        now.right < reached.right || now.named < reached.named || now.wrong > reached.wrong;
    assert!(!is_worse, "{file}: {now:?}, {reached:?} before");
}

#[test]
fn no_marked_quotation_is_lost() {
    let french = Totals {
        right: 1193,
        named: 1073,
        wrong: 32,
    };
    at_least("quotes-fr.jsonl", &french);
    let english = Totals {
        right: 285,
        named: 238,
        wrong: 62,
    };
    at_least("quotes-en.jsonl", &english);
}
