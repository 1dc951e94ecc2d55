//! The languages whose rules this crate knows.

use std::fmt;
use std::str::FromStr;

use crate::Error;

/// A language with its own rules of tokenisation, stemming, stop words and negation.
///
/// With the feature `serde` it is written as its code.
///
/// # Examples
///
/// ```
/// use stance_features::Language;
///
/// let language: Language = "fr".parse()?;
/// assert_eq!(language, Language::French);
/// assert_eq!(language.to_string(), "fr");
/// # Ok::<(), stance_features::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Language {
    /// French, code `fr`.
    #[cfg_attr(feature = "serde", serde(rename = "fr"))]
    French,
    /// English, code `en`.
    #[cfg_attr(feature = "serde", serde(rename = "en"))]
    English,
}

impl Language {
    /// Returns the ISO 639-1 code, `fr` or `en`.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(stance_features::Language::English.code(), "en");
    /// ```
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.code())
    }
}

impl FromStr for Language {
    type Err = Error;

    /// Reads a code, `fr` or `en`, in lower case.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownLanguage`] for anything else.
    fn from_str(code: &str) -> Result<Self, Error> {
        match code {
            "fr" => Ok(Self::French),
            "en" => Ok(Self::English),
            _ => Err(Error::UnknownLanguage {
                found: code.to_owned(),
            }),
        }
    }
}
