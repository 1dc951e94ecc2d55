//! Broken characters and left-over markup: what no writer writes.

use encoding_rs::WINDOWS_1252;

use super::{Case, Check, Finding, counted, finding};

/// Tags that mark a text as HTML.
const TAGS: &[&str] = &[
    "a", "b", "br", "div", "em", "h1", "h2", "h3", "i", "img", "li", "p", "span", "strong", "td",
    "u", "ul",
];

/// Bytes of the longest name of an entity that is looked for: `&thetasym;`.
const LONGEST_ENTITY: usize = 8;

/// Returns the rows with odd characters.
pub(super) fn find(texts: &[String]) -> Option<Finding> {
    let cases = texts.iter().enumerate().filter_map(|(row, text)| {
        let odd = oddities(text);
        (!odd.is_empty()).then(|| Case {
            rows: vec![row],
            detail: odd.join("; "),
        })
    });
    let cases: Vec<Case> = cases.collect();
    let message = counted(cases.len(), "row has", "rows have");
    finding(
        Check::Encodings,
        format!("{message} broken characters or markup"),
        cases,
    )
}

/// Returns what is odd about the characters of a text.
fn oddities(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Some((broken, meant)) = mojibake(text) {
        found.push(format!("`{broken}` is `{meant}` read as windows-1252"));
    }
    let lost = text
        .chars()
        .filter(|&c| c == char::REPLACEMENT_CHARACTER)
        .count();
    if lost > 0 {
        found.push(counted(
            lost,
            "character was lost (U+FFFD)",
            "characters were lost (U+FFFD)",
        ));
    }
    if let Some(control) = text.chars().find(|&c| is_odd_control(c)) {
        found.push(format!("control character U+{:04X}", u32::from(control)));
    }
    if let Some(private) = text.chars().find(|c| matches!(c, '\u{E000}'..='\u{F8FF}')) {
        found.push(format!("private character U+{:04X}", u32::from(private)));
    }
    if let Some(entity) = entity(text) {
        found.push(format!("HTML entity `{entity}`"));
    }
    if let Some(tag) = tag(text) {
        found.push(format!("HTML tag `{tag}`"));
    }
    found
}

fn is_odd_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}

/// Returns the first characters that are a letter or mark of French or English whose UTF-8 was read as windows-1252,
/// and that letter or mark: `Ã©` and `é`.
fn mojibake(text: &str) -> Option<(String, char)> {
    let starts = text
        .char_indices()
        .filter(|(_, c)| matches!(c, 'Â' | 'Ã' | 'Å' | 'â'));
    for (start, _) in starts {
        let rest = &text[start..];
        for length in [2, 3] {
            let end = rest
                .char_indices()
                .nth(length)
                .map_or(rest.len(), |(at, _)| at);
            let broken = &rest[..end];
            let (bytes, _, unmappable) = WINDOWS_1252.encode(broken);
            let meant = std::str::from_utf8(&bytes).ok().filter(|_| !unmappable);
            let mut meant = meant.into_iter().flat_map(str::chars);
            if let (Some(meant), None) = (meant.next(), meant.next())
                && is_of_prose(meant)
            {
                return Some((broken.to_owned(), meant));
            }
        }
    }
    None
}

/// Whether a character beyond ASCII belongs to French or English prose.
fn is_of_prose(c: char) -> bool {
    matches!(c, '\u{A0}'..='\u{FF}' | 'Œ' | 'œ' | 'Ÿ' | '\u{2010}'..='\u{203A}' | '€' | '™')
}

/// Returns the first HTML entity: `&amp;`, `&#233;`.
fn entity(text: &str) -> Option<&str> {
    text.match_indices('&').find_map(|(start, _)| {
        let rest = &text[start + 1..];
        let name = &rest[..rest.find(';').filter(|&end| end <= LONGEST_ENTITY)?];
        let is_one = match name.strip_prefix('#') {
            Some(number) => !number.is_empty() && number.bytes().all(|b| b.is_ascii_alphanumeric()),
            None => name.len() > 1 && name.bytes().all(|b| b.is_ascii_alphabetic()),
        };
        is_one.then(|| &text[start..start + name.len() + 2])
    })
}

/// Returns the first HTML tag.
fn tag(text: &str) -> Option<&str> {
    text.match_indices('<').find_map(|(start, _)| {
        let rest = &text[start + 1..];
        let inside = &rest[..rest.find('>')?];
        let name = inside.trim_start_matches('/');
        let name = name.split([' ', '/']).next().unwrap_or_default();
        let is_one = TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name));
        is_one.then(|| &text[start..start + inside.len() + 2])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_characters_are_found_with_what_was_meant() {
        for (text, odd) in [
            ("l’Ã©tÃ©", "`Ã©` is `é` read as windows-1252"),
            ("lâ€™été", "`â€™` is `’` read as windows-1252"),
            ("cÅ“ur", "`Å“` is `œ` read as windows-1252"),
            ("Ã\u{a0} Lyon", "`Ã\u{a0}` is `à` read as windows-1252"),
            ("l\u{fffd}t\u{fffd}", "2 characters were lost (U+FFFD)"),
            ("l\u{92}été", "control character U+0092"),
            ("une \u{f0b7} puce", "private character U+F0B7"),
            ("l&eacute;t&eacute;", "HTML entity `&eacute;`"),
            ("l&#8217;été", "HTML entity `&#8217;`"),
            ("un<br/>deux", "HTML tag `<br/>`"),
            ("<a href='x'>un</a>", "HTML tag `<a href='x'>`"),
        ] {
            assert_eq!(oddities(text), [odd], "{text}");
        }
    }

    #[test]
    fn good_prose_has_nothing_odd() {
        for text in [
            "L’été, à Lyon : « LIBERTÉ » — 10 € l’œuf… “cœur” naïf, Noël, forêt",
            "ÉGALITÉ» LIBERTÉ… SANTÉ’ CAFÉ™ RÔLE",
            "R&D; AT&T, Marks & Spencer; a < b > c, <3",
            "São Paulo, Åse, Ångström, château, pâte",
            "un\ttexte\nsur deux lignes",
        ] {
            assert_eq!(oddities(text), [""; 0], "{text}");
        }
    }
}
