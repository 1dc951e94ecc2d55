//! Whom a mention leads to: by its name, by a role that the article gives, by gender and nearness for a
//! pronoun; nobody where it could be two.

use super::roles::{bare, bare_span, role_of};
use super::variation::is_plain;
use super::{Cast, Member, Occurrence, Role};
use crate::lexicon::{Classes, fold};
use crate::quotes::mentions::{Gender, Mention, Person, Pointing};
use crate::quotes::reading::Reading;

/// How many sentences back a pronoun can reach.
const NEAR: usize = 3;

/// How many names back a pronoun or a role can reach.
const MEMORY: usize = 256;

impl Cast {
    /// Returns whom `mention` points at, given who spoke last; `sentence` is the one it stands in.
    pub(crate) fn resolve(
        &self,
        reading: Reading<'_>,
        mention: &Mention,
        sentence: usize,
        last_speaker: Option<usize>,
        topic: Option<usize>,
    ) -> Option<usize> {
        match mention.pointing {
            Pointing::Name => self.named_at(mention.name.unwrap_or(mention.span)),
            Pointing::Noun if mention.plural => None,
            Pointing::Noun => self.by_noun(reading, mention, sentence, last_speaker, topic),
            Pointing::Anaphor if !mention.plural => self.nearest(mention, sentence, true).member(),
            Pointing::Member => None,
            Pointing::Pronoun | Pointing::Anaphor => {
                let last = last_speaker.filter(|&member| self.fits(member, mention));
                match self.nearest(mention, sentence, false) {
                    // … a indiqué la mairie. « … », a-t-elle ajouté: nobody was named since.
                    Nearest::One(_)
                        if topic.is_some()
                            && topic == last
                            && topic.is_some_and(|topic| {
                                self.goes_on_as_body(topic, mention, sentence)
                            }) =>
                    {
                        topic
                    }
                    Nearest::One(member) => {
                        let person = |&topic: &usize| self.members[topic].person > Person::No;
                        topic.filter(person).or(Some(member))
                    }
                    Nearest::Several(members) => last.filter(|last| members.contains(last)),
                    Nearest::Nobody => topic.or(last),
                }
            }
        }
    }

    /// Returns whether a body is of the very gender of a pronoun, and nobody who is a person for certain was named in the
    /// sentence of the pronoun or in the one before.
    fn goes_on_as_body(&self, member: usize, mention: &Mention, sentence: usize) -> bool {
        let known = &self.members[member];
        let person = |occurrence: &Occurrence| {
            let known = &self.members[occurrence.member];
            known.person == Person::Certain
                && !occurrence.setting.oblique
                && known.gender.agrees(mention.gender)
        };
        known.person == Person::No
            && known.gender == mention.gender
            && known.gender != Gender::Unknown
            && !self
                .named_before(mention.span.start)
                .take_while(|occurrence| occurrence.sentence + 1 >= sentence)
                .any(person)
    }

    /// Returns whether a pronoun can point at a member: in number and in gender.
    pub(crate) fn fits(&self, member: usize, mention: &Mention) -> bool {
        let known = &self.members[member];
        let thing = known.person == Person::No && (known.body || !known.named);
        let person = self.people_only
            && mention.pointing == Pointing::Pronoun
            && mention.gender != Gender::Unknown;
        known.plural == mention.plural && known.gender.agrees(mention.gender) && !(person && thing)
    }

    /// Returns the names before byte `at`, the last first; no more than [`MEMORY`] of them.
    pub(super) fn named_before(&self, at: usize) -> impl Iterator<Item = &Occurrence> {
        let before = |known: &[Occurrence]| known.partition_point(|known| known.at < at);
        let mut read = self.occurrences[..before(&self.occurrences)]
            .iter()
            .rev()
            .peekable();
        let mut late = self.late[..before(&self.late)].iter().rev().peekable();
        let merged = std::iter::from_fn(move || match (read.peek(), late.peek()) {
            (Some(one), Some(other)) if other.at > one.at => late.next(),
            (None, Some(_)) => late.next(),
            _ => read.next(),
        });
        merged.take(MEMORY)
    }

    /// Returns the person or the body named last before the mention, within three sentences, who is no place.
    pub(crate) fn last_named(&self, mention: &Mention, sentence: usize) -> Option<usize> {
        self.named_before(mention.span.start)
            .take_while(|occurrence| occurrence.sentence + NEAR >= sentence)
            .filter(|occurrence| !occurrence.setting.placed && !occurrence.setting.opens)
            .map(|occurrence| occurrence.member)
            .find(|&member| self.is_somebody(member))
    }

    /// Returns the person for certain whom the text names last before a sentence.
    pub(crate) fn last_person(&self, sentence: usize) -> Option<usize> {
        let known = self
            .occurrences
            .iter()
            .rev()
            .filter(|occurrence| occurrence.sentence < sentence)
            .take(MEMORY);
        known
            .map(|occurrence| occurrence.member)
            .find(|&member| self.members[member].person == Person::Certain)
    }

