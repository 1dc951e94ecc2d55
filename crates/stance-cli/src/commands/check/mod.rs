//! `stance check`: what is wrong with labelled rows before a model is trained on them.

mod characters;
mod copies;
mod giveaways;
mod labels;
mod languages;
mod report;

use clap::ValueEnum;
use serde::Serialize;
use stance_features::Language;

use crate::ExitStatus;
use crate::commands::train::detect_language;
use crate::failure::Skipped;
use crate::io::Io;
use crate::labelled::{ColumnArgs, DataArgs, Groups, LabelledFile, Optional, Reading};
use crate::terminal::{Fitted, Progress, Terminal};
use crate::workers::ThreadArgs;

/// Look for what is wrong with labelled paragraphs before training
///
/// Each problem is told with its rows and what to do about it. The exit code is 1 when anything was found, also
/// rows that cannot be read.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  stance check letters.csv\n  \
    stance check letters.csv --show 0 --ignore imbalance,languages\n  \
    stance check 2024.csv 2025.csv --format json > problems.json")]
pub(crate) struct Args {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    columns: ColumnArgs,
    /// Column of groups, whose rows training never splits. `none` for no groups [default: a column named `group`,
    /// where there is one]
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    group_column: Option<String>,
    /// Column of targets: rows of different targets are not compared [default: none]
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    target_column: Option<String>,
    /// What not to look for, separated by commas
    #[arg(
        long,
        value_name = "CHECK,…",
        value_delimiter = ',',
        help_heading = "Checks"
    )]
    ignore: Vec<Check>,
    /// From which share of common word trigrams on two texts are near-duplicates, above 0 and up to 1
    #[arg(long, value_name = "F", default_value_t = 0.8, value_parser = parse_share, help_heading = "Checks")]
    similarity: f64,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// Cases of a problem to show in a table; 0 for all
    #[arg(long, value_name = "N", default_value_t = 5, help_heading = "Output")]
    show: usize,
    #[command(flatten)]
    threads: ThreadArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// One JSON object, every case in it
    Json,
}

/// What may be wrong with labelled rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Check {
    /// Rows with the words of another row
    Duplicates,
    /// Rows with nearly the words of another row
    NearDuplicates,
    /// Such rows with different labels
    ContradictingLabels,
    /// Such rows in different groups
    Leaks,
    /// Labels that are rare beside others
    Imbalance,
    /// Labels that differ in case, accents, blanks or hyphens only
    SimilarLabels,
    /// Rows in another language than most
    Languages,
    /// Words that nearly all rows of one label have, and no others
    GiveawayWords,
    /// Broken characters and left-over markup
    Encodings,
}

impl Check {
    /// Returns the name, as on the command line.
    fn name(self) -> &'static str {
        match self {
            Self::Duplicates => "duplicates",
            Self::NearDuplicates => "near-duplicates",
            Self::ContradictingLabels => "contradicting-labels",
            Self::Leaks => "leaks",
            Self::Imbalance => "imbalance",
            Self::SimilarLabels => "similar-labels",
            Self::Languages => "languages",
            Self::GiveawayWords => "giveaway-words",
            Self::Encodings => "encodings",
        }
    }

    /// Returns what to do about it.
    fn advice(self) -> &'static str {
        match self {
            Self::Duplicates => {
                "keep one row of each; a repeated row counts as often as it stands there"
            }
            Self::NearDuplicates => {
                "keep one row of each, or give them one group, so that they are never split"
            }
            Self::ContradictingLabels => {
                "read them again and give them one label, or leave them out"
            }
            Self::Leaks => {
                "give them one group: else a model is judged on what it was trained on, and looks better than it is"
            }
            Self::Imbalance => "label more rows of the rare label, or merge it with another",
            Self::SimilarLabels => {
                "write it one way, if one label is meant: else they are trained apart"
            }
            Self::Languages => "train a model per language, or leave these rows out",
            Self::GiveawayWords => {
                "see whether the word is a trace of how the rows were gathered; if so, take it out of the texts"
            }
            Self::Encodings => {
                "read the file in its true encoding and save it as UTF-8; take markup out"
            }
        }
    }

    /// Whether a case shows what its first row says.
    fn shows_text(self) -> bool {
        !matches!(
            self,
            Self::Imbalance | Self::SimilarLabels | Self::GiveawayWords
        )
    }
}

/// Something that is wrong, and where.
struct Finding {
    check: Check,
    /// What is wrong, in one sentence.
    message: String,
    cases: Vec<Case>,
}

/// Rows that are wrong together.
struct Case {
    /// Their numbers among the good rows, from 0, rising.
    rows: Vec<usize>,
    detail: String,
}

fn parse_share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if share > 0.0 && share <= 1.0 => Ok(share),
        _ => Err("a number above 0 and up to 1 expected".to_owned()),
    }
}

pub(crate) fn run(args: &Args, terminal: Terminal, io: &mut Io<'_>) -> anyhow::Result<ExitStatus> {
    let mut skipped = Skipped::default();
    let reading = Reading {
        format: args.data.input_format,
        columns: &args.columns,
        optional: Optional {
            groups: Groups::from_option(args.group_column.as_deref()),
            weight: None,
            target: args.target_column.as_deref(),
            model: None,
            others: &[],
        },
    };
    let file = reading.files(&args.data.data, &mut skipped, io)?;
    let language = detect_language(&file.set.texts);
    let pool = args.threads.pool()?;
    let progress = Progress::spinner(terminal, "checking");
    let found = pool.install(|| find(args, &file, language))?;
    drop(progress);
    match args.format {
        Format::Table => {
            let mut out = Fitted::new(io.stdout, terminal.width);
            report::table(args, &file, language, &found, &mut out)?;
        }
        Format::Json => report::json(&file, &found, io.stdout)?,
    }
    if found.is_empty() {
        Ok(skipped.status())
    } else {
        Ok(ExitStatus::Found)
    }
}

/// Looks for everything that is not to be ignored.
fn find(
    args: &Args,
    file: &LabelledFile,
    language: Option<Language>,
) -> anyhow::Result<Vec<Finding>> {
    let mut found = copies::find(file, args.similarity)?;
    found.extend(labels::find(&file.set.labels));
    found.extend(labels::find_similar(&file.set.labels));
    found.extend(languages::find(&file.set.texts));
    found.extend(giveaways::find(&file.set, language)?);
    found.extend(characters::find(&file.set.texts));
    found.retain(|finding| !args.ignore.contains(&finding.check));
    Ok(found)
}

/// Returns a finding, unless there is no case of it.
fn finding(check: Check, message: String, cases: Vec<Case>) -> Option<Finding> {
    (!cases.is_empty()).then_some(Finding {
        check,
        message,
        cases,
    })
}

/// Returns a count with its noun, in the singular or the plural.
fn counted(count: usize, one: &str, many: &str) -> String {
    let noun = if count == 1 { one } else { many };
    format!("{} {noun}", crate::commands::train::grouped(count))
}
