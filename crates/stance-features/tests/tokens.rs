//! Every token of a page of hard French, of hard English and of no language, and that ranges slice
//! the source.

mod support;

use proptest::prelude::*;
use stance_features::TokenKind::{
    self, Abbreviation, Acronym, Amount, Clitic, Contraction, Elision, Email, Emoji, Hashtag, Mark,
    Mention, Number, Ordinal, Percentage, Punctuation, Url, Word,
};
use stance_features::{Language, Normalizer, Tokenizer};

/// A token as the source has it, its normalised text, its kind.
type Expected = (&'static str, &'static str, TokenKind);

/// Asserts every token of a text. What is given as a bare source is a word, written as normalised.
fn assert_tokens(language: Option<Language>, text: &str, expected: &[Expected]) {
    let tokens = Tokenizer::new(language).tokens(text);
    let found: Vec<(&str, &str, TokenKind)> = tokens
        .iter()
        .map(|token| (&text[token.range.clone()], token.text.as_str(), token.kind))
        .collect();
    assert_eq!(found, expected, "{text}");
}

const fn w(word: &'static str) -> Expected {
    (word, word, Word)
}

const fn p(mark: &'static str) -> Expected {
    (mark, mark, Punctuation)
}

#[test]
fn french_elisions_and_their_exceptions() {
    let text = "Aujourd’hui, l’IA n'a qu’un défaut : jusqu’à présent, lorsqu’on dit « l’ », \
                quelqu’un d’autre, un prud’homme de la presqu’île, laisse la porte entr’ouverte, \
                puisqu’Hélène N’Diaye et D’Angelo l’ont vu : j’t’aime, s’il l'a dit à l’«écran».";
    let e = |source, text| (source, text, Elision);
    assert_tokens(
        Some(Language::French),
        text,
        &[
            ("Aujourd’hui", "aujourd'hui", Word),
            p(","),
            e("l’", "l'"),
            ("IA", "ia", Acronym),
            e("n'", "n'"),
            w("a"),
            e("qu’", "qu'"),
            w("un"),
            w("défaut"),
            p(":"),
            e("jusqu’", "jusqu'"),
            w("à"),
            w("présent"),
            p(","),
            e("lorsqu’", "lorsqu'"),
            w("on"),
            w("dit"),
            p("«"),
            e("l’", "l'"),
            p("»"),
            p(","),
            ("quelqu’un", "quelqu'un", Word),
            e("d’", "d'"),
            w("autre"),
            p(","),
            w("un"),
            ("prud’homme", "prud'homme", Word),
            w("de"),
            w("la"),
            ("presqu’île", "presqu'île", Word),
            p(","),
            w("laisse"),
            w("la"),
            w("porte"),
            ("entr’ouverte", "entr'ouverte", Word),
            p(","),
            e("puisqu’", "puisqu'"),
            ("Hélène", "hélène", Word),
            ("N’Diaye", "n'diaye", Word),
            w("et"),
            e("D’", "d'"),
            ("Angelo", "angelo", Word),
            e("l’", "l'"),
            w("ont"),
            w("vu"),
            p(":"),
            e("j’", "j'"),
            e("t’", "t'"),
            w("aime"),
            p(","),
            e("s’", "s'"),
            w("il"),
            e("l'", "l'"),
            w("a"),
            w("dit"),
            w("à"),
            e("l’", "l'"),
            p("«"),
            w("écran"),
            p("»"),
            p("."),
        ],
    );
}

#[test]
fn french_inversions_and_compounds() {
    let text = "A-t-il dit, demande-t-on, va-t’en ! Qu’est-ce que c’est-à-dire ? Peut-être que \
                celui-ci, au rendez-vous, donne-le-moi ; allez-vous-en, cet homme-là, \
                Saint-Cyr-l’École, main-d’œuvre et États-Unis.";
    let c = |source, text| (source, text, Clitic);
    assert_tokens(
        Some(Language::French),
        text,
        &[
            ("A", "a", Word),
            c("-t-il", "-il"),
            w("dit"),
            p(","),
            w("demande"),
            c("-t-on", "-on"),
            p(","),
            w("va"),
            c("-t’en", "-t'en"),
            ("!", "!", Mark),
            ("Qu’", "qu'", Elision),
            w("est"),
            c("-ce", "-ce"),
            w("que"),
            ("c’est-à-dire", "c'est-à-dire", Word),
            ("?", "?", Mark),
            ("Peut-être", "peut-être", Word),
            w("que"),
            w("celui-ci"),
            p(","),
            w("au"),
            w("rendez-vous"),
            p(","),
            w("donne"),
            c("-le", "-le"),
            c("-moi", "-moi"),
            p(";"),
            w("allez"),
            c("-vous", "-vous"),
            c("-en", "-en"),
            p(","),
            w("cet"),
            w("homme"),
            c("-là", "-là"),
            p(","),
            ("Saint-Cyr-l’École", "saint-cyr-l'école", Word),
            p(","),
            ("main-d’œuvre", "main-d'oeuvre", Word),
            w("et"),
            ("États-Unis", "états-unis", Word),
            p("."),
        ],
    );
}

