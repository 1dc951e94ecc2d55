//! Model files whose checksum is right and whose content is not: each is refused by the rule it breaks,
//! none panics. Whoever writes a file can also write its checksum.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests may stop a test by panicking"
)]

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use stance_model::{
    Classifier, Error, FormatError, Model, TrainOptions, TrainingSet, hex, train, train_targets,
};

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

/// Returns a model of the targets `t` and `u`, each with the labels of [`model`].
fn model_with_targets() -> Vec<u8> {
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
fn ordered_model() -> Vec<u8> {
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
    fn new() -> Self {
        Self::of(&model())
    }

    fn of(bytes: &[u8]) -> Self {
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
    let error = Model::from_bytes(&parts.bytes()).unwrap_err().to_string();
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

#[test]
fn every_changed_byte_of_a_file_with_targets_is_noticed() {
    let bytes = model_with_targets();
    assert!(Model::from_bytes(&bytes).is_ok());
    for at in (0..bytes.len()).step_by(11) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x20;
        assert!(Model::from_bytes(&damaged).is_err(), "byte {at}");
    }
}

#[test]
fn targets_must_rise_be_plain_and_have_a_classifier_each() {
    let changed = |entry: &str, value: &str| {
        let mut parts = Parts::of(&model_with_targets());
        parts.set_metadata(entry, value);
        parts
    };
    is_refused(changed("targets", r#"["u","t"]"#), "rise");
    is_refused(changed("targets", r#"["t","t"]"#), "rise");
    is_refused(changed("targets", "[]"), "1 or more expected, 0 found");
    is_refused(changed("targets", r#"["","t"]"#), "is empty");
    is_refused(
        changed("targets", r#"["\u001b[2J","t"]"#),
        "control character",
    );
    is_refused(changed("targets", "{"), "targets");
    is_refused(
        changed("targets", r#"["t","u","v"]"#),
        "tensor `classifier.2`: missing",
    );
    is_refused(changed("target_column", r#""""#), "is empty");
    is_refused(changed("target_column", "7"), "target_column");
    let mut parts = Parts::of(&model_with_targets());
    let metadata = parts.header["__metadata__"].as_object_mut().unwrap();
    metadata.remove("target_column");
    is_refused(parts, "missing");
}

#[test]
fn what_stands_in_a_targets_place_must_be_a_classifier() {
    // The inner file is damaged, the outer checksum is right.
    let mut parts = Parts::of(&model_with_targets());
    let inner = parts.range("classifier.1");
    parts.data[inner.end - 1] ^= 1;
    is_refused(parts, "target \"u\": the checksum does not match");
    // A file with targets inside a file with targets.
    let outer = model_with_targets();
    let mut parts = Parts::of(&outer);
    let first = parts.range("classifier.0");
    parts.data.truncate(first.end);
    parts.data.splice(first.clone(), outer.iter().copied());
    parts.header.remove("classifier.1");
    parts.set_metadata("targets", r#"["t"]"#);
    parts.header["classifier.0"]["shape"] = json!([outer.len()]);
    parts.header["classifier.0"]["data_offsets"] = json!([0, outer.len()]);
    is_refused(parts, "one classifier per target");
}

#[test]
fn an_order_must_be_one_of_all_labels_with_rising_slopes() {
    assert!(
        Classifier::from_bytes(&ordered_model())
            .unwrap()
            .ordered()
            .is_some()
    );
    for (order, slopes, intercepts, reason) in [
        (
            "[0,1,1]",
            "[-1.0,0.0,1.0]",
            "[0.0,0.0,0.0]",
            "each label number once",
        ),
        (
            "[0,1,3]",
            "[-1.0,0.0,1.0]",
            "[0.0,0.0,0.0]",
            "each label number once",
        ),
        ("[0,1]", "[-1.0,0.0]", "[0.0,0.0]", "three labels or more"),
        ("[0,1,2]", "[-1.0,0.0]", "[0.0,0.0,0.0]", "one slope"),
        ("[0,1,2]", "[-1.0,1.0,0.0]", "[0.0,0.0,0.0]", "slopes rise"),
        ("[0,1,2]", "[-1.0,0.0,1e999]", "[0.0,0.0,0.0]", "ordered"),
        (
            "[0,1,2,3]",
            "[-1.0,0.0,1.0,2.0]",
            "[0.0,0.0,0.0,0.0]",
            "as many labels",
        ),
        ("[0,1,-1]", "[-1.0,0.0,1.0]", "[0.0,0.0,0.0]", "ordered"),
    ] {
        let mut parts = Parts::of(&ordered_model());
        let ordered = format!(r#"{{"order":{order},"slopes":{slopes},"intercepts":{intercepts}}}"#);
        parts.set_metadata("ordered", &ordered);
        is_refused(parts, reason);
    }
    // In a file of version 1 an order is an entry like any other: three labels then need three vectors.
    let mut parts = Parts::of(&ordered_model());
    parts.set_metadata("format_version", "1");
    is_refused(parts, "tensor `intercepts`: 3 expected, 1 found");
    // An axis without its cuts says nothing of three labels.
    let mut parts = Parts::of(&ordered_model());
    let metadata = parts.header["__metadata__"].as_object_mut().unwrap();
    metadata.remove("ordered");
    is_refused(parts, "tensor `intercepts`: 3 expected, 1 found");
}

#[test]
fn the_version_is_the_oldest_that_can_hold_the_model() {
    for (bytes, version) in [
        (model(), "1"),
        (ordered_model(), "2"),
        (model_with_targets(), "2"),
    ] {
        let parts = Parts::of(&bytes);
        assert_eq!(parts.header["__metadata__"]["format_version"], version);
        for unknown in ["0", "3", "01", "", "2.0"] {
            let mut parts = Parts::of(&bytes);
            parts.set_metadata("format_version", unknown);
            is_refused(parts, "this version reads versions 1 to 2");
        }
    }
}
