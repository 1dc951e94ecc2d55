//! The word lists of this crate, read once from the tables in `data/`: closed classes, nouns that can
//! speak, and the cues that attribute, inflected by small rules.
//!
//! Look-ups take a folded form: lower case, straight apostrophe (see [`fold`]).

use std::borrow::Cow;
use std::ops::BitOr;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::Language;

/// A set of word classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Classes(u64);

macro_rules! classes {
    ($($name:ident = $bit:literal, $label:literal;)*) => {
        impl Classes {
            $(pub(crate) const $name: Self = Self(1 << $bit);)*

            fn named(label: &str) -> Self {
                match label {
                    $($label => Self::$name,)*
                    _ => Self(0),
                }
            }
        }
    };
}

classes! {
    DETERMINER = 0, "determiner";
    DEFINITE = 1, "definite";
    FEMININE = 2, "feminine";
    PLURAL = 3, "plural";
    PREPOSITION = 4, "preposition";
    GENITIVE = 5, "genitive";
    CONJUNCTION = 6, "conjunction";
    RELATIVE = 7, "relative";
    PRONOUN = 8, "pronoun";
    SUBJECT = 9, "subject";
    ANAPHOR = 10, "anaphor";
    OBJECT = 11, "object";
    AUXILIARY = 12, "auxiliary";
    ADVERB = 13, "adverb";
    MODAL = 14, "modal";
    PARTICLE = 15, "particle";
    TITLE_MASCULINE = 16, "title-masculine";
    TITLE_FEMININE = 17, "title-feminine";
    TITLE = 18, "title";
    DAY = 19, "day";
    MONTH = 20, "month";
    ABBREVIATION = 21, "abbreviation";
    STARTER = 22, "starter";
    GENERIC = 23, "generic";
    ROLE = 24, "role";
    ORGANISATION = 25, "organisation";
    DOCUMENT = 26, "document";
    GROUP = 27, "group";
    NOUN_MASCULINE = 28, "noun-masculine";
    NOUN_FEMININE = 29, "noun-feminine";
    NAMING = 30, "naming";
    NAME_MASCULINE = 31, "first-name-masculine";
    NAME_FEMININE = 32, "first-name-feminine";
    NAME_EITHER = 33, "first-name-either";
}

impl Classes {
    /// A person's title, of either gender or of none.
    pub(crate) const ANY_TITLE: Self =
        Self(Self::TITLE.0 | Self::TITLE_MASCULINE.0 | Self::TITLE_FEMININE.0);
    /// A noun that stands for one person.
    pub(crate) const PERSON_NOUN: Self = Self(Self::GENERIC.0 | Self::ROLE.0);
    /// A first name.
    pub(crate) const FIRST_NAME: Self =
        Self(Self::NAME_MASCULINE.0 | Self::NAME_FEMININE.0 | Self::NAME_EITHER.0);
    /// A noun that can be the source of a quotation.
    pub(crate) const SPEAKING_NOUN: Self =
        Self(Self::PERSON_NOUN.0 | Self::ORGANISATION.0 | Self::DOCUMENT.0 | Self::GROUP.0);

    /// Returns whether the set shares a class with `other`.
    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for Classes {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The grammatical forms that a spelling of a cue can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one spelling can be several forms at once"
)]
pub(crate) struct CueForm {
    /// Whether the cue says what is thought rather than what is said: penser, craindre, believe.
    pub(crate) opinion: bool,
    /// A finite form: explique, expliquait, said.
    pub(crate) finite: bool,
    /// A past participle: expliqué, told.
    pub(crate) participle: bool,
    /// An infinitive: expliquer.
    pub(crate) infinitive: bool,
    /// A present participle: expliquant, saying.
    pub(crate) gerund: bool,
}

/// The words of one language.
#[derive(Debug)]
pub(crate) struct Lexicon {
    /// The language, for the few rules that only one of the two knows.
    pub(crate) language: Language,
    classes: FxHashMap<&'static str, Classes>,
    cues: FxHashMap<String, CueForm>,
}

