//! Those whom a common noun stands for, what they are called, and whose they are.

use super::roles::{bare_span, role_of, singular_name};
use super::{Cast, Member, PHRASES};
use crate::lexicon::fold;
use crate::quotes::mentions::{Mention, Person};
use crate::quotes::reading::Reading;
use crate::{Language, Span};

impl Cast {
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
        let fuller = (mention.definite && owner.is_none() && !one)
            .then(|| self.fuller(reading.text, span))
            .flatten();
        let span = fuller.unwrap_or(span);
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
            words: Vec::new(),
            body: false,
            sure: mention.person == Person::Certain,
            company: None,
            owner,
            named: false,
            called,
            times: 0,
            person: mention.person,
            gender: mention.gender,
            plural: mention.plural && !one,
            roles: role_of(reading, mention).into_iter().collect(),
            learned: Vec::new(),
        });
        self.by_name.insert(key, member);
        self.nouns.push(member);
        Some(member)
    }

    /// Returns the last longer form of what stands at `short`: la fédération, after la fédération de pétanque.
    pub(crate) fn fuller(&self, text: &str, short: Span) -> Option<Span> {
        let noun = fold(short.slice(text)?);
        let before = self
            .phrases
            .partition_point(|phrase| phrase.end <= short.start);
        let longer = |phrase: &&Span| {
            let rest = phrase
                .slice(text)
                .and_then(|phrase| phrase.strip_prefix(noun.as_ref()));
            rest.is_some_and(|rest| rest.starts_with(' '))
        };
        let known = self.phrases.get(..before)?.iter().rev();
        known.take(PHRASES).find(longer).copied()
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
        let Some(owner_member) = owner else {
            return name.to_owned();
        };
        let span = self.members[owner_member].name;
        let owner = span.slice(text).unwrap_or_default();
        if language == Language::English {
            return format!("{owner}’s {name}");
        }
        let known = &self.members[owner_member];
        let person = known.named && known.person > Person::No;
        let before = if person {
            ""
        } else {
            text.get(..span.start).unwrap_or_default()
        };
        let vowel = fold(owner).starts_with(|c| "aeiouyéèêâîôh".contains(c));
        // « hurle Momo » ends in no article.
        let article = |words: [&str; 2]| {
            words.iter().any(|word| {
                let rest = before.strip_suffix(word);
                rest.is_some_and(|rest| !rest.ends_with(char::is_alphabetic))
            })
        };
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

    /// Returns whether somebody can be who has a lawyer or a mother: one person or body, several for leur.
    pub(crate) fn can_own(&self, member: usize, several: bool) -> bool {
        let known = &self.members[member];
        if several {
            return known.plural || known.person == Person::No;
        }
        !known.plural && (known.named || known.person > Person::No)
    }

    /// Returns whether a noun for a person can mean somebody who spoke: named, and of its gender.
    pub(crate) fn may_be(&self, member: usize, mention: &Mention) -> bool {
        let known = &self.members[member];
        known.named && known.person == Person::Certain && known.gender.agrees(mention.gender)
    }
}
