//! The key of a sample: what was drawn how, and what the model says of it, kept apart so that labelling stays blind.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use stance_model::hex;

/// What [`super::estimate`] needs of a sample beside its labels.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Key {
    /// Version of stance that drew it.
    pub(super) version: String,
    /// The results, as they were named.
    pub(super) results: Vec<String>,
    /// `stance` or `sentiment`.
    pub(super) task: String,
    /// In byte order.
    pub(super) labels: Vec<String>,
    pub(super) seed: u64,
    /// `simple` or `stratified`.
    pub(super) design: String,
    pub(super) strata: Vec<StratumKey>,
    pub(super) rows: Vec<RowKey>,
}

/// A part of the population.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StratumKey {
    /// The predicted label of all its paragraphs; none of a simple sample.
    pub(super) predicted: Option<String>,
    /// Paragraphs in it.
    pub(super) population: u64,
    /// Those drawn.
    pub(super) sampled: usize,
    /// The chance of each to be drawn.
    pub(super) inclusion_probability: f64,
    /// Paragraphs predicted as each label.
    pub(super) counts: Vec<u64>,
    /// Mean probability of each label.
    pub(super) mean_probabilities: Vec<f64>,
}

/// A paragraph that was drawn.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RowKey {
    pub(super) id: u64,
    /// Number of its stratum, from 0.
    pub(super) stratum: usize,
    /// The paragraphs of the population that it stands for: one over its chance to be drawn.
    pub(super) weight: f64,
    pub(super) article: String,
    pub(super) paragraph: String,
    /// SHA-256 of the letters and digits of its text, in hexadecimal.
    pub(super) text_sha256: String,
    pub(super) predicted: String,
    /// In the order of the labels.
    pub(super) probabilities: Vec<f64>,
}

/// Returns the SHA-256 of the letters and digits of a text: spreadsheets change blanks, quotes and dashes by themselves.
pub(super) fn text_sha256(text: &str) -> String {
    let kept: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    hex(&Sha256::digest(kept.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_changes_is_no_other_text() {
        let drawn = text_sha256("« L’\u{202f}IA », dit-elle\u{a0}: 3 000");
        assert_eq!(drawn, text_sha256("\"L'IA\" , dit - elle: 3000\n"));
        assert_ne!(drawn, text_sha256("« L’IA », dit-elle : 4 000"));
    }
}
