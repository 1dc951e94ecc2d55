//! The console blocks of docs/cluster.md, run as they stand in a shell: what they show is what one gets.
//! `TRYCMD=overwrite` writes the outputs anew.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::processes::{Process, ready};
use crate::support::{Place, workspace_root};

const PAGE: &str = "docs/cluster.md";

/// Runs the command of a console line and returns what it prints, stdout first. One that ends with `&` goes on until the end of the
/// page; what the page waits for before the next line is that it is ready.
fn run(command: &str, place: &Place, running: &mut Vec<Process>) -> String {
    let binaries = Path::new(env!("CARGO_BIN_EXE_stance-sql"))
        .parent()
        .unwrap();
    let path = format!("{}:{}", binaries.display(), std::env::var("PATH").unwrap());
    if let Some(command) = command.strip_suffix(" &") {
        let arguments: Vec<&str> = command.split(' ').skip(1).collect();
        assert!(command.starts_with("stance-sql "), "{command}");
        running.push(Process::start(place, &arguments));
        ready(running, arguments[0]);
        return String::new();
    }
    let output = Command::new("sh")
        .args(["-c", command])
        .current_dir(place.path(""))
        .env("PATH", path)
        .env("COLUMNS", "100")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    format!("{}{}", text(output.stdout), text(output.stderr))
}

#[test]
fn the_console_blocks_of_the_page_on_clusters_are_true() {
    let page = workspace_root().join(PAGE);
    let shown = std::fs::read_to_string(&page).unwrap();
    let place = Place::new();
    std::os::unix::fs::symlink(workspace_root().join("data"), place.path("data")).unwrap();
    std::os::unix::fs::symlink(workspace_root().join("models"), place.path("models")).unwrap();
    let (mut now, mut n_run, mut running) = (String::new(), 0, Vec::new());
    let (mut inside, mut replaced) = (false, false);
    for line in shown.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
            replaced = false;
        }
        if !(inside && replaced) || line.starts_with("$ ") {
            writeln!(now, "{line}").unwrap();
        }
        if let (true, Some(command)) = (inside, line.strip_prefix("$ ")) {
            let printed = run(command, &place, &mut running);
            replaced = true;
            n_run += 1;
            if !printed.trim_end().is_empty() {
                writeln!(now, "{}", printed.trim_end()).unwrap();
            }
        }
    }
    assert!(n_run >= 8, "{PAGE} shows {n_run} commands");
    if std::env::var("TRYCMD").is_ok_and(|mode| mode == "overwrite") {
        std::fs::write(page, now).unwrap();
        return;
    }
    for (number, (shown, now)) in (1..).zip(shown.lines().zip(now.lines())) {
        assert_eq!(now, shown, "{PAGE}:{number}");
    }
    assert_eq!(now.lines().count(), shown.lines().count(), "{PAGE}");
}
