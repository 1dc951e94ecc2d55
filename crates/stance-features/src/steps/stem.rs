//! Stems: the Snowball algorithms of French and English, by the crate `rust-stemmers`.

use std::borrow::Cow;
use std::fmt;

use rust_stemmers::{Algorithm, Stemmer};

use super::{Origin, Step, Term};
use crate::{Language, TokenKind};

/// Replaces words by their stems, acronyms among them (a word in capitals looks like one). Tokens
/// of other kinds (elisions, numbers, tags…) stay.
///
/// *Source*: M. F. Porter, "Snowball: a language for stemming algorithms", 2001; the French
/// stemmer and the English one (Porter 2).
///
/// # Examples
///
/// ```
/// use stance_features::{Language, Stem};
///
/// let stem = Stem::new(Language::French);
/// assert_eq!(stem.word("inquiétudes"), "inquiétud");
/// ```
pub struct Stem {
    language: Language,
    stemmer: Stemmer,
}

impl Stem {
    /// Returns the stemmer of a language.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Language, Stem};
    ///
    /// assert_eq!(Stem::new(Language::English).word("running"), "run");
    /// ```
    #[must_use]
    pub fn new(language: Language) -> Self {
        let algorithm = match language {
            Language::French => Algorithm::French,
            Language::English => Algorithm::English,
        };
        Self {
            language,
            stemmer: Stemmer::create(algorithm),
        }
    }

    /// Returns the stem of a word in lower case; the word itself when nothing would be left.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Language, Stem};
    ///
    /// assert_eq!(Stem::new(Language::French).word("menacées"), "menac");
    /// ```
    #[must_use]
    pub fn word<'a>(&self, word: &'a str) -> Cow<'a, str> {
        let stem = self.stemmer.stem(word);
        if stem.is_empty() {
            Cow::Borrowed(word)
        } else {
            stem
        }
    }

    pub(crate) fn applies_to(kind: TokenKind) -> bool {
        matches!(kind, TokenKind::Word | TokenKind::Acronym)
    }
}

impl fmt::Debug for Stem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Stem")
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}

impl Step for Stem {
    fn apply(&self, _source: &str, terms: &mut Vec<Term>) {
        for term in terms {
            if matches!(term.origin, Origin::Token(kind) if Self::applies_to(kind)) {
                term.text = self.word(&term.text).into_owned();
            }
        }
    }
}
