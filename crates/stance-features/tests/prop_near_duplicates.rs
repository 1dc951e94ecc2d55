//! Near-duplicates by signatures are those that comparing every pair finds.

use std::collections::BTreeSet;

use proptest::prelude::*;
use stance_features::near_duplicates;

/// The word trigrams of a text of plain words; of a shorter one all its words.
fn trigrams(text: &str) -> BTreeSet<Vec<&str>> {
    let words: Vec<&str> = text.split(' ').collect();
    words
        .windows(words.len().min(3))
        .map(<[&str]>::to_vec)
        .collect()
}

fn jaccard(a: &str, b: &str) -> f64 {
    let (a, b) = (trigrams(a), trigrams(b));
    let shared = a.intersection(&b).count();
    shared as f64 / (a.len() + b.len() - shared) as f64
}

/// A text of few distinct words, so that texts share trigrams.
fn text() -> impl Strategy<Value = String> {
    let words = proptest::sample::select(vec!["chat", "loup", "mer", "vent"]);
    proptest::collection::vec(words, 1..9).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn groups_are_what_alike_pairs_link(texts in proptest::collection::vec(text(), 0..12)) {
        let mut met = BTreeSet::new();
        for group in near_duplicates(&texts, 0.5).unwrap() {
            prop_assert!(group.rows.is_sorted() && group.rows.len() > 1);
            prop_assert!(group.similarity >= 0.5);
            for &row in &group.rows {
                prop_assert!(met.insert(row), "a text in two groups");
                let others = group.rows.iter().filter(|&&other| other != row);
                let nearest = others.map(|&other| jaccard(&texts[row], &texts[other]));
                prop_assert!(nearest.fold(0.0, f64::max) >= 0.5);
            }
        }
    }

    #[test]
    fn of_two_texts_no_pair_is_missed(a in text(), b in text()) {
        let similarity = jaccard(&a, &b);
        let found = near_duplicates(&[&a, &b], 0.5).unwrap();
        prop_assert_eq!(!found.is_empty(), similarity >= 0.5, "{}", similarity);
        if let Some(group) = found.first() {
            prop_assert!((group.similarity - similarity).abs() < 1e-12);
        }
    }
}
