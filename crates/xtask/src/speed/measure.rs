//! Runs `stance` and its peers, each in a process of its own, and reads what they took.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context as _;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Processor seconds and peak memory of one command.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Taken {
    pub(super) seconds: f64,
    pub(super) peak_mb: f64,
}

/// What a peer's script reports: processor seconds by phase, memory in MB.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Peer {
    pub(super) read_s: f64,
    pub(super) vectorise_s: f64,
    pub(super) train_s: f64,
    pub(super) read_test_s: f64,
    pub(super) predict_s: f64,
    /// Peak up to the end of training.
    pub(super) train_mb: f64,
    pub(super) accuracy: f64,
    pub(super) version: String,
}

impl Peer {
    /// Returns the seconds from the CSV file to a trained model.
    pub(super) fn training(&self) -> f64 {
        self.read_s + self.vectorise_s + self.train_s
    }
}

/// The programs that are measured.
#[derive(Debug)]
pub(super) struct Programs {
    pub(super) stance: PathBuf,
    pub(super) python: PathBuf,
    pub(super) scripts: PathBuf,
}

/// Rows given to a command on standard input: a head, then a body as often as asked.
#[derive(Debug)]
pub(super) struct Repeated<'a> {
    pub(super) head: &'a [u8],
    pub(super) body: &'a [u8],
    pub(super) times: usize,
}

impl Programs {
    /// Runs a peer's script on both files.
    pub(super) fn peer(&self, script: &str, train: &Path, test: &Path) -> anyhow::Result<Peer> {
        let mut command = self.script(script);
        command.args([train, test]).stdin(Stdio::null());
        answer(command, None)
    }

    /// Runs `stance` with these arguments on one thread.
    pub(super) fn stance(
        &self,
        arguments: &[&str],
        input: Option<&Repeated<'_>>,
    ) -> anyhow::Result<Taken> {
        let mut command = self.script("timed.py");
        command
            .arg(&self.stance)
            .args(arguments)
            .args(["--threads", "1"]);
        answer(command, input)
    }

    fn script(&self, name: &str) -> Command {
        let mut command = Command::new(&self.python);
        command.arg(self.scripts.join(name));
        command
    }
}

/// Runs a script that answers with one JSON line.
fn answer<T: DeserializeOwned>(
    mut command: Command,
    input: Option<&Repeated<'_>>,
) -> anyhow::Result<T> {
    let stdin = if input.is_some() {
        Stdio::piped()
    } else {
        Stdio::null()
    };
    let mut process = command
        .stdin(stdin)
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting {command:?}"))?;
    if let Some((rows, mut pipe)) = input.zip(process.stdin.take()) {
        pipe.write_all(rows.head)?;
        (0..rows.times).try_for_each(|_| pipe.write_all(rows.body))?;
    }
    let output = process.wait_with_output()?;
    anyhow::ensure!(output.status.success(), "{command:?} failed");
    serde_json::from_slice(&output.stdout)
        .with_context(|| format!("reading the answer of {command:?}"))
}

/// Returns the share of rows of a scored CSV whose columns `label` and `predicted` agree.
pub(super) fn agreement(scored: &Path) -> anyhow::Result<f64> {
    let mut reader = csv::Reader::from_reader(File::open(scored)?);
    let header = reader.headers()?.clone();
    let place = |name: &str| {
        let found = header.iter().position(|column| column == name);
        found.with_context(|| format!("no column {name}"))
    };
    let (label, predicted) = (place("label")?, place("predicted")?);
    let (mut rows, mut right) = (0_u64, 0_u64);
    for record in reader.records() {
        let record = record?;
        rows += 1;
        right += u64::from(record[label] == record[predicted]);
    }
    anyhow::ensure!(rows > 0, "{}: no rows", scored.display());
    Ok(right as f64 / rows as f64)
}
