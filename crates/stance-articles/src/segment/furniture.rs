//! What belongs to the site: told by its words, from the table `data/furniture.tsv`, and by its form.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::forms;
use crate::lexicon::{Classes, Lexicon, fold, packed, packed_lower};
use crate::{Language, Span};

/// Where a phrase of the table makes furniture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The line is the phrase.
    Line,
    /// The line starts with it.
    Start,
    /// The line starts with it and is no sentence: Lire aussi Le port s'agrandit.
    Teaser,
    /// It is followed by a colon.
    Label,
    /// It stands anywhere in a short line; such phrases hold a dash between blanks.
    Inside,
    /// It opens what follows the end of an article.
    Tail,
    /// It does so where the line is the phrase, or a colon follows it.
    Section,
    /// It is followed by a colon and a name, also inside a text.
    Credit,
}

impl Place {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "line" => Self::Line,
            "start" => Self::Start,
            "teaser" => Self::Teaser,
            "label" => Self::Label,
            "inside" => Self::Inside,
            "tail" => Self::Tail,
            "section" => Self::Section,
            "credit" => Self::Credit,
            _ => return None,
        })
    }
}

/// The phrases of the table by their first word, which is looked up and never walked.
#[derive(Debug, Default)]
struct Phrases {
    by_word: FxHashMap<u128, Vec<(Place, &'static str)>>,
    inside: Vec<&'static str>,
    credits: Vec<&'static str>,
    teasers: Vec<&'static str>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut phrases = Phrases::default();
    let rows = include_str!("../../data/furniture.tsv").lines();
    for row in rows.filter(|row| !row.starts_with('#')) {
        let mut cells = row.split('\t').skip(1);
        let (Some(place), Some(phrase)) = (cells.next().and_then(Place::named), cells.next())
        else {
            continue;
        };
        match place {
            Place::Inside => phrases.inside.push(phrase),
            Place::Credit => phrases.credits.push(phrase),
            Place::Teaser | Place::Section => phrases.teasers.push(phrase),
            _ => {}
        }
        phrases
            .by_word
            .entry(key(first_word(phrase)))
            .or_default()
            .push((place, phrase));
    }
    phrases
});

/// Returns the letters and digits that a phrase starts with.
fn first_word(phrase: &str) -> &str {
    let end = phrase.find(|c: char| !c.is_alphanumeric());
    &phrase[..end.unwrap_or(phrase.len())]
}

/// Returns a word in lower case as a number; 0 where it is longer than any that a phrase starts with.
fn key(word: &str) -> u128 {
    let folded = || packed(&fold(word));
    packed_lower(word).or_else(folded).unwrap_or_default()
}

/// Bytes of a line in which a phrase is looked for: more than any phrase of the table has.
const HEAD: usize = 64;

/// Words that the name in a credit may have.
const CREDIT_WORDS: usize = 6;

/// Bytes over which a line opens nothing.
const LONG: usize = 400;

/// Bytes up to which a line is looked through for a phrase inside it.
const SHORT: usize = 240;

/// A line as the table is looked up for it.
#[derive(Debug)]
struct Line<'t> {
    written: &'t str,
    /// Its start, folded, without bullets and marks before the first letter.
    head: String,
    /// All of it, folded, where it is short and has a dash between blanks.
    whole: Option<String>,
}

