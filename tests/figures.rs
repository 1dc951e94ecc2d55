//! Figures one can defend: `stance evaluate`, and the pages of all reports.

use std::fmt::Write as _;

use serde_json::Value;

use crate::support::{Place, Run, labelled_csv};

/// Two models of two labels, the second trained on few rows, and rows that either gets wrong now and then.
pub(crate) fn place() -> Place {
    let place = Place::new();
    place.file("train.csv", labelled_csv(&["for", "against", "none"], 20));
    let mut rows = "id,group,sector,text,label\n".to_owned();
    for row in 0..60 {
        let (word, label) = [("pomme", "for"), ("brique", "against"), ("nuage", "none")][row % 3];
        let other = ["pomme", "brique", "nuage"][row / 3 % 3];
        let sector = ["press", "school"][row % 2];
        writeln!(
            rows,
            "{row},g{},{sector},un {word} ou un {other} {row},{label}",
            row / 2
        )
        .unwrap();
    }
    place.file("test.csv", rows);
    train(&place, "train.csv", "a.model", &[]);
    train(
        &place,
        "train.csv",
        "b.model",
        &["--c", "0.01", "--chars", "none"],
    );
    place
}

pub(crate) fn train(place: &Place, data: &str, model: &str, options: &[&str]) {
    let command = ["train", data, "-o", model, "--language", "fr"];
    let run = place.stance(&[&command, options].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
}

/// Runs with `--format json`; no figure of it is anything but a number or null.
pub(crate) fn report(place: &Place, arguments: &[&str]) -> Value {
    let run = place.stance(&[arguments, &["--format", "json"]].concat());
    assert!(run.code < 2, "{}", run.stderr);
    assert!(!run.stdout.contains("NaN"), "{}", run.stdout);
    run.records().remove(0)
}

pub(crate) fn refused(run: &Run, parts: &[&str]) {
    assert_eq!(run.code, 2, "{}{}", run.stdout, run.stderr);
    for part in parts.iter().chain(&["hint: "]) {
        assert!(
            run.stderr.contains(part),
            "`{part}` is missing in:\n{}",
            run.stderr
        );
    }
}

pub(crate) fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("a number expected, not {value}"))
}

#[test]
fn every_figure_has_its_interval() {
    let place = place();
    let report = report(&place, &["evaluate", "b.model", "test.csv"]);
    assert_eq!(
        (&report["rows"], &report["groups"]),
        (&60.into(), &30.into())
    );
    let accuracy = number(&report["accuracy"]["value"]);
    assert!(accuracy > 0.4 && accuracy < 1.0, "{accuracy}");
    for figure in [
        "accuracy",
        "balanced_accuracy",
        "macro_f1",
        "weighted_f1",
        "auc",
        "log_loss",
        "brier_score",
    ] {
        let [low, value, high] = ["low", "value", "high"].map(|end| number(&report[figure][end]));
        assert!(low <= value && value <= high && low < high, "{figure}");
    }
    assert!(number(&report["calibration_error"]["expected"]) > 0.0);
    let right: f64 = (0..3)
        .map(|k| number(&report["confusion"]["counts"][k][k]))
        .sum();
    assert!((accuracy - right / 60.0).abs() < 1e-12);
    assert_eq!(report["risk_coverage"][0]["rows"], 60);
    let risk = 1.0 - number(&report["risk_coverage"][0]["accuracy"]);
    assert!((risk - (1.0 - accuracy)).abs() < 1e-12);
    let errors = report["errors"].as_array().unwrap();
    assert!((report["n_errors"].as_f64().unwrap() - (60.0 - right)).abs() < 1e-9);
    assert_eq!(errors.len(), 10);
    let sure: Vec<f64> = errors
        .iter()
        .map(|error| number(&error["confidence"]))
        .collect();
    assert!(sure.is_sorted_by(|a, b| a >= b), "{sure:?}");
    let line = usize::try_from(errors[0]["line"].as_u64().unwrap()).unwrap();
    let file = String::from_utf8(place.read("test.csv")).unwrap();
    let row = file.lines().nth(line - 1).unwrap();
    assert!(row.contains(errors[0]["text"].as_str().unwrap()), "{row}");
    assert!(row.ends_with(errors[0]["label"].as_str().unwrap()), "{row}");
}

