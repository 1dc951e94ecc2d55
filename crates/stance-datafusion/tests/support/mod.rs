//! Folders, processes, and what `stance score` says.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::corpus;

/// A temporary folder.
pub(crate) struct Place(tempfile::TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }
}

/// Returns `stance-sql` with these arguments, to be started in a folder.
pub(crate) fn program(place: &Place, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stance-sql"));
    command
        .args(arguments)
        .current_dir(place.path(""))
        .stdin(Stdio::null());
    command
}

/// Runs `stance-sql` in a folder.
pub(crate) fn run(place: &Place, arguments: &[&str]) -> Output {
    program(place, arguments).output().unwrap()
}

/// Runs `stance-sql` in a folder, which must succeed, and returns its stdout.
pub(crate) fn stdout(place: &Place, arguments: &[&str]) -> String {
    let output = run(place, arguments);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{arguments:?}: {stderr}");
    String::from_utf8(output.stdout).unwrap()
}

/// Runs `stance-sql` in a folder, which must fail with code 2, and returns its stderr.
pub(crate) fn fails(place: &Place, arguments: &[&str]) -> String {
    let output = run(place, arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// Runs `stance` in this process and returns its stdout.
pub(crate) fn stance(arguments: &[&str]) -> String {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut io = stance_cli::Io {
        stdin: &mut std::io::empty(),
        stdout: &mut stdout,
        stderr: &mut stderr,
    };
    let arguments = ["stance"].iter().chain(arguments);
    stance_cli::run(arguments, &mut io).unwrap();
    String::from_utf8(stdout).unwrap()
}

/// Makes the corpus, as parts of Parquet and as `press.csv`, and returns the csv file that `stance score` makes of it.
pub(crate) fn corpus_of(rows: u64, parts: u64) -> (Place, String) {
    let place = Place::new();
    std::fs::create_dir(place.path("parts")).unwrap();
    corpus::write_parquet(&place.path("parts"), rows, parts);
    corpus::write_csv(&place.path("press.csv"), rows);
    let (from, to) = (place.path("press.csv"), place.path("score.csv"));
    stance(&[
        "--quiet",
        "score",
        from.to_str().unwrap(),
        "--format",
        "csv",
        "-o",
        to.to_str().unwrap(),
    ]);
    let expected = place.read("score.csv");
    (place, expected)
}

/// Reads a csv file into rows of cells, the header first.
pub(crate) fn rows(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(csv.as_bytes());
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

/// The columns that `stance score --format csv` adds to the rows, as a query.
pub(crate) const AS_SCORE: &str = "SELECT id, text, \
    stance_label(text) AS predicted, stance(text)['confidence'] AS confidence, \
    stance_probability(text, 'concerned') AS p_concerned, stance_probability(text, 'neutral') AS p_neutral, \
    stance_probability(text, 'pro-ai') AS \"p_pro-ai\", \
    sentiment_label(text) AS sentiment_predicted, sentiment(text)['confidence'] AS sentiment_confidence, \
    sentiment_probability(text, 'negative') AS sentiment_p_negative, \
    sentiment_probability(text, 'neutral') AS sentiment_p_neutral, \
    sentiment_probability(text, 'positive') AS sentiment_p_positive FROM press ORDER BY id";

/// Asserts that two csv files say the same of every row: texts alike, numbers by their value.
pub(crate) fn assert_same_rows(found: &str, expected: &str) {
    let (found, expected) = (rows(found), rows(expected));
    assert_eq!(found[0], expected[0]);
    assert_eq!(found.len(), expected.len());
    let value = |cell: &str| cell.parse::<f64>().ok().map(f64::to_bits);
    for (found, expected) in found.iter().zip(&expected) {
        for (one, other) in found.iter().zip(expected) {
            let is_same = one == other || (value(one).is_some() && value(one) == value(other));
            assert!(is_same, "{found:?} is not {expected:?}");
        }
    }
}

/// The root of the workspace.
pub(crate) fn workspace_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}
