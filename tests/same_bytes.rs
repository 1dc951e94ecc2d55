//! The same input, options and version give the same bytes: on any number of threads, run after run, and from a build
//! for debugging and one for release.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Place, workspace_root};

/// Sets of options of `stance train` by name: what differs in how a model is made.
fn option_sets() -> [(&'static str, Vec<String>); 4] {
    let data = |name: &str| {
        let path = workspace_root().join("data").join(name);
        path.to_str().unwrap().to_owned()
    };
    let vectors = data("vectors-fr.safetensors");
    let lexicon = data("lexicon-stance-ai-fr.csv");
    let own = |options: &[&str]| options.iter().map(|option| (*option).to_owned()).collect();
    [
        ("words and characters", own(&["--chars", "2-4"])),
        (
            "word vectors and lexicon",
            own(&[
                "--chars",
                "none",
                "--vectors",
                &vectors,
                "--lexicon",
                &lexicon,
            ]),
        ),
        ("targets", own(&["--target-column", "about"])),
        ("ordered", own(&["--ordered", "concerned,neutral,pro-ai"])),
    ]
}

/// Returns a folder with rows of the corpus, each about one of two targets, and an article.
fn place() -> Place {
    let place = Place::new();
    let corpus = workspace_root().join("data/stance-ai-fr.csv");
    let mut reader = csv::Reader::from_path(corpus).unwrap();
    let header = reader.headers().unwrap().clone();
    let column = |name| header.iter().position(|found| found == name).unwrap();
    let (text, label) = (column("text"), column("label"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["text", "label", "about"]).unwrap();
    let mut article = "Les machines et nous\n\n".to_owned();
    // Every seventh row: all labels are among them.
    for (number, row) in reader.records().step_by(7).enumerate() {
        let row = row.unwrap();
        let about = ["robots", "software"][number / 3 % 2];
        writer
            .write_record([&row[text], &row[label], about])
            .unwrap();
        write!(article, "« {} », dit Ana Ruiz.\n\n", &row[text]).unwrap();
    }
    place.file("rows.csv", writer.into_inner().unwrap());
    place.file("article.txt", article);
    place
}

/// What one build makes of the rows with one set of options: the model, the scored rows, the scored article.
fn outputs(binary: &Path, place: &Place, options: &[String], threads: &str) -> [Vec<u8>; 3] {
    let run = |arguments: &[&str]| {
        let output = Command::new(binary)
            .args(arguments)
            .args(["--quiet", "--threads", threads])
            .current_dir(place.path(""))
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {told}");
    };
    let train = [
        "train",
        "rows.csv",
        "-o",
        "m.model",
        "--language",
        "fr",
        "--folds",
        "3",
    ];
    let options = options.iter().map(String::as_str);
    run(&train.into_iter().chain(options.clone()).collect::<Vec<_>>());
    let score = |input: &str, format: &str, output: &str| {
        run(&[
            "score", input, "--model", "m.model", "--format", format, "-o", output,
        ]);
    };
    score("rows.csv", "csv", "rows.out");
    if options.clone().any(|option| option == "--target-column") {
        // An article has no column that says what it is about.
        score("rows.csv", "jsonl", "article.out");
    } else {
        score("article.txt", "jsonl", "article.out");
    }
    ["m.model", "rows.out", "article.out"].map(|name| place.read(name))
}

fn this_build() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_stance"))
}

#[test]
fn one_two_and_eight_threads_write_the_same_bytes_twice() {
    let place = place();
    for (name, options) in option_sets() {
        let first = outputs(&this_build(), &place, &options, "1");
        assert!(first.iter().all(|bytes| bytes.len() > 1000), "{name}");
        for threads in ["1", "2", "2", "8", "8"] {
            let again = outputs(&this_build(), &place, &options, threads);
            assert!(again == first, "{name}: {threads} threads");
        }
    }
}

#[test]
#[ignore = "builds for release, which takes minutes: .ci/run runs it"]
fn debug_and_release_write_the_same_bytes() {
    let root = workspace_root();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let build = Command::new(cargo)
        .args(["build", "--release", "--locked", "-p", "stance-cli"])
        .current_dir(&root)
        .status();
    assert!(build.unwrap().success(), "the release build fails");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or(root.join("target"), PathBuf::from);
    let release = target.join("release/stance");
    assert_ne!(release, this_build());
    let place = place();
    for (name, options) in option_sets() {
        let debug = outputs(&this_build(), &place, &options, "2");
        for threads in ["1", "2", "8"] {
            let release = outputs(&release, &place, &options, threads);
            assert!(release == debug, "{name}: {threads} threads");
        }
    }
}
