//! What is known of words before training: word vectors, or a lexicon of judgement.
//!
//! A table gives each of its words a row of values. Training learns how the values bear on the labels and
//! folds that into one weight per word (see [`TrainOptions`](crate::TrainOptions)), so that a trained
//! model knows words that its training texts never held, and scoring looks nothing else up.

use crate::tensor_file::{Dtype, LayoutError, Tensor, TensorFile};

/// Words with a row of values each.
///
/// *Shape*: `n_words × n_dims`; words may share a row. Words rise in byte order, each once, in lower case
/// as in print; what tokens they stand for is left to the vectoriser they are used with.
///
/// # Examples
///
/// ```
/// use stance_model::WordTable;
///
/// let words = ["crainte".to_owned(), "progrès".to_owned()];
/// let lexicon = WordTable::new(words.to_vec(), 2, vec![0.0, 1.0, 1.0, 0.0])?;
/// assert_eq!((lexicon.n_words(), lexicon.n_dims()), (2, 2));
/// assert_eq!(lexicon.row(1), ("progrès", [1.0, 0.0].as_slice()));
/// # Ok::<(), stance_model::WordTableError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct WordTable {
    words: Vec<String>,
    /// For each word, its row of `values`.
    rows: Vec<u32>,
    n_dims: usize,
    values: Vec<f32>,
}

