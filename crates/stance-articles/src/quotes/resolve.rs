//! Whom a mention leads to, given what has been read so far: who was named, who spoke, what it is about.

use crate::Language;
use crate::lexicon::{Classes, fold};
use crate::words::{lower, tokenise};

use super::frames::Frame;
use super::mentions::{Gender, Mention, Pointing};
use super::reading::Reading;
use super::stage::{RECENT, SUBJECT_WINDOW, Stage};

/// Tokens from « quant » to the comma after whom it raises.
const RAISED: usize = 8;

impl Stage<'_> {
    /// Returns the place in the cast of whom a mention points at.
    pub(super) fn resolve(
        &mut self,
        reading: Reading<'_>,
        frame: &Frame,
        sentence: usize,
    ) -> Option<usize> {
        let mention = frame.mention.as_ref()?;
        let frame_lemma = frame.entry.map(|entry| entry.lemma).unwrap_or_default();
        let recent = self
            .before
            .filter(|before| before.sentence + RECENT >= sentence);
        let last = recent.and_then(|before| before.speaker);
        let named = mention.name.is_some();
        if first_person(self.text, mention) {
            return self.author();
        }
        if mention.pointing == Pointing::Pronoun && nobody(self.text, mention) {
            return None;
        }
        let topic = match mention.pointing {
            // Right after a quotation il and elle go on with its speaker.
            Pointing::Pronoun if self.goes_on(last, mention, sentence) => last,
            Pointing::Pronoun | Pointing::Anaphor => self.topic(mention),
            Pointing::Noun
                if frame.rule.starts_with("incise")
                    || reading.describes(mention)
                    || reading.is_unique_office(mention) =>
            {
                let near = frame.rule.starts_with("incise") || reading.describes(mention);
                self.focus(mention, last, near)
            }
            Pointing::Name | Pointing::Noun | Pointing::Member => None,
        };
        if mention.pointing == Pointing::Name && mention.plural {
            return Some(self.cast.admit_late(reading, mention, self.sentence));
        }
        let quoted = self
            .raised(reading, mention)
            .or_else(|| self.goes_on_as(frame_lemma, mention, sentence));
        let member = quoted
            .or_else(|| self.cast.inhabitant(reading, mention, sentence))
            .or_else(|| self.anaphor(mention))
            .or_else(|| self.cast.resolve(reading, mention, sentence, last, topic))
            .or_else(|| self.by_recent_noun(mention))
            .or_else(|| self.own_subject(mention))
            .or_else(|| self.named_next(mention));
        let member = match member {
            Some(member) => member,
            None if named => self.cast.admit_late(reading, mention, self.sentence),
            None if mention.pointing == Pointing::Noun => {
                let owner = self.owned(reading, mention, last);
                self.cast.admit_noun(reading, mention, owner, false)?
            }
            None => return None,
        };
        if mention.pointing == Pointing::Noun && topic == Some(member) {
            self.cast.learn(reading, mention, member);
        }
        self.cast.hear(member);
        Some(member)
    }

    /// Returns whose somebody is, where a possessive says that they are somebody's: son avocate.
    fn owned(
        &mut self,
        reading: Reading<'_>,
        mention: &Mention,
        last: Option<usize>,
    ) -> Option<usize> {
        let words = if mention.one_of { 4 } else { 1 };
        let at = (mention.start..mention.start + words)
            .find(|&at| reading.classed(at, Classes::POSSESSIVE))?;
        let several = matches!(reading.folded(at), "leur" | "leurs" | "their");
        let opening = self
            .current
            .as_ref()
            .map_or(mention.start, |(_, range)| range.start);
        let before = opening.min(mention.start)..mention.start;
        let here = reading
            .main_subject(before.start, before.end)
            .filter(|subject| subject.pointing == Pointing::Name)
            .and_then(|subject| self.cast.named_at(subject.name.unwrap_or(subject.span)));
        let about = self.owner(last);
        let near = self.cast.last_named(mention, self.sentence);
        let owners = [here, about, last, near].into_iter().flatten();
        owners
            .into_iter()
            .find(|&owner| self.cast.can_own(owner, several))
    }

    /// « … », poursuit le maire de Brest: right after a quotation of one person, by another noun.
    fn goes_on_as(&self, lemma: &str, mention: &Mention, sentence: usize) -> Option<usize> {
        let verbs = [
            "poursuivre",
            "continuer",
            "reprendre",
            "enchaîner",
            "continue",
        ];
        let noun = mention.pointing == Pointing::Noun
            && mention.definite
            && !mention.plural
            && mention.classes.has(Classes::PERSON_NOUN);
        let before = self.before.filter(|_| noun && verbs.contains(&lemma))?;
        let last = before.speaker.filter(|_| before.sentence + 1 >= sentence)?;
        self.cast.may_be(last, mention).then_some(last)
    }

    /// Quant au syndicat, il …: the pronoun is whom its sentence raises.
    fn raised(&mut self, reading: Reading<'_>, mention: &Mention) -> Option<usize> {
        if mention.pointing != Pointing::Pronoun {
            return None;
        }
        let comma = mention.start.checked_sub(1)?;
        let floor = comma.saturating_sub(RAISED);
        let at = (floor..comma)
            .rev()
            .find(|&at| reading.folded(at) == "quant")?;
        let first = at + 1 + usize::from(reading.folded(at + 1) == "à");
        let raised = reading
            .mention(first)
            .filter(|raised| raised.end == comma)?;
        self.member_of(reading, &raised)
    }

    /// Le groupe Norva va fermer deux sites, a-t-il annoncé: the body that the sentence itself is about.
    fn own_subject(&self, mention: &Mention) -> Option<usize> {
        if mention.pointing != Pointing::Pronoun || mention.plural {
            return None;
        }
        let (scene, range) = self.current.as_ref()?;
        let reading = scene.reading(self.text, self.lexicon);
        let end = mention.start.clamp(range.start, range.end);
        let subject = reading.main_subject(range.start, end)?;
        let member = self.cast.named_at(subject.name?)?;
        (self.cast.is_somebody(member) && self.cast.fits(member, mention)).then_some(member)
    }

    /// « … », confie-t-il. Jo Le Gall a vu …: where nobody was named before, whom the next sentence opens with.
    fn named_next(&self, mention: &Mention) -> Option<usize> {
        if mention.pointing != Pointing::Pronoun || mention.plural {
            return None;
        }
        let (scene, range) = self.current.as_ref()?;
        let reading = scene.reading(self.text, self.lexicon);
        let next = reading
            .mention(range.end)
            .filter(|next| next.is_person() && next.gender.agrees(mention.gender))?;
        let member = self.cast.named_at(next.name?)?;
        self.cast.fits(member, mention).then_some(member)
    }

    /// celui-ci, ce dernier: whom the sentence before mentions last; l'un d'eux: one of the group that it
    /// mentions.
    fn anaphor(&mut self, mention: &Mention) -> Option<usize> {
        match mention.pointing {
            Pointing::Anaphor => {
                let plural = mention.plural;
                self.mentioned(mention, 1, false, |found| {
                    let speaks = Classes::PERSON_NOUN
                        | Classes::ORGANISATION
                        | Classes::INSTITUTION
                        | Classes::GROUP;
                    found.plural == plural && (found.is_person() || found.classes.has(speaks))
                })
            }
            Pointing::Member => {
                let several = |found: &Mention| found.plural && found.pointing == Pointing::Noun;
                self.mentioned(mention, 2, true, |found| {
                    several(found) && found.classes.has(Classes::SPEAKING_NOUN)
                })
                .or_else(|| self.mentioned(mention, 2, true, several))
            }
            _ => None,
        }
    }

    /// The last noun that a pronoun, or a noun that fits anybody (l'intéressé, la jeune femme), takes up where
    /// nobody is named.
    fn by_recent_noun(&mut self, mention: &Mention) -> Option<usize> {
        let generic = mention.pointing == Pointing::Noun
            && mention.definite
            && mention.classes.has(Classes::GENERIC)
            && !mention.plural;
        if generic {
            return self.mentioned(mention, 2, false, |found| {
                found.is_person() && !found.plural && found.name.is_none()
            });
        }
        if mention.pointing != Pointing::Pronoun {
            return None;
        }
        let written = mention.span.slice(self.text).map(fold);
        let third = [
            "il", "elle", "ils", "elles", "lui", "eux", "uns", "autres", "he", "she", "they",
        ];
        let points = written.is_some_and(|word| third.iter().any(|&end| word.ends_with(end)));
        if !points {
            return None;
        }
        let plural = mention.plural;
        let noun = |found: &Mention| found.plural == plural && found.pointing == Pointing::Noun;
        self.mentioned(mention, 2, false, |found| {
            let body = !(self.lexicon.language == Language::English
                && mention.gender != Gender::Unknown)
                && found.classes.has(Classes::SPEAKING_NOUN);
            (found.is_person() || body) && noun(found)
        })
        .or_else(|| {
            let several = |found: &Mention| {
                let noun = found.noun.as_deref().unwrap_or_default();
                noun.ends_with(['s', 'x'])
            };
            let first = |found: &Mention| noun(found) && found.definite && several(found);
            plural
                .then(|| self.mentioned(mention, 1, false, first))
                .flatten()
        })
    }

    /// Returns whom the last mention that fits, of those in the `back` sentences before, stands for; `one` makes
    /// it one of several.
    fn mentioned(
        &mut self,
        pointer: &Mention,
        back: usize,
        one: bool,
        fits: impl Fn(&Mention) -> bool,
    ) -> Option<usize> {
        let trail = [
            self.current.clone(),
            self.previous.clone(),
            self.earlier.clone(),
        ];
        for (scene, range) in trail.into_iter().take(back + 1).flatten() {
            let reading = scene.reading(self.text, self.lexicon);
            let end = range.end.min(range.start + SUBJECT_WINDOW);
            let here = self.current.as_ref().is_some_and(|(_, own)| *own == range);
            let mut found = reading.mentions(range.start, end);
            // Avec son équipe, il …: what a preposition introduces is not whom the sentence goes on with.
            if here && pointer.pointing == Pointing::Pronoun {
                found.retain(|found| !reading.is_introduced(range.start, found.start));
            } else if pointer.pointing == Pointing::Pronoun {
                found.sort_by_key(|found| reading.is_introduced(range.start, found.start));
            }
            // Quand la mairie a signé, l'opposition a protesté: what the main clause is about.
            let main = reading.main_clause(range.start, end);
            let aside = found.iter().take_while(|found| found.start < main).count();
            found.rotate_left(aside);
            // Ce dernier takes up the last one, other words what the sentence is about.
            if pointer.pointing == Pointing::Anaphor {
                found.reverse();
            }
            let found = found
                .into_iter()
                .filter(|found| found.span.end <= pointer.span.start)
                .find(|found| {
                    let said =
                        found.start > 0 && reading.classed(found.start - 1, Classes::AUXILIARY);
                    let speaks = found.is_person()
                        || found.classes.has(Classes::SPEAKING_NOUN)
                        || found.name.is_some();
                    let points = matches!(found.pointing, Pointing::Name | Pointing::Noun);
                    // Ils finissent les phrases: a thing that a verb has as its object.
                    let link = Classes::PREPOSITION | Classes::CONJUNCTION;
                    let object = !speaks
                        && found.start > range.start
                        && reading.is_word(found.start - 1)
                        && !reading.is(found.start - 1, link);
                    let other = one || pointer.plural;
                    points
                        && !(said || object)
                        && (speaks || other)
                        && found.gender.agrees(pointer.gender)
                        && fits(found)
                });
            let Some(found) = found else {
                continue;
            };
            if one {
                return self.cast.admit_noun(reading, &found, None, true);
            }
            return self.member_of(reading, &found);
        }
        None
    }

    /// Returns whether who spoke in the sentence before fits a pronoun.
    fn goes_on(&self, last: Option<usize>, pronoun: &Mention, sentence: usize) -> bool {
        let near = self
            .before
            .is_some_and(|before| before.sentence + 1 >= sentence);
        near && last.is_some_and(|last| self.cast.fits(last, pronoun))
    }

    /// Returns the author, where a byline names them.
    fn author(&mut self) -> Option<usize> {
        let byline = self.byline?;
        let pairs = [];
        let mut tokens = tokenise(self.text, byline, &pairs, self.lexicon);
        let lowered = lower(self.text, &mut tokens);
        let reading = Reading {
            text: self.text,
            tokens: &tokens,
            lowered: &lowered,
            lexicon: self.lexicon,
        };
        let mention = reading
            .mention(0)
            .filter(|mention| mention.name.is_some())?;
        Some(self.cast.admit_author(reading, &mention))
    }
}

/// Returns whether a pronoun is nobody's in particular: on.
fn nobody(text: &str, mention: &Mention) -> bool {
    let written = mention.span.slice(text).unwrap_or_default();
    matches!(written, "on" | "On" | "l'on" | "l’on")
}

/// Returns whether a mention is the author's: je, I.
pub(super) fn first_person(text: &str, mention: &Mention) -> bool {
    mention.pointing == Pointing::Pronoun
        && mention
            .span
            .slice(text)
            .is_some_and(|word| matches!(word, "je" | "Je" | "j'" | "j’" | "J'" | "J’" | "I"))
}
