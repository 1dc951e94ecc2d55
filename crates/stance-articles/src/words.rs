//! Words, marks and quoted stretches of a paragraph, as the rules of sentences and speakers read them.
//!
//! Elisions and inverted pronouns are words of their own (`l'` `IA`, `explique` `-t-il`); a stretch
//! between outermost quotation marks is one token, whatever stands in it.

use std::borrow::Cow;
use std::ops::Range;

use crate::Span;
use crate::lexicon::{Classes, CueWord, Lexicon, Word, fold, fold_into, is_folded};
use crate::quotes::marks::Pair;
use crate::span::{is_blank, is_invisible};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// Letters or digits, with the hyphens and apostrophes inside them.
    Word,
    /// A pronoun hung on a verb by a hyphen: -t-il, -elle.
    Inverted,
    /// One sign.
    Sign(char),
    /// A stretch between outermost quotation marks, by its place among the pairs.
    Quoted(usize),
}

/// One token of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) span: Span,
    pub(crate) kind: TokenKind,
    /// The classes of a word in the language it is read in.
    pub(crate) classes: Classes,
    /// What it can be as a cue.
    pub(crate) cue: CueWord,
    /// Whether it is a word that starts with an upper-case letter.
    pub(crate) capitalised: bool,
    /// Whether it is written as it is looked up, in lower case.
    folded: bool,
    /// Where its lower case stands in what [`lower`] returns; 0 and 0 where it is its own, or was not made.
    lower: (u32, u32),
}

/// Writes the words of `tokens` that are not their own lower case in lower case, once for all look-ups.
pub(crate) fn lower(text: &str, tokens: &mut [Token]) -> String {
    let mut lowered = String::new();
    for token in tokens.iter_mut().filter(|token| !token.folded) {
        let start = lowered.len();
        let written = token.span.slice(text).unwrap_or_default();
        fold_into(written, &mut lowered);
        if let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(lowered.len())) {
            token.lower = (start, end);
        }
    }
    lowered
}

impl Token {
    /// Returns the token as it is written.
    pub(crate) fn text<'t>(&self, text: &'t str) -> &'t str {
        self.span.slice(text).unwrap_or_default()
    }

    /// Returns a word in lower case; the empty string for anything else.
    pub(crate) fn folded<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.kind {
            TokenKind::Word | TokenKind::Inverted if self.folded => Cow::Borrowed(self.text(text)),
            TokenKind::Word | TokenKind::Inverted => fold(self.text(text)),
            TokenKind::Sign(_) | TokenKind::Quoted(_) => Cow::Borrowed(""),
        }
    }

    /// Returns a word in lower case, from `lowered` where [`lower`] wrote it there; the empty string for
    /// anything else.
    #[inline]
    pub(crate) fn folded_in<'t>(&self, text: &'t str, lowered: &'t str) -> &'t str {
        let written = if self.folded {
            text.get(self.span.start..self.span.end)
        } else {
            let (start, end) = self.lower;
            lowered.get(start as usize..end as usize)
        };
        match self.kind {
            TokenKind::Word | TokenKind::Inverted => written.unwrap_or_default(),
            TokenKind::Sign(_) | TokenKind::Quoted(_) => "",
        }
    }

    pub(crate) fn is_sign(&self, sign: char) -> bool {
        self.kind == TokenKind::Sign(sign)
    }

    pub(crate) fn is_word(&self) -> bool {
        self.kind == TokenKind::Word
    }

    /// Returns the token of a word or of an inverted pronoun.
    fn word(text: &str, span: Span, kind: TokenKind, lexicon: &Lexicon) -> Self {
        let written = span.slice(text).unwrap_or_default();
        let folded = is_folded(written);
        // l'ex-maire
        let known = match written.as_bytes() {
            [b'e' | b'E', b'x', b'-', ..] => written.get(3..).unwrap_or_default(),
            _ => written,
        };
        let Word { classes, cue } = if folded {
            lexicon.word(known)
        } else {
            lexicon.written(known)
        };
        Self {
            span,
            kind,
            classes,
            cue,
            capitalised: !folded
                && kind == TokenKind::Word
                && written.starts_with(char::is_uppercase),
            folded,
            lower: (0, 0),
        }
    }

    /// Returns the token of anything else.
    fn other(span: Span, kind: TokenKind) -> Self {
        Self {
            span,
            kind,
            classes: Classes::default(),
            cue: CueWord::default(),
            capitalised: false,
            folded: true,
            lower: (0, 0),
        }
    }
}

