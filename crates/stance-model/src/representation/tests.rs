//! The folded model against the one that was fitted, and what words of a table teach.

use std::sync::Arc;

use stance_features::Language;

use super::*;
use crate::train::fit;

const TEXTS: [&str; 6] = [
    "Le progrès aide les malades.",
    "Un progrès pour tous les malades.",
    "La crainte gagne les malades.",
    "Une crainte de plus pour tous.",
    "Le calendrier est connu.",
    "Un calendrier pour tous.",
];
const LABELS: [usize; 6] = [2, 2, 0, 0, 1, 1];

fn table() -> WordTable {
    let words = ["craintes", "espoir", "progrès", "qu'il", "ruine"].map(str::to_owned);
    let values = vec![0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 9.0, 9.0, 0.0, 1.0];
    WordTable::new(words.to_vec(), 2, values).unwrap()
}

fn options() -> TrainOptions {
    TrainOptions {
        language: Some(Language::French),
        chars: "2-3".parse().ok(),
        lexicon: Some(Arc::new(table())),
        ..TrainOptions::default()
    }
}

#[test]
fn the_folded_model_decides_as_the_fitted_one() {
    let (representation, records) = Representation::fit(&options(), 6, &TEXTS).unwrap();
    let fitted = fit(&options(), 10.0, records.clone(), &LABELS, None).unwrap();
    assert_eq!(representation.transform(&TEXTS).unwrap(), records);
    let unseen = ["L’espoir des malades, la ruine des autres."];
    let wanted = fitted.decision_matrix(&representation.transform(&unseen).unwrap());
    let (vectorizer, linear) = representation.fold(&fitted);
    let mut found = [0.0; 3];
    linear.decision_values(vectorizer.transform(&unseen).row(0), &mut found);
    for (found, wanted) in found.iter().zip(wanted.row(0)) {
        assert!((found - wanted).abs() < 1e-5, "{found} {wanted}");
    }
}

#[test]
fn words_that_no_text_held_take_the_side_of_those_like_them() {
    let (representation, records) = Representation::fit(&options(), 6, &TEXTS).unwrap();
    let fitted = fit(&options(), 10.0, records, &LABELS, None).unwrap();
    let (vectorizer, linear) = representation.fold(&fitted);
    for (text, wanted) in [("un espoir", 2), ("une ruine", 0)] {
        let mut found = [0.0; 3];
        linear.decision_values(vectorizer.transform(&[text]).row(0), &mut found);
        assert_eq!(
            crate::classifier::argmax(&found),
            wanted,
            "{text} {found:?}"
        );
    }
}

#[test]
fn blocks_have_the_norm_that_is_stated() {
    let (representation, records) = Representation::fit(&options(), 6, &TEXTS).unwrap();
    let n_features = representation.vectorizer.n_features();
    let squares = records
        .rows()
        .flat_map(|row| row.iter().collect::<Vec<_>>());
    let squares = squares.filter(|&(column, _)| column >= n_features);
    let mean = squares
        .map(|(_, value)| f64::from(value).powi(2))
        .sum::<f64>()
        / 6.0;
    assert!((mean.sqrt() - BLOCK_NORM).abs() < 1e-6, "{mean}");
}

#[test]
fn words_are_joined_by_what_they_are_to_the_vectoriser() {
    let (representation, _) = Representation::fit(&options(), 6, &TEXTS).unwrap();
    let names: Vec<&str> = representation.vectorizer.feature_names().collect();
    // `craintes` is the term of `crainte`, `qu'il` is two tokens.
    for (name, column) in [
        ("w:craint", true),
        ("w:espoir", true),
        ("w:ruin", true),
        ("w:qu'il", false),
    ] {
        assert_eq!(names.contains(&name), column, "{name}");
    }
    let at = names.iter().position(|&name| name == "w:craint").unwrap();
    assert_eq!(representation.blocks[0].of(at), Some([0.0, 1.0].as_slice()));
}

#[test]
fn tables_need_columns_of_single_words() {
    for words in [None, "2".parse().ok()] {
        let options = TrainOptions { words, ..options() };
        let result = Representation::fit(&options, 6, &TEXTS);
        assert!(matches!(result, Err(Error::TablesNeedWords)), "{result:?}");
    }
}

#[test]
fn a_table_none_of_whose_words_occur_changes_no_decision() {
    let strange = WordTable::new(vec!["xylophone".to_owned()], 1, vec![1.0]).unwrap();
    let options = TrainOptions {
        lexicon: Some(Arc::new(strange)),
        ..options()
    };
    let (representation, records) = Representation::fit(&options, 6, &TEXTS).unwrap();
    let fitted = fit(&options, 10.0, records, &LABELS, None).unwrap();
    let (vectorizer, linear) = representation.fold(&fitted);
    let column = vectorizer
        .feature_names()
        .position(|name| name == "w:xylophon");
    let start = column.unwrap() * linear.n_vectors();
    assert_eq!(
        linear.weights()[start..start + linear.n_vectors()],
        [0.0; 3]
    );
}

#[test]
fn a_negated_word_of_a_lexicon_stands_for_the_opposite() {
    let options = TrainOptions {
        negation: true,
        ..options()
    };
    let (representation, records) = Representation::fit(&options, 6, &TEXTS).unwrap();
    let names: Vec<&str> = representation.vectorizer.feature_names().collect();
    let at = names.iter().position(|&name| name == "w:¬espoir").unwrap();
    assert_eq!(
        representation.blocks[0].of(at),
        Some([-1.0, 0.0].as_slice())
    );

    let fitted = fit(&options, 10.0, records, &LABELS, None).unwrap();
    let (vectorizer, linear) = representation.fold(&fitted);
    // How far the last label leads the first.
    let lead = |text: &str| {
        let mut found = [0.0; 3];
        linear.decision_values(vectorizer.transform(&[text]).row(0), &mut found);
        found[2] - found[0]
    };
    assert!(lead("un espoir") > 0.0, "{}", lead("un espoir"));
    assert!(lead("ni espoir") < lead("un espoir"));
    assert!(lead("ni ruine") > lead("une ruine"));
}
