//! `stance quotes`: who says what in articles, without a model.

use std::io::{Read as _, Write};

use anyhow::Context as _;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value};
use stance_articles::{Article, CharOffsets, Quotation, Reader};

use crate::ExitStatus;
use crate::csv_output::CsvOutput;
use crate::failure::{Failure, Problem, Skipped};
use crate::input::{InputArgs, InputFormat, Opened, Source, tell_lost, total_bytes};
use crate::io::Io;
use crate::labelled::find_column;
use crate::lines::csv_reader;
use crate::output::{Format, Output, OutputArgs};
use crate::printable::{one_line, printable};
use crate::terminal::{Fitted, Progress, Terminal};
use crate::workers::ThreadArgs;

/// Columns of a quotation's words in the table.
const TEXT_WIDTH: usize = 72;

/// List the quotations of articles: who says what, and how it was found
///
/// A text file or a web page is an article; each row of a csv or jsonl file is one, too. Any of them may end in
/// .gz or .zst too. Ranges count bytes and characters of the article's text.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  stance quotes article.txt\n  \
    stance quotes press.jsonl --format csv -o quotes.csv")]
pub(crate) struct Args {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    output: OutputArgs,
    /// Column (csv) or key (jsonl) of texts
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_column: String,
    #[command(flatten)]
    threads: ThreadArgs,
}

/// A quotation as it is written.
#[derive(Serialize)]
struct Record<'a> {
    article: &'a str,
    paragraph: usize,
    start: usize,
    end: usize,
    char_start: usize,
    char_end: usize,
    r#type: &'static str,
    text: &'a str,
    speaker: Option<&'a str>,
    speaker_text: Option<&'a str>,
    speaker_source: &'static str,
    attribution_confidence: f64,
    cue: Option<&'a str>,
    cue_lemma: Option<&'static str>,
    cue_class: Option<&'static str>,
    cue_prior: Option<f64>,
    rule: &'static str,
}

impl<'a> Record<'a> {
    fn new(
        name: &'a str,
        article: &'a Article,
        offsets: &CharOffsets<'_>,
        paragraph: usize,
        quotation: &Quotation,
    ) -> Self {
        let chars = offsets.char_span(quotation.span);
        let entry = quotation.cue_entry;
        Self {
            article: name,
            paragraph: paragraph + 1,
            start: quotation.span.start,
            end: quotation.span.end,
            char_start: chars.start,
            char_end: chars.end,
            r#type: quotation.kind.as_str(),
            text: article.slice(quotation.span),
            speaker: article.speaker(quotation),
            speaker_text: quotation.speaker_text.map(|span| article.slice(span)),
            speaker_source: quotation.speaker_source.as_str(),
            attribution_confidence: quotation.attribution_confidence(),
            cue: quotation.cue.map(|span| article.slice(span)),
            cue_lemma: entry.map(|entry| entry.lemma),
            cue_class: entry.map(|entry| entry.class.as_str()),
            cue_prior: entry.map(stance_articles::CueEntry::prior),
            rule: quotation.rule,
        }
    }
}

pub(crate) fn run(args: &Args, terminal: Terminal, io: &mut Io<'_>) -> anyhow::Result<ExitStatus> {
    let pool = args.threads.pool()?;
    let mut skipped = Skipped::default();
    let inputs = args.input.sources();
    let alone = inputs.len() == 1;
    let mut pieces = Vec::new();
    let read = inputs.iter().flatten().filter_map(Source::path);
    args.output.check(read)?;
    let total = total_bytes(&inputs);
    let mut progress = Progress::new(terminal, args.output.output.is_some(), "reading", total);
    let mut stderr = progress.above(&mut *io.stderr);
    let reading = &mut Io {
        stdin: &mut *io.stdin,
        stdout: &mut *io.stdout,
        stderr: &mut stderr,
    };
    for input in inputs {
        let bytes = input.as_ref().map_or(None, Source::bytes).unwrap_or(0);
        let before = pieces.len();
        match input.and_then(|source| articles(&source, args, &pool, &mut skipped, reading)) {
            Ok(articles) => pieces.extend(articles),
            Err(error) if alone => return Err(error),
            Err(error) => skipped.report_error(reading, &error)?,
        }
        progress.add(pieces.len() - before, bytes);
        progress.input_done(bytes);
    }
    drop(stderr);
    drop(progress);
    let width = terminal
        .width
        .filter(|_| args.output.format == Format::Table);
    let mut fitted = Fitted::new(&mut *io.stdout, width);
    let mut output = Output::open(args.output.output.as_deref(), &mut fitted)?;
    match args.output.format {
        Format::Table => table(&mut output, &pieces)?,
        Format::Jsonl => each(&pieces, |record| {
            serde_json::to_writer(&mut output, record)?;
            Ok(output.write_all(b"\n")?)
        })?,
        Format::Csv => {
            let mut writer = CsvOutput::new(&mut output, args.output.safe_csv);
            each(&pieces, |record| Ok(writer.serialize(record)?))?;
            writer.flush()?;
        }
    }
    output.finish()?;
    Ok(skipped.status())
}