/// Prefixes of several letters that end in an apostrophe and are words of their own.
const ELIDED: &[&str] = &["qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu"];

/// Pronouns hung on a verb, the longer first.
const INVERTED: &[&str] = &[
    "-t-elles", "-t-elle", "-t-ils", "-t-il", "-t-on", "-elles", "-elle", "-ils", "-il", "-on",
    "-nous", "-vous", "-je", "-tu", "-ce",
];

/// Cuts the part of `text` in `span` into tokens; `pairs` are its outermost quotations, in order.
pub(crate) fn tokenise(text: &str, span: Span, pairs: &[Pair], lexicon: &Lexicon) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(span.len() / 5);
    let mut at = span.start;
    for (index, pair) in pairs.iter().enumerate() {
        scan(text, Span::new(at, pair.outer.start), lexicon, &mut tokens);
        tokens.push(Token::other(pair.outer, TokenKind::Quoted(index)));
        at = pair.outer.end;
    }
    scan(text, Span::new(at, span.end), lexicon, &mut tokens);
    // Those of all paragraphs are held together, and an article may be many short ones.
    tokens.shrink_to_fit();
    tokens
}

/// Appends the tokens of a stretch without quotations.
fn scan(text: &str, span: Span, lexicon: &Lexicon, tokens: &mut Vec<Token>) {
    let Some(stretch) = span.slice(text) else {
        return;
    };
    let mut at = 0;
    while let Some(c) = stretch[at..].chars().next() {
        let start = at;
        at += c.len_utf8();
        if c == ' ' || is_blank(c) {
            continue;
        }
        if is_letter(c) {
            at = word_end(stretch, start);
            let word = Span::new(span.start + start, span.start + at);
            push_word(text, word, lexicon, tokens);
        } else {
            let sign = Span::new(span.start + start, span.start + at);
            tokens.push(Token::other(sign, TokenKind::Sign(c)));
        }
    }
}

/// Returns where the word that starts at `start` ends: after its elision, else after its last letter.
fn word_end(stretch: &str, start: usize) -> usize {
    if let Some(end) = plain_end(stretch.as_bytes(), start) {
        return end;
    }
    let mut chars = stretch[start..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().copied();
        let joins = next.is_some_and(|(_, c)| is_letter(c));
        if is_word_char(c)
            || (c == '-' && joins)
            || (is_decimal(c) && joins && digit_before(&stretch[start..start + at]))
        {
            continue;
        }
        if matches!(c, '\'' | '’') {
            let word = &stretch[start..start + at];
            let end = start + at + c.len_utf8();
            // N'Dri is one name; n'a and N'en are two words.
            let name = word == "N" && next.is_some_and(|(_, c)| c.is_uppercase());
            if is_elided(word) && !name {
                return end;
            }
            if joins {
                continue;
            }
        }
        return start + at;
    }
    stretch.len()
}

/// Returns where a word of plain Latin letters and digits ends, where what follows it can be nothing but an
/// end; `None` where only its characters can tell.
fn plain_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        let next = bytes.get(at + 1);
        at += match bytes.get(at) {
            Some(byte) if byte.is_ascii_alphanumeric() => 1,
            // À to ÿ but × and ÷; Œ and œ.
            Some(0xC3) if next.is_some_and(|&byte| byte != 0x97 && byte != 0xB7) => 2,
            Some(0xC5) if matches!(next, Some(0x92 | 0x93)) => 2,
            None | Some(b' ' | b'\n' | b')' | b';' | b':' | b'?' | b'!') => return Some(at),
            // A comma or a stop between figures is part of the number.
            Some(b',' | b'.') if !bytes.get(at.wrapping_sub(1))?.is_ascii_digit() => {
                return Some(at);
            }
            _ => return None,
        };
    }
}