    /// Returns the one person named in the nearest sentence before the mention.
    pub(crate) fn only_near(&self, mention: &Mention, sentence: usize) -> Option<usize> {
        self.nearest(mention, sentence, false).member()
    }

    /// Returns the one person named in the nearest sentence before the mention, within three; where it
    /// names several, the last of them for celui-ci, none for il and elle.
    pub(super) fn nearest(&self, mention: &Mention, sentence: usize, latest: bool) -> Nearest {
        if mention.plural {
            return Nearest::Nobody;
        }
        let near = |least: Person| {
            self.named_before(mention.span.start)
                .take_while(|occurrence| occurrence.sentence + NEAR >= sentence)
                .filter(move |occurrence| {
                    let known = &self.members[occurrence.member];
                    known.person >= least && known.gender.agrees(mention.gender)
                })
        };
        // Where nobody is a person for certain, a name that looks like one may be.
        let certain = near(Person::Certain).next().is_some();
        let mut fitting = near(if certain {
            Person::Certain
        } else {
            Person::Likely
        });
        let Some(nearest) = fitting.next() else {
            return Nearest::Nobody;
        };
        let peers: Vec<&Occurrence> = std::iter::once(nearest)
            .chain(fitting.take_while(|peer| peer.sentence == nearest.sentence))
            .collect();
        // Whom a preposition introduces gives way: X a défendu les mesures prises par Y.
        let free: Vec<&Occurrence> = peers
            .iter()
            .copied()
            .filter(|peer| !peer.setting.oblique)
            .collect();
        let peers = if free.is_empty() || latest {
            peers
        } else {
            free
        };
        let first = peers.first().map_or(nearest.member, |peer| peer.member);
        if latest || peers.iter().all(|peer| peer.member == first) {
            Nearest::One(first)
        } else {
            Nearest::Several(peers.into_iter().map(|peer| peer.member).collect())
        }
    }

    /// Returns the last person before the mention who has its role; for a noun that fits anybody, such as
    /// le responsable or l'entreprise, who spoke last.
    fn by_noun(
        &self,
        reading: Reading<'_>,
        mention: &Mention,
        sentence: usize,
        last_speaker: Option<usize>,
        topic: Option<usize>,
    ) -> Option<usize> {
        if !mention.definite {
            return None;
        }
        if mention.classes.has(Classes::INSTITUTION) {
            return self.noun_before(reading, mention);
        }
        if mention.classes.has(Classes::ORGANISATION) {
            let simple = mention.end == mention.start + 2;
            // l'opérateur, after l'opérateur postal
            let known = bare_span(reading, mention).filter(|_| simple);
            if known.is_some_and(|span| self.fuller(reading.text, span).is_some()) {
                return self.noun_before(reading, mention);
            }
            let body = last_speaker.filter(|&member| {
                let known = &self.members[member];
                let firm = mention.classes.has(Classes::COMPANY) && !known.sure;
                let body = known.person == Person::No || firm;
                simple && body && known.named && known.can_be(mention)
            });
            let plain = (mention.start + 1..mention.end)
                .all(|at| !reading.is(at, Classes::GENITIVE) && !reading.is_capitalised(at));
            let heard = || {
                self.last_body.filter(|&member| {
                    mention.classes.has(Classes::COMPANY) && self.members[member].can_be(mention)
                })
            };
            let body = body
                .or_else(|| self.nearest_body(mention, sentence))
                .or_else(heard)
                .filter(|_| plain && mention.end <= mention.start + 3);
            return body.or_else(|| self.noun_before(reading, mention));
        }
        let role = role_of(reading, mention)?;
        let bearer = |covers: fn(&Role, &Role) -> bool| {
            let has = |&member: &usize| {
                let known = &self.members[member];
                let mut roles = known.roles.iter().chain(&known.learned);
                roles.any(|known| covers(known, &role)) && known.gender.agrees(mention.gender)
            };
            let mut named = self
                .named_before(mention.span.start)
                .map(|named| named.member);
            named.find(has)
        };
        let bearer = bearer(Role::covers_field).or_else(|| bearer(Role::covers));
        let bearer = bearer.or_else(|| self.later_bearer(&role));
        let generic = mention.classes.has(Classes::GENERIC)
            && role.of.is_empty()
            && is_plain(reading, mention);
        bearer
            .or_else(|| {
                let last = generic.then_some(last_speaker).flatten().filter(|&last| {
                    let known = &self.members[last];
                    known.person == Person::Certain && known.gender.agrees(mention.gender)
                })?;
                // Le président lit la lettre : « … » L'ex-maire …: who has a name rather than another noun.
                let named = || self.nearest(mention, sentence, false).member();
                let other = !self.members[last].named;
                Some(named().filter(|_| other).unwrap_or(last))
            })
            .or_else(|| self.noun_before(reading, mention))
            .or_else(|| topic.filter(|&topic| self.varies(reading, mention, topic, last_speaker)))
            .or_else(|| self.taken_up(reading, mention, sentence, last_speaker))
    }

