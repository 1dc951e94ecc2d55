//! How well the kinds of paragraphs are told: `cargo xtask segments GOLD.jsonl`, with `--folds` by weights that are
//! made from the other articles; `--learn FOLDER` makes the weights that ship.
//!
//! A line of the file is `{"id", "text", "segments": [{"start", "end", "kind"}]}`, in bytes of the text. A
//! segment counts as having the kind that most of its bytes were given; a piece of an article without lines
//! is a `paragraph` or a `passage`, which count as one; the paragraphs in which title, byline and date were
//! found have these kinds. Furniture precision is over the paragraphs that were called furniture: right where
//! most of their marked bytes are furniture, byline or date.

use std::collections::BTreeMap;
use std::io::{Write as _, stdout};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use stance_articles::{Article, Kind, Language, Paragraph, Reader, Span, lines};

mod learn;

const FURNITURE: &str = "furniture";

#[derive(serde::Deserialize)]
struct Marked {
    id: String,
    #[serde(default)]
    language: String,
    text: String,
    segments: Vec<Segment>,
}

#[derive(serde::Deserialize)]
struct Segment {
    start: usize,
    end: usize,
    kind: String,
}

/// What was counted over all articles.
#[derive(Default)]
struct Counts {
    segments: usize,
    right: usize,
    /// Furniture marked, and of it called furniture.
    marked: usize,
    recalled: usize,
    /// Paragraphs called furniture, and of them marked so.
    called: usize,
    precise: usize,
    /// How often a marked kind was given another one.
    mistaken: BTreeMap<(String, String), usize>,
}

/// What to do with marked pages.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Files of marked articles, one JSON object a line
    #[arg(value_name = "GOLD.jsonl", required = true)]
    gold: Vec<PathBuf>,
    /// Print what differs
    #[arg(long)]
    differences: bool,
    /// Make the weights from these articles and write lines.tsv and pieces.tsv here, instead of measuring
    #[arg(long, value_name = "FOLDER", conflicts_with = "folds")]
    learn: Option<PathBuf>,
    /// Measure each article with all of it on one single line
    #[arg(long)]
    one_line: bool,
    /// Measure each article with weights made from the others: its fold is its place modulo N
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(2..))]
    folds: Option<u16>,
    /// Measure each file with weights made from the other files
    #[arg(long, conflicts_with_all = ["learn", "folds", "half"])]
    by_file: bool,
    /// With --folds or --by-file, further marked articles that all learn from and none is measured on
    #[arg(long, value_name = "GOLD.jsonl")]
    also: Vec<PathBuf>,
    /// Measure only every second article, from the first or the second on
    #[arg(long, value_name = "1|2", value_parser = clap::value_parser!(u8).range(1..=2))]
    half: Option<u8>,
}

/// Measures how articles are read, or makes the weights by which they are.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    if args.by_file {
        return by_file(args);
    }
    let mut all = read_all(&args.gold)?;
    if args.one_line {
        for marked in &mut all {
            marked.text = flat(&marked.text);
        }
    }
    if let Some(folder) = &args.learn {
        let pages: Vec<Pages> = all.iter().map(pages_of).collect();
        let tables = learn_from(&pages.iter().collect::<Vec<_>>());
        for (name, table) in [("lines.tsv", tables.lines), ("pieces.tsv", tables.pieces)] {
            let path = folder.join(name);
            std::fs::write(&path, table).with_context(|| format!("writing {}", path.display()))?;
        }
        return Ok(());
    }
    let mut counts = Counts::default();
    let mut out = stdout().lock();
    let also = read_all(&args.also)?;
    let others: Vec<Pages> = also.iter().map(pages_of).collect();
    let pages: Vec<Pages> = all.iter().map(pages_of).collect();
    let folds = args.folds.map_or(1, usize::from);
    let mut articles = 0;
    for fold in 0..folds {
        let mut reader = Reader::new().quotations(false);
        if args.folds.is_some() {
            let apart = pages
                .iter()
                .enumerate()
                .filter(|(at, _)| at % folds != fold);
            let learned: Vec<&Pages> = apart.map(|(_, pages)| pages).chain(&others).collect();
            reader = learn_from(&learned).give(reader);
        }
        let half = |at: usize| args.half.is_none_or(|half| at % 2 + 1 == usize::from(half));
        let of_fold = (all.iter().enumerate())
            .filter(|(at, _)| at % folds == fold && half(*at))
            .map(|(_, marked)| marked);
        articles += measure(&reader, of_fold, args.differences, &mut counts, &mut out)?;
    }
    counts.print(articles, &mut out)
}

