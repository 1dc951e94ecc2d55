//! Models of one classifier per target.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests may stop a test by panicking"
)]

use stance_model::{
    Classifier, Error, Judged, Model, TrainOptions, TrainingSet, train, train_targets,
};

/// Returns rows on two targets whose words mean the opposite, and one row more for `cars`, labelled `perhaps`
/// twice: a label that `trams` does not have.
fn rows() -> (TrainingSet, Vec<String>) {
    let mut rows: Vec<(&str, &str, &str)> = Vec::new();
    for _ in 0..4 {
        rows.push(("more of them in town", "for", "trams"));
        rows.push(("far fewer of them please", "against", "trams"));
        rows.push(("more of them in town", "against", "cars"));
        rows.push(("far fewer of them please", "for", "cars"));
    }
    rows.push(("who can say", "perhaps", "cars"));
    rows.push(("who can say at all", "perhaps", "cars"));
    let column = |pick: fn(&(&str, &str, &str)) -> String| rows.iter().map(pick).collect();
    let set = TrainingSet {
        texts: column(|row| row.0.to_owned()),
        labels: column(|row| row.1.to_owned()),
        ..TrainingSet::default()
    };
    (set, column(|row| row.2.to_owned()))
}

fn options() -> TrainOptions {
    TrainOptions {
        folds: 0,
        ..TrainOptions::default()
    }
}

fn model() -> Model {
    let (set, targets) = rows();
    train_targets(&set, &targets, "about", &options(), None).unwrap()
}

#[test]
fn each_target_has_a_classifier_of_its_own() {
    let model = model();
    assert_eq!(model.targets(), ["cars", "trams"]);
    assert_eq!(model.target_column(), Some("about"));
    assert_eq!(model.labels(), ["against", "for", "perhaps"]);
    assert!(model.single().is_none());
    assert_eq!(model.find("bikes"), None);
    let label = |target: &str| {
        let number = model.find(target).unwrap();
        let prediction = model.scorer(number).score("more of them in town");
        assert_eq!(prediction.probabilities.len(), 3);
        assert!((prediction.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        (prediction.label, prediction.probabilities[2])
    };
    assert_eq!(label("trams"), (1, 0.0));
    let (cars, perhaps) = label("cars");
    assert_eq!(cars, 0);
    assert!(perhaps > 0.0);
}

#[test]
fn a_targets_classifier_is_the_one_that_its_rows_alone_would_give() {
    let (set, targets) = rows();
    let rows: Vec<usize> = (0..targets.len())
        .filter(|&row| targets[row] == "trams")
        .collect();
    let own = TrainingSet {
        texts: rows.iter().map(|&row| set.texts[row].clone()).collect(),
        labels: rows.iter().map(|&row| set.labels[row].clone()).collect(),
        ..TrainingSet::default()
    };
    let alone = train(&own, &options(), None).unwrap().to_bytes().unwrap();
    assert_eq!(model().classifiers()[1].to_bytes().unwrap(), alone);
}

#[test]
fn a_file_gives_back_what_was_written() {
    let bytes = model().to_bytes().unwrap();
    let again = Model::from_bytes(&bytes).unwrap();
    assert_eq!(again.to_bytes().unwrap(), bytes);
    assert_eq!(again.target_column(), Some("about"));
    let refused = Classifier::from_bytes(&bytes).unwrap_err().to_string();
    assert!(refused.contains("one classifier per target"), "{refused}");
}

#[test]
fn a_file_of_one_classifier_is_a_model_too() {
    let (set, _) = rows();
    let classifier = train(&set, &options(), None).unwrap();
    let bytes = classifier.to_bytes().unwrap();
    let model = Model::from_bytes(&bytes).unwrap();
    assert!(model.single().is_some() && model.target_column().is_none());
    assert_eq!(model.to_bytes().unwrap(), bytes);
    let text = "more of them in town";
    assert_eq!(model.scorer(0).score(text), classifier.scorer().score(text));
}

#[test]
fn figures_are_per_target_and_over_all() {
    let (mut set, targets) = rows();
    // One row on trams is given the wrong label.
    set.labels[0] = "against".to_owned();
    let judged = judge(&model(), &set, &targets).unwrap();
    let rows_of =
        |target: &str| -> Vec<usize> { (0..18).filter(|&row| targets[row] == target).collect() };
    let cars = judged.select(&rows_of("cars")).confusion();
    assert_eq!(cars.counts(), [[4, 0, 0], [0, 4, 0], [0, 0, 2]]);
    let trams = judged.select(&rows_of("trams"));
    let trams = trams.over(model().classifiers()[1].labels()).confusion();
    assert_eq!(trams.counts(), [[4, 1], [0, 3]]);
    let overall = judged.confusion();
    assert_eq!(overall.counts(), [[8, 1, 0], [0, 7, 0], [0, 0, 2]]);
    assert!((overall.accuracy() - 17.0 / 18.0).abs() < 1e-12);
}

fn judge(model: &Model, set: &TrainingSet, targets: &[String]) -> Result<Judged, Error> {
    let groups: Vec<usize> = (0..set.texts.len()).collect();
    Judged::by_model(model, &set.texts, &set.labels, Some(targets), &groups)
}

#[test]
fn what_is_wrong_with_a_target_is_told_with_target_and_row() {
    let (set, targets) = rows();
    let train = |set: &TrainingSet, targets: &[String]| {
        train_targets(set, targets, "about", &options(), None).unwrap_err()
    };
    assert!(matches!(
        train(&set, &targets[1..]),
        Error::UnequalLengths {
            what: "targets",
            ..
        }
    ));
    assert!(matches!(train(&TrainingSet::default(), &[]), Error::NoRows));
    let mut empty = targets.clone();
    empty[3] = String::new();
    assert!(matches!(
        train(&set, &empty),
        Error::MalformedTarget { row: 3, .. }
    ));
    // The second `perhaps` goes: the label is met once, in row 16 of all.
    let mut once = set.clone();
    once.labels[17] = "for".to_owned();
    let Error::Target { target, source } = train(&once, &targets) else {
        panic!("another error expected");
    };
    assert_eq!(target, "cars");
    assert!(
        matches!(*source, Error::LabelMetOnce { row: 16, .. }),
        "{source:?}"
    );

    let model = model();
    let mut unknown = targets.clone();
    unknown[5] = "bikes".to_owned();
    let error = judge(&model, &set, &unknown).unwrap_err();
    assert!(matches!(&error, Error::UnknownTarget { row: 5, known, .. } if known == "cars, trams"));
    let mut other = set.clone();
    other.labels[4] = "perhaps".to_owned();
    let error = judge(&model, &other, &targets).unwrap_err();
    let Error::Target { target, source } = error else {
        panic!("another error expected");
    };
    assert_eq!(target, "trams");
    assert!(
        matches!(*source, Error::UnknownLabel { row: 4, .. }),
        "{source:?}"
    );
    let error = judge(&model, &TrainingSet::default(), &[]).unwrap_err();
    assert!(matches!(error, Error::NoRows));
}
