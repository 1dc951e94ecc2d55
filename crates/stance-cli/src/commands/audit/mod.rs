//! `stance audit`: a random sample of what was scored, to label by hand, and the shares that it tells.

mod draw;
mod estimate;
mod key;
mod labels;
mod population;

use std::path::{Path, PathBuf};

use clap::Subcommand;

use crate::ExitStatus;
use crate::io::Io;

/// Check shares against a random sample labelled by hand
///
/// `draw` takes a random sample of the paragraphs that `stance score --format jsonl` scored, for you to label without
/// knowing what the model says. `estimate` reads your labels back and gives the share of each label among all
/// paragraphs: right on average whatever the model gets wrong, and the surer the more it gets right (the difference
/// estimate of survey sampling).
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  stance score press/ --format jsonl -o scores.jsonl\n  \
    stance audit draw scores.jsonl --size 200 -o sample.csv\n  \
    stance audit estimate sample.csv"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    step: Step,
}

#[derive(Debug, Subcommand)]
enum Step {
    Draw(draw::Args),
    Estimate(estimate::Args),
}

pub(crate) fn run(args: &Args, io: &mut Io<'_>) -> anyhow::Result<ExitStatus> {
    match &args.step {
        Step::Draw(args) => draw::run(args, io),
        Step::Estimate(args) => estimate::run(args, io),
    }
}

/// Returns the path of a sample's key: the sample's, with `.key.json` after it, or in the place of `.csv`.
fn key_path(sample: &Path) -> PathBuf {
    if sample.extension().is_some_and(|end| end == "csv") {
        return sample.with_extension("key.json");
    }
    let mut path = sample.as_os_str().to_owned();
    path.push(".key.json");
    path.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_of_several_names_have_keys_of_several_names() {
        let key = |sample: &str| key_path(Path::new(sample)).display().to_string();
        assert_eq!(key("s.csv"), "s.key.json");
        assert_eq!(key("press.2024.csv"), "press.2024.key.json");
        assert_eq!(key("press.2024"), "press.2024.key.json");
        assert_eq!(key("press.2025"), "press.2025.key.json");
    }
}
