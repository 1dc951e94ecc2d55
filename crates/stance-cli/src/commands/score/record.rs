//! Scored paragraphs and quotations, ready to be written in any format.

use std::cell::LazyCell;

use stance_articles::language::guess;
use stance_articles::{
    Article, CharOffsets, CueClass, CueEntry, Kind, Language, Quotation, QuotationType, Reader,
    Span,
};
use stance_model::{Explanation, Prediction};

use super::Args;
use super::tasks::{Scorers, TaskModels, UNDETERMINED, only_language};
use super::units::Unit;
use crate::output::Format;

/// An article, or a row as an article of one paragraph, with its scores.
pub(crate) struct ScoredArticle {
    pub(crate) name: String,
    /// What a row takes sides on, where the model has targets.
    pub(crate) target: Option<String>,
    pub(crate) article: Article,
    pub(crate) given: Given,
    /// Of the article as a whole.
    pub(crate) language: &'static str,
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
    keep_furniture: bool,
    /// Whether each paragraph is explained.
    explain: bool,
    /// The language that a text too short to tell is taken to be in; the likeliest without one.
    untold: Option<&'static str>,
}

impl Reading {
    pub(super) fn new(args: &Args, tasks: &[TaskModels]) -> Self {
        let quotations = match args.unit {
            // A csv output of paragraphs has no place for quotations.
            Unit::Paragraph => args.output.format != Format::Csv,
            Unit::Article | Unit::Corpus => false,
            Unit::Quote | Unit::Speaker => true,
        };
        let reader = Reader::new().quotations(quotations);
        let reader = match args.read.language {
            Some(language) => reader.language(language),
            None => reader,
        };
        Self {
            reader,
            keep_furniture: args.read.keep_furniture,
            explain: false,
            untold: only_language(tasks),
        }
    }

    /// Returns the reading that explains paragraphs and leaves quotations alone, or the same as before.
    pub(super) fn explaining(self, explain: bool) -> Self {
        if !explain {
            return self;
        }
        Self {
            reader: self.reader.quotations(false),
            explain,
            ..self
        }
    }

    /// Returns the language of a text that does not tell it.
    pub(super) fn untold(&self, text: &str) -> &'static str {
        if !is_short(text) {
            return UNDETERMINED;
        }
        let guessed = || guess(text).map(Language::as_str);
        self.untold.or_else(guessed).unwrap_or(UNDETERMINED)
    }

    /// Returns the reading that looks for quotations, or does not.
    pub(super) fn quotations(self, on: bool) -> Self {
        Self {
            reader: self.reader.quotations(on),
            ..self
        }
    }

    /// Returns the reading of a run without options.
    pub(super) fn plain(tasks: &[TaskModels]) -> Self {
        Self {
            reader: Reader::new(),
            keep_furniture: false,
            explain: false,
            untold: only_language(tasks),
        }
    }
}

/// A paragraph of an article with its scores.
pub(crate) struct ScoredParagraph {
    pub(crate) kind: Kind,
    pub(crate) range: TextRange,
    pub(crate) language: &'static str,
    /// One per task: nothing for furniture, and for text in a language that the task has no model for.
    pub(crate) predictions: Vec<Option<Prediction>>,
    /// Why, by the first task, where that was asked for; over the labels of the classifier.
    pub(crate) explanation: Option<Box<Explanation>>,
    pub(crate) quotations: Vec<ScoredQuotation>,
}

/// A quotation with its scores.
pub(crate) struct ScoredQuotation {
    pub(crate) quotation: Quotation,
    pub(crate) range: TextRange,
    pub(crate) predictions: Vec<Option<Prediction>>,
}

/// Whether a quotation gives what its speaker denies or doubts: its words are then not the speaker's view.
fn is_denied(quotation: &Quotation) -> bool {
    let is_denial = |entry: CueEntry| matches!(entry.class, CueClass::Denial | CueClass::Doubt);
    quotation.kind == QuotationType::Indirect && quotation.cue_entry.is_some_and(is_denial)
}

/// A range of the article's text, half-open, from 0.
#[derive(Clone, Copy)]
pub(crate) struct TextRange {
    pub(crate) bytes: Span,
    /// The same in Unicode scalar values.
    pub(crate) chars: Span,
}

/// Scores an article that was read, by the classifiers of this number.
///
/// # Errors
///
/// When a model cannot be opened.
pub(super) fn score_article(
    name: String,
    article: Article,
    given: Given,
    scorers: &mut Scorers<'_>,
    classifier: usize,
    reading: &Reading,
) -> anyhow::Result<ScoredArticle> {
    let offsets = CharOffsets::new(&article.text);
    let range = |span: Span| TextRange {
        bytes: span,
        chars: offsets.char_span(span),
    };
    // Of most articles all languages are told.
    let untold = LazyCell::new(|| reading.untold(&article.text));
    let code = |language: Option<Language>| language.map_or_else(|| *untold, Language::as_str);
    let paragraphs = article.paragraphs.iter().map(|paragraph| {
        let language = code(paragraph.language);
        let kept = reading.keep_furniture || paragraph.kind != Kind::Furniture;
        let predictions = if kept {
            scorers.score(article.slice(paragraph.span), language, classifier)?
        } else {
            scorers.nothing()
        };
        let explanation = if kept && reading.explain {
            let text = article.slice(paragraph.span);
            scorers.explain(text, language, classifier)?.map(Box::new)
        } else {
            None
        };
        let mut predict = |quotation: &Quotation| {
            if kept && !is_denied(quotation) {
                scorers.score(article.slice(quotation.span), language, classifier)
            } else {
                Ok(scorers.nothing())
            }
        };
        let quotations = paragraph.quotations.iter().map(|quotation| {
            Ok(ScoredQuotation {
                quotation: quotation.clone(),
                range: range(quotation.span),
                predictions: predict(quotation)?,
            })
        });
        let quotations = quotations.collect::<anyhow::Result<_>>()?;
        Ok(ScoredParagraph {
            kind: paragraph.kind,
            range: range(paragraph.span),
            language,
            predictions,
            explanation,
            quotations,
        })
    });
    let paragraphs = paragraphs.collect::<anyhow::Result<_>>()?;
    Ok(ScoredArticle {
        name,
        target: None,
        given,
        language: code(article.language),
        paragraphs,
        article,
    })
}

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

    /// Returns the quotations with the number of their paragraph, from 0.
    pub(crate) fn quotations(&self) -> impl Iterator<Item = (usize, &ScoredQuotation)> {
        let paragraphs = self.paragraphs.iter().enumerate();
        paragraphs.flat_map(|(at, paragraph)| {
            let quotations = paragraph.quotations.iter();
            quotations.map(move |quotation| (at, quotation))
        })
    }
}

/// Returns a probability as it is written: rounded to six decimals.
pub(crate) fn rounded(probability: f64) -> f64 {
    (probability * 1e6).round() / 1e6
}
