//! `stance evaluate`: a model against labelled rows.

use std::path::PathBuf;

use clap::ValueEnum;
use stance_model::{Evaluation, evaluate};

use crate::ExitStatus;
use crate::commands::train::grouped;
use crate::failure::Skipped;
use crate::io::Io;
use crate::labelled::{ColumnArgs, Groups, Optional, read_labelled};
use crate::models::open_model;
use crate::printable::printable;
use crate::workers::ThreadArgs;

/// Compare a model with labelled paragraphs
///
/// Prints accuracy, macro-F1, precision, recall and F1 of each label, and the confusion matrix.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  stance evaluate stance-ai-fr labelled.csv --format json")]
pub(crate) struct Args {
    /// Path of a model file, else name of an embedded model
    #[arg(value_name = "MODEL")]
    model: String,
    /// CSV file of labelled texts
    #[arg(value_name = "DATA.csv")]
    data: PathBuf,
    #[command(flatten)]
    columns: ColumnArgs,
    /// Output format
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "table",
        help_heading = "Options"
    )]
    format: Format,
    #[command(flatten)]
    threads: ThreadArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// One JSON object
    Json,
}

pub(crate) fn run(args: &Args, io: &mut Io<'_>) -> anyhow::Result<ExitStatus> {
    let classifier = open_model(&args.model)?;
    let mut skipped = Skipped::default();
    let optional = Optional {
        groups: Groups::None,
        weight: None,
    };
    let file = read_labelled(&args.data, &args.columns, optional, &mut skipped, io)?;
    let evaluation = args
        .threads
        .pool()?
        .install(|| evaluate(&classifier, &file.set.texts, &file.set.labels))
        .map_err(|error| file.locate(error))?;
    match args.format {
        Format::Json => writeln!(io.stdout, "{}", serde_json::to_string(&evaluation)?)?,
        Format::Table => table(io, &evaluation)?,
    }
    Ok(skipped.status())
}

fn table(io: &mut Io<'_>, evaluation: &Evaluation) -> anyhow::Result<()> {
    let out = &mut *io.stdout;
    writeln!(out, "rows      {}", grouped(evaluation.rows))?;
    writeln!(out, "accuracy  {:.3}", evaluation.accuracy.value)?;
    writeln!(out, "macro-F1  {:.3}\n", evaluation.macro_f1.value)?;
    let mut figures = vec![vec![
        "label".to_owned(),
        "precision".to_owned(),
        "recall".to_owned(),
        "F1".to_owned(),
        "support".to_owned(),
    ]];
    for label in &evaluation.labels {
        figures.push(vec![
            printable(&label.label).into_owned(),
            format!("{:.3}", label.precision.value),
            format!("{:.3}", label.recall.value),
            format!("{:.3}", label.f1.value),
            grouped(usize::try_from(label.support)?),
        ]);
    }
    crate::output::aligned(out, &figures)?;
    writeln!(out, "\nconfusion: rows true, columns predicted")?;
    let labels = || {
        evaluation
            .confusion
            .labels
            .iter()
            .map(|label| printable(label).into_owned())
    };
    let mut rows = vec![
        std::iter::once(String::new())
            .chain(labels())
            .collect::<Vec<_>>(),
    ];
    for (label, counts) in labels().zip(&evaluation.confusion.counts) {
        rows.push(
            std::iter::once(label)
                .chain(counts.iter().map(u64::to_string))
                .collect(),
        );
    }
    crate::output::aligned(out, &rows)?;
    Ok(())
}
