//! scikit-learn's side of the accuracy table: `peers/sk_char.py` on our folds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::digest;
use super::sets::Rows;
use anyhow::Context as _;

const SCRIPT: &str = include_str!("../../peers/sk_char.py");

/// What the peer predicts for each row, and its version.
#[derive(Debug)]
pub(super) struct Predicted {
    pub(super) labels: Vec<usize>,
    pub(super) version: String,
}

/// Runs the peer on every part of a set. Predictions are kept in `cache`, under a name made of
/// everything they depend on but the version of scikit-learn: it is slow on large sets.
pub(super) fn predict(rows: &Rows, python: &Path, cache: &Path) -> anyhow::Result<Predicted> {
    let mut labels = vec![0; rows.texts.len()];
    let mut version = String::new();
    for part in &rows.parts {
        let table = table(rows, part)?;
        let name = digest(&[SCRIPT.as_bytes(), &table]);
        let answer = cache.join(format!("{name}.predicted"));
        if !answer.exists() {
            run(&table, python, &cache.join(name), &answer)?;
        }
        let answer = fs::read_to_string(&answer)?;
        let (predicted, last) = answer
            .trim_end()
            .rsplit_once('\n')
            .context("no predictions")?;
        last.clone_into(&mut version);
        let names: Vec<&str> = predicted.lines().collect();
        anyhow::ensure!(
            names.len() == part.len(),
            "one prediction per row expected, {} found",
            names.len()
        );
        for (&row, name) in part.iter().zip(names) {
            let known = rows.labels.iter().position(|label| label == name);
            labels[row] = known.with_context(|| format!("a label unknown to the set: {name}"))?;
        }
    }
    Ok(Predicted { labels, version })
}

/// Returns the rows of a part as the script expects them.
fn table(rows: &Rows, part: &[usize]) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["text", "label", "fold"])?;
    for &row in part {
        let (label, fold) = (&rows.labels[rows.truth[row]], rows.folds[row].to_string());
        writer.write_record([&rows.texts[row], label, &fold])?;
    }
    Ok(writer.into_inner()?)
}

/// Runs the script; predictions and version go to `answer` once both are whole.
fn run(table: &[u8], python: &Path, stem: &Path, answer: &Path) -> anyhow::Result<()> {
    let beside = |extension: &str| -> PathBuf { stem.with_extension(extension) };
    fs::write(beside("csv"), table)?;
    fs::write(beside("py"), SCRIPT)?;
    let output = Command::new(python)
        .arg(beside("py"))
        .arg(beside("csv"))
        .arg(beside("txt"))
        .output()
        .with_context(|| format!("starting {}", python.display()))?;
    let errors = String::from_utf8_lossy(&output.stderr);
    anyhow::ensure!(output.status.success(), "sk_char.py failed: {errors}");
    let version = String::from_utf8_lossy(&output.stdout);
    let mut whole = fs::read_to_string(beside("txt"))?;
    whole.push_str(&version);
    for extension in ["csv", "py", "txt"] {
        fs::remove_file(beside(extension))?;
    }
    fs::write(answer, whole)?;
    Ok(())
}
