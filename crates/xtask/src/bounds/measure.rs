//! Runs `stance` in a process of its own, and reads what it took.

use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::process::{ChildStdin, Command, Stdio};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

/// Processor seconds, peak memory and exit code of one run; the code is negative for a signal.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Taken {
    pub(super) seconds: f64,
    pub(super) peak_mb: f64,
    pub(super) code: i32,
}

/// The program that is measured.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) stance: PathBuf,
    pub(super) python: PathBuf,
    pub(super) script: PathBuf,
}

impl Program {
    /// Runs `stance` with these arguments, at most for so many processor seconds, and writes its standard input.
    pub(super) fn run(
        &self,
        arguments: &[&str],
        most: u32,
        stdin: impl FnOnce(&mut ChildStdin) -> std::io::Result<()>,
    ) -> anyhow::Result<Taken> {
        let mut command = Command::new(&self.python);
        command
            .arg(&self.script)
            .args(["--most", &most.to_string()]);
        command.arg(&self.stance).args(arguments).arg("--quiet");
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("starting {command:?}"))?;
        if let Some(mut pipe) = process.stdin.take() {
            match stdin(&mut pipe).and_then(|()| pipe.flush()) {
                Err(error) if error.kind() != ErrorKind::BrokenPipe => return Err(error.into()),
                _ => {}
            }
        }
        let output = process.wait_with_output()?;
        anyhow::ensure!(output.status.success(), "{command:?} failed");
        serde_json::from_slice(&output.stdout)
            .with_context(|| format!("reading the answer of {command:?}"))
    }
}