#[test]
fn french_abbreviations_numbers_and_shapes() {
    let text = "L’I.A. de l’U.E, selon M. Li, MM. Roy et Mme Aubry, Dr. Ney, etc. Le 1er mai du \
                XXIe siècle, 10 000 postes, soit 12,5\u{a0}% (ou 3,2 M€, −5 °C, 1\u{202f}200 $), la \
                covid-19, GPT-4, la 5G à 20h30. Les 18-25 ans et les étudiant·e·s, salarié.e.s. \
                Fin.Le début… rien... quoi ?! Non !!! https://www.exemple.fr/a_(b).html, \
                exemple.fr/ia, a.b@exemple.fr @Mme_IA #IAct 🤖 ❤\u{fe0f} 1\u{fe0f}\u{20e3}";
    assert_tokens(
        Some(Language::French),
        text,
        &[
            ("L’", "l'", Elision),
            ("I.A.", "ia", Acronym),
            w("de"),
            ("l’", "l'", Elision),
            ("U.E", "ue", Acronym),
            p(","),
            w("selon"),
            ("M.", "m", Abbreviation),
            ("Li", "li", Word),
            p(","),
            ("MM.", "mm", Abbreviation),
            ("Roy", "roy", Word),
            w("et"),
            ("Mme", "mme", Abbreviation),
            ("Aubry", "aubry", Word),
            p(","),
            ("Dr.", "dr", Abbreviation),
            ("Ney", "ney", Word),
            p(","),
            ("etc.", "etc", Abbreviation),
            ("Le", "le", Word),
            ("1er", "1er", Ordinal),
            w("mai"),
            w("du"),
            ("XXIe", "xxie", Ordinal),
            w("siècle"),
            p(","),
            ("10 000", "10000", Number),
            w("postes"),
            p(","),
            w("soit"),
            ("12,5\u{a0}%", "12,5%", Percentage),
            p("("),
            w("ou"),
            ("3,2 M€", "3,2m€", Amount),
            p(","),
            ("−5", "-5", Number),
            p("°"),
            ("C", "c", Word),
            p(","),
            ("1\u{202f}200 $", "1200$", Amount),
            p(")"),
            p(","),
            w("la"),
            w("covid-19"),
            p(","),
            ("GPT-4", "gpt-4", Acronym),
            p(","),
            w("la"),
            ("5G", "5g", Word),
            w("à"),
            w("20h30"),
            p("."),
            ("Les", "les", Word),
            ("18", "18", Number),
            p("-"),
            ("25", "25", Number),
            w("ans"),
            w("et"),
            w("les"),
            ("étudiant·e·s", "étudiants", Word),
            p(","),
            ("salarié.e.s", "salariés", Word),
            p("."),
            ("Fin", "fin", Word),
            p("."),
            ("Le", "le", Word),
            w("début"),
            ("…", "…", Mark),
            w("rien"),
            ("...", "…", Mark),
            w("quoi"),
            ("?!", "?!", Mark),
            ("Non", "non", Word),
            ("!!!", "!!", Mark),
            ("https://www.exemple.fr/a_(b).html", "exemple.fr", Url),
            p(","),
            ("exemple.fr/ia", "exemple.fr", Url),
            p(","),
            ("a.b@exemple.fr", "a.b@exemple.fr", Email),
            ("@Mme_IA", "@mme_ia", Mention),
            ("#IAct", "#iact", Hashtag),
            ("🤖", "🤖", Emoji),
            ("❤\u{fe0f}", "❤", Emoji),
            ("1\u{fe0f}\u{20e3}", "1\u{20e3}", Emoji),
        ],
    );
}

