//! The binary `stance`: arguments in, exit code out.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use stance_cli::{Io, Terminal, exit_code, render_error, run_in};

fn main() -> ExitCode {
    // Progress is drawn by a thread of its own, so stderr is not locked.
    let (mut stdin, mut stderr) = (io::stdin().lock(), io::stderr());
    let mut stdout = BufWriter::new(io::stdout().lock());
    let mut streams = Io {
        stdin: &mut stdin,
        stdout: &mut stdout,
        stderr: &mut stderr,
    };
    let result = run_in(Terminal::of_process(), std::env::args_os(), &mut streams)
        .and_then(|status| Ok(stdout.flush().map(|()| status)?));
    match result {
        Ok(status) => ExitCode::from(status.code()),
        Err(error) => {
            let (text, code) = render_error(&error);
            let printed = if code == 0 {
                write!(stdout, "{text}").and_then(|()| stdout.flush())
            } else {
                write!(stderr, "{text}")
            };
            exit_code(code, &printed)
        }
    }
}
