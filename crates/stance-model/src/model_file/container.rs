//! The outside of a model file: a safetensors file with metadata, format name, version and checksum.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::{FORMAT, FORMAT_VERSION};
use crate::error::FormatError;
use crate::labels::check_label;
use crate::tensor_file::{self, Dtype, METADATA, TensorFile};

const CHECKSUM_KEY: &[u8] = b"\"sha256\":\"";
const CHECKSUM_DIGITS: usize = 64;

/// A tensor on its way into a file.
pub(super) struct Tensor {
    pub(super) name: Cow<'static, str>,
    pub(super) dtype: Dtype,
    pub(super) shape: Vec<usize>,
    pub(super) bytes: Vec<u8>,
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

/// Returns the bytes of a model file; format name, version and checksum are added to the metadata.
pub(super) fn write(
    version: u32,
    mut metadata: BTreeMap<&'static str, String>,
    tensors: &[Tensor],
) -> Result<Vec<u8>, FormatError> {
    metadata.insert("format", FORMAT.to_owned());
    metadata.insert("format_version", version.to_string());
    metadata.insert("sha256", "0".repeat(CHECKSUM_DIGITS));
    let mut header = BTreeMap::from([(METADATA, HeaderEntry::Metadata(metadata))]);
    let mut offset = 0;
    for tensor in tensors {
        let end = offset + tensor.bytes.len();
        let entry = HeaderEntry::Tensor {
            dtype: tensor.dtype,
            shape: &tensor.shape,
            data_offsets: [offset, end],
        };
        header.insert(&tensor.name, entry);
        offset = end;
    }
    let mut header = to_json("header", &header)?.into_bytes();
    header.resize(header.len().next_multiple_of(8), b' ');
    tensor_file::check_header_length(header.len(), offset)?;
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header);
    for tensor in tensors {
        bytes.extend(&tensor.bytes);
    }
    let checksum = hex(&Sha256::digest(&bytes));
    if let Some(start) = checksum_position(&bytes) {
        bytes[start..start + CHECKSUM_DIGITS].copy_from_slice(checksum.as_bytes());
    }
    Ok(bytes)
}

/// A model file whose name, version and checksum were found right.
pub(super) struct Container<'a>(TensorFile<'a>);

impl<'a> Container<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, FormatError> {
        let file = TensorFile::read(bytes)?;
        check(&file, bytes)?;
        Ok(Self(file))
    }

    /// Returns the format version that the file states.
    pub(super) fn version(&self) -> u32 {
        let stated = self.0.entry("format_version");
        stated.and_then(|text| text.parse().ok()).unwrap_or(0)
    }

    /// Whether the file holds one classifier per target.
    pub(super) fn has_targets(&self) -> bool {
        self.version() >= 2 && self.0.entry("targets").is_some()
    }

    pub(super) fn json<T: DeserializeOwned>(&self, entry: &'static str) -> Result<T, FormatError> {
        parse(entry, required(&self.0, entry)?)
    }

    pub(super) fn optional<T: DeserializeOwned>(
        &self,
        entry: &'static str,
    ) -> Result<Option<T>, FormatError> {
        let found = self.0.entry(entry);
        found.map(|text| parse(entry, text)).transpose()
    }

    /// Returns names that rise in byte order and are plain: at least `least` of them.
    pub(super) fn names(
        &self,
        entry: &'static str,
        least: usize,
    ) -> Result<Vec<String>, FormatError> {
        let names: Vec<String> = self.json(entry)?;
        let refuse = |rule: String| Err(FormatError::Metadata { entry, rule });
        if names.len() < least {
            return refuse(format!("{least} or more expected, {} found", names.len()));
        }
        if names.windows(2).any(|pair| pair[0] >= pair[1]) {
            return refuse("they rise in byte order, none twice".to_owned());
        }
        match names.iter().find_map(|name| check_label(name)) {
            Some(rule) => refuse(format!("one of them {rule}")),
            None => Ok(names),
        }
    }

    /// Refuses a file that holds other tensors than these.
    pub(super) fn holds(&self, tensors: &[Cow<'_, str>]) -> Result<(), FormatError> {
        let refuse = |tensor: &str, rule: &str| FormatError::Tensor {
            tensor: tensor.to_owned(),
            rule: rule.to_owned(),
        };
        let missing = tensors.iter().find(|name| self.0.tensor(name).is_none());
        if let Some(name) = missing {
            return Err(refuse(name, "missing"));
        }
        let mut known: Vec<&str> = tensors.iter().map(AsRef::as_ref).collect();
        known.sort_unstable();
        let strange = |name: &&str| known.binary_search(name).is_err();
        match self.0.names().find(strange) {
            Some(name) => Err(refuse(name, "a model file holds no tensor of this name")),
            None => Ok(()),
        }
    }

    /// Returns a tensor of this type and as many dimensions.
    pub(super) fn tensor(
        &self,
        name: &str,
        dtype: Dtype,
        n_dimensions: usize,
    ) -> Result<tensor_file::Tensor<'a>, FormatError> {
        let refuse = |rule: String| FormatError::Tensor {
            tensor: name.to_owned(),
            rule,
        };
        let tensor = self.0.tensor(name);
        let tensor = tensor.ok_or_else(|| refuse("missing".to_owned()))?;
        if tensor.dtype != dtype {
            let found = tensor.dtype;
            return Err(refuse(format!("type {dtype:?} expected, {found:?} found")));
        }
        let found = tensor.shape.lengths();
        if found.len() != n_dimensions {
            let found = found.len();
            return Err(refuse(format!(
                "{n_dimensions} dimensions expected, {found} found"
            )));
        }
        Ok(tensor)
    }
}

/// Checks format name, version and checksum.
fn check(file: &TensorFile<'_>, bytes: &[u8]) -> Result<(), FormatError> {
    if file.entry("format") != Some(FORMAT) {
        return Err(FormatError::NotAModel);
    }
    let found = required(file, "format_version")?;
    if !(1..=FORMAT_VERSION).any(|version| found == version.to_string()) {
        return Err(FormatError::Version {
            found: found.to_owned(),
            supported: FORMAT_VERSION,
        });
    }
    let stated = required(file, "sha256")?;
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

fn required<'f>(file: &'f TensorFile<'_>, entry: &'static str) -> Result<&'f str, FormatError> {
    file.entry(entry).ok_or_else(|| FormatError::Metadata {
        entry,
        rule: "missing".to_owned(),
    })
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

pub(super) fn to_json<T: Serialize>(entry: &'static str, value: &T) -> Result<String, FormatError> {
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
