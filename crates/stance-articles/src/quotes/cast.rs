//! The cast of an article: everybody it names, by the fullest form of the name, with the roles it gives
//! them and the places where they come up.

use rustc_hash::FxHashMap;

use super::mentions::{Gender, Mention, Person, Pointing};
use super::reading::Reading;
use crate::Span;
use crate::lexicon::{Classes, fold};

/// How many names back a pronoun or a role can reach.
const MEMORY: usize = 256;

/// How many sentences back a pronoun can reach.
const NEAR: usize = 3;

/// Somebody whom the article names.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// The fullest form of the name, where it stands first.
    pub(crate) name: Span,
    /// Only somebody who is a person beyond doubt can be meant by a pronoun.
    person: Person,
    pub(crate) gender: Gender,
    roles: Vec<Role>,
}

/// A function that the article gives somebody: co-PDG de Norva.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Role {
    noun: String,
    /// The capitalised words of its complement, lower case.
    of: Vec<String>,
}

/// A place where somebody is named.
#[derive(Debug, Clone, Copy)]
struct Occurrence {
    /// The byte where the name starts.
    at: usize,
    member: usize,
    sentence: usize,
}

/// A name met while reading, before it is known whose it is.
#[derive(Debug)]
struct Sighting {
    mention: Mention,
    words: Vec<String>,
    roles: Vec<Role>,
    sentence: usize,
}

/// Everybody an article names.
#[derive(Debug, Default)]
pub(crate) struct Cast {
    sightings: Vec<Sighting>,
    pub(crate) members: Vec<Member>,
    occurrences: Vec<Occurrence>,
    by_last_word: FxHashMap<String, Vec<usize>>,
    by_name: FxHashMap<String, usize>,
}

impl Cast {
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
            match reading.mention(at) {
                Some(mention) if mention.name.is_some() => {
                    let next = mention.end;
                    self.sight(reading, mention, sentence);
                    at = next.max(at + 1);
                }
                // le PDG de Norva, Ana Ruiz: the role before the name.
                Some(mention) if mention.is_person() && mention.definite && !mention.plural => {
                    at = self
                        .read_fronted_role(reading, &mention, sentence)
                        .unwrap_or(at + 1);
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
        if !(named.is_person()
            && (reading.is_sign(named.end, ',') || reading.is_sign(named.end, '.')))
        {
            return None;
        }
        named.gender = named.gender.or(noun.gender);
        let role = role_of(reading, noun)?;
        let end = named.end;
        self.sight(reading, named, sentence);
        self.sightings.last_mut()?.roles.push(role);
        Some(end)
    }

    fn sight(&mut self, reading: Reading<'_>, mention: Mention, sentence: usize) {
        let words = name_words(reading, &mention);
        let mut roles: Vec<Role> = role_of(reading, &mention).into_iter().collect();
        let mut mention = mention;
        let before = mention.start.checked_sub(1);
        let placed = before.is_some_and(|before| reading.classed(before, Classes::PREPOSITION));
        if let Some(apposition) = apposition(reading, &mention)
            && (mention.is_person() || !placed)
        {
            mention.person = mention.person.max(apposition.person);
            mention.gender = mention.gender.or(apposition.gender);
            roles.extend(role_of(reading, &apposition));
        }
        self.sightings.push(Sighting {
            mention,
            words,
            roles,
            sentence,
        });
    }

    /// Decides which names are the same person's, once the whole article has been read.
    pub(crate) fn settle(&mut self) {
        let sightings = std::mem::take(&mut self.sightings);
        for sighting in sightings.iter().filter(|sighting| sighting.words.len() > 1) {
            self.admit(sighting);
        }
        for sighting in &sightings {
            let member = self.identify(sighting);
            self.occurrences.push(Occurrence {
                at: sighting
                    .mention
                    .name
                    .map_or(sighting.mention.span.start, |name| name.start),
                member,
                sentence: sighting.sentence,
            });
            let known = &mut self.members[member];
            known.gender = known.gender.or(sighting.mention.gender);
            known.person = known.person.max(sighting.mention.person);
            for role in &sighting.roles {
                if !known.roles.contains(role) {
                    known.roles.push(role.clone());
                }
            }
        }
        self.occurrences.sort_by_key(|occurrence| occurrence.at);
    }

    /// Returns the member that a name mentioned outside the sentences read stands for, a new one where it is
    /// nobody's yet.
    pub(crate) fn admit_late(&mut self, reading: Reading<'_>, mention: &Mention) -> usize {
        let words = name_words(reading, mention);
        let sighting = Sighting {
            mention: mention.clone(),
            words,
            roles: Vec::new(),
            sentence: 0,
        };
        self.identify(&sighting)
    }

    /// Notes that somebody is quoted: a name of two words that speaks is a person's.
    pub(crate) fn hear(&mut self, member: usize) {
        let known = &mut self.members[member];
        if known.person == Person::Likely {
            known.person = Person::Certain;
        }
    }

    /// Adds a member under the name of `sighting`, unless there is one.
    fn admit(&mut self, sighting: &Sighting) -> usize {
        let key = sighting.words.join(" ");
        if let Some(&member) = self.by_name.get(&key) {
            return member;
        }
        let member = self.members.len();
        self.members.push(Member {
            name: sighting.mention.name.unwrap_or(sighting.mention.span),
            person: sighting.mention.person,
            gender: sighting.mention.gender,
            roles: Vec::new(),
        });
        if let Some(last) = sighting.words.last() {
            self.by_last_word
                .entry(last.clone())
                .or_default()
                .push(member);
        }
        self.by_name.insert(key, member);
        member
    }

    fn identify(&mut self, sighting: &Sighting) -> usize {
        if sighting.words.len() == 1
            && let Some(member) = self.bearer(&sighting.words[0], sighting.mention.gender)
        {
            return member;
        }
        self.admit(sighting)
    }

    /// Returns the member whose name ends in `word`, unless it could be several.
    fn bearer(&self, word: &str, gender: Gender) -> Option<usize> {
        let bearers = self.by_last_word.get(word)?;
        let mut fitting = bearers
            .iter()
            .copied()
            .filter(|&member| self.members[member].gender.agrees(gender));
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first)
    }

