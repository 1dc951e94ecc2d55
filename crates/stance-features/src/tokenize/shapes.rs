//! Tokens known by their shape, in any language: links, addresses, names and tags, numbers with
//! their units, dotted acronyms, ordinals, marks and emoji.

use super::TokenKind;

/// A token found at the start of a text.
pub(super) struct Shape {
    /// Its length in bytes.
    pub(super) len: usize,
    pub(super) kind: TokenKind,
    /// Its normalised text.
    pub(super) text: String,
}

/// Longest local part of an e-mail address, in bytes (RFC 5321, 4.5.3.1.1).
const LONGEST_LOCAL_PART: usize = 64;

/// Longest host name, in bytes (RFC 1035, 2.3.4).
const LONGEST_HOST: usize = 253;

/// Top-level domains that a name without scheme is recognised by.
const TOP_LEVEL: [&str; 14] = [
    "ai", "be", "ca", "ch", "com", "edu", "eu", "fr", "gov", "info", "io", "net", "org", "uk",
];

/// Returns the shaped token that starts at byte `at` of the chunk.
pub(super) fn find(chunk: &str, at: usize) -> Option<Shape> {
    let text = &chunk[at..];
    let follows_word = chunk[..at]
        .chars()
        .next_back()
        .is_some_and(char::is_alphanumeric);
    match text.as_bytes()[0] {
        b'@' if !follows_word => tagged(text, TokenKind::Mention),
        b'#' if !follows_word => tagged(text, TokenKind::Hashtag),
        b'0'..=b'9' => number(text, 0, 0),
        b'+' | b'-' if !follows_word => number(text, 1, 0),
        b'$' => number(text, 0, 1),
        _ if text.starts_with('−') && !follows_word => number(text, '−'.len_utf8(), 0),
        _ => match text.chars().next() {
            Some(c @ ('€' | '£' | '¥')) => number(text, 0, c.len_utf8()),
            Some(c) if c.is_alphabetic() && !follows_word => lettered(text),
            _ => None,
        },
    }
}

fn lettered(text: &str) -> Option<Shape> {
    // Each of these has one of four signs, and has it early.
    let mut start = text.bytes().take(LONGEST_HOST + 1);
    if !start.any(|byte| matches!(byte, b'.' | b'@' | b'/' | b'&')) {
        return None;
    }
    url(text)
        .or_else(|| email(text))
        .or_else(|| joined_acronym(text))
        .or_else(|| dotted_acronym(text))
        .or_else(|| domain(text))
}

fn tagged(text: &str, kind: TokenKind) -> Option<Shape> {
    let name = &text[1..];
    let len = name
        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .unwrap_or(name.len());
    let name = &name[..len];
    name.chars().any(char::is_alphabetic).then(|| Shape {
        len: 1 + len,
        kind,
        text: text[..=len].to_lowercase(),
    })
}

/// A link with a scheme or with `www.`, up to the punctuation that closes the sentence.
fn url(text: &str) -> Option<Shape> {
    let scheme = ["https://", "http://", "www."].into_iter().find(|scheme| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })?;
    let link = &text[..link_len(text)];
    let host = link.get(scheme.len()..)?;
    let host = &host[..host.find(['/', '?', '#', ':']).unwrap_or(host.len())];
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let valid = host.contains('.') || scheme != "www.";
    (valid && host.starts_with(char::is_alphanumeric)).then(|| Shape {
        len: link.len(),
        kind: TokenKind::Url,
        text: host.to_owned(),
    })
}

/// Returns where a link ends: before a blank, a quotation mark, or the punctuation that closes the
/// sentence around it.
fn link_len(text: &str) -> usize {
    let end = text
        .find([' ', '<', '>', '"', '«', '»', '“', '”'])
        .unwrap_or(text.len());
    let closing = ['.', ',', ';', ':', '!', '?', '…', '\'', ']', '}'];
    let link = text[..end].trim_end_matches(closing);
    if link.contains('(') {
        return link.len();
    }
    link.trim_end_matches(|c| c == ')' || closing.contains(&c))
        .len()
}

/// A host name without scheme that ends with a common top-level domain: `lemonde.fr`.
fn domain(text: &str) -> Option<Shape> {
    let is_host = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'.' || *byte == b'-';
    let len = text
        .bytes()
        .take(LONGEST_HOST + 1)
        .take_while(is_host)
        .count();
    let host = text[..len.min(text.len())].trim_end_matches(['.', '-']);
    let (name, top) = host.rsplit_once('.')?;
    let after = &text[host.len()..];
    let ends = !after.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '\'');
    if len > LONGEST_HOST || name.is_empty() || !TOP_LEVEL.contains(&top) || !ends {
        return None;
    }
    let len = host.len()
        + if after.starts_with('/') {
            link_len(after)
        } else {
            0
        };
    Some(Shape {
        len,
        kind: TokenKind::Url,
        text: host.to_lowercase(),
    })
}

