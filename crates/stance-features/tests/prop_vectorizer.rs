//! Properties of the vectorisers: the fast paths equal the plain one, results do not depend on
//! threads, order or spelling, columns stay inside the vocabulary.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::float_cmp,
    reason = "helpers of tests; counts are whole numbers, which floats hold exactly"
)]

mod support;

use proptest::prelude::*;
use stance_features::{
    Error, HashingVectorizer, Language, Ngrams, Norm, Row, Settings, StopWords, Tf, Vectorizer,
    VectorizerBuilder,
};
use support::{Reference, features, text};
use unicode_normalization::UnicodeNormalization;

/// Options of every kind.
fn builder() -> impl Strategy<Value = VectorizerBuilder> {
    let language =
        prop::sample::select([None, Some(Language::French), Some(Language::English)].as_slice());
    let lengths =
        (1usize..4, 0usize..3).prop_map(|(min, more)| Some(Ngrams::new(min, min + more).unwrap()));
    let blocks = (lengths.clone(), lengths, 0..3).prop_map(|(words, chars, which)| match which {
        0 => (words, None),
        1 => (None, chars),
        _ => (words, chars),
    });
    let tf = prop::sample::select([Tf::Count, Tf::Binary, Tf::Sublinear].as_slice());
    let norm = prop::sample::select([Norm::None, Norm::L1, Norm::L2].as_slice());
    (language, blocks, 1u32..3, any::<[bool; 5]>(), tf, norm).prop_map(
        |(language, (words, chars), min_df, [stem, negation, fold, stop, idf], tf, norm)| {
            let stop_words = if stop {
                StopWords::Language
            } else {
                StopWords::None
            };
            Vectorizer::builder()
                .language(language)
                .words(words)
                .chars(chars)
                .min_df(min_df)
                .stem(stem)
                .negation(negation && language.is_some())
                .stop_words(if language.is_some() {
                    stop_words
                } else {
                    StopWords::None
                })
                .fold_accents(fold)
                .tf(tf)
                .idf(idf)
                .norm(norm)
        },
    )
}

fn corpus() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(text(), 1..8)
}

