//! Looks at the pages of `stance report` in headless Chromium, by a script in Python that drives it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::{cargo, run};

/// How the browser is driven.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Python 3.10 or later, with its module venv
    #[arg(long, value_name = "PYTHON", default_value = "python3")]
    python: PathBuf,
}

/// Builds the program, puts what the script needs into a folder of its own below target/, and runs it.
pub(crate) fn look(args: &Args, root: &Path) -> anyhow::Result<()> {
    run(&["build", "--quiet", "--package", "stance-cli"])?;
    let target = target_folder(root)?;
    let (venv, folder) = (target.join("browser"), root.join("tests/browser"));
    let python = venv.join("bin/python");
    if !python.exists() {
        succeed(Command::new(&args.python).args(["-m", "venv"]).arg(&venv))?;
    }
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
    ];
    let requirements = folder.join("requirements.txt");
    succeed(Command::new(&python).args(install).arg(requirements))?;
    let script = folder.join("report.py");
    succeed(
        Command::new(&python)
            .arg(script)
            .arg(target.join("debug/stance")),
    )
}

/// Returns the folder that cargo builds into.
fn target_folder(root: &Path) -> anyhow::Result<PathBuf> {
    let mut metadata = cargo(&[
        "metadata",
        "--format-version",
        "1",
        "--no-deps",
        "--offline",
    ]);
    let output = metadata
        .current_dir(root)
        .output()
        .context("starting cargo")?;
    let found: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let folder = found["target_directory"]
        .as_str()
        .context("cargo names no target folder")?;
    Ok(folder.into())
}

fn succeed(command: &mut Command) -> anyhow::Result<()> {
    let status = command
        .status()
        .with_context(|| format!("starting {command:?}"))?;
    anyhow::ensure!(status.success(), "{command:?} failed");
    Ok(())
}
