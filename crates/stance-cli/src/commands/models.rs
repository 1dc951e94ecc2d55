//! `stance models`: the models inside the binary.

use std::io::Write;

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use stance_model::hex;

use crate::ExitStatus;
use crate::commands::train::grouped;
use crate::io::Io;
use crate::models::{embedded, open_embedded};
use crate::output::{ReportFormat, aligned};
use crate::shipped::Shipped;

/// Hexadecimal digits of a checksum in the table.
const SHORT_SUM: usize = 12;

/// List the models inside the binary
///
/// Version is that of stance which trained the model; the checksum is the SHA-256 of its file, of which the table
/// shows the beginning.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  stance models --format json")]
pub(crate) struct Args {
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: ReportFormat,
}

/// A model as it is listed.
#[derive(Serialize)]
struct Listed {
    name: &'static str,
    version: String,
    task: &'static str,
    language: &'static str,
    labels: Vec<String>,
    /// Rows trained on.
    rows: usize,
    bytes: usize,
    sha256: String,
}

impl Listed {
    fn new(model: &Shipped, bytes: &[u8]) -> anyhow::Result<Self> {
        let opened = open_embedded(model, bytes)?;
        let records = || {
            opened
                .classifiers()
                .iter()
                .map(stance_model::Classifier::record)
        };
        Ok(Self {
            name: model.name,
            version: records()
                .map(|record| record.version.clone())
                .next()
                .unwrap_or_default(),
            task: model.task.name(),
            language: model.language.code(),
            labels: opened.labels().to_vec(),
            rows: records().map(|record| record.rows).sum(),
            bytes: bytes.len(),
            sha256: hex(&Sha256::digest(bytes)),
        })
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.name.to_owned(),
            self.version.clone(),
            self.task.to_owned(),
            self.language.to_owned(),
            self.labels.join(", "),
            grouped(self.rows),
            grouped(self.bytes),
            self.sha256.chars().take(SHORT_SUM).collect(),
        ]
    }
}

pub(crate) fn run(args: &Args, io: &mut Io<'_>) -> anyhow::Result<ExitStatus> {
    let listed = embedded().map(|(model, bytes)| Listed::new(model, bytes));
    let listed = listed.collect::<anyhow::Result<Vec<_>>>()?;
    match args.format {
        ReportFormat::Json => writeln!(io.stdout, "{}", serde_json::to_string(&listed)?)?,
        ReportFormat::Table => table(io.stdout, &listed)?,
    }
    Ok(ExitStatus::Done)
}

fn table(out: &mut dyn Write, models: &[Listed]) -> anyhow::Result<()> {
    if models.is_empty() {
        writeln!(out, "this build of stance holds no models")?;
        return Ok(());
    }
    let header = [
        "name", "version", "task", "language", "labels", "rows", "bytes", "SHA-256",
    ];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    rows.extend(models.iter().map(Listed::cells));
    Ok(aligned(out, &rows)?)
}
