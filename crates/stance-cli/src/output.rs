//! Where results go: stdout, or a file that appears whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use tempfile::NamedTempFile;

use crate::failure::Failure;

/// Where results go and how they are written.
#[derive(Debug, Args)]
pub(crate) struct OutputArgs {
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,
    /// Output file, written whole or not at all [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
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

/// Stdout, or a file being written beside its place.
pub(crate) enum Output<'a> {
    Stdout(&'a mut dyn Write),
    /// A device or a pipe, which is written through: it cannot be replaced.
    Special(BufWriter<File>),
    File {
        temporary: BufWriter<NamedTempFile>,
        path: PathBuf,
    },
}

impl<'a> Output<'a> {
    /// Opens `path`, or passes `stdout` on.
    pub(crate) fn open(path: Option<&Path>, stdout: &'a mut dyn Write) -> anyhow::Result<Self> {
        let Some(path) = path else {
            return Ok(Self::Stdout(stdout));
        };
        if is_special(path) {
            let file = File::options().write(true).open(path);
            let file = file.with_context(|| format!("writing {}", path.display()))?;
            return Ok(Self::Special(BufWriter::new(file)));
        }
        Ok(Self::File {
            temporary: BufWriter::new(beside(path)?),
            path: path.to_owned(),
        })
    }

    /// Puts the file in its place. What is dropped before leaves no trace.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Stdout(stdout) => Ok(stdout.flush()?),
            Self::Special(mut file) => Ok(file.flush()?),
            Self::File { temporary, path } => {
                let file = temporary
                    .into_inner()
                    .map_err(io::IntoInnerError::into_error)?;
                put(file, &path)
            }
        }
    }
}

impl Write for Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(stdout) => stdout.write(bytes),
            Self::Special(file) => file.write(bytes),
            Self::File { temporary, .. } => temporary.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(stdout) => stdout.flush(),
            Self::Special(file) => file.flush(),
            Self::File { temporary, .. } => temporary.flush(),
        }
    }
}

/// Writes a file whole or not at all.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if is_special(path) {
        return fs::write(path, bytes).with_context(|| format!("writing {}", path.display()));
    }
    let mut file = beside(path)?;
    file.write_all(bytes)
        .with_context(|| format!("writing {}", path.display()))?;
    put(file, path)
}

/// Fails where an output would take the place of something that is read.
pub(crate) fn check_output<'a>(
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

/// Returns the file that a path stands for: a link's target, which is replaced and not the link.
fn resolved(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

fn beside(path: &Path) -> anyhow::Result<NamedTempFile> {
    if path.is_dir() {
        let message = format!("writing {}: it is a folder", path.display());
        return Err(Failure::new(message, "name a file").into());
    }
    let path = &resolved(path);
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    ordinary_file().tempfile_in(folder).with_context(|| {
        Failure::new(
            format!("writing {}", path.display()),
            format!("the folder {} must exist and be writable", folder.display()),
        )
    })
}

/// Temporary files are private to their owner; results get the permissions of an ordinary file.
#[cfg(unix)]
fn ordinary_file() -> tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut builder = tempfile::Builder::new();
    builder.permissions(fs::Permissions::from_mode(0o666));
    builder
}

#[cfg(not(unix))]
fn ordinary_file() -> tempfile::Builder<'static, 'static> {
    tempfile::Builder::new()
}

fn put(file: NamedTempFile, path: &Path) -> anyhow::Result<()> {
    file.as_file()
        .sync_all()
        .with_context(|| format!("writing {}", path.display()))?;
    file.persist(resolved(path))
        .with_context(|| format!("writing {}", path.display()))?;
    Ok(())
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
