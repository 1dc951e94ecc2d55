//! What a run looks like in a terminal, and outside of one: progress, widths, closed pipes.

#![cfg(target_os = "linux")]

use std::fs::File;
use std::io::Read as _;
use std::process::{Command, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use unicode_width::UnicodeWidthStr;

use crate::support::{Place, labelled_csv};

/// The two ends of a terminal of this width.
fn terminal(columns: u16) -> (File, File) {
    let host = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&host).unwrap();
    unlockpt(&host).unwrap();
    let path = ptsname(&host, Vec::new()).unwrap();
    let size = Winsize {
        ws_row: 24,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    tcsetwinsize(&host, size).unwrap();
    let guest = File::options()
        .read(true)
        .write(true)
        .open(path.to_str().unwrap());
    (File::from(host), guest.unwrap())
}

/// Reads what was written to a terminal, until all who could write are gone.
fn read(mut host: File) -> String {
    let (mut text, mut buffer) = (Vec::new(), [0; 4096]);
    // The end is an error here, not a length of 0.
    while let Ok(n @ 1..) = host.read(&mut buffer) {
        text.extend_from_slice(&buffer[..n]);
    }
    String::from_utf8(text).unwrap().replace("\r\n", "\n")
}

fn stance(place: &Place, arguments: &[&str]) -> Command {
    let mut command = place.command(arguments);
    command.env("TERM", "xterm").env_remove("NO_COLOR");
    command
}

/// Runs `stance` with stderr in a terminal and stdout elsewhere; returns what the terminal saw.
fn on_stderr(place: &Place, arguments: &[&str]) -> String {
    let (host, guest) = terminal(100);
    let mut command = stance(place, arguments);
    command.stdout(Stdio::null()).stderr(guest);
    let mut child = command.spawn().unwrap();
    drop(command);
    let seen = read(host);
    assert!(child.wait().unwrap().success(), "{seen}");
    seen
}

/// Runs `stance` with all of its output in a terminal; returns what the terminal saw.
fn in_terminal(place: &Place, columns: u16, arguments: &[&str]) -> String {
    let (seen, code) = ended_in_terminal(place, columns, arguments);
    assert_eq!(code, Some(0), "{seen}");
    seen
}

/// The same of a run that may fail; with its exit code.
pub(crate) fn ended_in_terminal(
    place: &Place,
    columns: u16,
    arguments: &[&str],
) -> (String, Option<i32>) {
    let (host, guest) = terminal(columns);
    let mut command = stance(place, arguments);
    command.stdout(guest.try_clone().unwrap()).stderr(guest);
    let mut child = command.spawn().unwrap();
    drop(command);
    let seen = read(host);
    (seen, child.wait().unwrap().code())
}

fn with_article() -> Place {
    let place = Place::new();
    let text = "Le maire de Brest a dit mardi que la ville ne donnera pas un euro de plus au port avant l’été.";
    place.file("a.txt", format!("Le port\n\n{text}\n\n{text}\n"));
    place
}

#[test]
fn progress_is_drawn_in_a_terminal_alone_and_not_when_asked_to_be_quiet() {
    let place = with_article();
    let score = ["score", "a.txt", "--format", "csv", "-o", "a.csv"];
    let seen = on_stderr(&place, &score);
    assert!(
        seen.contains("scoring") && seen.contains(" %, "),
        "{seen:?}"
    );
    assert!(seen.contains("left"), "{seen:?}");
    let quiet = [&score[..], &["--quiet"]].concat();
    assert_eq!(on_stderr(&place, &quiet), "");
    let run = place.stance(&score);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
}

#[test]
fn training_says_in_a_terminal_what_it_is_at() {
    let place = Place::new();
    place.file("data.csv", labelled_csv(&["a", "b"], 10));
    let seen = on_stderr(&place, &["train", "data.csv", "-o", "a.model"]);
    assert!(seen.contains("training on 20 rows"), "{seen:?}");
}

#[test]
fn messages_stand_above_the_progress_whole() {
    let place = Place::new();
    place
        .file("a.csv", "text\nun port\n\nun pont\n")
        .file("b.csv", "text\n\"\"\n");
    let (host, guest) = terminal(100);
    let mut command = stance(&place, &["score", "a.csv", "b.csv", "--format", "csv"]);
    command.stdout(Stdio::null()).stderr(guest);
    let mut child = command.spawn().unwrap();
    drop(command);
    let seen = read(host);
    assert_eq!(child.wait().unwrap().code(), Some(1), "{seen}");
    let told = "skipped: b.csv:2: column `text` is empty (fill the text in or delete the row)\n";
    assert!(seen.contains(told), "{seen:?}");
}

#[test]
fn a_table_fits_the_terminal_and_keeps_its_labels() {
    let place = with_article();
    let piped = place.stance(&["score", "a.txt"]).stdout;
    assert!(piped.lines().any(|line| line.width() > 100), "{piped}");
    for columns in [100, 60, 40] {
        let seen = in_terminal(&place, columns, &["score", "a.txt"]);
        let widest = seen.lines().map(UnicodeWidthStr::width).max().unwrap();
        assert!(widest <= usize::from(columns), "{columns}: {seen}");
        for label in ["concerned", "neutral", "pro-ai"] {
            let count = |text: &str| text.matches(label).count();
            assert_eq!(count(&seen), count(&piped), "{columns}: {seen}");
        }
    }
}

#[test]
fn no_colour_is_sent() {
    let place = with_article();
    for arguments in [&["score", "a.txt"][..], &["--help"], &["quotes", "a.txt"]] {
        let seen = in_terminal(&place, 100, arguments);
        assert!(!seen.contains('\u{1b}'), "{seen:?}");
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    let place = with_article();
    place.file("data.csv", labelled_csv(&["a", "b"], 10));
    for arguments in [
        &["score", "a.txt"][..],
        &["score", "a.txt", "--format", "jsonl"],
        &["quotes", "a.txt", "--format", "csv"],
        &["check", "data.csv"],
        &["train", "data.csv", "--dry-run"],
        &["completions", "bash"],
        &["man"],
        &["--help"],
    ] {
        let mut command = stance(&place, arguments);
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = command
            .stdout(writer)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(
            String::from_utf8(output.stderr).unwrap(),
            "",
            "{arguments:?}"
        );
    }
}
