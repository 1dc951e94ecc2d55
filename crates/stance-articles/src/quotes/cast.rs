//! The cast of an article: everybody it names, by the fullest form of the name, with the roles it gives
//! them and the places where they come up.

mod identity;
mod nouns;
mod referents;
mod roles;
mod variation;

use rustc_hash::FxHashMap;

use roles::{apposition, bare_span, name_words, role_of, title_of};

use super::mentions::{Gender, Mention, Person};
use super::reading::Reading;
use crate::lexicon::Classes;
use crate::{Span, SpeakerKind};

/// Somebody whom the article names.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "observations that do not depend on each other"
)]
pub(crate) struct Member {
    /// The fullest form of the name, where it stands first.
    pub(crate) name: Span,
    /// The words of the name, lower case; none for a common noun.
    words: Vec<String>,
    /// Only somebody who is a person beyond doubt can be meant by a pronoun.
    person: Person,
    pub(crate) gender: Gender,
    /// Whether the name is of several: les deux chercheuses.
    plural: bool,
    /// Whether a title, a first name or a role makes it a person, not only its place in a sentence.
    sure: bool,
    /// Whether the text calls it a firm, a body, a group.
    body: bool,
    /// Whether the noun it goes by is a firm's: l'éditeur Norva, not l'association Norva. `None` where it has none.
    company: Option<bool>,
    /// Whose they are, where a possessive says it: son avocate.
    owner: Option<usize>,
    /// Whether the text names it, rather than pointing at it by a common noun.
    named: bool,
    /// What it is called where the text has no such words: trieur, for one of the trieurs.
    called: Option<String>,
    /// How often the text names it.
    times: usize,
    roles: Vec<Role>,
    /// Roles by which the text has pointed at them since.
    learned: Vec<Role>,
}

/// A function that the article gives somebody: co-PDG de Norva.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Role {
    noun: String,
    /// The capitalised words of its complement, lower case.
    of: Vec<String>,
    /// The other nouns of its complement: porte-parole du gouvernement.
    field: Vec<String>,
}

/// How a name stands in its sentence.
#[derive(Debug, Clone, Copy, Default)]
struct Setting {
    /// As a place, or as part of another name: à X, en X.
    placed: bool,
    /// With a preposition before it: par X, de X.
    oblique: bool,
    /// As one word that opens its sentence, where any word has a capital.
    opens: bool,
}

/// A place where somebody is named.
#[derive(Debug, Clone, Copy)]
struct Occurrence {
    /// The byte where the name starts.
    at: usize,
    member: usize,
    sentence: usize,
    setting: Setting,
}

/// A name met while reading, before it is known whose it is.
#[derive(Debug)]
struct Sighting {
    mention: Mention,
    words: Vec<String>,
    roles: Vec<Role>,
    sentence: usize,
    setting: Setting,
    /// Whether the name has the word of a body in it: Guild, Fédération.
    body: bool,
    /// Whether a title, a first name or a role makes it a person's.
    sure: bool,
}

/// How many people of one last name are looked through for a longer name.
const BEARERS: usize = 64;

/// How many longer forms back a noun can take up.
const PHRASES: usize = 256;

/// Everybody an article names.
#[derive(Debug, Default)]
pub(crate) struct Cast {
    /// Whether he and she are people only, as in English.
    people_only: bool,
    sightings: Vec<Sighting>,
    pub(crate) members: Vec<Member>,
    occurrences: Vec<Occurrence>,
    /// Names found between marks, in the order of the text.
    late: Vec<Occurrence>,
    by_last_word: FxHashMap<String, Vec<usize>>,
    /// Who has a first name, by it.
    by_first_word: FxHashMap<String, Vec<usize>>,
    by_name: FxHashMap<String, usize>,
    /// Who has a role, by its noun.
    by_role: FxHashMap<String, Vec<usize>>,
    /// Those whom a common noun stands for, in the order in which they came up.
    nouns: Vec<usize>,
    /// What the text calls somebody at length: fédération de pétanque des Landes.
    phrases: Vec<Span>,
    /// The body that spoke last.
    last_body: Option<usize>,
    /// The first person who is quoted.
    first_voice: Option<usize>,
    /// Whether anybody else is quoted after them.
    choir: bool,
}

