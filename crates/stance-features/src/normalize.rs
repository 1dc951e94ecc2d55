//! One spelling for what is written in several ways, with a map back to the source.
//!
//! Unicode NFC, one apostrophe (`'`), one hyphen, one blank, no soft hyphens or other invisible
//! characters, ligatures as letters; lower case and accent folding on demand.

use std::ops::Range;

use unicode_normalization::char::{
    canonical_combining_class, decompose_canonical, is_combining_mark,
};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A normaliser: which of the optional mappings to apply.
///
/// Always applied, in this order: Unicode normalisation form C; every apostrophe (`’ ‘ ʼ ′ ´` and
/// their kin) becomes `'`; U+2010 and U+2011 become `-`; every blank (Unicode `White_Space`, among
/// them U+00A0 and U+202F, and the zero-width space) becomes one space; soft hyphens, control and
/// direction characters, word joiners are removed; `œ æ ﬁ ﬂ` and their kin become their letters;
/// the raised letters of `1ᵉʳ`, `Mᵐᵉ` become plain ones, the raised o of `nᵒ` becomes `°`.
///
/// # Examples
///
/// ```
/// use stance_features::Normalizer;
///
/// let normalizer = Normalizer::new().lowercase(true);
/// let normalized = normalizer.normalize("L’Œu\u{ad}vre");
/// assert_eq!(normalized.text(), "l'oeuvre");
/// // The word begins after the apostrophe, which takes three bytes in the source.
/// assert_eq!(normalized.source_range(2..8), 4..12);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Normalizer {
    lowercase: bool,
    fold_accents: bool,
}

/// A normalised text and the way back to the text it came from.
///
/// # Examples
///
/// ```
/// use stance_features::Normalizer;
///
/// let normalized = Normalizer::new().normalize("œuf");
/// assert_eq!(normalized.text(), "oeuf");
/// assert_eq!(normalized.source_range(0..2), 0..2);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Normalized {
    text: String,
    /// Pieces in rising order of both starts; none when the two texts are the same bytes.
    pieces: Vec<Piece>,
    source_len: usize,
}

/// A stretch of normalised text that came from one stretch of source.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    start: usize,
    source: Range<usize>,
}

impl Normalizer {
    /// Returns a normaliser that keeps case and accents.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(stance_features::Normalizer::new().normalize("L’Été").text(), "L'Été");
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Maps to lower case. Default: false.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Normalizer;
    ///
    /// assert_eq!(Normalizer::new().lowercase(true).normalize("Été").text(), "été");
    /// ```
    #[must_use]
    pub fn lowercase(mut self, on: bool) -> Self {
        self.lowercase = on;
        self
    }

    /// Removes accents, `é` becoming `e`. Default: false.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Normalizer;
    ///
    /// assert_eq!(Normalizer::new().fold_accents(true).normalize("Été").text(), "Ete");
    /// ```
    #[must_use]
    pub fn fold_accents(mut self, on: bool) -> Self {
        self.fold_accents = on;
        self
    }

    /// Returns the normalised text with its map.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Normalizer;
    ///
    /// assert_eq!(Normalizer::new().normalize("10\u{202f}000").text(), "10 000");
    /// ```
    #[must_use]
    pub fn normalize(&self, text: &str) -> Normalized {
        let mut out = Normalized::default();
        self.normalize_into(text, &mut out);
        out
    }

    /// Normalises into `out`, whose buffers are used again.
    pub(crate) fn normalize_into(self, text: &str, out: &mut Normalized) {
        out.text.clear();
        out.pieces.clear();
        out.source_len = text.len();
        if is_settled(text) && !self.fold_accents {
            // Upper and lower case have the same length here, so that no map is needed.
            if !self.lowercase {
                out.text.push_str(text);
            } else if text.is_ascii() {
                out.text.push_str(text);
                out.text.make_ascii_lowercase();
            } else {
                out.text.extend(text.chars().flat_map(char::to_lowercase));
            }
            return;
        }
        let mut start = 0;
        while start < text.len() {
            let end = start + segment_len(&text[start..]);
            self.push_segment(text, start..end, out);
            start = end;
        }
    }

