//! The report for people, in columns.

use std::io::{self, Write};

use stance_model::metrics::Estimate;
use stance_model::{Comparison, Coverage, Evaluation};

use super::{Abstention, Against, Breakdown, Report};
use crate::commands::train::grouped;
use crate::output::aligned;
use crate::printable::{one_line, printable};

/// Columns of a wrong row's text.
const TEXT_WIDTH: usize = 88;
/// Percentages of the rows shown of the risk-coverage curve.
const SHOWN: [usize; 6] = [100, 90, 80, 70, 50, 30];

pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    if let Some(training) = &report.training {
        let models = format!("{}, each without {}", training.models, training.left_out);
        line(out, "models", &models)?;
        let values: Vec<String> = training.c.iter().map(f64::to_string).collect();
        line(out, "C", &values.join(", "))?;
        if !training.converged {
            line(out, "warning", "a fit ended short of its tolerance")?;
        }
    }
    if !report.targets.is_empty() {
        writeln!(out, "all targets")?;
    }
    evaluation(out, &report.evaluation)?;
    for target in &report.targets {
        writeln!(out)?;
        line(out, "target", &target.target)?;
        evaluation(out, &target.evaluation)?;
    }
    if let Some(abstention) = &report.abstention {
        self::abstention(out, report, abstention)?;
    }
    for breakdown in &report.by {
        self::breakdown(out, breakdown)?;
    }
    for other in &report.against {
        against(out, report, other)?;
    }
    coverage(out, &report.risk_coverage)?;
    errors(out, report)?;
    let (resamples, level) = (report.bootstrap.resamples, report.bootstrap.level);
    writeln!(
        out,
        "\n(low-high) holds {:.0} % of {} bootstrap samples of the {} groups",
        100.0 * level,
        grouped(resamples),
        grouped(report.evaluation.groups)
    )
}

fn line(out: &mut dyn Write, name: &str, value: &str) -> io::Result<()> {
    writeln!(out, "{name:<18} {}", printable(value))
}

/// A figure with its interval, three digits each.
pub(crate) fn shown(estimate: &Estimate) -> String {
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => format!("{:.3} ({low:.3}-{high:.3})", estimate.value),
        _ => format!("{:.3}", estimate.value),
    }
}

/// The same with two digits of the interval, for tables of many columns.
fn shown_narrow(estimate: &Estimate) -> String {
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => format!("{:.3} ({low:.2}-{high:.2})", estimate.value),
        _ => format!("{:.3}", estimate.value),
    }
}

/// A difference with its sign.
pub(crate) fn shown_difference(estimate: &Estimate) -> String {
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => {
            format!("{:+.3} ({low:+.3} to {high:+.3})", estimate.value)
        }
        _ => format!("{:+.3}", estimate.value),
    }
}

