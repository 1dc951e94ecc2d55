//! The scope of a negation: which terms of a clause are denied.

use super::{Origin, Step, Term};
use crate::{Language, TokenKind};

/// What a token does to the scope of negations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Nothing: it is negated where a scope is open.
    Plain,
    /// Ends the clause and every scope: punctuation, `mais`, `but`…
    Boundary,
    /// French `ne`, `n'`: negates what follows it, once its second part is met.
    Particle,
    /// Opens a scope: `pas`, `sans`, `not`, `n't`…
    Negator,
    /// Opens a scope in a clause with a particle, means something else in others: `plus`.
    SecondPart,
    /// Keeps the negator just before it from opening a scope: `sans doute`, `not only`.
    Excuse,
}

/// Marks the terms in the scope of a negation, from the negation to the end of its clause.
///
/// French `ne … pas` (`plus`, `jamais`, `rien`, `guère`…) negates what stands between its parts as
/// well; `ne` without a second part, as in `ne … que`, negates nothing. `sans`, `aucun`, `ni` and
/// English `not`, `n't`, `never`, `no`, `without` open a scope alone. A clause ends at punctuation
/// or at words such as `mais`, `car`, `but`, `because`. The negations themselves are not marked.
///
/// [`WordNgrams`](crate::WordNgrams) writes a marked term with `¬` before it. The step reads words
/// as they are written: it comes before stemming, and before punctuation is dropped.
///
/// # Examples
///
/// ```
/// use stance_features::{Language, NegationScope, Pipeline, Tokenizer};
///
/// let pipeline = Pipeline::new(Tokenizer::new(Some(Language::French)))
///     .then(NegationScope::new(Language::French));
/// let terms = pipeline.terms("Elle ne menace pas l’emploi, elle le change.");
/// let negated: Vec<&str> =
///     terms.iter().filter(|term| term.negated).map(|term| term.text.as_str()).collect();
/// assert_eq!(negated, ["menace", "l'", "emploi"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NegationScope {
    language: Language,
}

const FRENCH_NEGATORS: [&str; 13] = [
    "pas",
    "jamais",
    "rien",
    "guère",
    "guere",
    "aucun",
    "aucune",
    "sans",
    "ni",
    "nul",
    "nulle",
    "nullement",
    "aucunement",
];
const FRENCH_SECOND_PARTS: [&str; 3] = ["plus", "personne", "point"];
const FRENCH_EXCUSES: [&str; 6] = [
    "doute",
    "cesse",
    "seulement",
    "uniquement",
    "conteste",
    "mal",
];
const FRENCH_BOUNDARIES: [&str; 12] = [
    "mais",
    "car",
    "donc",
    "or",
    "puisque",
    "puisqu'",
    "lorsque",
    "lorsqu'",
    "tandis",
    "quand",
    "pourtant",
    "cependant",
];
const ENGLISH_NEGATORS: [&str; 10] = [
    "not", "n't", "never", "no", "without", "neither", "nor", "none", "nobody", "nothing",
];
const ENGLISH_EXCUSES: [&str; 5] = ["only", "doubt", "merely", "just", "longer"];
const ENGLISH_BOUNDARIES: [&str; 10] = [
    "but", "because", "although", "though", "however", "while", "whereas", "yet", "when", "if",
];

impl NegationScope {
    /// What stands before a marked term in the names of features: `¬`.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(stance_features::NegationScope::MARK, '¬');
    /// ```
    pub const MARK: char = super::NEGATED;

    /// Returns the step for a language.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Language, NegationScope, Pipeline, Tokenizer};
    ///
    /// let pipeline = Pipeline::new(Tokenizer::new(Some(Language::English)))
    ///     .then(NegationScope::new(Language::English));
    /// let negated: Vec<bool> = pipeline.terms("not safe").iter().map(|term| term.negated).collect();
    /// assert_eq!(negated, [false, true]);
    /// ```
    #[must_use]
    pub fn new(language: Language) -> Self {
        Self { language }
    }

    /// Returns the role of a normalised token.
    pub(crate) fn role(self, text: &str, kind: TokenKind) -> Role {
        match kind {
            TokenKind::Punctuation if !matches!(text, "'" | "-" | "/" | "&" | "*") => {
                Role::Boundary
            }
            TokenKind::Mark => Role::Boundary,
            TokenKind::Word | TokenKind::Elision | TokenKind::Contraction => self.word_role(text),
            _ => Role::Plain,
        }
    }

