//! N-grams of words.

use super::{NEGATED, Origin, Step, Term};
use crate::Ngrams;

/// Replaces terms by the n-grams of consecutive terms, joined by one space.
///
/// They come in the order of their first word, shorter before longer. A term in the scope of a
/// negation is written with `¬` before it. What was left out before (punctuation, stop words) does
/// not part its neighbours.
///
/// # Examples
///
/// ```
/// use stance_features::{Pipeline, Tokenizer, WordNgrams};
///
/// let pipeline = Pipeline::new(Tokenizer::new(None)).then(WordNgrams::new("1-2".parse()?));
/// let texts: Vec<String> = pipeline.terms("a b c").into_iter().map(|term| term.text).collect();
/// assert_eq!(texts, ["a", "a b", "b", "b c", "c"]);
/// # Ok::<(), stance_features::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordNgrams {
    lengths: Ngrams,
}

impl WordNgrams {
    /// Returns the step that takes n-grams of these lengths, in words.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Pipeline, Tokenizer, WordNgrams};
    ///
    /// let pipeline = Pipeline::new(Tokenizer::new(None)).then(WordNgrams::new("2".parse()?));
    /// assert_eq!(pipeline.terms("a b c")[1].text, "b c");
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn new(lengths: Ngrams) -> Self {
        Self { lengths }
    }
}

impl Step for WordNgrams {
    fn apply(&self, _source: &str, terms: &mut Vec<Term>) {
        let words = std::mem::take(terms);
        for start in 0..words.len() {
            for length in self.lengths.lengths() {
                let Some(window) = words.get(start..start + length) else {
                    break;
                };
                terms.push(Term {
                    text: joined(window),
                    origin: Origin::WordNgram,
                    negated: false,
                    range: window[0].range.start..window[length - 1].range.end,
                });
            }
        }
    }
}

fn joined(words: &[Term]) -> String {
    let mut text = String::new();
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            text.push(' ');
        }
        if word.negated {
            text.push(NEGATED);
        }
        text.push_str(&word.text);
    }
    text
}
