//! `stance evaluate-quotes`: the quotations found against quotations marked by readers.

mod counts;
mod gold;
mod heads;
mod matching;

use std::path::PathBuf;

use serde_json::{Map, Value, json};
use stance_articles::Reader;
use stance_model::{Classifier, Model};

use self::counts::{Counts, ROWS, Right, THRESHOLDS, Tally};
use self::gold::SOURCES;
use crate::ExitStatus;
use crate::failure::Failure;
use crate::io::Io;
use crate::models::open_model;
use crate::output::ReportFormat;
use crate::printable::printable;

/// Compare the quotations found with quotations marked by readers
///
/// Precision, recall and F1 by type, for spans that are equal (strict) and that share 0.8 and 0.3 of the
/// longer one, matched one to one. Speakers and stances are judged on quotations found at 0.8.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  stance evaluate-quotes data/quotes-fr.jsonl --model stance-ai-fr"
)]
pub(crate) struct Args {
    /// Texts with their quotations, one JSON object per line
    #[arg(value_name = "GOLD.jsonl")]
    gold: PathBuf,
    /// Model whose labels are compared with the gold's stances: a path, else the name of an embedded model
    #[arg(long, value_name = "NAME|PATH")]
    model: Option<String>,
    /// Also print, by rule, how many were found, right, and rightly attributed
    #[arg(long)]
    rules: bool,
    /// Also list what was missed, spurious, of another type, or given to somebody else
    #[arg(long)]
    errors: bool,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: ReportFormat,
}

/// Returns the one classifier of a model: quotations have no column of targets.
fn single(model: &Model) -> anyhow::Result<&Classifier> {
    model.single().ok_or_else(|| {
        let message = "the model has targets, and quotations have no column to read theirs from";
        Failure::new(message, "name a model trained without --target-column").into()
    })
}

pub(crate) fn run(args: &Args, io: &mut Io<'_>) -> anyhow::Result<ExitStatus> {
    let texts = gold::read(&args.gold)?;
    let model = args.model.as_deref().map(open_model).transpose()?;
    let classifier = model.as_ref().map(single).transpose()?;
    let mut scorer = classifier.map(Classifier::scorer);
    let mut tally = Tally {
        errors: args.errors.then(Vec::new),
        ..Tally::default()
    };
    for text in &texts {
        let reader = match text.language {
            Some(language) => Reader::new().language(language),
            None => Reader::new(),
        };
        // A text of one line is a paragraph, not an article that lost its line ends.
        let article = if text.text.trim().contains('\n') {
            reader.read_text(text.text.clone())
        } else {
            reader.read_paragraph(text.text.clone())
        };
        tally.add(&text.quotes, &article, &mut |span| {
            let prediction = scorer.as_mut()?.score(article.slice(span));
            Some(classifier?.labels()[prediction.label].clone())
        });
    }
    match args.format {
        ReportFormat::Table => table(io, &tally, args.rules)?,
        ReportFormat::Json => writeln!(io.stdout, "{}", object(texts.len(), &tally))?,
    }
    Ok(ExitStatus::Done)
}

