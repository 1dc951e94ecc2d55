//! Memory of training beside what was estimated.

use std::fmt::Write as _;
use std::io::{Write as _, stderr};
use std::path::Path;

use anyhow::Context as _;
use fastrand::Rng;

use super::measure::Program;

/// Processor seconds after which a run is ended.
const MOST_SECONDS: u32 = 3600;
/// Rows that are trained on.
const ROWS: [usize; 3] = [1_000, 4_000, 16_000];
/// Rows up to which training is measured with folds, which take their time.
const WITH_FOLDS: usize = 4_000;

/// A way of training, and its options.
const WAYS: [(&str, &[&str]); 3] = [
    (
        "words 1-2, no folds, 1 thread",
        &[
            "--chars",
            "none",
            "--c",
            "10",
            "--folds",
            "0",
            "--threads",
            "1",
        ],
    ),
    (
        "words 1-2, characters 2-5, no folds, 2 threads",
        &["--c", "10", "--folds", "0", "--threads", "2"],
    ),
    ("default options, 2 threads", &["--threads", "2"]),
];

/// Measures on film reviews, and returns the table.
pub(super) fn measure(program: &Program, data: &Path) -> anyhow::Result<String> {
    let mut reader = csv::Reader::from_path(data.join("imdb_sentiment_en/train.csv"))?;
    let header = reader.headers()?.clone();
    let mut records = reader.records().collect::<Result<Vec<_>, _>>()?;
    // Rows may come by label, and the first of them must hold both.
    Rng::with_seed(0).shuffle(&mut records);
    let folder = tempfile::tempdir()?;
    let path = |name: &str| {
        let path = folder.path().join(name);
        path.to_str()
            .map(str::to_owned)
            .context("a path that is UTF-8 expected")
    };
    let (part, model) = (path("part.csv")?, path("part.model")?);
    let mut out = "\n## Memory of training\n\n`stance train` on film reviews of 1.3 kB: what `--max-memory` goes by, beside the peak.\n\n\
        | rows | options | estimated, MB | peak, MB | estimate by peak |\n| ---: | --- | ---: | ---: | ---: |\n"
        .to_owned();
    for rows in ROWS {
        let mut writer = csv::Writer::from_path(&part)?;
        writer.write_record(&header)?;
        for record in records.iter().take(rows) {
            writer.write_record(record)?;
        }
        writer.flush()?;
        for (way, options) in WAYS {
            if !options.contains(&"--folds") && rows > WITH_FOLDS {
                continue;
            }
            let train = [&["train", &part, "-o", &model], options].concat();
            let dry = [&train[..], &["--max-memory", "1000TB", "--dry-run"]].concat();
            let estimated = estimate(program, &dry)?;
            let taken = program.run(&train, MOST_SECONDS, |_| Ok(()))?;
            anyhow::ensure!(taken.code == 0, "training ended with {}", taken.code);
            let peak = taken.peak_mb * 1.048_576;
            writeln!(
                stderr(),
                "{rows} {way}: {estimated:.0} MB estimated, {peak:.0} MB"
            )?;
            let ratio = estimated / peak;
            let _ = writeln!(
                out,
                "| {rows} | {way} | {estimated:.0} | {peak:.0} | {ratio:.2} |"
            );
        }
    }
    Ok(out)
}

/// Returns the megabytes that a dry run tells.
fn estimate(program: &Program, arguments: &[&str]) -> anyhow::Result<f64> {
    let mut command = std::process::Command::new(&program.stance);
    let output = command.args(arguments).output()?;
    let report = String::from_utf8(output.stdout)?;
    let line = report.lines().find_map(|line| line.strip_prefix("memory"));
    let line = line.with_context(|| format!("no estimate in {report}"))?;
    let mut words = line.split_whitespace();
    let number: f64 = words.next().unwrap_or_default().parse()?;
    Ok(match words.next() {
        Some("GB") => number * 1000.0,
        _ => number,
    })
}
