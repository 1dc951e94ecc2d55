//! Rows of csv and jsonl inputs, each one paragraph, read and scored in batches.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use anyhow::Context as _;
use csv::ByteRecord;
use rayon::prelude::*;
use serde_json::{Map, Value};
use stance_articles::Reader;
use stance_model::Model;

use super::record::score_row;
use super::scorers::Scorers;
use super::writer::{ScoredRow, Writer};
use super::{Run, language};
use crate::failure::{Failure, Problem};
use crate::input::{Source, list};
use crate::io::Io;
use crate::labelled::find_column;
use crate::lines::{Lines, is_unclosed, line_of};
use crate::models::find_target;

/// A row as it was read: what to score, or what is wrong with it.
struct Row {
    number: usize,
    cells: Option<ByteRecord>,
    content: Result<Content, Problem>,
}

/// A text, and the number of the classifier to score it with.
struct Content {
    text: String,
    classifier: usize,
}

const TEXT_HINT: &str = "name the column with --text-column";
const TARGET_HINT: &str =
    "the model has one classifier per target: name the column with --target-column";

/// A batch is scored once it holds this many bytes of text or this many rows.
const FULL_BYTES: usize = 4 << 20;
const FULL_ROWS: usize = 4096;

/// Rows of one input on their way through a run.
struct Rows {
    file: String,
    held: Vec<Row>,
    bytes: usize,
    number: usize,
}

impl Rows {
    fn new(file: String) -> Self {
        Self {
            file,
            held: Vec::new(),
            bytes: 0,
            number: 0,
        }
    }

    fn problem(&self, line: u64, message: String, hint: &'static str) -> Problem {
        Problem {
            file: self.file.clone(),
            line: Some(line),
            message,
            hint,
        }
    }

    /// Finds the classifier for a row's target, where the model has targets.
    fn content(
        &self,
        text: String,
        target: Option<&str>,
        line: u64,
        run: &Run<'_>,
    ) -> Result<Content, Problem> {
        let classifier = match (run.target_column, target) {
            (Some(column), Some(target)) => find_target(run.model, column, target)
                .map_err(|(message, hint)| self.problem(line, message, hint))?,
            _ => 0,
        };
        Ok(Content { text, classifier })
    }

    fn push(
        &mut self,
        cells: Option<ByteRecord>,
        content: Result<Content, Problem>,
        run: &mut Run<'_>,
        writer: &mut Writer<'_>,
        io: &mut Io<'_>,
    ) -> anyhow::Result<()> {
        self.number += 1;
        self.bytes += content.as_ref().map_or(0, |content| content.text.len());
        self.held.push(Row {
            number: self.number,
            cells,
            content,
        });
        if self.bytes < FULL_BYTES && self.held.len() < FULL_ROWS {
            return Ok(());
        }
        self.score(run, writer, io)
    }

    /// Scores and writes the rows held, in order; reports the bad ones.
    fn score(
        &mut self,
        run: &mut Run<'_>,
        writer: &mut Writer<'_>,
        io: &mut Io<'_>,
    ) -> anyhow::Result<()> {
        self.bytes = 0;
        let (model, file) = (run.model, &self.file);
        let rows = std::mem::take(&mut self.held);
        // A csv output has one line per row, and no place for quotations.
        let reader = Reader::new().quotations(!writer.keeps_columns());
        let scored: Vec<(ScoredRow, Option<Problem>)> = run.pool.install(|| {
            let rows = rows.into_par_iter().map_init(
                || Scorers::new(model),
                |scorers, row| row.score(&reader, file, model, scorers),
            );
            rows.collect()
        });
        for (row, problem) in scored {
            if let Some(problem) = problem {
                run.skipped.report(io, &problem)?;
            }
            if let Some(article) = &row.scored {
                run.foreign += article.foreign(language(model));
            }
            writer.row(&row)?;
        }
        Ok(())
    }
}

