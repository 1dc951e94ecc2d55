//! The key of a sample: what was drawn how, and what the model says of it, kept apart so that labelling stays blind.

use serde::{Deserialize, Serialize};

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
    pub(super) predicted: String,
    /// In the order of the labels.
    pub(super) probabilities: Vec<f64>,
}
