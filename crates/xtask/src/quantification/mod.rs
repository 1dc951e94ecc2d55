//! `cargo xtask quantification`: shares of labels among held-out rows drawn to known shares, counted, summed and
//! corrected, beside the true ones; written to docs/shares.md.
//!
//! Models are those of `cargo xtask accuracy`: the defaults of `stance train` on four fifths of the rows, so that what
//! is drawn was seen neither by the model nor by its error rates.

mod press;
mod samples;
mod table;

use std::fs;
use std::io::{Write as _, stderr, stdout};
use std::path::{Path, PathBuf};

use stance_model::Classifier;
use stance_model::quantification::ErrorRates;

use self::samples::{Judged, OfArticles, Outcome, measure, measure_few};
use crate::accuracy::ours;
use crate::accuracy::sets::{FOLDS, Rows, SETS, Set};

/// Sets measured, and of which only every so many rows.
const MEASURED: [(&str, usize); 6] = [
    ("allocine", 1),
    ("umsab_fr", 1),
    ("semeval", 1),
    ("nyt", 1),
    ("selfdriving", 1),
    ("imdb", 7),
];

/// Options of `cargo xtask quantification`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder of the data sets
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
    /// Measure only this set (repeatable): its lines go to stdout, and docs/shares.md stays as it is
    #[arg(long, value_name = "SET")]
    only: Vec<String>,
}

/// What was measured on a set.
struct Measurement {
    set: &'static str,
    rows: usize,
    labels: usize,
    outcomes: Vec<Outcome>,
    of_articles: Vec<OfArticles>,
}

/// Measures, and writes the page.
pub(crate) fn run(args: &Args, root: &Path) -> anyhow::Result<()> {
    let cache = root.join("target/accuracy");
    fs::create_dir_all(&cache)?;
    let mut measured = Vec::new();
    for (name, every) in MEASURED {
        if !args.only.is_empty() && !args.only.iter().any(|asked| asked == name) {
            continue;
        }
        let set = SETS.iter().find(|set| set.name == name);
        let set = set.ok_or_else(|| anyhow::anyhow!("no set {name}"))?;
        measured.push(of_set(set, every, &args.data, &cache)?);
    }
    let press = press::measure(root, &args.data)?;
    let page = table::page(&measured, &press);
    if args.only.is_empty() {
        fs::write(root.join("docs/shares.md"), &page)?;
    }
    Ok(writeln!(stdout(), "{page}")?)
}

/// Draws from the held-out rows of each fold of a set.
fn of_set(set: &Set, every: usize, data: &Path, cache: &Path) -> anyhow::Result<Measurement> {
    let rows = set.read(data)?;
    let (mut n_rows, mut outcomes, mut of_articles) = (0, Vec::new(), Vec::new());
    for part in &rows.parts {
        let part: Vec<usize> = part.iter().copied().step_by(every).collect();
        n_rows += part.len();
        for fold in 0..FOLDS {
            let (held, training): (Vec<usize>, Vec<usize>) =
                part.iter().partition(|&&row| rows.folds[row] == fold);
            let classifier = ours::train(&rows, &training, &[], cache)?;
            let judged = judge(&rows, &held, &classifier)?;
            let rates = ErrorRates::of(&classifier)?;
            outcomes.extend(measure(&judged, &rates, fold as u64));
            of_articles.extend(measure_few(&judged, &rates, fold as u64));
        }
        let (name, n) = (set.name, outcomes.len());
        writeln!(stderr(), "{name}: {n} samples so far")?;
    }
    Ok(Measurement {
        set: set.name,
        rows: n_rows,
        labels: rows.labels.len(),
        outcomes,
        of_articles,
    })
}

/// Returns the predictions of the held-out rows, with their true labels by the numbers of the classifier.
fn judge(rows: &Rows, held: &[usize], classifier: &Classifier) -> anyhow::Result<Judged> {
    let mut scorer = classifier.scorer();
    let mut judged = Judged::default();
    for &row in held {
        let label = &rows.labels[rows.truth[row]];
        let number = classifier.labels().binary_search(label);
        let number = number.map_err(|_| anyhow::anyhow!("the model has no label {label}"))?;
        judged.truth.push(number);
        judged.predictions.push(scorer.score(&rows.texts[row]));
    }
    Ok(judged)
}
