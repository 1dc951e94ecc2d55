//! What one line of results is about, its columns, and its place in the text.

use clap::ValueEnum;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::record::{ScoredArticle, ScoredParagraph, ScoredQuotation, TextRange, rounded};
use super::summary::{Said, Summary, of_article, speakers};
use super::tasks::TaskModels;
use super::verdict::{Verdict, columns};

/// What one line of results is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Unit {
    /// A paragraph; in jsonl with its quotations
    Paragraph,
    /// An article: the mean of its paragraphs, weighted by words
    Article,
    /// A quotation, by its own words
    Quote,
    /// A speaker in an article: the mean of what they say
    Speaker,
    /// All articles, or those of a month or source (--by): the shares of labels among their paragraphs
    Corpus,
}

const PARAGRAPH: &[&str] = &[
    "article",
    "title",
    "author",
    "date",
    "source",
    "paragraph",
    "kind",
    "start",
    "end",
    "char_start",
    "char_end",
    "language",
    "text",
];
const ARTICLE: &[&str] = &["article", "title", "author", "date", "source", "language"];
const QUOTE: &[&str] = &[
    "article",
    "title",
    "author",
    "date",
    "source",
    "paragraph",
    "language",
    "text",
    "start",
    "end",
    "char_start",
    "char_end",
    "type",
    "cue",
    "speaker",
    "speaker_text",
    "speaker_source",
    "attribution_confidence",
    "rule",
];
/// Columns of a quotation that its paragraph's record has, too.
const OF_PARAGRAPH: usize = 7;
const SPEAKER: &[&str] = &["article", "title", "author", "date", "source", "speaker"];

impl Unit {
    /// Returns the columns that tell what a line is about.
    pub(super) fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Paragraph => PARAGRAPH,
            Self::Article => ARTICLE,
            Self::Quote => QUOTE,
            Self::Speaker => SPEAKER,
            Self::Corpus => &[],
        }
    }

    /// Returns what the mean of an article or a speaker is over.
    pub(super) fn counts(self) -> Option<&'static str> {
        match self {
            Self::Article => Some("paragraphs"),
            Self::Speaker => Some("quotations"),
            Self::Paragraph | Self::Quote | Self::Corpus => None,
        }
    }
}

/// What of the scores is told.
#[derive(Clone, Copy)]
pub(crate) struct Report<'a> {
    pub(crate) tasks: &'a [TaskModels],
    pub(super) unit: Unit,
    /// Labels of less confidence are not given.
    pub(super) min_confidence: Option<f64>,
    /// Quotations that the label of a speaker needs.
    pub(super) min_quotes: usize,
}

/// A value of a line.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Cell<'a> {
    Text(Option<&'a str>),
    Count(usize),
    Share(f64),
}

/// One line of results.
pub(super) struct Line<'a> {
    names: &'static [&'static str],
    /// One per name.
    cells: Vec<Cell<'a>>,
    target: Option<&'a str>,
    /// One per task.
    verdicts: Vec<Verdict<'a>>,
    /// Of a paragraph.
    quotes: Option<Vec<Line<'a>>>,
}

impl<'a> Report<'a> {
    /// Returns the names of the columns of all tasks.
    pub(super) fn result_columns(&self) -> Vec<String> {
        let of_task = |task: &TaskModels| {
            let prefix = task.name().map(|name| format!("{name}_"));
            let prefix = prefix.as_deref().unwrap_or_default();
            columns(
                self.unit,
                task.labels(),
                prefix,
                self.min_confidence.is_some(),
            )
        };
        self.tasks.iter().flat_map(of_task).collect()
    }

