//! Sources without a verb: selon X, aux yeux de X, according to X.

use std::ops::Range;

use crate::lexicon::{Classes, CueEntry, CueForm};

use super::frames::Frame;
use super::mentions::{Gender, Mention};
use super::reading::Reading;
use super::reported::{Clause, GAP};

/// Tokens that may follow a source up to the end of its sentence.
const TRAIL: usize = 12;

/// Tokens that a phrase set beside a source can have: une association lilloise.
const BESIDE: usize = 7;

impl Reading<'_> {
    /// Returns how many words introduce a source at `at`: selon, d'après, à en croire, according to.
    pub(crate) fn source_words(&self, at: usize) -> Option<(usize, &'static str)> {
        // What may follow the first word, and the whole as the dictionary has it.
        let phrases: &[(&[&str], &str)] = match self.folded(at) {
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
                (&["l'", "avis", "des"], "de l'avis de"),
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
        // de l'avis unanime de X
        let views = self.folded(at + 2) == "avis"
            && self.is_loose(at + 3)
            && !self.is(at + 3, Classes::GENITIVE);
        let place = |word: usize| at + word + usize::from(views && word > 2);
        phrases
            .iter()
            .find(|(words, _)| {
                let mut places = (1..).map(place).zip(words.iter());
                places.all(|(at, word)| self.is_word(at) && self.folded(at) == *word)
            })
            .map(|(words, lemma)| (place(words.len()) + 1 - at, *lemma))
    }

    /// Selon X, …; …, selon X; …, selon X, …
    pub(super) fn sourced(&self, sentence: &Range<usize>, at: usize) -> Option<Clause> {
        if let Some(clause) = self.sourced_by_pronoun(sentence, at) {
            return Some(clause);
        }
        if let Some(clause) = self.sourced_by_relative(sentence, at) {
            return Some(clause);
        }
        let (words, lemma) = self.source_words(at)?;
        // Et, selon X, …
        let light = |at: usize| self.joins(at) || self.is_sign(at, ',');
        let colon = at.checked_sub(1).filter(|&colon| self.is_sign(colon, ':'));
        let opening = colon.map_or(sentence.start, |colon| colon + 1);
        let first = at <= opening + 2 && (opening..at).all(light);
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
        // selon l'article 49 du règlement
        if matches!(mention.noun.as_deref(), Some("article" | "alinéa")) {
            return None;
        }
        let loose = matches!(lemma, "pour");
        let body = mention.classes.has(Classes::INSTITUTION) && !Self::is_place(&mention);
        let person = (mention.is_person() || body) && mention.definite && !mention.plural;
        if loose && !(first && person && self.is_sign(mention.end, ',')) {
            return None;
        }
        let end = self.without_stops(sentence.start, sentence.end);
        let tokens = if first {
            let from = self.after_aside(self.after_source(&mention, end)?);
            from..self.source_end(from, end)
        } else if mention.end >= end
            || self.trails_off(mention.end, end)
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

    /// X, selon qui …; X, pour qui …; X, selon laquelle …: whom the relative takes up stands right before it.
    fn sourced_by_relative(&self, sentence: &Range<usize>, at: usize) -> Option<Clause> {
        let comma = at
            .checked_sub(1)
            .filter(|&comma| self.is_sign(comma, ','))?;
        let (words, lemma) = self
            .source_words(at)
            .filter(|(_, lemma)| matches!(*lemma, "selon" | "d'après" | "pour"))?;
        let relative = at + words;
        let which = matches!(
            self.folded(relative),
            "qui" | "lequel" | "laquelle" | "lesquels" | "lesquelles"
        );
        if !which || comma <= sentence.start {
            return None;
        }
        let mut before = self.mentions(sentence.start, comma);
        before.retain(|mention| mention.end + BESIDE >= comma && mention.is_person());
        let mention = before.pop()?;
        let end = self.without_stops(sentence.start, sentence.end);
        // Ana Ruiz, pour qui …, a voté contre.
        let subject = mention.start <= sentence.start + 1;
        let close = (relative + 1..end).find(|&at| subject && self.is_sign(at, ','));
        let tokens = relative + 1..close.unwrap_or(end);
        let frame = Frame {
            cue: Some(self.span(at, relative)),
            entry: Some(CueEntry::neutral(lemma)),
            mention: Some(mention),
            apart: false,
            end: tokens.end,
            ..Frame::bare("source-clause")
        };
        (!tokens.is_empty()).then_some(Clause {
            tokens,
            frame,
            shared: false,
        })
    }

    /// À ses yeux, …; à l'en croire, …: a pronoun says whose it is.
    fn sourced_by_pronoun(&self, sentence: &Range<usize>, at: usize) -> Option<Clause> {
        if at > sentence.start + 2 || self.folded(at) != "à" {
            return None;
        }
        let (next, after) = (self.folded(at + 1), self.folded(at + 2));
        let (words, mention) = match (next, after) {
            ("ses" | "leurs", "yeux") | ("son" | "leur", "avis") => (3, self.possessor(at + 1)),
            ("l'" | "les", "en") if self.folded(at + 3) == "croire" => {
                let plural = next == "les";
                let span = self.span(at + 1, at + 2);
                (4, Mention::pronoun(span, Gender::Unknown, plural, at + 2))
            }
            ("l'" | "les", "entendre" | "écouter") => {
                let plural = next == "les";
                let span = self.span(at + 1, at + 2);
                (3, Mention::pronoun(span, Gender::Unknown, plural, at + 2))
            }
            _ => return None,
        };
        let from = at + words;
        let end = self.without_stops(sentence.start, sentence.end);
        let tokens = from + 1..end;
        if !self.is_sign(from, ',') || tokens.is_empty() || self.is_quoted(from + 1) {
            return None;
        }
        let frame = Frame {
            cue: Some(self.span(at, from)),
            entry: Some(CueEntry::neutral("selon")),
            mention: Some(mention),
            apart: false,
            end,
            ..Frame::bare("source-clause")
        };
        Some(Clause {
            tokens,
            frame,
            shared: false,
        })
    }

    /// Returns whether nothing but a complement stands in `from..end`: selon une étude parue mardi dans une revue.
    fn trails_off(&self, from: usize, end: usize) -> bool {
        let verb = |at: usize| {
            self.classed(
                at,
                Classes::AUXILIARY | Classes::SUBJECT | Classes::RELATIVE,
            ) || self.form(at).has(CueForm::FINITE) && !self.form(at).has(CueForm::PARTICIPLE)
        };
        end - from.min(end) <= TRAIL
            && (from..end).all(|at| self.is_word(at) && !verb(at))
            && self.is(
                from,
                Classes::PREPOSITION | Classes::DAY | Classes::PARTICIPIAL,
            )
    }

    /// Pour la ville, c'est une chance: a place is whom it concerns, not who says it.
    fn is_place(mention: &Mention) -> bool {
        let noun = mention.noun.as_deref().unwrap_or_default();
        [
            "région",
            "département",
            "ville",
            "commune",
            "armée",
            "pouvoir",
        ]
        .contains(&noun)
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
        let any = matches!(self.folded(comma + 1), "un" | "une" | "a" | "an");
        let aged = self.folded(comma + 2) == "ans";
        let beside = self.is(comma + 1, role)
            || aged
            || any && (mention.name.is_some() || self.closes_soon(comma + 1, end))
            || self.is(comma + 1, Classes::DETERMINER)
                && self.is(comma + 2, Classes::SPEAKING_NOUN)
                && mention.name.is_some()
                && (comma + 1..end.min(comma + GAP)).any(|at| self.is_sign(at, ','));
        let next = (comma + 1..end.min(comma + 2 * GAP)).find(|&at| self.is_sign(at, ','));
        Some(next.filter(|_| beside).unwrap_or(comma) + 1)
    }

    /// Skips en revanche, lui, and their comma at `from`.
    fn after_aside(&self, from: usize) -> usize {
        let words = match self.adverbial_words(from) {
            0 if self.is_adverb(from)
                || matches!(self.folded(from), "lui" | "elle" | "eux" | "however") =>
            {
                1
            }
            words => words,
        };
        let comma = from + words;
        if words > 0 && self.is_sign(comma, ',') {
            comma + 1
        } else {
            from
        }
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
        // Pour X, c'est un « coup » : 700 emplois étaient promis.
        let stop = (from..end).find(|&at| {
            self.is_sign(at, ';') || self.is_sign(at, ':') && at > from && self.is_quoted(at - 1)
        });
        stop.unwrap_or(end)
    }
}