/// Measures each file with weights made from the others, as pages of another hand would be read.
fn by_file(args: &Args) -> anyhow::Result<()> {
    let mut out = stdout().lock();
    let also = read_all(&args.also)?;
    let files: Vec<Vec<Marked>> = args
        .gold
        .iter()
        .map(|path| read(path))
        .collect::<anyhow::Result<_>>()?;
    for (at, (path, file)) in args.gold.iter().zip(&files).enumerate() {
        let others = files
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at)
            .flat_map(|(_, other)| other);
        let pages: Vec<Pages> = others.chain(&also).map(pages_of).collect();
        let tables = learn_from(&pages.iter().collect::<Vec<_>>());
        let reader = tables.give(Reader::new().quotations(false));
        let mut counts = Counts::default();
        let articles = measure(
            &reader,
            file.iter(),
            args.differences,
            &mut counts,
            &mut out,
        )?;
        writeln!(out, "{}", path.display())?;
        counts.print(articles, &mut out)?;
    }
    Ok(())
}

/// Counts how articles are read, writing what is told wrongly where `differences` are asked for; returns how many there are.
fn measure<'m>(
    reader: &Reader,
    articles: impl Iterator<Item = &'m Marked>,
    differences: bool,
    counts: &mut Counts,
    out: &mut impl std::io::Write,
) -> anyhow::Result<usize> {
    let mut n = 0;
    for marked in articles {
        n += 1;
        for line in counts.add(marked, &reader.read_text(marked.text.clone())) {
            if differences {
                writeln!(out, "{line}")?;
            }
        }
    }
    Ok(n)
}

fn read_all(paths: &[PathBuf]) -> anyhow::Result<Vec<Marked>> {
    let mut all = Vec::new();
    for path in paths {
        all.extend(read(path)?);
    }
    Ok(all)
}

/// An article as it teaches: its lines, and the pieces that it has when all of it stands on one line, with and without
/// what the site put around it.
struct Pages {
    lines: Option<learn::Page>,
    pieces: [Option<learn::Page>; 2],
}

/// Tables of weights.
struct Tables {
    lines: String,
    pieces: String,
}

impl Tables {
    fn give(&self, reader: Reader) -> Reader {
        reader.line_weights(&self.lines).piece_weights(&self.pieces)
    }
}

fn learn_from(pages: &[&Pages]) -> Tables {
    let table = |part: fn(&Pages) -> Vec<&learn::Page>| {
        let pages: Vec<&learn::Page> = pages.iter().flat_map(|page| part(page)).collect();
        learn::learn(&pages, &lines::features(), &lines::labels())
    };
    std::thread::scope(|scope| {
        let pieces = scope.spawn(|| table(|page| page.pieces.iter().flatten().collect()));
        let lines = table(|page| page.lines.iter().collect());
        let pieces = pieces.join().unwrap_or_default();
        Tables { lines, pieces }
    })
}

fn pages_of(marked: &Marked) -> Pages {
    let language = match marked.language.as_str() {
        "en" => Language::English,
        _ => Language::French,
    };
    let pieces =
        |marked: &Marked| page_of(marked, lines::observe_pieces(&flat(&marked.text), language));
    Pages {
        lines: page_of(marked, lines::observe(&marked.text)),
        pieces: [pieces(marked), pieces(&prose_of(marked))],
    }
}

/// Returns an article with nothing but its title, its headings and its paragraphs, as an archive gives it.
fn prose_of(marked: &Marked) -> Marked {
    let mut prose = Marked {
        id: marked.id.clone(),
        language: marked.language.clone(),
        text: String::new(),
        segments: Vec::new(),
    };
    let kept = ["title", "heading", "paragraph"];
    for segment in marked
        .segments
        .iter()
        .filter(|segment| kept.contains(&segment.kind.as_str()))
    {
        let start = prose.text.len();
        prose.text.push_str(
            marked
                .text
                .get(segment.start..segment.end)
                .unwrap_or_default(),
        );
        prose.segments.push(Segment {
            start,
            end: prose.text.len(),
            kind: segment.kind.clone(),
        });
        prose.text.push(' ');
    }
    prose
}

/// Returns a text with all of it on one line; ranges in it stay what they are.
fn flat(text: &str) -> String {
    text.trim_end().replace(['\n', '\r'], " ")
}

/// Returns the lines of an article with what they should be; nothing for one of a line or two, which has no
/// context to learn from.
fn page_of(marked: &Marked, lines: Vec<lines::Line>) -> Option<learn::Page> {
    let names = lines::labels();
    let expected: Vec<(Span, &str)> = marked
        .segments
        .iter()
        .map(|segment| (Span::new(segment.start, segment.end), segment.kind.as_str()))
        .collect();
    let labelled: Vec<(Vec<u16>, usize)> = lines
        .into_iter()
        .filter_map(|line| {
            let kind = majority(line.span, &expected)?;
            Some((line.features, names.iter().position(|name| *name == kind)?))
        })
        .collect();
    let (lines, mut labels): (Vec<_>, Vec<_>) = labelled.into_iter().unzip();
    around(&mut labels, &names);
    (lines.len() > 2).then_some(learn::Page { lines, labels })
}

