//! What went wrong, for people: an error with the way out, and the list of what was skipped.

use std::error::Error;
use std::fmt;
use std::io;
use std::process::ExitCode;

use crate::ExitStatus;
use crate::io::Io;
use crate::printable::{printable, printable_lines};

/// An error with a line on what to do about it.
///
/// ```
/// let failure = stance_cli::Failure::new("no such table: press", "name its file with --table");
/// let (text, code) = stance_cli::render_error(&failure.into());
/// assert_eq!(text, "error: no such table: press\nhint: name its file with --table\n");
/// assert_eq!(code, 2);
/// ```
#[derive(Debug)]
pub struct Failure {
    message: String,
    hint: String,
}

impl Failure {
    /// Returns the error that says what was expected and found, and what to do.
    #[must_use]
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Failure {}

/// Returns the text for an error and the exit code that goes with it.
///
/// Help and version are "errors" of code 0 whose text belongs on stdout; a closed pipe is code 0
/// without text; everything else is `error: …`, its causes, and a hint, code 2.
#[must_use]
pub fn render_error(error: &anyhow::Error) -> (String, u8) {
    if let Some(usage) = error.downcast_ref::<clap::Error>() {
        return (
            printable_lines(&usage.render().to_string()),
            u8::try_from(usage.exit_code()).unwrap_or(2),
        );
    }
    if is_closed_pipe(error) {
        return (String::new(), 0);
    }
    let mut causes: Vec<String> = Vec::new();
    for cause in error.chain().map(ToString::to_string) {
        // Some errors repeat their cause in their own text.
        if !causes.last().is_some_and(|last| last.contains(&cause)) {
            causes.push(cause);
        }
    }
    let text = format!("error: {}\n", printable(&causes.join(": ")));
    let hint = match error.downcast_ref::<Failure>() {
        Some(failure) => format!("hint: {}\n", printable(&failure.hint)),
        None => String::new(),
    };
    (text + &hint, 2)
}

/// Returns the exit code of a run that told its error, or the help that was asked for: whoever cannot be told of an error
/// gets its code all the same. A reader of the help that went away is no failure; a full disk is.
///
/// ```
/// use std::io::{Error, ErrorKind};
/// use std::process::ExitCode;
///
/// let (gone, full) = (Err(ErrorKind::BrokenPipe.into()), Err(ErrorKind::StorageFull.into()));
/// assert_eq!(stance_cli::exit_code(2, &gone), ExitCode::from(2));
/// assert_eq!(stance_cli::exit_code(0, &gone), ExitCode::SUCCESS);
/// assert_eq!(stance_cli::exit_code(0, &full), ExitCode::from(2));
/// ```
#[must_use]
pub fn exit_code(code: u8, printed: &io::Result<()>) -> ExitCode {
    let is_lost = |error: &io::Error| error.kind() != io::ErrorKind::BrokenPipe;
    let help_is_lost = code == 0 && printed.as_ref().is_err_and(is_lost);
    ExitCode::from(if help_is_lost { 2 } else { code })
}

/// Returns whether an error is that whoever read the output went away, which is none.
///
/// ```
/// use std::io::{Error, ErrorKind};
///
/// let gone = anyhow::Error::new(Error::from(ErrorKind::BrokenPipe)).context("writing the rows");
/// assert!(stance_cli::is_closed_pipe(&gone));
/// assert!(!stance_cli::is_closed_pipe(&anyhow::anyhow!("no such table")));
/// ```
#[must_use]
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        // The csv crate holds the cause of a writer's error back from the chain.
        let io_error = match cause.downcast_ref::<csv::Error>().map(csv::Error::kind) {
            Some(csv::ErrorKind::Io(error)) => Some(error),
            _ => cause.downcast_ref::<io::Error>(),
        };
        io_error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}

/// What a batch left out or read with loss, told on stderr as it happens, and counted.
#[derive(Debug, Default)]
pub(crate) struct Skipped {
    count: usize,
    /// The first that were told, as they were.
    told: Vec<String>,
}

/// What was skipped is remembered up to this number; it is counted beyond.
const REMEMBERED: usize = 100;

impl Skipped {
    /// Tells that something was skipped: where, what is wrong, what to do.
    pub(crate) fn report(&mut self, io: &mut Io<'_>, problem: &Problem) -> io::Result<()> {
        self.tell(io, "skipped", &problem.to_string())
    }

    /// Tells that an input was skipped whole.
    pub(crate) fn report_error(
        &mut self,
        io: &mut Io<'_>,
        error: &anyhow::Error,
    ) -> io::Result<()> {
        let (text, _) = render_error(error);
        let text = text.strip_prefix("error: ").unwrap_or(&text);
        self.remember("skipped", text);
        write!(io.stderr, "skipped: {text}")
    }

    /// Tells that something was read otherwise than it stands.
    pub(crate) fn warn(&mut self, io: &mut Io<'_>, problem: &Problem) -> io::Result<()> {
        self.tell(io, "warning", &problem.to_string())
    }

    fn tell(&mut self, io: &mut Io<'_>, what: &str, text: &str) -> io::Result<()> {
        self.remember(what, text);
        writeln!(io.stderr, "{what}: {}", printable(text))
    }

    fn remember(&mut self, what: &str, text: &str) {
        self.count += 1;
        if self.told.len() < REMEMBERED {
            self.told.push(format!("{what}: {}", text.trim_end()));
        }
    }

    /// Returns how much was skipped or read with loss.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Returns what was told of the first of it, an entry each.
    pub(crate) fn told(&self) -> &[String] {
        &self.told
    }

    pub(crate) fn status(&self) -> ExitStatus {
        if self.count == 0 {
            ExitStatus::Done
        } else {
            ExitStatus::Skipped
        }
    }
}

/// One thing wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// File, as it was named.
    pub(crate) file: String,
    /// Line, from 1, where it applies.
    pub(crate) line: Option<u64>,
    /// What was expected and found.
    pub(crate) message: String,
    /// What to do.
    pub(crate) hint: &'static str,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {} ({})", self.message, self.hint)
    }
}
