//! The table format: what an article says and who says it, for people.

use std::io::{self, Write};

use stance_model::Prediction;
use stance_model::bootstrap::Interval;
use unicode_width::UnicodeWidthStr;

use super::record::ScoredArticle;
use super::summary::{Mean, Said};
use super::tasks::TaskModels;
use super::units::{Report, Unit};
use super::verdict::{UNCERTAIN, Verdict};
use super::writer::ScoredRow;
use crate::output::counted;
use crate::printable::{one_line, printable};

/// Columns of text shown of a paragraph or quotation.
const TEXT_WIDTH: usize = 72;

/// Writes an article: its paragraphs, the share of each label, and its speakers; of another unit than paragraphs,
/// that one alone.
pub(super) fn article(
    out: &mut dyn Write,
    report: &Report<'_>,
    scored: &ScoredArticle,
) -> io::Result<()> {
    writeln!(out, "{}", printable(&scored.name))?;
    if let Some(title) = scored.title() {
        writeln!(out, "{}", one_line(title, 100))?;
    }
    match report.unit {
        Unit::Paragraph => {
            writeln!(out)?;
            paragraphs(out, report, scored)?;
            shares(out, report, scored)?;
            for said in report.speakers(scored) {
                writeln!(out)?;
                speaker(out, report, &said)?;
                quotations(out, report, scored, &said)?;
            }
        }
        Unit::Article => shares(out, report, scored)?,
        Unit::Quote | Unit::Speaker if scored.quotations().next().is_none() => {
            writeln!(out, "\nno quotation")?;
        }
        Unit::Quote => {
            for said in report.speakers(scored) {
                let name = printable(said.speaker.unwrap_or(UNKNOWN)).into_owned();
                writeln!(out, "\n{name}")?;
                quotations(out, report, scored, &said)?;
            }
        }
        Unit::Speaker => {
            writeln!(out)?;
            for said in report.speakers(scored) {
                speaker(out, report, &said)?;
            }
        }
        // Shares over all articles are written by a writer of their own.
        Unit::Corpus => {}
    }
    writeln!(out)
}

/// What stands for the name of a speaker who is not known.
const UNKNOWN: &str = "(speaker unknown)";

fn paragraphs(out: &mut dyn Write, report: &Report<'_>, scored: &ScoredArticle) -> io::Result<()> {
    for (index, paragraph) in scored.paragraphs.iter().enumerate() {
        let text = one_line(scored.article.slice(paragraph.range.bytes), TEXT_WIDTH);
        let verdicts = verdicts(report, &paragraph.predictions);
        writeln!(
            out,
            "{:>3}  {:<10}  {verdicts}  {text}",
            index + 1,
            paragraph.kind.as_str()
        )?;
    }
    Ok(())
}

/// Writes what stands above the rows of a file.
pub(super) fn rows_heading(out: &mut dyn Write, file: &str) -> io::Result<()> {
    writeln!(out, "{}\n", printable(file))
}

/// Writes one row.
pub(super) fn row(out: &mut dyn Write, report: &Report<'_>, row: &ScoredRow) -> io::Result<()> {
    let paragraph = row
        .scored
        .as_ref()
        .and_then(|scored| scored.paragraphs.first());
    let predictions = paragraph.map_or(&[][..], |paragraph| &paragraph.predictions);
    let verdicts = verdicts(report, predictions);
    let text = match (&row.scored, paragraph) {
        (Some(scored), Some(paragraph)) => {
            one_line(scored.article.slice(paragraph.range.bytes), TEXT_WIDTH)
        }
        _ => "(skipped)".to_owned(),
    };
    writeln!(out, "{:>6}  {verdicts}  {text}", row.number)
}

/// Returns label and confidence of each task in columns, or dashes.
fn verdicts(report: &Report<'_>, predictions: &[Option<Prediction>]) -> String {
    let verdicts = report.verdicts(predictions);
    let tasks = report.tasks.iter().zip(&verdicts);
    let shown = tasks.map(|(task, verdict)| shown(verdict, label_width(report, task)));
    shown.collect::<Vec<_>>().join("  ")
}

fn label_width(report: &Report<'_>, task: &TaskModels) -> usize {
    let labels = task.labels().iter().map(String::as_str);
    let uncertain = report.min_confidence.map(|_| UNCERTAIN);
    let labels = labels.chain(uncertain);
    labels.map(UnicodeWidthStr::width).max().unwrap_or(0)
}