#[test]
fn intervals_follow_the_groups() {
    let place = place();
    let width = |column: &str| {
        let report = report(
            &place,
            &["evaluate", "b.model", "test.csv", "--group-column", column],
        );
        let accuracy = &report["accuracy"];
        (
            report["groups"].clone(),
            number(&accuracy["high"]) - number(&accuracy["low"]),
        )
    };
    let (sectors, of_sectors) = width("sector");
    let (groups, of_groups) = width("group");
    assert_eq!((sectors, groups), (2.into(), 30.into()));
    assert!(of_sectors > 0.0 && of_groups > 0.0);
    assert_eq!(width("none").0, 60);
}

#[test]
fn models_stand_side_by_side() {
    let place = place();
    let command = ["evaluate", "a.model", "test.csv", "--against", "b.model"];
    let found = report(&place, &command);
    let other = &found["against"][0];
    let alone = report(&place, &["evaluate", "b.model", "test.csv"]);
    assert_eq!(other["model"], "b.model");
    for figure in ["accuracy", "macro_f1", "log_loss", "auc"] {
        assert_eq!(other[figure], alone[figure], "{figure}");
        let difference = number(&found[figure]["value"]) - number(&other[figure]["value"]);
        let stated = number(&other["differences"][figure]["value"]);
        assert!((stated - difference).abs() < 1e-12, "{figure}");
    }
    let mcnemar = &other["mcnemar"];
    let alone = number(&mcnemar["only_first"]) - number(&mcnemar["only_second"]);
    let difference = number(&other["differences"]["accuracy"]["value"]);
    assert!((alone / 60.0 - difference).abs() < 1e-12);
    assert!((0.0..=1.0).contains(&number(&mcnemar["p_value"])));
    let table = place.stance(&command).stdout;
    assert!(table.contains("against"), "{table}");
    assert!(table.contains("McNemar’s exact test p = "), "{table}");
}

#[test]
fn a_model_that_does_not_know_a_label_is_named() {
    let place = place();
    place.file("two.csv", labelled_csv(&["for", "against"], 10));
    train(&place, "two.csv", "two.model", &[]);
    let run = place.stance(&["evaluate", "a.model", "test.csv", "--against", "two.model"]);
    let message = "the model two.model: test.csv:4: the model does not know the label \"none\"";
    refused(&run, &[message]);
}

