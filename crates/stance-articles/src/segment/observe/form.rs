//! The form of a line: its words, how it starts and ends, the signs in it.

use super::super::count_words;
use super::super::site_words::{self, CALENDAR, COMMON, Mask, SENTENCE, bucket};
use super::slots::{Features, HASHES, OPENERS, Slot};
use crate::Language;
use crate::lexicon::{Classes, Lexicon};

/// Words of a line that are looked up.
pub(super) const READ: usize = 28;

/// Bytes from which a third of them tells enough: the line is prose.
const LONG: usize = 280;

/// The words of a line, counted.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) n: usize,
    read: usize,
    upper: usize,
    shouted: usize,
    numbers: usize,
    pub(super) sentence: usize,
    site: usize,
    pub(super) classes: Mask,
    pub(super) first: Mask,
    /// Whether the first word is a first name.
    named: bool,
}

impl Words {
    pub(super) fn read(written: &str) -> Self {
        let mut words = Self::default();
        let long = written.len() > LONG;
        let most = if long { READ / 3 } else { READ };
        for word in written.split_ascii_whitespace() {
            let bare = trimmed(word);
            if bare.is_empty() {
                continue;
            }
            words.n += 1;
            words.read += 1;
            words.upper += usize::from(bare.starts_with(char::is_uppercase));
            words.shouted += usize::from(is_shouted(bare));
            words.numbers += usize::from(bare.starts_with(|c: char| c.is_ascii_digit()));
            let classes = site_words::classes(bare);
            words.sentence += usize::from(classes & SENTENCE != 0);
            words.site += usize::from(classes & !COMMON != 0);
            words.classes |= classes;
            if words.read == 1 {
                words.first = classes;
                let lexicon = Lexicon::of(Language::French);
                words.named = lexicon.written(bare).classes.has(Classes::FIRST_NAME);
            }
            if words.read == most {
                // Of prose, whose words take six bytes with their blanks.
                words.n = if long {
                    written.len() / 6
                } else {
                    count_words(written)
                };
                break;
            }
        }
        words
    }

    /// Words with a capital: none, the first, few, half, most, or all letters of all words are.
    pub(super) fn capitals(&self) -> usize {
        match (self.upper, self.read) {
            (_, n) if n > 0 && self.shouted == n => 5,
            (0, _) => 0,
            (1, _) => 1,
            (upper, n) if upper * 3 < n => 2,
            (upper, n) if upper * 5 < n * 4 => 3,
            _ => 4,
        }
    }

    /// No name first, a name alone, a name among few capitals, a name that opens a sentence.
    pub(super) fn name(&self) -> usize {
        match (self.named, self.read) {
            (false, _) => 0,
            (true, n) if n <= 4 && self.upper == n => 1,
            (true, n) if n <= 12 && self.upper > 1 => 2,
            _ => 3,
        }
    }

    pub(super) fn digits(&self) -> usize {
        match self.numbers {
            0 => 0,
            n if n * 4 < self.read => 1,
            n if n * 2 < self.read => 2,
            _ => 3,
        }
    }

    /// How many words of sentences: none, few, a quarter, two fifths.
    pub(super) fn function(&self) -> usize {
        match self.sentence {
            0 => 0,
            n if n * 4 < self.read => 1,
            n if n * 5 < self.read * 2 => 2,
            _ => 3,
        }
    }

    /// How many words of sites: none, few, a quarter, half, all but one or all.
    pub(super) fn share(&self) -> usize {
        match self.site {
            0 => 0,
            n if n * 4 < self.read => 1,
            n if n * 2 < self.read => 2,
            n if n * 5 < self.read * 4 => 3,
            _ => 4,
        }
    }
}

