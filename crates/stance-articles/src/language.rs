//! In which language a text is written: French, English, or neither.
//!
//! The words that carry a language's grammar decide where there are enough of them, which is fast and
//! holds on news prose; else `whatlang`'s trigrams, where it calls its answer reliable; else those of both and of
//! `whichlang`'s linear model together. Whoever cannot be told gets no language: `und` in files.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use crate::Error;
use crate::words::{WIDE, for_each_run, is_letter};

/// A language that the rules of this crate know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// French, `fr`.
    French,
    /// English, `en`.
    English,
}

impl Language {
    /// Returns the ISO 639-1 code: `fr` or `en`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Language {
    type Err = Error;

    /// Reads an ISO 639-1 code.
    ///
    /// # Errors
    /// [`Error::UnknownLanguage`] for anything but `fr` and `en`.
    ///
    /// # Examples
    /// ```
    /// use stance_articles::{Error, Language};
    ///
    /// assert_eq!("en".parse(), Ok(Language::English));
    /// let refused = "de".parse::<Language>();
    /// assert_eq!(refused, Err(Error::UnknownLanguage { found: "de".to_owned() }));
    /// ```
    fn from_str(code: &str) -> Result<Self, Error> {
        match code {
            "fr" => Ok(Self::French),
            "en" => Ok(Self::English),
            found => Err(Error::UnknownLanguage {
                found: found.to_owned(),
            }),
        }
    }
}

/// Words below which a text is too short to be told by itself.
pub const SHORT: usize = 20;

/// Bytes at the start of a paragraph that may decide alone.
const START: usize = 320;

/// Bytes read at the start, in the middle and at the end of a long text.
const SAMPLE: usize = 2048;

/// Grammar words of French that neither English nor the neighbouring languages share.
const FRENCH: &[&str] = &[
    "les", "des", "est", "et", "dans", "une", "pour", "avec", "qui", "ce", "cette", "ces", "aux",
    "au", "du", "pas", "sont", "nous", "vous", "leur", "ont", "mais", "être", "plus", "sur", "il",
    "elle", "que", "je", "c'est", "n'est", "ou", "été", "était", "fait", "aussi", "comme", "à",
];

/// Grammar words of English that neither French nor the neighbouring languages share.
const ENGLISH: &[&str] = &[
    "the", "and", "of", "that", "with", "for", "are", "this", "it", "not", "have", "has", "but",
    "from", "they", "by", "will", "which", "their", "been", "were", "to", "you", "it's", "would",
    "said", "what", "there", "your", "can", "be",
];

/// Further words of French, and what stands before its apostrophes, that tell it from English alone.
const WEAK_FRENCH: &[&str] = &[
    "l", "d", "j", "n", "qu", "je", "tu", "suis", "mon", "mes", "très", "trop", "bien", "rien",
    "sans", "contre", "tout", "le", "merci",
];

/// Further words of English that tell it from French alone.
const WEAK_ENGLISH: &[&str] = &[
    "is", "am", "my", "we", "she", "he", "how", "why", "when", "great", "good", "bad", "love",
    "now", "very", "so", "too", "against", "never", "do", "don", "at", "all",
];

/// Bytes of the longest word of the two lists.
const LONGEST: usize = 8;

/// The same with a typographic apostrophe in it.
const LONGEST_WRITTEN: usize = LONGEST + 2;

/// The words of both lists, which share none.
static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| {
    let french = FRENCH
        .iter()
        .map(|word| (packed(word.as_bytes(), word.len()), Language::French));
    let english = ENGLISH
        .iter()
        .map(|word| (packed(word.as_bytes(), word.len()), Language::English));
    Grammar::new(&french.chain(english).collect::<Vec<_>>())
});

/// Bits of the number of a slot.
const SLOT_BITS: u32 = 10;

/// Packed words, each in a slot that no other has: found by one look, without a branch that could be guessed wrong.
#[derive(Debug)]
struct Grammar {
    multiplier: u64,
    slots: Vec<(u64, Option<Language>)>,
}

impl Grammar {
    /// Returns the table of distinct words: of odd multipliers, the first that parts them all.
    fn new(words: &[(u64, Language)]) -> Self {
        let mut multiplier = 1_u64;
        loop {
            multiplier = multiplier.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
            let mut grammar = Self {
                multiplier,
                slots: vec![(0, None); 1 << SLOT_BITS],
            };
            let is_placed = words.iter().all(|&(word, language)| {
                let slot = grammar.slot(word);
                let before = std::mem::replace(&mut grammar.slots[slot], (word, Some(language)));
                before.1.is_none()
            });
            if is_placed {
                return grammar;
            }
        }
    }

