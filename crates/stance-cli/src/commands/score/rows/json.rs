//! Rows of jsonl and json inputs: objects, one a line or in one array.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, BufReader, Read};

use anyhow::Context as _;
use csv::ByteRecord;
use serde::de::{Deserializer as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::{COLUMN_HINT, Content, Feed};
use crate::failure::{Failure, Problem};
use crate::input::{InputFormat, MAX_TEXT, Opened, list, nearest, read_line, tell_lost};

/// Feeds the rows of a jsonl input.
pub(super) fn feed_lines(feed: &mut Feed<'_, '_, '_>, opened: &Opened) -> anyhow::Result<()> {
    let text = opened.text(InputFormat::Jsonl, &mut feed.run.skipped, &mut feed.io)?;
    let mut input = BufReader::new(text);
    let mut columns = None;
    let (mut content, mut line) = (Vec::new(), 0);
    loop {
        let n = read_line(&mut input, &mut content)
            .with_context(|| format!("reading {}", feed.file))?;
        if n == 0 {
            break;
        }
        line += 1;
        if n > MAX_TEXT {
            let message = format!(
                "the line is larger than {} MiB, the limit of one row",
                MAX_TEXT >> 20
            );
            feed.push_bad(feed.problem(Some(line), message, "one JSON object per line"))?;
            continue;
        }
        if content.trim_ascii().is_empty() {
            continue;
        }
        match serde_json::from_slice::<Map<String, Value>>(&content) {
            Ok(object) => push(feed, &mut columns, object, Some(line))?,
            Err(error) => {
                let message = format!("a JSON object expected: {error}");
                feed.push_bad(feed.problem(Some(line), message, "one JSON object per line"))?;
            }
        }
    }
    end(feed, input.get_ref().lost(), "one JSON object per line")
}

/// Feeds the rows of a json input.
pub(super) fn feed_array(feed: &mut Feed<'_, '_, '_>, opened: &Opened) -> anyhow::Result<()> {
    let text = opened.text(InputFormat::Json, &mut feed.run.skipped, &mut feed.io)?;
    let (read, row_start) = (Cell::new(0), Cell::new(0));
    let mut input = BufReader::new(Bounded {
        inner: text,
        read: &read,
        row_start: &row_start,
    });
    let (mut columns, mut failed) = (None, None);
    let mut take = |value: Value| {
        row_start.set(read.get());
        match value {
            Value::Object(object) => push(feed, &mut columns, object, None),
            other => {
                let message = format!("a JSON object expected, {} found", noun(&other));
                feed.push_bad(feed.problem(None, message, "an array of objects, each a row"))
            }
        }
    };
    let rows = Rows {
        take: &mut take,
        failed: &mut failed,
    };
    let mut json = serde_json::Deserializer::from_reader(&mut input);
    let ended = json.deserialize_any(rows).and_then(|()| json.end());
    if let Some(error) = failed {
        return Err(error);
    }
    if let Err(error) = ended {
        if error.is_io() {
            return Err(io::Error::from(error)).with_context(|| format!("reading {}", feed.file));
        }
        // An empty file is told as such below.
        if feed.number > 0 || !error.is_eof() || error.column() > 0 {
            let message = format!("{}: an array of JSON objects expected: {error}", feed.file);
            return Err(
                Failure::new(message, "for one object per line use --input-format jsonl").into(),
            );
        }
    }
    end(
        feed,
        input.get_ref().inner.lost(),
        "an array of objects, each a row",
    )
}

fn end(feed: &mut Feed<'_, '_, '_>, lost: u64, hint: &str) -> anyhow::Result<()> {
    if feed.number == 0 {
        return Err(Failure::new(format!("{}: the file is empty", feed.file), hint).into());
    }
    Ok(tell_lost(
        &feed.file,
        lost,
        &mut feed.run.skipped,
        &mut feed.io,
    )?)
}

fn noun(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// A json input, refused once one of its rows is larger than [`MAX_TEXT`].
struct Bounded<'a, R> {
    inner: R,
    /// Bytes read.
    read: &'a Cell<u64>,
    /// How many were read when the last row ended.
    row_start: &'a Cell<u64>,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read.get() - self.row_start.get() > MAX_TEXT {
            return Err(io::Error::other(format!(
                "a row is larger than {} MiB, the limit of one row",
                MAX_TEXT >> 20
            )));
        }
        let n = self.inner.read(buffer)?;
        self.read.set(self.read.get() + n as u64);
        Ok(n)
    }
}

