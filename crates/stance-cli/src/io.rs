//! The streams a run reads and writes, so that tests and other programs can pass their own.

use std::io::{Read, Write};

/// Standard input, output and error of a run.
#[expect(missing_debug_implementations, reason = "streams have none")]
pub struct Io<'a> {
    /// Read where a path is `-`.
    pub stdin: &'a mut dyn Read,
    /// Results, where no output file is named.
    pub stdout: &'a mut dyn Write,
    /// Progress, and what was skipped.
    pub stderr: &'a mut dyn Write,
}
