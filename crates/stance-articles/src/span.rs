//! A half-open range of bytes, the one unit in which this crate says where something stands.

use std::ops::Range;

/// A half-open range `start..end` of bytes in the text of an article.
///
/// Spans made by this crate always lie on the boundaries of characters, with `start <= end`.
///
/// ```
/// use stance_articles::Span;
///
/// let span = Span::new(2, 5);
/// assert_eq!(span.len(), 3);
/// assert_eq!(span.slice("« né »"), None); // byte 2 is the blank, byte 5 lies inside « é »
/// assert_eq!(Span::new(3, 6).slice("« né »"), Some("né"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

impl Span {
    /// Returns the span `start..end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Returns the number of bytes in the span.
    #[must_use]
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Returns whether the span holds no byte.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Returns whether `other` lies within the span.
    ///
    /// ```
    /// use stance_articles::Span;
    ///
    /// assert!(Span::new(2, 9).contains(Span::new(2, 4)));
    /// assert!(!Span::new(2, 9).contains(Span::new(8, 10)));
    /// ```
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Returns the part of `text` in the span, or `None` where the span does not fit the text.
    #[must_use]
    pub fn slice(self, text: &str) -> Option<&str> {
        text.get(self.range())
    }

    /// Returns the span as a range, for indexing.
    #[must_use]
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Returns the span without the blanks and the invisible characters at its two ends.
    pub(crate) fn trimmed(self, text: &str) -> Self {
        let Some(slice) = self.slice(text) else {
            return self;
        };
        let start = self.start + (slice.len() - slice.trim_start_matches(is_blank).len());
        Self {
            start,
            end: start.max(self.start + slice.trim_end_matches(is_blank).len()),
        }
    }
}

/// Returns whether a character shows nothing: a blank, a soft hyphen, a joiner, a byte order mark.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Returns whether a character is written but takes no place.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
    )
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self {
            start: range.start,
            end: range.end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn trimming_drops_every_kind_of_blank() {
        let text = "« \u{a0}mot\u{202f} »";
        let inner = Span::new(2, text.len() - 2);
        assert_eq!(inner.trimmed(text).slice(text), Some("mot"));
    }

    #[test]
    fn trimming_blanks_only_leaves_an_empty_span_inside() {
        let trimmed = Span::new(1, 4).trimmed("a   b");
        assert!(trimmed.is_empty());
        assert!(Span::new(1, 4).contains(trimmed));
    }

    #[test]
    fn an_inverted_span_is_empty_and_slices_nothing() {
        assert!(Span::new(4, 2).is_empty());
        assert_eq!(Span::new(4, 2).slice("abcdef"), None);
    }
}
