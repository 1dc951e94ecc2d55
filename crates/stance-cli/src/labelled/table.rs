//! Labelled rows of a CSV file.

use anyhow::Context as _;
use stance_model::record::Columns;
use stance_model::{Model, check_label};

use super::{COLUMN_HINT, Groups, LABEL_HINT, Optional, Reading, Rows, find_column};
use crate::failure::{Problem, Skipped};
use crate::io::Io;
use crate::labelled::ColumnArgs;
use crate::lines::{csv_reader, read_row};
use crate::models::find_target;

/// Reads the rows of a CSV file. Ragged rows and rows without a text or a label are reported and left out.
pub(super) fn read(
    file: &str,
    text: &str,
    reading: &Reading<'_>,
    skipped: &mut Skipped,
    io: &mut Io<'_>,
) -> anyhow::Result<(Rows, Columns)> {
    let mut reader = csv_reader(text.as_bytes())?;
    let header = reader
        .headers()
        .with_context(|| format!("reading the header of {file}"))?
        .clone();
    let layout = Layout::new(file, header, reading.columns, reading.optional)?;
    let mut rows = Rows::new(
        layout.group.is_some(),
        layout.weight.is_some(),
        layout.target.is_some(),
        layout.others.len(),
    );
    let mut record = csv::StringRecord::new();
    while let Some(line) = read_row(file, &mut reader, &mut record)? {
        if let Err(problem) = rows.add(file, line, &layout, reading, &record)? {
            skipped.report(io, &problem)?;
        }
    }
    rows.check(file)?;
    let named = |at: Option<usize>| at.map(|at| layout.header[at].to_owned());
    let columns = Columns {
        text: reading.columns.text_column.clone(),
        label: reading.columns.label_column.clone(),
        group: named(layout.group),
        weight: named(layout.weight),
    };
    Ok((rows, columns))
}

/// Where the columns of a file stand.
struct Layout {
    header: csv::StringRecord,
    text: usize,
    label: usize,
    group: Option<usize>,
    weight: Option<usize>,
    target: Option<usize>,
    others: Vec<usize>,
}

impl Layout {
    fn new(
        file: &str,
        header: csv::StringRecord,
        args: &ColumnArgs,
        optional: Optional<'_>,
    ) -> anyhow::Result<Self> {
        let find = |name: &str| find_column(file, &header, name, COLUMN_HINT);
        let (text, label) = (find(&args.text_column)?, find(&args.label_column)?);
        let group = match optional.groups {
            Groups::None => None,
            Groups::Auto if !header.iter().any(|name| name == "group") => None,
            Groups::Auto => Some(find("group")?),
            Groups::Column(name) => Some(find(name)?),
        };
        let weight = optional.weight.map(find).transpose()?;
        let target = optional.target.map(find).transpose()?;
        let others = optional.others.iter().map(|name| find(name));
        let others = others.collect::<anyhow::Result<_>>()?;
        Ok(Self {
            header,
            text,
            label,
            group,
            weight,
            target,
            others,
        })
    }
}

impl Rows {
    /// Adds a row, or returns why it is left out.
    fn add(
        &mut self,
        file: &str,
        line: u64,
        layout: &Layout,
        reading: &Reading<'_>,
        record: &csv::StringRecord,
    ) -> anyhow::Result<Result<(), Problem>> {
        self.n_read += 1;
        let name = |at: usize| &layout.header[at];
        let leave_out = |message: String, hint: &'static str| {
            Ok(Err(Problem {
                file: file.to_owned(),
                line: Some(line),
                message,
                hint,
            }))
        };
        if record.len() != layout.header.len() {
            let message = format!(
                "{} cells expected, {} found",
                layout.header.len(),
                record.len()
            );
            return leave_out(
                message,
                "quote cells that hold a comma, a quote or a line break",
            );
        }
        if record[layout.text].trim().is_empty() {
            let message = format!("column `{}` is empty", name(layout.text));
            return leave_out(message, "fill the text in or delete the row");
        }
        let target = match layout.target {
            Some(at) => match target(reading.optional.model, name(at), &record[at]) {
                Ok(target) => Some(target),
                Err((message, hint)) => return leave_out(message, hint),
            },
            None => None,
        };
        let label = record[layout.label].trim();
        if let Some(rule) = check_label(label) {
            let message = format!(
                "column `{}`: the label {label:?} {rule}",
                name(layout.label)
            );
            return leave_out(message, LABEL_HINT);
        }
        if let (Some(weights), Some(at)) = (&mut self.set.weights, layout.weight) {
            let Some(weight) = parse_weight(&record[at]) else {
                let message = format!("column `{}`: {:?} is no weight", name(at), &record[at]);
                return leave_out(message, "give a number of 0 or more");
            };
            weights.push(weight);
        }
        self.set.texts.push(record[layout.text].to_owned());
        self.set.labels.push(label.to_owned());
        if let (Some(groups), Some(at)) = (&mut self.set.groups, layout.group) {
            groups.push(record[at].trim().to_owned());
        }
        if let (Some(targets), Some(target)) = (&mut self.targets, target) {
            targets.push(target.to_owned());
        }
        for (values, &at) in self.others.iter_mut().zip(&layout.others) {
            values.push(record[at].trim().to_owned());
        }
        self.lines.push(line);
        Ok(Ok(()))
    }
}

/// Returns a row's target, or what is wrong with it.
fn target<'c>(
    model: Option<&Model>,
    column: &str,
    cell: &'c str,
) -> Result<&'c str, (String, &'static str)> {
    let target = cell.trim();
    if let Some(model) = model {
        return find_target(model, column, target).map(|_| target);
    }
    match check_label(target) {
        None => Ok(target),
        Some(rule) => Err((
            format!("column `{column}`: the target {target:?} {rule}"),
            "give each row a target of plain characters, or delete the row",
        )),
    }
}

/// Returns a row weight: a finite number of 0 or more.
fn parse_weight(cell: &str) -> Option<f64> {
    cell.trim()
        .parse()
        .ok()
        .filter(|weight: &f64| weight.is_finite() && *weight >= 0.0)
}
