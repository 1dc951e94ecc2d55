//! What a stretch between marks looks like, before any frame is known: a sentence, a fragment, a name.

use std::ops::Range;

use super::frames::Frame;
use super::marks::Pair;
use super::reading::Reading;
use crate::QuotationType;
use crate::lexicon::Classes;
use crate::words::TokenKind;

/// Words from which a stretch that ends like a sentence is taken for one.
const SENTENCE_WORDS: usize = 3;

/// Words from which a stretch is taken for a sentence though it does not end like one.
const LONG_WORDS: usize = 8;

/// Words from which what stands after somebody and a colon is said, with or without a capital.
const SAID_WORDS: usize = 5;

/// Words up to which a stretch that comes again and again is a term: « gilets jaunes ».
pub(crate) const TERM_WORDS: usize = 4;

/// The form of a stretch between marks.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "observations that do not depend on each other"
)]
pub(crate) struct Shape {
    pub(crate) words: usize,
    /// It starts with a capital or a figure.
    capitalised: bool,
    /// It opens its sentence.
    first: bool,
    /// It stands after a colon or a dash.
    set_off: bool,
    /// It is all there is in its sentence.
    pub(crate) floating: bool,
    /// It is all there is in its sentence but « mais » or « and » before it.
    pub(crate) led: bool,
    /// An article stands right before it.
    after_determiner: bool,
    /// A comma stands before its closing mark: “…,” said X.
    comma_inside: bool,
    /// It ends like a sentence.
    terminated: bool,
    /// It is called out: « Menteur ! »
    exclaimed: bool,
    /// It reads like a sentence.
    pub(crate) sentence: bool,
}

impl Shape {
    /// Looks at the quotation at token `at` of a sentence.
    pub(crate) fn of(reading: Reading<'_>, pair: Pair, sentence: &Range<usize>, at: usize) -> Self {
        let inner = pair.inner.slice(reading.text).unwrap_or_default();
        let words = inner.split_whitespace().count();
        let bare = inner.trim_start_matches(|c: char| !c.is_alphanumeric());
        let capitalised = bare.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
        let terminated = inner.ends_with(['.', '!', '?', '…', ']']);
        let first = at == sentence.start;
        let rest = reading.tokens.get(at + 1..sentence.end).unwrap_or_default();
        let alone = rest
            .iter()
            .all(|token| matches!(token.kind, TokenKind::Sign(_)));
        Self {
            words,
            capitalised,
            first,
            set_off: at > 0
                && [':', '–', '—', '-']
                    .iter()
                    .any(|&sign| reading.is_sign(at - 1, sign)),
            floating: first && alone,
            led: alone
                && at == sentence.start + 1
                && reading.leads(sentence.start)
                && words > TERM_WORDS,
            after_determiner: at > 0 && reading.classed(at - 1, Classes::DETERMINER),
            comma_inside: inner.ends_with(','),
            terminated,
            exclaimed: capitalised && inner.ends_with(['!', '?']),
            sentence: capitalised
                && (words >= LONG_WORDS || (words >= SENTENCE_WORDS && terminated)),
        }
    }

    /// Returns whether the stretch opens its sentence.
    pub(crate) fn opens(self) -> bool {
        self.first
    }

    /// Returns whether a frame after the stretch can be its own, and not that of the whole sentence.
    pub(crate) fn allows_after(self, frame: &Frame) -> bool {
        let term = self.after_determiner && self.words <= 2;
        let fragment = !(self.capitalised || term);
        let own = self.first || self.set_off && frame.rule == "incise";
        frame.signed || own || self.comma_inside || self.sentence || fragment
    }

    /// Returns whether a frame before the stretch can govern it: a name in marks is no quotation.
    pub(crate) fn allows_before(self, frame: &Frame) -> bool {
        match frame.rule {
            // Le maire : « il est temps que cela change ».
            "colon-only" => {
                let said = self.words >= SAID_WORDS || self.capitalised && self.terminated;
                self.sentence || frame.mention.is_some() && said
            }
            "interrupted" => true,
            "fragment" if self.exclaimed && frame.near && !self.after_determiner => true,
            _ if frame.apart || self.sentence => true,
            // X affirme que la « vitesse » compte: one word under an article is a term.
            "fragment" | "participle" if self.after_determiner && self.words == 1 => frame.near,
            _ => !self.capitalised,
        }
    }

    /// Returns whether the stretch gives whole sentences or a fragment of one.
    pub(crate) fn kind(self, frame: &Frame) -> QuotationType {
        let whole = frame.apart
            && (self.first
                || self.capitalised
                || matches!(frame.rule, "colon" | "announced" | "as-said"));
        if whole || self.sentence || self.exclaimed && !self.after_determiner {
            QuotationType::Direct
        } else {
            QuotationType::Mixed
        }
    }
}

impl Reading<'_> {
    /// Mais « … »; And “…”: a word that goes on from what was said before.
    fn leads(&self, at: usize) -> bool {
        matches!(
            self.folded(at),
            "mais" | "et" | "or" | "car" | "but" | "and" | "so" | "yet"
        )
    }

    /// Returns whether the stretch at `at` is the name of something: a few words that start with a capital,
    /// or what stands after film, site, livre.
    pub(crate) fn names(&self, at: usize, inner: &str) -> bool {
        let short = inner.split_whitespace().nth(TERM_WORDS).is_none();
        let capital = inner.starts_with(char::is_uppercase);
        let called = at > 0 && self.classed(at - 1, Classes::NAMING);
        short && (capital || called)
    }
}
