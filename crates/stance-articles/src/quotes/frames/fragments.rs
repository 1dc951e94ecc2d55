//! Stretches between marks in a sentence: what was never said, what may be a name, what goes on from before.

use super::{Frame, PART, SET_BESIDE};
use crate::lexicon::Classes;
use crate::quotes::cues::Cue;
use crate::quotes::reading::Reading;

impl Reading<'_> {
    /// n'a jamais dit « … », espérait un « oui »: the words between the marks were not said.
    pub(super) fn is_unsaid(&self, cue: &Cue, quoted: usize) -> bool {
        let entry = self.cue_entry(cue);
        let lemma = entry.map(|entry| entry.lemma).unwrap_or_default();
        let negated = (cue.group..cue.end).any(|at| self.classed(at, Classes::NEGATION));
        let denied = entry.is_some_and(|entry| self.is_denied(cue, entry));
        let article = matches!(self.folded(quoted - 1), "un" | "une" | "a" | "an");
        let wished = [
            "espérer",
            "attendre",
            "vouloir",
            "souhaiter",
            "hope",
            "want",
        ]
        .contains(&lemma);
        let word = self.quoted_words(quoted) == 1;
        // refuse de parler de « scandale »
        let refused = cue.group > 1
            && matches!(self.folded(cue.group - 1), "de" | "d'" | "to")
            && self.is(cue.group - 2, Classes::HYPOTHETICAL)
            && (cue.end..quoted)
                .all(|at| !self.is(at, Classes::RELATIVE | Classes::SUBJECT | Classes::THAT));
        denied || refused || negated && lemma == "voir" || wished && article && word
    }

    /// How many words stand between the marks at `at`.
    pub(super) fn quoted_words(&self, at: usize) -> usize {
        let inside = self
            .token(at)
            .map(|token| token.text(self.text))
            .unwrap_or_default();
        let word = |word: &&str| word.contains(char::is_alphanumeric);
        inside.split_whitespace().filter(word).count()
    }

    /// « Démission ! »: what stands between the marks at `at` is called out or asked.
    pub(super) fn calls_out(&self, at: usize) -> bool {
        let written = self.token(at).map_or("", |token| token.text(self.text));
        let inner = written.trim_end_matches(|c: char| c.is_whitespace() || "»”\"".contains(c));
        inner.ends_with(['!', '?'])
    }

    /// Returns whether what stands between the marks at `at` may be a name: a capital, or a word or two.
    pub(super) fn may_be_name(&self, at: usize) -> bool {
        let inside = self
            .token(at)
            .map(|token| token.text(self.text))
            .unwrap_or_default();
        let first = inside.chars().find(|c| c.is_alphanumeric());
        first.is_none_or(|c| !c.is_lowercase()) || self.quoted_words(at) < 3
    }

    /// « … », dit X, « … »: the second goes on from the first.
    pub(super) fn goes_on(&self, taken: usize, quoted: usize) -> Option<Frame> {
        let joins = |at: usize| {
            [',', ':', '.', '-', '–']
                .iter()
                .any(|&sign| self.is_sign(at, sign))
                || matches!(self.folded(at), "et" | "mais" | "ou" | "and" | "but")
        };
        // « … », dit X mardi, « … »
        let light = |at: usize| self.is_adverb(at) || self.classed(at, Classes::DAY);
        let after = taken + (taken..quoted).take_while(|&at| light(at)).count();
        let all = after < quoted && (after..quoted).all(joins);
        // « … », dit X, maire de Brest, « … »; “…,” she wrote in a letter, but “…”
        let word = usize::from(matches!(self.folded(quoted - 1), "mais" | "but"));
        let comma = quoted - 1 - word;
        let verb = Classes::AUXILIARY | Classes::SUBJECT | Classes::RELATIVE | Classes::MODAL;
        let quiet = |at: usize| {
            let sign = self.is_sign(at, ',') || self.is_sign(at, '\'') || self.is_sign(at, '’');
            let word = self.is_word(at)
                && !self.is(at, verb)
                && !self.form(at).is_cue()
                && self.folded(at) != "selon";
            sign || word && !self.joins(at)
        };
        let aside = comma > taken
            && comma - taken <= SET_BESIDE
            && self.is_sign(comma, ',')
            && self.quoted_words(quoted) > PART
            && (taken..comma).all(quiet);
        (all || aside).then_some(Frame {
            end: quoted,
            ..Frame::bare("interrupted")
        })
    }
}
