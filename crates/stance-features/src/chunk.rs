//! Whitespace-delimited words ("chunks"): the unit that every later rule looks at.
//!
//! No rule of the tokeniser crosses the end of a chunk, so what a chunk yields depends on its bytes
//! alone and can be remembered. To make that true, a blank inside a number (`10 000`) or before its
//! unit (`50 %`, `3 M€`) does not end a chunk.

use std::ops::Range;

/// Iterates over the chunks of a text as byte ranges, in order.
#[derive(Debug, Clone)]
pub(crate) struct Chunks<'a> {
    text: &'a str,
    position: usize,
    /// Whether a plain space may stand between groups of digits, as French writes them.
    spaced_groups: bool,
}

impl<'a> Chunks<'a> {
    pub(crate) fn new(text: &'a str, spaced_groups: bool) -> Self {
        Self {
            text,
            position: 0,
            spaced_groups,
        }
    }
}

impl Iterator for Chunks<'_> {
    type Item = Range<usize>;

    #[inline]
    fn next(&mut self) -> Option<Range<usize>> {
        let start = self.position;
        match plain_chunk_len(&self.text.as_bytes()[start..]) {
            Some(len) => {
                self.position = start + len + 1;
                Some(start..start + len)
            }
            None => self.next_of_any_kind(),
        }
    }
}

impl Chunks<'_> {
    fn next_of_any_kind(&mut self) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        let mut start = self.position;
        while start < bytes.len() {
            match blank_len(bytes, start) {
                0 => break,
                len => start += len,
            }
        }
        if start == bytes.len() {
            self.position = start;
            return None;
        }
        let mut end = start;
        loop {
            end = word_end(bytes, end);
            let blank = blank_len(bytes, end);
            if blank == 0 || !joins(self.text, start..end, blank, self.spaced_groups) {
                break;
            }
            end += blank;
        }
        // As after a plain chunk: the next one begins at once.
        self.position = end + usize::from(bytes.get(end) == Some(&b' '));
        Some(start..end)
    }
}

/// What a byte can be the start of: nothing special, a blank, or a character that may be a blank.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0x09;
    while byte <= 0x0D {
        classes[byte] = 1;
        byte += 1;
    }
    classes[0x20] = 1;
    classes[0xC2] = 2;
    classes[0xE1] = 2;
    classes[0xE2] = 2;
    classes[0xE3] = 2;
    classes
};

/// Returns where the run without blanks that holds `from` ends.
fn word_end(bytes: &[u8], from: usize) -> usize {
    let mut end = from;
    loop {
        end += plain_len(&bytes[end..]);
        match bytes.get(end).map(|&byte| CLASSES[usize::from(byte)]) {
            None | Some(1) => return end,
            Some(2) if blank_len(bytes, end) > 0 => return end,
            Some(_) => end += 1,
        }
    }
}

/// Returns the length of the plainest chunk, the most frequent one: visible ASCII that begins at once, shorter than 16
/// bytes, and ends before a space and not with a digit.
#[inline]
fn plain_chunk_len(bytes: &[u8]) -> Option<usize> {
    let bytes = bytes.first_chunk::<16>()?;
    let ([low, high], []) = bytes.as_chunks::<8>() else {
        return None;
    };
    // Without a branch, which would often be guessed wrong.
    let (low, high) = (n_plain(*low), n_plain(*high));
    let len = low + high * usize::from(low == 8);
    let last = bytes.get(len.wrapping_sub(1))?;
    (bytes.get(len) == Some(&b' ') && !last.is_ascii_digit()).then_some(len)
}

/// Returns how many bytes from the start are visible ASCII, as far as whole words of 8 bytes tell.
#[inline]
fn plain_len(bytes: &[u8]) -> usize {
    let (words, _) = bytes.as_chunks::<8>();
    let mut len = 0;
    for word in words {
        let n_plain = n_plain(*word);
        len += n_plain;
        if n_plain < 8 {
            break;
        }
    }
    len
}

/// Returns how many of the bytes, from the first on, are visible ASCII.
#[inline]
fn n_plain(word: [u8; 8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    let word = u64::from_le_bytes(word);
    // The top bit of each byte that is above 0x7F or below 0x21. A borrow may set those of bytes after the first.
    let others = (word.wrapping_sub(0x21 * ONES) | word) & (0x80 * ONES);
    others.trailing_zeros() as usize / 8
}

/// Returns the length in bytes of the blank at `at`, 0 when there is none: the Unicode property
/// `White_Space`, and the zero-width space.
fn blank_len(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at..) {
        Some([0x09..=0x0D | 0x20, ..]) => 1,
        Some([0xC2, 0x85 | 0xA0, ..]) => 2,
        Some(
            [0xE1, 0x9A, 0x80, ..]
            | [0xE2, 0x80, 0x80..=0x8B | 0xA8 | 0xA9 | 0xAF, ..]
            | [0xE2, 0x81, 0x9F, ..]
            | [0xE3, 0x80, 0x80, ..],
        ) => 3,
        _ => 0,
    }
}

