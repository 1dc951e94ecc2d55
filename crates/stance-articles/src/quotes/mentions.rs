//! Mentions: the words by which a text points at somebody. A name, a common noun, a pronoun.
//!
//! There is no parser here. A mention is read from left to right out of closed classes, nouns that can
//! speak and capitals, and ends at the first word that cannot belong to it.

use crate::lexicon::{Classes, CueForm};
use crate::words::TokenKind;
use crate::{Language, Span};

use super::names::Name;
use super::reading::Reading;

/// Tokens that a noun's adjectives and complements can have.
const COMPLEMENTS: usize = 24;

/// What is known of somebody's gender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Gender {
    #[default]
    Unknown,
    Masculine,
    Feminine,
}

impl Gender {
    /// Returns whether two mentions can be of the same person.
    pub(crate) fn agrees(self, other: Self) -> bool {
        self == other || self == Self::Unknown || other == Self::Unknown
    }

    pub(crate) fn or(self, other: Self) -> Self {
        if self == Self::Unknown { other } else { self }
    }
}

/// Whether a name or a noun is one person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Person {
    No,
    /// By its form: two capitalised words that nothing marks as a place or a body.
    Likely,
    /// By a title, a first name, a role or because it is quoted.
    Certain,
}

/// How a mention points at somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pointing {
    /// By a name, with or without a role before it.
    Name,
    /// By a common noun.
    Noun,
    /// By a personal pronoun: il, -t-elle, he, also on and nous, which point at nobody in particular.
    Pronoun,
    /// By a demonstrative that takes up the last one named: celui-ci, ce dernier.
    Anaphor,
    /// As one of those named last: l'un d'eux.
    Member,
}

/// A mention as it stands in a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mention {
    /// The whole of it: le co-PDG Jo Le Gall.
    pub(crate) span: Span,
    pub(crate) pointing: Pointing,
    /// The name in it, without title.
    pub(crate) name: Option<Span>,
    /// Its common noun, lower case: co-pdg.
    pub(crate) noun: Option<String>,
    /// The classes of that noun.
    pub(crate) classes: Classes,
    /// Whether an article or a demonstrative makes it somebody known: le responsable, not un responsable.
    pub(crate) definite: bool,
    /// Whether it is one person.
    pub(crate) person: Person,
    pub(crate) gender: Gender,
    /// Whether it is several, or nobody in particular: ils, on, nous.
    pub(crate) plural: bool,
    /// Whether it is one of several: un des grutiers.
    pub(crate) one_of: bool,
    /// The place of its first token.
    pub(crate) start: usize,
    /// The place of the token after it.
    pub(crate) end: usize,
}

impl Mention {
    /// Returns whether it can be one person.
    pub(crate) fn is_person(&self) -> bool {
        self.person > Person::No
    }

    /// Returns a personal pronoun that stands as the token before `end`.
    pub(crate) fn pronoun(span: Span, gender: Gender, plural: bool, end: usize) -> Self {
        Self {
            span,
            pointing: Pointing::Pronoun,
            name: None,
            noun: None,
            classes: Classes::default(),
            definite: true,
            person: Person::Certain,
            gender,
            plural,
            one_of: false,
            start: end.saturating_sub(1),
            end,
        }
    }
}

