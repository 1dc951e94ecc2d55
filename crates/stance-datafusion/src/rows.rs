//! Rows of a plan on their way to where they are written.

use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;
use datafusion::error::DataFusionError;
use datafusion::physical_plan::{ExecutionPlan, execute_stream_partitioned};
use datafusion::prelude::{DataFrame, SQLOptions, SessionContext};
use futures::StreamExt as _;
use stance_cli::{Failure, Guarded, Output, Terminal, check_output};

use crate::progress::Progress;
use crate::tables::TableArg;
use crate::write::{BatchWriter, Format};

/// Where rows come from and go to.
#[derive(Debug, Args)]
pub(crate) struct RowsArgs {
    /// The query, one SELECT
    #[arg(value_name = "SQL")]
    sql: String,
    /// A table: its name and a csv, jsonl or Parquet file, or a pattern of such; the first two perhaps .gz or .zst
    #[arg(long = "table", value_name = "NAME=FILE")]
    tables: Vec<TableArg>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// Output file, written whole or not at all [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl RowsArgs {
    /// Fails where the output cannot be written, or would take the place of a table or of a model in a folder, before any work.
    pub(crate) fn check(&self, models: Option<&Path>) -> anyhow::Result<()> {
        if self.format == Format::Parquet && self.output.is_none() {
            let message = "--format parquet: stdout cannot hold it";
            return Err(Failure::new(message, "name a file with --output").into());
        }
        let mut read = Vec::new();
        for table in &self.tables {
            read.extend(table.files()?);
        }
        if let Some(folder) = models {
            let entries = std::fs::read_dir(folder)
                .with_context(|| format!("reading {}", folder.display()))?;
            for entry in entries {
                read.push(entry?.path());
            }
        }
        check_output(self.output.as_deref(), read.iter().map(PathBuf::as_path))
    }

    /// Reads the tables and plans the query.
    pub(crate) async fn plan(&self, context: &SessionContext) -> anyhow::Result<DataFrame> {
        for table in &self.tables {
            table.register(context).await?;
        }
        let only_queries = SQLOptions::new()
            .with_allow_ddl(false)
            .with_allow_dml(false)
            .with_allow_statements(false);
        let frame = context.sql_with_options(&self.sql, only_queries).await;
        frame.map_err(|error| told(&error, &self.tables))
    }

    /// Writes the rows of a plan, one partition after the other: those of files and of the sides of a UNION in their order.
    pub(crate) async fn write(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        context: &SessionContext,
        terminal: Terminal,
    ) -> anyhow::Result<()> {
        let streams = execute_stream_partitioned(plan, context.task_ctx())?;
        let progress = Progress::new(terminal, self.output.is_some());
        let stdout = Guarded::new(std::io::stdout(), terminal.width.is_some());
        let mut stdout = BufWriter::new(stdout);
        let mut output = Output::open(self.output.as_deref(), &mut stdout)?;
        let Some(schema) = streams.first().map(|stream| stream.schema()) else {
            return output.finish();
        };
        let mut writer = BatchWriter::new(self.format, &schema, &mut output)?;
        for mut stream in streams {
            while let Some(batch) = progress.watch(stream.next()).await {
                let batch = batch.map_err(|error| told(&error, &self.tables))?;
                progress.written(batch.num_rows());
                writer.write(&batch)?;
            }
        }
        writer.finish()?;
        drop(progress);
        output.finish()
    }
}

/// Returns an error of the engine as it is told, with a hint where a table is missing.
fn told(error: &DataFusionError, tables: &[TableArg]) -> anyhow::Error {
    let message = error.strip_backtrace();
    let message = message
        .strip_prefix("Error during planning: ")
        .or_else(|| message.strip_prefix("Execution error: "))
        .unwrap_or(&message)
        .to_owned();
    if tables.is_empty() {
        return Failure::new(
            message,
            "name the files that are tables with --table NAME=FILE",
        )
        .into();
    }
    anyhow::Error::msg(message)
}