/// Tells furniture before the article and after it from that inside.
fn around(labels: &mut [usize], names: &[&str]) {
    let at = |name: &str| names.iter().position(|known| *known == name);
    let (Some(title), Some(inside), Some(before), Some(after)) = (
        at("title"),
        at(FURNITURE),
        at("furniture-before"),
        at("furniture-after"),
    ) else {
        return;
    };
    let loose = [Some(inside), at("byline"), at("date")];
    let is_text = |label: &usize| !loose.contains(&Some(*label));
    let first = labels
        .iter()
        .position(|&label| label == title)
        .or_else(|| labels.iter().position(is_text));
    let Some(last) = labels.iter().rposition(is_text) else {
        return;
    };
    for (place, label) in labels.iter_mut().enumerate() {
        if *label == inside && first.is_some_and(|first| place < first) {
            *label = before;
        } else if *label == inside && place > last {
            *label = after;
        }
    }
}

impl Counts {
    /// Prints kind accuracy, furniture precision and recall, and which kinds are mistaken for which.
    fn print(&self, articles: usize, out: &mut impl std::io::Write) -> anyhow::Result<()> {
        let share = |part: usize, whole: usize| {
            format!(
                "{:.3} ({part} of {whole})",
                part as f64 / whole.max(1) as f64
            )
        };
        writeln!(out, "{articles} articles, {} segments", self.segments)?;
        writeln!(
            out,
            "kind accuracy       {}",
            share(self.right, self.segments)
        )?;
        writeln!(
            out,
            "furniture precision {}",
            share(self.precise, self.called)
        )?;
        writeln!(
            out,
            "furniture recall    {}",
            share(self.recalled, self.marked)
        )?;
        for ((marked, given), n) in &self.mistaken {
            writeln!(out, "{n:>5} {marked} read as {given}")?;
        }
        Ok(())
    }
}

fn read(path: &Path) -> anyhow::Result<Vec<Marked>> {
    let content =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let lines = content
        .lines()
        .zip(1..)
        .filter(|(line, _)| !line.trim().is_empty());
    lines
        .map(|(line, number)| {
            serde_json::from_str(line).with_context(|| format!("{}:{number}", path.display()))
        })
        .collect()
}

impl Counts {
    /// Compares an article as it was read with its marks; returns a line for each difference.
    fn add(&mut self, marked: &Marked, article: &Article) -> Vec<String> {
        let mut differences = Vec::new();
        let given: Vec<(Span, &str)> = article
            .paragraphs
            .iter()
            .map(|paragraph| (paragraph.span, given_kind(article, paragraph)))
            .collect();
        let expected: Vec<(Span, &str)> = marked
            .segments
            .iter()
            .map(|segment| (Span::new(segment.start, segment.end), as_one(&segment.kind)))
            .collect();
        for &(span, kind) in &expected {
            let found = majority(span, &given).unwrap_or("nothing");
            self.segments += 1;
            self.right += usize::from(found == kind);
            if kind == FURNITURE {
                self.marked += 1;
                self.recalled += usize::from(found == FURNITURE);
            }
            if found != kind {
                let key = (kind.to_owned(), found.to_owned());
                *self.mistaken.entry(key).or_default() += 1;
                differences.push(format!(
                    "{}: {kind} read as {found}: {}",
                    marked.id,
                    article.slice(span)
                ));
            }
        }
        let called = article
            .paragraphs
            .iter()
            .filter(|paragraph| paragraph.kind == Kind::Furniture);
        for paragraph in called {
            if let Some(meant) = majority(paragraph.span, &expected) {
                self.called += 1;
                let right = [FURNITURE, "byline", "date"].contains(&meant);
                self.precise += usize::from(right);
                if !right {
                    let text = article.slice(paragraph.span);
                    differences.push(format!("{}: furniture of {meant}: {text}", marked.id));
                }
            }
        }
        differences
    }
}

/// Returns the kind of a paragraph as the marks name it.
fn given_kind(article: &Article, paragraph: &Paragraph) -> &'static str {
    let holds = |part: Option<Span>| part.is_some_and(|part| paragraph.span.contains(part));
    if holds(article.title) {
        "title"
    } else if paragraph.kind == Kind::Furniture && holds(article.byline) {
        "byline"
    } else if paragraph.kind == Kind::Furniture && holds(article.date) {
        "date"
    } else if paragraph.kind == Kind::Passage {
        "paragraph"
    } else {
        paragraph.kind.as_str()
    }
}

fn as_one(kind: &str) -> &str {
    if kind == "passage" { "paragraph" } else { kind }
}

/// Returns the kind that most bytes of a span have.
fn majority<'k>(span: Span, kinds: &[(Span, &'k str)]) -> Option<&'k str> {
    let mut bytes: BTreeMap<&str, usize> = BTreeMap::new();
    for &(other, kind) in kinds {
        let shared = Span::new(span.start.max(other.start), span.end.min(other.end));
        if !shared.is_empty() {
            *bytes.entry(kind).or_default() += shared.len();
        }
    }
    bytes
        .into_iter()
        .max_by_key(|&(_, n)| n)
        .map(|(kind, _)| kind)
}
