//! The program `stance` as a library: [`run`] parses arguments, does the work, and returns how it
//! ended. The binary only maps that to an exit code.
//!
//! Everything that touches files, the terminal or threads lives in this crate; everything that is known
//! about text, articles and models lives in the crates below it.

mod beside;
mod commands;
mod csv_output;
mod failure;
mod figures;
mod guarded;
mod html;
mod input;
mod io;
mod labelled;
mod lines;
mod memory;
mod models;
mod output;
pub mod plot;
mod printable;
pub mod shipped;
mod terminal;
mod word_tables;
mod workers;

use std::ffi::OsString;
use std::io::Write;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::guarded::Heedless;

pub use crate::commands::score::texts;
pub use crate::failure::{Failure, exit_code, is_closed_pipe, render_error};
pub use crate::guarded::Guarded;
pub use crate::io::Io;
pub use crate::output::{Output, check_output};
pub use crate::printable::{one_line, printable};
pub use crate::terminal::Terminal;

/// How a run that did not fail ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// Everything asked for was done.
    Done,
    /// Done, but rows or files were skipped or could not be read as they stand; each was reported on stderr.
    Skipped,
    /// Done, but a figure is below what was asked for, which was told on stderr.
    Below,
    /// Done, and something was found that needs mending: what `stance check` looks for.
    Found,
}

impl ExitStatus {
    /// Returns the exit code: 0 or 1. (2 is for usage errors and failures.)
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Skipped | Self::Below | Self::Found => 1,
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
    after_help = "Examples:\n  stance score article.txt\n  stance check letters.csv\n  \
                  stance train letters.csv -o letters.model\n\n\
                  Exit codes: 0 done; 1 done, but rows or files were skipped (each is reported), \
                  `stance check` found something, or a figure is below what was asked for; 2 could not do it."
)]
struct Cli {
    /// Tell nothing on stderr but errors: no progress, notes, warnings or skipped rows. The exit code
    /// still tells of skipped ones
    #[arg(short, long, global = true, help_heading = "Running")]
    quiet: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(commands::check::Args),
    Train(Box<commands::train::Args>),
    Score(commands::score::Args),
    Report(commands::report::Args),
    Quotes(commands::quotes::Args),
    Audit(commands::audit::Args),
    Models(commands::models::Args),
    Evaluate(commands::evaluate::Args),
    CrossValidate(Box<commands::cross_validate::Args>),
    Ablate(Box<commands::ablate::Args>),
    Explain(commands::explain::Args),
    Inspect(commands::inspect::Args),
    EvaluateQuotes(commands::evaluate_quotes::Args),
    Completions(commands::completions::Args),
    Man(commands::man::Args),
}

/// The heading under which an option stands in the help of every command that has it.
const HEADINGS: [(&str, &str); 7] = [
    ("input_format", "Input"),
    ("language", "Input"),
    ("keep_furniture", "Input"),
    ("format", "Output"),
    ("output", "Output"),
    ("safe_csv", "Output"),
    ("text_out", "Output"),
];

/// Returns the command line with its options in groups.
fn command_line() -> clap::Command {
    let grouped = |arg: clap::Arg| {
        let heading = HEADINGS.iter().find(|(id, _)| arg.get_id() == id);
        match heading {
            // The language of a training set decides its features.
            Some((_, heading)) if arg.get_help_heading() != Some("Features") => {
                arg.help_heading(*heading)
            }
            _ => arg,
        }
    };
    Cli::command().mut_subcommands(|command| command.mut_args(grouped))
}

/// Runs `stance` with the given arguments, the program's name first, outside of a terminal.
///
/// # Errors
///
/// As [`run_in`].
pub fn run<I, T>(arguments: I, io: &mut Io<'_>) -> anyhow::Result<ExitStatus>
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    run_in(Terminal::default(), arguments, io)
}

/// Runs `stance` with the given arguments, the program's name first, in a terminal.
///
/// # Errors
///
/// [`clap::Error`] (as the cause) for arguments that make no sense, and for `--help` and
/// `--version`, whose text it carries; anything else that kept the work from being done. Print it with
/// [`render_error`].
pub fn run_in<I, T>(terminal: Terminal, arguments: I, io: &mut Io<'_>) -> anyhow::Result<ExitStatus>
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let matches = command_line().try_get_matches_from(arguments)?;
    let parsed = Cli::from_arg_matches(&matches);
    let Cli { quiet, command } = parsed.map_err(|error| error.format(&mut command_line()))?;
    let mut nowhere = std::io::sink();
    let stderr: &mut dyn Write = if quiet { &mut nowhere } else { &mut *io.stderr };
    let is_plain = !matches!(&command, Command::Explain(args) if args.is_coloured());
    let io = &mut Io {
        stdin: &mut *io.stdin,
        stdout: &mut Guarded::new(&mut *io.stdout, terminal.width.is_some() && is_plain),
        stderr: &mut Heedless(Guarded::new(stderr, terminal.progress)),
    };
    let terminal = Terminal {
        progress: terminal.progress && !quiet,
        ..terminal
    };
    match command {
        Command::Check(args) => commands::check::run(&args, terminal, io),
        Command::Train(args) => commands::train::run(&args, terminal, io),
        Command::Score(args) => commands::score::run(&args, terminal, io),
        Command::Report(args) => commands::report::run(&args, terminal, io),
        Command::Quotes(args) => commands::quotes::run(&args, terminal, io),
        Command::Audit(args) => commands::audit::run(&args, io),
        Command::Models(args) => commands::models::run(&args, io),
        Command::Evaluate(args) => commands::evaluate::run(&args, io),
        Command::CrossValidate(args) => commands::cross_validate::run(&args, io),
        Command::Ablate(args) => commands::ablate::run(&args, io),
        Command::Explain(args) => commands::explain::run(&args, terminal, io),
        Command::Inspect(args) => commands::inspect::run(&args, io),
        Command::EvaluateQuotes(args) => commands::evaluate_quotes::run(&args, io),
        Command::Completions(args) => commands::completions::run(&args, command_line(), io),
        Command::Man(args) => commands::man::run(&args, command_line(), io),
    }
}
