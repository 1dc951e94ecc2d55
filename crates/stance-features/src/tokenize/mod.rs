//! Tokens: Unicode word boundaries (UAX #29), then the rules of a language.
//!
//! The tokeniser works on one whitespace-delimited chunk at a time, in normalised spelling: shapes
//! first (links, numbers, acronyms…), then words, which [`french`] or [`english`] take apart.
//! Anything left is an emoji, a mark such as `?!`, or punctuation.

mod buffer;
mod english;
mod french;
mod shapes;
mod words;

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

pub(crate) use self::buffer::Tokens;
use crate::Language;
use crate::chunk::Chunks;
use crate::normalize::{Normalized, Normalizer, starts_segment};

/// What a token is.
///
/// # Examples
///
/// ```
/// use stance_features::{Language, TokenKind, Tokenizer};
///
/// let tokens = Tokenizer::new(Some(Language::French)).tokens("l’I.A. à 50 % !");
/// let kinds: Vec<TokenKind> = tokens.into_iter().map(|token| token.kind).collect();
/// assert_eq!(kinds, [
///     TokenKind::Elision,
///     TokenKind::Acronym,
///     TokenKind::Word,
///     TokenKind::Percentage,
///     TokenKind::Mark,
/// ]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum TokenKind {
    /// A word, hyphenated compounds included: `peut-être`.
    Word,
    /// A French word cut short before a vowel, with its apostrophe: `l'`, `qu'`, `lorsqu'`.
    Elision,
    /// A French pronoun after its verb, with its hyphens: `-t-il` (normalised `-il`), `-ce`.
    Clitic,
    /// The second part of an English contraction: `n't`, `'s`, `'ll`.
    Contraction,
    /// Letters that stand for words: `I.A.` (normalised `ia`), `IA`, `U.E.`, `R&D`, `J.-C.`
    Acronym,
    /// A word cut short: `M.` (normalised `m`), `Mme`, `Dr.`, `n°`.
    Abbreviation,
    /// A number: `42`, `3,5`, `10 000` (normalised `10000`), also a date, an hour, a fraction:
    /// `12/03/2024`, `2024-03-12`, `18:30`, `1/3`.
    Number,
    /// A rank: `1er`, `2e`, `XXIe`, `3rd`.
    Ordinal,
    /// A number with `%` or `‰`: `50 %` (normalised `50%`).
    Percentage,
    /// A number with a currency: `3 M€` (normalised `3m€`), `$12`.
    Amount,
    /// A link; normalised to its host without `www.`
    Url,
    /// An e-mail address.
    Email,
    /// A name after `@`.
    Mention,
    /// A tag after `#`.
    Hashtag,
    /// An emoji, with its modifiers.
    Emoji,
    /// A telling mark: `!`, `?`, `…`; repeated ones are normalised to `!!`, `??`, `?!`.
    Mark,
    /// Any other punctuation or symbol, one character.
    Punctuation,
}

impl TokenKind {
    /// Returns true for the kinds that become features: all but [`TokenKind::Punctuation`].
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::TokenKind;
    ///
    /// assert!(TokenKind::Elision.is_feature());
    /// assert!(!TokenKind::Punctuation.is_feature());
    /// ```
    #[must_use]
    pub fn is_feature(self) -> bool {
        self != Self::Punctuation
    }
}

/// A token of a text.
///
/// # Examples
///
/// ```
/// use stance_features::{Language, Token, TokenKind, Tokenizer};
///
/// let tokens = Tokenizer::new(Some(Language::French)).tokens("50 % d’actifs");
/// let expected = Token { text: "50%".to_owned(), kind: TokenKind::Percentage, range: 0..4 };
/// assert_eq!(tokens[0], expected);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The normalised text, in lower case; never empty, never with a blank.
    pub text: String,
    /// What the token is.
    pub kind: TokenKind,
    /// Its bytes in the text as given, on character boundaries.
    pub range: Range<usize>,
}

/// A tokeniser for one language, or for none.
///
/// With a language, words keep their hyphens and are taken apart by its rules: in French elisions
/// (`l’IA` is `l'`, `IA`) and inversions (`a-t-il` is `a`, `-il`), with their lexical exceptions; in
/// English contractions (`don't` is `do`, `n't`). Without one, words end where Unicode puts a word
/// boundary. Shapes (numbers, links, acronyms, emoji…) are found in either case.
///
/// # Examples
///
/// ```
/// use stance_features::{Language, Tokenizer};
///
/// let text = "Aujourd’hui, l’I.A. n’est-elle qu’un outil ?";
/// let tokens = Tokenizer::new(Some(Language::French)).tokens(text);
/// let words: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
/// assert_eq!(words, ["aujourd'hui", ",", "l'", "ia", "n'", "est", "-elle", "qu'", "un", "outil", "?"]);
/// assert_eq!(&text[tokens[3].range.clone()], "I.A.");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tokenizer {
    language: Option<Language>,
}

impl Tokenizer {
    /// Returns the tokeniser of a language; `None` for plain Unicode word boundaries.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Language, Tokenizer};
    ///
    /// assert_eq!(Tokenizer::new(Some(Language::French)).tokens("l’eau").len(), 2);
    /// assert_eq!(Tokenizer::new(None).tokens("l’eau").len(), 1);
    /// ```
    #[must_use]
    pub fn new(language: Option<Language>) -> Self {
        Self { language }
    }

    /// Returns the language.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(stance_features::Tokenizer::new(None).language(), None);
    /// ```
    #[must_use]
    pub fn language(&self) -> Option<Language> {
        self.language
    }