    /// Appends one normalisation segment, as one piece per character when each stands for itself.
    fn push_segment(self, text: &str, segment: Range<usize>, out: &mut Normalized) {
        let source = &text[segment.clone()];
        let start = out.text.len();
        let mut chars = source.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) if is_plain(c) => self.push_char(c, &mut out.text),
            _ => {
                // What is dropped or replaced may have stood between a letter and its mark.
                let mut replaced = String::with_capacity(source.len());
                for c in source.nfc() {
                    match replacement(c) {
                        Some(replacement) => replaced.push_str(replacement),
                        None => replaced.push(c),
                    }
                }
                replaced
                    .nfc()
                    .for_each(|c| self.push_letter(c, &mut out.text));
            }
        }
        if out.text.len() > start {
            out.pieces.push(Piece {
                start,
                source: segment,
            });
        }
    }

    fn push_char(self, c: char, out: &mut String) {
        let Some(replacement) = replacement(c) else {
            return self.push_letter(c, out);
        };
        for c in replacement.chars() {
            self.push_letter(c, out);
        }
    }

    fn push_letter(self, c: char, out: &mut String) {
        let start = out.len();
        if self.lowercase {
            out.extend(c.to_lowercase());
        } else {
            out.push(c);
        }
        if self.fold_accents && !out[start..].is_ascii() {
            let folded = fold_accents(&out[start..]);
            out.truncate(start);
            out.push_str(&folded);
        }
    }
}

impl Normalized {
    /// Returns the normalised text.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(stance_features::Normalizer::new().normalize("ﬁn").text(), "fin");
    /// ```
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the byte range of the source that a byte range of the normalised text came from.
    ///
    /// The result always lies on character boundaries of the source. A range that ends inside the
    /// normalised form of a character takes the whole character in; one that reaches beyond the
    /// text is cut at its end.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Normalizer;
    ///
    /// let source = "l’e\u{301}te\u{301}";
    /// let normalized = Normalizer::new().normalize(source);
    /// assert_eq!(normalized.text(), "l'été");
    /// assert_eq!(&source[normalized.source_range(2..4)], "e\u{301}");
    /// ```
    #[must_use]
    pub fn source_range(&self, range: Range<usize>) -> Range<usize> {
        if self.text.is_empty() {
            return 0..0;
        }
        if self.pieces.is_empty() {
            return range.start.min(self.source_len)..range.end.min(self.source_len);
        }
        let holding = |at: usize| {
            let after = self.pieces.partition_point(|piece| piece.start <= at);
            &self.pieces[after.saturating_sub(1)].source
        };
        if range.start >= self.text.len() {
            return self.source_len..self.source_len;
        }
        let start = holding(range.start).start;
        if range.is_empty() {
            return start..start;
        }
        start..holding(range.end - 1).end
    }
}

/// Returns the text without accents: canonical decomposition (NFD) without combining marks,
/// composed again (NFC).
///
/// # Examples
///
/// ```
/// assert_eq!(stance_features::fold_accents("Éléphants à Nîmes"), "Elephants a Nimes");
/// ```
#[must_use]
pub fn fold_accents(text: &str) -> String {
    text.nfd()
        .filter(|&c| !is_combining_mark(c))
        .nfc()
        .collect()
}

/// Returns true when no mapping but case and accents can change the text: printable ASCII and the
/// accented letters of Latin-1, ligatures apart.
fn is_settled(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let settled = match byte {
            b' '..=b'~' => true,
            0xC3 => bytes
                .next()
                .is_some_and(|next| next != 0x86 && next != 0xA6),
            _ => false,
        };
        if !settled {
            return false;
        }
    }
    true
}

/// Returns the length of the first normalisation segment: a character, and those after it that
/// can compose or change places with it, also across characters that are dropped.
fn segment_len(text: &str) -> usize {
    let is_dropped = |c| replacement(c) == Some("");
    let mut chars = text.char_indices();
    // Each run of dropped characters is looked at from the letter or mark before it alone.
    let mut across = chars.next().is_some_and(|(_, first)| !is_dropped(first));
    let mut dropped_from = None;
    for (at, c) in chars {
        if across && is_dropped(c) {
            dropped_from.get_or_insert(at);
        } else if starts_segment(c) {
            return dropped_from.unwrap_or(at);
        } else {
            dropped_from = None;
            across = true;
        }
    }
    dropped_from.unwrap_or(text.len())
}

