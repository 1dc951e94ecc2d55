//! `stance score` over every input and output format.

use std::fmt::Write as _;

use serde_json::Value;

use crate::support::{Place, labelled_csv, workspace_root};

const ARTICLE: &str = "L’école et les machines\n\nPar Ondine Vasseur, le 3 mars 2026\n\n\
    « Cet outil est une chance pour nos élèves, il leur fait gagner un temps précieux », assure \
    Bastien Morlaix, directeur du lycée Jules-Verlet. Le rectorat a équipé douze classes.\n\n\
    - Un budget de 40 000 euros\n- Douze classes équipées\n";

#[test]
fn an_article_gives_one_record_per_paragraph_and_nothing_else() {
    let place = Place::new();
    place.file("a.txt", ARTICLE);
    let run = place.stance(&["score", "a.txt", "--format", "jsonl", "--task", "stance"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let records = run.records();
    let fields = [
        "article",
        "title",
        "author",
        "date",
        "source",
        "paragraph",
        "kind",
        "start",
        "end",
        "char_start",
        "char_end",
        "language",
        "text",
        "label",
        "confidence",
        "probabilities",
        "quotes",
    ];
    for (number, record) in records.iter().enumerate() {
        let found: Vec<&String> = record.as_object().unwrap().keys().collect();
        assert_eq!(found, fields);
        assert_eq!(record["paragraph"], number + 1);
        assert_eq!(record["article"], "a.txt");
        assert_eq!(record["title"], "L’école et les machines");
        check_ranges(ARTICLE, record);
        if record["kind"] != "furniture" {
            check_probabilities(record);
        }
    }
    let kinds: Vec<&str> = records
        .iter()
        .map(|r| r["kind"].as_str().unwrap())
        .collect();
    assert!(
        kinds.contains(&"paragraph") && kinds.contains(&"list-item"),
        "{kinds:?}"
    );
    let quotes: Vec<&Value> = records
        .iter()
        .flat_map(|r| r["quotes"].as_array().unwrap())
        .collect();
    assert_eq!(quotes.len(), 1, "{quotes:?}");
    let quote = quotes[0];
    let fields = [
        "text",
        "start",
        "end",
        "char_start",
        "char_end",
        "type",
        "cue",
        "speaker",
        "speaker_text",
        "speaker_source",
        "attribution_confidence",
        "rule",
        "label",
        "confidence",
        "probabilities",
    ];
    assert_eq!(
        quote.as_object().unwrap().keys().collect::<Vec<_>>(),
        fields
    );
    check_ranges(ARTICLE, quote);
    check_probabilities(quote);
    assert_eq!(quote["speaker"], "Bastien Morlaix");
    assert_eq!(quote["speaker_source"], "explicit");
    assert_eq!(
        (&quote["type"], &quote["cue"]),
        (&"direct".into(), &"assure".into())
    );
    assert!(
        quote["text"]
            .as_str()
            .unwrap()
            .starts_with("Cet outil est une chance")
    );
}

/// The text of a record is what its two ranges cut out of the article.
fn check_ranges(article: &str, record: &Value) {
    let at = |field: &str| usize::try_from(record[field].as_u64().unwrap()).unwrap();
    let text = record["text"].as_str().unwrap();
    assert_eq!(&article[at("start")..at("end")], text);
    let chars: String = article
        .chars()
        .skip(at("char_start"))
        .take(at("char_end") - at("char_start"))
        .collect();
    assert_eq!(chars, text);
}

fn check_probabilities(record: &Value) {
    let probabilities = record["probabilities"].as_object().unwrap();
    assert_eq!(
        probabilities.keys().collect::<Vec<_>>(),
        ["concerned", "neutral", "pro-ai"]
    );
    let total: f64 = probabilities.values().map(|p| p.as_f64().unwrap()).sum();
    assert!((total - 1.0).abs() < 3e-6, "{total}");
    let best = probabilities
        .values()
        .map(|p| p.as_f64().unwrap())
        .fold(0.0, f64::max);
    assert_eq!(record["confidence"], best);
    assert_eq!(probabilities[record["label"].as_str().unwrap()], best);
}

#[test]
fn stdin_is_an_article_unless_told_otherwise() {
    let place = Place::new();
    place.file("a.txt", ARTICLE);
    let file = place.stance(&["score", "a.txt", "--format", "csv"]);
    let stdin = place.stance_with_stdin(&["score", "-", "--format", "csv"], ARTICLE);
    assert_eq!(stdin.code, 0, "{}", stdin.stderr);
    assert_eq!(stdin.stdout, file.stdout.replace("a.txt,", "-,"));
}

#[test]
fn every_csv_row_comes_back_in_its_place_with_every_column() {
    let place = Place::new();
    let mut input = "nom,text,\"note, libre\"\n".to_owned();
    for row in 0..10_000 {
        writeln!(
            input,
            "r{row},\"Une phrase, la {row}e.\",\"à \"\"dire\"\"\""
        )
        .unwrap();
    }
    place.file("in.csv", &input);
    for threads in ["1", "8"] {
        let output = format!("{threads}.csv");
        let arguments = [
            "score",
            "in.csv",
            "--task",
            "stance",
            "--format",
            "csv",
            "-o",
            &output,
            "--threads",
            threads,
        ];
        let run = place.stance(&arguments);
        assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    }
    assert_eq!(place.read("1.csv"), place.read("8.csv"));
    let output = String::from_utf8(place.read("1.csv")).unwrap();
    let mut rows = csv::Reader::from_reader(output.as_bytes());
    let header = "nom|text|note, libre|predicted|confidence|p_concerned|p_neutral|p_pro-ai";
    assert_eq!(
        rows.headers().unwrap().iter().collect::<Vec<_>>().join("|"),
        header
    );
    for (number, row) in rows.records().enumerate() {
        let row = row.unwrap();
        assert_eq!(&row[0], format!("r{number}"));
        assert_eq!(&row[1], format!("Une phrase, la {number}e."));
        assert_eq!(&row[2], "à \"dire\"");
        assert!(!row[3].is_empty());
    }
}

#[test]
fn an_empty_cell_stays_in_place_with_empty_results() {
    let place = Place::new();
    place.file(
        "in.csv",
        "n,text\n1,Une belle avancée.\n2,\n3,Une vraie menace.\n4\n",
    );
    let run = place.stance(&["score", "in.csv", "--format", "csv", "--task", "stance"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr
            .contains("skipped: in.csv:3: column `text` is empty"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr
            .contains("skipped: in.csv:5: 2 cells expected, 1 found"),
        "{}",
        run.stderr
    );
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines.len(), 5);
    assert_eq!(lines[2], "2,,,,,,");
    assert!(lines[3].starts_with("3,Une vraie menace.,"));
    assert_eq!(lines[4], "4,,,,,,");
}

#[test]
fn a_csv_in_another_encoding_is_read_and_written_in_utf8() {
    let place = Place::new();
    place.file(
        "in.csv",
        b"n,text\n1,Une belle avanc\xE9e.\n2,Une menace.\n",
    );
    let run = place.stance(&["score", "in.csv", "--format", "csv", "-o", "out.csv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.stderr, "note: in.csv: read as windows-1252\n");
    let output = String::from_utf8(place.read("out.csv")).unwrap();
    let line = output.lines().nth(1).unwrap();
    assert!(line.starts_with("1,Une belle avancée.,"), "{line}");
}

#[test]
fn a_column_that_clashes_with_the_results_is_an_error() {
    let place = Place::new();
    place.file("in.csv", "text,p_neutral\nBonjour,1\n");
    let run = place.stance(&["score", "in.csv", "--format", "csv"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr
            .contains("in.csv:1: the column `p_neutral` would clash"),
        "{}",
        run.stderr
    );
    assert_eq!(
        place.stance(&["score", "in.csv", "--format", "jsonl"]).code,
        0
    );
}

#[test]
fn jsonl_rows_are_scored_as_they_stand() {
    let place = Place::new();
    let input = "{\"id\":7,\"text\":\"Une avancée.\\n\\nDeux lignes.\",\"tags\":[\"a\"]}\n\nnot json\n\
                 [1]\n{\"id\":8,\"text\":5}\n{\"id\":9,\"text\":\"Une menace.\",\"late\":1}\n";
    place.file("in.jsonl", input);
    let run = place.stance(&["score", "in.jsonl", "--format", "jsonl"]);
    assert_eq!(run.code, 1);
    let records = run.records();
    assert_eq!(records.len(), 2, "{}", run.stdout);
    assert_eq!(records[0]["text"], "Une avancée.\n\nDeux lignes.");
    assert_eq!(records[0]["article"], "in.jsonl#1");
    for line in [
        "in.jsonl:3: a JSON object expected",
        "in.jsonl:4: a JSON object expected",
        "in.jsonl:5: key `text` is not a string",
    ] {
        assert!(run.stderr.contains(line), "{line}\n{}", run.stderr);
    }
    let csv = place.stance(&["score", "in.jsonl", "--format", "csv", "--task", "stance"]);
    let late = "in.jsonl:6: the key `late` is not among";
    assert!(
        csv.stderr.contains(late) && !run.stderr.contains(late),
        "{}",
        csv.stderr
    );
    let lines: Vec<&str> = csv.stdout.lines().collect();
    assert_eq!(
        lines[0],
        "id,text,tags,predicted,confidence,p_concerned,p_neutral,p_pro-ai"
    );
    assert!(csv.stdout.contains("[\"\"a\"\"]"), "{}", csv.stdout);
    assert!(csv.stdout.contains("\n8,5,,,,,,\n"), "{}", csv.stdout);
}

#[test]
fn articles_and_rows_do_not_mix_in_one_csv() {
    let place = Place::new();
    place
        .file("a.txt", ARTICLE)
        .file("b.csv", "text\nBonjour à tous.\n");
    let run = place.stance(&["score", "a.txt", "b.csv", "--format", "csv"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("skipped: b.csv: one csv output"),
        "{}",
        run.stderr
    );
    assert_eq!(
        place
            .stance(&["score", "a.txt", "b.csv", "--format", "jsonl"])
            .code,
        0
    );
}

#[test]
fn a_folder_is_read_in_order_without_its_hidden_files() {
    let place = Place::new();
    place
        .file("press/b/x.txt", "Le port de Brest.")
        .file("press/a.txt", "La gare de Lyon.")
        .file("press/.secret.txt", "Rien.")
        .file("press/c.pdf", "Rien.")
        .file("press/ignored.txt", "Rien.")
        .file("press/.ignore", "ignored.txt\n");
    let run = place.stance(&["score", "press", "--format", "jsonl"]);
    let names: Vec<_> = run.records().iter().map(|r| r["article"].clone()).collect();
    assert_eq!(names, ["press/a.txt", "press/b/x.txt"]);
}

#[test]
fn a_table_shows_shares_and_speakers_and_no_escape_sequence() {
    let place = Place::new();
    place.file(
        "a.txt",
        format!("{ARTICLE}\nUn point\u{1b}[31m rouge\u{202e} ici, à dire.\n"),
    );
    let run = place.stance(&["score", "a.txt", "--task", "stance"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stdout.contains("shares    concerned "),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("Bastien Morlaix"), "{}", run.stdout);
    assert!(run.stdout.contains("(1 quotation)"), "{}", run.stdout);
    assert!(!run.stdout.contains('\u{1b}') && !run.stdout.contains('\u{202e}'));
}

#[test]
fn a_model_of_ones_own_scores_under_its_own_labels() {
    let place = Place::new();
    place
        .file("data.csv", labelled_csv(&["a", "b"], 10))
        .file("a.txt", "Une pomme verte.");
    assert_eq!(
        place.stance(&["train", "data.csv", "-o", "m.model"]).code,
        0
    );
    let run = place.stance(&["score", "a.txt", "--model", "m.model", "--format", "jsonl"]);
    assert_eq!(run.records()[0]["label"], "a", "{}", run.stdout);
}

#[test]
fn an_output_file_appears_whole_beside_nothing_else() {
    let place = Place::new();
    place.file("a.txt", ARTICLE).file("out.jsonl", "old");
    let run = place.stance(&["score", "a.txt", "--format", "jsonl", "-o", "out.jsonl"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    assert_eq!(place.names(), ["a.txt", "out.jsonl"]);
    let direct = place.stance(&["score", "a.txt", "--format", "jsonl"]);
    assert_eq!(
        String::from_utf8(place.read("out.jsonl")).unwrap(),
        direct.stdout
    );
}

#[test]
fn every_article_of_the_project_is_scored() {
    let folder = workspace_root().join("data/articles");
    let place = Place::new();
    let run = place.stance(&["score", folder.to_str().unwrap(), "--format", "jsonl"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let mut articles: Vec<String> = run
        .records()
        .iter()
        .map(|r| r["article"].as_str().unwrap().to_owned())
        .collect();
    articles.dedup();
    assert_eq!(articles.len(), 3);
}

#[test]
fn rows_may_be_separated_by_semicolons_or_tabs() {
    for (name, separator) in [("rows.csv", ";"), ("tabs.csv", "\t")] {
        let place = Place::new();
        place.file(
            name,
            format!("text{separator}outlet\n\"L’IA, une aide\"{separator}A\n"),
        );
        let run = place.stance(&["score", name, "--format", "csv", "--task", "stance"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let mut lines = run.stdout.lines();
        assert!(lines.next().unwrap().starts_with("text,outlet,predicted,"));
        assert!(lines.next().unwrap().starts_with("\"L’IA, une aide\",A,"));
    }
}

#[test]
fn what_a_speaker_denies_has_no_label() {
    let place = Place::new();
    place.file(
        "a.txt",
        "Le maire a nié que l’IA soit un danger pour les écoles de la ville et de la région.\n\n\
         Le préfet a dit que l’IA est un danger pour les écoles de la ville et de la région.\n",
    );
    let run = place.stance(&[
        "score", "a.txt", "--task", "stance", "--unit", "quote", "--format", "jsonl",
    ]);
    let labels: Vec<bool> = run
        .records()
        .iter()
        .map(|record| record["label"].is_string())
        .collect();
    assert_eq!(labels, [false, true], "{}", run.stdout);
}

#[test]
fn no_output_takes_the_place_of_what_is_read() {
    let place = Place::new();
    let article = "L’IA est une chance pour le port.\n";
    place
        .file("press/a.txt", article)
        .file("data.csv", labelled_csv(&["a", "b"], 10));
    let train = place.stance(&["train", "data.csv", "-o", "m.model"]);
    assert_eq!(train.code, 0, "{}", train.stderr);
    let model = std::fs::read(place.path("m.model")).unwrap();
    for arguments in [
        &["score", "press", "-o", "press/a.txt"][..],
        &["score", "press", "--model", "m.model", "-o", "m.model"],
        &["quotes", "press/a.txt", "-o", "press/../press/a.txt"],
        &["explain", "press/a.txt", "-o", "press/a.txt"],
        &["evaluate", "m.model", "data.csv", "-o", "data.csv"],
        &["evaluate", "m.model", "data.csv", "-o", "m.model"],
        &["cross-validate", "data.csv", "-o", "data.csv"],
    ] {
        let run = place.stance(arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.stdout);
        assert!(
            run.stderr.contains("it is among what is read"),
            "{}",
            run.stderr
        );
    }
    assert_eq!(
        std::fs::read_to_string(place.path("press/a.txt")).unwrap(),
        article
    );
    assert_eq!(std::fs::read(place.path("m.model")).unwrap(), model);
}
