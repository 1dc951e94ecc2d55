//! The cast of an article: everybody it names, by the fullest form of the name, with the roles it gives
//! them and the places where they come up.

use rustc_hash::FxHashMap;

use super::mentions::{Gender, Mention, Person, Pointing};
use super::reading::Reading;
use crate::lexicon::{Classes, fold, singular};
use crate::{Language, Span};

/// How many names back a pronoun or a role can reach.
const MEMORY: usize = 256;

/// How many sentences back a pronoun can reach.
const NEAR: usize = 3;

/// How many bytes back the noun of somebody else is looked for.
const LOOK_BACK: usize = 4000;

/// Somebody whom the article names.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// The fullest form of the name, where it stands first.
    pub(crate) name: Span,
    /// Only somebody who is a person beyond doubt can be meant by a pronoun.
    person: Person,
    pub(crate) gender: Gender,
    /// Whether the name is of several: les deux chercheuses.
    plural: bool,
    /// Whether the text calls it a firm, a body, a group.
    body: bool,
    /// Whose they are, where a possessive says it: son avocate.
    owner: Option<usize>,
    /// Whether the text names it, rather than pointing at it by a common noun.
    named: bool,
    /// What it is called where the text has no such words: trieur, for one of the trieurs.
    called: Option<String>,
    /// How often the text names it.
    times: usize,
    roles: Vec<Role>,
}

/// A function that the article gives somebody: co-PDG de Norva.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Role {
    noun: String,
    /// The capitalised words of its complement, lower case.
    of: Vec<String>,
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
}

