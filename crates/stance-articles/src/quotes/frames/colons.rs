//! Frames before a colon: X explique : « … », X : « … ».

use super::{Frame, is_somebody};
use crate::lexicon::Classes;
use crate::quotes::mentions::{Mention, Pointing};
use crate::quotes::reading::Reading;

impl Reading<'_> {
    /// X explique : « … », and X : « … » where X can speak.
    pub(crate) fn frame_before_colon(&self, floor: usize, colon: usize) -> Frame {
        if let Some(cue) = self.addressed_before(floor, colon) {
            return self.framed("colon", &cue, self.agent(&cue, colon), true);
        }
        if let Some(cue) = self.cue_before(floor, colon) {
            // X cite sa grand-mère : « … »
            let cites = self
                .cue_entry(&cue)
                .is_some_and(|entry| matches!(entry.lemma, "citer" | "cite"));
            let object = cue.end + usize::from(self.is_loose(cue.end));
            if cites && let Some(cited) = self.speaking(object, colon) {
                return self.framed("colon", &cue, Some(cited), true);
            }
            if let Some(frame) = self.told_by(floor, &cue) {
                return frame;
            }
            let after = || self.subject_right_after(&cue, colon).filter(|_| cue.bound);
            // « … » qui revient, a affirmé le maire : « … »
            let incise = cue.group > floor && self.is_sign(cue.group - 1, ',');
            let mention = after()
                .filter(|after| incise && after.end == colon && is_somebody(after))
                .or_else(|| self.subject_before(floor, &cue))
                .or_else(after);
            let mention =
                mention.or_else(|| self.first_subject(floor, colon).filter(|_| !cue.bound));
            return self.framed("colon", &cue, mention, true);
        }
        let told = self.speech_of(floor, colon);
        let first = || self.first_subject(floor, colon);
        // L'IA, elle s'en méfie : « … »
        let pronoun = || {
            let third = |found: &Mention| {
                let written = found.span.slice(self.text).unwrap_or_default();
                ["il", "elle", "he", "she"].contains(&written)
            };
            let mut found = self.mentions(floor, colon);
            found.retain(|found| found.pointing == Pointing::Pronoun && third(found));
            found.pop()
        };
        // Une analyse partagée par X : « … »; même prudence chez Y : « … »
        let last = || {
            let mut found = self.mentions(floor, colon);
            found.retain(|found| found.end == colon || self.is_sign(found.end, ','));
            let last = found.pop()?;
            let named = self.speaking(last.start, colon).unwrap_or(last);
            let told = named.name.is_some() || self.is_introduced(floor, named.start);
            (told && named.end == colon && named.is_person() && !named.plural).then_some(named)
        };
        let told = told.or_else(first).or_else(pronoun).filter(|mention| {
            let people = mention.is_person() || mention.classes.has(Classes::GROUP);
            // Réponse : « … »
            let label = mention.end == mention.start + 1 && self.is(mention.start, Classes::SPEECH);
            !label && (people || mention.end == colon)
        });
        let mention = told.or_else(last);
        Frame {
            mention,
            end: colon,
            ..Frame::bare("colon-only")
        }
    }
}
