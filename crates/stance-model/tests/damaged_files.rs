//! Model files whose checksum is right and whose content is not: each is refused by the rule it breaks,
//! none panics. Whoever writes a file can also write its checksum.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests may stop a test by panicking"
)]

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use stance_model::{Classifier, Error, FormatError, TrainOptions, TrainingSet, hex, train};

fn model() -> Vec<u8> {
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
struct Parts {
    header: Map<String, Value>,
    data: Vec<u8>,
}

impl Parts {
    fn new() -> Self {
        let bytes = model();
        let length = usize::try_from(u64::from_le_bytes(*bytes.first_chunk().unwrap())).unwrap();
        let header = serde_json::from_slice(&bytes[8..8 + length]).unwrap();
        Self {
            header,
            data: bytes[8 + length..].to_vec(),
        }
    }

    fn set_metadata(&mut self, entry: &str, value: &str) {
        self.header["__metadata__"][entry] = json!(value);
    }

    /// Where a tensor's bytes stand in the data.
    fn range(&self, tensor: &str) -> std::ops::Range<usize> {
        let at = |index: usize| {
            usize::try_from(self.header[tensor]["data_offsets"][index].as_u64().unwrap()).unwrap()
        };
        at(0)..at(1)
    }

    /// Puts the file together again, with the checksum of what it now holds.
    fn bytes(mut self) -> Vec<u8> {
        self.set_metadata("sha256", &"0".repeat(64));
        let mut header = serde_json::to_vec(&self.header).unwrap();
        header.resize(header.len().next_multiple_of(8), b' ');
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend(header);
        bytes.extend(self.data);
        let sum = hex(&Sha256::digest(&bytes));
        let key = br#""sha256":""#;
        let at = bytes.windows(key.len()).position(|w| w == key).unwrap() + key.len();
        bytes[at..at + 64].copy_from_slice(sum.as_bytes());
        bytes
    }
}

#[track_caller]
fn is_refused(parts: Parts, reason: &str) {
    let error = Classifier::from_bytes(&parts.bytes())
        .unwrap_err()
        .to_string();
    assert!(error.contains(reason), "`{reason}` is missing in: {error}");
}

#[test]
fn taken_apart_and_put_together_a_file_is_as_it_was() {
    let again = Parts::new().bytes();
    assert_eq!(
        Classifier::from_bytes(&again).unwrap().to_bytes().unwrap(),
        model()
    );
}

#[test]
fn unknown_metadata_entries_are_ignored() {
    let mut parts = Parts::new();
    parts.set_metadata("remark", "made on a Tuesday");
    assert!(Classifier::from_bytes(&parts.bytes()).is_ok());
}

#[test]
fn labels_must_rise_and_be_plain() {
    for (labels, reason) in [
        (r#"["a","c","b"]"#, "rise"),
        (r#"["a","a","b"]"#, "rise"),
        (r#"["a"]"#, "2 or more expected, 1 found"),
        (r#"["a","b","\u001b[2J"]"#, "rise"),
        (r#"["\u001b[2J","a","b"]"#, "control character"),
        (r#"["","a","b"]"#, "is empty"),
        (r#"["a","b","c","d"]"#, "intercepts"),
        ("{", "labels"),
    ] {
        let mut parts = Parts::new();
        parts.set_metadata("labels", labels);
        is_refused(parts, reason);
    }
}

#[test]
fn settings_must_be_settings() {
    for settings in ["", "{}", "[]", r#"{"language":"xx"}"#, &"[".repeat(100_000)] {
        let mut parts = Parts::new();
        parts.set_metadata("settings", settings);
        is_refused(parts, "settings");
    }
}

#[test]
fn numbers_that_are_none_are_refused() {
    for (tensor, bytes) in [
        ("weights", &f32::NAN.to_le_bytes()[..]),
        ("weights", &f32::INFINITY.to_le_bytes()[..]),
        ("intercepts", &f64::NAN.to_le_bytes()[..]),
    ] {
        let mut parts = Parts::new();
        let start = parts.range(tensor).start;
        parts.data[start..start + bytes.len()].copy_from_slice(bytes);
        is_refused(parts, "finite");
    }
}

#[test]
fn names_must_be_text_in_rising_order() {
    let mut parts = Parts::new();
    let ends = parts.range("vocabulary.name_ends");
    parts.data[ends.start..ends.start + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    is_refused(parts, "vocabulary.names");
    let mut parts = Parts::new();
    let names = parts.range("vocabulary.names");
    parts.data[names.start] = 0xFF;
    is_refused(parts, "UTF-8");
    let mut parts = Parts::new();
    let frequencies = parts.range("vocabulary.document_frequencies");
    parts.data[frequencies.start..frequencies.start + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(matches!(
        Classifier::from_bytes(&parts.bytes()),
        Err(Error::Features(_))
    ));
}

#[test]
fn tensors_must_be_there_in_type_and_shape() {
    for tensor in [
        "weights",
        "intercepts",
        "vocabulary.names",
        "vocabulary.name_ends",
    ] {
        let mut parts = Parts::new();
        let moved = parts.header.remove(tensor).unwrap();
        parts.header.insert("elsewhere".to_owned(), moved);
        is_refused(parts, &format!("tensor `{tensor}`: missing"));
    }
    let mut parts = Parts::new();
    let shape = parts.header["weights"]["shape"].as_array().unwrap().clone();
    parts.header["weights"]["shape"] = json!([shape[1], shape[0]]);
    is_refused(parts, "shape");
    let mut parts = Parts::new();
    parts.header["weights"]["dtype"] = json!("I32");
    is_refused(parts, "type F32 expected");
    let mut parts = Parts::new();
    parts.header["weights"]["data_offsets"] = json!([0, u64::MAX]);
    let error = Classifier::from_bytes(&parts.bytes()).unwrap_err();
    assert!(
        matches!(error, Error::Format(FormatError::NotSafetensors(_))),
        "{error}"
    );
}

#[test]
fn a_calibration_of_another_size_is_refused() {
    let mut parts = Parts::new();
    parts.set_metadata("calibration", r#"{"slopes":[[1.0]],"intercepts":[0.0]}"#);
    is_refused(parts, "calibration");
}

#[test]
fn every_single_changed_byte_is_noticed() {
    let bytes = model();
    for at in (0..bytes.len()).step_by(7) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x20;
        assert!(Classifier::from_bytes(&damaged).is_err(), "byte {at}");
    }
    for length in 0..bytes.len().min(2000) {
        assert!(
            Classifier::from_bytes(&bytes[..length]).is_err(),
            "length {length}"
        );
    }
}
