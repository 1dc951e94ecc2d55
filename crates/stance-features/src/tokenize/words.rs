//! Runs of letters and digits as Unicode word boundaries (UAX #29) delimit them, and what any
//! language does with one.

use unicode_segmentation::UnicodeSegmentation;

use super::{TokenKind, Tokens, shapes};

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
    if let Some(len) = plain_segment_len(text) {
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
/// letters and digits and the letters of Latin-1, at least one, and after them nothing that could
/// belong to a word.
fn plain_segment_len(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut len = 0;
    loop {
        match bytes[len..] {
            [byte, ..] if byte.is_ascii_alphanumeric() => len += 1,
            // U+00C0 to U+00FF but for the signs of multiplication and division.
            [0xC3, byte, ..] if byte != 0x97 && byte != 0xB7 => len += 2,
            _ => break,
        }
    }
    let ends = match bytes[len..] {
        [] => true,
        // These join what is on either side of them.
        [b'\'' | b'.' | b':' | b',' | b';', ref after @ ..] => after
            .first()
            .is_none_or(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric()),
        [byte, ..] => byte.is_ascii() && byte != b'_',
    };
    (len > 0 && ends).then_some(len)
}

/// Appends a run as one token.
pub(super) fn whole(run: &str, out: &mut Tokens) -> usize {
    push_word(run, 0, run.len(), out);
    run.len()
}

/// Appends `run[start..end]` as a word, an ordinal or an acronym; nothing when it is empty.
pub(super) fn push_word(run: &str, start: usize, end: usize, out: &mut Tokens) {
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
    out.push_lower(kind, start..end, word);
}

/// Returns true for two to five capitals, digits and hyphens between them allowed: `IA`, `G7`,
/// `GPT-4`. Longer words in capitals are more often a shouted or a titled word.
fn is_acronym(word: &str) -> bool {
    if !word.starts_with(char::is_uppercase) {
        return false;
    }
    let n_capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let n_others = word
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '-')
        .count();
    (2..=5).contains(&(n_capitals + n_others)) && n_capitals + n_others == word.chars().count()
}

/// Returns where a run that joins sentences or fields ends: before the first `.` or `:`, which
/// Unicode lets stand inside a word (`fin.Le`, `note:deux`).
pub(super) fn before_stop(run: &str) -> usize {
    run.bytes()
        .position(|byte| byte == b'.' || byte == b':')
        .unwrap_or(run.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plainest_case_is_what_unicode_says() {
        let pieces = [
            "a", "Z", "7", "_", "'", ".", ":", ",", ";", "-", "!", "\"", "é", "×", "÷", "·",
            "\u{301}",
        ];
        for number in 0..pieces.len().pow(4) {
            let at = |place| pieces[number / pieces.len().pow(place) % pieces.len()];
            let text = [at(0), at(1), at(2), at(3)].concat();
            if let Some(len) = plain_segment_len(&text) {
                let segment = text.split_word_bounds().next();
                assert_eq!(segment.map(str::len), Some(len), "{text}");
            }
        }
    }
}
