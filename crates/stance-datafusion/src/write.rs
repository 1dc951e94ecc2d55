//! Batches of rows, written as a table for people, as csv, jsonl or Parquet.

use std::io::Write;

use clap::ValueEnum;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::csv::WriterBuilder as CsvBuilder;
use datafusion::arrow::datatypes::{DataType, Schema, SchemaRef};
use datafusion::arrow::json::writer::{
    LineDelimited, Writer as JsonWriter, WriterBuilder as JsonBuilder,
};
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::Compression;
use datafusion::parquet::file::properties::WriterProperties;
use stance_cli::{Failure, one_line};
use unicode_width::UnicodeWidthStr as _;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// One row each, below a header line
    Csv,
    /// One JSON object per line
    Jsonl,
    /// Parquet, compressed by Snappy; needs --output
    Parquet,
}

/// Columns that a cell of the table takes at most.
const CELL_WIDTH: usize = 72;

/// Writes batches of one schema.
pub(crate) struct BatchWriter<'a> {
    kind: Kind<'a>,
}

enum Kind<'a> {
    Table(Table<'a>),
    Csv(&'a mut dyn Write),
    Jsonl(Box<JsonWriter<&'a mut dyn Write, LineDelimited>>),
    Parquet(Box<Parquet<'a>>),
}

impl<'a> BatchWriter<'a> {
    /// Begins an output of these columns.
    pub(crate) fn new(
        format: Format,
        schema: &SchemaRef,
        out: &'a mut dyn Write,
    ) -> anyhow::Result<Self> {
        let kind = match format {
            Format::Table => Kind::Table(Table { out, widths: None }),
            Format::Csv => {
                check_flat(schema)?;
                // The header stands there also where no row follows.
                let none = RecordBatch::new_empty(SchemaRef::clone(schema));
                out.write_all(&csv(&none, CsvBuilder::new().with_header(true))?)?;
                Kind::Csv(out)
            }
            Format::Jsonl => {
                let writer = JsonBuilder::new().with_explicit_nulls(true);
                Kind::Jsonl(Box::new(writer.build::<_, LineDelimited>(out)))
            }
            Format::Parquet => {
                let compressed = WriterProperties::builder().set_compression(Compression::SNAPPY);
                let schema = SchemaRef::clone(schema);
                let writer = ArrowWriter::try_new(Vec::new(), schema, Some(compressed.build()))?;
                Kind::Parquet(Box::new(Parquet { out, writer }))
            }
        };
        Ok(Self { kind })
    }

    /// Writes the rows of a batch.
    pub(crate) fn write(&mut self, batch: &RecordBatch) -> anyhow::Result<()> {
        match &mut self.kind {
            Kind::Table(table) => table.write(batch)?,
            Kind::Csv(out) => {
                out.write_all(&csv(batch, CsvBuilder::new().with_header(false))?)?;
            }
            Kind::Jsonl(writer) => writer.write(batch)?,
            Kind::Parquet(parquet) => parquet.write(batch)?,
        }
        Ok(())
    }

    /// Writes what comes after the last row.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        match self.kind {
            Kind::Table(_) | Kind::Csv(_) => {}
            Kind::Jsonl(mut writer) => writer.finish()?,
            Kind::Parquet(parquet) => parquet.finish()?,
        }
        Ok(())
    }
}

/// Returns a batch as csv: written at once, an error of the output stays what it is.
fn csv(batch: &RecordBatch, builder: CsvBuilder) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    builder.build(&mut bytes).write(batch)?;
    Ok(bytes)
}

/// A Parquet file whose bytes go on as soon as a row group is whole.
struct Parquet<'a> {
    out: &'a mut dyn Write,
    writer: ArrowWriter<Vec<u8>>,
}

impl Parquet<'_> {
    fn write(&mut self, batch: &RecordBatch) -> anyhow::Result<()> {
        self.writer.write(batch)?;
        self.out
            .write_all(&std::mem::take(self.writer.inner_mut()))?;
        Ok(())
    }

    fn finish(self) -> anyhow::Result<()> {
        Ok(self.out.write_all(&self.writer.into_inner()?)?)
    }
}

/// Fails where a column has no place in one cell of a csv file.
fn check_flat(schema: &Schema) -> anyhow::Result<()> {
    let nested = schema
        .fields()
        .iter()
        .find(|field| field.data_type().is_nested());
    let Some(field) = nested else {
        return Ok(());
    };
    let name = field.name();
    let (what, hint) = match field.data_type() {
        DataType::Struct(fields) => {
            let first = fields.first().map_or("label", |field| field.name());
            let hint =
                format!("select its fields, such as {name}['{first}'], or use --format jsonl");
            ("a struct", hint)
        }
        _ => ("a list", "unnest it, or use --format jsonl".to_owned()),
    };
    let message =
        format!("--format csv: the column `{name}` is {what}, and a csv cell holds one value");
    Err(Failure::new(message, hint).into())
}

/// A table whose columns are as wide as the first batch asks.
struct Table<'a> {
    out: &'a mut dyn Write,
    widths: Option<Vec<usize>>,
}

impl Table<'_> {
    fn write(&mut self, batch: &RecordBatch) -> anyhow::Result<()> {
        let options = FormatOptions::default().with_null("");
        let columns = batch.columns().iter();
        let columns = columns.map(|column| ArrayFormatter::try_new(column.as_ref(), &options));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let row = |row: usize| -> Vec<String> {
            let cells = columns.iter().map(|column| column.value(row).to_string());
            cells.map(|cell| one_line(&cell, CELL_WIDTH)).collect()
        };
        let rows: Vec<Vec<String>> = (0..batch.num_rows()).map(row).collect();
        let schema = batch.schema();
        let names: Vec<String> = (schema.fields().iter())
            .map(|field| one_line(field.name(), CELL_WIDTH))
            .collect();
        let is_number: Vec<bool> = (schema.fields().iter())
            .map(|field| field.data_type().is_numeric())
            .collect();
        if self.widths.is_none() {
            let widest = |column: usize| {
                let cells = rows.iter().map(|cells| cells[column].width());
                cells.chain([names[column].width()]).max().unwrap_or(0)
            };
            let widths = (0..names.len()).map(widest).collect();
            write_line(self.out, &names, &widths, &is_number)?;
            self.widths = Some(widths);
        }
        if let Some(widths) = &self.widths {
            for cells in &rows {
                write_line(self.out, cells, widths, &is_number)?;
            }
        }
        Ok(())
    }
}

/// Writes cells side by side, numbers to the right.
fn write_line(
    out: &mut dyn Write,
    cells: &[String],
    widths: &Vec<usize>,
    is_number: &[bool],
) -> std::io::Result<()> {
    let mut line = String::new();
    for ((cell, &width), &to_the_right) in cells.iter().zip(widths).zip(is_number) {
        let pad = " ".repeat(width.saturating_sub(cell.width()));
        let (before, after) = if to_the_right {
            (pad.as_str(), "")
        } else {
            ("", pad.as_str())
        };
        line.extend([before, cell, after, "  "]);
    }
    writeln!(out, "{}", line.trim_end())
}