/// Everybody an article names.
#[derive(Debug, Default)]
pub(crate) struct Cast {
    sightings: Vec<Sighting>,
    pub(crate) members: Vec<Member>,
    occurrences: Vec<Occurrence>,
    /// Names found between marks, in the order of the text.
    late: Vec<Occurrence>,
    by_last_word: FxHashMap<String, Vec<usize>>,
    by_name: FxHashMap<String, usize>,
    /// Who has a role, by its noun.
    by_role: FxHashMap<String, Vec<usize>>,
    /// Those whom a common noun stands for, in the order in which they came up.
    nouns: Vec<usize>,
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
            if !reading.may_name(at) {
                at += 1;
                continue;
            }
            match reading.mention(at) {
                Some(mut mention) if mention.name.is_some() => {
                    let next = mention.end;
                    // A name of two words that opens a sentence is what the sentence is about.
                    if at == from && mention.person == Person::Likely {
                        mention.person = Person::Certain;
                    }
                    self.sight(reading, mention, sentence);
                    at = next.max(at + 1);
                }
                // le PDG de Norva, Ana Ruiz; l'exploitant, Norva: the noun before the name.
                Some(mention)
                    if mention.noun.is_some()
                        && !mention.plural
                        && (mention.is_person() || mention.classes.has(Classes::ORGANISATION)) =>
                {
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
            reading.classed(before, Classes::PREPOSITION) && !reading.is(before, Classes::GENITIVE)
        });
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
            && before.is_some_and(|before| matches!(reading.folded(before).as_ref(), "du" | "des"))
            || before.is_some_and(|before| {
                before > 0
                    && reading.classed(before, Classes::DEFINITE)
                    && reading.is(before - 1, Classes::GENITIVE)
            });
        // l'IA, les CV: most often no body of the article.
        let name = mention.name.and_then(|name| name.slice(reading.text));
        let short = name.is_some_and(|name| name.chars().all(char::is_uppercase));
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
                setting: sighting.setting,
            });
            let known = &mut self.members[member];
            known.gender = known.gender.or(sighting.mention.gender);
            known.person = known.person.max(sighting.mention.person);
            known.body |= calls_body(&sighting.mention) || sighting.body;
            known.times += 1;
            for role in &sighting.roles {
                if !known.roles.contains(role) {
                    known.roles.push(role.clone());
                    let noun = bare(&role.noun).to_owned();
                    self.by_role.entry(noun).or_default().push(member);
                }
            }
        }
        self.occurrences.sort_by_key(|occurrence| occurrence.at);
    }

    /// Returns the member that a name mentioned outside the sentences read stands for, a new one where it is
    /// nobody's yet.
    pub(crate) fn admit_late(
        &mut self,
        reading: Reading<'_>,
        mention: &Mention,
        sentence: usize,
    ) -> usize {
        let words = name_words(reading, mention);
        let sighting = Sighting {
            mention: mention.clone(),
            words,
            roles: Vec::new(),
            sentence,
            setting: Setting::default(),
            body: false,
        };
        let member = self.identify(&sighting);
        // Articles are read in order, so what comes late comes in order too.
        self.late.push(Occurrence {
            at: mention.name.map_or(mention.span.start, |name| name.start),
            member,
            sentence,
            setting: Setting::default(),
        });
        member
    }

    /// Returns the member that a common noun stands for where the article names nobody: the noun is the name.
    /// `owner` is whose they are: son avocate is the lawyer of whom the text is about; `one` makes it one of
    /// several.
    pub(crate) fn admit_noun(
        &mut self,
        reading: Reading<'_>,
        mention: &Mention,
        owner: Option<usize>,
        one: bool,
    ) -> Option<usize> {
        let span = bare_span(reading, mention)?;
        let name = span.slice(reading.text).filter(|name| !name.is_empty())?;
        let called = (one || mention.one_of).then(|| singular_name(name));
        let name = called.as_deref().unwrap_or(name);
        let key = match owner {
            Some(owner) => format!("{} {owner}", fold(name)),
            None => fold(name).into_owned(),
        };
        if let Some(&member) = self.by_name.get(&key) {
            return Some(member);
        }
        let member = self.members.len();
        self.members.push(Member {
            name: span,
            body: false,
            owner,
            named: false,
            called,
            times: 0,
            person: mention.person,
            gender: mention.gender,
            plural: mention.plural && !one,
            roles: role_of(reading, mention).into_iter().collect(),
        });
        self.by_name.insert(key, member);
        self.nouns.push(member);
        Some(member)
    }

    /// Returns the name of a member as the text has it; of somebody's lawyer, with the name of that somebody.
    pub(crate) fn full_name(&self, text: &str, language: Language, member: usize) -> String {
        let known = &self.members[member];
        let name = match &known.called {
            Some(called) => called,
            None => known.name.slice(text).unwrap_or_default(),
        };
        let owner = known
            .owner
            .filter(|&owner| self.members[owner].owner.is_none());
        let Some(owner) = owner else {
            return name.to_owned();
        };
        let span = self.members[owner].name;
        let owner = span.slice(text).unwrap_or_default();
        if language == Language::English {
            return format!("{owner}’s {name}");
        }
        let before = text.get(..span.start).unwrap_or_default();
        let vowel = fold(owner).starts_with(|c| "aeiouyéèêâîôh".contains(c));
        let article = |words: [&str; 2]| words.iter().any(|word| before.ends_with(word));
        let link = if article(["le ", "Le "]) {
            "du "
        } else if article(["la ", "La "]) {
            "de la "
        } else if article(["l’", "L’"]) || article(["l'", "L'"]) {
            "de l’"
        } else if article(["les ", "Les "]) {
            "des "
        } else if vowel {
            "d’"
        } else {
            "de "
        };
        format!("{name} {link}{owner}")
    }

    /// Returns the one person named before byte `at`, where there is one only.
    pub(crate) fn only_person(&self, at: usize) -> Option<usize> {
        let person = |known: &&Occurrence| self.members[known.member].person == Person::Certain;
        let mut persons = self
            .named_before(at)
            .filter(person)
            .map(|known| known.member);
        let first = persons.next()?;
        persons.all(|other| other == first).then_some(first)
    }

    /// Returns whether a member is a person, or a body that the text calls one.
    pub(crate) fn is_somebody(&self, member: usize) -> bool {
        let known = &self.members[member];
        known.person > Person::No || known.body
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
            plural: false,
            body: calls_body(&sighting.mention),
            owner: None,
            named: true,
            called: None,
            times: 0,
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
        topic: Option<usize>,
    ) -> Option<usize> {
        match mention.pointing {
            Pointing::Name => self.named_at(mention.name.unwrap_or(mention.span)),
            Pointing::Noun if mention.plural => None,
            Pointing::Noun => self.by_noun(reading, mention, sentence, last_speaker),
            Pointing::Anaphor if !mention.plural => self.nearest(mention, sentence, true).member(),
            Pointing::Member => None,
            Pointing::Pronoun | Pointing::Anaphor => {
                let last = last_speaker.filter(|&member| self.fits(member, mention));
                match self.nearest(mention, sentence, false) {
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

    /// Returns whether a pronoun can point at a member: in number and in gender.
    pub(crate) fn fits(&self, member: usize, mention: &Mention) -> bool {
        let known = &self.members[member];
        known.plural == mention.plural && known.gender.agrees(mention.gender)
    }

    /// Returns the names before byte `at`, the last first; no more than [`MEMORY`] of them.
    fn named_before(&self, at: usize) -> impl Iterator<Item = &Occurrence> {
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

    /// Returns the one person named in the nearest sentence before the mention, within three; where it
    /// names several, the last of them for celui-ci, none for il and elle.
    fn nearest(&self, mention: &Mention, sentence: usize, latest: bool) -> Nearest {
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
    ) -> Option<usize> {
        if !mention.definite {
            return None;
        }
        if mention.classes.has(Classes::INSTITUTION) {
            return self.noun_before(reading, mention);
        }
        if mention.classes.has(Classes::ORGANISATION) {
            let simple = mention.end == mention.start + 2;
            let body = last_speaker.filter(|&member| {
                let known = &self.members[member];
                simple && known.person == Person::No && known.named
            });
            let plain = (mention.start + 1..mention.end)
                .all(|at| !reading.is(at, Classes::GENITIVE) && !reading.is_capitalised(at));
            let body = body
                .or_else(|| self.nearest_body(mention, sentence))
                .filter(|_| plain && mention.end <= mention.start + 3);
            return body.or_else(|| self.noun_before(reading, mention));
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
        let bearer = bearer.or_else(|| self.later_bearer(&role));
        let generic = mention.classes.has(Classes::GENERIC) && role.of.is_empty();
        bearer
            .or_else(|| {
                generic.then_some(last_speaker).flatten().filter(|&last| {
                    let known = &self.members[last];
                    known.person == Person::Certain && known.gender.agrees(mention.gender)
                })
            })
            .or_else(|| self.noun_before(reading, mention))
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
        let recent = self.nouns.iter().rev().take(MEMORY).copied();
        recent.into_iter().find(longer)
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
            .filter(|&member| self.members[member].body);
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

    /// le Norvégien, l'agricultrice: the one person named shortly before, where no role of theirs is known
    /// and the text has not used the noun of somebody else before.
    fn taken_up(
        &self,
        reading: Reading<'_>,
        mention: &Mention,
        sentence: usize,
        last_speaker: Option<usize>,
    ) -> Option<usize> {
        let member = self.nearest(mention, sentence, false).member()?;
        let known = &self.members[member];
        let noun = mention.noun.as_deref()?;
        // Le comédien, lui, …: somebody else.
        let contrast = matches!(reading.folded(mention.end + 1).as_ref(), "lui" | "elle");
        if contrast && reading.is_sign(mention.end, ',') {
            return None;
        }
        if mention.classes.has(Classes::GENERIC) {
            return Some(member);
        }
        let genitive = (mention.start + 1..mention.end).any(|at| reading.is(at, Classes::GENITIVE));
        // le préfet may be anybody; l'éleveuse bretonne is somebody described before.
        let described = mention.end > mention.start + 2;
        let alone = self.only_person(mention.span.start) == Some(member);
        if genitive && !alone || !(genitive || described || last_speaker == Some(member)) {
            return None;
        }
        let before = mention.span.start.saturating_sub(LOOK_BACK);
        let before = (before..=mention.span.start)
            .find_map(|at| reading.text.get(at..mention.span.start))?;
        let fresh = !before.contains(noun);
        (known.roles.is_empty() && fresh).then_some(member)
    }
}

/// Whom a pronoun can mean among those named shortly before.
#[derive(Debug)]
enum Nearest {
    Nobody,
    One(usize),
    Several(Vec<usize>),
}

impl Nearest {
    fn member(self) -> Option<usize> {
        match self {
            Self::One(member) => Some(member),
            Self::Nobody | Self::Several(_) => None,
        }
    }
}

impl Role {
    /// Returns whether `other` can be a shorter way to say this role.
    fn covers(&self, other: &Self) -> bool {
        bare(&self.noun) == bare(&other.noun) && other.of.iter().all(|word| self.of.contains(word))
    }
}

/// Returns what a common noun is called: without its article, its number after a possessive, and what makes it
/// one of several.
fn bare_span(reading: Reading<'_>, mention: &Mention) -> Option<Span> {
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
    } else if reading.is(at, Classes::DETERMINER) && !reading.is(at, Classes::QUANTITY) {
        let owned = reading.is(at, Classes::POSSESSIVE);
        at += 1;
        while owned && (reading.is(at, Classes::QUANTITY) || is_number(&reading.folded(at))) {
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

/// Returns what one of several is called: trieur, conseiller du maire.
fn singular_name(several: &str) -> String {
    let (noun, rest) = match several.find(char::is_whitespace) {
        Some(at) => several.split_at(at),
        None => (several, ""),
    };
    format!("{}{rest}", singular(noun))
}

/// Returns whether a mention says that the name is a body's: la société Norva, not l'IA.
pub(super) fn calls_body(mention: &Mention) -> bool {
    mention.noun.is_some() && mention.classes.has(Classes::ORGANISATION)
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
        // Le président: the capital of its sentence says nothing.
        .filter(|&at| {
            let article = at == mention.start && reading.is(at, Classes::DETERMINER);
            reading.is_capitalised(at) && !article
        })
        .map(|at| reading.folded(at).into_owned())
        .filter(|word| *word != noun)
        .collect();
    Some(Role { noun, of })
}

/// Reads the title before a name that is a role: l'abbé Jo Le Gall, le professeur Ana Ruiz.
fn title_of(reading: Reading<'_>, mention: &Mention) -> Option<Role> {
    let titled = mention.noun.is_none() && reading.is(mention.start, Classes::ANY_TITLE);
    let named = mention
        .name
        .is_some_and(|name| name.start > mention.span.start);
    let noun = reading.folded(mention.start);
    let long = noun.chars().count() > 3;
    (titled && named && long).then(|| Role {
        noun: noun.into_owned(),
        of: Vec::new(),
    })
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
    let longer =
        reading.is_word(phrase.end) && (article == 0 || reading.is(phrase.end, Classes::GENITIVE));
    (phrase.is_person() && (mention.is_person() || closes) && (closes || longer)).then_some(phrase)
}
