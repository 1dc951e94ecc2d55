//! The model file: a safetensors file that is safe to open.
//!
//! Tensors hold the numbers and the vocabulary; the metadata of the header holds the format name and version,
//! settings, labels, training record, calibration or cuts, and a SHA-256 over the whole file with the
//! checksum's own 64 digits read as zeros. Nothing in the file is executed, every length and index
//! is checked before the tables of scoring are built, and what is refused has taken at most four times the file's size,
//! and 256 KiB. Unknown metadata entries are ignored, so that entries can be added within a format version. A model with
//! targets holds one such file per target (see `targets.rs`). docs/model-format.md says it all for other readers.
//!
//! *Source*: the safetensors format, <https://github.com/huggingface/safetensors>.

mod container;
mod targets;

use std::borrow::Cow;
use std::collections::BTreeMap;

use stance_features::{Settings, VectorizerParts};

pub use self::container::hex;
use self::container::{Container, Tensor, to_json};
use crate::calibration::Calibration;
use crate::classifier::{Classifier, LinearModel, Link};
use crate::error::{Error, FormatError};
use crate::ordered::OrderedCuts;
use crate::record::TrainingRecord;
use crate::tensor_file::Dtype;

/// Name in the metadata entry `format`.
pub const FORMAT: &str = "stance-model";
/// Newest version of the format that this build writes and reads.
///
/// A file states the oldest version that can express it: 1 for one classifier, 2 where its labels are
/// ordered or there is one classifier per target.
pub const FORMAT_VERSION: u32 = 2;

/// The version of files that hold one classifier without order among its labels.
const PLAIN_VERSION: u32 = 1;

const NAMES: &str = "vocabulary.names";
const NAME_ENDS: &str = "vocabulary.name_ends";
const DOCUMENT_FREQUENCIES: &str = "vocabulary.document_frequencies";
const WEIGHTS: &str = "weights";
const INTERCEPTS: &str = "intercepts";

impl Classifier {
    /// Returns the bytes of the model file.
    ///
    /// *Determinism*: equal classifiers give equal bytes.
    ///
    /// # Errors
    ///
    /// [`FormatError::Metadata`] when a setting cannot be written as JSON; [`FormatError::NotSafetensors`] when there are
    /// so many labels for so few features that the file's header would be larger than readers allow.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let version = match self.link {
            Link::Ordered(_) => FORMAT_VERSION,
            Link::Plain | Link::Calibrated(_) => PLAIN_VERSION,
        };
        Ok(container::write(
            version,
            self.metadata()?,
            &self.tensors(),
        )?)
    }

    /// Returns how many bytes of the model file each tensor takes, largest first; the rest is its header: settings,
    /// labels, training record and calibration.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_model::{TrainOptions, TrainingSet, train};
    ///
    /// let set = TrainingSet {
    ///     texts: ["good film", "good play", "bad film", "bad play"].map(String::from).to_vec(),
    ///     labels: ["yes", "yes", "no", "no"].map(String::from).to_vec(),
    ///     ..TrainingSet::default()
    /// };
    /// let classifier = train(&set, &TrainOptions { folds: 0, ..TrainOptions::default() }, None)?;
    /// let weights = 4 * classifier.vectorizer().n_features();
    /// assert!(classifier.tensor_sizes().contains(&("weights", weights)));
    /// # Ok::<(), stance_model::Error>(())
    /// ```
    #[must_use]
    pub fn tensor_sizes(&self) -> Vec<(&'static str, usize)> {
        let n_features = self.vectorizer.n_features();
        let names = self.vectorizer.feature_names().map(str::len).sum();
        let linear = &self.linear;
        let mut sizes = vec![
            (NAMES, names),
            (NAME_ENDS, 4 * n_features),
            (DOCUMENT_FREQUENCIES, 4 * n_features),
            (WEIGHTS, 4 * linear.weights().len()),
            (INTERCEPTS, 8 * linear.intercepts().len()),
        ];
        sizes.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
        sizes
    }

    fn metadata(&self) -> Result<BTreeMap<&'static str, String>, FormatError> {
        let mut metadata = BTreeMap::from([
            ("labels", to_json("labels", &self.labels)?),
            ("n_documents", self.vectorizer.n_documents().to_string()),
            ("settings", to_json("settings", self.vectorizer.settings())?),
            ("training", to_json("training", &self.record)?),
        ]);
        match &self.link {
            Link::Plain => {}
            Link::Calibrated(calibration) => {
                metadata.insert("calibration", to_json("calibration", calibration)?);
            }
            Link::Ordered(cuts) => {
                metadata.insert("ordered", to_json("ordered", cuts)?);
            }
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
            name: Cow::Borrowed(name),
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
    /// altered, hold anything out of range, or hold classifiers of several targets (see
    /// [`Model::from_bytes`](crate::Model::from_bytes)); [`Error::Features`] when the vocabulary breaks a
    /// rule of the vectoriser. Never panics, whatever the bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        Parts::of_file(bytes).map(Self::from)
    }
}

