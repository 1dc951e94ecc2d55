//! A csv output, whose cells do nothing in a spreadsheet where that is asked for.

use std::borrow::Cow;
use std::io::Write;

use serde::Serialize;

/// Bytes that are written at a time: enough that few calls of the system are made for large outputs.
const BUFFER: usize = 1 << 16;

/// Writes the rows of a csv output.
///
/// Where it is safe, `'` comes before whatever a spreadsheet would take for the start of a formula: `=`, `+`, `-`, `@`,
/// their full-width forms, a tab or a carriage return, at the start of a cell (after blanks too) and right after
/// a comma, semicolon, tab or line break inside of it, since a spreadsheet may cut cells there. Numbers stay as they are.
pub(crate) struct CsvOutput<W: Write> {
    inner: csv::Writer<W>,
    is_safe: bool,
    /// Whether names of columns are still to be written above what is serialised.
    needs_header: bool,
}

impl<W: Write> CsvOutput<W> {
    pub(crate) fn new(out: W, is_safe: bool) -> Self {
        // Rows may be of several lengths, and names of columns are written as any other row.
        let mut builder = csv::WriterBuilder::new();
        Self {
            inner: builder
                .flexible(true)
                .buffer_capacity(BUFFER)
                .from_writer(out),
            is_safe,
            needs_header: true,
        }
    }

    /// Writes a row.
    pub(crate) fn write<T: AsRef<[u8]>>(
        &mut self,
        cells: impl IntoIterator<Item = T>,
    ) -> csv::Result<()> {
        for cell in cells {
            if self.is_safe {
                self.inner.write_field(harmless(cell.as_ref()))?;
            } else {
                self.inner.write_field(cell)?;
            }
        }
        self.inner.write_record(None::<&[u8]>)
    }

    /// Writes a value as a row; the first time its fields' names above it.
    pub(crate) fn serialize(&mut self, value: impl Serialize) -> csv::Result<()> {
        if !self.is_safe {
            return self.inner.serialize(value);
        }
        let mut rows = Vec::new();
        {
            let mut builder = csv::WriterBuilder::new();
            let mut writer = builder
                .has_headers(self.needs_header)
                .from_writer(&mut rows);
            writer.serialize(value)?;
            writer.flush()?;
        }
        self.needs_header = false;
        let mut builder = csv::ReaderBuilder::new();
        let reader = builder.has_headers(false).from_reader(rows.as_slice());
        for row in reader.into_byte_records() {
            self.write(row?.iter())?;
        }
        Ok(())
    }

    pub(crate) fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

/// Returns a cell with `'` before whatever a spreadsheet would run.
pub(crate) fn harmless(cell: &[u8]) -> Cow<'_, [u8]> {
    let blanks = cell.iter().take_while(|&&byte| byte == b' ').count();
    let begins = |at: usize| match at {
        0 => is_formula(&cell[blanks..]),
        at if is_separator(cell[at - 1]) => {
            let rest = &cell[at..];
            let blanks = rest.iter().take_while(|&&byte| byte == b' ').count();
            // A dash after a comma and a blank is prose.
            is_formula(rest) || matches!(rest.get(blanks), Some(b'=' | b'@'))
        }
        _ => false,
    };
    if is_number(cell) || !(0..cell.len()).any(begins) {
        return Cow::Borrowed(cell);
    }
    let mut out = Vec::with_capacity(cell.len() + 1);
    for (at, &byte) in cell.iter().enumerate() {
        if begins(at) {
            out.push(b'\'');
        }
        out.push(byte);
    }
    Cow::Owned(out)
}

/// Whether a spreadsheet may take a text for a formula, or pass over its start to one.
fn is_formula(text: &[u8]) -> bool {
    let wide = ["＝", "＋", "－", "＠"];
    matches!(
        text.first(),
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r')
    ) || wide.iter().any(|sign| text.starts_with(sign.as_bytes()))
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b',' | b';' | b'\t' | b'\n' | b'\r')
}

/// Whether a cell is a finite decimal number.
fn is_number(cell: &[u8]) -> bool {
    let digits = |byte: &u8| byte.is_ascii_digit() || b".eE+-".contains(byte);
    let parsed = || str::from_utf8(cell).ok()?.parse::<f64>().ok();
    cell.iter().all(digits) && parsed().is_some_and(f64::is_finite)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(cell: &str) -> String {
        String::from_utf8(harmless(cell.as_bytes()).into_owned()).unwrap()
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_marked() {
        for (cell, expected) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+33 6 12 34", "'+33 6 12 34"),
            ("-2+3", "'-2+3"),
            ("- dit-il", "'- dit-il"),
            ("\t=1", "'\t'=1"),
            ("\r=1", "'\r'=1"),
            ("＝1", "'＝1"),
            ("  =1", "'  =1"),
            ("a;=1", "a;'=1"),
            ("a\n=1", "a\n'=1"),
            ("a,@b", "a,'@b"),
        ] {
            assert_eq!(shown(cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn numbers_and_ordinary_text_stay_as_they_are() {
        for cell in [
            "",
            "-0.25",
            "+3",
            "-1e-6",
            "1=1",
            "a - b",
            "l’été; - dit-il",
            "a=b",
            "a@b.fr",
            "'=1",
        ] {
            assert!(
                matches!(harmless(cell.as_bytes()), Cow::Borrowed(_)),
                "{cell:?}"
            );
        }
    }

    #[test]
    fn values_are_written_under_their_names_once() {
        #[derive(Serialize)]
        struct Row {
            text: &'static str,
            prior: f64,
        }
        for (is_safe, expected) in [
            (false, "text,prior\n=1,-0.5\n=1,-0.5\n"),
            (true, "text,prior\n'=1,-0.5\n'=1,-0.5\n"),
        ] {
            let mut out = Vec::new();
            let mut writer = CsvOutput::new(&mut out, is_safe);
            for _ in 0..2 {
                writer
                    .serialize(Row {
                        text: "=1",
                        prior: -0.5,
                    })
                    .unwrap();
            }
            writer.flush().unwrap();
            drop(writer);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