    /// Returns the tokens of a text in order; their ranges do not overlap.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Language, Tokenizer};
    ///
    /// let text = "They don’t.";
    /// let tokens = Tokenizer::new(Some(Language::English)).tokens(text);
    /// let sources: Vec<&str> = tokens.iter().map(|token| &text[token.range.clone()]).collect();
    /// assert_eq!(sources, ["They", "do", "n’t", "."]);
    /// ```
    #[must_use]
    pub fn tokens(&self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        let mut pieces = Tokens::default();
        let mut normalized = Normalized::default();
        for chunk in self.chunks(text) {
            Normalizer::new().normalize_into(&text[chunk.clone()], &mut normalized);
            pieces.clear();
            self.tokenize_chunk(normalized.text(), &mut pieces);
            tokens.extend(pieces.iter().map(|piece| {
                let source = normalized.source_range(piece.range.clone());
                let range = chunk.start + source.start..chunk.start + source.end;
                Token {
                    text: piece.text.clone(),
                    kind: piece.kind,
                    range,
                }
            }));
        }
        tokens
    }

    pub(crate) fn chunks(self, text: &str) -> Chunks<'_> {
        Chunks::new(text, self.language == Some(Language::French))
    }

    /// Appends the tokens of one normalised chunk, with ranges in it.
    pub(crate) fn tokenize_chunk(self, chunk: &str, out: &mut Tokens) {
        let mut scanner = Scanner {
            chunk,
            at: 0,
            language: self.language,
            out,
        };
        while scanner.at < chunk.len() {
            scanner.step();
        }
    }
}

/// The state of reading one chunk.
struct Scanner<'a> {
    chunk: &'a str,
    at: usize,
    language: Option<Language>,
    out: &'a mut Tokens,
}

impl Scanner<'_> {
    fn step(&mut self) {
        let rest = &self.chunk[self.at..];
        let Some(first) = rest.chars().next() else {
            return;
        };
        if first == ' ' {
            self.at += 1;
        } else if let Some(len) = self.elision(rest) {
            self.push_lower(len, TokenKind::Elision);
        } else if let Some(shape) = shapes::find(self.chunk, self.at) {
            self.push(shape.len, shape.kind, &shape.text);
        } else if let Some(len) = self.contraction(rest) {
            self.push_lower(len, TokenKind::Contraction);
        } else if let Some(len) = words::run_len(rest, self.language.is_some()) {
            self.word(len);
        } else {
            self.symbol(rest);
        }
        self.take_marks();
    }

    /// Gives the combining marks that follow to the last token, so that no token ends inside a
    /// character.
    fn take_marks(&mut self) {
        let rest = &self.chunk[self.at..];
        let len = rest.find(starts_segment).unwrap_or(rest.len());
        if let (1.., Some(token)) = (len, self.out.last_mut()) {
            self.at += len;
            token.range.end = self.at;
        }
    }

    fn push(&mut self, len: usize, kind: TokenKind, text: &str) {
        self.out.push(kind, self.at..self.at + len, text);
        self.at += len;
    }

    /// Appends the token of the next bytes, its text in lower case.
    fn push_lower(&mut self, len: usize, kind: TokenKind) {
        let range = self.at..self.at + len;
        self.out.push_lower(kind, range.clone(), &self.chunk[range]);
        self.at += len;
    }

    fn elision(&self, rest: &str) -> Option<usize> {
        let is_french = self.language == Some(Language::French);
        is_french.then(|| french::elision_len(rest)).flatten()
    }

    /// An English contraction that follows something other than a word: `"Netflix"'s`.
    fn contraction(&self, rest: &str) -> Option<usize> {
        let follows = self.at > 0 && self.language == Some(Language::English);
        follows.then(|| english::contraction_len(rest)).flatten()
    }

    fn word(&mut self, len: usize) {
        let run = &self.chunk[self.at..self.at + len];
        let first = self.out.len();
        let used = match self.language {
            Some(Language::French) => french::split(run, &self.chunk[self.at..], self.out),
            Some(Language::English) => english::split(run, &self.chunk[self.at..], self.out),
            None => words::whole(run, self.out),
        };
        for token in &mut self.out[first..] {
            token.range.start += self.at;
            token.range.end += self.at;
        }
        self.at += used;
    }

    fn symbol(&mut self, rest: &str) {
        let marks = rest
            .find(|c| !matches!(c, '!' | '?' | '…' | '.'))
            .unwrap_or(rest.len());
        if let Some(text) = shapes::mark(&rest[..marks]) {
            return self.push(marks, TokenKind::Mark, text);
        }
        let segment = symbol(rest);
        if segment.chars().next().is_some_and(shapes::is_emoji) {
            let text = segment.replace('\u{fe0f}', "");
            self.push(segment.len(), TokenKind::Emoji, &text);
        } else {
            self.push(segment.len(), TokenKind::Punctuation, segment);
        }
    }
}

/// Returns the Unicode word that a text starts with, which is no word of a language.
fn symbol(text: &str) -> &str {
    // The plainest case of what Unicode says.
    if let [first, after @ ..] = text.as_bytes()
        && first.is_ascii_punctuation()
        && *first != b'_'
        && after.first().is_none_or(u8::is_ascii)
    {
        return &text[..1];
    }
    text.split_word_bounds().next().unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plainest_symbol_is_what_unicode_says() {
        for first in ('!'..='~').filter(char::is_ascii_punctuation) {
            for second in '\0'..='\u{ff}' {
                for third in ["", "a", "1", "'", "\u{301}"] {
                    let text = format!("{first}{second}{third}");
                    assert_eq!(
                        Some(symbol(&text)),
                        text.split_word_bounds().next(),
                        "{text:?}"
                    );
                }
            }
        }
    }
}
