//! Labelled rows from a CSV file: what `train` and `evaluate` read.

mod locate;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use sha2::{Digest as _, Sha256};
use stance_model::record::{Columns, DataFile};
use stance_model::{Model, TrainingSet, check_label, hex};

use crate::failure::{Failure, Problem, Skipped};
use crate::input::{InputFormat, decode, list};
use crate::io::Io;
use crate::lines::{Lines, is_unclosed, line_of};
use crate::models::find_target;

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

/// The good rows of a labelled file, and where each stood.
#[derive(Debug)]
pub(crate) struct LabelledFile {
    pub(crate) path: PathBuf,
    pub(crate) set: TrainingSet,
    /// Target of each row of `set`, where a column was asked for.
    pub(crate) targets: Option<Vec<String>>,
    /// The other columns asked for, each with a value per row of `set`.
    pub(crate) others: Vec<Vec<String>>,
    /// Line of each row of `set`, from 1.
    pub(crate) lines: Vec<u64>,
    /// Data rows that were skipped.
    pub(crate) left_out: usize,
    pub(crate) columns: Columns,
    pub(crate) data: DataFile,
}

/// Reads a labelled CSV file. Ragged rows and rows with an empty text are reported and left out.
pub(crate) fn read_labelled(
    path: &Path,
    args: &ColumnArgs,
    optional: Optional<'_>,
    skipped: &mut Skipped,
    io: &mut Io<'_>,
) -> anyhow::Result<LabelledFile> {
    let file = path.display().to_string();
    let bytes = std::fs::read(path).with_context(|| {
        Failure::new(
            format!("reading {file}"),
            "name a CSV file with a header line",
        )
    })?;
    let text = decode(&file, &bytes, InputFormat::Csv, skipped, io)?;
    if text.trim().is_empty() {
        return Err(Failure::new(format!("{file}: the file is empty"), HEADER_HINT).into());
    }
    let lines = Lines::new(text.as_bytes());
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(lines);
    let header = reader
        .headers()
        .with_context(|| format!("reading the header of {file}"))?
        .clone();
    let layout = Layout::new(&file, header, args, optional)?;
    let mut rows = Rows::new(&layout, optional.model);
    let mut record = csv::StringRecord::new();
    while reader
        .read_record(&mut record)
        .with_context(|| format!("reading {file}"))?
    {
        let line = line_of(&mut reader, record.as_byte_record());
        if is_unclosed(&reader, record.as_byte_record()) {
            let message = format!("{file}:{line}: the file ends inside a quoted cell of this row");
            return Err(Failure::new(message, "close the quotation mark, or double it").into());
        }
        if let Err(problem) = rows.add(&file, line, &layout, &record)? {
            skipped.report(io, &problem)?;
        }
    }
    if rows.n_read == 0 {
        return Err(Failure::new(format!("{file}: no rows below the header"), HEADER_HINT).into());
    }
    let named = |at: Option<usize>| at.map(|at| layout.header[at].to_owned());
    Ok(LabelledFile {
        path: path.to_owned(),
        left_out: rows.n_read - rows.lines.len(),
        columns: Columns {
            text: args.text_column.clone(),
            label: args.label_column.clone(),
            group: named(layout.group),
            weight: named(layout.weight),
        },
        data: DataFile {
            name: path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            sha256: hex(&Sha256::digest(&bytes)),
            rows: rows.n_read,
        },
        set: rows.set,
        targets: rows.targets,
        others: rows.others,
        lines: rows.lines,
    })
}

/// Where the columns of a file stand.
struct Layout {
    header: csv::StringRecord,
    text: usize,
    label: usize,
    group: Option<usize>,
    weight: Option<usize>,
    target: Option<usize>,
    others: Vec<usize>,
}

impl Layout {
    fn new(
        file: &str,
        header: csv::StringRecord,
        args: &ColumnArgs,
        optional: Optional<'_>,
    ) -> anyhow::Result<Self> {
        let find = |name: &str| find_column(file, &header, name, COLUMN_HINT);
        let (text, label) = (find(&args.text_column)?, find(&args.label_column)?);
        let group = match optional.groups {
            Groups::None => None,
            Groups::Auto if !header.iter().any(|name| name == "group") => None,
            Groups::Auto => Some(find("group")?),
            Groups::Column(name) => Some(find(name)?),
        };
        let weight = optional.weight.map(find).transpose()?;
        let target = optional.target.map(find).transpose()?;
        let others = optional.others.iter().map(|name| find(name));
        let others = others.collect::<anyhow::Result<_>>()?;
        Ok(Self {
            header,
            text,
            label,
            group,
            weight,
            target,
            others,
        })
    }
}

