//! Tokens where one rule ends and another begins: what lacks a part, goes on, or is one too long.

use stance_features::TokenKind::{
    self, Abbreviation, Acronym, Amount, Contraction, Email, Number, Punctuation, Url, Word,
};
use stance_features::{Language, Tokenizer};

/// Asserts the kinds and sources of the tokens of a text, in any spelling.
fn assert_kinds(language: Language, text: &str, expected: &[(&str, TokenKind)]) {
    let tokens = Tokenizer::new(Some(language)).tokens(text);
    let found: Vec<(&str, TokenKind)> = tokens
        .iter()
        .map(|token| (&text[token.range.clone()], token.kind))
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn a_sign_after_a_word_begins_no_tag_and_before_a_number_belongs_to_it() {
    let expected = [
        ("moi", Word),
        ("@", Punctuation),
        ("toi", Word),
        ("C", Word),
        ("#", Punctuation),
        ("net", Word),
        ("-5", Number),
        ("+3", Number),
        ("€12", Amount),
        ("£3bn", Amount),
    ];
    assert_kinds(Language::French, "moi@toi C#net -5 +3 €12 £3bn", &expected);
}

#[test]
fn numbers_with_hyphens_are_dates_only_with_a_year() {
    let expected = [
        ("10", Number),
        ("-", Punctuation),
        ("20", Number),
        ("-", Punctuation),
        ("30", Number),
    ];
    assert_kinds(Language::French, "10-20-30", &expected);
    let tokens = Tokenizer::new(Some(Language::French)).tokens("2024-03-12-5");
    assert_eq!(tokens[0].text, "2024", "no date, since it goes on");
}

#[test]
fn what_lacks_a_part_is_no_address() {
    let addresses = |text: &str| -> Vec<String> {
        let tokens = Tokenizer::new(Some(Language::French)).tokens(text);
        let is_address = |kind| matches!(kind, Email | Url);
        let addresses = tokens.into_iter().filter(|token| is_address(token.kind));
        addresses.map(|token| token.text).collect()
    };
    let text = "a.b@exemple.fr, x@sous-domaine.exemple.fr; z";
    assert_eq!(
        addresses(text),
        ["a.b@exemple.fr", "x@sous-domaine.exemple.fr"]
    );
    for text in [
        "a@.fr",
        "a@b.c",
        "a@b.f1",
        "a@b",
        "exemple.fr_x",
        "exemple.fr's",
    ] {
        assert!(addresses(text).is_empty(), "{text}");
    }
    assert_eq!(addresses("https://localhost/a"), ["localhost"]);
    assert!(addresses("www.x").is_empty());
    // The longest local part, and one that is longer.
    let longest = format!("{}@exemple.fr", "a".repeat(64));
    assert_eq!(addresses(&longest), [longest.as_str()]);
    let longer = addresses(&format!("a{longest}"));
    assert!(longer.iter().all(|text| !text.contains('@')), "{longer:?}");
    // The longest host name, and one that is longer.
    let longest = format!("aa.{}fr", "a.".repeat(124));
    assert_eq!(longest.len(), 253);
    assert_eq!(addresses(&longest), [longest.as_str()]);
    assert!(addresses(&format!("{longest}.x")).is_empty());
}

#[test]
fn links_begin_with_a_letter_and_end_before_closing_marks_and_accents_stay_with_their_sign() {
    let sources = |text: &'static str| -> Vec<&str> {
        let tokens = Tokenizer::new(None).tokens(text);
        let sources = tokens.into_iter().map(|token| &text[token.range]);
        sources.collect()
    };
    assert_eq!(sources("é-a.fr"), ["é", "-", "a.fr"]);
    assert_eq!(sources(".x.fr"), [".", "x.fr"]);
    let parts = ["(", "https://exemple.fr/a", ")", "."];
    assert_eq!(sources("(https://exemple.fr/a)."), parts);
    assert_eq!(sources("5\u{301} !\u{301}a"), ["5\u{301}", "!\u{301}", "a"]);
}

#[test]
fn what_goes_on_is_not_cut_and_titles_need_no_point() {
    let first = |language, text| {
        let token = Tokenizer::new(Some(language)).tokens(text).swap_remove(0);
        (token.text, token.kind)
    };
    let owned = |text: &str, kind| (text.to_owned(), kind);
    for (text, expected) in [
        ("vs. etc.", owned("vs", Abbreviation)),
        ("Mr Smith", owned("mr", Abbreviation)),
        ("R&Dx", owned("r", Word)),
    ] {
        assert_eq!(first(Language::English, text), expected, "{text}");
    }
    for (text, expected) in [
        ("étudiant·e", owned("étudiant", Word)),
        ("précis·e·s", owned("précis", Word)),
        ("n°s 3", owned("n°", Abbreviation)),
    ] {
        assert_eq!(first(Language::French, text), expected, "{text}");
    }
    assert_ne!(first(Language::French, "n°sud").1, Abbreviation);
    let contracted = |text: &str| {
        let tokens = Tokenizer::new(Some(Language::English)).tokens(text);
        tokens.iter().any(|token| token.kind == Contraction)
    };
    assert!(contracted("\"a\"'s,"));
    assert!(!contracted("\"a\"'save"));
}

#[test]
fn letters_with_points_that_go_on_are_no_acronym() {
    let is_acronym = |text: &str| {
        let tokens = Tokenizer::new(Some(Language::English)).tokens(text);
        tokens[0].kind == Acronym && tokens[0].range.len() > 2
    };
    assert!(is_acronym("A.I."));
    for text in ["A.I's", "A.I.12", "A.Ix"] {
        assert!(!is_acronym(text), "{text}");
    }
}

#[test]
fn an_ending_without_its_number_is_a_word_and_question_marks_stay_questions() {
    let expected = [("tu", Word), ("es", Word), ("là", Word)];
    assert_kinds(Language::French, "tu es là", &expected);
    let mark = |run: &str| Tokenizer::new(None).tokens(run)[0].text.clone();
    let marks = ["?", "???", "!", "!!!", "?!", "!?!", "..", "…"].map(mark);
    assert_eq!(marks, ["?", "??", "!", "!!", "?!", "?!", "…", "…"]);
}

#[test]
fn what_only_begins_like_an_abbreviation_or_a_contraction_is_none() {
    let expected = [
        ("c", Word),
        (".", Punctuation),
        ("-", Punctuation),
        ("ville", Word),
    ];
    assert_kinds(Language::French, "c.-ville", &expected);
    let expected = [("'", Punctuation), ("m", Word), ("fine", Word)];
    assert_kinds(Language::English, "'m fine", &expected);
    assert_kinds(Language::French, "_abc", &[("_abc", Word)]);
}

#[test]
fn a_tokeniser_tells_its_language() {
    for language in [None, Some(Language::French), Some(Language::English)] {
        assert_eq!(Tokenizer::new(language).language(), language);
    }
}
