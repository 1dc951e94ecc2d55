//! The console blocks of README.md and docs/, run as they stand in a shell: what they show is what one gets.
//! `TRYCMD=overwrite` writes the outputs anew.

#![cfg(unix)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::{Place, workspace_root};

/// Runs the command of a console line in a folder and returns what it prints, stdout first; nothing for a command
/// that builds or tests the workspace, which is what is going on already.
fn run(command: &str, place: &Place) -> Option<String> {
    if ["cargo xtask", "cargo install", "git "]
        .iter()
        .any(|start| command.starts_with(start))
    {
        return None;
    }
    let command = command.replace("cargo run --release -- ", "stance ");
    let binaries = Path::new(env!("CARGO_BIN_EXE_stance")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    let output = Command::new("sh")
        .args(["-c", &command])
        .current_dir(place.path(""))
        .env("PATH", format!("{}:{path}", binaries.display()))
        .env("COLUMNS", "100")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Some(format!("{}{}", text(output.stdout), text(output.stderr)))
}

/// Returns a Markdown text with the outputs in its `console` blocks as they come out now, and how many commands of
/// stance there are.
fn with_outputs(markdown: &str, place: &Place) -> (String, usize) {
    let (mut out, mut n_run) = (String::new(), 0);
    let (mut inside, mut replaced) = (false, false);
    for line in markdown.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
            replaced = false;
        }
        if !(inside && replaced) || line.starts_with("$ ") {
            writeln!(out, "{line}").unwrap();
        }
        if let (true, Some(command)) = (inside, line.strip_prefix("$ ")) {
            let printed = run(command, place);
            replaced = printed.is_some();
            n_run += usize::from(replaced && command.contains("stance"));
            let printed = printed.unwrap_or_default();
            if !printed.trim_end().is_empty() {
                writeln!(out, "{}", printed.trim_end()).unwrap();
            }
        }
    }
    (out, n_run)
}

/// Returns a folder that looks like the root of the workspace to the commands of a document.
fn place_like_root() -> Place {
    let place = Place::new();
    for name in ["data", "models", "docs"] {
        std::os::unix::fs::symlink(workspace_root().join(name), place.path(name)).unwrap();
    }
    place
}

/// Holds a document to what its commands print.
fn holds(name: &str, least: usize) {
    let root = workspace_root();
    let shown = std::fs::read_to_string(root.join(name)).unwrap();
    let place = place_like_root();
    let (now, n_run) = with_outputs(&shown, &place);
    assert!(n_run >= least, "{name} shows {n_run} commands of stance");
    if std::env::var("TRYCMD").is_ok_and(|mode| mode == "overwrite") {
        std::fs::write(root.join(name), &now).unwrap();
        return;
    }
    for (number, (shown, now)) in (1..).zip(shown.lines().zip(now.lines())) {
        assert_eq!(now, shown, "{name}:{number}");
    }
    assert_eq!(now.lines().count(), shown.lines().count(), "{name}");
}

#[test]
fn the_console_blocks_of_the_readme_are_true() {
    holds("README.md", 3);
}

#[test]
fn the_console_blocks_of_the_guide_are_true() {
    holds("docs/guide.md", 6);
}

#[test]
fn the_console_blocks_for_those_who_come_from_elsewhere_are_true() {
    holds("docs/coming-from.md", 4);
}

/// Collects the names of the fields of a JSON value; those in objects named in `free`, which are data, are left out.
fn fields(value: &Value, free: &[&str], into: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                into.insert(name.clone());
                if !(value.is_object() && free.contains(&name.as_str())) {
                    fields(value, free, into);
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| fields(value, free, into)),
        _ => {}
    }
}

/// Returns how a column is told of: of every task, every label, and everything certain alike.
fn told_as(column: &str) -> String {
    let column = column.strip_prefix("sentiment_").unwrap_or(column);
    let column = column.strip_prefix("certain_").unwrap_or(column);
    let of_label = ["p_", "low_", "high_", "counted_", "summed_", "share_"]
        .into_iter()
        .find(|prefix| column.starts_with(prefix));
    of_label.map_or_else(|| column.to_owned(), |prefix| format!("{prefix}LABEL"))
}

