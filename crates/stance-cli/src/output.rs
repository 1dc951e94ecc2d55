//! Where results go: stdout, or a file that appears whole or not at all.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tempfile::NamedTempFile;

use crate::failure::Failure;

/// Stdout, or a file being written beside its place.
pub(crate) enum Output<'a> {
    Stdout(&'a mut dyn Write),
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
        Ok(Self::File {
            temporary: BufWriter::new(beside(path)?),
            path: path.to_owned(),
        })
    }

    /// Puts the file in its place. What is dropped before leaves no trace.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Stdout(stdout) => Ok(stdout.flush()?),
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
            Self::File { temporary, .. } => temporary.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(stdout) => stdout.flush(),
            Self::File { temporary, .. } => temporary.flush(),
        }
    }
}

/// Writes a file whole or not at all.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut file = beside(path)?;
    file.write_all(bytes)
        .with_context(|| format!("writing {}", path.display()))?;
    put(file, path)
}

fn beside(path: &Path) -> anyhow::Result<NamedTempFile> {
    if path.is_dir() {
        let message = format!("writing {}: it is a folder", path.display());
        return Err(Failure::new(message, "name a file").into());
    }
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
    builder.permissions(std::fs::Permissions::from_mode(0o666));
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
    file.persist(path)
        .with_context(|| format!("writing {}", path.display()))?;
    Ok(())
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
