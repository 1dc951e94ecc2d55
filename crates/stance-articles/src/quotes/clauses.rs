//! Where a reported clause ends: before the speaker's next verb, before what the author adds, with the sentence.

use std::ops::Range;

use crate::Language;
use crate::lexicon::{Classes, CueForm};
use crate::words::TokenKind;

use super::cues::Cue;
use super::reading::Reading;
use super::reported::{COLON_WORDS, REACH};

/// Tokens between a cue and the colon before what it reports.
const COLON_GAP: usize = 6;

impl Reading<'_> {
    /// Returns where what starts at `from` ends: before the speaker's next verb, before what is added to it,
    /// or with the sentence.
    pub(super) fn clause_end(&self, sentence: &Range<usize>, cue: &Cue, from: usize) -> usize {
        let end = self.without_stops(from, sentence.end);
        if let Some((comma, _)) = self.opening_gerund(sentence.start, cue)
            && comma > from
        {
            return comma.min(end);
        }
        let inside = self.is_subordinate(sentence, cue);
        let stop = (from + 1..end).find(|&at| {
            self.is_sign(at, ';')
                || (self.is_sign(at, ',') && (inside || self.turns_away(at + 1, end)))
                || (self.joins(at) && self.says_next(at + 1, end))
                || (self.is_sign(at, ':') && self.is_quoted(at + 1))
        });
        let stop = stop.unwrap_or(end);
        // , et ajoute que: the comma goes with what follows.
        if stop > from && self.is_sign(stop - 1, ',') {
            stop - 1
        } else {
            stop
        }
    }

    /// X dit ne rien savoir, mais a promis une enquête: an infinitive ends where the speaker's own verb follows.
    pub(super) fn before_own_verb(&self, from: usize, to: usize) -> usize {
        let french = self.lexicon.language == Language::French;
        let has = |at: usize| {
            matches!(
                self.folded(at),
                "a" | "ont" | "avait" | "avaient" | "has" | "have" | "had"
            )
        };
        // X dit comprendre et l'invite
        let object = |at: usize| match self.folded(at) {
            "l'" => self.form(at + 1).has(CueForm::FINITE),
            "se" | "s'" | "lui" | "y" | "ne" | "n'" => !self.is_infinitive(at),
            _ => false,
        };
        let own =
            (from + 1..to).find(|&at| self.joins(at) && (has(at + 1) || french && object(at + 1)));
        own.map_or(to, |at| at - usize::from(self.is_sign(at - 1, ',')))
    }

    /// Returns the place after the last token of `from..end` that is no closing sign.
    pub(super) fn without_stops(&self, from: usize, end: usize) -> usize {
        let closes = |at: &usize| {
            [
                '.', '!', '?', '…', ')', ']', '»', '”', '"', '’', '\'', ',', ':', '›',
            ]
            .iter()
            .any(|&sign| self.is_sign(*at, sign))
        };
        let closing = (from..end).rev().take_while(closes).count();
        let last = end - closing;
        // un vote (article 49): the bracket that closes is part of what it opens in.
        let depth = |sign: char| (from..last).filter(|&at| self.is_sign(at, sign)).count();
        let open = self.is_sign(last, ')') && depth('(') > depth(')');
        last + usize::from(open)
    }

    /// Tandis que X affirme que …, and X, qui affirme que …, : the clause ends with the comma.
    fn is_subordinate(&self, sentence: &Range<usize>, cue: &Cue) -> bool {
        let floor = sentence.start.max(cue.group.saturating_sub(REACH));
        let comma = (floor..cue.group)
            .rev()
            .find(|&at| self.is_sign(at, ',') || self.is_sign(at, ';'));
        let first = comma.map_or(floor, |comma| comma + 1);
        let opens = matches!(
            self.folded(first),
            "tandis"
                | "alors"
                | "si"
                | "quand"
                | "lorsque"
                | "lorsqu'"
                | "puisque"
                | "comme"
                | "while"
                | "although"
                | "though"
                | "when"
                | "if"
        );
        let relative = cue
            .group
            .checked_sub(1)
            .is_some_and(|at| at > sentence.start && self.is(at, Classes::RELATIVE));
        opens || relative
    }

    /// Returns whether what follows a comma is no longer reported: ce que …, ajoutant que …, selon X, dit X,
    /// a-t-il ajouté, dont, lequel.
    fn turns_away(&self, at: usize, end: usize) -> bool {
        let form = self.form(at);
        let word = self.folded(at);
        let aside =
            matches!(word, "ce" | "c'") && self.is(at + 1, Classes::RELATIVE | Classes::THAT);
        let source = self.is(at, Classes::ATTRIBUTING) && self.source_words(at).is_some();
        let joined = self.joins(at) && (self.says_next(at + 1, end) || self.lacks_subject(at + 1));
        let incise = form.has(CueForm::FINITE)
            && (self.says_next(at, end) || self.inverted_at(at + 1))
            || self.is(at, Classes::AUXILIARY) && self.inverted_at(at + 1);
        // , and urged the Bar to: in English a verb after and has no subject but the speaker.
        let english = self.lexicon.language == Language::English;
        let apart = english
            && (self.joins(at) && self.is(at + 1, Classes::DETERMINER | Classes::SUBJECT)
                || word == "without" && self.folded(at + 1).ends_with("ing"));
        let verb = english && self.joins(at) && self.form(at + 1).has(CueForm::FINITE);
        let without =
            word == "sans" && self.is_infinitive(at + 1) && !self.is(at + 1, Classes::DETERMINER);
        let told = self.joins(at) && self.told_next(at + 1, end);
        let follows = aside || apart || verb || source || joined || incise || without || told;
        // X trouve que …, le second affirme que …
        let other = self.lexicon.language == Language::French
            && (self.is(at, Classes::DETERMINER) || self.is_capitalised(at))
            && self.speaking(at, end).is_some_and(|mention| {
                mention.end < end
                    && self.form(mention.end).has(CueForm::FINITE)
                    && self.says_next(mention.end, end)
            });
        follows
            || other
            || form.has(CueForm::GERUND)
            || word == "dont"
            || word == "tandis"
            || self.says_likewise(at, end)
    }

    /// (et) la députée de répliquer
    fn told_next(&self, at: usize, end: usize) -> bool {
        self.mention(at).is_some_and(|mention| {
            mention.end < end
                && matches!(self.folded(mention.end), "de" | "d'")
                && self.form(mention.end + 1).has(CueForm::INFINITIVE)
        })
    }

    /// , une autre que: somebody else says what follows, with the same verb.
    pub(super) fn says_likewise(&self, at: usize, end: usize) -> bool {
        self.is(at, Classes::DETERMINER)
            && self.mention(at).is_some_and(|mention| {
                mention.end < end
                    && self.classed(mention.end, Classes::THAT)
                    && mention.pointing == super::mentions::Pointing::Noun
                    && !self.is(mention.end, Classes::SUBJECT)
            })
    }

    fn inverted_at(&self, at: usize) -> bool {
        self.token(at)
            .is_some_and(|token| token.kind == TokenKind::Inverted)
    }

    /// Returns whether a verb without subject starts at `at`: (mais) n'a pas voulu; (et) de citer.
    fn lacks_subject(&self, at: usize) -> bool {
        let negated = self.classed(at, Classes::NEGATION)
            && self.classed(at + 1, Classes::AUXILIARY | Classes::MODAL);
        negated || (self.folded(at) == "de" && self.is_infinitive(at + 1))
    }

    /// Returns whether the speaker's next verb starts at `at`: ajoute que, met en garde : «.
    fn says_next(&self, at: usize, end: usize) -> bool {
        let Some(cue) = self.cue_at(at, end) else {
            // et promis que
            let participle = self.form(at).has(CueForm::PARTICIPLE);
            return participle && self.classed(self.cue_end(at), Classes::THAT);
        };
        let next = cue.end + (cue.end..end).take_while(|&at| self.is_adverb(at)).count();
        let reports = self.classed(next, Classes::THAT)
            || self.is_quoted(next)
            || self.is_sign(next, ':')
            || self.is_sign(next, ',')
            || matches!(self.folded(next), "de" | "d'" | "si" | "s'")
            || self.classed(next, Classes::DETERMINER) && self.is_quoted(next + 1);
        reports && cue.bound
    }

    /// et, mais, puis: a verb after it can share its subject.
    pub(crate) fn joins(&self, at: usize) -> bool {
        matches!(
            self.folded(at),
            "et" | "mais" | "puis" | "and" | "but" | "then"
        )
    }

    /// X nuance : il calme, il ne guérit pas.
    pub(super) fn after_colon(&self, cue: &Cue, end: usize) -> Option<(&'static str, usize)> {
        // La rédaction vous conseille : …, a list of links.
        if (cue.group..cue.verb).any(|at| self.folded(at) == "vous") {
            return None;
        }
        let colon = (cue.end..end.min(cue.end + COLON_GAP)).find(|&at| self.is_sign(at, ':'))?;
        let form = self.form(cue.verb);
        let thinks = form.has(CueForm::OPINION) && !form.has(CueForm::STATE);
        if thinks || !self.says_to_colon(cue, colon) {
            return None;
        }
        let words = (colon + 1..end).filter(|&at| self.is_word(at)).count();
        let marked = (colon + 1..end).any(|at| self.is_quoted(at));
        (words >= COLON_WORDS && !marked && cue.bound).then_some(("colon-clause", colon + 1))
    }

    /// Returns whether nothing but when, where and how stands between a cue and the colon after it: what has an
    /// object is no saying (annonce un plan musclé : …), nor what somebody does to themselves (se poursuit : …).
    fn says_to_colon(&self, cue: &Cue, colon: usize) -> bool {
        let mut at = cue.end + usize::from(cue.inverted == Some(cue.end));
        while at < colon {
            let Some(after) = self.after_adverbial(at, colon + 1) else {
                return false;
            };
            at = after;
        }
        at == colon
    }
}
