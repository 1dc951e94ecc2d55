//! `cargo xtask fuzz`: the targets of tests/fuzz under libFuzzer, one after the other, and docs/fuzzing.md, the table of
//! what they did. A target that is run anew has its row replaced; the others keep theirs, each with its commit.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{Write as _, stdout};
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

/// What to run, and for how long.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Minutes for each target; model files, which come from strangers and are binary, get three times as long
    #[arg(long, value_name = "N", default_value_t = 10.0)]
    minutes: f64,
    /// Run this target alone; may be given more than once
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
}

/// How a target fared.
struct Run {
    seconds: u64,
    executions: u64,
    /// Edges of the code's control flow that were met.
    coverage: u64,
    /// Edges, how often they were met and values compared: what libFuzzer takes an input into its corpus for.
    features: u64,
    /// Inputs of the corpus.
    inputs: u64,
    crashes: usize,
}

/// Runs the targets.
pub(crate) fn run(args: &Args, root: &Path) -> anyhow::Result<()> {
    let folder = root.join("tests/fuzz");
    let targets = targets(&folder)?;
    if let Some(unknown) = args.only.iter().find(|only| !targets.contains(only)) {
        bail!("no target {unknown}; there are {}", targets.join(", "));
    }
    build(&folder)?;
    let (page, commit) = (root.join("docs/fuzzing.md"), commit(root)?);
    let mut crashes = 0;
    for target in targets {
        if !args.only.is_empty() && !args.only.contains(&target) {
            continue;
        }
        let times = if target == "model" { 3.0 } else { 1.0 };
        let time = Duration::from_secs_f64(60.0 * args.minutes * times);
        let run = fuzz(&target, time, &folder).with_context(|| format!("the target {target}"))?;
        crashes += run.crashes;
        let row = run.row(&target, &commit);
        writeln!(stdout(), "{row}")?;
        let mut rows = rows(&std::fs::read_to_string(&page).unwrap_or_default());
        rows.insert(target, row);
        std::fs::write(&page, table(&rows)?)?;
    }
    if crashes > 0 {
        bail!(
            "{crashes} crashes, in tests/fuzz/artifacts: mend each, and put its input into tests/fuzz/regressions/TARGET/ under the name of its symptom"
        );
    }
    Ok(())
}

/// Returns the names of the targets, sorted: each has a folder of seeds, to which a test holds the list in the code.
fn targets(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder.join("seeds"))? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    Ok(names)
}

/// Returns the commit that is run; says so where the code differs from it.
fn commit(root: &Path) -> anyhow::Result<String> {
    let git = |arguments: &[&str]| -> anyhow::Result<String> {
        let output = Command::new("git")
            .args(arguments)
            .current_dir(root)
            .output();
        let output = output.context("starting git")?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let changed = git(&[
        "status",
        "--porcelain",
        "--",
        "crates",
        "models",
        "tests/fuzz",
    ])?;
    let note = if changed.is_empty() { "" } else { ", changed" };
    Ok(git(&["rev-parse", "--short=10", "HEAD"])? + note)
}

/// The platform built for: named, so that build scripts and macros are not instrumented.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";

/// What libFuzzer needs of the code: counters of the edges met, and the operands of comparisons.
const INSTRUMENTED: &str = "--cfg fuzzing -Cdebug-assertions -Ccodegen-units=16 -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Builds the program that holds all targets.
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
fn fuzz(target: &str, time: Duration, folder: &Path) -> anyhow::Result<Run> {
    let corpus = folder.join("corpus").join(target);
    let artifacts = folder.join("artifacts").join(target);
    for made in [&corpus, &artifacts] {
        std::fs::create_dir_all(made)?;
    }
    let log = folder.join("target").join(format!("{target}.log"));
    let before = failures(&artifacts);
    let program = folder
        .join("target")
        .join(PLATFORM)
        .join("release/stance-fuzz");
    let mut command = Command::new(program);
    command.env("STANCE_FUZZ", target);
    command.arg(&corpus).arg(folder.join("seeds").join(target));
    let regressions = folder.join("regressions").join(target);
    if regressions.exists() {
        command.arg(regressions);
    }
    command
        .args(["-print_final_stats=1", "-timeout=30", "-rss_limit_mb=2048"])
        .arg(format!("-max_total_time={}", time.as_secs().max(1)))
        .arg(format!("-artifact_prefix={}/", artifacts.display()))
        .current_dir(folder)
        .stderr(File::create(&log)?);
    let began = Instant::now();
    let status = command.status().context("starting the target")?;
    let seconds = began.elapsed().as_secs();
    let told = std::fs::read(&log)?;
    let told = String::from_utf8_lossy(&told);
    // An input that failed before has the same name.
    let found = failures(&artifacts) - before;
    Run::read(&told, seconds, found, status).with_context(|| format!("see {}", log.display()))
}

/// Returns how many inputs a folder has that failed. libFuzzer also writes there what took ten seconds by the clock, which on
/// a busy machine says nothing: it fails at thirty.
fn failures(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder);
    let names = entries
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name());
    names
        .filter(|name| !name.to_string_lossy().starts_with("slow-unit-"))
        .count()
}

