//! Cuts a text into paragraphs of a [`Kind`], each a range of the text.
//!
//! A text on several lines is cut at its lines, and the kind of a line comes from its form, its words and
//! its neighbours. An article on one single line is cut at the ends of its sentences.

mod furniture;
mod head;
mod interview;
mod lines;
mod passages;
mod signature;

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
}

impl Block {
    pub(crate) fn new(kind: Kind, span: Span) -> Self {
        Self {
            kind,
            span,
            signature: None,
        }
    }
}

/// A text cut into blocks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Draft {
    pub(crate) blocks: Vec<Block>,
    pub(crate) title: Option<Span>,
    pub(crate) byline: Option<Span>,
    pub(crate) date: Option<Span>,
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
pub(crate) fn segment(text: &str, language: Option<Language>) -> Draft {
    let language = language.unwrap_or(Language::French);
    let lines = line_spans(text);
    match lines.as_slice() {
        [line] if line.slice(text).is_some_and(is_long) => passages::cut(text, *line, language),
        // A title, perhaps a byline, and all the rest on one line.
        [.., last] if lines.len() <= 3 && is_dump(text, &lines, *last) => {
            let mut draft = lines::cut(text, &lines[..lines.len() - 1], &lines);
            draft
                .blocks
                .extend(passages::cut_body(text, *last, language));
            draft
        }
        _ => lines::cut(text, &lines, &lines),
    }
}

/// Returns whether the last line is by far the longest, and too long for a paragraph.
fn is_dump(text: &str, lines: &[Span], last: Span) -> bool {
    let all: usize = lines.iter().map(|line| line.len()).sum();
    let words = last
        .slice(text)
        .is_some_and(|line| line.split_whitespace().nth(2 * LONG_LINE).is_some());
    words && last.len() * 5 >= all * 4
}

fn is_long(line: &str) -> bool {
    line.split_whitespace().nth(LONG_LINE - 1).is_some()
}

/// Returns the lines that are not blank, without the blanks around them.
fn line_spans(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let span = Span::new(start, start + line.len()).trimmed(text);
        if !span.is_empty() {
            spans.push(span);
        }
        start += line.len();
    }
    spans
}
