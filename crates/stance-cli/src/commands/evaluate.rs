//! `stance evaluate`: a model against labelled rows.

use std::path::PathBuf;

use clap::ValueEnum;
use stance_model::{Evaluation, TargetedEvaluation, evaluate, evaluate_targets};

use crate::ExitStatus;
use crate::commands::train::grouped;
use crate::failure::Skipped;
use crate::io::Io;
use crate::labelled::{ColumnArgs, Groups, Optional, read_labelled};
use crate::models::{open_model, target_column};
use crate::printable::printable;
use crate::workers::ThreadArgs;

/// Compare a model with labelled paragraphs
///
/// Prints accuracy, macro-F1, precision, recall and F1 of each label, and the confusion matrix; for a model
/// with targets over all rows, then for each target.
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
    /// Column of targets, for a model with targets [default: the one it was trained with]
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    target_column: Option<String>,
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
    let model = open_model(&args.model)?;
    let mut skipped = Skipped::default();
    let optional = Optional {
        groups: Groups::None,
        weight: None,
        target: target_column(&model, args.target_column.as_deref())?,
        model: Some(&model),
        others: &[],
    };
    let file = read_labelled(&args.data, &args.columns, optional, &mut skipped, io)?;
    let pool = args.threads.pool()?;
    let (texts, labels) = (&file.set.texts, &file.set.labels);
    match (model.single(), &file.targets) {
        (Some(classifier), _) => {
            let evaluation = pool.install(|| evaluate(classifier, texts, labels));
            let evaluation = evaluation.map_err(|error| file.locate(error))?;
            match args.format {
                Format::Json => writeln!(io.stdout, "{}", serde_json::to_string(&evaluation)?)?,
                Format::Table => table(io, &evaluation)?,
            }
        }
        (None, targets) => {
            let targets = targets.as_deref().unwrap_or_default();
            let evaluation = pool.install(|| evaluate_targets(&model, texts, labels, targets));
            let evaluation = evaluation.map_err(|error| file.locate(error))?;
            match args.format {
                Format::Json => writeln!(io.stdout, "{}", serde_json::to_string(&evaluation)?)?,
                Format::Table => table_by_target(io, &evaluation)?,
            }
        }
    }
    Ok(skipped.status())
}

/// Writes the figures over all rows, then those of each target.
fn table_by_target(io: &mut Io<'_>, evaluation: &TargetedEvaluation) -> anyhow::Result<()> {
    writeln!(io.stdout, "all targets")?;
    table(io, &evaluation.overall)?;
    for target in &evaluation.targets {
        writeln!(io.stdout, "\ntarget    {}", printable(&target.target))?;
        table(io, &target.evaluation)?;
    }
    Ok(())
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
