//! Contributions sum to decision values, whatever the model; removals do change the label.

use std::sync::Arc;

use proptest::prelude::*;
use stance_features::Language;

use super::*;
use crate::train::{CChoice, TrainOptions, train};
use crate::training_set::TrainingSet;
use crate::word_table::WordTable;

const TEXTS: [(&str, &str); 9] = [
    ("L’IA menace l’emploi, disent-ils.", "contre"),
    ("La machine n’aide personne !", "contre"),
    ("Un danger pour l’école et le métier.", "contre"),
    ("Le conseil se réunit lundi à Lyon.", "neutre"),
    ("La réunion dure 3,5 heures.", "neutre"),
    ("Le rapport compte douze pages.", "neutre"),
    ("L’IA aide les médecins, c’est un progrès.", "pour"),
    ("Quel progrès pour l’école !", "pour"),
    ("La machine soulage le métier.", "pour"),
];

fn set(labels: &[&str]) -> TrainingSet {
    let rows = (0..4).flat_map(|_| TEXTS);
    let rows: Vec<_> = rows.filter(|(_, label)| labels.contains(label)).collect();
    let rows = rows.iter().enumerate();
    let (texts, labels) = rows
        .map(|(row, (text, label))| (format!("{text} {row}"), (*label).to_owned()))
        .unzip();
    TrainingSet {
        texts,
        labels,
        ..TrainingSet::default()
    }
}

fn options() -> TrainOptions {
    TrainOptions {
        language: Some(Language::French),
        chars: "2-4".parse().ok(),
        c: CChoice::Fixed(10.0),
        folds: 4,
        ..TrainOptions::default()
    }
}

/// Classifiers of every kind: two labels, three, ordered ones, with tables of words, with negation, without words.
fn classifiers() -> Vec<(&'static str, Classifier)> {
    let three = ["contre", "neutre", "pour"];
    let words = ["danger", "menace", "progres"].map(String::from).to_vec();
    let table = WordTable::new(words, 2, vec![1.0, 0.0, 0.8, 0.1, 0.0, 1.0]).unwrap();
    let table = Some(Arc::new(table));
    let order = Some(three.map(String::from).to_vec());
    let plain = options();
    [
        ("two labels", &["contre", "pour"][..], plain.clone()),
        ("three labels", &three, plain.clone()),
        (
            "uncalibrated",
            &three,
            TrainOptions {
                calibrate: false,
                ..plain.clone()
            },
        ),
        (
            "ordered",
            &three,
            TrainOptions {
                ordered: order,
                ..plain.clone()
            },
        ),
        (
            "lexicon",
            &three,
            TrainOptions {
                lexicon: table,
                ..plain.clone()
            },
        ),
        (
            "negation",
            &three,
            TrainOptions {
                negation: true,
                ..plain.clone()
            },
        ),
        (
            "characters alone",
            &three,
            TrainOptions {
                words: None,
                ..plain.clone()
            },
        ),
        (
            "words alone",
            &three,
            TrainOptions {
                chars: None,
                ..plain
            },
        ),
    ]
    .map(|(name, labels, options)| (name, train(&set(labels), &options, None).unwrap()))
    .to_vec()
}

fn check(name: &str, explainer: &mut Explainer<'_>, text: &str) {
    let classifier = explainer.classifier();
    let found = explainer.explain(text);
    assert_eq!(found.prediction, classifier.scorer().score(text), "{name}");
    let sum: f64 = found.contributions.iter().map(|word| word.value).sum();
    assert!(
        (sum + found.intercept - found.decision).abs() < 1e-9,
        "{name}: {text:?}: {sum} + {} and {}",
        found.intercept,
        found.decision
    );
    for pair in found.contributions.windows(2) {
        assert!(pair[0].range.start <= pair[1].range.start, "{name}");
    }
    for word in &found.contributions {
        assert!(text.get(word.range.clone()).is_some(), "{name}: {text:?}");
    }
    let Some(removal) = found.removal else { return };
    assert_ne!(
        removal.prediction.label, found.prediction.label,
        "{name}: {text:?}"
    );
    let mut without = text.to_owned();
    let mut places: Vec<_> = removal.words.concat();
    places.sort_by_key(|place| std::cmp::Reverse(place.start));
    for place in places {
        without.replace_range(place, " ");
    }
    let again = classifier.scorer().score(&without);
    assert_eq!(again, removal.prediction, "{name}: {text:?}");
}

#[test]
fn contributions_sum_to_the_decision_of_every_kind_of_model() {
    for (name, classifier) in classifiers() {
        let mut explainer = Explainer::new(&classifier);
        let texts = TEXTS.iter().map(|(text, _)| *text);
        let odd = [
            "",
            "  ",
            "zzz",
            "… « » !",
            "L’IA, l’IA, l’I.A. : 10 000 emplois — menacés ?!",
            "I\u{307}LLA ﬁn œuvre\u{a0}: e\u{301}cole 👩‍🏫",
        ];
        for text in texts.chain(odd) {
            check(name, &mut explainer, text);
        }
    }
}

#[test]
fn a_decision_is_the_one_that_the_linear_model_gives() {
    let (_, classifier) = classifiers().swap_remove(0);
    let text = "L’IA menace l’école.";
    let found = Explainer::new(&classifier).explain(text);
    let row = classifier.vectorizer().transform(&[text]);
    let mut value = [0.0];
    classifier.linear().decision_values(row.row(0), &mut value);
    assert_eq!(classifier.labels()[found.toward], "contre");
    // The one weight vector speaks for the second label.
    assert!((found.decision + value[0]).abs() < 1e-12);
    assert!((found.intercept + classifier.linear().intercepts()[0]).abs() < 1e-12);
}

#[test]
fn every_part_of_a_word_counts_for_the_word() {
    let (_, classifier) = classifiers().swap_remove(6);
    let text = "danger danger";
    let found = Explainer::new(&classifier).explain(text);
    let words: Vec<&str> = found
        .contributions
        .iter()
        .map(|word| &text[word.range.clone()])
        .collect();
    assert_eq!(words, ["danger", "danger"]);
    let [first, second] = [0, 1].map(|word| found.contributions[word].value);
    assert!((first - second).abs() < 1e-12 && first > 0.0);
}

#[test]
fn the_word_that_decides_is_the_one_to_remove() {
    let (_, classifier) = classifiers().swap_remove(0);
    let text = "Un danger, ce progrès ? Le danger reste.";
    let found = Explainer::new(&classifier).explain(text);
    assert_eq!(classifier.labels()[found.prediction.label], "contre");
    let removal = found.removal.unwrap();
    let words: Vec<&str> = removal
        .words
        .iter()
        .map(|places| &text[places[0].clone()])
        .collect();
    assert_eq!(words, ["danger"]);
    assert_eq!(removal.words[0].len(), 2, "all its places");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn contributions_sum_whatever_the_text(text in "[a-zéèà’'.,!?«» \u{a0}0-9-]{0,60}|\\PC{0,40}") {
        for number in [1, 5] {
            let (name, classifier) = &KINDS.with(Clone::clone)[number];
            check(name, &mut Explainer::new(classifier), &text);
        }
    }
}

thread_local! {
    static KINDS: Vec<(&'static str, Classifier)> = classifiers();
}
