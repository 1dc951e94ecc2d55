//! Ordered labels: one axis between the ends, and cuts.

use std::fmt::Write as _;

use crate::support::Place;

/// Rows that praise, blame, or do a little of both.
fn csv() -> String {
    let mut csv = "text,label\n".to_owned();
    for row in 0..20 {
        writeln!(csv, "le potage froid et la salle triste {row},contre").unwrap();
        writeln!(csv, "le potage chaud et la salle claire {row},pour").unwrap();
        writeln!(csv, "le potage chaud mais la salle triste {row},neutre").unwrap();
    }
    csv
}

fn place_with_model() -> Place {
    let place = Place::new();
    place.file("data.csv", csv());
    let run = place.stance(&[
        "train",
        "data.csv",
        "-o",
        "m.model",
        "--ordered",
        "contre, neutre,pour",
        "--language",
        "fr",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stdout
            .contains("labels    contre 20 < neutre 20 < pour 20\n"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("accuracy  1.000"), "{}", run.stdout);
    place
}

#[test]
fn a_model_of_ordered_labels_scores_and_evaluates_like_any_other() {
    let place = place_with_model();
    place.file(
        "rows.csv",
        "text\nla salle triste et le potage froid\nla salle claire et le potage chaud\nla salle triste mais le potage chaud\n",
    );
    let run = place.stance(&["score", "rows.csv", "--model", "m.model", "--format", "csv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let lines: Vec<Vec<&str>> = run
        .stdout
        .lines()
        .map(|line| line.split(',').collect())
        .collect();
    assert_eq!(
        lines[0][1..],
        ["predicted", "confidence", "p_contre", "p_neutre", "p_pour"]
    );
    for (line, expected) in lines[1..].iter().zip(["contre", "pour", "neutre"]) {
        assert_eq!(line[1], expected, "{line:?}");
        let p: Vec<f64> = line[3..].iter().map(|cell| cell.parse().unwrap()).collect();
        assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-5, "{line:?}");
    }
    let run = place.stance(&["evaluate", "m.model", "data.csv", "--format", "json"]);
    assert_eq!(run.records()[0]["accuracy"]["value"], 1.0);
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let place = place_with_model();
    let first = place.read("m.model");
    for threads in ["1", "4"] {
        place.stance(&[
            "train",
            "data.csv",
            "-o",
            "m.model",
            "--ordered",
            "contre,neutre,pour",
            "--language",
            "fr",
            "--threads",
            threads,
        ]);
        assert_eq!(place.read("m.model"), first, "{threads} threads");
    }
}

#[test]
fn an_order_that_makes_no_sense_is_refused() {
    let place = Place::new();
    place.file("data.csv", csv());
    for (options, message) in [
        (
            vec!["--ordered", "contre,pour"],
            "an order needs three labels or more, not 2",
        ),
        (
            vec!["--ordered", "contre,neutre,contre"],
            "the label \"contre\" stands in the order twice",
        ),
        (
            vec!["--ordered", "contre,neutre,pro"],
            "no row has the label \"pro\" of the order; the labels are contre, neutre, pour",
        ),
        (
            vec!["--ordered", "contre,neutre,pour", "--calibrate", "none"],
            "they cannot go uncalibrated",
        ),
        (
            vec!["--ordered", "contre,neutre,pour", "--folds", "2"],
            "three folds or more, not 2",
        ),
        (
            vec!["--ordered", "contre,neutre,pour", "--folds", "0"],
            "three folds or more, not 0",
        ),
    ] {
        let mut arguments = vec!["train", "data.csv", "-o", "m.model"];
        arguments.extend(options);
        let run = place.stance(&arguments);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(
            run.stderr.contains(message),
            "`{message}` is missing in:\n{}",
            run.stderr
        );
        assert!(run.stderr.contains("hint: "), "{}", run.stderr);
        assert_eq!(place.names(), ["data.csv"]);
    }
    place.file(
        "data.csv",
        csv() + "le potage tiède,autre\nla salle vide,autre\n",
    );
    let run = place.stance(&[
        "train",
        "data.csv",
        "-o",
        "m.model",
        "--ordered",
        "contre,neutre,pour",
    ]);
    assert!(
        run.stderr
            .contains("the label \"autre\" is missing from the order"),
        "{}",
        run.stderr
    );
}

#[test]
fn labels_that_do_not_follow_each_other_along_the_axis_are_refused() {
    let place = Place::new();
    let mut csv = "text,label\n".to_owned();
    for row in 0..20 {
        writeln!(csv, "le potage et la salle froid {row},contre").unwrap();
        writeln!(csv, "le potage et la salle chaud {row},pour").unwrap();
        writeln!(csv, "chaud chaud chaud {row},très pour").unwrap();
    }
    place.file("data.csv", csv);
    let train = |ordered: &str| {
        let options = [
            "--ordered",
            ordered,
            "--language",
            "fr",
            "--class-weight",
            "none",
        ];
        place.stance(&[["train", "data.csv", "-o", "m.model"].as_slice(), &options].concat())
    };
    let run = train("contre,très pour,pour");
    assert_eq!(run.code, 2, "{run:?}");
    let message = "rows with the label \"pour\" do not come after those with \"très pour\"";
    assert!(run.stderr.contains(message), "{}", run.stderr);
    assert!(
        run.stderr.contains("hint: train without --ordered"),
        "{}",
        run.stderr
    );
    assert_eq!(place.names(), ["data.csv"]);
    assert_eq!(train("contre,pour,très pour").code, 0);
}
