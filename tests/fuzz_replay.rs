//! The fuzz targets over their seeds and over what once failed, as plain tests.

use std::path::Path;

use crate::support::workspace_root;

#[path = "fuzz/src/lib.rs"]
mod targets;

/// Runs every file of a folder through a target; returns how many there are.
fn replay(folder: &Path, target: targets::Target) -> usize {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    for file in &files {
        let bytes = std::fs::read(file).unwrap();
        let ended = std::panic::catch_unwind(|| target(&bytes));
        assert!(ended.is_ok(), "{}", file.display());
    }
    files.len()
}

/// Returns the names of the folders in a folder, sorted.
fn folders(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn every_target_has_seeds_and_every_seed_a_target() {
    let mut names = targets::TARGETS.map(|(name, _)| name);
    names.sort_unstable();
    let root = workspace_root().join("tests/fuzz");
    assert_eq!(folders(&root.join("seeds")), names);
    for name in folders(&root.join("regressions")) {
        assert!(names.contains(&name.as_str()), "{name}");
    }
}

#[test]
fn seeds_and_regressions_hold() {
    let root = workspace_root().join("tests/fuzz");
    for (name, target) in targets::TARGETS {
        let seeds = replay(&root.join("seeds").join(name), target);
        assert!(seeds >= 3, "{name}: {seeds} seeds");
        let regressions = root.join("regressions").join(name);
        if regressions.exists() {
            replay(&regressions, target);
        }
        // No target takes anything for granted.
        for bytes in [&b""[..], b"\0", b"\xFF\xFE", b"\xED\xA0\x80\n\n\r"] {
            target(bytes);
        }
    }
}
