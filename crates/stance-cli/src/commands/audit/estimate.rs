//! `stance audit estimate`: labels read back, and the shares that they tell.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Serialize;
use stance_model::quantification::{SampledStratum, SurveyEstimate, difference_estimate};

use super::key::{Key, RowKey};
use super::key_path;
use super::labels::read_labels;
use crate::ExitStatus;
use crate::commands::train::grouped;
use crate::failure::{Failure, Skipped};
use crate::io::Io;
use crate::output::{Output, ReportFormat, aligned, check_output, counted};
use crate::printable::printable;

/// Give the share of each label by a sample labelled by hand
///
/// Reads the file that `stance audit draw` wrote, with its column `label` filled in, and the key beside it. The share of
/// each label among all paragraphs is that of the model's probabilities, moved by how much they miss your labels in the
/// sample, with its standard error and 95 % interval. Shares are right on average whatever the model gets wrong.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  stance audit estimate sample.csv --format json")]
pub(super) struct Args {
    /// The sample, labelled
    #[arg(value_name = "SAMPLE.csv")]
    sample: PathBuf,
    /// The sample's key [default: the sample's name, ending in .key.json]
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Column of labels
    #[arg(long, value_name = "NAME", default_value = "label")]
    label_column: String,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: ReportFormat,
    /// Output file, written whole or not at all [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What is told, as it is written.
#[derive(Serialize)]
struct Report<'a> {
    results: &'a [String],
    task: &'a str,
    design: &'a str,
    /// Paragraphs that shares are of.
    population: u64,
    sampled: usize,
    /// Paragraphs of the sample that the model gives the hand label, and their share in the population.
    right: usize,
    accuracy: f64,
    labels: Vec<LabelShare<'a>>,
}

/// The share of one label.
#[derive(Serialize)]
struct LabelShare<'a> {
    label: &'a str,
    counted: f64,
    summed: f64,
    labelled: f64,
    share: f64,
    standard_error: f64,
    low: f64,
    high: f64,
}

pub(super) fn run(args: &Args, io: &mut Io<'_>) -> anyhow::Result<ExitStatus> {
    let key_file = args.key.clone().unwrap_or_else(|| key_path(&args.sample));
    let read = [args.sample.as_path(), key_file.as_path()];
    check_output(args.output.as_deref(), read)?;
    let key = read_key(&key_file)?;
    let mut skipped = Skipped::default();
    let labels = read_labels(&args.sample, &args.label_column, &key, &mut skipped, io)?;
    let report = report(&key, &labels, &args.sample)?;
    let mut output = Output::open(args.output.as_deref(), &mut *io.stdout)?;
    match args.format {
        ReportFormat::Json => writeln!(output, "{}", serde_json::to_string(&report)?)?,
        ReportFormat::Table => table(&mut output, &report)?,
    }
    output.finish()?;
    if report.sampled < ENOUGH {
        writeln!(
            io.stderr,
            "note: {} labelled: intervals are those of the normal law, which wants {ENOUGH} and more",
            counted(report.sampled, "paragraph"),
        )?;
    }
    Ok(skipped.status())
}

/// Paragraphs from which on the normal law holds well enough for the mean of a sample.
const ENOUGH: usize = 30;

