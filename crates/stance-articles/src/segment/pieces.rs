//! A text on one single line cut into pieces: where a sentence ends, and, where words stand that are no sentence,
//! before the words that can open a title, a heading, a name, a date or an entry of a menu.
//!
//! Pieces are cut finer than kinds change: the [tagger](super::tagger) weighs them together, and neighbours of one
//! kind are joined again.

use super::observe::SENTENCE_WORDS;
use super::site_words::{self, CALENDAR, SENTENCE};
use super::{Line, furniture, has_words, head};
use crate::lexicon::{Classes, Lexicon, fold};
use crate::quotes::marks::{Pair, pairs};
use crate::sentences::split_span;
use crate::{Language, Span};

/// Pieces after which a text is cut at the ends of its sentences alone: each takes many times its own memory.
const MOST: usize = 1 << 16;

/// Bytes up to which sentences of prose are joined to one piece.
const JOINED: usize = 1200;

/// A line in pieces, and in sentences: a piece holds several, or is part of one.
#[derive(Debug)]
pub(super) struct Cut {
    pub(super) pieces: Vec<Line>,
    pub(super) sentences: Vec<Span>,
}

/// Returns the pieces of the line `span`, in order.
pub(super) fn cut(text: &str, span: Span, language: Language) -> Cut {
    let quoted = pairs(text, span);
    let mut pieces = Pieces {
        text,
        quoted: &quoted,
        found: Vec::new(),
        sentences: Vec::new(),
        joins: false,
    };
    let mut start = span.start;
    for known in known(text, span, &quoted) {
        pieces.stretch(Span::new(start, known.start), language);
        pieces.push(known);
        pieces.sentences.push(known);
        start = known.end;
    }
    pieces.stretch(Span::new(start, span.end), language);
    Cut {
        pieces: pieces.found,
        sentences: pieces.sentences,
    }
}

/// Returns what rules know the ends of: the byline of the head, credits and teasers behind a label.
fn known(text: &str, span: Span, quoted: &[Pair]) -> Vec<Span> {
    let mut known = furniture::inline_furniture(text, span);
    if let Some(byline) = head::inline_byline(text, span) {
        known.retain(|credit| credit.end <= byline.span.start || credit.start >= byline.span.end);
        known.push(byline.span);
        known.sort_unstable_by_key(|piece| piece.start);
    }
    known.retain(|piece| {
        let at = quoted.partition_point(|pair| pair.outer.end <= piece.start);
        quoted
            .get(at)
            .is_none_or(|pair| pair.outer.start >= piece.end)
    });
    known
}

/// The pieces of a text as far as they are found.
#[derive(Debug)]
struct Pieces<'t> {
    text: &'t str,
    quoted: &'t [Pair],
    found: Vec<Line>,
    sentences: Vec<Span>,
    /// Whether the last piece is prose that a sentence can join.
    joins: bool,
}

impl Pieces<'_> {
    fn push(&mut self, span: Span) {
        let span = span.trimmed(self.text);
        if !span.is_empty() {
            self.found.push(Line { span, tag: None });
        }
        self.joins = false;
    }

    /// Cuts what lies between pieces that are known.
    fn stretch(&mut self, span: Span, language: Language) {
        let span = span.trimmed(self.text);
        for sentence in split_span(self.text, span, language) {
            self.sentence(sentence);
            self.sentences.push(sentence);
        }
    }

    /// Cuts a sentence at the openings in it; prose that has none joins the prose before it.
    fn sentence(&mut self, span: Span) {
        let written = span.slice(self.text).unwrap_or_default();
        let ends = written.ends_with(['.', '…', '»', '”', '"', '!']);
        let prose = ends && has_words(written, SENTENCE_WORDS);
        let mut openings = Vec::new();
        if !prose || may_open(written) {
            openings = self.openings(span, written);
        }
        if prose {
            let sure = openings.iter().rposition(|opening| opening.sure);
            openings.truncate(sure.map_or(0, |last| last + 1));
        }
        let plain = prose && openings.is_empty();
        if plain
            && self.joins
            && let Some(last) = self.found.last_mut()
            && span.end - last.span.start <= JOINED
        {
            last.span.end = span.end;
            return;
        }
        let mut start = span.start;
        for opening in openings {
            self.push(Span::new(start, opening.at));
            start = opening.at;
        }
        self.push(Span::new(start, span.end));
        self.joins = plain;
    }

    /// Returns where pieces can start inside a sentence.
    fn openings(&self, span: Span, written: &str) -> Vec<Opening> {
        let mut openings = Vec::new();
        if self.found.len() >= MOST {
            return openings;
        }
        let mut before: Option<&str> = None;
        let mut quotes = self
            .quoted
            .iter()
            .skip(
                self.quoted
                    .partition_point(|pair| pair.outer.end <= span.start),
            )
            .peekable();
        let mut words = written.split_ascii_whitespace().peekable();
        while let Some(word) = words.next() {
            let at = span.start + (word.as_ptr() as usize - written.as_ptr() as usize);
            while quotes.next_if(|pair| pair.outer.end <= at).is_some() {}
            let inside = quotes.peek().is_some_and(|pair| pair.outer.start < at);
            if let Some(before) = before.filter(|_| !inside)
                && let Some(sure) = opens(before, word, words.peek().copied())
            {
                openings.push(Opening { at, sure });
            }
            before = Some(word);
        }
        openings
    }
}