fn email(text: &str) -> Option<Shape> {
    let local = text
        .bytes()
        .take(LONGEST_LOCAL_PART)
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"._%+-".contains(byte))
        .count();
    let domain = text.get(local..)?.strip_prefix('@')?;
    let len = domain
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-'))
        .unwrap_or(domain.len());
    let domain = domain[..len].trim_end_matches(['.', '-']);
    let (name, top) = domain.rsplit_once('.')?;
    if name.is_empty() || top.len() < 2 || !top.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let len = local + 1 + domain.len();
    Some(Shape {
        len,
        kind: TokenKind::Email,
        text: text[..len].to_lowercase(),
    })
}

/// Up to three capitals on either side of an ampersand: `R&D`, `AT&T`.
fn joined_acronym(text: &str) -> Option<Shape> {
    let capitals = |text: &str| {
        let len = text.find(|c: char| !c.is_uppercase()).unwrap_or(text.len());
        Some(len).filter(|_| (1..=3).contains(&text[..len].chars().count()))
    };
    let first = capitals(text)?;
    let rest = text[first..].strip_prefix('&')?;
    let len = first + 1 + capitals(rest)?;
    let ends = !text[len..].starts_with(|c: char| c.is_alphanumeric() || c == '&');
    ends.then(|| Shape {
        len,
        kind: TokenKind::Acronym,
        text: text[..len].to_lowercase(),
    })
}

/// Single letters each followed by a point, two or more, and perhaps a last one without:
/// `I.A.`, `U.E`, `e.g.`; hyphens may stand between: `J.-C.`
fn dotted_acronym(text: &str) -> Option<Shape> {
    let mut letters = String::new();
    let mut len = 0;
    let mut chars = text.chars().peekable();
    while let Some(letter) = chars.next_if(|c| c.is_alphabetic()) {
        let ends = !chars
            .peek()
            .is_some_and(|&c| c.is_alphanumeric() || c == '\'');
        if chars.next_if_eq(&'.').is_some() {
            len += letter.len_utf8() + 1;
            if is_initial_after_hyphen(&text[len..]) {
                chars.next();
                len += 1;
            }
        } else if ends && letters.chars().count() > 0 {
            len += letter.len_utf8();
            letters.push(letter);
            break;
        } else {
            break;
        }
        letters.push(letter);
    }
    let next = text[len..].chars().next();
    let complete = letters.chars().count() >= 2 && !next.is_some_and(char::is_alphanumeric);
    complete.then(|| Shape {
        len,
        kind: TokenKind::Acronym,
        text: letters.to_lowercase(),
    })
}

/// Returns true when the text starts with a hyphen, a letter and a point.
fn is_initial_after_hyphen(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next() == Some('-')
        && chars.next().is_some_and(char::is_alphabetic)
        && chars.next() == Some('.')
}

/// A number with its groups and decimals, and the unit after it or the currency before it.
///
/// `sign` and `currency` are the lengths of what stands before the digits.
fn number(text: &str, sign: usize, currency: usize) -> Option<Shape> {
    let digits = &text[sign + currency..];
    let plain = leading_digits(digits);
    if plain == 0 {
        return None;
    }
    let mut len = plain;
    if let Some(date) = date_len(digits) {
        len = date;
    }
    while let Some(more) = group_len(&digits[len..]) {
        len += more;
    }
    let rest = &digits[len..];
    let (unit, kind) = unit(rest, currency > 0);
    if kind == TokenKind::Number && len == plain && sign == 0 && belongs_to_word(rest) {
        return None;
    }
    let len = sign + currency + len + unit;
    let text = text[..len]
        .chars()
        .filter(|&c| c != ' ')
        .map(|c| if c == '−' { '-' } else { c });
    Some(Shape {
        len,
        kind,
        text: text.collect::<String>().to_lowercase(),
    })
}

fn leading_digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// Returns the length of the date, with hyphens and a year of four digits, that a text starts with.
fn date_len(text: &str) -> Option<usize> {
    let (mut lens, mut end) = ([0; 3], 0);
    for (index, len) in lens.iter_mut().enumerate() {
        if index > 0 {
            text[end..].starts_with('-').then_some(())?;
            end += 1;
        }
        *len = leading_digits(&text[end..]);
        end += *len;
    }
    let is_date = matches!(lens, [4, 1..=2, 1..=2] | [1..=2, 1..=2, 4]);
    let ends = !text[end..].starts_with(|c: char| c == '-' || c.is_alphanumeric());
    (is_date && ends).then_some(end)
}

