//! Noun phrases: the noun that says who somebody is, what it has before and after it.

use super::{Gender, Mention, Person, Pointing};
use crate::Language;
use crate::lexicon::Classes;
use crate::quotes::reading::Reading;

impl Reading<'_> {
    /// le co-PDG de Norva, la ministre Ana Ruiz, l'entreprise: `at` is its first token, `first` the one
    /// after the article.
    pub(crate) fn noun_phrase(&self, at: usize, first: usize) -> Option<Mention> {
        let head = self.head(first)?;
        let classes = self.classes(head);
        let person = classes.has(Classes::PERSON_NOUN);
        let article = self.classes(at);
        let any = ["un", "une", "des", "a", "an"].contains(&self.folded(at));
        let definite = at == first || !any;
        let (mut end, name) = self.complements(head, person, definite);
        let opens = head == at
            && self.is(head, Classes::GROUP)
            && head
                .checked_sub(1)
                .is_none_or(|before| !self.is_word(before));
        // le Vaudois Jo Le Gall
        if self.is_capitalised(head)
            && self.is_inhabitant(head)
            && at < head
            && let Some(name) = self.name(head + 1).filter(|name| name.words > 1)
        {
            let named = Mention {
                start: at,
                span: self.span(at, name.end),
                ..self.named(head + 1, &name)
            };
            return Some(Mention {
                person: Person::Certain,
                ..named
            });
        }
        if self.is_capitalised(head) && !person && !opens {
            return Some(self.organisation(at, head, end));
        }
        if let Some(name) = &name {
            end = name.end;
        }
        let noun = self.folded(head).to_owned();
        Some(Mention {
            span: self.span(at, end),
            pointing: if name.is_some() {
                Pointing::Name
            } else {
                Pointing::Noun
            },
            name: name.as_ref().map(|name| self.name_span(name)),
            // notre interlocuteur
            definite: article.has(Classes::DEFINITE) || self.folded(at) == "notre",
            gender: name
                .map_or(Gender::Unknown, |name| name.gender)
                .or(self.noun_gender(at, head)),
            plural: article.has(Classes::PLURAL),
            one_of: false,
            noun: Some(noun),
            classes,
            person: if person { Person::Certain } else { Person::No },
            start: at,
            end,
        })
    }

    /// l'ancienne ministre, ce père de 33 ans: returns whether a noun tells what somebody was or how old they are, and
    /// not what their office is.
    pub(crate) fn describes(&self, mention: &Mention) -> bool {
        let french = self.lexicon.language == Language::French;
        let tells = |at: usize| {
            let word = self.folded(at);
            matches!(word, "ancien" | "ancienne" | "ans") || word.starts_with("ex-")
        };
        french && (mention.start..mention.end).any(tells)
    }

    /// le Premier ministre, le chef de l'État: returns whether a country has one only.
    pub(crate) fn is_unique_office(&self, mention: &Mention) -> bool {
        let last = self.folded(mention.end.saturating_sub(1));
        match mention.noun.as_deref() {
            Some("ministre") => {
                mention.end == mention.start + 3
                    && matches!(self.folded(mention.start + 1), "premier" | "première")
            }
            Some("chef" | "cheffe" | "président" | "présidente") => {
                matches!(last, "état" | "etat" | "république")
            }
            _ => false,
        }
    }

    /// le Vaudois, l'Argentine: endings that words for where people live have.
    fn is_inhabitant(&self, at: usize) -> bool {
        let word = self.folded(at);
        self.lexicon.language == Language::French
            && [
                "ien", "ienne", "ais", "aise", "ois", "oise", "ain", "aine", "tin", "tine",
            ]
            .iter()
            .any(|ending| word.ends_with(ending))
    }

    /// Reads the role after a name: co-PDG de Norva, with or without article, never with a name.
    pub(crate) fn apposed(&self, at: usize, first: usize) -> Option<Mention> {
        if self.is_capitalised(first) && !self.is(first, Classes::PERSON_NOUN) {
            return None;
        }
        self.noun_phrase(at, first)
            .filter(|mention| mention.name.is_none())
    }

    /// la Commission européenne: the name is what follows the article.
    pub(crate) fn organisation(&self, at: usize, head: usize, end: usize) -> Mention {
        Mention {
            span: self.span(at, end),
            pointing: Pointing::Name,
            name: Some(self.span(head, end)),
            // le Théâtre du Léopard is a body; l'IA need not be one.
            noun: self
                .is(head, Classes::ORGANISATION)
                .then(|| self.folded(head).to_owned()),
            classes: Classes::ORGANISATION,
            definite: true,
            person: Person::No,
            gender: Gender::Unknown,
            plural: false,
            one_of: false,
            start: at,
            end,
        }
    }

    /// Finds the noun at or soon after `first`, over adjectives: le jeune réalisateur.
    pub(crate) fn head(&self, first: usize) -> Option<usize> {
        let plain = |at: usize| {
            let stop = Classes::PREPOSITION
                | Classes::CONJUNCTION
                | Classes::AUXILIARY
                | Classes::SUBJECT
                | Classes::DAY
                | Classes::MONTH;
            let letter = self
                .token(at)
                .is_some_and(|token| token.text(self.text).starts_with(char::is_alphabetic));
            self.is_word(at) && letter && !self.is(at, stop)
        };
        // Un de ses voisins interpelle le maire: what an article opens is another phrase.
        let other = |at: usize| {
            at > first && self.is(at, Classes::DEFINITE) && !self.is(at, Classes::QUANTITY)
        };
        let known = (first..first + 4)
            .take_while(|&at| plain(at) && !other(at))
            .find(|&at| self.is(at, Classes::SPEAKING_NOUN) || self.is_capitalised(at));
        // the California congressman: in English what is compounded stands before the noun.
        let compounded = known.filter(|_| self.lexicon.language == Language::English);
        let known = compounded
            .and_then(|at| {
                (at..first + 4)
                    .take_while(|&at| plain(at))
                    .find(|&at| self.is(at, Classes::PERSON_NOUN))
            })
            .or(known);
        let head = known.or_else(|| plain(first).then_some(first))?;
        // le premier ministre, la première secrétaire: the noun is the one that follows.
        let ranks = matches!(
            self.folded(head),
            "premier" | "première" | "jeune" | "jeunes"
        );
        let next = head + 1;
        // ce premier débat: a rank before a thing is nobody.
        let thing = matches!(self.folded(head), "premier" | "première")
            && plain(next)
            && !self.is_capitalised(next)
            && !self.is(next, Classes::GENITIVE | Classes::MODAL | Classes::OBJECT)
            && !self.form(next).is_cue()
            && !self.is_adverb(next)
            && self.lexicon.language == Language::French;
        Some(
            if thing || ranks && self.classed(next, Classes::SPEAKING_NOUN) {
                next
            } else {
                head
            },
        )
    }

    /// The gender that article and noun give away: la ministre, une directrice.
    pub(crate) fn noun_gender(&self, at: usize, head: usize) -> Gender {
        let noun = self.classes(head);
        if noun.has(Classes::NOUN_FEMININE) {
            return Gender::Feminine;
        }
        if noun.has(Classes::NOUN_MASCULINE) {
            return Gender::Masculine;
        }
        match self.folded(at) {
            "la" | "une" | "cette" | "sa" => Gender::Feminine,
            "le" | "un" | "ce" | "du" | "au" => Gender::Masculine,
            _ => Gender::Unknown,
        }
    }
}
