//! Time and memory on inputs that are made to be bad, as they grow.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _, stderr};
use std::path::Path;

use anyhow::{Context as _, ensure};
use serde::{Deserialize, Serialize};

use super::inputs::{INPUTS, Input, MOST_OF_SMALL_ROWS, Reader};
use super::measure::{Program, Taken};

/// Megabytes of the smallest input, and how the others grow from it.
const GROWTH: [usize; 3] = [1, 10, 100];
/// Megabytes of the largest article, below the limit of 64 MiB.
const LARGEST_ARTICLE: usize = 60;
/// Processor seconds after which a run is ended.
const MOST_SECONDS: u32 = 900;
/// Growth of the seconds per megabyte that is told apart from noise and the caches of the processor.
const STEEP: f64 = 2.0;
/// Exit code of what is not read.
const REFUSED: i32 = 2;
/// Seconds per megabyte below which inputs are not told apart.
const LEAST: f64 = 0.05;

/// Which inputs are measured.
#[derive(Debug)]
pub(super) struct Choice<'a> {
    /// Those whose names hold this.
    pub(super) only: &'a str,
    /// Megabytes of the largest.
    pub(super) largest: usize,
    /// Whether what was measured before is kept.
    pub(super) resume: bool,
}

/// What an input took at a size, start included.
#[derive(Debug, Serialize, Deserialize)]
struct Measured {
    extension: String,
    name: String,
    /// Megabytes of the table's column.
    size: usize,
    taken: Taken,
}

impl Measured {
    fn is_of(&self, input: &Input, size: usize) -> bool {
        self.extension == input.extension && self.name == input.name && self.size == size
    }
}

/// Measures, and returns the table of what was measured, by this run and by those before it; every run is added to
/// `kept` as it ends, so that nothing is lost of what is broken off.
pub(super) fn measure(
    program: &Program,
    choice: &Choice<'_>,
    kept: &Path,
) -> anyhow::Result<String> {
    let mut all = read(kept)?;
    if !choice.resume {
        all.retain(|one| !one.name.contains(choice.only));
    }
    let mut lines = File::create(kept)?;
    for one in &all {
        writeln!(lines, "{}", serde_json::to_string(one)?)?;
    }
    let folder = tempfile::tempdir()?;
    for size in GROWTH.into_iter().filter(|&size| size <= choice.largest) {
        for input in INPUTS
            .iter()
            .filter(|input| input.name.contains(choice.only) && size <= input.most)
        {
            if all.iter().any(|one| one.is_of(input, size)) {
                continue;
            }
            let path = folder.path().join(format!("input.{}", input.extension));
            fs::write(&path, input.make.bytes(megabytes(input, size) * 1_000_000)?)?;
            let taken = run(program, input.reader, &path)?;
            fs::remove_file(&path)?;
            let Taken {
                seconds,
                peak_mb,
                code,
            } = taken;
            // A panic ends with another code, and would pass for a run that was fast.
            ensure!(
                code <= REFUSED,
                "{} {}, {size} MB: exit code {code}",
                input.extension,
                input.name
            );
            let (extension, name) = (input.extension.to_owned(), input.name.to_owned());
            writeln!(
                stderr(),
                "{extension} {name}: {size} MB, {seconds:.2} s, {peak_mb:.0} MB of memory, code {code}"
            )?;
            let one = Measured {
                extension,
                name,
                size,
                taken,
            };
            writeln!(lines, "{}", serde_json::to_string(&one)?)?;
            all.push(one);
        }
    }
    let path = folder.path().join("input.txt");
    fs::write(&path, "Le port.\n")?;
    let start = run(program, Reader::Article, &path)?.seconds;
    Ok(table(&all, start))
}

/// Returns what was measured before.
fn read(kept: &Path) -> anyhow::Result<Vec<Measured>> {
    let Ok(file) = File::open(kept) else {
        return Ok(Vec::new());
    };
    let lines = BufReader::new(file).lines();
    lines
        .map(|line| Ok(serde_json::from_str(&line?)?))
        .collect()
}

