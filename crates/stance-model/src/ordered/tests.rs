//! Tests of ordered labels: the cuts by themselves, and training with them.

use ndarray::Array1;

use super::*;
use crate::{Classifier, Error, TrainOptions, TrainingSet, train};

fn names(labels: &[&str]) -> Vec<String> {
    labels.iter().map(|label| (*label).to_owned()).collect()
}

fn axis(ordered: &[&str]) -> Axis {
    Axis::new(&names(ordered), &names(&["bad", "good", "so-so"])).unwrap()
}

/// Returns decision values on a grid, and labels: `bad` below, `good` above, `so-so` between, every
/// seventh row noise.
fn drawn(n: usize) -> (Array1<f64>, Vec<usize>) {
    let value = |row: usize| row as f64 / n as f64 * 6.0 - 3.0;
    let label = |row: usize| match value(row) {
        _ if row.is_multiple_of(7) => row / 7 % 3,
        z if z < -1.0 => 0,
        z if z > 1.0 => 1,
        _ => 2,
    };
    ((0..n).map(value).collect(), (0..n).map(label).collect())
}

#[test]
fn the_middle_is_a_band_and_the_ends_hold_the_rest() {
    let (values, labels) = drawn(700);
    let axis = axis(&["bad", "so-so", "good"]);
    let cuts = OrderedCuts::fit(
        &axis,
        values.view(),
        &labels,
        &names(&["bad", "good", "so-so"]),
    );
    let cuts = cuts.unwrap();
    assert_eq!(cuts.order(), [0, 2, 1]);
    let mut last = [1.0, 0.0, 0.0];
    for step in -60..=60 {
        let mut p = [0.0; 3];
        cuts.apply(f64::from(step) / 10.0, &mut p);
        assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        // The odds between a label and a later one only fall.
        assert!(p[0] <= last[0] && p[1] >= last[1], "{step}: {p:?}");
        last = p;
        let top = (0..3).max_by(|&a, &b| p[a].total_cmp(&p[b])).unwrap();
        match step {
            ..-20 => assert_eq!(top, 0, "{step}: {p:?}"),
            -5..5 => assert_eq!(top, 2, "{step}: {p:?}"),
            20.. => assert_eq!(top, 1, "{step}: {p:?}"),
            _ => {}
        }
    }
}

#[test]
fn labels_that_do_not_follow_each_other_are_refused() {
    let (values, labels) = drawn(700);
    let labels_of = names(&["bad", "good", "so-so"]);
    // What is called the middle lies beyond one end.
    let wrong = axis(&["bad", "good", "so-so"]);
    let refused = OrderedCuts::fit(&wrong, values.view(), &labels, &labels_of).unwrap_err();
    let OrderError::NotAlongAxis { before, after } = refused else {
        panic!("{refused}");
    };
    assert_eq!((before.as_str(), after.as_str()), ("good", "so-so"));
}

#[test]
fn an_order_holds_every_label_once() {
    let labels = names(&["a", "b", "c"]);
    let new = |ordered: &[&str]| Axis::new(&names(ordered), &labels).unwrap_err();
    assert!(matches!(new(&["a", "b"]), OrderError::TooFew(2)));
    assert!(matches!(new(&["a", "b", "a"]), OrderError::Repeated { label } if label == "a"));
    let unknown = new(&["a", "b", "x"]);
    assert!(
        matches!(unknown, OrderError::NotInData { label, known } if label == "x" && known == "a, b, c")
    );
    let four = names(&["a", "b", "c", "d"]);
    let missing = Axis::new(&labels, &four).unwrap_err();
    assert!(matches!(missing, OrderError::NotInOrder { label } if label == "d"));
}

/// Returns rows that praise, blame or do neither, each with a word of its own.
fn opinions() -> TrainingSet {
    let rows = (0..90).map(|row: usize| match row % 3 {
        0 => (format!("a dreadful ugly awful meal {row}"), "bad"),
        1 => (format!("a lovely warm splendid meal {row}"), "good"),
        _ if row.is_multiple_of(2) => (format!("a lovely but ugly meal {row}"), "so-so"),
        _ => (format!("an awful yet warm meal {row}"), "so-so"),
    });
    let (texts, labels): (Vec<String>, Vec<&str>) = rows.unzip();
    TrainingSet {
        texts,
        labels: names(&labels),
        ..TrainingSet::default()
    }
}

fn ordered_options() -> TrainOptions {
    TrainOptions {
        ordered: Some(names(&["bad", "so-so", "good"])),
        ..TrainOptions::default()
    }
}

#[test]
fn a_classifier_of_ordered_labels_has_one_axis_and_survives_its_file() {
    let classifier = train(&opinions(), &ordered_options(), None).unwrap();
    assert_eq!(classifier.linear().n_vectors(), 1);
    assert!(classifier.calibration().is_none());
    let again = Classifier::from_bytes(&classifier.to_bytes().unwrap()).unwrap();
    assert_eq!(again.ordered(), classifier.ordered());
    assert_eq!(again.record(), classifier.record());
    for (text, expected) in [
        ("a dreadful ugly awful meal today", "bad"),
        ("a lovely warm splendid meal today", "good"),
        ("a lovely but ugly meal", "so-so"),
        ("nothing known of it", "so-so"),
    ] {
        let prediction = classifier.scorer().score(text);
        assert_eq!(classifier.labels()[prediction.label], expected, "{text}");
        assert_eq!(again.scorer().score(text), prediction);
    }
    let figures = classifier.record().cross_validation.clone().unwrap();
    assert!(figures.accuracy > 0.95, "{figures:?}");
    assert!(classifier.record().c_path.len() > 1);
}

#[test]
fn cross_validated_figures_of_ordered_labels_come_from_held_out_rows() {
    // Every row has a word of its own and nothing shared with its label: nothing to learn. Shuffled so that
    // no order of rows helps either.
    let mut set = opinions();
    set.texts = (0..90).map(|row| format!("mot{row}")).collect();
    match train(&set, &ordered_options(), None) {
        Ok(classifier) => {
            let figures = classifier.record().cross_validation.clone().unwrap();
            assert!(figures.accuracy < 0.55, "{figures:?}");
            assert!(figures.log_loss > 0.95, "{figures:?}");
        }
        Err(error) => {
            let error = error.to_string();
            assert!(error.contains("along the axis"), "{error}");
        }
    }
}

#[test]
fn what_ordered_labels_need_is_asked_for() {
    let refused = |options: TrainOptions| match train(&opinions(), &options, None) {
        Err(Error::Ordered(error)) => error,
        other => panic!("{other:?}"),
    };
    let uncalibrated = TrainOptions {
        calibrate: false,
        ..ordered_options()
    };
    assert!(matches!(refused(uncalibrated), OrderError::Uncalibrated));
    for folds in [0, 1, 2] {
        let options = TrainOptions {
            folds,
            ..ordered_options()
        };
        assert!(matches!(refused(options), OrderError::TooFewFolds(n) if n == folds));
    }
    let mut set = opinions();
    let groups = set.labels.iter().enumerate();
    let groups = groups.map(|(row, label)| match label.as_str() {
        "bad" => format!("bad {}", row % 2),
        _ => format!("row {row}"),
    });
    set.groups = Some(groups.collect());
    let result = train(&set, &ordered_options(), None);
    assert!(
        matches!(&result, Err(Error::Ordered(OrderError::TooFewGroups { label, folds: 2 })) if label == "bad"),
        "{result:?}"
    );
}
