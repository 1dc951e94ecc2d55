//! Where sentences end, in French and English prose.
//!
//! A full stop ends no sentence after an abbreviation (M., p., Inc.), an initial or inside a number, an
//! ellipsis ends one only before a capital, and nothing ends one between quotation marks: a sentence
//! with its quotation is one, however many sentences are quoted in it.

use std::ops::Range;

use crate::lexicon::{Classes, Lexicon};
use crate::quotes::marks::{Pair, pairs};
use crate::span::is_blank;
use crate::words::{Token, is_letter, is_word_char, last_word};
use crate::{Language, Span};

/// Returns the sentences of `text`, in order, without the blanks between them.
///
/// ```
/// use stance_articles::{Language, sentences};
///
/// let text = "M. Ruiz est né à 3 h. « Non. Jamais ! », dit-il. Et puis… rien.";
/// let found: Vec<_> = sentences::split(text, Language::French)
///     .into_iter()
///     .map(|span| span.slice(text).unwrap())
///     .collect();
/// assert_eq!(found, ["M. Ruiz est né à 3 h.", "« Non. Jamais ! », dit-il.", "Et puis… rien."]);
/// ```
#[must_use]
pub fn split(text: &str, language: Language) -> Vec<Span> {
    split_span(text, Span::new(0, text.len()), language)
}

/// Returns the sentences of the part of `text` in `span`.
pub(crate) fn split_span(text: &str, span: Span, language: Language) -> Vec<Span> {
    split_quoted(text, span, &pairs(text, span), Lexicon::of(language))
}

/// The same, given the outermost quotations in `span`, in order.
pub(crate) fn split_quoted(text: &str, span: Span, pairs: &[Pair], lexicon: &Lexicon) -> Vec<Span> {
    let mut reader = Sentences {
        text,
        end: span.end,
        pairs,
        lexicon,
        found: Vec::new(),
    };
    reader.read(span.start);
    reader.found
}

/// Returns the sentences as ranges of the tokens, all of which lie in one.
pub(crate) fn token_ranges(sentences: &[Span], tokens: &[Token]) -> Vec<Range<usize>> {
    let mut start = 0;
    let range = |sentence: &Span| {
        let inside = |token: &&Token| token.span.end <= sentence.end;
        let end = start + tokens[start..].iter().take_while(inside).count();
        std::mem::replace(&mut start, end)..end
    };
    sentences.iter().map(range).collect()
}

/// Whether a byte can begin what ends a sentence: a stop, a mark, the first byte of an ellipsis.
const STOPS: [bool; 256] = {
    let mut stops = [false; 256];
    stops[b'.' as usize] = true;
    stops[b'!' as usize] = true;
    stops[b'?' as usize] = true;
    stops[0xE2] = true;
    stops
};

/// The sentences of a stretch as far as they are found.
struct Sentences<'t> {
    text: &'t str,
    /// Where the stretch ends.
    end: usize,
    /// The quotations that are still to come.
    pairs: &'t [Pair],
    lexicon: &'t Lexicon,
    found: Vec<Span>,
}

