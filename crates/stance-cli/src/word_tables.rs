//! Reading what is known of words before training: word vectors and lexicons.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use sha2::{Digest as _, Sha256};
use stance_model::record::DataFile;
use stance_model::{WordTable, hex};

use crate::failure::Failure;
use crate::input::read_whole;
use crate::labelled::find_column;
use crate::lines::Lines;

/// A table of words with its file, for the training record.
pub(crate) type Table = (Arc<WordTable>, DataFile);

const VECTORS_HINT: &str =
    "name a safetensors file of word vectors, as data/vectors-fr.safetensors";
const LEXICON_HINT: &str =
    "a lexicon is a CSV file with the column `word` and one or more columns of numbers";

/// Reads word vectors.
pub(crate) fn read_vectors(path: &Path) -> anyhow::Result<Table> {
    let file = path.display().to_string();
    let bytes =
        read_whole(path).with_context(|| Failure::new(format!("reading {file}"), VECTORS_HINT))?;
    let table = WordTable::from_safetensors(&bytes)
        .with_context(|| Failure::new(format!("{file}: no word vectors"), VECTORS_HINT))?;
    Ok(with_file(table, path, &bytes))
}

/// Reads a lexicon: the column `word`, and in every other column a number, nothing being 0.
pub(crate) fn read_lexicon(path: &Path) -> anyhow::Result<Table> {
    let file = path.display().to_string();
    let bytes =
        read_whole(path).with_context(|| Failure::new(format!("reading {file}"), LEXICON_HINT))?;
    let mut reader = csv::Reader::from_reader(Lines::new(bytes.as_slice()));
    let reading = || Failure::new(format!("reading {file}"), LEXICON_HINT);
    let header = reader.headers().with_context(reading)?.clone();
    let at = find_column(&file, &header, "word", LEXICON_HINT)?;
    let mut entries: BTreeMap<String, Vec<f32>> = BTreeMap::new();
    for record in reader.into_records() {
        let record = record.with_context(reading)?;
        let line = record.position().map_or(0, csv::Position::line);
        let word = record.get(at).unwrap_or_default().trim().to_lowercase();
        let mut values = Vec::with_capacity(header.len());
        for (column, cell) in header
            .iter()
            .zip(&record)
            .filter(|(name, _)| *name != "word")
        {
            values.push(number(cell).ok_or_else(|| {
                let message = format!("{file}:{line}: column `{column}` holds {cell:?}");
                Failure::new(message, "a finite number, or nothing for 0, is expected")
            })?);
        }
        if entries.insert(word.clone(), values).is_some() {
            let message = format!("{file}:{line}: the word `{word}` stands there twice");
            return Err(Failure::new(message, "leave one of its rows").into());
        }
    }
    let (words, values): (Vec<String>, Vec<Vec<f32>>) = entries.into_iter().unzip();
    let table = WordTable::new(words, header.len() - 1, values.concat())
        .with_context(|| Failure::new(format!("{file}: no lexicon"), LEXICON_HINT))?;
    Ok(with_file(table, path, &bytes))
}

fn number(cell: &str) -> Option<f32> {
    match cell.trim() {
        "" => Some(0.0),
        text => text.parse().ok().filter(|value: &f32| value.is_finite()),
    }
}

fn with_file(table: WordTable, path: &Path, bytes: &[u8]) -> Table {
    let name = path.file_name().unwrap_or_default();
    let file = DataFile {
        name: name.to_string_lossy().into_owned(),
        sha256: hex(&Sha256::digest(bytes)),
        rows: table.n_words(),
    };
    (Arc::new(table), file)
}
