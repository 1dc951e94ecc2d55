//! French words: elisions in front, inverted pronouns behind, and the words that only look so.

use super::{TokenKind, Tokens, words};

/// Words that lose their last vowel before another one, written with an apostrophe.
const ELIDED: [&str; 16] = [
    "l", "d", "j", "m", "t", "s", "c", "ç", "n", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
    "presqu", "quelqu",
];

/// Words that look like an elision or an inversion and are none.
const WHOLE: [&str; 23] = [
    "c'est-à-dire",
    "celle-ci",
    "celle-là",
    "celles-ci",
    "celles-là",
    "celui-ci",
    "celui-là",
    "ceux-ci",
    "ceux-là",
    "d'ores",
    "de-ci",
    "de-là",
    "garde-à-vous",
    "jusque-là",
    "m'as-tu-vu",
    "par-ci",
    "par-là",
    "presqu'île",
    "presqu'îles",
    "qu'en-dira-t-on",
    "quelqu'un",
    "quelqu'une",
    "rendez-vous",
];

/// Beginnings of words that keep their apostrophe.
const WHOLE_BEGINNINGS: [&str; 3] = ["entr'", "grand'", "prud'hom"];

/// Pronouns and particles that follow a verb or a noun after a hyphen.
const CLITICS: [&str; 23] = [
    "il", "elle", "on", "ils", "elles", "je", "tu", "nous", "vous", "ce", "le", "la", "les", "lui",
    "leur", "moi", "toi", "en", "y", "ci", "là", "m'en", "t'en",
];

/// Abbreviations that are written with a point, and are hardly ever a word before a full stop.
const WITH_POINT: [&str; 24] = [
    "m", "mm", "mr", "dr", "pr", "st", "ste", "etc", "av", "apr", "cf", "éd", "env", "hab", "janv",
    "févr", "juill", "sept", "oct", "nov", "déc", "tél", "resp", "vol",
];

/// Abbreviations that are written without one.
const WITHOUT_POINT: [&str; 12] = [
    "mme", "mmes", "mlle", "mlles", "mgr", "dr", "pr", "me", "ste", "mm", "cie", "bd",
];

/// Endings that inclusive spelling puts after a point, as in `étudiant.e.s`.
const INCLUSIVE: [&str; 12] = [
    "e", "es", "s", "ne", "nes", "le", "les", "rice", "rices", "trice", "trices", "x",
];

/// The longest word, in bytes, that is looked up in a list; no listed word is longer.
const LONGEST_LISTED: usize = 24;

/// Appends the tokens of a run, which no elided word begins; `text` is what the chunk holds from
/// the run on. Returns how many bytes were used.
pub(super) fn split(run: &str, text: &str, out: &mut Tokens) -> usize {
    if let Some((len, text, kind)) = fixed(text) {
        out.push(kind, 0..len, text);
        return len;
    }
    let run = &run[..before_stop(run)];
    if let Some(end) = abbreviation_end(run, text) {
        out.push_lower(TokenKind::Abbreviation, 0..end, run);
        return end;
    }
    let end = push_inverted(run, out);
    if end < run.len() {
        push_clitics(run, end, out);
    }
    run.len()
}

/// Returns length, normalised text and kind of what is written with signs between its letters: `n°`
/// (`n°s` in the plural), `c.-à-d.`
fn fixed(text: &str) -> Option<(usize, &'static str, TokenKind)> {
    let starts = |start: &str| {
        let head = text.get(..start.len());
        head.is_some_and(|head| head.to_lowercase() == start)
    };
    let is_end = |len: usize| !text[len..].starts_with(char::is_alphabetic);
    match text.as_bytes() {
        [b'n' | b'N', 0xC2, 0xB0, ..] if is_end(3) => Some((3, "n°", TokenKind::Abbreviation)),
        [b'n' | b'N', 0xC2, 0xB0, b's' | b'S', ..] if is_end(4) => {
            Some((4, "n°", TokenKind::Abbreviation))
        }
        [b'c' | b'C', b'.', b'-', ..] if starts("c.-à-d.") => {
            Some(("c.-à-d.".len(), "c'est-à-dire", TokenKind::Word))
        }
        _ => None,
    }
}

/// Returns where the run ends when stops inside a word are taken out, inclusive endings apart.
fn before_stop(run: &str) -> usize {
    let stop = words::before_stop(run);
    let mut end = stop;
    for ending in run[stop..].split('.').skip(1).take(3) {
        if !INCLUSIVE.contains(&ending) {
            return stop;
        }
        end += 1 + ending.len();
    }
    if end == run.len() { end } else { stop }
}