/// The figures over all labels with their names, in the order shown.
pub(super) fn overall(evaluation: &Evaluation) -> [(&'static str, Option<Estimate>); 8] {
    [
        ("accuracy", Some(evaluation.accuracy)),
        ("balanced accuracy", Some(evaluation.balanced_accuracy)),
        ("macro-F1", Some(evaluation.macro_f1)),
        ("weighted F1", Some(evaluation.weighted_f1)),
        ("AUC", evaluation.auc),
        ("log loss", Some(evaluation.log_loss)),
        ("Brier score", Some(evaluation.brier_score)),
        (
            "calibration error",
            Some(evaluation.calibration_error.estimate),
        ),
    ]
}

/// The differences of two models, in the same order.
pub(super) fn differences(comparison: &Comparison) -> [Option<Estimate>; 8] {
    let found = &comparison.differences;
    [
        Some(found.accuracy),
        Some(found.balanced_accuracy),
        Some(found.macro_f1),
        Some(found.weighted_f1),
        found.auc,
        Some(found.log_loss),
        Some(found.brier_score),
        Some(found.calibration_error),
    ]
}

fn evaluation(out: &mut dyn Write, evaluation: &Evaluation) -> io::Result<()> {
    let mut rows = grouped(evaluation.rows);
    if evaluation.groups != evaluation.rows {
        rows = format!("{rows} in {} groups", grouped(evaluation.groups));
    }
    line(out, "rows", &rows)?;
    for (name, estimate) in overall(evaluation) {
        let mut text = estimate.map_or("-".to_owned(), |estimate| shown(&estimate));
        if name == "calibration error" {
            let expected = evaluation.calibration_error.expected;
            text = format!("{text}; {expected:.3} by chance if perfect");
        }
        line(out, name, &text)?;
    }
    writeln!(out)?;
    let header = ["label", "precision", "recall", "F1", "AUC", "support"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for label in &evaluation.labels {
        rows.push(vec![
            printable(&label.label).into_owned(),
            shown_narrow(&label.precision),
            shown_narrow(&label.recall),
            shown_narrow(&label.f1),
            label.auc.as_ref().map_or("-".to_owned(), shown_narrow),
            label.support.to_string(),
        ]);
    }
    aligned(out, &rows)?;
    confusion(out, evaluation, None)
}

/// Writes the confusion matrix, with a column for rows without a label where there are any.
fn confusion(
    out: &mut dyn Write,
    evaluation: &Evaluation,
    uncertain: Option<&[u64]>,
) -> io::Result<()> {
    writeln!(out, "\nconfusion: rows true, columns predicted")?;
    let table = &evaluation.confusion;
    let labels = || {
        table
            .labels
            .iter()
            .map(|label| printable(label).into_owned())
    };
    let mut header = vec![String::new()];
    header.extend(labels());
    header.extend(uncertain.map(|_| "uncertain".to_owned()));
    let mut rows = vec![header];
    for (number, label) in labels().enumerate() {
        let mut row = vec![label];
        row.extend(table.counts[number].iter().map(u64::to_string));
        row.extend(uncertain.map(|counts| counts[number].to_string()));
        rows.push(row);
    }
    aligned(out, &rows)
}

fn abstention(out: &mut dyn Write, report: &Report, found: &Abstention) -> io::Result<()> {
    let n_uncertain: u64 = found.uncertain.iter().sum();
    writeln!(
        out,
        "\nlabels less probable than {} are `uncertain`: {n_uncertain} of {} rows ({:.1} %)",
        found.min_confidence,
        grouped(report.evaluation.rows),
        100.0 * (1.0 - found.coverage)
    )?;
    let all = &report.evaluation;
    let header = ["", "rows", "accuracy", "macro-F1"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    let row = |name: &str, of: &Evaluation| {
        vec![
            name.to_owned(),
            grouped(of.rows),
            shown(&of.accuracy),
            shown(&of.macro_f1),
        ]
    };
    rows.push(row("every row labelled", all));
    match &found.kept {
        Some(kept) => rows.push(row("without uncertain", kept)),
        None => rows.push(
            ["without uncertain", "0", "-", "-"]
                .map(str::to_owned)
                .to_vec(),
        ),
    }
    rows.push(vec![
        "uncertain as wrong".to_owned(),
        grouped(all.rows),
        format!("{:.3}", found.accuracy_of_all),
        "-".to_owned(),
    ]);
    aligned(out, &rows)?;
    match &found.kept {
        Some(kept) => confusion(out, kept, Some(&found.uncertain)),
        None => Ok(()),
    }
}

fn breakdown(out: &mut dyn Write, breakdown: &Breakdown) -> io::Result<()> {
    writeln!(out)?;
    let mut header = vec![printable(&breakdown.column).into_owned()];
    header.extend(["rows", "accuracy", "macro-F1", "log loss"].map(str::to_owned));
    let mut rows = vec![header];
    for value in &breakdown.values {
        let name = match value.value.as_str() {
            "" => "(empty)".to_owned(),
            value => one_line(value, 40),
        };
        let of = &value.evaluation;
        rows.push(vec![
            name,
            grouped(of.rows),
            shown(&of.accuracy),
            shown(&of.macro_f1),
            shown(&of.log_loss),
        ]);
    }
    aligned(out, &rows)
}

fn against(out: &mut dyn Write, report: &Report, other: &Against) -> io::Result<()> {
    writeln!(out)?;
    let names = [&report.model, &other.model].map(|name| one_line(name, 28));
    let header = ["against", &names[0], &names[1], "difference"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    let own = overall(&report.evaluation).into_iter();
    let others = overall(&other.evaluation).into_iter();
    let figures = own.zip(others).zip(differences(&other.comparison));
    for (((name, own), (_, of_other)), difference) in figures {
        let value = |of: Option<Estimate>| of.map_or("-".to_owned(), |e| format!("{:.3}", e.value));
        rows.push(vec![
            name.to_owned(),
            value(own),
            value(of_other),
            difference.map_or("-".to_owned(), |d| shown_difference(&d)),
        ]);
    }
    aligned(out, &rows)?;
    writeln!(out, "{}", mcnemar(&names, other))
}

/// McNemar's test in words.
pub(super) fn mcnemar(names: &[String; 2], other: &Against) -> String {
    let found = &other.comparison.mcnemar;
    format!(
        "right alone: {} {}, {} {}; McNemar’s exact test p = {:.3} (rows taken for independent)",
        names[0], found.only_first, names[1], found.only_second, found.p_value
    )
}

fn coverage(out: &mut dyn Write, points: &[Coverage]) -> io::Result<()> {
    writeln!(out, "\nrisk and coverage: the surest rows alone")?;
    let header = ["kept", "rows", "least probability", "wrong", "macro-F1"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for point in points.iter().filter(|p| SHOWN.contains(&p.percentage)) {
        rows.push(vec![
            format!("{} %", point.percentage),
            grouped(point.rows),
            format!("{:.3}", point.min_confidence),
            format!("{:.1} %", 100.0 * (1.0 - point.accuracy)),
            format!("{:.3}", point.macro_f1),
        ]);
    }
    aligned(out, &rows)
}

fn errors(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    if report.errors.is_empty() {
        return Ok(());
    }
    let (shown, all) = (report.errors.len(), report.n_errors);
    writeln!(out, "\nerrors: the surest {shown} of {}", grouped(all))?;
    for row in &report.errors {
        let target = row.target.as_ref();
        let target = target.map_or(String::new(), |target| format!(" on {target}"));
        let head = format!(
            "line {}{target}: {}, taken for {} with {:.2}",
            row.line, row.label, row.predicted, row.confidence
        );
        writeln!(out, "  {}", printable(&head))?;
        writeln!(out, "    {}", one_line(&row.text, TEXT_WIDTH))?;
    }
    Ok(())
}
