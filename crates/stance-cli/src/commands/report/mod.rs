//! `stance report`: one page on who takes which side, that needs nothing but itself.
//!
//! Texts are read and scored as `stance score` does. While they pass, what the page shows is gathered ([`collect`]);
//! at the end it is written ([`page`]). However long the input, the page stays under ten million bytes ([`budget`]), and
//! memory grows by what is counted of each source, month and speaker, and by a few bytes for each article and quotation.

mod budget;
mod collect;
mod excerpt;
mod extremes;
mod groups;
mod interface;
mod kept;
mod models;
mod page;
mod speakers;

use std::path::PathBuf;

use stance_articles::Language;

use self::collect::{Collector, Options};
use self::interface::Interface;
use super::score::corpus::CorpusArgs;
use super::score::rows::RowArgs;
use super::score::tasks::TaskChoice;
use super::score::units::Unit;
use super::score::writer::Writer;
use super::score::{self, run_with};
use crate::ExitStatus;
use crate::input::InputArgs;
use crate::io::Io;
use crate::output::{Format, OutputArgs};
use crate::terminal::Terminal;
use crate::workers::ThreadArgs;

/// Write a page on who takes which side: shares, speakers with their quotations
///
/// Reads what `stance score` reads, and scores each paragraph and quotation as it does. The page is one file that loads
/// nothing and opens from disk: with the shares of labels, speakers and what they say, sources, the surest and the
/// least sure paragraphs, and the articles, which can be filtered and searched. It stays under 10 MB, and says what it
/// left out.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  stance report press/ -o report.html\n  \
    stance report press/ --task stance --interface fr -o rapport.html\n  \
    stance report articles.csv --rows article --title-column title --date-column date --source-column paper -o report.html")]
pub(crate) struct Args {
    #[command(flatten)]
    input: InputArgs,
    /// What to say of each text [default: both, as far as there are embedded models]
    #[arg(long, value_name = "TASK", conflicts_with = "model")]
    task: Option<TaskChoice>,
    /// Path of a model file, else name of an embedded model: that one alone, for texts of any language [default: the
    /// embedded models, by task and language]
    #[arg(long, value_name = "NAME|PATH")]
    model: Option<String>,
    /// Language of the page itself [default: that of most paragraphs]
    #[arg(long, value_name = "CODE", help_heading = "Output")]
    interface: Option<Interface>,
    /// Title of the page [default: “Who takes which side”, in its language]
    #[arg(long, value_name = "TEXT", help_heading = "Output")]
    title: Option<String>,
    /// Output file, written whole or not at all [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Language of all texts, fr or en [default: told from each article]
    #[arg(long, value_name = "CODE")]
    language: Option<Language>,
    /// Score what belongs to the site too: navigation, credits, teasers of other articles
    #[arg(long)]
    keep_furniture: bool,
    #[command(flatten)]
    rows: RowArgs,
    #[command(flatten)]
    threads: ThreadArgs,
}

pub(crate) fn run(args: &Args, terminal: Terminal, io: &mut Io<'_>) -> anyhow::Result<ExitStatus> {
    let options = Options {
        interface: args.interface,
        title: args.title.clone(),
    };
    run_with(&args.scoring(), terminal, false, io, |out, report| {
        let models = models::applied(args.model.as_deref(), report.tasks)?;
        let collector = Collector::new(out, report.tasks, models, options)?;
        Ok(Writer::of_articles(Box::new(collector), report))
    })
}

impl Args {
    /// The arguments of `stance score` that read the same.
    fn scoring(&self) -> score::Args {
        score::Args {
            input: self.input.clone(),
            task: self.task,
            model: self.model.clone(),
            unit: Unit::Paragraph,
            min_confidence: None,
            min_quotes: page::MIN_QUOTES,
            output: OutputArgs {
                format: Format::Jsonl,
                output: self.output.clone(),
                safe_csv: false,
            },
            language: self.language,
            keep_furniture: self.keep_furniture,
            text_out: None,
            rows: self.rows.clone(),
            corpus: CorpusArgs::default(),
            threads: self.threads.clone(),
        }
    }
}