impl Row {
    /// Returns the row with its scores; a bad one without, and why.
    fn score(
        self,
        reader: &Reader,
        file: &str,
        model: &Model,
        scorers: &mut Scorers<'_>,
    ) -> (ScoredRow, Option<Problem>) {
        let Self {
            number,
            cells,
            content,
        } = self;
        let (scored, problem) = match content {
            Ok(Content { text, classifier }) => {
                let name = format!("{file}#{number}");
                let target = model.targets().get(classifier).cloned();
                let scorer = scorers.get(classifier);
                (Some(score_row(reader, name, text, target, scorer)), None)
            }
            Err(problem) => (None, Some(problem)),
        };
        let row = ScoredRow {
            number,
            cells,
            scored,
        };
        (row, problem)
    }
}

/// Opens an input for reading.
fn open<'a>(source: &Source, stdin: &'a mut dyn Read) -> anyhow::Result<Box<dyn Read + 'a>> {
    match source {
        Source::Stdin => Ok(Box::new(stdin)),
        Source::File(path) => {
            let file = File::open(path).with_context(|| format!("reading {source}"))?;
            Ok(Box::new(file))
        }
    }
}

/// Scores a csv input.
pub(super) fn score_csv(
    run: &mut Run<'_>,
    source: &Source,
    writer: &mut Writer<'_>,
    io: &mut Io<'_>,
) -> anyhow::Result<()> {
    let mut nowhere = std::io::sink();
    let Io { stdin, stderr, .. } = io;
    let mut reports = Io {
        stdin: &mut std::io::empty(),
        stdout: &mut nowhere,
        stderr: &mut **stderr,
    };
    let input = open(source, &mut **stdin)?;
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(Lines::new(input));
    let header = reader
        .byte_headers()
        .with_context(|| format!("reading {source}"))?
        .clone();
    if header.is_empty() {
        let message = format!("{source}: the file is empty");
        return Err(Failure::new(message, "a csv input needs a header line").into());
    }
    let names = header.iter().map(String::from_utf8_lossy).collect();
    let find = |name: &str, hint: &str| find_column(&source.to_string(), &names, name, hint);
    let text_at = find(run.text_column, TEXT_HINT)?;
    let target_at = run.target_column.map(|name| find(name, TARGET_HINT));
    let target_at = target_at.transpose()?;
    writer.begin_rows(&source.to_string(), &header)?;
    let mut rows = Rows::new(source.to_string());
    let mut record = ByteRecord::new();
    while reader
        .read_byte_record(&mut record)
        .with_context(|| format!("reading {source}"))?
    {
        let line = line_of(&mut reader, &record);
        if is_unclosed(&reader, &record) {
            let message = "the file ends inside a quoted cell of this row".to_owned();
            let problem = rows.problem(line, message, "close the quotation mark, or double it");
            rows.push(
                Some(record.clone()),
                Err(problem),
                run,
                writer,
                &mut reports,
            )?;
            continue;
        }
        let text = csv_text(&rows, &record, line, header.len(), text_at, run.text_column);
        let content = text.and_then(|text| {
            let cell = target_at.map(|at| record.get(at).unwrap_or_default());
            let target = cell.map(String::from_utf8_lossy);
            rows.content(text, target.as_deref(), line, run)
        });
        rows.push(Some(record.clone()), content, run, writer, &mut reports)?;
    }
    rows.score(run, writer, &mut reports)
}

/// Returns the text of a csv row, or what is wrong with the row.
fn csv_text(
    rows: &Rows,
    record: &ByteRecord,
    line: u64,
    n_columns: usize,
    text_at: usize,
    column: &str,
) -> Result<String, Problem> {
    if record.len() != n_columns {
        let extra: Vec<_> = record
            .iter()
            .skip(n_columns)
            .map(String::from_utf8_lossy)
            .collect();
        let mut message = format!("{n_columns} cells expected, {} found", record.len());
        if !extra.is_empty() {
            message.push_str("; left out of a csv output: ");
            message.push_str(&list(extra.iter().map(AsRef::as_ref)));
        }
        let hint = "quote cells that hold a comma, a quote or a line break";
        return Err(rows.problem(line, message, hint));
    }
    let cell = record.get(text_at).unwrap_or_default();
    let Ok(text) = std::str::from_utf8(cell) else {
        let message = format!("column `{column}` is not UTF-8");
        return Err(rows.problem(line, message, "convert the file, for example with iconv"));
    };
    if text.trim().is_empty() {
        let message = format!("column `{column}` is empty");
        return Err(rows.problem(line, message, "fill the text in or delete the row"));
    }
    Ok(text.to_owned())
}

