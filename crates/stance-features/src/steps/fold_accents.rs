//! Accents folded: `é` becomes `e`.

use std::borrow::Cow;

use super::{Step, Term};

/// Removes the accents of every term, as [`fold_accents`](crate::fold_accents) does; a term that
/// is nothing but accents stays.
///
/// # Examples
///
/// ```
/// use stance_features::{FoldAccents, Pipeline, Tokenizer};
///
/// let pipeline = Pipeline::new(Tokenizer::new(None)).then(FoldAccents);
/// assert_eq!(pipeline.terms("Été")[0].text, "ete");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoldAccents;

impl Step for FoldAccents {
    fn apply(&self, _source: &str, terms: &mut Vec<Term>) {
        for term in terms {
            if let Cow::Owned(folded) = fold_term(&term.text) {
                term.text = folded;
            }
        }
    }
}

/// Returns a term without accents, unless nothing would be left.
pub(crate) fn fold_term(term: &str) -> Cow<'_, str> {
    if term.is_ascii() {
        return Cow::Borrowed(term);
    }
    let folded = crate::fold_accents(term);
    if folded.is_empty() {
        Cow::Borrowed(term)
    } else {
        Cow::Owned(folded)
    }
}
