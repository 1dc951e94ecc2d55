//! N-grams of characters inside word boundaries.

use std::ops::Range;

use super::{Origin, Step, Term};
use crate::Ngrams;
use crate::chunk::Chunks;
use crate::normalize::Normalizer;

/// Appends the n-grams of the characters of each word of the source, one space added at both ends.
///
/// Words are what whitespace delimits, punctuation included, in normalised spelling and lower case;
/// the terms so far stay as they are. A word that is no longer than an n-gram, its spaces counted,
/// is taken once, whole. The unit of length is the Unicode scalar value. The range of a term
/// leaves the added spaces out.
///
/// *Source*: the analyser `char_wb` of scikit-learn's `CountVectorizer`.
///
/// # Examples
///
/// ```
/// use stance_features::{CharNgrams, Pipeline, Tokenizer};
///
/// let pipeline = Pipeline::new(Tokenizer::new(None)).then(CharNgrams::new("3-4".parse()?));
/// let texts: Vec<String> = pipeline.terms("Été").into_iter().map(|term| term.text).collect();
/// assert_eq!(texts, ["été", " ét", "été", "té ", " été", "été "]);
/// # Ok::<(), stance_features::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CharNgrams {
    lengths: Ngrams,
    fold_accents: bool,
}

impl CharNgrams {
    /// Returns the step that takes n-grams of these lengths, in characters.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{CharNgrams, Pipeline, Tokenizer};
    ///
    /// let pipeline = Pipeline::new(Tokenizer::new(None)).then(CharNgrams::new("3".parse()?));
    /// assert_eq!(pipeline.terms("ai")[1].text, " ai");
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn new(lengths: Ngrams) -> Self {
        Self {
            lengths,
            fold_accents: false,
        }
    }

    /// Folds accents first. Default: false.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{CharNgrams, Pipeline, Tokenizer};
    ///
    /// let step = CharNgrams::new("5".parse()?).fold_accents(true);
    /// let terms = Pipeline::new(Tokenizer::new(None)).then(step).terms("Été");
    /// assert_eq!(terms[1].text, " ete ");
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn fold_accents(mut self, on: bool) -> Self {
        self.fold_accents = on;
        self
    }
}

impl Step for CharNgrams {
    fn apply(&self, source: &str, terms: &mut Vec<Term>) {
        let normalizer = Normalizer::new()
            .lowercase(true)
            .fold_accents(self.fold_accents);
        let mut padded = String::new();
        for chunk in Chunks::new(source, false) {
            let chars = normalizer.normalize(&source[chunk.clone()]);
            for_each_ngram(chars.text(), self.lengths, &mut padded, |text, range| {
                let range = chars.source_range(range);
                terms.push(Term {
                    text: text.to_owned(),
                    origin: Origin::CharNgram,
                    negated: false,
                    range: chunk.start + range.start..chunk.start + range.end,
                });
            });
        }
    }
}

/// Calls `visit` with each n-gram of the words of a normalised chunk, and its range in the chunk
/// without the spaces added; `padded` is a buffer.
pub(crate) fn for_each_ngram(
    chunk: &str,
    lengths: Ngrams,
    padded: &mut String,
    mut visit: impl FnMut(&str, Range<usize>),
) {
    let mut start = 0;
    for word in chunk.split(' ') {
        if !word.is_empty() {
            padded.clear();
            padded.push(' ');
            padded.push_str(word);
            padded.push(' ');
            for_each_window(padded, lengths, |range| {
                let from = start + range.start.saturating_sub(1);
                let to = start + (range.end - 1).min(word.len());
                visit(&padded[range], from.min(to)..to);
            });
        }
        start += word.len() + 1;
    }
}

/// Calls `visit` with the byte range of each window of the given lengths over a padded word.
fn for_each_window(padded: &str, lengths: Ngrams, mut visit: impl FnMut(Range<usize>)) {
    for length in lengths.lengths() {
        let starts = padded.char_indices().map(|(at, _)| at);
        let ends = padded.char_indices().skip(length).map(|(at, _)| at);
        let mut any = false;
        for (start, end) in starts.zip(ends.chain([padded.len()])) {
            any |= start > 0;
            visit(start..end);
        }
        if !any {
            break;
        }
    }
}
