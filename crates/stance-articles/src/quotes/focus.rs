//! Whom the text is about: the subject of the sentence before, and whose somebody is.

use super::mentions::{Mention, Pointing};
use super::reading::Reading;
use super::stage::{SUBJECT_WINDOW, Stage};
use crate::lexicon::Classes;

impl Stage<'_> {
    /// Returns the person whom a noun after a quotation can be another word for: the subject of the sentence before,
    /// else who spoke last, else the one person named shortly before, where `near` or where the text opens
    /// with them.
    pub(super) fn focus(
        &mut self,
        mention: &Mention,
        last: Option<usize>,
        near: bool,
    ) -> Option<usize> {
        let subject = self.subject_before(mention);
        let unnamed = subject.is_some_and(|subject| self.cast.is_unnamed_person(subject));
        if unnamed {
            return None;
        }
        let near = self
            .cast
            .only_near(mention, self.sentence)
            .filter(|&member| near || self.cast.is_in_title(member));
        let focus = [subject, last, near];
        focus
            .into_iter()
            .flatten()
            .find(|&member| self.cast.may_be(member, mention))
    }

    /// Returns whom the subject of the sentence before is, where a pronoun can take it up.
    pub(super) fn topic(&mut self, pronoun: &Mention) -> Option<usize> {
        let subject = self.subject_before(pronoun)?;
        Some(subject).filter(|&subject| self.cast.fits(subject, pronoun))
    }

    fn subject_before(&mut self, mention: &Mention) -> Option<usize> {
        let (scene, range) = self.previous.clone()?;
        if scene.tokens.get(range.start)?.span.start >= mention.span.start {
            return None;
        }
        let reading = scene.reading(self.text, self.lexicon);
        let end = range.end.min(range.start + SUBJECT_WINDOW);
        let main = reading.main_clause(range.start, end);
        let subject = reading.first_subject(main, end)?;
        self.member_of(reading, &subject)
    }

    /// Returns whom the subject of the sentence before is: a name, or a noun that may stand for one.
    pub(super) fn member_of(&mut self, reading: Reading<'_>, subject: &Mention) -> Option<usize> {
        match subject.pointing {
            Pointing::Name => {
                let sentence = self.sentence.saturating_sub(1);
                let named = || self.cast.named_at(subject.name.unwrap_or(subject.span));
                self.cast
                    .inhabitant(reading, subject, sentence)
                    .or_else(|| named().filter(|&member| self.cast.is_somebody(member)))
            }
            Pointing::Noun => {
                let sentence = self.sentence.saturating_sub(1);
                let last = self.before.and_then(|before| before.speaker);
                let owner = reading
                    .classed(subject.start, Classes::POSSESSIVE)
                    .then_some(last)
                    .flatten()
                    .filter(|&last| self.cast.can_own(last, false));
                self.cast
                    .resolve(reading, subject, sentence, last, None)
                    .or_else(|| self.cast.admit_noun(reading, subject, owner, false))
            }
            Pointing::Pronoun | Pointing::Anaphor | Pointing::Member => None,
        }
    }

    /// Returns whose somebody is: of whom the text is about, else who spoke last.
    pub(super) fn owner(&mut self, last: Option<usize>) -> Option<usize> {
        let (scene, range) = self.previous.clone()?;
        let reading = scene.reading(self.text, self.lexicon);
        let end = range.end.min(range.start + SUBJECT_WINDOW);
        let subject = reading.main_subject(range.start, end);
        let named = |subject: &Mention| subject.name.and_then(|name| self.cast.named_at(name));
        let body = subject.as_ref().and_then(named);
        let member = subject.and_then(|subject| self.member_of(reading, &subject));
        member.or(body).or(last)
    }
}
