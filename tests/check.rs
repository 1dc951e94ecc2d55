//! `stance check`: what is wrong with labelled rows, each kind alone, with its rows and what to do.

use std::fmt::Write as _;

use serde_json::Value;

use crate::support::{Place, workspace_root};

/// Rows in which nothing is wrong: `n` of each of two labels, all of different words.
fn sound(n: usize) -> String {
    let words = [
        "la gare de",
        "un port vers",
        "le pont sur",
        "une rue dans",
        "ce quai pour",
        "des toits sous",
    ];
    let mut csv = "group,text,label\n".to_owned();
    for row in 0..n {
        let (first, second) = (words[row % 6], words[(row / 6) % 6]);
        writeln!(csv, "a{row},{first} Brest{row} {second} Nantes{row},pour").unwrap();
        writeln!(csv, "b{row},{second} Lille{row} {first} Tours{row},contre").unwrap();
    }
    csv
}

/// Checks rows, and returns the exit code and the findings by name.
fn check(csv: &str, options: &[&str]) -> (i32, Vec<(String, Value)>) {
    let place = Place::new();
    place.file("data.csv", csv);
    let mut arguments = vec!["check", "data.csv", "--format", "json"];
    arguments.extend(options);
    let run = place.stance(&arguments);
    assert_ne!(run.code, 2, "{run:?}");
    let report = &run.records()[0];
    let findings = report["findings"].as_array().unwrap().iter();
    let findings = findings.map(|finding| {
        assert!(!finding["to_do"].as_str().unwrap().is_empty());
        (
            finding["check"].as_str().unwrap().to_owned(),
            finding["cases"].clone(),
        )
    });
    (run.code, findings.collect())
}

/// The lines of the rows of each case.
fn lines(cases: &Value) -> Vec<Vec<u64>> {
    let cases = cases.as_array().unwrap().iter();
    let rows = |case: &Value| {
        let rows = case["rows"].as_array().unwrap().iter();
        rows.map(|row| row["line"].as_u64().unwrap()).collect()
    };
    cases.map(rows).collect()
}

#[track_caller]
fn finds(csv: &str, options: &[&str], check_name: &str, expected: &[&[u64]]) {
    let (code, findings) = check(csv, options);
    let names: Vec<&str> = findings.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, [check_name], "{findings:?}");
    assert_eq!(lines(&findings[0].1), expected, "{findings:?}");
    assert_eq!(code, 1);
}

#[test]
fn sound_rows_pass_with_exit_code_0() {
    assert_eq!(check(&sound(12), &[]), (0, Vec::new()));
}

#[test]
fn rows_with_the_same_words_are_duplicates_whatever_their_case_and_marks() {
    let csv = sound(12) + "z,\"La GARE de Brest0, la gare de Nantes0 !\",pour\n";
    finds(&csv, &["--group-column", "none"], "duplicates", &[&[2, 26]]);
}

#[test]
fn a_row_with_one_word_changed_is_a_near_duplicate() {
    let text = "le maire ouvre demain la nouvelle salle de lecture du quartier des halles devant";
    let csv = format!("{}z1,{text} nous,pour\nz1,{text} vous,pour\n", sound(12));
    finds(&csv, &[], "near-duplicates", &[&[26, 27]]);
    let (code, _) = check(&csv, &["--similarity", "0.95"]);
    assert_eq!(code, 0);
}

#[test]
fn the_same_words_under_two_labels_contradict_each_other() {
    let csv = sound(12) + "z1,on verra bien,pour\nz1,On verra bien…,contre\n";
    finds(&csv, &[], "contradicting-labels", &[&[26, 27]]);
    // Of two targets they do not.
    let with_target = |csv: &str| -> String {
        let lines = csv.lines().enumerate().map(|(at, line)| match at {
            0 => format!("{line},target\n"),
            26 => format!("{line},train\n"),
            _ => format!("{line},bus\n"),
        });
        lines.collect()
    };
    let (code, _) = check(&with_target(&csv), &["--target-column", "target"]);
    assert_eq!(code, 0);
}

#[test]
fn near_duplicates_in_two_groups_leak_and_equal_texts_do_not() {
    let csv = sound(12) + "z1,on verra bien,pour\nz2,On verra bien !,pour\n";
    finds(&csv, &["--ignore", "duplicates"], "leaks", &[&[26, 27]]);
    // Training keeps equal texts together by itself.
    let csv = sound(12) + "z1,on verra bien,pour\nz2,on verra bien,pour\n";
    finds(&csv, &[], "duplicates", &[&[26, 27]]);
}