/// The parts of a classifier, checked. The tables that scoring looks features up in, which take several times as much as
/// the file, are built once nothing can be refused any more.
struct Parts {
    vectorizer: VectorizerParts,
    linear: LinearModel,
    link: Link,
    labels: Vec<String>,
    record: TrainingRecord,
}

impl From<Parts> for Classifier {
    fn from(parts: Parts) -> Self {
        Self {
            vectorizer: parts.vectorizer.into(),
            linear: parts.linear,
            link: parts.link,
            labels: parts.labels,
            record: parts.record,
        }
    }
}

impl Parts {
    /// Reads a file that holds one classifier.
    fn of_file(bytes: &[u8]) -> Result<Self, Error> {
        let container = Container::open(bytes)?;
        if container.has_targets() {
            return Err(FormatError::ManyTargets.into());
        }
        Self::read(&container)
    }

    fn read(container: &Container<'_>) -> Result<Self, Error> {
        container.holds(
            &[INTERCEPTS, WEIGHTS, DOCUMENT_FREQUENCIES, NAME_ENDS, NAMES].map(Cow::Borrowed),
        )?;
        let labels = container.names("labels", 2)?;
        let link = read_link(container, &labels)?;
        let n_vectors = match link {
            Link::Ordered(_) => 1,
            Link::Plain | Link::Calibrated(_) => vectors_for(labels.len()),
        };
        Ok(Self {
            linear: read_linear(container, n_vectors)?,
            record: read_record(container, labels.len())?,
            vectorizer: read_vectorizer(container)?,
            link,
            labels,
        })
    }
}

/// Returns the sum of counts, unless it is beyond what any set of rows has.
fn sum(mut counts: impl Iterator<Item = u64>) -> Option<u64> {
    counts.try_fold(0_u64, |sum, count| {
        sum.checked_add(count).filter(|sum| *sum <= MOST_ROWS)
    })
}

/// Rows that a record may count.
const MOST_ROWS: u64 = 1 << 48;

/// Reads how the model was made; what is counted by label must be so for each label.
fn read_record(container: &Container<'_>, n_labels: usize) -> Result<TrainingRecord, FormatError> {
    let record: TrainingRecord = container.json("training")?;
    if record.label_counts.len() != n_labels {
        return Err(FormatError::Metadata {
            entry: "training",
            rule: format!("rows are counted for {n_labels} labels"),
        });
    }
    let fits = record.out_of_fold.as_ref().is_none_or(|found| {
        let of_row = |len: usize| len == n_labels;
        let (counts, means) = (&found.confusion, &found.mean_probabilities);
        of_row(counts.len())
            && of_row(means.len())
            && counts.iter().all(|row| of_row(row.len()))
            && means.iter().all(|row| of_row(row.len()))
            && sum(counts.iter().flatten().copied()).is_some()
    });
    let labelled = record.label_counts.iter().map(|&count| count as u64);
    let fits = fits && sum(labelled).is_some();
    if fits {
        return Ok(record);
    }
    Err(FormatError::Metadata {
        entry: "training",
        rule: format!("out-of-fold counts are those of {n_labels} labels"),
    })
}

