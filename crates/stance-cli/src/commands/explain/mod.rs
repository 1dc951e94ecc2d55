//! `stance explain`: which words decided, paragraph by paragraph.

mod html;
mod json;
mod table;

use std::io::{IsTerminal as _, Write};
use std::path::PathBuf;

use clap::ValueEnum;
use stance_model::Explanation;

use super::score::record::{ScoredArticle, ScoredParagraph};
use super::score::writer::Writer;
use super::score::{self, Beside, ReadArgs};
use crate::ExitStatus;
use crate::commands::score::tasks::{TaskChoice, TaskModels};
use crate::io::Io;
use crate::shipped::Task;
use crate::terminal::Terminal;

/// Show which words decided, paragraph by paragraph
///
/// Reads what `stance score` reads. Of each paragraph, the label, its decision value, and what each word adds to that:
/// pairs of words count half for each, character n-grams for the words they sit in. The words and the intercept sum to
/// the decision value; where the model is calibrated, probabilities come after that. Also the smallest set of words
/// found whose removal changes the label.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  stance explain article.txt\n  \
    stance explain article.txt --format html -o article.html\n  \
    stance explain rows.csv --model own.model --format json\n  \
    echo \"L’IA menace l’emploi.\" | stance explain -")]
pub(crate) struct Args {
    /// What to explain: of the embedded models that of this task and the text's language
    #[arg(
        long,
        value_name = "TASK",
        conflicts_with = "model",
        default_value = "stance"
    )]
    task: Task,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// Words shown on each side in a table
    #[arg(long, value_name = "N", default_value_t = 8)]
    words: usize,
    /// Whether a table is coloured; auto: on a terminal, unless `NO_COLOR` is set
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: Color,
    /// Output file, written whole or not at all [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    read: ReadArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// One JSON object per paragraph
    Json,
    /// One page that needs nothing else, the words marked
    Html,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

pub(crate) fn run(args: &Args, terminal: Terminal, io: &mut Io<'_>) -> anyhow::Result<ExitStatus> {
    let scoring = args.scoring();
    score::run_with(
        &scoring,
        terminal,
        Beside::Explanations,
        io,
        |out, report| {
            let task = &report.tasks[0];
            let out: &mut dyn Write = out;
            let own: Box<dyn score::writer::ArticleWriter + '_> = match args.format {
                Format::Json => Box::new(json::Records { out, task }),
                Format::Html => Box::new(html::Page::new(out, task)),
                Format::Table => Box::new(table::Table {
                    out,
                    task,
                    words: args.words,
                    coloured: args.is_coloured(),
                }),
            };
            Ok(Writer::of_articles(own, report))
        },
    )
}

impl Args {
    /// The arguments of `stance score` that read the same.
    fn scoring(&self) -> score::Args {
        let task = match self.task {
            Task::Stance => TaskChoice::Stance,
            Task::Sentiment => TaskChoice::Sentiment,
        };
        let task = self.read.model.is_none().then_some(task);
        score::Args::reading(&self.read, task, self.output.as_deref())
    }

    /// Whether the results carry colours.
    pub(crate) fn is_coloured(&self) -> bool {
        if !matches!(self.format, Format::Table) {
            return false;
        }
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                self.output.is_none() && !refused && std::io::stdout().is_terminal()
            }
        }
    }
}

/// Returns the labels of the classifier that explained an article.
fn labels<'a>(task: &'a TaskModels, scored: &ScoredArticle) -> &'a [String] {
    let Some(model) = task.the_named() else {
        return task.labels();
    };
    let target = scored.target.as_deref();
    let number = target.and_then(|target| model.find(target)).unwrap_or(0);
    model.classifiers()[number].labels()
}

/// Returns the paragraphs of an article that were explained, with their numbers from 1.
fn explained(
    scored: &ScoredArticle,
) -> impl Iterator<Item = (usize, &ScoredParagraph, &Explanation)> {
    let paragraphs = scored.paragraphs.iter().enumerate();
    paragraphs
        .filter_map(|(at, paragraph)| Some((at + 1, paragraph, paragraph.explanation.as_deref()?)))
}

/// Returns the largest contribution of an explanation, without its sign.
fn strongest(explanation: &Explanation) -> f64 {
    let values = explanation
        .contributions
        .iter()
        .map(|word| word.value.abs());
    values.fold(0.0, f64::max)
}