impl Cast {
    /// Returns a cast without anybody; `people_only` keeps he and she for people, as in English.
    pub(crate) fn new(people_only: bool) -> Self {
        Self {
            people_only,
            ..Self::default()
        }
    }

    /// Notes the names of one sentence, the tokens `from..to`.
    pub(crate) fn read_sentence(
        &mut self,
        reading: Reading<'_>,
        from: usize,
        to: usize,
        sentence: usize,
    ) {
        let mut at = from;
        while at < to {
            if !reading.may_name(at) {
                at += 1;
                continue;
            }
            match reading.mention(at) {
                Some(mut mention) if mention.name.is_some() => {
                    let next = mention.end;
                    let sure = mention.person == Person::Certain;
                    // A name of two words that opens a sentence is what the sentence is about.
                    if at == from && mention.person == Person::Likely {
                        mention.person = Person::Certain;
                    }
                    self.sight(reading, mention, sentence);
                    if let Some(last) = self.sightings.last_mut() {
                        last.sure = sure || !last.roles.is_empty();
                    }
                    at = next.max(at + 1);
                }
                // le PDG de Norva, Ana Ruiz; l'exploitant, Norva: the noun before the name.
                Some(mention)
                    if mention.noun.is_some()
                        && !mention.plural
                        && (mention.is_person() || mention.classes.has(Classes::ORGANISATION)) =>
                {
                    let long = if reading.classed(at + 2, Classes::GENITIVE) {
                        mention.end > at + 3
                    } else {
                        mention.classes.has(Classes::ORGANISATION) && mention.end == at + 3
                    };
                    let fronted = self.read_fronted_role(reading, &mention, sentence);
                    if reading.is(at, Classes::DETERMINER) && long && fronted.is_none() {
                        self.phrases.extend(bare_span(reading, &mention));
                    }
                    at = fronted.unwrap_or(at + 1);
                }
                _ => at += 1,
            }
        }
    }

    fn read_fronted_role(
        &mut self,
        reading: Reading<'_>,
        noun: &Mention,
        sentence: usize,
    ) -> Option<usize> {
        let name_at = noun.end + 1;
        if !reading.is_sign(noun.end, ',') {
            return None;
        }
        let mut named = reading
            .mention(name_at)
            .filter(|mention| mention.name.is_some())?;
        // l'aînée, Gwenn, …
        let alone = noun.definite
            && noun.is_person()
            && named.noun.is_none()
            && named.end == name_at + 1
            && reading.is_sign(named.end, ',')
            && !reading.is_capitalised(named.end + 1)
            && !reading.is_acronym(name_at);
        if alone {
            named.person = Person::Certain;
        }
        let closed = reading.is_sign(named.end, ',') || reading.is_sign(named.end, '.');
        if !closed || named.noun.is_some() {
            return None;
        }
        let end = named.end;
        if !noun.is_person() {
            let called = named.person != Person::Certain && noun.definite;
            named.person = Person::No;
            named.noun.clone_from(&noun.noun);
            named.classes = noun.classes;
            return called.then(|| {
                self.sight(reading, named, sentence);
                end
            });
        }
        if !(named.is_person() && (noun.definite || named.person == Person::Certain)) {
            return None;
        }
        named.gender = named.gender.or(noun.gender);
        named.person = Person::Certain;
        let role = role_of(reading, noun)?;
        self.sight(reading, named, sentence);
        self.sightings.last_mut()?.roles.push(role);
        Some(end)
    }

