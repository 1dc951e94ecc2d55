//! What the project is made of: no unsafe code, no network, no dependency without a reason.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::workspace_root;

/// Crates that open sockets or speak over them, as name or as the beginning of names.
const NETWORK: [&str; 40] = [
    "actix",
    "async-std",
    "attohttpc",
    "awc",
    "axum",
    "curl",
    "ftp",
    "git2",
    "h2",
    "h3",
    "hickory",
    "http-body",
    "hyper",
    "isahc",
    "lettre",
    "libp2p",
    "mio",
    "minreq",
    "native-tls",
    "openssl",
    "quinn",
    "quiche",
    "reqwest",
    "rustls",
    "s2n",
    "smol",
    "socket2",
    "ssh2",
    "suppaftp",
    "surf",
    "tiny_http",
    "tokio",
    "tonic",
    "tower",
    "trust-dns",
    "tungstenite",
    "ureq",
    "warp",
    "websocket",
    "zmq",
];

/// Runs cargo, which fetches the packages of other platforms where they were not needed before.
fn cargo(arguments: &[&str]) -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(arguments)
        .arg("--locked")
        .current_dir(workspace_root())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    String::from_utf8(output.stdout).unwrap()
}

/// The packages in the tree of the binary, on every platform, with its default features.
fn packages_of_the_binary() -> BTreeSet<String> {
    let tree = cargo(&[
        "tree",
        "-p",
        "stance-cli",
        "--edges",
        "normal,build",
        "--target",
        "all",
        "--prefix",
        "none",
        "--no-dedupe",
        "--format",
        "{p}",
    ]);
    let name = |line: &str| line.split(' ').next().map(str::to_owned);
    tree.lines().filter_map(name).collect()
}

/// Whether a package is one of the crates of a network: itself, or one of its parts (`tokio-util`).
fn speaks_over_a_network(package: &str) -> bool {
    NETWORK.iter().any(|known| {
        let rest = package.strip_prefix(known);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
    })
}

#[test]
fn the_binary_has_no_network_code() {
    let packages = packages_of_the_binary();
    assert!(
        packages.contains("stance-cli") && packages.contains("clap"),
        "{packages:?}"
    );
    assert!(!packages.contains("stance-datafusion"));
    let speaking: Vec<&String> = packages
        .iter()
        .filter(|name| speaks_over_a_network(name))
        .collect();
    assert!(speaking.is_empty(), "{speaking:?}");
    assert!(speaks_over_a_network("hyper") && speaks_over_a_network("tokio-util"));
    assert!(!speaks_over_a_network("mime") && !speaks_over_a_network("towel"));
    for (path, text) in sources() {
        for word in [
            "std::net",
            "TcpStream",
            "TcpListener",
            "UdpSocket",
            "UnixStream",
        ] {
            assert!(!text.contains(word), "{} names {word}", path.display());
        }
    }
}

/// The source files of all crates but the one for clusters, which the binary is not made of, each with its text.
fn sources() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let is_ours = |member: &PathBuf| !member.ends_with("stance-datafusion");
    for member in members().into_iter().filter(is_ours) {
        collect(&member.join("src"), &mut files);
    }
    assert!(files.len() > 100, "{} sources", files.len());
    files
}

fn collect(folder: &Path, files: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            files.push((path, text));
        }
    }
}

fn members() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(workspace_root().join("crates")).unwrap();
    let mut members: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    members.sort();
    assert!(members.len() >= 5, "{members:?}");
    members
}

#[test]
fn no_crate_may_hold_unsafe_code() {
    let read = |path: PathBuf| std::fs::read_to_string(path).unwrap();
    let workspace = read(workspace_root().join("Cargo.toml"));
    let (_, lints) = workspace.split_once("[workspace.lints.rust]").unwrap();
    let lints = lints.split("\n[").next().unwrap();
    assert!(lints.contains("unsafe_code = \"forbid\""), "{lints}");
    for member in members() {
        let manifest = read(member.join("Cargo.toml"));
        let own = "[lints]\nworkspace = true";
        assert!(manifest.contains(own), "{}: no `{own}`", member.display());
    }
}

#[test]
fn every_direct_dependency_has_its_line() {
    let metadata: Value =
        serde_json::from_str(&cargo(&["metadata", "--format-version", "1", "--no-deps"])).unwrap();
    let mut used = BTreeSet::new();
    for package in metadata["packages"].as_array().unwrap() {
        for dependency in package["dependencies"].as_array().unwrap() {
            if dependency["source"].is_string() {
                used.insert(dependency["name"].as_str().unwrap().to_owned());
            }
        }
    }
    assert!(used.len() > 30, "{used:?}");
    let page = std::fs::read_to_string(workspace_root().join("docs/dependencies.md")).unwrap();
    let lock = std::fs::read_to_string(workspace_root().join("Cargo.lock")).unwrap();
    let mut listed = BTreeSet::new();
    for line in page.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [name, version, why, licence, released, _brings, _used_by] = cells[..] else {
            panic!("seven cells expected: {line}");
        };
        let name = name.trim_matches('`');
        assert!(why.len() > 10, "{name}: no reason given");
        assert!(!licence.is_empty(), "{name}: no licence");
        assert_eq!(
            released.len(),
            "2026-01-31".len(),
            "{name}: no date: {released}"
        );
        let locked = format!("name = \"{name}\"\nversion = \"{version}\"");
        assert!(
            lock.contains(&locked),
            "{name} is not of version {version}: cargo xtask dependencies"
        );
        listed.insert(name.to_owned());
    }
    assert_eq!(
        listed, used,
        "`cargo xtask dependencies` writes docs/dependencies.md"
    );
}
