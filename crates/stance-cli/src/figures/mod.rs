//! The report of judged rows that `evaluate` and `cross-validate` share: figures with intervals, and what they rest on.

mod html;
mod table;

pub(crate) use self::table::{shown, shown_difference};

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;
use stance_model::bootstrap::Bootstrap;
use stance_model::folds::number_values;
use stance_model::metrics::CALIBRATION_BINS;
use stance_model::{CalibrationBin, Comparison, Coverage, Evaluation, Judged};

use crate::ExitStatus;
use crate::failure::{Failure, Skipped};
use crate::io::Io;
use crate::labelled::LabelledFile;
use crate::output::{Output, check_output};

/// What a report shows, and where.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Report")]
pub(crate) struct ReportArgs {
    /// Column whose values each get figures of their own; may be given more than once
    #[arg(long, value_name = "COLUMN")]
    pub(crate) by: Vec<String>,
    /// Give the label `uncertain` to rows whose most probable label has a lower probability, and show
    /// the figures with and without them
    #[arg(long, value_name = "P", value_parser = parse_share)]
    pub(crate) min_confidence: Option<f64>,
    /// End with exit code 1 where macro-F1 over all rows is lower
    #[arg(long, value_name = "X", value_parser = parse_share)]
    min_macro_f1: Option<f64>,
    /// Errors shown, the surest first
    #[arg(long, value_name = "N", default_value_t = 10)]
    errors: usize,
    /// Bootstrap samples behind each interval
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(100..=100_000))]
    resamples: u32,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// Output file, written whole or not at all [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// One JSON object
    Json,
    /// One page that needs nothing else, with plots
    Html,
}

impl ReportArgs {
    /// Fails where the report would take the place of something that is read.
    pub(crate) fn check_output<'a>(
        &self,
        read: impl IntoIterator<Item = &'a Path>,
    ) -> anyhow::Result<()> {
        check_output(self.output.as_deref(), read)
    }
}

pub(crate) fn parse_share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("a number from 0 to 1 expected".to_owned()),
    }
}

/// Judged rows with the file they stand in.
pub(crate) struct Subject<'a> {
    pub(crate) judged: &'a Judged,
    /// What judged them: a model, or models of a cross-validation.
    pub(crate) model: String,
    pub(crate) file: &'a LabelledFile,
    /// Values of the columns of [`ReportArgs::by`], column by column.
    pub(crate) by: &'a [Vec<String>],
    /// The labels of each target's classifier, where there are targets.
    pub(crate) targets: Vec<(String, Vec<String>)>,
    /// Others over the same rows.
    pub(crate) against: Vec<(String, Judged)>,
    pub(crate) training: Option<Training>,
}

/// How the models of a cross-validation were made.
#[derive(Debug, Serialize)]
pub(crate) struct Training {
    /// Groups of rows left out, one after the other: `folds`, or the values of a column.
    pub(crate) left_out: String,
    /// Models trained, each without one of them.
    pub(crate) models: usize,
    /// The value of C of each.
    pub(crate) c: Vec<f64>,
    /// Whether the solver reached its tolerance in each.
    pub(crate) converged: bool,
}

/// Everything a report says. Serialises to the JSON that is printed.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    model: String,
    data: String,
    #[serde(flatten)]
    evaluation: Evaluation,
    bootstrap: BootstrapRecord,
    #[serde(skip_serializing_if = "Option::is_none")]
    training: Option<Training>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    targets: Vec<TargetFigures>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    by: Vec<Breakdown>,
    #[serde(skip_serializing_if = "Option::is_none")]
    abstention: Option<Abstention>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    against: Vec<Against>,
    risk_coverage: Vec<Coverage>,
    calibration: Vec<CalibrationBin>,
    n_errors: usize,
    errors: Vec<WrongRow>,
}

#[derive(Debug, Serialize)]
struct BootstrapRecord {
    resamples: usize,
    level: f64,
    seed: u64,
}

/// The figures of one target's rows, over the labels of its classifier.
#[derive(Debug, Serialize)]
struct TargetFigures {
    target: String,
    #[serde(flatten)]
    evaluation: Evaluation,
}

/// The figures of each value of a column.
#[derive(Debug, Serialize)]
struct Breakdown {
    column: String,
    values: Vec<ValueFigures>,
}

#[derive(Debug, Serialize)]
struct ValueFigures {
    value: String,
    #[serde(flatten)]
    evaluation: Evaluation,
}

/// What becomes of the figures where unsure rows are given no label.
#[derive(Debug, Serialize)]
struct Abstention {
    min_confidence: f64,
    /// Rows that keep their label.
    rows: usize,
    /// Their share of all.
    coverage: f64,
    /// Rows with the label `uncertain`, by true label in the order of the labels.
    uncertain: Vec<u64>,
    /// Share of all rows predicted right, `uncertain` counting as wrong.
    accuracy_of_all: f64,
    /// The figures of the rows that keep their label; none where no row does.
    kept: Option<Evaluation>,
}

/// Another model over the same rows.
#[derive(Debug, Serialize)]
struct Against {
    model: String,
    #[serde(flatten)]
    evaluation: Evaluation,
    /// The figures of the first model minus those of this one.
    #[serde(flatten)]
    comparison: Comparison,
}

/// A row predicted wrong.
#[derive(Debug, Serialize)]
struct WrongRow {
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    label: String,
    predicted: String,
    confidence: f64,
    text: String,
}

/// Percentages of the rows at which risk is told.
fn percentages() -> impl Iterator<Item = usize> {
    (1..=20).rev().map(|step| 5 * step)
}