/// Returns true when a character begins a segment: what it decomposes to begins with a character
/// that neither composes nor changes places with one before it.
pub(crate) fn starts_segment(c: char) -> bool {
    if is_plain(c) {
        return true;
    }
    let mut first = None;
    decompose_canonical(c, |part| {
        first.get_or_insert(part);
    });
    let first = first.unwrap_or(c);
    canonical_combining_class(first) == 0
        && is_nfc_quick(std::iter::once(first)) == IsNormalized::Yes
}

/// Returns true for characters that are their own NFC and neither compose nor change places with
/// those before them, as everything below the combining marks, and the common punctuation.
fn is_plain(c: char) -> bool {
    matches!(c, '\0'..'\u{300}' | '\u{2010}'..='\u{2027}')
}

/// Returns what stands for a character, `None` when it stands for itself.
fn replacement(c: char) -> Option<&'static str> {
    if c.is_ascii_graphic() || c == ' ' {
        return None;
    }
    Some(match c {
        '’' | '‘' | '‛' | 'ʼ' | 'ʹ' | '′' | '´' | '＇' => "'",
        '\u{2010}' | '\u{2011}' => "-",
        'º' | 'ᵒ' => "°",
        'ᵈ' => "d",
        'ᵉ' => "e",
        'ᵐ' => "m",
        'ʳ' => "r",
        'ˢ' => "s",
        'œ' => "oe",
        'Œ' => "Oe",
        'æ' => "ae",
        'Æ' => "Ae",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        'ĳ' => "ij",
        'Ĳ' => "Ij",
        '\u{200b}' => " ",
        '\u{ad}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2060}'
        | '\u{feff}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => "",
        _ if c.is_whitespace() => " ",
        _ if c.is_control() => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_reaches_its_letter_across_what_is_dropped_or_replaced() {
        for (text, expected) in [
            ("e\0\0\u{301}te\u{ad}\u{301}", "été"),
            ("œ\u{301}", "oé"),
            ("e\u{ad}\u{ad}f", "ef"),
            ("\0\u{301}a", "\u{301}a"),
            (
                "\u{e}\u{301}\u{4}\0\u{322}\u{65f}a",
                "\u{322}\u{65f}\u{301}a",
            ),
        ] {
            let once = Normalizer::new().normalize(text);
            assert_eq!(once.text(), expected, "{text:?}");
            assert_eq!(Normalizer::new().normalize(once.text()).text(), expected);
        }
        // A soft hyphen that no mark follows is no part of the letter's place.
        let word = Normalizer::new().normalize("mo\u{ad}t\u{ad} x");
        assert_eq!((word.text(), word.source_range(0..3)), ("mot x", 0..5));
    }

    #[test]
    fn spellings_of_one_text_agree() {
        let normalizer = Normalizer::new().lowercase(true);
        let expected = "l'été, 10 000 coeurs";
        for text in [
            "l'été, 10 000 coeurs",
            "L’e\u{301}te\u{301}, 10\u{a0}000 cœurs",
            "lʼÉTÉ, 10\u{202f}000 CŒURS",
            "\u{feff}l´é\u{ad}té, 10\u{2009}000 c\u{200e}œurs",
        ] {
            assert_eq!(normalizer.normalize(text).text(), expected, "{text:?}");
        }
    }

    #[test]
    fn ranges_lead_back_to_the_source() {
        let source = "L’e\u{301}te\u{301}";
        let normalized = Normalizer::new().normalize(source);
        assert_eq!(normalized.text(), "L'été");
        let slice = |range: Range<usize>| &source[normalized.source_range(range)];
        assert_eq!(slice(0..2), "L’");
        assert_eq!(slice(2..7), "e\u{301}te\u{301}");
        assert_eq!(
            slice(3..4),
            "e\u{301}",
            "inside a character, the whole character"
        );
        assert_eq!(normalized.source_range(7..7), source.len()..source.len());
    }

    #[test]
    fn a_character_that_decomposes_for_good_is_a_piece_of_its_own() {
        let normalized = Normalizer::new().normalize("$\u{fb33}");
        assert_eq!(normalized.text(), "$\u{5d3}\u{5bc}");
        assert_eq!(
            (normalized.source_range(0..1), normalized.source_range(1..3)),
            (0..1, 1..4)
        );
    }

    #[test]
    fn folds_accents_of_composed_and_decomposed_letters() {
        let normalizer = Normalizer::new().fold_accents(true);
        assert_eq!(
            normalizer.normalize("Ç\u{327}a e\u{301}té Ørsted").text(),
            "Ca ete Ørsted"
        );
    }
}