impl Run {
    /// Reads the log of libFuzzer.
    fn read(log: &str, seconds: u64, found: usize, status: ExitStatus) -> anyhow::Result<Self> {
        let after = |word| number_after(log, word);
        let Some(executions) = after("stat::number_of_executed_units:") else {
            bail!("it did not run to its end ({status})");
        };
        Ok(Self {
            seconds,
            executions,
            coverage: after(" cov: ").unwrap_or_default(),
            features: after(" ft: ").unwrap_or_default(),
            inputs: after(" corp: ").unwrap_or_default(),
            crashes: found.max(usize::from(!status.success())),
        })
    }

    fn row(&self, target: &str, commit: &str) -> String {
        format!(
            "| {target} | {} | {} | {} | {} | {} | {} | {commit} |",
            self.seconds, self.executions, self.coverage, self.features, self.inputs, self.crashes
        )
    }
}

/// Returns the number after the last place of a word.
fn number_after(text: &str, word: &str) -> Option<u64> {
    let (_, rest) = text.rsplit_once(word)?;
    let digits = rest
        .trim_start()
        .split(|c: char| !c.is_ascii_digit())
        .next()?;
    digits.parse().ok()
}

const HEAD: &str = "# Fuzzing\n\n\
    Made by `cargo xtask fuzz`: each target of [tests/fuzz](../tests/fuzz) under libFuzzer, one process, with debug assertions and checks for overflow. \
    Coverage is the number of edges of control flow that were met; features are edges, how often they were met, and operands compared; inputs are those \
    of the corpus at the end. A row is of the last run of its target, on the commit it names. What once failed stands in `tests/fuzz/regressions`; the \
    tests replay it, and the seeds, on stable.\n\n";
const COLUMNS: &str = "| target | seconds | executions | coverage | features | inputs | crashes | commit |\n|---|--:|--:|--:|--:|--:|--:|---|\n";

fn table(rows: &BTreeMap<String, String>) -> anyhow::Result<String> {
    let mut page = format!("{HEAD}{COLUMNS}");
    for row in rows.values() {
        writeln!(page, "{row}")?;
    }
    Ok(page)
}

/// Returns the rows of a page by target.
fn rows(page: &str) -> BTreeMap<String, String> {
    let (_, rows) = page.split_once(COLUMNS).unwrap_or_default();
    let target = |row: &str| Some(row.strip_prefix("| ")?.split(' ').next()?.to_owned());
    rows.lines()
        .filter_map(|row| Some((target(row)?, row.to_owned())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_read_to_its_last_figures() {
        let log = "#2\tINITED cov: 10 ft: 11 corp: 1/3b exec/s: 0 rss: 40Mb\n\
            #90\tNEW    cov: 120 ft: 345 corp: 67/8Kb lim: 4 exec/s: 0 rss: 41Mb L: 2/4 MS: 1\n\
            stat::number_of_executed_units: 991\nstat::average_exec_per_sec:     0\n";
        let run = Run::read(log, 5, 0, ExitStatus::default()).unwrap();
        let expected = "| csv | 5 | 991 | 120 | 345 | 67 | 0 | abc |";
        assert_eq!(run.row("csv", "abc"), expected);
        assert!(Run::read("", 5, 0, ExitStatus::default()).is_err());
    }

    #[test]
    fn what_was_only_slow_is_no_crash() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["slow-unit-1", "crash-2", "timeout-3"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        assert_eq!(failures(folder.path()), 2);
    }

    #[test]
    fn rows_of_other_targets_stay() {
        let mut before = BTreeMap::new();
        for (target, row) in [("csv", "| csv | 1 |"), ("html", "| html | 2 |")] {
            before.insert(target.to_owned(), row.to_owned());
        }
        let page = table(&before).unwrap();
        assert_eq!(rows(&page), before);
        assert_eq!(rows(""), BTreeMap::new());
    }
}
