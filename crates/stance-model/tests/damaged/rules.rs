//! Model files whose checksum is right and whose content is not: each is refused by the rule it breaks,
//! none panics. Whoever writes a file can also write its checksum.

use serde_json::json;
use stance_model::{Classifier, Error, FormatError, Model};

use crate::files::{Parts, model, model_with_targets, ordered_model, sealed};

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
    for settings in ["", "{}", "[]", r#"{"language":"xx"}"#, &"[".repeat(10_000)] {
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
    parts.header["weights"]["dtype"] = json!("U32");
    is_refused(parts, "type F32 expected");
    let mut parts = Parts::new();
    parts.header["weights"]["dtype"] = json!("I32");
    is_refused(parts, "unknown variant `I32`");
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

#[test]
fn a_header_is_no_larger_than_its_tensors_account_for() {
    let mut parts = Parts::new();
    parts.set_metadata("remark", &"a".repeat(100_000));
    is_refused(parts, "a header of");
}

#[test]
fn names_occur_once() {
    let parts = Parts::new();
    let text = parts.text();
    let entry = r#""format":"stance-model""#;
    let twice = text.replace(entry, &format!("{entry},{entry}"));
    let error = Model::from_bytes(&sealed(&twice, &parts.data)).unwrap_err();
    assert!(
        error.to_string().contains("\"format\" occurs twice"),
        "{error}"
    );
    // One that is empty overlaps nothing.
    let end = parts.data.len();
    let empty = json!({"dtype": "U8", "shape": [0], "data_offsets": [end, end]});
    let twice = format!("{{\"weights\":{empty},{}", &text[1..]);
    let error = Model::from_bytes(&sealed(&twice, &parts.data)).unwrap_err();
    assert!(
        error.to_string().contains("each name occurs once"),
        "{error}"
    );
}

#[test]
fn other_readers_of_safetensors_find_the_same_tensors() {
    for bytes in [model(), ordered_model(), model_with_targets()] {
        let file = safetensors::SafeTensors::deserialize(&bytes).unwrap();
        let parts = Parts::of(&bytes);
        assert_eq!(file.len() + 1, parts.header.len());
        for (name, tensor) in file.iter() {
            assert_eq!(tensor.data(), &parts.data[parts.range(name)], "{name}");
            assert_eq!(json!(tensor.shape()), parts.header[name]["shape"]);
        }
    }
}
