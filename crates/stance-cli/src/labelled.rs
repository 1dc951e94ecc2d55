//! Labelled rows from CSV and fastText files: what `train`, `check` and `evaluate` read.

mod fasttext;
mod locate;
mod table;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use sha2::{Digest as _, Sha256};
use stance_model::record::{Columns, DataFile};
use stance_model::{Model, TrainingSet, hex};

use crate::failure::{Failure, Skipped};
use crate::input::{InputFormat, Opened, Source, decode, list, with_nearest};
use crate::io::Io;

/// The files that labelled rows are read from.
#[derive(Debug, Args)]
pub(crate) struct DataArgs {
    /// Files of labelled texts, read one after the other as one; `-` for stdin. Each may end in .gz or .zst
    #[arg(value_name = "DATA", required = true)]
    pub(crate) data: Vec<PathBuf>,
    /// Format of the files
    #[arg(long, value_name = "FORMAT", default_value = "auto")]
    pub(crate) input_format: LabelledFormat,
}

/// How labelled rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LabelledFormat {
    /// fasttext where the first line begins with `__label__`, else csv
    Auto,
    /// Rows below a header line
    Csv,
    /// One text per line, with its label as a word that begins with `__label__`
    Fasttext,
}

/// Which columns hold what.
#[derive(Debug, Args)]
#[command(next_help_heading = "Columns")]
pub(crate) struct ColumnArgs {
    /// Column of texts
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub(crate) text_column: String,
    /// Column of labels
    #[arg(long, value_name = "NAME", default_value = "label")]
    pub(crate) label_column: String,
}

/// Where the groups come from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Groups<'a> {
    /// A column named `group`, where there is one.
    Auto,
    /// No groups but rows of equal text.
    None,
    /// This column.
    Column(&'a str),
}

impl<'a> Groups<'a> {
    pub(crate) fn from_option(option: Option<&'a str>) -> Self {
        match option {
            None => Self::Auto,
            Some("none") => Self::None,
            Some(name) => Self::Column(name),
        }
    }
}

/// The columns that may be there or not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Optional<'a> {
    pub(crate) groups: Groups<'a>,
    /// Column of row weights.
    pub(crate) weight: Option<&'a str>,
    /// Column of targets.
    pub(crate) target: Option<&'a str>,
    /// The model whose targets the rows must have; any target will do without one.
    pub(crate) model: Option<&'a Model>,
    /// Other columns, kept as they are.
    pub(crate) others: &'a [String],
}

/// The good rows of labelled files, one file after the other, and where each stood.
#[derive(Debug)]
pub(crate) struct LabelledFile {
    pub(crate) files: Vec<ReadFile>,
    pub(crate) set: TrainingSet,
    /// Target of each row of `set`, where a column was asked for.
    pub(crate) targets: Option<Vec<String>>,
    /// The other columns asked for, each with a value per row of `set`.
    pub(crate) others: Vec<Vec<String>>,
    /// Line of each row of `set` in its file, from 1.
    pub(crate) lines: Vec<u64>,
    /// Data rows that were skipped.
    pub(crate) left_out: usize,
    pub(crate) columns: Columns,
}

/// One of the files read.
#[derive(Debug)]
pub(crate) struct ReadFile {
    /// As it was named.
    pub(crate) path: PathBuf,
    pub(crate) data: DataFile,
    /// Good rows.
    rows: usize,
}

/// How labelled files are read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) format: LabelledFormat,
    pub(crate) columns: &'a ColumnArgs,
    pub(crate) optional: Optional<'a>,
}

/// Reads a labelled CSV file. Ragged rows and rows without a text or a label are reported and left out.
pub(crate) fn read_labelled(
    path: &Path,
    args: &ColumnArgs,
    optional: Optional<'_>,
    skipped: &mut Skipped,
    io: &mut Io<'_>,
) -> anyhow::Result<LabelledFile> {
    let reading = Reading {
        format: LabelledFormat::Csv,
        columns: args,
        optional,
    };
    reading.file(path, skipped, io)
}

impl Reading<'_> {
    /// Reads files one after the other, as one. Groups of one name are one group, whatever file they are in.
    pub(crate) fn files(
        &self,
        paths: &[PathBuf],
        skipped: &mut Skipped,
        io: &mut Io<'_>,
    ) -> anyhow::Result<LabelledFile> {
        let mut read: Option<LabelledFile> = None;
        for path in paths {
            let file = self.file(path, skipped, io)?;
            match &mut read {
                None => read = Some(file),
                Some(read) => read.append(file),
            }
        }
        read.ok_or_else(|| Failure::new("no file to read", "name a file, or - for stdin").into())
    }

    /// Reads a file.
    fn file(
        &self,
        path: &Path,
        skipped: &mut Skipped,
        io: &mut Io<'_>,
    ) -> anyhow::Result<LabelledFile> {
        let file = path.display().to_string();
        let bytes = read_bytes(path, io).with_context(|| {
            Failure::new(
                format!("reading {file}"),
                "name a CSV file with a header line",
            )
        })?;
        let text = decode(&file, &bytes, InputFormat::Csv, skipped, io)?;
        if text.trim().is_empty() {
            return Err(Failure::new(format!("{file}: the file is empty"), HEADER_HINT).into());
        }
        let is_fasttext = match self.format {
            LabelledFormat::Auto => fasttext::is_likely(&text),
            LabelledFormat::Csv => false,
            LabelledFormat::Fasttext => true,
        };
        let (rows, columns) = if is_fasttext {
            fasttext::read(&file, &text, self, skipped, io)?
        } else {
            table::read(&file, &text, self, skipped, io)?
        };
        let name = match path.file_name() {
            Some(name) if path != Path::new("-") => name.to_string_lossy().into_owned(),
            _ => "stdin".to_owned(),
        };
        let data = DataFile {
            name,
            sha256: hex(&Sha256::digest(&bytes)),
            rows: rows.n_read,
        };
        Ok(LabelledFile {
            files: vec![ReadFile {
                path: path.to_owned(),
                data,
                rows: rows.lines.len(),
            }],
            left_out: rows.n_read - rows.lines.len(),
            columns,
            set: rows.set,
            targets: rows.targets,
            others: rows.others,
            lines: rows.lines,
        })
    }
}