    fn sight(&mut self, reading: Reading<'_>, mention: Mention, sentence: usize) {
        let words = name_words(reading, &mention);
        let mut roles: Vec<Role> = role_of(reading, &mention).into_iter().collect();
        roles.extend(title_of(reading, &mention));
        let mut mention = mention;
        let before = mention.start.checked_sub(1);
        let placed = before.is_some_and(|before| {
            reading.is_capital_to(before)
                || reading.classed(before, Classes::PREPOSITION)
                    && !reading.is(before, Classes::GENITIVE)
        });
        // told the Courier that: whom it is told.
        let told = before.is_some_and(|before| {
            let article = usize::from(reading.is(before, Classes::DETERMINER) && before > 0);
            matches!(reading.folded(before - article), "told" | "tells" | "asked")
        });
        let placed = placed || told;
        // l'application Frimousse is no body.
        let product = mention.noun.is_none()
            && before.is_some_and(|before| {
                reading.classed(before, Classes::NAMING)
                    && !reading.is(before, Classes::ORGANISATION)
            });
        let genitive = before.is_some_and(|before| reading.is(before, Classes::GENITIVE));
        if let Some(apposition) = apposition(reading, &mention)
            && (mention.is_person() || !(placed || genitive))
        {
            mention.person = mention.person.max(apposition.person);
            mention.gender = mention.gender.or(apposition.gender);
            roles.extend(role_of(reading, &apposition));
        }
        // le groupe hospitalier de la Meuse: the name is part of another.
        let part = genitive
            && before.is_some_and(|before| matches!(reading.folded(before), "du" | "des"))
            || before.is_some_and(|before| {
                before > 0
                    && reading.classed(before, Classes::DEFINITE)
                    && reading.is(before - 1, Classes::GENITIVE)
            });
        // l'IA, les CV: most often no body of the article.
        let name = mention.name.and_then(|name| name.slice(reading.text));
        let short =
            name.is_some_and(|name| name.chars().all(|c| c.is_uppercase() || c.is_ascii_digit()));
        let body = (mention.start..mention.end)
            .any(|at| reading.is_capitalised(at) && reading.is(at, Classes::ORGANISATION));
        let opens = words.len() == 1 && before.is_none_or(|before| !reading.is_word(before));
        self.sightings.push(Sighting {
            mention,
            words,
            roles,
            sentence,
            setting: Setting {
                placed: placed || product || part || short,
                oblique: placed || genitive,
                opens,
            },
            body,
            sure: true,
        });
    }

    /// Returns the one person named before byte `at`, where there is one only.
    pub(crate) fn only_person(&self, at: usize) -> Option<usize> {
        let only = |least: Person| {
            let mut persons = self
                .named_before(at)
                .map(|known| known.member)
                .filter(|&member| self.members[member].person >= least);
            let first = persons.next()?;
            persons.all(|other| other == first).then_some(first)
        };
        let certain = |known: &Occurrence| self.members[known.member].person == Person::Certain;
        if self.named_before(at).any(certain) {
            only(Person::Certain)
        } else {
            only(Person::Likely)
        }
    }

    /// Returns whether a member is a person, or a body that the text calls one.
    pub(crate) fn is_somebody(&self, member: usize) -> bool {
        let known = &self.members[member];
        known.person > Person::No || known.body
    }

    /// Returns whether the first sentence names a member.
    pub(crate) fn is_in_title(&self, member: usize) -> bool {
        let mut first = self
            .occurrences
            .iter()
            .take_while(|known| known.sentence == 0);
        first.any(|known| known.member == member)
    }

    /// Returns whether a member is a person whom the text never names.
    pub(crate) fn is_unnamed_person(&self, member: usize) -> bool {
        let known = &self.members[member];
        known.person > Person::No && !known.named
    }

    /// Returns what a member is, as far as the text tells.
    pub(crate) fn kind(&self, member: usize) -> SpeakerKind {
        let known = &self.members[member];
        match known {
            Member { named: false, .. } => SpeakerKind::Role,
            Member { body: true, .. } => SpeakerKind::Organisation,
            Member { person, .. } if *person > Person::No => SpeakerKind::Person,
            _ => SpeakerKind::Unknown,
        }
    }

    /// Notes that somebody is quoted: a name of two words that speaks is a person's.
    pub(crate) fn hear(&mut self, member: usize) {
        let known = &mut self.members[member];
        if known.named && known.person == Person::No {
            self.last_body = Some(member);
        }
        if known.person == Person::Likely {
            known.person = Person::Certain;
        }
        if known.person > Person::No {
            self.choir |= self.first_voice.is_some_and(|first| first != member);
            self.first_voice.get_or_insert(member);
        }
    }

    /// Returns the one person quoted so far, where there is one only.
    pub(crate) fn only_voice(&self) -> Option<usize> {
        self.first_voice.filter(|_| !self.choir)
    }

    /// Returns the member named by the mention that starts at byte `at`.
    pub(crate) fn named_at(&self, span: Span) -> Option<usize> {
        let first = self
            .occurrences
            .partition_point(|occurrence| occurrence.at < span.start);
        let occurrence = self.occurrences.get(first)?;
        (occurrence.at < span.end).then_some(occurrence.member)
    }
}
