//! The binary `stance-sql`.

use std::process::ExitCode;

fn main() -> ExitCode {
    stance_datafusion::run()
}