impl Report {
    fn new(subject: Subject<'_>, args: &ReportArgs) -> Self {
        let bootstrap = Bootstrap {
            resamples: args.resamples as usize,
            ..Bootstrap::default()
        };
        let evaluate = |judged: &Judged| Evaluation::new(judged, &bootstrap);
        let Subject { judged, file, .. } = subject;
        let against = subject.against.into_iter().map(|(model, other)| Against {
            model,
            evaluation: evaluate(&other),
            comparison: Comparison::new(judged, &other, &bootstrap),
        });
        let columns = args.by.iter().zip(subject.by);
        let wrong = judged.errors();
        Self {
            model: subject.model,
            data: file.names(),
            evaluation: evaluate(judged),
            bootstrap: BootstrapRecord {
                resamples: bootstrap.resamples,
                level: bootstrap.level,
                seed: bootstrap.seed,
            },
            training: subject.training,
            targets: target_figures(judged, file, &subject.targets, evaluate),
            by: columns
                .map(|(column, values)| breakdown(judged, column, values, evaluate))
                .collect(),
            abstention: args
                .min_confidence
                .map(|at| Abstention::new(judged, at, evaluate)),
            against: against.collect(),
            risk_coverage: percentages().map(|p| judged.coverage(p)).collect(),
            calibration: judged.calibration_bins(CALIBRATION_BINS),
            n_errors: wrong.len(),
            errors: wrong
                .into_iter()
                .take(args.errors)
                .map(|row| WrongRow::new(judged, file, row))
                .collect(),
        }
    }
}

fn target_figures(
    judged: &Judged,
    file: &LabelledFile,
    targets: &[(String, Vec<String>)],
    evaluate: impl Fn(&Judged) -> Evaluation,
) -> Vec<TargetFigures> {
    let of_row = file.targets.as_deref().unwrap_or_default();
    let figures = |(target, labels): &(String, Vec<String>)| {
        let rows: Vec<usize> = (0..of_row.len())
            .filter(|&row| of_row[row] == *target)
            .collect();
        (!rows.is_empty()).then(|| TargetFigures {
            target: target.clone(),
            evaluation: evaluate(&judged.select(&rows).over(labels)),
        })
    };
    targets.iter().filter_map(figures).collect()
}

fn breakdown(
    judged: &Judged,
    column: &str,
    values: &[String],
    evaluate: impl Fn(&Judged) -> Evaluation,
) -> Breakdown {
    let numbers = number_values(values);
    let n_values = numbers.iter().max().map_or(0, |&top| top + 1);
    let of_value = |number: usize| {
        let rows: Vec<usize> = (0..numbers.len())
            .filter(|&row| numbers[row] == number)
            .collect();
        ValueFigures {
            value: values[rows[0]].clone(),
            evaluation: evaluate(&judged.select(&rows)),
        }
    };
    Breakdown {
        column: column.to_owned(),
        values: (0..n_values).map(of_value).collect(),
    }
}

impl Abstention {
    fn new(judged: &Judged, min_confidence: f64, evaluate: impl Fn(&Judged) -> Evaluation) -> Self {
        let rows = judged.surer_than(min_confidence);
        let mut uncertain: Vec<u64> = (0..judged.labels().len())
            .map(|label| judged.confusion().support(label))
            .collect();
        for &row in &rows {
            uncertain[judged.truth()[row]] -= 1;
        }
        let right = rows.iter().filter(|&&row| judged.is_right(row)).count();
        let all = judged.n_rows().max(1) as f64;
        Self {
            min_confidence,
            rows: rows.len(),
            coverage: rows.len() as f64 / all,
            uncertain,
            accuracy_of_all: right as f64 / all,
            kept: (!rows.is_empty()).then(|| evaluate(&judged.select(&rows))),
        }
    }
}

impl WrongRow {
    fn new(judged: &Judged, file: &LabelledFile, row: usize) -> Self {
        let (labels, prediction) = (judged.labels(), &judged.predictions()[row]);
        Self {
            line: file.lines[row],
            target: file.targets.as_ref().map(|targets| targets[row].clone()),
            label: labels[judged.truth()[row]].clone(),
            predicted: labels[prediction.label].clone(),
            confidence: prediction.confidence(),
            text: file.set.texts[row].clone(),
        }
    }
}

/// Makes the report and writes it; tells where macro-F1 is below what was asked for.
pub(crate) fn write(
    subject: Subject<'_>,
    args: &ReportArgs,
    pool: &rayon::ThreadPool,
    skipped: &Skipped,
    io: &mut Io<'_>,
) -> anyhow::Result<ExitStatus> {
    let report = pool.install(|| Report::new(subject, args));
    let mut output = Output::open(args.output.as_deref(), &mut *io.stdout)?;
    let out: &mut dyn std::io::Write = &mut output;
    match args.format {
        Format::Table => table::write(out, &report)?,
        Format::Json => writeln!(out, "{}", serde_json::to_string(&report)?)?,
        Format::Html => out.write_all(html::page(&report).as_bytes())?,
    }
    output.finish()?;
    let macro_f1 = report.evaluation.macro_f1.value;
    match args.min_macro_f1 {
        Some(least) if macro_f1 < least => {
            writeln!(
                io.stderr,
                "warning: macro-F1 is {macro_f1:.4}, below {least}"
            )?;
            Ok(ExitStatus::Below)
        }
        _ => Ok(skipped.status()),
    }
}

/// Refuses a column asked for twice.
pub(crate) fn check_columns(columns: &[String]) -> anyhow::Result<()> {
    match (1..columns.len()).find(|&at| columns[..at].contains(&columns[at])) {
        None => Ok(()),
        Some(at) => {
            let message = format!("--by {}: the column is named twice", columns[at]);
            Err(Failure::new(message, "name each column once").into())
        }
    }
}
