//! `stance-sql query` as a process.

use crate::corpus;
use crate::support::{
    AS_SCORE, Place, assert_same_rows, corpus_of, fails, program, rows, stdout, workspace_root,
};

const ROWS: u64 = 20_000;

/// A small table of French and English rows.
const PRESS: &str = "id,text,month\n\
    1,\"Cette technologie menace nos emplois et nos libertés, affirme Lina Morvan.\",2025-03\n\
    2,\"“The machine relieves us,” said Ruth Okafor.\",2025-03\n\
    3,,2025-04\n\
    4,\"Un outil\nqui aide les soignants chaque jour, disent-ils tous.\",2025-04\n";

fn press() -> Place {
    let place = Place::new();
    place.write("press.csv", PRESS);
    place
}

#[test]
fn rows_of_every_kind_of_file_are_scored_as_stance_score_does() {
    let (place, expected) = corpus_of(ROWS, 3);
    let query = |table: &str, threads: &str| {
        stdout(
            &place,
            &[
                "query",
                AS_SCORE,
                "--table",
                table,
                "--format",
                "csv",
                "--threads",
                threads,
            ],
        )
    };
    let of_parquet = query("press=parts/*.parquet", "0");
    assert_same_rows(&of_parquet, &expected);
    assert_same_rows(&query("press=press.csv", "0"), &expected);
    assert_eq!(query("press=parts/*.parquet", "1"), of_parquet);
    let all = "SELECT * FROM press";
    stdout(
        &place,
        &[
            "query",
            all,
            "--table",
            "press=press.csv",
            "--format",
            "jsonl",
            "-o",
            "press.jsonl",
        ],
    );
    assert_same_rows(&query("press=press.jsonl", "2"), &expected);
}

#[test]
fn rows_that_only_pass_through_keep_the_order_of_the_files() {
    let place = Place::new();
    std::fs::create_dir(place.path("parts")).unwrap();
    corpus::write_parquet(&place.path("parts"), ROWS, 5);
    let sql = "SELECT id FROM press WHERE language(text) = 'fr'";
    let query = || {
        stdout(
            &place,
            &[
                "query",
                sql,
                "--table",
                "press=parts/*.parquet",
                "--format",
                "csv",
            ],
        )
    };
    let once = query();
    let ids: Vec<u64> = rows(&once)[1..]
        .iter()
        .map(|row| row[0].parse().unwrap())
        .collect();
    assert!(ids.len() > 8000 && ids.is_sorted(), "{} rows", ids.len());
    for _ in 0..3 {
        assert_eq!(query(), once);
    }
}

#[test]
fn the_four_formats_hold_the_same_rows() {
    let place = press();
    let sql = "SELECT id, month, language(text) AS language FROM press ORDER BY id";
    let of = |format: &str| {
        stdout(
            &place,
            &[
                "query",
                sql,
                "--table",
                "press=press.csv",
                "--format",
                format,
            ],
        )
    };
    assert_eq!(
        of("csv"),
        "id,month,language\n1,2025-03,fr\n2,2025-03,en\n3,2025-04,\n4,2025-04,fr\n"
    );
    assert_eq!(
        of("jsonl").lines().next(),
        Some("{\"id\":1,\"month\":\"2025-03\",\"language\":\"fr\"}")
    );
    assert_eq!(
        of("table"),
        "id  month    language\n 1  2025-03  fr\n 2  2025-03  en\n 3  2025-04\n 4  2025-04  fr\n"
    );
    stdout(
        &place,
        &[
            "query",
            sql,
            "--table",
            "press=press.csv",
            "--format",
            "parquet",
            "-o",
            "out.parquet",
        ],
    );
    let back = [
        "query",
        "SELECT * FROM t",
        "--table",
        "t=out.parquet",
        "--format",
        "csv",
    ];
    assert_eq!(stdout(&place, &back), of("csv"));
}

#[test]
fn quotations_are_unnested() {
    let place = press();
    let sql = "SELECT id, q['speaker'] AS speaker, q['text'] AS words FROM \
        (SELECT id, unnest(quotes(text)) AS q FROM press) ORDER BY id";
    let found = stdout(
        &place,
        &[
            "query",
            sql,
            "--table",
            "press=press.csv",
            "--format",
            "csv",
        ],
    );
    let found = rows(&found);
    assert!(
        found.contains(&vec![
            "2".into(),
            "Ruth Okafor".into(),
            "The machine relieves us,".into()
        ]),
        "{found:?}"
    );
}

