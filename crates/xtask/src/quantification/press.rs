//! The shares that the models that ship find among real paragraphs of the press, beside those of the hand labels: texts of
//! another kind than those trained on.

use std::path::Path;

use stance_cli::shipped::SHIPPED;
use stance_model::bootstrap::Bootstrap;
use stance_model::quantification::{Corpus, Quantifier, Shares};

use crate::accuracy::press::{Paragraphs, article};
use crate::accuracy::read_model;

/// The part of the paragraphs that may be looked at any time.
const PART: &str = "dev";

/// What one model finds.
pub(super) struct Found {
    pub(super) model: &'static str,
    pub(super) labels: [&'static str; 3],
    /// Shares among the hand labels.
    pub(super) truth: Vec<f64>,
    pub(super) shares: Shares,
}

/// Measures the models that have labelled paragraphs of the press.
pub(super) fn measure(root: &Path, data: &Path) -> anyhow::Result<Vec<Found>> {
    let mut found = Vec::new();
    for model in SHIPPED {
        let Some(yardstick) = model.yardstick else {
            continue;
        };
        let paragraphs = Paragraphs::read(model, yardstick, root, data)?;
        let rows = paragraphs.of_part(PART);
        let classifier = read_model(model, root)?;
        let labels = model.task.labels();
        let mut corpus = Corpus::new(labels.len(), 1);
        let mut truth = vec![0.0; labels.len()];
        let mut scorer = classifier.scorer();
        for &row in &rows {
            let prediction = scorer.score(&paragraphs.texts[row]);
            corpus.add(article(&paragraphs.ids[row]), [(0, &prediction)]);
            truth[paragraphs.labels[row]] += 1.0 / rows.len() as f64;
        }
        let bootstrap = Bootstrap::default();
        let quantifier = Quantifier::of(classifier.labels(), [&classifier], bootstrap)?;
        let shares = quantifier.shares(&corpus);
        let shares = shares.ok_or_else(|| anyhow::anyhow!("{}: no paragraph", model.name))?;
        found.push(Found {
            model: model.name,
            labels,
            truth,
            shares,
        });
    }
    Ok(found)
}
