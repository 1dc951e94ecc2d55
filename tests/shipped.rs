//! The models that ship are what their data and options make, and what the list of them says.

use std::collections::BTreeSet;

use serde_json::Value;
use stance_cli::Io;
use stance_cli::shipped::SHIPPED;
use stance_model::Classifier;

use crate::support::{Place, workspace_root};

#[test]
fn every_shipped_model_can_be_made_again() {
    let root = workspace_root();
    for model in SHIPPED {
        let place = Place::new();
        let made = place.path("made.model");
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let mut io = Io {
            stdin: &mut std::io::empty(),
            stdout: &mut stdout,
            stderr: &mut stderr,
        };
        model.train(&root, &made, &mut io).unwrap();
        let agreement = model.compare(&root, &model.path(&root), &made).unwrap();
        println!("{}: {agreement:?}", model.name);
    }
}

#[test]
fn every_shipped_model_has_a_card_and_is_small() {
    let root = workspace_root();
    for model in SHIPPED {
        let size = std::fs::metadata(model.path(&root)).unwrap().len();
        assert!(size < 2_000_000, "{} takes {size} bytes", model.name);
        let card = std::fs::read_to_string(model.path(&root).with_extension("md")).unwrap();
        assert!(
            card.contains(model.data),
            "the card of {} does not name its data",
            model.name
        );
    }
}

#[test]
fn every_shipped_model_is_what_the_list_says() {
    let root = workspace_root();
    let mut met = BTreeSet::new();
    for model in SHIPPED {
        assert!(
            met.insert((model.task, model.language.code())),
            "two models of {} for {}",
            model.task.name(),
            model.language
        );
        let bytes = std::fs::read(model.path(&root)).unwrap();
        let classifier = Classifier::from_bytes(&bytes).unwrap();
        assert_eq!(classifier.labels(), model.task.labels(), "{}", model.name);
        let language = classifier.vectorizer().settings().language();
        assert_eq!(language, Some(model.language), "{}", model.name);
    }
}

#[test]
fn the_embedded_models_are_listed_with_what_they_are() {
    let place = Place::new();
    let run = place.stance(&["models", "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let listed: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(listed.len(), SHIPPED.len());
    for (model, listed) in SHIPPED.iter().zip(&listed) {
        let path = model.path(&workspace_root());
        let bytes = std::fs::read(&path).unwrap();
        let record = Classifier::from_bytes(&bytes).unwrap().record().clone();
        assert_eq!(listed["name"], model.name);
        assert_eq!(listed["version"], record.version);
        assert_eq!(listed["task"], model.task.name());
        assert_eq!(listed["language"], model.language.code());
        assert_eq!(listed["labels"], serde_json::json!(model.task.labels()));
        assert_eq!(listed["rows"], record.rows);
        assert_eq!(listed["bytes"], bytes.len());
        let card = std::fs::read_to_string(path.with_extension("md")).unwrap();
        let sum = listed["sha256"].as_str().unwrap();
        assert!(
            card.contains(sum),
            "the card of {} says another sum",
            model.name
        );
    }
    let table = place.stance(&["models"]).stdout;
    let names: Vec<&str> = table
        .lines()
        .skip(1)
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(
        names,
        SHIPPED.iter().map(|model| model.name).collect::<Vec<_>>()
    );
}

/// Statements as readers and headings make them, half of them denials, labelled twice: of 40 in each language that take a side
/// a guess is right on 20.
#[test]
fn plain_statements_are_read_in_their_language_and_lean_to_their_side() {
    for (language, at_least) in [("fr", 24), ("en", 27)] {
        let path = workspace_root().join(format!("tests/oracle/plain_statements_{language}.csv"));
        let run = Place::new().stance(&[
            "score",
            "--task",
            "stance",
            "--format",
            "jsonl",
            path.to_str().unwrap(),
        ]);
        let (mut read, mut right) = (0, 0);
        for record in run.records() {
            read += usize::from(record["language"] == language);
            let leaning = |label: &str| record["probabilities"][label].as_f64().unwrap_or(0.0);
            let (pro, against) = (leaning("pro-ai"), leaning("concerned"));
            right += usize::from(match record["columns"]["label"].as_str().unwrap() {
                "pro-ai" => pro > against,
                "concerned" => against > pro,
                _ => false,
            });
        }
        assert!(read >= 57, "{language}: {read} of 60 in their language");
        assert!(right >= at_least, "{language}: {right} of 40 to their side");
    }
}
