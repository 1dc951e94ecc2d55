//! The form that words are looked up in: lower case, straight apostrophes.

use std::borrow::Cow;

/// Returns whether a word is its own folded form.
pub(crate) fn is_folded(word: &str) -> bool {
    let plain = |byte: &u8| byte.is_ascii() && !byte.is_ascii_uppercase();
    if word.as_bytes().iter().all(plain) {
        return true;
    }
    // What Latin prose is mostly made of, without the tables of Unicode.
    word.chars().all(|c| match c {
        '\0'..='\x7f' => !c.is_ascii_uppercase(),
        '\u{df}'..='\u{ff}' => true,
        '’' => false,
        _ => !c.is_uppercase(),
    })
}

/// Returns `word` in lower case with straight apostrophes; borrowed where it already is.
pub(crate) fn fold(word: &str) -> Cow<'_, str> {
    if is_folded(word) {
        return Cow::Borrowed(word);
    }
    let mut folded = String::with_capacity(word.len());
    fold_into(word, &mut folded);
    Cow::Owned(folded)
}

/// Appends `word` to `folded` in lower case with straight apostrophes.
pub(crate) fn fold_into(word: &str, folded: &mut String) {
    let mut rest = word;
    loop {
        let plain = rest.bytes().take_while(u8::is_ascii).count();
        let start = folded.len();
        folded.push_str(&rest[..plain]);
        folded[start..].make_ascii_lowercase();
        let mut chars = rest[plain..].chars();
        let Some(c) = chars.next() else {
            return;
        };
        rest = chars.as_str();
        match u8::try_from(c) {
            // The capitals of Latin-1, but ×, stand 32 before their lower case.
            Ok(byte @ 0xC0..=0xDE) if c != '×' => folded.push(char::from(byte + 32)),
            Ok(_) => folded.push(c),
            Err(_) if c == '’' => folded.push('\''),
            Err(_) => folded.extend(c.to_lowercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn folding_lowers_and_straightens() {
        assert_eq!(fold("L’État"), "l'état");
        assert_eq!(fold("PDG"), "pdg");
        for c in ('\u{80}'..'\u{250}').chain(['’', '“', 'Σ', 'ẞ']) {
            let word = format!("aB{c}C");
            let lower: String = word.chars().flat_map(char::to_lowercase).collect();
            assert_eq!(fold(&word), lower.replace('’', "'"), "{c}");
        }
        assert!(matches!(fold("déjà"), std::borrow::Cow::Borrowed("déjà")));
    }
}
