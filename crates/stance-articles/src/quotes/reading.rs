//! How the rules look at a paragraph: its tokens by place, with the word classes of its language.

use crate::Span;
use crate::lexicon::{Classes, Lexicon};
use crate::words::Token;

/// The tokens of a paragraph and the words of its language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading<'t> {
    pub(crate) text: &'t str,
    pub(crate) tokens: &'t [Token],
    /// The lower case of tokens that are not their own.
    pub(crate) lowered: &'t str,
    pub(crate) lexicon: &'t Lexicon,
}

impl<'t> Reading<'t> {
    pub(crate) fn token(&self, at: usize) -> Option<&'t Token> {
        self.tokens.get(at)
    }

    /// Returns a word in lower case; the empty string for anything else.
    pub(crate) fn folded(&self, at: usize) -> &'t str {
        self.token(at)
            .map_or("", |token| token.folded_in(self.text, self.lowered))
    }

    pub(crate) fn classes(&self, at: usize) -> Classes {
        self.token(at)
            .map_or(Classes::default(), |token| token.classes)
    }

    pub(crate) fn is(&self, at: usize, classes: Classes) -> bool {
        self.classes(at).has(classes)
    }

    pub(crate) fn is_sign(&self, at: usize, sign: char) -> bool {
        self.token(at).is_some_and(|token| token.is_sign(sign))
    }

    pub(crate) fn is_word(&self, at: usize) -> bool {
        self.token(at).is_some_and(Token::is_word)
    }

    pub(crate) fn is_capitalised(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.capitalised)
    }

    /// Returns the span of the tokens `from..to`.
    pub(crate) fn span(&self, from: usize, to: usize) -> Span {
        match (
            self.token(from),
            to.checked_sub(1).and_then(|last| self.token(last)),
        ) {
            (Some(first), Some(last)) => Span::new(first.span.start, last.span.end),
            _ => Span::new(0, 0),
        }
    }

    /// Returns whether a word of `classes` stands at `at`.
    pub(crate) fn classed(&self, at: usize, classes: Classes) -> bool {
        self.is_word(at) && self.is(at, classes)
    }
}
