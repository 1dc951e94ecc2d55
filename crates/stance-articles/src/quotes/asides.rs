//! Incises beside what is not marked: …, rapporte X; …, X said; comme le souligne X, …

use std::ops::Range;

use crate::Language;
use crate::lexicon::{Classes, CueForm};

use super::mentions::Pointing;
use super::reading::Reading;
use super::reported::{COLON_WORDS, Clause, GAP, REACH};

/// Tokens that may stand after an incise, up to the end of its sentence: on Monday in a statement.
const TAIL: usize = 10;

impl Reading<'_> {
    /// Comme le souligne X, …: what follows the comma, without marks.
    pub(crate) fn as_told(&self, sentence: &Range<usize>) -> Option<Clause> {
        let first = sentence.start;
        if !matches!(self.folded(first), "comme" | "as") {
            return None;
        }
        let end = self.without_stops(first, sentence.end);
        let cue = self.cue_at(first + 1, end).filter(|cue| cue.bound)?;
        let mention = self
            .subject_after(&cue, end)
            .filter(|mention| self.can_interrupt(mention, &cue))?;
        let comma = (mention.end..end.min(mention.end + GAP)).find(|&at| self.is_sign(at, ','))?;
        if self.is_quoted(comma + 1) || comma + COLON_WORDS > end {
            return None;
        }
        let mut frame = self.framed("incise-clause", &cue, Some(mention), false);
        frame.end = end;
        Some(Clause {
            tokens: comma + 1..end,
            frame,
            shared: false,
        })
    }

    /// …, officials said on Monday: in English the subject of an incise stands before its verb.
    pub(crate) fn unmarked_aside(
        &self,
        sentence: &Range<usize>,
        comma: usize,
        end: usize,
    ) -> Option<Clause> {
        if self.lexicon.language != Language::English || comma < sentence.start + COLON_WORDS {
            return None;
        }
        let mention = self.speaking(comma + 1, end)?;
        let third = ["he", "she", "they", "He", "She", "They"];
        let pronoun = mention.pointing == Pointing::Pronoun
            && third.contains(&mention.span.slice(self.text).unwrap_or_default());
        let speaks = match mention.pointing {
            Pointing::Name => true,
            Pointing::Noun => mention.classes.has(Classes::SPEAKING_NOUN),
            Pointing::Pronoun => pronoun,
            Pointing::Anaphor | Pointing::Member => false,
        };
        let cue = self
            .cue_at(mention.end, end)
            .filter(|cue| cue.bound && speaks)?;
        // …, she said, although …: what follows the next comma is reported, too, but is left out.
        let close = (cue.end..end).find(|&at| self.is_sign(at, ','));
        let tail = cue.end..close.unwrap_or(end);
        let light = tail.len() <= TAIL
            && tail.clone().all(|at| self.is_word(at))
            && tail.clone().all(|at| {
                !self.classed(at, Classes::THAT | Classes::SUBJECT | Classes::AUXILIARY)
                    && !self.form(at).has(CueForm::FINITE)
            })
            && (tail.is_empty()
                || self.is(
                    tail.start,
                    Classes::PREPOSITION | Classes::DAY | Classes::ADVERB,
                )
                || self.is_adverb(tail.start)
                || self.after_date(tail.start).is_some());
        let entry = self.cue_entry(&cue)?;
        if !light || self.is_hypothetical(&cue) || self.is_denied(&cue, entry) {
            return None;
        }
        let mut frame = self.framed("incise-clause", &cue, Some(mention), false);
        frame.end = frame.end.max(cue.end);
        Some(Clause {
            tokens: sentence.start..comma,
            frame,
            shared: false,
        })
    }

    /// …, rapporte un cariste: nothing is marked, the incise says that it is reported.
    pub(crate) fn unmarked_incise(&self, sentence: &Range<usize>, comma: usize) -> Option<Clause> {
        let end = self.without_stops(sentence.start, sentence.end);
        if let Some(clause) = self.unmarked_aside(sentence, comma, end) {
            return Some(clause);
        }
        let cue = self.cue_at(comma + 1, end).filter(|cue| cue.bound)?;
        let mention = self
            .subject_after(&cue, end)
            .filter(|mention| self.can_interrupt(mention, &cue))?;
        // X, le patron, a demandé à être reçu par Y: the verb of the sentence, with its own complement.
        let linked = matches!(self.folded(cue.end), "à" | "de" | "d'" | "to");
        if linked && self.is_infinitive(cue.end + 1) {
            return None;
        }
        let close = (mention.end..end).find(|&at| self.is_sign(at, ','));
        // …, répond X, qui conclut que …
        let relative = close.is_some_and(|close| self.is(close + 1, Classes::RELATIVE));
        // …, explique Ana Ruiz, la directrice du port, qui table sur …
        let beside = mention.pointing == Pointing::Name
            && close.is_some_and(|close| {
                self.is(close + 1, Classes::DETERMINER | Classes::SPEAKING_NOUN)
                    || self.form(close + 1).has(CueForm::GERUND)
            });
        // Nothing but its comma or the end of the sentence stands after an incise.
        if mention.end < end && close != Some(mention.end) {
            return None;
        }
        let floor = sentence.start.max(comma.saturating_sub(REACH));
        let colon = (floor..comma).rev().find(|&at| self.is_sign(at, ':'));
        let start = colon.map_or(sentence.start, |colon| colon + 1);
        let tokens = match close {
            Some(close) if end - close > comma - start && !relative && !beside => close + 1..end,
            _ => start..comma,
        };
        let mut frame = self.framed("incise-clause", &cue, Some(mention), false);
        frame.end = frame.end.max(tokens.end);
        Some(Clause {
            tokens,
            frame,
            shared: false,
        })
    }
}
