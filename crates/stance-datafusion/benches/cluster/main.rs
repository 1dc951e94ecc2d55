//! How fast SQL and a cluster are beside `stance score`: writes docs/cluster-speed.md.
//!
//! `cargo xtask cluster --measure` builds what it needs and runs it. By hand `cargo bench -p stance-datafusion -- --stance PROGRAM`, and
//! perhaps `--rows N`. The rows of every run are compared with those of `stance score`. It reads processor time from /proc: Linux only.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measurement may stop by panicking, and prints its page"
)]

#[path = "../../tests/corpus/mod.rs"]
mod corpus;
mod page;
#[path = "../../tests/processes/mod.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
mod processes;
#[path = "../../tests/support/mod.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
mod support;
mod took;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, StringArray};
use datafusion::arrow::compute::concat;
use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF};

use processes::Cluster;
use support::{AS_SCORE, Place, assert_same_rows, program, rows, workspace_root};
use took::Took;

/// Partitions of the corpus.
const PARTS: u64 = 16;
/// Runs of each way, in turns: the fastest of each counts.
const TURNS: usize = 2;
/// Rows of a batch, as the engine has them.
const BATCH: usize = 8192;

fn main() {
    let asked = |name: &str| std::env::args().skip_while(|word| word != name).nth(1);
    let stance = asked("--stance").map(PathBuf::from);
    let stance = stance.expect("--stance PROGRAM: `stance`, built for release");
    let rows = asked("--rows").map_or(400_000, |rows| rows.parse().unwrap());
    let load = std::fs::read_to_string("/proc/loadavg").unwrap();
    let place = Place::new();
    std::fs::create_dir(place.path("parts")).unwrap();
    corpus::write_parquet(&place.path("parts"), rows, PARTS);
    let measured = Bench {
        place: &place,
        stance: &stance.canonicalize().unwrap(),
    }
    .measure(rows, load.split(' ').next().unwrap());
    let page = page::page(&measured);
    std::fs::write(workspace_root().join("docs/cluster-speed.md"), &page).unwrap();
    println!("{page}");
}

/// Ways to score the corpus: one and two threads, or executors of one thread each.
struct Ways<T> {
    score: [T; 2],
    query: [T; 2],
    cluster: [T; 2],
}

/// What a query on two executors took.
struct Job {
    /// What it asks for.
    what: &'static str,
    took: Took,
    /// Bytes of rows that went from executors to executors and to the client.
    passed: u64,
}

/// Everything on the page.
struct Measured {
    rows: u64,
    /// The load of the machine before.
    load: String,
    ways: Ways<Took>,
    jobs: [Job; JOBS.len()],
    /// A query of no table, here and on the cluster: what starts, connects and plans.
    nothing: [Took; 2],
    /// What a call costs beside its texts, in seconds of processor time.
    call: f64,
    /// Rows that were written by hand, and what `stance score` took for them.
    by_hand: (u64, Took),
    text_bytes: u64,
    parquet_bytes: u64,
}

/// Where it is measured, and what.
struct Bench<'a> {
    place: &'a Place,
    stance: &'a Path,
}

/// Corpora whose rows were written by hand, in the workspace.
const BY_HAND: [&str; 2] = ["data/stance-ai-fr.csv", "data/stance-ai-en.csv"];

/// The columns of `stance score --format csv` in any order of rows.
const UNORDERED: &str = AS_SCORE.split_at(AS_SCORE.len() - " ORDER BY id".len()).0;

/// What is asked of two executors.
const JOBS: [(&str, &str); 5] = [
    (
        "all columns of `stance score`, the text among them",
        UNORDERED,
    ),
    ("the same, `ORDER BY id`", AS_SCORE),
    (
        "`id` and both labels",
        "SELECT id, stance_label(text) AS predicted, sentiment_label(text) AS sentiment_predicted FROM press",
    ),
    (
        "counts of labels",
        "SELECT stance_label(text) AS predicted, count(*) AS n FROM press GROUP BY predicted",
    ),
    (
        "`id` and text, nothing scored",
        "SELECT id, text FROM press",
    ),
];

