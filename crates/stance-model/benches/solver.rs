//! The solver beside LIBLINEAR on the TF-IDF matrix of film reviews, one thread, in one run.
//!
//! ```text
//! STANCE_DATASETS=FOLDER cargo bench -p stance-model --bench solver \
//!     [-- [word|word+char] [C…] [--goal 1e-3|1e-6]]
//! ```
//!
//! `FOLDER` holds `imdb_sentiment_en/train.csv` (columns `text` and `label`, two labels). Python 3 and
//! Debian's `liblinear-tools` are needed; `liblinear.py` beside this file calls the library behind the
//! command `train -s 0 -B 1`, so that no file reading is counted.
//!
//! Both solve LIBLINEAR's objective, which penalises the bias: ours by an intercept penalty of 1.
//! A third column is our own objective, without that penalty. Every optimum is solved to a relative
//! suboptimality below 1e-10, which is checked. Each solver is then stopped at its loosest setting
//! that reaches the goal: ours by the number of iterations, LIBLINEAR by a tolerance on a grid of two
//! values per power of ten. The times of all three are taken in turn; the table shows medians.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a benchmark reports to the terminal and stops at the first thing that is wrong"
)]

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::Array1;
use stance_features::{Csr, Ngrams, Vectorizer};
use stance_model::logistic::{
    FittedLogisticRegression, SparseLogisticRegression, SparseLogisticRegressionParams,
    log_logistic,
};

const MATRICES: [&str; 2] = ["word", "word+char"];
const C: [f64; 3] = [1.0, 10.0, 30.0];
const GOALS: [f64; 2] = [1e-3, 1e-6];
const REPEATS: usize = 3;

type Data<'a> = DatasetBase<&'a Csr, Array1<usize>>;

fn main() {
    let Some(folder) = std::env::var_os("STANCE_DATASETS").map(PathBuf::from) else {
        println!("solver: set STANCE_DATASETS to the folder of the data sets; nothing measured");
        return;
    };
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let goal_at = arguments.iter().position(|a| a == "--goal");
    let numbers = |range: &[String]| range.iter().filter_map(|a| a.parse().ok()).collect();
    let cs: Vec<f64> = numbers(&arguments[..goal_at.unwrap_or(arguments.len())]);
    let goals: Vec<f64> = goal_at.map_or(GOALS.to_vec(), |at| numbers(&arguments[at..]));
    let named = |name: &&str| arguments.iter().any(|a| a == name);
    let (texts, labels) = read(&folder.join("imdb_sentiment_en/train.csv"));
    rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build_global()
        .expect("one thread");
    println!("| matrix | C | goal | ours, s | LIBLINEAR, s | ratio | ours, free intercept, s |");
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    for name in MATRICES
        .iter()
        .filter(|name| named(name) || !MATRICES.iter().any(named))
    {
        let records = vectorise(name, &texts);
        let dataset = DatasetBase::new(&records, Array1::from(labels.clone()));
        let mut liblinear = Liblinear::start(&records, &labels);
        for &c in if cs.is_empty() { C.as_slice() } else { &cs } {
            compare(name, (c, &goals), &dataset, &mut liblinear);
        }
    }
}

/// Measures all three to the goals at one `C`, and prints one line of the table for each.
fn compare(name: &str, (c, goals): (f64, &[f64]), dataset: &Data<'_>, liblinear: &mut Liblinear) {
    let penalised = SparseLogisticRegression::params()
        .c(c)
        .intercept_penalty(1.0);
    let free = SparseLogisticRegression::params().c(c);
    let best = optimum(&penalised, 1.0, c, dataset);
    let best_free = optimum(&free, 0.0, c, dataset);
    let mut tolerances = (2..20).map(|step| libm::pow(10.0, -f64::from(step) / 2.0));
    let mut suboptimality = f64::INFINITY;
    let mut tolerance = f64::INFINITY;
    for &goal in goals {
        while suboptimality > goal {
            tolerance = tolerances.next().expect("LIBLINEAR reaches the goal");
            let weights = liblinear.weights(c, tolerance);
            suboptimality = (objective(dataset, c, &weights) - best) / best;
        }
        let ours = stopping_at(&penalised, dataset, best, goal);
        let ours_free = stopping_at(&free, dataset, best_free, goal);
        let mut times = [const { Vec::new() }; 3];
        for _ in 0..REPEATS {
            times[0].push(seconds(|| ours.fit(dataset)));
            times[1].push(liblinear.seconds(c, tolerance));
            times[2].push(seconds(|| ours_free.fit(dataset)));
        }
        let [ours, theirs, free] = times.map(median);
        let ratio = ours / theirs;
        println!("| {name} | {c} | {goal:e} | {ours:.3} | {theirs:.3} | {ratio:.2} | {free:.3} |");
    }
}

/// Returns the smallest objective, after checking that it is within 1e-10 of the least one.
///
/// The penalty curves the objective by 1 or more in every direction (but the free intercept's, along
/// which the losses do), so that no more than half the squared norm of the gradient can be lost.
fn optimum(
    params: &SparseLogisticRegressionParams,
    penalty: f64,
    c: f64,
    dataset: &Data<'_>,
) -> f64 {
    let fitted = params.clone().tolerance(1e-9).fit(dataset).expect("a fit");
    let (weights, intercept) = (fitted.weights(), fitted.intercepts()[0]);
    let mut gradient = weights.to_vec();
    let mut last = penalty * intercept;
    for (row, &label) in dataset.records.rows().zip(&dataset.targets) {
        let residual = c * (fitted.probabilities(row)[1] - label as f64);
        row.iter()
            .for_each(|(j, x)| gradient[j] += residual * f64::from(x));
        last += residual;
    }
    let square = gradient.iter().map(|g| g * g).sum::<f64>() + last * last;
    let objective = fitted.convergence().objective;
    assert!(0.5 * square <= 1e-10 * objective, "{square} {objective}");
    objective
}

