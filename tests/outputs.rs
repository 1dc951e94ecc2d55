//! What every command does with its output: where there is no room for it, where it would take the place of what is
//! read, where nobody reads it.

#![cfg(unix)]

use crate::support::{Place, labelled_csv};
use crate::whole::{OLD, on_a_full_disk, temporary_files};

/// A folder with a text, labelled rows, a model of them, results and a lexicon.
fn place() -> Place {
    let place = Place::new();
    let text =
        "Le maire a dit que « le port sera agrandi avant la fin de l’année ».\n\n".repeat(80);
    place
        .file("a.txt", text)
        .file("data.csv", labelled_csv(&["a", "b"], 30))
        .file("lexicon.csv", "word,good\npomme,1\nbrique,-1\n");
    let made: [&[&str]; 2] = [
        &[
            "train",
            "data.csv",
            "-o",
            "own.model",
            "--folds",
            "0",
            "--language",
            "fr",
        ],
        &["score", "a.txt", "--format", "jsonl", "-o", "results.jsonl"],
    ];
    for arguments in made {
        let run = place.stance(arguments);
        assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
    }
    place
}

/// Cross-validation that takes little time.
const JUDGE: [&str; 12] = [
    "cross-validate",
    "data.csv",
    "--folds",
    "2",
    "--c",
    "1",
    "--chars",
    "none",
    "--language",
    "fr",
    "--resamples",
    "100",
];

#[test]
fn a_full_disk_keeps_pages_and_samples_from_appearing() {
    let place = place();
    let judge = [&JUDGE[..], &["--format", "html", "-o", "judged.html"]].concat();
    let runs: [(&str, &[&str]); 6] = [
        ("judged.html", &judge),
        ("report.html", &["report", "a.txt", "-o", "report.html"]),
        (
            "why.html",
            &["explain", "a.txt", "--format", "html", "-o", "why.html"],
        ),
        (
            "why.json",
            &["explain", "a.txt", "--format", "json", "-o", "why.json"],
        ),
        (
            "sample.csv",
            &[
                "audit",
                "draw",
                "results.jsonl",
                "--size",
                "60",
                "-o",
                "sample.csv",
            ],
        ),
        ("man/stance-score.1", &["man", "-o", "man"]),
    ];
    for (output, arguments) in runs {
        let is_new = arguments[0] == "audit";
        if !is_new {
            place.file(output, OLD);
        }
        let (code, told) = on_a_full_disk(&place, arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {told}");
        assert!(
            told.starts_with("error: ") && told.contains("File too large"),
            "{arguments:?}: {told}"
        );
        if is_new {
            assert!(!place.path(output).exists(), "{arguments:?}");
        } else {
            assert_eq!(place.read(output), OLD, "{arguments:?}");
        }
    }
    assert_eq!(temporary_files(&place), 0, "{:?}", place.names());
}

#[test]
fn no_output_takes_the_place_of_what_is_read() {
    let place = place();
    let with_lexicon = [&JUDGE[..], &["--lexicon", "lexicon.csv"]].concat();
    let runs: [(&str, &[&str]); 14] = [
        ("a.txt", &["score", "a.txt"]),
        ("a.txt", &["quotes", "a.txt"]),
        ("a.txt", &["explain", "a.txt"]),
        ("a.txt", &["report", "a.txt"]),
        ("data.csv", &["train", "data.csv"]),
        (
            "lexicon.csv",
            &["train", "data.csv", "--lexicon", "lexicon.csv"],
        ),
        ("data.csv", &JUDGE),
        ("lexicon.csv", &with_lexicon),
        ("data.csv", &["evaluate", "own.model", "data.csv"]),
        ("own.model", &["evaluate", "own.model", "data.csv"]),
        ("own.model", &["score", "a.txt", "--model", "own.model"]),
        ("own.model", &["explain", "a.txt", "--model", "own.model"]),
        ("own.model", &["report", "a.txt", "--model", "own.model"]),
        (
            "results.jsonl",
            &["audit", "draw", "results.jsonl", "--size", "2"],
        ),
    ];
    std::fs::create_dir(place.path("links")).unwrap();
    for (input, arguments) in runs {
        let before = place.read(input);
        let (dotted, link) = (format!("./{input}"), format!("links/{input}"));
        let _ = std::os::unix::fs::symlink(place.path(input), place.path(&link));
        for output in [input, &dotted, &link] {
            let run = place.stance(&[arguments, &["-o", output]].concat());
            assert_eq!(run.code, 2, "{arguments:?} -o {output}: {}", run.stdout);
            assert!(
                run.stderr.contains("it is among what is read\nhint: "),
                "{arguments:?} -o {output}: {}",
                run.stderr
            );
            assert!(place.read(input) == before, "{arguments:?} -o {output}");
        }
    }
    assert_eq!(temporary_files(&place), 0, "{:?}", place.names());
}

#[test]
fn a_pipe_that_nobody_reads_ends_every_command_in_silence() {
    let place = place();
    let runs: [&[&str]; 14] = [
        &["score", "a.txt"],
        &["score", "a.txt", "--format", "jsonl"],
        &["score", "a.txt", "--format", "csv"],
        &["score", "a.txt", "--unit", "corpus"],
        &["quotes", "a.txt"],
        &["quotes", "a.txt", "--format", "csv"],
        &["explain", "a.txt", "--format", "json"],
        &["report", "a.txt"],
        &["inspect", "own.model"],
        &["evaluate", "own.model", "data.csv"],
        &JUDGE,
        &["check", "data.csv"],
        &["models"],
        &["man"],
    ];
    for arguments in runs {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = place.command(arguments).stdout(writer).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {told}");
        assert!(
            !told.contains("error") && !told.contains("panic"),
            "{arguments:?}: {told}"
        );
    }
}