    fn slot(&self, word: u64) -> usize {
        (word.wrapping_mul(self.multiplier) >> (u64::BITS - SLOT_BITS)) as usize
    }

    /// Returns the language whose grammar a packed word carries.
    fn get(&self, word: u64) -> Option<Language> {
        let (found, language) = self.slots[self.slot(word)];
        if found == word { language } else { None }
    }
}

/// The bit that capitals lack, in ASCII and in the second byte of the letters from À to ÿ, in each byte of a word.
const LOWER: u64 = u64::from_le_bytes([0x20; LONGEST]);

/// By the length of a word the bytes that it takes of a packed one; none of one that is too long.
const TAKEN: [u64; LONGEST + 2] = {
    let mut taken = [0; LONGEST + 2];
    let mut len = 1;
    while len <= LONGEST {
        taken[len] = taken[len - 1] << 8 | 0xFF;
        len += 1;
    }
    taken
};

/// Returns the word of `len` bytes at the start of a text as one number, capitals as their lower case: 0 where it is
/// longer than [`LONGEST`].
fn packed(text: &[u8], len: usize) -> u64 {
    let taken = TAKEN[len.min(LONGEST + 1)];
    let bytes = text.first_chunk().copied().unwrap_or_else(|| {
        let mut bytes = [0; LONGEST];
        bytes[..text.len()].copy_from_slice(text);
        bytes
    });
    (u64::from_le_bytes(bytes) | LOWER) & taken
}

/// Returns the language of `text`, or `None` where it is neither French nor English, or where the text is
/// too short or too mixed to tell.
///
/// *Cost*: a text of over 6 KB is judged by 2 KB of its start, its middle and its end.
///
/// ```
/// use stance_articles::language::{Language, detect};
///
/// assert_eq!(detect("Les machines ne sont pas une menace pour nous."), Some(Language::French));
/// assert_eq!(detect("The machines are not a threat to any of us."), Some(Language::English));
/// assert_eq!(detect("Die Maschinen sind für uns alle keine Bedrohung."), None);
/// assert_eq!(detect("12 %"), None);
/// ```
#[must_use]
pub fn detect(text: &str) -> Option<Language> {
    tell(text).known()
}

/// Returns the language that a text which stands alone is likeliest in, such as a reader's opinion or a heading in a
/// table, or `None` where that is neither French nor English.
///
/// From [`SHORT`] words on it is what [`detect`] says. A shorter text that has too few grammar words takes what
/// `whichlang`'s linear model finds likeliest, however unsure; under five words, where that model names another language,
/// the one of the two that has more everyday words in the text.
///
/// ```
/// use stance_articles::language::{Language, detect, guess};
///
/// assert_eq!(detect("Accueil chaleureux, chambre impeccable"), None);
/// assert_eq!(guess("Accueil chaleureux, chambre impeccable"), Some(Language::French));
/// assert_eq!(guess("Zimmer sauber, Frühstück reichlich"), None);
/// ```
#[must_use]
pub fn guess(text: &str) -> Option<Language> {
    let told = detect(text);
    let has_word = |at: usize| text.split_whitespace().nth(at - 1).is_some();
    if told.is_some() || has_word(SHORT) || !text.contains(char::is_alphabetic) {
        return told;
    }
    by_linear_model(text).or_else(|| {
        let is_tiny = !has_word(SHORT / 4);
        is_tiny.then(|| by_everyday_words(text)).flatten()
    })
}

/// Returns which of the two languages has more of its everyday words in a text.
fn by_everyday_words(text: &str) -> Option<Language> {
    let text = text.to_lowercase();
    let words = || text.split(|c: char| !c.is_alphanumeric());
    let count = |lists: [&[&str]; 2]| {
        let is_listed = |word: &&str| lists.iter().any(|list| list.contains(word));
        words().filter(is_listed).count()
    };
    let french = count([FRENCH, WEAK_FRENCH]);
    let english = count([ENGLISH, WEAK_ENGLISH]);
    match french.cmp(&english) {
        Ordering::Greater => Some(Language::French),
        Ordering::Less => Some(Language::English),
        Ordering::Equal => None,
    }
}