fn shown(verdict: &Verdict<'_>, width: usize) -> String {
    match (verdict.label, verdict.confidence) {
        (Some(label), Some(confidence)) => {
            format!("{:<width$}  {confidence:.2}", printable(label))
        }
        _ => format!("{:<width$}     -", "-"),
    }
}

/// Writes the share of each label by each task: the mean of the paragraphs' probabilities, weighted by their words.
fn shares(out: &mut dyn Write, report: &Report<'_>, scored: &ScoredArticle) -> io::Result<()> {
    let summaries = report.article_summaries(scored);
    if summaries.iter().all(|summary| summary.all.n == 0) {
        return writeln!(out, "\nno paragraph was scored");
    }
    writeln!(out)?;
    let alone = report.tasks.len() == 1;
    for (task, summary) in report.tasks.iter().zip(&summaries) {
        let heading = if alone { "shares" } else { task.heading() };
        let all = mean_shares(task, &summary.all);
        let n = counted(summary.all.n, "paragraph");
        writeln!(out, "{heading:<9} {all} ({n}, by words)")?;
        if let (Some(certain), Some(least)) = (&summary.certain, report.min_confidence) {
            let shares = mean_shares(task, certain);
            let n = certain.n;
            writeln!(
                out,
                "{:<9} {shares} ({n} of confidence {least} or more)",
                ""
            )?;
        }
    }
    Ok(())
}

fn mean_shares(task: &TaskModels, mean: &Mean) -> String {
    let Some(prediction) = &mean.prediction else {
        return "-".to_owned();
    };
    let shares = task.labels().iter().zip(&prediction.probabilities);
    let shares =
        shares.map(|(label, share)| format!("{} {:.0} %", printable(label), share * 100.0));
    shares.collect::<Vec<_>>().join(", ")
}

/// Writes a speaker with the mean of their quotations' probabilities: no label for few quotations, or for nobody
/// known.
fn speaker(out: &mut dyn Write, report: &Report<'_>, said: &Said<'_>) -> io::Result<()> {
    let known = said.speaker.is_some();
    let tasks: Vec<_> = report.tasks.iter().zip(&said.summaries).collect();
    write!(out, "{}", printable(said.speaker.unwrap_or(UNKNOWN)))?;
    for (task, summary) in tasks.iter().filter(|_| known) {
        write!(out, "{}", overall(report, task, &summary.all))?;
    }
    write!(out, "  ({}", counted(said.quotations.len(), "quotation"))?;
    for (task, summary) in tasks.iter().filter(|_| known) {
        if let (Some(certain), Some(least)) = (&summary.certain, report.min_confidence) {
            write!(out, "; {} of confidence {least} or more", certain.n)?;
            let overall = overall(report, task, certain);
            if !overall.is_empty() {
                write!(out, ": {}", overall.trim_start())?;
            }
        }
    }
    writeln!(out, ")")
}

/// Returns label, confidence and, where lines are speakers, the interval of a mean over quotations.
fn overall(report: &Report<'_>, task: &TaskModels, mean: &Mean) -> String {
    let told = mean.n >= report.min_quotes;
    let (Some(prediction), true) = (&mean.prediction, told) else {
        return String::new();
    };
    let label = printable(&task.labels()[prediction.label]);
    let confidence = prediction.confidence();
    let intervals = mean.intervals().filter(|_| report.unit == Unit::Speaker);
    match intervals.and_then(|all| all.get(prediction.label).copied()) {
        Some(Interval { low, high }) => {
            format!("  {label}  {confidence:.2} [{low:.2}, {high:.2}]")
        }
        None => format!("  {label}  {confidence:.2}"),
    }
}

/// Writes what somebody said.
fn quotations(
    out: &mut dyn Write,
    report: &Report<'_>,
    scored: &ScoredArticle,
    said: &Said<'_>,
) -> io::Result<()> {
    for quote in &said.quotations {
        let text = one_line(scored.article.slice(quote.range.bytes), TEXT_WIDTH);
        let verdicts = verdicts(report, &quote.predictions);
        writeln!(out, "     {verdicts}  {text}")?;
    }
    Ok(())
}
