//! The README's console blocks, run as they stand: what it shows is what one gets.

use crate::support::{Place, stance_in, workspace_root};

/// A command of a console block and the output shown below it.
struct Shown {
    command: String,
    output: String,
}

/// Returns the commands of the blocks of a Markdown text that are marked `console`.
fn console_commands(markdown: &str) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::new();
    let mut inside = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if let (true, Some(command)) = (inside, line.strip_prefix("$ ")) {
            shown.push(Shown {
                command: command.to_owned(),
                output: String::new(),
            });
        } else if let (true, Some(last)) = (inside, shown.last_mut()) {
            last.output.push_str(line);
            last.output.push('\n');
        }
    }
    shown
}

#[test]
fn the_console_blocks_of_the_readme_are_true() {
    let root = workspace_root();
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let place = Place::new();
    for name in ["data", "models"] {
        #[cfg(unix)]
        std::os::unix::fs::symlink(root.join(name), place.path(name)).unwrap();
    }
    let mut n_run = 0;
    for Shown { command, output } in console_commands(&readme) {
        let words: Vec<&str> = command.split_whitespace().collect();
        let arguments = match words.as_slice() {
            ["cargo", "run", "--release", "--", rest @ ..] | ["stance", rest @ ..] => rest,
            // These build or test the workspace, which is what is going on already.
            ["cargo", "xtask" | "install", ..] | ["git", ..] => continue,
            _ => panic!("the README shows a command that this test does not know: {command}"),
        };
        let run = stance_in(&place.path(""), arguments, "");
        let printed = format!("{}{}", run.stdout, run.stderr);
        assert_eq!(printed.trim_end(), output.trim_end(), "$ {command}");
        n_run += 1;
    }
    assert!(n_run >= 3, "the README shows {n_run} commands of stance");
}
