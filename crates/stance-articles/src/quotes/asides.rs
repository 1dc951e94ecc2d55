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
        let light = self.is_light_tail(cue.end..close.unwrap_or(end));
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

    /// Returns whether what stands between marks at `at` has a frame of its own beside it: « … », dit X.
    pub(super) fn is_framed(&self, sentence: &Range<usize>, at: usize) -> bool {
        let colon = at > 0 && self.is_sign(at - 1, ':');
        self.is_quoted(at)
            && !self.is_part(sentence.start, at)
            && (colon || self.frame_after(at, sentence.end).is_some())
    }

    /// Son modèle « n'a jamais menti », affirme-t-elle: what stands between the marks at `at` closes a clause that
    /// nothing else reports.
    fn is_part(&self, start: usize, at: usize) -> bool {
        let written = self.token(at).map_or("", |token| token.text(self.text));
        let inner = written.trim_start_matches(|c: char| !c.is_alphanumeric());
        // Les retards seraient dus « à la grève », a dit X: the clause has its verb before the marks.
        let verb = Classes::AUXILIARY | Classes::MODAL;
        let subject = (self.is(start, Classes::DETERMINER) || self.is_capitalised(start))
            && (start..at).all(|at| !self.classed(at, verb));
        self.lexicon.language == Language::French
            && at > start + 1
            && subject
            && inner.starts_with(char::is_lowercase)
            && !self.is_sign(at - 1, ':')
            && self.is_sign(at + 1, ',')
            && self.cue_before(start, at).is_none()
            && self.according_before(start, at).is_none()
    }

    /// Returns whether the tokens `tail` only say when, where and how: on Monday in a statement, dans sa note.
    fn is_light_tail(&self, tail: Range<usize>) -> bool {
        let plain = |at: usize| {
            let clause = Classes::THAT | Classes::SUBJECT | Classes::AUXILIARY;
            let finite = || self.form(at).has(CueForm::FINITE) && self.is_cue_verb(0, at);
            self.is_word(at) && !self.classed(at, clause) && !finite()
        };
        let opens = |at: usize| {
            let opens =
                Classes::PREPOSITION | Classes::DAY | Classes::ADVERB | Classes::PARTICIPIAL;
            self.is(at, opens) || self.is_adverb(at) || self.after_date(at).is_some()
        };
        tail.len() <= TAIL && tail.clone().all(plain) && (tail.is_empty() || opens(tail.start))
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
            .filter(|mention| self.can_interrupt(mention, &cue))
            // X, la ministre, a souhaité des « débats »: what is wished.
            .filter(|mention| {
                !(self.folded(mention.start) == "des" && self.is_quoted(mention.start + 1))
            })?;
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
        // Nothing but when and where stands after an incise, up to its comma or the end of the sentence.
        let tail = mention.end.max(cue.end)..close.unwrap_or(end);
        let dated = |at: usize| self.is_adverb(at) || self.classed(at, Classes::DAY);
        let near = (cue.end..mention.start).all(dated)
            && comma > sentence.start + 1
            && !self.is(tail.start, Classes::GENITIVE);
        // …, a dit sa présidente, Ana Ruiz qui exclut de partir
        let open = self.folded(tail.start) == "qui" && mention.name.is_some();
        if !(tail.is_empty() || open || near && self.is_light_tail(tail)) {
            return None;
        }
        let floor = sentence.start.max(comma.saturating_sub(REACH));
        let colon = (floor..comma).rev().find(|&at| self.is_sign(at, ':'));
        let start = colon.map_or(sentence.start, |colon| colon + 1);
        // « On verra, a dit X …: a quotation that goes on in the next paragraph.
        if self.is_sign(start, '«') || self.is_sign(start, '“') {
            return None;
        }
        // Le score, rappelle-t-il, n'est pas interdit: a clause that the incise interrupts is one.
        // Chaque semaine, raconte-t-elle, …: a time leads in.
        let time = self.folded(start) == "chaque" || self.after_date(start) == Some(comma);
        let leads =
            time || comma < start + 2 || !self.is(start, Classes::DETERMINER | Classes::SUBJECT);
        let tokens = match close {
            // « … » de tous, a dit X, en réponse à Y.
            Some(close)
                if end - close > comma - start
                    && !(relative || beside || self.is_quoted(start) && comma > start + 1) =>
            {
                (if leads { close + 1 } else { start })..end
            }
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
