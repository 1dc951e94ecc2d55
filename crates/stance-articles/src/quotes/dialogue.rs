//! Dialogue: a paragraph that a dash opens is said by somebody, without marks.

use super::frames::Frame;
use super::reading::Reading;
use super::scene::Scene;
use crate::lexicon::Classes;
use crate::{Kind, Span};

/// A line of a dialogue: what is said, and what attributes it.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) span: Span,
    pub(crate) frame: Frame,
}

impl Reading<'_> {
    /// Reads a paragraph that a dash opens, where an incise says whose it is or somebody is spoken to.
    pub(crate) fn dialogue(&self, scene: &Scene) -> Option<Line> {
        let dash = self.is_sign(0, '–') || self.is_sign(0, '—');
        let end = self.tokens.len();
        if !dash || scene.kind == Kind::Heading || !scene.pairs.is_empty() || !self.is_word(1) {
            return None;
        }
        let first = self.token(1)?.span.start;
        let whole = Span::new(first, scene.span.end).trimmed(self.text);
        let ends = |at: &usize| {
            [',', '?', '!', '…']
                .iter()
                .any(|&sign| self.is_sign(*at, sign))
        };
        let incise = (2..end).filter(ends).find_map(|at| {
            let cue = self.cue_at(at + 1, end)?;
            let mention = self
                .subject_after(&cue, end)
                .filter(|mention| self.can_interrupt(mention, &cue))?;
            Some((at, self.framed("dialogue", &cue, Some(mention), true)))
        });
        let Some((at, frame)) = incise else {
            return self.speaks_to_somebody(scene).then(|| Line {
                span: whole,
                frame: Frame::bare("dialogue"),
            });
        };
        // What stands after the incise's sentence is said too.
        let goes_on = (frame.end..end).any(|at| {
            [',', ';', '.', '?', '!']
                .iter()
                .any(|&sign| self.is_sign(at, sign))
                && self.is_word(at + 1)
        });
        let last = if self.is_sign(at, ',') { at } else { at + 1 };
        let span = if goes_on { whole } else { self.span(1, last) };
        Some(Line { span, frame })
    }

    /// Returns whether the paragraph is a sentence in which somebody says I or you.
    fn speaks_to_somebody(&self, scene: &Scene) -> bool {
        let words = scene.span.slice(self.text).unwrap_or_default();
        let person = |at: usize| {
            self.is(at, Classes::SUBJECT)
                && matches!(
                    self.folded(at),
                    "je" | "j'" | "tu" | "nous" | "vous" | "i" | "we" | "you"
                )
        };
        words.ends_with(['.', '?', '!', '…']) && (1..self.tokens.len()).any(person)
    }
}
