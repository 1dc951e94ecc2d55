//! `stance train`, and `stance evaluate` on what it made.

use std::fmt::Write as _;

use crate::support::{Place, labelled_csv};

#[test]
fn a_trained_model_predicts_its_labels_whatever_their_names() {
    let place = Place::new();
    place.file(
        "data.csv",
        labelled_csv(&["zut", "oui", "non, merci"].map(quote_commas), 20),
    );
    let train = place.stance(&["train", "data.csv", "-o", "m.model"]);
    assert_eq!(train.code, 0, "{}", train.stderr);
    assert!(
        train.stdout.contains("non, merci 20, oui 20, zut 20"),
        "{}",
        train.stdout
    );
    let evaluate = place.stance(&["evaluate", "m.model", "data.csv", "--format", "json"]);
    assert_eq!(evaluate.code, 0, "{}", evaluate.stderr);
    let report = &evaluate.records()[0];
    assert_eq!(report["rows"], 60);
    assert_eq!(report["accuracy"]["value"], 1.0);
    assert_eq!(report["accuracy"]["low"], serde_json::Value::Null);
    assert_eq!(
        report["confusion"]["labels"],
        serde_json::json!(["non, merci", "oui", "zut"])
    );
    assert_eq!(
        report["confusion"]["counts"],
        serde_json::json!([[20, 0, 0], [0, 20, 0], [0, 0, 20]])
    );
    assert_eq!(report["labels"][2]["support"], 20);
}

