//! The options of the vectorisers, checked.

use crate::{Error, Language, Ngrams, StopWords, Tokenizer};

/// How often a feature occurs in a document, as a weight. `n` is the number of times, 1 or more.
///
/// # Examples
///
/// ```
/// use stance_features::{Norm, Tf, Vectorizer};
///
/// let builder = Vectorizer::builder().tf(Tf::Binary).idf(false).norm(Norm::None);
/// let (_, matrix) = builder.fit_transform(&["non non non"])?;
/// assert_eq!(matrix.row(0).values, [1.0, 1.0]);
/// # Ok::<(), stance_features::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Tf {
    /// `n`.
    Count,
    /// 1.
    Binary,
    /// `1 + ln n`. This is the default.
    #[default]
    Sublinear,
}

/// What the values of a row are divided by.
///
/// # Examples
///
/// ```
/// use stance_features::{Norm, Tf, Vectorizer};
///
/// let builder = Vectorizer::builder().words(Some("1".parse()?)).tf(Tf::Count).idf(false);
/// let (_, matrix) = builder.norm(Norm::L1).fit_transform(&["a a a b"])?;
/// assert_eq!(matrix.row(0).values, [0.75, 0.25]);
/// # Ok::<(), stance_features::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Norm {
    /// Nothing.
    None,
    /// The sum of the absolute values.
    L1,
    /// The square root of the sum of squares. This is the default.
    #[default]
    L2,
}

/// All options of a vectoriser, valid by construction.
///
/// Made by [`VectorizerBuilder::settings`](crate::VectorizerBuilder::settings); the builder's
/// methods say what each option means.
///
/// # Examples
///
/// ```
/// use stance_features::{Language, Vectorizer};
///
/// let settings = Vectorizer::builder().language(Some(Language::French)).settings()?;
/// assert!(settings.stem());
/// assert_eq!(settings.words().map(|words| words.max()), Some(2));
/// # Ok::<(), stance_features::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Options", into = "Options"))]
pub struct Settings(Options);

/// The options as they are given, not yet checked.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of its own"
)]
pub(crate) struct Options {
    pub(crate) language: Option<Language>,
    pub(crate) words: Option<Ngrams>,
    pub(crate) chars: Option<Ngrams>,
    pub(crate) min_df: u32,
    pub(crate) max_df: f64,
    pub(crate) max_features: Option<usize>,
    pub(crate) stem: bool,
    pub(crate) stop_words: StopWords,
    pub(crate) negation: bool,
    pub(crate) fold_accents: bool,
    pub(crate) tf: Tf,
    pub(crate) idf: bool,
    pub(crate) norm: Norm,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            language: None,
            words: Ngrams::new(1, 2).ok(),
            chars: None,
            min_df: 1,
            max_df: 1.0,
            max_features: None,
            stem: true,
            stop_words: StopWords::None,
            negation: false,
            fold_accents: false,
            tf: Tf::Sublinear,
            idf: true,
            norm: Norm::L2,
        }
    }
}

impl TryFrom<Options> for Settings {
    type Error = Error;

    fn try_from(options: Options) -> Result<Self, Error> {
        if options.words.is_none() && options.chars.is_none() {
            return Err(Error::NoBlocks);
        }
        if options.min_df == 0 {
            return Err(out_of_range("min_df", &options.min_df, "1 or more"));
        }
        if !(options.max_df > 0.0 && options.max_df <= 1.0) {
            let expected = "a share of the documents, above 0 and at most 1";
            return Err(out_of_range("max_df", &options.max_df, expected));
        }
        if options.max_features == Some(0) {
            return Err(out_of_range("max_features", &0, "1 or more"));
        }
        let needs_language = [
            ("negation", options.negation),
            ("stop_words", options.stop_words == StopWords::Language),
        ];
        for (option, on) in needs_language {
            if on && options.language.is_none() {
                return Err(Error::NeedsLanguage { option });
            }
        }
        check_stop_words(&options)?;
        Ok(Self(options))
    }
}

fn out_of_range(option: &'static str, found: &dyn ToString, expected: &'static str) -> Error {
    Error::OptionOutOfRange {
        option,
        found: found.to_string(),
        expected,
    }
}