impl Reading<'_> {
    /// Reads the mention that starts with token `at`, or `None` where none does.
    pub(crate) fn mention(&self, at: usize) -> Option<Mention> {
        let token = self.token(at)?;
        if token.kind == TokenKind::Inverted {
            return self.pronoun(at);
        }
        if !token.is_word() {
            return None;
        }
        let classes = self.classes(at);
        if let Some(mention) = self.demonstrative(at, classes) {
            return Some(mention);
        }
        if classes.has(Classes::SUBJECT) {
            return self.pronoun(at);
        }
        if let Some(name) = self.name(at) {
            // Norva CEO Ana Ruiz
            let titled = self.noun_phrase(at, name.end).filter(|mention| {
                self.is(name.end, Classes::PERSON_NOUN) && mention.name.is_some()
            });
            return Some(titled.unwrap_or_else(|| self.named(at, &name)));
        }
        if let Some(mention) = self.one_of(at).or_else(|| self.some_of(at)) {
            return Some(mention);
        }
        if classes.has(Classes::DETERMINER) {
            return self
                .marked_group(at)
                .or_else(|| self.noun_phrase(at, at + 1));
        }
        // A role without article: co-PDG Jo Le Gall, CEO Ana Ruiz.
        let bare = self
            .noun_phrase(at, at)
            .filter(|_| classes.has(Classes::PERSON_NOUN));
        bare.filter(|mention| mention.name.is_some())
    }

    /// un des grutiers, l'une des avocates du syndicat, l'un d'eux: one person of several.
    fn one_of(&self, at: usize) -> Option<Mention> {
        let article = usize::from(self.folded(at) == "l'");
        let one = self.folded(at + article);
        let feminine = match (self.lexicon.language, one.as_ref()) {
            (Language::French, "un") | (Language::English, "one") => false,
            (Language::French, "une") => true,
            _ => return None,
        };
        let of = at + article + 1;
        if !self.classed(of, Classes::GENITIVE) {
            return None;
        }
        let among = usize::from(self.folded(of + 1) == "entre");
        let group = of + 1 + among;
        let gender = match (self.lexicon.language, feminine) {
            (Language::English, _) => Gender::Unknown,
            (Language::French, true) => Gender::Feminine,
            (Language::French, false) => Gender::Masculine,
        };
        if matches!(self.folded(group).as_ref(), "eux" | "elles" | "them") {
            let pointer = Mention::pronoun(self.span(at, group + 1), gender, false, group + 1);
            return Some(Mention {
                pointing: Pointing::Member,
                start: at,
                ..pointer
            });
        }
        let head = if self.folded(of) == "des" { of } else { group };
        if !self.is(
            head,
            Classes::PLURAL | Classes::POSSESSIVE | Classes::DEFINITE,
        ) {
            return None;
        }
        let several = self.noun_phrase(head, head + 1)?;
        let people = several.classes.has(Classes::PERSON_NOUN | Classes::GROUP);
        (several.pointing == Pointing::Noun).then(|| Mention {
            span: self.span(at, several.end),
            definite: false,
            person: if people { Person::Certain } else { Person::No },
            gender,
            plural: false,
            one_of: true,
            start: at,
            ..several
        })
    }

    /// les uns, certains, quelques-uns: some of those named before.
    fn some_of(&self, at: usize) -> Option<Mention> {
        if self.lexicon.language == Language::English {
            return None;
        }
        let article = usize::from(matches!(self.folded(at).as_ref(), "les" | "d'"));
        let word = at + article;
        let alone = self.classed(word, Classes::SOME)
            && (self.is_sign(word + 1, ',')
                || self.is(
                    word + 1,
                    Classes::OBJECT | Classes::AUXILIARY | Classes::MODAL | Classes::NEGATION,
                )
                || self.form(word + 1).has(CueForm::FINITE));
        let bare = article == 1 || !matches!(self.folded(word).as_ref(), "uns" | "unes" | "autres");
        (alone && bare).then(|| Mention {
            start: at,
            ..Mention::pronoun(self.span(at, word + 1), Gender::Unknown, true, word + 1)
        })
    }

    /// les « gilets jaunes », le « boxeur »: people by a name in marks.
    fn marked_group(&self, at: usize) -> Option<Mention> {
        let token = self.token(at + 1)?;
        let inner = token
            .text(self.text)
            .trim_matches(|c: char| !c.is_alphanumeric());
        let short = inner.split_whitespace().nth(3).is_none();
        let marked = matches!(token.kind, TokenKind::Quoted(_)) && short;
        let plural = self.is(at, Classes::PLURAL);
        let lower = inner.starts_with(char::is_lowercase) && inner.ends_with('s') == plural;
        let noun = crate::lexicon::fold(inner).into_owned();
        let known = self.lexicon.classes(&noun);
        let somebody = plural || known.has(Classes::PERSON_NOUN);
        if !(marked && lower && somebody && self.is(at, Classes::DETERMINER)) {
            return None;
        }
        let from = token.span.start + token.text(self.text).find(inner)?;
        Some(Mention {
            span: Span::new(from, from + inner.len()),
            pointing: Pointing::Noun,
            name: None,
            noun: Some(noun),
            classes: if plural { Classes::GROUP } else { known },
            definite: true,
            person: if plural { Person::No } else { Person::Certain },
            gender: Gender::Unknown,
            plural,
            one_of: false,
            start: at,
            end: at + 2,
        })
    }

    /// Returns whether a mention that starts with token `at` can hold a name or a role: what most words that
    /// are none of these cannot.
    pub(crate) fn may_name(&self, at: usize) -> bool {
        let known = Classes::SPEAKING_NOUN | Classes::ANY_TITLE;
        if self.is_capitalised(at) || self.is(at, Classes::PERSON_NOUN | Classes::ANY_TITLE) {
            return true;
        }
        self.is(at, Classes::DETERMINER)
            && (at + 1..at + 5).any(|at| self.is_capitalised(at) || self.is(at, known))
    }

    /// il, -t-elle, he: the hyphens and the t of an inversion are not part of it.
    fn pronoun(&self, at: usize) -> Option<Mention> {
        let token = self.token(at)?;
        let written = token.text(self.text);
        let bare = written.trim_start_matches('-');
        let bare = bare.strip_prefix("t-").unwrap_or(bare);
        let span = Span::new(token.span.end - bare.len(), token.span.end);
        let classes = self.lexicon.classes(&crate::lexicon::fold(bare));
        let gender = self.pointed_gender(span, classes);
        let one = matches!(
            crate::lexicon::fold(bare).as_ref(),
            "il" | "elle" | "he" | "she"
        );
        Some(Mention::pronoun(span, gender, !one, at + 1))
    }

    /// celui-ci, cette dernière.
    fn demonstrative(&self, at: usize, classes: Classes) -> Option<Mention> {
        if classes.has(Classes::ANAPHOR) {
            let span = self.token(at)?.span;
            return Some(self.taken_up(span, classes, at, at + 1));
        }
        let last = matches!(
            self.folded(at + 1).as_ref(),
            "dernier" | "dernière" | "derniers" | "dernières" | "latter"
        );
        let bare = !self.is(at + 2, Classes::SPEAKING_NOUN);
        let known = matches!(self.folded(at).as_ref(), "ce" | "cette" | "ces" | "the");
        (last && bare && known).then(|| self.taken_up(self.span(at, at + 2), classes, at, at + 2))
    }

    fn taken_up(&self, span: Span, classes: Classes, start: usize, end: usize) -> Mention {
        let gender = self.pointed_gender(span, classes);
        let plural = classes.has(Classes::PLURAL);
        let pointer = Mention::pronoun(span, gender, plural, end);
        Mention {
            pointing: Pointing::Anaphor,
            start,
            ..pointer
        }
    }

    /// The gender of a pronoun: il, elle, cette dernière.
    fn pointed_gender(&self, span: Span, classes: Classes) -> Gender {
        match span.slice(self.text).map(crate::lexicon::fold).as_deref() {
            Some("il" | "he" | "celui-ci" | "ce dernier") => Gender::Masculine,
            _ if classes.has(Classes::FEMININE) => Gender::Feminine,
            _ => Gender::Unknown,
        }
    }

    fn named(&self, at: usize, name: &Name) -> Mention {
        Mention {
            span: self.span(at, name.end),
            pointing: Pointing::Name,
            name: Some(self.name_span(name)),
            noun: None,
            classes: Classes::default(),
            definite: true,
            person: self.personhood(at, name),
            gender: name.gender,
            plural: false,
            one_of: false,
            start: at,
            end: name.end,
        }
    }

    /// Tells whether a name is a person's by its form and by what stands before it.
    fn personhood(&self, at: usize, name: &Name) -> Person {
        if name.certain {
            Person::Certain
        } else if name.words > 1 && !self.is_placed(at) && !self.is_body(name) {
            Person::Likely
        } else {
            Person::No
        }
    }

    /// Returns whether a preposition of place stands before `at`: en, dans, sur, in.
    fn is_placed(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map(|before| self.folded(before));
        let places = ["en", "dans", "sur", "à", "vers", "in", "at", "near"];
        before.is_some_and(|before| places.contains(&before.as_ref()))
    }

    /// Returns whether a name has the word of a body in it: Groupe, Université, Union.
    fn is_body(&self, name: &Name) -> bool {
        (name.start..name.end).any(|at| self.is(at, Classes::ORGANISATION))
    }

    /// Returns where a name stands, without the possessive of English.
    fn name_span(&self, name: &Name) -> Span {
        let span = self.span(name.start, name.end);
        let written = span.slice(self.text).unwrap_or_default();
        let bare = written
            .strip_suffix("'s")
            .or_else(|| written.strip_suffix("’s"));
        Span::new(span.start, span.start + bare.unwrap_or(written).len())
    }

    /// le co-PDG de Norva, la ministre Ana Ruiz, l'entreprise: `at` is its first token, `first` the one
    /// after the article.
    fn noun_phrase(&self, at: usize, first: usize) -> Option<Mention> {
        let head = self.head(first)?;
        let classes = self.classes(head);
        let person = classes.has(Classes::PERSON_NOUN);
        let article = self.classes(at);
        let any = ["un", "une", "des", "a", "an"].contains(&self.folded(at).as_ref());
        let definite = at == first || !any;
        let (mut end, name) = self.complements(head, person, definite);
        if self.is_capitalised(head) && !person {
            return Some(self.organisation(at, head, end));
        }
        if let Some(name) = &name {
            end = name.end;
        }
        let noun = self.folded(head).into_owned();
        Some(Mention {
            span: self.span(at, end),
            pointing: if name.is_some() {
                Pointing::Name
            } else {
                Pointing::Noun
            },
            name: name.as_ref().map(|name| self.name_span(name)),
            definite: article.has(Classes::DEFINITE),
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

    /// Reads the role after a name: co-PDG de Norva, with or without article, never with a name.
    pub(crate) fn apposed(&self, at: usize, first: usize) -> Option<Mention> {
        if self.is_capitalised(first) && !self.is(first, Classes::PERSON_NOUN) {
            return None;
        }
        self.noun_phrase(at, first)
            .filter(|mention| mention.name.is_none())
    }

    /// la Commission européenne: the name is what follows the article.
    fn organisation(&self, at: usize, head: usize, end: usize) -> Mention {
        Mention {
            span: self.span(at, end),
            pointing: Pointing::Name,
            name: Some(self.span(head, end)),
            // le Théâtre du Léopard is a body; l'IA need not be one.
            noun: self
                .is(head, Classes::ORGANISATION)
                .then(|| self.folded(head).into_owned()),
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
    fn head(&self, first: usize) -> Option<usize> {
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
        let known = (first..first + 4)
            .take_while(|&at| plain(at))
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
            self.folded(head).as_ref(),
            "premier" | "première" | "jeune" | "jeunes"
        );
        let next = head + 1;
        Some(if ranks && self.classed(next, Classes::SPEAKING_NOUN) {
            next
        } else {
            head
        })
    }

    /// Follows a noun over its adjectives and complements; returns the end and the name that closes it.
    fn complements(&self, head: usize, person: bool, definite: bool) -> (usize, Option<Name>) {
        let mut at = head + 1;
        let mut after_genitive = false;
        let mut of_something = false;
        while let Some(token) = self.token(at).filter(|_| at <= head + COMPLEMENTS) {
            if !token.is_word() {
                // le maire (PS) de Brest
                let party = self.is_sign(at, '(')
                    && self.is_sign(at + 2, ')')
                    && self.classed(at + 3, Classes::GENITIVE);
                if party {
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
                let Some(name) = self.name(at) else {
                    // le député LFI Alexis Corbière
                    if !self.is_acronym(at) {
                        break;
                    }
                    at += 1;
                    continue;
                };
                let whole = definite || name.words > 1;
                // l'accordeur de pianos Jo Le Gall; le géant du streaming Norva.
                let apart = !of_something || (name.words > 1 && !self.is_capitalised(at - 1));
                if person && !after_genitive && (name.certain || (whole && apart)) {
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
                    // le ministre de la Culture Jean Dupont: the last two words are the name.
                    let start = name.end - 2;
                    return (
                        start,
                        Some(Name {
                            start,
                            certain: true,
                            ..name
                        }),
                    );
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
            if self.ends_phrase(at, classes) {
                break;
            }
            let links = classes.has(Classes::GENITIVE | Classes::DETERMINER);
            of_something |= links;
            after_genitive = links || classes.has(Classes::CONJUNCTION);
            at += 1;
        }
        // A phrase does not end with the article or the preposition of something else.
        while at > head + 1
            && self.is(
                at - 1,
                Classes::GENITIVE
                    | Classes::DETERMINER
                    | Classes::CONJUNCTION
                    | Classes::PREPOSITION,
            )
        {
            at -= 1;
        }
        (at, None)
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

    /// Returns whether a participle that goes on with a noun stands at `at`, with its preposition: venu de.
    fn is_participial(&self, at: usize) -> bool {
        self.classed(at, Classes::PARTICIPIAL)
            && self.classed(at + 1, Classes::PREPOSITION)
            && self.form(at + 1) == CueForm::default()
            && !self.is(at + 2, Classes::DAY | Classes::MONTH)
            && self.is_word(at + 2)
    }

    /// Returns whether the lower-case word at `at` cannot go on with a noun's complements.
    fn ends_phrase(&self, at: usize, classes: Classes) -> bool {
        if classes.has(Classes::GENITIVE) {
            // Et le doyen de conclure: the infinitive is no complement.
            return self.form(at + 1).has(CueForm::INFINITIVE);
        }
        let joins = self.is(at + 1, Classes::GENITIVE)
            && matches!(
                self.folded(at).as_ref(),
                "et" | "à" | "en" | "chargé" | "chargée"
            )
            || (self.folded(at) == "en" && matches!(self.folded(at + 1).as_ref(), "chef"))
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
        let article = classes.has(Classes::DETERMINER) && self.is(at - 1, Classes::PREPOSITION);
        let cue = self.form(at).has(CueForm::FINITE)
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
        self.lexicon.language == Language::French
            && ["era", "ira", "vra", "dra", "ront", "aient", "èrent"]
                .iter()
                .any(|ending| word.ends_with(ending) && word.len() > ending.len() + 1)
    }

    /// démocrate et républicaine: « et » between two plain words of lower case.
    fn joins_adjectives(&self, at: usize) -> bool {
        let plain = |at: usize| {
            let closed = Classes::DETERMINER
                | Classes::PREPOSITION
                | Classes::CONJUNCTION
                | Classes::PRONOUN
                | Classes::OBJECT
                | Classes::AUXILIARY
                | Classes::ADVERB
                | Classes::MODAL;
            self.is_word(at)
                && !self.is_capitalised(at)
                && !self.is(at, closed)
                && !self.form(at).is_cue()
        };
        self.folded(at) == "et" && plain(at - 1) && plain(at + 1)
    }

    /// The gender that article and noun give away: la ministre, une directrice.
    fn noun_gender(&self, at: usize, head: usize) -> Gender {
        let noun = self.classes(head);
        if noun.has(Classes::NOUN_FEMININE) {
            return Gender::Feminine;
        }
        if noun.has(Classes::NOUN_MASCULINE) {
            return Gender::Masculine;
        }
        match self.folded(at).as_ref() {
            "la" | "une" | "cette" | "sa" => Gender::Feminine,
            "le" | "un" | "ce" | "du" | "au" => Gender::Masculine,
            _ => Gender::Unknown,
        }
    }
}
