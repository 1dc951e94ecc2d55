//! Interviews: what stands after a speaker's label is said by them, without marks.

use crate::words::TokenKind;
use crate::{Kind, Span};

use super::mentions::Mention;
use super::reading::Reading;
use super::scene::Scene;

/// Tokens that a label can have: Me Ana Ruiz :
const LABEL: usize = 8;

/// An answer: whose label it has, if any, and where what is said starts.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) label: Option<Mention>,
    pub(crate) span: Span,
}

impl Scene {
    /// Returns whether the paragraph asks: by its kind, by its last sign, or in bold throughout.
    pub(crate) fn asks(&self, text: &str) -> bool {
        self.kind == Kind::Question || self.is_bold(text) || self.ends_asking(text)
    }

    /// Returns whether the paragraph ends with a question mark.
    pub(crate) fn ends_asking(&self, text: &str) -> bool {
        let written = self.span.slice(text).unwrap_or_default();
        let bare = written.trim_end_matches(['*', '_', ' ', '\u{a0}', '»']);
        bare.ends_with('?')
    }

    /// Returns whether the paragraph is in bold throughout, as Markdown writes it.
    pub(crate) fn is_bold(&self, text: &str) -> bool {
        let written = self.span.slice(text).unwrap_or_default();
        written.len() > 4 && written.starts_with("**") && written.ends_with("**")
    }
}

impl Reading<'_> {
    /// Reads an answer: Ana Ruiz : …, R. …, – …
    /// In an `interview` whose questions speak to somebody a stop is enough after the label: Ana Ruiz. Oui.
    pub(crate) fn answer(&self, scene: &Scene, interview: bool) -> Option<Answer> {
        let first = (0..self.tokens.len()).find(|&at| self.is_word(at) || self.is_dash(at))?;
        let (label, from) = if self.is_dash(first) {
            (None, first + 1)
        } else if let Some(after) = self.after_initials(first) {
            (None, after)
        } else if self.is_short_label(first) {
            (None, first + 2)
        } else {
            let named = self
                .mention(first)
                .filter(|mention| mention.name.is_some() && mention.end <= first + LABEL)?;
            let colon = (named.end..named.end + 3).find(|&at| self.is_sign(at, ':'));
            // Ana Ruiz. – Oui.
            let dash = self.is_sign(named.end, '.') && self.is_break(named.end + 1);
            let full = named.end - named.start > 1;
            let stop = (interview || full)
                && self.is_sign(named.end, '.')
                && self.is_capitalised(named.end + 1)
                && named.is_person();
            let label = colon
                .or(dash.then_some(named.end + 1))
                .or(stop.then_some(named.end))?;
            (Some(named), label + 1)
        };
        let from = (from..self.tokens.len()).find(|&at| {
            self.is_word(at)
                || matches!(
                    self.token(at).map(|token| token.kind),
                    Some(TokenKind::Quoted(_))
                )
        })?;
        let start = self.token(from)?.span.start;
        let span = Span::new(start, scene.span.end).trimmed(self.text);
        (!span.is_empty()).then_some(Answer { label, span })
    }

    /// Returns what is said in an answer that may open with what is done: (Il rit.) Oui.
    pub(crate) fn without_stage_direction(&self, scene: &Scene) -> Span {
        let first = self.after_bracket(0);
        let start = self
            .token(first)
            .map_or(scene.span.start, |token| token.span.start);
        Span::new(start, scene.span.end).trimmed(self.text)
    }

    /// Returns whether somebody is spoken to: Croyez-vous …, votre film.
    pub(crate) fn addresses(&self) -> bool {
        (0..self.tokens.len()).any(|at| {
            matches!(
                self.folded(at),
                "vous" | "votre" | "vos" | "-vous" | "you" | "your"
            )
        })
    }

    /// A. R. – Oui: the place after initials that stand for a name, where a dash or a colon follows them.
    fn after_initials(&self, first: usize) -> Option<usize> {
        let initial = |at: usize| {
            let one =
                |token: &str| token.chars().count() == 1 && token.starts_with(char::is_uppercase);
            self.token(at)
                .is_some_and(|token| one(token.text(self.text)))
                && self.is_sign(at + 1, '.')
        };
        let count = (0..3)
            .take_while(|&place| initial(first + 2 * place))
            .count();
        let sign = first + 2 * count;
        (count > 1 && (self.is_break(sign) || self.is_sign(sign, ':'))).then_some(sign + 1)
    }

    /// A dash of any length: after a label it opens an answer.
    fn is_break(&self, at: usize) -> bool {
        self.is_dash(at) || self.is_sign(at, '-')
    }

    fn is_dash(&self, at: usize) -> bool {
        self.is_sign(at, '–') || self.is_sign(at, '—')
    }

    /// R. and R :, Réponse :
    fn is_short_label(&self, at: usize) -> bool {
        let label = matches!(self.folded(at), "r" | "a" | "réponse" | "answer");
        label && self.is_capitalised(at) && (self.is_sign(at + 1, '.') || self.is_sign(at + 1, ':'))
    }
}
