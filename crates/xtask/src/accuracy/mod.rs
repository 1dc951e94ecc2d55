//! `cargo xtask accuracy`: the defaults of `stance train` beside scikit-learn, their calibration, and the model
//! that ships on real press, written to docs/accuracy.md.

pub(crate) mod figures;
mod ours;
mod peer;
pub(crate) mod press;
pub(crate) mod sets;
mod table;

use std::fs;
use std::io::{Write as _, stderr, stdout};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use stance_model::hex;

use self::figures::Figures;
use self::sets::SETS;

/// Options of `cargo xtask accuracy`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder of the data sets
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
    /// A Python that has scikit-learn
    #[arg(long, value_name = "PYTHON", default_value = "python3")]
    python: PathBuf,
    /// Only this set (repeatable): its lines go to stdout, and docs/accuracy.md stays as it is
    #[arg(long, value_name = "SET")]
    only: Vec<String>,
    /// Leave this set out (repeatable); the page says so
    #[arg(long, value_name = "SET", conflicts_with = "only")]
    skip: Vec<String>,
    /// Look at the part of the press paragraphs that is set aside for the end, too
    #[arg(long)]
    held: bool,
    /// An option of `stance train` to try, with `--only` (repeatable)
    #[arg(
        long = "try",
        value_name = "OPTION",
        allow_hyphen_values = true,
        requires = "only"
    )]
    options: Vec<String>,
}

/// Measures, and writes the table.
pub(crate) fn run(args: &Args, root: &Path) -> anyhow::Result<()> {
    let names: Vec<&str> = SETS.iter().map(|set| set.name).collect();
    let mut asked = args.only.iter().chain(&args.skip);
    if let Some(name) = asked.find(|name| !names.contains(&name.as_str())) {
        anyhow::bail!("no set {name}; the sets are {}", names.join(", "));
    }
    let cache = root.join("target/accuracy");
    fs::create_dir_all(&cache)?;
    let press = press::measure(root, &args.data, args.held)?;
    let (mut measured, mut version) = (Vec::new(), String::new());
    for set in SETS {
        let is_among = |asked: &[String]| asked.iter().any(|name| name == set.name);
        if is_among(&args.skip) || !(args.only.is_empty() || is_among(&args.only)) {
            continue;
        }
        let rows = set.read(&args.data)?;
        writeln!(stderr(), "{}: {} rows", set.name, rows.texts.len())?;
        let held_out = ours::predict(&rows, &args.options, &cache)?;
        let peer = peer::predict(&rows, &args.python, &cache)?;
        version = peer.version;
        measured.push((
            *set,
            rows.texts.len(),
            Figures::new(&rows, &held_out, &peer.labels),
        ));
    }
    if args.only.is_empty() {
        let page = root.join("docs/accuracy.md");
        fs::create_dir_all(root.join("docs"))?;
        fs::write(page, table::page(&measured, &args.skip, &press, &version))?;
    }
    let tables = [
        table::comparison(&measured),
        table::calibration(&measured),
        table::yardstick(&press),
    ];
    writeln!(stdout(), "{}", tables.join("\n"))?;
    Ok(())
}

/// Returns a file name for what depends on these parts and nothing else.
fn digest(parts: &[&[u8]]) -> String {
    let hash = Sha256::digest(parts.concat());
    hex(&hash[..8])
}
