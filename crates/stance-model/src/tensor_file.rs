//! The safetensors layout, read strictly: what a file holds is found without copying its data, and nothing in the
//! header is believed before it is checked.
//!
//! The safetensors crate takes the last of two equal names and buffers the whole header, sixteen bytes for each byte
//! of a list of digits; files come from strangers, so this reader refuses the one and bounds the other. Layout:
//! `u64` length of the header, JSON header, data; *source*: <https://github.com/huggingface/safetensors>.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// Name of the header's entry that is no tensor.
pub(crate) const METADATA: &str = "__metadata__";
/// Most entries of the metadata.
const MOST_ENTRIES: usize = 64;
/// Most dimensions of a tensor.
const MOST_DIMENSIONS: usize = 2;
/// Bytes that a header may take whatever the tensors take.
const FREE_HEADER: usize = 1 << 14;
/// Bytes of the length of the header.
const LENGTH: usize = 8;

/// Why the bytes of a file are not safetensors as this crate writes them.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LayoutError {
    /// The file ends before its header does.
    #[error("{found} bytes, where {expected} or more are stated")]
    TooShort {
        /// Bytes up to the end of the header.
        expected: u64,
        /// Bytes in the file.
        found: usize,
    },
    /// The header is larger than its tensors can account for.
    #[error(
        "a header of {header} bytes beside {tensors} bytes of tensors, where at most {limit} are allowed"
    )]
    HeaderTooLarge {
        /// Bytes of the header.
        header: usize,
        /// Bytes of all tensors.
        tensors: usize,
        /// Bytes that a header beside them may take.
        limit: usize,
    },
    /// The header is not UTF-8.
    #[error("the header is not UTF-8: {0}")]
    NotUtf8(#[from] std::str::Utf8Error),
    /// The header is not JSON of the form expected.
    #[error("the header: {0}")]
    Header(#[from] serde_json::Error),
    /// A tensor's place or shape is wrong.
    #[error("tensor {tensor:?}: {rule}")]
    Tensor {
        /// Name of the tensor.
        tensor: String,
        /// The rule it breaks.
        rule: &'static str,
    },
    /// The tensors do not fill the data.
    #[error("the tensors take {stated} bytes, the file holds {found}")]
    DataLength {
        /// Bytes of all tensors as the header states them.
        stated: usize,
        /// Bytes after the header.
        found: usize,
    },
}

/// Types of the numbers in a tensor, as far as files of this crate hold them; little-endian.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Dtype {
    F64,
    F32,
    U32,
    U8,
    I8,
}

impl Dtype {
    fn size(self) -> usize {
        match self {
            Self::F64 => 8,
            Self::F32 | Self::U32 => 4,
            Self::U8 | Self::I8 => 1,
        }
    }
}

/// A tensor in the bytes of a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tensor<'a> {
    pub(crate) dtype: Dtype,
    pub(crate) shape: Shape,
    pub(crate) data: &'a [u8],
}

impl<'a> Tensor<'a> {
    /// Returns the numbers, each made from its bytes.
    pub(crate) fn numbers<T, const N: usize>(
        &self,
        from_bytes: fn([u8; N]) -> T,
    ) -> impl ExactSizeIterator<Item = T> + use<'a, T, N> {
        let (chunks, _) = self.data.as_chunks::<N>();
        chunks.iter().map(move |chunk| from_bytes(*chunk))
    }
}

/// The length of each dimension of a tensor, of which there are two at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    lengths: [usize; MOST_DIMENSIONS],
    n_dimensions: usize,
}

impl Shape {
    pub(crate) fn lengths(&self) -> &[usize] {
        &self.lengths[..self.n_dimensions]
    }

    /// Returns the number of numbers, unless it is beyond what can be counted.
    fn n_numbers(&self) -> Option<usize> {
        let lengths = self.lengths().iter();
        lengths.copied().try_fold(1, usize::checked_mul)
    }
}

