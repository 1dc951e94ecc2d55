//! Ten thousand damaged files by class of damage: all refused with a reason, in at most four times their own size of
//! memory, and 256 KiB.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::{Value, json};
use stance_model::Model;

use crate::files::{Parts, model, model_with_targets, ordered_model, sealed};

/// What a file may take beyond four times its size: a header of 16 KiB is read whatever the file's size.
const FREE: u64 = 1 << 18;

const TENSORS: [&str; 5] = [
    "intercepts",
    "weights",
    "vocabulary.document_frequencies",
    "vocabulary.name_ends",
    "vocabulary.names",
];

/// The files tried, by class of damage: how many, and the most memory that one took as a share of its size.
#[derive(Default)]
struct Tried(BTreeMap<&'static str, (usize, f64)>);

impl Tried {
    /// Holds a damaged file to its refusal.
    #[track_caller]
    fn refuse(&mut self, class: &'static str, bytes: &[u8]) {
        let mut outcome = None;
        let read = || outcome = Some(Model::from_bytes(bytes).map(drop));
        let memory = allocation_counter::measure(|| {
            let ended = catch_unwind(AssertUnwindSafe(read));
            assert!(ended.is_ok(), "{class}: the reader panics");
        });
        let error = outcome.unwrap().expect_err(class).to_string();
        assert!(!error.is_empty(), "{class}: refused without a reason");
        let allowed = 4 * bytes.len() as u64 + FREE;
        let taken = memory.bytes_max;
        assert!(
            taken <= allowed,
            "{class}: a file of {} bytes takes {taken}: {error:.200}",
            bytes.len()
        );
        let share = taken as f64 / bytes.len().max(1 << 14) as f64;
        let (files, most) = self.0.entry(class).or_default();
        *files += 1;
        *most = most.max(share);
    }
}

/// SplitMix64 (Steele, Lea & Flood, "Fast splittable pseudorandom number generators", 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }
}

fn header_end(bytes: &[u8]) -> usize {
    8 + usize::try_from(u64::from_le_bytes(*bytes.first_chunk().unwrap())).unwrap()
}

fn cut(tried: &mut Tried, whole: &[u8]) {
    let end = header_end(whole);
    let near = |at: usize| at.saturating_sub(9)..(at + 9).min(whole.len());
    let mut lengths: Vec<usize> = (0..whole.len()).step_by(37).collect();
    lengths.extend(
        near(0)
            .chain(near(8))
            .chain(near(end))
            .chain(near(whole.len())),
    );
    let parts = Parts::of(whole);
    for tensor in parts.header.keys().filter(|name| *name != "__metadata__") {
        lengths.extend(near(end + parts.range(tensor).start));
    }
    for length in lengths {
        tried.refuse("cut short", &whole[..length]);
    }
    for more in [1, 7, 8, 64, 4096] {
        tried.refuse("bytes appended", &[whole, &vec![0; more]].concat());
        tried.refuse("bytes before", &[&vec![0; more], whole].concat());
    }
    for at in (8..whole.len() - 8).step_by(131) {
        tried.refuse("bytes left out", &[&whole[..at], &whole[at + 8..]].concat());
    }
}

fn flipped(tried: &mut Tried, whole: &[u8], random: &mut Random) {
    for at in (0..whole.len()).step_by(5) {
        let mut damaged = whole.to_vec();
        damaged[at] ^= 1 << random.below(8);
        tried.refuse("one bit flipped", &damaged);
    }
    for _ in 0..150 {
        let mut damaged = whole.to_vec();
        let (start, value) = (random.below(whole.len() - 32), [0, 0xFF][random.below(2)]);
        let run = &mut damaged[start..start + 1 + random.below(31)];
        if run.iter().all(|byte| *byte == value) {
            continue;
        }
        run.fill(value);
        tried.refuse("bytes overwritten", &damaged);
    }
    for at in (8..header_end(whole)).step_by(23) {
        for bytes in [
            &b"\xFF"[..],
            b"\xC3",
            b"\xED\xA0\x80",
            b"\xF8\x88\x80\x80\x80",
        ] {
            let mut damaged = whole.to_vec();
            damaged.splice(at..at + bytes.len(), bytes.iter().copied());
            tried.refuse("header not UTF-8", &damaged);
        }
    }
}

