//! Damage to bytes, lengths, places, types and numbers.

use serde_json::json;

use crate::classes::{Random, Tried};
use crate::files::Parts;

const TENSORS: [&str; 5] = [
    "intercepts",
    "weights",
    "vocabulary.document_frequencies",
    "vocabulary.name_ends",
    "vocabulary.names",
];

fn header_end(bytes: &[u8]) -> usize {
    8 + usize::try_from(u64::from_le_bytes(*bytes.first_chunk().unwrap())).unwrap()
}

pub(crate) fn cut(tried: &mut Tried, whole: &[u8]) {
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

pub(crate) fn flipped(tried: &mut Tried, whole: &[u8], random: &mut Random) {
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

pub(crate) fn lengths_enlarged(tried: &mut Tried, whole: &[u8]) {
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

pub(crate) fn tensors_wrong(tried: &mut Tried, whole: &[u8]) {
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

pub(crate) fn numbers_wrong(tried: &mut Tried, whole: &[u8]) {
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