/// Returns a word without the signs around it.
fn trimmed(word: &str) -> &str {
    let bytes = word.as_bytes();
    let plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    if plain(bytes.first()) && plain(bytes.last()) {
        return word;
    }
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Two letters or more, and all of them capitals.
fn is_shouted(word: &str) -> bool {
    // Of most words the first letters tell.
    if word.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return false;
    }
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    letters.clone().nth(1).is_some() && letters.all(char::is_uppercase)
}

/// The bucket of a number of words.
pub(super) fn length(words: usize) -> usize {
    match words {
        0..=3 => words,
        4..=5 => 4,
        6..=8 => 5,
        9..=12 => 6,
        13..=19 => 7,
        20..=34 => 8,
        _ => 9,
    }
}

pub(super) fn start(written: &str) -> usize {
    let mut chars = written.chars();
    match chars.next().unwrap_or_default() {
        '«' | '“' | '"' => 1,
        '-' | '–' | '—' => 2,
        '#' => 3,
        '>' => 4,
        '|' => 5,
        '[' | '!' => 6,
        '(' => 7,
        '*' | '_' | '•' | '·' | '●' | '▪' => 8,
        c if c.is_ascii_digit() => 9,
        c if c.is_lowercase() => 10,
        c if c.is_alphabetic() => 0,
        _ => 11,
    }
}

pub(super) fn end(written: &str) -> usize {
    let bare = written.trim_end_matches(|c: char| c.is_whitespace() || "»”\"*_".contains(c));
    match bare.chars().next_back().unwrap_or_default() {
        '.' if !bare.ends_with("..") => 0,
        '!' => 1,
        '?' => 2,
        ':' => 3,
        '.' | '…' => 4,
        ',' | ';' => 5,
        c if c.is_alphabetic() => 6,
        _ => 7,
    }
}

/// Bytes at the start of a line in which signs are looked for.
const SIGNS: usize = 200;

/// Adds the signs in a line.
pub(super) fn signs(written: &str, words: usize, features: &mut Features) {
    let head = &written[..written.floor_char_boundary(SIGNS)];
    // Which bytes there are is told first: most signs are not.
    let mut there = [false; 256];
    for byte in head.bytes() {
        there[usize::from(byte)] = true;
    }
    let has = |byte: u8| there[usize::from(byte)];
    let digits = (b'0'..=b'9').any(has);
    let marks = marks(head.as_bytes());
    let marked = |mark: u8| marks & mark != 0;
    let found = [
        marked(COPYRIGHT),
        has(b'/') && head.contains("http") || has(b'w') && head.contains("www."),
        has(b'@'),
        has(b'|') && head.contains(" | "),
        has(b'>') && head.contains(" > ") || marked(TRAIL),
        marked(DOTS),
        has(b'$') || marked(CURRENCY),
        has(b':') && head.contains(": "),
        has(b'"') || marked(QUOTATION),
        has(b'\t'),
        digits && has_year(head),
        digits && has_hour(head),
        has(b'('),
        has(b']') && head.contains("]("),
        words <= 12 && has(b'/'),
        marked(SYMBOLS),
    ];
    for (value, _) in found.into_iter().enumerate().filter(|(_, found)| *found) {
        features.add(Slot::Sign, value);
    }
}

/// Signs beyond ASCII, one bit each: ©; » or › between blanks; · or • between blanks; £ or €; « or “; arrows, stars, ticks.
const COPYRIGHT: u8 = 1;
const TRAIL: u8 = 2;
const DOTS: u8 = 4;
const CURRENCY: u8 = 8;
const QUOTATION: u8 = 16;
const SYMBOLS: u8 = 32;

