//! The report as a page of its own, with plots.

use maud::{Markup, PreEscaped, html};
use stance_model::Evaluation;
use stance_model::metrics::Estimate;

use super::table::{differences, mcnemar, overall, shown, shown_difference};
use super::{Abstention, Against, Breakdown, Report};
use crate::commands::train::grouped;
use crate::html::{self, table, text};
use crate::plot;

/// Returns the page of a report.
pub(super) fn page(report: &Report) -> String {
    let title = format!("{} on {}", report.model, report.data);
    let (resamples, level) = (report.bootstrap.resamples, report.bootstrap.level);
    let body = html! {
        h1 { (text(&title)) }
        p {
            (grouped(report.evaluation.rows)) " rows in " (grouped(report.evaluation.groups)) " groups. "
            "(low-high) holds " (format!("{:.0}", 100.0 * level)) " % of " (grouped(resamples))
            " bootstrap samples of the groups."
        }
        @if let Some(training) = &report.training {
            p {
                (training.models) " models, each without " (text(&training.left_out))
                @if !training.converged { "; a fit ended short of its tolerance" }
                "."
            }
        }
        (evaluation("All rows", &report.evaluation))
        h2 { "Risk and calibration" }
        figure { (PreEscaped(plot::risk_coverage(&report.risk_coverage))) }
        figure { (PreEscaped(plot::calibration(&report.calibration))) }
        (coverage(report))
        @if let Some(found) = &report.abstention { (abstention(report, found)) }
        @for target in &report.targets {
            h2 { "Target " (text(&target.target)) }
            (evaluation("Rows of this target", &target.evaluation))
        }
        @if !report.by.is_empty() { h2 { "By column" } }
        @for found in &report.by { (breakdown(found)) }
        @if !report.against.is_empty() { h2 { "Against other models" } }
        @for other in &report.against { (against(report, other)) }
        (errors(report))
    };
    html::page(&title, &body)
}

fn header(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn cell(estimate: Option<&Estimate>) -> String {
    estimate.map_or("-".to_owned(), shown)
}

fn evaluation(caption: &str, of: &Evaluation) -> Markup {
    let figures =
        overall(of).map(|(name, estimate)| vec![name.to_owned(), cell(estimate.as_ref())]);
    let labels: Vec<Vec<String>> = of
        .labels
        .iter()
        .map(|label| {
            vec![
                label.label.clone(),
                shown(&label.precision),
                shown(&label.recall),
                shown(&label.f1),
                cell(label.auc.as_ref()),
                label.support.to_string(),
            ]
        })
        .collect();
    let names = ["label", "precision", "recall", "F1", "AUC", "support"];
    html! {
        (table(caption, &header(&["figure", "value (low-high)"]), &figures))
        p { small {
            "Calibration error where labels were drawn from the probabilities stated: "
            (format!("{:.3}", of.calibration_error.expected)) "."
        } }
        (table("By label", &header(&names), &labels))
        (confusion(of, None))
    }
}

/// The confusion matrix, with a column for rows without a label where there are any.
fn confusion(of: &Evaluation, uncertain: Option<&[u64]>) -> Markup {
    let found = &of.confusion;
    html! {
        div.wide {
            table {
                caption { "Confusion: rows true, columns predicted" }
                thead { tr {
                    th scope="col" { "true" }
                    @for label in &found.labels { th scope="col" { (text(label)) } }
                    @if uncertain.is_some() { th scope="col" { "uncertain" } }
                } }
                tbody { @for (number, label) in found.labels.iter().enumerate() {
                    tr {
                        th scope="row" { (text(label)) }
                        @for (column, count) in found.counts[number].iter().enumerate() {
                            @if column == number { td.hit { (count) } } @else { td { (count) } }
                        }
                        @if let Some(counts) = uncertain { td { (counts[number]) } }
                    }
                } }
            }
        }
    }
}

fn coverage(report: &Report) -> Markup {
    let points = report
        .risk_coverage
        .iter()
        .filter(|point| point.percentage % 10 == 0);
    let rows: Vec<Vec<String>> = points
        .map(|point| {
            vec![
                format!("{}\u{a0}%", point.percentage),
                grouped(point.rows),
                format!("{:.3}", point.min_confidence),
                format!("{:.1} %", 100.0 * (1.0 - point.accuracy)),
                format!("{:.3}", point.macro_f1),
            ]
        })
        .collect();
    let names = ["kept", "rows", "least probability", "wrong", "macro-F1"];
    table("The surest rows alone", &header(&names), &rows)
}

fn abstention(report: &Report, found: &Abstention) -> Markup {
    let row = |name: &str, of: &Evaluation| {
        let (accuracy, macro_f1) = (shown(&of.accuracy), shown(&of.macro_f1));
        vec![name.to_owned(), grouped(of.rows), accuracy, macro_f1]
    };
    let mut rows = vec![row("every row labelled", &report.evaluation)];
    rows.extend(
        found
            .kept
            .as_ref()
            .map(|kept| row("without uncertain", kept)),
    );
    rows.push(vec![
        "uncertain as wrong".to_owned(),
        grouped(report.evaluation.rows),
        format!("{:.3}", found.accuracy_of_all),
        "-".to_owned(),
    ]);
    let caption = format!(
        "Labels less probable than {} are uncertain: {} rows",
        found.min_confidence,
        found.uncertain.iter().sum::<u64>()
    );
    html! {
        (table(&caption, &header(&["", "rows", "accuracy", "macro-F1"]), &rows))
        @if let Some(kept) = &found.kept { (confusion(kept, Some(&found.uncertain))) }
    }
}

fn breakdown(found: &Breakdown) -> Markup {
    let row = |value: &super::ValueFigures| {
        let of = &value.evaluation;
        let name = if value.value.is_empty() {
            "(empty)"
        } else {
            &value.value
        };
        let mut row = vec![name.to_owned(), grouped(of.rows)];
        row.extend([&of.accuracy, &of.macro_f1, &of.log_loss].map(shown));
        row
    };
    let rows: Vec<Vec<String>> = found.values.iter().map(row).collect();
    let names = [&found.column, "rows", "accuracy", "macro-F1", "log loss"];
    table(&found.column, &header(&names), &rows)
}

fn against(report: &Report, other: &Against) -> Markup {
    let own = overall(&report.evaluation).into_iter();
    let others = overall(&other.evaluation).into_iter();
    let figures = own.zip(others).zip(differences(&other.comparison));
    let mut rows = Vec::new();
    for (((name, own), (_, of_other)), difference) in figures {
        rows.push(vec![
            name.to_owned(),
            cell(own.as_ref()),
            cell(of_other.as_ref()),
            difference.map_or("-".to_owned(), |d| shown_difference(&d)),
        ]);
    }
    let names = [report.model.clone(), other.model.clone()];
    let columns = header(&["figure", &names[0], &names[1], "difference"]);
    html! {
        (table(&format!("Against {}", other.model), &columns, &rows))
        p { (text(&mcnemar(&names, other))) "." }
    }
}

fn errors(report: &Report) -> Markup {
    html! {
        @if !report.errors.is_empty() {
            h2 { "Errors" }
            p { "The surest " (report.errors.len()) " of " (grouped(report.n_errors)) "." }
            @for row in &report.errors {
                p {
                    "Line " (row.line)
                    @if let Some(target) = &row.target { " on " (text(target)) }
                    ": " b { (text(&row.label)) } ", taken for " b { (text(&row.predicted)) }
                    " with " (format!("{:.2}", row.confidence)) "."
                }
                blockquote { (text(&row.text)) }
            }
        }
    }
}
