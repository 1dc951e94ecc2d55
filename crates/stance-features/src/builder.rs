//! The builder of a [`Vectorizer`]: one method per option.

use crate::settings::Options;
use crate::{Csr, Error, Language, Ngrams, Norm, Settings, StopWords, Tf, Vectorizer};

/// Collects the options of a [`Vectorizer`], then fits one.
///
/// # Examples
///
/// ```
/// use stance_features::{Language, Ngrams, Vectorizer};
///
/// let builder = Vectorizer::builder()
///     .language(Some(Language::French))
///     .words(Some(Ngrams::new(1, 1)?))
///     .stem(false);
/// let (vectorizer, matrix) = builder.fit_transform(&["L’IA aide.", "L’IA menace."])?;
/// let names: Vec<&str> = vectorizer.feature_names().collect();
/// assert_eq!(names, ["w:aide", "w:ia", "w:l'", "w:menace"]);
/// assert_eq!((matrix.n_rows(), matrix.n_cols()), (2, 4));
/// # Ok::<(), stance_features::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct VectorizerBuilder(Options);

impl VectorizerBuilder {
    /// Sets the language of the rules; `None` takes plain Unicode word boundaries. Default: `None`.
    pub fn language(mut self, language: Option<Language>) -> Self {
        self.0.language = language;
        self
    }

    /// Sets the lengths of word n-grams, or none of them. Default: 1-2.
    pub fn words(mut self, lengths: Option<Ngrams>) -> Self {
        self.0.words = lengths;
        self
    }

    /// Sets the lengths of character n-grams within word boundaries, or none of them; see
    /// [`CharNgrams`](crate::CharNgrams). Default: `None`.
    pub fn chars(mut self, lengths: Option<Ngrams>) -> Self {
        self.0.chars = lengths;
        self
    }

    /// Sets the smallest number of documents that a feature must occur in, 1 or more. Default: 1.
    pub fn min_df(mut self, documents: u32) -> Self {
        self.0.min_df = documents;
        self
    }

    /// Sets the largest share of the documents that a feature may occur in, above 0 and at most 1.
    /// Default: 1.
    pub fn max_df(mut self, share: f64) -> Self {
        self.0.max_df = share;
        self
    }

    /// Sets the largest number of features, for words and for characters apart: those that occur
    /// most often in the whole corpus are kept, among equals the first by name. Default: `None`.
    pub fn max_features(mut self, features: Option<usize>) -> Self {
        self.0.max_features = features;
        self
    }

    /// Replaces words by their stems; without a language it does nothing. Default: true.
    pub fn stem(mut self, on: bool) -> Self {
        self.0.stem = on;
        self
    }

    /// Sets the words to leave out of the word n-grams. Default: [`StopWords::None`].
    pub fn stop_words(mut self, words: StopWords) -> Self {
        self.0.stop_words = words;
        self
    }

    /// Marks words in the scope of a negation, as [`NegationScope`](crate::NegationScope) says.
    /// Default: false.
    pub fn negation(mut self, on: bool) -> Self {
        self.0.negation = on;
        self
    }

    /// Folds accents, `é` becoming `e`. Default: false.
    pub fn fold_accents(mut self, on: bool) -> Self {
        self.0.fold_accents = on;
        self
    }

    /// Sets how counts become weights. Default: [`Tf::Sublinear`].
    pub fn tf(mut self, tf: Tf) -> Self {
        self.0.tf = tf;
        self
    }

    /// Multiplies weights by the smooth inverse document frequency,
    /// `ln((1 + n_documents) / (1 + document_frequency)) + 1`. Default: true.
    pub fn idf(mut self, on: bool) -> Self {
        self.0.idf = on;
        self
    }

    /// Sets what the values of a row are divided by, for words and for characters apart.
    /// Default: [`Norm::L2`].
    pub fn norm(mut self, norm: Norm) -> Self {
        self.0.norm = norm;
        self
    }

    /// Returns the options, checked.
    ///
    /// # Errors
    ///
    /// [`Error::NoBlocks`] without any n-grams, [`Error::OptionOutOfRange`] for `min_df`, `max_df`
    /// and `max_features`, [`Error::NeedsLanguage`] for negation or a language's stop words without
    /// a language, [`Error::InvalidStopWord`] for a word that no token can equal.
    pub fn settings(self) -> Result<Settings, Error> {
        Settings::try_from(self.0)
    }

    /// Fits a vectoriser on a corpus, one text per document.
    ///
    /// # Errors
    ///
    /// As [`VectorizerBuilder::settings`] and [`Vectorizer::fit`].
    pub fn fit(self, documents: &[impl AsRef<str> + Sync]) -> Result<Vectorizer, Error> {
        Vectorizer::fit(self.settings()?, documents)
    }

    /// Fits a vectoriser on a corpus and returns it with the corpus' matrix, the same as
    /// [`Vectorizer::transform`] would give, faster.
    ///
    /// *Shape*: `documents × features`.
    ///
    /// # Errors
    ///
    /// As [`VectorizerBuilder::settings`] and [`Vectorizer::fit`].
    pub fn fit_transform(
        self,
        documents: &[impl AsRef<str> + Sync],
    ) -> Result<(Vectorizer, Csr), Error> {
        Vectorizer::fit_transform(self.settings()?, documents)
    }
}
