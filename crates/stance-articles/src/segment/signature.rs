//! Signature lines: the name under words that are set apart.

use super::has_words;
use crate::Span;
use crate::lexicon::{Classes, Lexicon, fold};
use crate::quotes::marks::pairs;

/// Words up to which a line can be a signature.
const SIGNATURE_WORDS: usize = 14;

/// Bytes up to which a line can be a signature.
const SIGNATURE: usize = 240;

/// Words up to which what stands above a signature can be a pull quote.
const QUOTE_WORDS: usize = 90;

/// Returns whether `line` signs the paragraph `above`; `next` is the line under it.
///
/// A dash, a name of two words or more, perhaps a function, no full stop. Without dash only a paragraph
/// that is a quotation and nothing else is signed.
pub(crate) fn signs(line: &str, above: &str, next: Option<&str>) -> bool {
    // Hardly any line goes on from here.
    if line.len() > SIGNATURE || line.ends_with('.') || has_words(above, QUOTE_WORDS + 1) {
        return false;
    }
    match line.strip_prefix(['–', '—', '-']) {
        Some(rest) => {
            let rest = rest.trim_start();
            let named = is_name_line(rest) || (is_quotation(above) && is_signed_by(rest));
            named && !next.is_some_and(starts_with_dash)
        }
        None => is_name_line(line) && is_quotation(above),
    }
}

fn starts_with_dash(line: &str) -> bool {
    line.starts_with(['–', '—', '-'])
}

/// Returns whether a paragraph is one quotation between marks and nothing else.
fn is_quotation(above: &str) -> bool {
    let found = pairs(above, Span::new(0, above.len()));
    matches!(found.as_slice(), [pair] if pair.closed && pair.outer.len() == above.len())
}

/// A capitalised word, perhaps more, then a comma and a function: enough under a quotation between marks.
fn is_signed_by(line: &str) -> bool {
    let name = line.split(',').next().unwrap_or_default();
    name.starts_with(char::is_uppercase)
        && name.split_whitespace().nth(4).is_none()
        && line.contains(',')
        && !line.ends_with(['.', ':', '!', '?'])
        && line.split_whitespace().nth(SIGNATURE_WORDS).is_none()
}

/// A name of two words or more, alone or with a function after a comma.
fn is_name_line(line: &str) -> bool {
    let (name, function) = line.split_once(',').unwrap_or((line, ""));
    let lexicon = Lexicon::of(crate::Language::French);
    let words: Vec<&str> = name.split_whitespace().collect();
    let named = words.iter().all(|word| {
        let particle = lexicon.classes(&fold(word)).has(Classes::PARTICLE);
        word.starts_with(char::is_uppercase) || particle
    });
    let first = words.first().is_some_and(|word| {
        word.starts_with(char::is_uppercase) && !lexicon.classes(&fold(word)).has(Classes::STARTER)
    });
    let plain =
        !line.ends_with(['.', ';', ':', '!', '?']) && !line.contains([':', ';', '«', '“', '"']);
    named
        && first
        && plain
        && (2..=6).contains(&words.len())
        && !function.trim_start().starts_with(char::is_uppercase)
        && line.split_whitespace().nth(SIGNATURE_WORDS).is_none()
}

#[cfg(test)]
mod tests {
    use super::signs;

    const WORDS: &str = "Nous avons appris à vivre avec ces machines.";

    #[test]
    fn a_dash_and_a_name_sign() {
        assert!(signs(
            "– Lina Morvan, grutière au port de Brest",
            WORDS,
            Some("Le port dort.")
        ));
        assert!(signs("— Jo Le Gall", WORDS, None));
        assert!(signs(
            "Lina Morvan, grutière",
            "« Nous avons appris à vivre avec. »",
            None
        ));
    }

    #[test]
    fn lists_sentences_and_labels_do_not_sign() {
        assert!(!signs(
            "- Rapidité : les navires partent plus tôt",
            WORDS,
            None
        ));
        assert!(!signs("- Lina Morvan part demain.", WORDS, None));
        assert!(!signs("– Lina Morvan", WORDS, Some("– Jo Le Gall")));
        assert!(!signs("Lina Morvan, grutière", WORDS, None));
        assert!(!signs("– Brest", WORDS, None));
        assert!(!signs("– Le Port", WORDS, None));
    }
}
