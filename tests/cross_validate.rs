//! Rows judged by models that did not see them: `stance cross-validate` and `ablate`; and `inspect`.

use std::fmt::Write as _;

use serde_json::Value;

use crate::figures::{number, place, refused, report};
use crate::support::{Place, labelled_csv, workspace_root};

#[test]
fn cross_validation_judges_rows_by_models_without_them() {
    let place = Place::new();
    // A word per row alone: nothing that a model could know of rows left out.
    let mut rows = "text,label,place\n".to_owned();
    for row in 0..40 {
        writeln!(rows, "mot{row},{},p{}", ["a", "b"][row % 2], row % 4 / 2).unwrap();
    }
    place.file("noise.csv", rows);
    let noise = [
        "cross-validate",
        "noise.csv",
        "--language",
        "none",
        "--chars",
        "none",
        "--c",
        "1",
    ];
    let found = report(&place, &noise);
    let high = number(&found["accuracy"]["value"]);
    assert!(high < 0.7, "{high}");
    assert_eq!(found["training"]["models"], 5);
    assert_eq!(
        found["training"]["c"],
        serde_json::json!([1.0, 1.0, 1.0, 1.0, 1.0])
    );

    place.file("data.csv", labelled_csv(&["a", "b"], 20));
    let found = report(
        &place,
        &[
            "cross-validate",
            "data.csv",
            "--folds",
            "3",
            "--by",
            "label",
        ],
    );
    assert_eq!(found["accuracy"]["value"], 1.0);
    assert_eq!(found["training"]["models"], 3);
    assert_eq!(found["by"][0]["values"][1]["rows"], 20);
    let again = place.stance(&[
        "cross-validate",
        "data.csv",
        "--folds",
        "3",
        "--threads",
        "1",
    ]);
    let threads = place.stance(&[
        "cross-validate",
        "data.csv",
        "--folds",
        "3",
        "--threads",
        "3",
    ]);
    assert_eq!(again.stdout, threads.stdout);
}

#[test]
fn one_value_after_the_other_is_left_out() {
    let place = Place::new();
    // What a word stands for is the same in all places but one.
    let mut rows = "text,label,place\n".to_owned();
    for row in 0..60 {
        let (place, label) = (row % 3, row / 3 % 2);
        let word = ["pomme", "brique"][if place == 2 { 1 - label } else { label }];
        let (label, place) = (["a", "b"][label], ["x", "y", "z"][place]);
        writeln!(rows, "un {word} {row},{label},{place}").unwrap();
    }
    place.file("data.csv", rows);
    let command = [
        "cross-validate",
        "data.csv",
        "--leave-out",
        "place",
        "--c",
        "10",
    ];
    let found = report(&place, &command);
    assert_eq!(found["training"]["left_out"], "one value of place");
    assert_eq!(found["training"]["models"], 3);
    let values = found["by"][0]["values"].as_array().unwrap();
    let odd = &values[2];
    assert_eq!((&odd["value"], &odd["rows"]), (&"z".into(), &20.into()));
    assert_eq!(
        odd["accuracy"]["value"], 0.0,
        "the other places teach the opposite"
    );

    let one = labelled_csv(&["a", "b"], 10).replace("id,group", "id,place");
    place.file(
        "one.csv",
        one.lines()
            .map(|line| line.to_owned() + "\n")
            .collect::<String>(),
    );
    place.file(
        "same.csv",
        "text,label,place\nun,a,x\ndeux,b,x\ntrois,a,x\nquatre,b,x\n",
    );
    let run = place.stance(&["cross-validate", "same.csv", "--leave-out", "place"]);
    refused(&run, &["--leave-out place: all rows have the value \"x\""]);
    let run = place.stance(&["cross-validate", "one.csv", "--folds", "0"]);
    refused(&run, &["--folds 0"]);
    let run = place.stance(&["cross-validate", "one.csv", "--leave-out", "nowhere"]);
    refused(&run, &["no column `nowhere`", "--leave-out"]);
}

