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

#[test]
fn out_of_fold_counts_are_of_all_rows_and_survive_the_file() {
    let classifier = train(&set(60), &TrainOptions::default(), None).unwrap();
    let found = classifier.record().out_of_fold.clone().unwrap();
    let supports: Vec<u64> = found.confusion.iter().map(|row| row.iter().sum()).collect();
    let counts = classifier.record().label_counts.iter();
    assert_eq!(supports, counts.map(|&n| n as u64).collect::<Vec<_>>());
    for (label, means) in found.mean_probabilities.iter().enumerate() {
        assert!((means.iter().sum::<f64>() - 1.0).abs() < 1e-5, "{means:?}");
        assert!(means[label] > 0.5, "{means:?}");
    }
    assert!((found.thresholds[0].coverage - 1.0).abs() < 1e-9);
    let again = Classifier::from_bytes(&classifier.to_bytes().unwrap()).unwrap();
    assert_eq!(again.record(), classifier.record());

    let options = TrainOptions {
        folds: 0,
        ..TrainOptions::default()
    };
    let without = train(&set(60), &options, None).unwrap();
    assert_eq!(without.record().out_of_fold, None);

    let of_one_label = vec![vec![1]];
    let of_a_row_less = found.confusion[1..].to_vec();
    for (confusion, reason) in [
        (of_one_label, "out-of-fold counts"),
        (of_a_row_less, "as many rows as columns"),
    ] {
        let mut damaged = classifier.clone();
        if let Some(found) = &mut damaged.record.out_of_fold {
            found.confusion = confusion;
        }
        let error = Classifier::from_bytes(&damaged.to_bytes().unwrap()).unwrap_err();
        assert!(error.to_string().contains(reason), "{error}");
    }
}

#[test]
fn out_of_fold_counts_are_of_the_probabilities_stated_for_given_shares() {
    let of = |shares: Option<Vec<(String, f64)>>| {
        let mut set = set(60);
        // Labels that nothing tells apart: each row goes where its label is more frequent.
        set.texts = (0..60).map(|row| format!("mot{row}")).collect();
        let options = TrainOptions {
            shares,
            ..TrainOptions::default()
        };
        let classifier = train(&set, &options, None).unwrap();
        let found = classifier.record().out_of_fold.clone().unwrap();
        (classifier.labels().to_vec(), found)
    };
    let (labels, _) = of(None);
    let (_, found) = of(Some(vec![
        (labels[0].clone(), 0.99),
        (labels[1].clone(), 0.01),
    ]));
    assert!(found.confusion.iter().all(|row| row[1] == 0), "{found:?}");
    // Taken for the first label, and right as often as that has been said to be frequent.
    assert_eq!(found.thresholds[0].risk, Some(0.01));
}
