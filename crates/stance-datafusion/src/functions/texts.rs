//! Arrays of texts in, arrays of results out: batch by batch, on all threads, each distinct value of a dictionary once.

use datafusion::arrow::array::{Array, ArrayRef, AsArray as _, UInt64Array, new_null_array};
use datafusion::arrow::compute::take;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{DataFusionError, Result, ScalarValue, exec_err, plan_err};
use datafusion::logical_expr::ColumnarValue;
use rayon::prelude::*;
use stance_cli::texts::{MAX_BYTES, TextScorer, ThreadScorer};

/// Texts that a thread takes at a time.
const CHUNK: usize = 32;

/// Returns the type that an argument of texts is taken as, or says what was expected.
pub(super) fn coerce_text(function: &str, found: &DataType) -> Result<DataType> {
    match found {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Ok(found.clone()),
        DataType::Null => Ok(DataType::Utf8),
        DataType::Dictionary(_, values) if coerce_text(function, values).is_ok() => {
            Ok(found.clone())
        }
        _ => plan_err!("{function}: a column of texts expected, {found} found; cast it to text"),
    }
}

/// Returns the type of the only argument of a function, a text.
pub(super) fn coerce_one_text(function: &str, found: &[DataType]) -> Result<Vec<DataType>> {
    match found {
        [text] => Ok(vec![coerce_text(function, text)?]),
        _ => Err(wrong_count(function, 1, found.len())),
    }
}

/// Evaluates a function of one text: `each` for every text that is not null, on all threads, and `build` makes the array of
/// what it returns.
pub(super) fn evaluate<T: Send>(
    text: &ColumnarValue,
    scorer: &TextScorer<'_>,
    each: impl Fn(&mut ThreadScorer<'_, '_>, &str) -> anyhow::Result<Option<T>> + Sync,
    build: impl Fn(&[Option<T>]) -> Result<ArrayRef>,
) -> Result<ColumnarValue> {
    match text {
        ColumnarValue::Array(array) => {
            let found = evaluate_array(array, scorer, each, build)?;
            Ok(ColumnarValue::Array(found))
        }
        ColumnarValue::Scalar(scalar) => {
            let array = scalar.to_array()?;
            let found = evaluate_array(&array, scorer, each, build)?;
            let scalar = ScalarValue::try_from_array(&found, 0)?;
            Ok(ColumnarValue::Scalar(scalar))
        }
    }
}

fn evaluate_array<T: Send>(
    array: &ArrayRef,
    scorer: &TextScorer<'_>,
    each: impl Fn(&mut ThreadScorer<'_, '_>, &str) -> anyhow::Result<Option<T>> + Sync,
    build: impl Fn(&[Option<T>]) -> Result<ArrayRef>,
) -> Result<ArrayRef> {
    let Some(dictionary) = array.as_any_dictionary_opt() else {
        return build(&score_all(&texts(array)?, scorer, each)?);
    };
    let values = dictionary.values();
    if values.is_empty() {
        let empty = build(&[])?;
        return Ok(new_null_array(empty.data_type(), array.len()));
    }
    let keys = dictionary.normalized_keys();
    let is_null = |row: usize| dictionary.keys().is_null(row);
    let mut used = vec![false; values.len()];
    for (row, &key) in keys.iter().enumerate() {
        used[key] |= !is_null(row);
    }
    let mut texts = texts(values)?;
    for (text, used) in texts.iter_mut().zip(used) {
        *text = text.filter(|_| used);
    }
    let distinct = build(&score_all(&texts, scorer, each)?)?;
    let keys = keys.iter().enumerate();
    let keys: UInt64Array = keys
        .map(|(row, &key)| (!is_null(row)).then_some(key as u64))
        .collect();
    Ok(take(&distinct, &keys, None)?)
}

/// Returns the texts of an array, null where it is null.
pub(super) fn texts(array: &ArrayRef) -> Result<Vec<Option<&str>>> {
    match array.data_type() {
        DataType::Utf8 => Ok(array.as_string::<i32>().iter().collect()),
        DataType::LargeUtf8 => Ok(array.as_string::<i64>().iter().collect()),
        DataType::Utf8View => Ok(array.as_string_view().iter().collect()),
        other => exec_err!("texts expected, {other} found"),
    }
}

fn score_all<T: Send>(
    texts: &[Option<&str>],
    scorer: &TextScorer<'_>,
    each: impl Fn(&mut ThreadScorer<'_, '_>, &str) -> anyhow::Result<Option<T>> + Sync,
) -> Result<Vec<Option<T>>> {
    let too_long = texts.iter().flatten().find(|text| text.len() > MAX_BYTES);
    if let Some(text) = too_long {
        return exec_err!(
            "a text is larger than {} MiB, the limit of one text: it has {} bytes; leave such rows out with \
             WHERE octet_length(text) <= {MAX_BYTES}",
            MAX_BYTES >> 20,
            text.len()
        );
    }
    let found = texts.par_chunks(CHUNK).flat_map_iter(|chunk| {
        let mut thread = scorer.thread();
        let each = &each;
        let of_chunk: Vec<anyhow::Result<Option<T>>> = chunk
            .iter()
            .map(|text| text.map_or(Ok(None), |text| each(&mut thread, text)))
            .collect();
        of_chunk
    });
    let found: anyhow::Result<Vec<Option<T>>> = found.collect();
    found.map_err(|error| DataFusionError::External(error.into()))
}

/// Returns the error of a function that was called with another number of arguments.
pub(super) fn wrong_count(function: &str, expected: usize, found: usize) -> DataFusionError {
    DataFusionError::Plan(format!(
        "{function}: {expected} {} expected, {found} given",
        if expected == 1 {
            "argument"
        } else {
            "arguments"
        }
    ))
}
