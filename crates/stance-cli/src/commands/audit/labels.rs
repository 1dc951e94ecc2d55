//! The hand labels of a sample, read back and held against its key.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;

use super::key::{Key, RowKey, text_sha256};
use crate::failure::{Failure, Skipped};
use crate::input::{InputFormat, decode, list, with_nearest};
use crate::io::Io;
use crate::labelled::find_column;
use crate::lines::{csv_reader, read_row};
use crate::printable::printable;

/// Reads the hand labels, by id: the number of each row's label.
pub(super) fn read_labels(
    sample: &Path,
    label_column: &str,
    key: &Key,
    skipped: &mut Skipped,
    io: &mut Io<'_>,
) -> anyhow::Result<BTreeMap<u64, usize>> {
    let file = sample.display().to_string();
    let bytes = std::fs::read(sample).with_context(|| {
        let hint = "name the CSV file that `stance audit draw` wrote";
        Failure::new(format!("reading {file}"), hint)
    })?;
    let text = decode(&file, &bytes, InputFormat::Csv, skipped, io)?;
    let mut reader = csv_reader(text.as_bytes())?;
    let header = reader
        .headers()
        .with_context(|| format!("reading {file}"))?;
    let hint = "the sample has the columns that `stance audit draw` wrote";
    let find = |name: &str| find_column(&file, header, name, hint);
    let columns = Columns {
        id: find("id")?,
        article: find("article")?,
        paragraph: find("paragraph")?,
        text: find("text")?,
        label: find(label_column)?,
    };
    let mut rows = Sample {
        file: &file,
        label_column,
        columns,
        key,
        rows: key.rows.iter().map(|row| (row.id, row)).collect(),
        lines: BTreeMap::new(),
        labels: BTreeMap::new(),
        wrong: Vec::new(),
    };
    let mut record = csv::StringRecord::new();
    while let Some(line) = read_row(&file, &mut reader, &mut record)? {
        rows.add(line, &record);
    }
    rows.finish(io)
}

/// Where the columns stand.
struct Columns {
    id: usize,
    article: usize,
    paragraph: usize,
    text: usize,
    label: usize,
}

/// A labelled sample on its way in.
struct Sample<'a> {
    file: &'a str,
    label_column: &'a str,
    columns: Columns,
    key: &'a Key,
    rows: BTreeMap<u64, &'a RowKey>,
    /// Line of each id met.
    lines: BTreeMap<u64, u64>,
    labels: BTreeMap<u64, usize>,
    /// What is wrong with rows: the line, the message, and what to do.
    wrong: Vec<(u64, String, String)>,
}

/// Rows that are named one by one where something is wrong with them; the others are counted.
const NAMED: usize = 10;

impl Sample<'_> {
    /// Takes a row, or notes what is wrong with it.
    fn add(&mut self, line: u64, record: &csv::StringRecord) {
        let added = self.row(line, record);
        if let Err((message, hint)) = added {
            self.wrong.push((line, message, hint));
        }
    }

    fn row(&mut self, line: u64, record: &csv::StringRecord) -> Result<(), (String, String)> {
        let cell = |at: usize| record.get(at).unwrap_or_default().trim();
        let strange = || {
            "it does not belong to the sample that the key is of: name its key with --key"
                .to_owned()
        };
        let id = cell(self.columns.id);
        let known = |id: u64| Some((id, *self.rows.get(&id)?));
        let found = id.parse().ok().and_then(known);
        let Some((id, row)) = found else {
            return Err((format!("column `id`: no row {id:?} was drawn"), strange()));
        };
        if let Some(first) = self.lines.insert(id, line) {
            let message = format!("column `id`: row {id} stands on line {first} already");
            return Err((message, "keep one of the two".to_owned()));
        }
        for (name, at, expected) in [
            ("article", self.columns.article, &row.article),
            ("paragraph", self.columns.paragraph, &row.paragraph),
        ] {
            if cell(at) != expected.trim() {
                let found = cell(at);
                let message =
                    format!("column `{name}`: row {id} was drawn as {expected:?}, found {found:?}");
                return Err((message, strange()));
            }
        }
        if text_sha256(cell(self.columns.text)) != row.text_sha256 {
            let message = format!("column `text`: row {id} was drawn with another text");
            let hint = "label the text that was drawn: put it back, from the file that `stance audit draw` wrote";
            return Err((message, hint.to_owned()));
        }
        self.labels
            .insert(id, self.label(cell(self.columns.label))?);
        Ok(())
    }

    /// Returns the number of a label as somebody wrote it, without regard to case.
    fn label(&self, found: &str) -> Result<usize, (String, String)> {
        let column = self.label_column;
        if found.is_empty() {
            let message = format!("column `{column}`: no label");
            let hint = "label every row: what is left out is not left out at random";
            return Err((message, hint.to_owned()));
        }
        let labels = || self.key.labels.iter().map(String::as_str);
        if let Some(number) = labels().position(|known| known == found) {
            return Ok(number);
        }
        let folded = found.to_lowercase();
        let mut alike = (0..)
            .zip(labels())
            .filter(|(_, known)| known.to_lowercase() == folded);
        if let (Some((number, _)), None) = (alike.next(), alike.next()) {
            return Ok(number);
        }
        let message = format!("column `{column}`: unknown label {found:?}");
        let hint = format!("the labels are {}", list(labels()));
        Err((message, with_nearest(&folded, labels(), &hint)))
    }

    /// Returns the labels, where each row that was drawn has one; else names the first rows of which that is not so, and
    /// counts all.
    fn finish(mut self, io: &mut Io<'_>) -> anyhow::Result<BTreeMap<u64, usize>> {
        let (file, n_drawn) = (self.file, self.rows.len());
        let mut missing = self.rows.keys().filter(|id| !self.lines.contains_key(id));
        if let Some(id) = missing.next() {
            let n = n_drawn - self.lines.len();
            let message =
                format!("{n} of the {n_drawn} rows drawn are missing, first that of id {id}");
            let hint = "every row that was drawn must be there, with its label";
            self.wrong.push((0, message, hint.to_owned()));
        }
        let place = |line: u64| match line {
            0 => file.to_owned(),
            line => format!("{file}:{line}"),
        };
        match self.wrong.as_slice() {
            [] => Ok(self.labels),
            [(line, message, hint)] => {
                Err(Failure::new(format!("{}: {message}", place(*line)), hint).into())
            }
            wrong => {
                for (line, message, hint) in wrong.iter().take(NAMED) {
                    let place = place(*line);
                    writeln!(
                        io.stderr,
                        "{}",
                        printable(&format!("{place}: {message} ({hint})"))
                    )?;
                }
                let more = wrong.len().saturating_sub(NAMED);
                let first = if more > 0 {
                    format!(", {NAMED} of them named above")
                } else {
                    String::new()
                };
                let message = format!("{file}: {} things are wrong{first}", wrong.len());
                Err(Failure::new(message, "what to do stands beside each").into())
            }
        }
    }
}
