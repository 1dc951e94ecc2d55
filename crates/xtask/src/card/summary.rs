//! The head of a card and its sentences of figures.

use std::fs;
use std::path::Path;

use sha2::{Digest as _, Sha256};
use stance_cli::shipped::Shipped;
use stance_model::{Classifier, Judged, TopWords, TrainOptions, hex, top_words};

use super::corpus::Corpus;

/// Checks that the model was trained on the data as they are.
pub(super) fn check_data(
    model: &Shipped,
    root: &Path,
    classifier: &Classifier,
) -> anyhow::Result<()> {
    let sum = hex(&Sha256::digest(fs::read(root.join(model.data))?));
    anyhow::ensure!(
        classifier
            .record()
            .data
            .iter()
            .all(|file| file.sha256 == sum),
        "models/{}.model was not trained on {} as it is; run `cargo xtask models` first",
        model.name,
        model.data
    );
    Ok(())
}

/// Lines of the table that says what the model is.
pub(super) fn table(
    model: &Shipped,
    classifier: &Classifier,
    corpus: &Corpus,
    bytes: &[u8],
) -> String {
    let record = classifier.record();
    let counts = classifier.labels().iter().zip(&record.label_counts);
    let counts: Vec<String> = counts
        .map(|(label, count)| format!("{count} {label}"))
        .collect();
    let file = |(option, file): &(&str, &str)| format!(" {option} {file}");
    let files: String = model.files.iter().map(file).collect();
    let calibrated = match (classifier.ordered(), classifier.calibration()) {
        (Some(_), _) => "one axis with calibrated cuts between the labels",
        (None, Some(_)) => "probabilities calibrated on held-out rows",
        (None, None) => "probabilities as fitted",
    };
    let chosen = if record.c_chosen {
        " chosen by cross-validated log loss"
    } else {
        ""
    };
    let megabytes = bytes.len() as f64 / 1e6;
    let lines = [
        (
            "trained on",
            format!(
                "[{}](../data/README.md), {} paragraphs composed for this project ({})",
                model.data,
                record.rows,
                counts.join(", ")
            ),
        ),
        (
            "made by",
            "`cargo xtask models`; a test makes it again and compares".to_owned(),
        ),
        (
            "settings",
            format!(
                "`stance train {}{files} {}`",
                model.data,
                model.plain_options().collect::<Vec<_>>().join(" ")
            ),
        ),
        ("features", features(&corpus.options, classifier)),
        (
            "model",
            format!(
                "logistic regression, L2, C = {}{chosen}, label weights {}; {calibrated}",
                record.c, record.class_weight
            ),
        ),
        ("size", format!("{megabytes:.2} MB")),
        ("SHA-256", hex(&Sha256::digest(bytes))),
    ];
    let line = |(name, text): &(&str, String)| format!("| {name} | {text} |\n");
    lines.iter().map(line).collect()
}

fn features(options: &TrainOptions, classifier: &Classifier) -> String {
    let mut parts = Vec::new();
    if let Some(words) = options.words {
        let (min, max) = (words.min(), words.max());
        parts.push(format!("stems of words, {min} to {max} in a row"));
    }
    if let Some(chars) = options.chars {
        let (min, max) = (chars.min(), chars.max());
        parts.push(format!("character n-grams of {min} to {max} inside words"));
    }
    let tables = [
        (options.vectors.is_some(), "word vectors"),
        (options.lexicon.is_some(), "a lexicon of judgement"),
    ];
    for (_, name) in tables.into_iter().filter(|(is_used, _)| *is_used) {
        parts.push(format!("{name} folded into the weights of words"));
    }
    format!(
        "{}; TF-IDF; met in {} rows or more; {} columns",
        parts.join(", "),
        classifier.record().min_df,
        classifier.vectorizer().n_features()
    )
}

/// Says which model a kept section speaks of.
pub(super) fn measured_with(model: &[u8]) -> String {
    let sum = hex(&Sha256::digest(model));
    format!(
        "Measured for the model whose SHA-256 begins with {}.",
        &sum[..12]
    )
}

/// What always answering the most frequent label would reach.
pub(super) fn baseline(judged: &Judged) -> String {
    let of = |label: usize| {
        judged
            .truth()
            .iter()
            .filter(|&&truth| truth == label)
            .count()
    };
    let counts: Vec<usize> = (0..judged.labels().len()).map(of).collect();
    let Some((label, &count)) = counts.iter().enumerate().max_by_key(|(_, count)| **count) else {
        return String::new();
    };
    format!(
        "Always answering `{}` gives an accuracy of {:.3} in the development half.",
        judged.labels()[label],
        count as f64 / judged.n_rows() as f64
    )
}

/// The strongest words of each label.
pub(super) fn words(classifier: &Classifier, number: usize) -> String {
    let line = |found: TopWords| format!("- `{}`: {}\n", found.label, found.words.join(", "));
    let words = top_words(classifier, number).into_iter();
    words.map(line).collect()
}
