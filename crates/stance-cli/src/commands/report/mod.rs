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

use self::collect::{Collector, Options};
use self::interface::Interface;
use super::score::corpus::shares::ShareArgs;
use super::score::tasks::TaskChoice;
use super::score::writer::Writer;
use super::score::{self, Beside, ReadArgs, run_with};
use crate::ExitStatus;
use crate::io::Io;
use crate::terminal::Terminal;

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
    /// What to say of each text [default: both, as far as there are embedded models]
    #[arg(long, value_name = "TASK", conflicts_with = "model")]
    task: Option<TaskChoice>,
    /// Language of the page itself [default: that of most paragraphs]
    #[arg(long, value_name = "CODE", help_heading = "Output")]
    interface: Option<Interface>,
    /// Title of the page [default: “Who takes which side”, in its language]
    #[arg(long, value_name = "TEXT", help_heading = "Output")]
    title: Option<String>,
    /// Output file, written whole or not at all [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    read: ReadArgs,
    #[command(flatten, next_help_heading = "Shares")]
    shares: ShareArgs,
}

pub(crate) fn run(args: &Args, terminal: Terminal, io: &mut Io<'_>) -> anyhow::Result<ExitStatus> {
    let options = Options {
        interface: args.interface,
        title: args.title.clone(),
        shares: args.shares,
    };
    let scoring = score::Args::reading(&args.read, args.task, args.output.as_deref());
    run_with(&scoring, terminal, Beside::Checksum, io, |out, report| {
        let models = models::applied(args.read.model.as_deref(), report.tasks)?;
        let collector = Collector::new(out, report.tasks, models, options)?;
        Ok(Writer::of_articles(Box::new(collector), report))
    })
}
