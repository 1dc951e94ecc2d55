//! `stance cross-validate`: how well models trained on a file's rows do on rows of it that they did not see.

use stance_model::record::TrainingRecord;
use stance_model::{LeaveOut, TrainOptions, cross_validate};

use super::train::{Prepared, TrainingArgs, prepare};
use crate::ExitStatus;
use crate::failure::{Failure, Skipped};
use crate::figures::{self, ReportArgs, Subject, Training};
use crate::io::Io;
use crate::labelled::LabelledFile;
use crate::memory::Work;

/// Judge a way of training by rows left out
///
/// Trains once without each fold, with the options of `stance train`, and prints what `stance evaluate` prints of
/// the predictions of the rows left out. The choice of C and the calibration are made anew each time, without those
/// rows (nested cross-validation). With --leave-out, the rows of one value of a column after the other are left out
/// (one outlet, one year, one topic), which says how well a model does on values that it never saw.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  stance cross-validate letters.csv --label-column opinion\n  \
    stance cross-validate press.csv --leave-out outlet --c 30\n  \
    stance cross-validate press.csv --chars none --min-macro-f1 0.7"
)]
pub(crate) struct Args {
    #[command(flatten)]
    training: TrainingArgs,
    /// Column whose values are left out one at a time, instead of folds
    #[arg(long, value_name = "COLUMN", help_heading = "Fit")]
    leave_out: Option<String>,
    #[command(flatten)]
    report: ReportArgs,
}

pub(crate) fn run(args: &Args, io: &mut Io<'_>) -> anyhow::Result<ExitStatus> {
    let mut columns = args.report.by.clone();
    figures::check_columns(&columns)?;
    args.report.check_output(args.training.files())?;
    // The column left out comes last; it is shown value by value without being asked for.
    columns.extend(args.leave_out.clone());
    let mut skipped = Skipped::default();
    let Prepared { file, options, .. } = prepare(
        &args.training,
        Work::CrossValidation,
        &columns,
        &mut skipped,
        io,
    )?;
    let leave_out = match (&args.leave_out, file.others.last()) {
        (Some(column), Some(values)) => {
            check_values(column, values)?;
            LeaveOut::Values(values)
        }
        _ => LeaveOut::Folds(check_folds(options.folds)?),
    };
    let pool = args.training.threads.pool()?;
    let targets = file.targets.as_deref();
    let found = pool.install(|| cross_validate(&file.set, targets, &options, leave_out));
    let (judged, records) = found.map_err(|error| file.locate(error))?;
    let mut report = args.report.clone();
    let shown = match &args.leave_out {
        Some(column) if !report.by.contains(column) => {
            report.by.push(column.clone());
            file.others.as_slice()
        }
        Some(_) => &file.others[..file.others.len() - 1],
        None => &file.others,
    };
    let subject = Subject {
        judged: &judged,
        model: "cross-validation".to_owned(),
        file: &file,
        by: shown,
        targets: labels_by_target(&file),
        against: Vec::new(),
        training: Some(Training {
            left_out: left_out(args.leave_out.as_deref(), &options),
            models: records.len(),
            c: records.iter().map(|record| record.c).collect(),
            converged: records.iter().all(TrainingRecord::converged),
        }),
    };
    figures::write(subject, &report, &pool, &skipped, io)
}

/// Refuses fewer than two folds.
pub(super) fn check_folds(folds: usize) -> anyhow::Result<usize> {
    if folds >= 2 {
        return Ok(folds);
    }
    let message = format!("--folds {folds}: rows are judged by models trained without them");
    Err(Failure::new(message, "use --folds 5, or --leave-out with a column").into())
}

fn check_values(column: &str, values: &[String]) -> anyhow::Result<()> {
    match values.first() {
        Some(first) if values.iter().all(|value| value == first) => {
            let message = format!("--leave-out {column}: all rows have the value {first:?}");
            let hint = "name a column of two values or more, or use --folds";
            Err(Failure::new(message, hint).into())
        }
        _ => Ok(()),
    }
}

fn left_out(column: Option<&str>, options: &TrainOptions) -> String {
    match column {
        Some(column) => format!("one value of {column}"),
        None => format!("one of {} folds", options.folds),
    }
}

/// Returns the labels among the rows of each target.
fn labels_by_target(file: &LabelledFile) -> Vec<(String, Vec<String>)> {
    let targets = file.targets.as_deref().unwrap_or_default();
    let mut pairs: Vec<(&String, &String)> = targets.iter().zip(&file.set.labels).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let of_target = |pairs: &[(&String, &String)]| {
        let labels = pairs.iter().map(|(_, label)| (*label).clone());
        (pairs[0].0.clone(), labels.collect())
    };
    pairs.chunk_by(|a, b| a.0 == b.0).map(of_target).collect()
}
