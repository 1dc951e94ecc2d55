//! `stance quotes`: who says what in articles, without a model.
//!
//! Articles are read in batches on all threads, and their quotations written in the order they came. Memory holds
//! one batch, however long the input.

use std::io::{BufReader, Write};

use anyhow::Context as _;
use csv::StringRecord;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value};
use stance_articles::{Article, CharOffsets, Quotation, Reader};

use super::score::is_output_error;
use super::score::writer::OutputError;
use crate::ExitStatus;
use crate::csv_output::CsvOutput;
use crate::failure::{Failure, Problem, Skipped};
use crate::input::{
    InputArgs, InputFormat, LINES_HINT, MAX_TEXT, Opened, Source, read_line, tell_lost,
    too_many_lines, total_bytes,
};
use crate::io::Io;
use crate::labelled::find_column;
use crate::lines::{csv_reader, read_row};
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
    let inputs = args.input.sources();
    let read = inputs.iter().flatten().filter_map(Source::path);
    args.output.check(read)?;
    let total = total_bytes(&inputs);
    let progress = Progress::new(terminal, args.output.output.is_some(), "reading", total);
    let width = terminal
        .width
        .filter(|_| args.output.format == Format::Table);
    let mut fitted = Fitted::new(&mut *io.stdout, width);
    let mut output = Output::open(args.output.output.as_deref(), &mut fitted)?;
    let mut nowhere = std::io::sink();
    let mut stderr = progress.above(&mut *io.stderr);
    let mut run = Run {
        args,
        pool,
        reader: Reader::new(),
        alone: inputs.len() == 1,
        sink: Sink::new(&args.output, &mut output),
        held: Vec::new(),
        bytes: 0,
        skipped: Skipped::default(),
        progress,
        io: Io {
            stdin: &mut *io.stdin,
            stdout: &mut nowhere,
            stderr: &mut stderr,
        },
    };
    for input in inputs {
        let bytes = input.as_ref().map_or(None, Source::bytes).unwrap_or(0);
        if let Err(error) = input.and_then(|source| run.feed(&source)) {
            run.report(error)?;
        }
        run.progress.input_done(bytes);
    }
    let status = run.finish()?;
    output.finish()?;
    Ok(status)
}

/// An article decoded and not yet read.
struct Unread {
    name: String,
    text: String,
    is_page: bool,
}

/// A batch is read and written once its texts have this many bytes, or are this many.
const FULL_BYTES: usize = 4 << 20;
const FULL_TEXTS: usize = 4096;

/// Articles on their way from the inputs to the output.
struct Run<'a, 'w> {
    args: &'a Args,
    pool: rayon::ThreadPool,
    reader: Reader,
    /// Whether there is one input, whose error is that of the run.
    alone: bool,
    sink: Sink<'w>,
    held: Vec<Unread>,
    bytes: usize,
    skipped: Skipped,
    progress: Progress,
    io: Io<'a>,
}

impl Run<'_, '_> {
    /// Takes the articles of an input.
    fn feed(&mut self, source: &Source) -> anyhow::Result<()> {
        let opened = Opened::new(source, self.io.stdin)?;
        let name = source.to_string();
        match source.format(self.args.input.input_format) {
            Some(InputFormat::Csv) => self.feed_csv(&name, &opened),
            Some(InputFormat::Jsonl) => self.feed_jsonl(&name, &opened),
            Some(format @ (InputFormat::Txt | InputFormat::Md | InputFormat::Html)) => {
                let text = opened.article(format, &mut self.skipped, &mut self.io)?;
                self.push(name, text, format == InputFormat::Html)
            }
            _ => {
                let message = format!("{name}: neither a text, a page, csv nor jsonl");
                let hint = "say what it is with --input-format txt, md, html, csv or jsonl";
                Err(Failure::new(message, hint).into())
            }
        }
    }

    fn feed_csv(&mut self, name: &str, opened: &Opened) -> anyhow::Result<()> {
        let text = opened.text(InputFormat::Csv, &mut self.skipped, &mut self.io)?;
        let mut reader = csv_reader(text)?;
        let header = reader.headers();
        let header = header.with_context(|| format!("reading {name}"))?.clone();
        let columns = header.iter().map(std::borrow::Cow::Borrowed).collect();
        let hint = "name the column with --text-column";
        let at = find_column(name, &columns, &self.args.text_column, hint)?;
        let mut row = StringRecord::new();
        let mut number = 0;
        while let Some(line) = read_row(name, &mut reader, &mut row)? {
            number += 1;
            let text = row.get(at).unwrap_or_default().to_owned();
            self.push_row(name, number, line, Ok(text))?;
        }
        let lost = reader.get_ref().get_ref().get_ref().lost();
        Ok(tell_lost(name, lost, &mut self.skipped, &mut self.io)?)
    }

    fn feed_jsonl(&mut self, name: &str, opened: &Opened) -> anyhow::Result<()> {
        let text = opened.text(InputFormat::Jsonl, &mut self.skipped, &mut self.io)?;
        let mut input = BufReader::new(text);
        let mut content = Vec::new();
        for line in 1_u64.. {
            let n = read_line(&mut input, &mut content);
            let n = n.with_context(|| format!("reading {name}"))?;
            if n == 0 {
                break;
            }
            if content.trim_ascii().is_empty() {
                continue;
            }
            let text = json_text(&content, n, &self.args.text_column);
            self.push_row(name, line, line, text)?;
        }
        let lost = input.get_ref().lost();
        Ok(tell_lost(name, lost, &mut self.skipped, &mut self.io)?)
    }

