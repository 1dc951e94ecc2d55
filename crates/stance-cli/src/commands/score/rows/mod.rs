//! Rows of csv, jsonl, json and Parquet inputs, each a paragraph or an article, scored in batches.

mod delimited;
mod json;
#[cfg(feature = "parquet")]
mod parquet;

use std::cell::Cell;
use std::rc::Rc;

use clap::{Args, ValueEnum};
use csv::ByteRecord;
use rayon::prelude::*;
use serde_json::{Map, Value};

use super::Run;
use super::record::{Given, Reading, ScoredArticle, score_article};
use super::tasks::Scorers;
use super::writer::{ScoredRow, Writer};
use crate::failure::{Failure, Problem};
use crate::input::{
    InputFormat, LINES_HINT, MAX_TEXT, Opened, Source, list, too_many_lines, with_nearest,
};
use crate::io::Io;
use crate::models::find_target;

/// How rows are read, and which columns hold what.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Rows")]
pub(crate) struct RowArgs {
    /// What one row of a csv, jsonl, json or Parquet input is
    #[arg(long, value_name = "KIND", default_value = "paragraph")]
    pub(super) rows: RowKind,
    /// Column or key of texts
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub(super) text_column: String,
    /// Column or key of names, written as `article` [default: the file and the row's number]
    #[arg(long, value_name = "NAME")]
    id_column: Option<String>,
    /// Column or key of titles
    #[arg(long, value_name = "NAME")]
    title_column: Option<String>,
    /// Column or key of dates
    #[arg(long, value_name = "NAME")]
    date_column: Option<String>,
    /// Column or key of sources
    #[arg(long, value_name = "NAME")]
    source_column: Option<String>,
    /// Column or key of targets, for a model with targets [default: the one it was trained with]
    #[arg(long, value_name = "NAME")]
    target_column: Option<String>,
}

/// What one row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RowKind {
    /// One paragraph, scored as it stands
    Paragraph,
    /// One article, cut into paragraphs
    Article,
}

const COLUMN_HINT: &str = "name them with --text-column, --id-column and the like";
const TARGET_HINT: &str =
    "the model has one classifier per target: name the column with --target-column";

impl RowArgs {
    /// Returns whether a column is written as one of an article's own: `text`, `article`, `title` and so on.
    pub(super) fn is_written(&self, column: &str) -> bool {
        self.named().any(|name| name == column)
    }

    /// Returns the columns that must be there.
    fn named(&self) -> impl Iterator<Item = &str> {
        let others = [
            &self.id_column,
            &self.title_column,
            &self.date_column,
            &self.source_column,
        ];
        let others = others.into_iter().filter_map(|name| name.as_deref());
        std::iter::once(self.text_column.as_str()).chain(others)
    }

    /// Returns the column of targets that was asked for.
    pub(super) fn target_column(&self) -> Option<&str> {
        self.target_column.as_deref()
    }

    /// Fails where a column that was named is not among those of the input, or stands there twice.
    fn check(&self, place: &str, columns: &[String], target: Option<&str>) -> anyhow::Result<()> {
        let named = self.named().map(|name| (name, COLUMN_HINT));
        for (name, hint) in named.chain(target.map(|name| (name, TARGET_HINT))) {
            match columns.iter().filter(|column| *column == name).count() {
                1 => {}
                0 => {
                    let found = || columns.iter().map(String::as_str);
                    let columns = list(found());
                    let message = format!("{place}: no column `{name}`; the columns are {columns}");
                    let hint = with_nearest(name, found(), hint);
                    return Err(Failure::new(message, hint).into());
                }
                _ => {
                    let message = format!("{place}: two columns are named `{name}`");
                    return Err(Failure::new(message, "rename one of them").into());
                }
            }
        }
        Ok(())
    }

    /// Returns what a row gives beside its text; `value` looks a column up.
    fn given(&self, value: impl Fn(&str) -> String) -> Given {
        let look = |name: &Option<String>| {
            let found = value(name.as_deref()?).trim().to_owned();
            (!found.is_empty()).then_some(found)
        };
        Given {
            id: look(&self.id_column),
            title: look(&self.title_column),
            date: look(&self.date_column),
            source: look(&self.source_column),
        }
    }
}

