//! Names: titles, first names, initials, particles, last names, as a run of capitalised words.

use crate::Language;

use super::mentions::Gender;
use super::reading::Reading;
use crate::lexicon::Classes;

/// Words that a name can have; a longer run of capitals is a headline.
const NAME_WORDS: usize = 8;

/// A name as a range of tokens, without its title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) gender: Gender,
    /// How many words it has, particles and stops not counted.
    pub(crate) words: usize,
    /// Whether a title, an initial or a first name makes it a person's.
    pub(crate) certain: bool,
}

impl Reading<'_> {
    /// Reads the name that starts with token `at`: titles, first names, initials, particles, last names.
    pub(crate) fn name(&self, at: usize) -> Option<Name> {
        let (start, gender, titled) = self.title(at);
        // M. Le Guennec
        let titled_particle = start > at && self.opens_with_particle(start);
        // Mme van der Elst
        let lower = if start > at {
            self.lower_particles(start)
        } else {
            0
        };
        let fronted = titled_particle || self.is_fronted_particle(start);
        let particle = usize::from(fronted).max(lower);
        if !self.is_name_word(start + particle) {
            return None;
        }
        if self.is_acronym(start) && self.is_name_word(start + 1) && !self.is_acronym(start + 1) {
            return None;
        }
        if self.is_opening_participle(start) || self.is_opening_trade(start) {
            return None;
        }
        let mut end = start + particle + 1;
        let mut words = 1;
        while words < NAME_WORDS {
            if self.is_initial(end - 1) && self.is_sign(end, '.') {
                end += 1;
            }
            // the Northern Health Workers’ Alliance
            if self.is_plural_possessive(end) && self.is_name_word(end + 1) {
                end += 1;
            }
            // Mirabelle & Cie
            if self.is_sign(end, '&') && self.is_name_word(end + 1) {
                end += 2;
                words += 1;
                continue;
            }
            let particles = self.particles(end, words);
            // Two names side by side in a text without signs: the second starts with its first name.
            let role = self.is(end, Classes::PERSON_NOUN) && self.is_name_word(end + 1);
            // Inès Ben Salah: a first name that closes the run is a last name.
            let first = self.first_name(end).is_some() && self.continues_name(end + 1);
            // Seine-et-Mer Ana Ruiz: a place, then somebody.
            let place = words == 1 && first && self.is_joined_place(start);
            let another = role || place || (words > 1 && first);
            if another || !self.continues_name(end + particles) {
                break;
            }
            end += particles + 1;
            words += 1;
        }
        // An initial alone, « M. », is no name.
        if words == 1 && self.is_initial(start) {
            return None;
        }
        let first = self.first_name(start);
        let certain = titled || first.is_some() || (words > 1 && self.is_initial(start));
        let gender = gender.or(first.unwrap_or_default());
        Some(Name {
            start,
            end,
            gender,
            words,
            certain,
        })
    }

    /// Invité à s'expliquer, …: a participle that opens its sentence.
    fn is_opening_participle(&self, at: usize) -> bool {
        let opens = at.checked_sub(1).is_none_or(|before| !self.is_word(before));
        let word = self.folded(at);
        let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
        let french = self.lexicon.language == Language::French;
        let next = self.is_word(at + 1) && !self.is_capitalised(at + 1);
        // Agacée, elle proteste; Affaibli politiquement, il cède.
        let comma = self.is_sign(at + 1, ',')
            && (self.is(at + 2, Classes::SUBJECT)
                || self.is(at + 2, Classes::DETERMINER) && ends(&["ée", "ées", "és"]));
        let weakened = next
            && (self.folded(at + 1) == "par" || self.folded(at + 1).ends_with("ment"))
            && ends(&["i", "is", "ie", "ies", "u", "us", "ue", "ues"]);
        // Présentant les comptes, elle …
        let gerund = french && self.is(at + 1, Classes::DETERMINER) && ends(&["ant"]);
        let participle = (next || french && comma) && ends(&["é", "ée", "és", "ées"]) || gerund;
        opens && (participle || french && weakened) && self.first_name(at).is_none()
    }

    /// Returns the gender of the first name at `at`, or `None` where it is none; of Jean-Luc, that of Jean.
    pub(crate) fn first_name(&self, at: usize) -> Option<Gender> {
        let own = self.classes(at);
        let parts = self.folded(at).split_once('-');
        let classes = match parts {
            Some((first, _)) if !own.has(Classes::FIRST_NAME) => self.lexicon.classes(first),
            _ => own,
        };
        let (he, she) = (
            classes.has(Classes::NAME_MASCULINE),
            classes.has(Classes::NAME_FEMININE),
        );
        match (he, she, classes.has(Classes::NAME_EITHER)) {
            (true, false, false) => Some(Gender::Masculine),
            (false, true, false) => Some(Gender::Feminine),
            (false, false, false) => None,
            _ => Some(Gender::Unknown),
        }
    }

    /// Romancière à succès, Ana Ruiz …: a noun for somebody, whose capital is that of its sentence.
    fn is_opening_trade(&self, at: usize) -> bool {
        self.lexicon.language == Language::French
            && self.is(at, Classes::PERSON_NOUN)
            && self.is_opening(at)
            && self.is_word(at + 1)
            && !self.is_capitalised(at + 1)
            && self.first_name(at).is_none()
    }

    /// Returns whether no word stands before `at` in its sentence.
    fn is_opening(&self, at: usize) -> bool {
        at.checked_sub(1).is_none_or(|before| !self.is_word(before))
    }

    /// Skips a title; returns where the name starts, the title's gender, and whether there is one.
    fn title(&self, at: usize) -> (usize, Gender, bool) {
        let classes = self.classes(at);
        if !classes.has(Classes::ANY_TITLE) {
            return self.english_title(at);
        }
        // Pape, Reine and Prince are first names, a pope and a queen have titles.
        if self.is_capitalised(at) {
            let opens = self.is_opening(at);
            match self.folded(at) {
                "pape" => return (at, Gender::Masculine, false),
                "prince" if !opens => return (at, Gender::Masculine, false),
                "reine" if !opens => return (at, Gender::Feminine, false),
                _ => {}
            }
        }
        let next = at + 1 + usize::from(self.is_sign(at + 1, '.'));
        let particles = self.lower_particles(next);
        if !self.is_name_word(next + particles) && !self.opens_with_particle(next) {
            return (at, Gender::Unknown, false);
        }
        let gender = if classes.has(Classes::TITLE_FEMININE) {
            Gender::Feminine
        } else if classes.has(Classes::TITLE) {
            Gender::Unknown
        } else {
            Gender::Masculine
        };
        (next, gender, true)
    }

    /// Chief Superintendent Ana Ruiz, Mayor Ana Ruiz: in English a role with a capital is a title.
    fn english_title(&self, at: usize) -> (usize, Gender, bool) {
        // Operator Clydeline
        let opens = at.checked_sub(1).is_none_or(|before| !self.is_word(before));
        let firm = self.is_capitalised(at) && self.is(at, Classes::COMPANY);
        let english = self.lexicon.language == Language::English;
        if english && opens && firm && self.is_name_word(at + 1) && !self.is_name_word(at + 2) {
            return (at + 1, Gender::Unknown, false);
        }
        let role = |at: usize| self.is_capitalised(at) && self.is(at, Classes::PERSON_NOUN);
        let roles = (at..at + 3).take_while(|&at| role(at)).count();
        let name = at + roles;
        let named = self.is_name_word(name) && self.is_name_word(name + 1);
        if roles == 0 || !named || self.lexicon.language != Language::English {
            return (at, Gender::Unknown, false);
        }
        (name, Gender::Unknown, true)
    }

    /// A Brest, la mairie …: the French preposition without the accent that capitals often lack.
    pub(super) fn is_capital_to(&self, at: usize) -> bool {
        self.lexicon.language == Language::French
            && self.folded(at) == "a"
            && self.is_capitalised(at)
    }

    fn is_name_word(&self, at: usize) -> bool {
        let excluded = Classes::STARTER | Classes::DAY | Classes::SUBJECT | Classes::AUXILIARY;
        self.is_capitalised(at) && !self.is(at, excluded)
    }

    /// Returns whether the word at `at` goes on with a name: also a capital particle, as in Le Pen.
    fn continues_name(&self, at: usize) -> bool {
        let glued = self
            .token(at)
            .zip(at.checked_sub(1).and_then(|before| self.token(before)));
        if glued.is_none_or(|(token, before)| token.span.start > before.span.end + 4) {
            return false;
        }
        self.is_name_word(at)
            || (self.is_capitalised(at)
                && (self.is(at, Classes::PARTICLE) || self.is_inner_name(at))
                && self.is_name_word(at + 1))
    }

    /// Seine-et-Mer, Ville-sur-Mer: returns whether a place that is written so stands at `at`.
    fn is_joined_place(&self, at: usize) -> bool {
        let joined = ["-et-", "-sur-", "-de-", "-du-", "-en-"];
        joined.iter().any(|link| self.folded(at).contains(link))
    }

    /// Yacine Ait Guern: a word that is a helper elsewhere.
    fn is_inner_name(&self, at: usize) -> bool {
        self.folded(at).len() > 2 && self.is(at, Classes::AUXILIARY)
    }

    /// Counts the particles at `at` that a name may hold: after one word only, since « Ana Ruiz de
    /// Norva » is Ana Ruiz.
    fn particles(&self, end: usize, words: usize) -> usize {
        // sur BFMTV le ministre: an article after an acronym opens another phrase.
        let article = end > 0 && self.is_acronym(end - 1) && self.is(end, Classes::DEFINITE);
        if words > 1 || article {
            0
        } else {
            self.lower_particles(end)
        }
    }

    /// Counts the particles of lower case at `at`: van der.
    fn lower_particles(&self, at: usize) -> usize {
        let lower = |at: usize| {
            self.is_word(at) && !self.is_capitalised(at) && self.is(at, Classes::PARTICLE)
        };
        (at..at + 3).take_while(|&at| lower(at)).count()
    }

    /// Returns whether a capital particle inside a sentence opens a name: Le Monde, De Morgen.
    fn is_fronted_particle(&self, at: usize) -> bool {
        let inside = at.checked_sub(1).is_some_and(|before| self.is_word(before));
        inside && self.opens_with_particle(at)
    }

    /// Returns whether a capital particle and a name stand at `at`.
    fn opens_with_particle(&self, at: usize) -> bool {
        self.is_capitalised(at) && self.is(at, Classes::PARTICLE) && self.is_name_word(at + 1)
    }

    fn is_initial(&self, at: usize) -> bool {
        // 40 °C.
        let degrees = at > 0 && self.is_sign(at - 1, '°');
        self.token(at).is_some_and(|token| {
            let written = token.text(self.text);
            !degrees
                && written.starts_with(char::is_uppercase)
                && written.split('-').all(|part| part.chars().count() == 1)
        })
    }

    /// Returns whether the word at `at` is in capitals throughout, as LFI or AFP.
    pub(crate) fn is_acronym(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| {
            let written = token.text(self.text);
            token.is_word() && written.len() > 1 && written.chars().all(char::is_uppercase)
        })
    }
}
