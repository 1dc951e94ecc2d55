//! The word lists of this crate, read once from the tables in `data/`: closed classes, nouns that can
//! speak, and the cues that attribute, inflected by small rules.
//!
//! Look-ups take a folded form: lower case, straight apostrophe (see [`fold`]).

mod cues;
mod folding;
mod inflect;

use std::borrow::Cow;
use std::ops::BitOr;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::Language;

pub(crate) use cues::CueForm;
pub use cues::{CueClass, CueEntry};
pub(crate) use folding::{fold, fold_into, is_folded};
pub(crate) use inflect::singular;
use inflect::{inflected, plural};

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
    THAT = 34, "that";
    WHETHER = 35, "whether";
    NEGATION = 36, "negation";
    HYPOTHETICAL = 37, "hypothetical";
    ATTRIBUTING = 38, "attributing";
    QUANTITY = 39, "quantity";
    POSSESSIVE = 40, "possessive";
    NOUN = 41, "noun";
    INSTITUTION = 42, "institution";
    PARTICIPIAL = 43, "participial";
    NOMINAL = 44, "nominal";
    SOME = 45, "some";
    WORDING = 46, "wording";
    SPEECH = 47, "speech";
    COMPANY = 48, "company";
    OFFICE = 49, "office";
    PORTFOLIO = 50, "portfolio";
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
    pub(crate) const SPEAKING_NOUN: Self = Self(
        Self::PERSON_NOUN.0
            | Self::ORGANISATION.0
            | Self::INSTITUTION.0
            | Self::DOCUMENT.0
            | Self::GROUP.0,
    );

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

/// What the tables know of a spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Word {
    pub(crate) classes: Classes,
    pub(crate) cue: CueWord,
}

/// What the table of cues knows of a spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct CueWord {
    pub(crate) form: CueForm,
    /// The place of the cue in the table, where the spelling is one.
    place: u16,
}

/// The words of one language.
#[derive(Debug)]
pub(crate) struct Lexicon {
    /// The language, for the few rules that only one of the two knows.
    pub(crate) language: Language,
    /// The spellings of up to sixteen bytes, each as a number.
    short: FxHashMap<u128, Word>,
    long: FxHashMap<Cow<'static, str>, Word>,
    cues: Vec<CueEntry>,
}

/// Returns a word of up to sixteen bytes as a number, which is compared faster than a text: its first bytes,
/// and over them its last ones where they belong.
pub(crate) fn packed(word: &str) -> Option<u128> {
    let bytes = word.as_bytes();
    let len = bytes.len();
    if len > 16 {
        return None;
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let last = u128::from(u64::from_le_bytes(*last)) << (8 * (len - 8));
        return Some(u128::from(u64::from_le_bytes(*first)) | last);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let last = u128::from(u32::from_le_bytes(*last)) << (8 * (len - 4));
        return Some(u128::from(u32::from_le_bytes(*first)) | last);
    }
    let shifted = |key: u128, &byte: &u8| key << 8 | u128::from(byte);
    Some(bytes.iter().rev().fold(0, shifted))
}

/// Returns the same of a word in lower case, where that takes no table of Unicode.
pub(crate) fn packed_lower(word: &str) -> Option<u128> {
    let key = packed(word)?;
    if word.is_ascii() {
        let lower = key.to_le_bytes().map(|byte| byte.to_ascii_lowercase());
        return Some(u128::from_le_bytes(lower));
    }
    is_folded(word).then_some(key)
}

static FRENCH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(Language::French));
static ENGLISH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(Language::English));

const WORDS: &str = include_str!("../../data/words.tsv");
const ROLES: &str = include_str!("../../data/roles.tsv");
const CUES: &str = include_str!("../../data/cues.tsv");
const FIRST_NAMES: &str = include_str!("../../data/first_names.tsv");