/// A row as it was read.
struct Row {
    number: usize,
    cells: Option<ByteRecord>,
    object: Option<Map<String, Value>>,
    /// What to score, or what is wrong with it.
    content: Result<Content, Problem>,
}

/// The text of a row and what else is given of it.
struct Content {
    text: String,
    given: Given,
    /// What it takes sides on, where the model has targets.
    target: Option<String>,
    /// The number of the target's classifier.
    classifier: usize,
}

/// A batch is scored once its rows take this many bytes, texts and columns, or are this many.
///
/// A batch that stays in the processor's cache from reading to writing is faster than a larger one.
const FULL_BYTES: usize = 1 << 20;
const FULL_ROWS: usize = 4096;

/// Rows of one input on their way through a run.
struct Feed<'a, 'w, 's> {
    run: &'a mut Run<'s>,
    writer: &'a mut Writer<'w>,
    io: Io<'a>,
    file: String,
    held: Vec<Row>,
    bytes: usize,
    number: usize,
    /// Bytes of the file read so far.
    taken: Rc<Cell<u64>>,
}

/// Scores the rows of an input.
pub(super) fn score(
    run: &mut Run<'_>,
    source: &Source,
    format: InputFormat,
    writer: &mut Writer<'_>,
    io: &mut Io<'_>,
) -> anyhow::Result<()> {
    let opened = Opened::new(source, io.stdin)?;
    let (mut nothing, mut nowhere) = (std::io::empty(), std::io::sink());
    let mut feed = Feed {
        run,
        writer,
        io: Io {
            stdin: &mut nothing,
            stdout: &mut nowhere,
            stderr: &mut *io.stderr,
        },
        file: source.to_string(),
        held: Vec::new(),
        bytes: 0,
        number: 0,
        taken: opened.taken(),
    };
    let read = match format {
        InputFormat::Csv => delimited::feed(&mut feed, &opened),
        InputFormat::Json => json::feed_array(&mut feed, &opened),
        #[cfg(feature = "parquet")]
        InputFormat::Parquet => parquet::feed(&mut feed, &opened),
        #[cfg(not(feature = "parquet"))]
        InputFormat::Parquet => {
            let message = format!("{source}: this build of stance reads no Parquet");
            Err(Failure::new(message, "build it with the feature `parquet`").into())
        }
        _ => json::feed_lines(&mut feed, &opened),
    };
    // What was read before an error is scored all the same.
    feed.score()?;
    read
}

