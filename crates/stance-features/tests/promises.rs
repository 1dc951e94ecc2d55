//! What the crate promises about itself: few packages, and an example for every public item.

#![allow(clippy::expect_used, reason = "helpers of tests fail as tests do")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Most packages in the tree without cargo features, this one included.
const MOST_PACKAGES: usize = 25;

#[test]
fn the_tree_without_features_has_few_packages() {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["tree", "--offline", "--no-default-features", "--no-dedupe"])
        .args([
            "--package",
            "stance-features",
            "--edges",
            "normal",
            "--target",
            "all",
        ])
        .args(["--prefix", "none", "--format", "{p}"])
        .output()
        .expect("cargo starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo tree failed: {errors}");
    let tree = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    let packages: BTreeSet<&str> = tree.lines().filter(|line| !line.is_empty()).collect();
    assert!(
        packages
            .iter()
            .any(|package| package.starts_with("stance-features ")),
        "{packages:?}"
    );
    assert!(
        packages
            .iter()
            .any(|package| package.starts_with("rust-stemmers ")),
        "{packages:?}"
    );
    assert!(
        packages.len() <= MOST_PACKAGES,
        "{} packages instead of {MOST_PACKAGES}: {packages:#?}",
        packages.len()
    );
}

/// Public items by what their declaration begins with.
const PUBLIC: [&str; 6] = [
    "pub fn ",
    "pub const ",
    "pub struct ",
    "pub enum ",
    "pub trait ",
    "pub type ",
];

#[test]
fn every_public_item_has_an_example() {
    let mut n_items = 0;
    let mut without = Vec::new();
    for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = fs::read_to_string(&file).expect("the source can be read");
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for (at, line) in lines.iter().enumerate() {
            if PUBLIC.iter().any(|start| line.starts_with(start)) {
                n_items += 1;
                if !docs_before(&lines[..at]).any(|doc| doc.starts_with("/// ```")) {
                    without.push(format!("{}:{}: {line}", file.display(), at + 1));
                }
            }
        }
    }
    assert!(n_items > 100, "only {n_items} public items found");
    assert!(
        without.is_empty(),
        "without an example:\n{}",
        without.join("\n")
    );
}

/// Returns the lines of docs that stand right before an item, its attributes passed over, the last
/// one first.
fn docs_before<'a>(lines: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    let end = lines
        .iter()
        .rposition(|line| line.starts_with("///"))
        .map_or(0, |at| at + 1);
    let adjacent = !lines[end..]
        .iter()
        .any(|line| line.is_empty() || line.starts_with("pub "));
    lines[..end]
        .iter()
        .rev()
        .take_while(|line| line.starts_with("///"))
        .filter(move |_| adjacent)
        .copied()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}