/// Returns the bytes of a file, or of stdin for `-`, decompressed.
fn read_bytes(path: &Path, io: &mut Io<'_>) -> anyhow::Result<Vec<u8>> {
    let source = Source::of(path);
    let mut bytes = Vec::new();
    let mut reader = Opened::new(&source, io.stdin)?.bytes()?;
    reader
        .read_to_end(&mut bytes)
        .with_context(|| format!("reading {source}"))?;
    Ok(bytes)
}

impl LabelledFile {
    /// Adds the rows of a further file.
    fn append(&mut self, other: Self) {
        let (before, added) = (self.lines.len(), other.lines.len());
        let TrainingSet {
            texts,
            labels,
            groups,
            weights,
        } = other.set;
        self.set.texts.extend(texts);
        self.set.labels.extend(labels);
        // An empty group joins nothing.
        let rows = (before, added);
        self.set.groups = joined(self.set.groups.take(), groups, rows, String::new());
        self.set.weights = joined(self.set.weights.take(), weights, rows, 1.0);
        self.targets = joined(self.targets.take(), other.targets, rows, String::new());
        for (values, more) in self.others.iter_mut().zip(other.others) {
            values.extend(more);
        }
        self.lines.extend(other.lines);
        self.left_out += other.left_out;
        self.columns.group = self.columns.group.take().or(other.columns.group);
        self.files.extend(other.files);
    }

    /// Returns the number of the file that a row came from, from 0.
    pub(crate) fn file_of(&self, row: usize) -> usize {
        let mut end = 0;
        let ends = self.files.iter().map(|file| {
            end += file.rows;
            end
        });
        ends.take_while(|&end| end <= row).count()
    }

    /// Returns where a row stands: file and line.
    pub(crate) fn place(&self, row: usize) -> String {
        let file = self.files.get(self.file_of(row));
        let file = file.map_or(String::new(), |file| file.path.display().to_string());
        match self.lines.get(row) {
            Some(line) => format!("{file}:{line}"),
            None => file,
        }
    }

    /// Returns the names of the files.
    pub(crate) fn names(&self) -> String {
        let names: Vec<&str> = self
            .files
            .iter()
            .map(|file| file.data.name.as_str())
            .collect();
        names.join(", ")
    }
}

/// Returns two columns one below the other, where either is there; `fill` stands for the other's cells.
fn joined<T: Clone>(
    first: Option<Vec<T>>,
    second: Option<Vec<T>>,
    (before, added): (usize, usize),
    fill: T,
) -> Option<Vec<T>> {
    if first.is_none() && second.is_none() {
        return None;
    }
    let mut column = first.unwrap_or_else(|| vec![fill.clone(); before]);
    column.extend(second.unwrap_or_else(|| vec![fill; added]));
    Some(column)
}

/// The rows of a file read so far.
struct Rows {
    set: TrainingSet,
    targets: Option<Vec<String>>,
    others: Vec<Vec<String>>,
    lines: Vec<u64>,
    n_read: usize,
}

impl Rows {
    fn new(groups: bool, weights: bool, targets: bool, others: usize) -> Self {
        Self {
            set: TrainingSet {
                groups: groups.then(Vec::new),
                weights: weights.then(Vec::new),
                ..TrainingSet::default()
            },
            targets: targets.then(Vec::new),
            others: vec![Vec::new(); others],
            lines: Vec::new(),
            n_read: 0,
        }
    }

    /// Fails where there is none.
    fn check(&self, file: &str) -> anyhow::Result<()> {
        if self.n_read == 0 {
            let message = format!("{file}: no rows below the header");
            return Err(Failure::new(message, HEADER_HINT).into());
        }
        Ok(())
    }
}

const LABEL_HINT: &str = "give each row a label of plain characters, or delete the row";

const COLUMN_HINT: &str = "name the column with --text-column, --label-column, --group-column, \
                           --weight-column, --target-column, --by or --leave-out";
const HEADER_HINT: &str = "the file needs a header line and one labelled paragraph per row";

/// Returns the position of the column of that name.
pub(crate) fn find_column(
    file: &str,
    header: &csv::StringRecord,
    name: &str,
    hint: &str,
) -> anyhow::Result<usize> {
    let mut found = header
        .iter()
        .enumerate()
        .filter(|(_, column)| *column == name);
    match (found.next(), found.next()) {
        (Some((at, _)), None) => Ok(at),
        (Some(_), Some(_)) => {
            let message = format!("{file}:1: two columns are named `{name}`");
            Err(Failure::new(message, "rename one of them").into())
        }
        (None, _) => {
            let columns = list(header.iter());
            let message = format!("{file}:1: no column `{name}`; the columns are {columns}");
            let hint = with_nearest(name, header.iter(), hint);
            Err(Failure::new(message, hint).into())
        }
    }
}