#[test]
fn sorts_larger_than_the_memory_go_to_files() {
    let place = Place::new();
    std::fs::create_dir(place.path("parts")).unwrap();
    corpus::write_parquet(&place.path("parts"), 4 * ROWS, 2);
    let sql = "SELECT id, text FROM press ORDER BY text, id";
    let query = |sql: &str, memory: &[&str]| {
        let arguments = [
            "query",
            sql,
            "--table",
            "press=parts/*.parquet",
            "--format",
            "csv",
            "--threads",
            "2",
        ];
        stdout(&place, &[&arguments, memory].concat())
    };
    let memory = ["--memory", "30M"];
    assert_eq!(query(sql, &memory), query(sql, &[]));
    let spills = |memory| {
        let told = query(&format!("EXPLAIN ANALYZE {sql}"), memory);
        let counts = told.split("spill_count=").skip(1);
        let mut counts = counts.map(|rest| rest.starts_with(|c: char| c != '0'));
        counts.any(|spilt| spilt)
    };
    assert!(spills(&memory) && !spills(&[]));
}

#[test]
fn sums_and_limits_are_the_same_on_any_number_of_threads() {
    let place = Place::new();
    std::fs::create_dir(place.path("parts")).unwrap();
    corpus::write_parquet(&place.path("parts"), ROWS, 5);
    // Added up in another order, probabilities of all sizes differ in the last digits.
    let sql = "SELECT avg(stance_probability(text, 'pro-ai')) AS mean, sum(stance_probability(text, 'concerned')) AS sum FROM press";
    let query = |sql: &str, threads: &str| {
        let table = ["--table", "press=parts/*.parquet", "--format", "csv"];
        let arguments = [&["query", sql][..], &table, &["--threads", threads]].concat();
        stdout(&place, &arguments)
    };
    let (sums, first) = (query(sql, "1"), "SELECT id FROM press LIMIT 9000");
    let ids: Vec<String> = (0..9000).map(|id| id.to_string()).collect();
    let in_order = format!("id\n{}\n", ids.join("\n"));
    for threads in ["1", "2", "4", "4", "8"] {
        assert_eq!(query(sql, threads), sums);
        assert!(query(first, threads) == in_order, "{threads}");
    }
}

#[test]
fn a_link_to_a_file_of_the_table_is_the_same_file() {
    let place = press();
    std::fs::create_dir(place.path("all")).unwrap();
    std::fs::rename(place.path("press.csv"), place.path("all/press.csv")).unwrap();
    std::os::unix::fs::symlink("press.csv", place.path("all/latest.csv")).unwrap();
    let sql = "SELECT count(*) AS n FROM press";
    let arguments = [
        "query",
        sql,
        "--table",
        "press=all/*.csv",
        "--format",
        "csv",
    ];
    assert_eq!(stdout(&place, &arguments), "n\n4\n");
}

#[test]
fn no_output_takes_the_place_of_a_model_that_is_read() {
    let place = press();
    std::fs::create_dir(place.path("mine")).unwrap();
    let model = workspace_root().join("models/sentiment-en.model");
    std::fs::copy(model, place.path("mine/own.model")).unwrap();
    let arguments = [
        "query",
        "SELECT 1",
        "--models",
        "mine",
        "--format",
        "csv",
        "-o",
        "mine/own.model",
    ];
    let told = fails(&place, &arguments);
    assert!(told.contains("mine/own.model"), "{told}");
    let kept = std::fs::metadata(place.path("mine/own.model")).unwrap();
    assert!(kept.len() > 1_000_000);
}

#[test]
fn a_reader_that_goes_away_is_no_error_in_any_format() {
    let place = press();
    for format in ["table", "csv", "jsonl"] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let sql = "SELECT text FROM press";
        let arguments = [
            "query",
            sql,
            "--table",
            "press=press.csv",
            "--format",
            format,
        ];
        let run = program(&place, &arguments).stdout(writer).output().unwrap();
        let told = String::from_utf8(run.stderr).unwrap();
        assert_eq!(run.status.code(), Some(0), "{format}: {told}");
    }
}