/// Returns the word that ends where `span` does, where a word does. Reads no further back than it must.
pub(crate) fn last_word(text: &str, span: Span, lexicon: &Lexicon) -> Option<Token> {
    let stretch = span.slice(text)?;
    let mut start = stretch.len();
    for (at, c) in stretch.char_indices().rev() {
        let belongs = is_word_char(c) || matches!(c, '-' | '\'' | '’') || is_decimal(c);
        if !belongs {
            break;
        }
        start = at;
    }
    let mut tokens = Vec::new();
    scan(
        text,
        Span::new(span.start + start, span.end),
        lexicon,
        &mut tokens,
    );
    tokens
        .pop()
        .filter(|last| last.is_word() && last.span.end == span.end)
}

/// Returns whether a character stands inside words wherever it stands.
pub(crate) fn is_word_char(c: char) -> bool {
    is_letter(c) || is_invisible(c) || ('\u{300}'..='\u{36f}').contains(&c)
}

/// Returns whether a character is a letter or a digit; Latin ones are told without the tables of Unicode.
pub(crate) fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        '×' | '÷' => false,
        '\u{c0}'..='\u{17f}' => true,
        _ => c.is_alphanumeric(),
    }
}

/// A byte that ends a run of letters, digits, apostrophes and characters beyond ASCII.
const CUT: u8 = 1;

/// A run has a character that is neither ASCII nor a letter from À to ÿ, so that it may be several words.
pub(crate) const WIDE: u8 = 2;

/// A run has a straight apostrophe.
pub(crate) const APOSTROPHE: u8 = 4;

/// Of each byte what it does to a run.
const RUN_BYTES: [u8; 256] = {
    let mut bytes = [0; 256];
    let mut byte = 0_u8;
    loop {
        bytes[byte as usize] = match byte {
            b'\'' => APOSTROPHE,
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => 0,
            0..=0x7F => CUT,
            // After C3 these are × and ÷; other characters that have them are wide by their first byte.
            0x97 | 0xB7 => WIDE,
            // What begins a letter from À to ÿ, and what goes on with a character.
            0xC3 | 0x80..=0xBF => 0,
            _ => WIDE,
        };
        if byte == u8::MAX {
            break bytes;
        }
        byte += 1;
    }
};

