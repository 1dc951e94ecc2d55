//! The lexicons and the word vectors that the shipped models are trained with.

use std::collections::BTreeSet;

use stance_cli::shipped::{SHIPPED, Shipped};
use stance_model::WordTable;

use super::{datasheet, english_name, with_comma};
use crate::support::workspace_root;

/// The files that an option names, each with a model that takes it.
fn files(option: &str) -> Vec<(&'static str, &'static Shipped)> {
    let mut met = BTreeSet::new();
    let files = SHIPPED
        .iter()
        .filter_map(|model| Some((model.file(option)?, model)));
    files.filter(|(file, _)| met.insert(*file)).collect()
}

#[test]
fn words_of_the_lexicons_rise_and_take_one_side() {
    let lexicons = files("--lexicon");
    assert!(!lexicons.is_empty());
    for (file, model) in lexicons {
        let mut lexicon = csv::Reader::from_path(workspace_root().join(file)).unwrap();
        let header = lexicon.headers().unwrap();
        assert_eq!((&header[0], header.len()), ("word", 3), "{file}");
        let rows: Vec<(String, u8, u8)> = lexicon.deserialize().map(|row| row.unwrap()).collect();
        for (word, one, other) in &rows {
            assert_eq!(*word, word.trim().to_lowercase(), "{file}");
            assert!(
                matches!((one, other), (1..=2, 0) | (0, 1..=2)),
                "{file}: {word}: {one}, {other}"
            );
        }
        for pair in rows.windows(2) {
            let (one, next) = (&pair[0].0, &pair[1].0);
            assert!(one < next, "{file}: {one} before {next}");
        }
        let (n, language) = (with_comma(rows.len()), english_name(model.language));
        let total = format!("\n{n} {language} words");
        assert!(datasheet(file).contains(&total), "{file}: {total}");
    }
}

#[test]
fn word_vectors_open_and_say_where_they_are_from() {
    let vectors = files("--vectors");
    assert!(!vectors.is_empty());
    for (file, model) in vectors {
        let bytes = std::fs::read(workspace_root().join(file)).unwrap();
        assert!(bytes.len() < 4_000_000, "{file}: {} bytes", bytes.len());
        let table = WordTable::from_safetensors(&bytes).unwrap();

        let length = u64::from_le_bytes(bytes[..8].try_into().unwrap());
        let header = &bytes[8..][..usize::try_from(length).unwrap()];
        let header: serde_json::Value = serde_json::from_slice(header).unwrap();
        let n_vectors = header["scales"]["shape"][0].as_u64().unwrap();
        let sizes = format!(
            "{} words that point to {} vectors of {} dimensions",
            with_comma(table.n_words()),
            with_comma(usize::try_from(n_vectors).unwrap()),
            table.n_dims()
        );
        let sheet = datasheet(file);
        assert!(sheet.contains(&sizes), "{file}: {sizes}");
        let metadata = &header["__metadata__"];
        assert_eq!(metadata["language"], model.language.code());
        let source = metadata["source"].as_str().unwrap();
        let (package, _) = source.split_once(':').unwrap();
        let license = metadata["license"].as_str().unwrap();
        let license = license.strip_suffix("-1.0").unwrap_or(license);
        for said in [package, license] {
            assert!(sheet.contains(said), "{file}: {said}");
        }
    }
}