#[test]
fn a_text_is_scored_once_however_many_parts_are_asked_for() {
    let place = press();
    for table in ["press=press.csv", "press=press.parquet"] {
        if table.ends_with(".parquet") {
            let all = ["query", "SELECT * FROM press", "--table", "press=press.csv"];
            let to = ["--format", "parquet", "-o", "press.parquet"];
            stdout(&place, &[&all[..], &to].concat());
        }
        let explain = format!("EXPLAIN {AS_SCORE}");
        let arguments = ["query", &explain, "--table", table, "--format", "jsonl"];
        let told = stdout(&place, &arguments);
        let physical = told.lines().last().unwrap();
        assert!(physical.contains("physical_plan"), "{physical}");
        for function in ["stance(", "sentiment("] {
            assert_eq!(physical.matches(function).count(), 1, "{physical}");
        }
    }
}

#[test]
fn an_output_is_there_whole_or_not_at_all() {
    let place = press();
    place.write("out.csv", "old\n");
    let bad = "SELECT stance_label(repeat(text, 9000000)) FROM press WHERE id < 3";
    let told = fails(
        &place,
        &[
            "query",
            bad,
            "--table",
            "press=press.csv",
            "--format",
            "csv",
            "-o",
            "out.csv",
        ],
    );
    assert!(told.contains("larger than 64 MiB"), "{told}");
    assert_eq!(place.read("out.csv"), "old\n");
    let told = fails(
        &place,
        &[
            "query",
            "SELECT 1",
            "--table",
            "press=press.csv",
            "-o",
            "press.csv",
        ],
    );
    assert!(told.contains("it is among what is read"), "{told}");
    assert_eq!(place.read("press.csv"), PRESS);
}

#[test]
fn what_cannot_be_done_says_what_to_do() {
    let place = press();
    let cases: [(&[&str], &[&str]); 9] = [
        (
            &["SELECT * FROM press"],
            &[
                "error: table 'datafusion.public.press' not found",
                "hint: name the files",
            ],
        ),
        (&["SELECT", "--table", "press=press.csv"], &["error: "]),
        (
            &["SELECT nothing FROM press", "--table", "press=press.csv"],
            &["nothing", "id, press.text"],
        ),
        (
            &["SELECT 1", "--table", "press=none.csv"],
            &["no such file", "hint: name a csv, jsonl or parquet file"],
        ),
        (&["SELECT 1", "--table", "press"], &["NAME=FILE expected"]),
        (
            &["SELECT stance(id) FROM press", "--table", "press=press.csv"],
            &["stance: a column of texts expected, Int64 found"],
        ),
        (
            &[
                "SELECT stance(text) FROM press",
                "--table",
                "press=press.csv",
                "--format",
                "csv",
            ],
            &["is a struct", "['label']"],
        ),
        (
            &["SELECT 1", "--format", "parquet"],
            &["stdout cannot hold it", "hint: name a file"],
        ),
        (
            &["COPY press TO 'x.csv'", "--table", "press=press.csv"],
            &["error: ", "DML"],
        ),
    ];
    for (arguments, expected) in cases {
        let arguments = [&["query"], arguments].concat();
        let told = fails(&place, &arguments);
        for part in expected {
            assert!(told.contains(part), "{arguments:?}: {told}");
        }
        assert!(
            !told.contains("DataFusion") && !told.contains("backtrace"),
            "{told}"
        );
    }
}

#[test]
fn a_model_of_ones_own_is_a_function_of_its_name() {
    let place = press();
    std::fs::create_dir(place.path("models")).unwrap();
    let models = workspace_root().join("models");
    std::fs::copy(
        models.join("sentiment-fr.model"),
        place.path("models/my-tone.model"),
    )
    .unwrap();
    let sql = "SELECT my_tone_label(text) = sentiment_label(text) AS same FROM press WHERE id = 1";
    let found = stdout(
        &place,
        &[
            "query",
            sql,
            "--table",
            "press=press.csv",
            "--models",
            "models",
            "--format",
            "csv",
        ],
    );
    assert_eq!(found, "same\ntrue\n");
    place.write("models/broken.model", "no model");
    let told = fails(
        &place,
        &[
            "query",
            sql,
            "--table",
            "press=press.csv",
            "--models",
            "models",
        ],
    );
    assert!(told.contains("opening the model broken"), "{told}");
}
