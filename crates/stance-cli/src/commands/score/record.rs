//! Scored paragraphs and quotations, ready to be written in any format.

use std::io::{self, Write};

use stance_articles::{Article, CharOffsets, Kind, Language, Quotation, Reader, Span};
use stance_model::{Explainer, Explanation, Prediction, Scorer};

use super::{Args, Format};

/// An article, or a row as an article of one paragraph, with its scores.
pub(crate) struct ScoredArticle {
    pub(crate) name: String,
    /// What a row takes sides on, where the model has targets.
    pub(crate) target: Option<String>,
    pub(crate) article: Article,
    pub(crate) given: Given,
    pub(crate) paragraphs: Vec<ScoredParagraph>,
}

/// What the columns of a row give beside its text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Given {
    pub(crate) id: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) source: Option<String>,
}

/// How texts are read and what of them is scored.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    pub(crate) reader: Reader,
    pub(crate) keep_furniture: bool,
    /// Whether each paragraph is explained.
    pub(crate) explain: bool,
}

impl Reading {
    pub(crate) fn new(args: &Args) -> Self {
        // A csv output has one line per paragraph, and no place for quotations.
        let reader = Reader::new().quotations(args.format != Format::Csv);
        let reader = match args.language {
            Some(language) => reader.language(language),
            None => reader,
        };
        Self {
            reader,
            keep_furniture: args.keep_furniture,
            explain: false,
        }
    }
}

/// A paragraph of an article with its scores.
pub(crate) struct ScoredParagraph {
    pub(crate) kind: Kind,
    pub(crate) range: TextRange,
    pub(crate) language: &'static str,
    /// Nothing for furniture and for text in a language that the model was not made for.
    pub(crate) prediction: Option<Prediction>,
    /// Why, where that was asked for; over the labels of the classifier.
    pub(crate) explanation: Option<Explanation>,
    pub(crate) quotations: Vec<ScoredQuotation>,
}

/// A quotation with its scores.
pub(crate) struct ScoredQuotation {
    pub(crate) quotation: Quotation,
    pub(crate) range: TextRange,
    pub(crate) prediction: Option<Prediction>,
}

/// A range of the article's text, half-open, from 0.
#[derive(Clone, Copy)]
pub(crate) struct TextRange {
    pub(crate) bytes: Span,
    /// The same in Unicode scalar values.
    pub(crate) chars: Span,
}

/// Scores an article that was read.
pub(crate) fn score_article(
    name: String,
    article: Article,
    given: Given,
    scorer: &mut Scorer<'_>,
    reading: &Reading,
) -> ScoredArticle {
    let offsets = CharOffsets::new(&article.text);
    let range = |span: Span| TextRange {
        bytes: span,
        chars: offsets.char_span(span),
    };
    let model_language = scorer.classifier().vectorizer().settings().language();
    // A text too short for its language to be told is taken to be in the model's.
    let untold = match model_language {
        Some(language) if is_short(&article.text) => language.code(),
        _ => UNDETERMINED,
    };
    let mut explainer = (reading.explain).then(|| Explainer::new(scorer.classifier()));
    let paragraphs = article.paragraphs.iter().map(|paragraph| {
        let language = paragraph.language.map_or(untold, Language::as_str);
        let kept = reading.keep_furniture || paragraph.kind != Kind::Furniture;
        let scorable = kept && (model_language.is_none() || language != UNDETERMINED);
        let mut predict = |span: Span| scorable.then(|| scorer.score(article.slice(span)));
        let prediction = predict(paragraph.span);
        let explanation = explainer.as_mut().filter(|_| scorable);
        let explanation =
            explanation.map(|explainer| explainer.explain(article.slice(paragraph.span)));
        let quotations = paragraph
            .quotations
            .iter()
            .map(|quotation| ScoredQuotation {
                quotation: quotation.clone(),
                range: range(quotation.span),
                prediction: predict(quotation.span),
            });
        let quotations = quotations.collect();
        ScoredParagraph {
            kind: paragraph.kind,
            range: range(paragraph.span),
            language,
            prediction,
            explanation,
            quotations,
        }
    });
    let paragraphs = paragraphs.collect();
    ScoredArticle {
        name,
        target: None,
        article,
        given,
        paragraphs,
    }
}

/// The language of what is neither French nor English.
const UNDETERMINED: &str = "und";

/// Whether a text is too short for its language to be told.
fn is_short(text: &str) -> bool {
    text.split_whitespace()
        .nth(stance_articles::language::SHORT - 1)
        .is_none()
}

impl ScoredArticle {
    /// Returns the title: the one that was given, else the one that was found.
    pub(crate) fn title(&self) -> Option<&str> {
        self.given.title.as_deref().or_else(|| self.article.title())
    }

    /// Returns the name or names of the author.
    pub(crate) fn author(&self) -> Option<&str> {
        self.article.byline()
    }

    /// Returns the date: the one that was given, else the one that was found, as it is written.
    pub(crate) fn date(&self) -> Option<&str> {
        self.given.date.as_deref().or_else(|| self.article.date())
    }

    /// Returns where the article was published: what was given, else the name of the page's site.
    pub(crate) fn source(&self) -> Option<&str> {
        self.given.source.as_deref().or_else(|| self.article.site())
    }
}

/// Paragraphs that the model was not made for, counted over a run.
#[derive(Debug)]
pub(crate) struct Languages {
    /// The model's.
    model: Option<stance_features::Language>,
    /// In another of the languages that are known.
    foreign: usize,
    /// In none of them.
    undetermined: usize,
}

impl Languages {
    pub(crate) fn new(model: Option<stance_features::Language>) -> Self {
        Self {
            model,
            foreign: 0,
            undetermined: 0,
        }
    }

    pub(crate) fn count(&mut self, scored: &ScoredArticle) {
        let Some(language) = self.model else {
            return;
        };
        let paragraphs = scored.paragraphs.iter();
        for paragraph in paragraphs.filter(|paragraph| paragraph.kind != Kind::Furniture) {
            if paragraph.language == UNDETERMINED {
                self.undetermined += 1;
            } else if paragraph.language != language.code() {
                self.foreign += 1;
            }
        }
    }

    /// Tells what was counted.
    pub(crate) fn tell(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.foreign > 0 {
            let language = self.model.map_or("none", stance_features::Language::code);
            let n = self.foreign;
            writeln!(
                out,
                "note: {n} paragraphs are in another language than the model's, {language}"
            )?;
        }
        if self.undetermined > 0 {
            let n = self.undetermined;
            writeln!(
                out,
                "note: {n} paragraphs are in neither French nor English and have no label"
            )?;
        }
        Ok(())
    }
}

/// Returns a probability as it is written: rounded to six decimals.
pub(crate) fn rounded(probability: f64) -> f64 {
    (probability * 1e6).round() / 1e6
}
