//! What belongs to the site: told by its words, from the table `data/furniture.tsv`, and by its form.

use std::ops::Range;
use std::sync::LazyLock;

use crate::lexicon::{Classes, Lexicon, fold};
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
            "credit" => Self::Credit,
            _ => return None,
        })
    }
}

static PHRASES: LazyLock<Vec<(Place, &'static str)>> = LazyLock::new(|| {
    let rows = include_str!("../../data/furniture.tsv")
        .lines()
        .filter(|row| !row.starts_with('#'));
    rows.filter_map(|row| {
        let mut cells = row.split('\t').skip(1);
        Some((Place::named(cells.next()?)?, cells.next()?))
    })
    .collect()
});

/// Bytes of a line in which a phrase is looked for: more than any phrase of the table has.
const HEAD: usize = 64;

/// Words that the name in a credit may have.
const CREDIT_WORDS: usize = 6;

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
        let head = fold(&bare[..bare.floor_char_boundary(HEAD)]).into_owned();
        let dashed = written.len() <= SHORT && written.contains(" - ");
        Self {
            written,
            head,
            whole: dashed.then(|| fold(written).into_owned()),
        }
    }

    fn matches(&self, place: Place, phrase: &str) -> bool {
        if place == Place::Inside {
            return self
                .whole
                .as_ref()
                .is_some_and(|whole| whole.contains(phrase));
        }
        let Some(rest) = self.head.strip_prefix(phrase) else {
            return false;
        };
        let word = !rest.starts_with(char::is_alphanumeric);
        match place {
            Place::Line => {
                let bare = rest.trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
                bare && self.written.len() <= HEAD
            }
            Place::Label | Place::Credit => rest.trim_start().starts_with(':'),
            Place::Teaser => word && !is_sentence(self.written),
            Place::Start | Place::Tail | Place::Inside => word,
        }
    }

    /// Returns whether a phrase of one of `places` matches.
    fn matches_any(&self, places: &[Place]) -> bool {
        PHRASES
            .iter()
            .any(|&(place, phrase)| places.contains(&place) && self.matches(place, phrase))
    }
}

/// Returns whether a line ends in a full stop.
fn is_sentence(line: &str) -> bool {
    line.ends_with('.') && !line.ends_with("..")
}

/// Returns whether a line is furniture.
pub(crate) fn is_furniture(line: &str) -> bool {
    let read = Line::new(line);
    PHRASES
        .iter()
        .any(|&(place, phrase)| read.matches(place, phrase))
        || is_credit(line)
        || is_link(line)
        || is_dateline(line)
        || is_trail(line)
}

/// Returns whether a line opens what follows the end of an article: a list of other articles, its author.
pub(crate) fn opens_tail(line: &str) -> bool {
    Line::new(line).matches_any(&[Place::Tail])
}

/// Returns whether the furniture after a text without lines opens here.
pub(crate) fn opens_end(rest: &str) -> bool {
    Line::new(rest).matches_any(&[Place::Tail, Place::Label, Place::Start, Place::Teaser])
}

/// Finds the credits inside the part of `text` in `span`: the label, its colon and the name after it.
pub(crate) fn inline_credits(text: &str, span: Span) -> Vec<Span> {
    let Some(stretch) = span.slice(text) else {
        return Vec::new();
    };
    let mut found: Vec<Span> = Vec::new();
    for (colon, _) in stretch.match_indices(':') {
        let Some(label) = credit_label(stretch, colon) else {
            continue;
        };
        let name = credit_name(&stretch[colon + 1..]);
        let credit = Span::new(span.start + label.start, span.start + colon + 1 + name);
        if found.last().is_none_or(|last| last.end <= credit.start) {
            found.push(credit);
        }
    }
    found
}

/// Returns where the label of a credit stands that ends at the colon, at the start of a sentence.
fn credit_label(stretch: &str, colon: usize) -> Option<Range<usize>> {
    let before = stretch[..colon].trim_end();
    let start = before.floor_char_boundary(before.len().saturating_sub(HEAD));
    let folded = fold(&before[start..]);
    let (_, phrase) = PHRASES
        .iter()
        .filter(|(place, _)| *place == Place::Credit)
        .find(|(_, phrase)| folded.ends_with(phrase))?;
    // The label as written has as many characters as the phrase, though perhaps more bytes.
    let label = before
        .char_indices()
        .rev()
        .nth(phrase.chars().count().checked_sub(1)?)?
        .0;
    let opens = before[..label].trim_end();
    (opens.is_empty() || opens.ends_with(['.', '!', '?', '»', '”', '"', '…']))
        .then_some(label..colon)
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

/// © AFP: a credit that stands alone.
fn is_credit(line: &str) -> bool {
    line.starts_with('©') && line.split_whitespace().nth(12).is_none()
}

/// A bare address.
fn is_link(line: &str) -> bool {
    let address = ["http://", "https://", "www."]
        .iter()
        .any(|start| line.starts_with(start));
    address && line.split_whitespace().nth(1).is_none()
}

/// Paris (AFP) -, or the initials of an agency's desk: bur-kap/lum.
fn is_dateline(line: &str) -> bool {
    let short = line.split_whitespace().nth(6).is_none();
    let place = short && line.ends_with(['-', '–']) && line.contains('(') && line.contains(')');
    let desk = line.contains('/')
        && line.len() <= 40
        && line.chars().all(|c| c.is_lowercase() || "/-".contains(c));
    place || desk
}

/// Accueil > Culture > Cinéma: the way to the page.
fn is_trail(line: &str) -> bool {
    [" > ", " › ", " » "].iter().any(|&step| {
        line.matches(step).count() >= 2
            && line
                .split(step)
                .all(|cell| cell.split_whitespace().nth(5).is_none())
    })
}

#[cfg(test)]
mod tests {
    use super::{inline_credits, is_furniture, opens_tail};
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
        assert!(opens_tail("Sur le même sujet"));
        assert!(!opens_tail("Les plus lustrés des navires"));
    }

    #[test]
    fn a_credit_inside_a_text_ends_where_the_next_sentence_starts() {
        let text = "Le port dort. Crédit photo : Lina Morvan Mais ce n’est pas tout.";
        let found = inline_credits(text, Span::new(0, text.len()));
        let written: Vec<_> = found
            .iter()
            .filter_map(|credit| credit.slice(text))
            .collect();
        assert_eq!(written, ["Crédit photo : Lina Morvan"]);
        let prose = "Le juge vise le crédit photo : Lina proteste.";
        assert!(inline_credits(prose, Span::new(0, prose.len())).is_empty());
    }
}