#[test]
fn french_capitals_signs_dates_and_initials() {
    let text = "EST-CE QU’A-T-IL DIT, PEUT-ON ? Le n° 5, N°5, les nᵒˢ 1 et 2 ; le 12/03/2024 à 18:30 ou \
                18h30, le 2024-03-12, 1/3 des 2023-2024 ; la R&D, c.-à-d. J.-P. Li, É.-U., Iᵉʳ, XXᵉ, Mᵐᵉ, \
                l’ex-ministre anti-IA p. ex., va-t-en-guerre, LUI-MÊME, Dit-Il 👩‍👩‍👧🇫🇷🇬🇧";
    let acronym = |source, text| (source, text, Acronym);
    let number = |source| (source, source, Number);
    assert_tokens(
        Some(Language::French),
        text,
        &[
            acronym("EST", "est"),
            ("-CE", "-ce", Clitic),
            ("QU’", "qu'", Elision),
            ("A", "a", Word),
            ("-T-IL", "-il", Clitic),
            acronym("DIT", "dit"),
            p(","),
            acronym("PEUT", "peut"),
            ("-ON", "-on", Clitic),
            ("?", "?", Mark),
            ("Le", "le", Word),
            ("n°", "n°", Abbreviation),
            number("5"),
            p(","),
            ("N°", "n°", Abbreviation),
            number("5"),
            p(","),
            w("les"),
            ("nᵒˢ", "n°", Abbreviation),
            number("1"),
            w("et"),
            number("2"),
            p(";"),
            w("le"),
            number("12/03/2024"),
            w("à"),
            number("18:30"),
            w("ou"),
            w("18h30"),
            p(","),
            w("le"),
            number("2024-03-12"),
            p(","),
            number("1/3"),
            w("des"),
            number("2023"),
            p("-"),
            number("2024"),
            p(";"),
            w("la"),
            acronym("R&D", "r&d"),
            p(","),
            ("c.-à-d.", "c'est-à-dire", Word),
            acronym("J.-P.", "jp"),
            ("Li", "li", Word),
            p(","),
            acronym("É.-U.", "éu"),
            p(","),
            ("Iᵉʳ", "ier", Ordinal),
            p(","),
            ("XXᵉ", "xxe", Ordinal),
            p(","),
            ("Mᵐᵉ", "mme", Abbreviation),
            p(","),
            ("l’", "l'", Elision),
            w("ex-ministre"),
            ("anti-IA", "anti-ia", Word),
            w("p"),
            p("."),
            w("ex"),
            p("."),
            p(","),
            w("va-t-en-guerre"),
            p(","),
            ("LUI-MÊME", "lui-même", Word),
            p(","),
            ("Dit-Il", "dit-il", Word),
            ("👩‍👩‍👧", "👩‍👩‍👧", Emoji),
            ("🇫🇷", "🇫🇷", Emoji),
            ("🇬🇧", "🇬🇧", Emoji),
        ],
    );
}

#[test]
fn english_hours_dates_and_degrees() {
    let text = "A Ph.D. in R&D at AT&T, U.K.-based: 9:30am on 10/12/2023, 24/7, e.g. rock ’n’ roll; \
                it's AI's, U.S. A.I.'s 5 p.m.";
    let number = |source| (source, source, Number);
    assert_tokens(
        Some(Language::English),
        text,
        &[
            ("A", "a", Word),
            ("Ph.D.", "phd", Abbreviation),
            w("in"),
            ("R&D", "r&d", Acronym),
            w("at"),
            ("AT&T", "at&t", Acronym),
            p(","),
            ("U.K.", "uk", Acronym),
            p("-"),
            w("based"),
            p(":"),
            number("9:30"),
            w("am"),
            w("on"),
            number("10/12/2023"),
            p(","),
            number("24/7"),
            p(","),
            ("e.g.", "eg", Acronym),
            w("rock"),
            ("’", "'", Punctuation),
            w("n"),
            ("’", "'", Punctuation),
            w("roll"),
            p(";"),
            w("it"),
            ("'s", "'s", Contraction),
            ("AI", "ai", Acronym),
            ("'s", "'s", Contraction),
            p(","),
            ("U.S.", "us", Acronym),
            ("A.I.", "ai", Acronym),
            ("'s", "'s", Contraction),
            number("5"),
            ("p.m.", "pm", Acronym),
        ],
    );
}

