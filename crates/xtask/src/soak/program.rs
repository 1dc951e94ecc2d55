//! Runs `stance`, in this process or as a program of its own, and tells how it ended.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use stance_cli::Io;

/// How a run ended.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) code: u8,
    pub(super) out: Vec<u8>,
    pub(super) told: String,
}

/// Runs `stance` in this process.
pub(super) fn here(arguments: &[&str]) -> Ended {
    let (mut out, mut told) = (Vec::new(), Vec::new());
    let mut io = Io {
        stdin: &mut std::io::empty(),
        stdout: &mut out,
        stderr: &mut told,
    };
    let outcome = stance_cli::run(["stance"].iter().chain(arguments), &mut io);
    let mut told = String::from_utf8_lossy(&told).into_owned();
    let code = outcome.map_or_else(
        |error| {
            let (text, code) = stance_cli::render_error(&error);
            told += &text;
            code
        },
        stance_cli::ExitStatus::code,
    );
    Ended { code, out, told }
}

/// The program, and what is run of it.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) path: PathBuf,
}

impl Program {
    /// Runs the program to its end.
    pub(super) fn run(&self, arguments: &[&str]) -> anyhow::Result<Ended> {
        let mut command = Command::new(&self.path);
        ended(command.args(arguments))
    }

    /// Runs the program with its standard output on this file.
    pub(super) fn run_onto(&self, file: &str, arguments: &[&str]) -> anyhow::Result<Ended> {
        let onto = std::fs::OpenOptions::new().write(true).open(file)?;
        let mut command = Command::new(&self.path);
        let output = command
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(onto)
            .stderr(Stdio::piped())
            .output()?;
        finished(&command, output)
    }

    /// Runs the program with this folder on a file system of its own, made by `mount` with these options; the output ends
    /// in the names that are left there. Needs the right to mount.
    pub(super) fn run_mounted(
        &self,
        folder: &str,
        options: &str,
        arguments: &[&str],
    ) -> anyhow::Result<Ended> {
        const SCRIPT: &str = r#"mount -t tmpfs -o "$1" none "$2" || exit 99; folder=$2; shift 2
            "$@"; code=$?; ls -A "$folder"; exit $code"#;
        let mut command = Command::new("unshare");
        command.args(["-m", "sh", "-c", SCRIPT, "sh", options, folder]);
        ended(command.arg(&self.path).args(arguments))
    }

    /// Starts the program and kills it after this time; returns whether it was still running.
    pub(super) fn kill(&self, arguments: &[&str], after: Duration) -> anyhow::Result<bool> {
        let mut process = Command::new(&self.path)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        std::thread::sleep(after);
        let running = process.try_wait()?.is_none();
        process.kill()?;
        process.wait()?;
        Ok(running)
    }
}

fn ended(command: &mut Command) -> anyhow::Result<Ended> {
    let output = command.stdin(Stdio::null()).output();
    let output = output.with_context(|| format!("starting {command:?}"))?;
    finished(command, output)
}

fn finished(command: &Command, output: std::process::Output) -> anyhow::Result<Ended> {
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let code = output
        .status
        .code()
        .and_then(|code| u8::try_from(code).ok());
    let code = code.with_context(|| format!("{command:?} ended by a signal: {told}"))?;
    // A panic ends with 101.
    ensure!(
        code <= 2 || code == 99,
        "{command:?} ended with {code}: {told}"
    );
    Ok(Ended {
        code,
        out: output.stdout,
        told,
    })
}
