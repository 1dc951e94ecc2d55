//! What `stance check` prints.

use std::io::{self, Write};

use serde_json::{Map, Value, json};
use stance_features::Language;

use super::labels::rows_by_label;
use super::{Args, Case, Finding, counted};
use crate::commands::train::{grouped, report};
use crate::labelled::LabelledFile;
use crate::printable::{one_line, printable};

/// Columns of a row's text.
const TEXT_WIDTH: usize = 72;

/// Rows of one case that are named in a table.
const NAMED_ROWS: usize = 8;

/// Prints what was found for people: of each problem as many cases as asked for, and how many more there are.
pub(super) fn table(
    args: &Args,
    file: &LabelledFile,
    language: Option<Language>,
    found: &[Finding],
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows = report::rows(file, args.target_column.as_deref());
    report::line(out, "rows", &rows)?;
    let labels = rows_by_label(&file.set.labels);
    let labels = labels
        .iter()
        .map(|(label, rows)| format!("{label} {}", grouped(rows.len())));
    report::line(out, "labels", &labels.collect::<Vec<_>>().join(", "))?;
    let language = language.map_or("none", Language::code);
    report::line(out, "language", &format!("{language} (detected)"))?;
    for finding in found {
        let message = printable(&finding.message);
        writeln!(out, "\n{}: {message}", finding.check.name())?;
        writeln!(out, "  to do: {}", finding.check.advice())?;
        let shown = match args.show {
            0 => finding.cases.len(),
            n => n.min(finding.cases.len()),
        };
        for case in &finding.cases[..shown] {
            let (places, detail) = (places(file, &case.rows), printable(&case.detail));
            writeln!(out, "  {places}  {detail}")?;
            if finding.check.shows_text() {
                let text = one_line(&file.set.texts[case.rows[0]], TEXT_WIDTH);
                writeln!(out, "    {text}")?;
            }
        }
        if shown < finding.cases.len() {
            let more = grouped(finding.cases.len() - shown);
            writeln!(out, "  … and {more} more: --show 0 shows all")?;
        }
    }
    let names: Vec<&str> = found.iter().map(|finding| finding.check.name()).collect();
    if names.is_empty() {
        return writeln!(out, "\nnothing found");
    }
    let problems = counted(names.len(), "problem", "problems");
    writeln!(out, "\n{problems}: {}", names.join(", "))
}

/// Names the places of rows, each file once.
fn places(file: &LabelledFile, rows: &[usize]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut last = None;
    for &row in rows.iter().take(NAMED_ROWS) {
        let number = file.file_of(row);
        if last == Some(number) {
            parts.push(file.lines[row].to_string());
        } else {
            parts.push(printable(&file.place(row)).into_owned());
        }
        last = Some(number);
    }
    if rows.len() > NAMED_ROWS {
        let more = grouped(rows.len() - NAMED_ROWS);
        return format!("{} and {more} more", parts.join(", "));
    }
    parts.join(", ")
}

/// Prints what was found as one JSON object.
pub(super) fn json(
    file: &LabelledFile,
    found: &[Finding],
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let files = file
        .files
        .iter()
        .map(|read| read.path.display().to_string());
    let labels = rows_by_label(&file.set.labels);
    let labels = labels
        .iter()
        .map(|(label, rows)| ((*label).to_owned(), json!(rows.len())));
    let findings = found.iter().map(|finding| {
        json!({
            "check": finding.check,
            "message": finding.message,
            "to_do": finding.check.advice(),
            "cases": finding.cases.iter().map(|case| object(file, case)).collect::<Vec<_>>(),
        })
    });
    let object = json!({
        "files": files.collect::<Vec<_>>(),
        "rows": file.set.texts.len(),
        "rows_left_out": file.left_out,
        "labels": labels.collect::<Map<_, _>>(),
        "findings": findings.collect::<Vec<_>>(),
    });
    Ok(writeln!(out, "{object}")?)
}

fn object(file: &LabelledFile, case: &Case) -> Value {
    let rows = case.rows.iter().map(|&row| {
        let read = file.files.get(file.file_of(row));
        json!({
            "file": read.map(|read| read.path.display().to_string()),
            "line": file.lines[row],
            "label": file.set.labels[row],
        })
    });
    json!({"detail": case.detail, "rows": rows.collect::<Vec<_>>()})
}
