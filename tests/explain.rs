//! `stance explain`: contributions that sum to the decision, for every kind of model and input.

use serde_json::Value;
use stance_cli::shipped::SHIPPED;
use stance_model::Classifier;

use crate::support::{Place, labelled_csv, workspace_root};

/// A place in a text.
fn place_of(value: &Value) -> usize {
    let found = value.as_u64().and_then(|at| usize::try_from(at).ok());
    found.unwrap_or_else(|| panic!("a place expected, not {value}"))
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("a number expected, not {value}"))
}

/// Checks that words and intercept sum to the decision, and that ranges hold the words.
fn check(record: &Value, text: &str) {
    let words = record["contributions"].as_array().unwrap();
    let sum: f64 = words.iter().map(|word| number(&word["value"])).sum();
    let (intercept, decision) = (number(&record["intercept"]), number(&record["decision"]));
    assert!((sum + intercept - decision).abs() < 1e-6, "{record}");
    for word in words {
        let [start, end] = ["start", "end"].map(|end| place_of(&word[end]));
        assert_eq!(&text[start..end], word["text"], "{record}");
        let [start, end] = ["char_start", "char_end"].map(|end| place_of(&word[end]));
        let chars: String = text.chars().skip(start).take(end - start).collect();
        assert_eq!(chars, word["text"].as_str().unwrap(), "{record}");
    }
}

