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

use std::path::PathBuf;

use clap::ValueEnum;
use stance_model::Model;

use crate::ExitStatus;
use crate::failure::{Failure, Skipped};
use crate::input::{InputFormat, Source, list, sources};
use crate::io::Io;
use crate::models::{open_model, target_column};
use crate::output::Output;
use crate::workers::ThreadArgs;

use self::writer::Writer;

/// Score articles or rows: who takes which side, how sure
///
/// A text file is an article: it is cut into paragraphs, its quotations are found and scored too.
/// A row of a csv or jsonl file is one paragraph, scored as it stands. A model trained with targets scores
/// rows, each by the classifier of its target.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  stance score article.txt\n  \
    stance score press/ --format jsonl -o scores.jsonl\n  \
    stance score paragraphs.csv --format csv -o scored.csv\n  \
    cat article.txt | stance score -")]
pub(crate) struct Args {
    /// Files, folders, or - for stdin
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
    /// Column (csv) or key (jsonl) of texts
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_column: String,
    /// Column (csv) or key (jsonl) of targets, for a model with targets [default: the one it was
    /// trained with]
    #[arg(long, value_name = "NAME")]
    target_column: Option<String>,
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
    text_column: &'a str,
    /// Column of targets; none for a model without targets.
    target_column: Option<&'a str>,
    pool: rayon::ThreadPool,
    skipped: Skipped,
    /// Paragraphs in another language than the model's.
    foreign: usize,
}

pub(crate) fn run(args: &Args, io: &mut Io<'_>) -> anyhow::Result<ExitStatus> {
    let model = open_model(&args.model)?;
    let mut run = Run {
        model: &model,
        text_column: &args.text_column,
        target_column: target_column(&model, args.target_column.as_deref())?,
        pool: args.threads.pool()?,
        skipped: Skipped::default(),
        foreign: 0,
    };
    let Io {
        stdin,
        stdout,
        stderr,
    } = io;
    let mut output = Output::open(args.output.as_deref(), &mut **stdout)?;
    let mut writer = Writer::new(args.format, &mut output, model.labels());
    // Results go through the writer, which holds stdout; what is skipped is told on stderr.
    let mut nowhere = std::io::sink();
    let mut io = Io {
        stdin: &mut **stdin,
        stdout: &mut nowhere,
        stderr: &mut **stderr,
    };
    score_inputs(&mut run, args, &mut writer, &mut io)?;
    writer.finish()?;
    output.finish()?;
    if run.foreign > 0 {
        let language = language(&model).map_or("none", stance_features::Language::code);
        let n = run.foreign;
        writeln!(
            io.stderr,
            "note: {n} paragraphs are in another language than the model's, {language}"
        )?;
    }
    Ok(run.skipped.status())
}

/// Scores one input after the other. One that cannot be read is reported and skipped, unless nothing
/// else was asked for.
fn score_inputs(
    run: &mut Run<'_>,
    args: &Args,
    writer: &mut Writer<'_>,
    io: &mut Io<'_>,
) -> anyhow::Result<()> {
    let inputs: Vec<anyhow::Result<Source>> = args
        .paths
        .iter()
        .flat_map(|path| match sources(path, args.input_format) {
            Ok(found) => found.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        })
        .collect();
    let n_inputs = inputs.len();
    let mut n_failed = 0;
    let mut articles = articles::Batch::default();
    for input in inputs {
        let result = input.and_then(|source| match source.format(args.input_format) {
            Some(InputFormat::Txt) if run.target_column.is_some() => {
                Err(without_target(run, &source))
            }
            Some(InputFormat::Txt) => {
                let article = articles::read(&source, io)?;
                writer.begin_articles(&source.to_string())?;
                articles.push(article);
                Ok(())
            }
            Some(InputFormat::Csv) => {
                articles.score(run, writer)?;
                rows::score_csv(run, &source, writer, io)
            }
            Some(InputFormat::Jsonl) => {
                articles.score(run, writer)?;
                rows::score_jsonl(run, &source, writer, io)
            }
            Some(InputFormat::Auto) | None => Err(Failure::new(
                format!("{source}: unknown extension"),
                "say what it is with --input-format txt, csv or jsonl",
            )
            .into()),
        });
        match result {
            Ok(()) => articles.score_if_full(run, writer)?,
            Err(error) if n_inputs == 1 || is_output_error(&error) => return Err(error),
            Err(error) => {
                n_failed += 1;
                run.skipped.report_error(io, &error)?;
            }
        }
    }
    articles.score(run, writer)?;
    if n_failed == n_inputs {
        let message = format!("nothing was scored: all {n_inputs} inputs were skipped");
        return Err(Failure::new(message, "each one's reason stands above").into());
    }
    Ok(())
}

/// Says that a text file has no target for its classifier to be found by.
fn without_target(run: &Run<'_>, source: &Source) -> anyhow::Error {
    let column = run.target_column.unwrap_or_default();
    let message = format!(
        "{source}: a text file has no target, and the model has a classifier for each of {}",
        list(run.model.targets().iter().map(String::as_str))
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