impl Sentences<'_> {
    fn read(&mut self, from: usize) {
        let mut start = self.skip_blanks(from);
        let mut at = start;
        // Nothing before this place belongs to a word after it.
        let mut cut = at;
        while at < self.end {
            let (ends, after) = self.next_stop(at, &mut cut);
            at = after;
            if !ends {
                continue;
            }
            let end = self.closed(at);
            let next = self.skip_blanks(end);
            if self.starts(next) {
                self.found.push(Span::new(start, end));
                start = next;
            }
            // What closes a sentence that goes on closes none either.
            at = end;
            cut = end;
        }
        let end = self.last_end(start);
        if start < end {
            self.found.push(Span::new(start, end));
        }
    }

    /// Returns whether what may end a sentence next, from `at` on, ends one, and where it ends itself: a sign or a whole
    /// quotation; the end of the stretch where there is none.
    fn next_stop(&mut self, at: usize, cut: &mut usize) -> (bool, usize) {
        let bytes = self.text.as_bytes();
        let quoted = self.pairs.first().copied();
        let limit = quoted.map_or(self.end, |pair| pair.outer.start);
        let mut from = at;
        while let Some(next) = bytes
            .get(from..limit)
            .and_then(|rest| rest.iter().position(|&byte| STOPS[usize::from(byte)]))
        {
            let stop = from + next;
            from = stop + 1;
            match bytes[stop] {
                b'.' if self.is_inside_number(stop) => {}
                b'.' => {
                    let ends = !self.is_abbreviated(stop, *cut);
                    *cut = from;
                    return (ends, from);
                }
                0xE2 if bytes[from..].starts_with(&[0x80, 0xA6]) => {
                    *cut = from + 2;
                    return (true, from + 2);
                }
                0xE2 => {}
                _ => {
                    *cut = from;
                    return (true, from);
                }
            }
        }
        let Some(pair) = quoted else {
            return (false, self.end);
        };
        self.pairs = &self.pairs[1..];
        *cut = pair.outer.end;
        let ends = pair.outer.slice(self.text).is_some_and(quoted_end);
        (ends, pair.outer.end)
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..self.end)?.chars().next()
    }

    /// Returns whether the stop at `at` stands between a digit and a letter or digit.
    fn is_inside_number(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map(|before| self.text.as_bytes()[before]);
        before.is_some_and(|byte| byte.is_ascii_digit())
            && self.next_limit_char(at + 1).is_some_and(is_letter)
    }

    /// Returns the character at `at` unless a quotation begins there.
    fn next_limit_char(&self, at: usize) -> Option<char> {
        let is_quoted = self
            .pairs
            .first()
            .is_some_and(|pair| pair.outer.start <= at);
        self.char_at(at).filter(|_| !is_quoted)
    }

    /// Returns the place of the first character from `at` on that is no blank.
    fn skip_blanks(&self, mut at: usize) -> usize {
        while let Some(blank) = self.char_at(at).filter(|&c| is_blank(c)) {
            at += blank.len_utf8();
        }
        at.min(self.end)
    }

    /// Returns where the brackets, marks and stops end that close a sentence which ends at `at`.
    fn closed(&self, at: usize) -> usize {
        let mut end = at;
        loop {
            let next = self.skip_blanks(end);
            match self.next_limit_char(next) {
                Some(c @ ('.' | '!' | '?' | '…' | ')' | ']' | '»' | '”' | '"' | '’')) => {
                    end = next + c.len_utf8();
                }
                _ => return end,
            }
        }
    }

    /// Returns whether a sentence can start at `at`: the end of the text, a quotation, a capital, a figure, an opening mark
    /// or bracket, a dash.
    fn starts(&self, at: usize) -> bool {
        match self.next_limit_char(at) {
            None => true,
            Some(c) if is_letter(c) => c.is_uppercase() || c.is_numeric(),
            Some(c) => matches!(c, '(' | '[' | '«' | '“' | '"' | '—' | '–' | '-' | '•' | '¿'),
        }
    }

    /// Returns whether the stop at `at` belongs to an abbreviation or an initial; no word before it reaches back beyond `cut`.
    fn is_abbreviated(&self, at: usize, cut: usize) -> bool {
        let stretch = Span::new(cut.min(at), at);
        let Some(word) = last_word(self.text, stretch, self.lexicon) else {
            return false;
        };
        let written = word.text(self.text);
        // 40 °C.
        let degrees = self.text[..word.span.start].ends_with('°');
        let initial =
            !degrees && written.chars().count() == 1 && written.starts_with(char::is_uppercase);
        initial || word.classes.has(Classes::ABBREVIATION)
    }

    /// Returns where the last word or sign of the stretch ends; what takes no place belongs to the word before it.
    fn last_end(&self, start: usize) -> usize {
        let rest = self.text.get(start..self.end).unwrap_or_default();
        let mut end = start + rest.trim_end_matches(is_blank).len();
        if self.text[..end].ends_with(is_word_char) {
            while let Some(c) = self.char_at(end).filter(|&c| is_word_char(c)) {
                end += c.len_utf8();
            }
        }
        end
    }
}

/// Returns whether what stands between the marks ends like a sentence.
fn quoted_end(quoted: &str) -> bool {
    quoted
        .trim_end_matches(|c: char| c.is_whitespace() || "»”\"›)]".contains(c))
        .ends_with(['.', '!', '?', '…'])
}

#[cfg(test)]
mod tests {
    use super::split;
    use crate::Language;

    fn cut(text: &str, language: Language) -> Vec<&str> {
        split(text, language)
            .into_iter()
            .filter_map(|span| span.slice(text))
            .collect()
    }

    #[test]
    fn stops_of_abbreviations_initials_and_numbers_end_nothing() {
        for text in [
            "M. Ruiz et Mme. Holt lisent la p. 12 du vol. 3.",
            "J. P. Morvan a 3.5 ans d'avance.",
            "Il a dit... presque rien.",
            "Quoi ? demanda-t-elle.",
        ] {
            assert_eq!(cut(text, Language::French), [text]);
        }
        for text in ["Mr. Holt of Norva Inc. spoke.", "Prof. J. Holt left."] {
            assert_eq!(cut(text, Language::English), [text]);
        }
    }

    #[test]
    fn capitals_figures_and_marks_start_a_sentence() {
        let text = "Il part… Elle reste ! 12 navires ? « Oui. » (Fin.) – Non.";
        let found = cut(text, Language::French);
        assert_eq!(
            found,
            [
                "Il part…",
                "Elle reste !",
                "12 navires ?",
                "« Oui. »",
                "(Fin.)",
                "– Non."
            ]
        );
    }

    #[test]
    fn a_quotation_is_never_cut() {
        let text = "Elle dit : « Non. Jamais. Pas ici », puis part. Fin.";
        let found = cut(text, Language::French);
        assert_eq!(
            found,
            ["Elle dit : « Non. Jamais. Pas ici », puis part.", "Fin."]
        );
    }

    #[test]
    fn a_run_of_stops_costs_linear_time() {
        let text = ".".repeat(400_000) + " puis rien";
        assert_eq!(cut(&text, Language::French).len(), 1);
    }
}
