//! Runs one target under libFuzzer: the one that the environment variable `STANCE_FUZZ` names.
#![no_main]

use std::env;
use std::sync::OnceLock;

use stance_fuzz::{TARGETS, Target};

static TARGET: OnceLock<Target> = OnceLock::new();

fn named() -> Target {
    let name = env::var("STANCE_FUZZ").unwrap_or_default();
    let found = TARGETS.iter().find(|(target, _)| *target == name);
    let (_, target) = found.unwrap_or_else(|| {
        let names = TARGETS.map(|(target, _)| target).join(", ");
        panic!("STANCE_FUZZ is {name:?}: set it to one of {names}")
    });
    *target
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| TARGET.get_or_init(named)(data));
