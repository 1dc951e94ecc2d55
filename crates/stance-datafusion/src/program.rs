//! The program `stance-sql`: arguments in, exit code out.

use std::future::Future;
use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use stance_cli::{Guarded, Terminal, exit_code, printable, render_error};

use crate::cluster::executor::{self, ExecutorArgs};
use crate::cluster::scheduler::{self, SchedulerArgs};
use crate::cluster::submit::{self, SubmitArgs};
use crate::query::{self, QueryArgs};

/// Stance, sentiment and quotations of the press as functions of SQL
#[derive(Debug, Parser)]
#[command(
    name = "stance-sql",
    version,
    max_term_width = 100,
    disable_help_subcommand = true,
    after_help = "Exit codes: 0 done; 2 could not do it."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Query(QueryArgs),
    Scheduler(SchedulerArgs),
    Executor(ExecutorArgs),
    Submit(SubmitArgs),
}

/// Runs `stance-sql` with the arguments of this process.
#[must_use]
pub fn run() -> ExitCode {
    let terminal = Terminal::of_process();
    let Err(error) = Cli::try_parse()
        .map_err(Into::into)
        .and_then(|cli| match cli.command {
            Command::Query(args) => query::run(&args, terminal),
            Command::Scheduler(args) => scheduler::run(&args),
            Command::Executor(args) => executor::run(&args),
            Command::Submit(args) => submit::run(&args, terminal),
        })
    else {
        return ExitCode::SUCCESS;
    };
    let (text, code) = render_error(&error);
    let printed = if code == 0 {
        let stdout = std::io::stdout();
        Guarded::new(stdout, terminal.width.is_some()).write_all(text.as_bytes())
    } else {
        std::io::stderr().write_all(text.as_bytes())
    };
    exit_code(code, &printed)
}

/// Tells something on stderr, on a line of its own.
pub(crate) fn tell(message: &str) {
    // Nobody may be there to hear it.
    let _ = writeln!(std::io::stderr(), "{}", printable(message));
}

/// Waits for the end of the process to be asked for.
pub(crate) async fn stopped() {
    // Where it cannot be asked for, it is waited for without end.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Returns the number of threads that was asked for; for 0 one per processor.
pub(crate) fn threads(asked: u16) -> usize {
    match asked {
        0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        asked => usize::from(asked),
    }
}

/// Starts the threads that score.
pub(crate) fn start_pool(threads: usize) -> anyhow::Result<()> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build_global()
        .context("starting the threads")
}

/// Runs a task on so many threads beside this one, until it is done.
pub(crate) fn block_on<T>(
    threads: usize,
    task: impl Future<Output = anyhow::Result<T>>,
) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build();
    runtime.context("starting the threads")?.block_on(task)
}