    /// Returns the lines of an article, each made as it is asked for: all of them would take many times its text.
    pub(super) fn lines<'s>(
        &'s self,
        scored: &'a ScoredArticle,
    ) -> Box<dyn Iterator<Item = Line<'a>> + 's> {
        match self.unit {
            Unit::Paragraph => {
                let paragraphs = scored.paragraphs.iter().enumerate();
                Box::new(paragraphs.map(|(at, paragraph)| self.paragraph(scored, at, paragraph)))
            }
            Unit::Article => Box::new(std::iter::once(self.article(scored))),
            Unit::Quote => {
                let quotations = scored.quotations();
                Box::new(quotations.map(|(at, quote)| self.quotation(scored, at, quote, 0)))
            }
            Unit::Speaker => {
                let said = self.speakers(scored).into_iter();
                Box::new(said.filter_map(|said| self.speaker(scored, said)))
            }
            // Its rows are over all articles.
            Unit::Corpus => Box::new(std::iter::empty()),
        }
    }

    /// Returns the verdict of each task on a paragraph or a quotation; empty ones for a row that was skipped.
    pub(super) fn verdicts(
        &self,
        predictions: &'a [Option<stance_model::Prediction>],
    ) -> Vec<Verdict<'a>> {
        let tasks = self.tasks.iter().enumerate();
        tasks
            .map(|(number, task)| {
                let prediction = predictions.get(number).and_then(Option::as_ref);
                Verdict::new(task.labels(), prediction, self.min_confidence)
            })
            .collect()
    }

    /// Returns the summary of an article by each task.
    pub(super) fn article_summaries(&self, scored: &ScoredArticle) -> Vec<Summary> {
        of_article(scored, self.tasks.len(), self.min_confidence)
    }

    /// Returns who is quoted in an article.
    pub(super) fn speakers(&self, scored: &'a ScoredArticle) -> Vec<Said<'a>> {
        speakers(scored, self.tasks.len(), self.min_confidence)
    }

    /// Returns the verdicts on an article or a speaker, whichever the unit is.
    fn mean_verdicts(&self, summaries: Vec<Summary>) -> Vec<Verdict<'a>> {
        let unit = self.unit;
        let least = if unit == Unit::Speaker {
            self.min_quotes
        } else {
            1
        };
        let tasks = self.tasks.iter().zip(summaries);
        tasks
            .map(|(task, Summary { all, certain })| {
                Verdict::of_mean(task.labels(), unit, all, certain, least)
            })
            .collect()
    }

    fn line(&self, scored: &'a ScoredArticle, own: Vec<Cell<'a>>) -> Line<'a> {
        let mut cells = vec![
            Cell::Text(Some(&scored.name)),
            Cell::Text(scored.title()),
            Cell::Text(scored.author()),
            Cell::Text(scored.date()),
            Cell::Text(scored.source()),
        ];
        cells.extend(own);
        Line {
            names: self.unit.columns(),
            cells,
            target: scored.target.as_deref(),
            verdicts: Vec::new(),
            quotes: None,
        }
    }

    fn paragraph(
        &self,
        scored: &'a ScoredArticle,
        at: usize,
        paragraph: &'a ScoredParagraph,
    ) -> Line<'a> {
        let mut own = vec![
            Cell::Count(at + 1),
            Cell::Text(Some(paragraph.kind.as_str())),
        ];
        own.extend(range(paragraph.range));
        own.push(Cell::Text(Some(paragraph.language)));
        own.push(Cell::Text(Some(
            scored.article.slice(paragraph.range.bytes),
        )));
        let quotes = paragraph.quotations.iter();
        let quotes = quotes.map(|quote| self.quotation(scored, at, quote, OF_PARAGRAPH));
        Line {
            verdicts: self.verdicts(&paragraph.predictions),
            quotes: Some(quotes.collect()),
            ..self.line(scored, own)
        }
    }

    fn article(&self, scored: &'a ScoredArticle) -> Line<'a> {
        let summaries = self.article_summaries(scored);
        Line {
            verdicts: self.mean_verdicts(summaries),
            ..self.line(scored, vec![Cell::Text(Some(scored.language))])
        }
    }

    /// Returns the line of a quotation of paragraph `at`, without its first `left_out` columns.
    fn quotation(
        &self,
        scored: &'a ScoredArticle,
        at: usize,
        quote: &'a ScoredQuotation,
        left_out: usize,
    ) -> Line<'a> {
        let (article, quotation) = (&scored.article, &quote.quotation);
        let slice = |span| Cell::Text(Some(article.slice(span)));
        let slice_if =
            |span: Option<stance_articles::Span>| Cell::Text(span.map(|span| article.slice(span)));
        let mut own = vec![
            Cell::Count(at + 1),
            Cell::Text(Some(scored.paragraphs[at].language)),
            slice(quote.range.bytes),
        ];
        own.extend(range(quote.range));
        own.extend([
            Cell::Text(Some(quotation.kind.as_str())),
            slice_if(quotation.cue),
            Cell::Text(article.speaker(quotation)),
            slice_if(quotation.speaker_text),
            Cell::Text(Some(quotation.speaker_source.as_str())),
            Cell::Share(quotation.attribution_confidence()),
            Cell::Text(Some(quotation.rule)),
        ]);
        let mut line = self.line(scored, own);
        line.cells.drain(..left_out);
        Line {
            names: &QUOTE[left_out..],
            target: line.target.filter(|_| left_out == 0),
            verdicts: self.verdicts(&quote.predictions),
            ..line
        }
    }

    /// Returns the line of a speaker; none for quotations of nobody known.
    fn speaker(&self, scored: &'a ScoredArticle, said: Said<'a>) -> Option<Line<'a>> {
        let speaker = said.speaker?;
        Some(Line {
            verdicts: self.mean_verdicts(said.summaries),
            ..self.line(scored, vec![Cell::Text(Some(speaker))])
        })
    }
}

