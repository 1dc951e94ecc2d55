//! Model files are not trusted: whatever is wrong with one, it is refused with a reason.

use crate::support::{Place, labelled_csv, workspace_root};

fn place_with_model() -> Place {
    let place = Place::new();
    place.file("data.csv", labelled_csv(&["a", "b"], 6));
    let run = place.stance(&["train", "data.csv", "-o", "m.model", "--folds", "0"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    place.file("a.txt", "Une pomme.");
    place
}

#[track_caller]
fn is_refused(place: &Place, bytes: &[u8], reason: &str) {
    place.file("bad.model", bytes);
    let run = place.stance(&["score", "a.txt", "--model", "bad.model"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(
        run.stderr.contains("error: opening the model bad.model"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains(reason),
        "`{reason}` is missing in:\n{}",
        run.stderr
    );
    assert!(run.stderr.contains("hint: "), "{}", run.stderr);
}

#[test]
fn a_truncated_file_is_refused_at_any_length() {
    let place = place_with_model();
    let bytes = place.read("m.model");
    for length in [0, 1, 7, 8, 9, 100, bytes.len() / 2, bytes.len() - 1] {
        is_refused(&place, &bytes[..length], "truncated");
    }
}

#[test]
fn an_altered_file_is_refused() {
    let place = place_with_model();
    let bytes = place.read("m.model");
    // The last byte is data; the first letter of the settings is metadata.
    let mut altered = bytes.clone();
    *altered.last_mut().unwrap() ^= 1;
    is_refused(&place, &altered, "checksum");
    let seed = bytes
        .windows(10)
        .position(|w| w == br#"\"seed\":0"#)
        .unwrap();
    let mut altered = bytes.clone();
    altered[seed + 9] = b'1';
    is_refused(&place, &altered, "checksum");
}

#[test]
fn another_format_version_is_refused_by_name() {
    let place = place_with_model();
    let bytes = place.read("m.model");
    let key = br#""format_version":"1""#;
    let at = bytes
        .windows(key.len())
        .position(|window| window == key)
        .unwrap();
    let mut newer = bytes.clone();
    newer[at + key.len() - 2] = b'3';
    is_refused(
        &place,
        &newer,
        "model format version 3; this version reads versions 1 to 2",
    );
}

#[test]
fn what_is_no_model_at_all_is_refused() {
    let place = place_with_model();
    is_refused(&place, b"text,label\nun,a\ndeux,b\n", "not a model file");
    let header = br#"{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#;
    let mut other = (header.len() as u64).to_le_bytes().to_vec();
    other.extend(header);
    other.push(0);
    is_refused(&place, &other, "not a stance model");
    let run = place.stance(&["score", "a.txt", "--model", "no-such-model"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr
            .contains("neither a file of that path nor an embedded model")
    );
    assert!(
        run.stderr.contains("hint: embedded models: stance-ai-fr"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_path_wins_over_the_name_of_an_embedded_model() {
    let place = place_with_model();
    std::fs::copy(place.path("m.model"), place.path("stance-ai-fr")).unwrap();
    let run = place.stance(&[
        "score",
        "a.txt",
        "--model",
        "stance-ai-fr",
        "--format",
        "csv",
    ]);
    assert!(run.stdout.contains("p_a,p_b"), "{}", run.stdout);
}

#[test]
fn the_embedded_model_is_the_one_in_models() {
    let place = Place::new();
    place.file("a.csv", "text\nLe conseil se réunit lundi.\n");
    let path = workspace_root().join("models/stance-ai-fr.model");
    let by_path = [
        "score",
        "a.csv",
        "--format",
        "csv",
        "--model",
        path.to_str().unwrap(),
    ];
    let by_name = [
        "score",
        "a.csv",
        "--format",
        "csv",
        "--model",
        "stance-ai-fr",
    ];
    assert_eq!(place.stance(&by_path).stdout, place.stance(&by_name).stdout);
}

#[test]
fn files_of_every_version_open_and_score_as_they_did() {
    let place = Place::new();
    let rows = "text,about,label\n\
        the soup was cold and the room was awful,,bad\n\
        a lovely warm evening with kind staff,,good\n";
    place.file("one_v1.csv", rows);
    let rows = "text,about,label\n\
        il faut plus de cela,trams,pour\n\
        il faut plus de cela,cars,contre\n";
    place.file("targets_v2.csv", rows);
    let rows = "text,about,label\n\
        la salle triste et le potage froid,,contre\n\
        la salle triste mais le potage chaud,,neutre\n\
        la salle claire et le potage chaud,,pour\n";
    place.file("ordered_v2.csv", rows);
    for name in ["one_v1", "targets_v2", "ordered_v2"] {
        let model = workspace_root().join(format!("tests/compat/{name}.model"));
        let data = format!("{name}.csv");
        let run = place.stance(&[
            "evaluate",
            model.to_str().unwrap(),
            &data,
            "--format",
            "json",
        ]);
        assert_eq!(run.code, 0, "{name}: {}", run.stderr);
        assert_eq!(
            run.records()[0]["accuracy"]["value"],
            1.0,
            "{name}: {}",
            run.stdout
        );
    }
}