#[test]
fn words_and_intercept_sum_to_the_decision_of_the_shipped_model() {
    let place = Place::new();
    let mut n_paragraphs = 0;
    let bytes = std::fs::read(SHIPPED[0].path(&workspace_root())).unwrap();
    let classifier = Classifier::from_bytes(&bytes).unwrap();
    let calibration = classifier.calibration().map_or("none", |_| "affine");
    for name in ["doublage-voix-clonees", "agenda-assises-numerique"] {
        let path = workspace_root().join(format!("data/articles/{name}.txt"));
        let path = path.to_str().unwrap();
        let run = place.stance(&["explain", path, "--format", "json"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let scored = place.stance(&["score", path, "--format", "jsonl"]);
        let text = std::fs::read_to_string(path).unwrap();
        let scored = scored.records();
        for record in run.records() {
            n_paragraphs += 1;
            check(&record, &text);
            let at = scored
                .iter()
                .find(|other| other["paragraph"] == record["paragraph"]);
            assert_eq!(at.unwrap()["label"], record["label"]);
            assert_eq!(record["calibration"], calibration);
        }
    }
    assert!(n_paragraphs > 20, "{n_paragraphs}");
}

#[test]
fn removing_the_words_named_changes_the_label() {
    let place = Place::new();
    let text = "L’IA menace l’emploi, et personne n’y peut rien.";
    let run = place.stance_with_stdin(&["explain", "-", "--format", "json"], text);
    let record = &run.records()[0];
    let removal = &record["removal"];
    assert_ne!(removal["label"], record["label"]);
    let mut without = text.to_owned();
    let words = removal["words"].as_array().unwrap();
    let places = words
        .iter()
        .flat_map(|word| word["places"].as_array().unwrap());
    let mut places: Vec<[usize; 2]> = places
        .map(|place| [0, 1].map(|at| place_of(&place[at])))
        .collect();
    // From the end, so that the places before stay where they are.
    places.sort_unstable();
    for [start, end] in places.into_iter().rev() {
        without.replace_range(start..end, " ");
    }
    let run = place.stance_with_stdin(&["score", "-", "--format", "jsonl"], &without);
    assert_eq!(run.records()[0]["label"], removal["label"], "{without}");
}

#[test]
fn rows_are_explained_by_the_classifier_of_their_target() {
    let place = Place::new();
    let text = "il faut plus de cela";
    place.file(
        "rows.csv",
        format!("text,about\n{text},trams\n{text},cars\n{text},bikes\n"),
    );
    let model = workspace_root().join("tests/compat/targets_v2.model");
    let model = model.to_str().unwrap();
    let run = place.stance(&["explain", "rows.csv", "--model", model, "--format", "json"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let records = run.records();
    assert_eq!(records.len(), 2);
    for (record, (target, label)) in records.iter().zip([("trams", "pour"), ("cars", "contre")]) {
        assert_eq!(
            (&record["target"], &record["label"]),
            (&target.into(), &label.into())
        );
        check(record, text);
        assert_eq!(record["toward"], record["label"]);
    }
}

#[test]
fn ordered_labels_are_explained_along_their_axis() {
    let place = Place::new();
    let texts = [
        ("la salle triste et le potage froid", "contre", "contre"),
        ("la salle triste mais le potage chaud", "neutre", "pour"),
        ("la salle claire et le potage chaud", "pour", "pour"),
    ];
    let rows: Vec<&str> = texts.iter().map(|row| row.0).collect();
    place.file("rows.csv", format!("text\n{}\n", rows.join("\n")));
    let model = workspace_root().join("tests/compat/ordered_v2.model");
    let command = [
        "explain",
        "rows.csv",
        "--model",
        model.to_str().unwrap(),
        "--format",
        "json",
    ];
    let run = place.stance(&command);
    for (record, (text, label, toward)) in run.records().iter().zip(texts) {
        assert_eq!(
            (&record["label"], &record["toward"]),
            (&label.into(), &toward.into())
        );
        assert_eq!(record["calibration"], "cuts");
        check(record, text);
    }
}

#[test]
fn colour_is_for_those_who_ask_and_never_the_only_sign() {
    let place = Place::new();
    let text = "L’IA menace l’emploi.";
    let with = |color: &str| {
        let run = place.stance_with_stdin(&["explain", "-", "--color", color], text);
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout
    };
    let (plain, coloured) = (with("auto"), with("always"));
    assert_eq!(plain, with("never"));
    assert!(!plain.contains('\u{1b}') && coloured.contains('\u{1b}'));
    for table in [plain, coloured] {
        for part in [
            "for      menace +",
            "against  ",
            "without  menace: ",
            "= intercept",
        ] {
            assert!(table.contains(part), "`{part}` is missing in:\n{table}");
        }
    }
}

#[test]
fn what_cannot_be_explained_is_said() {
    let place = Place::new();
    place
        .file("data.csv", labelled_csv(&["a", "b"], 6))
        .file("rows.csv", "text,id\n,1\nzzz,2\n")
        .file(
            "english.txt",
            "The town council met on Monday to talk about the new tram line and its cost.\n",
        );
    let train = [
        "train",
        "data.csv",
        "-o",
        "m.model",
        "--folds",
        "0",
        "--language",
        "fr",
    ];
    assert_eq!(place.stance(&train).code, 0);
    let run = place.stance(&[
        "explain", "rows.csv", "--model", "m.model", "--format", "json",
    ]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("rows.csv:2: column `text` is empty"),
        "{}",
        run.stderr
    );
    let record = &run.records()[0];
    // Nothing known: the intercept alone decides, and no word's removal can change it.
    check(record, "zzz");
    assert_eq!(record["contributions"], serde_json::json!([]));
    assert_eq!(record["removal"], Value::Null);
    let run = place.stance(&["explain", "nowhere.txt"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("hint: check the path"),
        "{}",
        run.stderr
    );
    let run = place.stance_with_stdin(&["explain", "-", "--model", "m.model"], "12 34\n");
    assert!(run.code < 2, "{}", run.stderr);
    let german = "Der Hafen wird im Sommer ausgebaut, sagte der Bürgermeister am Montag im Rathaus der Stadt.\n";
    place.file("german.txt", german);
    for (format, words) in [
        ("table", "nothing to explain: no paragraph is scored"),
        ("html", "<p>Nothing to explain: no paragraph is scored.</p>"),
    ] {
        let run = place.stance(&["explain", "german.txt", "--format", format]);
        assert!(run.stdout.contains(words), "{}", run.stdout);
    }
}

#[test]
fn a_text_is_explained_by_the_embedded_model_for_its_language() {
    let place = Place::new();
    let text = "The union fears that the machines will take jobs away, and warns of harm to all workers.\n";
    for task in ["stance", "sentiment"] {
        let score = ["score", "-", "--task", task, "--format", "jsonl"];
        let scored = place.stance_with_stdin(&score, text).records();
        let explain = ["explain", "-", "--task", task, "--format", "json"];
        let explained = place.stance_with_stdin(&explain, text).records();
        let by_score = match task {
            "stance" => &scored[0]["label"],
            _ => &scored[0]["sentiment"]["label"],
        };
        assert!(by_score.is_string(), "{scored:?}");
        assert_eq!(&explained[0]["label"], by_score, "{explained:?}");
    }
}
