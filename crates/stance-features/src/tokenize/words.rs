//! Runs of letters and digits as Unicode word boundaries (UAX #29) delimit them, and what any
//! language does with one.

use unicode_segmentation::UnicodeSegmentation;

use super::{Token, TokenKind, shapes};

/// Returns the length of the word that the text starts with, `None` when it starts with none.
///
/// With `compounds`, words joined by single hyphens are one run.
pub(super) fn run_len(text: &str, compounds: bool) -> Option<usize> {
    let mut end = segment_len(text)?;
    while compounds && text[end..].starts_with('-') {
        match segment_len(&text[end + 1..]) {
            Some(len) => end += 1 + len,
            None => break,
        }
    }
    Some(end)
}

/// Returns the length of the Unicode word at the start of the text, when it holds a letter or a
/// digit and is no emoji.
fn segment_len(text: &str) -> Option<usize> {
    if let Some(len) = ascii_segment_len(text) {
        return Some(len);
    }
    let first = text.chars().next()?;
    if !(first.is_alphanumeric() || first == '_') {
        return None;
    }
    let segment = text.split_word_bounds().next()?;
    let is_word = segment.chars().any(char::is_alphanumeric) && !segment.contains('\u{20e3}');
    is_word.then_some(segment.len())
}

/// Returns the length of the Unicode word at the start of the text in the plainest case: ASCII
/// letters and digits, at least one, and after them nothing that could belong to a word.
fn ascii_segment_len(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let len = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    let ends = match bytes.get(len) {
        None => true,
        Some(byte) => byte.is_ascii() && !b"_'.:,;".contains(byte),
    };
    (len > 0 && ends).then_some(len)
}

/// Appends a run as one token.
pub(super) fn whole(run: &str, out: &mut Vec<Token>) -> usize {
    push_word(run, 0, run.len(), out);
    run.len()
}

/// Appends `run[start..end]` as a word, an ordinal or an acronym; nothing when it is empty.
pub(super) fn push_word(run: &str, start: usize, end: usize, out: &mut Vec<Token>) {
    let word = &run[start..end];
    if word.is_empty() {
        return;
    }
    let kind = if shapes::is_ordinal(word) {
        TokenKind::Ordinal
    } else if is_acronym(word) {
        TokenKind::Acronym
    } else {
        TokenKind::Word
    };
    out.push(Token {
        text: word.to_lowercase(),
        kind,
        range: start..end,
    });
}

/// Returns true for two to five capitals, digits and hyphens between them allowed: `IA`, `G7`,
/// `GPT-4`. Longer words in capitals are more often a shouted or a titled word.
fn is_acronym(word: &str) -> bool {
    let n_capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let n_others = word
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '-')
        .count();
    n_capitals >= 1
        && (2..=5).contains(&(n_capitals + n_others))
        && n_capitals + n_others == word.chars().count()
        && word.chars().next().is_some_and(char::is_uppercase)
}

/// Returns where a run that joins sentences or fields ends: before the first `.` or `:`, which
/// Unicode lets stand inside a word (`fin.Le`, `note:deux`).
pub(super) fn before_stop(run: &str) -> usize {
    run.find(['.', ':']).unwrap_or(run.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plainest_case_is_what_unicode_says() {
        let pieces = [
            "a", "Z", "7", "_", "'", ".", ":", ",", ";", "-", "!", "\"", "é", "\u{301}",
        ];
        for first in pieces {
            for second in pieces {
                for third in pieces {
                    let text = [first, second, third].concat();
                    if let Some(len) = ascii_segment_len(&text) {
                        let segment = text.split_word_bounds().next();
                        assert_eq!(segment.map(str::len), Some(len), "{text}");
                    }
                }
            }
        }
    }
}
