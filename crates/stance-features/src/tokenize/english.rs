//! English words: contractions behind (`n't`, `'s`), and abbreviations with a point.

use super::{TokenKind, Tokens, words};

/// What can be contracted onto a word.
const CONTRACTED: [&str; 6] = ["'s", "'re", "'ve", "'ll", "'d", "'m"];

/// Words that keep their apostrophe.
const WHOLE: [&str; 6] = ["o'clock", "y'all", "ma'am", "rock'n'roll", "ne'er", "e'er"];

/// Verbs that `n't` shortens: as written, and in full.
const SHORTENED: [(&str, &str); 3] = [("ca", "can"), ("wo", "will"), ("sha", "shall")];

/// Abbreviations that are written with a point, and are hardly ever a word before a full stop.
const WITH_POINT: [&str; 27] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "inc", "ltd", "corp", "vs", "etc", "gov",
    "sen", "rep", "lt", "col", "cf", "approx", "dept", "jan", "feb", "sept", "oct", "nov", "dec",
];

/// Titles that are written without one.
const WITHOUT_POINT: [&str; 6] = ["mr", "mrs", "ms", "dr", "jr", "sr"];

/// The longest word, in bytes, that is looked up in a list; no listed word is longer.
const LONGEST_LISTED: usize = 16;

/// Appends the tokens of a run; `text` is what the chunk holds from the run on. Returns how many
/// bytes were used.
pub(super) fn split(run: &str, text: &str, out: &mut Tokens) -> usize {
    if let Some(head) = text
        .get(..4)
        .filter(|head| head.eq_ignore_ascii_case("ph.d"))
    {
        let end = head.len() + usize::from(text[head.len()..].starts_with('.'));
        if !text[end..].starts_with(char::is_alphanumeric) {
            out.push(TokenKind::Abbreviation, 0..end, "phd");
            return end;
        }
    }
    let run = &run[..words::before_stop(run)];
    if let Some(end) = abbreviation_end(run, text) {
        out.push_lower(TokenKind::Abbreviation, 0..end, run);
        return end;
    }
    if run.eq_ignore_ascii_case("cannot") {
        words::push_word(run, 0, 3, out);
        words::push_word(run, 3, 6, out);
        return run.len();
    }
    if !run.contains('\'') {
        words::push_word(run, 0, run.len(), out);
        return run.len();
    }
    let (base, contractions) = contractions(run);
    push_base(run, base, contractions.first(), out);
    for pair in contractions.windows(2) {
        push_contraction(run, pair[0], pair[1], out);
    }
    run.len()
}

/// Returns the length of the contraction that a text starts with, when nothing of a word follows.
pub(super) fn contraction_len(text: &str) -> Option<usize> {
    if !text.starts_with('\'') {
        return None;
    }
    CONTRACTED
        .iter()
        .map(|contracted| contracted.len())
        .find(|&len| {
            text.get(..len).is_some_and(is_contracted)
                && !text[len..].starts_with(|c: char| c.is_alphanumeric() || c == '\'')
        })
}

fn is_contracted(text: &str) -> bool {
    CONTRACTED
        .iter()
        .any(|contracted| text.eq_ignore_ascii_case(contracted))
}

/// Returns where the base of a run ends, and where each contraction begins, with the run's end as
/// the last entry: `couldn't've` gives 5 and 5, 8, 11.
fn contractions(run: &str) -> (usize, Vec<usize>) {
    let mut starts = vec![run.len()];
    if run.len() <= LONGEST_LISTED && WHOLE.contains(&run.to_lowercase().as_str()) {
        return (run.len(), starts);
    }
    let mut end = run.len();
    while let Some(at) = run[..end].rfind('\'') {
        let contracted = &run[at..end];
        let start = if contracted.eq_ignore_ascii_case("'t") && run[..at].ends_with(['n', 'N']) {
            at - 1
        } else if is_contracted(contracted) {
            at
        } else {
            break;
        };
        if start == 0 {
            break;
        }
        starts.push(start);
        end = start;
    }
    starts.reverse();
    (end, starts)
}

fn push_base(run: &str, end: usize, contraction: Option<&usize>, out: &mut Tokens) {
    let word = run[..end].to_lowercase();
    let negated = contraction.is_some_and(|&at| run[at..].starts_with(['n', 'N']));
    let full = SHORTENED
        .iter()
        .find(|(short, _)| negated && *short == word);
    if let Some((_, full)) = full {
        out.push(TokenKind::Word, 0..end, full);
    } else {
        words::push_word(run, 0, end, out);
    }
}

fn push_contraction(run: &str, start: usize, end: usize, out: &mut Tokens) {
    out.push_lower(TokenKind::Contraction, start..end, &run[start..end]);
}

/// Returns where an abbreviation ends, its point included.
fn abbreviation_end(run: &str, text: &str) -> Option<usize> {
    let has_point = text[run.len()..].starts_with('.');
    let has_capital = run.starts_with(char::is_uppercase);
    if run.len() > LONGEST_LISTED || !(has_point || has_capital) {
        return None;
    }
    let is_among = |words: &[&str]| words.iter().any(|word| run.eq_ignore_ascii_case(word));
    if has_point && is_among(&WITH_POINT) {
        return Some(run.len() + 1);
    }
    let is_title = has_capital && is_among(&WITHOUT_POINT);
    is_title.then_some(run.len())
}
