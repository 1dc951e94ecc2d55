//! Speech reported by a noun: l'affirmation de X selon laquelle, la promesse de X de, X's claim that.

use std::ops::Range;

use crate::Language;
use crate::lexicon::{Classes, CueEntry, CueForm};

use super::frames::Frame;
use super::mentions::{Gender, Mention};
use super::reading::Reading;
use super::reported::Clause;

impl Reading<'_> {
    /// What the noun at `at` reports, where it is said whose word it is.
    pub(super) fn nominal(&self, sentence: &Range<usize>, at: usize) -> Option<Clause> {
        let (mention, after) = match self.lexicon.language {
            Language::French => self.whose_word(sentence, at)?,
            Language::English => self.whose_claim(sentence, at)?,
        };
        let from = self.reported_from(after)?;
        let end = self.without_stops(sentence.start, sentence.end);
        let subject = (sentence.start..mention.start.min(at)).all(|at| {
            self.is(at, Classes::DETERMINER | Classes::CONJUNCTION) || self.is_sign(at, ',')
        });
        let comma = (from..end).find(|&at| self.is_sign(at, ',') || self.is_sign(at, ';'));
        let to = if self.is_quoted(from) && !self.joins(from + 1) {
            from + 1
        } else if subject {
            self.main_verb(from, end)?
        } else {
            comma.unwrap_or(end)
        };
        let frame = Frame {
            cue: Some(self.span(at, at + 1)),
            entry: Some(CueEntry::neutral(self.nominal_lemma())),
            mention: Some(mention),
            apart: false,
            end: to,
            ..Frame::bare("nominal")
        };
        (to > from).then_some(Clause {
            tokens: from..to,
            frame,
            shared: false,
        })
    }

    fn nominal_lemma(&self) -> &'static str {
        match self.lexicon.language {
            Language::French => "affirmation",
            Language::English => "claim",
        }
    }

    /// l'affirmation de X, son affirmation: whose it is, and the place after it.
    fn whose_word(&self, sentence: &Range<usize>, at: usize) -> Option<(Mention, usize)> {
        let before = at.checked_sub(1).filter(|&at| at >= sentence.start)?;
        if self.is(before, Classes::POSSESSIVE) {
            return Some((self.possessor(before), at + 1));
        }
        let of = at + 1;
        if !self.classed(of, Classes::GENITIVE) {
            return None;
        }
        let melted = matches!(self.folded(of), "du" | "des");
        let mention = self.source(of + usize::from(!melted))?;
        let end = mention.end;
        Some((mention, end))
    }

    /// X's claim, his claim, the claim by X: whose it is, and the place after it.
    fn whose_claim(&self, sentence: &Range<usize>, at: usize) -> Option<(Mention, usize)> {
        let before = at.checked_sub(1).filter(|&at| at >= sentence.start)?;
        if self.is(before, Classes::POSSESSIVE) {
            return Some((self.possessor(before), at + 1));
        }
        if matches!(self.folded(at + 1), "by" | "from" | "of") {
            let mention = self.source(at + 2)?;
            let end = mention.end;
            return Some((mention, end));
        }
        let owned = self.folded(before).ends_with("'s");
        let first = sentence.start.max(before.saturating_sub(OWNER));
        let mention = (first..at)
            .filter(|_| owned)
            .find_map(|from| self.mention(from).filter(|found| found.end == at))?;
        Some((mention, at + 1))
    }

    /// his, her; son, leur: a pronoun that points at somebody.
    pub(super) fn possessor(&self, at: usize) -> Mention {
        let (gender, plural) = match self.folded(at) {
            "his" => (Gender::Masculine, false),
            "her" => (Gender::Feminine, false),
            "leur" | "leurs" | "their" => (Gender::Unknown, true),
            _ => (Gender::Unknown, false),
        };
        Mention::pronoun(self.span(at, at + 1), gender, plural, at + 1)
    }

    /// Returns where what is reported starts: after selon laquelle, que, that; at an infinitive after de, to.
    fn reported_from(&self, at: usize) -> Option<usize> {
        let at = at + usize::from(self.is_sign(at, ','));
        let which = matches!(
            self.folded(at + 1),
            "laquelle" | "lequel" | "lesquelles" | "lesquels"
        );
        if self.folded(at) == "selon" && which {
            return Some(at + 2);
        }
        if self.classed(at, Classes::THAT) {
            return Some(at + 1);
        }
        let to = matches!(self.folded(at), "de" | "d'" | "to");
        (to && self.is_infinitive(at + 1)).then_some(at + 1)
    }

    /// Returns where the verb of the whole sentence starts, after a clause from `from` that has its own: the
    /// last verb that no subject of its own stands before.
    fn main_verb(&self, from: usize, end: usize) -> Option<usize> {
        let verb = |at: usize| {
            self.is_word(at)
                && (self.is(at, Classes::AUXILIARY | Classes::NEGATION)
                    || self.form(at).has(CueForm::FINITE))
        };
        let free = |at: usize| {
            !self.is(
                at - 1,
                Classes::SUBJECT
                    | Classes::RELATIVE
                    | Classes::NEGATION
                    | Classes::AUXILIARY
                    | Classes::DETERMINER,
            )
        };
        (from + 3..end).rev().find(|&at| verb(at) && free(at))
    }
}

/// Tokens that the owner of a claim may have: the students' union president's claim.
const OWNER: usize = 8;