/// A file taken apart, its texts borrowed where nothing is escaped.
#[derive(Debug)]
pub(crate) struct TensorFile<'a> {
    /// In the order of the header.
    metadata: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// In byte order of the names.
    tensors: Vec<(Cow<'a, str>, Tensor<'a>)>,
}

impl<'a> TensorFile<'a> {
    /// Takes a file apart.
    ///
    /// The tensors must follow one another without a gap and fill the data; names occur once; a header takes at most
    /// 16 KiB and a third of what its tensors take, so that no more than a small multiple of the file is allocated
    /// for what its JSON says.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, LayoutError> {
        let (header, data) = split(bytes)?;
        check_header_length(header.len(), data.len())?;
        let header: Header<'a> = serde_json::from_str(std::str::from_utf8(header)?)?;
        let mut tensors = placed(header.tensors, data)?;
        tensors.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        if let Some(pair) = tensors.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(LayoutError::Tensor {
                tensor: pair[0].0.clone().into_owned(),
                rule: "each name occurs once",
            });
        }
        Ok(Self {
            metadata: header.metadata.unwrap_or_default(),
            tensors,
        })
    }

    /// Returns a metadata entry.
    pub(crate) fn entry(&self, name: &str) -> Option<&str> {
        let found = self.metadata.iter().find(|(entry, _)| entry == name);
        found.map(|(_, text)| text.as_ref())
    }

    /// Returns a tensor.
    pub(crate) fn tensor(&self, name: &str) -> Option<Tensor<'a>> {
        let found = self
            .tensors
            .binary_search_by(|(known, _)| known.as_ref().cmp(name));
        found.ok().map(|at| self.tensors[at].1)
    }

    /// Returns the names of the tensors, in byte order.
    pub(crate) fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.tensors.iter().map(|(name, _)| name.as_ref())
    }
}

/// Returns the tensors with their bytes, in the order of these: one after the other, without gap, from beginning to end.
fn placed<'a>(
    mut entries: Vec<(Cow<'a, str>, Entry)>,
    data: &'a [u8],
) -> Result<Vec<(Cow<'a, str>, Tensor<'a>)>, LayoutError> {
    entries.sort_unstable_by_key(|(_, entry)| entry.data_offsets);
    let mut end = 0;
    let mut tensors = Vec::with_capacity(entries.len());
    for (name, entry) in entries {
        let refuse = |rule| LayoutError::Tensor {
            tensor: name.clone().into_owned(),
            rule,
        };
        let [start, stop] = entry.data_offsets;
        if start != end || stop < start {
            return Err(refuse("tensors follow one another without a gap"));
        }
        let stated = entry.shape.n_numbers();
        let stated = stated.and_then(|n| n.checked_mul(entry.dtype.size()));
        if stated != Some(stop - start) {
            return Err(refuse("type and shape do not go with its length"));
        }
        end = stop;
        let found = data.get(start..stop);
        let tensor = Tensor {
            dtype: entry.dtype,
            shape: entry.shape,
            data: found.ok_or_else(|| refuse("it reaches beyond the end of the file"))?,
        };
        tensors.push((name, tensor));
    }
    if end != data.len() {
        return Err(LayoutError::DataLength {
            stated: end,
            found: data.len(),
        });
    }
    Ok(tensors)
}

/// Returns header and data of a file.
fn split(bytes: &[u8]) -> Result<(&[u8], &[u8]), LayoutError> {
    let too_short = |expected| LayoutError::TooShort {
        expected,
        found: bytes.len(),
    };
    let (length, rest) = bytes
        .split_first_chunk::<LENGTH>()
        .ok_or_else(|| too_short(LENGTH as u64))?;
    let length = u64::from_le_bytes(*length);
    let split = usize::try_from(length)
        .ok()
        .and_then(|at| rest.split_at_checked(at));
    split.ok_or_else(|| too_short(length.saturating_add(LENGTH as u64)))
}

