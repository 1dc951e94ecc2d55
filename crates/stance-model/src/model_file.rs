//! The model file: a safetensors file that is safe to open.
//!
//! Tensors hold the numbers and the vocabulary; the metadata of the header holds the format name and version,
//! settings, labels, training record, calibration, and a SHA-256 over the whole file with the
//! checksum's own 64 digits read as zeros. Nothing in the file is executed, every length and index
//! is checked, and no more is allocated than a small multiple of the file's size. Unknown metadata
//! entries are ignored, so that entries can be added within a format version.
//!
//! *Source*: the safetensors format, <https://github.com/huggingface/safetensors>.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use stance_features::{Settings, Vectorizer};

use crate::calibration::Calibration;
use crate::classifier::{Classifier, LinearModel};
use crate::error::{Error, FormatError};
use crate::labels::check_label;

/// Name in the metadata entry `format`.
pub const FORMAT: &str = "stance-model";
/// Version of the format that this build writes and reads.
pub const FORMAT_VERSION: u32 = 1;

const NAMES: &str = "vocabulary.names";
const NAME_ENDS: &str = "vocabulary.name_ends";
const DOCUMENT_FREQUENCIES: &str = "vocabulary.document_frequencies";
const WEIGHTS: &str = "weights";
const INTERCEPTS: &str = "intercepts";
const CHECKSUM_KEY: &[u8] = b"\"sha256\":\"";
const CHECKSUM_DIGITS: usize = 64;

/// A tensor on its way into a file.
struct Tensor {
    name: &'static str,
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum HeaderEntry<'a> {
    Metadata(BTreeMap<&'static str, String>),
    Tensor {
        dtype: Dtype,
        shape: &'a [usize],
        data_offsets: [usize; 2],
    },
}

impl Classifier {
    /// Returns the bytes of the model file.
    ///
    /// *Determinism*: equal classifiers give equal bytes.
    ///
    /// # Errors
    ///
    /// [`FormatError::Metadata`] when a setting cannot be written as JSON.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let tensors = self.tensors();
        let mut header =
            BTreeMap::from([("__metadata__", HeaderEntry::Metadata(self.metadata()?))]);
        let mut offset = 0;
        for tensor in &tensors {
            let end = offset + tensor.bytes.len();
            let (dtype, shape) = (tensor.dtype, tensor.shape.as_slice());
            let entry = HeaderEntry::Tensor {
                dtype,
                shape,
                data_offsets: [offset, end],
            };
            header.insert(tensor.name, entry);
            offset = end;
        }
        let mut header = to_json("header", &header)?.into_bytes();
        header.resize(header.len().next_multiple_of(8), b' ');
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend(header);
        for tensor in tensors {
            bytes.extend(tensor.bytes);
        }
        let checksum = hex(&Sha256::digest(&bytes));
        if let Some(start) = checksum_position(&bytes) {
            bytes[start..start + CHECKSUM_DIGITS].copy_from_slice(checksum.as_bytes());
        }
        Ok(bytes)
    }

