//! Any text at all: no panic, spans that slice, order, linear cost.

use proptest::prelude::*;
use stance_articles::{Article, CharOffsets, Language, Reader, Span, read_text, sentences};

/// Returns whether a text shows nothing.
fn is_blank(text: &str) -> bool {
    let invisible = |c: char| "\u{ad}\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}".contains(c);
    text.chars().all(|c| c.is_whitespace() || invisible(c))
}

/// Pieces that the rules react to, to be thrown together.
const PIECES: &[&str] = &[
    "« ",
    " »",
    "“",
    "”",
    "\"",
    "‹",
    "›",
    "„",
    "'",
    "’",
    " : ",
    ", ",
    ". ",
    "… ",
    " – ",
    "\n– ",
    "\n",
    "\n\n",
    "? ",
    "! ",
    "(",
    ")",
    "|",
    "\t",
    "\u{a0}",
    "\u{202f}",
    "\u{ad}",
    "é",
    "🦀",
    "\r\n",
    "• ",
    "1. ",
    "> ",
    "# ",
    "explique ",
    "a-t-il dit ",
    "dit-elle ",
    "selon ",
    "d’après ",
    "said ",
    "affirme que ",
    "accuse ",
    "d’avoir ",
    "Son avocat ",
    "aux yeux de ",
    "R. ",
    "**",
    "‘",
    "according to ",
    "Ana Ruiz ",
    "le responsable ",
    "Celui-ci ",
    "Mme ",
    "M. ",
    "J. ",
    "de ",
    "que ",
    "qu’",
    "Par ",
    "3 mai 2025 ",
    "Source : ",
    "Crédit photo : ",
    "Sur le même sujet",
    "le PDG de Norva, ",
    "met en garde ",
    "et ",
    "Le ",
    "a ",
    "s’est félicité ",
    "PDG ",
    "CEO ",
    "the ",
    "L’",
    "AFP ",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..120).prop_map(|pieces| pieces.concat())
}

