//! `stance inspect`: what a model file says of itself.

use std::io::Write;

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use stance_features::Settings;
use stance_model::record::{OutOfFold, TrainingRecord};
use stance_model::{Classifier, TopWords, hex, top_words};

use super::train::grouped;
use super::train::report;
use crate::ExitStatus;
use crate::io::Io;
use crate::models::read_model;
use crate::output::{ReportFormat, aligned, counted};
use crate::printable::printable;

/// Show what a model was trained on, how, how well, and what it goes by
///
/// Data files with their checksums, version, settings, labels, cross-validated figures, how wrong the labels above each
/// threshold were out of fold, convergence, the words that speak most for each label, and what takes how much of the
/// file.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  stance inspect stance-ai-fr\n  stance inspect own.model --format json"
)]
pub(crate) struct Args {
    /// Path of a model file, else name of an embedded model
    #[arg(value_name = "MODEL")]
    model: String,
    /// Words shown for each label
    #[arg(long, value_name = "N", default_value_t = 12)]
    words: usize,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: ReportFormat,
}

/// What a model file holds.
#[derive(Serialize)]
struct Inspection<'a> {
    model: &'a str,
    bytes: usize,
    sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_column: Option<&'a str>,
    classifiers: Vec<Inspected<'a>>,
}

/// One classifier of it.
#[derive(Serialize)]
struct Inspected<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<&'a str>,
    labels: &'a [String],
    /// The labels along their axis, where they are ordered.
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<Vec<&'a str>>,
    features: usize,
    calibrated: bool,
    settings: &'a Settings,
    training: &'a TrainingRecord,
    top_words: Vec<TopWords>,
    parts: Vec<Part>,
}

/// A part of the file.
#[derive(Serialize)]
struct Part {
    part: &'static str,
    bytes: usize,
}

pub(crate) fn run(args: &Args, io: &mut Io<'_>) -> anyhow::Result<ExitStatus> {
    let (model, bytes) = read_model(&args.model)?;
    let classifiers = model.classifiers().iter().enumerate();
    let classifiers = classifiers.map(|(number, classifier)| {
        let target = model.targets().get(number).map(String::as_str);
        Ok(Inspected::new(
            classifier,
            target,
            args.words,
            classifier.to_bytes()?.len(),
        ))
    });
    let found = Inspection {
        model: &args.model,
        bytes: bytes.len(),
        sha256: hex(&Sha256::digest(&bytes)),
        target_column: model.target_column(),
        classifiers: classifiers.collect::<anyhow::Result<_>>()?,
    };
    let out = &mut *io.stdout;
    match args.format {
        ReportFormat::Json => writeln!(out, "{}", serde_json::to_string(&found)?)?,
        ReportFormat::Table => {
            report::line(out, "model", found.model)?;
            report::line(out, "SHA-256", &found.sha256)?;
            report::line(out, "size", &format!("{} bytes", grouped(found.bytes)))?;
            for (classifier, inspected) in model.classifiers().iter().zip(&found.classifiers) {
                table(out, classifier, inspected)?;
            }
        }
    }
    Ok(ExitStatus::Done)
}

impl<'a> Inspected<'a> {
    fn new(
        classifier: &'a Classifier,
        target: Option<&'a str>,
        words: usize,
        bytes: usize,
    ) -> Self {
        let labels = classifier.labels();
        let order = classifier.ordered().map(|cuts| {
            let order = cuts.order().iter();
            order.map(|&label| labels[label].as_str()).collect()
        });
        let mut parts: Vec<Part> = classifier
            .tensor_sizes()
            .into_iter()
            .map(|(part, bytes)| Part { part, bytes })
            .collect();
        let tensors: usize = parts.iter().map(|part| part.bytes).sum();
        parts.push(Part {
            part: "header",
            bytes: bytes - tensors,
        });
        Self {
            target,
            labels,
            order,
            features: classifier.vectorizer().n_features(),
            calibrated: classifier.calibration().is_some() || classifier.ordered().is_some(),
            settings: classifier.vectorizer().settings(),
            training: classifier.record(),
            top_words: top_words(classifier, words),
            parts,
        }
    }
}

