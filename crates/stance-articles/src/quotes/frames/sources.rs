//! Frames without a verb: selon X, d'après X, according to X.

use super::Frame;
use crate::Language;
use crate::lexicon::Classes;
use crate::quotes::mentions::{Gender, Mention, Pointing};
use crate::quotes::reading::Reading;

impl Reading<'_> {
    /// selon X, d'après X, according to X: only where X can say something.
    pub(crate) fn according_to(&self, at: usize, end: usize) -> Option<Frame> {
        let (words, lemma) = self
            .is(at, Classes::ATTRIBUTING)
            .then(|| self.source_words(at))
            .flatten()?;
        if lemma == "pour" {
            return None;
        }
        let mention = self
            .source(at + words)
            .filter(|mention| mention.end <= end)?;
        let end = mention.end;
        let cue = Some(self.span(at, at + words));
        // selon le collectif « Sans voix », …: a name in marks.
        if mention.pointing == Pointing::Noun && self.is_quoted(mention.end) {
            return None;
        }
        Some(Frame {
            cue,
            mention: Some(mention),
            apart: false,
            end,
            ..Frame::bare("according")
        })
    }

    /// Reads whom a preposition introduces: a name, a pronoun, a noun that can speak.
    pub(crate) fn source(&self, at: usize) -> Option<Mention> {
        // selon les mots de X
        let wording = at + usize::from(self.is(at, Classes::DETERMINER));
        let of = wording + 1;
        if self.classed(wording, Classes::WORDING) && self.classed(of, Classes::GENITIVE) {
            let melted = matches!(self.folded(of), "du" | "des");
            return self.source(of + usize::from(!melted));
        }
        // selon ses calculs, selon ses propres termes
        let own = at + 1 + usize::from(self.folded(at + 1).starts_with("propre"));
        let theirs = self.classed(own, Classes::WORDING) && self.folded(own) != "entourage";
        if self.classed(at, Classes::POSSESSIVE) && theirs {
            let possessor = self.possessor(at);
            return Some(Mention {
                end: own + 1,
                ..possessor
            });
        }
        let mention = self
            .stressed_pronoun(at)
            .or_else(|| self.speaking(at, self.tokens.len()))?;
        let own = matches!(
            self.folded(at),
            "moi" | "nous" | "vous" | "me" | "us" | "you"
        );
        let speaks = match mention.pointing {
            Pointing::Name | Pointing::Anaphor | Pointing::Member => true,
            Pointing::Pronoun => !own,
            Pointing::Noun => mention.classes.has(Classes::SPEAKING_NOUN),
        };
        speaks.then_some(mention)
    }

    /// lui, elle, eux; him, her.
    pub(crate) fn stressed_pronoun(&self, at: usize) -> Option<Mention> {
        let (gender, plural) = match (self.lexicon.language, self.folded(at)) {
            (Language::French, "lui") | (Language::English, "him") => (Gender::Masculine, false),
            (Language::French, "elle") | (Language::English, "her") => (Gender::Feminine, false),
            (Language::French, "eux") | (Language::English, "them") => (Gender::Unknown, true),
            _ => return None,
        };
        let possessive = self.lexicon.language == Language::English && self.is_word(at + 1);
        (!possessive).then(|| Mention::pronoun(self.span(at, at + 1), gender, plural, at + 1))
    }

    /// Chez Norva, on assure que …: those among whom it is said.
    pub(crate) fn among_whom(&self, first: usize, mention: &Mention) -> Option<Mention> {
        let written = mention.span.slice(self.text)?;
        let side = usize::from(self.folded(first + 1) == "côté") * 2;
        let opens = matches!(self.folded(first), "chez" | "à" | "au") || side > 0;
        if !opens || !matches!(written, "on" | "l’on" | "l'on") {
            return None;
        }
        let melted = self.folded(first) == "au" || self.folded(first + 2) == "du";
        let at = first + if side > 0 { 3 } else { 1 } - usize::from(melted);
        let side = || {
            let side = matches!(self.folded(at), "gauche" | "droite");
            side.then(|| self.noun_phrase(at, at)).flatten()
        };
        let found = self.source(at).or_else(side);
        found.filter(|found| found.end <= mention.start)
    }

    /// Selon X, « … » and Selon X, le projet est « … ».
    pub(crate) fn according_before(&self, floor: usize, quoted: usize) -> Option<Frame> {
        (floor..quoted).rev().find_map(|at| {
            let frame = self.according_to(at, quoted)?;
            let next = frame.end + usize::from(self.is_sign(frame.end, ','));
            Some(Frame {
                rule: "according-before",
                apart: next == quoted,
                ..frame
            })
        })
    }
}
