//! How inputs are made.

use std::io::Write;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::inputs::LARGE;

/// How an input is made.
#[derive(Debug, Clone, Copy)]
pub(super) enum Make {
    /// A beginning, a part as often as it takes, an end.
    Repeat(&'static str, &'static str, &'static str),
    /// A beginning, parts in which `#` stands for a number that counts up, an end.
    Count(&'static str, &'static str, &'static str),
    /// Rows each of which is this many bytes of a part, between a beginning and an end of its own, below a header.
    Rows(&'static str, [&'static str; 3], usize),
    /// Rows below the header `text` in which `#` stands for a number that counts up, packed; the size is that of
    /// the rows.
    Gzip(&'static str),
    Zstandard(&'static str),
    /// A column `text` of rows, each of so many parts in which `#` counts up; the size is that of the texts.
    Parquet(&'static str, usize),
}

impl Make {
    /// Returns about this many bytes.
    pub(super) fn bytes(self, size: usize) -> anyhow::Result<Vec<u8>> {
        let mut out = Vec::with_capacity(size + LARGE);
        match self {
            Self::Repeat(head, part, end) => {
                out.extend_from_slice(head.as_bytes());
                repeat(&mut out, part, size.saturating_sub(end.len()));
                out.extend_from_slice(end.as_bytes());
            }
            Self::Count(head, part, end) => {
                out.extend_from_slice(head.as_bytes());
                count(&mut out, part, size.saturating_sub(head.len() + end.len()))?;
                out.extend_from_slice(end.as_bytes());
            }
            Self::Rows(head, [start, part, end], of_row) => {
                out.extend_from_slice(head.as_bytes());
                while out.len() < size {
                    let row_end = size.min(out.len() + of_row);
                    out.extend_from_slice(start.as_bytes());
                    repeat(&mut out, part, row_end);
                    out.extend_from_slice(end.as_bytes());
                }
            }
            Self::Gzip(row) => {
                let mut packed = GzEncoder::new(out, Compression::fast());
                packed.write_all(b"text\n")?;
                count(&mut packed, row, size)?;
                return Ok(packed.finish()?);
            }
            Self::Zstandard(row) => {
                let mut packed = zstd::Encoder::new(out, 1)?;
                packed.write_all(b"text\n")?;
                count(&mut packed, row, size)?;
                return Ok(packed.finish()?);
            }
            Self::Parquet(part, n_parts) => return of_parquet(part, n_parts, size),
        }
        Ok(out)
    }
}

/// Rows of a row group.
const GROUP: usize = 10_000;

/// Returns a Parquet file of texts.
fn of_parquet(part: &str, n_parts: usize, size: usize) -> anyhow::Result<Vec<u8>> {
    let schema = Arc::new(parse_message_type(
        "message rows { required binary text (UTF8); }",
    )?);
    let mut out = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut out, schema, Arc::default())?;
    let (mut number, mut n_bytes) = (0_u64, 0);
    while n_bytes < size {
        let mut texts: Vec<ByteArray> = Vec::new();
        while texts.len() < GROUP && n_bytes < size {
            let mut text = String::new();
            for _ in 0..n_parts {
                text += &numbered(part, number);
                number += 1;
            }
            n_bytes += text.len();
            texts.push(ByteArray::from(text.into_bytes()));
        }
        let mut group = writer.next_row_group()?;
        if let Some(mut column) = group.next_column()? {
            column
                .typed::<ByteArrayType>()
                .write_batch(&texts, None, None)?;
            column.close()?;
        }
        group.close()?;
    }
    writer.close()?;
    Ok(out)
}

fn repeat(out: &mut Vec<u8>, part: &str, size: usize) {
    while out.len() + part.len() <= size {
        out.extend_from_slice(part.as_bytes());
    }
}

/// Writes a part with rising numbers until there are this many bytes.
fn count(out: &mut impl Write, part: &str, size: usize) -> std::io::Result<()> {
    let mut n_bytes = 0;
    for number in 0_u64.. {
        if n_bytes >= size {
            break;
        }
        let part = numbered(part, number);
        out.write_all(part.as_bytes())?;
        n_bytes += part.len();
    }
    Ok(())
}

/// Returns a part with a number in the place of `#`: as letters after a letter, so that a name stays a name.
fn numbered(part: &str, number: u64) -> String {
    if !part.contains('#') {
        return part.to_owned();
    }
    let digits = number.to_string();
    if !part.contains(char::is_uppercase) {
        return part.replace('#', &digits);
    }
    let letter = |digit: u8| char::from(b'a' + (digit - b'0'));
    part.replace('#', &digits.bytes().map(letter).collect::<String>())
}