/// Returns a sample with this label in its last column, on every row.
fn with_labels(sample: &str, label: &str) -> String {
    let mut rows = csv::Reader::from_reader(sample.as_bytes());
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(rows.headers().unwrap()).unwrap();
    for row in rows.records().map(Result::unwrap) {
        let cells = row.iter().take(row.len() - 1).chain([label]);
        out.write_record(cells).unwrap();
    }
    String::from_utf8(out.into_inner().unwrap()).unwrap()
}

#[test]
fn every_field_and_column_is_told_of() {
    let told = std::fs::read_to_string(workspace_root().join("docs/output.md")).unwrap();
    let place = place_like_root();
    let stance = |command: &str| {
        let run = place.stance(&command.split(' ').collect::<Vec<_>>());
        assert_ne!(run.code, 2, "{command}: {}", run.stderr);
        run
    };
    let tells = |command: &str, name: &str| {
        assert!(told.contains(&format!("`{name}`")), "{command}: `{name}`");
    };
    stance("train docs/letters.csv -o m.model");
    stance("score data/articles --format jsonl -o scores.jsonl");
    stance("audit draw scores.jsonl --size 9 -o sample.csv");
    let sample = String::from_utf8(place.read("sample.csv")).unwrap();
    for column in sample.lines().next().unwrap().split(',') {
        tells("audit draw", column);
    }
    let key: Value = serde_json::from_slice(&place.read("sample.key.json")).unwrap();
    let mut names = BTreeSet::new();
    fields(&key, &[], &mut names);
    for name in &names {
        tells("audit draw", name);
    }
    place.file("sample.csv", with_labels(&sample, "neutral"));
    let free = [
        "probabilities",
        "intervals",
        "columns",
        "labels",
        "counted",
        "summed",
        "shares",
    ];
    for command in [
        "score data/articles --format jsonl",
        "score data/articles --format jsonl --unit article --min-confidence 0.6",
        "score data/articles --format jsonl --unit quote",
        "score data/articles --format jsonl --unit speaker --min-confidence 0.6",
        "score docs/letters.csv --format jsonl --model m.model",
        "score data/articles --format jsonl --unit corpus --by month,source",
        "audit estimate sample.csv --format json",
        "models --format json",
        "quotes data/articles --format jsonl",
        "check docs/letters.csv --format json",
        "evaluate m.model docs/letters.csv --format json --by label --against m.model --min-confidence 0.3",
        "cross-validate docs/letters.csv --format json --c 1",
        "ablate docs/letters.csv --format json --c 1",
        "explain data/articles --format json",
        "explain docs/letters.csv --format json --model m.model",
        "inspect m.model --format json",
        "inspect stance-ai-fr --format json",
        "evaluate-quotes data/quotes-fr.jsonl --format json --model stance-ai-fr",
    ] {
        let mut names = BTreeSet::new();
        for record in stance(command).records() {
            fields(&record, &free, &mut names);
        }
        assert!(names.len() > 3, "{command}: {names:?}");
        for name in &names {
            tells(command, name);
        }
    }
    for command in [
        "score data/articles --format csv",
        "score data/articles --format csv --unit article --min-confidence 0.6",
        "score data/articles --format csv --unit quote",
        "score data/articles --format csv --unit speaker --min-confidence 0.6",
        "score data/articles --format csv --unit corpus --by month,source",
        "quotes data/articles --format csv",
    ] {
        let run = stance(command);
        let header = run.stdout.lines().next().unwrap();
        for column in header.split(',') {
            tells(command, &told_as(column));
        }
    }
    for name in ["sentiment_p_LABEL", "sentiment_certain_predicted"] {
        tells("score", name);
    }
}
