//! What a quotation becomes once its frame is known, and to whom one without a frame goes.

use super::super::frames::Frame;
use std::ops::Range;

use super::super::marks::Pair;
use super::super::mentions::{Mention, Pointing};
use super::super::reading::Reading;
use super::super::resolve::first_person;
use super::{Before, RECENT, Stage};
use crate::words::{lower, tokenise};
use crate::{Quotation, QuotationType, Span, SpeakerId, SpeakerSource};

impl Stage<'_> {
    /// Takes a quotation with an incise inside its marks as a whole; returns whether there is one.
    pub(super) fn with_incise(&mut self, inner: Span, found: &mut Vec<Quotation>) -> bool {
        let mut tokens = tokenise(self.text, inner, &[], self.lexicon);
        let lowered = lower(self.text, &mut tokens);
        let reading = Reading {
            text: self.text,
            tokens: &tokens,
            lowered: &lowered,
            lexicon: self.lexicon,
        };
        let Some(cut) = reading.interruption() else {
            return false;
        };
        let speaker = self.resolve(reading, &cut, self.sentence);
        found.push(self.attributed(inner, QuotationType::Direct, &cut, speaker));
        true
    }

    pub(in crate::quotes) fn attributed(
        &mut self,
        span: Span,
        kind: QuotationType,
        frame: &Frame,
        speaker: Option<usize>,
    ) -> Quotation {
        let mention = frame.mention.as_ref();
        let goes_on = matches!(frame.rule, "interrupted" | "participle");
        let source = match mention.map(|mention| mention.pointing) {
            None if goes_on => SpeakerSource::Continuation,
            None => SpeakerSource::Unknown,
            Some(_) if frame.signed => SpeakerSource::Signature,
            Some(Pointing::Name) => SpeakerSource::Explicit,
            Some(Pointing::Noun) => SpeakerSource::Role,
            Some(Pointing::Pronoun | Pointing::Anaphor | Pointing::Member) => {
                SpeakerSource::Pronoun
            }
        };
        let attributed = mention.is_some() || goes_on;
        self.before = Some(Before {
            speaker,
            sentence: self.sentence,
            attributed,
        });
        let own = mention.is_some_and(|mention| first_person(self.text, mention));
        let source = if own { SpeakerSource::Byline } else { source };
        Quotation {
            span,
            kind,
            cue: frame.cue,
            cue_entry: frame.entry,
            speaker: speaker.map(SpeakerId),
            speaker_text: mention.map(|mention| mention.span),
            speaker_source: source,
            rule: frame.rule,
        }
    }

    /// Returns whether the sentence being read comes right after an attributed quotation.
    pub(super) fn follows(&self) -> bool {
        self.before
            .is_some_and(|before| before.attributed && before.sentence + 1 >= self.sentence)
    }

    /// Returns who answers a question without a label: the one person quoted so far, else the last one whom the text
    /// names before the question.
    fn interviewed(&self) -> Option<usize> {
        let (asking, _) = self.previous.as_ref()?;
        let before = self.sentence.saturating_sub(asking.sentences.len());
        self.answering
            .or_else(|| self.cast.only_voice())
            .or_else(|| self.cast.last_person(before))
    }

    /// A sentence between marks without a frame goes on from the quotation right before it, or is said by
    /// whom the sentence right before it is about.
    pub(super) fn unframed(&mut self, quoted: &Quoted<'_>) -> Quotation {
        if let Some(before) = self.before.filter(|_| self.follows()) {
            let frame = Frame::bare("continuation");
            let quotation = self.attributed(
                quoted.pair.inner,
                QuotationType::Direct,
                &frame,
                before.speaker,
            );
            self.before = Some(Before {
                sentence: self.sentence,
                ..before
            });
            return Quotation {
                speaker_source: SpeakerSource::Continuation,
                ..quotation
            };
        }
        let recent = self
            .before
            .filter(|before| before.sentence + RECENT >= self.sentence);
        let introduced = quoted.reading.introduced(quoted.sentence.start);
        // « … » Ana Ruiz en rit encore.
        let followed = || {
            let next = quoted.sentence.end;
            let named = |next: &Mention| next.name.is_some() && next.is_person();
            let first = quoted.reading.mention(next).filter(named);
            // « … » En sortant de la salle, le maire, Jo Le Gall, …
            let opens = quoted.at == 0;
            first.or_else(|| {
                let reading = quoted.reading;
                let end = reading.sentence_end(next).filter(|_| opens)?;
                reading.first_named(next, end)
            })
        };
        let (mention, rule) = match introduced {
            Some(mention) => (Some(mention), "introduced"),
            None => match followed() {
                Some(mention) => (Some(mention), "followed"),
                None => (None, "floating"),
            },
        };
        let frame = Frame {
            mention,
            ..Frame::bare(rule)
        };
        let speaker = self.resolve(quoted.reading, &frame, self.sentence.saturating_sub(1));
        let quotation = self.attributed(quoted.pair.inner, QuotationType::Direct, &frame, speaker);
        // A portrait quotes one person only.
        let voice = recent.and(self.cast.only_voice());
        // Que dites-vous ? « … »: who answers.
        let answers = self.asked && quoted.at == 0;
        let voice = voice.or_else(|| answers.then(|| self.interviewed()).flatten());
        match voice {
            Some(voice) if rule == "floating" => {
                if let Some(before) = &mut self.before {
                    before.speaker = Some(voice);
                }
                Quotation {
                    speaker: Some(SpeakerId(voice)),
                    speaker_source: SpeakerSource::Continuation,
                    rule: "continuation",
                    ..quotation
                }
            }
            _ => quotation,
        }
    }
}

/// A stretch between marks where it stands.
#[derive(Debug)]
pub(super) struct Quoted<'t> {
    pub(super) reading: Reading<'t>,
    pub(super) sentence: Range<usize>,
    pub(super) at: usize,
    pub(super) pair: Pair,
}
