//! The head word of the words for a speaker: le *préfet* de la Meuse, *Ana Ruiz*'s last word, the chief *executive* of Norva.

use stance_articles::Span;

/// Words at which a noun phrase of French or English has passed its head.
const AFTER_HEAD: &[&str] = &[
    "of", "for", "at", "in", "from", "with", "on", "to", "by", "who", "which", "that", "whose",
    "de", "du", "des", "à", "au", "aux", "chez", "pour", "dans", "en", "sur", "qui", "dont", "d",
    "d'",
];

/// Returns the last word of the words at `mention` before a complement, a relative clause or a sign: the head
/// word, but in French before an adjective. `None` where no word stands there.
///
/// A parser would say more; two mentions are compared by it, so that both are cut alike.
pub(super) fn head(text: &str, mention: Span) -> Option<Span> {
    let words = mention.slice(text)?;
    let mut found: Option<Span> = None;
    let mut at = 0;
    while at < words.len() {
        let rest = &words[at..];
        let len = rest
            .find(|c: char| !(c.is_alphanumeric() || "'’-&.".contains(c)))
            .unwrap_or(rest.len());
        if len == 0 {
            let sign = rest.chars().next()?;
            if !sign.is_whitespace() && found.is_some() {
                break;
            }
            at += sign.len_utf8();
            continue;
        }
        let word = rest[..len].to_lowercase().replace('’', "'");
        let elided = word.starts_with("d'");
        if found.is_some() && (elided || AFTER_HEAD.contains(&word.as_str())) {
            break;
        }
        if !AFTER_HEAD.contains(&word.as_str()) {
            found = Some(Span::new(mention.start + at, mention.start + at + len));
        }
        at += len;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::head;
    use stance_articles::Span;

    #[test]
    fn a_head_stands_before_what_follows_it() {
        for (mention, expected) in [
            ("the chief executive of Norva", Some("executive")),
            ("Prosecutor Neil Abernathy, who", Some("Abernathy")),
            ("le préfet de la Meuse", Some("préfet")),
            ("Norva spokesman Jo O’Hara", Some("O’Hara")),
            ("in Norva", Some("Norva")),
            ("…", None),
        ] {
            let found = head(mention, Span::new(0, mention.len()));
            assert_eq!(found.and_then(|span| span.slice(mention)), expected);
        }
    }
}
