//! Nesting without end: it is read or refused, on a stack of ordinary size and on a small one.

#![cfg(unix)]

use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};

use crate::support::{Place, labelled_csv};

const DEPTH: usize = 50_000;

fn nested(open: &str, middle: &str, close: &str) -> String {
    format!("{}{middle}{}", open.repeat(DEPTH), close.repeat(DEPTH))
}

/// Runs `stance` with so many KiB of stack in the first thread and the others; returns the exit code.
fn code(place: &Place, kib: Option<usize>, arguments: &[&str]) -> i32 {
    let mut command = match kib {
        None => Command::new(env!("CARGO_BIN_EXE_stance")),
        Some(kib) => {
            let mut command = Command::new("sh");
            let script = format!("ulimit -s {kib} && exec \"$@\"");
            command.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_stance")]);
            command.env("RUST_MIN_STACK", (kib << 10).to_string());
            command
        }
    };
    let output = command
        .args(arguments)
        .current_dir(place.path(""))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        output.status.signal(),
        None,
        "{arguments:?} {kib:?}: {told}"
    );
    output.status.code().unwrap()
}

#[test]
fn no_nesting_overflows_the_stack() {
    let place = Place::new();
    let head = "{\"text\":\"un port\",\"b\":";
    let inputs = [
        ("marks.txt", nested("« “ ‘ ", "le port", " ’ ” »")),
        ("open.txt", "« ".repeat(DEPTH)),
        ("brackets.txt", nested("([{", "le port", "}])")),
        ("quoted.md", format!("{}le port", "> ".repeat(DEPTH))),
        ("list.md", nested("- ", "le port", "")),
        ("emphasis.md", nested("**_", "le port", "_**")),
        ("links.md", nested("[", "le port", "](x)")),
        ("div.html", nested("<div>", "le port", "</div>")),
        ("bold.html", nested("<b>", "le port", "</b>")),
        (
            "table.html",
            nested("<table><tr><td>", "le port", "</td></tr></table>"),
        ),
        ("svg.html", nested("<svg><g>", "le port", "</g></svg>")),
        ("list.html", nested("<ul><li>", "le port", "</li></ul>")),
        (
            "template.html",
            nested("<template>", "le port", "</template>"),
        ),
        (
            "ld.html",
            format!(
                "<html><head><script type=\"application/ld+json\">{}</script></head><body><p>le port",
                nested("[", "", "]")
            ),
        ),
        (
            "arrays.jsonl",
            format!("{head}{}}}\n", nested("[", "", "]")),
        ),
        (
            "objects.jsonl",
            format!("{head}{}}}\n", nested("{\"a\":", "1", "}")),
        ),
        ("arrays.json", format!("[{head}{}}}]", nested("[", "", "]"))),
        ("objects.json", nested("{\"a\":", "1", "}")),
        (
            "marks.csv",
            format!("text\n\"{}\"\n", nested("\"\"(", "le port", ")\"\"")),
        ),
    ];
    for (name, content) in &inputs {
        place.file(name, content);
    }
    // One stack for each thread in turn: threads of a pool, and the first.
    for kib in [None, Some(512)] {
        for (name, _) in &inputs {
            assert!((0..=2).contains(&code(&place, kib, &["score", name, "--format", "jsonl"])));
            assert!((0..=2).contains(&code(&place, kib, &["quotes", name])));
        }
    }
}

#[test]
fn a_model_whose_header_nests_is_refused() {
    let place = Place::new();
    place
        .file("a.txt", "Le port de Brest.")
        .file("data.csv", labelled_csv(&["a", "b"], 5));
    let headers = [
        nested("[", "", "]"),
        nested("{\"a\":", "1", "}"),
        format!(
            "{{\"__metadata__\":{{\"stance\":\"{}\"}}}}",
            nested("[", "", "]")
        ),
        format!("{{\"__metadata__\":{}}}", nested("{\"a\":", "1", "}")),
    ];
    for header in headers {
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend_from_slice(header.as_bytes());
        place.file("m.model", bytes);
        for kib in [None, Some(512)] {
            assert_eq!(code(&place, kib, &["inspect", "m.model"]), 2);
            assert_eq!(
                code(&place, kib, &["score", "a.txt", "--model", "m.model"]),
                2
            );
            let train = ["train", "data.csv", "-o", "n.model", "--vectors", "m.model"];
            assert_eq!(code(&place, kib, &train), 2);
        }
    }
}