/// Returns the megabytes of an input in a column of the table.
fn megabytes(input: &Input, size: usize) -> usize {
    match input.reader {
        Reader::Article => size.min(LARGEST_ARTICLE),
        Reader::Rows | Reader::Labelled => size,
    }
}

fn run(program: &Program, reader: Reader, path: &Path) -> anyhow::Result<Taken> {
    let path = path.to_str().context("a path that is UTF-8 expected")?;
    let score = ["score", path, "--format", "jsonl", "--threads", "1"];
    // Telling the language of each row would take most of the time, and hide what the reader takes.
    let score_rows = [&score[..], &["--language", "fr"]].concat();
    let arguments = match reader {
        Reader::Article => &score[..],
        Reader::Rows => &score_rows,
        Reader::Labelled => &["train", path, "--input-format", "fasttext", "--dry-run"],
    };
    program.run(arguments, MOST_SECONDS, |_| Ok(()))
}

/// Returns the seconds per megabyte of a run.
fn per_mb(input: &Input, run: &Measured, start: f64) -> f64 {
    let seconds = (run.taken.seconds - start).max(0.0);
    (seconds / megabytes(input, run.size) as f64).max(LEAST)
}

fn table(all: &[Measured], start: f64) -> String {
    let mut out = format!(
        "\n## Time and memory of reading\n\n`stance score` on one thread, without the start; of rows with `--language fr`, so that \
         the reader takes the time; for labelled rows in fastText's format `stance train --dry-run`. *Time*: seconds per MB, as \
         a multiple of those at 1 MB; at most {STEEP} where time grows with the size alone. What takes less than {LEAST} s per \
         MB counts as that: the clock tells no more. *Beside prose*: seconds per MB of the largest input that is read, as a multiple of \
         those of prose in the same kind of file. *Memory*: peak at each size, in MB; that of rows is flat, that of an article \
         grows with it. An article is at most 64 MiB, so the largest has {LARGEST_ARTICLE} MB; rows of one letter, half a \
         million to a megabyte, are measured up to {MOST_OF_SMALL_ROWS} MB. *Refused*: told to be out of bounds, or to hold no \
         article, at this size and above. What is empty was not measured.\n\n\
         | file | made of | time at 10 MB | at 100 MB | beside prose | memory at 1 MB | at 10 MB | at 100 MB | |\n\
         | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n"
    );
    let of = |input: &Input, size| all.iter().find(|run| run.is_of(input, size));
    let largest = |input: &Input| {
        let runs = GROWTH.into_iter().rev().map(|size| of(input, size));
        // A file that is refused at once says nothing of what reading it takes.
        let read = runs.clone().flatten().find(|run| run.taken.code != REFUSED);
        read.or_else(|| runs.flatten().next())
    };
    for input in INPUTS {
        let runs = GROWTH.map(|size| of(input, size));
        let Some(base) = runs[0].map(|run| per_mb(input, run, start)) else {
            continue;
        };
        let time = |run: Option<&Measured>| match run {
            Some(run) if run.taken.code < 0 => "ended".to_owned(),
            Some(run) => format!("{:.1}", per_mb(input, run, start) / base),
            None => String::new(),
        };
        let memory = |run: Option<&Measured>| {
            run.map_or(String::new(), |run| format!("{:.0}", run.taken.peak_mb))
        };
        let is_prose =
            |other: &&Input| other.extension == input.extension && other.name.contains("prose");
        let prose = INPUTS.iter().find(is_prose);
        let prose = prose.and_then(|prose| Some(per_mb(prose, largest(prose)?, start)));
        let beside = prose.zip(largest(input));
        let beside = beside.map(|(prose, run)| format!("{:.1}", per_mb(input, run, start) / prose));
        let refused = runs.iter().flatten().find(|run| run.taken.code == REFUSED);
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            input.extension,
            input.name,
            time(runs[1]),
            time(runs[2]),
            beside.unwrap_or_default(),
            memory(runs[0]),
            memory(runs[1]),
            memory(runs[2]),
            refused.map_or(String::new(), |run| format!("refused at {} MB", run.size)),
        );
    }
    out
}
