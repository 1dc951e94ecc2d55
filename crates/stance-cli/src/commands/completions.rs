//! `stance completions`: what a shell needs to complete command lines.

use clap::Command;
use clap_complete::{Shell, generate};

use crate::ExitStatus;
use crate::io::Io;

/// Print the completions of command lines for a shell
///
/// Where they go: bash, `~/.local/share/bash-completion/completions/stance`; zsh, `_stance` in a folder of `$fpath`;
/// fish, `~/.config/fish/completions/stance.fish`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  stance completions bash > ~/.local/share/bash-completion/completions/stance"
)]
pub(crate) struct Args {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub(crate) fn run(
    args: &Args,
    mut command: Command,
    io: &mut Io<'_>,
) -> anyhow::Result<ExitStatus> {
    // Into memory first: the generator takes a closed pipe for a fault of its own.
    let mut script = Vec::new();
    generate(args.shell, &mut command, "stance", &mut script);
    io.stdout.write_all(&script)?;
    Ok(ExitStatus::Done)
}
