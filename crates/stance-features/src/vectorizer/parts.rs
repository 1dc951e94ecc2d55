//! The parts of a stored vectoriser, checked before anything is built of them.

use super::names::Names;
use crate::{Error, Settings};

/// What a vectoriser is stored as, checked. [`Vectorizer::from`](super::Vectorizer) builds the tables that features are
/// looked up in, which take several times as much memory: a loader can first check all it was given.
///
/// # Examples
///
/// ```
/// use stance_features::{Settings, Vectorizer, VectorizerParts};
///
/// let parts = VectorizerParts::new(Settings::default(), ["w:a", "w:a b"], vec![2, 1], 2)?;
/// assert_eq!(Vectorizer::from(parts).n_features(), 2);
/// # Ok::<(), stance_features::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct VectorizerParts {
    pub(super) settings: Settings,
    pub(super) names: Names,
    pub(super) document_frequencies: Vec<u32>,
    pub(super) n_documents: u64,
}

impl VectorizerParts {
    /// Returns the parts, checked.
    ///
    /// # Errors
    ///
    /// As [`Vectorizer::from_parts`](super::Vectorizer::from_parts).
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Settings, VectorizerParts};
    ///
    /// let more_than_all = VectorizerParts::new(Settings::default(), ["w:a"], vec![3], 2);
    /// assert!(more_than_all.is_err());
    /// ```
    pub fn new<N: AsRef<str>>(
        settings: Settings,
        names: impl IntoIterator<Item = N>,
        document_frequencies: Vec<u32>,
        n_documents: u64,
    ) -> Result<Self, Error> {
        let names = Names::checked(names, document_frequencies.len())?;
        if names.len() != document_frequencies.len() {
            return Err(Error::LengthMismatch {
                what: "document frequencies",
                expected: names.len(),
                found: document_frequencies.len(),
            });
        }
        if n_documents >= u64::from(u32::MAX) {
            return Err(Error::TooMany {
                what: "documents",
                limit: u64::from(u32::MAX) - 1,
            });
        }
        let bad = document_frequencies
            .iter()
            .position(|&df| u64::from(df) > n_documents);
        if let Some(column) = bad {
            let rule = "document frequencies are at most the number of documents";
            return Err(Error::MalformedVocabulary { column, rule });
        }
        names.check_lengths(settings.words(), settings.chars())?;
        Ok(Self {
            settings,
            names,
            document_frequencies,
            n_documents,
        })
    }
}
