//! `stance score`: articles or rows in, labels with probabilities out.
//!
//! Articles and rows are read one after the other, scored in batches on all threads, and written
//! in the order they came. Memory holds one batch, however long the input.

mod articles;
pub(crate) mod corpus;
mod notes;
pub(crate) mod record;
pub(crate) mod rows;
mod scorers;
pub(crate) mod summary;
mod table;
pub(crate) mod tasks;
#[cfg(test)]
mod tests;
pub mod texts;
pub(crate) mod units;
mod verdict;
pub(crate) mod writer;

use std::path::{Path, PathBuf};

use stance_articles::Language;
use stance_model::Model;
use stance_model::bootstrap::Bootstrap;

use crate::ExitStatus;
use crate::failure::{Failure, Skipped};
use crate::input::{InputArgs, InputFormat, Source, list, total_bytes};
use crate::io::Io;
use crate::models::target_column;
use crate::output::{Format, Output, OutputArgs};
use crate::printable::printable;
use crate::terminal::{Fitted, Progress, Terminal};
use crate::workers::ThreadArgs;

use self::corpus::CorpusArgs;
use self::notes::Notes;
use self::record::{Reading, ScoredArticle};
use self::rows::RowArgs;
use self::scorers::ScorerPool;
use self::tasks::{TaskChoice, TaskModels};
use self::units::{Report, Unit};
use self::verdict::UNCERTAIN;
use self::writer::Writer;

/// Score articles or rows: who takes which side, how sure
///
/// A text file or a web page is an article: it is cut into paragraphs, its quotations are found and scored too.
/// A row of a csv, jsonl, json or Parquet file is one paragraph, scored as it stands, unless --rows article.
/// Any of them may end in .gz or .zst too. Each text is scored by the embedded models for its language, unless
/// --model names one. A model trained with targets scores rows, each by the classifier of its target.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  stance score article.txt\n  \
    stance score press/ --format jsonl -o scores.jsonl\n  \
    stance score press/ --unit speaker --format csv -o speakers.csv\n  \
    stance score press/ --unit corpus --by month,source --format csv -o shares.csv\n  \
    stance score paragraphs.csv --format csv -o scored.csv\n  \
    stance score articles.parquet --rows article --title-column title --format jsonl\n  \
    cat article.txt | stance score -")]
pub(crate) struct Args {
    /// What to say of each text [default: both, as far as there are embedded models]
    #[arg(long, value_name = "TASK", conflicts_with = "model")]
    pub(crate) task: Option<TaskChoice>,
    /// What one line of results is about
    #[arg(long, value_name = "UNIT", default_value = "paragraph")]
    pub(crate) unit: Unit,
    /// Give what is less sure the label `uncertain`, and sum up with and without it; from 0 to 1
    #[arg(long, value_name = "P", value_parser = parse_confidence)]
    pub(crate) min_confidence: Option<f64>,
    /// Give a speaker no label under this many quotations
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(crate) min_quotes: usize,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    /// Folder for the text of each article, which the ranges count in
    #[arg(long, value_name = "DIR")]
    pub(crate) text_out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    #[command(flatten)]
    pub(crate) corpus: CorpusArgs,
}

/// What is read how, and scored by which models: the same for every command that scores. Options that stand after these in a
/// command would come under their last heading.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct ReadArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// Path of a model file, else name of an embedded model: that one alone, for texts of any language [default: the
    /// embedded models, by task and language]
    #[arg(long, value_name = "NAME|PATH")]
    pub(crate) model: Option<String>,
    /// Language of all texts, fr or en [default: told from each article]
    #[arg(long, value_name = "CODE")]
    pub(crate) language: Option<Language>,
    /// Score what belongs to the site too: navigation, credits, teasers of other articles
    #[arg(long)]
    pub(crate) keep_furniture: bool,
    #[command(flatten)]
    pub(crate) rows: RowArgs,
    #[command(flatten)]
    pub(crate) threads: ThreadArgs,
}

