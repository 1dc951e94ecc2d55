//! Stop words: words that are left out.

use std::collections::BTreeSet;

use super::{Step, Term};
use crate::{Language, Settings};

/// Which words to leave out.
///
/// # Examples
///
/// ```
/// use stance_features::{StopWords, Vectorizer};
///
/// let words = StopWords::Custom(["un".to_owned()].into());
/// let vectorizer = Vectorizer::builder().stop_words(words).fit(&["un chien"])?;
/// assert!(vectorizer.feature_names().eq(["w:chien"]));
/// # Ok::<(), stance_features::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum StopWords {
    /// None. This is the default: for opinions, the small words count.
    #[default]
    None,
    /// The articles, prepositions, pronouns and auxiliaries of the language. Words that negate,
    /// oppose, restrict or grade (`ne`, `pas`, `plus`, `mais`, `sans`; `not`, `but`, `more`…) are
    /// not among them.
    Language,
    /// These words, compared with the normalised tokens: in lower case, `'` for the apostrophe,
    /// elisions with theirs (`l'`).
    Custom(BTreeSet<String>),
}

const FRENCH: [&str; 101] = [
    "à", "ai", "aie", "ainsi", "as", "au", "aux", "auquel", "avaient", "avais", "avait", "avec",
    "avez", "avons", "ayant", "c'", "ça", "ce", "ceci", "cela", "celle", "celles", "celui", "ces",
    "cet", "cette", "ceux", "chez", "d'", "dans", "de", "des", "dont", "du", "elle", "elles", "en",
    "es", "est", "et", "étaient", "étais", "était", "étant", "été", "êtes", "être", "eu", "eux",
    "furent", "fut", "il", "ils", "j'", "je", "l'", "la", "le", "les", "leur", "leurs", "lui",
    "m'", "ma", "me", "mes", "moi", "mon", "nos", "notre", "nous", "on", "ont", "ou", "où", "par",
    "qu'", "que", "quel", "quelle", "qui", "s'", "sa", "se", "ses", "soi", "soit", "sommes", "son",
    "sont", "suis", "t'", "ta", "te", "tes", "toi", "ton", "tu", "un", "une", "vous",
];

const ENGLISH: [&str; 88] = [
    "a",
    "am",
    "an",
    "and",
    "are",
    "as",
    "at",
    "be",
    "been",
    "being",
    "by",
    "did",
    "do",
    "does",
    "doing",
    "for",
    "from",
    "had",
    "has",
    "have",
    "having",
    "he",
    "her",
    "here",
    "hers",
    "herself",
    "him",
    "himself",
    "his",
    "how",
    "i",
    "in",
    "into",
    "is",
    "it",
    "its",
    "itself",
    "me",
    "my",
    "myself",
    "of",
    "on",
    "or",
    "our",
    "ours",
    "ourselves",
    "she",
    "so",
    "than",
    "that",
    "the",
    "their",
    "theirs",
    "them",
    "themselves",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "to",
    "was",
    "we",
    "were",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "whom",
    "whose",
    "why",
    "with",
    "you",
    "your",
    "yours",
    "yourself",
    "yourselves",
    "'d",
    "'ll",
    "'m",
    "'re",
    "'s",
    "'ve",
    "us",
    "it's",
];

impl StopWords {
    /// Returns the words of a language that [`StopWords::Language`] leaves out.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Language, StopWords};
    ///
    /// let words: Vec<&str> = StopWords::of(Language::French).collect();
    /// assert!(words.contains(&"l'") && !words.contains(&"n'"));
    /// ```
    pub fn of(language: Language) -> impl Iterator<Item = &'static str> {
        match language {
            Language::French => FRENCH.as_slice(),
            Language::English => ENGLISH.as_slice(),
        }
        .iter()
        .copied()
    }
}

/// Leaves stop words out.
///
/// # Examples
///
/// ```
/// use stance_features::{Pipeline, StopWordFilter, Tokenizer};
///
/// let pipeline = Pipeline::new(Tokenizer::new(None)).then(StopWordFilter::new(["the", "a"]));
/// assert_eq!(pipeline.terms("The quick fox").len(), 2);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StopWordFilter {
    words: BTreeSet<String>,
}

impl StopWordFilter {
    /// Returns the filter that leaves these words out, compared as [`StopWords::Custom`] says.
    ///
    /// # Examples
    ///
    /// ```
    /// assert!(stance_features::StopWordFilter::new(["le", "l'"]).contains("l'"));
    /// ```
    #[must_use]
    pub fn new<T: Into<String>>(words: impl IntoIterator<Item = T>) -> Self {
        Self {
            words: words.into_iter().map(Into::into).collect(),
        }
    }

    pub(crate) fn from_settings(settings: &Settings) -> Self {
        match (settings.stop_words(), settings.language()) {
            (StopWords::Custom(words), _) => Self {
                words: words.clone(),
            },
            (StopWords::Language, Some(language)) => Self::new(StopWords::of(language)),
            (StopWords::Language | StopWords::None, _) => Self::default(),
        }
    }

    /// Returns true when a normalised token is left out.
    ///
    /// # Examples
    ///
    /// ```
    /// assert!(!stance_features::StopWordFilter::new(["le"]).contains("les"));
    /// ```
    #[must_use]
    pub fn contains(&self, word: &str) -> bool {
        self.words.contains(word)
    }
}

impl Step for StopWordFilter {
    fn apply(&self, _source: &str, terms: &mut Vec<Term>) {
        if !self.words.is_empty() {
            terms.retain(|term| !self.contains(&term.text));
        }
    }
}
