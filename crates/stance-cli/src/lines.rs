//! Which line of a file a csv record stands on, whatever ends its lines.
//!
//! The csv crate counts from where it stopped reading the record before: ahead of blank lines, and of the
//! line feed of a CRLF. Here line feeds are counted as they pass, and a record's line follows from where it ends.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};

use anyhow::Context as _;
use csv::{ByteRecord, StringRecord};

use crate::failure::Failure;
use crate::input::MAX_TEXT;

/// Bytes that are read at a time.
const BUFFER: usize = 1 << 16;

/// Returns a reader of the rows of a csv file, separated as its header line is.
pub(crate) fn csv_reader<R: Read>(text: R) -> io::Result<csv::Reader<Lines<BufReader<R>>>> {
    let mut text = BufReader::new(text);
    let delimiter = delimiter(text.fill_buf()?);
    let mut builder = csv::ReaderBuilder::new();
    builder
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(BUFFER);
    Ok(builder.from_reader(Lines::new(text)))
}

/// Returns what separates the cells of a header line: the most frequent of comma, semicolon and tab outside quotation
/// marks; the comma where it is one of those.
fn delimiter(text: &[u8]) -> u8 {
    let mut counts = [(b'\t', 0), (b';', 0), (b',', 0)];
    let mut is_quoted = false;
    for &byte in text.trim_ascii_start() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted => break,
            _ if is_quoted => {}
            _ => {
                for (delimiter, count) in &mut counts {
                    *count += usize::from(byte == *delimiter);
                }
            }
        }
    }
    // Of equal counts the last wins.
    let most = counts.into_iter().max_by_key(|&(_, count)| count);
    most.map_or(b',', |(delimiter, _)| delimiter)
}

/// A reader that remembers where the line feeds were, and how many quotation marks passed.
pub(crate) struct Lines<R> {
    inner: R,
    /// Bytes read.
    read: u64,
    /// Offsets of the line feeds not yet counted.
    line_feeds: VecDeque<u64>,
    /// Line feeds counted and forgotten.
    counted: u64,
    quotes: u64,
    /// Where the record ended that was read last.
    record_end: u64,
    /// Whether the end was reached.
    ended: bool,
}

impl<R: Read> Lines<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self {
            inner,
            read: 0,
            line_feeds: VecDeque::new(),
            counted: 0,
            quotes: 0,
            record_end: 0,
            ended: false,
        }
    }

    /// Returns the reader below.
    pub(crate) fn get_ref(&self) -> &R {
        &self.inner
    }

    /// Returns the line, from 1, that the byte before `end` is the last of.
    fn line_ending_at(&mut self, end: u64) -> u64 {
        while self
            .line_feeds
            .front()
            .is_some_and(|&offset| offset + 1 < end)
        {
            self.line_feeds.pop_front();
            self.counted += 1;
        }
        self.counted + 1
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read - self.record_end > MAX_TEXT {
            return Err(io::Error::other(format!(
                "a row is larger than {} MiB, the limit of one row; is a quotation mark never closed?",
                MAX_TEXT >> 20
            )));
        }
        // The csv reader asks for more only once it has taken all there was: the record it is at ends later.
        self.counted += self.line_feeds.len() as u64;
        self.line_feeds.clear();
        let n = self.inner.read(buffer)?;
        self.quotes += count(&buffer[..n], b'"');
        let line_feeds = memchr::memchr_iter(b'\n', &buffer[..n]);
        self.line_feeds
            .extend(line_feeds.map(|at| self.read + at as u64));
        self.read += n as u64;
        self.ended |= n == 0;
        Ok(n)
    }
}

/// Reads the next row of a file of text; returns the line that it begins on, or nothing at the end.
///
/// # Errors
///
/// Where the file ends inside a quoted cell, and as the csv crate.
pub(crate) fn read_row<R: Read>(
    file: &str,
    reader: &mut csv::Reader<Lines<R>>,
    row: &mut StringRecord,
) -> anyhow::Result<Option<u64>> {
    let found = reader.read_record(row);
    if !found.with_context(|| format!("reading {file}"))? {
        return Ok(None);
    }
    let line = line_of(reader, row.as_byte_record());
    if is_unclosed(reader, row.as_byte_record()) {
        let message = format!("{file}:{line}: the file ends inside a quoted cell of this row");
        return Err(Failure::new(message, "close the quotation mark, or double it").into());
    }
    Ok(Some(line))
}

/// Returns the line, from 1, on which the record just read begins.
pub(crate) fn line_of<R: Read>(reader: &mut csv::Reader<Lines<R>>, record: &ByteRecord) -> u64 {
    // The line feed that ends a record is not part of it, unless a quotation mark was never closed.
    let end = reader.position().byte() + u64::from(is_unclosed(reader, record));
    reader.get_mut().record_end = reader.position().byte();
    let last = reader.get_mut().line_ending_at(end);
    last.saturating_sub(line_feeds_in(record))
}

/// Whether the record just read, the last of its file, ran to the end of the file because a quotation mark
/// was never closed: it holds line feeds, and the marks of the file do not pair up.
pub(crate) fn is_unclosed<R: Read>(reader: &csv::Reader<Lines<R>>, record: &ByteRecord) -> bool {
    let lines = reader.get_ref();
    lines.ended && lines.quotes % 2 == 1 && line_feeds_in(record) > 0
}

fn line_feeds_in(record: &ByteRecord) -> u64 {
    count(record.as_slice(), b'\n')
}

/// Returns how often a byte stands in a text.
fn count(text: &[u8], wanted: u8) -> u64 {
    memchr::memchr_iter(wanted, text).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_separated_as_the_header_says() {
        for (header, expected) in [
            ("text,label", b','),
            ("text;label\n1,2,3,4", b';'),
            ("\ntext\tlabel,x\tgroup", b'\t'),
            ("\"a,b,c\";label", b';'),
            ("text", b','),
            ("", b','),
            ("a,b;c", b','),
        ] {
            assert_eq!(delimiter(header.as_bytes()), expected, "{header:?}");
        }
    }

    fn lines(text: &str) -> Vec<u64> {
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(Lines::new(text.as_bytes()));
        reader.byte_headers().unwrap();
        let (mut record, mut found) = (ByteRecord::new(), Vec::new());
        while reader.read_byte_record(&mut record).unwrap() {
            found.push(line_of(&mut reader, &record));
        }
        found
    }

    #[test]
    fn records_know_their_lines_whatever_ends_them() {
        assert_eq!(lines("t\na\nb\n"), [2, 3]);
        assert_eq!(lines("t\na\nb"), [2, 3]);
        assert_eq!(lines("t\r\na\r\nb\r\n"), [2, 3]);
        assert_eq!(lines("t\na\n\n\nb\n"), [2, 5]);
        assert_eq!(lines("t\n\"a\nb\"\nc\n"), [2, 4]);
        assert_eq!(lines("t\r\n\"a\r\nb\"\r\nc\r\n"), [2, 4]);
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_is_noticed() {
        for (text, expected) in [
            ("t\na\n\"b\nc\n", true),
            ("t\na\n\"b\nc\"\n", false),
            ("t\n5\" x\n", false),
        ] {
            let mut reader = csv::Reader::from_reader(Lines::new(text.as_bytes()));
            let (mut record, mut unclosed) = (ByteRecord::new(), false);
            while reader.read_byte_record(&mut record).unwrap() {
                unclosed = is_unclosed(&reader, &record);
            }
            assert_eq!(unclosed, expected, "{text:?}");
        }
    }
}
