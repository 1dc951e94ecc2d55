//! Damage to the JSON of a header and of its metadata, each behind the right checksum.

use serde_json::{Value, json};

use crate::classes::{Random, Tried};
use crate::files::{Parts, sealed};

/// Metadata of the wrong form, each behind the right checksum.
pub(crate) fn metadata_wrong(tried: &mut Tried, whole: &[u8], random: &mut Random) {
    let parts = Parts::of(whole);
    let entries = parts.header["__metadata__"].as_object().unwrap().clone();
    for (entry, text) in &entries {
        if ["calibration", "sha256"].contains(&entry.as_str()) {
            continue;
        }
        let mut damaged = parts.clone();
        damaged.header["__metadata__"]
            .as_object_mut()
            .unwrap()
            .remove(entry);
        tried.refuse("an entry missing", &damaged.bytes());
        let text = text.as_str().unwrap();
        for value in [
            "",
            "null",
            "true",
            "[]",
            "{}",
            "[[]]",
            "\"x\"",
            "1e999",
            "-1",
            "NaN",
            "{\"a\":1}",
        ] {
            if entry == "target_column" && value == "\"x\"" {
                continue; // A name like any other.
            }
            let mut damaged = parts.clone();
            damaged.set_metadata(entry, value);
            tried.refuse("an entry of another form", &damaged.bytes());
        }
        for depth in [10, 100, 127, 128, 1_000, 100_000] {
            for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
                let mut damaged = parts.clone();
                let nested = format!("{}1{}", open.repeat(depth), close.repeat(depth));
                damaged.set_metadata(entry, &nested);
                tried.refuse("deep nesting", &damaged.bytes());
            }
        }
        for wrong in [json!(1), json!(null), json!([text]), json!({"text": text})] {
            let mut damaged = parts.clone();
            damaged.header["__metadata__"][entry] = wrong;
            tried.refuse(
                "an entry that is no text",
                &sealed(&damaged.text(), &damaged.data),
            );
        }
        for _ in 0..20 {
            if text.len() > 8 {
                let mut damaged = parts.clone();
                let end = (0..=random.below(text.len()))
                    .rev()
                    .find(|at| text.is_char_boundary(*at));
                damaged.set_metadata(entry, &text[..end.unwrap()]);
                tried.refuse("an entry cut short", &damaged.bytes());
            }
        }
    }
    tried.refuse(
        "no metadata",
        &sealed(
            &parts.text().replace("__metadata__", "__other__"),
            &parts.data,
        ),
    );
}

/// A file whose header is replaced.
struct Header<'a> {
    tried: &'a mut Tried,
    data: Vec<u8>,
    text: String,
}

impl Header<'_> {
    /// Holds the file with this header to its refusal: as it is, and with data enough for a header of this size.
    #[track_caller]
    fn refuse(&mut self, class: &'static str, header: &str) {
        self.tried.refuse(class, &sealed(header, &self.data));
        let data = [&self.data[..], &vec![0; 3 * header.len()]].concat();
        self.tried.refuse(class, &sealed(header, &data));
    }

    /// The same with the header as it was, after one entry more.
    #[track_caller]
    fn refuse_first(&mut self, class: &'static str, entry: &str) {
        let header = format!("{{{entry},{}", &self.text[1..]);
        self.refuse(class, &header);
    }
}

/// JSON that takes much more memory than text, or is no JSON that the format allows.
pub(crate) fn json_bombs(tried: &mut Tried, whole: &[u8]) {
    let parts = Parts::of(whole);
    let mut header = Header {
        tried,
        text: parts.text(),
        data: parts.data,
    };
    for (name, entry) in &parts.header {
        header.refuse_first("a name twice", &format!("{}:{entry}", json!(name)));
    }
    let dtype = r#""dtype":"F32""#;
    for field in [r#""format":"stance-model""#, dtype, r#""shape":[3]"#] {
        if header.text.contains(field) {
            let twice = header.text.replace(field, &format!("{field},{field}"));
            header.refuse("a name twice", &twice);
        }
    }
    for number in [
        "1e999",
        "-0",
        "-1",
        "1.5",
        "1e3",
        "0x10",
        "01",
        "+1",
        "18446744073709551616",
        &"9".repeat(400),
        &"9".repeat(100_000),
    ] {
        for (length, start) in [(number, "0"), ("0", number)] {
            let entry = format!(
                r#""a":{{"dtype":"U8","shape":[{length}],"data_offsets":[{start},{number}]}}"#
            );
            header.refuse_first("huge numbers", &entry);
        }
    }
    for size in [1_000, 50_000, 1_000_000] {
        many_values(&mut header, size);
        giant_strings(&mut header, size);
        for nested in ["[", "{\"a\":", "{\"a\":[", "\"", "\\"] {
            let deep = nested.repeat(size / nested.len());
            header.refuse("deep nesting of the header", &deep);
            header.refuse_first("deep nesting of the header", &format!("\"a\":{deep}"));
        }
    }
}

