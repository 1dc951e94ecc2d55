//! `stance man`: manual pages.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Command;
use clap_mangen::Man;

use crate::ExitStatus;
use crate::failure::Failure;
use crate::input::{list, with_nearest};
use crate::io::Io;
use crate::output::write_file;

/// Print a manual page, or write all of them to a folder
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  stance man score | man -l -\n  \
    stance man --output ~/.local/share/man/man1")]
pub(crate) struct Args {
    /// Command to print the page of [default: the page of stance itself]
    #[arg(value_name = "COMMAND", conflicts_with = "output")]
    command: Option<String>,
    /// Folder for the pages of stance and of every command
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

pub(crate) fn run(
    args: &Args,
    mut command: Command,
    io: &mut Io<'_>,
) -> anyhow::Result<ExitStatus> {
    command.build();
    if let Some(folder) = &args.output {
        std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        let of_commands: Vec<Command> = command.get_subcommands().cloned().collect();
        for command in std::iter::once(command).chain(of_commands) {
            let man = Man::new(command);
            write_file(&folder.join(man.get_filename()), &page(&man)?)?;
        }
        return Ok(ExitStatus::Done);
    }
    let page = match &args.command {
        None => page(&Man::new(command))?,
        Some(name) => page(&Man::new(find(&command, name)?.clone()))?,
    };
    io.stdout.write_all(&page)?;
    Ok(ExitStatus::Done)
}

fn page(man: &Man) -> anyhow::Result<Vec<u8>> {
    let mut page = Vec::new();
    man.render(&mut page)?;
    Ok(page)
}

fn find<'a>(command: &'a Command, name: &str) -> anyhow::Result<&'a Command> {
    let names = || command.get_subcommands().map(Command::get_name);
    command.find_subcommand(name).ok_or_else(|| {
        let message = format!("no command `{name}`; the commands are {}", list(names()));
        let hint = with_nearest(name, names(), "name one of them");
        Failure::new(message, hint).into()
    })
}
