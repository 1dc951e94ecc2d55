//! What the tests share: running the binary, folders to run it in, small labelled files.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// The root of the workspace.
pub(crate) fn workspace_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// How a run of the binary ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// The lines of a jsonl output.
    pub(crate) fn records(&self) -> Vec<serde_json::Value> {
        self.stdout
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

/// A folder to run the binary in.
pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, with the folders above it.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    /// The names of what is in the folder, sorted, hidden ones too.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// Returns a run of `stance` here with these arguments and nothing on stdin, for tests that start it in a way of their own.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stance"));
        command
            .args(arguments)
            .current_dir(self.0.path())
            .stdin(Stdio::null());
        command
    }

    /// Starts `stance` here, and drops what it says.
    pub(crate) fn spawn(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(arguments);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    }

    /// Runs `stance` here with these arguments and nothing on stdin.
    pub(crate) fn stance(&self, arguments: &[&str]) -> Run {
        stance_in(self.0.path(), arguments, "")
    }

    /// Runs `stance` here with this on stdin.
    pub(crate) fn stance_with_stdin(&self, arguments: &[&str], stdin: &str) -> Run {
        stance_in(self.0.path(), arguments, stdin)
    }
}

/// Runs `stance` in a folder.
pub(crate) fn stance_in(folder: &Path, arguments: &[&str], stdin: &str) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_stance"))
        .args(arguments)
        .current_dir(folder)
        .env("COLUMNS", "100")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A run that fails before it reads stdin closes the pipe: no concern of the test's.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().expect("the binary ends by itself"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A labelled file in which the words give the label away: `rows` rows for each of the labels.
pub(crate) fn labelled_csv(labels: &[&str], rows: usize) -> String {
    let words = ["pomme", "brique", "nuage", "tambour", "sentier"];
    let mut csv = "id,group,text,label\n".to_owned();
    for row in 0..rows {
        for (number, label) in labels.iter().enumerate() {
            let (own, other) = (words[number], words[(number + row) % words.len()]);
            writeln!(
                csv,
                "{number}-{row},g{number}-{},le {own} numéro {row} avec un {other} et un {own},{label}",
                row / 2
            )
            .unwrap();
        }
    }
    csv
}
