//! The tokens of a chunk, in memory that serves chunk after chunk.

use std::ops::{Deref, DerefMut, Range};

use super::{Token, TokenKind};

/// A list of tokens that keeps the texts of those cleared away, to write others into: of few and short ones.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tokens {
    /// The tokens, and after them those whose texts are to be used again.
    kept: Vec<Token>,
    len: usize,
    /// Whether there are more tokens, or a longer one, than are worth keeping.
    is_large: bool,
}

/// Tokens of which the texts are kept at most.
const MOST: usize = 64;

/// Bytes of the longest text that is kept.
const LONGEST: usize = 256;

impl Tokens {
    pub(crate) fn clear(&mut self) {
        if self.is_large {
            *self = Self::default();
        }
        self.len = 0;
    }

    /// Appends a token.
    pub(super) fn push(&mut self, kind: TokenKind, range: Range<usize>, text: &str) {
        if let Some(token) = self.kept.get_mut(self.len) {
            token.text.clear();
            token.text.push_str(text);
            (token.kind, token.range) = (kind, range);
        } else {
            self.kept.push(Token {
                text: text.to_owned(),
                kind,
                range,
            });
        }
        self.len += 1;
        self.is_large |= self.len > MOST || text.len() > LONGEST;
    }

    /// Appends a token with its text in lower case.
    pub(super) fn push_lower(&mut self, kind: TokenKind, range: Range<usize>, text: &str) {
        if !text.is_ascii() {
            return self.push(kind, range, &text.to_lowercase());
        }
        self.push(kind, range, text);
        if let Some(token) = self.last_mut() {
            token.text.make_ascii_lowercase();
        }
    }
}

impl Deref for Tokens {
    type Target = [Token];

    fn deref(&self) -> &[Token] {
        &self.kept[..self.len]
    }
}

impl DerefMut for Tokens {
    fn deref_mut(&mut self) -> &mut [Token] {
        &mut self.kept[..self.len]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_cleared_away_leaves_nothing() {
        let mut tokens = Tokens::default();
        tokens.push(TokenKind::Number, 0..4, "long");
        tokens.push_lower(TokenKind::Word, 4..6, "ÉA");
        tokens.clear();
        assert!(tokens.is_empty());
        tokens.push_lower(TokenKind::Word, 1..2, "B");
        let expected = Token {
            text: "b".to_owned(),
            kind: TokenKind::Word,
            range: 1..2,
        };
        assert_eq!(*tokens, [expected]);
    }

    #[test]
    fn of_many_or_long_tokens_no_memory_is_kept() {
        for (times, text) in [(MOST + 1, "a"), (1, &*"a".repeat(LONGEST + 1))] {
            let mut tokens = Tokens::default();
            (0..times).for_each(|_| tokens.push(TokenKind::Word, 0..1, text));
            tokens.clear();
            assert_eq!(tokens.kept.capacity(), 0);
        }
        let mut tokens = Tokens::default();
        (0..MOST).for_each(|_| tokens.push(TokenKind::Word, 0..1, "a"));
        tokens.clear();
        assert_eq!(tokens.kept.len(), MOST);
    }
}
