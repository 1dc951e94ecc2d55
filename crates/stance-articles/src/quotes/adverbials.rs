//! What may stand between a verb and its subject: dates, adverbs, complements with their prepositions.

use crate::Language;
use crate::lexicon::{Classes, CueForm};

use super::reading::Reading;

/// Words that the longest adverb has: de son côté.
const PHRASE_ADVERB: usize = 3;

impl Reading<'_> {
    /// Returns whether the word at `at` is an adverb, by its class or its ending.
    pub(crate) fn is_adverb(&self, at: usize) -> bool {
        let ending = match self.lexicon.language {
            Language::French => "ment",
            Language::English => "ly",
        };
        let folded = self.folded(at);
        let nominal = self.is(at, Classes::NOUN | Classes::SPEAKING_NOUN)
            || self.is_capitalised(at)
            || at > 0
                && self.is(at - 1, Classes::DEFINITE)
                && self.lexicon.language == Language::French;
        self.classed(at, Classes::ADVERB)
            || (folded.len() > 5 && folded.ends_with(ending) && !nominal)
    }

    /// lui-même, elles-mêmes: set after a helper.
    pub(super) fn is_itself(&self, at: usize) -> bool {
        let word = self.folded(at);
        at > 0
            && (word.ends_with("-même") || word.ends_with("-mêmes"))
            && self.classed(at - 1, Classes::AUXILIARY)
    }

    /// Returns the place after a bracket of few words at `at`, else `at`.
    pub(crate) fn after_bracket(&self, at: usize) -> usize {
        if !self.is_sign(at, '(') {
            return at;
        }
        let close = (at + 1..at + 6).find(|&at| self.is_sign(at, ')'));
        close.map_or(at, |close| close + 1)
    }

    /// Returns the place after words that tell when: mardi soir, ce matin, le 4 mars, jeudi 17 janvier.
    pub(crate) fn after_date(&self, at: usize) -> Option<usize> {
        if self.folded(at) == "un" && matches!(self.folded(at + 1), "jour" | "soir") {
            return Some(at + 2);
        }
        let pointed = matches!(self.folded(at), "ce" | "cet" | "cette" | "le" | "this");
        let first = at + usize::from(pointed);
        let day = Classes::DAY | Classes::MONTH;
        let part = |at: usize| {
            matches!(
                self.folded(at),
                "matin"
                    | "soir"
                    | "midi"
                    | "après-midi"
                    | "nuit"
                    | "dernier"
                    | "dernière"
                    | "prochain"
                    | "semaine"
                    | "mois"
                    | "morning"
                    | "night"
                    | "afternoon"
                    | "evening"
                    | "week"
                    | "month"
            )
        };
        let figure = |at: usize| self.folded(at).starts_with(|c: char| c.is_ascii_digit());
        let known = |at: usize| self.classed(at, day) || figure(at) || part(at);
        let words = (first..first + 5).take_while(|&at| known(at)).count();
        let end = first + words;
        let last = |at: usize| self.folded(at).starts_with("derni");
        let dated =
            (first..end).any(|at| self.classed(at, day) || pointed && part(at) && !last(at));
        let capital = self.is_capitalised(at) && self.lexicon.language == Language::French;
        (dated && !capital).then_some(end)
    }

    /// Skips an adverb, a day, a comma, or a short complement with its preposition.
    pub(crate) fn after_adverbial(&self, at: usize, end: usize) -> Option<usize> {
        if self.is_sign(at, ',') {
            return Some(at + 1);
        }
        if let Some(after) = self.after_date(at) {
            return Some(after);
        }
        if !self.is_word(at) || self.is_capitalised(at) {
            return None;
        }
        // plusieurs fois, three times
        if self.is(at, Classes::DETERMINER)
            && matches!(self.folded(at + 1), "fois" | "reprises" | "times")
        {
            return Some(at + 2);
        }
        let (folded, next) = (self.folded(at), self.folded(at + 1));
        match folded {
            // d'emblée, de nouveau: not the complement of a noun.
            "d'" if !self.is_capitalised(at + 1) => return Some(at + 2),
            "de" if matches!(next, "son" | "leur" | "nouveau" | "concert" | "même") => {
                let own = usize::from(matches!(next, "son" | "leur"));
                return Some(at + 2 + own);
            }
            "du" | "des" | "de" | "d'" => return None,
            // lui aussi, à son tour.
            "lui" | "elle" if self.is_adverb(at + 1) => return Some(at + 2),
            // exige, elle, que
            "lui" | "elle" | "eux" | "elles" if self.is_sign(at + 1, ',') => return Some(at + 2),
            _ => {}
        }
        if self.is(at, Classes::PREPOSITION) {
            let after = self.after_complement(at + 1);
            let after = if self.classed(after, Classes::GENITIVE) {
                self.after_complement(after)
            } else {
                after
            };
            return (after < end).then_some(after);
        }
        (self.is_adverb(at) || self.is(at, Classes::DAY)).then_some(at + 1)
    }

    /// Skips de, an article and a name or one noun: auprès de l'AFP, lors d'une conférence.
    pub(crate) fn after_complement(&self, at: usize) -> usize {
        let links = (at..at + 3)
            .take_while(|&at| self.classed(at, Classes::GENITIVE | Classes::DETERMINER))
            .count();
        let noun = at + links;
        let Some(name) = self.name(noun) else {
            return noun + 1;
        };
        // à Caen Chloé Tessier: a place, then somebody.
        let somebody = !name.certain || self.first_name(noun).is_none();
        let apart = (noun + 1..name.end).find(|&at| somebody && self.first_name(at).is_some());
        apart.unwrap_or(name.end)
    }

    /// Skips du, its noun and the complement of that: du fond de la salle.
    pub(crate) fn after_place(&self, at: usize) -> usize {
        let noun = self.after_complement(at);
        if self.classed(noun, Classes::GENITIVE) {
            self.after_complement(noun)
        } else {
            noun
        }
    }

    /// Returns whether a word can go on with a complement: (dans une tribune) parue; (sur France) info.
    pub(crate) fn is_loose(&self, at: usize) -> bool {
        let closed = Classes::DETERMINER
            | Classes::SUBJECT
            | Classes::AUXILIARY
            | Classes::RELATIVE
            | Classes::CONJUNCTION
            | Classes::MODAL;
        self.is_word(at)
            && !self.is_capitalised(at)
            && !self.is(at, closed)
            && !self.form(at).has(CueForm::FINITE)
    }

    /// Returns whether only adverbs, unstressed pronouns and complements (dans la salle) stand in `from..to`.
    pub(crate) fn reaches(&self, from: usize, to: usize) -> bool {
        let mut at = from;
        while at < to {
            let light = self.is_adverb(at) || self.classed(at, Classes::OBJECT);
            let placed = self.classed(at, Classes::PREPOSITION);
            // Un Français sur deux estime
            let share = self.folded(at) == "sur"
                && (self.is(at + 1, Classes::QUANTITY)
                    || self
                        .folded(at + 1)
                        .starts_with(|c: char| c.is_ascii_digit()));
            if share {
                at += 2;
                continue;
            }
            // economists polled by Veritas had predicted
            let ends = ["é", "ée", "és", "ées", "ed"];
            let participle = self.is_loose(at)
                && ends.iter().any(|end| self.folded(at).ends_with(end))
                && self.classed(at + 1, Classes::PREPOSITION);
            at = if light || participle {
                at + 1
            } else if placed {
                let after = self.after_complement(at + 1);
                // à l'élection présidentielle
                after + usize::from(self.is_loose(after) && self.is_adjectival(after))
            } else {
                return false;
            };
        }
        at == to
    }

    /// a par ailleurs promis: an adverb of several words right after a helper, the word at `at` one of them.
    pub(super) fn is_set_between(&self, at: usize) -> bool {
        (at.saturating_sub(PHRASE_ADVERB - 1)..=at).any(|from| {
            from > 0
                && self.classed(from - 1, Classes::AUXILIARY)
                && at < from + self.adverbial_words(from)
        })
    }

    /// Returns how many words an adverb of several words has at `at`: par ailleurs, de son côté; 0 for none.
    pub(super) fn adverbial_words(&self, at: usize) -> usize {
        let phrases: &[&[&str]] = match self.folded(at) {
            "par" => &[&["ailleurs"], &["contre"], &["la", "suite"]],
            "au" => &[&["contraire"], &["reste"]],
            "en" => &[&["outre"], &["effet"], &["revanche"], &["plus"]],
            "de" => &[&["plus"], &["nouveau"], &["son", "côté"], &["leur", "côté"]],
            "à" => &[&["nouveau"], &["son", "tour"]],
            "pour" => &[&["sa", "part"], &["leur", "part"]],
            "in" => &[&["turn"]],
            _ => return 0,
        };
        let fits = |words: &&&[&str]| {
            (at + 1..)
                .zip(words.iter())
                .all(|(at, word)| self.is_word(at) && self.folded(at) == *word)
        };
        phrases.iter().find(fits).map_or(0, |words| words.len() + 1)
    }
}
