//! Runs the target `model` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stance_fuzz::model(data));
