//! `stance score`: articles or rows in, labels with probabilities out.
//!
//! Articles and rows are read one after the other, scored in batches on all threads, and written
//! in the order they came. Memory holds one batch, however long the input.

mod articles;
mod json;
mod record;
mod rows;
mod scorers;
mod table;
mod writer;

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use stance_articles::Language;
use stance_model::Model;

use crate::ExitStatus;
use crate::failure::{Failure, Skipped};
use crate::input::{InputFormat, Source, list, sources, total_bytes};
use crate::io::Io;
use crate::models::{open_model, target_column};
use crate::output::Output;
use crate::terminal::{Fitted, Progress, Terminal};
use crate::workers::ThreadArgs;

use self::record::{Languages, Reading};
use self::rows::RowArgs;
use self::writer::Writer;

/// Score articles or rows: who takes which side, how sure
///
/// A text file or a web page is an article: it is cut into paragraphs, its quotations are found and scored too.
/// A row of a csv, jsonl, json or Parquet file is one paragraph, scored as it stands, unless --rows article.
/// Any of them may end in .gz or .zst too. A model trained with targets scores rows, each by the classifier of
/// its target.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  stance score article.txt\n  \
    stance score press/ --format jsonl -o scores.jsonl\n  \
    stance score paragraphs.csv --format csv -o scored.csv\n  \
    stance score articles.parquet --rows article --title-column title --format jsonl\n  \
    cat article.txt | stance score -")]
pub(crate) struct Args {
    /// Files, folders, globs, or - for stdin
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Path of a model file, else name of an embedded model
    #[arg(long, value_name = "NAME|PATH", default_value = "stance-ai-fr")]
    model: String,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// Output file, written whole or not at all [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Format of the input
    #[arg(long, value_name = "FORMAT", default_value = "auto")]
    input_format: InputFormat,
    /// Language of all texts, fr or en [default: told from each article]
    #[arg(long, value_name = "CODE")]
    language: Option<Language>,
    /// Score what belongs to the site too: navigation, credits, teasers of other articles
    #[arg(long)]
    keep_furniture: bool,
    /// Folder for the text of each article, which the ranges count in
    #[arg(long, value_name = "DIR")]
    text_out: Option<PathBuf>,
    #[command(flatten)]
    rows: RowArgs,
    #[command(flatten)]
    threads: ThreadArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// One JSON object per paragraph
    Jsonl,
    /// One line per paragraph, or every input row with its scores
    Csv,
}

/// What a run needs everywhere.
struct Run<'a> {
    model: &'a Model,
    reading: Reading,
    rows: &'a RowArgs,
    /// Column of targets; none for a model without targets.
    target_column: Option<&'a str>,
    text_out: Option<&'a Path>,
    pool: rayon::ThreadPool,
    skipped: Skipped,
    languages: Languages,
    /// Inputs of which nothing could be scored.
    n_failed: usize,
    progress: Progress,
}

pub(crate) fn run(args: &Args, terminal: Terminal, io: &mut Io<'_>) -> anyhow::Result<ExitStatus> {
    let model = open_model(&args.model)?;
    let mut run = Run {
        model: &model,
        reading: Reading::new(args),
        rows: &args.rows,
        target_column: target_column(&model, args.rows.target_column())?,
        text_out: args.text_out.as_deref(),
        pool: args.threads.pool()?,
        skipped: Skipped::default(),
        languages: Languages::new(language(&model)),
        n_failed: 0,
        progress: Progress::new(
            terminal,
            args.output.is_some(),
            "scoring",
            total_bytes(&inputs(args)),
        ),
    };
    let Io {
        stdin,
        stdout,
        stderr,
    } = io;
    let width = terminal.width.filter(|_| args.format == Format::Table);
    let mut fitted = Fitted::new(&mut **stdout, width);
    let mut output = Output::open(args.output.as_deref(), &mut fitted)?;
    let mut writer = Writer::new(args.format, &mut output, model.labels());
    // Results go through the writer, which holds stdout; what is skipped is told on stderr.
    let mut nowhere = std::io::sink();
    let mut stderr = run.progress.above(&mut **stderr);
    let mut io = Io {
        stdin: &mut **stdin,
        stdout: &mut nowhere,
        stderr: &mut stderr,
    };
    score_inputs(&mut run, args, &mut writer, &mut io)?;
    writer.finish()?;
    output.finish()?;
    run.languages.tell(io.stderr)?;
    Ok(run.skipped.status())
}

