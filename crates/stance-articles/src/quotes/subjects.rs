//! Subjects: the mention that goes with a verb group, before it or after it.

mod gerunds;
mod numbers;
mod speaking;

use crate::lexicon::{Classes, CueForm};

use super::cues::Cue;
use super::mentions::{Mention, Pointing};
use super::reading::Reading;

/// How many tokens may stand between a cue and a subject after it: explique, pour sa part, X.
const SUBJECT_REACH: usize = 9;

/// How many tokens an apposition between commas may have.
const APPOSITION: usize = 30;

/// How many tokens a sentence that introduces a quotation may have.
const INTRODUCTION: usize = 60;

/// Tokens that somebody joined to a subject by « et » may have.
const JOINED: usize = 5;

/// Words that a name in marks can have.
const NAME_IN_MARKS: usize = 5;

/// A mention before a verb, with what introduces it.
#[derive(Debug)]
pub(super) struct Candidate {
    mention: Mention,
    /// Whether a preposition makes it something else than a subject.
    introduced: bool,
}

impl Reading<'_> {
    /// Reads the subject after a cue, over what may stand between.
    pub(crate) fn subject_after(&self, cue: &Cue, end: usize) -> Option<Mention> {
        if let Some(inverted) = cue.inverted {
            return self.said_at(inverted).or_else(|| self.mention(inverted));
        }
        let mut at = cue.end;
        let limit = end.min(cue.end + SUBJECT_REACH);
        // raconte, encore sonnée, Ana Ruiz
        if self.is_sign(at, ',')
            && let Some(close) = (at + 1..limit).find(|&at| self.is_sign(at, ','))
            && (at + 1..close).all(|at| self.is_word(at) && !self.is_capitalised(at))
        {
            at = close + 1;
        }
        while at < limit {
            // a lancé du fond de la salle Ana Ruiz
            if self.folded(at) == "du" {
                at = self.after_place(at);
                continue;
            }
            at = match self.after_adverbial(at, end) {
                Some(after) => after,
                None => match self.speaking(at, end) {
                    // …, told reporters: whom it is told.
                    Some(subject) if self.is_bare_group(&subject) => return None,
                    Some(subject) => return Some(subject),
                    None if at > cue.end && self.is_loose(at) => at + 1,
                    None => return None,
                },
            };
        }
        None
    }

    /// Returns whether a mention is of several without an article, as in English they stand.
    fn is_bare_group(&self, mention: &Mention) -> bool {
        mention.pointing == Pointing::Noun
            && mention.classes.has(Classes::GROUP)
            && !self.is(mention.start, Classes::DETERMINER)
    }

    /// estime-t-on à la mairie, dit-on chez Norva: those among whom it is said.
    fn said_at(&self, inverted: usize) -> Option<Mention> {
        if !self.folded(inverted).ends_with("on") {
            return None;
        }
        let at = inverted + 1;
        match self.folded(at) {
            "chez" | "à" => self.source(at + 1),
            "au" => self.source(at),
            _ => None,
        }
    }

    /// Reads the mention right after a cue.
    pub(crate) fn subject_right_after(&self, cue: &Cue, end: usize) -> Option<Mention> {
        self.speaking(cue.inverted.unwrap_or(cue.end), end)
    }

    /// Reads the subject of `cue` among the tokens from `floor` on.
    pub(crate) fn subject_before(&self, floor: usize, cue: &Cue) -> Option<Mention> {
        let from = self.clause_start(floor, cue.group);
        if let Some((_, subject)) = self.opening_gerund(from, cue) {
            return Some(subject);
        }
        let mut candidates = self.candidates(from, cue.group);
        self.keep_agreeing(&mut candidates, cue);
        // une étude montrant que, des banderoles réclamant « … »: the noun right before says it.
        let gerund = !cue.bound
            && self.form(cue.verb).has(CueForm::GERUND)
            && (cue.group..cue.verb).all(|at| self.folded(at) != "en");
        let beside = candidates.iter().position(|candidate| {
            gerund
                && candidate.mention.end == cue.group
                && (candidate.mention.pointing == Pointing::Noun
                    || candidate.mention.pointing == Pointing::Name && !candidate.introduced)
                && !gerunds::is_message(&candidate.mention)
        });
        if let Some(beside) = beside {
            return Some(candidates.swap_remove(beside).mention);
        }
        let before = cue.group.checked_sub(1).filter(|&before| before >= from)?;
        let found = if !cue.bound || self.joins_clauses(before) {
            candidates.iter().position(Candidate::can_speak)
        } else if self.is_sign(before, ',') || self.is_sign(before, ')') {
            // Ana Ruiz de Brest, 22 ans, affirme
            let town = |at: usize| {
                matches!(self.folded(at), "de" | "d'")
                    && self.is_capitalised(at + 1)
                    && self.is_sign(at + 2, ',')
            };
            let opens = |at: usize| self.is_sign(at, ',') || self.is_sign(at, '(') || town(at);
            let near = |candidate: &Candidate| {
                !candidate.introduced && before - candidate.mention.end.min(before) <= APPOSITION
            };
            let closed = |candidate: &Candidate| near(candidate) && opens(candidate.mention.end);
            let speaks = |candidate: &Candidate| closed(candidate) && candidate.can_speak();
            // Bien qu'il taise le chiffre exact, le patron de Norva en France, Jo Le Gall, affirme
            let person = |candidate: &Candidate| near(candidate) && candidate.is_person_noun();
            let opening =
                |candidate: &Candidate| closed(candidate) && candidate.mention.start == from;
            let spoken = |candidate: &Candidate| opening(candidate) && candidate.can_speak();
            let named =
                |candidate: &Candidate| speaks(candidate) && candidate.mention.name.is_some();
            let place = |fits: &dyn Fn(&Candidate) -> bool| candidates.iter().position(fits);
            let mut found = place(&spoken)
                .or_else(|| place(&named))
                .or_else(|| place(&opening))
                .or_else(|| place(&speaks));
            if found.is_none() && candidates.iter().any(closed) {
                found = candidates.iter().rposition(person);
            }
            found.or_else(|| candidates.iter().position(closed))
        } else if self.is(before, Classes::RELATIVE) {
            let comma = usize::from(before > from && self.is_sign(before - 1, ','));
            let antecedent = candidates
                .iter()
                .rposition(|c| c.mention.end == before - comma);
            let other = |place: &usize| {
                candidates[*place].introduced && !candidates[*place].mention.is_person()
            };
            let several = |place: &usize| {
                candidates[*place].mention.plural && self.verb_number(cue) == Some(true)
            };
            let antecedent_is_other = |place: &usize| other(place) && !several(place);
            match antecedent.filter(|place| comma == 1 && antecedent_is_other(place)) {
                Some(_) => candidates.iter().position(Candidate::can_speak),
                None => antecedent,
            }
        } else {
            candidates.iter().rposition(|candidate| {
                !candidate.introduced && self.reaches(candidate.mention.end, cue.group)
            })
        };
        // X et douze collègues dénoncent
        let joined = |candidate: &Candidate| {
            candidate.can_speak()
                && matches!(self.folded(candidate.mention.end), "et" | "and")
                && cue.group - candidate.mention.end.min(cue.group) <= JOINED
        };
        let found = found.or_else(|| candidates.iter().rposition(joined));
        // A former clerk who siphoned off £214,000 told a jury that …
        let opens = |candidate: &Candidate| {
            let next = candidate.mention.end;
            candidate.can_speak()
                && (self.is(next, Classes::RELATIVE) || self.folded(next) == "ayant")
        };
        // One of the engineers who built the system told …: the system is what they built.
        let thing = |place: &usize| {
            let mention = &candidates[*place].mention;
            mention.pointing == Pointing::Noun && !mention.classes.has(Classes::SPEAKING_NOUN)
        };
        let found = found
            .filter(|place| !(thing(place) && candidates.iter().take(*place).any(opens)))
            .or_else(|| candidates.iter().position(opens));
        let found = found?;
        // Ana et Jo Le Gall disent
        let start = candidates[found].mention.start;
        let first = candidates.iter().find(|one| one.mention.end + 1 == start);
        let both = first.and_then(|first| self.both(&first.mention, cue.group));
        if both.is_some() {
            return both;
        }
        let found = candidates.swap_remove(found).mention;
        self.speaking(found.start, cue.group).or(Some(found))
    }

    /// Reads the first mention of the tokens `from..to` that can be a subject and can speak.
    pub(crate) fn first_subject(&self, from: usize, to: usize) -> Option<Mention> {
        let candidates = self.candidates(from, to);
        let first = candidates
            .into_iter()
            .find(|candidate| !candidate.introduced)?;
        // The harbour master, Jo Le Gall, is not so sure
        let named = self
            .speaking(first.mention.start, to)
            .filter(|named| named.name.is_some() && named.is_person());
        if named.is_some() {
            return named;
        }
        let told = first.can_speak().then_some(first.mention)?;
        self.speaking(told.start, to).or(Some(told))
    }

    /// Returns where the main clause of the tokens `from..to` starts: after the first comma where they open with
    /// quand, si or the like.
    pub(crate) fn main_clause(&self, from: usize, to: usize) -> usize {
        let opens = matches!(
            self.folded(from),
            "quand"
                | "lorsque"
                | "lorsqu'"
                | "si"
                | "comme"
                | "tandis"
                | "alors"
                | "puisque"
                | "when"
                | "while"
                | "if"
                | "although"
                | "as"
                | "since"
        );
        let comma = (from..to).find(|&at| opens && self.is_sign(at, ','));
        comma.map_or(from, |comma| comma + 1)
    }

    /// Reads whom the tokens `from..to` are about: their first mention that can speak and stands free.
    pub(crate) fn main_subject(&self, from: usize, to: usize) -> Option<Mention> {
        let mut candidates = self.candidates(from, to).into_iter();
        let found = candidates.find(Candidate::can_speak)?.mention;
        self.speaking(found.start, to).or(Some(found))
    }

    /// Reads whom the sentence that ends at token `end` introduces: its subject, if it is a person, and if
    /// it names nobody else.
    pub(crate) fn introduced(&self, end: usize) -> Option<Mention> {
        let stops = |at: usize| {
            ['.', '!', '?', '…']
                .iter()
                .any(|&sign| self.is_sign(at, sign))
        };
        let last = end.checked_sub(1)?;
        let start = (last.saturating_sub(INTRODUCTION)..last)
            .rev()
            .find(|&at| stops(at));
        let start = start.map_or(last.saturating_sub(INTRODUCTION), |at| at + 1);
        let candidates = self.candidates(start, end);
        let persons = candidates.iter().filter(|candidate| {
            candidate.mention.is_person() && candidate.mention.pointing == Pointing::Name
        });
        if persons.count() > 1 {
            return None;
        }
        let first = candidates
            .into_iter()
            .find(|candidate| !candidate.introduced)?;
        let named = first.mention.pointing == Pointing::Name && first.mention.is_person();
        let told = first.mention.pointing == Pointing::Noun
            && first.mention.is_person()
            && !first.mention.plural;
        let speaker = (named || told).then_some(first.mention)?;
        // Son éditrice, Ana Ruiz, a tiqué.
        self.speaking(speaker.start, end).or(Some(speaker))
    }

    /// Returns where the sentence of token `from` ends, where that is near.
    pub(crate) fn sentence_end(&self, from: usize) -> Option<usize> {
        let stop = |at: &usize| {
            ['.', '!', '?', '…']
                .iter()
                .any(|&sign| self.is_sign(*at, sign))
        };
        (from..from + INTRODUCTION).find(stop)
    }

    /// Reads the mentions of the tokens `from..to`, those in brackets left out.
    pub(crate) fn mentions(&self, from: usize, to: usize) -> Vec<Mention> {
        let candidates = self.candidates(from, to).into_iter();
        candidates.map(|candidate| candidate.mention).collect()
    }

    /// Reads the mentions of the tokens `from..to` with what introduces them, those in brackets left out.
    fn candidates(&self, from: usize, to: usize) -> Vec<Candidate> {
        let mut found = Vec::new();
        let mut at = from;
        while at < to {
            if self.is_sign(at, '(') {
                let close = (at..to).find(|&at| self.is_sign(at, ')'));
                at = close.map_or(at, |close| close) + 1;
                continue;
            }
            let Some(mention) = self.mention(at).filter(|mention| mention.end <= to) else {
                at += 1;
                continue;
            };
            // Trente ans plus tard, X …
            if mention.pointing == Pointing::Noun && mention.noun.as_deref().is_some_and(is_time) {
                at = mention.end.max(at + 1);
                continue;
            }
            // les patrons des banques: the banks are the complement of the mention before.
            let complement = found
                .last()
                .is_some_and(|last: &Candidate| last.mention.end == at)
                && self.folded(at) == "des";
            let introduced = complement || self.is_introduced(from, at);
            at = mention.end.max(at + 1);
            found.push(Candidate {
                mention,
                introduced,
            });
        }
        found
    }

    /// Returns whether a preposition stands before the mention at `at`, or is melted into its article.
    pub(super) fn is_introduced(&self, from: usize, at: usize) -> bool {
        let melted = matches!(self.folded(at), "du" | "au" | "aux");
        let before = at.checked_sub(1).filter(|&before| before >= from);
        melted
            || before.is_some_and(|before| {
                self.is_capital_to(before)
                    || self.is_example(from, before)
                    || self.classed(before, Classes::PREPOSITION)
                        && !self.classed(before, Classes::DETERMINER)
            })
    }

    /// des projets comme X, firms like X, such as X: what follows `at` is an example of the word before.
    fn is_example(&self, from: usize, at: usize) -> bool {
        at > from
            && match self.folded(at) {
                "comme" | "like" => self.is_word(at - 1) && !self.joins_clauses(at - 1),
                "as" => self.folded(at - 1) == "such",
                _ => false,
            }
    }

    /// et, mais, puis: the verb shares the subject of the one before.
    fn joins_clauses(&self, at: usize) -> bool {
        matches!(
            self.folded(at),
            "et" | "mais" | "puis" | "and" | "but" | "then"
        )
    }

    /// Returns where the clause of the verb at `verb` starts: after a semicolon or a colon.
    fn clause_start(&self, floor: usize, verb: usize) -> usize {
        // Norva, dont la présidente, Ana Ruiz, parle de …
        let whose = |at: usize| {
            let subject = (self.folded(at) == "dont" && self.is(at + 1, Classes::DEFINITE))
                .then(|| self.speaking(at + 1, verb))
                .flatten();
            subject.is_some_and(|subject| {
                subject.end == verb || self.is_sign(subject.end, ',') && subject.end + 1 == verb
            })
        };
        let stop = |at: &usize| self.is_sign(*at, ';') || self.is_sign(*at, ':') || whose(*at);
        (floor..verb).rev().find(stop).map_or(floor, |at| at + 1)
    }
}

impl Candidate {
    /// Returns whether it is one person, by a noun: le patron.
    fn is_person_noun(&self) -> bool {
        self.mention.is_person()
            && self.mention.noun.is_some()
            && self.mention.definite
            && !self.mention.plural
    }

    /// Returns whether it can be the subject of a verb of saying that stands far from it.
    fn can_speak(&self) -> bool {
        let speaks = match self.mention.pointing {
            Pointing::Name | Pointing::Pronoun | Pointing::Anaphor | Pointing::Member => true,
            Pointing::Noun => {
                self.mention.one_of || self.mention.classes.has(Classes::SPEAKING_NOUN)
            }
        };
        speaks && !self.introduced
    }
}

/// Returns whether a noun counts time: ans, jours, weeks.
fn is_time(noun: &str) -> bool {
    [
        "jour-là",
        "soir-là",
        "matin-là",
        "nuit-là",
        "an",
        "ans",
        "année",
        "années",
        "jour",
        "jours",
        "mois",
        "semaine",
        "semaines",
        "heure",
        "heures",
        "minutes",
        "nuits",
        "matins",
        "year",
        "years",
        "month",
        "months",
        "week",
        "weeks",
        "day",
        "days",
        "hour",
        "hours",
    ]
    .contains(&noun)
}
