//! The head of an article: its title, the byline, the date.

use super::has_words;
use super::site_words::{self, CALENDAR};
use crate::Language;
use crate::Span;
use crate::lexicon::{Classes, Lexicon};
use crate::words::{Token, TokenKind, tokenise};

/// A byline with what it gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Byline {
    /// All of it, from « Par » to the date.
    pub(crate) span: Span,
    pub(crate) name: Span,
    pub(crate) date: Option<Span>,
}

/// Tokens within which the byline of a text without lines must start.
const HEAD: usize = 60;

/// Words up to which a line can be a byline.
const LINE_WORDS: usize = 24;

/// Words between a name and a date.
const FILLERS: &[&str] = &[
    "le",
    "on",
    "publié",
    "publiée",
    "published",
    "posté",
    "posted",
    "mis",
    "mise",
    "à",
    "jour",
    "updated",
];

/// Finds the byline of a text without lines: par, a name, and a date, near the start.
pub(crate) fn inline_byline(text: &str, span: Span) -> Option<Byline> {
    let end = text.floor_char_boundary(span.end.min(span.start + HEAD * 16));
    let tokens = tokenise(
        text,
        Span::new(span.start, end.max(span.start)),
        &[],
        words(),
    );
    (1..tokens.len().min(HEAD)).find_map(|at| {
        let byline = byline_at(text, &tokens, at)?;
        byline.date.is_some().then_some(byline)
    })
}

/// Reads a line that is a byline: par, names, and a date or nothing but a function; or names and a date.
pub(crate) fn line_byline(text: &str, span: Span) -> Option<Byline> {
    let line = span.slice(text)?;
    let opens = || {
        let words = ["Par", "By", "PAR", "BY", "par", "by", ":"];
        words.iter().any(|word| line.contains(word))
    };
    if line.ends_with(['.', '!', '?', ':'])
        || has_words(line, LINE_WORDS + 1)
        || !(has_digit(line) || opens())
    {
        return None;
    }
    let tokens = tokenise(text, span, &[], words());
    let opened = byline_at(text, &tokens, openers(text, &tokens)).filter(|byline| {
        let labelled = openers(text, &tokens) > 0;
        byline.date.is_some() || labelled || !line.contains(['«', '"', '“', ':'])
    });
    opened
        .or_else(|| dated_name(text, &tokens))
        .map(|byline| Byline { span, ..byline })
}

/// Every date and every hour holds one.
fn has_digit(line: &str) -> bool {
    line.bytes().any(|byte| byte.is_ascii_digit())
}

/// La rédaction, le 9 janvier 2026: somebody, a comma, a date and nothing else.
fn dated_name(text: &str, tokens: &[Token]) -> Option<Byline> {
    let comma = tokens
        .iter()
        .position(|token| token.is_sign(',') || token.is_sign('|'))?;
    // One word before the comma is a place: Brest, le 3 mai 2025.
    let first = tokens
        .first()
        .filter(|token| token.capitalised && (2..=4).contains(&comma))?;
    let start = comma
        + 1
        + tokens[comma + 1..]
            .iter()
            .take_while(|t| is_filler(text, t))
            .count();
    let (date, end) = date_at(text, tokens, start)?;
    let name = Span::new(first.span.start, tokens[comma - 1].span.end);
    (end == tokens.len()).then_some(Byline {
        span: name,
        name,
        date: Some(date),
    })
}

/// Words before the « par » of a byline: propos recueillis par, posted by.
const OPENERS: &[&str] = &[
    "article",
    "rédigé",
    "rédigée",
    "écrit",
    "propos",
    "recueillis",
    "reportage",
    "posted",
    "written",
    "reporting",
    "words",
    "publié",
    "texte",
    "textes",
    "auteur",
    "autrice",
    "author",
    "illustrations",
    "story",
];

/// Returns how many tokens stand before the « par » of a byline.
fn openers(text: &str, tokens: &[Token]) -> usize {
    let opens =
        |token: &&Token| token.is_sign('*') || OPENERS.contains(&token.folded(text).as_ref());
    tokens.iter().take_while(opens).count()
}

/// Returns the name that a line of the head is, and nothing else: two to four capitalised words.
pub(crate) fn line_name(text: &str, span: Span) -> Option<Span> {
    let line = span.slice(text)?;
    let plain = line
        .chars()
        .all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '.' | '\u{a0}'));
    let tokens = tokenise(text, span, &[], words());
    let first = tokens.first()?;
    let named = plain
        && !first.classes.has(Classes::STARTER)
        && first.capitalised
        && tokens.iter().filter(|token| token.is_word()).count() <= 4
        && names_end(text, &tokens, 0) == Some(tokens.len());
    (named && line.contains(' ') && line.chars().any(char::is_lowercase)).then_some(span)
}