/// Fits, or returns `None` for a corpus that holds no feature within the bounds.
fn fit(builder: VectorizerBuilder, corpus: &[String]) -> Option<Vectorizer> {
    match builder.fit(corpus) {
        Ok(vectorizer) => Some(vectorizer),
        Err(
            Error::NoFeatures { .. }
            | Error::AllFeaturesRemoved { .. }
            | Error::MinDfAboveMaxDf { .. },
        ) => None,
        Err(error) => panic!("{error}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn fitting_equals_the_plain_reference(builder in builder(), corpus in corpus()) {
        let settings = builder.clone().settings().unwrap();
        let reference = Reference::fit(&settings, &corpus);
        let Some(vectorizer) = fit(builder, &corpus) else {
            prop_assert!(reference.names.is_empty());
            return Ok(());
        };
        let names: Vec<&str> = vectorizer.feature_names().collect();
        prop_assert_eq!(names, reference.names);
        prop_assert_eq!(vectorizer.document_frequencies(), reference.document_frequencies);
    }

    #[test]
    fn rows_equal_the_plain_reference(
        builder in builder(), corpus in corpus(), other in text(),
    ) {
        let settings = builder.clone().settings().unwrap();
        let reference = Reference::fit(&settings, &corpus);
        let Some(vectorizer) = fit(builder, &corpus) else { return Ok(()) };
        let texts: Vec<&str> = corpus.iter().map(String::as_str).chain([other.as_str()]).collect();
        let matrix = vectorizer.transform(&texts);
        for (row, text) in matrix.rows().zip(texts) {
            let expected = reference.row(&settings, corpus.len(), text);
            prop_assert_eq!(row.len(), expected.len());
            for ((column, value), (expected_column, expected)) in row.iter().zip(expected) {
                prop_assert_eq!(column, expected_column);
                let error = (f64::from(value) - expected).abs();
                prop_assert!(error <= 1e-6 * expected.abs(), "{} and {}", value, expected);
            }
        }
    }

    #[test]
    fn no_row_has_a_column_beyond_the_features(builder in builder(), corpus in corpus(), other in corpus()) {
        let Some(vectorizer) = fit(builder, &corpus) else { return Ok(()) };
        for matrix in [vectorizer.transform(&corpus), vectorizer.transform(&other)] {
            prop_assert_eq!(matrix.n_cols(), vectorizer.n_features());
            let beyond = |row: Row<'_>| row.indices.iter().any(|&column| column as usize >= vectorizer.n_features());
            prop_assert!(!matrix.rows().any(beyond));
        }
    }

    #[test]
    fn one_reading_equals_two(builder in builder(), corpus in corpus()) {
        if let Some(vectorizer) = fit(builder.clone(), &corpus) {
            let (fitted, matrix) = builder.fit_transform(&corpus).unwrap();
            prop_assert_eq!(&matrix, &vectorizer.transform(&corpus));
            prop_assert_eq!(fitted, vectorizer);
        }
    }

    #[test]
    fn the_order_of_documents_does_not_matter(builder in builder(), corpus in corpus()) {
        let reversed: Vec<String> = corpus.iter().rev().cloned().collect();
        prop_assert_eq!(fit(builder.clone(), &corpus), fit(builder, &reversed));
    }

    #[test]
    fn composed_and_decomposed_texts_agree(builder in builder(), corpus in corpus()) {
        let nfd: Vec<String> = corpus.iter().map(|text| text.nfd().collect()).collect();
        let nfc: Vec<String> = corpus.iter().map(|text| text.nfc().collect()).collect();
        if let Some(vectorizer) = fit(builder, &nfc) {
            prop_assert_eq!(vectorizer.transform(&nfd), vectorizer.transform(&nfc));
        }
    }

    #[test]
    fn apostrophes_and_no_break_spaces_agree(builder in builder(), corpus in corpus()) {
        let curly: Vec<String> =
            corpus.iter().map(|text| text.replace('\'', "’").replace('\u{a0}', "\u{202f}")).collect();
        let straight: Vec<String> =
            corpus.iter().map(|text| text.replace('’', "'").replace('\u{202f}', "\u{a0}")).collect();
        prop_assert_eq!(fit(builder.clone(), &curly), fit(builder, &straight));
    }

    #[test]
    fn occurrences_are_the_counts_of_the_row(builder in builder(), corpus in corpus()) {
        let builder = builder.tf(Tf::Count).idf(false).norm(Norm::None);
        let Some(vectorizer) = fit(builder, &corpus) else { return Ok(()) };
        for (text, row) in corpus.iter().zip(vectorizer.transform(&corpus).rows()) {
            let occurrences = vectorizer.occurrences(text);
            for (column, value) in row.iter() {
                let n = occurrences.iter().filter(|o| o.column as usize == column).count();
                prop_assert_eq!(value, n as f32);
            }
            for occurrence in occurrences {
                prop_assert!(text.get(occurrence.range).is_some());
                prop_assert!(row.indices.contains(&occurrence.column));
            }
        }
    }

    #[test]
    fn scratch_does_not_change_rows(builder in builder(), corpus in corpus(), other in corpus()) {
        let Some(vectorizer) = fit(builder.clone(), &corpus) else { return Ok(()) };
        let mut scratch = fit(builder, &other).map_or(vectorizer.scratch(), |v| v.scratch());
        for (text, expected) in other.iter().zip(vectorizer.transform(&other).rows()) {
            prop_assert_eq!(vectorizer.transform_one(text, &mut scratch), expected);
        }
    }

    #[test]
    fn selecting_keeps_the_weights_before_the_norm(
        builder in builder(), corpus in corpus(), keep in any::<u64>(),
    ) {
        let Some(vectorizer) = fit(builder.norm(Norm::None), &corpus) else { return Ok(()) };
        let all = (0..).take(vectorizer.n_features());
        let columns: Vec<u32> = all.filter(|column| keep >> (column % 64) & 1 == 1).collect();
        let selected = vectorizer.select(&columns).unwrap();
        let (before, after) = (vectorizer.transform(&corpus), selected.transform(&corpus));
        for (before, after) in before.rows().zip(after.rows()) {
            let kept: Vec<(usize, f32)> = before
                .iter()
                .filter_map(|(column, value)| {
                    columns.iter().position(|&kept| kept as usize == column).map(|at| (at, value))
                })
                .collect();
            prop_assert_eq!(after.iter().collect::<Vec<_>>(), kept);
        }
    }

    #[test]
    fn updating_counts_documents(builder in builder(), corpus in corpus(), more in corpus()) {
        let Some(mut vectorizer) = fit(builder.min_df(1), &corpus) else { return Ok(()) };
        vectorizer.update(&more).unwrap();
        let all: Vec<String> = corpus.iter().chain(&more).cloned().collect();
        let expected = Reference::fit(vectorizer.settings(), &all);
        for (name, df) in vectorizer.feature_names().zip(vectorizer.document_frequencies()) {
            let column = expected.names.iter().position(|known| known == name).unwrap();
            prop_assert_eq!(*df, expected.document_frequencies[column]);
        }
        let parts = Vectorizer::from_parts(
            vectorizer.settings().clone(),
            vectorizer.feature_names(),
            vectorizer.document_frequencies().to_vec(),
            vectorizer.n_documents(),
        );
        let loaded = parts.unwrap();
        prop_assert_eq!(&loaded, &vectorizer);
        prop_assert_eq!(loaded.transform(&all), vectorizer.transform(&all));
    }

    #[test]
    fn hashing_agrees_where_nothing_collides(builder in builder(), corpus in corpus()) {
        let builder = builder.min_df(1).idf(false);
        let hashing =
            HashingVectorizer::new(builder.clone().settings().unwrap(), 1 << 31).unwrap();
        let Some(vectorizer) = fit(builder, &corpus) else { return Ok(()) };
        let (plain, hashed) = (vectorizer.transform(&corpus), hashing.transform(&corpus));
        for (plain, hashed) in plain.rows().zip(hashed.rows()) {
            prop_assume!(plain.len() == hashed.len());
            let mut expected: Vec<u32> = plain.values.iter().map(|value| value.to_bits()).collect();
            let mut found: Vec<u32> =
                hashed.values.iter().map(|value| value.abs().to_bits()).collect();
            expected.sort_unstable();
            found.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}

/// A corpus large enough to be shared out among threads.
fn large_corpus() -> Vec<String> {
    let words = [
        "l’IA", "menace", "crée", "des", "emplois", "ne", "pas", "été", "a-t-il", "robots,",
    ];
    let mut state = 1u64;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut word = || {
        let word = words[next(words.len())];
        if next(3) == 0 {
            format!("{word}{}", next(50))
        } else {
            word.to_owned()
        }
    };
    (0..600)
        .map(|_| (0..60).map(|_| word() + " ").collect())
        .collect()
}

#[cfg(feature = "rayon")]
#[test]
fn threads_do_not_change_a_byte() {
    let corpus = large_corpus();
    let builder = Vectorizer::builder()
        .language(Some(Language::French))
        .words(Some(Ngrams::new(1, 3).unwrap()))
        .chars(Some(Ngrams::new(2, 4).unwrap()))
        .min_df(2)
        .max_features(Some(2_000))
        .negation(true);
    let on = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(n_threads)
            .build()
            .unwrap();
        pool.install(|| {
            let (vectorizer, matrix) = builder.clone().fit_transform(&corpus).unwrap();
            let transformed = vectorizer.transform(&corpus);
            (vectorizer, matrix, transformed)
        })
    };
    let (one, eight) = (on(1), on(8));
    assert_eq!(one.1, one.2);
    assert_eq!(one.0, eight.0);
    let bits = |matrix: &stance_features::Csr| -> Vec<u32> {
        matrix
            .rows()
            .flat_map(|row| row.values.iter().map(|value| value.to_bits()))
            .collect()
    };
    assert_eq!((&one.1, bits(&one.1)), (&eight.1, bits(&eight.1)));
    assert_eq!((&one.2, bits(&one.2)), (&eight.2, bits(&eight.2)));
}

#[test]
fn a_large_corpus_equals_the_reference() {
    let corpus = large_corpus();
    let builder = Vectorizer::builder()
        .words(Some(Ngrams::new(1, 3).unwrap()))
        .min_df(2);
    let vectorizer = builder.fit(&corpus).unwrap();
    let reference = Reference::fit(vectorizer.settings(), &corpus);
    assert!(
        vectorizer
            .feature_names()
            .eq(reference.names.iter().map(String::as_str))
    );
    assert_eq!(
        vectorizer.document_frequencies(),
        reference.document_frequencies
    );
}

/// Documents of more words than are looked up together, with chunks of every length.
#[test]
fn rows_of_long_documents_equal_the_reference() {
    let corpus = large_corpus();
    let builder = Vectorizer::builder()
        .language(Some(Language::French))
        .words(Some(Ngrams::new(1, 3).unwrap()))
        .min_df(2);
    let vectorizer = builder.fit(&corpus).unwrap();
    let reference = Reference::fit(vectorizer.settings(), &corpus);
    let mut scratch = vectorizer.scratch();
    for n_words in [1, 100, 511, 512, 513, 1_024, 3_000] {
        let words = corpus.iter().flat_map(|text| text.split(' '));
        let words: Vec<&str> = words.take(n_words).collect();
        let text = words.join(" ") + " anticonstitutionnellement, quinze-lettres !";
        let row = vectorizer.transform_one(&text, &mut scratch);
        let expected = reference.row(vectorizer.settings(), corpus.len(), &text);
        assert_eq!(row.len(), expected.len());
        for ((column, value), (expected_column, expected)) in row.iter().zip(expected) {
            assert_eq!(column, expected_column);
            assert!((f64::from(value) - expected).abs() <= 1e-6 * expected.abs());
        }
    }
}

#[test]
fn max_features_keeps_the_most_frequent_of_each_block() {
    let corpus = ["b b b a a c", "a c d"].map(str::to_owned);
    let builder = Vectorizer::builder().words(Some("1".parse().unwrap()));
    let names = |n| -> Vec<String> {
        let fitted = builder.clone().max_features(Some(n)).fit(&corpus).unwrap();
        fitted.feature_names().map(str::to_owned).collect()
    };
    assert_eq!(
        names(1),
        ["w:a"],
        "a and b occur three times each, a comes first by name"
    );
    assert_eq!(names(2), ["w:a", "w:b"]);
    assert_eq!(names(3), ["w:a", "w:b", "w:c"]);
    let both = builder
        .chars(Some("1".parse().unwrap()))
        .max_features(Some(2));
    let fitted = both.fit(&corpus).unwrap();
    assert!(fitted.feature_names().eq(["w:a", "w:b", "c: ", "c:a"]));
}

#[test]
fn features_of_a_sentence_in_order() {
    let settings = Vectorizer::builder()
        .language(Some(Language::French))
        .negation(true)
        .chars(Some("5".parse().unwrap()))
        .settings()
        .unwrap();
    let pipeline = stance_features::Pipeline::from_settings(&settings);
    let expected = [
        "w:l'",
        "w:l' ia",
        "w:ia",
        "w:ia n'",
        "w:n'",
        "w:n' ¬est",
        "w:¬est",
        "w:¬est pas",
        "w:pas",
        "w:pas ¬magiqu",
        "w:¬magiqu",
        "c: l'ia",
        "c:l'ia ",
        "c: n'es",
        "c:n'est",
        "c:'est ",
        "c: pas ",
        "c: magi",
        "c:magiq",
        "c:agiqu",
        "c:gique",
        "c:ique.",
        "c:que. ",
    ];
    assert_eq!(features(&pipeline, "L’IA n’est pas magique."), expected);
}

#[test]
fn bad_options_and_corpora_name_the_rule() {
    let builder = Vectorizer::builder;
    let empty: [&str; 0] = [];
    let cases: [(Result<Vectorizer, Error>, Error); 9] = [
        (builder().fit(&empty), Error::EmptyCorpus),
        (
            builder().fit(&["", " , "]),
            Error::NoFeatures { n_documents: 2 },
        ),
        (builder().words(None).fit(&["a"]), Error::NoBlocks),
        (
            builder().min_df(3).fit(&["a", "a"]),
            Error::MinDfAboveMaxDf {
                min_df: 3,
                max_df: 1.0,
                n_documents: 2,
            },
        ),
        (
            builder().min_df(2).fit(&["a", "b"]),
            Error::AllFeaturesRemoved {
                n_documents: 2,
                min_df: 2,
                max_df: 1.0,
            },
        ),
        (
            builder().max_df(0.5).fit(&["a", "a"]),
            Error::AllFeaturesRemoved {
                n_documents: 2,
                min_df: 1,
                max_df: 0.5,
            },
        ),
        (
            builder().negation(true).fit(&["a"]),
            Error::NeedsLanguage { option: "negation" },
        ),
        (
            builder().stop_words(StopWords::Language).fit(&["a"]),
            Error::NeedsLanguage {
                option: "stop_words",
            },
        ),
        (
            builder()
                .stop_words(StopWords::Custom(["deux mots".to_owned()].into()))
                .fit(&["a"]),
            Error::InvalidStopWord {
                found: "deux mots".to_owned(),
                n_tokens: 2,
            },
        ),
    ];
    for (result, expected) in cases {
        assert_eq!(result.unwrap_err(), expected);
    }
    for (settings, name) in [
        (builder().min_df(0), "min_df"),
        (builder().max_df(0.0), "max_df"),
        (builder().max_df(f64::NAN), "max_df"),
        (builder().max_df(1.5), "max_df"),
        (builder().max_features(Some(0)), "max_features"),
    ] {
        let error = settings.settings().unwrap_err();
        assert!(matches!(error, Error::OptionOutOfRange { option, .. } if option == name));
    }
}

#[test]
fn malformed_parts_are_refused() {
    let load = |names: &[&str], frequencies: &[u32], n_documents| {
        let names = names.iter().copied();
        Vectorizer::from_parts(
            Settings::default(),
            names,
            frequencies.to_vec(),
            n_documents,
        )
    };
    assert!(load(&["w:a", "w:a b"], &[2, 1], 2).is_ok());
    // A feature may be known that no document held.
    assert!(load(&["w:a"], &[0], 2).is_ok());
    let mismatch = Error::LengthMismatch {
        what: "document frequencies",
        expected: 1,
        found: 2,
    };
    assert_eq!(load(&["w:a"], &[1, 1], 2), Err(mismatch));
    let malformed: [(&[&str], &[u32], usize); 11] = [
        (&["a"], &[1], 0),
        (&["w:"], &[1], 0),
        (&["w:b", "w:a"], &[1, 1], 1),
        (&["w:a", "w:a"], &[1, 1], 1),
        (&["w:a", "c:a"], &[1, 1], 1),
        (&["w:a b c"], &[1], 0),
        (&["w:a "], &[1], 0),
        (&["w: a"], &[1], 0),
        (&["w:a  b"], &[1], 0),
        (&["w:a"], &[3], 0),
        (&["w:a\tb"], &[1], 0),
    ];
    for (names, frequencies, column) in malformed {
        let error = load(names, frequencies, 2).unwrap_err();
        let found = matches!(error, Error::MalformedVocabulary { column: c, .. } if c == column);
        assert!(found, "{names:?}: {error}");
    }
}
