//! Model files to damage: made in memory, taken apart, and put together again with the checksum of what they hold.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use stance_model::{Classifier, TrainOptions, TrainingSet, hex, train, train_targets};

pub(crate) fn model() -> Vec<u8> {
    let set = TrainingSet {
        texts: [
            "un été",
            "un hiver",
            "une école",
            "un été doux",
            "un hiver dur",
            "une école fermée",
        ]
        .map(String::from)
        .to_vec(),
        labels: ["a", "b", "c", "a", "b", "c"].map(String::from).to_vec(),
        ..TrainingSet::default()
    };
    let options = TrainOptions {
        folds: 0,
        ..TrainOptions::default()
    };
    train(&set, &options, None).unwrap().to_bytes().unwrap()
}

/// A model file taken apart: its header as JSON, and its data.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) header: Map<String, Value>,
    pub(crate) data: Vec<u8>,
}

/// Returns a model of the targets `t` and `u`, each with the labels of [`model`].
pub(crate) fn model_with_targets() -> Vec<u8> {
    let one = Classifier::from_bytes(&model()).unwrap();
    let names = ["a", "b", "c"];
    assert_eq!(one.labels(), names);
    let set = TrainingSet {
        texts: (0..12).map(|row| format!("mot {}", row % 3)).collect(),
        labels: (0..12).map(|row| names[row % 3].to_owned()).collect(),
        ..TrainingSet::default()
    };
    let targets: Vec<String> = (0..12).map(|row| ["t", "u"][row / 6].to_owned()).collect();
    let options = TrainOptions {
        folds: 0,
        ..TrainOptions::default()
    };
    let model = train_targets(&set, &targets, "target", &options, None).unwrap();
    model.to_bytes().unwrap()
}

/// Returns a model of three labels along one axis.
pub(crate) fn ordered_model() -> Vec<u8> {
    let kinds = [
        ("un été gris", "a"),
        ("un été doux", "b"),
        ("un été clair", "c"),
    ];
    let set = TrainingSet {
        texts: (0..45)
            .map(|row| format!("{} {row}", kinds[row % 3].0))
            .collect(),
        labels: (0..45).map(|row| kinds[row % 3].1.to_owned()).collect(),
        ..TrainingSet::default()
    };
    let options = TrainOptions {
        ordered: Some(["a", "b", "c"].map(String::from).to_vec()),
        ..TrainOptions::default()
    };
    train(&set, &options, None).unwrap().to_bytes().unwrap()
}

impl Parts {
    pub(crate) fn new() -> Self {
        Self::of(&model())
    }

    pub(crate) fn of(bytes: &[u8]) -> Self {
        let length = usize::try_from(u64::from_le_bytes(*bytes.first_chunk().unwrap())).unwrap();
        let header = serde_json::from_slice(&bytes[8..8 + length]).unwrap();
        Self {
            header,
            data: bytes[8 + length..].to_vec(),
        }
    }

    pub(crate) fn set_metadata(&mut self, entry: &str, value: &str) {
        self.header["__metadata__"][entry] = json!(value);
    }

    /// Where a tensor's bytes stand in the data.
    pub(crate) fn range(&self, tensor: &str) -> std::ops::Range<usize> {
        let at = |index: usize| {
            usize::try_from(self.header[tensor]["data_offsets"][index].as_u64().unwrap()).unwrap()
        };
        at(0)..at(1)
    }

    /// Puts the file together again, with the checksum of what it now holds.
    pub(crate) fn bytes(mut self) -> Vec<u8> {
        self.set_metadata("sha256", &"0".repeat(64));
        sealed(&serde_json::to_string(&self.header).unwrap(), &self.data)
    }

    /// Returns the header as text, its checksum all zeros.
    pub(crate) fn text(&self) -> String {
        let mut unsealed = self.clone();
        unsealed.set_metadata("sha256", &"0".repeat(64));
        serde_json::to_string(&unsealed.header).unwrap()
    }
}

/// Returns a file of this header and data, with the right checksum where the header has a place for one.
pub(crate) fn sealed(header: &str, data: &[u8]) -> Vec<u8> {
    let mut header = header.as_bytes().to_vec();
    header.resize(header.len().next_multiple_of(8), b' ');
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header);
    bytes.extend(data);
    let key = br#""sha256":""#;
    let place = bytes.windows(key.len()).position(|window| window == key);
    if let Some(at) = place.map(|at| at + key.len()) {
        let sum = hex(&Sha256::digest(&bytes));
        bytes[at..at + 64].copy_from_slice(sum.as_bytes());
    }
    bytes
}
