//! Conjugation by rule, as far as a report needs it: third persons, participles, infinitives.

use crate::Language;

/// Returns the forms of `lemma` that `rule` makes, each with its marks as in the table of cues.
pub(super) fn inflected(lemma: &str, rule: &str) -> Vec<(String, &'static str)> {
    match rule {
        "er" => first_group(lemma),
        "ir" => second_group(lemma),
        "regular" => english_regular(lemma),
        _ => Vec::new(),
    }
}

/// Returns the plural of a noun, `None` where it is the singular or is no plain plural: porte-parole, PDG.
pub(super) fn plural(noun: &str, language: Language) -> Option<String> {
    let compound = noun.contains('-') || noun.chars().count() < 4;
    let ranks = matches!(noun, "premier" | "première" | "numéro");
    if compound || ranks || noun.ends_with(['s', 'x', 'z']) {
        return None;
    }
    Some(match language {
        Language::French if noun.ends_with("eau") || noun.ends_with("eu") => format!("{noun}x"),
        // général, libéral: their plurals are adjectives first.
        Language::French if noun.ends_with("al") || noun.ends_with("ale") => return None,
        Language::English if noun.ends_with("man") => format!("{}men", &noun[..noun.len() - 3]),
        Language::English if noun.ends_with("sh") || noun.ends_with("ch") => format!("{noun}es"),
        Language::English => match noun.strip_suffix('y') {
            Some(root) if !root.ends_with(['a', 'e', 'o', 'u']) => format!("{root}ies"),
            _ => format!("{noun}s"),
        },
        Language::French => format!("{noun}s"),
    })
}

/// Returns the singular of one of several: trieurs, trieuses, conseillers, journaux.
pub(crate) fn singular(noun: &str) -> &str {
    match noun.strip_suffix("eaux") {
        Some(_) => &noun[..noun.len() - 1],
        None => noun.strip_suffix('s').unwrap_or(noun),
    }
}

/// The first group: affirmer, with the spelling changes of rappeler, préciser, juger, annoncer, appuyer.
fn first_group(lemma: &str) -> Vec<(String, &'static str)> {
    let Some(stem) = lemma.strip_suffix("er") else {
        return Vec::new();
    };
    // Before a or o, c and g keep their sound: annonçait, jugeait.
    let soft = match stem.strip_suffix('c') {
        Some(root) => format!("{root}ç"),
        None if stem.ends_with('g') => format!("{stem}e"),
        None => stem.to_owned(),
    };
    let strong = strong_stem(stem);
    let mut forms = vec![(lemma.to_owned(), "i"), (format!("{soft}ant"), "g")];
    forms.extend(["e", "ent"].map(|end| (format!("{strong}{end}"), "f")));
    forms.extend(["era", "eront", "erait", "eraient"].map(|end| (format!("{strong}{end}"), "f")));
    forms.extend(["era", "eront", "erait", "eraient"].map(|end| (format!("{stem}{end}"), "f")));
    forms.extend(["ait", "aient", "a"].map(|end| (format!("{soft}{end}"), "f")));
    forms.push((format!("{stem}èrent"), "f"));
    forms.extend(["é", "ée", "és", "ées"].map(|end| (format!("{stem}{end}"), "p")));
    forms
}

/// The stem under stress: rappell-, suggèr-, appui-; the plain stem elsewhere.
fn strong_stem(stem: &str) -> String {
    if let Some(root) = stem.strip_suffix("pel") {
        return format!("{root}pell");
    }
    if let Some(root) = stem.strip_suffix('y') {
        return format!("{root}i");
    }
    let Some((at, last)) = stem.char_indices().rev().find(|&(_, c)| is_french_vowel(c)) else {
        return stem.to_owned();
    };
    let tail = &stem[at + last.len_utf8()..];
    // suggér-, asséén-, martel-: one written consonant after é or e, or a group such as -gr-.
    if !tail.is_empty() && tail.chars().count() == 1 && matches!(last, 'é' | 'e') && at > 0 {
        return format!("{}è{tail}", &stem[..at]);
    }
    stem.to_owned()
}

