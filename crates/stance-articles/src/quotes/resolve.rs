//! Whom a mention leads to, given what has been read so far: who was named, who spoke, what it is about.

use crate::lexicon::Classes;
use crate::words::tokenise;

use super::mentions::{Mention, Pointing};
use super::reading::Reading;
use super::stage::{RECENT, SUBJECT_WINDOW, Stage, first_person};

impl Stage<'_> {
    /// Returns the place in the cast of whom a mention points at.
    pub(super) fn resolve(
        &mut self,
        reading: Reading<'_>,
        mention: Option<&Mention>,
        sentence: usize,
    ) -> Option<usize> {
        let mention = mention?;
        let recent = self
            .before
            .filter(|before| before.sentence + RECENT >= sentence);
        let last = recent.and_then(|before| before.speaker);
        let named = mention.name.is_some();
        if first_person(self.text, mention) {
            return self.author();
        }
        let topic = match mention.pointing {
            // Right after a quotation il and elle go on with its speaker.
            Pointing::Pronoun if self.goes_on(last, mention, sentence) => last,
            Pointing::Pronoun | Pointing::Anaphor => self.topic(mention),
            Pointing::Name | Pointing::Noun => None,
        };
        let member = self
            .cast
            .inhabitant(reading, mention, sentence)
            .or_else(|| self.cast.resolve(reading, mention, sentence, last, topic));
        let member = match member {
            Some(member) => member,
            None if named => self.cast.admit_late(reading, mention, self.sentence),
            None if mention.pointing == Pointing::Noun => {
                let owner = reading
                    .classed(mention.start, Classes::POSSESSIVE)
                    .then(|| self.owner(last))
                    .flatten();
                self.cast.admit_noun(reading, mention, owner)?
            }
            None => return None,
        };
        self.cast.hear(member);
        Some(member)
    }

    /// Returns whether who spoke in the sentence before fits a pronoun.
    fn goes_on(&self, last: Option<usize>, pronoun: &Mention, sentence: usize) -> bool {
        let near = self
            .before
            .is_some_and(|before| before.sentence + 1 >= sentence);
        near && last.is_some_and(|last| self.cast.fits(last, pronoun))
    }

    /// Returns the author, where a byline names them.
    fn author(&mut self) -> Option<usize> {
        let byline = self.byline?;
        let pairs = [];
        let tokens = tokenise(self.text, byline, &pairs, self.lexicon);
        let reading = Reading {
            text: self.text,
            tokens: &tokens,
            lexicon: self.lexicon,
        };
        let mention = reading
            .mention(0)
            .filter(|mention| mention.name.is_some())?;
        Some(self.cast.admit_late(reading, &mention, self.sentence))
    }

    /// Returns whom the subject of the sentence before is, where a pronoun can take it up.
    fn topic(&mut self, pronoun: &Mention) -> Option<usize> {
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
        let subject = reading.first_subject(range.start, end)?;
        self.member_of(reading, &subject)
    }

    /// Returns whom the subject of the sentence before is: a name, or a noun that may stand for one.
    fn member_of(&mut self, reading: Reading<'_>, subject: &Mention) -> Option<usize> {
        match subject.pointing {
            Pointing::Name => self
                .cast
                .named_at(subject.name.unwrap_or(subject.span))
                .filter(|&member| self.cast.is_somebody(member)),
            Pointing::Noun => {
                let sentence = self.sentence.saturating_sub(1);
                self.cast
                    .resolve(reading, subject, sentence, None, None)
                    .or_else(|| self.cast.admit_noun(reading, subject, None))
            }
            Pointing::Pronoun | Pointing::Anaphor => None,
        }
    }

    /// Returns whose somebody is: of whom the text is about, else who spoke last.
    fn owner(&mut self, last: Option<usize>) -> Option<usize> {
        let (scene, range) = self.previous.clone()?;
        let reading = scene.reading(self.text, self.lexicon);
        let end = range.end.min(range.start + SUBJECT_WINDOW);
        let subject = reading.main_subject(range.start, end);
        subject
            .and_then(|subject| self.member_of(reading, &subject))
            .or(last)
    }
}
