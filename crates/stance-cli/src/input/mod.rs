//! Inputs of a batch: which files there are, in which format, opened and decoded.

mod encoding;
mod open;
mod walk;

use std::fmt;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use self::walk::sources;

pub(crate) use self::open::{
    LINES_HINT, MAX_TEXT, Opened, decode, read_line, read_whole, tell_lost, too_many_lines,
};

/// The inputs of a batch.
#[derive(Debug, Clone, Args)]
pub(crate) struct InputArgs {
    /// Files, folders, globs, or - for stdin
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Format of the input
    #[arg(long, value_name = "FORMAT", default_value = "auto")]
    pub(crate) input_format: InputFormat,
}

impl InputArgs {
    /// Returns the inputs in their order, each a file, stdin, or why a path is neither.
    pub(crate) fn sources(&self) -> Vec<anyhow::Result<Source>> {
        let paths = self.paths.iter();
        paths
            .flat_map(|path| sources(path, self.input_format))
            .collect()
    }
}

/// What an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputFormat {
    /// By the file's extension, before .gz or .zst; stdin is txt
    Auto,
    /// One article of plain text
    Txt,
    /// One article in Markdown
    Md,
    /// One article, the main text of a web page
    Html,
    /// Rows below a header line
    Csv,
    /// One JSON object per line, each a row
    Jsonl,
    /// An array of JSON objects, each a row; or one object
    Json,
    /// Rows of a Parquet file
    Parquet,
}

/// The extensions that are known, for messages.
const EXTENSIONS: &str =
    ".txt, .md, .html, .csv, .jsonl, .json or .parquet, perhaps with .gz or .zst";

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

/// Returns the bytes of all inputs that can be read; nothing where one has no end to be known.
pub(crate) fn total_bytes(inputs: &[anyhow::Result<Source>]) -> Option<u64> {
    inputs.iter().flatten().map(Source::bytes).sum()
}

impl Source {
    /// Returns the input that a path stands for: `-` is stdin.
    pub(crate) fn of(path: &Path) -> Self {
        if path == Path::new("-") {
            Self::Stdin
        } else {
            Self::File(path.to_owned())
        }
    }

    /// Returns the path of a file; nothing of stdin.
    pub(crate) fn path(&self) -> Option<&Path> {
        match self {
            Self::Stdin => None,
            Self::File(path) => Some(path),
        }
    }

    /// Returns the bytes of a file, packed ones; nothing of stdin.
    pub(crate) fn bytes(&self) -> Option<u64> {
        match self {
            Self::Stdin => None,
            Self::File(path) => std::fs::metadata(path).ok().map(|found| found.len()),
        }
    }

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
    let extension = |path: &Path| Some(path.extension()?.to_str()?.to_ascii_lowercase());
    let mut found = extension(path)?;
    if matches!(found.as_str(), "gz" | "zst") {
        found = extension(Path::new(path.file_stem()?))?;
    }
    Some(match found.as_str() {
        "txt" => InputFormat::Txt,
        "md" | "markdown" => InputFormat::Md,
        "html" | "htm" => InputFormat::Html,
        "csv" => InputFormat::Csv,
        "jsonl" => InputFormat::Jsonl,
        "json" => InputFormat::Json,
        "parquet" => InputFormat::Parquet,
        _ => return None,
    })
}

/// Returns the names, each in back quotes, separated by commas.
pub(crate) fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// How alike two names must be, from 0 to 1, for one to be taken for the other mistyped.
const ALIKE: f64 = 0.7;

/// Returns the name that was probably meant, if one is like what was found but for a slip: by Jaro similarity,
/// without regard to case.
pub(crate) fn nearest<'a>(found: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let found = found.to_lowercase();
    names
        .map(|name| (strsim::jaro(&found, &name.to_lowercase()), name))
        .filter(|&(likeness, _)| likeness > ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// Returns a hint, after the name that was probably meant where one is like what was found.
pub(crate) fn with_nearest<'a>(
    found: &str,
    names: impl Iterator<Item = &'a str>,
    hint: &str,
) -> String {
    match nearest(found, names) {
        Some(near) => format!("did you mean `{near}`? {hint}"),
        None => hint.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_the_name_that_was_meant() {
        let names = || ["text", "label", "group"].into_iter();
        assert_eq!(nearest("txet", names()), Some("text"));
        assert_eq!(nearest("Labels", names()), Some("label"));
        assert_eq!(nearest("avis", names()), None);
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

    #[test]
    fn compression_hides_no_format() {
        for (name, format) in [
            ("a.html.gz", Some(InputFormat::Html)),
            ("a.b.HTM.zst", Some(InputFormat::Html)),
            ("a.parquet", Some(InputFormat::Parquet)),
            ("a.Markdown.gz", Some(InputFormat::Md)),
            ("a.gz", None),
            ("gz", None),
        ] {
            assert_eq!(by_extension(Path::new(name)), format, "{name}");
        }
    }
}
