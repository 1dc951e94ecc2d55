//! Incises: between the marks (« …, explique X, … »), and after them with verbs that no table lists.

use super::{Frame, is_somebody};
use crate::Language;
use crate::lexicon::{Classes, CueForm};
use crate::quotes::cues::Cue;
use crate::quotes::mentions::{Mention, Pointing};
use crate::quotes::reading::Reading;
use crate::words::TokenKind;

/// How many tokens an incise inside the marks may go on after its subject.
const INCISE_TAIL: usize = 14;

impl Reading<'_> {
    /// « … », grince-t-elle; « … », s'esclaffe Ana Ruiz; “…,” he scoffs: any verb can say when it stands
    /// there with somebody.
    pub(super) fn unlisted_incise(&self, at: usize, end: usize) -> Option<Frame> {
        if self.lexicon.language == Language::English {
            return self.unlisted_after_comma(at, end);
        }
        let hung = |at: usize| {
            self.token(at)
                .is_some_and(|token| token.kind == TokenKind::Inverted)
        };
        // « Qui vient ? » demandai-je
        let asked = self.calls_out(at - 1) && hung(at + 1);
        if !(self.is_sign(at - 1, ',') || asked) {
            return None;
        }
        let object = usize::from(self.classed(at, Classes::OBJECT));
        // a cinglé X, a-t-elle ironisé
        let has = matches!(self.folded(at + object), "a" | "ont" | "avait" | "est");
        let inside = self
            .token(at + object + 1)
            .filter(|token| has && token.kind == TokenKind::Inverted);
        let first = at + object + usize::from(has) + usize::from(inside.is_some());
        let endings: &[&str] = if has {
            &["é", "ée", "és", "i", "ie"]
        } else {
            &["e", "ent", "t", "d", "ra", "ça"]
        };
        let verb = first;
        if !(self.is_open_verb(verb, endings) || asked && self.is_open_verb(verb, &["ai", "is"])) {
            return None;
        }
        let mention = if inside.is_some() {
            self.mention(verb - 1)
        } else {
            // évacuait dimanche sur France 3 Ana Ruiz
            let adverb = usize::from(self.is_adverb(verb + 1));
            self.mention(verb + 1 + adverb)
                .filter(is_somebody)
                .or_else(|| self.named_later(verb + 1, end))
        };
        let mention = mention.filter(|mention| mention.end <= end && is_somebody(mention))?;
        let inverted = inside.is_some()
            || self
                .token(verb + 1)
                .is_some_and(|token| token.kind == TokenKind::Inverted);
        if mention.pointing == Pointing::Pronoun && !inverted {
            return None;
        }
        let cue = self.span(at, verb + 1);
        Some(Frame {
            cue: Some(cue),
            end: mention.end.max(verb + 1),
            mention: Some(mention),
            ..Frame::bare("incise")
        })
    }

    /// Reads a person's name that closes the sentence or its part, over words that tell when and where.
    fn named_later(&self, from: usize, end: usize) -> Option<Mention> {
        let mut at = from;
        while !self.is_sign(at, ',')
            && let Some(next) = self.after_adverbial(at, end.min(from + INCISE_TAIL))
        {
            at = next;
        }
        self.speaking(at, end).filter(|mention| {
            mention.name.is_some() && mention.is_person() && !self.is_word(mention.end)
        })
    }

    /// “…,” grouses Ana Ruiz; “…,” he scoffs.
    fn unlisted_after_comma(&self, at: usize, end: usize) -> Option<Frame> {
        let quoted = self.token(at - 1)?.text(self.text);
        let bare = quoted.trim_end_matches(['”', '"', '’', '\'', '»', ' ']);
        if !bare.ends_with([',', '!', '?']) && !self.is_sign(at - 1, ',') {
            return None;
        }
        let endings = &["s", "ed"];
        let (verb, mention) = if self.is_open_verb(at, endings) {
            (at, self.mention(at + 1)?)
        } else {
            let subject = self.mention(at)?;
            (subject.end, subject)
        };
        let fits = self.is_open_verb(verb, endings) && is_somebody(&mention);
        (fits && mention.end <= end).then(|| Frame {
            cue: Some(self.span(verb, verb + 1)),
            end: mention.end.max(verb + 1),
            mention: Some(mention),
            ..Frame::bare("incise")
        })
    }

    /// Returns whether the word at `at` may be a verb: of lower case, in no closed class, with such an ending.
    fn is_open_verb(&self, at: usize, endings: &[&str]) -> bool {
        let closed = Classes::DETERMINER
            | Classes::PREPOSITION
            | Classes::CONJUNCTION
            | Classes::RELATIVE
            | Classes::PRONOUN
            | Classes::AUXILIARY
            | Classes::ADVERB;
        let word = self.folded(at);
        self.is_word(at)
            && !self.is_capitalised(at)
            && !self.is(at, closed)
            && endings.iter().any(|ending| word.ends_with(ending))
    }

    /// Finds an incise among the tokens of what stands between the marks: « …, explique-t-il, … ».
    pub(crate) fn interruption(&self) -> Option<Frame> {
        let end = self.tokens.len();
        (1..end).find_map(|comma| {
            if !self.is_sign(comma, ',') {
                return None;
            }
            let cue = self.cue_at(comma + 1, end)?;
            let mention = self
                .subject_after(&cue, end)
                .filter(|mention| self.can_interrupt(mention, &cue))?;
            self.incise_end(&mention, end)?;
            Some(self.framed("incise-inside", &cue, Some(mention), true))
        })
    }

    /// Returns where an incise inside the marks ends: at the sign after its subject, or after what is set
    /// beside the subject (confie Clara, 39 ans, documentaliste à Brest).
    fn incise_end(&self, mention: &Mention, end: usize) -> Option<usize> {
        let sign = |at: &usize| {
            [',', '.', ';', ':', '!', '?']
                .iter()
                .any(|&sign| self.is_sign(*at, sign))
        };
        let next = |from: usize| (from..end.min(from + INCISE_TAIL)).find(sign);
        let mut close = next(mention.end);
        while let Some(comma) = close.filter(|&at| self.is_sign(at, ',')) {
            if mention.pointing != Pointing::Name || !self.opens_apposition(comma + 1) {
                break;
            }
            close = next(comma + 1).or((comma + INCISE_TAIL >= end).then_some(end));
        }
        close.or((mention.end == end).then_some(end))
    }

    /// Returns whether what starts at `at` is set beside a name: an age, a function.
    fn opens_apposition(&self, at: usize) -> bool {
        let age = self.folded(at).starts_with(|c: char| c.is_ascii_digit())
            && matches!(self.folded(at + 1), "ans" | "years");
        let function = self.classed(at, Classes::PERSON_NOUN)
            || self
                .mention(at)
                .is_some_and(|mention| mention.pointing == Pointing::Noun && mention.is_person());
        let one = matches!(self.folded(at), "un" | "une" | "one");
        age || function || one && self.is(at + 1, Classes::GENITIVE)
    }

    /// A pronoun of the third person inverted, or somebody named or described right after the verb.
    pub(crate) fn can_interrupt(&self, mention: &Mention, cue: &Cue) -> bool {
        let near = mention.end - cue.end.min(mention.end) <= 12;
        match mention.pointing {
            // …, a annoncé Norva: what says that something is so may be a body.
            Pointing::Name => {
                (mention.is_person() || self.form(cue.verb).has(CueForm::THAT)) && near
            }
            Pointing::Noun => mention.classes.has(Classes::SPEAKING_NOUN) && near,
            Pointing::Member => near,
            Pointing::Pronoun | Pointing::Anaphor => {
                let third = ["il", "elle", "ils", "elles", "on", "he", "she", "they"];
                let written = mention.span.slice(self.text).unwrap_or_default();
                (cue.inverted.is_some() || self.lexicon.language == Language::English)
                    && third.contains(&written)
            }
        }
    }
}