#[test]
fn cross_validation_is_per_target_and_over_all() {
    let place = Place::new();
    let mut rows = "text,label,about\n".to_owned();
    for row in 0..20 {
        for (words, trams, cars) in [
            ("plus de", "pour", "contre"),
            ("moins de", "contre", "pour"),
        ] {
            writeln!(rows, "il faut {words} cela {row},{trams},trams").unwrap();
            writeln!(rows, "il faut {words} ceci {row},{cars},cars").unwrap();
        }
    }
    place.file("data.csv", rows);
    let command = [
        "cross-validate",
        "data.csv",
        "--target-column",
        "about",
        "--c",
        "10",
    ];
    let found = report(&place, &command);
    assert_eq!(
        (&found["rows"], &found["accuracy"]["value"]),
        (&80.into(), &1.0.into())
    );
    let targets = found["targets"].as_array().unwrap();
    let names: Vec<&Value> = targets.iter().map(|target| &target["target"]).collect();
    assert_eq!(names, ["cars", "trams"]);
    assert_eq!(found["training"]["models"], 10);
}

#[test]
fn a_model_of_every_kind_can_be_inspected() {
    let place = place();
    let found = report(&place, &["inspect", "a.model", "--words", "3"]);
    let classifier = &found["classifiers"][0];
    assert_eq!(
        classifier["labels"],
        serde_json::json!(["against", "for", "none"])
    );
    assert_eq!(classifier["training"]["data"][0]["name"], "train.csv");
    assert_eq!(classifier["top_words"][0]["words"][0], "briqu");
    let parts = classifier["parts"].as_array().unwrap();
    let bytes: f64 = parts.iter().map(|part| number(&part["bytes"])).sum();
    assert!((bytes - number(&found["bytes"])).abs() < 1e-9, "{parts:?}");
    assert_eq!(found["bytes"], place.read("a.model").len());
    let confusion = &classifier["training"]["out_of_fold"]["confusion"];
    assert_eq!(confusion.as_array().unwrap().len(), 3);
    let table = place.stance(&["inspect", "a.model"]).stdout;
    for part in [
        "out-of-fold risk by --min-confidence",
        "converged yes",
        "train.csv (60 rows",
    ] {
        assert!(table.contains(part), "{table}");
    }
    for (name, part) in [
        ("one_v1", "labels    "),
        ("targets_v2", "target    trams"),
        ("ordered_v2", "contre"),
    ] {
        let model = workspace_root().join(format!("tests/compat/{name}.model"));
        let run = place.stance(&["inspect", model.to_str().unwrap()]);
        assert_eq!(run.code, 0, "{name}: {}", run.stderr);
        assert!(run.stdout.contains(part), "{name}: {}", run.stdout);
    }
    refused(
        &place.stance(&["inspect", "nowhere"]),
        &["no model nowhere"],
    );
}

#[test]
fn what_a_family_of_features_adds_is_told_over_the_same_folds() {
    let place = Place::new();
    place.file("data.csv", labelled_csv(&["a", "b", "c"], 12));
    let command = [
        "ablate",
        "data.csv",
        "--c",
        "1",
        "--folds",
        "3",
        "--language",
        "fr",
    ];
    let found = report(&place, &command);
    let families = found["families"].as_array().unwrap();
    let names: Vec<&Value> = families.iter().map(|family| &family["family"]).collect();
    let expected = [
        "words",
        "word n-grams above 1",
        "character n-grams",
        "stems",
    ];
    assert_eq!(names, expected);
    let options = [["--words", "1-1"], ["--chars", "none"]];
    for (family, option) in families[1..].iter().zip(options) {
        let alone = [
            "cross-validate",
            "data.csv",
            "--c",
            "1",
            "--folds",
            "3",
            "--language",
            "fr",
        ];
        let alone = report(&place, &[&alone[..], &option].concat());
        for figure in ["accuracy", "macro_f1", "log_loss"] {
            assert_eq!(family["without"][figure], alone[figure], "{family}");
            let adds = number(&found["full"][figure]["value"]) - number(&alone[figure]["value"]);
            assert!((number(&family["adds"][figure]["value"]) - adds).abs() < 1e-12);
        }
    }
    let table = place.stance(&command).stdout;
    assert!(table.contains("character n-grams add"), "{table}");
    let run = place.stance(&[
        "ablate",
        "data.csv",
        "--words",
        "1-1",
        "--chars",
        "none",
        "--language",
        "none",
    ]);
    refused(&run, &["nothing can be left out"]);
}