/// Scores a jsonl input.
pub(super) fn score_jsonl(
    run: &mut Run<'_>,
    source: &Source,
    writer: &mut Writer<'_>,
    io: &mut Io<'_>,
) -> anyhow::Result<()> {
    let mut nowhere = std::io::sink();
    let Io { stdin, stderr, .. } = io;
    let mut reports = Io {
        stdin: &mut std::io::empty(),
        stdout: &mut nowhere,
        stderr: &mut **stderr,
    };
    let mut input = BufReader::new(open(source, &mut **stdin)?);
    let mut rows = Rows::new(source.to_string());
    let mut header: Option<Vec<String>> = None;
    let (mut bytes, mut line) = (Vec::new(), 0);
    loop {
        bytes.clear();
        if input
            .read_until(b'\n', &mut bytes)
            .with_context(|| format!("reading {source}"))?
            == 0
        {
            break;
        }
        line += 1;
        let content = if line == 1 {
            bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes)
        } else {
            &bytes
        };
        if content.trim_ascii().is_empty() {
            continue;
        }
        let object = match serde_json::from_slice::<Map<String, Value>>(content) {
            Ok(object) => object,
            Err(error) => {
                let message = format!("a JSON object expected: {error}");
                let problem = rows.problem(line, message, "one JSON object per line");
                rows.push(None, Err(problem), run, writer, &mut reports)?;
                continue;
            }
        };
        if header.is_none() {
            let keys: Vec<String> = object.keys().cloned().collect();
            writer.begin_rows(&rows.file, &ByteRecord::from(keys.clone()))?;
            header = Some(keys);
        }
        let keys = header.as_deref().unwrap_or_default();
        let cells: ByteRecord = keys
            .iter()
            .map(|key| cell(object.get(key)))
            .collect::<Vec<_>>()
            .into();
        let unknown = object.keys().find(|key| !keys.contains(key));
        if let Some(key) = unknown.filter(|_| writer.keeps_columns()) {
            let message = format!("the key `{key}` is not among those of the first object");
            let hint = "it is left out of a csv output; the row is scored";
            run.skipped
                .report(&mut reports, &rows.problem(line, message, hint))?;
        }
        let text = json_text(&rows, &object, line, run.text_column);
        let content = text.and_then(|text| {
            let target = run.target_column.map(|key| cell(object.get(key)));
            rows.content(text, target.as_deref(), line, run)
        });
        rows.push(Some(cells), content, run, writer, &mut reports)?;
    }
    if line == 0 || rows.number == 0 {
        let message = format!("{source}: the file is empty");
        return Err(Failure::new(message, "one JSON object per line").into());
    }
    rows.score(run, writer, &mut reports)
}

/// Returns a JSON value as a cell: strings as they are, null and nothing as an empty cell, all else as JSON.
fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// Returns the text of a jsonl row, or what is wrong with the row.
fn json_text(
    rows: &Rows,
    object: &Map<String, Value>,
    line: u64,
    key: &str,
) -> Result<String, Problem> {
    match object.get(key) {
        Some(Value::String(text)) if !text.trim().is_empty() => Ok(text.clone()),
        Some(Value::String(_)) => {
            let message = format!("key `{key}` is empty");
            Err(rows.problem(line, message, "fill the text in or delete the line"))
        }
        Some(_) => {
            let message = format!("key `{key}` is not a string");
            Err(rows.problem(line, message, "write the text as a JSON string"))
        }
        None => {
            let keys = list(object.keys().map(String::as_str));
            let message = format!("no key `{key}`; the keys are {keys}");
            Err(rows.problem(line, message, "name the key with --text-column"))
        }
    }
}
