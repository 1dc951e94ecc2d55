//! `cargo xtask quotations`: how well quotations and their speakers are found, on our gold and on what others
//! have marked, and how fast, written to docs/quotations.md.

mod guillemets;

use std::fs;
use std::io::{Write as _, stderr, stdout};
use std::path::{Path, PathBuf};
use std::process::{self, Stdio};

use anyhow::Context as _;
use serde_json::Value;
use stance_cli::Io;

use self::guillemets::Pairs;
use crate::card::template::table;

/// Where the tables go.
const OUTPUT: &str = "docs/quotations.md";

/// The gold of data/, in the order of the table; of the held halves only totals are ever read.
const GOLD: [(&str, &str); 4] = [
    ("quotes-fr.jsonl", "French, development"),
    ("quotes-fr-held.jsonl", "French, held"),
    ("quotes-en.jsonl", "English, development"),
    ("quotes-en-held.jsonl", "English, held"),
];

/// Rows of what is found, by their names in the report.
const TYPES: [&str; 5] = ["direct", "mixed", "indirect", "direct+mixed", "all"];

/// Options of `cargo xtask quotations`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder of the data sets
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
    /// The Python that turns the gold of others into our format
    #[arg(long, value_name = "PYTHON", default_value = "python3")]
    python: PathBuf,
    /// Leave out the held halves, which are seldom run
    #[arg(long)]
    development: bool,
    /// Leave out the speed, whose benchmark is built for release
    #[arg(long)]
    without_speed: bool,
}

/// Measures, and writes the tables.
pub(crate) fn run(args: &Args, root: &Path) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut reports = Vec::new();
    for (file, name) in GOLD {
        if !(args.development && file.contains("held")) {
            reports.push((name, evaluate(&root.join("data").join(file))?));
        }
    }
    let dev = args.data.join("polnear_quotes_en/dev.jsonl");
    let gold = polnear(args, root, &dev, &folder.path().join("polnear.jsonl"))?;
    reports.push(("PolNeAR, dev", evaluate(&gold)?));
    let novels = args
        .data
        .join("aads_direct_speech_fr/aggregated_corpus.json");
    let pairs = guillemets::measure(&novels)?;
    let speeds = if args.without_speed {
        Vec::new()
    } else {
        speeds(&args.data.join("news_raw_fr/articles.jsonl"))?
    };
    let page = page(&reports, pairs, &speeds)?;
    fs::write(root.join(OUTPUT), &page)?;
    write!(stdout(), "{page}")?;
    writeln!(stderr(), "wrote {OUTPUT}")?;
    Ok(())
}

/// Runs `stance evaluate-quotes` on a file of gold.
fn evaluate(gold: &Path) -> anyhow::Result<Value> {
    let (mut out, mut err) = (Vec::new(), stderr().lock());
    let mut io = Io {
        stdin: &mut std::io::empty(),
        stdout: &mut out,
        stderr: &mut err,
    };
    let gold = gold.to_str().context("a path that is no text")?;
    let arguments = ["stance", "evaluate-quotes", gold, "--format", "json"];
    stance_cli::run(arguments, &mut io)?;
    serde_json::from_slice(&out).context("the report of evaluate-quotes")
}

/// Turns `PolNeAR` into our gold format; returns where it lies.
fn polnear(args: &Args, root: &Path, from: &Path, to: &Path) -> anyhow::Result<PathBuf> {
    let made = fs::File::create(to)?;
    let status = process::Command::new(&args.python)
        .arg(root.join("tests/oracle/quote_gold.py"))
        .arg("polnear")
        .arg(from)
        .stdout(made)
        .status()
        .context("starting Python")?;
    anyhow::ensure!(status.success(), "quote_gold.py failed");
    Ok(to.to_owned())
}

/// Runs the benchmark of reading over a file of articles; returns its lines.
fn speeds(articles: &Path) -> anyhow::Result<Vec<String>> {
    let bench = [
        "bench",
        "--quiet",
        "--package",
        "stance-articles",
        "--bench",
        "reading",
        "--",
    ];
    let output = crate::cargo(&bench)
        .arg(articles)
        .stderr(Stdio::inherit())
        .output()
        .context("starting cargo")?;
    anyhow::ensure!(output.status.success(), "the benchmark failed");
    let lines = String::from_utf8(output.stdout)?;
    let lines: Vec<String> = lines
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    anyhow::ensure!(!lines.is_empty(), "the benchmark printed nothing");
    Ok(lines)
}

fn page(reports: &[(&str, Value)], pairs: Pairs, speeds: &[String]) -> anyhow::Result<String> {
    let mut page = String::from(
        "# Quotations and their speakers\n\n\
         Made by `cargo xtask quotations --data FOLDER`. A quotation is found where it shares 0.8 of the longer one with a marked \
         one, matched one to one, by type. A speaker is right where the name is the one marked; nobody is right for nobody. The \
         head word is that of the words for the speaker, both cut alike before a complement. Speakers and head words are judged on \
         quotations found. What the files are: [data/README.md](../data/README.md).\n\n",
    );
    let header = [
        "",
        "direct F1",
        "mixed F1",
        "indirect F1",
        "direct and mixed F1",
        "all F1",
        "speaker",
        "head word",
    ];
    let rows = reports
        .iter()
        .map(|(name, report)| row(name, report))
        .collect::<anyhow::Result<Vec<_>>>()?;
    page.push_str(&table(&header, &rows));
    page.push_str(
        "\nPolNeAR (English news, real): the content of an attribution is the union of its spans; names of speakers are not \
         labelled. It marks far more than speech as indirect: thoughts, wishes, whatever anybody is the source of.\n\n\
         ## Between guillemets in novels\n\n\
         AADS (French novels) labels direct speech, most of it after dashes. Counted is what stands between « and », incises \
         included; it is direct speech where the labels cover half of it or more.\n\n",
    );
    let share = |part: usize, whole: usize| format!("{:.3}", part as f64 / whole.max(1) as f64);
    let header = [
        "pairs that are direct speech",
        "found",
        "both",
        "precision",
        "recall",
        "F1",
    ];
    let row = vec![
        pairs.said.to_string(),
        pairs.found.to_string(),
        pairs.both.to_string(),
        share(pairs.both, pairs.found),
        share(pairs.both, pairs.said),
        share(2 * pairs.both, pairs.said + pairs.found),
    ];
    page.push_str(&table(&header, &[row]));
    if speeds.is_empty() {
        return Ok(page);
    }
    page.push_str(
        "\n## Speed\n\nFrench news, one thread, ways of reading within one run:\n\n```text\n",
    );
    for line in speeds {
        page.push_str(line);
        page.push('\n');
    }
    page.push_str("```\n");
    Ok(page)
}

/// The cells of one report.
fn row(name: &str, report: &Value) -> anyhow::Result<Vec<String>> {
    let mut cells = vec![name.to_owned()];
    for kind in TYPES {
        let figure = report["spans"][kind]["0.8"]["f1"].as_f64();
        cells.push(format!("{:.3}", figure.context("a report without F1")?));
    }
    for judged in ["speaker", "head_word"] {
        let all = &report[judged]["all"];
        cells.push(match (all["right"].as_u64(), all["of"].as_u64()) {
            (Some(right), Some(of)) if of > 0 => {
                format!("{:.3} ({right} of {of})", right as f64 / of as f64)
            }
            _ => String::new(),
        });
    }
    Ok(cells)
}
