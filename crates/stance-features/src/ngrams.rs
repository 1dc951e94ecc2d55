//! Lengths of n-grams: a checked range such as 1-2.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use crate::Error;

/// The lengths of the n-grams to take, from `min` to `max`, both included.
///
/// *Range*: `1 ≤ min ≤ max ≤` [`Ngrams::LONGEST`]. The unit is words or characters, depending on
/// where it is used.
///
/// # Examples
///
/// ```
/// use stance_features::Ngrams;
///
/// let lengths: Ngrams = "2-5".parse()?;
/// assert_eq!((lengths.min(), lengths.max()), (2, 5));
/// assert_eq!(Ngrams::new(1, 1)?.to_string(), "1");
/// assert!(Ngrams::new(3, 2).is_err());
/// # Ok::<(), stance_features::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(into = "(usize, usize)", try_from = "(usize, usize)")
)]
pub struct Ngrams {
    min: usize,
    max: usize,
}

impl Ngrams {
    /// The longest n-gram that can be asked for.
    ///
    /// # Examples
    ///
    /// ```
    /// assert!(stance_features::Ngrams::new(1, stance_features::Ngrams::LONGEST + 1).is_err());
    /// ```
    pub const LONGEST: usize = 8;

    /// Returns the range from `min` to `max`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidNgrams`] when `min` is 0, above `max`, or `max` is above
    /// [`Ngrams::LONGEST`].
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Error, Ngrams};
    ///
    /// assert_eq!(Ngrams::new(1, 2)?, "1-2".parse()?);
    /// assert!(matches!(Ngrams::new(3, 2), Err(Error::InvalidNgrams { min: 3, max: 2, .. })));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn new(min: usize, max: usize) -> Result<Self, Error> {
        if min == 0 || min > max || max > Self::LONGEST {
            return Err(Error::InvalidNgrams {
                min,
                max,
                longest: Self::LONGEST,
            });
        }
        Ok(Self { min, max })
    }

    /// Returns the length of the shortest n-grams.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(stance_features::Ngrams::new(2, 5)?.min(), 2);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn min(self) -> usize {
        self.min
    }

    /// Returns the length of the longest n-grams.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(stance_features::Ngrams::new(2, 5)?.max(), 5);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn max(self) -> usize {
        self.max
    }

    /// Returns all lengths, shortest first.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Ngrams;
    ///
    /// let lengths: Vec<usize> = Ngrams::new(2, 4)?.lengths().collect();
    /// assert_eq!(lengths, [2, 3, 4]);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn lengths(self) -> RangeInclusive<usize> {
        self.min..=self.max
    }
}

impl From<Ngrams> for (usize, usize) {
    fn from(ngrams: Ngrams) -> Self {
        (ngrams.min, ngrams.max)
    }
}

impl TryFrom<(usize, usize)> for Ngrams {
    type Error = Error;

    fn try_from((min, max): (usize, usize)) -> Result<Self, Error> {
        Self::new(min, max)
    }
}

impl fmt::Display for Ngrams {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.min == self.max {
            write!(formatter, "{}", self.min)
        } else {
            write!(formatter, "{}-{}", self.min, self.max)
        }
    }
}

impl FromStr for Ngrams {
    type Err = Error;

    /// Reads `A-B`, or `A` for `A-A`.
    ///
    /// # Errors
    ///
    /// [`Error::MalformedNgrams`] when it has another form, [`Error::InvalidNgrams`] when the
    /// numbers break the rule of [`Ngrams::new`].
    fn from_str(text: &str) -> Result<Self, Error> {
        let malformed = || Error::MalformedNgrams {
            found: text.to_owned(),
        };
        let number = |part: &str| part.trim().parse::<usize>().map_err(|_| malformed());
        match text.split_once('-') {
            Some((min, max)) => Self::new(number(min)?, number(max)?),
            None => number(text).and_then(|length| Self::new(length, length)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for text in ["1", "1-2", "2-5", "8"] {
            assert_eq!(text.parse::<Ngrams>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn refuses_zero_reversed_too_long_and_malformed_ranges() {
        let invalid = |min, max| {
            Err(Error::InvalidNgrams {
                min,
                max,
                longest: 8,
            })
        };
        assert_eq!(Ngrams::new(0, 1), invalid(0, 1));
        assert_eq!(Ngrams::new(2, 1), invalid(2, 1));
        assert_eq!("1-9".parse::<Ngrams>(), invalid(1, 9));
        for text in ["", "-", "1-", "a-b", "1-2-3", "-1"] {
            let malformed = Err(Error::MalformedNgrams {
                found: text.to_owned(),
            });
            assert_eq!(text.parse::<Ngrams>(), malformed, "{text}");
        }
    }
}