/// Headers of about `size` bytes that hold as many values as these allow.
fn many_values(header: &mut Header<'_>, size: usize) {
    for piece in [r#""a":0"#, r#""a":{}"#, r#""a":[]"#] {
        let values = vec![piece; size / piece.len()].join(",");
        header.refuse("many values", &format!("{{{values}}}"));
    }
    for shape in [vec!["0"; size / 2], vec!["[]"; size / 3]] {
        let shape = shape.join(",");
        let entry = format!(r#""a":{{"dtype":"U8","shape":[{shape}],"data_offsets":[0,0]}}"#);
        header.refuse_first("many values", &entry);
    }
    let tensor = |n| format!(r#""{n:x}":{{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#);
    let tensors: Vec<String> = (0..size / 60).map(tensor).collect();
    header.refuse_first("many tensors", &tensors.join(","));
    let entries: Vec<String> = (0..size / 10).map(|n| format!(r#""{n:x}":"""#)).collect();
    let (start, with) = (r#""__metadata__":{"#, entries.join(","));
    let more = header.text.replace(start, &format!("{start}{with},"));
    header.refuse("many entries", &more);
}

/// Headers with one string of about `size` bytes.
fn giant_strings(header: &mut Header<'_>, size: usize) {
    for giant in [
        "a".repeat(size),
        "\\n".repeat(size / 2),
        "\\u0000".repeat(size / 6),
        "é".repeat(size / 2),
        "\\ud800".repeat(size / 6),
    ] {
        for entry in [
            format!(r#""{giant}":{{}}"#),
            format!(r#""a":{{"dtype":"{giant}"}}"#),
            format!(r#""a":{{"{giant}":1}}"#),
        ] {
            header.refuse_first("giant strings", &entry);
        }
        let metadata = format!(r#"{{"__metadata__":{{"format":"{giant}"}}}}"#);
        header.refuse("giant strings", &metadata);
    }
}

/// Lists within metadata entries, made as long as the file's size allows: what a small file of digits becomes.
pub(crate) fn long_lists(tried: &mut Tried, whole: &[u8], entries: &[&str]) {
    let parts = Parts::of(whole);
    for size in [10_000, 300_000, 1_000_000] {
        let list = |piece: &str| format!("[{}]", vec![piece; size / (piece.len() + 1)].join(","));
        let (zeros, empties, single) = (list("0"), list("[]"), list("[0]"));
        let (texts, objects) = (list("\"\""), list("{}"));
        let rising: Vec<String> = (0..size / 10).map(|n| format!("\"{n:07}\"")).collect();
        let rising = format!("[{}]", rising.join(","));
        for entry in entries {
            for values in [&zeros, &empties, &single, &texts, &objects, &rising] {
                let mut damaged = parts.clone();
                damaged.set_metadata(entry, values);
                tried.refuse("long lists", &padded(damaged.clone()));
                let text = parts.header["__metadata__"][entry]
                    .as_str()
                    .unwrap_or_default();
                // The same within each of the entry's lists.
                let Ok(Value::Object(fields)) = serde_json::from_str(text) else {
                    continue;
                };
                for field in fields.keys() {
                    let mut changed = fields.clone();
                    changed.insert(field.clone(), json!("HERE"));
                    let changed = serde_json::to_string(&changed)
                        .unwrap()
                        .replace("\"HERE\"", values);
                    damaged.set_metadata(entry, &changed);
                    tried.refuse("long lists", &padded(damaged.clone()));
                }
            }
        }
    }
}

/// Returns the file as it is, and as large as its header needs it: with a tensor of zeros three times as long.
fn padded(mut parts: Parts) -> Vec<u8> {
    let (start, length) = (parts.data.len(), 3 * parts.text().len());
    parts.data.resize(start + length, 0);
    let entry = json!({"dtype": "U8", "shape": [length], "data_offsets": [start, start + length]});
    if parts.header.contains_key("vocabulary.names") {
        // As the last of the names, where it is looked at last.
        let names = parts.range("vocabulary.names");
        let entry = json!({"dtype": "U8", "shape": [names.len() + length], "data_offsets": [names.start, names.end + length]});
        parts.header["vocabulary.names"] = entry;
    } else {
        parts.header.insert("classifier.9".to_owned(), entry);
    }
    parts.bytes()
}
