//! What the page shows of an article: its paragraphs, cut to their limits, with labels and who is quoted.

use stance_articles::Kind;
use stance_model::Prediction;

use super::budget::{self, Frames, cut, shortened, written};
use crate::commands::score::record::{ScoredArticle, ScoredParagraph, rounded};

/// A label and its probability as `stance score` writes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Told {
    pub(super) label: usize,
    pub(super) confidence: f64,
}

impl Told {
    pub(super) fn new(prediction: &Prediction) -> Self {
        Self {
            label: prediction.label,
            confidence: rounded(prediction.confidence()),
        }
    }

    /// Returns what each task tells.
    pub(super) fn all(predictions: &[Option<Prediction>]) -> Vec<Option<Self>> {
        let told = predictions
            .iter()
            .map(|found| found.as_ref().map(Self::new));
        told.collect()
    }
}

/// Whether a paragraph is the site's and not the article's, and stayed without a label therefore.
pub(super) fn is_left_out(paragraph: &ScoredParagraph) -> bool {
    paragraph.kind == Kind::Furniture && paragraph.predictions.iter().all(Option::is_none)
}

/// Where an article comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin<'a> {
    /// Its number in the input, from 0.
    pub(super) number: usize,
    /// Where it was published, else the folder it stands in.
    pub(super) source: Option<&'a str>,
    /// Its key in [`Topic`](crate::commands::score::corpus::topic::Topic).
    pub(super) topic: u64,
}

/// Where a text comes from.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct Place {
    /// Number of the article in the input, from 0.
    pub(super) article: usize,
    /// Number of the paragraph in the article, from 1.
    pub(super) paragraph: usize,
    /// Title of the article, else its name.
    pub(super) title: String,
    pub(super) source: Option<String>,
    pub(super) date: Option<String>,
}

impl Place {
    pub(super) fn new(scored: &ScoredArticle, origin: &Origin<'_>, paragraph: usize) -> Self {
        let name = |text: &str| shortened(text, budget::NAME_CHARS);
        Self {
            article: origin.number,
            paragraph,
            title: name(scored.title().unwrap_or(&scored.name)),
            source: origin.source.map(name),
            date: scored.date().map(name),
        }
    }
}

/// An article as the page shows it.
#[derive(Debug)]
pub(super) struct ShownArticle {
    pub(super) place: Place,
    /// The file or row, as it was named.
    pub(super) name: String,
    pub(super) author: Option<String>,
    pub(super) target: Option<String>,
    pub(super) paragraphs: Vec<ShownParagraph>,
    /// Paragraphs of the site, and those over the limit of one article.
    pub(super) furniture: usize,
    pub(super) left_out: usize,
    /// Quotations whose speaker is known, and paragraphs with a label: what makes an article informative.
    pub(super) attributed: usize,
    pub(super) labelled: usize,
    /// Length in the page.
    pub(super) cost: usize,
}

/// A paragraph as the page shows it.
#[derive(Debug)]
pub(super) struct ShownParagraph {
    /// In its article, from 1.
    pub(super) number: usize,
    pub(super) kind: Kind,
    pub(super) language: &'static str,
    pub(super) text: String,
    pub(super) is_cut: bool,
    /// One per task.
    pub(super) told: Vec<Option<Told>>,
    pub(super) quotations: Vec<ShownQuotation>,
}

/// A quotation in its paragraph.
#[derive(Debug)]
pub(super) struct ShownQuotation {
    /// Bytes of the paragraph's text.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Number and name, where the speaker is known.
    pub(super) speaker: Option<(usize, String)>,
    pub(super) told: Vec<Option<Told>>,
}

impl ShownArticle {
    /// Returns what the page shows of an article; `speakers` numbers the speaker of each of its quotations, in order.
    pub(super) fn new(
        scored: &ScoredArticle,
        origin: &Origin<'_>,
        speakers: &[Option<usize>],
        frames: &Frames,
    ) -> Self {
        let name = |text: &str| shortened(text, budget::NAME_CHARS);
        let mut article = Self {
            place: Place::new(scored, origin, 1),
            name: name(&scored.name),
            author: scored.author().map(name),
            target: scored.target.as_deref().map(name),
            paragraphs: Vec::new(),
            furniture: 0,
            left_out: 0,
            attributed: speakers.iter().flatten().count(),
            labelled: 0,
            cost: frames.article,
        };
        let place = &article.place;
        // A source stands there four times: as text, for the filter, and in its list.
        let source = place.source.as_deref().map_or(0, written);
        let texts = [&place.title, &article.name].into_iter().chain(&place.date);
        let texts = texts.chain(article.author.iter().chain(&article.target));
        article.cost += 4 * source + texts.map(|text| written(text)).sum::<usize>();
        let mut speakers = speakers.iter().copied();
        for (at, paragraph) in scored.paragraphs.iter().enumerate() {
            let speakers: Vec<_> = speakers.by_ref().take(paragraph.quotations.len()).collect();
            let shown = || ShownParagraph::new(scored, at, paragraph, &speakers);
            article.add(paragraph, shown, frames);
        }
        article
    }

    fn add(
        &mut self,
        paragraph: &ScoredParagraph,
        shown: impl FnOnce() -> ShownParagraph,
        frames: &Frames,
    ) {
        let is_labelled = paragraph.predictions.iter().any(Option::is_some);
        self.labelled += usize::from(is_labelled);
        if is_left_out(paragraph) {
            self.furniture += 1;
            return;
        }
        let shown = shown();
        let cost = shown.cost(frames);
        if self.cost + cost > budget::ARTICLE || self.left_out > 0 {
            self.left_out += 1;
            return;
        }
        self.cost += cost;
        self.paragraphs.push(shown);
    }
}

impl ShownParagraph {
    fn new(
        scored: &ScoredArticle,
        at: usize,
        paragraph: &ScoredParagraph,
        speakers: &[Option<usize>],
    ) -> Self {
        let whole = scored.article.slice(paragraph.range.bytes);
        let (text, is_cut) = cut(whole, budget::PARAGRAPH_CHARS);
        let from = paragraph.range.bytes.start;
        // A quotation may begin after the cut, and go on in the next paragraphs.
        let inside = |byte: usize| byte.saturating_sub(from).min(text.len());
        let quotations = paragraph.quotations.iter().zip(speakers);
        let quotations = quotations.map(|(quote, speaker)| {
            let name = || scored.article.speaker(&quote.quotation).unwrap_or_default();
            ShownQuotation {
                start: inside(quote.range.bytes.start),
                end: inside(quote.range.bytes.end),
                speaker: speaker.map(|number| (number, shortened(name(), budget::NAME_CHARS))),
                told: Told::all(&quote.predictions),
            }
        });
        Self {
            number: at + 1,
            kind: paragraph.kind,
            language: paragraph.language,
            told: Told::all(&paragraph.predictions),
            quotations: quotations.collect(),
            text: text.to_owned(),
            is_cut,
        }
    }

    /// Returns the length in the page, at most.
    fn cost(&self, frames: &Frames) -> usize {
        let names = self
            .quotations
            .iter()
            .filter_map(|quote| quote.speaker.as_ref());
        let names = names.map(|(_, name)| written(name)).sum::<usize>();
        written(&self.text) + names + frames.paragraph + self.quotations.len() * frames.mention
    }
}
