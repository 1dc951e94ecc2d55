//! Ten thousand damaged files by class of damage: all refused with a reason, in at most four times their own size of
//! memory, and 256 KiB.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::json;
use stance_model::Model;

use crate::files::{Parts, model, model_with_targets, ordered_model, sealed};
use crate::json::{json_bombs, long_lists, metadata_wrong};
use crate::layout::{cut, flipped, lengths_enlarged, numbers_wrong, tensors_wrong};

/// What a file may take beyond four times its size: a header of 16 KiB is read whatever the file's size.
const FREE: u64 = 1 << 18;

/// The files tried, by class of damage: how many, and the most memory that one took as a share of its size.
#[derive(Default)]
pub(crate) struct Tried(BTreeMap<&'static str, (usize, f64)>);

impl Tried {
    /// Holds a damaged file to its refusal.
    #[track_caller]
    pub(crate) fn refuse(&mut self, class: &'static str, bytes: &[u8]) {
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

/// The generator `SplitMix64` (Steele, Lea & Flood, "Fast splittable pseudorandom number generators", 2014).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }
}

/// Files of the size that models have, whose damage is found last. Returns what opening one takes, as a share of its size.
fn large(tried: &mut Tried) -> f64 {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../models/stance-ai-fr.model"
    );
    let whole = std::fs::read(path).unwrap();
    let opened = allocation_counter::measure(|| assert!(Model::from_bytes(&whole).is_ok()));
    let share = opened.bytes_max as f64 / whole.len() as f64;
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
    share
}

/// Settings that the names of a model of longer n-grams break.
const SHORT_GRAMS: &str = "{'language':'fr','words':[1,2],'chars':[1,1],'min_df':3,'max_df':1.0,'max_features':null,\
    'stem':true,'stop_words':'none','negation':false,'fold_accents':false,'tf':'sublinear','idf':true,'norm':'l2'}";

fn garbage(tried: &mut Tried, random: &mut Random) {
    for length in 0..600_u16 {
        let mut bytes: Vec<u8> = (0..length)
            .map(|_| random.next().to_le_bytes()[0])
            .collect();
        tried.refuse("random bytes", &bytes);
        if let Some(first) = bytes.first_chunk_mut() {
            *first = u64::from(length - 8).to_le_bytes();
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
    println!(
        "opened, a model takes {:.2} times its size",
        large(&mut tried)
    );
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
