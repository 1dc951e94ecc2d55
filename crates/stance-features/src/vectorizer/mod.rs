//! The vectoriser with a fitted vocabulary: texts to rows of TF-IDF weights.

mod columns;
mod fit;
mod grams;
mod levels;
mod names;
mod parts;
mod rows;
#[cfg(feature = "serde")]
mod serde;
mod shard;
mod transform;
mod update;
mod vocabulary;
mod weights;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

pub use names::Block;
pub use parts::VectorizerParts;
pub use transform::Scratch;

use crate::engine::Analyzer;
use crate::{Error, Origin, Pipeline, Settings, VectorizerBuilder};
use names::Names;
use vocabulary::Vocabulary;
pub(crate) use weights::Weigher;
use weights::Weights;

/// A fitted vectoriser: a vocabulary with document frequencies, and the settings it was made with.
///
/// Columns stand in a stable order: n-grams of words, then n-grams of characters, each by name in
/// the order of bytes. The name of a column is `w:` or `c:` and the n-gram: words joined by one
/// space, `¬` before those in the scope of a negation; characters with the spaces at the ends of
/// their word.
///
/// # Examples
///
/// ```
/// use stance_features::{Language, Vectorizer};
///
/// let vectorizer = Vectorizer::builder()
///     .language(Some(Language::French))
///     .chars(Some("3".parse()?))
///     .fit(&["L’IA aide.", "L’IA menace."])?;
/// let names: Vec<&str> = vectorizer.feature_names().collect();
/// assert_eq!(names[..5], ["w:aid", "w:ia", "w:ia aid", "w:ia menac", "w:l'"]);
/// assert_eq!(vectorizer.feature_name(7), Some("c: ai"));
/// assert_eq!((vectorizer.n_documents(), vectorizer.document_frequencies()[1]), (2, 2));
/// # Ok::<(), stance_features::Error>(())
/// ```
#[derive(Clone)]
pub struct Vectorizer {
    settings: Settings,
    names: Names,
    document_frequencies: Vec<u32>,
    n_documents: u64,
    weights: Weights,
    core: Arc<Core>,
}

/// What follows from the settings and the names.
#[derive(Debug)]
struct Core {
    analyzer: Analyzer,
    pipeline: Pipeline,
    vocabulary: Vocabulary,
}

/// One place in a text where a feature occurs.
///
/// # Examples
///
/// ```
/// use stance_features::Vectorizer;
///
/// let vectorizer = Vectorizer::builder().words(Some("1".parse()?)).fit(&["a b"])?;
/// let found = vectorizer.occurrences("un B");
/// assert_eq!((found[0].column, found[0].range.clone()), (1, 3..4));
/// # Ok::<(), stance_features::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// The feature's column.
    pub column: u32,
    /// Its bytes in the text as given, on character boundaries.
    pub range: Range<usize>,
}

