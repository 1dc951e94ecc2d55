//! Chores: `cargo xtask test` runs every test, `cargo xtask browser` looks at pages in a browser, `cargo xtask models` makes the
//! models that ship and `cargo xtask card` their cards; `cargo xtask accuracy`, `ablation` and `speed` measure and write the
//! tables in docs/; `extraction` and `segments` measure how articles are read, `quotations` who is found to say what, `languages` which language a text is in,
//! `quantification` the shares of a corpus, `bounds` time and memory on bad inputs; `dependencies` lists what the crates
//! depend on, `fuzz` runs the fuzz targets, `soak` everything for an hour with faults.

mod ablation;
mod accuracy;
mod bounds;
mod browser;
mod card;
mod dependencies;
mod fuzz;
mod languages;
mod quantification;
mod quotations;
mod segments;
mod soak;
mod speed;

use std::io::{Write as _, stderr, stdout};
use std::path::{Path, PathBuf};
use std::process::{self, Stdio};

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use stance_cli::Io;
use stance_cli::shipped::{Agreement, SHIPPED, Shipped};

/// Chores of this workspace
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run all tests and doc-tests, with cargo-nextest where it is installed
    Test,
    /// Look at the pages of `stance report` in headless Chromium
    Browser(browser::Args),
    /// Compare what finds the article of a web page, on pages with known segments
    Extraction {
        /// Folder of the pages and of the JSON file that lists their segments
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// Print what this extractor gets wrong
        #[arg(long, value_name = "NAME")]
        misses_of: Option<String>,
    },
    /// Measure the kinds of paragraphs on marked articles
    Segments(segments::Args),
    /// Measure which language texts of seven languages are taken for, by length, and write docs/languages.md
    Languages(languages::Args),
    /// Measure quotations and their speakers on marked texts, and how fast they are found, and write docs/quotations.md
    Quotations(quotations::Args),
    /// Train the models that ship, write them to models/, and say how they compare with what stood there
    Models {
        /// Write nothing; fail when a model made anew disagrees with the one that ships
        #[arg(long)]
        check: bool,
    },
    /// Measure the models that ship, and write their cards and plots to models/
    Card(card::Args),
    /// Measure accuracy and calibration by cross-validation beside scikit-learn, and write docs/accuracy.md
    Accuracy(accuracy::Args),
    /// Train variants of the model that ships, measure them on the corpus and on the press, and write docs/ablation.md
    Ablation(ablation::Args),
    /// Measure shares of labels, counted and corrected, on held-out rows of known shares, and write docs/shares.md
    Quantification(quantification::Args),
    /// Measure time and memory on inputs made to be bad for the readers and rules, and write docs/bounds.md
    Bounds(bounds::Args),
    /// Measure training and scoring beside scikit-learn and Vowpal Wabbit, and write docs/speed.md
    Speed(speed::Args),
    /// Write docs/dependencies.md: every direct dependency, why, its licence, its last release, what it brings
    Dependencies,
    /// Run the tests of stance-sql: functions, queries, a cluster of real processes over a million paragraphs
    Cluster {
        /// Leave out the million paragraphs
        #[arg(long)]
        quick: bool,
        /// Run no test: measure queries and clusters beside `stance score`, and write docs/cluster-speed.md
        #[arg(long, conflicts_with = "quick")]
        measure: bool,
    },
    /// Run the fuzz targets under libFuzzer, and write docs/fuzzing.md
    Fuzz(fuzz::Args),
    /// Train, score and evaluate in a loop with random faults, check every output, and write docs/soak.md
    Soak(soak::Args),
}

fn main() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()?;
    match Cli::parse().command {
        Command::Test => test(),
        Command::Cluster { measure: true, .. } => measure_cluster(&root),
        Command::Cluster { quick, .. } => cluster(quick),
        Command::Browser(args) => browser::look(&args, &root),
        Command::Extraction { data, misses_of } => extraction(&data, misses_of.as_deref()),
        Command::Segments(args) => segments::run(&args),
        Command::Languages(args) => languages::run(&args, &root),
        Command::Quotations(args) => quotations::run(&args, &root),
        Command::Models { check } => models(&root, check),
        Command::Card(args) => card::run(&args, &root),
        Command::Accuracy(args) => accuracy::run(&args, &root),
        Command::Ablation(args) => ablation::run(&args, &root),
        Command::Quantification(args) => quantification::run(&args, &root),
        Command::Bounds(args) => bounds::run(&args, &root),
        Command::Speed(args) => speed::run(&args, &root),
        Command::Dependencies => dependencies::run(&root),
        Command::Fuzz(args) => fuzz::run(&args, &root),
        Command::Soak(args) => soak::run(&args, &root),
    }
}