/// Returns which of these signs a line has, all looked for at once.
fn marks(head: &[u8]) -> u8 {
    memchr::memchr2_iter(0xC2, 0xE2, head).fold(0, |found, at| {
        let between_blanks = |len: usize, mark: u8| {
            let before = at.checked_sub(1).map(|before| head[before]);
            let is_between = before == Some(b' ') && head.get(at + len) == Some(&b' ');
            u8::from(is_between) * mark
        };
        let mark = match head[at..] {
            [0xC2, 0xA9, ..] => COPYRIGHT,
            [0xC2, 0xA3, ..] | [0xE2, 0x82, 0xAC, ..] => CURRENCY,
            [0xC2, 0xAB, ..] | [0xE2, 0x80, 0x9C, ..] => QUOTATION,
            [0xC2, 0xBB, ..] => between_blanks(2, TRAIL),
            [0xE2, 0x80, 0xBA, ..] => between_blanks(3, TRAIL),
            [0xC2, 0xB7, ..] => between_blanks(2, DOTS),
            [0xE2, 0x80, 0xA2, ..] => between_blanks(3, DOTS),
            // ← → ↓ ▶ ★ ✔ ✘
            [0xE2, 0x86, 0x90 | 0x92 | 0x93, ..]
            | [0xE2, 0x96, 0xB6, ..]
            | [0xE2, 0x98, 0x85, ..]
            | [0xE2, 0x9C, 0x94 | 0x98, ..] => SYMBOLS,
            _ => 0,
        };
        found | mark
    })
}

/// A number from 1900 to 2099.
fn has_year(head: &str) -> bool {
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    head.as_bytes()
        .windows(4)
        .any(|part| matches!(part, [b'1', b'9', ..] | [b'2', b'0', ..]) && digits(part))
}

/// No date, a month or a day with a number, or a date in numbers: 3/4/2025, 03.04.25, 2025-04-03.
pub(super) fn dated(written: &str, words: &Words) -> usize {
    let head = &written[..written.floor_char_boundary(120)];
    let in_numbers = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_ascii_digit());
        let parts = bare.split(['/', '.', '-']);
        let numbers = parts.clone().all(|part| {
            (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        });
        numbers && parts.count() == 3
    };
    if words.numbers > 0 && head.split_ascii_whitespace().any(in_numbers) {
        2
    } else {
        usize::from(words.numbers > 0 && words.classes & CALENDAR != 0)
    }
}

/// 10:12, 10h12, 10 h 12.
fn has_hour(head: &str) -> bool {
    head.as_bytes().windows(4).any(|part| {
        matches!(part, [a, b':' | b'h', b, c]
            if a.is_ascii_digit() && b.is_ascii_digit() && c.is_ascii_digit())
    })
}

/// Bytes in which ends of sentences are looked for.
const STOPS: usize = 240;

/// How many sentences end inside a line: none, one, two, more.
pub(super) fn stops(written: &str) -> usize {
    let head = &written.as_bytes()[..written.len().min(STOPS)];
    let ends = memchr::memchr3_iter(b'.', b'!', b'?', head).filter(|&at| {
        let before = at.checked_sub(1).map(|before| head[before]);
        let closes = before.is_some_and(|byte| byte.is_ascii_lowercase() || byte >= 0x80);
        closes && head.get(at + 1) == Some(&b' ')
    });
    ends.take(3).count()
}

/// Returns the label before the colon that a line opens with, of up to four words with a capital first.
pub(super) fn speaker(written: &str) -> Option<&str> {
    let head = &written[..written.floor_char_boundary(48)];
    let label = head.split_once(':')?.0.trim_end();
    let few = !label.is_empty() && label.split_ascii_whitespace().nth(4).is_none();
    (few && label.starts_with(char::is_uppercase)).then_some(label)
}

/// Adds the words of a line, by the buckets that they fall into.
pub(super) fn hashes(written: &str, features: &mut Features) {
    for word in written.split_ascii_whitespace() {
        let bare = trimmed(word);
        if !bare.is_empty() {
            features.add(Slot::Word, bucket(bare, HASHES));
        }
    }
}

/// Adds the word that a line opens with, by the bucket that it falls into.
pub(super) fn opener(written: &str, features: &mut Features) {
    let first = written.split_ascii_whitespace().next().unwrap_or_default();
    features.add(Slot::Opens, bucket(trimmed(first), OPENERS));
}
