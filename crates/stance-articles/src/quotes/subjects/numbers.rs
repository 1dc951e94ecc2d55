//! Number: a verb of the plural has no subject of the singular, and the other way round.

use super::Candidate;
use crate::Language;
use crate::lexicon::Classes;
use crate::quotes::cues::Cue;
use crate::quotes::mentions::{Mention, Person, Pointing};
use crate::quotes::reading::Reading;

impl Reading<'_> {
    /// Returns whether a French verb group is of the plural; `None` where its ending does not tell.
    pub(super) fn verb_number(&self, cue: &Cue) -> Option<bool> {
        if self.lexicon.language != Language::French || !cue.bound {
            return None;
        }
        let helper = Classes::AUXILIARY | Classes::MODAL;
        let first = (cue.group..cue.verb).find(|&at| self.classed(at, helper));
        let word = self.folded(first.unwrap_or(cue.verb));
        if word.ends_with("ont") || word.ends_with("aient") {
            return Some(true);
        }
        // tient, nient; dément, ressent: both numbers, and the singular.
        if word.ends_with("ient") {
            return None;
        }
        let singular = matches!(word, "dément" | "ressent" | "pressent" | "consent");
        Some(word.ends_with("ent") && !singular)
    }

    /// Leaves out those of another number than the verb, where somebody is left who can be its subject.
    pub(super) fn keep_agreeing(&self, candidates: &mut Vec<Candidate>, cue: &Cue) {
        let Some(plural) = self.verb_number(cue) else {
            return;
        };
        let agrees = |candidate: &Candidate| self.agrees_in_number(&candidate.mention, plural);
        let left = |candidate: &Candidate| agrees(candidate) && candidate.can_speak();
        if candidates.iter().any(left) {
            candidates.retain(agrees);
        }
    }

    /// Returns whether a mention can be the subject of a verb of that number.
    fn agrees_in_number(&self, mention: &Mention, plural: bool) -> bool {
        let joined = self.folded(mention.end) == "et"
            || mention.start > 0 && self.folded(mention.start - 1) == "et";
        let one = matches!(
            self.folded(mention.start),
            "le" | "la" | "l'" | "un" | "une" | "ce" | "cet" | "cette" | "son" | "sa"
        );
        match mention.pointing {
            Pointing::Noun if plural => mention.plural || joined || !one,
            Pointing::Noun => !mention.plural,
            Pointing::Name if plural => {
                mention.plural || joined || mention.person < Person::Certain
            }
            _ => true,
        }
    }
}
