//! Rows of a Parquet input, read row group by row group.

use anyhow::Context as _;
use csv::ByteRecord;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::{Field, Row};

use super::{Content, Feed};
use crate::failure::{Failure, Problem};
use crate::input::Opened;

/// Feeds the rows of a Parquet input.
pub(super) fn feed(feed: &mut Feed<'_, '_, '_>, opened: &Opened) -> anyhow::Result<()> {
    let reader = SerializedFileReader::new(opened.seekable()?).map_err(|error| {
        let message = format!("{}: no Parquet file: {error}", feed.file);
        Failure::new(message, "say what it is with --input-format")
    })?;
    let schema = reader.metadata().file_metadata().schema();
    let columns: Vec<String> = schema
        .get_fields()
        .iter()
        .map(|field| field.name().to_owned())
        .collect();
    feed.check(&feed.file, &columns)?;
    feed.begin(&columns)?;
    let reading = format!("reading {}", feed.file);
    for row in reader.get_row_iter(None).context(reading.clone())? {
        let row = row.context(reading.clone())?;
        let cells: Vec<String> = row
            .get_column_iter()
            .map(|(_, field)| cell(field))
            .collect();
        let content = content(feed, &columns, &cells, &row);
        feed.push(ByteRecord::from(cells), None, content)?;
    }
    if feed.number == 0 {
        let message = format!("{}: the file is empty", feed.file);
        return Err(Failure::new(message, "a Parquet input needs rows").into());
    }
    Ok(())
}

/// Returns a field as a cell: strings as they are, null as an empty cell, all else as it is displayed.
fn cell(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        // Older writers do not mark their strings as such.
        Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
        other => other.to_string(),
    }
}

/// Returns what to score of a row, or what is wrong with it.
fn content(
    feed: &Feed<'_, '_, '_>,
    columns: &[String],
    cells: &[String],
    row: &Row,
) -> Result<Content, Problem> {
    let column = &feed.run.rows.text_column;
    let at = |name: &str| columns.iter().position(|column| column == name);
    let value = |name: &str| at(name).map(|at| cells[at].clone()).unwrap_or_default();
    let field = row.get_column_iter().find(|(name, _)| *name == column);
    let wrong = match field {
        Some((_, Field::Str(_) | Field::Bytes(_))) => {
            let text = value(column);
            if !text.trim().is_empty() {
                return feed.content(text, value, None);
            }
            "empty"
        }
        Some((_, Field::Null)) | None => "empty",
        Some(_) => "not a string",
    };
    let message = format!("column `{column}` is {wrong}");
    Err(feed.problem(None, message, "fill the text in or delete the row"))
}