#[test]
fn english_contractions_and_shapes() {
    let text = "\"They don't,\" said Mr. O’Brien's boss; we can't, won’t and cannot stop... U.S. firms' \
                AI-driven $1.5bn plan isn't it? I'd've said 50% (or 3,000,000) at 5 o'clock, y'all: \
                the 1st 15-year-old's, \"Netflix\"'s DON'T!";
    let c = |source, text| (source, text, Contraction);
    assert_tokens(
        Some(Language::English),
        text,
        &[
            p("\""),
            ("They", "they", Word),
            w("do"),
            c("n't", "n't"),
            p(","),
            p("\""),
            w("said"),
            ("Mr.", "mr", Abbreviation),
            ("O’Brien", "o'brien", Word),
            c("'s", "'s"),
            w("boss"),
            p(";"),
            w("we"),
            ("ca", "can", Word),
            c("n't", "n't"),
            p(","),
            ("wo", "will", Word),
            c("n’t", "n't"),
            w("and"),
            w("can"),
            w("not"),
            w("stop"),
            ("...", "…", Mark),
            ("U.S.", "us", Acronym),
            w("firms"),
            p("'"),
            ("AI-driven", "ai-driven", Word),
            ("$1.5bn", "$1.5bn", Amount),
            w("plan"),
            w("is"),
            c("n't", "n't"),
            w("it"),
            ("?", "?", Mark),
            ("I", "i", Word),
            c("'d", "'d"),
            c("'ve", "'ve"),
            w("said"),
            ("50%", "50%", Percentage),
            p("("),
            w("or"),
            ("3,000,000", "3,000,000", Number),
            p(")"),
            w("at"),
            ("5", "5", Number),
            w("o'clock"),
            p(","),
            w("y'all"),
            p(":"),
            w("the"),
            ("1st", "1st", Ordinal),
            w("15-year-old"),
            c("'s", "'s"),
            p(","),
            p("\""),
            ("Netflix", "netflix", Word),
            p("\""),
            c("'s", "'s"),
            ("DO", "do", Acronym),
            c("N'T", "n't"),
            ("!", "!", Mark),
        ],
    );
}

#[test]
fn without_a_language_words_end_at_unicode_boundaries() {
    assert_tokens(
        None,
        "L’IA n’est-elle pas 50 % d’un don't ?",
        &[
            ("L’IA", "l'ia", Word),
            ("n’est", "n'est", Word),
            p("-"),
            w("elle"),
            w("pas"),
            ("50 %", "50%", Percentage),
            ("d’un", "d'un", Word),
            w("don't"),
            ("?", "?", Mark),
        ],
    );
}

#[test]
fn long_runs_take_linear_time() {
    for piece in [
        "d'", "a-", "a.", "a@", "1,", "n't", "-il", "-IL", "A.", "A.-", "A&", "1/", "1-", "·e",
        "www.", "'", "!",
    ] {
        let text = piece.repeat(200_000);
        for language in [None, Some(Language::French), Some(Language::English)] {
            let tokens = Tokenizer::new(language).tokens(&text);
            let covered: usize = tokens.iter().map(|token| token.range.len()).sum();
            assert_eq!(covered, text.len(), "{piece}");
        }
    }
}

proptest! {
    #[test]
    fn tokens_slice_the_source_in_order(text in support::text()) {
        for language in [None, Some(Language::French), Some(Language::English)] {
            let mut end = 0;
            for token in Tokenizer::new(language).tokens(&text) {
                prop_assert!(token.range.start >= end, "{:?}", token);
                prop_assert!(!token.range.is_empty() && text.get(token.range.clone()).is_some());
                prop_assert!(!token.text.is_empty());
                prop_assert!(!token.text.contains(|c: char| c <= ' '), "{:?}", token);
                end = token.range.end;
            }
        }
    }

    #[test]
    fn nothing_but_blanks_and_invisible_characters_is_lost(text in support::text()) {
        let tokens = Tokenizer::new(Some(Language::French)).tokens(&text);
        let visible = |text: &str| Normalizer::new().normalize(text).text().replace(' ', "");
        let covered: String =
            tokens.iter().map(|token| visible(&text[token.range.clone()])).collect();
        prop_assert_eq!(covered, visible(&text));
    }

    #[test]
    fn normalised_ranges_slice_the_source(text in support::text(), cut in any::<prop::sample::Index>()) {
        let normalized = Normalizer::new().lowercase(true).fold_accents(true).normalize(&text);
        let at = cut.index(normalized.text().len() + 1);
        for range in [0..at, at..normalized.text().len(), at..at] {
            prop_assert!(text.get(normalized.source_range(range)).is_some());
        }
    }
}
