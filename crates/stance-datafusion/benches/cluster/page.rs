//! The page that tells what was measured.

use std::fmt::Write as _;
use std::path::Path;

use crate::{BATCH, Job, Measured, PARTS, TURNS};

/// Paragraphs of the archive on paper.
const ARCHIVE: f64 = 1e9;
/// Bits a second that a shared file system gives, on paper.
const SHARED: f64 = 1e10;

/// Returns the page.
pub(crate) fn page(measured: &Measured) -> String {
    let mut page = head(measured);
    ways(measured, &mut page);
    jobs(measured, &mut page);
    archive(measured, &mut page);
    page
}

fn head(measured: &Measured) -> String {
    let cores = std::thread::available_parallelism().unwrap();
    let per_row = |bytes: u64| bytes as f64 / measured.rows as f64;
    let made_by = made_by();
    format!(
        "# How fast SQL and a cluster are\n\n\
         Made by {made_by}, in one run on a machine of {cores} cores that had a load of {} before. {} paragraphs made from templates, \
         {:.0} bytes of text each on average, in {PARTS} Parquet files of {:.0} bytes a paragraph. Stance and sentiment with all probabilities, and the text, \
         are written as csv, start and models included. Each way ran {TURNS} times, in turns, and the fastest counts; the rows of every run were compared \
         with those of `stance score`. Processor time is that of all processes of a way: scheduler, executors and client.\n",
        measured.load,
        measured.rows,
        per_row(measured.text_bytes),
        per_row(measured.parquet_bytes),
    )
}

/// Says what made the page, and with which of the build profiles.
fn made_by() -> String {
    let program = std::env::current_exe().unwrap();
    let profile = program.ancestors().nth(2).and_then(Path::file_name);
    let profile = profile.unwrap().display().to_string();
    if profile == "release" {
        return "`cargo xtask cluster --measure`".to_owned();
    }
    format!(
        "`cargo bench --profile {profile} -p stance-datafusion -- --stance target/release/stance`: **stance-sql was built as its tests are, the query \
         engine without optimisation, while `stance` was built for release**, so that SQL and clusters cost less in use than here \
         (`cargo xtask cluster --measure` builds both for release)"
    )
}

fn ways(measured: &Measured, page: &mut String) {
    page.push_str(
        "\n| | threads that score | paragraphs a second | beside `stance score` | processor time a paragraph, µs | beside `stance score` |\n\
         |---|---:|---:|---:|---:|---:|\n",
    );
    let all = &measured.ways;
    let rows = measured.rows as f64;
    for (name, ways) in [
        ("`stance score`", &all.score),
        ("`stance-sql query`", &all.query),
        ("cluster, executors of one thread", &all.cluster),
    ] {
        for ((threads, way), score) in (1..).zip(ways).zip(&all.score) {
            writeln!(
                page,
                "| {name} | {threads} | {:.0} | {:.2} | {:.1} | {:.2} |",
                rows / way.seconds,
                score.seconds / way.seconds,
                way.processor / rows * 1e6,
                way.processor / score.processor,
            )
            .unwrap();
        }
    }
    let [one, two] = all.cluster;
    let batches = rows / BATCH as f64;
    writeln!(
        page,
        "\n- A second executor makes the job {:.2} times as fast, a second thread `stance score` {:.2} times.\n\
         - A call of `stance(text)` takes {:.0} µs of processor time beside its texts. A batch of {BATCH} rows takes {:.0} ms more on a cluster \
         than by `stance-sql query`: it is written, sent and read again.\n\
         - `SELECT 1`, which is start, models, plan and connection, takes {:.2} s here and {:.2} s on the cluster.\n\
         - The {} rows of the labelled corpora, which were written by hand and whose words are met for the first time, take `stance score` {:.0} µs of \
         processor time each, start included.",
        one.seconds / two.seconds,
        all.score[0].seconds / all.score[1].seconds,
        measured.call * 1e6,
        (one.processor - all.query[0].processor) / batches * 1e3,
        measured.nothing[0].seconds,
        measured.nothing[1].seconds,
        measured.by_hand.0,
        measured.by_hand.1.processor / measured.by_hand.0 as f64 * 1e6,
    )
    .unwrap();
    page.push_str(&shows());
}