static FRENCH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(Language::French));
static ENGLISH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(Language::English));

const WORDS: &str = include_str!("../data/words.tsv");
const ROLES: &str = include_str!("../data/roles.tsv");
const CUES: &str = include_str!("../data/cues.tsv");
const FIRST_NAMES: &str = include_str!("../data/first_names.tsv");

impl Lexicon {
    /// Returns the words of `language`, reading the tables on the first call.
    pub(crate) fn of(language: Language) -> &'static Self {
        match language {
            Language::French => &FRENCH,
            Language::English => &ENGLISH,
        }
    }

    /// Returns the classes of a folded word.
    pub(crate) fn classes(&self, folded: &str) -> Classes {
        self.classes.get(folded).copied().unwrap_or_default()
    }

    /// Returns the forms that a folded word, or several joined by `_`, can be of a cue; `None` where it is
    /// none.
    pub(crate) fn cue(&self, folded: &str) -> Option<CueForm> {
        self.cues.get(folded).copied()
    }

    fn read(language: Language) -> Self {
        let mut lexicon = Self {
            language,
            classes: FxHashMap::default(),
            cues: FxHashMap::default(),
        };
        for (label, words) in rows(WORDS, language).filter_map(|row| row.split_once('\t')) {
            for word in words.split_whitespace() {
                lexicon.add_classes(word, Classes::named(label));
            }
        }
        for (label, nouns) in rows(ROLES, language).filter_map(|row| row.split_once('\t')) {
            for noun in nouns.split_whitespace() {
                lexicon.add_noun(noun, Classes::named(label));
            }
        }
        for (gender, names) in FIRST_NAMES.lines().filter_map(|row| row.split_once('\t')) {
            for name in names.split_whitespace() {
                lexicon.add_classes(name, Classes::named(gender));
            }
        }
        for row in rows(CUES, language) {
            lexicon.add_cue(row);
        }
        lexicon
    }

    fn add_classes(&mut self, word: &'static str, classes: Classes) {
        let entry = self.classes.entry(word).or_default();
        *entry = *entry | classes;
    }

    fn add_noun(&mut self, noun: &'static str, class: Classes) {
        match noun.split_once('/') {
            Some((masculine, feminine)) => {
                self.add_classes(masculine, class | Classes::NOUN_MASCULINE);
                self.add_classes(feminine, class | Classes::NOUN_FEMININE);
            }
            None => self.add_classes(noun, class),
        }
    }

    fn add_cue(&mut self, row: &str) {
        let mut cells = row.split('\t');
        let (Some(lemma), Some(class), Some(rule)) = (cells.next(), cells.next(), cells.next())
        else {
            return;
        };
        let opinion = class == "opinion";
        for (form, marks) in inflected(lemma, rule) {
            self.add_form(form, marks, opinion);
        }
        for form in cells.next().unwrap_or_default().split_whitespace() {
            if let Some((form, marks)) = form.split_once(':') {
                self.add_form(form.to_owned(), marks, opinion);
            }
        }
    }

    fn add_form(&mut self, form: String, marks: &str, opinion: bool) {
        let entry = self.cues.entry(form).or_default();
        entry.opinion |= opinion;
        entry.finite |= marks.contains('f');
        entry.participle |= marks.contains('p');
        entry.infinitive |= marks.contains('i');
        entry.gerund |= marks.contains('g');
    }
}

/// Returns the rows of `table` for `language`, without their language cell.
fn rows(table: &'static str, language: Language) -> impl Iterator<Item = &'static str> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(move |line| {
            let (code, rest) = line.split_once('\t')?;
            (code == language.as_str()).then_some(rest)
        })
}

/// Returns the forms of `lemma` that `rule` makes, each with its marks as in the table of cues.
fn inflected(lemma: &str, rule: &str) -> Vec<(String, &'static str)> {
    match rule {
        "er" => first_group(lemma),
        "ir" => second_group(lemma),
        "regular" => english_regular(lemma),
        _ => Vec::new(),
    }
}

