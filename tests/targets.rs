//! One classifier per target in one model file: `train`, `score` and `evaluate` with a column of targets.

use std::fmt::Write as _;

use crate::support::{Place, labelled_csv};

/// Rows on cars and trams, in which the same words mean the opposite.
fn csv(rows: usize) -> String {
    let mut csv = "text,label,about\n".to_owned();
    for row in 0..rows {
        for (words, trams, cars) in [
            ("plus de", "pour", "contre"),
            ("moins de", "contre", "pour"),
        ] {
            writeln!(csv, "il faut {words} cela en ville {row},{trams},trams").unwrap();
            writeln!(csv, "il faut {words} cela au centre {row},{cars},cars").unwrap();
        }
    }
    csv
}

fn place_with_model() -> Place {
    let place = Place::new();
    place.file("data.csv", csv(10));
    let run = place.stance(&[
        "train",
        "data.csv",
        "-o",
        "m.model",
        "--target-column",
        "about",
        "--language",
        "fr",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for part in [
        "40 from data.csv (columns `text`, `label`, `about`)",
        "targets   2\n",
        "target    cars\nrows      20\nlabels    contre 10, pour 10\n",
        "target    trams\nrows      20\n",
        "accuracy  1.000",
    ] {
        assert!(
            run.stdout.contains(part),
            "`{part}` is missing in:\n{}",
            run.stdout
        );
    }
    place
}

#[test]
fn rows_are_scored_by_their_targets_classifier() {
    let place = place_with_model();
    let rows = "about,text\ntrams,il faut plus de cela\ncars,il faut plus de cela\n trams ,il faut moins de cela\n";
    place.file("rows.csv", rows);
    let run = place.stance(&["score", "rows.csv", "--model", "m.model", "--format", "csv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let predicted: Vec<&str> = run
        .stdout
        .lines()
        .map(|line| line.split(',').nth(2).unwrap())
        .collect();
    assert_eq!(predicted, ["predicted", "pour", "contre", "contre"]);
    place.file(
        "rows.jsonl",
        "{\"text\":\"il faut plus de cela\",\"topic\":\"cars\"}\n",
    );
    let run = place.stance(&[
        "score",
        "rows.jsonl",
        "--model",
        "m.model",
        "--format",
        "jsonl",
        "--target-column",
        "topic",
    ]);
    let record = &run.records()[0];
    assert_eq!(
        (&record["target"], &record["label"]),
        (&"cars".into(), &"contre".into())
    );
}

#[test]
fn a_row_whose_target_is_unknown_or_empty_is_reported_with_those_known() {
    let place = place_with_model();
    let rows = "text,label,about\nil faut plus de cela,pour,trams\nil faut plus de cela,pour,vélos\nil faut plus,pour,\n";
    place.file("rows.csv", rows);
    let score = place.stance(&["score", "rows.csv", "--model", "m.model", "--format", "csv"]);
    let evaluate = place.stance(&["evaluate", "m.model", "rows.csv"]);
    for run in [&score, &evaluate] {
        assert_eq!(run.code, 1, "{run:?}");
        for part in [
            "rows.csv:3: column `about`: the model does not know the target \"vélos\"; it knows `cars`, `trams`",
            "rows.csv:4: column `about`: the target is empty; it knows `cars`, `trams`",
        ] {
            assert!(
                run.stderr.contains(part),
                "`{part}` is missing in:\n{}",
                run.stderr
            );
        }
    }
    assert_eq!(score.stdout.lines().count(), 4);
    assert!(
        evaluate
            .stdout
            .starts_with("all targets\nrows               1\n"),
        "{}",
        evaluate.stdout
    );
    place.file("none.csv", "text,label\nun,pour\n");
    for arguments in [
        ["score", "none.csv", "--model", "m.model"],
        ["evaluate", "m.model", "none.csv", "--format=table"],
    ] {
        let run = place.stance(&arguments);
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains("no column `about`"), "{}", run.stderr);
        assert!(run.stderr.contains("--target-column"), "{}", run.stderr);
    }
    place.file("none.jsonl", "{\"text\":\"il faut plus de cela\"}\n");
    let run = place.stance(&["score", "none.jsonl", "--model", "m.model"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr
            .contains("none.jsonl:1: column `about`: the target is empty"),
        "{}",
        run.stderr
    );
}

#[test]
fn evaluation_is_per_target_and_over_all() {
    let place = place_with_model();
    let run = place.stance(&["evaluate", "m.model", "data.csv", "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let report = &run.records()[0];
    assert_eq!(
        (&report["rows"], &report["accuracy"]["value"]),
        (&40.into(), &1.0.into())
    );
    let targets = report["targets"].as_array().unwrap();
    let names: Vec<_> = targets
        .iter()
        .map(|target| target["target"].clone())
        .collect();
    assert_eq!(names, ["cars", "trams"]);
    assert!(targets.iter().all(|target| target["rows"] == 20));
    let table = place.stance(&["evaluate", "m.model", "data.csv"]).stdout;
    assert!(
        table.contains(
            "\ntarget             trams\nrows               20\naccuracy           1.000\n"
        ),
        "{table}"
    );
}

#[test]
fn an_article_has_no_target_and_is_refused() {
    let place = place_with_model();
    place.file("a.txt", "Il faut plus de cela en ville.");
    let run = place.stance(&["score", "a.txt", "--model", "m.model"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("a.txt: a text file has no target"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("`cars`, `trams`"), "{}", run.stderr);
    assert!(
        run.stderr
            .contains("hint: score rows of a csv or jsonl file with the column `about`"),
        "{}",
        run.stderr
    );
    place.file("b.csv", "text,about\nil faut plus de cela,cars\n");
    let both = place.stance(&[
        "score", "a.txt", "b.csv", "--model", "m.model", "--format", "csv",
    ]);
    assert_eq!(both.code, 1);
    assert!(both.stderr.contains("skipped: a.txt"), "{}", both.stderr);
    assert_eq!(both.stdout.lines().count(), 2);
}

#[test]
fn a_model_without_targets_takes_no_column_of_them() {
    let place = Place::new();
    place.file("data.csv", labelled_csv(&["a", "b"], 6));
    let train = place.stance(&["train", "data.csv", "-o", "m.model", "--folds", "0"]);
    assert_eq!(train.code, 0, "{}", train.stderr);
    for arguments in [
        [
            "score",
            "data.csv",
            "--model",
            "m.model",
            "--target-column",
            "group",
        ]
        .as_slice(),
        &[
            "evaluate",
            "m.model",
            "data.csv",
            "--target-column",
            "group",
        ],
    ] {
        let run = place.stance(arguments);
        assert_eq!(run.code, 2);
        assert!(
            run.stderr.contains("the model has no targets"),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn what_one_target_lacks_is_told_with_its_name_and_line() {
    let place = Place::new();
    place.file(
        "data.csv",
        csv(5) + "le vélo,pour,vélos\nle grand vélo,pour,vélos\nsans cible,pour, \n",
    );
    let train = [
        "train",
        "data.csv",
        "-o",
        "m.model",
        "--target-column",
        "about",
    ];
    let run = place.stance(&train);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr
            .contains("skipped: data.csv:24: column `about`: the target \"\" is empty"),
        "{}",
        run.stderr
    );
    let expected = "error: data.csv: target `vélos`: all 2 rows carry the label \"pour\"";
    assert!(run.stderr.contains(expected), "{}", run.stderr);
    assert!(
        run.stderr.contains("hint: add rows of this target"),
        "{}",
        run.stderr
    );
    place.file(
        "data.csv",
        csv(5) + "le vélo,pour,vélos\nle grand vélo,contre,vélos\nun vélo,pour,vélos\n",
    );
    let run = place.stance(&train);
    let expected = "error: data.csv:23: target `vélos`: the label \"contre\" occurs once only";
    assert!(run.stderr.contains(expected), "{}", run.stderr);
    assert_eq!(place.names(), ["data.csv"]);
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let place = place_with_model();
    let first = place.read("m.model");
    for threads in ["1", "3"] {
        place.stance(&[
            "train",
            "data.csv",
            "-o",
            "m.model",
            "--target-column",
            "about",
            "--language",
            "fr",
            "--threads",
            threads,
        ]);
        assert_eq!(place.read("m.model"), first, "{threads} threads");
    }
}

#[test]
fn rows_of_json_and_rows_that_are_articles_have_targets_too() {
    let place = place_with_model();
    place.file(
        "rows.json",
        r#"[{"text":"il faut plus de cela","about":"trams"},{"text":"il faut plus de cela","about":"cars"},
            {"text":"il faut plus de cela","about":"vélos"}]"#,
    );
    for kind in ["paragraph", "article"] {
        let run = place.stance(&[
            "score",
            "rows.json",
            "--model",
            "m.model",
            "--format",
            "jsonl",
            "--rows",
            kind,
        ]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        assert!(
            run.stderr.contains(
                "skipped: rows.json: row 3: column `about`: the model does not know the target"
            ),
            "{}",
            run.stderr
        );
        let found: Vec<_> = run
            .records()
            .iter()
            .map(|record| (record["target"].clone(), record["label"].clone()))
            .collect();
        let expected = [("trams", "pour"), ("cars", "contre")];
        assert_eq!(
            found,
            expected.map(|(target, label)| (target.into(), label.into())),
            "{kind}"
        );
    }
}
