//! `stance audit`: samples to label blind, what they tell, and the bad ones.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use crate::support::{Place, Run};

/// Results of 400 paragraphs whose true label stands in their text, of which the model gets every fifth wrong.
fn results() -> String {
    let mut out = String::new();
    for row in 0..400 {
        let truth = if row % 8 == 0 { "yes" } else { "no" };
        let wrong = row % 5 == 0;
        let p = if (truth == "yes") == wrong { 0.3 } else { 0.7 };
        let record = serde_json::json!({
            "article": format!("a{}.txt", row / 4), "title": null, "date": "2026-02-04", "source": "=Le Quai",
            "paragraph": row % 4 + 1, "kind": "paragraph", "text": format!("{truth} {row}"),
            "label": if p > 0.5 { "yes" } else { "no" },
            "probabilities": {"no": 1.0 - p, "yes": p},
        });
        writeln!(out, "{record}").unwrap();
    }
    out + "{\"article\":\"z\",\"paragraph\":1,\"kind\":\"furniture\",\"text\":\"Menu\",\"label\":null,\"probabilities\":null}\n"
}

fn drawn(options: &[&str]) -> Place {
    let place = Place::new();
    place.file("scores.jsonl", results());
    let arguments = ["audit", "draw", "scores.jsonl", "-o", "sample.csv"];
    let run = place.stance(&[&arguments[..], options].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    place
}

fn sample(place: &Place) -> String {
    String::from_utf8(place.read("sample.csv")).unwrap()
}

/// Fills in the label that each text begins with.
fn labelled(sample: &str) -> String {
    let mut rows = csv::Reader::from_reader(sample.as_bytes());
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(rows.headers().unwrap()).unwrap();
    for row in rows.records().map(Result::unwrap) {
        let label = row[6].split(' ').next().unwrap().to_owned();
        let cells = row.iter().take(7).chain([label.as_str()]);
        out.write_record(cells).unwrap();
    }
    String::from_utf8(out.into_inner().unwrap()).unwrap()
}

fn estimate(place: &Place, sample: &str) -> Run {
    place.file("sample.csv", sample);
    place.stance(&["audit", "estimate", "sample.csv", "--format", "json"])
}

#[test]
fn a_sample_is_random_blind_and_the_same_for_a_seed() {
    let place = drawn(&["--size", "60", "--seed", "7"]);
    assert_eq!(
        place.names(),
        ["sample.csv", "sample.key.json", "scores.jsonl"]
    );
    let text = sample(&place);
    assert!(
        text.starts_with("id,article,title,date,source,paragraph,text,label\n"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 61);
    for told in ["0.7", "0.3", "predicted"] {
        assert!(!text.contains(told), "{told}: {text}");
    }
    assert!(
        text.contains(",'=Le Quai,"),
        "no spreadsheet runs a cell: {text}"
    );
    assert_eq!(text, sample(&drawn(&["--size", "60", "--seed", "7"])));
    let other = sample(&drawn(&["--size", "60", "--seed", "8"]));
    let ids = |text: &str| -> BTreeSet<String> {
        text.lines()
            .skip(1)
            .map(|line| line.split(',').next().unwrap().to_owned())
            .collect()
    };
    assert_eq!(ids(&text).len(), 60);
    assert_ne!(ids(&text), ids(&other));
    let key: Value = serde_json::from_slice(&place.read("sample.key.json")).unwrap();
    assert_eq!(key["strata"][0]["population"], 400);
    assert_eq!(key["strata"][0]["inclusion_probability"], 0.15);
}

#[test]
fn estimates_are_right_where_the_model_is_not() {
    // 50 of 400 are yes; the model says so of 110.
    for options in [&["--size", "200"][..], &["--size", "200", "--stratify"]] {
        let place = drawn(options);
        let filled = labelled(&sample(&place));
        let run = estimate(&place, &filled);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        let yes = &report["labels"][1];
        let of = |name: &str| yes[name].as_f64().unwrap();
        assert_eq!((&yes["label"], of("counted")), (&"yes".into(), 0.275));
        assert!((of("share") - 0.125).abs() < 0.05, "{yes}");
        assert!(of("low") < 0.125 && 0.125 < of("high"), "{yes}");
        assert!(of("high") - of("low") < 0.1, "{yes}");
        assert_eq!(report["sampled"], 200);
    }
    let place = drawn(&["--size", "400"]);
    let filled = labelled(&sample(&place));
    let report: Value = serde_json::from_str(&estimate(&place, &filled).stdout).unwrap();
    let yes = &report["labels"][1];
    assert!(
        (yes["share"].as_f64().unwrap() - 0.125).abs() < 1e-9,
        "{yes}"
    );
    assert!(yes["standard_error"].as_f64().unwrap() < 1e-9, "{yes}");
    let table = place.stance(&["audit", "estimate", "sample.csv"]).stdout;
    assert!(
        table.contains("400 of 400 paragraphs labelled by hand"),
        "{table}"
    );
}

#[test]
fn bad_samples_are_told_by_line_and_column() {
    let place = drawn(&["--size", "20"]);
    let empty = sample(&place);
    let good = labelled(&empty);
    let lines: Vec<&str> = good.lines().collect();
    let with = |at: usize, line: &str| {
        let mut lines = lines.clone();
        lines[at] = line;
        lines.join("\n") + "\n"
    };
    let unlabelled = empty.lines().nth(3).unwrap();
    let unknown = lines[4].rsplit_once(',').unwrap().0.to_owned() + ",yess";
    let moved = lines[5].replace(".txt", ".html");
    for (sample, reasons) in [
        (
            with(3, unlabelled),
            &[
                "error: sample.csv:4: column `label`: no label",
                "hint: label every row",
            ][..],
        ),
        (
            empty.clone(),
            &[
                "sample.csv:2: column `label`: no label (label every row",
                "sample.csv:11: column `label`: no label",
                "error: sample.csv: 20 things are wrong, 10 of them named above",
            ],
        ),
        (
            with(4, &unknown),
            &[
                "sample.csv:5: column `label`: unknown label \"yess\"",
                "did you mean `yes`?",
                "`no`, `yes`",
            ],
        ),
        (
            with(7, lines[6]),
            &[
                "sample.csv:8: column `id`: row",
                "stands on line 7 already",
                "2 things are wrong",
            ],
        ),
        (
            with(2, "100000,a,,,,1,x,yes"),
            &[
                "sample.csv:3: column `id`: no row \"100000\" was drawn",
                "sample.csv: 1 of the 20 rows drawn are missing, first that of id",
                "error: sample.csv: 2 things are wrong\n",
            ],
        ),
        (
            with(5, &moved),
            &[
                "sample.csv:6: column `article`: row",
                "it does not belong to the sample",
            ],
        ),
        (
            with(
                6,
                &lines[6]
                    .replacen("no ", "not ", 1)
                    .replacen("yes ", "yess ", 1),
            ),
            &[
                "sample.csv:7: column `text`: row",
                "was drawn with another text",
                "hint: label the text that was drawn",
            ],
        ),
        (
            lines[..18].join("\n"),
            &["sample.csv: 3 of the 20 rows drawn are missing"],
        ),
        (
            with(0, &lines[0].replace("label", "labels")),
            &["sample.csv:1: no column `label`"],
        ),
    ] {
        let run = estimate(&place, &sample);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{reasons:?}");
        for reason in reasons {
            assert!(run.stderr.contains(reason), "{reason}\n{}", run.stderr);
        }
    }
    let run = estimate(&place, &good.replace(',', ";"));
    assert_eq!(
        run.code, 0,
        "as a French spreadsheet saves it: {}",
        run.stderr
    );
}

#[test]
fn labels_are_read_without_regard_to_case_and_blanks() {
    let place = drawn(&["--size", "40"]);
    let good = labelled(&sample(&place));
    let plain = estimate(&place, &good).stdout;
    let loud = good.replace(",yes\n", ", YES \n").replace(",no\n", ",No\n");
    assert_ne!(loud, good);
    let run = estimate(&place, &loud);
    assert_eq!((run.code, run.stdout), (0, plain), "{}", run.stderr);
}

#[test]
fn small_samples_are_told_what_their_interval_is_worth() {
    let place = Place::new();
    place.file("scores.jsonl", results());
    let run = place.stance(&[
        "audit",
        "draw",
        "scores.jsonl",
        "--size",
        "1",
        "-o",
        "sample.csv",
    ]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains(
            "one paragraph tells no interval: draw 2 or more, 30 or more for one to go by"
        ),
        "{}",
        run.stderr
    );
    let place = drawn(&["--size", "2"]);
    let filled = labelled(&sample(&place));
    let run = estimate(&place, &filled);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr.contains("note: 2 paragraphs labelled: intervals are those of the normal law, which wants 30 and more"),
        "{}",
        run.stderr
    );
}

#[test]
fn results_given_twice_are_refused_and_paragraphs_that_stand_there_twice_are_counted() {
    let place = Place::new();
    place.file("scores.jsonl", results()).file(
        "again.jsonl",
        results().lines().take(3).collect::<Vec<_>>().join("\n"),
    );
    let draw = |inputs: &[&str]| {
        let rest = ["--size", "40", "-o", "sample.csv"];
        place.stance(&[&["audit", "draw"], inputs, &rest].concat())
    };
    let run = draw(&["scores.jsonl", "./scores.jsonl"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr
            .contains("./scores.jsonl is given twice\nhint: name each file"),
        "{}",
        run.stderr
    );
    let run = draw(&["scores.jsonl", "again.jsonl"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr.contains(
            "warning: 3 paragraphs that stood there before, first paragraph 1 of \"a0.txt\""
        ),
        "{}",
        run.stderr
    );
}

#[test]
fn samples_of_two_years_have_two_keys() {
    let place = Place::new();
    place.file("scores.jsonl", results());
    for name in ["press.2024.csv", "press.2025.csv", "press.2025"] {
        let run = place.stance(&["audit", "draw", "scores.jsonl", "--size", "30", "-o", name]);
        // press.2025 would have the key of press.2025.csv.
        assert_eq!(
            run.code,
            if name == "press.2025" { 2 } else { 0 },
            "{}",
            run.stderr
        );
    }
    assert_eq!(
        place.names(),
        [
            "press.2024.csv",
            "press.2024.key.json",
            "press.2025.csv",
            "press.2025.key.json",
            "scores.jsonl"
        ]
    );
}

#[test]
fn bad_keys_and_results_are_told() {
    let place = drawn(&["--size", "20"]);
    let filled = labelled(&sample(&place));
    place.file("other.key.json", "{}");
    for (arguments, reason) in [
        (
            &["audit", "estimate", "scores.jsonl"][..],
            "reading the key scores.jsonl.key.json",
        ),
        (
            &["audit", "estimate", "sample.csv", "--key", "other.key.json"],
            "other.key.json: not the key of a sample",
        ),
        (
            &[
                "audit",
                "draw",
                "scores.jsonl",
                "--size",
                "401",
                "-o",
                "s.csv",
            ],
            "--size 401: the results have 400 paragraphs with a label",
        ),
        (
            &["audit", "draw", "sample.csv", "--size", "2", "-o", "s.csv"],
            "sample.csv:1: a JSON object expected",
        ),
        (
            &[
                "audit",
                "draw",
                "scores.jsonl",
                "--size",
                "2",
                "-o",
                "scores.jsonl",
            ],
            "it is among what is read",
        ),
        (
            &[
                "audit",
                "draw",
                "scores.jsonl",
                "--size",
                "2",
                "--task",
                "sentiment",
                "-o",
                "s.csv",
            ],
            "scores.jsonl:1: no probabilities of this task",
        ),
        (
            &[
                "audit",
                "draw",
                "scores.jsonl",
                "--size",
                "3",
                "--stratify",
                "-o",
                "s.csv",
            ],
            "--size 3: two of each predicted label are 4",
        ),
    ] {
        let run = place.stance(arguments);
        assert_eq!(run.code, 2, "{arguments:?} {}", run.stdout);
        assert!(run.stderr.contains(reason), "{reason}\n{}", run.stderr);
    }
    assert_eq!(place.names().len(), 4, "nothing was left behind");
    assert_eq!(estimate(&place, &filled).code, 0);
}

#[test]
fn what_was_scored_is_audited() {
    let place = Place::new();
    place.file(
        "a.txt",
        "Le titre\n\nC’est une chance formidable pour nos élèves.\n\nLa réunion se tiendra mardi à la mairie de la \
         commune.\n\nLes comédiens dénoncent une menace pour leur métier.\n",
    );
    let run = place.stance(&["score", "a.txt", "--format", "jsonl", "-o", "scores.jsonl"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for task in ["stance", "sentiment"] {
        let draw = [
            "audit",
            "draw",
            "scores.jsonl",
            "--size",
            "3",
            "--task",
            task,
            "-o",
            "sample.csv",
        ];
        let run = place.stance(&draw);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let again = place.stance(&draw);
        assert_eq!(again.code, 2, "labels may be in it");
        assert!(
            again.stderr.contains("sample.csv is there already"),
            "{}",
            again.stderr
        );
        let filled: String = (sample(&place).lines().enumerate())
            .map(|(at, line)| {
                if at == 0 {
                    format!("{line}\n")
                } else {
                    format!("{line}neutral\n")
                }
            })
            .collect();
        let run = estimate(&place, &filled);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(
            (&report["task"], &report["sampled"]),
            (&task.into(), &3.into())
        );
        for name in ["sample.csv", "sample.key.json"] {
            std::fs::remove_file(place.path(name)).unwrap();
        }
    }
}