    /// Takes the text of a row; reports what is wrong with it.
    fn push_row(
        &mut self,
        file: &str,
        number: u64,
        line: u64,
        text: Result<String, (String, &'static str)>,
    ) -> anyhow::Result<()> {
        let text = text.and_then(|text| match too_many_lines(&text, false) {
            Some(message) => Err((message, LINES_HINT)),
            None => Ok(text),
        });
        match text {
            Ok(text) => self.push(format!("{file}#{number}"), text, false),
            Err((message, hint)) => {
                let problem = Problem {
                    file: file.to_owned(),
                    line: Some(line),
                    message,
                    hint,
                };
                Ok(self.skipped.report(&mut self.io, &problem)?)
            }
        }
    }

    /// Holds an article until a batch is full.
    fn push(&mut self, name: String, text: String, is_page: bool) -> anyhow::Result<()> {
        self.bytes += text.len();
        self.held.push(Unread {
            name,
            text,
            is_page,
        });
        if self.bytes < FULL_BYTES && self.held.len() < FULL_TEXTS {
            return Ok(());
        }
        self.write()
    }

    /// Reads what is held and writes its quotations; reports pages without an article.
    fn write(&mut self) -> anyhow::Result<()> {
        self.bytes = 0;
        let held = std::mem::take(&mut self.held);
        let n_texts = held.len();
        let reader = &self.reader;
        let read = |unread: Unread| unread.read(reader);
        let articles: Vec<_> = self
            .pool
            .install(|| held.into_par_iter().map(read).collect());
        for article in articles {
            match article {
                Ok((name, article)) => self.sink.write(&name, &article).context(OutputError)?,
                Err(error) => self.report(error)?,
            }
        }
        self.progress.add(n_texts, 0);
        Ok(())
    }

    /// Writes what is still held.
    fn finish(mut self) -> anyhow::Result<ExitStatus> {
        self.write()?;
        self.sink.finish().context(OutputError)?;
        Ok(self.skipped.status())
    }

    /// Reports an input that is skipped; fails where nothing else was asked for, or where results cannot be written.
    fn report(&mut self, error: anyhow::Error) -> anyhow::Result<()> {
        if self.alone || is_output_error(&error) {
            return Err(error);
        }
        Ok(self.skipped.report_error(&mut self.io, &error)?)
    }
}

impl Unread {
    fn read(self, reader: &Reader) -> anyhow::Result<(String, Article)> {
        if !self.is_page {
            return Ok((self.name, reader.read_text(self.text)));
        }
        let article = reader.read_page(&self.text).map_err(|error| {
            let hint = "save the page as a browser shows it, or its text";
            Failure::new(format!("{}: {error}", self.name), hint)
        })?;
        Ok((self.name, article))
    }
}

/// Returns the text of a line of `n_bytes`, or what is wrong with it and what to do.
fn json_text(line: &[u8], n_bytes: u64, key: &str) -> Result<String, (String, &'static str)> {
    const HINT: &str = "name the key with --text-column";
    if n_bytes > MAX_TEXT {
        let most = MAX_TEXT >> 20;
        let message = format!("the line is larger than {most} MiB, the limit of one row");
        return Err((message, "one JSON object per line"));
    }
    let object: Map<String, Value> = serde_json::from_slice(line)
        .map_err(|error| (format!("a JSON object expected: {error}"), HINT))?;
    match object.get(key) {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => Err((format!("key `{key}` is not a string"), HINT)),
        None => Err((format!("no key `{key}`"), HINT)),
    }
}

/// Where quotations are written, in the format asked for.
enum Sink<'a> {
    Table(&'a mut dyn Write),
    Jsonl(&'a mut dyn Write),
    Csv(Box<CsvOutput<&'a mut dyn Write>>),
}

impl<'a> Sink<'a> {
    fn new(args: &OutputArgs, out: &'a mut dyn Write) -> Self {
        match args.format {
            Format::Table => Self::Table(out),
            Format::Jsonl => Self::Jsonl(out),
            Format::Csv => Self::Csv(Box::new(CsvOutput::new(out, args.safe_csv))),
        }
    }

    /// Writes the quotations of an article.
    fn write(&mut self, name: &str, article: &Article) -> anyhow::Result<()> {
        if let Self::Table(out) = self {
            return Ok(table(*out, name, article)?);
        }
        let offsets = CharOffsets::new(&article.text);
        for (at, paragraph) in article.paragraphs.iter().enumerate() {
            for quotation in &paragraph.quotations {
                let record = Record::new(name, article, &offsets, at, quotation);
                match self {
                    Self::Csv(writer) => writer.serialize(&record)?,
                    Self::Jsonl(out) | Self::Table(out) => {
                        let mut line = serde_json::to_vec(&record)?;
                        line.push(b'\n');
                        out.write_all(&line)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Writes what is still held back.
    fn finish(&mut self) -> std::io::Result<()> {
        match self {
            Self::Table(out) | Self::Jsonl(out) => out.flush(),
            Self::Csv(writer) => writer.flush(),
        }
    }
}

fn table(out: &mut dyn Write, name: &str, article: &Article) -> std::io::Result<()> {
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
    writeln!(out)
}
