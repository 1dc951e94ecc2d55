//! What is seen of the lines of a text, and what they can be: for making the weights of `data/lines.tsv`.
//!
//! [`Reader`](crate::Reader) gives lines their kinds by a linear-chain conditional random field whose features
//! are binary: the form of a line, its words, its place, its neighbours, and what the rules say of it. A table
//! of weights has a row for each feature and for each label of the line above (`after:title`), a column for
//! each of [`labels`], parted by tabs, in whole hundredths.

use crate::segment::training;
use crate::{Language, Span};

/// A line of a text, or several that one sentence goes through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it stands.
    pub span: Span,
    /// The features that are seen of it, as places among [`features`], none twice.
    pub features: Vec<u16>,
}

/// Returns the names of the labels in the order of a table's columns: the kinds of paragraph, title, byline and
/// date; `furniture` is that inside the article, `furniture-before` and `furniture-after` stand around it.
///
/// ```
/// assert!(stance_articles::lines::labels().contains(&"title"));
/// ```
#[must_use]
pub fn labels() -> Vec<&'static str> {
    training::labels()
}

/// Returns the names of all features.
///
/// ```
/// assert!(stance_articles::lines::features().contains(&"words.3".to_owned()));
/// ```
#[must_use]
pub fn features() -> Vec<String> {
    training::features()
}

/// Returns the lines of a text with what is seen of them.
///
/// ```
/// let lines = stance_articles::lines::observe("Accueil\nUn port la nuit\nLe port dort, et les grues veillent.");
/// assert_eq!(lines.len(), 3);
/// ```
#[must_use]
pub fn observe(text: &str) -> Vec<Line> {
    lines(training::observed(text))
}

/// Returns the pieces of a text on one single line, perhaps with a title above it, with what is seen of them, for the weights of
/// `data/pieces.tsv`; nothing of a text on several lines.
///
/// ```
/// use stance_articles::{Language, lines};
///
/// let prose = "Le port dort, et les grues veillent toute la nuit. ".repeat(20);
/// let pieces = lines::observe_pieces(&format!("Un port la nuit Par Ana Ruiz {prose}"), Language::French);
/// assert!(pieces.len() > 2);
/// ```
#[must_use]
pub fn observe_pieces(text: &str, language: Language) -> Vec<Line> {
    lines(training::observed_pieces(text, language))
}

fn lines(observed: Vec<(Span, Vec<u16>)>) -> Vec<Line> {
    let line = |(span, features)| Line { span, features };
    observed.into_iter().map(line).collect()
}
