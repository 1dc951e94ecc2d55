//! Mentions of several, and of one among them: l'un des grutiers, certains, les « gilets jaunes ».

use super::{Gender, Mention, Person, Pointing};
use crate::lexicon::{Classes, CueForm};
use crate::quotes::reading::Reading;
use crate::words::TokenKind;
use crate::{Language, Span};

impl Reading<'_> {
    /// un des grutiers, l'une des avocates du syndicat, l'un d'eux: one person of several.
    pub(super) fn one_of(&self, at: usize) -> Option<Mention> {
        let article = usize::from(self.folded(at) == "l'");
        let one = self.folded(at + article);
        let feminine = match (self.lexicon.language, one) {
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
        if matches!(self.folded(group), "eux" | "elles" | "them") {
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

    /// plusieurs de ses collègues, la plupart des élus: the group itself.
    pub(super) fn several_of(&self, at: usize) -> Option<Mention> {
        let article = usize::from(self.folded(at) == "la" && self.folded(at + 1) == "plupart");
        let word = self.folded(at + article);
        let counts = matches!(
            word,
            "plusieurs"
                | "certains"
                | "certaines"
                | "beaucoup"
                | "nombre"
                | "plupart"
                | "many"
                | "several"
                | "most"
                | "some"
        ) || self.is(at, Classes::QUANTITY);
        let of = at + article + 1;
        if !counts || !self.classed(of, Classes::GENITIVE) && self.folded(of) != "of" {
            return None;
        }
        let head = if self.folded(of) == "des" { of } else { of + 1 };
        let several = Classes::PLURAL | Classes::POSSESSIVE | Classes::DEFINITE;
        if !self.is(head, several) {
            return None;
        }
        let found = self.noun_phrase(head, head + 1)?;
        (found.pointing == Pointing::Noun && found.classes.has(Classes::SPEAKING_NOUN)).then_some(
            Mention {
                plural: true,
                ..found
            },
        )
    }

    /// D'anciens collègues parlent: several without a definite article, which open their clause.
    pub(super) fn former_group(&self, at: usize) -> Option<Mention> {
        let before = at.checked_sub(1);
        let opens = before.is_none_or(|before| !self.is_word(before) || self.joins(before));
        let several = self.folded(at) == "d'" && self.folded(at + 1).ends_with('s');
        let found = (opens && several)
            .then(|| self.noun_phrase(at, at + 1))
            .flatten()?;
        found.classes.has(Classes::GROUP).then_some(Mention {
            plural: true,
            definite: false,
            ..found
        })
    }

    /// les uns, certains, quelques-uns: some of those named before.
    pub(super) fn some_of(&self, at: usize) -> Option<Mention> {
        if self.lexicon.language == Language::English {
            return None;
        }
        let article = usize::from(matches!(self.folded(at), "les" | "d'"));
        let word = at + article;
        let alone = self.classed(word, Classes::SOME)
            && (self.is_sign(word + 1, ',')
                || self.is(
                    word + 1,
                    Classes::OBJECT | Classes::AUXILIARY | Classes::MODAL | Classes::NEGATION,
                )
                || self.form(word + 1).has(CueForm::FINITE));
        let bare = article == 1 || !matches!(self.folded(word), "uns" | "unes" | "autres");
        (alone && bare).then(|| Mention {
            start: at,
            ..Mention::pronoun(self.span(at, word + 1), Gender::Unknown, true, word + 1)
        })
    }

    /// les « gilets jaunes », le « boxeur »: people by a name in marks.
    pub(super) fn marked_group(&self, at: usize) -> Option<Mention> {
        let token = self.token(at + 1)?;
        if !matches!(token.kind, TokenKind::Quoted(_)) {
            return None;
        }
        let inner = token
            .text(self.text)
            .trim_matches(|c: char| !c.is_alphanumeric());
        let short = inner.split_whitespace().nth(3).is_none();
        let plural = self.is(at, Classes::PLURAL);
        let lower = inner.starts_with(char::is_lowercase) && inner.ends_with('s') == plural;
        let noun = crate::lexicon::fold(inner).into_owned();
        let known = self.lexicon.classes(&noun);
        let somebody = plural || known.has(Classes::PERSON_NOUN);
        if !(short && lower && somebody && self.is(at, Classes::DETERMINER)) {
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
}
