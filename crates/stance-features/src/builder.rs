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
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Language, Vectorizer};
    ///
    /// let builder = Vectorizer::builder().language(Some(Language::French));
    /// assert!(builder.fit(&["l’IA"])?.feature_names().eq(["w:ia", "w:l'", "w:l' ia"]));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn language(mut self, language: Option<Language>) -> Self {
        self.0.language = language;
        self
    }

    /// Sets the lengths of word n-grams, or none of them. Default: 1-2.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// let builder = Vectorizer::builder().words(Some("2".parse()?));
    /// assert!(builder.fit(&["a b c"])?.feature_names().eq(["w:a b", "w:b c"]));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn words(mut self, lengths: Option<Ngrams>) -> Self {
        self.0.words = lengths;
        self
    }

    /// Sets the lengths of character n-grams within word boundaries, or none of them; see
    /// [`CharNgrams`](crate::CharNgrams). Default: `None`.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// let builder = Vectorizer::builder().words(None).chars(Some("3".parse()?));
    /// assert!(builder.fit(&["IA"])?.feature_names().eq(["c: ia", "c:ia "]));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn chars(mut self, lengths: Option<Ngrams>) -> Self {
        self.0.chars = lengths;
        self
    }

    /// Sets the smallest number of documents that a feature must occur in, 1 or more. Default: 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// let builder = Vectorizer::builder().min_df(2);
    /// assert!(builder.fit(&["a b", "b c"])?.feature_names().eq(["w:b"]));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn min_df(mut self, documents: u32) -> Self {
        self.0.min_df = documents;
        self
    }

    /// Sets the largest share of the documents that a feature may occur in, above 0 and at most 1.
    /// Default: 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// let builder = Vectorizer::builder().words(Some("1".parse()?)).max_df(0.5);
    /// assert!(builder.fit(&["a b", "b c"])?.feature_names().eq(["w:a", "w:c"]));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn max_df(mut self, share: f64) -> Self {
        self.0.max_df = share;
        self
    }

    /// Sets the largest number of features, for words and for characters apart: those that occur
    /// most often in the whole corpus are kept, among equals the first by name. Default: `None`.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// let builder = Vectorizer::builder().max_features(Some(2));
    /// assert!(builder.fit(&["b b a", "b c"])?.feature_names().eq(["w:a", "w:b"]));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn max_features(mut self, features: Option<usize>) -> Self {
        self.0.max_features = features;
        self
    }

    /// Replaces words by their stems; without a language it does nothing. Default: true.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Language, Vectorizer};
    ///
    /// let builder = Vectorizer::builder().language(Some(Language::English));
    /// assert!(builder.clone().fit(&["robots"])?.feature_names().eq(["w:robot"]));
    /// assert!(builder.stem(false).fit(&["robots"])?.feature_names().eq(["w:robots"]));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn stem(mut self, on: bool) -> Self {
        self.0.stem = on;
        self
    }

    /// Sets the words to leave out of the word n-grams. Default: [`StopWords::None`].
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Language, StopWords, Vectorizer};
    ///
    /// let builder = Vectorizer::builder().language(Some(Language::French));
    /// let vectorizer = builder.stop_words(StopWords::Language).fit(&["la peur de l’IA"])?;
    /// assert!(vectorizer.feature_names().eq(["w:ia", "w:peur", "w:peur ia"]));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn stop_words(mut self, words: StopWords) -> Self {
        self.0.stop_words = words;
        self
    }

    /// Marks words in the scope of a negation, as [`NegationScope`](crate::NegationScope) says.
    /// Default: false.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Language, Vectorizer};
    ///
    /// let builder = Vectorizer::builder().language(Some(Language::English)).words(Some("1".parse()?));
    /// let vectorizer = builder.negation(true).fit(&["not safe, useful"])?;
    /// assert!(vectorizer.feature_names().eq(["w:not", "w:use", "w:¬safe"]));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn negation(mut self, on: bool) -> Self {
        self.0.negation = on;
        self
    }

    /// Folds accents, `é` becoming `e`. Default: false.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// let vectorizer = Vectorizer::builder().fold_accents(true).fit(&["Été"])?;
    /// assert!(vectorizer.feature_names().eq(["w:ete"]));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn fold_accents(mut self, on: bool) -> Self {
        self.0.fold_accents = on;
        self
    }

    /// Sets how counts become weights. Default: [`Tf::Sublinear`].
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Norm, Tf, Vectorizer};
    ///
    /// let builder = Vectorizer::builder().words(Some("1".parse()?)).idf(false).norm(Norm::None);
    /// let (_, matrix) = builder.tf(Tf::Count).fit_transform(&["a a b"])?;
    /// assert_eq!(matrix.row(0).values, [2.0, 1.0]);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn tf(mut self, tf: Tf) -> Self {
        self.0.tf = tf;
        self
    }

    /// Multiplies weights by the smooth inverse document frequency,
    /// `ln((1 + n_documents) / (1 + document_frequency)) + 1`. Default: true.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Norm, Vectorizer};
    ///
    /// let builder = Vectorizer::builder().words(Some("1".parse()?)).norm(Norm::None);
    /// let (_, matrix) = builder.idf(true).fit_transform(&["a b", "b"])?;
    /// // ln(3 / 2) + 1 for `a`, ln(3 / 3) + 1 for `b`.
    /// assert_eq!(matrix.row(0).values, [1.405_465_1, 1.0]);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn idf(mut self, on: bool) -> Self {
        self.0.idf = on;
        self
    }

    /// Sets what the values of a row are divided by, for words and for characters apart.
    /// Default: [`Norm::L2`].
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Norm, Vectorizer};
    ///
    /// let builder = Vectorizer::builder().words(Some("1".parse()?)).idf(false);
    /// let (_, matrix) = builder.norm(Norm::L1).fit_transform(&["a b c d"])?;
    /// assert_eq!(matrix.row(0).values, [0.25; 4]);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
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
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Error, Vectorizer};
    ///
    /// assert_eq!(Vectorizer::builder().settings()?.min_df(), 1);
    /// let nothing = Vectorizer::builder().words(None).settings();
    /// assert!(matches!(nothing, Err(Error::NoBlocks)));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn settings(self) -> Result<Settings, Error> {
        Settings::try_from(self.0)
    }

    /// Fits a vectoriser on a corpus, one text per document.
    ///
    /// # Errors
    ///
    /// As [`VectorizerBuilder::settings`] and [`Vectorizer::fit`].
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Error, Vectorizer};
    ///
    /// assert_eq!(Vectorizer::builder().fit(&["a b", "b c"])?.n_features(), 5);
    /// let none: [&str; 0] = [];
    /// assert!(matches!(Vectorizer::builder().fit(&none), Err(Error::EmptyCorpus)));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
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
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// let corpus = ["a b", "b c"];
    /// let (vectorizer, matrix) = Vectorizer::builder().fit_transform(&corpus)?;
    /// assert_eq!(matrix, vectorizer.transform(&corpus));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn fit_transform(
        self,
        documents: &[impl AsRef<str> + Sync],
    ) -> Result<(Vectorizer, Csr), Error> {
        Vectorizer::fit_transform(self.settings()?, documents)
    }
}