#[test]
fn a_rare_label_is_told() {
    let csv = sound(12) + "z1,on verra bien,autre\nz2,rien de neuf,autre\n";
    finds(&csv, &[], "imbalance", &[&[26, 27]]);
}

#[test]
fn a_label_written_in_two_ways_is_told() {
    let csv = sound(12) + "z1,on verra bien,Pour\nz2,rien de neuf,contre\n";
    finds(&csv, &["--ignore", "imbalance"], "similar-labels", &[&[26]]);
}

#[test]
fn a_row_in_another_language_is_told() {
    let english = "the town will not have the money for it and that is what they said";
    let csv = format!(
        "{}z,les élus ne sont pas d’accord avec nous sur ce point,pour\nz2,{english},contre\n\
         z3,il est dans une ville qui ne veut pas de lui,pour\n",
        sound(12)
    );
    finds(&csv, &[], "languages", &[&[27]]);
}

#[test]
fn a_word_that_one_label_alone_has_gives_it_away() {
    let csv = sound(24).replace(" Lille", " ref Lille");
    let (code, findings) = check(&csv, &[]);
    assert_eq!((code, findings.len()), (1, 1), "{findings:?}");
    let (name, cases) = &findings[0];
    assert_eq!(name, "giveaway-words");
    assert_eq!(
        cases[0]["detail"],
        "`ref` stands in 24 rows, 24 of them `contre`: 100 % of the rows of that label"
    );
    assert_eq!(cases[0]["rows"].as_array().unwrap().len(), 24);
}

#[test]
fn broken_characters_are_told_with_what_they_were() {
    let csv = sound(12) + "z,on lâ€™a dit,pour\n";
    let (_, findings) = check(&csv, &[]);
    assert_eq!(findings[0].0, "encodings");
    assert_eq!(
        findings[0].1[0]["detail"],
        "`â€™` is `’` read as windows-1252"
    );
}

#[test]
fn rows_that_cannot_be_read_are_told_too() {
    let place = Place::new();
    place.file("data.csv", sound(12) + "z,un texte sans avis,\nz,,pour\n");
    let run = place.stance(&["check", "data.csv"]);
    assert_eq!(run.code, 1);
    for told in [
        "data.csv:26: column `label`: the label \"\" is empty",
        "data.csv:27: column `text` is empty",
    ] {
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
    assert!(run.stdout.ends_with("\nnothing found\n"), "{}", run.stdout);
    assert!(run.stdout.contains("2 left out"), "{}", run.stdout);
}

#[test]
fn a_table_shows_as_many_cases_as_asked_for_and_says_how_many_more_there_are() {
    let mut csv = sound(12);
    for row in 0..7 {
        writeln!(csv, "c,mot{row} seul,pour\nc,Mot{row} seul,pour").unwrap();
    }
    let place = Place::new();
    place.file("data.csv", csv);
    let run = place.stance(&["check", "data.csv"]);
    assert!(
        run.stdout.contains("… and 2 more: --show 0 shows all"),
        "{}",
        run.stdout
    );
    assert_eq!(run.stdout.matches("label `pour`").count(), 5);
    let run = place.stance(&["check", "data.csv", "--show", "0"]);
    assert!(!run.stdout.contains("more"), "{}", run.stdout);
    assert_eq!(run.stdout.matches("label `pour`").count(), 7);
}

#[test]
fn the_same_on_any_number_of_threads() {
    let data = workspace_root().join("data/stance-ai-fr.csv");
    let data = data.to_str().unwrap();
    let run = |threads| {
        let options = [
            "--similarity",
            "0.05",
            "--format",
            "json",
            "--threads",
            threads,
        ];
        let run = Place::new().stance(&[&["check", data][..], &options].concat());
        (run.code, run.stdout)
    };
    let one = run("1");
    assert_eq!(one, run("8"));
    assert!(one.1.contains("near-duplicates"), "{}", one.1);
}

#[test]
fn the_corpus_that_ships_is_sound() {
    let run = Place::new().stance(&[
        "check",
        workspace_root()
            .join("data/stance-ai-fr.csv")
            .to_str()
            .unwrap(),
    ]);
    assert_eq!(run.code, 0, "{}", run.stdout);
}