/// Every stop word must be one token in its normalised form, or it would never match.
fn check_stop_words(options: &Options) -> Result<(), Error> {
    let StopWords::Custom(words) = &options.stop_words else {
        return Ok(());
    };
    let tokenizer = Tokenizer::new(options.language);
    for word in words {
        let tokens = tokenizer.tokens(word);
        let matches = tokens.len() == 1 && tokens[0].text == *word;
        if !matches && !is_part(word) {
            return Err(Error::InvalidStopWord {
                found: word.clone(),
                n_tokens: tokens.len(),
            });
        }
    }
    Ok(())
}

/// Returns true for what is a token only after a word: `-il`, `'s`, `n't`.
fn is_part(word: &str) -> bool {
    word.starts_with(['-', '\'']) || word == "n't"
}

impl Default for Settings {
    /// Returns the defaults that the builder's methods state.
    fn default() -> Self {
        Self(Options::default())
    }
}

impl From<Settings> for Options {
    fn from(settings: Settings) -> Self {
        settings.0
    }
}

impl Settings {
    /// Returns the language whose rules apply.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Language, Vectorizer};
    ///
    /// let settings = Vectorizer::builder().language(Some(Language::French)).settings()?;
    /// assert_eq!(settings.language(), Some(Language::French));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn language(&self) -> Option<Language> {
        self.0.language
    }

    /// Returns the lengths of word n-grams.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Ngrams, Vectorizer};
    ///
    /// let settings = Vectorizer::builder().words(Some(Ngrams::new(1, 3)?)).settings()?;
    /// assert_eq!(settings.words(), Ngrams::new(1, 3).ok());
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn words(&self) -> Option<Ngrams> {
        self.0.words
    }

    /// Returns the lengths of character n-grams.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Ngrams, Vectorizer};
    ///
    /// let settings = Vectorizer::builder().chars(Some(Ngrams::new(2, 5)?)).settings()?;
    /// assert_eq!(settings.chars(), Ngrams::new(2, 5).ok());
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn chars(&self) -> Option<Ngrams> {
        self.0.chars
    }

    /// Returns the smallest number of documents a feature must occur in.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// let settings = Vectorizer::builder().min_df(3).settings()?;
    /// assert_eq!(settings.min_df(), 3);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn min_df(&self) -> u32 {
        self.0.min_df
    }

    /// Returns the largest share of the documents a feature may occur in.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// let settings = Vectorizer::builder().max_df(0.5).settings()?;
    /// assert!((settings.max_df() - 0.5).abs() < f64::EPSILON);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn max_df(&self) -> f64 {
        self.0.max_df
    }

    /// Returns the largest number of features per block.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// let settings = Vectorizer::builder().max_features(Some(1_000)).settings()?;
    /// assert_eq!(settings.max_features(), Some(1_000));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn max_features(&self) -> Option<usize> {
        self.0.max_features
    }

    /// Returns whether words are replaced by their stems, where there is a language.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// assert!(!Vectorizer::builder().stem(false).settings()?.stem());
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn stem(&self) -> bool {
        self.0.stem
    }

    /// Returns the words left out.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{StopWords, Vectorizer};
    ///
    /// let settings = Vectorizer::builder().stop_words(StopWords::default()).settings()?;
    /// assert_eq!(settings.stop_words(), &StopWords::None);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn stop_words(&self) -> &StopWords {
        &self.0.stop_words
    }

    /// Returns whether words in the scope of a negation are marked.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Language, Vectorizer};
    ///
    /// let builder = Vectorizer::builder().language(Some(Language::English));
    /// assert!(builder.negation(true).settings()?.negation());
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn negation(&self) -> bool {
        self.0.negation
    }

    /// Returns whether accents are folded.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// assert!(Vectorizer::builder().fold_accents(true).settings()?.fold_accents());
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn fold_accents(&self) -> bool {
        self.0.fold_accents
    }

    /// Returns how counts become weights.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Tf, Vectorizer};
    ///
    /// let settings = Vectorizer::builder().tf(Tf::Count).settings()?;
    /// assert_eq!(settings.tf(), Tf::Count);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn tf(&self) -> Tf {
        self.0.tf
    }

    /// Returns whether weights are multiplied by the inverse document frequency.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// assert!(!Vectorizer::builder().idf(false).settings()?.idf());
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn idf(&self) -> bool {
        self.0.idf
    }

    /// Returns what rows are divided by.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Norm, Vectorizer};
    ///
    /// let settings = Vectorizer::builder().norm(Norm::L1).settings()?;
    /// assert_eq!(settings.norm(), Norm::L1);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn norm(&self) -> Norm {
        self.0.norm
    }
}
