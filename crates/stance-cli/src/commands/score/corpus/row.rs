//! A row of shares, as a JSON object, as cells and as a table.

use std::io::{self, Write};

use anyhow::Context as _;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use stance_model::bootstrap::Interval;

use super::shares::{Corrected, LabelShares, Withheld};
use crate::commands::score::record::rounded;
use crate::commands::score::tasks::TaskModels;
use crate::commands::score::verdict::{ByLabel, Ends};
use crate::commands::score::writer::OutputError;
use crate::commands::train::grouped;
use crate::csv_output::CsvOutput;
use crate::output::aligned;
use crate::printable::printable;

/// The shares of the articles that have the same target and keys.
pub(super) struct Row<'a> {
    pub(super) target: Option<String>,
    pub(super) keys: Vec<&'static str>,
    /// One per key.
    pub(super) values: Vec<String>,
    pub(super) furniture: u64,
    /// Articles that a corrected share rests on at least.
    pub(super) min_articles: usize,
    pub(super) tasks: &'a [TaskModels],
    /// One per task.
    pub(super) results: Vec<Result>,
}

/// What one task says of them.
pub(super) struct Result {
    /// Nothing without a scored paragraph.
    pub(super) shares: Option<LabelShares>,
    pub(super) unlabelled: u64,
}

/// Columns of a task before those of its labels.
const COUNTS: [&str; 5] = [
    "paragraphs",
    "articles",
    "unlabelled",
    "withheld",
    "outside",
];
/// Columns of each label.
const OF_LABEL: [&str; 5] = ["counted", "summed", "share", "low", "high"];

impl Row<'_> {
    /// Returns what to call the row where people read it; nothing where there is but one.
    pub(super) fn name(&self) -> Option<String> {
        let parts: Vec<&str> = (self.target.iter().chain(&self.values))
            .map(String::as_str)
            .collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    fn header(&self) -> Vec<String> {
        let mut names: Vec<String> = self.target.iter().map(|_| "target".to_owned()).collect();
        names.extend(self.keys.iter().map(|&key| key.to_owned()));
        names.push("furniture".to_owned());
        for task in self.tasks {
            let prefix = task.name().map(|name| format!("{name}_"));
            let prefix = prefix.as_deref().unwrap_or_default();
            names.extend(COUNTS.map(|name| format!("{prefix}{name}")));
            for of in OF_LABEL {
                let labels = task.labels().iter();
                names.extend(labels.map(|label| format!("{prefix}{of}_{label}")));
            }
        }
        names
    }

    fn cells(&self) -> Vec<String> {
        let mut cells: Vec<String> = self.target.iter().chain(&self.values).cloned().collect();
        cells.push(self.furniture.to_string());
        for (task, result) in self.tasks.iter().zip(&self.results) {
            cells.extend(result.cells(task.labels().len()));
        }
        cells
    }
}

impl Result {
    fn counts(&self) -> (u64, usize) {
        let shares = self.shares.as_ref();
        shares.map_or((0, 0), |shares| (shares.n, shares.articles))
    }

    fn cells(&self, n_labels: usize) -> Vec<String> {
        let number = |value: f64| rounded(value).to_string();
        let (paragraphs, articles) = self.counts();
        let mut cells = vec![
            paragraphs.to_string(),
            articles.to_string(),
            self.unlabelled.to_string(),
        ];
        cells.push(self.withheld().unwrap_or_default().to_owned());
        let corrected = self.corrected();
        cells.push(
            corrected
                .map(|found| number(found.outside))
                .unwrap_or_default(),
        );
        let of = |values: Option<&Vec<f64>>| match values {
            Some(values) => values.iter().map(|&value| number(value)).collect(),
            None => vec![String::new(); n_labels],
        };
        let shares = self.shares.as_ref();
        cells.extend(of(shares.map(|shares| &shares.counted)));
        cells.extend(of(shares.map(|shares| &shares.summed)));
        cells.extend(of(corrected.map(|found| &found.shares)));
        for end in [|ends: &Interval| ends.low, |ends: &Interval| ends.high] {
            let interval = |label: usize| corrected?.intervals[label].as_ref().map(end);
            let ends = (0..n_labels).map(|label| interval(label).map(number).unwrap_or_default());
            cells.extend(ends);
        }
        cells
    }

    fn corrected(&self) -> Option<&Corrected> {
        self.shares.as_ref()?.corrected.as_ref().ok()
    }

    /// Returns why there are no corrected shares.
    fn withheld(&self) -> Option<&'static str> {
        match &self.shares {
            None => Some("no-paragraph"),
            Some(shares) => shares.corrected.as_ref().err().map(|reason| reason.name()),
        }
    }
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(target) = &self.target {
            map.serialize_entry("target", target)?;
        }
        for (key, value) in self.keys.iter().zip(&self.values) {
            map.serialize_entry(key, value)?;
        }
        map.serialize_entry("furniture", &self.furniture)?;
        for (task, result) in self.tasks.iter().zip(&self.results) {
            let of_task = OfTask {
                labels: task.labels(),
                result,
            };
            match task.name() {
                Some(name) => map.serialize_entry(name, &of_task)?,
                None => of_task.entries(&mut map)?,
            }
        }
        map.end()
    }
}

/// What a task says, with the names of its labels.
struct OfTask<'a> {
    labels: &'a [String],
    result: &'a Result,
}