impl Feed<'_, '_, '_> {
    /// Says what is wrong with the row that is next: its line tells where it stands, else its number.
    fn problem(&self, line: Option<u64>, message: String, hint: &'static str) -> Problem {
        let message = match line {
            Some(_) => message,
            None => format!("row {}: {message}", self.number + 1),
        };
        Problem {
            file: self.file.clone(),
            line,
            message,
            hint,
        }
    }

    /// Fails where a column that was named is missing among those of the input.
    fn check(&self, place: &str, columns: &[String]) -> anyhow::Result<()> {
        let target = self.run.targets.map(|(_, column)| column);
        self.run.rows.check(place, columns, target)
    }

    /// Says which columns the rows have.
    fn begin(&mut self, columns: &[String]) -> anyhow::Result<()> {
        let header = ByteRecord::from(columns.to_vec());
        self.writer.begin_rows(&self.file, &header, self.run.rows)
    }

    /// Returns what to score of a row with this text; `value` looks another column up.
    fn content(
        &self,
        text: String,
        value: impl Fn(&str) -> String,
        line: Option<u64>,
    ) -> Result<Content, Problem> {
        if text.len() as u64 > MAX_TEXT {
            let message = format!(
                "the text is larger than {} MiB, the limit of one text",
                MAX_TEXT >> 20
            );
            return Err(self.problem(line, message, "cut it"));
        }
        if self.run.rows.rows == RowKind::Article
            && let Some(message) = too_many_lines(&text, false)
        {
            return Err(self.problem(line, message, LINES_HINT));
        }
        let (mut target, mut classifier) = (None, 0);
        if let Some((model, column)) = self.run.targets {
            classifier = find_target(model, column, &value(column))
                .map_err(|(message, hint)| self.problem(line, message, hint))?;
            target = model.targets().get(classifier).cloned();
        }
        Ok(Content {
            text,
            given: self.run.rows.given(value),
            target,
            classifier,
        })
    }

    /// Adds a row that can be read.
    fn push(
        &mut self,
        cells: ByteRecord,
        object: Option<Map<String, Value>>,
        content: Result<Content, Problem>,
    ) -> anyhow::Result<()> {
        self.push_row(Some(cells), object, content)
    }

    /// Adds a row of which nothing can be read.
    fn push_bad(&mut self, problem: Problem) -> anyhow::Result<()> {
        self.push_row(None, None, Err(problem))
    }

    fn push_row(
        &mut self,
        cells: Option<ByteRecord>,
        object: Option<Map<String, Value>>,
        content: Result<Content, Problem>,
    ) -> anyhow::Result<()> {
        self.number += 1;
        self.bytes += content.as_ref().map_or(0, |content| content.text.len());
        self.bytes += cells.as_ref().map_or(0, |cells| cells.as_slice().len());
        self.bytes += object.as_ref().map_or(0, json::bytes_of_object);
        self.held.push(Row {
            number: self.number,
            cells,
            object,
            content,
        });
        if self.bytes < FULL_BYTES && self.held.len() < FULL_ROWS {
            return Ok(());
        }
        self.score()
    }

    /// Scores and writes the rows held, in order; reports the bad ones.
    fn score(&mut self) -> anyhow::Result<()> {
        self.bytes = 0;
        let rows = std::mem::take(&mut self.held);
        let (reading, kind) = (&self.run.reading, self.run.rows.rows);
        let (file, n_rows, pool) = (&self.file, rows.len(), &self.run.scorers);
        let scored: anyhow::Result<Vec<_>> = self.run.pool.install(|| {
            let rows = rows.into_par_iter().map_init(
                || pool.lend(),
                |scorers, row| row.score(file, kind, reading, scorers),
            );
            rows.collect()
        });
        for (row, problem) in scored? {
            if let Some(problem) = problem {
                self.run.skipped.report(&mut self.io, &problem)?;
            }
            if let Some(article) = &row.scored {
                self.run.count(article);
            }
            self.writer.row(&row)?;
        }
        self.run.progress.add(n_rows, self.taken.get());
        Ok(())
    }
}

impl Row {
    /// Returns the row with its scores; a bad one without, and why. Fails when a model cannot be opened.
    fn score(
        self,
        file: &str,
        kind: RowKind,
        reading: &Reading,
        scorers: &mut Scorers<'_>,
    ) -> anyhow::Result<(ScoredRow, Option<Problem>)> {
        let number = self.number;
        let (scored, problem) = match self.content {
            Ok(content) => {
                let scored = content.score(file, number, kind, reading, scorers)?;
                (Some(scored), None)
            }
            Err(problem) => (None, Some(problem)),
        };
        let row = ScoredRow {
            number,
            cells: self.cells,
            object: self.object,
            scored,
        };
        Ok((row, problem))
    }
}

impl Content {
    fn score(
        self,
        file: &str,
        number: usize,
        kind: RowKind,
        reading: &Reading,
        scorers: &mut Scorers<'_>,
    ) -> anyhow::Result<ScoredArticle> {
        let name = self.given.id.clone();
        let name = name.unwrap_or_else(|| format!("{file}#{number}"));
        let article = match kind {
            RowKind::Paragraph => reading.reader.read_paragraph(self.text),
            RowKind::Article => reading.reader.read_text(self.text),
        };
        let scored = score_article(name, article, self.given, scorers, self.classifier, reading)?;
        Ok(ScoredArticle {
            target: self.target,
            ..scored
        })
    }
}