fn table(io: &mut Io<'_>, tally: &Tally, rules: bool) -> anyhow::Result<()> {
    let mut rows = vec![header()];
    for ((name, _), counts) in ROWS.iter().zip(&tally.spans) {
        let mut row = vec![
            (*name).to_owned(),
            counts[0].gold.to_string(),
            counts[0].found.to_string(),
        ];
        for counts in counts {
            row.extend(counts.figures().map(|figure| format!("{figure:.3}")));
        }
        rows.push(row);
    }
    crate::output::aligned(&mut *io.stdout, &rows)?;
    for (title, right) in [("speaker", &tally.speakers), ("mention", &tally.mentions)] {
        let mut rows = vec![[title, "right", "of"].map(str::to_owned).to_vec()];
        rows.extend(by_source(right).map(|(name, right)| share_row(name, right)));
        if rows.len() > 2 {
            writeln!(io.stdout)?;
            crate::output::aligned(&mut *io.stdout, &rows)?;
        }
    }
    let mut rows = vec![["head word", "right", "of"].map(str::to_owned).to_vec()];
    rows.extend(by_row(&tally.heads).map(|(name, right)| share_row(name, right)));
    if rows.len() > 1 {
        writeln!(io.stdout)?;
        crate::output::aligned(&mut *io.stdout, &rows)?;
    }
    if tally.stance.of > 0 {
        writeln!(io.stdout)?;
        crate::output::aligned(&mut *io.stdout, &[share_row("stance", tally.stance)])?;
    }
    for error in tally.errors.iter().flatten() {
        writeln!(io.stdout, "{}", printable(error))?;
    }
    if rules {
        let mut rows = vec![
            ["rule", "found", "right", "speaker right"]
                .map(str::to_owned)
                .to_vec(),
        ];
        for (rule, counts) in &tally.rules {
            let cells = counts.iter().map(usize::to_string);
            rows.push(std::iter::once((*rule).to_owned()).chain(cells).collect());
        }
        writeln!(io.stdout)?;
        crate::output::aligned(&mut *io.stdout, &rows)?;
    }
    Ok(())
}

fn header() -> Vec<String> {
    let mut header = ["type", "marked", "found"].map(str::to_owned).to_vec();
    for (name, _) in THRESHOLDS {
        header.extend(["P", "R", "F1"].map(|figure| format!("{figure} {name}")));
    }
    header
}

fn share_row(name: &str, right: Right) -> Vec<String> {
    let share = right.right as f64 / right.of.max(1) as f64;
    vec![name.to_owned(), format!("{share:.3}"), right.of.to_string()]
}

/// The sources that came up, and all of them together.
fn by_source(rights: &[Right]) -> impl Iterator<Item = (&'static str, Right)> {
    let all = rights.iter().fold(Right::default(), |sum, right| Right {
        right: sum.right + right.right,
        of: sum.of + right.of,
    });
    let sources = SOURCES.iter().map(|source| source.as_str());
    sources
        .zip(rights.iter().copied())
        .chain(std::iter::once(("all", all)))
        .filter(|(_, right)| right.of > 0)
}

/// The rows that came up, by their names.
fn by_row(rights: &[Right; ROWS.len()]) -> impl Iterator<Item = (&'static str, Right)> {
    let names = ROWS.iter().map(|(name, _)| *name);
    names
        .zip(rights.iter().copied())
        .filter(|(_, right)| right.of > 0)
}

fn object(texts: usize, tally: &Tally) -> Value {
    let figures = |counts: &Counts| {
        let [precision, recall, f1] = counts.figures();
        json!({"gold": counts.gold, "found": counts.found, "matched": counts.matched,
            "precision": precision, "recall": recall, "f1": f1})
    };
    let mut spans = Map::new();
    for ((name, _), counts) in ROWS.iter().zip(&tally.spans) {
        let by_threshold = THRESHOLDS.iter().zip(counts);
        let by_threshold =
            by_threshold.map(|((name, _), counts)| ((*name).to_owned(), figures(counts)));
        spans.insert((*name).to_owned(), Value::Object(by_threshold.collect()));
    }
    let sources = |rights: &[Right]| -> Value {
        by_source(rights)
            .map(|(name, right)| (name.to_owned(), json!(right)))
            .collect::<Map<_, _>>()
            .into()
    };
    let heads: Map<String, Value> = by_row(&tally.heads)
        .map(|(name, right)| (name.to_owned(), json!(right)))
        .collect();
    let stance = (tally.stance.of > 0).then_some(tally.stance);
    json!({"texts": texts, "spans": spans, "speaker": sources(&tally.speakers),
        "mention": sources(&tally.mentions), "head_word": heads, "stance": stance})
}