fn lengths_enlarged(tried: &mut Tried, whole: &[u8]) {
    let stated = (header_end(whole) - 8) as u64;
    for power in 0..64 {
        for length in [
            1 << power,
            stated.wrapping_add(1 << power),
            u64::MAX - (1 << power),
        ] {
            let mut damaged = whole.to_vec();
            damaged[..8].copy_from_slice(&length.to_le_bytes());
            if damaged != whole {
                tried.refuse("length of the header", &damaged);
            }
        }
    }
    let parts = Parts::of(whole);
    let tensors: Vec<String> = parts.header.keys().cloned().collect();
    for tensor in tensors.iter().filter(|name| *name != "__metadata__") {
        for power in 0..64 {
            for (field, at) in [("data_offsets", 0), ("data_offsets", 1), ("shape", 0)] {
                let mut damaged = parts.clone();
                let number = &mut damaged.header[tensor][field][at];
                *number = json!(number.as_u64().unwrap().wrapping_add(1 << power));
                tried.refuse("lengths and offsets of tensors", &damaged.bytes());
            }
        }
        for shift in [1, 4, 8] {
            let mut damaged = parts.clone();
            let offsets = parts.range(tensor);
            let (start, end) = (offsets.start + shift, offsets.end + shift);
            damaged.header[tensor]["data_offsets"] = json!([start, end]);
            tried.refuse("overlaps and holes", &damaged.bytes());
        }
    }
}

fn tensors_wrong(tried: &mut Tried, whole: &[u8]) {
    let parts = Parts::of(whole);
    for tensor in TENSORS {
        for other in TENSORS.iter().filter(|other| **other != tensor) {
            for field in ["dtype", "shape", "data_offsets"] {
                let mut damaged = parts.clone();
                let taken = parts.header[*other][field].clone();
                if taken != parts.header[tensor][field] {
                    damaged.header[tensor][field] = taken;
                    tried.refuse("shapes, types and places swapped", &damaged.bytes());
                }
            }
        }
        for dtype in [
            "F64",
            "F32",
            "F16",
            "BF16",
            "U64",
            "U32",
            "U16",
            "U8",
            "I64",
            "I32",
            "I8",
            "BOOL",
            "F4",
            "f32",
            "",
            "\u{1b}[2J",
        ] {
            if parts.header[tensor]["dtype"] != dtype {
                let mut damaged = parts.clone();
                damaged.header[tensor]["dtype"] = json!(dtype);
                tried.refuse("wrong type", &damaged.bytes());
            }
        }
        let n = parts.header[tensor]["shape"][0].as_u64().unwrap();
        for shape in [
            json!([]),
            json!([0]),
            json!([n, n, n]),
            json!([1, n, 1]),
            json!([1.5]),
            json!([-1]),
            json!(n),
            json!("2"),
            json!(null),
            json!([n, u64::MAX]),
            json!(vec![1; 100_000]),
        ] {
            let mut damaged = parts.clone();
            damaged.header[tensor]["shape"] = shape;
            tried.refuse("shapes that are none", &damaged.bytes());
        }
        let mut damaged = parts.clone();
        let removed = damaged.header.remove(tensor).unwrap();
        tried.refuse("a tensor missing", &damaged.clone().bytes());
        damaged.header.insert("renamed".to_owned(), removed);
        tried.refuse("a tensor of another name", &damaged.bytes());
    }
    for (name, length) in [
        ("extra", 0),
        ("extra", 8),
        ("\u{1b}]0;x\u{7}", 1),
        ("../weights", 4),
    ] {
        let mut damaged = parts.clone();
        let start = damaged.data.len();
        damaged.data.extend(vec![0; length]);
        let entry =
            json!({"dtype": "U8", "shape": [length], "data_offsets": [start, start + length]});
        damaged.header.insert(name.to_owned(), entry);
        tried.refuse("a tensor more", &damaged.bytes());
    }
}

fn numbers_wrong(tried: &mut Tried, whole: &[u8]) {
    let parts = Parts::of(whole);
    let mut put = |class, tensor: &str, step: usize, values: &[&[u8]]| {
        for at in parts.range(tensor).step_by(step) {
            for value in values {
                let mut damaged = parts.clone();
                damaged.data[at..at + value.len()].copy_from_slice(value);
                tried.refuse(class, &damaged.bytes());
            }
        }
    };
    let singles = [
        f32::NAN,
        f32::from_bits(0x7F80_0001),
        f32::INFINITY,
        f32::NEG_INFINITY,
    ];
    let singles = singles.map(f32::to_le_bytes);
    let doubles = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(f64::to_le_bytes);
    put(
        "weights that are no numbers",
        "weights",
        4,
        &singles.each_ref().map(|v| &v[..]),
    );
    put(
        "intercepts that are no numbers",
        "intercepts",
        8,
        &doubles.each_ref().map(|v| &v[..]),
    );
    let large = [u32::MAX, 1 << 31, 1_000_000].map(u32::to_le_bytes);
    let large = large.each_ref().map(|v| &v[..]);
    put(
        "ends of names out of range",
        "vocabulary.name_ends",
        4,
        &large,
    );
    put(
        "document frequencies out of range",
        "vocabulary.document_frequencies",
        4,
        &large,
    );
    put("names not UTF-8", "vocabulary.names", 1, &[b"\xFF"]);
    put(
        "names with control characters",
        "vocabulary.names",
        3,
        &[b"\0"],
    );
}

