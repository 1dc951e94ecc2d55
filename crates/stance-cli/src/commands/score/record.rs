//! Scored paragraphs and quotations, ready to be written in any format.

use stance_articles::{Article, CharOffsets, Kind, Quotation, Reader, Span};
use stance_features::Language;
use stance_model::{Prediction, Scorer};

/// An article, or a row as an article of one paragraph, with its scores.
pub(crate) struct ScoredArticle {
    pub(crate) name: String,
    /// What a row takes sides on, where the model has targets.
    pub(crate) target: Option<String>,
    pub(crate) article: Article,
    pub(crate) paragraphs: Vec<ScoredParagraph>,
}

/// A paragraph of an article with its scores.
pub(crate) struct ScoredParagraph {
    pub(crate) kind: Kind,
    pub(crate) range: TextRange,
    pub(crate) language: &'static str,
    /// Nothing for furniture and for text in a language that the model was not made for.
    pub(crate) prediction: Option<Prediction>,
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

/// Reads a text as an article and scores it.
pub(crate) fn score_text(name: String, text: String, scorer: &mut Scorer<'_>) -> ScoredArticle {
    score_article(name, Reader::new().read_text(text), scorer)
}

/// Scores a row's text as it stands.
pub(crate) fn score_row(
    reader: &Reader,
    name: String,
    text: String,
    target: Option<String>,
    scorer: &mut Scorer<'_>,
) -> ScoredArticle {
    ScoredArticle {
        target,
        ..score_article(name, reader.read_paragraph(text), scorer)
    }
}

fn score_article(name: String, article: Article, scorer: &mut Scorer<'_>) -> ScoredArticle {
    let offsets = CharOffsets::new(&article.text);
    let range = |span: Span| TextRange {
        bytes: span,
        chars: offsets.char_span(span),
    };
    let model_language = scorer.classifier().vectorizer().settings().language();
    let paragraphs = article.paragraphs.iter().map(|paragraph| {
        let text = article.slice(paragraph.span);
        let language = match paragraph.language {
            Some(language) => language.as_str(),
            None if is_short(text) => model_language.map_or("und", Language::code),
            None => "und",
        };
        let scorable =
            paragraph.kind != Kind::Furniture && (model_language.is_none() || language != "und");
        let mut predict = |span: Span| scorable.then(|| scorer.score(article.slice(span)));
        let prediction = predict(paragraph.span);
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
            quotations,
        }
    });
    let paragraphs = paragraphs.collect();
    ScoredArticle {
        name,
        target: None,
        article,
        paragraphs,
    }
}

/// Whether a text is too short for its language to be told: it is taken to be in the model's.
fn is_short(text: &str) -> bool {
    text.split_whitespace().count() < stance_articles::language::SHORT
}

impl ScoredArticle {
    /// Returns the number of scored paragraphs in another language than the model's.
    pub(crate) fn foreign(&self, language: Option<Language>) -> usize {
        let Some(language) = language else {
            return 0;
        };
        let foreign = |paragraph: &&ScoredParagraph| {
            paragraph.kind != Kind::Furniture && paragraph.language != language.code()
        };
        self.paragraphs.iter().filter(foreign).count()
    }
}

/// Returns a probability as it is written: rounded to six decimals.
pub(crate) fn rounded(probability: f64) -> f64 {
    (probability * 1e6).round() / 1e6
}