/// Says what a machine of so many cores can show of a cluster.
fn shows() -> String {
    let cores = std::thread::available_parallelism().unwrap().get();
    let shared = if cores > 4 {
        format!("All processes ran side by side on {cores} cores.")
    } else {
        format!(
            "Two executors, the scheduler and the client shared {cores} cores: that tasks are dealt out shows, how much faster two hosts are than one does not, \
             since the client takes from the second executor what it needs."
        )
    };
    format!(
        "\n{shared} The network was the loopback, and the files were in the page cache: neither what a network nor what a shared file system costs was \
         measured, nor a cluster of more than two executors.\n"
    )
}

fn jobs(measured: &Measured, page: &mut String) {
    page.push_str(
        "\n## What queries pass on\n\nOn two executors: bytes of rows that executors write for each other and for the client.\n\n\
         | query | seconds | processor time a paragraph, µs | bytes a paragraph |\n|---|---:|---:|---:|\n",
    );
    let rows = measured.rows as f64;
    for Job { what, took, passed } in &measured.jobs {
        writeln!(
            page,
            "| {what} | {:.2} | {:.1} | {:.1} |",
            took.seconds,
            took.processor / rows * 1e6,
            *passed as f64 / rows
        )
        .unwrap();
    }
}

/// Writes what an archive of 10^9 such paragraphs costs.
fn archive(measured: &Measured, page: &mut String) {
    let rows = measured.rows as f64;
    let per_row = measured.ways.cluster[0].processor / rows;
    let core_hours = ARCHIVE * per_row / 3600.0;
    let gigabytes = |bytes: u64| bytes as f64 / rows * ARCHIVE / 1e9;
    let bits = measured.parquet_bytes as f64 / rows * 8.0;
    let fed = SHARED * per_row / bits;
    let [whole, sorted, labels, counts, fetched] = &measured.jobs;
    let client = rows / fetched.took.seconds;
    let taken = client * per_row;
    let first = if taken < fed {
        "the one client comes first"
    } else {
        "the shared file system comes first"
    };
    writeln!(
        page,
        "\n## A billion paragraphs, on paper\n\n\
         - **Processors**: at {:.1} µs a paragraph 10⁹ of them take {core_hours:.0} core-hours, {:.1} hours on 64 cores; `id` and both labels take {:.0} core-hours.\n\
         - **Network**: {:.0} GB of Parquet are read. Passed on are {:.0} GB for numbers and labels, {:.0} GB for all columns and the \
         text, {:.0} GB where they are sorted. Counts do not grow with the rows: here they took {:.0} kB in all.\n\
         - **Shared file system**: a core reads {:.1} Mbit a second while it scores, so that 10 Gbit/s feed {fed:.0} cores.\n\
         - **Client**: it wrote {client:.0} rows of `id` and text a second where nothing was scored, as many as {taken:.0} cores score. \
         10⁹ of them take it {:.1} hours, however many executors there are.\n\n\
         **The bottleneck is the processors** as long as what comes back is counts, which the executors make, up to the {fed:.0} cores that the file system feeds. \
         Where each row comes back {first}: ask several clients, each for its part of the archive. \
         This is arithmetic from one machine; no cluster of that size was run.",
        per_row * 1e6,
        core_hours / 64.0,
        ARCHIVE * labels.took.processor / rows / 3600.0,
        gigabytes(measured.parquet_bytes),
        gigabytes(labels.passed),
        gigabytes(whole.passed),
        gigabytes(sorted.passed),
        counts.passed as f64 / 1e3,
        bits / per_row / 1e6,
        ARCHIVE / client / 3600.0,
    )
    .unwrap();
}