/// Reads and checks a key.
fn read_key(path: &Path) -> anyhow::Result<Key> {
    let hint = "name the file that `stance audit draw` wrote beside the sample with --key";
    let bytes = std::fs::read(path)
        .with_context(|| Failure::new(format!("reading the key {}", path.display()), hint))?;
    let broken = |what: &str| {
        let message = format!("{}: not the key of a sample: {what}", path.display());
        anyhow::Error::from(Failure::new(message, hint))
    };
    let key: Key = serde_json::from_slice(&bytes).map_err(|error| broken(&error.to_string()))?;
    let n = key.labels.len();
    let are_sound = key.strata.iter().all(|stratum| {
        stratum.counts.len() == n
            && stratum.mean_probabilities.len() == n
            && stratum
                .counts
                .iter()
                .try_fold(0_u64, |sum, &n| sum.checked_add(n))
                == Some(stratum.population)
    });
    let n_sampled = |number| key.rows.iter().filter(|row| row.stratum == number).count();
    let are_sampled = key
        .strata
        .iter()
        .enumerate()
        .all(|(number, stratum)| n_sampled(number) == stratum.sampled);
    let ids: BTreeSet<u64> = key.rows.iter().map(|row| row.id).collect();
    let are_sound = are_sound && are_sampled && ids.len() == key.rows.len();
    let is_known = |row: &RowKey| {
        row.stratum < key.strata.len()
            && row.probabilities.len() == n
            && row.probabilities.iter().all(|p| (0.0..=1.0).contains(p))
            && key.labels.contains(&row.predicted)
    };
    if n == 0 || !are_sound || !key.rows.iter().all(is_known) {
        return Err(broken("its parts do not fit each other"));
    }
    Ok(key)
}

/// Returns what the labels tell.
fn report<'a>(
    key: &'a Key,
    labels: &BTreeMap<u64, usize>,
    sample: &Path,
) -> anyhow::Result<Report<'a>> {
    let mut strata: Vec<SampledStratum> = (key.strata.iter())
        .map(|stratum| SampledStratum {
            population: stratum.population,
            mean_prediction: stratum.mean_probabilities.clone(),
            rows: Vec::new(),
        })
        .collect();
    let (mut right, mut weight_right) = (0, 0.0);
    for row in &key.rows {
        let Some(&label) = labels.get(&row.id) else {
            continue;
        };
        strata[row.stratum]
            .rows
            .push((label, row.probabilities.clone()));
        if key.labels[label] == row.predicted {
            right += 1;
            weight_right += row.weight;
        }
    }
    let found = difference_estimate(key.labels.len(), &strata);
    let found = found.map_err(|error| {
        Failure::new(
            format!("{}: {error}", sample.display()),
            "draw a larger sample",
        )
    })?;
    let population = strata.iter().map(|stratum| stratum.population).sum();
    let share = |of: &dyn Fn(usize) -> f64| -> f64 {
        let parts = (0..strata.len()).map(of);
        parts.sum::<f64>() / population as f64
    };
    let of_label = |(at, estimate): (usize, &SurveyEstimate)| LabelShare {
        label: &key.labels[at],
        counted: share(&|stratum| key.strata[stratum].counts[at] as f64),
        summed: share(&|stratum| {
            let stratum = &key.strata[stratum];
            stratum.population as f64 * stratum.mean_probabilities[at]
        }),
        labelled: estimate.labelled,
        share: estimate.share,
        standard_error: estimate.standard_error,
        low: estimate.low,
        high: estimate.high,
    };
    Ok(Report {
        results: &key.results,
        task: &key.task,
        design: &key.design,
        population,
        sampled: key.rows.len(),
        right,
        accuracy: weight_right / population as f64,
        labels: found.iter().enumerate().map(of_label).collect(),
    })
}

fn table(out: &mut dyn Write, report: &Report<'_>) -> anyhow::Result<()> {
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    writeln!(
        out,
        "{} of {} paragraphs labelled by hand ({} sample, {}); the model is right in {}",
        grouped(report.sampled),
        grouped(usize::try_from(report.population).unwrap_or(usize::MAX)),
        report.design,
        report.task,
        percent(report.accuracy),
    )?;
    let header = [
        "label",
        "counted",
        "summed",
        "hand labels",
        "estimate",
        "95 % interval",
    ];
    let mut lines = vec![header.map(str::to_owned).to_vec()];
    lines.extend(report.labels.iter().map(|label| {
        vec![
            printable(label.label).into_owned(),
            percent(label.counted),
            percent(label.summed),
            percent(label.labelled),
            percent(label.share),
            format!("{:.1}-{}", 100.0 * label.low, percent(label.high)),
        ]
    }));
    Ok(aligned(out, &lines)?)
}
