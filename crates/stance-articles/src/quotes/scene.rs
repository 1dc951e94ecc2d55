//! A paragraph as the rules of quotations read it: marks, tokens, sentences.

use std::ops::Range;

use super::marks::{Pair, pairs};
use super::reading::Reading;
use crate::lexicon::Lexicon;
use crate::sentences::{split_quoted, token_ranges};
use crate::words::{Token, lower, tokenise};
use crate::{Kind, Paragraph, Span};

/// A paragraph cut for reading.
#[derive(Debug)]
pub(crate) struct Scene {
    pub(crate) span: Span,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) tokens: Vec<Token>,
    /// The lower case of those that are not their own.
    lowered: String,
    /// Ranges of tokens.
    pub(crate) sentences: Vec<Range<usize>>,
    /// The signature line of a pull quote.
    pub(crate) signature: Option<Span>,
    /// What the paragraph is.
    pub(crate) kind: Kind,
}

impl Scene {
    pub(crate) fn read(text: &str, paragraph: &Paragraph, lexicon: &Lexicon) -> Self {
        let span = paragraph.span;
        let pairs = pairs(text, span);
        let mut tokens = tokenise(text, span, &pairs, lexicon);
        let lowered = lower(text, &mut tokens);
        let sentences = split_quoted(text, span, &pairs, lexicon);
        let sentences = token_ranges(&sentences, &tokens);
        Self {
            span,
            pairs,
            tokens,
            lowered,
            sentences,
            signature: paragraph.signature,
            kind: paragraph.kind,
        }
    }

    /// Returns whether the words at `span` are quoted: between marks, or in a paragraph set apart.
    pub(crate) fn quotes(&self, span: Span) -> bool {
        let holds = |pair: &Pair| pair.outer.start <= span.start && span.end <= pair.outer.end;
        self.kind == Kind::PullQuote || self.pairs.iter().any(holds)
    }

    pub(crate) fn reading<'t>(&'t self, text: &'t str, lexicon: &'t Lexicon) -> Reading<'t> {
        Reading {
            text,
            tokens: &self.tokens,
            lowered: &self.lowered,
            lexicon,
        }
    }
}
