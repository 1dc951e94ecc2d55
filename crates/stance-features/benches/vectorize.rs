//! Fits and transforms whole corpora, one thread and two, beside scikit-learn in the same run.
//!
//! ```text
//! STANCE_DATASETS=FOLDER STANCE_PYTHON=python3 \
//!     cargo bench -p stance-features --features rayon --bench vectorize
//! ```
//!
//! `FOLDER` holds `imdb_sentiment_en/{train,test}.csv` (column `text`) and
//! `news_raw_fr/articles.jsonl` (field `text`; the first half is fitted, the rest transformed).
//! `STANCE_PYTHON` names a Python with scikit-learn; without it our side is measured alone. Every
//! measurement is a process of its own, so that memory is its own too. An argument that is the name
//! of a corpus or of a configuration limits the run to it; `--repeat=N` takes the fastest of N runs
//! of either side, in turns.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::expect_used,
    clippy::panic,
    clippy::exit,
    reason = "a benchmark reports to the terminal and stops at the first thing that is wrong"
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use serde_json::{Value, json};
use stance_features::{Csr, Language, Ngrams, Vectorizer, VectorizerBuilder};

const CORPORA: [&str; 2] = ["imdb_sentiment_en", "news_raw_fr"];
const CONFIGURATIONS: [&str; 2] = ["words", "words+chars"];

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let Some(folder) = std::env::var_os("STANCE_DATASETS").map(PathBuf::from) else {
        println!("vectorize: set STANCE_DATASETS to the folder of the data sets; nothing measured");
        return;
    };
    if let [flag, corpus, configuration, threads] = arguments.as_slice()
        && flag == "--measure"
    {
        let n_threads = threads
            .parse()
            .expect("--measure CORPUS CONFIGURATION THREADS");
        return measure(&folder, corpus, configuration, n_threads);
    }
    let wanted = |name: &&str| {
        let named: Vec<_> = arguments.iter().filter(|a| !a.starts_with('-')).collect();
        let of_kind = |names: &[&str]| named.iter().any(|a| names.contains(&a.as_str()));
        let kind = if CORPORA.contains(name) {
            &CORPORA
        } else {
            &CONFIGURATIONS
        };
        !of_kind(kind) || named.iter().any(|a| a == name)
    };
    let repeat = arguments.iter().find_map(|a| a.strip_prefix("--repeat="));
    let n_runs = repeat.map_or(1, |n| n.parse().expect("--repeat=N"));
    for corpus in CORPORA.into_iter().filter(|corpus| wanted(corpus)) {
        for configuration in CONFIGURATIONS.into_iter().filter(|name| wanted(name)) {
            compare(&folder, corpus, configuration, n_runs);
        }
    }
}

/// Measures one corpus and configuration with one thread, two, and scikit-learn.
fn compare(folder: &Path, corpus: &str, configuration: &str, n_runs: usize) {
    let program = std::env::current_exe().expect("the path of this program");
    let run = |threads: &str| {
        let mut command = Command::new(&program);
        report(command.args(["--measure", corpus, configuration, threads]))
    };
    let seconds = |run: &Value| number(&run["fit_s"]) + number(&run["transform_s"]);
    let faster = |best: Option<Value>, run: Value| match best {
        Some(best) if seconds(&best) <= seconds(&run) => Some(best),
        _ => Some(run),
    };
    let (mut one, mut two, mut other) = (None, None, None);
    for _ in 0..n_runs {
        one = faster(one, run("1"));
        two = faster(two, run("2"));
        if let Some(run) = peer(folder, corpus, configuration) {
            other = faster(other, run);
        }
    }
    let (one, two) = (one.expect("a run"), two.expect("a run"));
    assert_eq!(
        one["digest"], two["digest"],
        "the same bytes on one thread and two"
    );
    println!("\n{corpus}, {configuration}: {:.1} MB", number(&one["mb"]));
    let show = |name: &str, run: &Value| {
        println!(
            "{name:>14}: fit {:6.2} s, transform {:6.2} s, {:7.2} MB/s, fit {:5.0} MB, {} columns, {} entries",
            number(&run["fit_s"]),
            number(&run["transform_s"]),
            number(&one["mb"]) / seconds(run),
            number(&run["fit_mb"]),
            run["columns"],
            run["entries"],
        );
    };
    show("stance, 1", &one);
    show("stance, 2", &two);
    println!(
        "{:>14}: {:.2} times one thread",
        "two threads",
        seconds(&one) / seconds(&two)
    );
    if let Some(peer) = other {
        show("scikit-learn", &peer);
        println!(
            "{:>14}: {:.1} times as fast, {:.0} % of the memory of a fit",
            "ratio",
            seconds(&peer) / seconds(&one),
            100.0 * number(&one["fit_mb"]) / number(&peer["fit_mb"]),
        );
    }
}