    /// Returns the last one whom a longer form of the same noun stood for: la direction, after la direction de
    /// l'hôpital.
    fn noun_before(&self, reading: Reading<'_>, mention: &Mention) -> Option<usize> {
        let span = bare_span(reading, mention)?;
        let short = fold(span.slice(reading.text)?);
        let longer = |&member: &usize| {
            let known = &self.members[member];
            let name = known.name.slice(reading.text).map(fold);
            !known.plural
                && known.called.is_none()
                && known.owner.is_none()
                && name.is_some_and(|name| {
                    name.strip_prefix(short.as_ref())
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
                })
        };
        let mut recent = self.nouns.iter().rev().take(MEMORY).copied().filter(longer);
        let first = recent.next()?;
        // la préfecture, after those of two departments
        let fuller = |member: usize| self.members[member].name.len() > span.len();
        let other =
            recent.any(|other| fuller(other) && fuller(first) && self.is_other_body(first, other));
        (!other).then_some(first)
    }

    /// Returns whether two longer forms are of two bodies: préfecture du Nord, préfecture du Cher.
    fn is_other_body(&self, one: usize, other: usize) -> bool {
        let body = |member: usize| self.members[member].person == Person::No;
        one != other && body(one) && body(other)
    }

    /// Returns the one member who has a role of something, wherever the text names them: le PDG de Norva.
    fn later_bearer(&self, role: &Role) -> Option<usize> {
        if role.of.is_empty() {
            return None;
        }
        let known = self.by_role.get(bare(&role.noun))?;
        let has = |member: &&usize| {
            self.members[**member]
                .roles
                .iter()
                .any(|known| known.covers(role))
        };
        let mut bearers = known.iter().take(MEMORY).filter(has);
        let first = bearers.next()?;
        bearers.all(|other| other == first).then_some(*first)
    }

    /// le Norvégien, la Lozérienne: the one person named shortly before, whom a word for where people live means.
    pub(crate) fn inhabitant(
        &self,
        reading: Reading<'_>,
        mention: &Mention,
        sentence: usize,
    ) -> Option<usize> {
        let word = mention.name?.slice(reading.text)?;
        let article =
            mention.start + 2 == mention.end && reading.is(mention.start, Classes::DEFINITE);
        let endings = [
            "ien", "ienne", "ais", "aise", "ois", "oise", "ain", "aine", "iste", "ard", "arde",
        ];
        let lives = article && endings.iter().any(|ending| word.ends_with(ending));
        lives.then(|| self.nearest(mention, sentence, false).member())?
    }

    /// Returns the one body named shortly before.
    fn nearest_body(&self, mention: &Mention, sentence: usize) -> Option<usize> {
        let mut bodies = self
            .named_before(mention.span.start)
            .take_while(|occurrence| occurrence.sentence + NEAR >= sentence)
            .map(|occurrence| occurrence.member)
            .filter(|&member| self.members[member].body && self.members[member].can_be(mention));
        if let Some(first) = bodies.next() {
            return bodies.all(|other| other == first).then_some(first);
        }
        // L'entreprise may be any name that is nobody's and no place's.
        let names = |free: bool| {
            let mut names = self
                .named_before(mention.span.start)
                .take_while(|occurrence| occurrence.sentence + NEAR >= sentence)
                .filter(|occurrence| {
                    !(occurrence.setting.placed || free && occurrence.setting.oblique)
                })
                .filter(|occurrence| {
                    !occurrence.setting.opens || self.members[occurrence.member].times > 1
                })
                .map(|occurrence| occurrence.member)
                .filter(|&member| self.members[member].person < Person::Certain);
            let first = names.next()?;
            names.all(|other| other == first).then_some(first)
        };
        mention
            .classes
            .has(Classes::COMPANY)
            .then(|| names(true).or_else(|| names(false)))
            .flatten()
    }
}

impl Member {
    /// Returns whether a noun for a body can mean it: l'entreprise is no association.
    fn can_be(&self, mention: &Mention) -> bool {
        let company = mention.classes.has(Classes::COMPANY);
        self.company.is_none_or(|known| known == company)
    }
}

/// Whom a pronoun can mean among those named shortly before.
#[derive(Debug)]
pub(super) enum Nearest {
    Nobody,
    One(usize),
    Several(Vec<usize>),
}

impl Nearest {
    pub(super) fn member(self) -> Option<usize> {
        match self {
            Self::One(member) => Some(member),
            Self::Nobody | Self::Several(_) => None,
        }
    }
}
