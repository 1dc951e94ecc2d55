//! `cargo xtask bounds`: what `stance` takes at worst, written to docs/bounds.md: time and memory on inputs made to be bad for
//! each reader and for the rules of segmentation, language and quotation; memory of scoring rows without end; memory of
//! training beside what was estimated.
//!
//! Each section leaves its table in target/bounds, so that one can be measured anew without the others.

mod endless;
mod inputs;
mod make;
mod measure;
mod time;
mod training;

use std::fs;
use std::io::{Write as _, stdout};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::ValueEnum;

use self::measure::Program;

/// Options of `cargo xtask bounds`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder of the data sets, for the section `training`
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// Sections to measure [default: all]
    #[arg(long, value_name = "SECTION")]
    section: Vec<Section>,
    /// Inputs of the section `time`: those whose names hold this
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
    /// Megabytes of the largest inputs of the section `time`
    #[arg(long, value_name = "MB", default_value_t = 100)]
    megabytes: usize,
    /// Keep what the section `time` measured before, and measure what is missing
    #[arg(long)]
    resume: bool,
    /// Paragraphs of the section `memory`
    #[arg(long, value_name = "N", value_delimiter = ',', default_values_t = [1_000_000, 10_000_000])]
    paragraphs: Vec<u64>,
    /// The Python that runs the measured program
    #[arg(long, value_name = "PYTHON", default_value = "python3")]
    python: PathBuf,
    /// The program to measure [default: `stance` of this workspace, built for release]
    #[arg(long, value_name = "PROGRAM")]
    stance: Option<PathBuf>,
}

/// A part of docs/bounds.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Section {
    /// Time on bad inputs
    Time,
    /// Memory of scoring
    Memory,
    /// Memory of training
    Training,
}

const SECTIONS: [Section; 3] = [Section::Time, Section::Memory, Section::Training];

impl Section {
    fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Memory => "memory",
            Self::Training => "training",
        }
    }
}

/// Measures, and writes the page.
pub(crate) fn run(args: &Args, root: &Path) -> anyhow::Result<()> {
    let program = Program {
        stance: match &args.stance {
            Some(program) => program.clone(),
            None => crate::speed::build(root)?,
        },
        python: args.python.clone(),
        script: root.join("crates/xtask/peers/timed.py"),
    };
    let folder = root.join("target/bounds");
    fs::create_dir_all(&folder)?;
    let is_asked = |section: &Section| args.section.is_empty() || args.section.contains(section);
    for section in SECTIONS.into_iter().filter(is_asked) {
        let table = match section {
            Section::Time => {
                let choice = time::Choice {
                    only: &args.only,
                    largest: args.megabytes,
                    resume: args.resume,
                };
                time::measure(&program, &choice, &folder.join("time.jsonl"))?
            }
            Section::Memory => endless::measure(&program, &args.paragraphs)?,
            Section::Training => {
                let data = args
                    .data
                    .as_ref()
                    .context("--data expected: the folder of the data sets")?;
                training::measure(&program, data)?
            }
        };
        fs::write(folder.join(section.name()), table)?;
    }
    let mut page = HEAD.to_owned();
    for section in SECTIONS {
        page += &fs::read_to_string(folder.join(section.name())).unwrap_or_default();
    }
    fs::write(root.join("docs/bounds.md"), &page)?;
    write!(stdout(), "{page}")?;
    Ok(())
}

const HEAD: &str = "# What it takes at worst\n\n\
    Made by `cargo xtask bounds`. Seconds are processor time (user and system) of one thread, as ratios; memory is the \
    peak resident set of the process.\n";