impl Args {
    /// The arguments of a command that reads the same, and writes pages or records of its own.
    pub(crate) fn reading(
        read: &ReadArgs,
        task: Option<TaskChoice>,
        output: Option<&Path>,
    ) -> Self {
        Self {
            task,
            read: read.clone(),
            unit: Unit::Paragraph,
            min_confidence: None,
            min_quotes: 0,
            output: OutputArgs {
                format: Format::Jsonl,
                output: output.map(Path::to_owned),
                safe_csv: false,
            },
            text_out: None,
            corpus: CorpusArgs::default(),
        }
    }
}

/// Reads a confidence.
fn parse_confidence(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(confidence) if (0.0..=1.0).contains(&confidence) => Ok(confidence),
        _ => Err("a number from 0 to 1 expected".to_owned()),
    }
}

/// What a run needs everywhere.
struct Run<'a> {
    report: Report<'a>,
    reading: Reading,
    rows: &'a RowArgs,
    /// The model that was named and its column of targets, where it has targets.
    targets: Option<(&'a Model, &'a str)>,
    text_out: Option<&'a Path>,
    pool: rayon::ThreadPool,
    scorers: ScorerPool<'a>,
    skipped: Skipped,
    notes: Notes,
    /// Inputs of which nothing could be scored.
    n_failed: usize,
    progress: Progress,
}

impl Run<'_> {
    /// Counts what of an article has no label.
    fn count(&mut self, scored: &ScoredArticle) {
        let report = self.report;
        self.notes.count(report.tasks, report.unit, scored);
    }
}

pub(crate) fn run(args: &Args, terminal: Terminal, io: &mut Io<'_>) -> anyhow::Result<ExitStatus> {
    args.corpus.check(args.unit)?;
    if args.unit == Unit::Corpus {
        return corpus::run(args, terminal, io);
    }
    run_with(args, terminal, Beside::Nothing, io, |out, report| {
        Ok(Writer::new(
            args.output.format,
            args.output.safe_csv,
            out,
            report,
        ))
    })
}

/// What is wanted beside the scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beside {
    Nothing,
    /// Why each paragraph has its label.
    Explanations,
    /// The checksum of the model that was named.
    Checksum,
}

/// Scores what the arguments name for the writer that `writer` makes of the output and of what is told.
pub(crate) fn run_with(
    args: &Args,
    terminal: Terminal,
    beside: Beside,
    io: &mut Io<'_>,
    writer: impl for<'w> FnOnce(&'w mut Output<'_>, Report<'w>) -> anyhow::Result<Writer<'w>>,
) -> anyhow::Result<ExitStatus> {
    check_inputs(args)?;
    let pool = args.read.threads.pool()?;
    let tasks = models(args, beside, io)?;
    let explain = beside == Beside::Explanations;
    let report = Report {
        tasks: &tasks,
        unit: args.unit,
        min_confidence: args.min_confidence,
        min_quotes: args.min_quotes,
    };
    check_labels(&report)?;
    if args.unit == Unit::Corpus {
        // Before anything is scored.
        for task in &tasks {
            let nothing = Bootstrap {
                resamples: 0,
                ..Bootstrap::default()
            };
            corpus::quantifier(task, nothing)?;
        }
    }
    let scorers = ScorerPool::new(&tasks, explain, pool.current_num_threads());
    let mut run = Run {
        report,
        reading: Reading::new(args, &tasks).explaining(explain),
        rows: &args.read.rows,
        targets: targets(&tasks, &args.read.rows)?,
        text_out: args.text_out.as_deref(),
        pool,
        scorers,
        skipped: Skipped::default(),
        notes: Notes::default(),
        n_failed: 0,
        progress: Progress::new(
            terminal,
            args.output.output.is_some(),
            "scoring",
            total_bytes(&args.read.input.sources()),
        ),
    };
    let Io {
        stdin,
        stdout,
        stderr,
    } = io;
    let width = terminal
        .width
        .filter(|_| args.output.format == Format::Table);
    let mut fitted = Fitted::new(&mut **stdout, width);
    let mut output = Output::open(args.output.output.as_deref(), &mut fitted)?;
    let mut writer = writer(&mut output, report)?;
    // Results go through the writer, which holds stdout; what is skipped is told on stderr.
    let mut nowhere = std::io::sink();
    let mut stderr = run.progress.above(&mut **stderr);
    let mut io = Io {
        stdin: &mut **stdin,
        stdout: &mut nowhere,
        stderr: &mut stderr,
    };
    score_inputs(&mut run, args, &mut writer, &mut io)?;
    let notes = writer.finish(&run.skipped)?;
    output.finish()?;
    run.notes.tell(&tasks, io.stderr)?;
    for note in notes {
        writeln!(io.stderr, "{}", printable(&note))?;
    }
    Ok(run.skipped.status())
}

