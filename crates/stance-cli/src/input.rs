//! Inputs of a batch: which files there are, in which format, decoded.

use std::fmt;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::failure::Failure;

/// What an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputFormat {
    /// By the file's extension; stdin is txt
    Auto,
    /// One article of plain text
    Txt,
    /// One paragraph per row
    Csv,
    /// One JSON object per line, each a paragraph
    Jsonl,
}

/// One input of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    Stdin,
    File(PathBuf),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("-"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

impl Source {
    /// Returns the format of this input, where `asked` or the extension tells.
    pub(crate) fn format(&self, asked: InputFormat) -> Option<InputFormat> {
        match (asked, self) {
            (InputFormat::Auto, Self::Stdin) => Some(InputFormat::Txt),
            (InputFormat::Auto, Self::File(path)) => by_extension(path),
            (asked, _) => Some(asked),
        }
    }
}

fn by_extension(path: &Path) -> Option<InputFormat> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "txt" => Some(InputFormat::Txt),
        "csv" => Some(InputFormat::Csv),
        "jsonl" => Some(InputFormat::Jsonl),
        _ => None,
    }
}

/// Returns the inputs that a path stands for: itself, or the files below a folder in order of their paths,
/// hidden ones left out. With `asked` auto, only files whose extension is known are taken from a folder.
pub(crate) fn sources(path: &Path, asked: InputFormat) -> anyhow::Result<Vec<Source>> {
    if path == Path::new("-") {
        return Ok(vec![Source::Stdin]);
    }
    if !path.is_dir() {
        if !path.exists() {
            let message = format!("{}: no such file or folder", path.display());
            return Err(Failure::new(message, "check the path").into());
        }
        return Ok(vec![Source::File(path.to_owned())]);
    }
    let mut files = Vec::new();
    walk(path, &mut files)
        .map_err(|e| anyhow::Error::new(e).context(format!("reading {}", path.display())))?;
    let known = |file: &PathBuf| asked != InputFormat::Auto || by_extension(file).is_some();
    let found: Vec<Source> = files.into_iter().filter(known).map(Source::File).collect();
    if found.is_empty() {
        let message = format!("{}: no article in this folder", path.display());
        return Err(Failure::new(message, "articles end in .txt, .csv or .jsonl").into());
    }
    Ok(found)
}

/// Collects the files below a folder, sorted by name level by level. Links to folders are not followed.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), files)?;
        } else if entry.path().is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}

/// Returns the bytes as text, without a leading byte order mark.
///
/// The error names line and column (in bytes) of the first byte that is not UTF-8.
pub(crate) fn decode<'a>(file: &str, bytes: &'a [u8]) -> anyhow::Result<&'a str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = before.split(|&byte| byte == b'\n').count();
        let start = before
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |at| at + 1);
        let column = before.len() - start + 1;
        let byte = bytes[error.valid_up_to()];
        Failure::new(
            format!("{file}:{line}:{column}: not UTF-8: byte 0x{byte:02X}"),
            "convert it, for example with: iconv -f WINDOWS-1252 -t UTF-8",
        )
        .into()
    })
}

/// Returns the names, each in back quotes, separated by commas.
pub(crate) fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bad_byte_is_named_by_line_and_column() {
        let error = decode("a.txt", b"abc\nd\xE9f").unwrap_err().to_string();
        assert_eq!(error, "a.txt:2:2: not UTF-8: byte 0xE9");
        assert_eq!(decode("a.txt", b"\xEF\xBB\xBFabc").unwrap(), "abc");
    }

    #[test]
    fn formats_follow_extension_unless_told() {
        let source = Source::File("x/Y.CSV".into());
        assert_eq!(source.format(InputFormat::Auto), Some(InputFormat::Csv));
        assert_eq!(source.format(InputFormat::Txt), Some(InputFormat::Txt));
        assert_eq!(Source::File("x.pdf".into()).format(InputFormat::Auto), None);
        assert_eq!(
            Source::Stdin.format(InputFormat::Auto),
            Some(InputFormat::Txt)
        );
    }
}
