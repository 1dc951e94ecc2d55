//! Verbs that address somebody, where their subject says nothing: X was told that …, X asked to be heard.
//!
//! The subject of a passive is who is told, so that what follows is said by nobody, or by whom « by » brings
//! in; an infinitive after it is an order. What somebody asks leave to do is an act of theirs.

use std::ops::Range;

use crate::lexicon::{Classes, CueForm};

use super::cues::Cue;
use super::frames::Frame;
use super::mentions::Mention;
use super::reading::Reading;
use super::reported::Clause;

impl Reading<'_> {
    /// Returns the group of the participle at `at` where its subject is who is addressed: have been told. In
    /// French a participle is no finite form, and never attributes in the passive.
    pub(super) fn addressed_around(&self, floor: usize, at: usize) -> Option<Cue> {
        let form = self.form(at);
        let addressed = form.has(CueForm::FINITE)
            && form.has(CueForm::PARTICIPLE)
            && form.has(CueForm::ADDRESSED)
            && !form.has(CueForm::STATE);
        let (group, first, passive) = self.group_start(floor, at);
        let start = first.filter(|_| addressed && passive)?;
        Some(Cue {
            group,
            start,
            end: self.cue_end(at),
            inverted: None,
            bound: true,
            verb: at,
        })
    }

    /// Returns the last verb group before `end` where its subject is who is addressed, and no other verb follows.
    pub(super) fn addressed_before(&self, floor: usize, end: usize) -> Option<Cue> {
        let mut near = (floor..end).rev().take_while(|&at| !self.is_sign(at, ';'));
        let at = near.find(|&at| self.is_cue_verb(floor, at))?;
        self.addressed_around(floor, at)
    }

    /// was told by X: who says it to whom the passive `cue` has as its subject.
    pub(super) fn agent(&self, cue: &Cue, end: usize) -> Option<Mention> {
        (self.folded(cue.end) == "by")
            .then(|| self.speaking(cue.end + 1, end))
            .flatten()
    }

    /// Residents were told that …: nobody is said to have said it, but for « by X »; told to leave is an order,
    /// no statement.
    pub(super) fn told_to_subject(
        &self,
        sentence: &Range<usize>,
        cue: &Cue,
        form: CueForm,
    ) -> Option<Clause> {
        let entry = self.cue_entry(cue)?;
        if self.is_hypothetical(cue) || self.is_denied(cue, entry) {
            return None;
        }
        let (rule, from) = self.complement(cue, form, sentence.end)?;
        let to = self.clause_end(sentence, cue, from);
        let mut frame = self.framed(rule, cue, self.agent(cue, sentence.end), false);
        frame.end = to;
        (to > from && rule.ends_with("clause") && rule != "colon-clause").then_some(Clause {
            tokens: from..to,
            frame,
            shared: false,
        })
    }

    /// asked not to be named, a demandé à être reçu: what somebody seeks for themselves is an act, no statement.
    pub(super) fn seeks_for_itself(&self, cue: &Cue, at: usize) -> bool {
        let link = match self.cue_entry(cue).map(|entry| entry.lemma) {
            Some("demander") => "à",
            Some("ask" | "beg" | "plead") => "to",
            _ => return false,
        };
        let dated = usize::from(self.classed(at, Classes::DAY));
        let at = at + dated + usize::from(self.folded(at) == "not");
        self.folded(at) == link && self.is_infinitive(at + 1)
    }

    /// X was told “…”: the frame of what stands between marks at `quoted`.
    pub(super) fn told_fragment(&self, cue: &Cue, quoted: usize) -> Option<Frame> {
        let near = quoted - cue.end <= 2;
        self.governs(cue, quoted).then(|| Frame {
            near,
            ..self.framed("fragment", cue, self.agent(cue, quoted), near)
        })
    }
}
