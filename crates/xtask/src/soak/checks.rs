//! What the outputs must be: computed anew from the model and the texts, by other means than those that wrote them.

use anyhow::{Context as _, ensure};
use serde_json::Value;
use stance_model::{Model, Scorer};

use super::corpus::Row;

/// Half of the last decimal that is written of a probability, and the rounding of its sum.
const ROUNDING: f64 = 5.1e-7;

/// Returns the records of a jsonl output.
pub(super) fn records(out: &[u8]) -> anyhow::Result<Vec<Value>> {
    let out = std::str::from_utf8(out).context("the output is no UTF-8")?;
    let parse = |line| serde_json::from_str(line).with_context(|| format!("the record {line}"));
    out.lines().map(parse).collect()
}

/// Returns the range of bytes that a record names.
fn range(record: &Value) -> anyhow::Result<(usize, usize)> {
    let place = |key: &str| record[key].as_u64().and_then(|at| usize::try_from(at).ok());
    let range = place("start").zip(place("end"));
    range.with_context(|| format!("a record without a range: {record}"))
}

/// Checks the label and the probabilities of a record against those of its text.
pub(super) fn record(record: &Value, model: &Model, scorer: &mut Scorer<'_>) -> anyhow::Result<()> {
    let text = record["text"].as_str().context("a record without a text")?;
    let expected = scorer.score(text);
    for (label, p) in model.labels().iter().zip(&expected.probabilities) {
        let written = record["probabilities"][label].as_f64();
        let written = written.with_context(|| format!("no probability of {label}: {record}"))?;
        ensure!(
            (written - p).abs() <= ROUNDING,
            "the probability of {label} is {p}: {record}"
        );
    }
    let label = &model.labels()[expected.label];
    ensure!(record["label"] == **label, "the label is {label}: {record}");
    Ok(())
}

/// Checks the scores of rows, all of which were read.
pub(super) fn rows(out: &[u8], rows: &[Row], model: &Model) -> anyhow::Result<usize> {
    let records = records(out)?;
    ensure!(
        records.len() == rows.len(),
        "{} rows, {} records",
        rows.len(),
        records.len()
    );
    let mut scorer = model.scorer(0);
    for (row, of_row) in rows.iter().zip(&records) {
        // Blanks and the byte order mark around a text are no part of the paragraph.
        let (start, end) = range(of_row)?;
        ensure!(
            of_row["text"].as_str() == row.text.get(start..end),
            "another text: {of_row}"
        );
        let around = [&row.text[..start], &row.text[end..]].concat();
        let blank = |c: char| c.is_whitespace() || c == '\u{feff}';
        ensure!(
            around.chars().all(blank),
            "{around:?} is left out: {of_row}"
        );
        record(of_row, model, &mut scorer)?;
    }
    Ok(records.len())
}

/// Checks the scores of what could be read of damaged rows: each record is that of its text.
pub(super) fn remains(out: &[u8], most: usize, model: &Model) -> anyhow::Result<usize> {
    let records = records(out)?;
    ensure!(records.len() <= most, "{} records", records.len());
    let mut scorer = model.scorer(0);
    let labelled = records.iter().filter(|record| !record["label"].is_null());
    let labelled: Vec<&Value> = labelled.collect();
    for of_row in &labelled {
        record(of_row, model, &mut scorer)?;
    }
    Ok(labelled.len())
}

/// Checks the paragraphs and quotations of an article: their ranges are those of their texts, their scores those of their
/// words.
pub(super) fn article(out: &[u8], text: &str, model: &Model) -> anyhow::Result<usize> {
    let mut scorer = model.scorer(0);
    let mut checked = 0;
    for paragraph in records(out)? {
        let quotes = paragraph["quotes"].as_array();
        for part in quotes.into_iter().flatten().chain([&paragraph]) {
            let (start, end) = range(part)?;
            ensure!(
                part["text"].as_str() == text.get(start..end),
                "the range: {part}"
            );
            // Furniture and what a speaker denies has no label.
            if !part["label"].is_null() {
                record(part, model, &mut scorer)?;
                checked += 1;
            }
        }
    }
    Ok(checked)
}

/// Checks accuracy, macro-F1 and log loss against their definitions.
pub(super) fn evaluation(out: &[u8], rows: &[Row], model: &Model) -> anyhow::Result<()> {
    let told: Value = serde_json::from_slice(out)?;
    let mut scorer = model.scorer(0);
    let labels = model.labels();
    let (mut log_loss, mut right) = (0.0, 0.0);
    // True positives, and those said and those true of each label.
    let mut counts = vec![[0.0_f64; 3]; labels.len()];
    for row in rows {
        let said = scorer.score(&row.text);
        let truth = labels.iter().position(|label| label == row.label);
        let truth = truth.context("a label that the model does not know")?;
        let hit = if said.label == truth { 1.0 } else { 0.0 };
        right += hit;
        counts[truth][0] += hit;
        counts[said.label][1] += 1.0;
        counts[truth][2] += 1.0;
        log_loss -= libm::log(said.probabilities[truth].max(f64::MIN_POSITIVE));
    }
    let n = rows.len() as f64;
    let f1 = counts
        .iter()
        .map(|[both, said, truth]| 2.0 * both / (said + truth).max(1.0));
    let macro_f1 = f1.sum::<f64>() / labels.len() as f64;
    for (name, expected) in [
        ("accuracy", right / n),
        ("macro_f1", macro_f1),
        ("log_loss", log_loss / n),
    ] {
        let value = told[name]["value"].as_f64();
        let value = value.with_context(|| format!("no {name}: {told}"))?;
        ensure!(
            (value - expected).abs() < 1e-9,
            "{name} is {expected}, not {value}"
        );
    }
    Ok(())
}

/// Checks the shares of a corpus: those counted are the labels' parts of the rows, and those corrected sum to one.
pub(super) fn shares(out: &[u8], rows: &[Row], model: &Model) -> anyhow::Result<()> {
    let told: Value = serde_json::from_slice(out)?;
    let mut scorer = model.scorer(0);
    let mut counts = vec![0.0; model.labels().len()];
    for row in rows {
        counts[scorer.score(&row.text).label] += 1.0;
    }
    let mut sum = 0.0;
    for (label, count) in model.labels().iter().zip(&counts) {
        let counted = told["counted"][label].as_f64().context("no share")?;
        let expected = count / rows.len() as f64;
        ensure!(
            (counted - expected).abs() <= ROUNDING,
            "{label} is {expected}: {told}"
        );
        sum += told["shares"][label].as_f64().context("no share")?;
    }
    ensure!((sum - 1.0).abs() < 1e-5, "the shares sum to {sum}");
    Ok(())
}
