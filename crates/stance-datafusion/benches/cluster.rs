//! How fast `stance-sql` is beside `stance score`, on one machine and on a cluster: writes docs/cluster-speed.md.
//!
//! `cargo bench -p stance-datafusion` scores 200 000 paragraphs; `-- ROWS` another number. Every run's rows are
//! compared with those of `stance score`.

#[path = "../tests/corpus/mod.rs"]
mod corpus;
#[path = "../tests/processes/mod.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
mod processes;
#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
mod support;

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use processes::Cluster;
use support::{AS_SCORE, Place, assert_same_rows, program, stance, workspace_root};

/// Partitions of the corpus.
const PARTS: u64 = 16;

fn main() {
    let asked = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok());
    let rows: u64 = asked.unwrap_or(200_000);
    let place = Place::new();
    std::fs::create_dir(place.path("parts")).unwrap();
    corpus::write_parquet(&place.path("parts"), rows, PARTS);
    corpus::write_csv(&place.path("press.csv"), rows);
    let measured = Measured::of(&place, rows);
    let page = measured.page();
    std::fs::write(workspace_root().join("docs/cluster-speed.md"), &page).unwrap();
    println!("{page}");
}

/// Seconds of each way to score the corpus, and bytes.
struct Measured {
    rows: u64,
    score_one: f64,
    score_all: f64,
    query_one: f64,
    query_all: f64,
    executors: [f64; 2],
    batch_seconds: f64,
    text_bytes: u64,
    parquet_bytes: u64,
    shuffle_bytes: u64,
}

fn seconds(run: impl FnOnce()) -> f64 {
    let begun = Instant::now();
    run();
    begun.elapsed().as_secs_f64()
}

fn bytes_in(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap());
    entries
        .map(|entry| match entry.metadata().unwrap() {
            found if found.is_dir() => bytes_in(&entry.path()),
            found => found.len(),
        })
        .sum()
}

impl Measured {
    fn of(place: &Place, rows: u64) -> Self {
        let path = |name: &str| place.path(name).to_str().unwrap().to_owned();
        let score = |threads: &str| {
            let (from, to) = (path("press.csv"), path("score.csv"));
            let arguments = [
                "-q",
                "score",
                &from,
                "--format",
                "csv",
                "-o",
                &to,
                "--threads",
                threads,
            ];
            seconds(|| drop(stance(&arguments)))
        };
        let (score_one, score_all) = (score("1"), score("0"));
        let expected = place.read("score.csv");
        let same = |name: &str| assert_same_rows(&place.read(name), &expected);
        let query = |threads: &str| {
            let to = ["--format", "csv", "-o", "out.csv", "--threads", threads];
            let arguments = [
                &["query", AS_SCORE, "--table", "press=parts/*.parquet"],
                &to[..],
            ]
            .concat();
            let took = seconds(|| assert!(program(place, &arguments).status().unwrap().success()));
            same("out.csv");
            took
        };
        let (query_one, query_all) = (query("1"), query("0"));
        let mut cluster = Cluster::start(place, 0);
        let mut executors = [0.0; 2];
        for (number, took) in executors.iter_mut().enumerate() {
            cluster.add(place, &format!("work{number}"));
            *took = seconds(|| {
                let child = cluster.submit(place, AS_SCORE, &["--format", "csv", "-o", "out.csv"]);
                assert!(child.wait_with_output().unwrap().status.success());
            });
            same("out.csv");
        }
        // What two jobs left: the rows as they went from stage to stage and to the client.
        let shuffle_bytes = (bytes_in(&place.path("work0")) + bytes_in(&place.path("work1"))) / 2;
        Self {
            rows,
            score_one,
            score_all,
            query_one,
            query_all,
            executors,
            batch_seconds: per_batch(rows),
            text_bytes: (0..rows)
                .filter_map(corpus::text)
                .map(|text| text.len() as u64)
                .sum(),
            parquet_bytes: bytes_in(&place.path("parts")),
            shuffle_bytes,
        }
    }
}