impl Lexicon {
    /// Returns the words of `language`, reading the tables on the first call.
    pub(crate) fn of(language: Language) -> &'static Self {
        match language {
            Language::French => &FRENCH,
            Language::English => &ENGLISH,
        }
    }

    /// Returns what is known of a folded word, or of several joined by `_`.
    pub(crate) fn word(&self, folded: &str) -> Word {
        let word = match packed(folded) {
            Some(key) => self.short.get(&key),
            None => self.long.get(folded),
        };
        word.copied().unwrap_or_default()
    }

    /// Returns what is known of a word as it is written, with capitals.
    pub(crate) fn written(&self, word: &str) -> Word {
        match packed_lower(word) {
            Some(key) => self.short.get(&key).copied().unwrap_or_default(),
            None => self.word(&fold(word)),
        }
    }

    /// Returns the classes of a folded word.
    pub(crate) fn classes(&self, folded: &str) -> Classes {
        self.word(folded).classes
    }

    /// Returns the dictionary's entry of a word that is a cue.
    pub(crate) fn cue(&self, word: CueWord) -> Option<CueEntry> {
        word.form
            .is_cue()
            .then(|| self.cues.get(usize::from(word.place)).copied())?
    }

    fn read(language: Language) -> Self {
        let mut lexicon = Self {
            language,
            short: FxHashMap::default(),
            long: FxHashMap::default(),
            cues: Vec::new(),
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
        let entry = self.entry(Cow::Borrowed(word));
        entry.classes = entry.classes | classes;
    }

    fn entry(&mut self, word: Cow<'static, str>) -> &mut Word {
        match packed(&word) {
            Some(key) => self.short.entry(key).or_default(),
            None => self.long.entry(word).or_default(),
        }
    }

    fn add_noun(&mut self, noun: &'static str, class: Classes) {
        match noun.split_once('/') {
            Some((masculine, feminine)) => {
                self.add_classes(masculine, class | Classes::NOUN_MASCULINE);
                self.add_classes(feminine, class | Classes::NOUN_FEMININE);
            }
            None => self.add_classes(noun, class),
        }
        if class.has(Classes::PERSON_NOUN) {
            for one in noun.split('/') {
                self.add_group(one);
            }
        }
    }

    /// Adds the plural of somebody: grutiers, grutières. A plural that is listed already is left alone.
    fn add_group(&mut self, one: &str) {
        let Some(several) = plural(one, self.language) else {
            return;
        };
        let entry = self.entry(Cow::Owned(several));
        if entry.classes == Classes::default() {
            entry.classes = Classes::GROUP;
        }
    }

    fn add_cue(&mut self, row: &'static str) {
        let cells: Vec<&str> = row.split('\t').collect();
        let &[lemma, class, prior, frames, rule, ref forms @ ..] = cells.as_slice() else {
            return;
        };
        let (Some(entry), Ok(place)) = (
            CueEntry::parse(lemma, class, prior),
            u16::try_from(self.cues.len()),
        ) else {
            return;
        };
        self.cues.push(entry);
        let frames = CueForm::parse(frames);
        for (form, marks) in inflected(lemma, rule) {
            self.add_form(Cow::Owned(form), frames | CueForm::parse(marks), place);
        }
        for form in forms.iter().flat_map(|forms| forms.split_whitespace()) {
            if let Some((form, marks)) = form.split_once(':') {
                self.add_form(Cow::Borrowed(form), frames | CueForm::parse(marks), place);
            }
        }
    }

    /// Adds a spelling of the cue at `place`; of one that several cues share, the first row counts.
    fn add_form(&mut self, form: Cow<'static, str>, marks: CueForm, place: u16) {
        if let Some((first, _)) = form.split_once('_') {
            let opening = self.entry(Cow::Owned(first.to_owned()));
            opening.cue.form = opening.cue.form | CueForm::OPENS;
        }
        let cue = &mut self.entry(form).cue;
        if !cue.form.is_cue() {
            cue.place = place;
        }
        cue.form = cue.form | marks;
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

#[cfg(test)]
mod tests {
    use super::{Classes, Lexicon};
    use crate::Language;

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
        for language in [Language::French, Language::English] {
            let lexicon = Lexicon::of(language);
            let listed = super::rows(super::CUES, language).count();
            assert_eq!(lexicon.cues.len(), listed);
            for row in super::rows(super::CUES, language) {
                let cells: Vec<_> = row.split('\t').collect();
                let listed = cells.get(5).and_then(|forms| forms.split(':').next());
                let form = match cells[4] {
                    "-" => listed.unwrap_or_default(),
                    "er" | "ir" | "regular" => cells[0],
                    rule => panic!("{rule}: {row}"),
                };
                assert!(lexicon.cue(lexicon.word(form).cue).is_some(), "{row}");
            }
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
