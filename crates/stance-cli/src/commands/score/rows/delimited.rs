//! Rows of a csv input.

use anyhow::Context as _;
use csv::ByteRecord;

use super::{Content, Feed};
use crate::failure::{Failure, Problem};
use crate::input::{InputFormat, Opened, list, tell_lost};
use crate::lines::{csv_reader, is_unclosed, line_of};

/// Feeds the rows of a csv input.
pub(super) fn feed(feed: &mut Feed<'_, '_, '_>, opened: &Opened) -> anyhow::Result<()> {
    let text = opened.text(InputFormat::Csv, &mut feed.run.skipped, &mut feed.io)?;
    let mut reader = csv_reader(text)?;
    let reading = format!("reading {}", feed.file);
    let header = reader.byte_headers().context(reading.clone())?.clone();
    if header.is_empty() {
        let message = format!("{}: the file is empty", feed.file);
        return Err(Failure::new(message, "a csv input needs a header line").into());
    }
    let columns: Vec<String> = header.iter().map(lossy).collect();
    feed.check(&format!("{}:1", feed.file), &columns)?;
    feed.begin(&columns)?;
    let mut record = ByteRecord::new();
    while reader
        .read_byte_record(&mut record)
        .context(reading.clone())?
    {
        let line = line_of(&mut reader, &record);
        let content = if is_unclosed(&reader, &record) {
            let message = "the file ends inside a quoted cell of this row".to_owned();
            Err(feed.problem(
                Some(line),
                message,
                "close the quotation mark, or double it",
            ))
        } else {
            content(feed, &columns, &record, line)
        };
        // Not a clone, whose buffers would be as large as the largest row so far.
        let mut cells = ByteRecord::with_capacity(record.as_slice().len(), record.len());
        cells.extend(&record);
        feed.push(cells, None, content)?;
    }
    let lost = reader.get_ref().get_ref().get_ref().lost();
    Ok(tell_lost(
        &feed.file,
        lost,
        &mut feed.run.skipped,
        &mut feed.io,
    )?)
}

fn lossy(cell: &[u8]) -> String {
    // What is UTF-8, as nearly all is, is told faster as a whole.
    let valid = str::from_utf8(cell).map(str::to_owned);
    valid.unwrap_or_else(|_| String::from_utf8_lossy(cell).into_owned())
}

/// Returns what to score of a row, or what is wrong with it.
fn content(
    feed: &Feed<'_, '_, '_>,
    columns: &[String],
    record: &ByteRecord,
    line: u64,
) -> Result<Content, Problem> {
    if record.len() != columns.len() {
        let mut message = format!("{} cells expected, {} found", columns.len(), record.len());
        let extra: Vec<String> = record.iter().skip(columns.len()).map(lossy).collect();
        if !extra.is_empty() {
            message.push_str("; left out of a csv output: ");
            message.push_str(&list(extra.iter().map(String::as_str)));
        }
        let hint = "quote cells that hold a comma, a quote or a line break";
        return Err(feed.problem(Some(line), message, hint));
    }
    let value = |name: &str| {
        let at = columns.iter().position(|column| column == name);
        at.and_then(|at| record.get(at))
            .map(lossy)
            .unwrap_or_default()
    };
    let column = &feed.run.rows.text_column;
    let text = value(column);
    if text.trim().is_empty() {
        let message = format!("column `{column}` is empty");
        return Err(feed.problem(Some(line), message, "fill the text in or delete the row"));
    }
    feed.content(text, value, Some(line))
}
