//! How far a noun goes: its adjectives, its complements, the name that closes it.

use super::{Person, Pointing};
use crate::Language;
use crate::lexicon::{Classes, CueForm};
use crate::quotes::names::Name;
use crate::quotes::reading::Reading;

/// Tokens that a noun's adjectives and complements can have.
const COMPLEMENTS: usize = 24;

impl Reading<'_> {
    /// Follows a noun over its adjectives and complements; returns the end and the name that closes it.
    pub(super) fn complements(
        &self,
        head: usize,
        person: bool,
        definite: bool,
    ) -> (usize, Option<Name>) {
        let mut at = head + 1;
        let mut after_genitive = false;
        let mut of_something = false;
        while let Some(token) = self.token(at).filter(|_| at <= head + COMPLEMENTS) {
            if !token.is_word() {
                if self.is_bracketed_party(at, person) {
                    at += 3;
                    continue;
                }
                // the students’ union
                if self.is_plural_possessive(at) {
                    at += 1;
                    continue;
                }
                break;
            }
            let classes = self.classes(at);
            if self.is_capitalised(at) {
                // (à) l'AFP Ana Ruiz
                let somebody = self.first_name(at).is_some() || self.is(at, Classes::ANY_TITLE);
                if !person && self.is_acronym(at - 1) && somebody {
                    break;
                }
                let Some(name) = self.name(at) else {
                    // le député LFI Alexis Corbière
                    if !self.is_acronym(at) {
                        break;
                    }
                    at += 1;
                    after_genitive = false;
                    continue;
                };
                // le député UDI, le maire LR de Brest
                let party = name.words == 1 || self.is(at + 1, Classes::PARTICLE);
                if person && party && self.is_acronym(at) {
                    at += 1;
                    continue;
                }
                if person && name.words > 1 && self.is_party(at) {
                    at += 1;
                    continue;
                }
                let whole = definite || name.words > 1;
                // l'accordeur de pianos Jo Le Gall; le géant du streaming Norva.
                let apart = !of_something || (name.words > 1 && !self.is_capitalised(at - 1));
                // cet artiste de rue rallie Paris: a name of one word stands beside the noun or one adjective.
                let beside = at == head + 1 || at == head + 2 && self.is_adjectival(at - 1);
                let far = name.words == 1 && !name.certain && !beside && !of_something;
                if person && !after_genitive && !far && (name.certain || (whole && apart)) {
                    return (at, Some(name));
                }
                let body = self.is(head, Classes::ORGANISATION)
                    && !self.is_capitalised(head)
                    && !self.is_capitalised(at - 1);
                if body && !after_genitive && !name.certain {
                    return (at, Some(name));
                }
                // l'ancien candidat à la présidentielle Benoît Hamon: the name is nobody's complement.
                if !person && !after_genitive && name.certain && !self.is_capitalised(at - 1) {
                    break;
                }
                if person && name.words >= 3 && !name.certain {
                    return self.last_of(name);
                }
                at = name.end;
                after_genitive = false;
                continue;
            }
            if !after_genitive && self.is_participial(at) {
                // un diplomate présent dans la salle, une étude menée par l'université
                at += 2;
                after_genitive = true;
                of_something = true;
                continue;
            }
            if let Some(end) = self.people_of(head, at).or_else(|| self.body_for(head, at)) {
                at = end;
                after_genitive = false;
                continue;
            }
            if let Some(end) = self.works_at(at).filter(|_| person) {
                at = end;
                continue;
            }
            if let Some(end) = self.office_of(head, at) {
                at = end;
                after_genitive = false;
                of_something = false;
                continue;
            }
            if let Some(end) = self.body_goes_on(head, at) {
                at = end;
                after_genitive = false;
                continue;
            }
            // un sondage paru jeudi
            let told = classes.has(Classes::PARTICIPIAL)
                && self.is(at + 1, Classes::DAY | Classes::MONTH | Classes::DETERMINER);
            if told || self.ends_phrase(at, classes) {
                break;
            }
            let links = classes.has(Classes::GENITIVE | Classes::DETERMINER);
            of_something |= links;
            after_genitive = links || classes.has(Classes::CONJUNCTION);
            at += 1;
        }
        (self.without_links(head, at), None)
    }

    /// A phrase that ends at `at` does not end with the article or the preposition of something else.
    fn without_links(&self, head: usize, mut at: usize) -> usize {
        let links =
            Classes::GENITIVE | Classes::DETERMINER | Classes::CONJUNCTION | Classes::PREPOSITION;
        while at > head + 1 && self.is(at - 1, links) {
            at -= 1;
        }
        at
    }

    /// le secrétaire d'État à la Mer, l'adjointe aux finances: the place after what somebody is in charge of, where
    /// `at` is its preposition.
    fn office_of(&self, head: usize, at: usize) -> Option<usize> {
        let to = self.is(at, Classes::PREPOSITION) && matches!(self.folded(at), "à" | "au" | "aux");
        if !to {
            return None;
        }
        let noun = at + 1 + usize::from(self.is(at + 1, Classes::DETERMINER));
        let deputy = |at: usize| {
            let word = self.folded(at);
            word.starts_with("adjoint") || word.starts_with("délégué")
        };
        let office = (head..at).any(|at| self.classed(at, Classes::OFFICE));
        let state = office && self.classed(noun, Classes::PORTFOLIO);
        let town = (head..at).any(deputy) && self.is_word(noun) && !self.is_capitalised(noun);
        (state && self.is_capitalised(noun) || town).then_some(noun + 1)
    }

    /// Department for Education, Ministry of Health and Care, Society for the Protection of Birds: the place after what a body with a
    /// capital is for, where `at` is its preposition.
    fn body_goes_on(&self, head: usize, at: usize) -> Option<usize> {
        let english = self.lexicon.language == Language::English;
        let body = (head..at).all(|at| self.is_capitalised(at))
            && (head..at).any(|at| self.is(at, Classes::ORGANISATION));
        let link = self.folded(at);
        let ministry = matches!(self.folded(head), "department" | "ministry");
        if !english || !body || !(link == "for" || link == "of" && ministry) {
            return None;
        }
        let first = at + 1 + usize::from(self.folded(at + 1) == "the");
        let mut end = self.name(first)?.end;
        // Work and Pensions; Education and Ana Ruiz are two.
        let joined = self.folded(end) == "and" && self.first_name(end + 1).is_none();
        if joined && let Some(name) = self.name(end + 1).filter(|_| !self.is_acronym(end + 1)) {
            end = name.end;
        }
        Some(end)
    }

    /// analysts at Brook Street Partners: the place after the body whose people they are, where `at` is its
    /// preposition.
    fn people_of(&self, head: usize, at: usize) -> Option<usize> {
        let english = self.lexicon.language == Language::English;
        let several = self.is(head, Classes::GROUP);
        let people = several || self.is(head, Classes::PERSON_NOUN);
        let link = match self.folded(at) {
            "at" | "from" | "with" | "for" => true,
            "in" | "on" => several,
            _ => false,
        };
        let document = self.is(head, Classes::DOCUMENT) && matches!(self.folded(at), "by" | "from");
        let opens = head
            .checked_sub(1)
            .is_none_or(|before| !self.is_word(before));
        if !(english && (people && link || document) && at == head + 1)
            || self.is_capitalised(head) && !opens
        {
            return None;
        }
        let of = self.mention(at + 1).filter(|of| {
            matches!(of.pointing, Pointing::Name | Pointing::Noun) && of.start == at + 1
        })?;
        let body = of.name.is_some()
            || of.classes.has(Classes::SPEAKING_NOUN) && !of.classes.has(Classes::DOCUMENT);
        (of.definite && body && of.person < Person::Certain).then_some(of.end)
    }

    /// la Ligue pour la faune, le Rassemblement pour le fleuve: the place after what a body with a capital is for.
    fn body_for(&self, head: usize, at: usize) -> Option<usize> {
        let body = self.is_capitalised(head)
            && self.is(head, Classes::ORGANISATION)
            && at == head + 1
            && matches!(self.folded(at), "pour" | "contre");
        let noun = at + 1 + usize::from(self.is(at + 1, Classes::DETERMINER));
        let named = body && self.is_word(noun) && !self.form(noun).is_cue();
        named.then(|| self.name(noun).map_or(noun + 1, |name| name.end))
    }

    /// Returns whether the sign at `at` makes a plural a possessive: students’ union.
    pub(crate) fn is_plural_possessive(&self, at: usize) -> bool {
        let mark = self.is_sign(at, '’') || self.is_sign(at, '\'');
        let english = self.lexicon.language == Language::English;
        let glued = at
            .checked_sub(1)
            .and_then(|before| self.token(before))
            .zip(self.token(at))
            .is_some_and(|(before, mark)| {
                before.span.end == mark.span.start && before.text(self.text).ends_with('s')
            });
        english && mark && glued && self.is_word(at + 1)
    }

    /// délégué au (Budget), adjointe à (la culture).
    fn is_charged(&self, at: usize) -> bool {
        let word = self.folded(at);
        (word.starts_with("délégué") || word.starts_with("adjoint"))
            && matches!(self.folded(at + 1), "à" | "au" | "aux")
    }

    /// Returns whether a participle that goes on with a noun stands at `at`, with its preposition: venu de.
    fn is_participial(&self, at: usize) -> bool {
        let word = self.folded(at);
        // une étude parue mardi, une graphiste licenciée en mai
        let french = self.lexicon.language == Language::French;
        let ends = ["ée", "ées", "és"].iter().any(|end| word.ends_with(end));
        let participle = french
            && !self.is_charged(at)
            && ends
            && word.len() > 5
            && !self.form(at).has(CueForm::FINITE);
        (self.classed(at, Classes::PARTICIPIAL) || participle)
            && self.classed(at + 1, Classes::PREPOSITION)
            && self.form(at + 1) == CueForm::default()
            && !self.is(at + 2, Classes::DAY | Classes::MONTH)
            && self.is_word(at + 2)
    }

    /// Returns whether the lower-case word at `at` cannot go on with a noun's complements.
    fn ends_phrase(&self, at: usize, classes: Classes) -> bool {
        if classes.has(Classes::GENITIVE) {
            // Et le doyen de conclure: the infinitive is no complement.
            let helper = matches!(self.folded(at + 1), "avoir" | "être");
            return helper || self.form(at + 1).has(CueForm::INFINITIVE);
        }
        let joins = self.is(at + 1, Classes::GENITIVE)
            && matches!(self.folded(at), "et" | "à" | "en" | "chargé" | "chargée")
            || (self.folded(at) == "en" && matches!(self.folded(at + 1), "chef"))
            || self.is_discipline(at)
            || self.joins_adjectives(at);
        let stops = Classes::PREPOSITION
            | Classes::CONJUNCTION
            | Classes::RELATIVE
            | Classes::AUXILIARY
            | Classes::ADVERB
            | Classes::PRONOUN
            | Classes::DAY
            | Classes::MODAL
            | Classes::OBJECT;
        // un vieux pêcheur hausse le ton: no adjective stands before an article.
        let french = self.lexicon.language == Language::French;
        // le réseau social au Monde: an adjective, then to whom it is said; un bilan transmis aux médias.
        let participle = ["é", "ée", "és", "ées", "is", "ises", "ise"];
        let apart = || {
            matches!(self.folded(at + 1), "au" | "aux")
                && !participle.iter().any(|end| self.folded(at).ends_with(end))
        };
        let transitive = french
            && self.is(at + 1, Classes::DETERMINER)
            && !self.is(at + 1, Classes::GENITIVE | Classes::QUANTITY)
            && !self.is(
                at,
                Classes::PREPOSITION | Classes::DETERMINER | Classes::CONJUNCTION,
            )
            && !self.is(at - 1, Classes::GENITIVE | Classes::DETERMINER)
            && !self.is_charged(at)
            && !self.is_adjective(at)
            && !apart();
        if transitive {
            return true;
        }
        let article = classes.has(Classes::DETERMINER) && self.is(at - 1, Classes::PREPOSITION);
        let form = self.form(at);
        let cue = (form.has(CueForm::FINITE) || french && form.has(CueForm::GERUND))
            && !self.is(at - 1, Classes::GENITIVE | Classes::DETERMINER);
        let verb =
            self.is_verb_form(at) && !self.is(at - 1, Classes::GENITIVE | Classes::DETERMINER);
        !joins
            && !article
            && (verb || classes.has(stops) || classes.has(Classes::DETERMINER) || cue)
    }

    /// recevra, finissaient: endings that verbs alone have.
    fn is_verb_form(&self, at: usize) -> bool {
        let word = self.folded(at);
        // Deux radiologues contrôlent: an adjective would end in -ents.
        let several = at > 0 && self.folded(at - 1).ends_with('s');
        if several && word.ends_with("ent") && self.lexicon.language == Language::French {
            return true;
        }
        // The coroner recorded a verdict.
        if self.lexicon.language == Language::English {
            return word.len() > 4 && word.ends_with("ed");
        }
        // Un reporter travaillant pour une radio
        let next = Classes::PREPOSITION | Classes::DETERMINER;
        if word.ends_with("ant")
            && word.len() > 6
            && self.classed(at + 1, next)
            && (!self.is(at + 1, Classes::GENITIVE) || self.folded(at + 1) == "des")
        {
            return self.classes(at) == Classes::default();
        }
        self.lexicon.language == Language::French
            && ["era", "ira", "vra", "dra", "ront", "aient", "èrent"]
                .iter()
                .any(|ending| word.ends_with(ending) && word.len() > ending.len() + 1)
    }

    /// chercheur en droit, consultante en sécurité: what somebody has studied, where `at` is its preposition.
    fn is_discipline(&self, at: usize) -> bool {
        let trade = |at: usize| {
            let word = self.folded(at);
            [
                "chercheu",
                "docteur",
                "doctorant",
                "ingénieur",
                "consultant",
                "professeur",
                "spécialiste",
                "expert",
                "étudiant",
            ]
            .iter()
            .any(|stem| word.starts_with(stem))
        };
        let noun = Classes::DETERMINER | Classes::PREPOSITION | Classes::PRONOUN;
        self.folded(at) == "en"
            && trade(at - 1)
            && self.is_word(at + 1)
            && !self.is_capitalised(at + 1)
            && !self.is(at + 1, noun)
    }
}
