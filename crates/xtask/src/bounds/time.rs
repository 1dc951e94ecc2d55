//! Seconds per megabyte of bad inputs that grow, beside those of the smallest.

use std::fmt::Write as _;
use std::fs;
use std::io::{Write as _, stderr};

use anyhow::Context as _;

use super::inputs::{INPUTS, Input};
use super::measure::{Program, Taken};

/// Megabytes of the smallest input, and how the others grow from it.
const GROWTH: [usize; 3] = [1, 10, 100];
/// Megabytes of the largest article, below the limit of 64 MiB.
const LARGEST_ARTICLE: usize = 60;
/// Processor seconds after which a run is ended.
const MOST_SECONDS: u32 = 900;
/// Growth of the seconds per megabyte that is told apart from noise and the caches of the processor.
const STEEP: f64 = 2.0;
/// Seconds per megabyte below which inputs are not told apart.
const LEAST: f64 = 0.05;

/// What an input took at each size.
struct Measured {
    input: &'static Input,
    /// Megabytes, and what they took.
    runs: Vec<(usize, Taken)>,
}

/// Measures the inputs whose names hold a text, and returns the table.
pub(super) fn measure(program: &Program, only: &str, largest: usize) -> anyhow::Result<String> {
    let folder = tempfile::tempdir()?;
    let path = |extension: &str| folder.path().join(format!("input.{extension}"));
    fs::write(path("txt"), "Le port.\n")?;
    let start = run(program, &path("txt"))?.seconds;
    let mut all = Vec::new();
    for input in INPUTS.iter().filter(|input| input.name.contains(only)) {
        let mut runs = Vec::new();
        for megabytes in GROWTH.into_iter().filter(|&size| size <= largest) {
            let megabytes = if input.is_article {
                megabytes.min(LARGEST_ARTICLE)
            } else {
                megabytes
            };
            let path = path(input.extension);
            fs::write(&path, input.bytes(megabytes * 1_000_000)?)?;
            let taken = run(program, &path)?;
            let seconds = (taken.seconds - start).max(0.0);
            runs.push((megabytes, Taken { seconds, ..taken }));
            fs::remove_file(&path)?;
            let last = runs.last().map_or(0.0, |run| run.1.seconds);
            writeln!(
                stderr(),
                "{} {}: {megabytes} MB, {last:.2} s, {:.0} MB of memory, code {}",
                input.extension,
                input.name,
                taken.peak_mb,
                taken.code
            )?;
            if taken.code < 0 {
                break;
            }
        }
        all.push(Measured { input, runs });
    }
    Ok(table(&all, largest))
}

fn run(program: &Program, path: &std::path::Path) -> anyhow::Result<Taken> {
    let path = path.to_str().context("a path that is UTF-8 expected")?;
    let arguments = ["score", path, "--format", "jsonl", "--threads", "1"];
    program.run(&arguments, MOST_SECONDS, |_| Ok(()))
}

fn table(all: &[Measured], largest: usize) -> String {
    let sizes = GROWTH.into_iter().filter(|&size| size <= largest).skip(1);
    let mut out = format!(
        "\n## Time\n\n`stance score` on one thread, without the start: seconds per MB, as a multiple of those at 1 MB; \
         at most {STEEP} where time grows with the size alone. What takes less than {LEAST} s per MB counts as that: the clock \
         tells no more. An article is at most 64 MiB, so the largest has {LARGEST_ARTICLE} MB. *Beside prose*: seconds per MB \
         of the largest input, as a multiple of those of prose in the same kind of file. *Refused*: told to be out of bounds, \
         or to hold no article.\n\n| file | made of |"
    );
    let mut below = "\n| --- | --- |".to_owned();
    for size in sizes.clone() {
        let _ = write!(out, " {size} MB |");
        below += " ---: |";
    }
    let _ = writeln!(out, " beside prose | |{below} ---: | --- |");
    let per_mb = |run: &(usize, Taken)| (run.1.seconds / run.0 as f64).max(LEAST);
    for Measured { input, runs } in all {
        let _ = write!(out, "| {} | {} |", input.extension, input.name);
        let base = runs.first().map_or(LEAST, per_mb);
        for (at, _) in (1..).zip(sizes.clone()) {
            let ratio = match runs.get(at) {
                Some(run) if run.1.code < 0 => "ended".to_owned(),
                Some(run) => format!("{:.1}", per_mb(run) / base),
                None => String::new(),
            };
            let _ = write!(out, " {ratio} |");
        }
        let mut of_kind = all.iter().filter(|other| {
            other.input.extension == input.extension && other.input.name.contains("prose")
        });
        let prose = of_kind.next().and_then(|prose| prose.runs.last());
        let beside = prose.zip(runs.last());
        let beside = beside.map(|(prose, run)| format!("{:.1}", per_mb(run) / per_mb(prose)));
        let is_refused = runs.iter().any(|run| run.1.code == 2);
        let refused = if is_refused { "refused" } else { "" };
        let _ = writeln!(out, " {} | {refused} |", beside.unwrap_or_default());
    }
    out
}