/// Returns what stands in a byline after « par » and the words before it; all of it where there is none.
pub(crate) fn after_opener(text: &str, span: Span) -> Span {
    let tokens = tokenise(text, span, &[], words());
    let opens = |token: &Token| matches!(token.folded(text).as_ref(), "par" | "by");
    let opener = tokens.iter().take(BEFORE_NAME).position(opens);
    let start = opener.and_then(|at| tokens.get(at + 1));
    Span::new(start.map_or(span.start, |token| token.span.start), span.end)
}

/// Tokens before which the « par » of a byline stands.
const BEFORE_NAME: usize = 5;

/// Reads a byline that starts with token `at`: Par Ana Ruiz et Jo Le Gall, le 3 mai 2025 à 10 h 12.
fn byline_at(text: &str, tokens: &[Token], at: usize) -> Option<Byline> {
    let opens = matches!(tokens.get(at)?.text(text), "Par" | "By" | "PAR" | "BY")
        || (at > 0 && matches!(tokens.get(at)?.text(text), "par" | "by" | ":"));
    let name_end = names_end(text, tokens, at + 1).filter(|_| opens)?;
    let name = Span::new(tokens[at + 1].span.start, tokens[name_end - 1].span.end);
    let fillers = tokens[name_end..]
        .iter()
        .take_while(|token| is_filler(text, token))
        .count();
    let date = date_at(text, tokens, name_end + fillers);
    let last = date.map_or(name_end, |(_, end)| end);
    let span = Span::new(tokens[at].span.start, tokens[last - 1].span.end);
    Some(Byline {
        span,
        name,
        date: date.map(|(span, _)| span),
    })
}

/// Returns the words that bylines are read with; those of French hold the particles of all names.
fn words() -> &'static Lexicon {
    Lexicon::of(Language::French)
}

/// Follows names joined by commas and « et »; returns the place after the last.
fn names_end(text: &str, tokens: &[Token], start: usize) -> Option<usize> {
    let mut at = start;
    let mut words = 0;
    while let Some(token) = tokens.get(at) {
        let particle = token.classes.has(Classes::PARTICLE);
        let joins = (token.is_sign('.')
            || token.is_sign(',')
            || particle
            || matches!(token.text(text), "et" | "and" | "avec"))
            && tokens.get(at + 1).is_some_and(|next| next.capitalised);
        if words > 0 && opens_date(text, token) {
            break;
        }
        if token.capitalised {
            words += 1;
        } else if !(joins && words > 0) {
            break;
        }
        at += 1;
    }
    (1..=12).contains(&words).then_some(at)
}

/// Publié, Mis, Updated: the longer words between a name and a date, which are part of no name.
fn opens_date(text: &str, token: &Token) -> bool {
    let folded = token.folded(text);
    folded.len() > 2 && FILLERS.contains(&folded.as_ref())
}

/// What stands between a name and a date: le, on, publié, a comma, a dash.
fn is_filler(text: &str, token: &Token) -> bool {
    match token.kind {
        TokenKind::Sign(c) => matches!(c, ',' | '|' | '-' | '–' | '—' | '•' | '·' | ':' | '('),
        _ => FILLERS.contains(&token.folded(text).as_ref()),
    }
}

/// Reads a date at token `at`: 21 juillet 2025, July 21, 2025, 21/07/2025, 2025-07-21, with its hour.
fn date_at(text: &str, tokens: &[Token], at: usize) -> Option<(Span, usize)> {
    let folded = |at: usize| {
        tokens
            .get(at)
            .map(|token| token.folded(text))
            .unwrap_or_default()
    };
    let number = |at: usize| folded(at).starts_with(|c: char| c.is_ascii_digit());
    // No month starts with another letter, in either language.
    let opens = folded(at).starts_with(|c: char| c.is_ascii_digit() || "jfmasond".contains(c));
    if !opens {
        return None;
    }
    let month = |at: usize| {
        let word = folded(at);
        [Language::French, Language::English]
            .iter()
            .any(|&language| Lexicon::of(language).classes(&word).has(Classes::MONTH))
    };
    let year = |at: usize| folded(at).len() == 4 && folded(at).bytes().all(|b| b.is_ascii_digit());
    let sign = |at: usize, c: char| tokens.get(at).is_some_and(|token| token.is_sign(c));
    let end = if number(at) && month(at + 1) && year(at + 2) {
        at + 3
    } else if month(at) && number(at + 1) && year(at + 2 + usize::from(sign(at + 2, ','))) {
        at + 3 + usize::from(sign(at + 2, ','))
    } else if number(at) && sign(at + 1, '/') && number(at + 2) && sign(at + 3, '/') && year(at + 4)
    {
        at + 5
    } else if is_iso(&folded(at)) {
        at + 1
    } else {
        return None;
    };
    let span = Span::new(tokens.get(at)?.span.start, tokens.get(end - 1)?.span.end);
    Some((span, end))
}

