//! Whole or not at all: however a run ends, an output is the old file or the new one.

#![cfg(unix)]

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Place, labelled_csv};

pub(crate) const OLD: &[u8] = b"old";
const TEMPORARY: &str = ".stance-tmp-";

/// Moments at which a run is killed.
const MOMENTS: u32 = 200;

pub(crate) fn temporary_files(place: &Place) -> usize {
    let names = place.names();
    names
        .iter()
        .filter(|name| name.starts_with(TEMPORARY))
        .count()
}

/// Kills runs with this output: half of them at any moment, half about when the output is written.
fn kill_at_random_moments(place: &Place, output: &str, arguments: &[&str]) {
    let started = Instant::now();
    assert!(place.spawn(arguments).wait().unwrap().success());
    let lasted = started.elapsed();
    let new = place.read(output);
    assert_ne!(new, OLD);
    let mut random = fastrand::Rng::with_seed(7);
    let mut n_new = 0;
    for moment in 0..MOMENTS {
        place.file(output, OLD);
        let mut child = place.spawn(arguments);
        if moment % 2 == 0 {
            std::thread::sleep(lasted.mul_f64(1.1 * random.f64()));
        } else {
            while temporary_files(place) == 0 && child.try_wait().unwrap().is_none() {
                std::thread::yield_now();
            }
            std::thread::sleep(Duration::from_millis(3).mul_f64(random.f64()));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let found = place.read(output);
        assert!(
            found == OLD || found == new,
            "{moment}: {} bytes",
            found.len()
        );
        n_new += u32::from(found == new);
        // The next run that writes removes what this one left; so at most one is there at a time.
        assert!(temporary_files(place) <= 1, "{moment}: {:?}", place.names());
    }
    assert!(n_new < MOMENTS, "no run was killed before its end");
    assert!(place.spawn(arguments).wait().unwrap().success());
    assert_eq!(place.read(output), new);
    assert_eq!(temporary_files(place), 0, "{:?}", place.names());
}

#[test]
fn a_training_that_is_killed_leaves_the_old_model_or_the_new_one() {
    let place = Place::new();
    place.file("data.csv", labelled_csv(&["a", "b"], 12));
    let train = [
        "train",
        "data.csv",
        "-o",
        "m.model",
        "--chars",
        "none",
        "--folds",
        "2",
        "--language",
        "fr",
        "--threads",
        "1",
    ];
    kill_at_random_moments(&place, "m.model", &train);
}

#[test]
fn a_batch_that_is_killed_leaves_the_old_scores_or_the_new_ones() {
    let place = Place::new();
    place.file("data.csv", labelled_csv(&["a", "b"], 12));
    let train = [
        "train",
        "data.csv",
        "-o",
        "m.model",
        "--folds",
        "0",
        "--language",
        "fr",
    ];
    assert_eq!(place.stance(&train).code, 0);
    for number in 0..20 {
        let text = "Le maire a dit que « la pomme est une brique ».\n\n".repeat(3);
        place.file(&format!("press/{number}.txt"), text);
    }
    let score = [
        "score",
        "press",
        "--model",
        "m.model",
        "--format",
        "jsonl",
        "-o",
        "scores.jsonl",
        "--threads",
        "2",
    ];
    kill_at_random_moments(&place, "scores.jsonl", &score);
}

/// Runs `stance` until it waits for more of stdin with its output begun, sends it a signal, and returns the one
/// that it ended by.
fn interrupted(place: &Place, signal: &str) -> Option<i32> {
    // A shell that starts programs in the background has them ignore SIGINT, which passes on to their children.
    let mut child = Command::new("env")
        .args(["--default-signal=INT,TERM", env!("CARGO_BIN_EXE_stance")])
        .args([
            "score",
            "-",
            "--input-format",
            "csv",
            "--format",
            "csv",
            "-o",
            "a.csv",
        ])
        .current_dir(place.path(""))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"text\nun port\n").unwrap();
    while temporary_files(place) == 0 {
        assert!(child.try_wait().unwrap().is_none());
        std::thread::sleep(Duration::from_millis(5));
    }
    let sent = Command::new("kill")
        .args(["-s", signal, &child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    let status = child.wait().unwrap();
    drop(stdin);
    status.signal()
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_run_ends_by_its_signal_and_leaves_the_old_file() {
    let place = Place::new();
    for (signal, number) in [("INT", 2), ("TERM", 15)] {
        place.file("a.csv", OLD);
        assert_eq!(interrupted(&place, signal), Some(number));
        assert_eq!(place.read("a.csv"), OLD);
        assert_eq!(temporary_files(&place), 1);
        let rows = "text\nun port\n";
        let arguments = [
            "score",
            "-",
            "--input-format",
            "csv",
            "--format",
            "csv",
            "-o",
            "a.csv",
        ];
        assert_eq!(place.stance_with_stdin(&arguments, rows).code, 0);
        assert_eq!(place.names(), ["a.csv"]);
        assert!(place.read("a.csv").starts_with(b"text,predicted"));
    }
}

/// Runs `stance` where no file may grow beyond 8 blocks, as on a full disk, and returns exit code and stderr.
pub(crate) fn on_a_full_disk(place: &Place, arguments: &[&str]) -> (Option<i32>, String) {
    let script = "trap '' XFSZ && ulimit -f 8 && exec \"$@\"";
    let output = Command::new("sh")
        .args(["-c", script, "sh", env!("CARGO_BIN_EXE_stance")])
        .args(arguments)
        .current_dir(place.path(""))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), told)
}

#[test]
fn a_full_disk_ends_a_run_and_leaves_the_old_files() {
    let place = Place::new();
    let text = "Le maire a dit que « le port sera agrandi ».\n\n".repeat(400);
    place
        .file("a.txt", &text)
        .file("data.csv", labelled_csv(&["a", "b"], 150));
    for name in [
        "scores.jsonl",
        "quotes.csv",
        "m.model",
        "report.html",
        "texts/a.txt.txt",
    ] {
        place.file(name, OLD);
    }
    let evaluated = place.stance(&["train", "data.csv", "-o", "own.model", "--folds", "0"]);
    assert_eq!(evaluated.code, 0, "{}", evaluated.stderr);
    for (output, arguments) in [
        (
            "scores.jsonl",
            &["score", "a.txt", "--format", "jsonl", "-o", "scores.jsonl"][..],
        ),
        (
            "quotes.csv",
            &["quotes", "a.txt", "--format", "csv", "-o", "quotes.csv"],
        ),
        (
            "m.model",
            &["train", "data.csv", "-o", "m.model", "--folds", "0"],
        ),
        (
            "report.html",
            &[
                "evaluate",
                "own.model",
                "data.csv",
                "--format",
                "html",
                "-o",
                "report.html",
            ],
        ),
        (
            "texts/a.txt.txt",
            &[
                "score",
                "a.txt",
                "--text-out",
                "texts",
                "--format",
                "csv",
                "-o",
                "out.csv",
            ],
        ),
    ] {
        let (code, told) = on_a_full_disk(&place, arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {told}");
        assert!(
            told.starts_with("error: ") && told.contains("File too large"),
            "{arguments:?}: {told}"
        );
        assert_eq!(place.read(output), OLD, "{arguments:?}");
    }
    assert_eq!(temporary_files(&place), 0, "{:?}", place.names());
    assert!(!place.path("out.csv").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn results_that_cannot_be_written_to_stdout_are_an_error() {
    let place = Place::new();
    place
        .file(
            "a.txt",
            "« Le port sera agrandi avant l’été », a dit le maire.",
        )
        .file("data.csv", labelled_csv(&["a", "b"], 10));
    for arguments in [
        &["score", "a.txt"][..],
        &["score", "a.txt", "--format", "csv"],
        &["quotes", "a.txt", "--format", "jsonl"],
        &["check", "data.csv"],
        &["completions", "bash"],
        &["man"],
    ] {
        let full = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let output = place.command(arguments).stdout(full).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
        assert!(
            told.contains("No space left on device"),
            "{arguments:?}: {told}"
        );
    }
}

#[test]
fn an_error_that_nobody_can_be_told_has_its_exit_code_all_the_same() {
    let place = Place::new();
    let full = || {
        let mut device = std::fs::File::options();
        device.write(true).open("/dev/full").unwrap()
    };
    for arguments in [&["score", "missing.csv", "-o", "out.csv"][..], &["scor"]] {
        let (reader, gone) = std::io::pipe().unwrap();
        drop(reader);
        let to_full = place.command(arguments).stderr(full()).status().unwrap();
        let to_nobody = place.command(arguments).stderr(gone).status().unwrap();
        assert_eq!(to_full.code(), Some(2), "{arguments:?}");
        assert_eq!(to_nobody.code(), Some(2), "{arguments:?}");
    }
    // Help is an output like another.
    let (reader, gone) = std::io::pipe().unwrap();
    drop(reader);
    let to_full = place.command(&["--help"]).stdout(full()).status().unwrap();
    let to_nobody = place.command(&["--help"]).stdout(gone).status().unwrap();
    assert_eq!((to_full.code(), to_nobody.code()), (Some(2), Some(0)));
}

#[test]
fn a_target_that_is_read_only_is_left_alone() {
    let place = Place::new();
    place
        .file("a.txt", "Le port de Brest.")
        .file("data.csv", labelled_csv(&["a", "b"], 10))
        .file("kept", OLD);
    std::fs::set_permissions(place.path("kept"), std::fs::Permissions::from_mode(0o444)).unwrap();
    for arguments in [
        &["score", "a.txt", "-o", "kept"][..],
        &["quotes", "a.txt", "-o", "kept"],
        &["explain", "a.txt", "-o", "kept"],
        &["train", "data.csv", "-o", "kept"],
        &["cross-validate", "data.csv", "-o", "kept"],
    ] {
        let run = place.stance(arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.stdout);
        assert!(
            run.stderr.contains("writing kept: it is read-only\nhint: "),
            "{}",
            run.stderr
        );
        assert_eq!(place.read("kept"), OLD);
    }
    // A folder that nothing can be made in, whoever runs the tests.
    let run = place.stance(&["score", "a.txt", "-o", "/proc/scores.csv"]);
    assert_eq!(run.code, 2, "{}", run.stdout);
    assert!(
        run.stderr
            .contains("the folder /proc must exist and be writable"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_file_that_is_replaced_keeps_its_permissions() {
    let place = Place::new();
    place
        .file("a.txt", "Le port de Brest.")
        .file("private.csv", OLD);
    let mode = || {
        std::fs::metadata(place.path("private.csv"))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    std::fs::set_permissions(
        place.path("private.csv"),
        std::fs::Permissions::from_mode(0o600),
    )
    .unwrap();
    let run = place.stance(&["score", "a.txt", "--format", "csv", "-o", "private.csv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_ne!(place.read("private.csv"), OLD);
    assert_eq!(mode(), 0o600);
}

#[test]
fn nobody_reading_the_messages_keeps_no_output_from_being_written() {
    let place = Place::new();
    place.file("a.csv", "text\nun port\n\"\"\n");
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let status = place
        .command(&["score", "a.csv", "--format", "csv", "-o", "out.csv"])
        .stderr(writer)
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(1));
    assert!(place.read("out.csv").starts_with(b"text,predicted"));
}
