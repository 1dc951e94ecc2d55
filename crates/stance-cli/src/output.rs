//! Where results go: stdout, or a file that appears whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use crate::beside::Beside;
use crate::failure::Failure;
use crate::guarded::Guarded;

/// Where results go and how they are written.
#[derive(Debug, Args)]
pub(crate) struct OutputArgs {
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,
    /// Output file, written whole or not at all [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Put ' before what a spreadsheet would run in a csv output: cells that begin with = + - @, a tab or a carriage
    /// return and are no numbers
    #[arg(long)]
    pub(crate) safe_csv: bool,
}

impl OutputArgs {
    /// Fails where the output would take the place of something that is read, or an option is for another format.
    pub(crate) fn check<'a>(&self, read: impl IntoIterator<Item = &'a Path>) -> anyhow::Result<()> {
        if self.safe_csv && self.format != Format::Csv {
            let message = "--safe-csv: no csv is written";
            return Err(Failure::new(message, "add --format csv, or leave the option out").into());
        }
        check_output(self.output.as_deref(), read)
    }
}

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// One JSON object per line
    Jsonl,
    /// One row each, below a header line
    Csv,
}

/// How a report that is no batch of results is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people
    Table,
    /// One JSON value
    Json,
}

/// Stdout, or a file being written beside its place, which it takes once it is whole.
///
/// ```
/// use std::io::Write as _;
///
/// let mut stdout = Vec::new();
/// let mut output = stance_cli::Output::open(None, &mut stdout)?;
/// output.write_all(b"a,b\n")?;
/// output.finish()?;
/// assert_eq!(stdout, b"a,b\n");
/// # anyhow::Ok(())
/// ```
#[expect(missing_debug_implementations, reason = "streams have none")]
pub struct Output<'a>(Place<'a>);

enum Place<'a> {
    Stdout(&'a mut dyn Write),
    /// A device or a pipe, which is written through: it cannot be replaced.
    Special(BufWriter<Guarded<File>>),
    File(BufWriter<Beside>),
}

impl<'a> Output<'a> {
    /// Opens `path`, or passes `stdout` on.
    ///
    /// # Errors
    ///
    /// When there can be no file in that place.
    pub fn open(path: Option<&Path>, stdout: &'a mut dyn Write) -> anyhow::Result<Self> {
        let Some(path) = path else {
            return Ok(Self(Place::Stdout(stdout)));
        };
        if is_special(path) {
            let file = File::options().write(true).open(path);
            let file = file.with_context(|| format!("writing {}", path.display()))?;
            let is_terminal = file.is_terminal();
            let guarded = Guarded::new(file, is_terminal);
            return Ok(Self(Place::Special(BufWriter::new(guarded))));
        }
        Ok(Self(Place::File(BufWriter::new(Beside::new(path)?))))
    }

    /// Puts the file in its place. What is dropped before leaves no trace.
    ///
    /// # Errors
    ///
    /// When what was written last, or the file, cannot be put there.
    pub fn finish(self) -> anyhow::Result<()> {
        match self.0 {
            Place::Stdout(stdout) => Ok(stdout.flush()?),
            Place::Special(mut file) => Ok(file.flush()?),
            Place::File(file) => file
                .into_inner()
                .map_err(io::IntoInnerError::into_error)?
                .put(),
        }
    }
}

impl Write for Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Place::Stdout(stdout) => stdout.write(bytes),
            Place::Special(file) => file.write(bytes),
            Place::File(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Place::Stdout(stdout) => stdout.flush(),
            Place::Special(file) => file.flush(),
            Place::File(file) => file.flush(),
        }
    }
}

/// Writes a file whole or not at all.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if is_special(path) {
        return fs::write(path, bytes).with_context(|| format!("writing {}", path.display()));
    }
    Beside::of(path, bytes)?.put()
}

/// Fails where an output would take the place of something that is read, or cannot be written.
///
/// ```
/// use std::path::Path;
///
/// let (same, read) = (Path::new("Cargo.toml"), [Path::new("Cargo.toml")]);
/// assert!(stance_cli::check_output(Some(same), read).is_err());
/// assert!(stance_cli::check_output(None, read).is_ok());
/// ```
///
/// # Errors
///
/// Saying which of the two, and what to name instead.
pub fn check_output<'a>(
    output: Option<&Path>,
    read: impl IntoIterator<Item = &'a Path>,
) -> anyhow::Result<()> {
    let Some(output) = output else {
        return Ok(());
    };
    if read.into_iter().any(|path| is_same_file(path, output)) {
        let message = format!("writing {}: it is among what is read", output.display());
        return Err(Failure::new(message, "name another file for the output").into());
    }
    if !is_special(output) {
        // What cannot be written is told before the work, not after it.
        drop(Beside::new(output)?);
    }
    Ok(())
}

fn is_same_file(a: &Path, b: &Path) -> bool {
    let found = (fs::canonicalize(a), fs::canonicalize(b));
    matches!(found, (Ok(a), Ok(b)) if a == b && !is_special(&a))
}

/// Whether a path is there and neither a file nor a folder.
fn is_special(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// Returns a number of things in words: `1 quotation`, `3 quotations`.
pub(crate) fn counted(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// Writes rows of cells as aligned columns: the first to the left, the others to the right.
pub(crate) fn aligned(out: &mut dyn Write, rows: &[Vec<String>]) -> io::Result<()> {
    use unicode_width::UnicodeWidthStr as _;
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width_of = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.width())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width_of).collect();
    for row in rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let pad = " ".repeat(widths[column] - cell.width());
            let parts = if column == 0 {
                [cell, pad.as_str(), ""]
            } else {
                ["  ", &pad, cell]
            };
            line.extend(parts);
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}
