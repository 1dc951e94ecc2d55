//! What may follow a cue without que: infinitives, clauses without that, whom is told before them.

use crate::Language;
use crate::lexicon::Classes;

use super::reading::Reading;
use super::reported::GAP;

impl Reading<'_> {
    /// Returns where an infinitive starts after de, d' or to at `at`, or, where the cue takes somebody
    /// addressed, further on: accuse X d'avoir, invite X à suivre.
    pub(crate) fn linked_infinitive(
        &self,
        at: usize,
        limit: usize,
        addressed: bool,
    ) -> Option<usize> {
        let links = |at: usize| {
            let link = match self.lexicon.language {
                Language::French => {
                    matches!(self.folded(at), "de" | "d'") || (addressed && self.folded(at) == "à")
                }
                // accused ministers of testing
                Language::English if self.folded(at) == "of" => {
                    return addressed && self.folded(at + 1).ends_with("ing");
                }
                Language::English => self.folded(at) == "to",
            };
            link && self.is_infinitive(at + 1)
        };
        let reach = if addressed {
            limit
        } else {
            (at + 2).min(limit)
        };
        let stop =
            |at: &usize| !self.is_word(*at) || self.is(*at, Classes::RELATIVE | Classes::THAT);
        let stop = (at..reach).find(stop).unwrap_or(reach);
        (at..stop).find(|&at| links(at)).map(|at| at + 1)
    }

    /// Returns whether an infinitive starts at `at`, its pronouns and its negation before it.
    pub(crate) fn is_infinitive(&self, at: usize) -> bool {
        let light = |at: &usize| {
            self.classed(*at, Classes::OBJECT | Classes::NEGATION)
                || matches!(self.folded(*at), "pas" | "plus" | "jamais" | "rien" | "not")
        };
        let verb = (at..at + 5).find(|at| !light(at)).unwrap_or(at);
        if !self.is_word(verb) || self.is_capitalised(verb) {
            return false;
        }
        let closed = Classes::DETERMINER
            | Classes::PREPOSITION
            | Classes::ADVERB
            | Classes::CONJUNCTION
            | Classes::DAY
            | Classes::MONTH;
        let word = self.folded(verb);
        match self.lexicon.language {
            Language::French => {
                ["er", "ir", "re"]
                    .iter()
                    .any(|ending| word.ends_with(ending))
                    && !is_noun_in_ure(word)
                    && !self.is(verb, closed)
                    && (self.is_to_be_able(verb) || !self.is(verb, Classes::SPEAKING_NOUN))
            }
            Language::English => !self.is(verb, closed | Classes::SUBJECT),
        }
    }

    /// pouvoir vendre, not le pouvoir d'achat.
    fn is_to_be_able(&self, at: usize) -> bool {
        self.folded(at) == "pouvoir" && !self.is(at + 1, Classes::GENITIVE)
    }

    /// « prendre acte »: what stands between the marks at `at` opens with a word that ends as an infinitive.
    pub(super) fn opens_with_infinitive(&self, at: usize) -> bool {
        let written = self.token(at).map_or("", |token| token.text(self.text));
        let mut words = written
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty());
        let first = words.next().unwrap_or_default();
        ["er", "ir", "re"]
            .iter()
            .any(|ending| first.ends_with(ending))
    }

    /// Returns whether an English clause can start at `at` without that: he will go, the plan is dead.
    pub(crate) fn opens_clause(&self, at: usize, end: usize) -> bool {
        let starts = self.is(at, Classes::SUBJECT | Classes::DETERMINER)
            && self.folded(at) != "one"
            || self.is_capitalised(at)
            || self.folded(at) == "there"
            || self.is_bare_plural(at)
            || self.is_bare_plural(at + 1) && self.is_loose(at);
        let verb = Classes::AUXILIARY | Classes::MODAL;
        let says = (at + 1..end.min(at + GAP)).any(|at| {
            self.classed(at, verb)
                || self.is_word(at)
                    && !self.is(at, Classes::PREPOSITION)
                    && (self.folded(at).ends_with("ed") || self.folded(at).ends_with('s'))
        });
        starts && says && end - at >= 3
    }

    /// chatbots, older residents: a plural that needs no article.
    pub(crate) fn is_bare_plural(&self, at: usize) -> bool {
        let closed = Classes::PREPOSITION | Classes::PRONOUN | Classes::ADVERB | Classes::OBJECT;
        let word = self.folded(at);
        self.is_loose(at)
            && !self.is(at, closed)
            && word.ends_with('s')
            && !word.ends_with("ss")
            && word.len() > 3
    }

    /// told the board that; told this reporter the plan was dead: somebody is told before the clause starts.
    pub(crate) fn is_told(&self, at: usize) -> bool {
        let next = Classes::THAT | Classes::DETERMINER | Classes::SUBJECT;
        let told = |end: usize| self.is(end, next) && !self.is(end, Classes::AUXILIARY);
        self.mention(at).is_some_and(|mention| told(mention.end))
            || self.is_bare_plural(at) && told(at + 1)
    }

    /// told reporters that, told the board that: the place after who is told.
    pub(crate) fn addressee_end(&self, at: usize) -> Option<usize> {
        match self.mention(at) {
            Some(mention) => Some(mention.end),
            None => {
                (self.is_word(at) && !self.is_quoted(at + 1) && !self.is(at, Classes::CONJUNCTION))
                    .then_some(at + 1)
            }
        }
    }
}

/// fracture, voiture: nouns that end as infinitives do; conclure and its like are verbs.
fn is_noun_in_ure(word: &str) -> bool {
    word.ends_with("ure") && !word.ends_with("clure")
}
