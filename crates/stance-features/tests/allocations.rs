//! Single rows in the steady state take no memory.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use stance_features::{HashingVectorizer, Language, Ngrams, Vectorizer, VectorizerBuilder};

const TEXTS: [&str; 3] = [
    "L’IA n’est pas une menace, a-t-il dit : elle crée 10 000 emplois !",
    "Sans règles, l’intelligence artificielle menace les emplois du secteur.",
    "« Aujourd’hui, rien ne change », répond la directrice.",
];

fn builder() -> VectorizerBuilder {
    let builder = Vectorizer::builder()
        .language(Some(Language::French))
        .negation(true);
    builder.chars(Some(Ngrams::new(2, 5).unwrap()))
}

#[test]
fn rows_of_known_words_allocate_nothing() {
    let vectorizer = builder().fit(&TEXTS).unwrap();
    let mut scratch = vectorizer.scratch();
    let mut n_entries = 0;
    let mut pass = || {
        for text in TEXTS {
            n_entries += vectorizer.transform_one(text, &mut scratch).len();
        }
    };
    pass();
    assert_eq!(allocation_counter::measure(pass).count_total, 0);
    assert!(n_entries > 300);
}

#[test]
fn hashed_rows_of_known_words_allocate_nothing() {
    let vectorizer =
        HashingVectorizer::new(builder().idf(false).settings().unwrap(), 1 << 18).unwrap();
    let mut scratch = vectorizer.scratch();
    let mut n_entries = 0;
    let mut pass = || {
        for text in TEXTS {
            n_entries += vectorizer.transform_one(text, &mut scratch).len();
        }
    };
    pass();
    assert_eq!(allocation_counter::measure(pass).count_total, 0);
    assert!(n_entries > 300);
}
