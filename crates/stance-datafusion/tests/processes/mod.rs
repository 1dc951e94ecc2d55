//! Schedulers and executors as processes of a test.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::support::{Place, program};

/// How long anything may take before it counts as hanging.
pub(crate) const PATIENCE: Duration = Duration::from_mins(15);

/// A process of a cluster, killed when it is dropped.
pub(crate) struct Process {
    pub(crate) child: Child,
    told: Receiver<String>,
}

impl Process {
    pub(crate) fn start(place: &Place, arguments: &[&str]) -> Self {
        let mut child = program(place, arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, told) = channel();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        Self { child, told }
    }

    /// Waits for a line that holds this text.
    pub(crate) fn wait_for(&self, text: &str) -> String {
        let mut before = Vec::new();
        loop {
            match self.told.recv_timeout(PATIENCE) {
                Ok(line) if line.contains(text) => return line,
                Ok(line) => before.push(line),
                Err(error) => panic!("no {text:?}: {error}; told: {before:?}"),
            }
        }
    }

    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A scheduler with executors.
pub(crate) struct Cluster {
    pub(crate) scheduler: Process,
    pub(crate) address: String,
    pub(crate) executors: Vec<Process>,
}

impl Cluster {
    pub(crate) fn start(place: &Place, n_executors: usize) -> Self {
        let scheduler = Process::start(
            place,
            &["scheduler", "--port", "0", "--executor-timeout", "20"],
        );
        let told = scheduler.wait_for("listening on ");
        let address = told.rsplit(' ').next().unwrap().to_owned();
        assert!(address.starts_with("127.0.0.1:"), "{address}");
        let mut cluster = Self {
            scheduler,
            address,
            executors: Vec::new(),
        };
        for number in 0..n_executors {
            cluster.add(place, &format!("work{number}"));
        }
        cluster
    }

    pub(crate) fn add(&mut self, place: &Place, work: &str) {
        std::fs::create_dir(place.path(work)).unwrap();
        let arguments = [
            "executor",
            "--scheduler",
            &self.address,
            "--threads",
            "1",
            "--heartbeat",
            "2",
            "--work-dir",
            work,
        ];
        self.executors.push(Process::start(place, &arguments));
        self.scheduler.wait_for("joined");
    }

    pub(crate) fn submit(&self, place: &Place, sql: &str, more: &[&str]) -> Child {
        let arguments = [
            "submit",
            sql,
            "--table",
            "press=parts/*.parquet",
            "--scheduler",
            &self.address,
        ];
        program(place, &[&arguments, more].concat())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }
}

/// Waits until the process that was started last can be spoken to: a scheduler listens, an executor was taken in by the
/// scheduler that was started first.
pub(crate) fn ready(running: &[Process], command: &str) {
    match command {
        "scheduler" => running[running.len() - 1].wait_for("listening on "),
        _ => running[0].wait_for("joined"),
    };
}
