//! A mention with the name beside it: an apposition, a name in marks, a second person.

use super::NAME_IN_MARKS;
use crate::lexicon::Classes;
use crate::quotes::mentions::{Gender, Mention, Person, Pointing};
use crate::quotes::reading::Reading;
use crate::words::TokenKind;

impl Reading<'_> {
    /// Reads a mention at `at` with the name that follows it: le député de Brest, Jo Le Gall.
    pub(crate) fn speaking(&self, at: usize, end: usize) -> Option<Mention> {
        let mention = self.mention(at).filter(|mention| mention.end <= end)?;
        if let Some(named) = self.named_in_marks(&mention) {
            return Some(named);
        }
        if let Some(both) = self.both(&mention, end) {
            return Some(both);
        }
        let unnamed =
            matches!(mention.pointing, Pointing::Noun | Pointing::Member) && !mention.plural;
        // le chef de file des Verts (EELV), Jo Le Gall
        let comma = self.after_bracket(mention.end);
        // un conseiller de la ministre, Ana Ruiz: the name is the minister's.
        let inner = !mention.definite
            && (mention.start + 2..mention.end)
                .any(|at| self.is(at, Classes::DEFINITE) && self.is(at + 1, Classes::OFFICE));
        if inner || !(unnamed && self.is_sign(comma, ',')) {
            return Some(mention);
        }
        // sa cofondatrice, le Dr Ana Ruiz
        let article =
            self.is(comma + 1, Classes::DETERMINER) && self.is(comma + 2, Classes::ANY_TITLE);
        let first = comma + 1;
        let named = [first, first + usize::from(article)]
            .into_iter()
            .filter_map(|at| self.mention(at))
            .find(|named| {
                // Son commandant, le capitaine de frégate Hervé Lestang, …
                let titled = named.noun.is_none()
                    || self.is(named.start, Classes::DEFINITE) && self.is_sign(named.end, ',');
                named.name.is_some()
                    && named.is_person()
                    && titled
                    && named.end <= end
                    && !self.is_word(named.end)
            });
        Some(match named {
            Some(named) => Mention {
                span: crate::Span::new(mention.span.start, named.span.end),
                pointing: Pointing::Name,
                name: named.name,
                gender: named.gender.or(mention.gender),
                person: mention.person.max(named.person),
                end: named.end,
                ..mention
            },
            None => mention,
        })
    }

    /// Ana et Jo Le Gall: two people who say the same, where the second closes the subject.
    pub(super) fn both(&self, first: &Mention, end: usize) -> Option<Mention> {
        let named = |one: &Mention| {
            one.noun.is_none() && one.person == Person::Certain && one.pointing == Pointing::Name
        };
        let joined = named(first) && matches!(self.folded(first.end), "et" | "and");
        let second = self
            .mention(first.end + 1)
            .filter(|second| joined && named(second) && second.end <= end)?;
        let next = second.end;
        let closes = next == end || !self.is_word(next) || self.is(next, Classes::PREPOSITION);
        let name = crate::Span::new(first.name?.start, second.name?.end);
        closes.then(|| Mention {
            span: crate::Span::new(first.span.start, second.span.end),
            name: Some(name),
            gender: Gender::Unknown,
            plural: true,
            end: next,
            ..first.clone()
        })
    }

    /// le collectif « Sans voix », nos confrères de « La Tribune »: a body by a name in marks.
    fn named_in_marks(&self, mention: &Mention) -> Option<Mention> {
        let of = usize::from(self.classed(mention.end, Classes::GENITIVE));
        let token = self.token(mention.end + of)?;
        let TokenKind::Quoted(_) = token.kind else {
            return None;
        };
        let written = token.text(self.text);
        let inner = written.trim_matches(|c: char| !c.is_alphanumeric());
        let press = of == 1 && mention.noun.as_deref() == Some("confrères");
        let body = of == 0 && mention.classes.has(Classes::ORGANISATION);
        let short = inner.split_whitespace().nth(NAME_IN_MARKS).is_none();
        let named = mention.pointing == Pointing::Noun && inner.starts_with(char::is_uppercase);
        if !(named && short && (press || body)) {
            return None;
        }
        let start = token.span.start + written.find(inner)?;
        let end = mention.end + of + 1;
        Some(Mention {
            span: crate::Span::new(mention.span.start, token.span.end),
            pointing: Pointing::Name,
            name: Some(crate::Span::new(start, start + inner.len())),
            plural: false,
            end,
            ..mention.clone()
        })
    }
}