/// Returns whether a word is a date such as 2025-07-21.
fn is_iso(word: &str) -> bool {
    let mut parts = word.split('-');
    let digits = |part: Option<&str>, len: usize| {
        part.is_some_and(|part| part.len() == len && part.bytes().all(|b| b.is_ascii_digit()))
    };
    digits(parts.next(), 4)
        && digits(parts.next(), 2)
        && digits(parts.next(), 2)
        && parts.next().is_none()
}

/// Tokens before which a date starts in a line that is one.
const BEFORE_DATE: usize = 12;

/// Reads a month with its year at token `at`: mars 2025.
fn month_at(text: &str, tokens: &[Token], at: usize) -> Option<(Span, usize)> {
    let (month, year) = (tokens.get(at)?, tokens.get(at + 1)?);
    let is_month = [Language::French, Language::English]
        .iter()
        .any(|&language| {
            let classes = Lexicon::of(language).classes(&month.folded(text));
            classes.has(Classes::MONTH)
        });
    let written = year.text(text);
    let is_year = written.len() == 4 && written.bytes().all(|byte| byte.is_ascii_digit());
    (is_month && is_year).then(|| (Span::new(month.span.start, year.span.end), at + 2))
}

/// Returns whether `line` is a date, perhaps with a place before it and hours beside it, and nothing else.
pub(crate) fn line_date(text: &str, span: Span) -> Option<Span> {
    if span.len() > 96 || !has_digit(span.slice(text)?) {
        return None;
    }
    let tokens = tokenise(text, span, &[], words());
    let found = (0..tokens.len().min(BEFORE_DATE)).find_map(|at| {
        let (date, end) = date_at(text, &tokens, at).or_else(|| month_at(text, &tokens, at))?;
        Some((at, date, end))
    });
    let (start, date, end) = found?;
    let mut places = 0;
    let before = tokens[..start].iter().all(|token| {
        let beside =
            is_filler(text, token) || is_hour(text, token) || token.classes.has(Classes::DAY);
        places += usize::from(!beside);
        beside || (token.capitalised && places <= 3)
    });
    let beside = |token: &Token| {
        is_hour(text, token) || token.classes.has(Classes::MONTH) || token.classes.has(Classes::DAY)
    };
    (before && tokens[end..].iter().all(beside)).then_some(date)
}

/// Returns the date that a line is, else from its first word of dates to its last: 28-Aug-2025 at 10:02 GMT.
pub(crate) fn date_in(text: &str, span: Span) -> Option<Span> {
    let line = span.slice(text)?;
    let dated = |word: &&str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.contains(|c: char| c.is_ascii_digit()) || site_words::classes(bare) & CALENDAR != 0
    };
    let place = |word: &str| span.start + (word.as_ptr() as usize - line.as_ptr() as usize);
    let mut words = line.split_whitespace().filter(dated);
    let first = words.next()?;
    let last = words.next_back().unwrap_or(first);
    line_date(text, span).or_else(|| Some(Span::new(place(first), place(last) + last.len())))
}

/// Words that stand after a date: its hour, when it was changed, how long the article takes to read.
const BESIDE_DATES: &[&str] = &[
    "à", "h", "at", "am", "pm", "gmt", "utc", "est", "edt", "cet", "heures", "min", "mn",
    "minutes", "read", "lecture", "de", "temps", "mis", "mise", "le", "jour", "publié", "publiée",
    "modifié", "updated", "et",
];

/// Returns whether a token can belong to the hour after a date: à 10 h 12, 22:20:59 -.
fn is_hour(text: &str, token: &Token) -> bool {
    let folded = token.folded(text);
    matches!(token.kind, TokenKind::Sign(_))
        || folded.starts_with(|c: char| c.is_ascii_digit())
        || BESIDE_DATES.contains(&folded.as_ref())
}

/// Returns the title without the marks of Markdown before it.
pub(crate) fn title_span(text: &str, span: Span) -> Span {
    let line = span.slice(text).unwrap_or_default();
    let marks = line.len() - line.trim_start_matches('#').len();
    Span::new(span.start + marks, span.end).trimmed(text)
}
