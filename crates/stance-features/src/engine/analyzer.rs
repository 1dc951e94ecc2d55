//! What one chunk yields by itself: its terms with their roles, and its character n-grams.
//!
//! The same steps as [`Pipeline::from_settings`](crate::Pipeline::from_settings) in one pass over a
//! chunk; only negation scope and word n-grams, which look across chunks, are left to the caller.

use std::borrow::Cow;

use crate::chunk::Chunks;
use crate::normalize::{Normalized, Normalizer};
use crate::steps::{Role, fold_term, for_each_ngram};
use crate::tokenize::Tokens;
use crate::{NegationScope, Ngrams, Settings, Stem, StopWordFilter, Token, Tokenizer};

/// Takes what a chunk yields.
pub(crate) trait Sink {
    /// Takes a word: its role, and its token unless it is left out.
    fn word(&mut self, role: Role, token: Option<&Token>);
    /// Takes a character n-gram.
    fn gram(&mut self, gram: &str);
}

/// The steps of a vectoriser that look at one chunk.
#[derive(Debug)]
pub(crate) struct Analyzer {
    tokenizer: Tokenizer,
    /// Whether terms are wanted.
    words: bool,
    negation: Option<NegationScope>,
    stop_words: StopWordFilter,
    fold_accents: bool,
    stem: Option<Stem>,
    chars: Option<Ngrams>,
}

/// Buffers of an [`Analyzer`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Buffers {
    normalized: Normalized,
    tokens: Tokens,
    padded: String,
}

impl Analyzer {
    pub(crate) fn new(settings: &Settings) -> Self {
        let language = settings.language();
        Self {
            tokenizer: Tokenizer::new(language),
            words: settings.words().is_some(),
            negation: language
                .filter(|_| settings.negation())
                .map(NegationScope::new),
            stop_words: StopWordFilter::from_settings(settings),
            fold_accents: settings.fold_accents(),
            stem: language.filter(|_| settings.stem()).map(Stem::new),
            chars: settings.chars(),
        }
    }

    pub(crate) fn chunks<'a>(&self, text: &'a str) -> Chunks<'a> {
        self.tokenizer.chunks(text)
    }

    /// Returns whether the roles of words matter.
    pub(crate) fn negation(&self) -> bool {
        self.negation.is_some()
    }

    /// Hands over what a chunk yields, in order.
    pub(crate) fn analyze(&self, chunk: &str, buffers: &mut Buffers, sink: &mut impl Sink) {
        if self.words {
            self.words(chunk, buffers, sink);
        }
        if let Some(lengths) = self.chars {
            self.grams(chunk, lengths, buffers, sink);
        }
    }

    fn words(&self, chunk: &str, buffers: &mut Buffers, sink: &mut impl Sink) {
        Normalizer::new().normalize_into(chunk, &mut buffers.normalized);
        buffers.tokens.clear();
        self.tokenizer
            .tokenize_chunk(buffers.normalized.text(), &mut buffers.tokens);
        for token in &*buffers.tokens {
            let role = self
                .negation
                .map_or(Role::Plain, |scope| scope.role(&token.text, token.kind));
            if token.kind.is_feature() && !self.stop_words.contains(&token.text) {
                sink.word(role, Some(token));
            } else if role != Role::Plain {
                sink.word(role, None);
            }
        }
    }

    /// Returns whether a token is stemmed.
    pub(super) fn stems(&self, token: &Token) -> bool {
        self.stem.is_some() && Stem::applies_to(token.kind)
    }

    /// Returns the term of a token.
    pub(super) fn term<'a>(&self, token: &'a Token) -> Cow<'a, str> {
        let mut term = Cow::Borrowed(token.text.as_str());
        if self.fold_accents {
            term = fold_term(&token.text);
        }
        match &self.stem {
            Some(stem) if self.stems(token) => Cow::Owned(stem.word(&term).into_owned()),
            _ => term,
        }
    }

    fn grams(&self, chunk: &str, lengths: Ngrams, buffers: &mut Buffers, sink: &mut impl Sink) {
        let normalizer = Normalizer::new()
            .lowercase(true)
            .fold_accents(self.fold_accents);
        normalizer.normalize_into(chunk, &mut buffers.normalized);
        for_each_ngram(
            buffers.normalized.text(),
            lengths,
            &mut buffers.padded,
            |gram, _| {
                sink.gram(gram);
            },
        );
    }
}