    /// Returns the member named by the mention that starts at byte `at`.
    pub(crate) fn named_at(&self, span: Span) -> Option<usize> {
        let first = self
            .occurrences
            .partition_point(|occurrence| occurrence.at < span.start);
        let occurrence = self.occurrences.get(first)?;
        (occurrence.at < span.end).then_some(occurrence.member)
    }

    /// Returns whom `mention` points at, given who spoke last; `sentence` is the one it stands in.
    pub(crate) fn resolve(
        &self,
        reading: Reading<'_>,
        mention: &Mention,
        sentence: usize,
        last_speaker: Option<usize>,
    ) -> Option<usize> {
        match mention.pointing {
            Pointing::Name => self.named_at(mention.name.unwrap_or(mention.span)),
            _ if mention.plural => None,
            Pointing::Anaphor => self.nearest(mention, sentence, true),
            Pointing::Pronoun => self
                .nearest(mention, sentence, false)
                .or_else(|| self.agreeing(last_speaker, mention.gender)),
            Pointing::Noun => self.by_noun(reading, mention, last_speaker),
        }
    }

    fn agreeing(&self, member: Option<usize>, gender: Gender) -> Option<usize> {
        member.filter(|&member| {
            let known = &self.members[member];
            known.person == Person::Certain && known.gender.agrees(gender)
        })
    }

    /// Returns the names before byte `at`, the last first; no more than [`MEMORY`] of them.
    fn named_before(&self, at: usize) -> impl Iterator<Item = &Occurrence> + Clone {
        let end = self
            .occurrences
            .partition_point(|occurrence| occurrence.at < at);
        self.occurrences[..end].iter().rev().take(MEMORY)
    }

    /// Returns the one person named in the nearest sentence before the mention, within three; where it
    /// names several, the last of them for celui-ci, none for il and elle.
    fn nearest(&self, mention: &Mention, sentence: usize, latest: bool) -> Option<usize> {
        let mut fitting = self
            .named_before(mention.span.start)
            .take_while(|occurrence| occurrence.sentence + NEAR >= sentence)
            .filter(|occurrence| {
                self.agreeing(Some(occurrence.member), mention.gender)
                    .is_some()
            });
        let nearest = fitting.next()?;
        let mut peers = fitting.take_while(|peer| peer.sentence == nearest.sentence);
        (latest || peers.all(|peer| peer.member == nearest.member)).then_some(nearest.member)
    }

    /// Returns the last person before the mention who has its role; for a noun that fits anybody, such as
    /// le responsable or l'entreprise, who spoke last.
    fn by_noun(
        &self,
        reading: Reading<'_>,
        mention: &Mention,
        last_speaker: Option<usize>,
    ) -> Option<usize> {
        if !mention.definite {
            return None;
        }
        if mention.classes.has(Classes::ORGANISATION) {
            let body = last_speaker.filter(|&member| self.members[member].person == Person::No);
            return body.filter(|_| mention.end == mention.start + 2);
        }
        let role = role_of(reading, mention)?;
        let bearer = self
            .named_before(mention.span.start)
            .map(|named| named.member)
            .find(|&member| {
                self.members[member]
                    .roles
                    .iter()
                    .any(|known| known.covers(&role))
                    && self.members[member].gender.agrees(mention.gender)
            });
        let generic = mention.classes.has(Classes::GENERIC) && role.of.is_empty();
        bearer.or_else(|| {
            generic
                .then(|| self.agreeing(last_speaker, mention.gender))
                .flatten()
        })
    }
}

impl Role {
    /// Returns whether `other` can be a shorter way to say this role.
    fn covers(&self, other: &Self) -> bool {
        bare(&self.noun) == bare(&other.noun) && other.of.iter().all(|word| self.of.contains(word))
    }
}

/// Returns the words of the name in a mention, lower case.
fn name_words(reading: Reading<'_>, mention: &Mention) -> Vec<String> {
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
fn bare(noun: &str) -> &str {
    noun.strip_prefix("co-").unwrap_or(noun)
}

/// Reads the role in a mention: its noun and the capitalised words of the complement.
fn role_of(reading: Reading<'_>, mention: &Mention) -> Option<Role> {
    let noun = mention.noun.clone().filter(|_| mention.is_person())?;
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
        .filter(|&at| reading.is_capitalised(at))
        .map(|at| reading.folded(at).into_owned())
        .filter(|word| *word != noun)
        .collect();
    Some(Role { noun, of })
}

/// Reads what stands after a name and a comma, or in brackets: , co-PDG de Norva.
fn apposition(reading: Reading<'_>, mention: &Mention) -> Option<Mention> {
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
    let longer = reading.is_word(phrase.end) && article == 0;
    (phrase.is_person() && (mention.is_person() || closes) && (closes || longer)).then_some(phrase)
}
