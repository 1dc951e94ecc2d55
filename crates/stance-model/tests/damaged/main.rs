//! Damaged model files: each is refused with a reason, none panics, none takes much memory.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may stop a test by panicking"
)]

mod classes;
mod files;
mod json;
mod layout;
mod rules;