impl Bench<'_> {
    fn measure(&self, rows: u64, load: &str) -> Measured {
        let mut ways = Ways {
            score: [Took::LONGEST; 2],
            query: [Took::LONGEST; 2],
            cluster: [Took::LONGEST; 2],
        };
        let mut nothing = [Took::LONGEST; 2];
        let mut jobs = JOBS.map(|(what, _)| Job {
            what,
            took: Took::LONGEST,
            passed: 0,
        });
        let mut by_hand = Took::LONGEST;
        for turn in 0..TURNS {
            for (threads, took) in (1..).zip(&mut ways.score) {
                took.keep(self.score(&["parts"], "score.csv", threads));
            }
            for (threads, took) in (1..).zip(&mut ways.query) {
                took.keep(self.query(UNORDERED, threads));
                self.is_true(UNORDERED);
            }
            nothing[0].keep(self.query("SELECT 1 AS one", 1));
            let corpora = BY_HAND.map(|name| workspace_root().join(name).display().to_string());
            let corpora = corpora.each_ref().map(String::as_str);
            by_hand.keep(self.score(&corpora, "by-hand.csv", 1));
            self.on_cluster(turn, &mut ways.cluster, &mut jobs, &mut nothing[1]);
        }
        Measured {
            rows,
            load: load.to_owned(),
            ways,
            jobs,
            nothing,
            call: per_call(rows),
            by_hand: (self.rows_of("by-hand.csv").len() as u64 - 1, by_hand),
            text_bytes: (0..rows)
                .filter_map(corpus::text)
                .map(|text| text.len() as u64)
                .sum(),
            parquet_bytes: bytes_in(&self.place.path("parts")),
        }
    }

    /// Runs `stance score` on this many threads.
    fn score(&self, from: &[&str], to: &str, threads: u8) -> Took {
        let mut command = Command::new(self.stance);
        command
            .args(["-q", "score", "--format", "csv", "-o", to, "--threads"])
            .arg(threads.to_string())
            .args(from)
            .current_dir(self.place.path(""));
        // Rows without a text are told, by the code 1.
        took::of(&[], || {
            assert!(
                command
                    .status()
                    .unwrap()
                    .code()
                    .is_some_and(|code| code < 2)
            );
        })
    }

    /// Runs `stance-sql query` on this many threads.
    fn query(&self, sql: &str, threads: u8) -> Took {
        let threads = threads.to_string();
        let arguments = ["query", sql, "--table", "press=parts/*.parquet"];
        let to = ["--format", "csv", "-o", "out.csv", "--threads", &threads];
        let mut command = program(self.place, &[&arguments[..], &to].concat());
        took::of(&[], || assert!(command.status().unwrap().success()))
    }

    /// Runs a query on the cluster.
    fn submit(&self, cluster: &Cluster, sql: &str) -> Took {
        let live = [&cluster.scheduler].into_iter().chain(&cluster.executors);
        let live: Vec<u32> = live.map(|process| process.child.id()).collect();
        took::of(&live, || {
            let child = cluster.submit(self.place, sql, &["--format", "csv", "-o", "out.csv"]);
            let output = child.wait_with_output().unwrap();
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{told}");
        })
    }

    /// Runs the first job on a cluster of one executor, then all on two.
    fn on_cluster(
        &self,
        turn: usize,
        ways: &mut [Took; 2],
        jobs: &mut [Job; JOBS.len()],
        nothing: &mut Took,
    ) {
        let mut cluster = Cluster::start(self.place, 0);
        let works = ["a", "b"].map(|name| format!("work-{turn}-{name}"));
        let passed = || -> u64 {
            let works = works.iter().map(|work| self.place.path(work));
            let works = works.filter(|work| work.exists());
            works.map(|work| bytes_in(&work)).sum()
        };
        cluster.add(self.place, &works[0]);
        ways[0].keep(self.submit(&cluster, UNORDERED));
        self.is_true(UNORDERED);
        cluster.add(self.place, &works[1]);
        for (job, (_, sql)) in jobs.iter_mut().zip(JOBS) {
            let before = passed();
            job.took.keep(self.submit(&cluster, sql));
            job.passed = passed() - before;
            self.is_true(sql);
        }
        ways[1] = jobs[0].took;
        nothing.keep(self.submit(&cluster, "SELECT 1 AS one"));
    }

    fn rows_of(&self, name: &str) -> Vec<Vec<String>> {
        rows(&self.place.read(name))
    }

    /// Asserts that the output of one of the [`JOBS`] is what `stance score` says.
    fn is_true(&self, sql: &str) {
        let found = self.place.read("out.csv");
        if sql == AS_SCORE {
            return assert_same_rows(&found, &self.place.read("score.csv"));
        }
        if sql == UNORDERED {
            return assert_same_rows(&by_id(&found), &self.place.read("score.csv"));
        }
        let expected = self.rows_of("score.csv");
        let column = |name: &str| expected[0].iter().position(|found| found == name).unwrap();
        let mut found = rows(&by_id(&found));
        let names = found.remove(0);
        if names[1] == "n" {
            let label = column("predicted");
            for row in found {
                let of_label = expected[1..]
                    .iter()
                    .filter(|scored| scored[label] == row[0]);
                assert_eq!(row[1], of_label.count().to_string(), "{row:?}");
            }
            return;
        }
        let columns: Vec<usize> = names.iter().map(|name| column(name)).collect();
        assert_eq!(found.len(), expected.len() - 1);
        for (found, expected) in found.iter().zip(&expected[1..]) {
            let expected = columns.iter().map(|&column| &expected[column]);
            assert!(found.iter().eq(expected), "{found:?}");
        }
    }
}

