//! Where scores are written, in the format asked for.

use std::borrow::Cow;
use std::fmt;
use std::io::Write;

use anyhow::Context as _;
use csv::ByteRecord;
use serde_json::{Map, Value};

use super::record::ScoredArticle;
use super::rows::{RowArgs, RowKind};
use super::table;
use super::units::{Record, Report, Unit};
use super::verdict::Verdict;
use crate::csv_output::CsvOutput;
use crate::failure::{Failure, Skipped};
use crate::output::Format;

/// Marks an error as being about where results go.
#[derive(Debug)]
pub(crate) struct OutputError;

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("writing the results")
    }
}

/// A row of a csv or jsonl input with its scores.
pub(crate) struct ScoredRow {
    /// Row, from 1.
    pub(super) number: usize,
    /// The input's cells, where they could be read.
    pub(super) cells: Option<ByteRecord>,
    /// The same as a JSON object, where the input holds objects.
    pub(super) object: Option<Map<String, Value>>,
    /// Nothing for a bad row.
    pub(super) scored: Option<ScoredArticle>,
}

pub(crate) struct Writer<'a> {
    report: Report<'a>,
    sink: Sink<'a>,
    /// Of the rows being written.
    rows: RowShape,
}

/// What the rows of an input are.
#[derive(Debug, Default)]
struct RowShape {
    /// Columns of the input.
    header: Vec<String>,
    /// The column of texts, which is written as `text`.
    text: String,
    /// Places of the columns that are written beside those of a unit; `None` where each row is given back.
    carried: Option<Vec<usize>>,
}

/// What writes articles, or rows as articles, in a way of its own.
pub(crate) trait ArticleWriter {
    /// Tells which file the next articles come from.
    fn begin(&mut self, _file: &str) {}
    /// Writes one.
    fn article(&mut self, scored: &ScoredArticle) -> anyhow::Result<()>;
    /// Writes what is still held back; `skipped` tells what was left out.
    fn finish(&mut self, skipped: &Skipped) -> anyhow::Result<()>;
    /// Returns what to tell on stderr at the end, a line each.
    fn notes(&self) -> Vec<String> {
        Vec::new()
    }
}