/// Returns the length of the next group of a number with what separates it: a blank and three
/// digits, or a point or comma (in dates and fractions a slash, in hours a colon) and digits.
fn group_len(text: &str) -> Option<usize> {
    let n_digits = leading_digits(text.get(1..)?);
    match text.as_bytes()[0] {
        b' ' => (n_digits == 3).then_some(4),
        b'.' | b',' | b'/' | b':' => (n_digits > 0).then_some(1 + n_digits),
        _ => None,
    }
}

/// Returns the length of the unit that the text after a number starts with, and what the two are.
fn unit(text: &str, is_amount: bool) -> (usize, TokenKind) {
    if is_amount {
        let magnitude = ["mds", "md", "bn", "k", "m"].into_iter().find(|magnitude| {
            text.get(..magnitude.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(magnitude))
                && !text[magnitude.len()..].starts_with(char::is_alphanumeric)
        });
        return (magnitude.map_or(0, str::len), TokenKind::Amount);
    }
    let unit = text.strip_prefix(' ').unwrap_or(text);
    let blank = text.len() - unit.len();
    for percent in ["%", "‰"] {
        if unit.starts_with(percent) {
            return (blank + percent.len(), TokenKind::Percentage);
        }
    }
    for magnitude in ["", "k", "K", "Mds", "Md", "M"] {
        for currency in ["€", "$", "£", "¥"] {
            let after = unit
                .strip_prefix(magnitude)
                .and_then(|unit| unit.strip_prefix(currency));
            if after.is_some_and(|after| !after.starts_with(|c: char| c.is_ascii_digit())) {
                return (blank + magnitude.len() + currency.len(), TokenKind::Amount);
            }
        }
    }
    (0, TokenKind::Number)
}

/// Returns true when plain digits go on as a word: `5G`, `20h30`, `15-year-old`, a keycap emoji.
fn belongs_to_word(rest: &str) -> bool {
    let mut chars = rest.chars();
    match chars.next() {
        Some('-') => chars.next().is_some_and(char::is_alphabetic),
        Some(c) => c.is_alphabetic() || matches!(c, '_' | '\u{fe0f}' | '\u{20e3}'),
        None => false,
    }
}

/// Returns true for a rank: digits or a Roman numeral in capitals, then its ending.
pub(super) fn is_ordinal(word: &str) -> bool {
    const AFTER_DIGITS: [&str; 16] = [
        "er", "ers", "re", "res", "ère", "ères", "e", "es", "ème", "èmes", "nd", "nde", "st", "rd",
        "th", "nds",
    ];
    let n_digits = leading_digits(word);
    if n_digits > 0 {
        return AFTER_DIGITS.contains(&word[n_digits..].to_lowercase().as_str());
    }
    let n_roman = word
        .bytes()
        .take_while(|byte| b"IVX".contains(byte))
        .count();
    word == "Ier" || word == "Ire" || n_roman > 0 && ["e", "es", "ème"].contains(&&word[n_roman..])
}

/// Returns the normalised form of a run of `!`, `?`, `.` and `…`, `None` for a single point or
/// nothing.
pub(super) fn mark(run: &str) -> Option<&'static str> {
    let n_exclamations = run.matches('!').count();
    let n_questions = run.matches('?').count();
    match (n_exclamations, n_questions) {
        (0, 0) => (run.contains('…') || run.len() > 1).then_some("…"),
        (1, 0) => Some("!"),
        (_, 0) => Some("!!"),
        (0, 1) => Some("?"),
        (0, _) => Some("??"),
        _ => Some("?!"),
    }
}

/// Returns true for the first character of an emoji: the pictographs and symbols that are shown in
/// colour, flags among them, and the digits of keycaps.
pub(super) fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f300}'..='\u{1faff}' | '\u{1f004}' | '\u{1f0cf}'
        | '\u{1f18e}' | '\u{1f191}'..='\u{1f19a}' | '\u{2600}'..='\u{27bf}'
        | '\u{2b05}'..='\u{2b07}' | '\u{2b1b}' | '\u{2b1c}' | '\u{2b50}' | '\u{2b55}'
        | '\u{231a}' | '\u{231b}' | '\u{23e9}'..='\u{23f3}' | '0'..='9')
}