/// Returns the inputs asked for.
fn inputs(args: &Args) -> Vec<anyhow::Result<Source>> {
    let paths = args.paths.iter();
    paths
        .flat_map(|path| sources(path, args.input_format))
        .collect()
}

/// Scores one input after the other. One that cannot be read is reported and skipped, unless nothing
/// else was asked for.
fn score_inputs(
    run: &mut Run<'_>,
    args: &Args,
    writer: &mut Writer<'_>,
    io: &mut Io<'_>,
) -> anyhow::Result<()> {
    let inputs = inputs(args);
    let n_inputs = inputs.len();
    let mut articles = articles::Batch::default();
    for input in inputs {
        let bytes = input.as_ref().map_or(None, Source::bytes).unwrap_or(0);
        let result = input.and_then(|source| {
            score_input(run, args.input_format, &source, &mut articles, writer, io)
        });
        run.progress.input_done(bytes);
        match result {
            Ok(()) => articles.score_if_full(run, writer, io)?,
            Err(error) if n_inputs == 1 || is_output_error(&error) => return Err(error),
            Err(error) => {
                run.n_failed += 1;
                run.skipped.report_error(io, &error)?;
            }
        }
    }
    articles.score(run, writer, io)?;
    if run.n_failed == n_inputs {
        let message = format!("nothing was scored: all {n_inputs} inputs were skipped");
        return Err(Failure::new(message, "each one's reason stands above").into());
    }
    Ok(())
}

/// Scores the rows of an input, or takes it into the batch of articles.
fn score_input(
    run: &mut Run<'_>,
    asked: InputFormat,
    source: &Source,
    articles: &mut articles::Batch,
    writer: &mut Writer<'_>,
    io: &mut Io<'_>,
) -> anyhow::Result<()> {
    match source.format(asked) {
        Some(format @ (InputFormat::Txt | InputFormat::Md | InputFormat::Html)) => {
            if let Some(column) = run.target_column {
                return Err(without_target(run.model, column, source, format));
            }
            articles.push(articles::read(source, format, run, io)?);
            Ok(())
        }
        Some(InputFormat::Auto) | None => Err(Failure::new(
            format!("{source}: unknown extension"),
            "say what it is with --input-format",
        )
        .into()),
        Some(format) => {
            articles.score(run, writer, io)?;
            rows::score(run, source, format, writer, io)
        }
    }
}

/// Says that a file which is an article has no target for its classifier to be found by.
fn without_target(
    model: &Model,
    column: &str,
    source: &Source,
    format: InputFormat,
) -> anyhow::Error {
    let what = match format {
        InputFormat::Html => "web page",
        _ => "text file",
    };
    let message = format!(
        "{source}: a {what} has no target, and the model has a classifier for each of {}",
        list(model.targets().iter().map(String::as_str))
    );
    let hint = format!("score rows of a csv or jsonl file with the column `{column}`");
    Failure::new(message, hint).into()
}

/// Returns the language of the model's texts: its classifiers were made with the same options.
fn language(model: &Model) -> Option<stance_features::Language> {
    let classifier = model.classifiers().first()?;
    classifier.vectorizer().settings().language()
}

/// Whether an error is about where results go: then no other input will fare better.
fn is_output_error(error: &anyhow::Error) -> bool {
    error.downcast_ref::<writer::OutputError>().is_some()
}
