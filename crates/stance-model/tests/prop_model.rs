//! Properties of training, calibration and figures: the order of rows and the names of labels decide nothing, a saved
//! model predicts what it did, a calibration of two labels keeps their order.

#![allow(
    clippy::unwrap_used,
    clippy::float_cmp,
    reason = "helpers of tests; what is read back is equal to the last bit"
)]

use ndarray::Array2;
use proptest::prelude::*;
use stance_model::calibration::Calibration;
use stance_model::metrics::{Confusion, log_loss};
use stance_model::{CChoice, Classifier, TrainOptions, TrainingSet, train};

const WORDS: [&str; 12] = [
    "port", "maire", "danger", "progrès", "école", "rapport", "menace", "chance", "ville", "hiver",
    "emploi", "réunion",
];

/// Rows of a few words with one of up to four labels, each label in two rows or more.
fn rows() -> impl Strategy<Value = Vec<(String, usize)>> {
    let text = prop::collection::vec(prop::sample::select(WORDS.as_slice()), 1..8);
    let row = (text, 0..4_usize).prop_map(|(words, label)| (words.join(" "), label));
    (2..5_usize, prop::collection::vec(row, 8..40)).prop_map(|(n_labels, mut rows)| {
        for (at, row) in rows.iter_mut().enumerate() {
            row.1 = if at < 2 * n_labels {
                at % n_labels
            } else {
                row.1 % n_labels
            };
        }
        rows
    })
}

fn set(rows: &[(String, usize)], names: [&str; 4]) -> TrainingSet {
    TrainingSet {
        texts: rows.iter().map(|(text, _)| text.clone()).collect(),
        labels: rows
            .iter()
            .map(|(_, label)| names[*label].to_owned())
            .collect(),
        ..TrainingSet::default()
    }
}

fn fit(set: &TrainingSet, c: f64) -> Classifier {
    let options = TrainOptions {
        chars: "2-3".parse().ok(),
        c: CChoice::Fixed(c),
        folds: 0,
        max_iterations: 300,
        ..TrainOptions::default()
    };
    train(set, &options, None).unwrap()
}

const NAMES: [&str; 4] = ["a", "b", "c", "d"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_rows_decides_nothing(rows in rows(), turn in 1..7_usize, log_c in -1_f64..5.0) {
        let mut turned = rows.clone();
        let by = turn % rows.len();
        turned.rotate_left(by);
        turned.reverse();
        let c = libm::exp(log_c);
        let (a, b) = (fit(&set(&rows, NAMES), c), fit(&set(&turned, NAMES), c));
        prop_assert!(a.vectorizer() == b.vectorizer());
        let (mut one, mut other) = (a.scorer(), b.scorer());
        for (text, _) in &rows {
            let (p, q) = (one.score(text).probabilities, other.score(text).probabilities);
            prop_assert!(p.iter().zip(&q).all(|(p, q)| (p - q).abs() < 1e-4), "{p:?} {q:?}");
        }
    }

    #[test]
    fn the_names_of_labels_decide_nothing(rows in rows(), log_c in -1_f64..5.0) {
        // Other names, whose order is the reverse.
        let c = libm::exp(log_c);
        let (a, b) = (fit(&set(&rows, NAMES), c), fit(&set(&rows, ["z", "y", "x", "w"]), c));
        let (mut one, mut other) = (a.scorer(), b.scorer());
        for (text, _) in &rows {
            let (p, mut q) = (one.score(text).probabilities, other.score(text).probabilities);
            q.reverse();
            prop_assert!(p.iter().zip(&q).all(|(p, q)| (p - q).abs() < 1e-4), "{p:?} {q:?}");
        }
    }

    #[test]
    fn what_is_saved_and_read_predicts_the_same_bits(rows in rows(), text in any::<String>()) {
        let model = fit(&set(&rows, NAMES), 10.0);
        let bytes = model.to_bytes().unwrap();
        let again = Classifier::from_bytes(&bytes).unwrap();
        prop_assert_eq!(again.to_bytes().unwrap(), bytes);
        let (mut one, mut other) = (model.scorer(), again.scorer());
        for text in rows.iter().map(|(text, _)| text).chain([&text]) {
            prop_assert_eq!(one.score(text), other.score(text));
        }
    }

    #[test]
    fn a_calibration_keeps_the_order_of_two_labels(
        rows in prop::collection::vec((-8_f64..8.0, 0_f64..1.0), 40..120),
        scale in 0.1_f64..10.0,
        shift in -3_f64..3.0,
        pair in (-20_f64..20.0, -20_f64..20.0),
    ) {
        // Labels that follow the values, which promise too much or too little.
        let values = Array2::from_shape_fn((rows.len(), 1), |(at, _)| scale * rows[at].0 + shift);
        let label = |&(value, draw): &(f64, f64)| usize::from(draw < 1.0 / (1.0 + libm::exp(-value)));
        let labels: Vec<usize> = rows.iter().map(label).collect();
        let folds: Vec<usize> = (0..rows.len()).map(|at| at % 4).collect();
        let Ok(trial) = Calibration::fit(values.view(), &labels, 2, &folds) else { return Ok(()) };
        if let Some(calibration) = trial.calibration {
            let at = |value: f64| {
                let mut probabilities = [0.0; 2];
                calibration.apply(&[value], &mut probabilities);
                probabilities[1]
            };
            let (low, high) = (pair.0.min(pair.1), pair.0.max(pair.1));
            prop_assert!(at(low) <= at(high), "{calibration:?} turns {low} and {high}");
        }
    }

    #[test]
    fn the_order_of_rows_changes_no_figure(
        rows in prop::collection::vec((0..3_usize, 0..3_usize, 0.01_f64..1.0), 1..60),
        turn in 0..60_usize,
    ) {
        let figures = |rows: &[(usize, usize, f64)]| {
            let truth: Vec<usize> = rows.iter().map(|row| row.0).collect();
            let predicted: Vec<usize> = rows.iter().map(|row| row.1).collect();
            let found = Confusion::new(3, &truth, &predicted);
            let probabilities: Vec<Vec<f64>> = rows
                .iter()
                .map(|row| (0..3).map(|label| if label == row.0 { row.2 } else { (1.0 - row.2) / 2.0 }).collect())
                .collect();
            let loss = log_loss(&truth, &probabilities);
            (found.accuracy(), found.macro_f1(), found.weighted_f1(), found.balanced_accuracy(), loss)
        };
        let mut turned = rows.clone();
        let by = turn % rows.len();
        turned.rotate_left(by);
        let (before, after) = (figures(&rows), figures(&turned));
        prop_assert!((before.4 - after.4).abs() < 1e-12);
        prop_assert_eq!((before.0, before.1, before.2, before.3), (after.0, after.1, after.2, after.3));
    }
}