    fn word_role(self, text: &str) -> Role {
        let (negators, excuses, boundaries) = match self.language {
            Language::French if text == "ne" || text == "n'" => return Role::Particle,
            Language::French if FRENCH_SECOND_PARTS.contains(&text) => return Role::SecondPart,
            Language::French => (
                FRENCH_NEGATORS.as_slice(),
                FRENCH_EXCUSES.as_slice(),
                FRENCH_BOUNDARIES.as_slice(),
            ),
            Language::English => (
                ENGLISH_NEGATORS.as_slice(),
                ENGLISH_EXCUSES.as_slice(),
                ENGLISH_BOUNDARIES.as_slice(),
            ),
        };
        if negators.contains(&text) {
            Role::Negator
        } else if excuses.contains(&text) {
            Role::Excuse
        } else if boundaries.contains(&text) {
            Role::Boundary
        } else {
            Role::Plain
        }
    }
}

impl Step for NegationScope {
    fn apply(&self, _source: &str, terms: &mut Vec<Term>) {
        let mut scope = Scope::default();
        for (index, term) in terms.iter().enumerate() {
            let role = match term.origin {
                Origin::Token(kind) => self.role(&term.text, kind),
                Origin::WordNgram | Origin::CharNgram => Role::Plain,
            };
            scope.push(index, role);
        }
        for index in scope.finish() {
            terms[*index].negated = true;
        }
    }
}

/// Follows the roles of the tokens of a document, in one pass and linear time.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    /// Whether a negation is open.
    open: bool,
    /// Whether the token before is a negator, whose scope an excuse can still take back.
    just_opened: bool,
    /// Whether the clause has a particle without its second part.
    particle: bool,
    /// Tokens since that particle: negated if the second part comes.
    pending: Vec<usize>,
    negated: Vec<usize>,
}

impl Scope {
    /// Takes in the next token: its index among the tokens, and its role.
    pub(crate) fn push(&mut self, index: usize, role: Role) {
        let excused = role == Role::Excuse && self.just_opened;
        self.just_opened = false;
        match role {
            Role::Boundary => self.close(),
            Role::Particle => {
                self.particle = true;
                self.pending.clear();
            }
            Role::Negator => self.begin(),
            Role::SecondPart if self.particle => self.begin(),
            Role::Excuse if excused => self.close(),
            Role::Plain | Role::SecondPart | Role::Excuse => {
                if self.open {
                    self.negated.push(index);
                } else if self.particle {
                    self.pending.push(index);
                }
            }
        }
    }

    /// Returns the indices of the negated tokens, in no particular order, each once.
    pub(crate) fn finish(&mut self) -> &[usize] {
        self.close();
        &self.negated
    }

    /// Forgets everything, keeping the buffers.
    pub(crate) fn clear(&mut self) {
        self.close();
        self.negated.clear();
    }

    fn begin(&mut self) {
        self.negated.append(&mut self.pending);
        self.just_opened = !self.open;
        self.open = true;
        self.particle = false;
    }

    fn close(&mut self) {
        self.open = false;
        self.just_opened = false;
        self.particle = false;
        self.pending.clear();
    }
}

#[cfg(test)]
mod tests {
    use crate::{Language, NegationScope, Pipeline, Tokenizer};

    fn negated(language: Language, text: &str) -> Vec<String> {
        let pipeline =
            Pipeline::new(Tokenizer::new(Some(language))).then(NegationScope::new(language));
        pipeline
            .terms(text)
            .into_iter()
            .filter(|term| term.negated)
            .map(|term| term.text)
            .collect()
    }

    #[test]
    fn french_scopes() {
        for (text, expected) in [
            ("Ce n’est pas une menace : elle aide", "est une menace"),
            (
                "Elle ne remplacera jamais l’homme mais elle l’aide",
                "remplacera l' homme",
            ),
            ("On n’en veut plus", "en veut"),
            ("On en veut plus", ""),
            ("Il ne fait que progresser", ""),
            ("sans contrôle ni règle, tout va bien", "contrôle règle"),
            ("C’est sans doute utile", ""),
            ("Pas seulement utile, nécessaire", ""),
            (
                "Aucun emploi n’est menacé. Tous changent",
                "emploi est menacé",
            ),
            ("Je n’y vois rien de bon", "y vois de bon"),
            ("On ne sait pas, on ne voit point", "sait voit"),
        ] {
            assert_eq!(
                negated(Language::French, text).join(" "),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn english_scopes() {
        for (text, expected) in [
            ("It doesn’t help anyone, they say", "help anyone"),
            ("Not only useful but cheap", ""),
            ("It never worked because it was not tested", "worked tested"),
            ("We can live without such machines; we do", "such machines"),
            ("No doubt it works", ""),
        ] {
            assert_eq!(
                negated(Language::English, text).join(" "),
                expected,
                "{text}"
            );
        }
    }
}
