//! The table format: what an article says and who says it, for people.

use std::collections::BTreeMap;
use std::io::{self, Write};

use stance_model::Prediction;

use super::record::{ScoredArticle, ScoredParagraph, ScoredQuotation};
use super::writer::ScoredRow;
use crate::printable::{one_line, printable};

/// Columns of text shown of a paragraph or quotation.
const TEXT_WIDTH: usize = 72;

/// Writes an article: its paragraphs, the share of each label, and its speakers.
pub(super) fn article(
    out: &mut dyn Write,
    labels: &[String],
    scored: &ScoredArticle,
) -> io::Result<()> {
    writeln!(out, "{}", printable(&scored.name))?;
    if let Some(title) = scored.title() {
        writeln!(out, "{}", one_line(title, 100))?;
    }
    writeln!(out)?;
    let label_width = label_width(labels);
    for (index, paragraph) in scored.paragraphs.iter().enumerate() {
        let text = one_line(scored.article.slice(paragraph.range.bytes), TEXT_WIDTH);
        let verdict = verdict(labels, label_width, paragraph.prediction.as_ref());
        writeln!(
            out,
            "{:>3}  {:<10}  {verdict}  {text}",
            index + 1,
            paragraph.kind.as_str()
        )?;
    }
    shares(out, labels, scored)?;
    speakers(out, labels, scored)?;
    writeln!(out)
}

/// Writes what stands above the rows of a file.
pub(super) fn rows_heading(out: &mut dyn Write, file: &str) -> io::Result<()> {
    writeln!(out, "{}\n", printable(file))
}

/// Writes one row.
pub(super) fn row(out: &mut dyn Write, labels: &[String], row: &ScoredRow) -> io::Result<()> {
    let paragraph = row
        .scored
        .as_ref()
        .and_then(|scored| scored.paragraphs.first());
    let prediction = paragraph.and_then(|paragraph| paragraph.prediction.as_ref());
    let verdict = verdict(labels, label_width(labels), prediction);
    let text = match (&row.scored, paragraph) {
        (Some(scored), Some(paragraph)) => {
            one_line(scored.article.slice(paragraph.range.bytes), TEXT_WIDTH)
        }
        _ => "(skipped)".to_owned(),
    };
    writeln!(out, "{:>6}  {verdict}  {text}", row.number)
}

fn label_width(labels: &[String]) -> usize {
    use unicode_width::UnicodeWidthStr as _;
    labels.iter().map(|label| label.width()).max().unwrap_or(0)
}

/// Returns label and confidence in columns, or dashes.
fn verdict(labels: &[String], width: usize, prediction: Option<&Prediction>) -> String {
    match prediction {
        Some(prediction) => {
            let label = printable(&labels[prediction.label]);
            format!("{label:<width$}  {:.2}", prediction.confidence())
        }
        None => format!("{:<width$}     -", "-"),
    }
}

/// Writes the share of each label: the mean of the paragraphs' probabilities, weighted by their words.
fn shares(out: &mut dyn Write, labels: &[String], scored: &ScoredArticle) -> io::Result<()> {
    let weigh = |paragraph: &ScoredParagraph| {
        let text = scored.article.slice(paragraph.range.bytes);
        let words = text.split_whitespace().count() as f64;
        paragraph
            .prediction
            .as_ref()
            .map(|prediction| (words, prediction.probabilities.clone()))
    };
    let weighed: Vec<(f64, Vec<f64>)> = scored.paragraphs.iter().filter_map(weigh).collect();
    let Some(mean) = weighted_mean(&weighed) else {
        return writeln!(out, "\nno paragraph was scored");
    };
    let shares = labels.iter().zip(&mean);
    let shares =
        shares.map(|(label, share)| format!("{} {:.0} %", printable(label), share * 100.0));
    let n = weighed.len();
    let unit = if n == 1 { "paragraph" } else { "paragraphs" };
    writeln!(
        out,
        "\nshares    {} ({n} {unit}, by words)",
        shares.collect::<Vec<_>>().join(", ")
    )
}

/// Writes each speaker with the mean of their quotations' probabilities, and the quotations.
fn speakers(out: &mut dyn Write, labels: &[String], scored: &ScoredArticle) -> io::Result<()> {
    let mut order: Vec<Option<&str>> = Vec::new();
    let mut said: BTreeMap<Option<&str>, Vec<&ScoredQuotation>> = BTreeMap::new();
    for quote in scored
        .paragraphs
        .iter()
        .flat_map(|paragraph| &paragraph.quotations)
    {
        let speaker = scored.article.speaker(&quote.quotation);
        if !said.contains_key(&speaker) {
            order.push(speaker);
        }
        said.entry(speaker).or_default().push(quote);
    }
    // Quotations without a known speaker come last.
    order.sort_by_key(Option::is_none);
    let width = label_width(labels);
    for speaker in order {
        let quotes = &said[&speaker];
        let predictions = quotes.iter().filter_map(|quote| quote.prediction.as_ref());
        let weighed: Vec<(f64, Vec<f64>)> = predictions
            .map(|prediction| (1.0, prediction.probabilities.clone()))
            .collect();
        let overall = weighted_mean(&weighed).map(Prediction::new);
        let name = printable(speaker.unwrap_or("(speaker unknown)"));
        let (n, unit) = (
            quotes.len(),
            if quotes.len() == 1 {
                "quotation"
            } else {
                "quotations"
            },
        );
        let overall = match &overall {
            Some(overall) if speaker.is_some() => {
                format!(
                    "{}  {:.2}  ",
                    printable(&labels[overall.label]),
                    overall.confidence()
                )
            }
            _ => String::new(),
        };
        writeln!(out, "\n{name}  {overall}({n} {unit})")?;
        for quote in quotes {
            let text = one_line(scored.article.slice(quote.range.bytes), TEXT_WIDTH);
            let verdict = verdict(labels, width, quote.prediction.as_ref());
            writeln!(out, "     {verdict}  {text}")?;
        }
    }
    Ok(())
}

/// Returns the mean of the rows weighted by their first part; nothing without weight.
fn weighted_mean(rows: &[(f64, Vec<f64>)]) -> Option<Vec<f64>> {
    let total: f64 = rows.iter().map(|(weight, _)| weight).sum();
    let (_, first) = rows.first()?;
    if total <= 0.0 {
        return None;
    }
    let mut mean = vec![0.0; first.len()];
    for (weight, values) in rows {
        for (sum, value) in mean.iter_mut().zip(values) {
            *sum += weight * value / total;
        }
    }
    Some(mean)
}

#[cfg(test)]
mod tests {
    use super::weighted_mean;

    #[test]
    fn means_weigh_by_words() {
        let rows = [(3.0, vec![1.0, 0.0]), (1.0, vec![0.0, 1.0])];
        assert_eq!(weighted_mean(&rows), Some(vec![0.75, 0.25]));
        assert_eq!(weighted_mean(&[]), None);
        assert_eq!(weighted_mean(&[(0.0, vec![1.0])]), None);
    }
}
