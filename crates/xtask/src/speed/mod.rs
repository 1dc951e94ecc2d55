//! `cargo xtask speed`: `stance train` and `stance score` on film reviews beside scikit-learn and Vowpal Wabbit, one
//! thread each, with peak memory and test accuracy, written to docs/speed.md.

mod measure;
mod table;

use std::fs;
use std::io::{Write as _, stderr, stdout};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use stance_model::folds::assign_folds;

use self::measure::{Peer, Programs, Repeated, Taken, agreement};

/// Options of `cargo xtask speed`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder of the data sets
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
    /// A Python that has scikit-learn and vowpalwabbit
    #[arg(long, value_name = "PYTHON", default_value = "python3")]
    python: PathBuf,
    /// The program to measure [default: `stance` of this workspace, built for release]
    #[arg(long, value_name = "PROGRAM")]
    stance: Option<PathBuf>,
    /// Runs of each side, in turns; the fastest of each counts
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..))]
    repeat: u8,
    /// How many times the test reviews are scored for the linearity table, at most
    #[arg(long, value_name = "N", default_value_t = 100)]
    times: usize,
}

/// Options of `stance train`: those of the peers, as far as they have them.
const TRAIN: &[&str] = &[
    "--chars",
    "none",
    "--c",
    "10",
    "--folds",
    "0",
    "--calibrate",
    "none",
];
/// Parts of the training rows in the linearity table, of as many as the last one says.
const PARTS: [usize; 3] = [1, 4, 16];

/// One run of one side.
#[derive(Debug, Clone, Copy)]
struct Ours {
    train: Taken,
    score: Taken,
    accuracy: f64,
}

/// What a size of input took.
#[derive(Debug, Clone, Copy)]
struct Scaled {
    rows: usize,
    taken: Taken,
}

/// Everything in the table.
#[derive(Debug)]
struct Measured {
    repeat: u8,
    ours: Vec<Ours>,
    scikit_learn: Vec<Peer>,
    vowpal_wabbit: Vec<Peer>,
    train: Vec<Scaled>,
    score: Vec<Scaled>,
}

/// Measures, and writes the table.
pub(crate) fn run(args: &Args, root: &Path) -> anyhow::Result<()> {
    let programs = Programs {
        stance: match &args.stance {
            Some(program) => program.clone(),
            None => build(root)?,
        },
        python: args.python.clone(),
        scripts: root.join("crates/xtask/peers"),
    };
    let [train, test] =
        ["train.csv", "test.csv"].map(|file| args.data.join("imdb_sentiment_en").join(file));
    let folder = tempfile::tempdir()?;
    let mut measured = Measured {
        repeat: args.repeat,
        ours: Vec::new(),
        scikit_learn: Vec::new(),
        vowpal_wabbit: Vec::new(),
        train: Vec::new(),
        score: Vec::new(),
    };
    for turn in 1..=args.repeat {
        writeln!(stderr(), "turn {turn} of {}", args.repeat)?;
        measured
            .ours
            .push(ours(&programs, &train, &test, folder.path())?);
        measured
            .scikit_learn
            .push(programs.peer("sk_word.py", &train, &test)?);
        measured
            .vowpal_wabbit
            .push(programs.peer("vowpal_wabbit.py", &train, &test)?);
    }
    measured.train = train_parts(&programs, &train, folder.path())?;
    measured.score = score_times(&programs, &test, folder.path(), args.times)?;
    let page = table::page(&measured)?;
    fs::create_dir_all(root.join("docs"))?;
    fs::write(root.join("docs/speed.md"), &page)?;
    write!(stdout(), "{page}")?;
    Ok(())
}

/// Builds `stance` for release and returns where it is.
pub(crate) fn build(root: &Path) -> anyhow::Result<PathBuf> {
    crate::run(&["build", "--release", "--package", "stance-cli", "--locked"])?;
    Ok(root.join("target/release/stance"))
}

