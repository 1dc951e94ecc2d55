//! The jsonl records: one paragraph each.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use stance_model::Prediction;

use super::record::{ScoredArticle, ScoredParagraph, ScoredQuotation, rounded};

#[derive(Serialize)]
pub(super) struct ParagraphRecord<'a> {
    article: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<&'a str>,
    title: Option<&'a str>,
    author: Option<&'a str>,
    date: Option<&'a str>,
    source: Option<&'a str>,
    paragraph: usize,
    kind: &'static str,
    start: usize,
    end: usize,
    char_start: usize,
    char_end: usize,
    language: &'static str,
    text: &'a str,
    #[serde(flatten)]
    scores: Scores<'a>,
    quotes: Vec<QuoteRecord<'a>>,
    /// The other columns of a row.
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<&'a Map<String, Value>>,
}

#[derive(Serialize)]
struct QuoteRecord<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    char_start: usize,
    char_end: usize,
    r#type: &'static str,
    cue: Option<&'a str>,
    speaker: Option<&'a str>,
    speaker_text: Option<&'a str>,
    speaker_source: &'static str,
    attribution_confidence: f64,
    rule: &'static str,
    #[serde(flatten)]
    scores: Scores<'a>,
}

#[derive(Serialize)]
struct Scores<'a> {
    label: Option<&'a str>,
    confidence: Option<f64>,
    probabilities: Option<Probabilities<'a>>,
}

/// Probabilities as an object, labels in the model's order.
struct Probabilities<'a> {
    labels: &'a [String],
    values: &'a [f64],
}

impl Serialize for Probabilities<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.labels.len()))?;
        for (label, &value) in self.labels.iter().zip(self.values) {
            map.serialize_entry(label, &rounded(value))?;
        }
        map.end()
    }
}

impl<'a> Scores<'a> {
    fn new(labels: &'a [String], prediction: Option<&'a Prediction>) -> Self {
        Self {
            label: prediction.map(|p| labels[p.label].as_str()),
            confidence: prediction.map(|p| rounded(p.confidence())),
            probabilities: prediction.map(|p| Probabilities {
                labels,
                values: &p.probabilities,
            }),
        }
    }
}

impl<'a> ParagraphRecord<'a> {
    /// Returns the record of paragraph `index`, counted from 0.
    pub(super) fn new(
        labels: &'a [String],
        scored: &'a ScoredArticle,
        index: usize,
        columns: Option<&'a Map<String, Value>>,
    ) -> Self {
        let paragraph: &ScoredParagraph = &scored.paragraphs[index];
        let range = paragraph.range;
        let quotes = paragraph
            .quotations
            .iter()
            .map(|quote| QuoteRecord::new(labels, scored, quote));
        Self {
            article: &scored.name,
            target: scored.target.as_deref(),
            title: scored.title(),
            author: scored.author(),
            date: scored.date(),
            source: scored.source(),
            paragraph: index + 1,
            kind: paragraph.kind.as_str(),
            start: range.bytes.start,
            end: range.bytes.end,
            char_start: range.chars.start,
            char_end: range.chars.end,
            language: paragraph.language,
            text: scored.article.slice(range.bytes),
            scores: Scores::new(labels, paragraph.prediction.as_ref()),
            quotes: quotes.collect(),
            columns,
        }
    }
}

impl<'a> QuoteRecord<'a> {
    fn new(labels: &'a [String], scored: &'a ScoredArticle, quote: &'a ScoredQuotation) -> Self {
        let (article, quotation) = (&scored.article, &quote.quotation);
        Self {
            text: article.slice(quote.range.bytes),
            start: quote.range.bytes.start,
            end: quote.range.bytes.end,
            char_start: quote.range.chars.start,
            char_end: quote.range.chars.end,
            r#type: quotation.kind.as_str(),
            cue: quotation.cue.map(|span| article.slice(span)),
            speaker: article.speaker(quotation),
            speaker_text: quotation.speaker_text.map(|span| article.slice(span)),
            speaker_source: quotation.speaker_source.as_str(),
            attribution_confidence: quotation.attribution_confidence(),
            rule: quotation.rule,
            scores: Scores::new(labels, quote.prediction.as_ref()),
        }
    }
}
