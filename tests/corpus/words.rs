//! No word of a topic, a name, a sector or a genre gives the label of its row away.
//!
//! Words are compared by stem. Free are the words of judgement: those of the lexicon, and those that the datasheet lists.

use std::collections::{BTreeMap, BTreeSet};

use stance_cli::shipped::{SHIPPED, Shipped};
use stance_features::{Language, Stem, TokenKind, Tokenizer};

use super::{datasheet, rows};
use crate::support::workspace_root;

/// A word in this many rows or more…
const ROWS: usize = 15;
/// … has no more than this share of them under one label.
const SHARE: f64 = 0.85;

/// The stems of a text's words, each once.
struct Stems {
    tokenizer: Tokenizer,
    stem: Stem,
}

impl Stems {
    fn new(language: Language) -> Self {
        Self {
            tokenizer: Tokenizer::new(Some(language)),
            stem: Stem::new(language),
        }
    }

    fn of(&self, text: &str) -> BTreeSet<String> {
        let words = self.tokenizer.tokens(text).into_iter();
        words
            .filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::Acronym))
            .map(|token| self.stem.word(&token.text).into_owned())
            .collect()
    }

    /// The stem of a word; nothing when it is more than one word to the tokeniser.
    fn of_word(&self, word: &str) -> Option<String> {
        let mut stems = self.of(word);
        stems.pop_first().filter(|_| stems.is_empty())
    }
}

/// The words between backticks in the datasheet's paragraph on words of judgement.
fn listed(model: &Shipped) -> Vec<String> {
    let sheet = datasheet(model.data);
    let (_, after) = sheet.split_once("**Words of judgement.**").unwrap();
    let paragraph = after.split("\n\n").next().unwrap();
    let words = paragraph.split('`').skip(1).step_by(2);
    words.map(str::to_owned).collect()
}

/// The stems of the words of the model's lexicon; none where it has none.
fn lexicon_stems(stems: &Stems, model: &Shipped) -> BTreeSet<String> {
    let Some(file) = model.file("--lexicon") else {
        return BTreeSet::new();
    };
    let mut lexicon = csv::Reader::from_path(workspace_root().join(file)).unwrap();
    lexicon
        .records()
        .filter_map(|row| stems.of_word(&row.unwrap()[0]))
        .collect()
}

#[test]
fn no_word_gives_the_label_away_but_words_of_judgement() {
    for model in SHIPPED {
        let stems = Stems::new(model.language);
        let mut free = lexicon_stems(&stems, model);
        free.extend(listed(model).iter().filter_map(|word| stems.of_word(word)));
        let rows = rows(model);
        let mut labels_of: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for row in &rows {
            for stem in stems.of(&row["text"]) {
                labels_of.entry(stem).or_default().push(&row["label"]);
            }
        }
        let mut telling = Vec::new();
        for (stem, labels) in labels_of {
            let top = most(&labels);
            let told = labels.len() >= ROWS && top as f64 > SHARE * labels.len() as f64;
            if told && !free.contains(&stem) {
                telling.push(format!("{stem}: {top} of {}", labels.len()));
            }
        }
        assert!(
            telling.is_empty(),
            "{}: under one label: {telling:#?}",
            model.data
        );
    }
}

/// How often the commonest of these stands there.
fn most(labels: &[&str]) -> usize {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for label in labels {
        *counts.entry(label).or_default() += 1;
    }
    counts.into_values().max().unwrap_or(0)
}

#[test]
fn the_datasheet_lists_words_that_are_met_and_not_in_the_lexicon() {
    for model in SHIPPED {
        let stems = Stems::new(model.language);
        let lexicon = lexicon_stems(&stems, model);
        let met: BTreeSet<String> = rows(model)
            .iter()
            .flat_map(|row| stems.of(&row["text"]))
            .collect();
        let listed = listed(model);
        assert!(listed.is_sorted(), "{}: {listed:?}", model.data);
        for word in listed {
            let stem = stems.of_word(&word).unwrap();
            assert!(met.contains(&stem), "{}: {word} is in no row", model.data);
            assert!(
                !lexicon.contains(&stem),
                "{}: {word} is in the lexicon",
                model.data
            );
        }
    }
}