/// Why a table of words was refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WordTableError {
    /// Not a safetensors file, or a truncated one.
    #[error("not a safetensors file, or a truncated one: {0}")]
    NotSafetensors(#[from] LayoutError),
    /// The metadata does not name the format, or another version of it.
    #[error("its metadata says {found}; format {FORMAT}, version {VERSION}, expected")]
    Format {
        /// Format and version as found.
        found: String,
    },
    /// A tensor is missing or of another type or shape.
    #[error("tensor `{tensor}`: {rule}")]
    Tensor {
        /// Name of the tensor.
        tensor: &'static str,
        /// What is wrong with it.
        rule: String,
    },
    /// A word is empty, holds a control character or is not in its place.
    #[error("word {index}, {word:?}: {rule}")]
    Word {
        /// Its number, from 0.
        index: usize,
        /// The word.
        word: String,
        /// The rule it breaks.
        rule: &'static str,
    },
    /// There are no words, no values, or not as many values as words and dimensions ask for.
    #[error("{n_words} words of {n_dims} values each do not go with {n_values} values")]
    Shape {
        /// Number of words, or of rows that words share.
        n_words: usize,
        /// Values in a row.
        n_dims: usize,
        /// Values found.
        n_values: usize,
    },
    /// A value is not finite, or a word's row does not exist.
    #[error("{0}")]
    Value(&'static str),
}

const FORMAT: &str = "stance-vectors";
const VERSION: &str = "1";

impl WordTable {
    /// Returns the table of these words, one row of `n_dims` values after the other.
    ///
    /// # Errors
    ///
    /// [`WordTableError::Shape`] without words or values or when they do not fit together,
    /// [`WordTableError::Word`] when words do not rise, are empty or hold a control character,
    /// [`WordTableError::Value`] when a value is not finite.
    pub fn new(
        words: Vec<String>,
        n_dims: usize,
        values: Vec<f32>,
    ) -> Result<Self, WordTableError> {
        let rows = (0..).zip(&words).map(|(row, _)| row).collect();
        Self::checked(words, rows, n_dims, values)
    }

    /// Returns the word vectors in the bytes of a safetensors file.
    ///
    /// Its metadata names the `format` `stance-vectors` and the `version` 1. Its tensors are `words`
    /// (UTF-8, one word a line), `rows` (`U32`, for each word its row), `values` (`I8`,
    /// `n_rows × n_dims`) and `scales` (`F32`, what each row is multiplied by).
    ///
    /// # Errors
    ///
    /// [`WordTableError`] when the bytes are anything else. Never panics, whatever the bytes, and
    /// allocates a small multiple of their number.
    pub fn from_safetensors(bytes: &[u8]) -> Result<Self, WordTableError> {
        let file = TensorFile::read(bytes)?;
        let (format, version) = (file.entry("format"), file.entry("version"));
        if format != Some(FORMAT) || version != Some(VERSION) {
            let found = format!("format {format:?}, version {version:?}");
            return Err(WordTableError::Format { found });
        }
        let words = tensor(&file, "words", Dtype::U8, 1)?;
        let words = std::str::from_utf8(words.data).map_err(|_| WordTableError::Tensor {
            tensor: "words",
            rule: "UTF-8 expected".to_owned(),
        })?;
        let rows = tensor(&file, "rows", Dtype::U32, 1)?;
        let scales = tensor(&file, "scales", Dtype::F32, 1)?;
        let scales: Vec<f32> = scales.numbers(f32::from_le_bytes).collect();
        let packed = tensor(&file, "values", Dtype::I8, 2)?;
        let [n_rows, n_dims] = [packed.shape.lengths()[0], packed.shape.lengths()[1]];
        if n_rows != scales.len() || n_dims == 0 {
            return Err(WordTableError::Shape {
                n_words: scales.len(),
                n_dims,
                n_values: packed.data.len(),
            });
        }
        let unpack = |(row, &scale): (&[u8], &f32)| {
            let value = move |&byte: &u8| f32::from(i8::from_le_bytes([byte])) * scale;
            row.iter().map(value).collect::<Vec<f32>>()
        };
        let values = packed.data.chunks_exact(n_dims).zip(&scales);
        let values = values.flat_map(unpack).collect();
        Self::checked(
            words.lines().map(str::to_owned).collect(),
            rows.numbers(u32::from_le_bytes).collect(),
            n_dims,
            values,
        )
    }

    fn checked(
        words: Vec<String>,
        rows: Vec<u32>,
        n_dims: usize,
        values: Vec<f32>,
    ) -> Result<Self, WordTableError> {
        let n_rows = values.len().checked_div(n_dims).unwrap_or(0);
        let fits = n_rows * n_dims == values.len() && words.len() == rows.len();
        if words.is_empty() || n_rows == 0 || !fits {
            return Err(WordTableError::Shape {
                n_words: words.len(),
                n_dims,
                n_values: values.len(),
            });
        }
        for (index, word) in words.iter().enumerate() {
            let rule = if word.trim().is_empty() || word.contains(char::is_control) {
                "words are not empty and hold no control character"
            } else if index > 0 && words[index - 1] >= *word {
                "words rise in byte order, each once"
            } else {
                continue;
            };
            let word = word.clone();
            return Err(WordTableError::Word { index, word, rule });
        }
        if rows.iter().any(|&row| row as usize >= n_rows) {
            return Err(WordTableError::Value("a word's row does not exist"));
        }
        if values.iter().any(|value| !value.is_finite()) {
            return Err(WordTableError::Value("a value is not a finite number"));
        }
        Ok(Self {
            words,
            rows,
            n_dims,
            values,
        })
    }

    /// Returns the number of words.
    #[must_use]
    pub fn n_words(&self) -> usize {
        self.words.len()
    }

    /// Returns the number of values that each word has.
    #[must_use]
    pub fn n_dims(&self) -> usize {
        self.n_dims
    }

    /// Returns a word and its values.
    ///
    /// # Panics
    ///
    /// When there is no such word.
    #[must_use]
    pub fn row(&self, index: usize) -> (&str, &[f32]) {
        let start = self.rows[index] as usize * self.n_dims;
        (&self.words[index], &self.values[start..start + self.n_dims])
    }
}

fn tensor<'a>(
    file: &TensorFile<'a>,
    name: &'static str,
    dtype: Dtype,
    rank: usize,
) -> Result<Tensor<'a>, WordTableError> {
    let refuse = |rule: String| WordTableError::Tensor { tensor: name, rule };
    let tensor = file.tensor(name);
    let tensor = tensor.ok_or_else(|| refuse("missing".to_owned()))?;
    let found = tensor.shape.lengths().len();
    if tensor.dtype != dtype || found != rank {
        let found = format!("{:?} of rank {found}", tensor.dtype);
        return Err(refuse(format!(
            "{dtype:?} of rank {rank} expected, {found} found"
        )));
    }
    Ok(tensor)
}

#[cfg(test)]
#[path = "word_table/tests.rs"]
mod tests;