impl Vectorizer {
    /// Returns a builder with the default options.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// assert_eq!(Vectorizer::builder().fit(&["a b"])?.n_features(), 3);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn builder() -> VectorizerBuilder {
        VectorizerBuilder::default()
    }

    /// Returns a vectoriser from its parts, checked: what the loader of a stored one calls.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] when there is not one document frequency per name,
    /// [`Error::MalformedVocabulary`] when names break their form or order or have lengths that the
    /// settings do not ask for, or a document frequency is above `n_documents`,
    /// [`Error::TooMany`] when `n_documents` or the number of names is.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Settings, Vectorizer};
    ///
    /// let fitted = Vectorizer::builder().fit(&["a b", "b c"])?;
    /// let loaded = Vectorizer::from_parts(
    ///     fitted.settings().clone(),
    ///     fitted.feature_names(),
    ///     fitted.document_frequencies().to_vec(),
    ///     fitted.n_documents(),
    /// )?;
    /// assert_eq!(loaded, fitted);
    /// assert!(Vectorizer::from_parts(Settings::default(), ["w:b", "w:a"], vec![1, 1], 2).is_err());
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn from_parts<N: AsRef<str>>(
        settings: Settings,
        names: impl IntoIterator<Item = N>,
        document_frequencies: Vec<u32>,
        n_documents: u64,
    ) -> Result<Self, Error> {
        VectorizerParts::new(settings, names, document_frequencies, n_documents).map(Self::from)
    }

    fn assemble(
        settings: Settings,
        names: Names,
        document_frequencies: Vec<u32>,
        n_documents: u64,
    ) -> Self {
        let core = Core {
            analyzer: Analyzer::new(&settings),
            pipeline: Pipeline::from_settings(&settings),
            vocabulary: Vocabulary::new(&names, &document_frequencies),
        };
        Self {
            weights: Weights::new(&settings, &document_frequencies, n_documents),
            settings,
            names,
            document_frequencies,
            n_documents,
            core: Arc::new(core),
        }
    }

    /// Returns the settings.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// assert_eq!(Vectorizer::builder().min_df(2).fit(&["a", "a"])?.settings().min_df(), 2);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns the number of features, which is the number of columns.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// let vectorizer = Vectorizer::builder().fit(&["a b", "b c"])?;
    /// assert_eq!(vectorizer.n_features(), 5);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn n_features(&self) -> usize {
        self.names.len()
    }

    /// Returns the names of the features in the order of their columns.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// let vectorizer = Vectorizer::builder().fit(&["a b", "b c"])?;
    /// assert!(vectorizer.feature_names().eq(["w:a", "w:a b", "w:b", "w:b c", "w:c"]));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn feature_names(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.names.iter()
    }

    /// Returns the name of a column, `None` when there is no such column.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// let vectorizer = Vectorizer::builder().fit(&["a b", "b c"])?;
    /// assert_eq!(vectorizer.feature_name(1), Some("w:a b"));
    /// assert_eq!(vectorizer.feature_name(5), None);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn feature_name(&self, column: u32) -> Option<&str> {
        self.names.get(column as usize)
    }

    /// Returns for each column the number of documents its feature occurs in.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// let vectorizer = Vectorizer::builder().fit(&["a b", "b c"])?;
    /// assert_eq!(vectorizer.document_frequencies(), [1, 1, 2, 1, 1]);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn document_frequencies(&self) -> &[u32] {
        &self.document_frequencies
    }

    /// Returns the number of documents that the document frequencies were counted in.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// let vectorizer = Vectorizer::builder().fit(&["a b", "b c"])?;
    /// assert_eq!(vectorizer.n_documents(), 2);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn n_documents(&self) -> u64 {
        self.n_documents
    }

    /// Returns the vectoriser that keeps only these columns; weights before normalisation stay.
    ///
    /// # Errors
    ///
    /// [`Error::MalformedVocabulary`] when the columns do not rise or one does not exist.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// let vectorizer = Vectorizer::builder().fit(&["a b", "b c"])?;
    /// let selected = vectorizer.select(&[0, 2])?;
    /// assert!(selected.feature_names().eq(["w:a", "w:b"]));
    /// assert_eq!(selected.document_frequencies(), [1, 2]);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn select(&self, columns: &[u32]) -> Result<Self, Error> {
        if columns
            .last()
            .is_some_and(|&column| column as usize >= self.n_features())
        {
            let rule = "columns lie below the number of features";
            return Err(Error::MalformedVocabulary {
                column: self.n_features(),
                rule,
            });
        }
        if let Some(pair) = columns.windows(2).find(|pair| pair[0] >= pair[1]) {
            return Err(Error::MalformedVocabulary {
                column: pair[1] as usize,
                rule: "columns rise",
            });
        }
        let mut names = Names::default();
        let mut document_frequencies = Vec::with_capacity(columns.len());
        for &column in columns {
            if let Some((block, ngram)) = self.feature_name(column).and_then(Block::split) {
                names.push(block, &[ngram]);
                document_frequencies.push(self.document_frequencies[column as usize]);
            }
        }
        Ok(Self::assemble(
            self.settings.clone(),
            names,
            document_frequencies,
            self.n_documents,
        ))
    }

    /// Returns where each feature occurs in a text: the n-grams of words in the order of their first
    /// word, then the n-grams of characters. This is the plain path, slower than transforming.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Language, Vectorizer};
    ///
    /// let builder = Vectorizer::builder().language(Some(Language::French));
    /// let vectorizer = builder.fit(&["L’IA menace l’emploi."])?;
    /// let text = "Menacée par l\u{2019}I.A. ?";
    /// let found: Vec<(&str, &str)> = vectorizer
    ///     .occurrences(text)
    ///     .into_iter()
    ///     .filter_map(|o| Some((vectorizer.feature_name(o.column)?, &text[o.range])))
    ///     .collect();
    /// assert_eq!(found, [
    ///     ("w:menac", "Menacée"), ("w:l'", "l’"), ("w:l' ia", "l’I.A."), ("w:ia", "I.A."),
    /// ]);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn occurrences(&self, document: &str) -> Vec<Occurrence> {
        let find = |origin, text: &str| self.core.vocabulary.find(block_of(origin), text);
        let terms = self.core.pipeline.terms(document).into_iter();
        terms
            .filter_map(|term| {
                Some(Occurrence {
                    column: find(term.origin, &term.text)?,
                    range: term.range,
                })
            })
            .collect()
    }
}

impl From<VectorizerParts> for Vectorizer {
    fn from(parts: VectorizerParts) -> Self {
        Self::assemble(
            parts.settings,
            parts.names,
            parts.document_frequencies,
            parts.n_documents,
        )
    }
}

impl fmt::Debug for Vectorizer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Vectorizer")
            .field("settings", &self.settings)
            .field("n_features", &self.n_features())
            .field("n_documents", &self.n_documents)
            .finish_non_exhaustive()
    }
}

/// The block that a term's feature belongs to.
fn block_of(origin: Origin) -> Block {
    match origin {
        Origin::CharNgram => Block::Chars,
        Origin::Token(_) | Origin::WordNgram => Block::Words,
    }
}

/// Equal when settings, names, document frequencies and number of documents are: all else follows.
impl PartialEq for Vectorizer {
    fn eq(&self, other: &Self) -> bool {
        self.settings == other.settings
            && self.n_documents == other.n_documents
            && self.document_frequencies == other.document_frequencies
            && self.names == other.names
    }
}