enum Sink<'a> {
    Own(Box<dyn ArticleWriter + 'a>),
    Table(&'a mut dyn Write),
    Jsonl(&'a mut dyn Write),
    Csv {
        writer: Box<CsvOutput<&'a mut dyn Write>>,
        shape: Option<Shape>,
    },
}

/// What one line of a csv output holds.
#[derive(PartialEq)]
enum Shape {
    Articles,
    Table { header: ByteRecord },
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        format: Format,
        safe_csv: bool,
        out: &'a mut dyn Write,
        report: Report<'a>,
    ) -> Self {
        let sink = match format {
            Format::Table => Sink::Table(out),
            Format::Jsonl => Sink::Jsonl(out),
            Format::Csv => Sink::Csv {
                writer: Box::new(CsvOutput::new(out, safe_csv)),
                shape: None,
            },
        };
        Self {
            report,
            sink,
            rows: RowShape::default(),
        }
    }

    /// Returns a writer of articles in a way of their own.
    pub(crate) fn of_articles(own: Box<dyn ArticleWriter + 'a>, report: Report<'a>) -> Self {
        Self {
            report,
            sink: Sink::Own(own),
            rows: RowShape::default(),
        }
    }

    /// Whether the columns of a row are written beside its scores.
    pub(super) fn keeps_columns(&self) -> bool {
        matches!(self.sink, Sink::Csv { .. })
    }

    /// Prepares for articles. A csv output takes articles or rows of one header, not both.
    pub(super) fn begin_articles(&mut self, file: &str) -> anyhow::Result<()> {
        let result_columns = self.report.result_columns();
        let (writer, shape) = match &mut self.sink {
            Sink::Csv { writer, shape } => (writer, shape),
            Sink::Own(own) => {
                own.begin(file);
                return Ok(());
            }
            Sink::Table(_) | Sink::Jsonl(_) => return Ok(()),
        };
        match shape {
            Some(Shape::Articles) => Ok(()),
            Some(Shape::Table { .. }) => Err(mixed(file, "this is an article, rows came before")),
            None => {
                let columns = self.report.unit.columns().iter().copied();
                let columns = columns.chain(result_columns.iter().map(String::as_str));
                writer.write(columns).context(OutputError)?;
                *shape = Some(Shape::Articles);
                Ok(())
            }
        }
    }

    /// Prepares for rows with these columns.
    pub(super) fn begin_rows(
        &mut self,
        file: &str,
        input: &ByteRecord,
        args: &RowArgs,
    ) -> anyhow::Result<()> {
        let result_columns = self.report.result_columns();
        let unit = self.report.unit;
        self.rows = RowShape::new(input, args, unit);
        let header = &self.rows.output_header(unit);
        let article_rows = self.rows.carried.is_some();
        match &mut self.sink {
            Sink::Own(own) => {
                own.begin(file);
                Ok(())
            }
            Sink::Jsonl(_) => Ok(()),
            Sink::Table(_) if article_rows => Ok(()),
            Sink::Table(out) => table::rows_heading(*out, file).context(OutputError),
            Sink::Csv { writer, shape } => match shape {
                Some(Shape::Table { header: known }) if known == header => Ok(()),
                Some(Shape::Table { .. }) => {
                    Err(mixed(file, "its columns differ from those before"))
                }
                Some(Shape::Articles) => Err(mixed(file, "these are rows, articles came before")),
                None => {
                    let results = result_columns.iter().map(String::as_str);
                    let own = unit.columns().iter().copied();
                    let written = results.chain(own.filter(|_| article_rows));
                    if let Some(name) = written.into_iter().find(|name| has(&self.rows, name)) {
                        return Err(Failure::new(
                            format!("{file}:1: the column `{name}` would clash with the results"),
                            "rename that column, or use --format jsonl",
                        )
                        .into());
                    }
                    let columns = header
                        .iter()
                        .chain(result_columns.iter().map(String::as_bytes));
                    writer.write(columns).context(OutputError)?;
                    *shape = Some(Shape::Table {
                        header: header.clone(),
                    });
                    Ok(())
                }
            },
        }
    }

    pub(super) fn article(&mut self, scored: &ScoredArticle) -> anyhow::Result<()> {
        match &mut self.sink {
            Sink::Own(own) => own.article(scored),
            Sink::Table(out) => table::article(*out, &self.report, scored).context(OutputError),
            Sink::Jsonl(out) => records(*out, &self.report, scored, None),
            Sink::Csv { writer, .. } => {
                for line in self.report.lines(scored) {
                    let cells = line.cells().chain(line.result_cells());
                    writer.write(cells).context(OutputError)?;
                }
                Ok(())
            }
        }
    }

    pub(super) fn row(&mut self, row: &ScoredRow) -> anyhow::Result<()> {
        let report = &self.report;
        match (&mut self.sink, &row.scored) {
            (Sink::Own(own), Some(scored)) => own.article(scored),
            (Sink::Table(out), Some(scored)) if self.rows.carried.is_some() => {
                table::article(*out, report, scored).context(OutputError)
            }
            (Sink::Table(out), _) => table::row(*out, report, row).context(OutputError),
            (Sink::Jsonl(out), Some(scored)) => {
                let columns = self.rows.columns(row);
                let columns = Some(&columns).filter(|columns| !columns.is_empty());
                records(*out, report, scored, columns)
            }
            (Sink::Own(_) | Sink::Jsonl(_), None) => Ok(()),
            (Sink::Csv { writer, .. }, scored) if self.rows.carried.is_some() => {
                let (Some(scored), Some(carried)) = (scored, &self.rows.carried) else {
                    return Ok(());
                };
                let cells = row.cells.as_ref();
                let cell = |&at: &usize| cells.and_then(|cells| cells.get(at)).unwrap_or_default();
                for line in report.lines(scored) {
                    let carried = carried.iter().map(|at| Cow::Borrowed(cell(at)));
                    let cells = line.cells().map(bytes).chain(carried);
                    writer
                        .write(cells.chain(line.result_cells().map(bytes)))
                        .context(OutputError)?;
                }
                Ok(())
            }
            (Sink::Csv { writer, shape }, scored) => {
                let (Some(cells), Some(Shape::Table { header })) = (&row.cells, shape) else {
                    return Ok(());
                };
                // A ragged row, which was reported, is brought to the header's length.
                let kept = (0..header.len()).map(|at| cells.get(at).unwrap_or_default());
                let paragraph = scored.as_ref().and_then(|scored| scored.paragraphs.first());
                let predictions = paragraph.map_or(&[][..], |paragraph| &paragraph.predictions);
                let verdicts = report.verdicts(predictions);
                let results = verdicts.iter().flat_map(Verdict::cells).map(bytes);
                let cells = kept.map(Cow::Borrowed).chain(results);
                writer.write(cells).context(OutputError)
            }
        }
    }

    /// Writes what is still held back; returns what to tell on stderr, a line each.
    pub(super) fn finish(self, skipped: &Skipped) -> anyhow::Result<Vec<String>> {
        match self.sink {
            Sink::Own(mut own) => {
                own.finish(skipped)?;
                return Ok(own.notes());
            }
            Sink::Table(out) | Sink::Jsonl(out) => out.flush().context(OutputError)?,
            Sink::Csv { mut writer, .. } => writer.flush().context(OutputError)?,
        }
        Ok(Vec::new())
    }
}

/// Returns the bytes of a cell that was made here, beside those that are carried through.
fn bytes<'a>(cell: String) -> Cow<'a, [u8]> {
    Cow::Owned(cell.into_bytes())
}

/// Writes the jsonl records of an article.
fn records(
    out: &mut dyn Write,
    report: &Report<'_>,
    scored: &ScoredArticle,
    columns: Option<&Map<String, Value>>,
) -> anyhow::Result<()> {
    for line in report.lines(scored) {
        let record = Record {
            line: &line,
            tasks: report.tasks,
            columns,
        };
        let mut line = serde_json::to_vec(&record)?;
        line.push(b'\n');
        out.write_all(&line).context(OutputError)?;
    }
    Ok(())
}

impl RowShape {
    fn new(input: &ByteRecord, args: &RowArgs, unit: Unit) -> Self {
        let header: Vec<String> = input
            .iter()
            .map(|name| String::from_utf8_lossy(name).into_owned())
            .collect();
        let is_article = args.rows == RowKind::Article || unit != Unit::Paragraph;
        let carried = is_article.then(|| {
            let used = |at: &usize| args.is_written(&header[*at]);
            (0..header.len()).filter(|at| !used(at)).collect()
        });
        Self {
            header,
            text: args.text_column.clone(),
            carried,
        }
    }

    /// Returns the columns that come before those of the scores.
    fn output_header(&self, unit: Unit) -> ByteRecord {
        match &self.carried {
            None => ByteRecord::from(self.header.clone()),
            Some(carried) => {
                let carried = carried.iter().map(|&at| self.header[at].as_str());
                let own = unit.columns().iter().copied();
                own.chain(carried).collect::<Vec<_>>().into()
            }
        }
    }

    /// Returns the columns of a row but its text, as values.
    fn columns(&self, row: &ScoredRow) -> Map<String, Value> {
        if let Some(object) = &row.object {
            let mut object = object.clone();
            object.shift_remove(&self.text);
            return object;
        }
        let cells = row.cells.iter().flat_map(ByteRecord::iter);
        let columns = self
            .header
            .iter()
            .zip(cells)
            .filter(|(name, _)| **name != self.text);
        columns
            .map(|(name, cell)| {
                (
                    name.clone(),
                    Value::String(String::from_utf8_lossy(cell).into_owned()),
                )
            })
            .collect()
    }
}

/// Returns whether a column of the input is carried to the output under this name.
fn has(rows: &RowShape, name: &str) -> bool {
    match &rows.carried {
        None => rows.header.iter().any(|column| column == name),
        Some(carried) => carried.iter().any(|&at| rows.header[at] == name),
    }
}

fn mixed(file: &str, what: &str) -> anyhow::Error {
    let message = format!("{file}: one csv output holds lines of one kind: {what}");
    Failure::new(
        message,
        "score it in a run of its own, or use --format jsonl",
    )
    .into()
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn a_closed_pipe_is_seen_through_the_csv_writer() {
        let pipe = csv::Error::from(io::Error::from(io::ErrorKind::BrokenPipe));
        let error = anyhow::Error::new(pipe).context(OutputError);
        assert_eq!(crate::render_error(&error), (String::new(), 0));
    }
}
