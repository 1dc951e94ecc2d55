//! The console blocks of docs/cluster.md, run as they stand in a shell: what they show is what one gets.
//! `TRYCMD=overwrite` writes the outputs anew.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::corpus;
use crate::processes::{Process, ready};
use crate::support::{Place, stdout, workspace_root};

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

/// The commands of the page for several hosts, each host an address of this one.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "only Linux has all of 127.0.0.0/8")]
fn the_commands_for_several_hosts_are_true() {
    let page = std::fs::read_to_string(workspace_root().join(PAGE)).unwrap();
    let (_, section) = page.split_once("\n## Several hosts\n").unwrap();
    let shown = section.split('`').filter(|part| part.contains(" --"));
    let shown: Vec<String> = (shown.filter_map(|part| part.strip_prefix("stance-sql ")))
        .map(|part| {
            part.replace("10.0.0.", "127.0.0.")
                .replace("/archive", "archive")
        })
        .collect();
    let [scheduler, executor, submit] = &shown[..] else {
        panic!("three commands expected: {shown:?}");
    };
    let place = Place::new();
    std::fs::create_dir(place.path("archive")).unwrap();
    corpus::write_parquet(&place.path("archive"), 1000, 3);
    let mut running = Vec::new();
    for command in [scheduler, executor] {
        let arguments: Vec<&str> = command.split(' ').collect();
        running.push(Process::start(&place, &arguments));
        ready(&running, arguments[0]);
    }
    let (before, after) = submit.split_once("\"SELECT …\" ").unwrap();
    let sql = "SELECT count(*) AS n, count(language(text)) AS told FROM press";
    let (before, after) = (before.split_whitespace(), after.split(' '));
    let arguments: Vec<&str> = before.chain([sql]).chain(after).collect();
    assert_eq!(stdout(&place, &arguments), "   n  told\n1000   960\n");
}
