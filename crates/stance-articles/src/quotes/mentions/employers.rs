//! The party, the portfolio or the employer between what somebody is and their name.

use crate::lexicon::Classes;
use crate::quotes::names::Name;
use crate::quotes::reading::Reading;

impl Reading<'_> {
    /// le maire (PS) de Brest, la sénatrice du Bas-Rhin (Agir) Ana Ruiz: returns whether one word in brackets stands
    /// at `at`.
    pub(super) fn is_bracketed_party(&self, at: usize, person: bool) -> bool {
        let named = || self.name(at + 3).is_some_and(|name| name.words > 1);
        self.is_sign(at, '(')
            && self.is_sign(at + 2, ')')
            && (self.classed(at + 3, Classes::GENITIVE) || person && named())
    }

    /// le ministre de la Culture Jean Dupont: returns the name at the end of a run of capitals, and where it starts: with
    /// its first name, else it is the last two words.
    pub(super) fn last_of(&self, name: Name) -> (usize, Option<Name>) {
        let start = (name.start + 1..name.end)
            .find(|&at| self.first_name(at).is_some())
            .unwrap_or(name.end - 2);
        let named = Name {
            start,
            certain: true,
            ..name
        };
        (start, Some(named))
    }

    /// la députée `UniR` Ana Ruiz: returns whether a party, which has capitals inside, stands before a first name.
    pub(super) fn is_party(&self, at: usize) -> bool {
        let written = self.token(at).map_or("", |token| token.text(self.text));
        let inner = written.chars().skip(1).any(char::is_uppercase);
        let compound = written.contains(['-', '\'', '’']);
        inner && !compound && self.first_name(at).is_none() && self.first_name(at + 1).is_some()
    }

    /// le chercheur au Cevipor Jo Le Gall, le chef de groupe à l'Assemblée Jo Le Gall: the place after where somebody
    /// works, with their name after it, where `at` is its preposition.
    pub(super) fn works_at(&self, at: usize) -> Option<usize> {
        let body = match self.folded(at) {
            "au" | "chez" => at + 1,
            "à" if self.is(at + 1, Classes::DEFINITE) => at + 2,
            _ => return None,
        };
        let works = self.is_capitalised(body)
            && self.first_name(body).is_none()
            && self.first_name(body + 1).is_some()
            && self.is_capitalised(body + 1)
            && self.is_capitalised(body + 2);
        works.then_some(body + 1)
    }
}