/// Returns the length of the elided word and its apostrophe at the start of a text.
pub(super) fn elision_len(text: &str) -> Option<usize> {
    let head = &text[..text.floor_char_boundary(LONGEST_LISTED)];
    let len = head.find('\'')?;
    let elided = ELIDED.contains(&head[..len].to_lowercase().as_str())
        && !is_name(&head[..len], &text[len + 1..])
        && !is_whole(&head[..head.find(ends_word).unwrap_or(head.len())]);
    elided.then_some(len + 1)
}

fn ends_word(c: char) -> bool {
    !(c.is_alphanumeric() || c == '\'' || c == '-')
}

/// Returns true for names such as `N'Diaye`, `M'Bappé`: a capital on both sides, small letters
/// after. (`L'`, `D'` and the rest come before capitals all the time.)
fn is_name(elided: &str, after: &str) -> bool {
    let mut letters = after.chars();
    matches!(elided, "N" | "M")
        && letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_lowercase)
}

/// Returns true for a word that is not taken apart, whatever it looks like.
fn is_whole(word: &str) -> bool {
    let head = &word[..word.floor_char_boundary(LONGEST_LISTED)];
    head.bytes().any(|byte| byte == b'\'' || byte == b'-') && {
        let head = head.to_lowercase();
        WHOLE.contains(&head.as_str())
            || WHOLE_BEGINNINGS
                .iter()
                .any(|beginning| head.starts_with(beginning))
    }
}

/// Returns where an abbreviation ends, its point included.
fn abbreviation_end(run: &str, text: &str) -> Option<usize> {
    let has_point = text[run.len()..].starts_with('.');
    let has_capital = run.starts_with(char::is_uppercase);
    if run.len() > LONGEST_LISTED || !(has_point || has_capital) {
        return None;
    }
    let lower = run.to_lowercase();
    if has_point && WITH_POINT.contains(&lower.as_str()) {
        return (run != "m").then_some(run.len() + 1);
    }
    let is_title = has_capital && WITHOUT_POINT.contains(&lower.as_str());
    (is_title && run != "ME").then_some(run.len())
}

/// Appends a word without the clitics after it. Returns where it ends.
fn push_inverted(run: &str, out: &mut Tokens) -> usize {
    let mut end = run.len();
    let shouted = !run.chars().any(char::is_lowercase);
    while !is_whole(&run[..end]) {
        match clitic_start(&run[..end], shouted) {
            Some(at) => end = at,
            None => break,
        }
    }
    if let Some(base) = inclusive_base(&run[..end]) {
        out.push(TokenKind::Word, 0..end, &base);
    } else {
        words::push_word(run, 0, end, out);
    }
    end
}

/// Returns where the last clitic of a word begins, its hyphen and its euphonic `t` included; in a
/// word all in capitals (`EST-CE`), the clitic is so too.
fn clitic_start(word: &str, shouted: bool) -> Option<usize> {
    let at = word.rfind('-')?;
    let is_clitic = CLITICS.contains(&&word[at + 1..])
        || shouted && CLITICS.contains(&word[at + 1..].to_lowercase().as_str());
    if at == 0 || !is_clitic {
        return None;
    }
    let base = &word[..at];
    Some(
        base.strip_suffix("-t")
            .or_else(|| base.strip_suffix("-T"))
            .filter(|base| !base.is_empty())
            .map_or(at, str::len),
    )
}

/// Appends the clitics that fill the run from `start`: `-t-il` as `-il`, `-le-moi` as `-le`, `-moi`.
fn push_clitics(run: &str, start: usize, out: &mut Tokens) {
    let first = out.len();
    let mut end = run.len();
    while let Some(at) = last_clitic(run, start, end) {
        let name = run[at..end].rsplit('-').next().unwrap_or_default();
        let text = format!("-{}", name.to_lowercase());
        out.push(TokenKind::Clitic, at..end, &text);
        end = at;
    }
    out[first..].reverse();
}

fn last_clitic(run: &str, start: usize, end: usize) -> Option<usize> {
    let at = start + run[start..end].rfind('-')?;
    Some(
        if at > start && (run[start..at].ends_with("-t") || run[start..at].ends_with("-T")) {
            at - 2
        } else {
            at
        },
    )
}

/// Returns the word that inclusive spelling starts from, in the plural when it is one:
/// `étudiant·e·s` gives `étudiants`.
fn inclusive_base(word: &str) -> Option<String> {
    let at = word.find(['·', '‧', '.'])?;
    let base = word[..at].to_lowercase();
    let plural = word.ends_with(['s', 'x']) && !base.ends_with(['s', 'x']);
    Some(if plural { base + "s" } else { base })
}
