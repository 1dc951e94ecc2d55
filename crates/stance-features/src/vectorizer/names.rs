//! The names of the columns, one string after the other.

use crate::{Error, Ngrams};

/// Most features of a vectoriser. It leaves room, below `u32::MAX`, for the n-grams that only lead
/// to longer ones.
const MOST_FEATURES: usize = 1 << 28;

/// The block of columns a feature belongs to.
///
/// # Examples
///
/// ```
/// use stance_features::Block;
///
/// assert!(Block::Words < Block::Chars);
/// assert_eq!((Block::Words.prefix(), Block::Chars.prefix()), ("w:", "c:"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Block {
    /// N-grams of words; names begin with `w:`.
    Words,
    /// N-grams of characters; names begin with `c:`.
    Chars,
}

impl Block {
    /// Returns what the names of the block's columns begin with.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(stance_features::Block::Chars.prefix(), "c:");
    /// ```
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Words => "w:",
            Self::Chars => "c:",
        }
    }

    /// Returns the block and the n-gram that the name of a column stands for, `None` when it has
    /// no block's prefix.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Block;
    ///
    /// assert_eq!(Block::split("w:intelligence artificiel"), Some((Block::Words, "intelligence artificiel")));
    /// assert_eq!(Block::split("ia"), None);
    /// ```
    #[must_use]
    pub fn split(name: &str) -> Option<(Self, &str)> {
        [Self::Words, Self::Chars]
            .into_iter()
            .find_map(|block| Some((block, name.strip_prefix(block.prefix())?)))
    }
}

/// Names in the order of their columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Names {
    text: String,
    /// Where each name ends in `text`.
    ends: Vec<usize>,
    /// How many columns, from the first, are word n-grams.
    n_words: usize,
}

impl Names {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn n_words(&self) -> usize {
        self.n_words
    }

    pub(super) fn get(&self, column: usize) -> Option<&str> {
        let end = *self.ends.get(column)?;
        let start = if column == 0 {
            0
        } else {
            self.ends[column - 1]
        };
        Some(&self.text[start..end])
    }

    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.ends.iter().enumerate().map(|(column, &end)| {
            let start = if column == 0 {
                0
            } else {
                self.ends[column - 1]
            };
            &self.text[start..end]
        })
    }

    /// Appends the name of the next column: its block, and the words of its n-gram, to be joined by
    /// spaces. Names must rise, words before characters.
    pub(super) fn push(&mut self, block: Block, ngram: &[&str]) {
        self.text.push_str(block.prefix());
        for (index, part) in ngram.iter().enumerate() {
            if index > 0 {
                self.text.push(' ');
            }
            self.text.push_str(part);
        }
        self.ends.push(self.text.len());
        if block == Block::Words {
            self.n_words = self.ends.len();
        }
    }

    /// Refuses more than [`MOST_FEATURES`] names.
    pub(super) fn check_len(len: usize) -> Result<(), Error> {
        if len > MOST_FEATURES {
            return Err(Error::TooMany {
                what: "features",
                limit: MOST_FEATURES as u64,
            });
        }
        Ok(())
    }

    /// Refuses n-grams of lengths that are not asked for: of words, any but `words`; of characters,
    /// any longer than `chars` (shorter ones are whole words).
    pub(super) fn check_lengths(
        &self,
        words: Option<Ngrams>,
        chars: Option<Ngrams>,
    ) -> Result<(), Error> {
        // Asked of all names together first, which is much faster than one by one.
        let all_are_joined = is_joined(self.text.as_bytes());
        for (column, name) in self.iter().enumerate() {
            let malformed = |rule| Err(Error::MalformedVocabulary { column, rule });
            match Block::split(name) {
                Some((Block::Words, ngram)) => {
                    let ngram = ngram.as_bytes();
                    let spaces = ngram.iter().map(|&byte| usize::from(byte == b' '));
                    let length = 1 + spaces.sum::<usize>();
                    if !words.is_some_and(|lengths| lengths.lengths().contains(&length)) {
                        return malformed("word n-grams have the lengths of the settings");
                    }
                    let has_blank_end = ngram.first() == Some(&b' ') || ngram.last() == Some(&b' ');
                    if has_blank_end || !(all_are_joined || is_joined(ngram)) {
                        return malformed("words are joined by one space");
                    }
                }
                Some((Block::Chars, gram))
                    if chars.is_none_or(|lengths| gram.chars().count() > lengths.max()) =>
                {
                    return malformed("character n-grams have the lengths of the settings");
                }
                Some((Block::Chars, _)) | None => {}
            }
        }
        Ok(())
    }

    /// Returns the names, checked: each with a prefix, not empty, strictly rising within the block,
    /// words before characters. About `expected` names are expected.
    pub(super) fn checked<N: AsRef<str>>(
        names: impl IntoIterator<Item = N>,
        expected: usize,
    ) -> Result<Self, Error> {
        let mut out = Self {
            ends: Vec::with_capacity(expected.min(MOST_FEATURES)),
            ..Self::default()
        };
        // The block of the name before, and where its n-gram begins.
        let mut previous: Option<(Block, usize)> = None;
        for (column, name) in names.into_iter().enumerate() {
            Self::check_len(column + 1)?;
            let malformed = |rule| Error::MalformedVocabulary { column, rule };
            let (block, ngram) = Block::split(name.as_ref())
                .ok_or_else(|| malformed("names begin with w: or c:"))?;
            if ngram.is_empty() {
                return Err(malformed("names are not empty"));
            }
            let previous_name = previous.map(|(block, start)| (block, &out.text[start..]));
            if previous_name.is_some_and(|previous| previous >= (block, ngram)) {
                return Err(malformed(
                    "names rise, words before characters, each name once",
                ));
            }
            out.push(block, &[ngram]);
            previous = Some((block, out.text.len() - ngram.len()));
        }
        Ok(out)
    }
}

/// Returns whether no two spaces follow each other and nothing below a space stands in the text. Bytes are enough: a space,
/// and what is below it, is no part of another character. Without a branch, so that many bytes are looked at at once.
fn is_joined(text: &[u8]) -> bool {
    let pairs = text.iter().zip(text.iter().skip(1));
    let is_space = |byte: u8| u8::from(byte == b' ');
    let two = pairs.fold(0, |found, (&first, &second)| {
        found | is_space(first) & is_space(second)
    });
    let below = text
        .iter()
        .fold(0, |found, &byte| found | u8::from(byte < b' '));
    two == 0 && below == 0
}