fn range<'a>(range: TextRange) -> [Cell<'a>; 4] {
    let (bytes, chars) = (range.bytes, range.chars);
    [bytes.start, bytes.end, chars.start, chars.end].map(Cell::Count)
}

impl Cell<'_> {
    fn to_text(&self) -> String {
        match self {
            Self::Text(text) => text.unwrap_or_default().to_owned(),
            Self::Count(number) => number.to_string(),
            Self::Share(share) => rounded(*share).to_string(),
        }
    }
}

impl Line<'_> {
    /// Returns the cells of the columns that tell what the line is about.
    pub(super) fn cells(&self) -> impl Iterator<Item = String> {
        self.cells.iter().map(Cell::to_text)
    }

    /// Returns the cells of the columns of all tasks.
    pub(super) fn result_cells(&self) -> impl Iterator<Item = String> {
        self.verdicts.iter().flat_map(Verdict::cells)
    }
}

/// A line as a JSON object.
pub(super) struct Record<'a> {
    pub(super) line: &'a Line<'a>,
    pub(super) tasks: &'a [TaskModels],
    /// The other columns of a row.
    pub(super) columns: Option<&'a Map<String, Value>>,
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            line,
            tasks,
            columns,
        } = self;
        let mut map = serializer.serialize_map(None)?;
        for (name, cell) in line.names.iter().zip(&line.cells) {
            map.serialize_entry(name, cell)?;
        }
        if let Some(target) = line.target {
            map.serialize_entry("target", target)?;
        }
        for (task, verdict) in tasks.iter().zip(&line.verdicts) {
            match task.name() {
                Some(name) => map.serialize_entry(name, verdict)?,
                None => verdict.entries(&mut map)?,
            }
        }
        if let Some(quotes) = &line.quotes {
            let quotes = quotes.iter().map(|line| Record {
                line,
                tasks,
                columns: None,
            });
            map.serialize_entry("quotes", &quotes.collect::<Vec<_>>())?;
        }
        if let Some(columns) = columns {
            map.serialize_entry("columns", columns)?;
        }
        map.end()
    }
}