/// Calls `write` with every quotation, in order.
fn each(
    pieces: &[(String, Article)],
    mut write: impl FnMut(&Record<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    for (name, article) in pieces {
        let offsets = CharOffsets::new(&article.text);
        for (at, paragraph) in article.paragraphs.iter().enumerate() {
            for quotation in &paragraph.quotations {
                write(&Record::new(name, article, &offsets, at, quotation))?;
            }
        }
    }
    Ok(())
}

fn table(out: &mut dyn Write, pieces: &[(String, Article)]) -> anyhow::Result<()> {
    for (name, article) in pieces {
        writeln!(out, "{}", printable(name))?;
        let mut quotations = 0;
        for quotation in article.quotations() {
            quotations += 1;
            let mention = quotation.speaker_text.map(|span| article.slice(span));
            let speaker = article.speaker(quotation).or(mention);
            let speaker = one_line(speaker.unwrap_or("(speaker unknown)"), 32);
            let text = one_line(article.slice(quotation.span), TEXT_WIDTH);
            let (kind, source) = (quotation.kind.as_str(), quotation.speaker_source.as_str());
            let sure = quotation.attribution_confidence();
            writeln!(
                out,
                "  {kind:<8}  {speaker} ({source} {sure:.2}, {})",
                quotation.rule
            )?;
            writeln!(out, "            {text}")?;
        }
        if quotations == 0 {
            writeln!(out, "  no quotation")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Reads the articles of an input, each with its name.
fn articles(
    source: &Source,
    args: &Args,
    pool: &rayon::ThreadPool,
    skipped: &mut Skipped,
    io: &mut Io<'_>,
) -> anyhow::Result<Vec<(String, Article)>> {
    let name = source.to_string();
    let opened = Opened::new(source, io.stdin)?;
    let reader = Reader::new();
    let texts = match source.format(args.input.input_format) {
        Some(format @ (InputFormat::Csv | InputFormat::Jsonl)) => {
            let mut text = opened.text(format, skipped, io)?;
            let mut content = String::new();
            text.read_to_string(&mut content)
                .with_context(|| format!("reading {name}"))?;
            tell_lost(&name, text.lost(), skipped, io)?;
            if format == InputFormat::Csv {
                csv_texts(&name, &content, &args.text_column)?
            } else {
                json_texts(&name, &content, &args.text_column, skipped, io)?
            }
        }
        Some(InputFormat::Html) => {
            let page = opened.article(InputFormat::Html, skipped, io)?;
            let article = reader.read_page(&page).map_err(|error| {
                let hint = "save the page as a browser shows it, or its text";
                Failure::new(format!("{name}: {error}"), hint)
            })?;
            return Ok(vec![(name, article)]);
        }
        Some(format @ (InputFormat::Txt | InputFormat::Md)) => {
            vec![(name, opened.article(format, skipped, io)?)]
        }
        _ => {
            let message = format!("{name}: neither a text, a page, csv nor jsonl");
            let hint = "say what it is with --input-format txt, md, html, csv or jsonl";
            return Err(Failure::new(message, hint).into());
        }
    };
    let read = |(name, text)| (name, reader.read_text(text));
    Ok(pool.install(|| texts.into_par_iter().map(read).collect()))
}

/// Reads the texts of a jsonl input, each with its name; reports lines without one.
fn json_texts(
    name: &str,
    content: &str,
    key: &str,
    skipped: &mut Skipped,
    io: &mut Io<'_>,
) -> anyhow::Result<Vec<(String, String)>> {
    let mut texts = Vec::new();
    for (at, line) in content.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        match json_text(line, key) {
            Ok(text) => texts.push((format!("{name}#{}", at + 1), text)),
            Err(message) => skipped.report(
                io,
                &Problem {
                    file: name.to_owned(),
                    line: Some(at as u64 + 1),
                    message,
                    hint: "name the key with --text-column",
                },
            )?,
        }
    }
    Ok(texts)
}

fn json_text(line: &str, key: &str) -> Result<String, String> {
    let object: Map<String, Value> =
        serde_json::from_str(line).map_err(|error| format!("a JSON object expected: {error}"))?;
    match object.get(key) {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => Err(format!("key `{key}` is not a string")),
        None => Err(format!("no key `{key}`")),
    }
}

fn csv_texts(name: &str, content: &str, column: &str) -> anyhow::Result<Vec<(String, String)>> {
    let mut reader = csv_reader(content.as_bytes())?;
    let header = reader
        .headers()
        .with_context(|| format!("reading {name}"))?;
    let names = header.iter().map(std::borrow::Cow::Borrowed).collect();
    let at = find_column(name, &names, column, "name the column with --text-column")?;
    let rows = reader.records().enumerate().map(|(row, record)| {
        let record = record.with_context(|| format!("reading {name}"))?;
        let text = record.get(at).unwrap_or_default().to_owned();
        Ok((format!("{name}#{}", row + 1), text))
    });
    rows.collect()
}