    fn metadata(&self) -> Result<BTreeMap<&'static str, String>, Error> {
        let mut metadata = BTreeMap::from([
            ("format", FORMAT.to_owned()),
            ("format_version", FORMAT_VERSION.to_string()),
            ("labels", to_json("labels", &self.labels)?),
            ("n_documents", self.vectorizer.n_documents().to_string()),
            ("settings", to_json("settings", self.vectorizer.settings())?),
            ("training", to_json("training", &self.record)?),
            ("sha256", "0".repeat(CHECKSUM_DIGITS)),
        ]);
        if let Some(calibration) = &self.calibration {
            metadata.insert("calibration", to_json("calibration", calibration)?);
        }
        Ok(metadata)
    }

    /// The tensors, widest type first, so that each begins at a multiple of its width.
    fn tensors(&self) -> Vec<Tensor> {
        let vectorizer = &self.vectorizer;
        let (n_features, n_vectors) = (vectorizer.n_features(), self.linear.n_vectors());
        let mut names = Vec::new();
        let mut ends = Vec::with_capacity(n_features * 4);
        for name in vectorizer.feature_names() {
            names.extend_from_slice(name.as_bytes());
            ends.extend(u32::try_from(names.len()).unwrap_or(u32::MAX).to_le_bytes());
        }
        let frequencies = vectorizer
            .document_frequencies()
            .iter()
            .flat_map(|df| df.to_le_bytes());
        let weights = self
            .linear
            .weights()
            .iter()
            .flat_map(|weight| weight.to_le_bytes());
        let intercepts = self
            .linear
            .intercepts()
            .iter()
            .flat_map(|value| value.to_le_bytes());
        let tensor = |name, dtype, shape, bytes| Tensor {
            name,
            dtype,
            shape,
            bytes,
        };
        vec![
            tensor(
                INTERCEPTS,
                Dtype::F64,
                vec![n_vectors],
                intercepts.collect(),
            ),
            tensor(
                WEIGHTS,
                Dtype::F32,
                vec![n_features, n_vectors],
                weights.collect(),
            ),
            tensor(
                DOCUMENT_FREQUENCIES,
                Dtype::U32,
                vec![n_features],
                frequencies.collect(),
            ),
            tensor(NAME_ENDS, Dtype::U32, vec![n_features], ends),
            tensor(NAMES, Dtype::U8, vec![names.len()], names),
        ]
    }

    /// Returns the classifier in the bytes of a model file.
    ///
    /// # Errors
    ///
    /// [`Error::Format`] when the bytes are not a model file, of another format version, truncated or
    /// altered, or hold anything out of range; [`Error::Features`] when the vocabulary breaks a
    /// rule of the vectoriser. Never panics, whatever the bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(FormatError::from)?;
        let metadata = Metadata(header.metadata().as_ref().ok_or(FormatError::NotAModel)?);
        if metadata.0.get("format").map(String::as_str) != Some(FORMAT) {
            return Err(FormatError::NotAModel.into());
        }
        metadata.check_version()?;
        metadata.check_sum(bytes)?;
        let file = SafeTensors::deserialize(bytes).map_err(FormatError::from)?;
        let labels = metadata.labels()?;
        let vectorizer = read_vectorizer(&file, &metadata)?;
        let linear = read_linear(&file, labels.len(), vectorizer.n_features())?;
        let calibration: Option<Calibration> = metadata.optional("calibration")?;
        if let Some(calibration) = &calibration {
            calibration
                .check(linear.n_vectors(), labels.len())
                .map_err(|e| FormatError::Metadata {
                    entry: "calibration",
                    rule: e.to_string(),
                })?;
        }
        Ok(Self {
            vectorizer,
            linear,
            calibration,
            labels,
            record: metadata.json("training")?,
        })
    }
}

#[expect(
    clippy::disallowed_types,
    reason = "safetensors hands its metadata out as one; it is only looked up in"
)]
struct Metadata<'a>(&'a std::collections::HashMap<String, String>);

impl Metadata<'_> {
    fn get(&self, entry: &'static str) -> Result<&str, FormatError> {
        let missing = || FormatError::Metadata {
            entry,
            rule: "missing".to_owned(),
        };
        self.0.get(entry).map(String::as_str).ok_or_else(missing)
    }

    fn json<T: DeserializeOwned>(&self, entry: &'static str) -> Result<T, FormatError> {
        parse(entry, self.get(entry)?)
    }

    fn optional<T: DeserializeOwned>(&self, entry: &'static str) -> Result<Option<T>, FormatError> {
        self.0.get(entry).map(|text| parse(entry, text)).transpose()
    }

    fn check_version(&self) -> Result<(), FormatError> {
        let found = self.get("format_version")?;
        if found.parse() == Ok(FORMAT_VERSION) {
            return Ok(());
        }
        Err(FormatError::Version {
            found: found.to_owned(),
            supported: FORMAT_VERSION,
        })
    }

    fn check_sum(&self, bytes: &[u8]) -> Result<(), FormatError> {
        let stated = self.get("sha256")?;
        let start = checksum_position(bytes).ok_or(FormatError::Checksum)?;
        let end = start + CHECKSUM_DIGITS;
        if bytes.get(start..end) != Some(stated.as_bytes()) {
            return Err(FormatError::Checksum);
        }
        let mut hasher = Sha256::new();
        hasher.update(&bytes[..start]);
        hasher.update([b'0'; CHECKSUM_DIGITS]);
        hasher.update(&bytes[end..]);
        if hex(&hasher.finalize()) == stated {
            Ok(())
        } else {
            Err(FormatError::Checksum)
        }
    }

    fn labels(&self) -> Result<Vec<String>, FormatError> {
        let labels: Vec<String> = self.json("labels")?;
        let refuse = |rule: &str| {
            Err(FormatError::Metadata {
                entry: "labels",
                rule: rule.to_owned(),
            })
        };
        if labels.len() < 2 {
            return refuse("a model has two labels or more");
        }
        if labels.windows(2).any(|pair| pair[0] >= pair[1]) {
            return refuse("labels rise in byte order, none twice");
        }
        if let Some(rule) = labels.iter().find_map(|label| check_label(label)) {
            return refuse(rule);
        }
        Ok(labels)
    }
}