impl<'t> Line<'t> {
    fn new(written: &'t str) -> Self {
        let bare = written.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '(');
        // Where no phrase starts with its first word, none of it is looked up.
        let known = PHRASES.by_word.contains_key(&key(first_word(bare)));
        let head = if known || bare.starts_with('(') {
            fold(&bare[..bare.floor_char_boundary(HEAD)]).into_owned()
        } else {
            String::new()
        };
        let dashed = written.len() <= SHORT && written.contains(" - ");
        Self {
            written,
            head,
            whole: dashed.then(|| fold(written).into_owned()),
        }
    }

    fn matches(&self, place: Place, phrase: &str) -> bool {
        let Some(rest) = self.head.strip_prefix(phrase) else {
            return false;
        };
        let word = !rest.starts_with(char::is_alphanumeric);
        match place {
            Place::Line => {
                let bare = rest.trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
                bare && self.written.len() <= HEAD
            }
            Place::Section => {
                let rest = rest.trim_start();
                let alone = rest.chars().all(|c| !c.is_alphabetic());
                rest.starts_with(':') || (alone && self.written.len() <= HEAD)
            }
            Place::Label | Place::Credit => rest.trim_start().starts_with(':'),
            Place::Tail if rest.trim_start().starts_with(':') => true,
            Place::Teaser | Place::Tail => word && !is_sentence(self.written),
            Place::Start => word,
            Place::Inside => false,
        }
    }

    /// Returns whether a phrase of one of `places` matches.
    fn matches_any(&self, places: &[Place]) -> bool {
        let phrases = PHRASES.by_word.get(&key(first_word(&self.head)));
        let mut phrases = phrases.into_iter().flatten();
        phrases.any(|&(place, phrase)| places.contains(&place) && self.matches(place, phrase))
    }

    /// Returns whether a phrase matches that may stand anywhere in the line.
    fn matches_inside(&self) -> bool {
        let whole = self.whole.as_ref();
        whole.is_some_and(|whole| PHRASES.inside.iter().any(|phrase| whole.contains(phrase)))
    }
}

/// Returns whether a line ends in a full stop.
fn is_sentence(line: &str) -> bool {
    line.ends_with('.') && !line.ends_with("..")
}

/// The places that make a line of its own furniture.
const EVERYWHERE: &[Place] = &[
    Place::Line,
    Place::Start,
    Place::Teaser,
    Place::Label,
    Place::Tail,
    Place::Section,
    Place::Credit,
];

/// Returns whether a line is furniture.
pub(crate) fn is_furniture(line: &str) -> bool {
    let read = Line::new(line);
    read.matches_any(EVERYWHERE) || read.matches_inside() || forms::is_furniture(line)
}

/// Returns whether a line opens what follows the end of an article (a list of other articles, comments, the
/// author), and then, whether it hardly ever stands inside one.
pub(crate) fn opens_tail(line: &str) -> Option<bool> {
    if line.len() > LONG {
        return None;
    }
    let read = Line::new(line);
    let sure = read.matches_any(&[Place::Tail]);
    (sure || read.matches_any(&[Place::Section])).then_some(sure)
}

/// Finds the credits and the teasers inside the part of `text` in `span`: the label at the start of a
/// sentence, its colon, and the name or the title after it.
pub(crate) fn inline_furniture(text: &str, span: Span) -> Vec<Span> {
    let Some(stretch) = span.slice(text) else {
        return Vec::new();
    };
    let mut found: Vec<Span> = Vec::new();
    for (colon, _) in stretch.match_indices(':') {
        let rest = &stretch[colon + 1..];
        let (label, length) = if let Some(label) = label_before(stretch, colon, &PHRASES.credits) {
            (label, credit_name(rest))
        } else if let Some(label) = label_before(stretch, colon, &PHRASES.teasers) {
            (label, teaser_title(rest))
        } else {
            continue;
        };
        let piece = Span::new(span.start + label, span.start + colon + 1 + length);
        if found.last().is_none_or(|last| last.end <= piece.start) {
            found.push(piece);
        }
    }
    found
}

/// Returns where the label starts that ends at the colon and stands at the start of a sentence.
fn label_before(stretch: &str, colon: usize, phrases: &[&str]) -> Option<usize> {
    let before = stretch[..colon].trim_end();
    let start = before.floor_char_boundary(before.len().saturating_sub(HEAD));
    let folded = fold(&before[start..]);
    let matching = phrases.iter().filter(|phrase| folded.ends_with(**phrase));
    let phrase = matching.max_by_key(|phrase| phrase.len())?;
    // The label as written has as many characters as the phrase, though perhaps more bytes.
    let label = before
        .char_indices()
        .rev()
        .nth(phrase.chars().count().checked_sub(1)?)?
        .0;
    let opens = before[..label].trim_end();
    (opens.is_empty() || opens.ends_with(['.', '!', '?', '»', '”', '"', '…'])).then_some(label)
}

/// Words that the title in a teaser may have, and those it has at least.
const TEASER_WORDS: usize = 24;
const TEASER_LEAST: usize = 3;

