//! Cuts a text into paragraphs of a [`Kind`], each a range of the text.
//!
//! A text on several lines is cut at its lines, and the kind of a line comes from its form, its words and
//! its neighbours. An article on one single line is cut into pieces, which are told in the same way, and its
//! prose at the ends of sentences.

mod forms;
mod furniture;
mod head;
mod interview;
mod lines;
mod observe;
mod passages;
mod pieces;
mod relabel;
mod signature;
mod site;
mod site_words;
mod tagger;
mod tail;

#[cfg(feature = "train")]
pub(crate) use tagger::Tagger;
pub(crate) use tagger::Taggers;

use crate::{Kind, Language, Span};

/// Words from which a text on one line is cut into passages.
const LONG_LINE: usize = 120;

/// A paragraph before its quotations are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) kind: Kind,
    pub(crate) span: Span,
    /// Of a pull quote, the line that signs it.
    pub(crate) signature: Option<Span>,
    /// Whether its kind stands in the markup of its source.
    pub(crate) marked: bool,
}

impl Block {
    pub(crate) fn new(kind: Kind, span: Span) -> Self {
        Self {
            kind,
            span,
            signature: None,
            marked: false,
        }
    }
}

/// A line of a text before it has a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) span: Span,
    /// The kind that the markup of its source gives it.
    pub(crate) tag: Option<Kind>,
}

/// A text cut into blocks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Draft {
    pub(crate) blocks: Vec<Block>,
    pub(crate) title: Option<Span>,
    pub(crate) byline: Option<Span>,
    pub(crate) date: Option<Span>,
    pub(crate) site: Option<Span>,
}

/// Returns the text as one paragraph; as none where it is blank.
pub(crate) fn whole(text: &str) -> Draft {
    let span = Span::new(0, text.len()).trimmed(text);
    let block = (!span.is_empty()).then(|| Block::new(Kind::Paragraph, span));
    Draft {
        blocks: block.into_iter().collect(),
        ..Draft::default()
    }
}

/// Cuts `text`; its language chooses the abbreviations that end no sentence.
pub(crate) fn segment(text: &str, language: Option<Language>, taggers: Taggers<'_>) -> Draft {
    let language = language.unwrap_or(Language::French);
    let lines = untagged_lines(text);
    match one_line(text, &lines) {
        Some((above, last)) => passages::cut(text, above, last, language, taggers.pieces),
        None => lines::cut(text, &lines, &lines, taggers.lines),
    }
}

/// Returns the line that holds all of a text, or nearly all after a title and perhaps a byline, and the lines above it.
fn one_line<'l>(text: &str, lines: &'l [Line]) -> Option<(&'l [Line], Span)> {
    let (last, above) = lines.split_last()?;
    let found = match above {
        [] => last.span.slice(text).is_some_and(is_long),
        _ => lines.len() <= 3 && is_dump(text, lines, last.span),
    };
    found.then_some((above, last.span))
}

/// What training needs of the tagger of lines.
#[cfg(feature = "train")]
pub(crate) mod training {
    use super::{lines, observe, one_line, passages, tagger, untagged_lines};
    use crate::{Language, Span};

    pub(crate) fn labels() -> Vec<&'static str> {
        tagger::states()
    }

    pub(crate) fn features() -> Vec<String> {
        observe::names()
    }

    /// Returns the lines of a text with their features.
    pub(crate) fn observed(text: &str) -> Vec<(Span, Vec<u16>)> {
        let found = untagged_lines(text);
        lines::observed(text, &found)
    }

    /// Returns the pieces of a text on one single line with their features; nothing of a text on several.
    pub(crate) fn observed_pieces(text: &str, language: Language) -> Vec<(Span, Vec<u16>)> {
        let found = untagged_lines(text);
        one_line(text, &found)
            .map(|(above, last)| passages::observed(text, above, last, language))
            .unwrap_or_default()
    }
}

/// Cuts the text of a page at lines whose markup is known; what `head` has is kept.
#[cfg(feature = "html")]
pub(crate) fn segment_page(text: &str, lines: &[Line], head: &Draft) -> Draft {
    let found = lines::cut(text, lines, lines, Taggers::shipped().lines);
    Draft {
        title: head.title.or(found.title),
        byline: head.byline.or(found.byline),
        date: head.date.or(found.date),
        site: head.site,
        blocks: found.blocks,
    }
}

