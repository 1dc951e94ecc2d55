//! `cargo xtask accuracy`: the defaults of `stance train` beside scikit-learn, their calibration, and the models
//! that ship on sets they never saw and on real press, written to docs/accuracy.md.

pub(crate) mod figures;
pub(crate) mod ours;
mod peer;
pub(crate) mod press;
pub(crate) mod sets;
mod sides;
mod table;
mod zero_shot;

use std::fs;
use std::io::{Write as _, stderr, stdout};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use sha2::{Digest as _, Sha256};
use stance_cli::shipped::Shipped;
use stance_model::{Classifier, hex};

use self::figures::Figures;
use self::sets::SETS;
use self::table::{Measurement, SECTIONS};
use self::zero_shot::Place;

/// Options of `cargo xtask accuracy`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder of the data sets
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
    /// A Python that has scikit-learn
    #[arg(long, value_name = "PYTHON", default_value = "python3")]
    python: PathBuf,
    /// Make this section of the page anew and leave the others as they stand (repeatable) [default: all]
    #[arg(long, value_name = "SECTION", value_parser = SECTIONS)]
    section: Vec<String>,
    /// Cross-validate only this set (repeatable): its lines go to stdout, and docs/accuracy.md stays as it is
    #[arg(long, value_name = "SET", conflicts_with = "section")]
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

/// Measures, and writes the page.
pub(crate) fn run(args: &Args, root: &Path) -> anyhow::Result<()> {
    let names: Vec<&str> = SETS.iter().map(|set| set.name).collect();
    let mut asked = args.only.iter().chain(&args.skip);
    if let Some(name) = asked.find(|name| !names.contains(&name.as_str())) {
        anyhow::bail!("no set {name}; the sets are {}", names.join(", "));
    }
    let cache = root.join("target/accuracy");
    fs::create_dir_all(&cache)?;
    let place = Place {
        root,
        data: &args.data,
        python: &args.python,
        cache: &cache,
    };
    if !args.only.is_empty() {
        let (measured, _) = cross_validate(args, place)?;
        return print(&[table::comparison(&measured), table::calibration(&measured)]);
    }
    let made = SECTIONS.map(|name| {
        let wanted = args.section.is_empty() || args.section.iter().any(|asked| asked == name);
        wanted.then(|| make(name, args, place)).transpose()
    });
    let [sets, zero_shot, press] = made;
    let made = [sets?, zero_shot?, press?];
    let shown: Vec<String> = made.iter().flatten().cloned().collect();
    let page = root.join("docs/accuracy.md");
    let old = fs::read_to_string(&page).with_context(|| format!("reading {}", page.display()))?;
    fs::write(&page, table::page(made, &old))?;
    print(&shown)
}

/// Makes one of the sections.
fn make(section: &str, args: &Args, place: Place<'_>) -> anyhow::Result<String> {
    match section {
        "sets" => {
            let (measured, version) = cross_validate(args, place)?;
            Ok(table::sets(&measured, &args.skip, &version))
        }
        "zero-shot" => {
            let found = zero_shot::measure(place, &args.skip)?;
            Ok(zero_shot::section(&found))
        }
        _ => {
            let press = press::measure(place.root, place.data, args.held)?;
            Ok(table::press(&press))
        }
    }
}

/// Cross-validates both sides on the sets asked for; returns the figures, and the version of scikit-learn.
fn cross_validate(args: &Args, place: Place<'_>) -> anyhow::Result<(Vec<Measurement>, String)> {
    let (mut measured, mut version) = (Vec::new(), String::new());
    for set in SETS {
        let is_among = |asked: &[String]| asked.iter().any(|name| name == set.name);
        if is_among(&args.skip) || !(args.only.is_empty() || is_among(&args.only)) {
            continue;
        }
        let rows = set.read(place.data)?;
        let n_rows = rows.texts.len();
        writeln!(stderr(), "{}: {n_rows} rows", set.name)?;
        let held_out = ours::predict(&rows, &args.options, place.cache)?;
        let peer = peer::predict(&rows, place.python, place.cache)?;
        version = peer.version;
        let figures = Figures::new(&rows, &held_out, &peer.labels);
        measured.push((*set, n_rows, figures));
    }
    Ok((measured, version))
}

/// Reads the file of a model that ships, as it stands in models/.
pub(crate) fn read_model(model: &Shipped, root: &Path) -> anyhow::Result<Classifier> {
    let path = model.path(root);
    let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    let classifier = Classifier::from_bytes(&bytes)?;
    let expected = model.task.labels();
    anyhow::ensure!(
        classifier.labels() == expected,
        "{}: the labels {} expected, {} found",
        path.display(),
        expected.join(", "),
        classifier.labels().join(", ")
    );
    Ok(classifier)
}

fn print(parts: &[String]) -> anyhow::Result<()> {
    Ok(writeln!(stdout(), "{}", parts.join("\n"))?)
}

/// Returns a file name for what depends on these parts and nothing else.
fn digest(parts: &[&[u8]]) -> String {
    let hash = Sha256::digest(parts.concat());
    hex(&hash[..8])
}