/// Returns true when the blank after the word stands inside a number or between it and its unit.
fn joins(text: &str, word: Range<usize>, blank: usize, spaced_groups: bool) -> bool {
    let bytes = text.as_bytes();
    if !bytes[word.end - 1].is_ascii_digit() || matches!(bytes[word.end], 0x09..=0x0D) {
        return false;
    }
    let rest = &text[word.end + blank..];
    if starts_with_unit(rest.as_bytes()) {
        return true;
    }
    let group = rest
        .get(..3)
        .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    group.is_some()
        && !rest[3..].starts_with(char::is_alphanumeric)
        && (blank > 1 || spaced_groups)
        && ends_with_group(&bytes[word])
}

/// Returns true when the text ends with one to three digits that begin a number or a group of it.
fn ends_with_group(text: &[u8]) -> bool {
    let n_digits = text
        .iter()
        .rev()
        .take(4)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let before = text.len().checked_sub(n_digits + 1).map(|at| text[at]);
    n_digits <= 3
        && !before.is_some_and(|byte| byte.is_ascii_alphanumeric() || b".,".contains(&byte))
}

/// Returns true when the text starts with a percent sign or a currency, which may have a magnitude
/// before it (`k€`, `M€`, `Md€`).
fn starts_with_unit(text: &[u8]) -> bool {
    let text = &text[..text.len().min(8)];
    if text.starts_with(b"%") || text.starts_with("‰".as_bytes()) {
        return true;
    }
    ["", "k", "K", "M", "Md", "Mds"].iter().any(|magnitude| {
        text.strip_prefix(magnitude.as_bytes()).is_some_and(|rest| {
            ["€", "$", "£", "¥"].iter().any(|currency| {
                rest.strip_prefix(currency.as_bytes())
                    .is_some_and(|after| !after.first().is_some_and(u8::is_ascii_digit))
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks(text: &str, spaced_groups: bool) -> Vec<&str> {
        Chunks::new(text, spaced_groups)
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn blanks_of_every_width_end_a_chunk() {
        let text = " a\tb\nc\u{85}d\u{a0}e\u{1680}f\u{2003}g\u{200b}h\u{2028}i\u{202f}j\u{205f}k\u{3000}l ";
        let expected = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
        assert_eq!(chunks(text, true), expected);
        assert!(chunks(" \u{a0}\n", true).is_empty());
        assert_eq!(chunks("„été‟ — 東京", true), ["„été‟", "—", "東京"]);
    }

    #[test]
    fn plain_chunks_are_those_of_the_rules_for_any() {
        let pieces = [
            " ",
            "a",
            "7",
            "%",
            ".",
            "\n",
            "é",
            "\u{a0}",
            "abcdefg",
            "0123456789abcde",
        ];
        for number in 0..pieces.len().pow(5) {
            let at = |place| pieces[number / pieces.len().pow(place) % pieces.len()];
            // Long enough behind for every chunk to be read 16 bytes at a time.
            let text = [at(0), at(1), at(2), at(3), at(4), " and then to the end"].concat();
            for spaced_groups in [false, true] {
                let chunks = Chunks::new(&text, spaced_groups);
                let mut others = chunks.clone();
                let expected = std::iter::from_fn(|| others.next_of_any_kind());
                assert!(chunks.eq(expected), "{text:?}");
            }
        }
    }

    #[test]
    fn words_of_bytes_end_where_single_bytes_do() {
        let pieces = [
            "a", "~", "!", "é", "\u{a0}", "\u{2003}", "‟", " ", "\u{1}", "\u{7f}", "abcdefg",
        ];
        for number in 0..pieces.len().pow(4) {
            let at = |place| pieces[number / pieces.len().pow(place) % pieces.len()];
            let text = [at(0), at(1), "bcde", at(2), at(3), "f"].concat();
            let bytes = text.as_bytes();
            let expected = (0..bytes.len()).find(|&at| blank_len(bytes, at) > 0);
            assert_eq!(
                word_end(bytes, 0),
                expected.unwrap_or(bytes.len()),
                "{text:?}"
            );
        }
    }

    #[test]
    fn numbers_keep_their_groups_and_units() {
        let text = "les 1 000 000 de 50 % à 3 M€ en 2023 100 fois";
        let expected = [
            "les",
            "1 000 000",
            "de",
            "50 %",
            "à",
            "3 M€",
            "en",
            "2023",
            "100",
            "fois",
        ];
        assert_eq!(chunks(text, true), expected);
        assert_eq!(
            chunks("12 345 et 12\u{202f}345", false),
            ["12", "345", "et", "12\u{202f}345"]
        );
        assert_eq!(
            chunks("GPT4 200 1,5 000 2005 $10", true),
            ["GPT4", "200", "1,5", "000", "2005", "$10"]
        );
        assert_eq!(chunks("10\n000", true), ["10", "000"]);
    }
}