/// The first group: affirmer, with the spelling changes of rappeler, préciser, juger, annoncer, appuyer.
fn first_group(lemma: &str) -> Vec<(String, &'static str)> {
    let Some(stem) = lemma.strip_suffix("er") else {
        return Vec::new();
    };
    // Before a or o, c and g keep their sound: annonçait, jugeait.
    let soft = match stem.strip_suffix('c') {
        Some(root) => format!("{root}ç"),
        None if stem.ends_with('g') => format!("{stem}e"),
        None => stem.to_owned(),
    };
    let strong = strong_stem(stem);
    let mut forms = vec![(lemma.to_owned(), "i"), (format!("{soft}ant"), "g")];
    forms.extend(["e", "ent"].map(|end| (format!("{strong}{end}"), "f")));
    forms.extend(["era", "eront", "erait", "eraient"].map(|end| (format!("{strong}{end}"), "f")));
    forms.extend(["era", "eront", "erait", "eraient"].map(|end| (format!("{stem}{end}"), "f")));
    forms.extend(["ait", "aient", "a"].map(|end| (format!("{soft}{end}"), "f")));
    forms.push((format!("{stem}èrent"), "f"));
    forms.extend(["é", "ée", "és", "ées"].map(|end| (format!("{stem}{end}"), "p")));
    forms
}

/// The stem under stress: rappell-, suggèr-, appui-; the plain stem elsewhere.
fn strong_stem(stem: &str) -> String {
    if let Some(root) = stem.strip_suffix("pel") {
        return format!("{root}pell");
    }
    if let Some(root) = stem.strip_suffix('y') {
        return format!("{root}i");
    }
    let Some((at, last)) = stem.char_indices().rev().find(|&(_, c)| is_french_vowel(c)) else {
        return stem.to_owned();
    };
    let tail = &stem[at + last.len_utf8()..];
    // suggér-, asséén-, martel-: one written consonant after é or e, or a group such as -gr-.
    if !tail.is_empty() && tail.chars().count() == 1 && matches!(last, 'é' | 'e') && at > 0 {
        return format!("{}è{tail}", &stem[..at]);
    }
    stem.to_owned()
}

fn is_french_vowel(c: char) -> bool {
    matches!(
        c,
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'é' | 'è' | 'ê' | 'â' | 'î' | 'ô' | 'û' | 'ï'
    )
}

/// The second group: avertir, avertit, avertissent, averti.
fn second_group(lemma: &str) -> Vec<(String, &'static str)> {
    let Some(stem) = lemma.strip_suffix('r') else {
        return Vec::new();
    };
    let mut forms = vec![(lemma.to_owned(), "i"), (format!("{stem}ssant"), "g")];
    let finite = [
        "t", "ssent", "ssait", "ssaient", "rent", "ra", "ront", "rait",
    ];
    forms.extend(finite.map(|end| (format!("{stem}{end}"), "f")));
    forms.extend(["", "e", "s", "es"].map(|end| (format!("{stem}{end}"), "p")));
    forms
}

/// The regular verbs of English: explain, insist, note, reply.
fn english_regular(lemma: &str) -> Vec<(String, &'static str)> {
    let consonant_y = lemma
        .strip_suffix('y')
        .filter(|root| !root.ends_with(['a', 'e', 'o', 'u']));
    let sibilant = ["s", "sh", "ch", "x"]
        .iter()
        .any(|end| lemma.ends_with(end));
    let (third, past) = match (consonant_y, lemma.strip_suffix('e')) {
        (Some(root), _) => (format!("{root}ies"), format!("{root}ied")),
        (None, Some(_)) => (format!("{lemma}s"), format!("{lemma}d")),
        (None, None) if sibilant => (format!("{lemma}es"), format!("{lemma}ed")),
        (None, None) => (format!("{lemma}s"), format!("{lemma}ed")),
    };
    let gerund = format!("{}ing", lemma.strip_suffix('e').unwrap_or(lemma));
    vec![
        (lemma.to_owned(), "fi"),
        (third, "f"),
        (past, "fp"),
        (gerund, "g"),
    ]
}