/// Returns parameters that stop at the first iteration that reaches the goal.
fn stopping_at(
    params: &SparseLogisticRegressionParams,
    dataset: &Data<'_>,
    best: f64,
    goal: f64,
) -> SparseLogisticRegressionParams {
    let limited = |iterations| params.clone().tolerance(1e-12).max_iterations(iterations);
    let reaches = |fitted: &FittedLogisticRegression<usize>| {
        (fitted.convergence().objective - best) / best <= goal
    };
    let iterations = (1..100).find(|&k| reaches(&limited(k).fit(dataset).expect("a fit")));
    limited(iterations.expect("the goal is reached"))
}

/// Returns LIBLINEAR's objective of weights whose last one is the bias.
fn objective(dataset: &Data<'_>, c: f64, weights: &[f64]) -> f64 {
    let (bias, weights) = weights.split_last().expect("a bias");
    let losses = dataset
        .records
        .rows()
        .zip(&dataset.targets)
        .map(|(row, &label)| {
            let value: f64 = row
                .iter()
                .map(|(j, x)| weights[j] * f64::from(x))
                .sum::<f64>()
                + bias;
            -log_logistic(if label == 1 { value } else { -value })
        });
    let squares: f64 = weights.iter().map(|w| w * w).sum();
    c * losses.sum::<f64>() + 0.5 * (squares + bias * bias)
}

/// LIBLINEAR in a process of its own, with the matrix in memory.
struct Liblinear {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    folder: tempfile::TempDir,
}

impl Liblinear {
    fn start(records: &Csr, labels: &[usize]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let nodes = folder.path().join("nodes");
        write_nodes(&nodes, records, labels).expect("a temporary file");
        let mut process = Command::new("python3")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/liblinear.py"))
            .arg(&nodes)
            .args([records.n_rows().to_string(), records.n_cols().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3");
        let input = process.stdin.take().expect("a pipe");
        let output = BufReader::new(process.stdout.take().expect("a pipe"));
        let mut started = Self {
            process,
            input,
            output,
            folder,
        };
        assert_eq!(started.line(), "ready");
        started
    }

    fn seconds(&mut self, c: f64, tolerance: f64) -> f64 {
        self.run(c, tolerance, "-")
    }

    fn weights(&mut self, c: f64, tolerance: f64) -> Vec<f64> {
        let path = self.folder.path().join("weights");
        self.run(c, tolerance, path.to_str().expect("a plain path"));
        let bytes = std::fs::read(path).expect("weights");
        bytes
            .as_chunks::<8>()
            .0
            .iter()
            .map(|bytes| f64::from_le_bytes(*bytes))
            .collect()
    }

    fn run(&mut self, c: f64, tolerance: f64, out: &str) -> f64 {
        writeln!(self.input, "{c} {tolerance} {out}").expect("a request");
        self.line().parse().expect("seconds")
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("an answer");
        line.trim().to_owned()
    }
}

impl Drop for Liblinear {
    fn drop(&mut self) {
        // It is of no more use; whether it has ended by itself does not matter.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Writes rows and labels as `liblinear.py` describes them.
fn write_nodes(path: &Path, records: &Csr, labels: &[usize]) -> std::io::Result<()> {
    let mut file = BufWriter::new(std::fs::File::create(path)?);
    let mut node = |index: i32, value: f64| {
        file.write_all(&index.to_le_bytes())?;
        file.write_all(&[0; 4])?;
        file.write_all(&value.to_le_bytes())
    };
    let number = |column: usize| i32::try_from(column + 1).expect("columns fit 31 bits");
    for row in records.rows() {
        row.iter()
            .try_for_each(|(column, value)| node(number(column), f64::from(value)))?;
        node(number(records.n_cols()), 1.0)?;
        node(-1, 0.0)?;
    }
    file.flush()?;
    let signs = labels
        .iter()
        .flat_map(|&l| (if l == 1 { 1.0_f64 } else { -1.0 }).to_le_bytes());
    std::fs::write(path.with_extension("labels"), signs.collect::<Vec<u8>>())
}

fn read(path: &Path) -> (Vec<String>, Vec<usize>) {
    let mut reader = csv::Reader::from_path(path).expect("train.csv");
    let headers = reader.headers().expect("a header").clone();
    let column = |name| {
        headers
            .iter()
            .position(|h| h == name)
            .expect("columns text and label")
    };
    let (text, label) = (column("text"), column("label"));
    let rows = reader.records().map(|row| row.expect("a row"));
    let (texts, names): (Vec<String>, Vec<String>) = rows
        .map(|row| (row[text].to_owned(), row[label].to_owned()))
        .unzip();
    let first = names.iter().min().expect("rows").clone();
    (
        texts,
        names
            .iter()
            .map(|name| usize::from(*name != first))
            .collect(),
    )
}

fn vectorise(name: &str, texts: &[String]) -> Csr {
    let chars = (name == "word+char").then(|| Ngrams::new(2, 5).expect("2-5"));
    let words = Ngrams::new(1, 2).expect("1-2");
    let builder = Vectorizer::builder()
        .words(Some(words))
        .chars(chars)
        .min_df(2);
    builder.fit_transform(texts).expect("features").1
}

fn seconds<T>(run: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    let result = run();
    let seconds = start.elapsed().as_secs_f64();
    drop(result);
    seconds
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