/// Makes every model that ships.
fn models(root: &Path, check: bool) -> anyhow::Result<()> {
    for model in SHIPPED {
        make(model, root, check).with_context(|| format!("making the model {}", model.name))?;
    }
    Ok(())
}

/// Runs tests, then doc-tests, which cargo-nextest leaves out.
fn test() -> anyhow::Result<()> {
    let nextest = cargo(&["nextest", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if nextest.is_ok_and(|status| status.success()) {
        run(&[&["nextest", "run"], ALL_BUT_CLUSTER].concat())?;
    } else {
        run(&[&["test", "--all-targets"], ALL_BUT_CLUSTER].concat())?;
    }
    run(&[&["test", "--doc"], ALL_BUT_CLUSTER].concat())
}

/// What the quick tests build: a query engine takes longer than all the rest together.
const ALL_BUT_CLUSTER: &[&str] = &[
    "--workspace",
    "--exclude",
    "stance-datafusion",
    "--all-features",
];

/// Runs the tests of stance-sql, those of minutes among them unless only the quick ones are asked for, then its doc-tests.
fn cluster(quick: bool) -> anyhow::Result<()> {
    let test = ["test", "--profile", "cluster", "-p", "stance-datafusion"];
    run(&[&test[..], &["--lib", "--bins", "--tests"]].concat())?;
    if !quick {
        run(&[&test[..], &["--test", "main", "--", "--ignored"]].concat())?;
    }
    run(&[&test[..], &["--doc"]].concat())
}

/// Measures stance-sql beside `stance`, both built for release.
fn measure_cluster(root: &Path) -> anyhow::Result<()> {
    let stance = speed::build(root)?;
    let stance = stance.to_str().context("a path that is UTF-8 expected")?;
    run(&[
        "bench",
        "-p",
        "stance-datafusion",
        "--locked",
        "--",
        "--stance",
        stance,
    ])
}

/// Runs the comparison of extractors, which has a workspace of its own: its rivals are no part of this one.
fn extraction(data: &Path, misses_of: Option<&str>) -> anyhow::Result<()> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../stance-articles/benches/extraction/Cargo.toml")
        .canonicalize()?;
    let mut command = cargo(&["run", "--release", "--quiet", "--manifest-path"]);
    command.arg(manifest).arg("--").arg(data).args(misses_of);
    let status = command.status().context("starting cargo")?;
    anyhow::ensure!(status.success(), "the comparison failed");
    Ok(())
}

fn run(arguments: &[&str]) -> anyhow::Result<()> {
    let status = cargo(arguments).status().context("starting cargo")?;
    anyhow::ensure!(status.success(), "cargo {} failed", arguments.join(" "));
    Ok(())
}

fn cargo(arguments: &[&str]) -> process::Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = process::Command::new(cargo);
    command.args(arguments);
    command
}

/// Trains one model, compares it with the one in models/, and puts it there unless only a check was asked for.
fn make(model: &Shipped, root: &Path, check: bool) -> anyhow::Result<()> {
    let made = made_path(root, model)?;
    {
        let (mut out, mut err) = (stdout().lock(), stderr().lock());
        let mut io = Io {
            stdin: &mut std::io::empty(),
            stdout: &mut out,
            stderr: &mut err,
        };
        model.train(root, &made, &mut io)?;
    }
    let shipped = model.path(root);
    let agreement = if shipped.exists() {
        Some(model.compare(root, &shipped, &made))
    } else {
        None
    };
    let verdict = match &agreement {
        None => "new".to_owned(),
        Some(Ok(Agreement::SameBytes)) => "the same bytes as before".to_owned(),
        Some(Ok(Agreement::SamePredictions)) => {
            "other bytes, the same labels and probabilities within 1e-6 (another kind of processor)"
                .to_owned()
        }
        Some(Err(error)) => format!("changed: {error:#}"),
    };
    writeln!(stdout(), "{}: {verdict}", model.name)?;
    if !check {
        // What agrees stays as it is: a file is not replaced for the rounding of another processor.
        if !matches!(agreement, Some(Ok(_))) {
            std::fs::copy(&made, &shipped)?;
        }
        return Ok(());
    }
    match agreement {
        Some(result) => result.map(|_| ()),
        None => anyhow::bail!("{} does not exist", shipped.display()),
    }
}

fn made_path(root: &Path, model: &Shipped) -> anyhow::Result<PathBuf> {
    let folder = root.join("target/models");
    std::fs::create_dir_all(&folder)?;
    Ok(folder.join(format!("{}.model", model.name)))
}