fn table(
    out: &mut dyn Write,
    classifier: &Classifier,
    inspected: &Inspected<'_>,
) -> anyhow::Result<()> {
    if let Some(target) = inspected.target {
        writeln!(out)?;
        report::line(out, "target", target)?;
    }
    let record = inspected.training;
    trained_on(out, record)?;
    report::line(out, "labels", &report::labels(classifier))?;
    settings(out, inspected)?;
    report::figures(out, record)?;
    let end = &record.convergence;
    let converged = match report::unconverged(record) {
        None => format!(
            "yes ({} iterations, relative gradient norm {:.1e})",
            end.iterations, end.gradient_norm
        ),
        Some(what) => format!("no, {what}"),
    };
    report::line(out, "converged", &converged)?;
    if let Some(found) = &record.out_of_fold {
        out_of_fold(out, inspected.labels, found, record)?;
    }
    writeln!(out, "\nwords that speak most for")?;
    for found in &inspected.top_words {
        let words = printable(&found.words.join(", ")).into_owned();
        writeln!(out, "  {}: {words}", printable(&found.label))?;
    }
    writeln!(out)?;
    let header = ["part of the file", "bytes"].map(str::to_owned).to_vec();
    let rows = inspected.parts.iter();
    let rows = rows.map(|part| vec![part.part.to_owned(), grouped(part.bytes)]);
    let rows: Vec<Vec<String>> = std::iter::once(header).chain(rows).collect();
    Ok(aligned(out, &rows)?)
}

fn trained_on(out: &mut dyn Write, record: &TrainingRecord) -> std::io::Result<()> {
    report::line(out, "version", &record.version)?;
    for file in &record.data {
        let sum = file.sha256.get(..12).unwrap_or(&file.sha256);
        let rows = grouped(file.rows);
        let text = format!("{} ({rows} rows, SHA-256 {sum}…)", file.name);
        report::line(out, "data", &text)?;
    }
    for file in &record.tables {
        let sum = file.sha256.get(..12).unwrap_or(&file.sha256);
        let words = grouped(file.rows);
        let text = format!("{} ({words} words, SHA-256 {sum}…)", file.name);
        report::line(out, "table", &text)?;
    }
    let left_out = match record.rows_left_out {
        0 => String::new(),
        n => format!(", {} left out", grouped(n)),
    };
    report::line(out, "rows", &format!("{}{left_out}", grouped(record.rows)))
}

fn settings(out: &mut dyn Write, inspected: &Inspected<'_>) -> std::io::Result<()> {
    let (settings, record) = (inspected.settings, inspected.training);
    let language = settings
        .language()
        .map_or("none", |language| language.code());
    report::line(out, "language", language)?;
    let ngrams = |found: Option<stance_features::Ngrams>| match found {
        Some(lengths) => format!("{}-{}", lengths.min(), lengths.max()),
        None => "none".to_owned(),
    };
    let features = format!(
        "{}: words {}, characters {}, met in {} or more{}",
        grouped(inspected.features),
        ngrams(settings.words()),
        ngrams(settings.chars()),
        counted(record.min_df as usize, "row"),
        if settings.negation() {
            ", negation"
        } else {
            ""
        }
    );
    report::line(out, "features", &features)?;
    let chosen = if record.c_chosen { " (chosen)" } else { "" };
    let weights = &record.class_weight;
    report::line(
        out,
        "C",
        &format!("{}{chosen}, label weights {weights}", record.c),
    )?;
    let calibrated = match (&inspected.order, inspected.calibrated) {
        (Some(_), _) => "by cuts along one axis",
        (None, true) => "calibrated on held-out rows",
        (None, false) => "as fitted",
    };
    let stated = record.shares.as_ref().map_or(String::new(), |shares| {
        let shares = inspected.labels.iter().zip(shares);
        let shares = shares.map(|(label, share)| format!("{label} {:.0} %", 100.0 * share));
        format!(", for {}", shares.collect::<Vec<_>>().join(", "))
    });
    report::line(out, "probable", &format!("{calibrated}{stated}"))
}

/// What rows were taken for out of fold, and how wrong the labels above each threshold were.
fn out_of_fold(
    out: &mut dyn Write,
    labels: &[String],
    found: &OutOfFold,
    record: &TrainingRecord,
) -> std::io::Result<()> {
    writeln!(out, "\nout-of-fold confusion: rows true, columns predicted")?;
    let names = || labels.iter().map(|label| printable(label).into_owned());
    let mut rows = vec![std::iter::once(String::new()).chain(names()).collect()];
    for (label, counts) in names().zip(&found.confusion) {
        let counts = counts.iter().map(u64::to_string);
        rows.push(std::iter::once(label).chain(counts).collect::<Vec<_>>());
    }
    aligned(out, &rows)?;
    let shares = match record.shares {
        Some(_) => ", for the shares of labels that probabilities are stated for",
        None => "",
    };
    writeln!(out, "\nout-of-fold risk by --min-confidence{shares}")?;
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    let header = ["least probability", "kept", "wrong"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for point in &found.thresholds {
        rows.push(vec![
            format!("{:.2}", point.min_confidence),
            percent(point.coverage),
            point.risk.map_or("-".to_owned(), percent),
        ]);
    }
    aligned(out, &rows)
}