fn check(article: &Article) {
    let slices = |span: Span| assert!(span.slice(&article.text).is_some(), "{span:?}");
    let mut end = 0;
    for span in [article.title, article.byline, article.date]
        .into_iter()
        .flatten()
    {
        slices(span);
    }
    for paragraph in &article.paragraphs {
        slices(paragraph.span);
        assert!(!paragraph.span.is_empty() && paragraph.span.start >= end);
        let between = Span::new(end, paragraph.span.start);
        assert!(
            between.slice(&article.text).is_some_and(is_blank),
            "{between:?}"
        );
        let mut said = paragraph.span.start;
        for quotation in &paragraph.quotations {
            slices(quotation.span);
            assert!(!quotation.span.is_empty() && quotation.span.start >= said);
            // A quotation may go on in the paragraphs after its own.
            assert!(paragraph.span.start <= quotation.span.start);
            assert!(quotation.span.start < paragraph.span.end);
            let words = article.slice(quotation.span);
            assert_eq!(words, words.trim(), "blanks beside the words");
            for span in [quotation.cue, quotation.speaker_text]
                .into_iter()
                .flatten()
            {
                slices(span);
                assert!(!span.is_empty());
            }
            assert!(
                quotation
                    .speaker
                    .is_none_or(|id| id.0 < article.speakers.len())
            );
            said = quotation.span.end;
        }
        end = paragraph.span.end;
    }
    assert!(
        is_blank(&article.text[end..]),
        "text left over: {:?}",
        &article.text[end..]
    );
    for speaker in &article.speakers {
        assert!(speaker.name.contains(article.slice(speaker.span)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        check(&read_text(text.clone()));
        check(&Article::from_paragraph(text));
    }

    #[test]
    fn any_soup_of_marks_names_and_cues_is_read(text in soup()) {
        for language in [Language::French, Language::English] {
            let reader = Reader::new().language(language);
            let article = reader.read_text(text.clone());
            check(&article);
            prop_assert_eq!(&article, &reader.read_text(text.clone()));
            check(&reader.read_paragraph(text.clone()));
        }
    }

    #[test]
    fn a_long_line_of_soup_is_read(text in prop::collection::vec(soup(), 8)) {
        let line = text.concat().replace(['\n', '\r'], " ");
        check(&read_text(line.repeat(4)));
    }

    #[test]
    fn sentences_cover_all_but_blanks(text in soup()) {
        let mut end = 0;
        for sentence in sentences::split(&text, Language::French) {
            let gap = Span::new(end, sentence.start).slice(&text);
            prop_assert!(gap.is_some_and(is_blank));
            prop_assert!(sentence.slice(&text).is_some());
            end = sentence.end;
        }
    }

    #[test]
    fn an_article_splits_into_the_paragraphs_it_was_joined_from(
        paragraphs in prop::collection::vec(prop::collection::vec(1..9_usize, 2..5), 2..9),
        breaks in prop::sample::select(["\n\n", "\r\n\r\n", "\n\n\n", " \n\n "].as_slice()),
    ) {
        let sentence = |&words: &usize| format!("Le conseil a lu {} au matin.", "le rapport ".repeat(words).trim_end());
        let paragraph = |lengths: &Vec<usize>| lengths.iter().map(sentence).collect::<Vec<_>>().join(" ");
        let parts: Vec<String> = paragraphs.iter().map(paragraph).collect();
        let article = Reader::new().language(Language::French).read_text(parts.join(breaks));
        let found: Vec<&str> = article.paragraphs.iter().map(|part| article.slice(part.span)).collect();
        prop_assert_eq!(found, parts.iter().map(String::as_str).collect::<Vec<_>>());
        for (part, lengths) in parts.iter().zip(&paragraphs) {
            let split = sentences::split(part, Language::French);
            let joined: Vec<&str> = split.iter().filter_map(|span| span.slice(part)).collect();
            prop_assert_eq!(joined.len(), lengths.len());
            prop_assert_eq!(joined.join(" "), part.as_str());
        }
    }

    #[test]
    fn character_offsets_agree_with_counting(text in any::<String>()) {
        let offsets = CharOffsets::new(&text);
        for (count, (byte, _)) in text.char_indices().enumerate() {
            prop_assert_eq!(offsets.char_offset(byte), count);
        }
    }
}

#[test]
fn unbalanced_and_nested_marks_by_the_hundred_thousand_are_read() {
    for piece in [
        "« ",
        " »",
        "\"",
        "“ « ",
        "« a » ",
        "'a ' ",
        "Ana Ruiz affirme que le port ferme, ",
        "et ajoute que le port ferme ; ",
        "Selon Ana Ruiz, le port ferme, ",
        "tandis que le maire dit que « non » et que ",
        "le port ferme, dit Ana Ruiz, ",
        "Elle accuse le maire d'avoir ",
        "Son avocate dit que le port ferme. ",
        "« Oui », dit « ». ",
        "« a », ",
        "« Bonjour à vous tous », dit Ana Ruiz. ",
        "Ana Ruiz, ",
        "Ana Ruiz dit que ",
        "(",
        "« Oui, dit Ana, ",
        "le président de ",
        "Ana Guern ",
        "Ana Guern « oui bien », dit-il, ",
        "Norva « oui bien », dit-il, ",
        "le maire « oui bien », dit le maire, ",
        "Ana Guern, maire, « oui bien », dit le maire, ",
        ": ",
    ] {
        // A megabyte each: with quadratic rules this test would not end.
        check(&Article::from_paragraph(
            piece.repeat(1_000_000 / piece.len()),
        ));
    }
}

#[test]
fn ten_thousand_names_are_read() {
    use std::fmt::Write;
    let mut text = String::new();
    for number in 0..10_000 {
        let (first, last) = (letters(number), letters(number / 2));
        write!(
            text,
            "« Nous verrons bien ce soir », dit Jean{first} Ker{last}. « Oui », dit Ker{last}. "
        )
        .unwrap();
    }
    let article = Article::from_paragraph(text);
    assert_eq!(article.quotations().count(), 20_000);
}

/// Spells a number in four letters.
fn letters(number: usize) -> String {
    let letter =
        |place: u32| char::from(b"abcdefghijklmnopqrstuvwxyz"[number / 26_usize.pow(place) % 26]);
    (0..4).map(letter).collect()
}
