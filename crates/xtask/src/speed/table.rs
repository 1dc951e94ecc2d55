//! The speed table as Markdown.

use std::fmt::Write as _;

use anyhow::Context as _;

use super::measure::{Peer, Taken};
use super::{Measured, Scaled};

/// What one side took, at its fastest.
struct Side {
    name: String,
    train_s: f64,
    train_mb: f64,
    score_s: f64,
    accuracy: f64,
}

/// Returns the whole page.
pub(super) fn page(measured: &Measured) -> anyhow::Result<String> {
    let fastest = |values: &mut dyn Iterator<Item = f64>| values.fold(f64::INFINITY, f64::min);
    let ours = &measured.ours;
    let last = ours.last().context("nothing measured")?;
    let ours = Side {
        name: "stance".to_owned(),
        train_s: fastest(&mut ours.iter().map(|run| run.train.seconds)),
        train_mb: last.train.peak_mb,
        score_s: fastest(&mut ours.iter().map(|run| run.score.seconds)),
        accuracy: last.accuracy,
    };
    let side = |name: &str, runs: &[Peer], score: &dyn Fn(&Peer) -> f64| -> anyhow::Result<Side> {
        let last = runs.last().context("nothing measured")?;
        Ok(Side {
            name: format!("{name} {}", last.version),
            train_s: fastest(&mut runs.iter().map(Peer::training)),
            train_mb: last.train_mb,
            score_s: fastest(&mut runs.iter().map(score)),
            accuracy: last.accuracy,
        })
    };
    let sides = [
        side("scikit-learn", &measured.scikit_learn, &|run| run.predict_s)?,
        side("Vowpal Wabbit", &measured.vowpal_wabbit, &|run| {
            run.read_test_s + run.predict_s
        })?,
    ];
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "# How fast it is\n\nMade by `cargo xtask speed --data FOLDER --python PYTHON`: 25,000 film reviews (32 MB) to train on, as many to \
         score, one thread each, all sides in turns in one run. Seconds are processor time (user and system), which other load on the \
         machine disturbs less than the clock. Runs of each side: {}, of which the fastest counts; ratios are theirs over ours, so that \
         more is better for us.\n\n\
         | | train, s | ratio | peak memory, MB | ours of it | score, s | ratio | test accuracy |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
        measured.repeat
    );
    let _ = writeln!(
        out,
        "| {} | {:.2} | | {:.0} | | {:.2} | | {:.4} |",
        ours.name, ours.train_s, ours.train_mb, ours.score_s, ours.accuracy
    );
    for side in &sides {
        let share = 100.0 * ours.train_mb / side.train_mb;
        let _ = writeln!(
            out,
            "| {} | {:.2} | {:.1} | {:.0} | {share:.0} % | {:.2} | {:.1} | {:.4} |",
            side.name,
            side.train_s,
            side.train_s / ours.train_s,
            side.train_mb,
            side.score_s,
            side.score_s / ours.score_s,
            side.accuracy
        );
    }
    let _ = write!(
        out,
        "\n- **train**: `stance train` from the CSV file to the model file, words 1-2, `--c 10 --folds 0 --calibrate none`. scikit-learn: \
         reading the CSV, TF-IDF of words 1-2, liblinear. Vowpal Wabbit: reading the CSV, three passes over pairs of words; \
         splitting its text into words is not counted.\n\
         - **score**: `stance score` from CSV file to CSV file, start and model included. scikit-learn: vectorising and predicting, without \
         reading or writing. Vowpal Wabbit: reading and predicting.\n\
         - **peak memory** is that of the process until it is trained.\n\n\
         ## Growth with the data\n\n{}\n{}",
        growth("train", &measured.train),
        growth("score", &measured.score)
    );
    Ok(out)
}

/// Returns the table of one command over sizes of input.
fn growth(command: &str, sizes: &[Scaled]) -> String {
    let mut out = format!(
        "| `stance {command}`, rows | s | s per 10,000 rows | peak memory, MB |\n| ---: | ---: | ---: | ---: |\n"
    );
    for Scaled {
        rows,
        taken: Taken { seconds, peak_mb },
    } in sizes
    {
        let each = seconds * 1e4 / *rows as f64;
        let _ = writeln!(out, "| {rows} | {seconds:.2} | {each:.3} | {peak_mb:.0} |");
    }
    out
}
