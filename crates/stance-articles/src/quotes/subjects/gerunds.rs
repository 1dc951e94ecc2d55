//! Whose a gerund is: of the main clause that it opens, not of whoever stands near.

use super::INTRODUCTION;
use crate::lexicon::{Classes, CueForm};
use crate::quotes::cues::Cue;
use crate::quotes::mentions::{Mention, Pointing};
use crate::quotes::reading::Reading;

impl Reading<'_> {
    /// Tout en soulignant que …, X a …: the comma before the main clause, and its subject.
    pub(in crate::quotes) fn opening_gerund(
        &self,
        from: usize,
        cue: &Cue,
    ) -> Option<(usize, Mention)> {
        let light = |at: usize| matches!(self.folded(at), "tout" | "en" | "by" | "while");
        let opens = !cue.bound
            && self.form(cue.verb).has(CueForm::GERUND)
            && (from..cue.group).all(|at| light(at) || self.is_adverb(at));
        if !opens {
            return None;
        }
        let stop = |at: &usize| {
            ['.', '!', '?', ';']
                .iter()
                .any(|&sign| self.is_sign(*at, sign))
        };
        let last = self.tokens.len().min(cue.end + INTRODUCTION);
        let end = (cue.end..last).find(stop).unwrap_or(last);
        let verb = Classes::AUXILIARY | Classes::MODAL | Classes::NEGATION | Classes::OBJECT;
        (cue.end..end)
            .filter(|&at| self.is_sign(at, ','))
            .find_map(|comma| {
                let subject = self.speaking(comma + 1, end)?;
                let next = subject.end;
                let acts = self.classed(next, verb) || self.form(next).has(CueForm::FINITE);
                let speaks = subject.pointing != Pointing::Noun
                    || subject.classes.has(Classes::SPEAKING_NOUN);
                (acts && speaks).then_some((comma, subject))
            })
    }
}

/// Returns whether a mention is something that somebody else writes: a publié un communiqué affirmant que.
pub(super) fn is_message(mention: &Mention) -> bool {
    let noun = mention.noun.as_deref().unwrap_or_default();
    [
        "communiqué",
        "lettre",
        "tweet",
        "message",
        "billet",
        "courrier",
        "courriel",
        "texte",
        "tribune",
        "post",
        "statement",
        "letter",
        "memo",
        "email",
    ]
    .contains(&noun)
}
