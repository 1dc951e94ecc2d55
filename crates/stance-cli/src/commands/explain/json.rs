//! Explanations as JSON, one object per paragraph.

use std::io::Write;
use std::ops::Range;

use anyhow::Context as _;
use serde::Serialize;
use serde_json::{Map, Value};
use stance_articles::{CharOffsets, Span};
use stance_model::{Explanation, Model};

use super::{explained, labels};
use crate::commands::score::record::{ScoredArticle, ScoredParagraph};
use crate::commands::score::tasks::TaskModels;
use crate::commands::score::writer::{ArticleWriter, OutputError};
use crate::failure::Skipped;

/// Writes one object per paragraph.
pub(super) struct Records<'a> {
    pub(super) out: &'a mut dyn Write,
    pub(super) task: &'a TaskModels,
}

/// Why a paragraph has its label. Ranges are half-open, from 0, in the text of the article or row.
#[derive(Serialize)]
struct Record<'a> {
    article: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<&'a str>,
    paragraph: usize,
    kind: &'static str,
    start: usize,
    end: usize,
    label: &'a str,
    probability: f64,
    probabilities: Map<String, Value>,
    /// How decision values become probabilities: `none`, `affine` or `cuts`.
    calibration: &'static str,
    /// The label that positive values speak for.
    toward: &'a str,
    decision: f64,
    intercept: f64,
    contributions: Vec<Word<'a>>,
    removal: Option<Removal<'a>>,
}

#[derive(Serialize)]
struct Word<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    char_start: usize,
    char_end: usize,
    value: f64,
}

/// The words without which the label is another.
#[derive(Serialize)]
struct Removal<'a> {
    words: Vec<Removed<'a>>,
    label: &'a str,
    probability: f64,
}

#[derive(Serialize)]
struct Removed<'a> {
    text: &'a str,
    places: Vec<[usize; 2]>,
}

impl ArticleWriter for Records<'_> {
    fn article(&mut self, scored: &ScoredArticle) -> anyhow::Result<()> {
        let offsets = CharOffsets::new(&scored.article.text);
        for (number, paragraph, explanation) in explained(scored) {
            let record = record(
                self.task.of_language(paragraph.language)?,
                labels(self.task, scored),
                scored,
                &offsets,
                (number, paragraph, explanation),
            );
            let mut line = serde_json::to_vec(&record)?;
            line.push(b'\n');
            self.out.write_all(&line).context(OutputError)?;
        }
        Ok(())
    }

    fn finish(&mut self, _: &Skipped) -> anyhow::Result<()> {
        self.out.flush().context(OutputError)
    }
}

fn record<'a>(
    model: &'a Model,
    labels: &'a [String],
    scored: &'a ScoredArticle,
    offsets: &CharOffsets<'_>,
    (number, paragraph, explanation): (usize, &'a ScoredParagraph, &'a Explanation),
) -> Record<'a> {
    let span = paragraph.range.bytes;
    let text = scored.article.slice(span);
    let of_article = |range: &Range<usize>| Span {
        start: span.start + range.start,
        end: span.start + range.end,
    };
    let word = |range: &Range<usize>, value: f64| {
        let (bytes, chars) = (of_article(range), offsets.char_span(of_article(range)));
        Word {
            text: &text[range.clone()],
            start: bytes.start,
            end: bytes.end,
            char_start: chars.start,
            char_end: chars.end,
            value,
        }
    };
    let removed = |places: &'a Vec<Range<usize>>| Removed {
        text: &text[places[0].clone()],
        places: places
            .iter()
            .map(|range| [of_article(range).start, of_article(range).end])
            .collect(),
    };
    let removal = explanation.removal.as_ref().map(|removal| Removal {
        words: removal.words.iter().map(removed).collect(),
        label: &labels[removal.prediction.label],
        probability: removal.prediction.confidence(),
    });
    let classifier = scored
        .target
        .as_deref()
        .and_then(|target| model.find(target));
    let classifier = &model.classifiers()[classifier.unwrap_or(0)];
    let probabilities = labels.iter().zip(&explanation.prediction.probabilities);
    Record {
        article: &scored.name,
        target: scored.target.as_deref(),
        paragraph: number,
        kind: paragraph.kind.as_str(),
        start: span.start,
        end: span.end,
        label: &labels[explanation.prediction.label],
        probability: explanation.prediction.confidence(),
        probabilities: probabilities
            .map(|(label, &p)| (label.clone(), p.into()))
            .collect(),
        calibration: match (classifier.ordered(), classifier.calibration()) {
            (Some(_), _) => "cuts",
            (None, Some(_)) => "affine",
            (None, None) => "none",
        },
        toward: &labels[explanation.toward],
        decision: explanation.decision,
        intercept: explanation.intercept,
        contributions: explanation
            .contributions
            .iter()
            .map(|found| word(&found.range, found.value))
            .collect(),
        removal,
    }
}