/// Returns whether a sentence holds a word, not its first, that surely opens a piece, whatever stands before it.
fn may_open(written: &str) -> bool {
    let bytes = written.as_bytes();
    memchr::memchr_iter(b' ', bytes).any(|blank| {
        let rest = &bytes[blank + 1..];
        match rest.first() {
            Some(byte) if byte.is_ascii_lowercase() => false,
            // Accented small letters are most of what is not ASCII.
            Some(0xC3) if rest.get(1).is_some_and(|&byte| byte >= 0xA0) => false,
            Some(_) => written[blank + 1..]
                .split_ascii_whitespace()
                .next()
                .is_some_and(is_sure_opener),
            None => false,
        }
    })
}

/// Where a piece can start inside a sentence.
#[derive(Debug, Clone, Copy)]
struct Opening {
    at: usize,
    /// Whether the word is one that opens pieces even before prose.
    sure: bool,
}

/// Signs that stand before the pieces of a list or of a row.
const BULLETS: [char; 10] = ['•', '·', '|', '→', '©', '✓', '#', '●', '▪', '*'];

/// Returns whether a word can be one that surely opens a piece.
fn is_sure_opener(word: &str) -> bool {
    let first = word.chars().next().unwrap_or_default();
    if first.is_uppercase() {
        site_words::classes(bare(word)) != 0
    } else {
        first.is_ascii_digit() || BULLETS.contains(&first)
    }
}

/// Returns a word without the signs around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Returns whether a piece can start with `word` after `before`, and whether it surely can.
fn opens(before: &str, word: &str, after: Option<&str>) -> Option<bool> {
    let first = word.chars().next()?;
    let sign = BULLETS.contains(&first);
    let upper = first.is_uppercase();
    let digit = first.is_ascii_digit();
    if !(sign || upper || digit || "«“\"-–—>+[".contains(first)) {
        return None;
    }
    if sign {
        return Some(true);
    }
    if before.ends_with(['.', ',', ';', ':', '(', '\'', '’', '«', '“', '&']) {
        return None;
    }
    let closed = before.ends_with(['»', '”', '"']);
    let before = bare(before);
    let classes = site_words::classes(before);
    let opened = before.is_empty() && !closed;
    if opened || classes & SENTENCE != 0 || digit && classes & CALENDAR != 0 {
        return None;
    }
    if upper {
        let named = before.starts_with(char::is_uppercase)
            && Lexicon::of(Language::French)
                .classes(&fold(before))
                .has(Classes::FIRST_NAME);
        return (!named).then(|| site_words::classes(bare(word)) != 0);
    }
    if digit {
        let month = after.is_some_and(|after| site_words::classes(bare(after)) & CALENDAR != 0);
        return Some(month || word.matches('/').nth(1).is_some());
    }
    Some(false)
}

#[cfg(test)]
mod tests {
    use super::{JOINED, MOST, cut};
    use crate::{Language, Span};

    fn pieces(text: &str) -> Vec<&str> {
        let found = cut(text, Span::new(0, text.len()), Language::French);
        let spans = found.pieces.iter().map(|piece| piece.span);
        spans.filter_map(|span| span.slice(text)).collect()
    }

    #[test]
    fn what_is_no_sentence_is_cut_before_capitals_but_not_after_small_words_or_first_names() {
        assert_eq!(
            pieces("Accueil Communes Avis de décès Le phare de La Hague Jean Morvan"),
            [
                "Accueil",
                "Communes",
                "Avis de décès",
                "Le phare de La Hague",
                "Jean Morvan"
            ]
        );
        assert_eq!(
            pieces("Poids 4,1 g Autonomie 6 h • Légère • Robuste"),
            [
                "Poids",
                "4,1 g",
                "Autonomie",
                "6 h",
                "• Légère",
                "• Robuste"
            ]
        );
    }

    #[test]
    fn a_sentence_is_cut_from_what_stands_before_it_and_no_further() {
        assert_eq!(
            pieces(
                "Des grues sans grutiers Le port de Brest reçoit chaque nuit dix navires de Norvane."
            ),
            [
                "Des grues sans grutiers",
                "Le port de Brest reçoit chaque nuit dix navires de Norvane."
            ]
        );
        assert_eq!(
            pieces(
                "Paru à Brest 3 mai 2025 La grue du port tourne sans personne depuis lundi soir."
            ),
            [
                "Paru à Brest",
                "3 mai 2025",
                "La grue du port tourne sans personne depuis lundi soir."
            ]
        );
    }

    #[test]
    fn a_quotation_is_never_cut() {
        let quoted = format!("« {}»", "Nous irons au bout Du Quai. ".repeat(60));
        let text = format!("Elle parle. {quoted}, dit Ana Ruiz. Puis elle part.");
        assert!(pieces(&text).iter().any(|piece| piece.contains(&quoted)));
    }

    #[test]
    fn sentences_after_the_last_piece_that_is_cut_finer_are_still_cut() {
        let menu = "Accueil ".repeat(MOST + 9);
        let prose = "Le port reçoit chaque nuit dix navires venus de loin. ".repeat(90);
        let text = format!("{menu}Le port dort. Crédit photo : Jo Le Gall {prose}");
        let sentences = cut(&text, Span::new(0, text.len()), Language::French).sentences;
        assert_eq!(sentences.len(), 92);
        assert!(sentences[1..].iter().all(|sentence| sentence.len() < 60));
    }

    #[test]
    fn prose_is_joined_up_to_a_length() {
        let text = "Le port reçoit chaque nuit dix navires venus de loin. ".repeat(60);
        let found = pieces(text.trim_end());
        assert!(found.len() > 2);
        assert!(found.iter().all(|piece| piece.len() <= JOINED));
    }
}