/// What can be told of a text's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    Known(Language),
    /// Neither French nor English, reliably.
    Other,
    /// Too short or too mixed.
    Unclear,
}

impl Told {
    /// Returns the language, where it is one that the rules know.
    pub(crate) const fn known(self) -> Option<Language> {
        match self {
            Self::Known(language) => Some(language),
            Self::Other | Self::Unclear => None,
        }
    }
}

/// Returns what can be told of the language of a paragraph of an article in the language `article`, or of a text that
/// stands alone: its start decides where it is clear, or where it leans to the article's.
pub(crate) fn tell_paragraph(text: &str, article: Option<Language>) -> Told {
    let mut votes = Votes::default();
    let mut read = 0;
    // A few words of the start are mostly enough, all of a long paragraph hardly ever too few.
    for limit in [START / 3, START, SAMPLE] {
        let end = text.floor_char_boundary(limit);
        votes.count(&text[read..end]);
        read = end;
        let leant = article.filter(|&language| votes.lean_to(language));
        let stands_alone = article.is_none() && limit >= START;
        let clear = || votes.clear_winner().filter(|_| stands_alone);
        if let Some(language) = leant.or_else(clear) {
            return Told::Known(language);
        }
    }
    let hinted = article.filter(|&language| votes.hint_at(language));
    match hinted.or_else(|| votes.clear_winner().filter(|_| text.len() > START)) {
        Some(language) => Told::Known(language),
        None => tell(text),
    }
}

/// Returns what can be told of a text's language, on the terms of [`detect`].
pub(crate) fn tell(text: &str) -> Told {
    // Most texts tell by a few words of each third.
    if text.len() > 3 * START {
        let votes = Votes::of(&samples(text, START));
        if let Some(language) = votes.clear_winner() {
            return Told::Known(language);
        }
    }
    let samples = samples(text, SAMPLE);
    let votes = Votes::of(&samples);
    votes
        .clear_winner()
        .map_or_else(|| votes.by_trigrams(&samples), Told::Known)
}

/// Returns the whole of a short text, else a piece of its start, of its middle and of its end, of `len` bytes
/// each.
fn samples(text: &str, len: usize) -> Vec<&str> {
    if text.len() <= 3 * len {
        return vec![text];
    }
    let middle = text.len() / 2;
    [0, middle, text.len() - len]
        .into_iter()
        .map(|start| {
            let start = text.ceil_char_boundary(start);
            &text[start..text.floor_char_boundary(start + len)]
        })
        .collect()
}

/// How many words of a text carry the grammar of which language.
#[derive(Debug, Default)]
struct Votes {
    words: usize,
    french: usize,
    english: usize,
}

impl Votes {
    fn of(samples: &[&str]) -> Self {
        let mut votes = Self::default();
        for sample in samples {
            votes.count(sample);
        }
        votes
    }

    /// Counts the words of a text, which begins and ends a run.
    fn count(&mut self, text: &str) {
        let grammar = &*GRAMMAR;
        for_each_run(text, |run, signs| {
            if signs & WIDE != 0 {
                self.count_wide(&text[run], grammar);
            } else {
                self.words += usize::from(!run.is_empty());
                self.vote(grammar.get(packed(&text.as_bytes()[run.start..], run.len())));
            }
        });
    }

    /// Counts the words of a run with other characters in it.
    fn count_wide(&mut self, run: &str, grammar: &Grammar) {
        let words = run.split(|c: char| !(matches!(c, '\'' | '’') || is_letter(c)));
        for word in words.filter(|word| !word.is_empty()) {
            self.words += 1;
            if word.len() <= LONGEST_WRITTEN {
                let folded = crate::lexicon::fold(word);
                self.vote(grammar.get(packed(folded.as_bytes(), folded.len())));
            }
        }
    }

    fn vote(&mut self, language: Option<Language>) {
        self.french += usize::from(language == Some(Language::French));
        self.english += usize::from(language == Some(Language::English));
    }

    /// Returns whether the words of a language are three or more, a tenth of all, and three times the other's.
    fn lean_to(&self, language: Language) -> bool {
        let (ours, theirs) = match language {
            Language::French => (self.french, self.english),
            Language::English => (self.english, self.french),
        };
        ours >= 3 && ours * 10 >= self.words && ours >= theirs * 3
    }

    /// Returns whether a language has two words or more, a twentieth of all, and the other none.
    fn hint_at(&self, language: Language) -> bool {
        let (ours, theirs) = match language {
            Language::French => (self.french, self.english),
            Language::English => (self.english, self.french),
        };
        ours >= 2 && ours * 20 >= self.words && theirs == 0
    }

