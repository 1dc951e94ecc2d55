//! Mentions: the words by which a text points at somebody. A name, a common noun, a pronoun.
//!
//! There is no parser here. A mention is read from left to right out of closed classes, nouns that can
//! speak and capitals, and ends at the first word that cannot belong to it.

mod adjectives;
mod complements;
mod employers;
mod groups;
mod phrases;

use crate::lexicon::{Classes, CueForm};
use crate::words::TokenKind;
use crate::{Language, Span};

use super::names::Name;
use super::reading::Reading;

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
        if let Some(pronoun) = self.stressed_subject(at) {
            return Some(pronoun);
        }
        // Defence lawyers fear; local fishermen say
        if self.lexicon.language == Language::English
            && self.is_word(at + 1)
            && !self.is_capitalised(at + 1)
            && self.is(at + 1, Classes::GROUP)
            && !classes.has(
                Classes::DETERMINER
                    | Classes::PREPOSITION
                    | Classes::AUXILIARY
                    | Classes::CONJUNCTION
                    | Classes::RELATIVE
                    | Classes::ADVERB
                    | Classes::MODAL,
            )
            && !self.form(at).is_cue()
            && !self.is(at.wrapping_sub(1), Classes::DETERMINER)
        {
            return self.noun_phrase(at, at + 1).map(|found| Mention {
                plural: true,
                ..found
            });
        }
        if let Some(group) = self.opening_group(at, classes) {
            return Some(group);
        }
        if let Some(name) = self.name(at) {
            // Norva CEO Ana Ruiz
            let titled = self.noun_phrase(at, name.end).filter(|mention| {
                self.is(name.end, Classes::PERSON_NOUN) && mention.name.is_some()
            });
            return Some(
                titled
                    .or_else(|| self.owned(at, &name))
                    .unwrap_or_else(|| self.named(at, &name)),
            );
        }
        let group = self
            .one_of(at)
            .or_else(|| self.several_of(at))
            .or_else(|| self.former_group(at));
        if let Some(mention) = group.or_else(|| self.some_of(at)) {
            return Some(mention);
        }
        // le Pr Ana Ruiz
        if classes.has(Classes::DETERMINER)
            && self.is_capitalised(at + 1)
            && self.is(at + 1, Classes::ANY_TITLE)
            && let Some(name) = self.name(at + 1).filter(|name| name.start > at + 1)
        {
            return Some(self.named(at, &name));
        }
        if classes.has(Classes::DETERMINER) {
            // one reader; not: one said.
            let known = |found: &Mention| {
                self.folded(at) != "one" || found.classes.has(Classes::SPEAKING_NOUN)
            };
            return self
                .marked_group(at)
                .or_else(|| self.noun_phrase(at, at + 1))
                .filter(known);
        }
        // researchers say: in English several need no article.
        if self.lexicon.language == Language::English
            && classes.has(Classes::GROUP)
            && !self.is(at.wrapping_sub(1), Classes::DETERMINER)
        {
            return self.noun_phrase(at, at).map(|found| Mention {
                plural: true,
                ..found
            });
        }
        // A role without article: co-PDG Jo Le Gall, CEO Ana Ruiz.
        let bare = self
            .noun_phrase(at, at)
            .filter(|_| classes.has(Classes::PERSON_NOUN));
        bare.filter(|mention| mention.name.is_some())
    }

    /// Analysts at Norva; Residents: in English several that open a sentence, whose capital is not theirs.
    fn opening_group(&self, at: usize, classes: Classes) -> Option<Mention> {
        let opens = at.checked_sub(1).is_none_or(|before| !self.is_word(before));
        let group = self.lexicon.language == Language::English
            && opens
            && classes.has(Classes::GROUP)
            && !classes.has(Classes::DETERMINER)
            && self.is_capitalised(at)
            && !self.is_capitalised(at + 1);
        let found = group.then(|| self.noun_phrase(at, at)).flatten()?;
        let end = if self.is(at + 1, Classes::PREPOSITION) {
            found.end
        } else {
            at + 1
        };
        Some(Mention {
            span: self.span(at, end),
            plural: true,
            pointing: Pointing::Noun,
            name: None,
            end,
            ..found
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

    /// Eux n'en croient rien; lui a dit: a stressed pronoun that is the subject.
    fn stressed_subject(&self, at: usize) -> Option<Mention> {
        let plural = match self.folded(at) {
            "eux" | "eux-mêmes" => true,
            "lui-même" => false,
            "lui" if self.is_capitalised(at) => false,
            _ => return None,
        };
        let verb = Classes::NEGATION | Classes::AUXILIARY | Classes::MODAL;
        let subject = self.is(at + 1, verb) || self.form(at + 1).has(CueForm::FINITE);
        let span = self.token(at)?.span;
        subject.then(|| Mention::pronoun(span, Gender::Masculine, plural, at + 1))
    }

    /// celui-ci, cette dernière.
    fn demonstrative(&self, at: usize, classes: Classes) -> Option<Mention> {
        if classes.has(Classes::ANAPHOR) {
            let span = self.token(at)?.span;
            return Some(self.taken_up(span, classes, at, at + 1));
        }
        // celle qui a signé le film
        let whoever = classes.has(Classes::STARTER)
            && self.is(at + 1, Classes::RELATIVE)
            && matches!(self.folded(at), "celui" | "celle" | "ceux" | "celles");
        if whoever {
            let span = self.token(at)?.span;
            let gender = match self.folded(at) {
                "celui" => Gender::Masculine,
                "celle" => Gender::Feminine,
                _ => Gender::Unknown,
            };
            let plural = matches!(self.folded(at), "ceux" | "celles");
            return Some(Mention::pronoun(span, gender, plural, at + 1));
        }
        let known = matches!(self.folded(at), "ce" | "cette" | "ces" | "the");
        let last = known
            && matches!(
                self.folded(at + 1),
                "dernier" | "dernière" | "derniers" | "dernières" | "latter"
            );
        let bare = !self.is(at + 2, Classes::SPEAKING_NOUN);
        (last && bare).then(|| self.taken_up(self.span(at, at + 2), classes, at, at + 2))
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

    pub(super) fn named(&self, at: usize, name: &Name) -> Mention {
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

    /// Webb's deputy: the role, whose owner the name is.
    fn owned(&self, at: usize, name: &Name) -> Option<Mention> {
        let last = self.token(name.end - 1)?.text(self.text);
        let possessive = last.ends_with("'s") || last.ends_with("’s");
        let english = self.lexicon.language == Language::English;
        let role = possessive && english && self.is(name.end, Classes::PERSON_NOUN);
        role.then(|| self.noun_phrase(at, name.end))
            .flatten()
            .filter(|mention| mention.name.is_none())
    }

    /// Tells whether a name is a person's by its form and by what stands before it.
    fn personhood(&self, at: usize, name: &Name) -> Person {
        if name.certain {
            Person::Certain
        } else if name.words > 1
            && !self.is_placed(at)
            && !self.is_body(name)
            && !self.has_acronym(name)
        {
            Person::Likely
        } else {
            Person::No
        }
    }

    /// Returns whether a preposition of place stands before `at`: en, dans, sur, in.
    fn is_placed(&self, at: usize) -> bool {
        if at > 0 && self.is_capital_to(at - 1) {
            return true;
        }
        let before = at.checked_sub(1).map(|before| self.folded(before));
        let places = ["en", "dans", "sur", "à", "vers", "in", "at", "near"];
        before.is_some_and(|before| places.contains(&before))
    }

    /// Returns whether a name has the word of a body in it: Groupe, Université, Union.
    fn is_body(&self, name: &Name) -> bool {
        (name.start..name.end).any(|at| self.is(at, Classes::ORGANISATION))
    }

    /// Returns whether a name has a short word in capitals throughout: Western AI, Radio FR.
    fn has_acronym(&self, name: &Name) -> bool {
        (name.start..name.end).any(|at| {
            self.is_acronym(at) && self.token(at).is_some_and(|token| token.span.len() <= 3)
        })
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
}