impl OfTask<'_> {
    fn entries<M: serde::ser::SerializeMap>(
        &self,
        map: &mut M,
    ) -> std::result::Result<(), M::Error> {
        let (paragraphs, articles) = self.result.counts();
        map.serialize_entry("paragraphs", &paragraphs)?;
        map.serialize_entry("articles", &articles)?;
        map.serialize_entry("unlabelled", &self.result.unlabelled)?;
        map.serialize_entry("withheld", &self.result.withheld())?;
        let (shares, corrected) = (self.result.shares.as_ref(), self.result.corrected());
        map.serialize_entry("outside", &corrected.map(|found| rounded(found.outside)))?;
        let by_label = |values: Option<&Vec<f64>>| {
            values.map(|values| ByLabel {
                labels: self.labels,
                values: values.iter().map(|&value| rounded(value)).collect(),
            })
        };
        map.serialize_entry("counted", &by_label(shares.map(|shares| &shares.counted)))?;
        map.serialize_entry("summed", &by_label(shares.map(|shares| &shares.summed)))?;
        map.serialize_entry("shares", &by_label(corrected.map(|found| &found.shares)))?;
        let ends = |interval: &Option<Interval>| interval.as_ref().map(Ends::new);
        let intervals = corrected.map(|found| ByLabel {
            labels: self.labels,
            values: found.intervals.iter().map(ends).collect(),
        });
        map.serialize_entry("intervals", &intervals)
    }
}

impl Serialize for OfTask<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.entries(&mut map)?;
        map.end()
    }
}

/// Writes the rows as JSON, one object a line.
pub(super) fn write_jsonl(out: &mut dyn Write, rows: &[Row<'_>]) -> anyhow::Result<()> {
    for row in rows {
        let mut line = serde_json::to_vec(row)?;
        line.push(b'\n');
        out.write_all(&line).context(OutputError)?;
    }
    Ok(())
}

/// Writes the rows below a header line; nothing where there are none.
pub(super) fn write_csv(
    out: &mut dyn Write,
    rows: &[Row<'_>],
    is_safe: bool,
) -> anyhow::Result<()> {
    let mut writer = CsvOutput::new(out, is_safe);
    if let Some(first) = rows.first() {
        writer.write(first.header()).context(OutputError)?;
    }
    for row in rows {
        writer.write(row.cells()).context(OutputError)?;
    }
    writer.flush().context(OutputError)
}

/// Writes the rows for people.
pub(super) fn write_table(out: &mut dyn Write, rows: &[Row<'_>]) -> anyhow::Result<()> {
    for (number, row) in rows.iter().enumerate() {
        table(out, number, row).context(OutputError)?;
    }
    Ok(())
}

fn table(out: &mut dyn Write, number: usize, row: &Row<'_>) -> io::Result<()> {
    if number > 0 {
        writeln!(out)?;
    }
    if let Some(name) = row.name() {
        writeln!(out, "{}", printable(&name))?;
    }
    for (task, result) in row.tasks.iter().zip(&row.results) {
        let (paragraphs, articles) = result.counts();
        let what = if row.tasks.len() > 1 {
            task.heading()
        } else {
            "shares"
        };
        let count = |n: usize, noun: &str| {
            format!("{} {noun}{}", grouped(n), if n == 1 { "" } else { "s" })
        };
        let paragraphs = count(
            usize::try_from(paragraphs).unwrap_or(usize::MAX),
            "paragraph",
        );
        writeln!(
            out,
            "{what} of {paragraphs} in {}",
            count(articles, "article")
        )?;
        let Some(shares) = &result.shares else {
            continue;
        };
        aligned(out, &lines(task.labels(), shares))?;
        match shares.corrected {
            Ok(_) => {}
            Err(Withheld::FewArticles) => {
                let least = row.min_articles;
                writeln!(out, "corrected from {least} articles on (--min-articles)")?;
            }
            Err(Withheld::UnknownErrors) => {
                writeln!(out, "not corrected: the model does not know its errors")?;
            }
        }
    }
    Ok(())
}

fn lines(labels: &[String], shares: &LabelShares) -> Vec<Vec<String>> {
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    let header = ["label", "counted", "summed", "corrected", "95 % interval"];
    let mut lines = vec![header.map(str::to_owned).to_vec()];
    for (at, label) in labels.iter().enumerate() {
        let corrected = shares.corrected.as_ref().ok();
        let share = corrected.map_or("-".to_owned(), |found| percent(found.shares[at]));
        let interval = corrected.and_then(|found| found.intervals[at]);
        let interval = interval.map_or("-".to_owned(), |Interval { low, high }| {
            format!("{:.1}-{}", 100.0 * low, percent(high))
        });
        lines.push(vec![
            printable(label).into_owned(),
            percent(shares.counted[at]),
            percent(shares.summed[at]),
            share,
            interval,
        ]);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn withheld(corrected: std::result::Result<Corrected, Withheld>) -> Option<&'static str> {
        let shares = LabelShares {
            n: 2,
            articles: 2,
            counts: vec![1, 1],
            counted: vec![0.5, 0.5],
            summed: vec![0.5, 0.5],
            corrected,
        };
        let result = Result {
            shares: Some(shares),
            unlabelled: 0,
        };
        let cells = result.cells(2);
        assert_eq!(cells[3], result.withheld().unwrap_or_default());
        result.withheld()
    }

    #[test]
    fn each_reason_for_leaving_shares_uncorrected_has_its_own_word() {
        let corrected = Corrected {
            shares: vec![0.4, 0.6],
            intervals: vec![None, None],
            outside: 0.0,
        };
        assert_eq!(withheld(Ok(corrected)), None);
        assert_eq!(withheld(Err(Withheld::FewArticles)), Some("few-articles"));
        assert_eq!(
            withheld(Err(Withheld::UnknownErrors)),
            Some("unknown-errors")
        );
        let empty = Result {
            shares: None,
            unlabelled: 1,
        };
        assert_eq!(empty.withheld(), Some("no-paragraph"));
    }
}
