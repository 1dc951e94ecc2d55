//! Tests of the functions, of `stance-sql`, and of a cluster of real processes.

mod cluster;
mod corpus;
mod docs;
mod functions;
mod processes;
mod query;
mod support;
