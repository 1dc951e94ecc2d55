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

/// Holds a document to what its commands print.
fn holds(name: &str, least: usize) {
    let root = workspace_root();
    let shown = std::fs::read_to_string(root.join(name)).unwrap();
    let place = Place::new();
    for name in ["data", "models", "docs"] {
        std::os::unix::fs::symlink(root.join(name), place.path(name)).unwrap();
    }
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

#[test]
fn every_field_and_column_is_told_of() {
    let root = workspace_root();
    let told = std::fs::read_to_string(root.join("docs/output.md")).unwrap();
    let place = Place::new();
    let data = |name: &str| root.join(name).to_str().unwrap().to_owned();
    let article = data("data/articles/doublage-voix-clonees.txt");
    let (letters, gold) = (data("docs/letters.csv"), data("data/quotes-fr.jsonl"));
    let train = place.stance(&["train", &letters, "-o", "m.model"]);
    assert_ne!(train.code, 2, "{}", train.stderr);
    let free = ["probabilities", "columns", "labels"];
    for arguments in [
        &["score", &article, "--format", "jsonl"][..],
        &["score", &letters, "--model", "m.model", "--format", "jsonl"],
        &["quotes", &article, "--format", "jsonl"],
        &["check", &letters, "--format", "json"],
        &["evaluate", "m.model", &letters, "--format", "json"],
        &[
            "evaluate-quotes",
            &gold,
            "--model",
            "stance-ai-fr",
            "--format",
            "json",
        ],
    ] {
        let run = place.stance(arguments);
        assert_ne!(run.code, 2, "{}", run.stderr);
        let mut names = BTreeSet::new();
        for record in run.records() {
            fields(&record, &free, &mut names);
        }
        assert!(names.len() > 3, "{arguments:?}: {names:?}");
        for name in names {
            assert!(
                told.contains(&format!("`{name}`")),
                "{arguments:?}: `{name}`"
            );
        }
    }
    for arguments in [
        ["score", &article, "--format", "csv"],
        ["quotes", &article, "--format", "csv"],
    ] {
        let run = place.stance(&arguments);
        let header = run.stdout.lines().next().unwrap();
        for name in header.split(',').filter(|name| !name.starts_with("p_")) {
            assert!(
                told.contains(&format!("`{name}`")),
                "{arguments:?}: `{name}`"
            );
        }
    }
    assert!(told.contains("`p_LABEL`"));
}
