//! The program `stance` as a library: [`run`] parses arguments, does the work, and returns how it
//! ended. The binary only maps that to an exit code.
//!
//! Everything that touches files, the terminal or threads lives in this crate; everything that is known
//! about text, articles and models lives in the crates below it.

mod commands;
mod failure;
mod input;
mod io;
mod labelled;
mod lines;
mod models;
mod output;
mod printable;
pub mod shipped;
mod word_tables;
mod workers;

use std::ffi::OsString;

use clap::{Parser, Subcommand};

pub use crate::failure::render_error;
pub use crate::io::Io;

/// How a run that did not fail ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// Everything asked for was done.
    Done,
    /// Done, but rows or files were skipped or could not be read as they stand; each was reported on stderr.
    Skipped,
    /// Done, and something was found that needs mending: what `stance check` looks for.
    Found,
}

impl ExitStatus {
    /// Returns the exit code: 0 or 1. (2 is for usage errors and failures.)
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Skipped | Self::Found => 1,
        }
    }
}

/// Train, evaluate and run stance and sentiment classifiers on the press
#[derive(Debug, Parser)]
#[command(
    name = "stance",
    version,
    max_term_width = 100,
    disable_help_subcommand = true,
    after_help = "Exit codes: 0 done; 1 done, but rows or files were skipped (each is reported); \
                  2 could not do it."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(commands::check::Args),
    Train(Box<commands::train::Args>),
    Score(commands::score::Args),
    Quotes(commands::quotes::Args),
    Evaluate(commands::evaluate::Args),
    EvaluateQuotes(commands::evaluate_quotes::Args),
}

/// Runs `stance` with the given arguments, the program's name first.
///
/// # Errors
///
/// [`clap::Error`] (as the cause) for arguments that make no sense, and for `--help` and
/// `--version`, whose text it carries; anything else that kept the work from being done. Print it with
/// [`render_error`].
pub fn run<I, T>(arguments: I, io: &mut Io<'_>) -> anyhow::Result<ExitStatus>
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    match Cli::try_parse_from(arguments)?.command {
        Command::Check(args) => commands::check::run(&args, io),
        Command::Train(args) => commands::train::run(&args, io),
        Command::Score(args) => commands::score::run(&args, io),
        Command::Quotes(args) => commands::quotes::run(&args, io),
        Command::Evaluate(args) => commands::evaluate::run(&args, io),
        Command::EvaluateQuotes(args) => commands::evaluate_quotes::run(&args, io),
    }
}
