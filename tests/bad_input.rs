//! Bad input: one clear error each, with place and hint, never a panic, never a part of an output.

use std::fmt::Write as _;

use crate::support::{Place, Run, labelled_csv};

/// Runs a training that must fail, leaving nothing behind.
fn train_fails(data: impl AsRef<[u8]>, options: &[&str]) -> Run {
    let place = Place::new();
    place.file("data.csv", data);
    let mut arguments = vec!["train", "data.csv", "-o", "m.model"];
    arguments.extend(options);
    let run = place.stance(&arguments);
    assert_eq!(run.code, 2, "{run:?}");
    assert_eq!(run.stdout, "", "{run:?}");
    assert_eq!(place.names(), ["data.csv"], "{run:?}");
    run
}

#[track_caller]
fn says(run: &Run, parts: &[&str]) {
    for part in parts {
        assert!(
            run.stderr.contains(part),
            "`{part}` is missing in:\n{}",
            run.stderr
        );
    }
}

#[test]
fn a_missing_file() {
    let place = Place::new();
    let run = place.stance(&["train", "nowhere.csv", "-o", "m.model"]);
    assert_eq!(run.code, 2);
    says(
        &run,
        &["error: reading nowhere.csv", "No such file", "hint: "],
    );
    let run = place.stance(&["score", "nowhere.txt"]);
    assert_eq!(run.code, 2);
    says(
        &run,
        &["error: nowhere.txt: no such file or folder", "hint: "],
    );
}

#[test]
fn a_folder_without_articles() {
    let place = Place::new();
    place
        .file("press/notes.pdf", "x")
        .file("press/.hidden.txt", "Bonjour.");
    let run = place.stance(&["score", "press"]);
    assert_eq!(run.code, 2);
    says(&run, &["error: press: no article in this folder", "hint: "]);
}

#[test]
fn an_empty_file() {
    says(
        &train_fails("", &[]),
        &["error: data.csv: the file is empty", "hint: "],
    );
    says(
        &train_fails("text,label\n", &[]),
        &["error: data.csv: no rows below the header", "hint: "],
    );
    for name in ["a.txt", "a.csv", "a.jsonl"] {
        let place = Place::new();
        place.file(name, "");
        let run = place.stance(&["score", name]);
        assert_eq!(run.code, 2, "{name}");
        says(
            &run,
            &[&format!("error: {name}: the file is empty"), "hint: "],
        );
    }
}