/// Fails where the output would take the place of an input or of the model.
fn check_inputs(args: &Args) -> anyhow::Result<()> {
    let inputs = args.read.input.sources();
    let inputs = inputs.iter().flatten();
    if let Some(folder) = &args.text_out {
        articles::check_texts(folder, inputs.clone(), args.read.input.input_format)?;
    }
    let read = inputs.filter_map(Source::path);
    let read = read.chain(args.read.model.as_deref().map(Path::new));
    args.output.check(read)
}

/// Returns the model that was named, else the embedded ones; tells which of the tasks asked for have none.
fn models(args: &Args, beside: Beside, io: &mut Io<'_>) -> anyhow::Result<Vec<TaskModels>> {
    if let Some(name) = &args.read.model {
        let named = match beside {
            Beside::Checksum => TaskModels::named_with_checksum(name)?,
            Beside::Nothing | Beside::Explanations => TaskModels::named(name)?,
        };
        return Ok(vec![named]);
    }
    let asked = args.task.unwrap_or(TaskChoice::Both);
    let tasks = TaskModels::embedded(asked)?;
    if args.task.is_some() {
        for task in asked.missing(&tasks) {
            writeln!(io.stderr, "note: no embedded model tells the {task}")?;
        }
    }
    Ok(tasks)
}

/// Returns the model that was named and the column that its targets are read from, where it has targets.
fn targets<'a>(
    tasks: &'a [TaskModels],
    rows: &'a RowArgs,
) -> anyhow::Result<Option<(&'a Model, &'a str)>> {
    let asked = rows.target_column();
    let Some(model) = tasks.iter().find_map(TaskModels::the_named) else {
        return match asked {
            Some(_) => Err(Failure::new(
                "--target-column: the embedded models have no targets",
                "leave the option out, or name a model trained with --target-column by --model",
            )
            .into()),
            None => Ok(None),
        };
    };
    Ok(target_column(model, asked)?.map(|column| (model, column)))
}

/// Fails where a label could be taken for the absence of one.
fn check_labels(report: &Report<'_>) -> anyhow::Result<()> {
    let mut labels = report.tasks.iter().flat_map(TaskModels::labels);
    if report.min_confidence.is_some() && labels.any(|label| label == UNCERTAIN) {
        let message = format!("--min-confidence: the model has a label `{UNCERTAIN}` of its own");
        let hint = "leave the option out, or train the model with another name for that label";
        return Err(Failure::new(message, hint).into());
    }
    Ok(())
}

/// Scores one input after the other. One that cannot be read is reported and skipped, unless nothing
/// else was asked for.
fn score_inputs(
    run: &mut Run<'_>,
    args: &Args,
    writer: &mut Writer<'_>,
    io: &mut Io<'_>,
) -> anyhow::Result<()> {
    let inputs = args.read.input.sources();
    let n_inputs = inputs.len();
    let mut articles = articles::Batch::default();
    for input in inputs {
        let bytes = input.as_ref().map_or(None, Source::bytes).unwrap_or(0);
        let asked = args.read.input.input_format;
        let result =
            input.and_then(|source| score_input(run, asked, &source, &mut articles, writer, io));
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
            if let Some((model, column)) = run.targets {
                return Err(without_target(model, column, source, format));
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

/// Whether an error is about where results go: then no other input will fare better.
pub(crate) fn is_output_error(error: &anyhow::Error) -> bool {
    error.downcast_ref::<writer::OutputError>().is_some()
}