/// Runs scikit-learn on the same texts, `None` when there is none.
fn peer(folder: &Path, corpus: &str, configuration: &str) -> Option<Value> {
    let python = std::env::var_os("STANCE_PYTHON")?;
    let (train, test) = read(folder, corpus);
    let place = std::env::temp_dir();
    let mut paths = Vec::new();
    for (name, texts) in [("train", train), ("test", test)] {
        let path = place.join(format!(
            "stance-vectorize-{}-{name}.json",
            std::process::id()
        ));
        let list = serde_json::to_string(&texts).expect("texts are JSON");
        std::fs::write(&path, list).expect("the temporary folder can be written");
        paths.push(path);
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/sklearn_vectorise.py");
    let mut command = Command::new(python);
    let result = report(command.arg(script).args(&paths).arg(configuration));
    for path in paths {
        std::fs::remove_file(path).expect("our own file can be removed");
    }
    Some(result)
}

/// Runs a command that prints one JSON line.
fn report(command: &mut Command) -> Value {
    let output = command.output().expect("the command starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} failed: {errors}");
    serde_json::from_slice(&output.stdout).expect("one line of JSON")
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

/// Fits and transforms once, checks the matrices, prints the figures.
fn measure(folder: &Path, corpus: &str, configuration: &str, n_threads: usize) {
    let (train, test) = read(folder, corpus);
    let bytes: usize = train.iter().chain(&test).map(String::len).sum();
    let builder = builder(corpus, configuration, train.len());
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(n_threads)
        .build()
        .expect("a pool");
    let before = peak_mb();
    let start = Instant::now();
    let (vectorizer, fitted) = pool
        .install(|| builder.fit_transform(&train))
        .expect("the corpus has features");
    let fit_s = start.elapsed().as_secs_f64();
    let fit_mb = peak_mb() - before;
    let start = Instant::now();
    let transformed = pool.install(|| vectorizer.transform(&test));
    let transform_s = start.elapsed().as_secs_f64();

    let blocks = if configuration == "words" { 1.0 } else { 2.0 };
    check(&fitted, train.len(), vectorizer.n_features(), blocks);
    check(&transformed, test.len(), vectorizer.n_features(), blocks);
    let again = vectorizer.transform(&train[..200]);
    assert!(
        again.rows().eq(fitted.rows().take(200)),
        "fitting and transforming agree"
    );
    let line = json!({
        "mb": bytes as f64 / 1e6, "fit_s": fit_s, "transform_s": transform_s, "fit_mb": fit_mb,
        "columns": vectorizer.n_features(), "entries": fitted.n_entries(),
        "digest": digest(&fitted) ^ digest(&transformed).rotate_left(1),
    });
    println!("{line}");
}

/// The options that the peer's vectorisers have too; tokens and stems are those of the language.
fn builder(corpus: &str, configuration: &str, n_train: usize) -> VectorizerBuilder {
    let language = if corpus.ends_with("_fr") {
        Language::French
    } else {
        Language::English
    };
    let chars = Ngrams::new(2, 5)
        .ok()
        .filter(|_| configuration == "words+chars");
    Vectorizer::builder()
        .language(Some(language))
        .chars(chars)
        .min_df(if n_train > 5_000 { 2 } else { 1 })
}

/// Every row is there, and every block of it has the norm 1.
fn check(matrix: &Csr, n_rows: usize, n_cols: usize, blocks: f64) {
    assert_eq!((matrix.n_rows(), matrix.n_cols()), (n_rows, n_cols));
    for row in matrix.rows() {
        let square: f64 = row
            .values
            .iter()
            .map(|&value| f64::from(value).powi(2))
            .sum();
        let expected = if row.is_empty() { 0.0 } else { blocks };
        assert!(
            (square - expected).abs() < 1e-4,
            "a row of squared norm {square}"
        );
    }
}

/// Fowler-Noll-Vo hash (FNV-1a, 64 bits) of all entries, by 32-bit words.
fn digest(matrix: &Csr) -> u64 {
    let words = matrix.rows().flat_map(|row| {
        row.indices
            .iter()
            .copied()
            .chain(row.values.iter().map(|value| value.to_bits()))
    });
    words.fold(0xcbf2_9ce4_8422_2325, |hash, word| {
        (hash ^ u64::from(word)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Peak memory of this process so far, in MB of 2^20 bytes.
fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells the peak");
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .expect("VmHWM");
    let kilobytes: f64 = line
        .trim()
        .trim_end_matches(" kB")
        .parse()
        .expect("a number");
    kilobytes / 1024.0
}

fn read(folder: &Path, corpus: &str) -> (Vec<String>, Vec<String>) {
    let folder = folder.join(corpus);
    if corpus == "imdb_sentiment_en" {
        return (
            read_csv(&folder.join("train.csv")),
            read_csv(&folder.join("test.csv")),
        );
    }
    let text = std::fs::read_to_string(folder.join("articles.jsonl")).expect("articles.jsonl");
    let mut older: Vec<String> = text.lines().map(article).collect();
    let newer = older.split_off(older.len() / 2);
    (older, newer)
}

fn article(line: &str) -> String {
    let article: Value = serde_json::from_str(line).expect("a line of JSON");
    article["text"].as_str().expect("the field text").to_owned()
}

fn read_csv(path: &Path) -> Vec<String> {
    let mut reader = csv::Reader::from_path(path).expect("the data set can be read");
    let headers = reader.headers().expect("a header").clone();
    let column = headers
        .iter()
        .position(|name| name == "text")
        .expect("a column text");
    reader
        .records()
        .map(|record| record.expect("a valid row")[column].to_owned())
        .collect()
}