/// Returns `word` in lower case with straight apostrophes; borrowed where it already is.
pub(crate) fn fold(word: &str) -> Cow<'_, str> {
    let plain = |c: char| {
        if c.is_ascii() {
            !c.is_ascii_uppercase()
        } else {
            c != '’' && !c.is_uppercase()
        }
    };
    if word.chars().all(plain) {
        return Cow::Borrowed(word);
    }
    if word.is_ascii() {
        return Cow::Owned(word.to_ascii_lowercase());
    }
    Cow::Owned(
        word.chars()
            .flat_map(char::to_lowercase)
            .map(straighten)
            .collect(),
    )
}

fn straighten(c: char) -> char {
    if c == '’' { '\'' } else { c }
}

#[cfg(test)]
mod tests {
    use super::{Classes, Lexicon, fold, inflected};
    use crate::Language;

    #[test]
    fn folding_lowers_and_straightens() {
        assert_eq!(fold("L’État"), "l'état");
        assert_eq!(fold("PDG"), "pdg");
        assert!(matches!(fold("déjà"), std::borrow::Cow::Borrowed("déjà")));
    }

    #[test]
    fn verbs_are_inflected_with_their_spelling_changes() {
        let forms = |lemma: &str, rule: &str| -> Vec<String> {
            inflected(lemma, rule)
                .into_iter()
                .map(|(form, _)| form)
                .collect()
        };
        for (lemma, rule, form) in [
            ("annoncer", "er", "annonçait"),
            ("juger", "er", "jugeant"),
            ("rappeler", "er", "rappelle"),
            ("suggérer", "er", "suggère"),
            ("marteler", "er", "martèle"),
            ("appuyer", "er", "appuie"),
            ("interroger", "er", "interroge"),
            ("avertir", "ir", "avertissent"),
            ("reply", "regular", "replied"),
            ("stress", "regular", "stresses"),
            ("note", "regular", "noting"),
        ] {
            assert!(
                forms(lemma, rule).iter().any(|known| known == form),
                "{form}"
            );
        }
        assert!(!forms("interroger", "er").contains(&"interrège".to_owned()));
    }

    #[test]
    fn every_row_of_the_tables_is_read() {
        let tables = [super::WORDS, super::ROLES, super::CUES];
        for row in tables
            .iter()
            .flat_map(|table| table.lines())
            .filter(|row| !row.starts_with('#'))
        {
            let cells: Vec<_> = row.split('\t').collect();
            assert!(matches!(cells[0], "fr" | "en"), "{row}");
            assert!(
                cells.len() >= 3 && cells.iter().all(|cell| !cell.is_empty()),
                "{row}"
            );
        }
        for row in super::CUES.lines().filter(|row| !row.starts_with('#')) {
            let language = if row.starts_with("fr") {
                Language::French
            } else {
                Language::English
            };
            let rule = row.split('\t').nth(3);
            assert!(matches!(rule, Some("er" | "ir" | "regular" | "-")), "{row}");
            let lemma = row.split('\t').nth(1).unwrap_or_default();
            let listed = row
                .split('\t')
                .nth(4)
                .and_then(|forms| forms.split(':').next());
            let form = if rule == Some("-") {
                listed.unwrap_or_default()
            } else {
                lemma
            };
            assert!(Lexicon::of(language).cue(form).is_some(), "{row}");
        }
    }

    #[test]
    fn every_class_named_in_the_tables_is_known() {
        for row in [super::WORDS, super::ROLES]
            .iter()
            .flat_map(|table| table.lines())
        {
            if let Some(label) = row.split('\t').nth(1).filter(|_| !row.starts_with('#')) {
                assert_ne!(Classes::named(label), Classes::default(), "{label}");
            }
        }
        for row in super::FIRST_NAMES
            .lines()
            .filter(|row| !row.starts_with('#'))
        {
            let label = row.split('\t').next().unwrap_or_default();
            assert!(Classes::named(label).has(Classes::FIRST_NAME), "{label}");
        }
    }
}