/// Returns whether the last line is by far the longest, and too long for a paragraph.
fn is_dump(text: &str, lines: &[Line], last: Span) -> bool {
    let all: usize = lines.iter().map(|line| line.span.len()).sum();
    let words = last
        .slice(text)
        .is_some_and(|line| has_words(line, 2 * LONG_LINE));
    words && last.len() * 5 >= all * 4
}

fn is_long(line: &str) -> bool {
    has_words(line, LONG_LINE)
}

/// Returns the number of words, as blanks of ASCII part them.
fn count_words(text: &str) -> usize {
    count_up_to(text, usize::MAX)
}

/// Returns whether a text has `n` words or more, as blanks of ASCII part them.
pub(crate) fn has_words(text: &str, n: usize) -> bool {
    // A word and its blank take two bytes or more.
    text.len() + 1 >= 2 * n && count_up_to(text, n) >= n
}

/// The highest bit of each byte of a number of eight.
const HIGHEST: u64 = u64::from_le_bytes([0x80; 8]);

/// Returns the number of words, or some number from `enough` on where there are as many: eight bytes at a time.
fn count_up_to(text: &str, enough: usize) -> usize {
    let (eights, rest) = text.as_bytes().as_chunks();
    let mut last = [b' '; 8];
    last[..rest.len()].copy_from_slice(rest);
    let mut words = 0;
    // A blank stands before the text.
    let mut before = 0x80;
    for eight in eights.iter().chain([&last]) {
        let blanks = blanks(*eight);
        let starts = !blanks & HIGHEST & (blanks << 8 | before);
        words += (starts >> 7).wrapping_mul(u64::from_le_bytes([1; 8])) >> 56;
        before = blanks >> 56;
        if words >= enough as u64 {
            break;
        }
    }
    usize::try_from(words).unwrap_or(usize::MAX)
}

/// Returns the highest bit of each byte that is a blank.
fn blanks(bytes: [u8; 8]) -> u64 {
    let all = u64::from_le_bytes(bytes);
    let spaces = u64::from_le_bytes([b' '; 8]);
    // Other blanks than the space stand before it, and hardly ever in a line.
    if all.wrapping_sub(spaces) & !all & HIGHEST != 0 {
        let blank = |byte: u8| u8::from(byte.is_ascii_whitespace()) << 7;
        return u64::from_le_bytes(bytes.map(blank));
    }
    let others = all ^ spaces;
    !(((others & !HIGHEST) + !HIGHEST) | others) & HIGHEST
}

/// Returns the lines that are not blank, without the blanks around them.
fn untagged_lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut push = |start: usize, end: usize| {
        let span = Span::new(start, end).trimmed(text);
        if !span.is_empty() {
            lines.push(Line { span, tag: None });
        }
    };
    let bytes = text.as_bytes();
    let mut start = 0;
    for at in memchr::memchr3_iter(b'\n', b'\r', 0xE2, bytes) {
        // U+2028 and U+2029 are E2 80 A8 and E2 80 A9.
        let length = match bytes[at] {
            0xE2 if matches!(bytes.get(at + 1..at + 3), Some([0x80, 0xA8 | 0xA9])) => 3,
            0xE2 => continue,
            _ => 1,
        };
        push(start, at);
        start = at + length;
    }
    push(start, bytes.len());
    lines
}

#[cfg(test)]
mod tests {
    use super::{count_words, has_words};

    #[test]
    fn words_are_what_blanks_of_ascii_part() {
        let pieces = [
            "a", "é", " ", "\u{a0}", "\t", "\n", "\u{b}", "\0", "’", "mot",
        ];
        for number in 0..pieces.len().pow(5) {
            let at = |place| pieces[number / pieces.len().pow(place) % pieces.len()];
            let text = [at(0), "bc", at(1), "d  e", at(2), at(3), "fgh", at(4)].concat();
            let words = text.split_ascii_whitespace().count();
            assert_eq!(count_words(&text), words, "{text:?}");
            assert!(
                has_words(&text, words) && !has_words(&text, words + 1),
                "{text:?}"
            );
        }
        assert!(has_words("", 0) && !has_words("", 1));
    }
}
