//! Tests of training.

use super::*;
use crate::logistic;

fn set(rows: usize) -> TrainingSet {
    let text = |row: usize| {
        format!(
            "{} numéro {row}",
            if row.is_multiple_of(2) {
                "pomme"
            } else {
                "poire"
            }
        )
    };
    let label = |row: usize| (if row.is_multiple_of(2) { "oui" } else { "non" }).to_owned();
    TrainingSet {
        texts: (0..rows).map(text).collect(),
        labels: (0..rows).map(label).collect(),
        ..TrainingSet::default()
    }
}

#[test]
fn a_saved_model_predicts_the_same() {
    let classifier = train(&set(40), &TrainOptions::default(), None).unwrap();
    let again = Classifier::from_bytes(&classifier.to_bytes().unwrap()).unwrap();
    for text in ["une pomme", "une poire", "", "rien de connu"] {
        assert_eq!(
            classifier.scorer().score(text),
            again.scorer().score(text),
            "{text}"
        );
    }
    assert_eq!(again.to_bytes().unwrap(), classifier.to_bytes().unwrap());
    assert_eq!(again.record(), classifier.record());
}

#[test]
fn columns_of_another_length_are_refused() {
    let mut short = set(10);
    short.labels.pop();
    let result = train(&short, &TrainOptions::default(), None);
    assert!(matches!(
        result,
        Err(Error::UnequalLengths {
            what: "labels",
            found: 9,
            ..
        })
    ));
    let mut short = set(10);
    short.weights = Some(vec![1.0]);
    let result = train(&short, &TrainOptions::default(), None);
    assert!(matches!(
        result,
        Err(Error::UnequalLengths {
            what: "weights",
            ..
        })
    ));
}

#[test]
fn min_df_follows_the_number_of_rows_unless_set() {
    let options = TrainOptions::default();
    assert_eq!((options.min_df_for(5000), options.min_df_for(5001)), (1, 2));
    let options = TrainOptions {
        min_df: Some(3),
        ..options
    };
    assert_eq!(options.min_df_for(10), 3);
}

#[test]
fn more_folds_than_groups_are_refused_and_so_is_one() {
    let refused = |folds: usize| {
        let options = TrainOptions {
            folds,
            ..TrainOptions::default()
        };
        train(&set(6), &options, None).unwrap_err()
    };
    assert!(matches!(
        refused(7),
        Error::TooManyFolds {
            folds: 7,
            groups: 6
        }
    ));
    assert!(matches!(refused(1), Error::TooFewFolds(1)));
}

#[test]
fn weights_are_refused_with_their_row_and_labels_without_weight_by_name() {
    let refused = |weights: [f64; 6]| {
        let set = TrainingSet {
            weights: Some(weights.to_vec()),
            ..set(6)
        };
        train(&set, &TrainOptions::default(), None).unwrap_err()
    };
    for bad in [-1.0, f64::NAN, f64::INFINITY] {
        let error = refused([1.0, 1.0, 1.0, bad, 1.0, 1.0]);
        let Error::Logistic(logistic::Error::InvalidWeight { row: 3, .. }) = error else {
            panic!("{error}");
        };
    }
    let error = refused([1.0, 0.0, 1.0, 0.0, 1.0, 0.0]);
    assert!(
        matches!(&error, Error::WeightlessLabel { label } if label == "non"),
        "{error}"
    );
    let error = refused([0.0; 6]);
    assert!(matches!(error, Error::WeightlessLabel { .. }), "{error}");
}

#[test]
fn fits_cut_short_are_told_by_the_record() {
    let options = TrainOptions {
        max_iterations: 1,
        c: CChoice::Fixed(100.0),
        ..TrainOptions::default()
    };
    let record = train(&set(40), &options, None).unwrap().record().clone();
    assert!(!record.converged() && !record.convergence.converged);
    assert!(!record.cross_validation.unwrap().converged);
    let record = train(&set(40), &TrainOptions::default(), None).unwrap();
    assert!(record.record().converged());
    assert!(
        record
            .record()
            .c_path
            .iter()
            .any(|point| point.c.to_bits() == record.record().c.to_bits())
    );
}

#[test]
fn cross_validated_figures_come_from_held_out_rows() {
    // Every row has a word of its own and nothing shared with its label: nothing to learn.
    let mut set = set(60);
    set.texts = (0..60).map(|row| format!("mot{row}")).collect();
    let classifier = train(&set, &TrainOptions::default(), None).unwrap();
    let figures = classifier.record().cross_validation.clone().unwrap();
    assert!(figures.accuracy < 0.75, "{figures:?}");
}