/// Trains, scores the test reviews, and looks how many are right.
fn ours(programs: &Programs, train: &Path, test: &Path, folder: &Path) -> anyhow::Result<Ours> {
    let (model, scored) = (folder.join("reviews.model"), folder.join("scored.csv"));
    let [train, test, model_path, scored_path] =
        [train, test, &model, &scored].map(|path| path.to_str());
    let names = (train.zip(test)).zip(model_path.zip(scored_path));
    let ((train, test), (model, scored_path)) = names.context("paths that are UTF-8 expected")?;
    let mut arguments = vec!["train", train, "-o", model];
    arguments.extend(TRAIN);
    let train = programs.stance(&arguments, None)?;
    let arguments = [
        "score",
        test,
        "--model",
        model,
        "--format",
        "csv",
        "-o",
        scored_path,
    ];
    let score = programs.stance(&arguments, None)?;
    let accuracy = agreement(&scored)?;
    Ok(Ours {
        train,
        score,
        accuracy,
    })
}

/// Trains on one, four and all of sixteen parts of the rows, each with its share of every label.
fn train_parts(programs: &Programs, train: &Path, folder: &Path) -> anyhow::Result<Vec<Scaled>> {
    let (part, model) = (folder.join("part.csv"), folder.join("part.model"));
    let paths = part.to_str().zip(model.to_str());
    let (part_path, model) = paths.context("paths that are UTF-8 expected")?;
    let mut reader = csv::Reader::from_path(train)?;
    let header = reader.headers()?.clone();
    let records = reader.records().collect::<Result<Vec<_>, _>>()?;
    let label = header.iter().position(|name| name == "label");
    let label = label.context("no column `label`")?;
    let first = records.first().context("no rows")?;
    let labels: Vec<usize> = (records.iter())
        .map(|record| usize::from(record[label] != first[label]))
        .collect();
    let groups: Vec<usize> = (0..records.len()).collect();
    let parts = assign_folds(&labels, &groups, PARTS[PARTS.len() - 1], 0);
    let mut scaled = Vec::new();
    for wanted in PARTS {
        let mut writer = csv::Writer::from_path(&part)?;
        writer.write_record(&header)?;
        let mut rows = 0;
        for (record, _) in (records.iter().zip(&parts)).filter(|(_, part)| **part < wanted) {
            writer.write_record(record)?;
            rows += 1;
        }
        writer.flush()?;
        let mut arguments = vec!["train", part_path, "-o", model, "--min-df", "2"];
        arguments.extend(TRAIN);
        let taken = programs.stance(&arguments, None)?;
        scaled.push(Scaled { rows, taken });
    }
    Ok(scaled)
}

/// Scores the test reviews 1, 10 and 100 times over, by the model that the last training left in the folder.
fn score_times(
    programs: &Programs,
    test: &Path,
    folder: &Path,
    most: usize,
) -> anyhow::Result<Vec<Scaled>> {
    let model = folder.join("reviews.model");
    let model = model.to_str().context("paths that are UTF-8 expected")?;
    let bytes = fs::read(test)?;
    let head = bytes
        .iter()
        .position(|&byte| byte == b'\n')
        .map_or(0, |at| at + 1);
    let (head, body) = bytes.split_at(head);
    let rows = csv::Reader::from_reader(&bytes[..]).records().count();
    let mut scaled = Vec::new();
    for times in [1, 10, 100].into_iter().filter(|&times| times <= most) {
        writeln!(stderr(), "scoring {times} times")?;
        let input = Repeated { head, body, times };
        let arguments = [
            "score",
            "-",
            "--input-format",
            "csv",
            "--model",
            model,
            "--format",
            "csv",
        ];
        let taken = programs.stance(&arguments, Some(&input))?;
        scaled.push(Scaled {
            rows: rows * times,
            taken,
        });
    }
    Ok(scaled)
}
