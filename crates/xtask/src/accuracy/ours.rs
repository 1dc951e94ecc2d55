//! Our side of the accuracy table: `stance train` with its defaults, on the rows outside each fold.
//!
//! Vectoriser, choice of `C` and calibration all happen inside the training rows of a fold: the probabilities of a
//! row come from models and calibrations that never saw it.

use std::ffi::OsString;
use std::fs;
use std::io::{Write as _, stderr};
use std::path::Path;

use anyhow::Context as _;
use stance_cli::{ExitStatus, Io};
use stance_model::Classifier;

use super::digest;
use super::sets::{FOLDS, Rows};

/// Probabilities of each row over the labels of its set, by models that never saw it.
#[derive(Debug)]
pub(super) struct HeldOut {
    pub(super) calibrated: Vec<Vec<f64>>,
    /// The same models without their calibrations.
    pub(super) uncalibrated: Vec<Vec<f64>>,
}

/// Cross-validates the defaults of `stance train`, with `options` beside them.
pub(super) fn predict(rows: &Rows, options: &[String], cache: &Path) -> anyhow::Result<HeldOut> {
    let nothing = vec![vec![0.0; rows.labels.len()]; rows.texts.len()];
    let mut held_out = HeldOut {
        calibrated: nothing.clone(),
        uncalibrated: nothing,
    };
    for part in &rows.parts {
        for fold in 0..FOLDS {
            let (judged, training): (Vec<usize>, Vec<usize>) =
                part.iter().partition(|&&row| rows.folds[row] == fold);
            let classifier = train(rows, &training, options, cache)?;
            let record = classifier.record();
            let kept = classifier.calibration().is_some();
            let c = record.c;
            writeln!(
                stderr(),
                "  fold {fold}: {} rows, C {c}, calibrated: {kept}",
                record.rows
            )?;
            score(rows, &judged, &classifier, &mut held_out.calibrated)?;
            let classifier = classifier.without_calibration();
            score(rows, &judged, &classifier, &mut held_out.uncalibrated)?;
        }
    }
    Ok(held_out)
}

/// Trains on some of the rows as a user would: a CSV in, a model file out. The model file stays in `cache`, under a name
/// made of everything it depends on, this program included: a run that was cut short goes on where it stopped.
pub(crate) fn train(
    rows: &Rows,
    training: &[usize],
    options: &[String],
    cache: &Path,
) -> anyhow::Result<Classifier> {
    let table = table(rows, training)?;
    let program = fs::read(std::env::current_exe()?)?;
    let name = digest(&[&program, options.join(" ").as_bytes(), &table]);
    let model = cache.join(name).with_extension("model");
    if !model.exists() {
        run(&table, options, &model)?;
    }
    Ok(Classifier::from_bytes(&fs::read(&model)?)?)
}

/// Returns the rows trained on as CSV.
fn table(rows: &Rows, training: &[usize]) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["text", "label", "group"])?;
    for &row in training {
        let (label, group) = (&rows.labels[rows.truth[row]], rows.groups[row].to_string());
        writer.write_record([&rows.texts[row], label, &group])?;
    }
    Ok(writer.into_inner()?)
}

/// Runs `stance train`.
fn run(table: &[u8], options: &[String], model: &Path) -> anyhow::Result<()> {
    let data = tempfile::Builder::new().suffix(".csv").tempfile()?;
    fs::write(data.path(), table)?;
    let mut reports = Vec::new();
    let mut io = Io {
        stdin: &mut std::io::empty(),
        stdout: &mut std::io::sink(),
        stderr: &mut reports,
    };
    let mut arguments: Vec<OsString> = vec!["stance".into(), "train".into(), data.path().into()];
    arguments.extend(["-o".into(), model.into()]);
    arguments.extend(options.iter().map(Into::into));
    let status = stance_cli::run(arguments, &mut io)?;
    let reports = String::from_utf8_lossy(&reports);
    anyhow::ensure!(
        status == ExitStatus::Done,
        "stance train skipped rows: {reports}"
    );
    Ok(())
}

/// Writes the probabilities of some of the rows, label by label of the set.
fn score(
    rows: &Rows,
    judged: &[usize],
    classifier: &Classifier,
    probabilities: &mut [Vec<f64>],
) -> anyhow::Result<()> {
    let place = |label: &String| rows.labels.binary_search(label).ok();
    let places: Option<Vec<usize>> = classifier.labels().iter().map(place).collect();
    let places = places.context("the model has a label that the set has not")?;
    let mut scorer = classifier.scorer();
    for &row in judged {
        for (&place, p) in places
            .iter()
            .zip(scorer.score(&rows.texts[row]).probabilities)
        {
            probabilities[row][place] = p;
        }
    }
    Ok(())
}