fn is_french_vowel(c: char) -> bool {
    matches!(
        c,
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'é' | 'è' | 'ê' | 'â' | 'î' | 'ô' | 'û' | 'ï'
    )
}

/// The second group: avertir, avertit, avertissent, averti.
fn second_group(lemma: &str) -> Vec<(String, &'static str)> {
    let Some(stem) = lemma.strip_suffix('r') else {
        return Vec::new();
    };
    let mut forms = vec![(lemma.to_owned(), "i"), (format!("{stem}ssant"), "g")];
    let finite = [
        "t", "ssent", "ssait", "ssaient", "rent", "ra", "ront", "rait",
    ];
    forms.extend(finite.map(|end| (format!("{stem}{end}"), "f")));
    forms.extend(["", "e", "s", "es"].map(|end| (format!("{stem}{end}"), "p")));
    forms
}

/// The regular verbs of English: explain, insist, note, reply.
fn english_regular(lemma: &str) -> Vec<(String, &'static str)> {
    let consonant_y = lemma
        .strip_suffix('y')
        .filter(|root| !root.ends_with(['a', 'e', 'o', 'u']));
    let sibilant = ["s", "sh", "ch", "x"]
        .iter()
        .any(|end| lemma.ends_with(end));
    let (third, past) = match (consonant_y, lemma.strip_suffix('e')) {
        (Some(root), _) => (format!("{root}ies"), format!("{root}ied")),
        (None, Some(_)) => (format!("{lemma}s"), format!("{lemma}d")),
        (None, None) if sibilant => (format!("{lemma}es"), format!("{lemma}ed")),
        (None, None) => (format!("{lemma}s"), format!("{lemma}ed")),
    };
    let gerund = format!("{}ing", lemma.strip_suffix('e').unwrap_or(lemma));
    vec![
        (lemma.to_owned(), "fi"),
        (third, "f"),
        (past, "fp"),
        (gerund, "g"),
    ]
}

#[cfg(test)]
mod tests {
    use super::{inflected, plural, singular};
    use crate::Language;

    #[test]
    fn people_have_plurals_and_one_of_them_a_singular() {
        for (language, one, several) in [
            (Language::French, "trieuse", "trieuses"),
            (Language::French, "bourgmestre", "bourgmestres"),
            (Language::English, "secretary", "secretaries"),
            (Language::English, "foreman", "foremen"),
            (Language::English, "coach", "coaches"),
        ] {
            assert_eq!(plural(one, language).as_deref(), Some(several));
        }
        for one in ["porte-parole", "pdg", "général", "premier"] {
            assert_eq!(plural(one, Language::French), None);
        }
        assert_eq!(singular("trieurs"), "trieur");
        assert_eq!(singular("bourreaux"), "bourreau");
    }

    #[test]
    fn verbs_are_inflected_with_their_spelling_changes() {
        let forms = |lemma: &str, rule: &str| -> Vec<String> {
            inflected(lemma, rule)
                .into_iter()
                .map(|(form, _)| form)
                .collect()
        };
        for (lemma, rule, form) in [
            ("annoncer", "er", "annonçait"),
            ("juger", "er", "jugeant"),
            ("rappeler", "er", "rappelle"),
            ("suggérer", "er", "suggère"),
            ("marteler", "er", "martèle"),
            ("appuyer", "er", "appuie"),
            ("interroger", "er", "interroge"),
            ("avertir", "ir", "avertissent"),
            ("reply", "regular", "replied"),
            ("stress", "regular", "stresses"),
            ("note", "regular", "noting"),
        ] {
            assert!(
                forms(lemma, rule).iter().any(|known| known == form),
                "{form}"
            );
        }
        assert!(!forms("interroger", "er").contains(&"interrège".to_owned()));
    }
}
