//! Text from files, made safe for a terminal: control characters and bidirectional overrides are shown
//! as escapes, never sent raw.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Returns the text with control and format characters that could move the cursor, change colours
/// or reorder text written as `\u{…}`. Line feeds and tabs become spaces.
///
/// ```
/// assert_eq!(stance_cli::printable("a\u{1b}[31m\tb"), "a\\u{1b}[31m b");
/// ```
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            c if is_unsafe(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Returns the same of a text of several lines, which stay lines.
pub(crate) fn printable_lines(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(printable).collect();
    lines.join("\n")
}

/// Whether a character could move the cursor, change the terminal's settings, or reorder or hide text.
pub(crate) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}' | '\u{2029}'
            | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Characters per column that are kept on a line that is cut: marks take no column, and there may be any number of them.
const MOST_PER_COLUMN: usize = 4;

/// Returns the text on one line of at most `width` terminal columns, cut with `…` where it is longer.
///
/// ```
/// assert_eq!(stance_cli::one_line("un  deux\ntrois", 9), "un deux…");
/// ```
#[must_use]
pub fn one_line(text: &str, width: usize) -> String {
    let most = width * MOST_PER_COLUMN;
    let mut flat = String::new();
    for word in text.split_whitespace() {
        if flat.len() > 4 * most {
            break;
        }
        let space = if flat.is_empty() { "" } else { " " };
        flat.push_str(space);
        flat.extend(word.chars().take(most + 1));
    }
    let safe = printable(&flat);
    if safe.width() <= width && safe.chars().nth(most).is_none() {
        return safe.into_owned();
    }
    let mut used = 1;
    let mut out = String::new();
    for c in safe.chars().take(most) {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_shown_not_sent() {
        assert_eq!(
            printable("a\u{1b}[31mb\u{202e}c"),
            "a\\u{1b}[31mb\\u{202e}c"
        );
        assert_eq!(printable("l’été"), "l’été");
        assert_eq!(printable("a\nb\tc"), "a b c");
    }

    #[test]
    fn long_text_is_cut_to_its_width() {
        assert_eq!(one_line("un deux  trois", 20), "un deux trois");
        assert_eq!(one_line("un deux trois", 9), "un deux…");
        assert_eq!(one_line("日本語日本語", 5), "日本…");
    }

    #[test]
    fn marks_without_end_are_cut_too() {
        let marks = "\u{301}".repeat(1000);
        for text in [
            &marks,
            &format!("e{marks}"),
            &format!("le port {marks} et {marks}"),
        ] {
            let line = one_line(text, 20);
            assert!(line.chars().count() <= 81 && line.ends_with('…'), "{line}");
        }
        let accented = "e\u{301}te\u{301}";
        assert_eq!(one_line(accented, 3), accented);
    }
}