/// The keys of the first object, in their order, which are the columns of all rows.
struct Columns {
    names: Vec<String>,
    known: BTreeSet<String>,
}

/// Returns about how many bytes an object takes.
pub(super) fn bytes_of_object(object: &Map<String, Value>) -> usize {
    let entries = object.iter();
    let bytes = entries.map(|(key, value)| size_of::<String>() + key.len() + bytes_of(value));
    bytes.sum()
}

/// No deeper than the reader of JSON goes: 128 levels.
fn bytes_of(value: &Value) -> usize {
    size_of::<Value>()
        + match value {
            Value::String(text) => text.len(),
            Value::Array(values) => values.iter().map(bytes_of).sum(),
            Value::Object(object) => bytes_of_object(object),
            Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        }
}

/// Hands the elements of an array, or one object, on as they are read.
struct Rows<'a, F> {
    take: &'a mut F,
    failed: &'a mut Option<anyhow::Error>,
}

impl<F: FnMut(Value) -> anyhow::Result<()>> Rows<'_, F> {
    /// Hands an element on; an error ends the reading.
    fn hand<E: serde::de::Error>(&mut self, value: Value) -> Result<(), E> {
        (self.take)(value).map_err(|error| {
            *self.failed = Some(error);
            E::custom("the row could not be written")
        })
    }
}

impl<'de, F: FnMut(Value) -> anyhow::Result<()>> Visitor<'de> for Rows<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut elements: A) -> Result<(), A::Error> {
        while let Some(value) = elements.next_element()? {
            self.hand(value)?;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut entries: A) -> Result<(), A::Error> {
        let mut object = Map::new();
        while let Some((key, value)) = entries.next_entry()? {
            object.insert(key, value);
        }
        self.hand(Value::Object(object))
    }
}

/// Adds an object as a row.
fn push(
    feed: &mut Feed<'_, '_, '_>,
    columns: &mut Option<Columns>,
    object: Map<String, Value>,
    line: Option<u64>,
) -> anyhow::Result<()> {
    if columns.is_none() {
        let names: Vec<String> = object.keys().cloned().collect();
        feed.begin(&names)?;
        let known = names.iter().cloned().collect();
        *columns = Some(Columns { names, known });
    }
    let names = columns.iter().flat_map(|columns| &columns.names);
    let cells = names.map(|name| cell(object.get(name)));
    let cells: ByteRecord = cells.collect::<Vec<_>>().into();
    let is_known = |key: &String| (columns.iter()).any(|columns| columns.known.contains(key));
    let unknown = object.keys().find(|key| !is_known(key));
    if let Some(key) = unknown.filter(|_| feed.writer.keeps_columns()) {
        let message = format!("the key `{key}` is not among those of the first object");
        let hint = "it is left out of a csv output; the row is scored";
        let problem = feed.problem(line, message, hint);
        feed.run.skipped.report(&mut feed.io, &problem)?;
    }
    let content = content(feed, &object, line);
    feed.push(cells, Some(object), content)
}

/// Returns a JSON value as a cell: strings as they are, null and nothing as an empty cell, all else as JSON.
fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// Returns what to score of an object, or what is wrong with it.
fn content(
    feed: &Feed<'_, '_, '_>,
    object: &Map<String, Value>,
    line: Option<u64>,
) -> Result<Content, Problem> {
    let args = feed.run.rows;
    if let Some(missing) = args.named().find(|name| !object.contains_key(*name)) {
        let keys = list(object.keys().map(String::as_str));
        let meant = nearest(missing, object.keys().map(String::as_str));
        let meant = meant.map_or(String::new(), |key| format!(", did you mean `{key}`"));
        let message = format!("no key `{missing}`{meant}; the keys are {keys}");
        return Err(feed.problem(line, message, COLUMN_HINT));
    }
    let key = &args.text_column;
    match object.get(key) {
        Some(Value::String(text)) if !text.trim().is_empty() => {
            feed.content(text.clone(), |name| cell(object.get(name)), line)
        }
        Some(Value::String(_)) => {
            let message = format!("key `{key}` is empty");
            Err(feed.problem(line, message, "fill the text in or delete the line"))
        }
        _ => {
            let message = format!("key `{key}` is not a string");
            Err(feed.problem(line, message, "write the text as a JSON string"))
        }
    }
}