/// Returns the lowest bit of each of eight bytes, that of the first byte lowest.
const fn low_bits(bytes: u64) -> u64 {
    // Each factor brings the bit of one byte to its place among the highest eight.
    (bytes & 0x0101_0101_0101_0101).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// Calls `visit` with each run of a text and what is in it; the text begins and ends one, and a run may be empty. Runs are
/// cut at ASCII, so at the boundaries of characters.
///
/// Their ends are found for 64 bytes at a time, without a branch that could be guessed wrong.
pub(crate) fn for_each_run(text: &str, mut visit: impl FnMut(Range<usize>, u8)) {
    let (mut start, mut signs) = (0, 0);
    for (base, block) in (0..).step_by(64).zip(text.as_bytes().chunks(64)) {
        let [mut cuts, mut wide, mut apostrophes] = [0_u64; 3];
        for (eight, shift) in block.chunks(8).zip((0..).step_by(8)) {
            let mut classes = [0; 8];
            for (class, &byte) in classes.iter_mut().zip(eight) {
                *class = RUN_BYTES[usize::from(byte)];
            }
            let classes = u64::from_le_bytes(classes);
            cuts |= low_bits(classes) << shift;
            wide |= low_bits(classes >> 1) << shift;
            apostrophes |= low_bits(classes >> 2) << shift;
        }
        let mut signs_in = |mask: u64| {
            let found = [(wide & mask, WIDE), (apostrophes & mask, APOSTROPHE)];
            wide &= !mask;
            apostrophes &= !mask;
            found.iter().fold(0, |signs, &(found, sign)| {
                signs | (u8::from(found != 0) * sign)
            })
        };
        while cuts != 0 {
            let bit = cuts.trailing_zeros();
            let end = base + bit as usize;
            visit(start..end, signs | signs_in(!(u64::MAX << bit)));
            (start, signs) = (end + 1, 0);
            cuts &= cuts - 1;
        }
        signs |= signs_in(u64::MAX);
    }
    visit(start..text.len(), signs);
}

fn is_decimal(c: char) -> bool {
    matches!(c, '.' | ',')
}

fn digit_before(word: &str) -> bool {
    word.ends_with(|c: char| c.is_ascii_digit())
}

fn is_elided(word: &str) -> bool {
    match word.as_bytes() {
        [only] => b"ldjmnstc".contains(&only.to_ascii_lowercase()),
        _ => ELIDED.contains(&fold(word).as_ref()),
    }
}

/// Appends a word, its inverted pronoun apart.
fn push_word(text: &str, span: Span, lexicon: &Lexicon, tokens: &mut Vec<Token>) {
    let word = span.slice(text).unwrap_or_default();
    let cut = inverted_start(word).map_or(span.end, |at| span.start + at);
    tokens.push(Token::word(
        text,
        Span::new(span.start, cut),
        TokenKind::Word,
        lexicon,
    ));
    if cut < span.end {
        tokens.push(Token::word(
            text,
            Span::new(cut, span.end),
            TokenKind::Inverted,
            lexicon,
        ));
    }
}

/// Returns where the pronoun hung on a verb starts, if there is one.
fn inverted_start(word: &str) -> Option<usize> {
    if !word.as_bytes().contains(&b'-') {
        return None;
    }
    INVERTED.iter().find_map(|suffix| {
        let at = word.len().checked_sub(suffix.len()).filter(|&at| at > 0)?;
        word.get(at..)
            .is_some_and(|end| end.eq_ignore_ascii_case(suffix))
            .then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::{APOSTROPHE, WIDE, for_each_run, tokenise};
    use crate::lexicon::Lexicon;
    use crate::quotes::marks::pairs;
    use crate::{Language, Span};

    fn cut(text: &str) -> Vec<&str> {
        let whole = Span::new(0, text.len());
        let lexicon = Lexicon::of(Language::French);
        tokenise(text, whole, &pairs(text, whole), lexicon)
            .iter()
            .map(|token| token.text(text))
            .collect()
    }

    #[test]
    fn elisions_and_inverted_pronouns_are_words() {
        assert_eq!(
            cut("L’IA, explique-t-elle"),
            ["L’", "IA", ",", "explique", "-t-elle"]
        );
        assert_eq!(
            cut("jusqu'ici qu'il n'a-t-on"),
            ["jusqu'", "ici", "qu'", "il", "n'", "a", "-t-on"]
        );
    }

    #[test]
    fn runs_are_cut_at_ascii_and_tell_what_is_in_them() {
        let text = " l’Œuvre 3×4;déjà d'abord ".to_owned() + &"é".repeat(40) + "’ fin";
        let mut found = Vec::new();
        for_each_run(&text, |run, signs| {
            found.push((text[run].to_owned(), signs));
        });
        let long = "é".repeat(40) + "’";
        let expected = [
            ("", 0),
            ("l’Œuvre", WIDE),
            ("3×4", WIDE),
            ("déjà", 0),
            ("d'abord", APOSTROPHE),
            (&long, WIDE),
            ("fin", 0),
        ];
        let expected = expected.map(|(run, signs)| (run.to_owned(), signs));
        assert_eq!(found, expected);
    }

    #[test]
    fn other_hyphens_and_apostrophes_stay_inside() {
        assert_eq!(
            cut("aujourd’hui O'Brien celui-ci co-PDG"),
            ["aujourd’hui", "O'Brien", "celui-ci", "co-PDG"]
        );
        assert_eq!(cut("don't the men's"), ["don't", "the", "men's"]);
    }

    #[test]
    fn decimals_are_one_word_and_final_stops_are_not_theirs() {
        assert_eq!(
            cut("11,08 ou 3.5, puis 7."),
            ["11,08", "ou", "3.5", ",", "puis", "7", "."]
        );
    }

    #[test]
    fn a_quoted_stretch_is_one_token() {
        assert_eq!(
            cut("Il dit « non, non » !"),
            ["Il", "dit", "« non, non »", "!"]
        );
    }
}