    /// Returns the language whose words are three or more, an eighth or more of all, and ten times the
    /// other's.
    fn clear_winner(&self) -> Option<Language> {
        let clear =
            |ours: usize, theirs: usize| ours >= 3 && ours * 8 >= self.words && ours >= theirs * 10;
        if clear(self.french, self.english) {
            Some(Language::French)
        } else if clear(self.english, self.french) {
            Some(Language::English)
        } else {
            None
        }
    }

    /// Returns what the trigrams say where they are reliable; where they are not, the language that alone
    /// has grammar words, if trigrams and linear model agree on it, or if those words are a sixth of all and the trigrams
    /// agree or the text is very short.
    fn by_trigrams(&self, samples: &[&str]) -> Told {
        let joined = samples.join(" ");
        let Some(info) = whatlang::detect(&joined) else {
            return Told::Unclear;
        };
        if info.is_reliable() {
            return match info.lang() {
                whatlang::Lang::Fra => Told::Known(Language::French),
                whatlang::Lang::Eng => Told::Known(Language::English),
                _ => Told::Other,
            };
        }
        let by_trigrams = match info.lang() {
            whatlang::Lang::Fra => Some(Language::French),
            whatlang::Lang::Eng => Some(Language::English),
            _ => None,
        };
        let (language, words) = match (self.french, self.english) {
            (words @ 1.., 0) => (Language::French, words),
            (0, words @ 1..) => (Language::English, words),
            _ => return Told::Unclear,
        };
        let agrees = by_trigrams == Some(language);
        let is_dense = words * 6 >= self.words && (agrees || self.words < SHORT / 2);
        if is_dense || agrees && by_linear_model(&joined) == Some(language) {
            Told::Known(language)
        } else {
            Told::Unclear
        }
    }
}

/// Returns the language that `whichlang`'s linear model finds likeliest, of the two that the rules know.
fn by_linear_model(text: &str) -> Option<Language> {
    match whichlang::detect_language(text) {
        whichlang::Lang::Fra => Some(Language::French),
        whichlang::Lang::Eng => Some(Language::English),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Language, SAMPLE, detect, guess};

    #[test]
    fn a_few_everyday_words_tell_an_opinion() {
        for text in [
            "L’IA menace l’emploi.",
            "Je suis contre l'IA.",
            "L'IA va détruire nos emplois.",
            "Stop à l'IA",
            "Très bien !",
        ] {
            assert_eq!(guess(text), Some(Language::French), "{text}");
        }
        for text in [
            "AI is dangerous.",
            "I am against AI.",
            "I love AI",
            "AI is great",
            "AI will destroy jobs",
        ] {
            assert_eq!(guess(text), Some(Language::English), "{text}");
        }
        assert_eq!(guess("12 %"), None);
    }

    #[test]
    fn one_grammar_word_tells_a_short_line() {
        assert_eq!(detect("Une chance pour le port"), Some(Language::French));
        assert_eq!(detect("The harbour at dawn"), Some(Language::English));
        let quoted = "« La commission n'a ni retenu ni écarté l'idée, l'examen est remis à juin », précise sa rapporteuse, Maud Tessier.";
        assert_eq!(detect(quoted), Some(Language::French));
    }

    #[test]
    fn nothing_but_names_or_figures_has_no_language() {
        for text in ["", "   ", "Morvan", "3,5 / 7 %", "« »", "…"] {
            assert_eq!(detect(text), None, "{text:?}");
        }
    }

    #[test]
    fn neighbouring_languages_are_neither() {
        for text in [
            "La inteligencia artificial no es una amenaza para los trabajadores del puerto, dice el alcalde.",
            "L'intelligenza artificiale non è una minaccia per i lavoratori del porto, dice il sindaco.",
            "De kunstmatige intelligentie is geen bedreiging voor de werknemers van de haven.",
            "A inteligência artificial não é uma ameaça para os trabalhadores do porto, disse o prefeito.",
        ] {
            assert_eq!(detect(text), None, "{text}");
        }
    }

    #[test]
    fn a_long_text_is_judged_by_samples_on_character_boundaries() {
        let text = "é€🦀 les quais sont déserts et la ville dort dans le froid ".repeat(SAMPLE);
        assert_eq!(detect(&text), Some(Language::French));
    }
}