/// Metadata of the wrong form, each behind the right checksum.
fn metadata_wrong(tried: &mut Tried, whole: &[u8], random: &mut Random) {
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

/// JSON that takes much more memory than text, or is no JSON that the format allows.
fn json_bombs(tried: &mut Tried, whole: &[u8]) {
    let parts = Parts::of(whole);
    let text = parts.text();
    let mut refuse = |class, header: &str| {
        tried.refuse(class, &sealed(header, &parts.data));
        // With data enough for a header of this size.
        let data = [&parts.data[..], &vec![0; 3 * header.len()]].concat();
        tried.refuse(class, &sealed(header, &data));
    };
    let first = |what: &str| format!("{{{what},{}", &text[1..]);
    for name in parts.header.keys() {
        let twice = first(&format!("{}:{}", json!(name), parts.header[name]));
        refuse("a name twice", &twice);
    }
    let entry = r#""format":"stance-model""#;
    refuse(
        "a name twice",
        &text.replace(entry, &format!("{entry},{entry}")),
    );
    for field in [r#""dtype":"F32""#, r#""data_offsets":[0,0]"#] {
        let (start, end) = text.split_once(r#""dtype":"F32""#).unwrap_or((&text, ""));
        refuse(
            "a name twice",
            &format!("{start}\"dtype\":\"F32\",{field},{field}{end}"),
        );
    }
    for number in [
        "1e999",
        "-0",
        "-1",
        "1.5",
        "1e3",
        &"9".repeat(400),
        &"9".repeat(100_000),
        "0x10",
        "01",
        "+1",
        "18446744073709551616",
    ] {
        let tensor = |field: &str| {
            format!(
                r#""a":{{"dtype":"U8","shape":[{}],"data_offsets":[{},{number}]}}"#,
                number,
                if field == "shape" { "0" } else { number }
            )
        };
        refuse("huge numbers", &first(&tensor("shape")));
        refuse("huge numbers", &first(&tensor("offsets")));
    }
    for size in [1_000, 50_000, 1_000_000] {
        for (piece, class) in [
            (r#""a":0"#, "many values"),
            (r#""a":{}"#, "many values"),
            (r#""a":[]"#, "many values"),
        ] {
            refuse(
                class,
                &format!("{{{}}}", vec![piece; size / piece.len()].join(",")),
            );
        }
        let zeros = vec!["0"; size / 2].join(",");
        let empties = vec!["[]"; size / 3].join(",");
        let tensor =
            |shape: &str| format!(r#""a":{{"dtype":"U8","shape":[{shape}],"data_offsets":[0,0]}}"#);
        refuse("many values", &first(&tensor(&zeros)));
        refuse("many values", &first(&tensor(&empties)));
        let tensors: Vec<String> = (0..size / 60)
            .map(|n| format!(r#""{n:x}":{{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#))
            .collect();
        refuse("many tensors", &first(&tensors.join(",")));
        let entries: Vec<String> = (0..size / 10).map(|n| format!(r#""{n:x}":"""#)).collect();
        refuse(
            "many entries",
            &text.replace(
                r#""__metadata__":{"#,
                &format!(r#""__metadata__":{{{},"#, entries.join(",")),
            ),
        );
        for giant in [
            "a".repeat(size),
            "\\n".repeat(size / 2),
            "\\u0000".repeat(size / 6),
            "é".repeat(size / 2),
            "\\ud800".repeat(size / 6),
        ] {
            refuse("giant strings", &first(&format!(r#""{giant}":{{}}"#)));
            refuse(
                "giant strings",
                &first(&format!(r#""a":{{"dtype":"{giant}"}}"#)),
            );
            refuse("giant strings", &first(&format!(r#""a":{{"{giant}":1}}"#)));
            refuse(
                "giant strings",
                &format!(r#"{{"__metadata__":{{"format":"{giant}"}}}}"#),
            );
        }
        for nested in ["[", "{\"a\":", "{\"a\":[", "\"", "\\"] {
            refuse(
                "deep nesting of the header",
                &nested.repeat(size / nested.len()),
            );
            refuse(
                "deep nesting of the header",
                &first(&format!(r#""a":{}"#, nested.repeat(size / nested.len()))),
            );
        }
    }
}

/// Lists within metadata entries, made as long as the file's size allows: what a small file of digits becomes.
fn long_lists(tried: &mut Tried, whole: &[u8], entries: &[&str]) {
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

/// Files of the size that models have, whose damage is found last.
fn large(tried: &mut Tried) {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../models/stance-ai-fr.model"
    );
    let whole = std::fs::read(path).unwrap();
    let opened = allocation_counter::measure(|| assert!(Model::from_bytes(&whole).is_ok()));
    let share = opened.bytes_max as f64 / whole.len() as f64;
    println!(
        "opened, a model of {} bytes takes {share:.2} times as many",
        whole.len()
    );
    assert!(share < 8.0, "{share}");
    let parts = Parts::of(&whole);
    let mut put = |tensor: &str, back: usize, bytes: &[u8]| {
        let mut damaged = parts.clone();
        let at = parts.range(tensor).end - back;
        damaged.data[at..at + bytes.len()].copy_from_slice(bytes);
        tried.refuse("found last in a large file", &damaged.bytes());
    };
    put("weights", 4, &f32::NAN.to_le_bytes());
    put(
        "vocabulary.document_frequencies",
        4,
        &u32::MAX.to_le_bytes(),
    );
    put("vocabulary.name_ends", 4, &1_u32.to_le_bytes());
    put("vocabulary.names", 1, b"\xFF");
    let mut damaged = parts.clone();
    damaged.set_metadata("settings", &SHORT_GRAMS.replace('\'', "\""));
    tried.refuse("found last in a large file", &damaged.bytes());
    // The second of two targets has the damage.
    let mut damaged = parts.clone();
    let last = parts.range("weights").end - 4;
    damaged.data[last..last + 4].copy_from_slice(&f32::INFINITY.to_le_bytes());
    let damaged = damaged.bytes();
    let mut both = Parts::of(&model_with_targets());
    let end = whole.len() + damaged.len();
    both.header["classifier.0"] =
        json!({"dtype": "U8", "shape": [whole.len()], "data_offsets": [0, whole.len()]});
    both.header["classifier.1"] =
        json!({"dtype": "U8", "shape": [damaged.len()], "data_offsets": [whole.len(), end]});
    both.data = [whole, damaged].concat();
    tried.refuse("found last in a large file", &both.bytes());
}

/// Settings that the names of a model of longer n-grams break.
const SHORT_GRAMS: &str = "{'language':'fr','words':[1,2],'chars':[1,1],'min_df':3,'max_df':1.0,'max_features':null,\
    'stem':true,'stop_words':'none','negation':false,'fold_accents':false,'tf':'sublinear','idf':true,'norm':'l2'}";

fn garbage(tried: &mut Tried, random: &mut Random) {
    for length in 0..600 {
        let mut bytes: Vec<u8> = (0..length)
            .map(|_| random.next().to_le_bytes()[0])
            .collect();
        tried.refuse("random bytes", &bytes);
        if let Some(first) = bytes.first_chunk_mut() {
            *first = (length as u64 - 8).to_le_bytes();
            tried.refuse("random bytes", &bytes);
        }
        let soup: String = (0..length)
            .map(|_| {
                [
                    "{",
                    "}",
                    "[",
                    "]",
                    ":",
                    ",",
                    "\"",
                    "1",
                    "a",
                    "__metadata__",
                    "\\u00e9",
                ][random.below(11)]
            })
            .collect();
        tried.refuse("random JSON", &sealed(&soup, b""));
    }
}

#[test]
fn ten_thousand_damaged_files_are_refused_in_little_memory() {
    let mut tried = Tried::default();
    let mut random = Random(1);
    let (plain, ordered, targets) = (model(), ordered_model(), model_with_targets());
    for whole in [&plain, &ordered, &targets] {
        assert!(Model::from_bytes(whole).is_ok());
        cut(&mut tried, whole);
        flipped(&mut tried, whole, &mut random);
        lengths_enlarged(&mut tried, whole);
        metadata_wrong(&mut tried, whole, &mut random);
        json_bombs(&mut tried, whole);
    }
    for whole in [&plain, &ordered] {
        tensors_wrong(&mut tried, whole);
        numbers_wrong(&mut tried, whole);
    }
    long_lists(
        &mut tried,
        &plain,
        &[
            "labels",
            "settings",
            "training",
            "n_documents",
            "calibration",
        ],
    );
    long_lists(&mut tried, &ordered, &["ordered", "training"]);
    long_lists(&mut tried, &targets, &["targets", "target_column"]);
    large(&mut tried);
    garbage(&mut tried, &mut random);
    let mut files = 0;
    for (class, (n, most)) in &tried.0 {
        println!("{n:6} files, at most {most:.2} times their size (16 KiB or more): {class}");
        files += n;
    }
    println!("{files:6} files in all, none accepted");
    assert!(files >= 10_000, "{files}");
    assert!(tried.0.len() >= 25, "{} classes", tried.0.len());
}
