//! Tables made in memory, and files with each part wrong in turn.

use safetensors::tensor::{Dtype, TensorView};

use super::{FORMAT, VERSION, WordTable, WordTableError};

type Parts = Vec<(&'static str, Dtype, Vec<usize>, Vec<u8>)>;

fn parts() -> Parts {
    let rows = [1_u32, 0, 1].iter().flat_map(|row| row.to_le_bytes());
    let scales = [0.5_f32, 2.0].iter().flat_map(|scale| scale.to_le_bytes());
    vec![
        ("words", Dtype::U8, vec![6], b"a\nbb\nc".to_vec()),
        ("rows", Dtype::U32, vec![3], rows.collect()),
        ("scales", Dtype::F32, vec![2], scales.collect()),
        ("values", Dtype::I8, vec![2, 2], vec![2, 254, 3, 0]),
    ]
}

#[expect(
    clippy::disallowed_types,
    reason = "safetensors takes its metadata as one"
)]
fn file(parts: &Parts, version: &str) -> Vec<u8> {
    let metadata = [("format", FORMAT), ("version", version)];
    let metadata = metadata.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let metadata = std::collections::HashMap::from(metadata);
    let views = parts.iter().map(|(name, dtype, shape, data)| {
        (*name, TensorView::new(*dtype, shape.clone(), data).unwrap())
    });
    safetensors::serialize(views, Some(metadata)).unwrap()
}

#[test]
fn words_of_a_file_share_rows_and_scales() {
    let table = WordTable::from_safetensors(&file(&parts(), VERSION)).unwrap();
    assert_eq!((table.n_words(), table.n_dims()), (3, 2));
    assert_eq!(table.row(0), ("a", [6.0, 0.0].as_slice()));
    assert_eq!(table.row(1), ("bb", [1.0, -1.0].as_slice()));
    assert_eq!(table.row(2), ("c", [6.0, 0.0].as_slice()));
}

#[test]
fn files_with_a_wrong_part_are_refused() {
    let broken = |change: fn(&mut Parts)| {
        let mut parts = parts();
        change(&mut parts);
        WordTable::from_safetensors(&file(&parts, VERSION)).unwrap_err()
    };
    let error = broken(|parts| parts[0].3 = b"a\nc\nbb".to_vec());
    assert!(
        matches!(error, WordTableError::Word { index: 2, .. }),
        "{error}"
    );
    let error = broken(|parts| parts[0].3 = b"a\nb\xff\nc".to_vec());
    assert!(
        matches!(
            error,
            WordTableError::Tensor {
                tensor: "words",
                ..
            }
        ),
        "{error}"
    );
    let error = broken(|parts| parts[1].3[0] = 2);
    assert!(matches!(error, WordTableError::Value(_)), "{error}");
    let error = broken(|parts| parts[2].3[..4].copy_from_slice(&f32::NAN.to_le_bytes()));
    assert!(matches!(error, WordTableError::Value(_)), "{error}");
    let error = broken(|parts| parts[3].2 = vec![4, 1]);
    assert!(matches!(error, WordTableError::Shape { .. }), "{error}");
    let error = broken(|parts| parts[3].2 = vec![4]);
    assert!(
        matches!(
            error,
            WordTableError::Tensor {
                tensor: "values",
                ..
            }
        ),
        "{error}"
    );
    let error = broken(|parts| drop(parts.remove(1)));
    assert!(
        matches!(error, WordTableError::Tensor { tensor: "rows", .. }),
        "{error}"
    );
    let error = WordTable::from_safetensors(&file(&parts(), "2")).unwrap_err();
    assert!(matches!(error, WordTableError::Format { .. }), "{error}");
    assert!(WordTable::from_safetensors(b"words").is_err());
}

#[test]
fn a_truncated_file_is_refused_at_every_length() {
    let whole = file(&parts(), VERSION);
    for length in 0..whole.len() {
        assert!(
            WordTable::from_safetensors(&whole[..length]).is_err(),
            "{length}"
        );
    }
}

#[test]
fn tables_without_words_or_values_are_refused() {
    let words = |text: &str| {
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert!(WordTable::new(words("a b"), 1, vec![1.0, 2.0]).is_ok());
    for (text, n_dims, values) in [
        ("", 1, vec![]),
        ("a", 0, vec![]),
        ("a b", 1, vec![1.0]),
        ("a a", 1, vec![1.0, 1.0]),
        ("a", 1, vec![f32::INFINITY]),
    ] {
        assert!(
            WordTable::new(words(text), n_dims, values).is_err(),
            "{text:?}"
        );
    }
    assert!(WordTable::new(vec!["a\u{7}".to_owned()], 1, vec![1.0]).is_err());
}
