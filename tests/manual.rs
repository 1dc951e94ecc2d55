//! Completions and manual pages: one for every shell and command.

use std::process::Command;

use crate::support::Place;

const COMMANDS: [&str; 4] = ["check", "train", "score", "evaluate"];

#[test]
fn completions_know_every_command_and_option() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = place.stance(&["completions", shell]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{shell}");
        for name in COMMANDS
            .into_iter()
            .chain(["dry-run", "input-format", "quiet"])
        {
            assert!(run.stdout.contains(name), "{shell}: {name}");
        }
    }
}

#[cfg(unix)]
#[test]
fn bash_completes_commands_and_options() {
    let place = Place::new();
    place.file("stance.bash", place.stance(&["completions", "bash"]).stdout);
    let complete = |words: &str| {
        let script = format!(
            "source ./stance.bash; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); \
             _stance stance \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD - 1]}}\"; echo ${{COMPREPLY[@]}}"
        );
        let mut bash = Command::new("bash");
        let output = bash
            .args(["-c", &script])
            .current_dir(place.path(""))
            .output();
        let output = output.unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    assert_eq!(complete("stance che"), "check");
    assert_eq!(complete("stance train --dry"), "--dry-run");
    assert_eq!(complete("stance check --format j"), "json");
}

#[test]
fn there_is_a_manual_page_of_every_command() {
    let place = Place::new();
    let run = place.stance(&["man", "--output", "man1"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let page = |name: &str| String::from_utf8(place.read(&format!("man1/{name}.1"))).unwrap();
    assert!(page("stance").contains("Exit codes"));
    for name in COMMANDS {
        let page = page(&format!("stance-{name}"));
        assert!(page.contains(&format!(".TH stance-{name} 1")), "{page}");
        assert!(page.contains("stance"), "{page}");
        assert_eq!(place.stance(&["man", name]).stdout, page);
    }
    let pages = std::fs::read_dir(place.path("man1")).unwrap().count();
    let help = place.stance(&["--help"]).stdout;
    let listed = help.split("Commands:\n").nth(1).unwrap();
    let listed = listed.lines().take_while(|line| !line.is_empty()).count();
    assert_eq!(pages, listed + 1, "one for each command, and one for all");
}