#[test]
fn figures_by_column_are_those_of_their_rows() {
    let place = place();
    let found = report(
        &place,
        &[
            "evaluate", "b.model", "test.csv", "--by", "sector", "--by", "id",
        ],
    );
    let sectors = found["by"][0]["values"].as_array().unwrap();
    let names: Vec<&str> = sectors
        .iter()
        .map(|s| s["value"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["press", "school"]);
    let rows = String::from_utf8(place.read("test.csv")).unwrap();
    let of_press = rows.lines().filter(|row| !row.contains(",school,"));
    place.file("press.csv", of_press.collect::<Vec<_>>().join("\n"));
    let alone = report(&place, &["evaluate", "b.model", "press.csv"]);
    for figure in ["rows", "accuracy", "macro_f1", "confusion", "log_loss"] {
        assert_eq!(sectors[0][figure], alone[figure], "{figure}");
    }
    // Groups of one row each: every figure is defined, none has an interval.
    let ids = found["by"][1]["values"].as_array().unwrap();
    assert_eq!((ids.len(), &ids[0]["rows"]), (60, &1.into()));
    assert_eq!(ids[0]["accuracy"]["low"], Value::Null);
    assert_eq!(ids[0]["auc"], Value::Null);
    let run = place.stance(&["evaluate", "b.model", "test.csv", "--by", "place"]);
    refused(&run, &["no column `place`"]);
    let run = place.stance(&[
        "evaluate", "b.model", "test.csv", "--by", "id", "--by", "id",
    ]);
    refused(&run, &["named twice"]);
}

#[test]
fn unsure_rows_are_uncertain_and_the_figures_are_shown_with_and_without() {
    let place = place();
    let of = |least: &str| {
        let command = ["evaluate", "b.model", "test.csv", "--min-confidence", least];
        report(&place, &command)
    };
    let found = of("0.6");
    let abstention = &found["abstention"];
    let kept = number(&abstention["rows"]);
    let uncertain = abstention["uncertain"].as_array().unwrap();
    let uncertain: f64 = uncertain.iter().map(number).sum();
    assert!(
        (kept + uncertain - 60.0).abs() < 1e-12 && kept > 0.0 && uncertain > 0.0,
        "{abstention}"
    );
    let right = number(&abstention["kept"]["accuracy"]["value"]) * kept;
    assert!((right / 60.0 - number(&abstention["accuracy_of_all"])).abs() < 1e-12);
    let none = of("1");
    assert_eq!(none["abstention"]["rows"], 0);
    assert_eq!(none["abstention"]["kept"], Value::Null);
    let run = place.stance(&["evaluate", "b.model", "test.csv", "--min-confidence", "0.6"]);
    for part in [
        "without uncertain",
        "uncertain as wrong",
        "none  uncertain\n",
    ] {
        assert!(run.stdout.contains(part), "{}", run.stdout);
    }
    let run = place.stance(&["evaluate", "b.model", "test.csv", "--min-confidence", "1.5"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("a number from 0 to 1 expected"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_gate_ends_with_exit_code_1() {
    let place = place();
    let with =
        |least: &str| place.stance(&["evaluate", "b.model", "test.csv", "--min-macro-f1", least]);
    let (passed, held) = (with("0.1"), with("0.999"));
    assert_eq!((passed.code, passed.stderr.as_str()), (0, ""));
    assert_eq!(held.code, 1);
    assert!(
        held.stderr.starts_with("warning: macro-F1 is 0."),
        "{}",
        held.stderr
    );
    assert!(held.stderr.ends_with(", below 0.999\n"), "{}", held.stderr);
    assert_eq!(passed.stdout, held.stdout);
}

#[test]
fn rows_that_leave_figures_undefined_are_told_without_them() {
    let place = place();
    for (name, rows) in [
        ("one label", "un pomme,for\nune pomme,for\nun nuage,for\n"),
        ("one row", "un pomme,for\n"),
        ("ties", "zut,for\nzut alors,against\nbof,none\n"),
        ("empty texts beside", "un pomme,for\n,for\nun nuage,none\n"),
    ] {
        place.file("odd.csv", format!("text,label\n{rows}"));
        let found = report(
            &place,
            &["evaluate", "a.model", "odd.csv", "--min-confidence", "0.5"],
        );
        assert!(number(&found["accuracy"]["value"]) >= 0.0, "{name}");
        if name.starts_with("one") {
            assert_eq!(found["auc"], Value::Null, "{name}");
        }
        let table = place.stance(&["evaluate", "a.model", "odd.csv"]).stdout;
        assert!(
            !table.contains("NaN") && !table.contains("inf"),
            "{name}: {table}"
        );
    }
    place.file("odd.csv", "text,label\n,for\n");
    refused(
        &place.stance(&["evaluate", "a.model", "odd.csv"]),
        &["there are no rows"],
    );
}

#[test]
fn a_page_escapes_everything_and_loads_nothing() {
    let place = Place::new();
    let nasty = "<script>alert(1)</script>";
    let rows = |row: usize| {
        let word = ["pomme", "brique"][row % 2];
        let label = [nasty, "b & \"\"c\"\""][(row + row / 9) % 2];
        format!(
            "un {word} <img src=x onerror=alert({row})>,\"{label}\",<b>{}</b>\n",
            row % 3
        )
    };
    let rows: String = (0..40).map(rows).collect();
    place.file("data.csv", format!("text,label,<u>\n{rows}"));
    train(&place, "data.csv", "m.model", &["--c", "1"]);
    let pages = [
        [
            "evaluate",
            "m.model",
            "data.csv",
            "--by",
            "<u>",
            "--min-confidence",
            "0.6",
        ]
        .as_slice(),
        &[
            "cross-validate",
            "data.csv",
            "--leave-out",
            "<u>",
            "--c",
            "1",
            "--folds",
            "3",
        ],
        &["explain", "data.csv", "--model", "m.model"],
    ];
    for arguments in pages {
        let run = place.stance(&[arguments, &["--format", "html", "-o", "page.html"]].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        let page = String::from_utf8(place.read("page.html")).unwrap();
        assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
        for bad in [
            "<script", "<img", "<u>", "<b>0", "src=\"", "http:", "https:", "url(",
        ] {
            let at = page.replace("http://www.w3.org/2000/svg", "");
            assert!(!at.contains(bad), "{bad} in {at}");
        }
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        let policy = "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';";
        assert!(page.contains(policy), "{page}");
    }
}