/// The rows read so far.
struct Rows<'a> {
    set: TrainingSet,
    targets: Option<Vec<String>>,
    others: Vec<Vec<String>>,
    model: Option<&'a Model>,
    lines: Vec<u64>,
    n_read: usize,
}

impl<'a> Rows<'a> {
    fn new(layout: &Layout, model: Option<&'a Model>) -> Self {
        let set = TrainingSet {
            groups: layout.group.map(|_| Vec::new()),
            weights: layout.weight.map(|_| Vec::new()),
            ..TrainingSet::default()
        };
        Self {
            set,
            targets: layout.target.map(|_| Vec::new()),
            others: vec![Vec::new(); layout.others.len()],
            model,
            lines: Vec::new(),
            n_read: 0,
        }
    }

    /// Adds a row, or returns why it is left out. A malformed label ends the reading: it would become a
    /// label of the model.
    fn add(
        &mut self,
        file: &str,
        line: u64,
        layout: &Layout,
        record: &csv::StringRecord,
    ) -> anyhow::Result<Result<(), Problem>> {
        self.n_read += 1;
        let name = |at: usize| &layout.header[at];
        let leave_out = |message: String, hint: &'static str| {
            Ok(Err(Problem {
                file: file.to_owned(),
                line: Some(line),
                message,
                hint,
            }))
        };
        if record.len() != layout.header.len() {
            let message = format!(
                "{} cells expected, {} found",
                layout.header.len(),
                record.len()
            );
            return leave_out(
                message,
                "quote cells that hold a comma, a quote or a line break",
            );
        }
        if record[layout.text].trim().is_empty() {
            let message = format!("column `{}` is empty", name(layout.text));
            return leave_out(message, "fill the text in or delete the row");
        }
        let target = match layout.target {
            Some(at) => match self.target(name(at), &record[at]) {
                Ok(target) => Some(target),
                Err((message, hint)) => return leave_out(message, hint),
            },
            None => None,
        };
        let label = record[layout.label].trim();
        if let Some(rule) = check_label(label) {
            let column = name(layout.label);
            let message = format!("{file}:{line}: column `{column}`: the label {label:?} {rule}");
            let hint = "give each row a label of plain characters, or delete the row";
            return Err(Failure::new(message, hint).into());
        }
        if let (Some(weights), Some(at)) = (&mut self.set.weights, layout.weight) {
            let Some(weight) = parse_weight(&record[at]) else {
                let message = format!("column `{}`: {:?} is no weight", name(at), &record[at]);
                return leave_out(message, "give a number of 0 or more");
            };
            weights.push(weight);
        }
        self.set.texts.push(record[layout.text].to_owned());
        self.set.labels.push(label.to_owned());
        if let (Some(groups), Some(at)) = (&mut self.set.groups, layout.group) {
            groups.push(record[at].trim().to_owned());
        }
        if let (Some(targets), Some(target)) = (&mut self.targets, target) {
            targets.push(target.to_owned());
        }
        for (values, &at) in self.others.iter_mut().zip(&layout.others) {
            values.push(record[at].trim().to_owned());
        }
        self.lines.push(line);
        Ok(Ok(()))
    }

    /// Returns a row's target, or what is wrong with it.
    fn target<'c>(&self, column: &str, cell: &'c str) -> Result<&'c str, (String, &'static str)> {
        let target = cell.trim();
        if let Some(model) = self.model {
            return find_target(model, column, target).map(|_| target);
        }
        match check_label(target) {
            None => Ok(target),
            Some(rule) => Err((
                format!("column `{column}`: the target {target:?} {rule}"),
                "give each row a target of plain characters, or delete the row",
            )),
        }
    }
}

/// Returns a row weight: a finite number of 0 or more.
fn parse_weight(cell: &str) -> Option<f64> {
    cell.trim()
        .parse()
        .ok()
        .filter(|weight: &f64| weight.is_finite() && *weight >= 0.0)
}

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
        (None, _) => Err(Failure::new(
            format!(
                "{file}:1: no column `{name}`; the columns are {}",
                list(header.iter())
            ),
            hint,
        )
        .into()),
    }
}
