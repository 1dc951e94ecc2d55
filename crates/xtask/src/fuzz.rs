//! `cargo xtask fuzz`: the targets of tests/fuzz under libFuzzer, one after the other, and docs/fuzzing.md, the table of
//! what they did.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{Write as _, stdout};
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};

/// The targets, each with how many times as long it runs as the others: model files are what comes from strangers and is
/// binary.
const TARGETS: [(&str, u64); 10] = [
    ("model", 3),
    ("csv", 1),
    ("fasttext", 1),
    ("jsonl", 1),
    ("html", 1),
    ("segments", 1),
    ("quotations", 1),
    ("tokens", 1),
    ("solver", 1),
    ("score", 1),
];

/// What to run, and for how long.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Minutes for each target; model files get three times as long
    #[arg(long, value_name = "N", default_value_t = 10.0)]
    minutes: f64,
    /// Run this target alone and write no table
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
}

/// How a target fared.
struct Run {
    target: &'static str,
    seconds: u64,
    executions: u64,
    /// Edges of the code's control flow that were met.
    coverage: u64,
    crashes: usize,
}

/// Runs the targets.
pub(crate) fn run(args: &Args, root: &Path) -> anyhow::Result<()> {
    let folder = root.join("tests/fuzz");
    build(&folder)?;
    let mut runs = Vec::new();
    for (target, times) in TARGETS {
        if args.only.as_deref().is_some_and(|only| only != target) {
            continue;
        }
        let seconds = std::time::Duration::from_secs_f64(60.0 * args.minutes).as_secs() * times;
        let run = fuzz(target, seconds, &folder).with_context(|| format!("the target {target}"))?;
        writeln!(
            stdout(),
            "{target}: {} executions in {seconds} s, coverage {}, {} crashes",
            run.executions,
            run.coverage,
            run.crashes
        )?;
        runs.push(run);
    }
    if runs.is_empty() {
        let names = TARGETS.map(|(name, _)| name).join(", ");
        bail!("no such target; there are {names}");
    }
    if args.only.is_none() {
        std::fs::write(root.join("docs/fuzzing.md"), table(&runs)?)?;
    }
    let crashes: usize = runs.iter().map(|run| run.crashes).sum();
    if crashes > 0 {
        bail!(
            "{crashes} crashes, in tests/fuzz/artifacts: mend each, and put its input into tests/fuzz/regressions/TARGET/ under the name of its symptom"
        );
    }
    Ok(())
}

/// The platform built for: named, so that build scripts and macros are not instrumented.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";

/// What libFuzzer needs of the code: counters of the edges met, and the operands of comparisons.
const INSTRUMENTED: &str = "--cfg fuzzing -Cdebug-assertions -Ccodegen-units=16 -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Builds all targets.
fn build(folder: &Path) -> anyhow::Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args([
            "build",
            "--release",
            "--locked",
            "--bins",
            "--target",
            PLATFORM,
        ])
        .current_dir(folder)
        .env("RUSTFLAGS", INSTRUMENTED)
        .env_remove("CARGO_TARGET_DIR")
        .status()
        .context("starting cargo")?;
    if !status.success() {
        bail!("building tests/fuzz failed");
    }
    Ok(())
}

/// Runs a target on its seeds, its regressions and what earlier runs found.
fn fuzz(target: &'static str, seconds: u64, folder: &Path) -> anyhow::Result<Run> {
    let corpus = folder.join("corpus").join(target);
    let artifacts = folder.join("artifacts").join(target);
    for made in [&corpus, &artifacts] {
        std::fs::create_dir_all(made)?;
    }
    let log = folder.join("target").join(format!("{target}.log"));
    let before = crashes(&artifacts);
    let mut command = Command::new(
        folder
            .join("target")
            .join(PLATFORM)
            .join("release")
            .join(target),
    );
    command.arg(&corpus).arg(folder.join("seeds").join(target));
    let regressions = folder.join("regressions").join(target);
    if regressions.exists() {
        command.arg(regressions);
    }
    command
        .args(["-print_final_stats=1", "-timeout=20", "-rss_limit_mb=4096"])
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-artifact_prefix={}/", artifacts.display()))
        .current_dir(folder)
        .stderr(File::create(&log)?);
    let status = command.status().context("starting the target")?;
    let told = std::fs::read(&log)?;
    let told = String::from_utf8_lossy(&told);
    let Some(executions) = number_after(&told, "stat::number_of_executed_units:") else {
        bail!("it did not run ({status}); see {}", log.display());
    };
    Ok(Run {
        target,
        seconds,
        executions,
        coverage: number_after(&told, " cov:").unwrap_or_default(),
        // An input that failed before has the same name.
        crashes: (crashes(&artifacts) - before).max(usize::from(!status.success())),
    })
}

/// Returns how many inputs a target failed on.
fn crashes(artifacts: &Path) -> usize {
    let entries = std::fs::read_dir(artifacts);
    entries.into_iter().flatten().flatten().count()
}

/// Returns the number after the last place of a word.
fn number_after(text: &str, word: &str) -> Option<u64> {
    let (_, rest) = text.rsplit_once(word)?;
    rest.split_whitespace().next()?.parse().ok()
}

fn table(runs: &[Run]) -> anyhow::Result<String> {
    let mut page = "# Fuzzing\n\n\
        Made by `cargo xtask fuzz`: each target of [tests/fuzz](../tests/fuzz) under libFuzzer, with debug assertions. Coverage is the number of \
        edges of control flow that were met. What once failed stands in `tests/fuzz/regressions`; the tests replay it, and the seeds, on stable.\n\n\
        | target | seconds | executions | coverage | crashes |\n|---|---|---|---|---|\n"
        .to_owned();
    for run in runs {
        writeln!(
            page,
            "| {} | {} | {} | {} | {} |",
            run.target, run.seconds, run.executions, run.coverage, run.crashes
        )?;
    }
    Ok(page)
}
