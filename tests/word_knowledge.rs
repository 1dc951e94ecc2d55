//! What is known of words and of labels beside the rows: vectors, lexicons, shares.

use crate::support::{Place, labelled_csv, workspace_root};

const TRAIN: [&str; 6] = ["train", "data.csv", "-o", "m.model", "--language", "fr"];

fn place() -> Place {
    let place = Place::new();
    place.file("data.csv", labelled_csv(&["contre", "pour"], 20));
    place
}

fn train(place: &Place, options: &[&str]) -> crate::support::Run {
    place.stance(&[&TRAIN[..], options].concat())
}

/// The label and the probability of `pour` that the model gives a text.
fn score(place: &Place, text: &str) -> (String, f64) {
    place.file("row.csv", format!("text\n{text}\n"));
    let run = place.stance(&["score", "row.csv", "--model", "m.model", "--format", "csv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let cells: Vec<&str> = run.stdout.lines().nth(1).unwrap().split(',').collect();
    (cells[1].to_owned(), cells[4].parse().unwrap())
}

#[test]
fn a_lexicon_tells_the_side_of_words_that_no_row_held() {
    let place = place();
    place.file(
        "lexicon.csv",
        "word,fruit,mur\npomme,1,\ncerise,1,\nbrique,,1\nciment,,1\n",
    );
    assert_eq!(train(&place, &[]).code, 0);
    let plain = score(&place, "la cerise").1;
    let run = train(&place, &["--lexicon", "lexicon.csv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(score(&place, "la cerise").0, "contre");
    assert_eq!(score(&place, "le ciment").0, "pour");
    assert!(score(&place, "la cerise").1 < plain);
}

#[test]
fn shipped_vectors_tell_the_side_of_words_that_no_row_held() {
    let place = place();
    let vectors = workspace_root().join("data/vectors-fr.safetensors");
    let run = train(&place, &["--vectors", vectors.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    // The rows speak of apples against bricks.
    assert_eq!(score(&place, "une poire").0, "contre");
    assert_eq!(score(&place, "du béton").0, "pour");
    let bytes = place.read("m.model");
    train(
        &place,
        &["--vectors", vectors.to_str().unwrap(), "--threads", "2"],
    );
    assert!(bytes == place.read("m.model"), "other bytes on two threads");
}

#[test]
fn shares_move_probabilities_and_nothing_else() {
    let place = place();
    let even = train(&place, &[]);
    let (_, before) = score(&place, "un sentier");
    let run = train(&place, &["--shares", "pour=9,contre=1"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let (_, after) = score(&place, "un sentier");
    let odds = |p: f64| p / (1.0 - p);
    assert!(
        (odds(after) / odds(before) - 9.0).abs() < 0.05,
        "{before} {after}"
    );
    let figures = |text: &str| {
        text.lines()
            .filter(|l| l.starts_with("log loss"))
            .collect::<String>()
    };
    assert_eq!(figures(&even.stdout), figures(&run.stdout));
}

#[test]
fn bad_lexicons_are_refused_with_the_line() {
    let place = place();
    for (lexicon, expected) in [
        ("", "lexicon.csv:1: no column `word`"),
        (
            "mot,fruit\npomme,1\n",
            "lexicon.csv:1: no column `word`; the columns are",
        ),
        ("word\npomme\n", "1 words of 0 values each"),
        ("word,fruit\n", "0 words of 1 values each"),
        (
            "word,fruit\npomme,un\n",
            "lexicon.csv:2: column `fruit` holds \"un\"",
        ),
        (
            "word,fruit\npomme,inf\n",
            "lexicon.csv:2: column `fruit` holds \"inf\"",
        ),
        (
            "word,fruit\npomme,1\nPomme,2\n",
            "lexicon.csv:3: the word `pomme` stands there twice",
        ),
        ("word,fruit\n,1\n", "words are not empty"),
        ("word,fruit\npomme,1,2\n", "found record with 3 fields"),
    ] {
        place.file("lexicon.csv", lexicon);
        let run = train(&place, &["--lexicon", "lexicon.csv"]);
        assert_eq!(run.code, 2, "{lexicon:?}");
        assert!(run.stderr.contains(expected), "{lexicon:?}: {}", run.stderr);
        assert!(run.stderr.contains("hint: "), "{}", run.stderr);
    }
    assert!(!place.path("m.model").exists());
}

#[test]
fn what_is_no_word_vectors_is_refused() {
    let place = place();
    place.file("vectors.safetensors", "pomme 0.1 0.2\n");
    for (file, expected) in [
        (
            "vectors.safetensors",
            "vectors.safetensors: no word vectors",
        ),
        ("missing", "reading missing"),
    ] {
        let run = train(&place, &["--vectors", file]);
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains(expected), "{}", run.stderr);
        assert!(
            run.stderr.contains("hint: name a safetensors file"),
            "{}",
            run.stderr
        );
    }
    place.file("lexicon.csv", "word,fruit\npomme,1\n");
    let run = train(&place, &["--lexicon", "lexicon.csv", "--words", "2"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("word n-grams that begin at length 1"),
        "{}",
        run.stderr
    );
}

#[test]
fn shares_of_other_labels_are_refused() {
    let place = place();
    for (shares, expected) in [
        (
            "pour=1",
            "shares are given for pour, but the labels are contre, pour",
        ),
        (
            "pour=1,contre=0",
            "the share of \"contre\" is 0: a number above 0 is expected",
        ),
        ("pour", "LABEL=SHARE expected"),
        ("pour=x", "a number expected after `pour=`"),
    ] {
        let run = train(&place, &["--shares", shares]);
        assert_eq!(run.code, 2, "{shares}");
        assert!(run.stderr.contains(expected), "{shares}: {}", run.stderr);
    }
}
