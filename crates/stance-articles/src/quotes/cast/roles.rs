//! What a mention says of somebody: the role in it or beside it, what a common noun is called.

use super::Role;
use crate::lexicon::{Classes, fold, singular};
use crate::quotes::mentions::{Gender, Mention};
use crate::quotes::reading::Reading;
use crate::{Language, Span};

impl Role {
    /// Returns whether `other` can be a shorter way to say this role.
    pub(super) fn covers(&self, other: &Self) -> bool {
        bare(&self.noun) == bare(&other.noun) && other.of.iter().all(|word| self.of.contains(word))
    }

    /// Returns whether `other` is a shorter way to say this role that keeps what it is for.
    pub(super) fn covers_field(&self, other: &Self) -> bool {
        self.covers(other) && other.field.iter().all(|word| self.field.contains(word))
    }
}

/// Returns what a common noun is called: without its article, its number after a possessive, and what makes it
/// one of several.
pub(super) fn bare_span(reading: Reading<'_>, mention: &Mention) -> Option<Span> {
    let inside = |at: &usize| {
        reading
            .token(*at)
            .is_some_and(|token| token.span.end <= mention.span.end)
    };
    let mut at = mention.start;
    if mention.one_of {
        let group = |at: &usize| reading.is(*at, Classes::GENITIVE);
        let of = (at..at + 3).find(group)? + 1;
        let determined = reading.folded(of - 1) != "des" && reading.is(of, Classes::DETERMINER);
        at = of + usize::from(determined);
    } else if reading.is(at, Classes::DETERMINER)
        && (!reading.is(at, Classes::QUANTITY) || reading.lexicon.language == Language::English)
    {
        let owned = reading.is(at, Classes::POSSESSIVE);
        at += 1;
        while owned && (reading.is(at, Classes::QUANTITY) || is_number(reading.folded(at))) {
            at += 1;
        }
    }
    // les « gilets jaunes »: the name lies inside the marks.
    let first = Some(at).filter(inside).and_then(|at| reading.token(at));
    let start = first.map_or(mention.span.start, |token| token.span.start);
    Some(Span::new(start.max(mention.span.start), mention.span.end))
}

/// Returns whether a word counts: cent, douze, 340.
fn is_number(word: &str) -> bool {
    let counts = [
        "onze",
        "douze",
        "treize",
        "quatorze",
        "quinze",
        "seize",
        "vingt",
        "trente",
        "quarante",
        "cinquante",
        "soixante",
        "cent",
        "cents",
        "mille",
    ];
    counts.contains(&word) || word.starts_with(|c: char| c.is_ascii_digit())
}

/// Words for small numbers, which are determiners.
const SMALL_NUMBERS: [&str; 9] = [
    "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
];

/// Returns what one of several is called: trieur, conseiller du maire.
pub(super) fn singular_name(several: &str) -> String {
    let mut words = several.split(' ').peekable();
    // Deux radiologues
    let counted = words
        .next_if(|word| is_number(&fold(word)) || SMALL_NUMBERS.contains(&fold(word).as_ref()));
    let mut name = String::with_capacity(several.len());
    let mut inside = false;
    for word in words {
        inside |= !name.is_empty()
            && (word.len() < 4
                || word.contains(['’', '\''])
                || word.starts_with(char::is_uppercase));
        if !name.is_empty() {
            name.push(' ');
        }
        name.push_str(if inside { word } else { singular(word) });
    }
    if name.is_empty() {
        counted.unwrap_or(several).to_owned()
    } else {
        name
    }
}

/// Returns whether a mention says that the name is a body's: la société Norva, not l'IA.
pub(super) fn calls_body(mention: &Mention) -> bool {
    mention.noun.is_some() && mention.classes.has(Classes::ORGANISATION)
}