/// Returns a csv file of one line a row in the order of the numbers that its rows begin with.
fn by_id(csv: &str) -> String {
    let (head, rows) = csv.split_once('\n').unwrap();
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.sort_by_key(|row| row.split(',').next().and_then(|id| id.parse::<u64>().ok()));
    let lines = [head].into_iter().chain(rows);
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn bytes_in(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap())
        .map(|entry| match entry.metadata().unwrap() {
            found if found.is_dir() => bytes_in(&entry.path()),
            found => found.len(),
        })
        .sum()
}

/// Calls the function over texts in batches of a size, and returns all that it said.
fn call(function: &ScalarUDF, texts: &[Option<String>], size: usize) -> ArrayRef {
    let return_type = function.return_type(&[DataType::Utf8]).unwrap();
    let return_field = Arc::new(Field::new("stance", return_type, true));
    let said = texts.chunks(size).map(|texts| {
        let array: StringArray = texts.iter().map(Option::as_deref).collect();
        let arguments = ScalarFunctionArgs {
            args: vec![ColumnarValue::Array(Arc::new(array))],
            arg_fields: Vec::new(),
            number_rows: texts.len(),
            return_field: Arc::clone(&return_field),
            config_options: Arc::default(),
        };
        let said = function.invoke_with_args(arguments).unwrap();
        said.into_array(texts.len()).unwrap()
    });
    let said: Vec<ArrayRef> = said.collect();
    concat(&said.iter().map(AsRef::as_ref).collect::<Vec<_>>()).unwrap()
}

/// Returns what a call costs beside its texts, in seconds of processor time: the same texts in batches of 32 and of 8192, on one thread.
fn per_call(rows: u64) -> f64 {
    let models = stance_datafusion::Models::embedded().unwrap();
    let functions = stance_datafusion::Functions::of(&models);
    let function = functions.get("stance").unwrap();
    let texts: Vec<Option<String>> = (0..rows.min(65_536)).map(corpus::text).collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let expected = call(function, &texts, BATCH); // Meets the words.
    let mut best = [Took::LONGEST; 2];
    for _ in 0..TURNS {
        for (best, size) in best.iter_mut().zip([BATCH, 32]) {
            best.keep(took::of(&[], || {
                let said = pool
                    .as_ref()
                    .unwrap()
                    .install(|| call(function, &texts, size));
                assert_eq!(&said, &expected);
            }));
        }
    }
    let n_more = texts.len().div_ceil(32) - texts.len().div_ceil(BATCH);
    (best[1].processor - best[0].processor).max(0.0) / n_more as f64
}
