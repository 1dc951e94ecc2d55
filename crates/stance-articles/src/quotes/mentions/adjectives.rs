//! Words that may be adjectives, by their endings and by what stands beside them.

use crate::Language;
use crate::lexicon::Classes;
use crate::quotes::reading::Reading;

impl Reading<'_> {
    /// ministériel, sénatorial, parisien: endings that adjectives alone have.
    pub(super) fn is_adjective(&self, at: usize) -> bool {
        let word = self.folded(at);
        [
            "iel", "ial", "nal", "cal", "ral", "tal", "sien", "cien", "teux", "gieux",
        ]
        .iter()
        .any(|ending| word.ends_with(ending))
    }

    /// français, écologiste, régionale: endings that adjectives often have, and verbs seldom.
    pub(crate) fn is_adjectival(&self, at: usize) -> bool {
        let word = self.folded(at);
        self.lexicon.language == Language::English
            || [
                "ais", "aise", "ois", "oise", "ien", "ienne", "ain", "aine", "al", "ale", "el",
                "elle", "if", "ive", "iste", "ique", "ier", "ière", "eur", "eux", "euse", "é",
                "ée", "in", "ine", "oi", "oie",
            ]
            .iter()
            .any(|ending| word.ends_with(ending))
    }

    /// démocrate et républicaine: « et » between two plain words of lower case.
    pub(super) fn joins_adjectives(&self, at: usize) -> bool {
        let plain = |at: usize| {
            let closed = Classes::DETERMINER
                | Classes::PREPOSITION
                | Classes::CONJUNCTION
                | Classes::PRONOUN
                | Classes::OBJECT
                | Classes::AUXILIARY
                | Classes::ADVERB
                | Classes::MODAL;
            self.is_word(at)
                && !self.is_capitalised(at)
                && !self.is(at, closed)
                && !self.form(at).is_cue()
        };
        self.folded(at) == "et" && plain(at - 1) && plain(at + 1)
    }
}