fn quote_commas(label: &'static str) -> &'static str {
    if label.contains(',') {
        "\"non, merci\""
    } else {
        label
    }
}

#[test]
fn two_labels_are_ordered_by_name_not_by_frequency() {
    let place = Place::new();
    let mut csv = labelled_csv(&["alpha", "omega"], 10);
    for row in 0..15 {
        writeln!(csv, "x{row},h{row},encore une brique numéro {row},omega").unwrap();
    }
    place.file("data.csv", csv);
    assert_eq!(
        place.stance(&["train", "data.csv", "-o", "m.model"]).code,
        0
    );
    let score = place.stance_with_stdin(
        &[
            "score",
            "-",
            "--input-format",
            "csv",
            "--model",
            "m.model",
            "--format",
            "csv",
        ],
        "text\nune pomme\nune brique\n",
    );
    let lines: Vec<&str> = score.stdout.lines().collect();
    assert_eq!(lines[0], "text,predicted,confidence,p_alpha,p_omega");
    assert!(lines[1].starts_with("une pomme,alpha,"), "{}", lines[1]);
    assert!(lines[2].starts_with("une brique,omega,"), "{}", lines[2]);
}

#[test]
fn the_same_bytes_on_one_two_and_eight_threads() {
    let place = Place::new();
    place.file("data.csv", labelled_csv(&["a", "b", "c"], 30));
    for threads in ["1", "2", "8"] {
        let model = format!("{threads}.model");
        let run = place.stance(&["train", "data.csv", "-o", &model, "--threads", threads]);
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    assert_eq!(place.read("1.model"), place.read("2.model"));
    assert_eq!(place.read("1.model"), place.read("8.model"));
}

#[test]
fn the_model_holds_its_data_by_name_and_checksum_and_no_path() {
    let place = Place::new();
    place.file("folder/data.csv", labelled_csv(&["a", "b"], 10));
    let path = place.path("folder/data.csv");
    let run = place.stance(&[
        "train",
        path.to_str().unwrap(),
        "-o",
        "m.model",
        "--seed",
        "3",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let bytes = place.read("m.model");
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains(r#"\"name\":\"data.csv\""#));
    assert!(text.contains(r#"\"seed\":3"#));
    assert!(!text.contains("folder"), "the model names a folder");
    assert!(!text.contains(path.parent().unwrap().to_str().unwrap()));
}

#[test]
fn groups_never_straddle_folds_and_can_be_named_or_switched_off() {
    let place = Place::new();
    // Each label's rows are all of one group: they cannot be held out and trained on.
    let csv = "auteur,text,label\nx,le chat dort,a\nx,le chat joue,a\ny,un chien court,b\ny,un chien mange,b\n";
    place.file("data.csv", csv);
    let named = &[
        "train",
        "data.csv",
        "-o",
        "m",
        "--group-column",
        "auteur",
        "--folds",
        "2",
    ];
    let run = place.stance(named);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("belong to one group"), "{}", run.stderr);
    let run = place.stance(&["train", "data.csv", "-o", "m", "--folds", "2"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("2 folds, 4 groups"), "{}", run.stdout);
}

#[test]
fn bad_rows_are_reported_left_out_and_told_by_the_exit_code() {
    let place = Place::new();
    let mut csv = labelled_csv(&["a", "b"], 10);
    csv.push_str("x,g,  ,a\n");
    csv.push_str("y,g,trop,de,cellules\n");
    place.file("data.csv", csv);
    let run = place.stance(&["train", "data.csv", "-o", "m.model"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("data.csv:22: column `text` is empty"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr
            .contains("data.csv:23: 4 cells expected, 5 found"),
        "{}",
        run.stderr
    );
    assert!(
        run.stdout.contains("20 from data.csv, 2 left out"),
        "{}",
        run.stdout
    );
    let evaluate = place.stance(&["evaluate", "m.model", "data.csv"]);
    assert_eq!(evaluate.code, 1);
    assert!(
        evaluate
            .stdout
            .starts_with("rows               20 in 10 groups\n"),
        "{}",
        evaluate.stdout
    );
}

#[test]
fn a_row_counts_as_often_as_its_weight_says() {
    let place = Place::new();
    // The same words under both labels: nothing but the weights tells them apart.
    let rows = "text,label,w\nun mot,a,9\nun mot,a,9\nun mot,b,1\nun mot,b,1\nun loup,a,beaucoup\n";
    place
        .file("data.csv", rows)
        .file("one.csv", "text\nun mot\n");
    let probability = |weight_options: &[&str]| -> (i32, String, f64) {
        let mut arguments = vec![
            "train",
            "data.csv",
            "-o",
            "m.model",
            "--folds",
            "0",
            "--class-weight",
            "none",
        ];
        arguments.extend(weight_options);
        let train = place.stance(&arguments);
        let score = place.stance(&["score", "one.csv", "--model", "m.model", "--format", "csv"]);
        let p_a = score
            .stdout
            .lines()
            .nth(1)
            .unwrap()
            .split(',')
            .nth(3)
            .unwrap()
            .parse()
            .unwrap();
        (train.code, train.stderr, p_a)
    };
    let (code, stderr, p_a) = probability(&["--weight-column", "w"]);
    assert_eq!(code, 1);
    assert!(
        stderr.contains("data.csv:6: column `w`: \"beaucoup\" is no weight"),
        "{stderr}"
    );
    assert!((p_a - 0.9).abs() < 0.01, "{p_a}");
    let (code, _, p_a) = probability(&[]);
    assert_eq!(code, 0);
    assert!(p_a < 0.7, "{p_a}");
}

#[test]
fn the_path_of_c_is_printed_on_request_and_stands_in_the_model() {
    let place = Place::new();
    place.file("data.csv", labelled_csv(&["a", "b"], 20));
    let run = place.stance(&["train", "data.csv", "-o", "m.model", "--print-c-path"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let c = run
        .stdout
        .lines()
        .find_map(|line| line.strip_prefix("C         "))
        .unwrap();
    let c = c.split(' ').next().unwrap();
    let path = run
        .stdout
        .lines()
        .skip_while(|line| !line.starts_with("C     log loss"));
    let path: Vec<Vec<&str>> = path.map(|line| line.split_whitespace().collect()).collect();
    assert!(path.len() > 2, "{}", run.stdout);
    let chosen: Vec<_> = path
        .iter()
        .filter(|point| point.contains(&"chosen"))
        .collect();
    assert!(
        matches!(chosen.as_slice(), [point] if point[0] == c),
        "{path:?}"
    );
    // The rule: the smallest C whose log loss is within one standard error of the best.
    let points: Vec<(f64, f64, bool)> = path[1..]
        .iter()
        .map(|point| {
            let number = |at: usize| point[at].parse::<f64>().unwrap();
            (number(1), number(2), point.contains(&"chosen"))
        })
        .collect();
    let best = points
        .iter()
        .copied()
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .unwrap();
    let first = points
        .iter()
        .position(|point| point.0 <= best.0 + best.1)
        .unwrap();
    assert!(points[first].2, "{path:?}");
    let bytes = place.read("m.model");
    let text = String::from_utf8_lossy(&bytes);
    assert_eq!(text.matches("\\\"standard_error\\\"").count(), points.len());
    for options in [["--c", "3"], ["--folds", "0"]] {
        let mut arguments = vec!["train", "data.csv", "-o", "n.model", "--print-c-path"];
        arguments.extend(options);
        let run = place.stance(&arguments);
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains("no path is walked"), "{}", run.stderr);
    }
}

#[test]
fn not_reaching_the_tolerance_is_a_warning_in_report_stderr_and_model() {
    let place = Place::new();
    place.file("data.csv", labelled_csv(&["a", "b"], 20));
    let train = |iterations: &str, options: &[&str]| {
        let mut arguments = vec!["train", "data.csv", "-o", "m.model", "--c", "100"];
        arguments.extend(["--max-iterations", iterations]);
        arguments.extend(options);
        let run = place.stance(&arguments);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let text = String::from_utf8_lossy(&place.read("m.model")).into_owned();
        (run, text.matches("\\\"converged\\\":false").count())
    };
    let (run, n_recorded) = train("1", &[]);
    let warning = "the fit to all rows (1 iterations, relative gradient norm ";
    let expected = format!("warning   short of the solver's tolerance: {warning}");
    assert!(run.stdout.contains(&expected), "{}", run.stdout);
    assert!(
        run.stdout.contains("; fits of the cross-validation\n"),
        "{}",
        run.stdout
    );
    let expected = format!("warning: short of the solver's tolerance: {warning}");
    assert!(run.stderr.contains(&expected), "{}", run.stderr);
    assert!(
        run.stderr.contains("raise --max-iterations or lower --c"),
        "{}",
        run.stderr
    );
    assert_eq!(n_recorded, 2);
    let (run, n_recorded) = train("1", &["--folds", "0"]);
    assert!(!run.stderr.contains("cross-validation"), "{}", run.stderr);
    assert_eq!(n_recorded, 1);
    let (run, n_recorded) = train("100", &[]);
    assert!(
        !run.stdout.contains("warning") && run.stderr.is_empty(),
        "{run:?}"
    );
    assert_eq!(n_recorded, 0);
}

#[test]
fn several_files_and_stdin_are_read_as_one() {
    let place = Place::new();
    let csv = labelled_csv(&["a", "b"], 10);
    let (header, rows) = csv.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().collect();
    let half = |rows: &[&str]| format!("{header}\n{}\n", rows.join("\n"));
    place
        .file("one.csv", half(&rows[..8]))
        .file("two.csv", half(&rows[8..]))
        .file("all.csv", &csv);
    let train = |data: &[&str], output: &str, stdin: &str| {
        let arguments = [&["train"], data, &["-o", output]].concat();
        let run = place.stance_with_stdin(&arguments, stdin);
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout
    };
    let figures = |report: &str| -> Vec<String> {
        let told = report.lines().filter(|line| !line.starts_with("rows"));
        let told = told.filter(|line| !line.starts_with("model"));
        told.map(str::to_owned).collect()
    };
    let all = train(&["all.csv"], "all.model", "");
    let parts = train(&["one.csv", "two.csv"], "parts.model", "");
    assert_eq!(figures(&all), figures(&parts));
    assert!(
        parts.contains("rows      20 from one.csv, two.csv"),
        "{parts}"
    );
    let piped = train(&["one.csv", "-"], "piped.model", &half(&rows[8..]));
    assert_eq!(figures(&all), figures(&piped));
    let model = String::from_utf8_lossy(&place.read("piped.model")).into_owned();
    assert!(model.contains(r#"\"name\":\"stdin\""#));
}

#[test]
fn errors_name_the_file_that_a_row_is_in() {
    let place = Place::new();
    place
        .file("one.csv", labelled_csv(&["a", "b"], 5))
        .file("two.csv", "text,label\nun,a\ndeux,seul\n");
    let run = place.stance(&["train", "one.csv", "two.csv", "-o", "m.model"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("two.csv:3: "), "{}", run.stderr);
}

#[test]
fn fasttext_files_teach_what_their_csv_teaches() {
    let place = Place::new();
    let csv = labelled_csv(&["a", "b"], 10);
    let mut lines = String::new();
    for row in csv.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        writeln!(lines, "__label__{} {}", cells[3], cells[2]).unwrap();
    }
    place.file("data.csv", &csv).file("data.txt", &lines);
    let train = |data: &str, options: &[&str]| {
        let run = place.stance(&[&["train", data, "-o", "m.model"], options].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout
    };
    let told = |report: &str| {
        let kept = ["labels", "features", "C", "accuracy", "log loss"];
        let lines = report
            .lines()
            .filter(|line| kept.iter().any(|name| line.starts_with(name)));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let expected = told(&train("data.csv", &["--group-column", "none"]));
    assert_eq!(
        told(&train("data.txt", &["--input-format", "fasttext"])),
        expected
    );
    assert_eq!(told(&train("data.txt", &[])), expected);
    let run = place.stance(&[
        "train",
        "data.txt",
        "-o",
        "m.model",
        "--group-column",
        "author",
    ]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("a fastText file has no columns"),
        "{}",
        run.stderr
    );
}

#[test]
fn fasttext_lines_without_one_label_or_a_text_are_left_out() {
    let place = Place::new();
    let good = "__label__a un port\n__label__b un pont\n".repeat(5);
    place.file(
        "data.txt",
        format!("{good}sans avis\n__label__a __label__b deux avis\n__label__a\n"),
    );
    let run = place.stance(&["train", "data.txt", "-o", "m.model", "--folds", "0"]);
    assert_eq!(run.code, 1);
    for told in [
        "data.txt:11: no word begins with `__label__`",
        "data.txt:12: one `__label__` expected, 2 found",
        "data.txt:13: no text beside the label",
    ] {
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
    place.file("bad.txt", format!("{good}__label__ nu\n"));
    let run = place.stance(&["train", "bad.txt", "-o", "n.model", "--folds", "0"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("bad.txt:11: the label \"\" is empty"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_dry_run_checks_what_training_checks_and_writes_nothing() {
    let place = Place::new();
    place.file("data.csv", labelled_csv(&["a", "b"], 10));
    let run = place.stance(&["train", "data.csv", "-o", "m.model", "--dry-run"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stdout.contains("labels    a 10, b 10"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout
            .contains("folds     5, 10 groups spread over them"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("m.model; not written"),
        "{}",
        run.stdout
    );
    assert_eq!(place.names(), ["data.csv"]);
    let train = place.stance(&["train", "data.csv", "-o", "m.model", "--folds", "30"]);
    let dry = place.stance(&["train", "data.csv", "--dry-run", "--folds", "30"]);
    assert_eq!((train.code, dry.code), (2, 2));
    assert_eq!(train.stderr, dry.stderr);
    let by_target = [
        "train",
        "data.csv",
        "--dry-run",
        "--target-column",
        "group",
        "--folds",
        "0",
    ];
    let run = place.stance(&by_target);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("target `g0-0`"), "{}", run.stderr);
}

#[test]
fn compressed_files_are_read_as_what_is_in_them() {
    let place = Place::new();
    let csv = labelled_csv(&["a", "b"], 10);
    let packed = zstd::encode_all(csv.as_bytes(), 0).unwrap();
    place.file("data.csv", &csv).file("data.csv.zst", packed);
    let run = |data: &str| {
        let run = place.stance(&["train", data, "--dry-run"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout.replace(".zst", "")
    };
    assert_eq!(run("data.csv"), run("data.csv.zst"));
}

#[test]
fn what_is_estimated_over_the_limit_of_memory_is_refused_with_the_figure() {
    let place = Place::new();
    place
        .file("data.csv", labelled_csv(&["a", "b"], 10))
        .file("m.model", "old");
    for command in ["train", "cross-validate", "ablate"] {
        let output: &[&str] = if command == "train" {
            &["-o", "m.model"]
        } else {
            &[]
        };
        let run = place.stance(&[&[command, "data.csv", "--max-memory", "1MB"], output].concat());
        assert_eq!(run.code, 2, "{command}: {}", run.stdout);
        let told = "error: training on 20 rows is estimated to take 1";
        assert!(run.stderr.starts_with(told), "{}", run.stderr);
        assert!(
            run.stderr
                .contains(" MB, more than --max-memory 1 MB\nhint: "),
            "{}",
            run.stderr
        );
    }
    assert_eq!(place.read("m.model"), b"old");
    let run = place.stance(&["train", "data.csv", "--max-memory", "100b", "-o", "m.model"]);
    assert!(run.stderr.contains("the data alone are"), "{}", run.stderr);
    let dry = place.stance(&["train", "data.csv", "--max-memory", "1 GiB", "--dry-run"]);
    assert_eq!(dry.code, 0, "{}", dry.stderr);
    let line = dry.stdout.lines().last().unwrap();
    assert!(
        line.starts_with("memory    ") && line.ends_with("of --max-memory 1.1 GB"),
        "{line}"
    );
    let run = place.stance(&["train", "data.csv", "--max-memory", "1GiB", "-o", "m.model"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let bad = place.stance(&["train", "data.csv", "--max-memory", "2", "-o", "m.model"]);
    assert!(
        bad.stderr.contains("a size with its unit expected"),
        "{}",
        bad.stderr
    );
}
