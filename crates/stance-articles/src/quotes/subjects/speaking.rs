//! A mention with the name beside it: an apposition, a name in marks, a second person.

use super::NAME_IN_MARKS;
use crate::lexicon::Classes;
use crate::quotes::mentions::{Gender, Mention, Person, Pointing};
use crate::quotes::reading::Reading;
use crate::words::TokenKind;

/// Tokens that may say what an office is for.
const FIELD: usize = 6;

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
        // la porte-parole de la zone portuaire Brest Lorient, Ana Ruiz: the first name was part of the role.
        let part = mention.noun.is_some()
            && mention.pointing == Pointing::Name
            && mention.is_person()
            && self.is_sign(mention.end, ',')
            && mention.start + 4 < mention.end
            && mention.gender == Gender::Unknown
            && self
                .name(mention.end + 1)
                .is_some_and(|name| name.certain && name.words > 1);
        let unnamed = matches!(mention.pointing, Pointing::Noun | Pointing::Member) || part;
        // le chef de file des Verts (EELV), Jo Le Gall
        let comma = self.after_bracket(mention.end);
        let comma = if mention.is_person() {
            self.after_field(comma)
        } else {
            comma
        };
        // un conseiller de la ministre, Ana Ruiz; le cabinet de la ministre, Ana Ruiz: the name is the minister's.
        let inner = !(mention.definite && (mention.is_person() || mention.plural))
            && (mention.start + 2..mention.end)
                .any(|at| self.is(at, Classes::DEFINITE) && self.is(at + 1, Classes::OFFICE));
        let article = self.is(comma + 1, Classes::DETERMINER) && !mention.is_person();
        if inner && !article || !(unnamed && self.is_sign(comma, ',')) {
            return Some(mention);
        }
        // un ténor du parti, le ministre de la Mer, Jo Le Gall
        let next = self.mention(comma + 1).filter(|next| {
            let somebody = mention.is_person() || !mention.definite;
            somebody && next.name.is_none() && next.is_person() && next.definite
        });
        if next.is_some_and(|next| self.is_sign(next.end, ','))
            && let Some(named) = self.speaking(comma + 1, end)
            && named.name.is_some()
        {
            return Some(Mention {
                span: crate::Span::new(mention.span.start, named.span.end),
                start: mention.start,
                ..named
            });
        }
        if let Some(apposed) = self.apposed_name(&mention, comma, end) {
            return Some(apposed);
        }
        if mention.plural {
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
                let closes = [',', '.', ';', ':']
                    .iter()
                    .any(|&sign| self.is_sign(named.end, sign));
                let titled =
                    named.noun.is_none() || self.is(named.start, Classes::DEFINITE) && closes;
                named.name.is_some()
                    && named.is_person()
                    && titled
                    && named.end <= end
                    && (!self.is_word(named.end) || self.folded(named.end) == "qui")
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

    /// Reads the first person that the tokens `from..to` name and no preposition introduces.
    pub(crate) fn first_named(&self, from: usize, to: usize) -> Option<Mention> {
        let candidates = self.candidates(from, to).into_iter();
        let mut free = candidates.filter(|candidate| !candidate.introduced);
        free.find_map(|candidate| {
            let named = self.speaking(candidate.mention.start, to)?;
            (named.name.is_some() && named.person == Person::Certain).then_some(named)
        })
    }

    /// la porte-parole du groupe (pour le Benelux), Ana Ruiz: the comma before a name of two words, over what the
    /// office is for; else `at`.
    fn after_field(&self, at: usize) -> usize {
        let link = self.classed(at, Classes::PREPOSITION)
            && matches!(
                self.folded(at),
                "pour" | "chez" | "en" | "à" | "au" | "aux" | "sur"
            );
        if !link {
            return at;
        }
        let comma = (at + 1..at + FIELD).find(|&at| self.is_sign(at, ','));
        let named = |comma: &usize| {
            let name = self.name(comma + 1);
            (at..*comma).all(|at| self.is_word(at) && !self.form(at).is_cue())
                && name
                    .is_some_and(|name| name.certain && name.words > 1 && !self.is_word(name.end))
        };
        comma.filter(named).unwrap_or(at)
    }

    /// Reads the name between commas after a noun: ses fondateurs, Ana Ruiz et Jo Le Gall, …; le premier syndicat,
    /// la Fédération des ports, …; l'aînée, Gwenn, …
    fn apposed_name(&self, mention: &Mention, comma: usize, end: usize) -> Option<Mention> {
        let first = self
            .mention(comma + 1)
            .filter(|first| first.name.is_some())?;
        let several = mention.classes.has(Classes::GROUP) && mention.plural;
        if several && let Some(both) = self.both(&first, end) {
            return Some(Mention {
                span: crate::Span::new(mention.span.start, both.span.end),
                start: mention.start,
                ..both
            });
        }
        let closes = first.end < end
            && self.is_sign(first.end, ',')
            && !self.is_capitalised(first.end + 1)
            && self.folded(first.end + 1) != "et";
        if !(closes && mention.definite) || mention.plural {
            return None;
        }
        let word = first.end == comma + 2 && !self.is_acronym(comma + 1);
        // l'éditeur du logiciel, la société Norva, …
        let firm = first.noun.is_some() && first.classes.has(Classes::ORGANISATION);
        let body = mention.classes.has(Classes::ORGANISATION)
            && (!mention.is_person() || firm)
            && first.person < Person::Certain;
        let person = mention.is_person() && !first.is_person() && word;
        (body || person).then(|| Mention {
            span: crate::Span::new(mention.span.start, first.span.end),
            pointing: Pointing::Name,
            name: first.name,
            person: if body { Person::No } else { mention.person },
            end: first.end,
            ..mention.clone()
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
