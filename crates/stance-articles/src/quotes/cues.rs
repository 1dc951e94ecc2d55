//! Verb groups that attribute: explique, a déclaré, s'est-il félicité, tient à préciser, has said.

use crate::lexicon::{Classes, CueEntry, CueForm, CueWord};
use crate::words::TokenKind;
use crate::{Language, Span};

use super::reading::Reading;

/// Words that may stand between a helper and its participle.
const GAP: usize = 5;

/// Tokens that may be set between commas inside a verb group.
const ASIDE: usize = 14;

/// Words that the longest cue has: tire la sonnette d'alarme.
const PHRASE_WORDS: usize = 5;

/// A verb group as a range of tokens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cue {
    /// Where the group starts, with the pronouns and adverbs before it.
    pub(crate) group: usize,
    /// The first word of the cue itself: its helper, or its verb.
    pub(crate) start: usize,
    /// The place after its verb.
    pub(crate) end: usize,
    /// The pronoun inverted in it: a-t-il dit, explique-t-elle.
    pub(crate) inverted: Option<usize>,
    /// Whether it has a subject of its own: neither infinitive nor present participle.
    pub(crate) bound: bool,
    /// The place of its verb, which says what may follow.
    pub(crate) verb: usize,
}

impl Reading<'_> {
    /// Returns the cue that starts at `at`, of one word or several (met en garde), and the place after it.
    fn cue_word(&self, at: usize) -> (CueWord, usize) {
        let Some(token) = self.token(at).filter(|token| token.is_word()) else {
            return (CueWord::default(), at);
        };
        if token.cue.form.has(CueForm::OPENS)
            && let Some(found) = self.cue_phrase(at)
        {
            return found;
        }
        (token.cue, at + 1)
    }

    /// Returns the longest cue of several words at `at`.
    fn cue_phrase(&self, at: usize) -> Option<(CueWord, usize)> {
        let mut phrase = self.folded(at).to_owned();
        let mut found = None;
        for next in at + 1..at + PHRASE_WORDS {
            if !self.is_word(next) {
                break;
            }
            phrase.push('_');
            phrase.push_str(self.folded(next));
            let word = self.lexicon.word(&phrase).cue;
            if word.form.is_cue() {
                found = Some((word, next + 1));
            }
        }
        found
    }

    /// Returns the forms of the cue that starts at `at`; none where no cue does.
    pub(crate) fn form(&self, at: usize) -> CueForm {
        let (word, _) = self.cue_word(at);
        if word.form.is_cue() {
            word.form
        } else {
            CueForm::default()
        }
    }

    /// Returns the dictionary's entry of the cue that starts at `at`.
    fn entry(&self, at: usize) -> Option<CueEntry> {
        self.lexicon.cue(self.cue_word(at).0)
    }

    /// Returns the place after the cue that starts at `at`.
    pub(crate) fn cue_end(&self, at: usize) -> usize {
        self.cue_word(at).1
    }

    fn inverted(&self, at: usize) -> Option<usize> {
        self.token(at)
            .is_some_and(|token| token.kind == TokenKind::Inverted)
            .then_some(at)
    }

    /// Returns the dictionary's entry of a verb group.
    pub(crate) fn cue_entry(&self, cue: &Cue) -> Option<CueEntry> {
        self.entry(cue.verb)
    }

    /// Returns the cue's own words; of an inverted compound the verb alone, as the pronoun parts them.
    pub(crate) fn cue_span(&self, cue: &Cue) -> Span {
        self.span(cue.start, cue.end)
    }

    /// Reads the verb group that starts at token `at` and ends before `end`.
    pub(crate) fn cue_at(&self, at: usize, end: usize) -> Option<Cue> {
        let object = |at: usize| self.classed(at, Classes::OBJECT);
        let after = at + (at..end.min(at + 3)).take_while(|&at| object(at)).count();
        [after, at]
            .into_iter()
            .find_map(|start| self.verb_group(at, start, end))
    }

    fn verb_group(&self, group: usize, start: usize, end: usize) -> Option<Cue> {
        if start >= end || !self.is_word(start) {
            return None;
        }
        let helper = self.classed(start, Classes::AUXILIARY | Classes::MODAL);
        if helper && let Some(cue) = self.compound(group, start, end) {
            return Some(cue);
        }
        if !self.form(start).has(CueForm::FINITE) {
            return None;
        }
        let after = self.cue_end(start);
        Some(Cue {
            group,
            start,
            end: after,
            inverted: self.inverted(after),
            bound: true,
            verb: start,
        })
    }

    /// A helper with its participle or infinitive: a déclaré, s'est-il félicité, tient à préciser.
    fn compound(&self, group: usize, start: usize, end: usize) -> Option<Cue> {
        let inverted = self.inverted(start + 1);
        let first = start + 1 + usize::from(inverted.is_some());
        let english = self.lexicon.language == Language::English;
        let mut passive = self.is_passive(group, start);
        for at in first..end.min(first + GAP) {
            let form = self.form(at);
            if (form.has(CueForm::PARTICIPLE) && (!passive || form.has(CueForm::STATE)))
                || form.has(CueForm::INFINITIVE)
                || (form.has(CueForm::GERUND) && english)
            {
                let start = if inverted.is_some() { at } else { start };
                return Some(Cue {
                    group,
                    start,
                    end: self.cue_end(at),
                    inverted,
                    bound: true,
                    verb: at,
                });
            }
            let light = Classes::MODAL | Classes::AUXILIARY | Classes::OBJECT;
            // have been told, a été dit
            passive |= matches!(self.folded(at), "been" | "being" | "été");
            // a elle aussi estimé
            let stressed =
                matches!(self.folded(at), "elle" | "eux" | "elles") && self.is_adverb(at + 1);
            // avait lui-même convenu
            if stressed || self.is_itself(at) {
                continue;
            }
            let links =
                matches!(self.folded(at), "à" | "de" | "par" | "to") || self.is_set_between(at);
            if !(self.classed(at, light) || links || self.is_adverb(at)) {
                return None;
            }
        }
        None
    }

    /// Returns whether a participle after the helper at `helper` is passive: was told, est jugé; not s'est
    /// félicité.
    fn is_passive(&self, group: usize, helper: usize) -> bool {
        let being = [
            "est", "sont", "était", "étaient", "sera", "seront", "serait", "fut", "furent",
        ]
        .contains(&self.folded(helper))
            || ["is", "are", "was", "were", "be", "been", "being"].contains(&self.folded(helper));
        let reflexive = (group.min(helper.saturating_sub(2))..helper)
            .any(|at| ["s'", "se", "m'", "t'"].contains(&self.folded(at)));
        being && !reflexive
    }

    /// Finds the last verb group of the tokens `floor..end`; it looks no further back than a semicolon.
    pub(crate) fn cue_before(&self, floor: usize, end: usize) -> Option<Cue> {
        let near = (floor..end).rev().take_while(|&at| !self.is_sign(at, ';'));
        let at = near.clone().find(|&at| self.is_cue_verb(floor, at))?;
        let inner = self.group_around(floor, at);
        if !self.form(at).has(CueForm::OPINION) {
            return inner;
        }
        // Il précise que les témoins ne pensaient pas à « … »: what is thought is told by the outer verb.
        let clause =
            |from: usize| (from..at).any(|at| matches!(self.folded(at), "que" | "qu'" | "that"));
        let outer = near
            .skip_while(|&before| before >= at)
            .take_while(|&before| {
                !matches!(
                    self.token(before).map(|t| t.kind),
                    Some(TokenKind::Quoted(_))
                )
            })
            .find(|&before| {
                self.is_cue_verb(floor, before)
                    && !self.form(before).has(CueForm::OPINION)
                    && clause(before)
            });
        outer.and_then(|at| self.group_around(floor, at)).or(inner)
    }

    /// Returns whether the word at `at` is a form of a cue, and no noun: la critique, l'annonce.
    pub(crate) fn is_cue_verb(&self, floor: usize, at: usize) -> bool {
        if !self.is_word(at) || self.form(at) == CueForm::default() {
            return false;
        }
        let Some(before) = at.checked_sub(1).filter(|&before| before >= floor) else {
            return true;
        };
        // X se dit inquiète: an adjective.
        let told = matches!(
            self.folded(before),
            "dit" | "dite" | "dits" | "dites" | "déclare" | "déclaré" | "déclarée"
        );
        if told
            && (floor..before)
                .rev()
                .take(2)
                .any(|at| matches!(self.folded(at), "se" | "s'"))
        {
            return false;
        }
        // Cela s'explique par la pluie: nobody says it.
        let reflexive = matches!(self.folded(before), "s'" | "se");
        if reflexive && self.folded(at).starts_with("expliqu") && self.folded(at + 1) == "par" {
            return false;
        }
        // s'y est engagé par écrit; dismissed calls for; of note; a second question: nouns.
        let noun = self.folded(before) == "par"
            || self.is_base_noun(before, at)
            || self.lexicon.language == Language::English
                && self.form(before).has(CueForm::FINITE)
                && !self.is(before, Classes::AUXILIARY | Classes::MODAL);
        if noun {
            return false;
        }
        // the United States: no verb is written with a capital inside a sentence.
        if self.is_capitalised(at) && self.is_word(before) {
            return false;
        }
        if !self.is(before, Classes::DETERMINER)
            || self.is(before, Classes::SUBJECT)
            || self.is(before, Classes::SOME) && self.form(at).has(CueForm::FINITE)
        {
            return true;
        }
        // le, la, les before a verb are its object: comme le dit X, il l'explique.
        let object = self.is(before, Classes::OBJECT) && before > floor;
        object
            && (self.is_capitalised(before - 1)
                || self.is(
                    before - 1,
                    Classes::SUBJECT | Classes::RELATIVE | Classes::OBJECT,
                )
                // ses cuisiniers la décrivent; la direction le confirme
                || self.lexicon.language == Language::French
                    && self.form(at).has(CueForm::FINITE)
                    && self.is(before - 1, Classes::SPEAKING_NOUN)
                || matches!(self.folded(before - 1), "comme" | "ainsi"))
    }

    /// of note, a second question: in English a verb's first form is a noun after a preposition, and after an
    /// article and an adjective.
    fn is_base_noun(&self, before: usize, at: usize) -> bool {
        if self.lexicon.language == Language::French {
            return false;
        }
        let word = self.folded(at);
        let form = self.form(at);
        let base = form.has(CueForm::FINITE)
            && !form.has(CueForm::PARTICIPLE)
            && !word.ends_with('s')
            && !word.ends_with("ed");
        let adjective = before > 0
            && matches!(self.folded(before - 1), "a" | "an" | "another" | "each")
            && self.is_word(before)
            && !self.is_capitalised(before);
        let preposition = self.is(before, Classes::PREPOSITION)
            && !self.is(before, Classes::CONJUNCTION | Classes::ADVERB)
            && !matches!(self.folded(before), "to" | "since" | "as" | "like");
        base && (adjective || preposition)
    }

    /// Returns where the group of the verb at `at` starts, its first helper, and whether it is passive.
    pub(super) fn group_start(&self, floor: usize, at: usize) -> (usize, Option<usize>, bool) {
        let mut group = at;
        while group > floor && self.belongs_before(group - 1) {
            group -= 1;
        }
        let helper = Classes::AUXILIARY | Classes::MODAL;
        let first = (group..at).find(|&at| self.classed(at, helper));
        let passive = first.is_some_and(|helper| {
            let been = |at: usize| matches!(self.folded(at), "been" | "being" | "été");
            self.is_passive(group, helper) || (helper..at).any(been)
        });
        (group, first, passive)
    }

    /// Returns the group of the verb at `at`; none for a participle without helper.
    pub(crate) fn group_around(&self, floor: usize, at: usize) -> Option<Cue> {
        let (group, first, passive) = self.group_start(floor, at);
        let form = self.form(at);
        // Il est étonnant de: the participle is an adjective.
        if passive && form.has(CueForm::GERUND) && self.lexicon.language == Language::French {
            return None;
        }
        if first.is_none()
            && form.has(CueForm::PARTICIPLE)
            && let Some(helper) = self.helper_over_commas(floor, at)
        {
            return Some(Cue {
                group: helper,
                start: helper,
                end: self.cue_end(at),
                inverted: None,
                bound: true,
                verb: at,
            });
        }
        let active = !passive
            || (form.has(CueForm::INFINITIVE) && !form.has(CueForm::PARTICIPLE))
            || form.has(CueForm::STATE);
        // was told: a form that is finite, too, is a participle here, and its subject is who is addressed.
        let finite = form.has(CueForm::FINITE) && !(passive && form.has(CueForm::PARTICIPLE));
        let bound = finite || (first.is_some() && active);
        // ayant jugé, une idée jugée: no report; jugeant que is one.
        if !bound && form.has(CueForm::OPINION) && !form.has(CueForm::GERUND) {
            return None;
        }
        let inverted = (group..at + 2).find(|&at| self.inverted(at).is_some());
        let start = if inverted.is_some_and(|inverted| inverted < at) {
            at
        } else {
            first.unwrap_or(at)
        };
        (bound || form.has(CueForm::GERUND) || form.has(CueForm::INFINITIVE)).then_some(Cue {
            group,
            start,
            end: self.cue_end(at),
            inverted,
            bound,
            verb: at,
        })
    }

    /// X avait, plus tôt dans la journée, dit: the helper before what is set between commas.
    fn helper_over_commas(&self, floor: usize, at: usize) -> Option<usize> {
        let close = at.checked_sub(1).filter(|&close| close > floor)?;
        if !self.is_sign(close, ',') {
            return None;
        }
        let from = floor.max(close.saturating_sub(ASIDE));
        let open = (from..close).rev().find(|&at| self.is_sign(at, ','))?;
        let helper = open.checked_sub(1).filter(|&helper| helper > floor)?;
        let has = matches!(
            self.folded(helper),
            "a" | "ont" | "avait" | "avaient" | "ai" | "avons" | "has" | "have" | "had"
        );
        has.then_some(helper)
    }

    /// Returns whether the word at `at` can stand in a verb group, before its verb.
    fn belongs_before(&self, at: usize) -> bool {
        let light = Classes::AUXILIARY | Classes::MODAL | Classes::OBJECT;
        let links = matches!(self.folded(at), "à" | "de" | "par" | "to")
            && at > 0
            && self.classed(at - 1, Classes::MODAL)
            || self.is_itself(at);
        // nous and vous are subjects only of their own endings: X nous confiait, nous confions.
        let folded = self.folded(at);
        // Lui dit apprendre: with a capital it is the subject.
        if folded == "lui" && self.is_capitalised(at) {
            return false;
        }
        let ours = matches!(folded, "nous" | "vous");
        let own =
            ours && (self.folded(at + 1).ends_with("ons") || self.folded(at + 1).ends_with("ez"));
        let stressed = matches!(folded, "elle" | "elles")
            && self.is_adverb(at + 1)
            && at > 0
            && self.classed(at - 1, Classes::AUXILIARY);
        if stressed {
            return true;
        }
        let subject = self.classed(at, Classes::SUBJECT) && (!ours || own);
        !subject
            && (self.classed(at, light)
                || links
                || self.is_set_between(at)
                || self.is_adverb(at)
                || self.inverted(at).is_some())
    }
}
