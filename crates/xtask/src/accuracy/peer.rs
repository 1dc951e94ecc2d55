//! scikit-learn's side of the accuracy table: `peers/sk_char.py` on our folds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use super::digest;
use super::sets::Rows;

const SCRIPT: &str = include_str!("../../peers/sk_char.py");

/// What the peer predicts for each row, and its version.
#[derive(Debug)]
pub(super) struct Predicted {
    pub(super) labels: Vec<usize>,
    pub(super) version: String,
}

/// A row for the peer: one with a fold is predicted from the other folds, one without is only learnt from.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    pub(super) text: &'a str,
    pub(super) label: &'a str,
    pub(super) fold: Option<usize>,
}

/// What the peer answers for the rows that have a fold.
#[derive(Debug)]
pub(super) struct Answer {
    /// The label of each row.
    pub(super) predicted: Vec<String>,
    /// Names of the columns of `probabilities`.
    pub(super) labels: Vec<String>,
    /// Probabilities of each row.
    pub(super) probabilities: Vec<Vec<f64>>,
    pub(super) version: String,
}

/// Cross-validates the peer on every part of a set.
pub(super) fn predict(rows: &Rows, python: &Path, cache: &Path) -> anyhow::Result<Predicted> {
    let mut labels = vec![0; rows.texts.len()];
    let mut version = String::new();
    for part in &rows.parts {
        let asked = part.iter().map(|&row| Asked {
            text: &rows.texts[row],
            label: &rows.labels[rows.truth[row]],
            fold: Some(rows.folds[row]),
        });
        let answer = ask(&asked.collect::<Vec<_>>(), python, cache)?;
        for (&row, name) in part.iter().zip(&answer.predicted) {
            let known = rows.labels.iter().position(|label| label == name);
            labels[row] = known.with_context(|| format!("a label unknown to the set: {name}"))?;
        }
        version = answer.version;
    }
    Ok(Predicted { labels, version })
}

/// Runs the peer. Its answer is kept in `cache`, under a name made of everything it depends on but the version of
/// scikit-learn: it is slow on large sets.
pub(super) fn ask(rows: &[Asked<'_>], python: &Path, cache: &Path) -> anyhow::Result<Answer> {
    let table = table(rows)?;
    let name = digest(&[SCRIPT.as_bytes(), &table]);
    let kept = cache.join(format!("{name}.predicted"));
    if !kept.exists() {
        run(&table, python, &cache.join(name), &kept)?;
    }
    let answer = Answer::parse(&fs::read_to_string(&kept)?)?;
    let expected = rows.iter().filter(|row| row.fold.is_some()).count();
    let found = answer.predicted.len();
    anyhow::ensure!(
        found == expected,
        "sk_char.py: {expected} predictions expected, {found} found"
    );
    Ok(answer)
}

impl Answer {
    /// Reads the table that the script wrote, with the version after it.
    fn parse(text: &str) -> anyhow::Result<Self> {
        let (table, version) = (text.trim_end().rsplit_once('\n')).context("no predictions")?;
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let labels = reader.headers()?.iter().skip(1).map(str::to_owned);
        let mut answer = Self {
            labels: labels.collect(),
            predicted: Vec::new(),
            probabilities: Vec::new(),
            version: version.to_owned(),
        };
        for record in reader.records() {
            let record = record?;
            let mut cells = record.iter();
            let label = cells.next().context("a row without a label")?;
            answer.predicted.push(label.to_owned());
            let row = cells.map(str::parse).collect::<Result<Vec<f64>, _>>()?;
            answer.probabilities.push(row);
        }
        Ok(answer)
    }
}

/// Returns the rows as the script expects them.
fn table(rows: &[Asked<'_>]) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["text", "label", "fold"])?;
    for row in rows {
        let fold = row.fold.map_or_else(String::new, |fold| fold.to_string());
        writer.write_record([row.text, row.label, &fold])?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_stands_after_the_table() {
        let answer = Answer::parse("predicted,no,yes\nyes,0.25,0.75\nno,1.0,0.0\n1.9.1\n").unwrap();
        assert_eq!(answer.predicted, ["yes", "no"]);
        assert_eq!(answer.labels, ["no", "yes"]);
        assert_eq!(answer.probabilities, [[0.25, 0.75], [1.0, 0.0]]);
        assert_eq!(answer.version, "1.9.1");
    }

    #[test]
    fn rows_that_are_only_learnt_from_have_no_fold() {
        let row = |fold| Asked {
            text: "a, b",
            label: "yes",
            fold,
        };
        let made = table(&[row(None), row(Some(3))]).unwrap();
        let expected = "text,label,fold\n\"a, b\",yes,\n\"a, b\",yes,3\n";
        assert_eq!(String::from_utf8(made).unwrap(), expected);
    }
}
