//! Which names are the same person's: by their words, their gender, and who bears a last name alone.

use super::roles::{bare, calls_body, name_words};
use super::{BEARERS, Cast, Member, Occurrence, Setting, Sighting};
use crate::lexicon::Classes;
use crate::quotes::mentions::{Gender, Mention, Person};
use crate::quotes::reading::Reading;

impl Cast {
    /// Decides which names are the same person's, once the whole article has been read.
    pub(crate) fn settle(&mut self) {
        let sightings = std::mem::take(&mut self.sightings);
        // The longer forms first: Mme van der Elst is Léonie van der Elst.
        let longest = sightings.iter().map(|sighting| sighting.words.len()).max();
        for words in (2..=longest.unwrap_or_default()).rev() {
            for sighting in sightings
                .iter()
                .filter(|sighting| sighting.words.len() == words)
            {
                self.admit(sighting);
            }
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
            if calls_body(&sighting.mention) {
                known.company = Some(sighting.mention.classes.has(Classes::COMPANY));
            }
            known.times += 1;
            known.sure |= sighting.sure;
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
            sure: mention.person == Person::Certain,
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

    /// Returns the member that is the author: what the text says of he and she is not said of them.
    pub(crate) fn admit_author(&mut self, reading: Reading<'_>, mention: &Mention) -> usize {
        let member = self.admit_late(reading, mention, 0);
        self.late.pop();
        member
    }

    /// Adds a member under the name of `sighting`, unless there is one.
    fn admit(&mut self, sighting: &Sighting) -> usize {
        let key = sighting.words.join(" ");
        if let Some(&member) = self.by_name.get(&key) {
            return member;
        }
        if let Some(member) = self.longer_bearer(sighting) {
            self.by_name.insert(key, member);
            return member;
        }
        let member = self.members.len();
        self.members.push(Member {
            name: sighting.mention.name.unwrap_or(sighting.mention.span),
            words: sighting.words.clone(),
            person: sighting.mention.person,
            gender: sighting.mention.gender,
            plural: sighting.mention.plural,
            body: calls_body(&sighting.mention),
            sure: sighting.sure,
            company: None,
            owner: None,
            named: true,
            called: None,
            times: 0,
            roles: Vec::new(),
            learned: Vec::new(),
        });
        // Ana et Jo Le Gall: Le Gall alone is one of them.
        if sighting.mention.plural {
            self.by_name.insert(key, member);
            return member;
        }
        if let Some(last) = sighting.words.last() {
            self.by_last_word
                .entry(last.clone())
                .or_default()
                .push(member);
        }
        // Solveig, after Solveig Marchal.
        if let [first, _, ..] = sighting.words.as_slice()
            && sighting.mention.person == Person::Certain
        {
            self.by_first_word
                .entry(first.clone())
                .or_default()
                .push(member);
        }
        self.by_name.insert(key, member);
        member
    }

    fn identify(&mut self, sighting: &Sighting) -> usize {
        if let [word] = sighting.words.as_slice() {
            let gender = sighting.mention.gender;
            let bearers = [&self.by_last_word, &self.by_first_word];
            let known = bearers
                .iter()
                .find_map(|known| self.bearer(known.get(word)?, gender));
            if let Some(member) = known {
                return member;
            }
        }
        self.admit(sighting)
    }

    /// Returns the one person whose name ends in the words of a shorter one: Ben Salah, of Inès Ben Salah.
    fn longer_bearer(&self, sighting: &Sighting) -> Option<usize> {
        let last = sighting.words.last().filter(|_| sighting.words.len() > 1)?;
        let bearers = self.by_last_word.get(last)?.iter().take(BEARERS).copied();
        let mut longer = bearers.filter(|&member| {
            let known = &self.members[member];
            let words = &known.words;
            known.person > Person::No
                && known.gender.agrees(sighting.mention.gender)
                && words.len() > sighting.words.len()
                && words.ends_with(&sighting.words)
        });
        let first = longer.next()?;
        longer.next().is_none().then_some(first)
    }

    /// Returns the one of `bearers` who has the gender, unless it could be several.
    fn bearer(&self, bearers: &[usize], gender: Gender) -> Option<usize> {
        let mut fitting = bearers
            .iter()
            .copied()
            .filter(|&member| self.members[member].gender.agrees(gender));
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first)
    }
}