#[test]
fn a_binary_file() {
    let run = train_fails(b"text,label\nun\0deux,a\n", &[]);
    says(
        &run,
        &[
            "error: data.csv: no text: a control character at byte 13",
            "hint: ",
        ],
    );
    let place = Place::new();
    place
        .file("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
        .file("b.txt", "Le port de Brest.");
    let run = place.stance(&["score", "a.txt", "b.txt", "--format", "jsonl"]);
    assert_eq!(run.code, 1);
    says(
        &run,
        &["skipped: a.txt: no text: a control character at byte 6"],
    );
    assert_eq!(run.records().len(), 1);
}

#[test]
fn a_missing_column_lists_the_columns_found() {
    let run = train_fails("texte,avis\nbonjour,a\n", &[]);
    says(
        &run,
        &[
            "data.csv:1: no column `text`; the columns are `texte`, `avis`",
            "--text-column",
        ],
    );
    let run = train_fails("text,avis\nbonjour,a\n", &[]);
    says(&run, &["no column `label`", "--label-column"]);
    let run = train_fails(labelled_csv(&["a", "b"], 5), &["--group-column", "auteur"]);
    says(
        &run,
        &["no column `auteur`; the columns are `id`, `group`, `text`, `label`"],
    );
    let place = Place::new();
    place
        .file("a.csv", "body\nbonjour\n")
        .file("a.jsonl", "{\"body\":\"bonjour\"}\n");
    let run = place.stance(&["score", "a.csv"]);
    assert_eq!(run.code, 2);
    says(&run, &["a.csv:1: no column `text`; the columns are `body`"]);
    let run = place.stance(&["score", "a.jsonl"]);
    assert_eq!(run.code, 1);
    says(&run, &["a.jsonl:1: no key `text`; the keys are `body`"]);
    place.file("b.jsonl", "{\"texte\":\"bonjour\"}\n");
    let run = place.stance(&["score", "b.jsonl"]);
    let told = "b.jsonl:1: no key `text`, did you mean `texte`; the keys are `texte`";
    says(&run, &[told]);
}

#[test]
fn two_columns_of_one_name() {
    let run = train_fails("text,text,label\na,b,c\n", &[]);
    says(&run, &["data.csv:1: two columns are named `text`"]);
}

#[test]
fn labels_that_cannot_be_learnt() {
    let run = train_fails("text,label\nun,a\ndeux,a\n", &[]);
    says(&run, &["all 2 rows carry the label \"a\"", "hint: "]);
    let run = train_fails("text,label\nun,a\ndeux,a\ntrois,b\n", &[]);
    says(
        &run,
        &["data.csv:4: the label \"b\" occurs once only", "hint: "],
    );
    let run = train_fails("text,label\nun,a\ndeux, \n", &[]);
    says(
        &run,
        &[
            "skipped: data.csv:3: column `label`: the label \"\" is empty",
            "hint: ",
        ],
    );
    let run = train_fails("text,label\nun,a\u{1b}[31m\ndeux,b\n", &[]);
    says(
        &run,
        &[
            "data.csv:2: column `label`",
            "holds a control character",
            "hint: ",
        ],
    );
    assert!(
        !run.stderr.contains('\u{1b}'),
        "an escape sequence reached the terminal"
    );
}

#[test]
fn more_folds_than_groups() {
    let run = train_fails(labelled_csv(&["a", "b"], 2), &["--folds", "9"]);
    says(
        &run,
        &["9 folds were asked for", "hint: ask for fewer --folds"],
    );
    let run = train_fails(labelled_csv(&["a", "b"], 4), &["--folds", "1"]);
    says(&run, &["two folds or more", "hint: "]);
}

#[test]
fn a_corpus_without_features() {
    let run = train_fails(
        "text,label\nun,a\ndeux,a\ntrois,b\nquatre,b\n",
        &["--min-df", "3", "--folds", "0"],
    );
    says(
        &run,
        &["error: data.csv: no feature of the 4 documents occurs in 3 of them"],
    );
}

#[test]
fn options_that_make_no_sense() {
    for options in [
        ["--words", "2-1"],
        ["--words", "0-1"],
        ["--chars", "x"],
        ["--c", "0"],
        ["--min-df", "0"],
        ["--language", "de"],
    ] {
        let run = train_fails(labelled_csv(&["a", "b"], 5), &options);
        says(&run, &[options[0], options[1]]);
    }
}

#[test]
fn an_output_that_cannot_be_written() {
    let place = Place::new();
    place
        .file("data.csv", labelled_csv(&["a", "b"], 5))
        .file("a.txt", "Bonjour à tous.");
    let run = place.stance(&["train", "data.csv", "-o", "nowhere/m.model"]);
    assert_eq!(run.code, 2);
    says(
        &run,
        &[
            "writing nowhere/m.model",
            "hint: the folder nowhere must exist",
        ],
    );
    std::fs::create_dir(place.path("folder")).unwrap();
    let run = place.stance(&["score", "a.txt", "-o", "folder"]);
    assert_eq!(run.code, 2);
    says(&run, &["writing folder: it is a folder"]);
}

#[test]
fn a_label_the_model_does_not_know() {
    let place = Place::new();
    place
        .file("data.csv", labelled_csv(&["a", "b"], 5))
        .file("other.csv", "text,label\nune pomme,a\nune brique,z\n");
    assert_eq!(
        place.stance(&["train", "data.csv", "-o", "m.model"]).code,
        0
    );
    let run = place.stance(&["evaluate", "m.model", "other.csv"]);
    assert_eq!(run.code, 2);
    says(
        &run,
        &[
            "other.csv:3: the model does not know the label \"z\"; it knows a, b",
            "hint: ",
        ],
    );
}

#[test]
fn one_bad_file_does_not_end_a_batch() {
    let place = Place::new();
    place
        .file("press/a.txt", "Le conseil se réunit lundi à Lyon.")
        .file("press/b.txt", b"caf\0")
        .file("press/c.txt", "Le musée rouvre mardi à Lille.");
    let run = place.stance(&["score", "press", "missing.txt", "--format", "jsonl"]);
    assert_eq!(run.code, 1);
    says(
        &run,
        &[
            "skipped: press/b.txt: no text",
            "skipped: missing.txt: no such file",
        ],
    );
    let articles: Vec<_> = run.records().iter().map(|r| r["article"].clone()).collect();
    assert_eq!(articles, ["press/a.txt", "press/c.txt"]);
    let all_bad = place.stance(&["score", "missing.txt", "press/b.txt", "-o", "out"]);
    assert_eq!(all_bad.code, 2);
    assert!(!place.path("out").exists());
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    let place = Place::new();
    place.file("crlf.csv", "text\r\nun\r\n\"\"\r\n\r\n\r\ndeux\r\n\"\"\r\n");
    let run = place.stance(&["score", "crlf.csv", "--format", "csv"]);
    says(&run, &["skipped: crlf.csv:3: ", "skipped: crlf.csv:7: "]);
}

#[test]
fn a_quotation_mark_that_is_never_closed_loses_nothing_in_silence() {
    let run = train_fails("text,label\nun,a\n\"deux,b\ntrois,a\nquatre,b\n", &[]);
    says(
        &run,
        &["data.csv:3: the file ends inside a quoted cell", "hint: "],
    );
    let place = Place::new();
    place.file("a.csv", "text\nun\n\"deux\ntrois\n");
    let run = place.stance(&["score", "a.csv", "--format", "csv"]);
    assert_eq!(run.code, 1);
    says(
        &run,
        &["skipped: a.csv:3: the file ends inside a quoted cell"],
    );
}

#[test]
fn a_bad_first_input_does_not_decide_what_the_output_holds() {
    let place = Place::new();
    place
        .file("empty.txt", "")
        .file("good.csv", "text\nBonjour à tous.\n");
    let run = place.stance(&["score", "empty.txt", "good.csv", "--format", "csv"]);
    assert_eq!(run.code, 1);
    says(&run, &["skipped: empty.txt: the file is empty"]);
    assert!(run.stdout.starts_with("text,predicted,"), "{}", run.stdout);
}

#[test]
fn training_never_writes_over_its_own_data() {
    let place = Place::new();
    place.file("data.csv", labelled_csv(&["a", "b"], 5));
    let run = place.stance(&["train", "data.csv", "-o", "./data.csv"]);
    assert_eq!(run.code, 2);
    says(&run, &["it is among what is read", "hint: "]);
    assert!(place.read("data.csv").starts_with(b"id,group"));
}

#[cfg(unix)]
#[test]
fn an_output_that_is_a_link_or_a_pipe_stays_one() {
    let place = Place::new();
    place
        .file("a.txt", "Le port de Brest.")
        .file("target.jsonl", "old");
    std::os::unix::fs::symlink("target.jsonl", place.path("link.jsonl")).unwrap();
    let run = place.stance(&["score", "a.txt", "--format", "jsonl", "-o", "link.jsonl"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        std::fs::symlink_metadata(place.path("link.jsonl"))
            .unwrap()
            .is_symlink()
    );
    assert!(place.read("target.jsonl").starts_with(b"{\"article\""));
    let made = std::process::Command::new("mkfifo")
        .arg(place.path("pipe"))
        .status()
        .unwrap();
    assert!(made.success());
    let pipe = place.path("pipe");
    let reader = std::thread::spawn(move || std::fs::read_to_string(pipe).unwrap());
    let run = place.stance(&["score", "a.txt", "--format", "jsonl", "-o", "pipe"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(reader.join().unwrap().starts_with("{\"article\""));
}

/// Trains on rows and returns the probabilities that the texts then get.
fn trained(data: &str, options: &[&str], texts: &str) -> Vec<Vec<f64>> {
    let place = Place::new();
    place.file("data.csv", data).file("texts.csv", texts);
    let mut arguments = vec!["train", "data.csv", "-o", "m.model"];
    arguments.extend(options);
    let run = place.stance(&arguments);
    assert_eq!(run.code, 0, "{run:?}");
    let run = place.stance(&[
        "score",
        "texts.csv",
        "--model",
        "m.model",
        "--format",
        "csv",
    ]);
    assert_eq!(run.code, 0, "{run:?}");
    let numbers = |line: &str| -> Vec<f64> {
        let cells = line.split(',').skip(3);
        cells.map(|cell| cell.parse().unwrap()).collect()
    };
    run.stdout.lines().skip(1).map(numbers).collect()
}

#[test]
fn rows_without_a_feature_get_the_shares_of_the_labels() {
    // Nothing but punctuation: a row without a non-zero, in training and in scoring.
    let data = "text,label\n…,a\n!!!,a\nun mot,a\nun nom,b\n???,a\ndeux noms,b\n";
    let options = ["--folds", "0", "--class-weight", "none", "--c", "1e-6"];
    let found = trained(data, &options, "text\n…\ninconnu\n");
    for p in found {
        assert!((p[0] - 4.0 / 6.0).abs() < 1e-3, "{p:?}");
    }
}

#[test]
fn a_constant_column_teaches_nothing() {
    let data = "text,label\nmot,a\nmot,a\nmot,a\nmot,b\nmot,b\n";
    let run = train_fails(data, &[]);
    says(&run, &["5 folds were asked for", "only 1 groups", "hint: "]);
    let options = [
        "--folds",
        "0",
        "--class-weight",
        "none",
        "--words",
        "1-1",
        "--chars",
        "none",
    ];
    let found = trained(data, &options, "text\nmot\n");
    assert!((found[0][0] - 0.6).abs() < 1e-3, "{found:?}");
}

#[test]
fn perfectly_separable_rows_have_a_finite_answer_however_large_c_is() {
    for options in [
        ["--c", "1e6", "--folds", "0"],
        ["--c", "1e6", "--folds", "4"],
    ] {
        let found = trained(
            &labelled_csv(&["a", "b"], 8),
            &options,
            "text\nune pomme\nrien\n",
        );
        assert!(
            found.iter().flatten().all(|p| p.is_finite() && *p >= 0.0),
            "{found:?}"
        );
        assert!(found[0][0] > 0.5, "{found:?}");
    }
}

#[test]
fn weights_out_of_range_or_zero_throughout() {
    let weighted = |weights: [&str; 6]| {
        let labels = ["a", "b"];
        let mut csv = "text,label,w\n".to_owned();
        for (row, weight) in weights.iter().enumerate() {
            writeln!(csv, "mot{} nom{row},{},{weight}", row % 2, labels[row % 2]).unwrap();
        }
        csv
    };
    let options = ["--weight-column", "w", "--folds", "0"];
    let none = train_fails(weighted(["0"; 6]), &options);
    says(
        &none,
        &[
            "data.csv: the rows with the label \"a\" have weight 0",
            "hint: ",
        ],
    );
    let one = train_fails(weighted(["1", "0", "1", "0", "1", "0"]), &options);
    says(
        &one,
        &["the rows with the label \"b\" have weight 0", "hint: "],
    );
    let negative = train_fails(
        weighted(["-1", "nan", "inf", "-0.5", "1e999", "x"]),
        &options,
    );
    for (line, cell) in [
        (2, "-1"),
        (3, "nan"),
        (4, "inf"),
        (5, "-0.5"),
        (6, "1e999"),
        (7, "x"),
    ] {
        says(
            &negative,
            &[&format!(
                "skipped: data.csv:{line}: column `w`: \"{cell}\" is no weight"
            )],
        );
    }
    says(&negative, &["there are no rows", "hint: "]);
    // Rows that weigh nothing do not count as rows of their label for cross-validation.
    let lonely = weighted(["1", "1", "1", "0", "1", "0"]);
    let lonely = train_fails(lonely, &["--weight-column", "w", "--folds", "2"]);
    says(
        &lonely,
        &[
            "all rows with the label \"b\" belong to one group",
            "hint: ",
        ],
    );
    let found = trained(
        &weighted(["1e6", "1e6", "1e6", "1e6", "1e6", "1e6"]),
        &options,
        "text\nmot0\n",
    );
    assert!(
        found[0].iter().all(|p| p.is_finite()) && found[0][0] > 0.5,
        "{found:?}"
    );
}