fn vectors_for(n_labels: usize) -> usize {
    if n_labels == 2 { 1 } else { n_labels }
}

/// Reads how decision values become probabilities. Only files of version 2 order their labels.
fn read_link(container: &Container<'_>, labels: &[String]) -> Result<Link, FormatError> {
    let refuse = |entry, rule: String| FormatError::Metadata { entry, rule };
    let ordered: Option<OrderedCuts> = match container.version() {
        PLAIN_VERSION => None,
        _ => container.optional("ordered")?,
    };
    if let Some(cuts) = ordered {
        return match cuts.check(labels.len()) {
            Ok(()) => Ok(Link::Ordered(cuts)),
            Err(error) => Err(refuse("ordered", error.to_string())),
        };
    }
    let calibration: Option<Calibration> = container.optional("calibration")?;
    match calibration {
        None => Ok(Link::Plain),
        Some(calibration) => match calibration.check(vectors_for(labels.len()), labels.len()) {
            Ok(()) => Ok(Link::Calibrated(calibration)),
            Err(error) => Err(refuse("calibration", error.to_string())),
        },
    }
}

fn read_vectorizer(container: &Container<'_>) -> Result<VectorizerParts, Error> {
    let settings: Settings = container.json("settings")?;
    let n_documents = container.json("n_documents")?;
    let frequencies = container.tensor(DOCUMENT_FREQUENCIES, Dtype::U32, 1)?;
    let names = container.tensor(NAMES, Dtype::U8, 1)?;
    let refuse = |rule: &str| FormatError::Tensor {
        tensor: NAMES.to_owned(),
        rule: rule.to_owned(),
    };
    let text = std::str::from_utf8(names.data).map_err(|_| refuse("names are UTF-8"))?;
    let ends = container.tensor(NAME_ENDS, Dtype::U32, 1)?;
    // The names up to the first that ends before it begins, or inside a character.
    let names = || {
        let ends = ends.numbers(u32::from_le_bytes).map(|end| end as usize);
        ends.scan(0, |start, end| text.get(std::mem::replace(start, end)..end))
    };
    let (n_names, n_bytes) = names().fold((0, 0), |(n_names, n_bytes), name| {
        (n_names + 1, n_bytes + name.len())
    });
    if n_names != ends.shape.lengths()[0] {
        return Err(refuse("names end in rising order").into());
    }
    if n_bytes != text.len() {
        return Err(refuse("the last name ends with the tensor").into());
    }
    let frequencies = frequencies.numbers(u32::from_le_bytes).collect();
    Ok(VectorizerParts::new(
        settings,
        names(),
        frequencies,
        n_documents,
    )?)
}

fn read_linear(container: &Container<'_>, n_vectors: usize) -> Result<LinearModel, FormatError> {
    let refuse = |tensor: &str, rule| {
        let tensor = tensor.to_owned();
        Err(FormatError::Tensor { tensor, rule })
    };
    let intercepts = container.tensor(INTERCEPTS, Dtype::F64, 1)?;
    let intercepts: Vec<f64> = intercepts.numbers(f64::from_le_bytes).collect();
    if intercepts.len() != n_vectors {
        return refuse(
            INTERCEPTS,
            format!("{n_vectors} expected, {} found", intercepts.len()),
        );
    }
    let n_features = container.tensor(NAME_ENDS, Dtype::U32, 1)?.shape.lengths()[0];
    let weights = container.tensor(WEIGHTS, Dtype::F32, 2)?;
    let shape = weights.shape.lengths();
    if shape != [n_features, n_vectors] {
        return refuse(
            WEIGHTS,
            format!("shape {n_features} x {n_vectors} expected, {shape:?} found"),
        );
    }
    let weights = weights.numbers(f32::from_le_bytes).collect();
    let rule = || FormatError::Tensor {
        tensor: WEIGHTS.to_owned(),
        rule: "weights are finite".to_owned(),
    };
    LinearModel::new(weights, intercepts).ok_or_else(rule)
}
