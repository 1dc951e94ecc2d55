//! Where sentences end, in French and English prose.
//!
//! A full stop ends no sentence after an abbreviation (M., p., Inc.), an initial or inside a number, an
//! ellipsis ends one only before a capital, and nothing ends one between quotation marks: a sentence
//! with its quotation is one, however many sentences are quoted in it.

use std::ops::Range;

use crate::lexicon::{Classes, Lexicon};
use crate::quotes::marks::pairs;
use crate::words::{Token, TokenKind, tokenise};
use crate::{Language, Span};

/// Returns the sentences of `text`, in order, without the blanks between them.
///
/// ```
/// use stance_articles::{Language, sentences};
///
/// let text = "M. Ruiz est né à 3 h. « Non. Jamais ! », dit-il. Et puis… rien.";
/// let found: Vec<_> = sentences::split(text, Language::French)
///     .into_iter()
///     .map(|span| span.slice(text).unwrap())
///     .collect();
/// assert_eq!(found, ["M. Ruiz est né à 3 h.", "« Non. Jamais ! », dit-il.", "Et puis… rien."]);
/// ```
#[must_use]
pub fn split(text: &str, language: Language) -> Vec<Span> {
    split_span(text, Span::new(0, text.len()), language)
}

/// Returns the sentences of the part of `text` in `span`.
pub(crate) fn split_span(text: &str, span: Span, language: Language) -> Vec<Span> {
    let pairs = pairs(text, span);
    let lexicon = Lexicon::of(language);
    let tokens = tokenise(text, span, &pairs, lexicon);
    token_ranges(text, &tokens)
        .into_iter()
        .filter_map(|range| {
            let (first, last) = (
                tokens.get(range.start)?,
                tokens.get(range.end.checked_sub(1)?)?,
            );
            Some(Span::new(first.span.start, last.span.end))
        })
        .collect()
}

/// Returns the sentences as ranges of tokens; together they are all the tokens.
pub(crate) fn token_ranges(text: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < tokens.len() {
        let Some(end) = terminated(text, tokens, at) else {
            at += 1;
            continue;
        };
        if starts_sentence(text, tokens, end) {
            ranges.push(start..end);
            start = end;
        }
        // What closes a sentence that goes on closes none either.
        at = end;
    }
    if start < tokens.len() {
        ranges.push(start..tokens.len());
    }
    ranges.shrink_to_fit();
    ranges
}

/// Returns the place after a sentence that could end with token `at`, closing brackets taken along.
fn terminated(text: &str, tokens: &[Token], at: usize) -> Option<usize> {
    let token = tokens.get(at)?;
    let ends = match token.kind {
        TokenKind::Sign('!' | '?' | '…') => true,
        TokenKind::Sign('.') => !is_abbreviated(text, tokens, at),
        TokenKind::Quoted(_) => quoted_end(token.text(text)),
        _ => false,
    };
    let closing = |token: &&Token| {
        matches!(
            token.kind,
            TokenKind::Sign('.' | '!' | '?' | '…' | ')' | ']' | '»' | '”' | '"' | '’')
        )
    };
    ends.then(|| at + 1 + tokens[at + 1..].iter().take_while(closing).count())
}

/// Returns whether what stands between the marks ends like a sentence.
fn quoted_end(quoted: &str) -> bool {
    quoted
        .trim_end_matches(|c: char| c.is_whitespace() || "»”\"›)]".contains(c))
        .ends_with(['.', '!', '?', '…'])
}

/// Returns whether the stop at `at` belongs to an abbreviation or an initial.
fn is_abbreviated(text: &str, tokens: &[Token], at: usize) -> bool {
    let Some(word) = at.checked_sub(1).and_then(|before| tokens.get(before)) else {
        return false;
    };
    if !word.is_word() || word.span.end != tokens[at].span.start {
        return false;
    }
    let written = word.text(text);
    // 40 °C.
    let degrees = text[..word.span.start].ends_with('°');
    let initial =
        !degrees && written.chars().count() == 1 && written.starts_with(char::is_uppercase);
    initial || word.classes.has(Classes::ABBREVIATION)
}

/// Returns whether a sentence can start with token `at`: the end of the text, a capital, a figure, an
/// opening mark or bracket, a dash.
fn starts_sentence(text: &str, tokens: &[Token], at: usize) -> bool {
    let Some(token) = tokens.get(at) else {
        return true;
    };
    match token.kind {
        TokenKind::Word => token
            .text(text)
            .starts_with(|c: char| c.is_uppercase() || c.is_numeric()),
        TokenKind::Quoted(_) => true,
        TokenKind::Sign(c) => {
            matches!(c, '(' | '[' | '«' | '“' | '"' | '—' | '–' | '-' | '•' | '¿')
        }
        TokenKind::Inverted => false,
    }
}

#[cfg(test)]
mod tests {
    use super::split;
    use crate::Language;

    fn cut(text: &str, language: Language) -> Vec<&str> {
        split(text, language)
            .into_iter()
            .filter_map(|span| span.slice(text))
            .collect()
    }

    #[test]
    fn stops_of_abbreviations_initials_and_numbers_end_nothing() {
        for text in [
            "M. Ruiz et Mme. Holt lisent la p. 12 du vol. 3.",
            "J. P. Morvan a 3.5 ans d'avance.",
            "Il a dit... presque rien.",
            "Quoi ? demanda-t-elle.",
        ] {
            assert_eq!(cut(text, Language::French), [text]);
        }
        for text in ["Mr. Holt of Norva Inc. spoke.", "Prof. J. Holt left."] {
            assert_eq!(cut(text, Language::English), [text]);
        }
    }

    #[test]
    fn capitals_figures_and_marks_start_a_sentence() {
        let text = "Il part… Elle reste ! 12 navires ? « Oui. » (Fin.) – Non.";
        let found = cut(text, Language::French);
        assert_eq!(
            found,
            [
                "Il part…",
                "Elle reste !",
                "12 navires ?",
                "« Oui. »",
                "(Fin.)",
                "– Non."
            ]
        );
    }

    #[test]
    fn a_quotation_is_never_cut() {
        let text = "Elle dit : « Non. Jamais. Pas ici », puis part. Fin.";
        let found = cut(text, Language::French);
        assert_eq!(
            found,
            ["Elle dit : « Non. Jamais. Pas ici », puis part.", "Fin."]
        );
    }

    #[test]
    fn a_run_of_stops_costs_linear_time() {
        let text = ".".repeat(400_000) + " puis rien";
        assert_eq!(cut(&text, Language::French).len(), 1);
    }
}