/// Returns the length of the title after a teaser's colon: up to the end of its sentence, or to a word that
/// starts one right after a word in lower case. Nothing where neither comes soon.
fn teaser_title(rest: &str) -> usize {
    let lexicon = Lexicon::of(Language::French);
    let place = |word: &str| word.as_ptr() as usize - rest.as_ptr() as usize;
    let mut last: Option<&str> = None;
    for (n, word) in rest.split_whitespace().take(TEASER_WORDS).enumerate() {
        let bare = word.split(['\'', '’']).next().unwrap_or_default();
        let elided = bare.len() < word.len();
        let starts = word.starts_with(char::is_uppercase)
            && (elided || lexicon.classes(&fold(word)).has(Classes::STARTER));
        let after_lower = last.is_some_and(|last| last.ends_with(char::is_lowercase));
        if n >= TEASER_LEAST && starts && after_lower {
            return last.map_or(0, |last| place(last) + last.len());
        }
        if word.ends_with(['.', '!', '?', '…']) {
            return place(word) + word.len();
        }
        last = Some(word);
    }
    // The text ends with the title.
    last.filter(|last| place(last) + last.len() == rest.trim_end().len())
        .map_or(0, |last| place(last) + last.len())
}

/// Returns the length of the name after a credit's colon: its capitalised words, up to a word that starts
/// a sentence.
fn credit_name(rest: &str) -> usize {
    let lexicon = Lexicon::of(Language::French);
    let classes = |word: &str| lexicon.classes(&fold(word));
    let named = |word: &str| {
        word.starts_with(|c: char| c.is_uppercase() || "©/@&".contains(c))
            && !word.contains(['\'', '’'])
    };
    let mut end = 0;
    let mut words = rest.split_whitespace().take(CREDIT_WORDS).peekable();
    while let Some(word) = words.next() {
        // Jo Le Gall: a particle goes on with the name where the name goes on.
        let particle = classes(word).has(Classes::PARTICLE)
            && words
                .peek()
                .is_some_and(|next| named(next) && !classes(next).has(Classes::STARTER));
        let starts = classes(word).has(Classes::STARTER) && !particle;
        if !named(word) || (starts && end > 0) {
            break;
        }
        end = word.as_ptr() as usize - rest.as_ptr() as usize + word.len();
        if word.ends_with(['.', '!', '?']) {
            break;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::{inline_furniture, is_furniture, opens_tail};
    use crate::Span;

    #[test]
    fn site_words_are_furniture_and_prose_with_the_same_words_is_not() {
        for line in [
            "Lire aussi : le port s'agrandit",
            "» LIRE AUSSI - Le port s'agrandit",
            "Source : La Dépêche du quai",
            "© Agence du Nord",
            "Partager",
            "https://exemple.org/port",
            "Brest (ADN) -",
            "Accueil > Économie > Ports",
        ] {
            assert!(is_furniture(line), "{line}");
        }
        for line in [
            "Lire aussi souvent que possible reste un plaisir pour elle.",
            "La source du fleuve est à sec.",
            "Partager la valeur, dit-elle, c'est partager le risque.",
            "Le quai - vide - attend.",
        ] {
            assert!(!is_furniture(line), "{line}");
        }
    }

    #[test]
    fn a_tail_needs_the_whole_word() {
        assert_eq!(opens_tail("Sur le même sujet"), Some(true));
        assert_eq!(opens_tail("À lire aussi"), Some(false));
        assert_eq!(opens_tail("Les plus lustrés des navires"), None);
        assert_eq!(opens_tail("L'auteur du rapport se tait"), None);
    }

    #[test]
    fn a_credit_inside_a_text_ends_where_the_next_sentence_starts() {
        let text = "Le port dort. Crédit photo : Lina Morvan Mais ce n’est pas tout.";
        let found = inline_furniture(text, Span::new(0, text.len()));
        let written: Vec<_> = found
            .iter()
            .filter_map(|credit| credit.slice(text))
            .collect();
        assert_eq!(written, ["Crédit photo : Lina Morvan"]);
        let text =
            "Le port dort. Lire aussi : Au Havre, la grève se poursuit Les dockers attendent.";
        let found = inline_furniture(text, Span::new(0, text.len()));
        assert_eq!(
            found[0].slice(text),
            Some("Lire aussi : Au Havre, la grève se poursuit")
        );
        let prose = "Le juge vise le crédit photo : Lina proteste.";
        assert!(inline_furniture(prose, Span::new(0, prose.len())).is_empty());
    }
}
