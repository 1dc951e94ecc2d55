//! Tests of the functions, of `stance-sql`, and of a cluster of real processes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may stop a test by panicking"
)]

mod cluster;
mod corpus;
mod docs;
mod functions;
mod processes;
mod query;
mod support;
