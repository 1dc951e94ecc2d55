//! Memory: what training is estimated to take beside what it takes, and commands that hold one batch however long
//! their input.

#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::time::Duration;

use crate::support::Place;

/// Runs `stance` and returns its exit code and the megabytes of its peak: the high-water mark of its resident set,
/// looked at until it ends.
fn peak(place: &Place, arguments: &[&str]) -> (Option<i32>, f64) {
    let mut child = place.spawn(arguments);
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0.0_f64;
    loop {
        let ended = child.try_wait().unwrap();
        let told = std::fs::read_to_string(&status).unwrap_or_default();
        let mark = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = mark.and_then(|mark| mark.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok());
        peak = peak.max(kib.unwrap_or(0.0) * 1024.0 / 1e6);
        if let Some(ended) = ended {
            return (ended.code(), peak);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Returns the megabytes that a command is estimated to take: it is refused, as its limit is the size of its data.
fn estimated(place: &Place, arguments: &[&str]) -> f64 {
    let limit = format!("{}B", place.read("data.csv").len() + 1);
    let run = place.stance(&[arguments, &["--max-memory", &limit]].concat());
    assert_eq!(run.code, 2, "{}", run.stderr);
    let told = run.stderr.split_once("is estimated to take ").unwrap().1;
    let (number, rest) = told.split_once(' ').unwrap();
    let number: f64 = number.parse().unwrap();
    match rest.split_once(',').unwrap().0 {
        "GB" => number * 1000.0,
        unit => {
            assert_eq!(unit, "MB");
            number
        }
    }
}

/// Rows of words of which every fourth is rare, each with one of so many labels.
fn labelled(rows: usize, words: usize, labels: usize) -> String {
    let mut random = fastrand::Rng::with_seed(1);
    let mut csv = "text,label\n".to_owned();
    for row in 0..rows {
        let label = row % labels;
        // A word of each label, and two by which the labels have an order.
        let (high, low) = ("haut ".repeat(label), "bas ".repeat(labels - label));
        write!(csv, "le mot{label} du jour {row} {high}{low}fin").unwrap();
        for word in 0..words {
            let all = if word % 4 == 0 { 100_000 } else { 2_000 };
            let number: u32 = random.u32(..all);
            let digits = number.to_string();
            let spelled = digits.bytes().map(|digit| char::from(b'a' + digit % 16));
            write!(csv, " {}", spelled.collect::<String>()).unwrap();
        }
        writeln!(csv, ",l{label}").unwrap();
    }
    csv
}

/// Times its peak that an estimate may be. On one thread it is about twice; on several it takes all folds that are under
/// way for whole, which they are at different times.
const MOST_TIMES: f64 = 6.0;

/// Holds estimates to peaks.
#[track_caller]
fn is_estimated(data: &str, runs: &[&[&str]]) {
    let place = Place::new();
    place.file("data.csv", data);
    for arguments in runs {
        let common = ["--language", "fr", "--threads"];
        for threads in ["1", "4"] {
            let arguments = [*arguments, &common[..], &[threads]].concat();
            let estimated = estimated(&place, &arguments);
            let (code, peak) = peak(&place, &arguments);
            assert_eq!(code, Some(0), "{arguments:?}");
            assert!(peak > 10.0, "{arguments:?}: {peak}");
            assert!(
                estimated >= peak && estimated <= MOST_TIMES * peak,
                "{arguments:?}: {estimated} MB estimated, {peak:.0} MB taken"
            );
        }
    }
}

#[test]
fn training_on_many_short_rows_takes_no_more_than_estimated() {
    let train = ["train", "data.csv", "-o", "m.model", "--c", "3"];
    let words = [&train[..], &["--chars", "none"]].concat();
    is_estimated(
        &labelled(12_000, 8, 2),
        &[
            &[&words[..], &["--folds", "0"]].concat(),
            &[&words[..], &["--folds", "5"]].concat(),
        ],
    );
}

#[test]
fn training_on_long_rows_with_characters_takes_no_more_than_estimated() {
    let train = ["train", "data.csv", "-o", "m.model", "--c", "3"];
    is_estimated(
        &labelled(300, 800, 2),
        &[
            &[&train[..], &["--folds", "0"]].concat(),
            &[&train[..], &["--folds", "3"]].concat(),
        ],
    );
}

#[test]
fn the_search_for_c_many_labels_and_ordered_ones_take_no_more_than_estimated() {
    let train = ["train", "data.csv", "-o", "m.model", "--chars", "none"];
    is_estimated(
        &labelled(2_400, 30, 6),
        &[
            &[&train[..], &["--folds", "3", "--max-iterations", "5"]].concat(),
            &[
                &train[..],
                &["--folds", "3", "--c", "3", "--ordered", "l0,l1,l2,l3,l4,l5"],
            ]
            .concat(),
        ],
    );
}

#[test]
fn cross_validation_takes_no_more_than_estimated() {
    let judged = ["cross-validate", "data.csv", "--chars", "none", "--c", "3"];
    is_estimated(
        &labelled(3_000, 40, 2),
        &[&[&judged[..], &["--folds", "4", "--resamples", "100"]].concat()],
    );
}

#[test]
fn quotations_of_many_rows_take_the_memory_of_few() {
    let place = Place::new();
    let row = |number: usize| {
        let text =
            format!("« Le port {number} sera agrandi », a dit Jean Dupont, maire de Brest. ");
        serde_json::json!({ "text": text.repeat(20) }).to_string() + "\n"
    };
    let few: String = (0..4_000).map(row).collect();
    let many: String = (0..20_000).map(row).collect();
    place.file("few.jsonl", few).file("many.jsonl", many);
    let taken = |name: &str| {
        let arguments = [
            "quotes",
            name,
            "--format",
            "jsonl",
            "--threads",
            "2",
            "-o",
            "out",
        ];
        let (code, peak) = peak(&place, &arguments);
        assert_eq!(code, Some(0));
        peak
    };
    let (few, many) = (taken("few.jsonl"), taken("many.jsonl"));
    assert!(many < 1.3 * few, "{few:.0} MB, then {many:.0} MB");
}

#[test]
fn an_article_of_very_many_lines_is_refused_and_one_of_many_takes_little() {
    let place = Place::new();
    let row = serde_json::json!({ "text": "a\n".repeat(600_000) });
    place
        .file("lines.txt", "a\n".repeat(600_000))
        .file(
            "page.html",
            format!("<p>{}</p>", "le port<br>".repeat(600_000)),
        )
        .file("rows.jsonl", format!("{row}\n{{\"text\": \"le port\"}}\n"))
        .file("many.txt", "Le port\n\n".repeat(100_000));
    for (name, what) in [("lines.txt", "600000 lines"), ("page.html", "600002 tags")] {
        for command in ["score", "quotes"] {
            let run = place.stance(&[command, name]);
            assert_eq!(run.code, 2, "{command} {name}: {}", run.stdout);
            let told =
                format!("{name}: the article has {what}, the limit of one text is 524288\nhint: ");
            assert!(run.stderr.contains(&told), "{command}: {}", run.stderr);
        }
    }
    for command in [
        &["score", "rows.jsonl", "--rows", "article"][..],
        &["quotes", "rows.jsonl"],
    ] {
        let run = place.stance(command);
        assert_eq!(run.code, 1, "{command:?}: {}", run.stdout);
        assert!(
            run.stderr
                .contains("rows.jsonl:1: the article has 600000 lines"),
            "{command:?}: {}",
            run.stderr
        );
    }
    let (code, peak) = peak(
        &place,
        &["score", "many.txt", "--format", "jsonl", "--threads", "1"],
    );
    assert_eq!(code, Some(0));
    assert!(peak < 200.0, "{peak:.0} MB");
}
