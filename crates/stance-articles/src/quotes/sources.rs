//! Sources without a verb: selon X, aux yeux de X, according to X.

use std::ops::Range;

use crate::lexicon::{Classes, CueEntry};

use super::frames::Frame;
use super::mentions::Mention;
use super::reading::Reading;
use super::reported::{Clause, GAP};

/// Tokens that a phrase set beside a source can have: une association lilloise.
const BESIDE: usize = 7;

impl Reading<'_> {
    /// Returns how many words introduce a source at `at`: selon, d'après, à en croire, according to.
    pub(super) fn source_words(&self, at: usize) -> Option<(usize, &'static str)> {
        // What may follow the first word, and the whole as the dictionary has it.
        let phrases: &[(&[&str], &str)] = match self.folded(at).as_ref() {
            "selon" => return Some((1, "selon")),
            "pour" => return Some((1, "pour")),
            "d'" => &[(&["après"], "d'après")],
            "à" => &[
                (&["en", "croire"], "à en croire"),
                (&["entendre"], "à entendre"),
            ],
            "du" => &[(&["point", "de", "vue", "de"], "du point de vue de")],
            "aux" => &[
                (&["yeux", "de"], "aux yeux de"),
                (&["yeux", "d'"], "aux yeux de"),
                (&["yeux", "du"], "aux yeux de"),
            ],
            "de" if self.folded(at + 1) == "l'" => &[
                (&["l'", "avis", "de"], "de l'avis de"),
                (&["l'", "avis", "d'"], "de l'avis de"),
                (&["l'", "avis", "du"], "de l'avis de"),
                (&["l'", "aveu", "de"], "de l'aveu de"),
            ],
            "according" => &[(&["to"], "according to")],
            "in" if self.folded(at + 1) == "the" => &[
                (&["the", "opinion", "of"], "in the opinion of"),
                (&["the", "view", "of"], "in the view of"),
                (&["the", "words", "of"], "in the words of"),
                (&["the", "eyes", "of"], "in the eyes of"),
            ],
            _ => return None,
        };
        phrases
            .iter()
            .find(|(words, _)| {
                let mut places = (at + 1..).zip(words.iter());
                places.all(|(at, word)| self.is_word(at) && self.folded(at) == *word)
            })
            .map(|(words, lemma)| (words.len() + 1, *lemma))
    }

    /// Selon X, …; …, selon X; …, selon X, …
    pub(super) fn sourced(&self, sentence: &Range<usize>, at: usize) -> Option<Clause> {
        let (words, lemma) = self.source_words(at)?;
        // Et, selon X, …
        let light = |at: usize| self.joins(at) || self.is_sign(at, ',');
        let first = at <= sentence.start + 2 && (sentence.start..at).all(light);
        // d'après l'ordre du jour
        if self.folded(at + words + 1) == "ordre" && self.folded(at + words + 2) == "du" {
            return None;
        }
        // à en croire un créancier: whoever is believed is somebody.
        let somebody = !matches!(lemma, "selon" | "d'après" | "pour" | "according to");
        let mention = self
            .source(at + words)
            .or_else(|| somebody.then(|| self.mention(at + words)).flatten())
            .filter(|found| found.end <= sentence.end)?;
        let loose = matches!(lemma, "pour");
        let body = mention.classes.has(Classes::INSTITUTION) && !Self::is_place(&mention);
        let person = (mention.is_person() || body) && mention.definite && !mention.plural;
        if loose && !(first && person && self.is_sign(mention.end, ',')) {
            return None;
        }
        let end = self.without_stops(sentence.start, sentence.end);
        let tokens = if first {
            let from = self.after_source(&mention, end)?;
            from..self.source_end(from, end)
        } else if mention.end >= end
            // …, according to X, which adds that …
            || self.is_sign(mention.end, ',') && self.is(mention.end + 1, Classes::RELATIVE)
        {
            let to = at - usize::from(self.is_sign(at - 1, ','));
            sentence.start..to
        } else if self.is_sign(at - 1, ',') && self.is_sign(mention.end, ',') {
            sentence.start..end
        } else {
            return None;
        };
        // « … », selon X is a quotation of its own.
        if tokens.len() == 1 && self.is_quoted(tokens.start) && !loose {
            return None;
        }
        let frame = Frame {
            cue: Some(self.span(at, at + words)),
            entry: Some(CueEntry::neutral(lemma)),
            mention: Some(mention),
            apart: false,
            end: tokens.end,
            ..Frame::bare("source-clause")
        };
        Some(Clause {
            tokens,
            frame,
            shared: false,
        })
    }

    /// Pour la ville, c'est une chance: a place is whom it concerns, not who says it.
    fn is_place(mention: &Mention) -> bool {
        let noun = mention.noun.as_deref().unwrap_or_default();
        ["région", "département", "ville", "commune", "armée"].contains(&noun)
    }

    /// Returns where what a source says starts: after its comma, over what is set beside it.
    fn after_source(&self, mention: &Mention, end: usize) -> Option<usize> {
        let near = mention.end..end.min(mention.end + GAP);
        let comma = near.clone().find(|&at| self.is_sign(at, ','));
        let Some(comma) = comma else {
            return self
                .is(mention.end, Classes::DETERMINER | Classes::SUBJECT)
                .then_some(mention.end);
        };
        // Selon X, qui dirige le port, …; selon Greg Peters, co-PDG, …
        let role = Classes::RELATIVE | Classes::SPEAKING_NOUN;
        let any = matches!(self.folded(comma + 1).as_ref(), "un" | "une" | "a" | "an");
        let beside = self.is(comma + 1, role)
            || any && (mention.name.is_some() || self.closes_soon(comma + 1, end))
            || self.is(comma + 1, Classes::DETERMINER)
                && self.is(comma + 2, Classes::SPEAKING_NOUN)
                && mention.name.is_some()
                && (comma + 1..end.min(comma + GAP)).any(|at| self.is_sign(at, ','));
        let next = (comma + 1..end.min(comma + 2 * GAP)).find(|&at| self.is_sign(at, ','));
        Some(next.filter(|_| beside).unwrap_or(comma) + 1)
    }

    /// Returns whether a comma stands after a few words, and a clause can start after it.
    fn closes_soon(&self, at: usize, end: usize) -> bool {
        let next = (at..end.min(at + BESIDE)).find(|&at| self.is_sign(at, ','));
        next.is_some_and(|next| {
            self.is(next + 1, Classes::DETERMINER | Classes::SUBJECT)
                || self.is_capitalised(next + 1)
        })
    }

    /// What a source says ends where somebody else says something.
    fn source_end(&self, from: usize, end: usize) -> usize {
        let stop = (from..end).find(|&at| self.is_sign(at, ';'));
        stop.unwrap_or(end)
    }
}