/// Returns what a batch costs beside its rows, in seconds: the same texts in batches of 32 and of 8192, on one thread.
fn per_batch(rows: u64) -> f64 {
    use datafusion::arrow::array::{ArrayRef, StringArray};
    use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
    use std::sync::Arc;
    let functions =
        stance_datafusion::Functions::of(&stance_datafusion::Models::embedded().unwrap());
    let function = functions.get("stance").unwrap();
    let texts: Vec<Option<String>> = (0..rows.min(65_536)).map(corpus::text).collect();
    let return_field = Arc::new(datafusion::arrow::datatypes::Field::new(
        "stance",
        function
            .return_type(&[datafusion::arrow::datatypes::DataType::Utf8])
            .unwrap(),
        true,
    ));
    let run = |size: usize| {
        seconds(|| {
            for texts in texts.chunks(size) {
                let array: ArrayRef =
                    Arc::new(texts.iter().map(Option::as_deref).collect::<StringArray>());
                let arguments = ScalarFunctionArgs {
                    args: vec![ColumnarValue::Array(array)],
                    arg_fields: Vec::new(),
                    number_rows: texts.len(),
                    return_field: Arc::clone(&return_field),
                    config_options: Arc::default(),
                };
                assert!(function.invoke_with_args(arguments).is_ok());
            }
        })
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    pool.install(|| {
        run(8192); // Meets the words.
        let (large, small) = (run(8192), run(32));
        let n_more = texts.len().div_ceil(32) - texts.len().div_ceil(8192);
        (small - large).max(0.0) / n_more as f64
    })
}

impl Measured {
    fn page(&self) -> String {
        let rate = |took: f64| self.rows as f64 / took;
        let per_row = |bytes: u64| bytes as f64 / self.rows as f64;
        let mut page = format!(
            "# How fast SQL and a cluster are\n\n\
             Made by `cargo bench -p stance-datafusion`, in one run on a machine of two cores: {} paragraphs made from templates, \
             {:.0} bytes of text each on average, stance and sentiment with all probabilities, written as csv in the order of their ids. \
             `stance score` reads them as csv, the others as {PARTS} Parquet files. Each run's rows were compared with those of `stance score`.\n\n\
             | | threads | paragraphs a second | beside `stance score` on as many threads |\n|---|---:|---:|---:|\n",
            self.rows,
            per_row(self.text_bytes),
        );
        for (name, threads, took, beside) in [
            ("`stance score`", 1, self.score_one, self.score_one),
            ("`stance score`", 2, self.score_all, self.score_all),
            ("`stance-sql query`", 1, self.query_one, self.score_one),
            ("`stance-sql query`", 2, self.query_all, self.score_all),
            (
                "cluster, one executor",
                1,
                self.executors[0],
                self.score_one,
            ),
            (
                "cluster, two executors",
                2,
                self.executors[1],
                self.score_all,
            ),
        ] {
            let ratio = beside / took;
            writeln!(
                page,
                "| {name} | {threads} | {:.0} | {ratio:.2} |",
                rate(took)
            )
            .unwrap();
        }
        writeln!(
            page,
            "\nA second executor on the same machine makes the job {:.2} times as fast. That shows that tasks are shared out and that the scheduler \
             and the client, which run on the same two cores, cost little; it cannot show what a network between them costs.\n\n\
             A call of `stance(text)` costs {:.0} µs beside its texts: a batch of 8192 rows hides it.",
            self.executors[0] / self.executors[1],
            self.batch_seconds * 1e6,
        )
        .unwrap();
        self.estimate(&mut page);
        page
    }

    /// Writes what a corpus of 10^9 such paragraphs costs.
    fn estimate(&self, page: &mut String) {
        const PARAGRAPHS: f64 = 1e9;
        let rate = self.rows as f64 / self.executors[0];
        let core_hours = PARAGRAPHS / rate / 3600.0;
        let gigabytes = |bytes: u64| bytes as f64 / self.rows as f64 * PARAGRAPHS / 1e9;
        let (read, moved) = (gigabytes(self.parquet_bytes), gigabytes(self.shuffle_bytes));
        let per_core = read * 8e3 / (core_hours * 3600.0);
        writeln!(
            page,
            "\n## A billion paragraphs, on paper\n\n\
             At the rate of one executor on one thread, 10⁹ such paragraphs take {core_hours:.0} core-hours: {:.1} hours on 64 cores. Executors read {read:.0} GB \
             of Parquet from the shared file system and pass on {moved:.0} GB of rows, texts among them, which the query selects. \
             A core reads {per_core:.1} Mbit a second while it scores, so that a shared file system behind 10 Gbit/s feeds {:.0} cores: \
             **the bottleneck is the processors**, as long as the rows that come back are counts or labels. A query that fetches every text, as this one \
             does, ends in the one client, which wrote {:.0} rows a second here; have such rows written by several clients, each with its part of the \
             archive. This is arithmetic from one machine: no cluster of that size was run.",
            core_hours / 64.0,
            1e4 / per_core,
            self.rows as f64 / self.executors[1],
        )
        .unwrap();
    }
}