/// Returns the words of the name in a mention, lower case.
pub(super) fn name_words(reading: Reading<'_>, mention: &Mention) -> Vec<String> {
    let name = mention
        .name
        .and_then(|span| span.slice(reading.text))
        .unwrap_or_default();
    fold(name)
        .split(|c: char| c.is_whitespace() || c == '.')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The noun of a role without what only ranks it.
pub(super) fn bare(noun: &str) -> &str {
    noun.strip_prefix("co-").unwrap_or(noun)
}

/// Reads the role in a mention: its noun and the capitalised words of the complement.
pub(super) fn role_of(reading: Reading<'_>, mention: &Mention) -> Option<Role> {
    let noun = mention.noun.clone().filter(|_| mention.is_person())?;
    // le chef de l'État is the president.
    let last = reading.folded(mention.end.saturating_sub(1));
    if noun == "chef" && matches!(last, "état" | "etat") {
        return Some(Role {
            noun: "président".to_owned(),
            of: Vec::new(),
            field: Vec::new(),
        });
    }
    let span = mention.span;
    let of = (0..reading.tokens.len())
        .skip(
            reading
                .tokens
                .partition_point(|token| token.span.start < span.start),
        )
        .take_while(|&at| reading.tokens[at].span.end <= span.end)
        .filter(|&at| {
            mention
                .name
                .is_none_or(|name| !name.contains(reading.tokens[at].span))
        })
        // Le président: the capital of its sentence says nothing.
        .filter(|&at| {
            let article = at == mention.start && reading.is(at, Classes::DETERMINER);
            reading.is_capitalised(at) && !article
        })
        .map(|at| reading.folded(at).to_owned())
        .filter(|word| *word != noun)
        .collect();
    let field = (mention.start + 1..mention.end)
        .filter(|&at| reading.is_word(at) && !reading.is_capitalised(at))
        .filter(|&at| {
            let article = reading.classed(at - 1, Classes::DETERMINER) && at > mention.start + 2;
            !reading.is(at, Classes::DETERMINER)
                && (reading.is(at - 1, Classes::GENITIVE)
                    || article && reading.is(at - 2, Classes::GENITIVE))
        })
        .map(|at| reading.folded(at).to_owned())
        .collect();
    Some(Role { noun, of, field })
}

/// Reads the title before a name that is a role: l'abbé Jo Le Gall, le professeur Ana Ruiz.
pub(super) fn title_of(reading: Reading<'_>, mention: &Mention) -> Option<Role> {
    let titled = mention.noun.is_none() && reading.is(mention.start, Classes::ANY_TITLE);
    let named = mention
        .name
        .is_some_and(|name| name.start > mention.span.start);
    let noun = match (reading.folded(mention.start), mention.gender) {
        // Me Ana Ruiz
        ("me", Gender::Feminine) => "avocate",
        ("me", _) => "avocat",
        (noun, _) => noun,
    };
    let long = noun.chars().count() > 3;
    (titled && named && long).then(|| Role {
        noun: noun.to_owned(),
        of: Vec::new(),
        field: Vec::new(),
    })
}

/// Reads what stands after a name and a comma, or in brackets: , co-PDG de Norva.
pub(super) fn apposition(reading: Reading<'_>, mention: &Mention) -> Option<Mention> {
    let at = mention.end;
    if !(reading.is_sign(at, ',') || reading.is_sign(at, '(')) {
        return None;
    }
    let article = usize::from(reading.is(at + 1, Classes::DETERMINER));
    let phrase = reading.apposed(at + 1, at + 1 + article)?;
    // En Égypte, le chef de l'État a…: no apposition, its commas do not close.
    let closes = [',', ')', '.', ';', ':']
        .iter()
        .any(|&sign| reading.is_sign(phrase.end, sign))
        || phrase.end >= reading.tokens.len();
    let longer =
        reading.is_word(phrase.end) && (article == 0 || reading.is(phrase.end, Classes::GENITIVE));
    (phrase.is_person() && (mention.is_person() || closes) && (closes || longer)).then_some(phrase)
}