fn read_vectorizer(file: &SafeTensors<'_>, metadata: &Metadata<'_>) -> Result<Vectorizer, Error> {
    let settings: Settings = metadata.json("settings")?;
    let n_documents = metadata.json("n_documents")?;
    let frequencies = numbers(file, DOCUMENT_FREQUENCIES, Dtype::U32, u32::from_le_bytes)?;
    let ends = numbers(file, NAME_ENDS, Dtype::U32, u32::from_le_bytes)?;
    let bytes = tensor(file, NAMES, Dtype::U8)?;
    let refuse = |rule: &str| FormatError::Tensor {
        tensor: NAMES,
        rule: rule.to_owned(),
    };
    let text = std::str::from_utf8(bytes.data()).map_err(|_| refuse("names are UTF-8"))?;
    let mut names = Vec::with_capacity(ends.len());
    let mut start = 0;
    for end in ends.iter().map(|&end| end as usize) {
        let name = text
            .get(start..end)
            .ok_or_else(|| refuse("names end in rising order"))?;
        names.push(name.to_owned());
        start = end;
    }
    if start != text.len() {
        return Err(refuse("the last name ends with the tensor").into());
    }
    Ok(Vectorizer::from_parts(
        settings,
        names,
        frequencies,
        n_documents,
    )?)
}

fn read_linear(
    file: &SafeTensors<'_>,
    n_labels: usize,
    n_features: usize,
) -> Result<LinearModel, FormatError> {
    let refuse = |tensor, rule: String| Err(FormatError::Tensor { tensor, rule });
    let intercepts = numbers(file, INTERCEPTS, Dtype::F64, f64::from_le_bytes)?;
    let n_vectors = if n_labels == 2 { 1 } else { n_labels };
    if intercepts.len() != n_vectors {
        return refuse(
            INTERCEPTS,
            format!("{n_vectors} expected, {} found", intercepts.len()),
        );
    }
    let shape = tensor(file, WEIGHTS, Dtype::F32)?.shape().to_vec();
    if shape != [n_features, n_vectors] {
        return refuse(
            WEIGHTS,
            format!("shape {n_features} x {n_vectors} expected, {shape:?} found"),
        );
    }
    let weights = numbers(file, WEIGHTS, Dtype::F32, f32::from_le_bytes)?;
    let rule = || FormatError::Tensor {
        tensor: WEIGHTS,
        rule: "weights are finite".to_owned(),
    };
    LinearModel::new(weights, intercepts).ok_or_else(rule)
}

fn tensor<'a>(
    file: &SafeTensors<'a>,
    name: &'static str,
    dtype: Dtype,
) -> Result<TensorView<'a>, FormatError> {
    let refuse = |rule: String| FormatError::Tensor { tensor: name, rule };
    let view = file
        .tensor(name)
        .map_err(|_| refuse("missing".to_owned()))?;
    if view.dtype() != dtype {
        return Err(refuse(format!(
            "type {dtype:?} expected, {:?} found",
            view.dtype()
        )));
    }
    Ok(view)
}

fn numbers<T, const N: usize>(
    file: &SafeTensors<'_>,
    name: &'static str,
    dtype: Dtype,
    from_bytes: fn([u8; N]) -> T,
) -> Result<Vec<T>, FormatError> {
    let view = tensor(file, name, dtype)?;
    let (chunks, _) = view.data().as_chunks::<N>();
    Ok(chunks.iter().map(|chunk| from_bytes(*chunk)).collect())
}

/// Returns where the checksum's digits start: the key cannot stand inside a string of the header,
/// where its quotation marks would be escaped.
fn checksum_position(bytes: &[u8]) -> Option<usize> {
    let length = usize::try_from(u64::from_le_bytes(*bytes.first_chunk()?)).ok()?;
    let header = bytes.get(8..length.checked_add(8)?)?;
    let key = header
        .windows(CHECKSUM_KEY.len())
        .position(|window| window == CHECKSUM_KEY)?;
    Some(8 + key + CHECKSUM_KEY.len())
}

/// Returns the digest as lower-case hexadecimal digits.
#[must_use]
pub fn hex(digest: &[u8]) -> String {
    digest.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn to_json<T: Serialize>(entry: &'static str, value: &T) -> Result<String, FormatError> {
    serde_json::to_string(value).map_err(|e| FormatError::Metadata {
        entry,
        rule: e.to_string(),
    })
}

fn parse<T: DeserializeOwned>(entry: &'static str, text: &str) -> Result<T, FormatError> {
    serde_json::from_str(text).map_err(|e| FormatError::Metadata {
        entry,
        rule: e.to_string(),
    })
}
