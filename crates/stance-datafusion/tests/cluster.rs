//! A cluster of real processes on this machine.

use std::path::Path;
use std::process::{Child, Output};
use std::time::{Duration, Instant};

use crate::corpus;
use crate::processes::{Cluster, PATIENCE, Process};
use crate::support::{AS_SCORE, Place, assert_same_rows, corpus_of, program, workspace_root};

fn done(child: Child) -> Output {
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    output
}

fn is_empty(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return true;
    };
    entries
        .map(|entry| entry.unwrap().path())
        .all(|path| path.is_dir() && is_empty(&path))
}

/// Two executors score a corpus as `stance score` does; again while one of them is killed.
fn a_corpus_is_scored_whole(rows: u64, parts: u64) {
    let (place, expected) = corpus_of(rows, parts);
    let mut cluster = Cluster::start(&place, 2);
    let to = ["--format", "csv", "-o", "out.csv"];
    done(cluster.submit(&place, AS_SCORE, &to));
    let whole = place.read("out.csv");
    assert_same_rows(&whole, &expected);
    for work in ["work0", "work1"] {
        assert!(
            !is_empty(&place.path(work)),
            "{work}: no task was worked on here"
        );
    }

    // The work of the job before is beside that of this one, so the third executor's folder tells when it has begun.
    cluster.executors[1].kill();
    cluster.add(&place, "work2");
    std::fs::remove_file(place.path("out.csv")).unwrap();
    let mut child = cluster.submit(&place, AS_SCORE, &to);
    let begun = Instant::now();
    while is_empty(&place.path("work2")) {
        assert!(begun.elapsed() < PATIENCE, "the executor got no task");
        std::thread::sleep(Duration::from_millis(20));
    }
    cluster.executors[2].kill();
    assert!(
        child.try_wait().unwrap().is_none(),
        "the job was over before the executor was killed"
    );
    done(child);
    assert!(
        place.read("out.csv") == whole,
        "the result is another after an executor was lost"
    );
}

#[test]
fn a_small_corpus_is_scored_whole_though_an_executor_is_killed() {
    a_corpus_is_scored_whole(20_000, 8);
}

#[test]
#[ignore = "minutes: cargo xtask cluster"]
fn a_million_paragraphs_are_scored_whole_though_an_executor_is_killed() {
    a_corpus_is_scored_whole(1_000_000, 16);
}

#[test]
fn an_executor_with_other_models_is_refused_with_both_checksums() {
    let place = Place::new();
    std::fs::create_dir(place.path("parts")).unwrap();
    corpus::write_parquet(&place.path("parts"), 100, 1);
    let cluster = Cluster::start(&place, 0);
    let models = workspace_root().join("models");
    std::fs::create_dir(place.path("other")).unwrap();
    std::fs::copy(
        models.join("sentiment-en.model"),
        place.path("other/sentiment-fr.model"),
    )
    .unwrap();
    let output = program(
        &place,
        &[
            "executor",
            "--scheduler",
            &cluster.address,
            "--models",
            "other",
        ],
    )
    .output()
    .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    let functions = |models| stance_datafusion::Functions::of(&models);
    let own = functions(stance_datafusion::Models::embedded().unwrap());
    let other = functions(stance_datafusion::Models::of_folder(&place.path("other")).unwrap());
    for functions in [&own, &other] {
        let sum = functions.checksum("sentiment").unwrap();
        assert!(told.contains(sum), "{sum}: {told}");
    }
    assert!(told.contains("executor 127.0.0.1:"), "{told}");
    cluster.scheduler.wait_for("refused: executor 127.0.0.1:");
    let output = cluster
        .submit(&place, "SELECT 1", &[])
        .wait_with_output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(
        told.contains("no executor") && told.contains(own.checksum("sentiment").unwrap()),
        "{told}"
    );
}

#[test]
fn a_model_that_an_executor_lacks_is_named_with_the_executor() {
    let place = Place::new();
    let models = workspace_root().join("models");
    std::fs::create_dir(place.path("models")).unwrap();
    std::fs::copy(
        models.join("sentiment-fr.model"),
        place.path("models/my-tone.model"),
    )
    .unwrap();
    let scheduler = Process::start(&place, &["scheduler", "--port", "0", "--models", "models"]);
    let told = scheduler.wait_for("listening on ");
    let address = told.rsplit(' ').next().unwrap();
    let output = program(&place, &["executor", "--scheduler", address])
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(
        told.contains("executor 127.0.0.1:") && told.contains("lacks the function my_tone"),
        "{told}"
    );
}

#[test]
fn nobody_at_the_address_is_told() {
    let place = Place::new();
    for command in [&["executor"][..], &["submit", "SELECT 1"]] {
        let arguments = [command, &["--scheduler", "127.0.0.1:9"]].concat();
        let output = program(&place, &arguments).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains("nobody answers at 127.0.0.1:9"), "{told}");
    }
}