/// Refuses a header that is larger than 16 KiB and a third of its tensors, which no model's is: what JSON says of few
/// bytes takes up to sixteen times as many.
pub(crate) fn check_header_length(header: usize, tensors: usize) -> Result<(), LayoutError> {
    let limit = FREE_HEADER + tensors / 3;
    if header > limit {
        return Err(LayoutError::HeaderTooLarge {
            header,
            tensors,
            limit,
        });
    }
    Ok(())
}

/// What the header says, unchecked but for its form.
struct Header<'a> {
    metadata: Option<Vec<(Cow<'a, str>, Cow<'a, str>)>>,
    tensors: Vec<(Cow<'a, str>, Entry)>,
}

/// What the header says of a tensor.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    dtype: Dtype,
    shape: Shape,
    data_offsets: [usize; 2],
}

/// A string of the header, borrowed where it has no escapes.
struct Text<'a>(Cow<'a, str>);

/// The metadata.
struct Entries<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfText;
        impl<'de> Visitor<'de> for OfText {
            type Value = Text<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(OfText)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfEntries;
        impl<'de> Visitor<'de> for OfEntries {
            type Value = Entries<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(
                    formatter,
                    "at most {MOST_ENTRIES} entries of text, none twice"
                )
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries: Vec<(Cow<'de, str>, Cow<'de, str>)> = Vec::new();
                while let Some((Text(name), Text(text))) = map.next_entry()? {
                    if entries.len() == MOST_ENTRIES {
                        return Err(A::Error::invalid_length(MOST_ENTRIES + 1, &self));
                    }
                    if entries.iter().any(|(known, _)| *known == name) {
                        return Err(A::Error::custom(format_args!("{name:?} occurs twice")));
                    }
                    entries.push((name, text));
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(OfEntries)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Header<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfHeader;
        impl<'de> Visitor<'de> for OfHeader {
            type Value = Header<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("metadata and tensors by name")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut header = Header {
                    metadata: None,
                    tensors: Vec::new(),
                };
                while let Some(Text(name)) = map.next_key()? {
                    if name != METADATA {
                        header.tensors.push((name, map.next_value()?));
                    } else if header.metadata.is_none() {
                        header.metadata = Some(map.next_value::<Entries<'de>>()?.0);
                    } else {
                        return Err(A::Error::duplicate_field(METADATA));
                    }
                }
                Ok(header)
            }
        }
        deserializer.deserialize_map(OfHeader)
    }
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfShape;
        impl<'de> Visitor<'de> for OfShape {
            type Value = Shape;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, "at most {MOST_DIMENSIONS} lengths")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut lengths: A) -> Result<Shape, A::Error> {
                let mut shape = Shape::default();
                while let Some(length) = lengths.next_element()? {
                    let Some(place) = shape.lengths.get_mut(shape.n_dimensions) else {
                        return Err(A::Error::invalid_length(MOST_DIMENSIONS + 1, &self));
                    };
                    *place = length;
                    shape.n_dimensions += 1;
                }
                Ok(shape)
            }
        }
        deserializer.deserialize_seq(OfShape)
    }
}

/// Reads a matrix whose rows are all as long as there are rows, in no more memory than its numbers take.
pub(crate) fn square<'de, T, D>(deserializer: D) -> Result<Vec<Vec<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    struct Square<T>(std::marker::PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for Square<T> {
        type Value = Vec<Vec<T>>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("as many rows as columns")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            let mut rows: Vec<Vec<T>> = Vec::new();
            while let Some(mut row) = seq.next_element::<Vec<T>>()? {
                row.shrink_to_fit();
                let n_columns = rows.first().map_or(row.len(), Vec::len);
                if row.len() != n_columns || rows.len() == n_columns {
                    return Err(A::Error::invalid_length(rows.len() + 1, &self));
                }
                rows.push(row);
            }
            match rows.first() {
                Some(first) if first.len() != rows.len() => {
                    Err(A::Error::invalid_length(rows.len(), &self))
                }
                _ => Ok(rows),
            }
        }
    }
    deserializer.deserialize_seq(Square(std::marker::PhantomData))
}
