//! End-to-end tests: the binary, the data, the models and the README as a user meets them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may stop a test by panicking"
)]

mod audit;
mod bad_input;
mod check;
mod corpus;
mod cross_validate;
mod docs;
mod explain;
mod figures;
mod founding_example;
#[allow(unreachable_pub, reason = "the fuzzer's crate needs it public")]
mod fuzz_replay;
mod gold;
mod golden;
mod hostile;
mod inputs;
mod manual;
mod memory;
mod model_file;
mod nesting;
mod ordered;
mod outputs;
mod quotes;
mod report;
mod same_bytes;
mod score;
mod shares;
mod shipped;
mod supply_chain;
mod support;
mod targets;
mod terminal;
mod train;
mod units;
mod whole;
mod word_knowledge;
