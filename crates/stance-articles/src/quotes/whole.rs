//! Paragraphs that are one quotation as a whole: signed, an answer, a line of a dialogue.

use super::answers::Answer;
use super::frames::Frame;
use super::reading::Reading;
use super::scene::Scene;
use super::stage::Stage;
use crate::{Kind, Quotation, QuotationType, Span, SpeakerSource};

impl Stage<'_> {
    /// A pull quote with its signature line is one quotation, with or without marks.
    pub(crate) fn signed(&mut self, scene: &Scene, reading: Reading<'_>) -> Option<Quotation> {
        let line = scene.signature?;
        let first = scene
            .tokens
            .partition_point(|token| token.span.start < line.start);
        let at = (first..scene.tokens.len()).find(|&at| reading.is_word(at))?;
        let mention = reading
            .mention(at)
            .filter(|mention| mention.name.is_some())?;
        let body = Span::new(scene.span.start, line.start).trimmed(self.text);
        let span = match scene.pairs.first() {
            Some(pair) if pair.outer == body => pair.inner,
            _ => body,
        };
        if span.is_empty() {
            return None;
        }
        let mention = Some(mention);
        let frame = Frame {
            mention,
            signed: true,
            ..Frame::bare("pull-quote")
        };
        let speaker = self.resolve(reading, &frame, self.sentence);
        Some(self.attributed(span, QuotationType::Direct, &frame, speaker))
    }

    /// What follows a question under the label of who answers, or goes on from an answer before.
    pub(crate) fn answered(&mut self, scene: &Scene, reading: Reading<'_>) -> Option<Quotation> {
        if !self.asked || scene.kind == Kind::Heading {
            return None;
        }
        let addressed = self.asked_in_bold && self.interview;
        let answer = reading.answer(scene, addressed).or_else(|| {
            // The next answers have no label where the first had one and the questions are in bold; none has
            // one where the questions speak to somebody.
            let unlabelled = addressed || self.asked_in_bold && self.answering.is_some();
            let span = reading.without_stage_direction(scene);
            unlabelled.then_some(Answer { label: None, span })
        })?;
        let speaker = match &answer.label {
            Some(label) => {
                let frame = Frame {
                    mention: Some(label.clone()),
                    ..Frame::bare("answer")
                };
                self.resolve(reading, &frame, self.sentence)
            }
            None => self
                .answering
                .or_else(|| self.cast.only_person(scene.span.start)),
        };
        if speaker.is_none() && !addressed {
            return None;
        }
        let frame = Frame {
            mention: answer.label,
            ..Frame::bare("answer")
        };
        self.answering = speaker.or(self.answering);
        let quotation = self.attributed(answer.span, QuotationType::Direct, &frame, speaker);
        let source = match quotation.speaker_source {
            SpeakerSource::Unknown if speaker.is_some() => SpeakerSource::Continuation,
            source => source,
        };
        Some(Quotation {
            speaker_source: source,
            ..quotation
        })
    }

    /// A line of a dialogue, opened by a dash.
    pub(crate) fn dialogue(&mut self, scene: &Scene, reading: Reading<'_>) -> Option<Quotation> {
        if scene.kind == Kind::ListItem {
            return None;
        }
        let line = reading.dialogue(scene)?;
        let speaker = self.resolve(reading, &line.frame, self.sentence);
        Some(self.attributed(line.span, QuotationType::Direct, &line.frame, speaker))
    }
}
