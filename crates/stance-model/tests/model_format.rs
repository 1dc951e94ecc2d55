//! The page on the model file is true: its Python reads a model and scores as we do; files of every version give the
//! probabilities they always gave.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may stop a test by panicking"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use stance_model::{Classifier, Model};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Returns the Python blocks of the page, each by itself.
fn blocks() -> Vec<String> {
    let page = std::fs::read_to_string(root().join("docs/model-format.md")).unwrap();
    let after = page.split("```python\n").skip(1);
    after
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

#[test]
fn python_reads_a_model_in_ten_lines_and_scores_as_we_do() {
    let blocks = blocks();
    assert_eq!(blocks.len(), 2);
    let reading = blocks[0].lines().filter(|line| !line.starts_with("print"));
    assert_eq!(reading.count(), 10);
    let output = Command::new("python3")
        .args(["-c", &blocks.concat()])
        .current_dir(root())
        .output()
        .expect("python3 is on the path");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let printed = String::from_utf8(output.stdout).unwrap();

    let bytes = std::fs::read(root().join("models/sentiment-en.model")).unwrap();
    let model = Classifier::from_bytes(&bytes).unwrap();
    let mut names = model.vectorizer().feature_names();
    let column = names.position(|name| name == "w:wonderful").unwrap();
    let n = model.linear().n_vectors();
    let weights = &model.linear().weights()[column * n..][..n];
    let four_digits = |value: f64| {
        let text = format!("{value:.4}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    let weights: Vec<String> = weights.iter().map(|w| four_digits((*w).into())).collect();
    let mut expected = format!("[{}]\n", weights.join(", "));
    let text = "The festival was a wonderful success";
    let prediction = model.scorer().score(text);
    for (label, p) in model.labels().iter().zip(prediction.probabilities) {
        writeln!(expected, "{label} {}", four_digits(p)).unwrap();
    }
    assert_eq!(printed, expected);
}

/// Texts for a file of one format version, each with its target and what it must give.
fn expected(name: &str) -> Vec<(String, String, Vec<f64>)> {
    let path = root().join(format!("tests/compat/{name}.csv"));
    let mut reader = csv::Reader::from_path(path).unwrap();
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        let probabilities = row.iter().skip(2).map(|cell| cell.parse().unwrap());
        (
            row[0].to_owned(),
            row[1].to_owned(),
            probabilities.collect(),
        )
    });
    rows.collect()
}

#[test]
fn files_of_every_version_give_the_probabilities_they_always_gave() {
    for name in ["one_v1", "targets_v2", "ordered_v2"] {
        let bytes = std::fs::read(root().join(format!("tests/compat/{name}.model"))).unwrap();
        let model = Model::from_bytes(&bytes).unwrap();
        let rows = expected(name);
        assert!(rows.len() >= 3, "{name}");
        for (text, target, expected) in rows {
            let number = model.find(&target).unwrap_or(0);
            let found = model.scorer(number).score(&text).probabilities;
            assert_eq!(found.len(), expected.len(), "{name}");
            for (p, expected) in found.iter().zip(expected) {
                assert!((p - expected).abs() < 5.1e-7, "{name}: {text}: {found:?}");
            }
        }
        assert_eq!(
            model.to_bytes().unwrap(),
            bytes,
            "{name}: written as it was read"
        );
    }
}
