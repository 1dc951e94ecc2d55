//! The steps between tokens and features, each in its own file, composed by a [`Pipeline`].
//!
//! A step rewrites the terms of one document. The vectorisers run the same steps in a faster form;
//! this plain one is their reference, and serves whoever needs the terms themselves.

mod char_ngrams;
mod fold_accents;
mod negation;
mod pipeline;
mod stem;
mod stop_words;
mod word_ngrams;

use std::fmt;
use std::ops::Range;

pub use char_ngrams::CharNgrams;
pub use fold_accents::FoldAccents;
pub use negation::NegationScope;
pub use pipeline::Pipeline;
pub use stem::Stem;
pub use stop_words::{StopWordFilter, StopWords};
pub use word_ngrams::WordNgrams;

pub(crate) use char_ngrams::for_each_ngram;
pub(crate) use fold_accents::fold_term;
pub(crate) use negation::{Role, Scope};

use crate::TokenKind;

/// What a term was made from.
///
/// # Examples
///
/// ```
/// use stance_features::{Origin, Pipeline, TokenKind, Tokenizer, WordNgrams};
///
/// let pipeline = Pipeline::new(Tokenizer::new(None));
/// assert_eq!(pipeline.terms("42")[0].origin, Origin::Token(TokenKind::Number));
/// let pipeline = pipeline.then(WordNgrams::new("1".parse()?));
/// assert_eq!(pipeline.terms("42")[0].origin, Origin::WordNgram);
/// # Ok::<(), stance_features::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// One token of this kind.
    Token(TokenKind),
    /// One or more tokens, joined by [`WordNgrams`].
    WordNgram,
    /// Characters, taken by [`CharNgrams`].
    CharNgram,
}

/// A term of a document on its way to becoming a feature.
///
/// # Examples
///
/// ```
/// use stance_features::{Origin, Pipeline, TokenKind, Tokenizer};
///
/// let terms = Pipeline::new(Tokenizer::new(None)).terms("Oui");
/// assert_eq!(terms[0].origin, Origin::Token(TokenKind::Word));
/// assert_eq!((terms[0].text.as_str(), terms[0].negated), ("oui", false));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The text, which names the feature in the end.
    pub text: String,
    /// What it was made from.
    pub origin: Origin,
    /// Whether it stands in the scope of a negation; see [`NegationScope`].
    pub negated: bool,
    /// Its bytes in the text as given, on character boundaries.
    pub range: Range<usize>,
}

/// What a negated term begins with in the name of a feature.
pub(crate) const NEGATED: char = '¬';

/// A step that rewrites the terms of one document.
///
/// # Examples
///
/// ```
/// use stance_features::{Language, Pipeline, Step, Term, Tokenizer};
///
/// /// A step of one's own.
/// #[derive(Debug)]
/// struct DropShortWords;
///
/// impl Step for DropShortWords {
///     fn apply(&self, _source: &str, terms: &mut Vec<Term>) {
///         terms.retain(|term| term.text.chars().count() > 2);
///     }
/// }
///
/// let pipeline = Pipeline::new(Tokenizer::new(Some(Language::English))).then(DropShortWords);
/// let texts: Vec<String> = pipeline.terms("It is a fine day.").into_iter().map(|t| t.text).collect();
/// assert_eq!(texts, ["fine", "day"]);
/// ```
pub trait Step: fmt::Debug + Send + Sync {
    /// Rewrites `terms`, which were made from the text `source`.
    fn apply(&self, source: &str, terms: &mut Vec<Term>);
}
