//! `cargo xtask ablation`: variants of the model that ships, on the corpus and on real press, and what real paragraphs
//! would add to its training, written to docs/ablation.md.
//!
//! The press paragraphs that are set aside for the end are never read here.

mod added;
mod data;
mod judge;
mod table;
mod variants;

use std::fs;
use std::io::{Write as _, stderr, stdout};
use std::path::{Path, PathBuf};

use stance_model::{CChoice, Classifier, TrainOptions, train};

use self::data::{Corpus, Press};
use self::judge::Judged;
use self::table::Outcome;
use self::variants::Variant;

const PAGE: &str = "docs/ablation.md";

/// Options of `cargo xtask ablation`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder of the data sets
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
}

/// Measures, and writes the page: once all variants are judged on the press, and after every figure from then on.
pub(crate) fn run(args: &Args, root: &Path) -> anyhow::Result<()> {
    let corpus = Corpus::read(root)?;
    let press = Press::read(root, &args.data)?;
    let shipped = variants::base(root)?;
    let path = root.join(PAGE);
    let prose = table::prose(&fs::read_to_string(&path).unwrap_or_default()).to_owned();
    let (mut outcomes, mut added) = (Vec::new(), Vec::new());
    let c = chosen_c(&corpus, &shipped)?;
    let base = TrainOptions {
        c: CChoice::Fixed(c),
        ..shipped
    };
    let variants = variants::all(&base);
    for variant in &variants {
        writeln!(stderr(), "{}", variant.name)?;
        outcomes.push(outcome(variant, &corpus, &press)?);
    }
    let write = |outcomes: &[Outcome], added: &[added::Added]| {
        fs::write(&path, table::page(c, outcomes, added, &prose))
    };
    write(&outcomes, &added)?;
    for n in added::NUMBERS {
        writeln!(stderr(), "{n} real paragraphs")?;
        added.push(added::measure(n, &corpus, &press, &base)?);
        write(&outcomes, &added)?;
    }
    for (at, variant) in variants.iter().enumerate() {
        writeln!(stderr(), "{}, by sectors", variant.name)?;
        outcomes[at].sectors = Some(corpus.by_sectors(variant)?);
        write(&outcomes, &added)?;
    }
    writeln!(stdout(), "wrote {PAGE}")?;
    Ok(())
}

/// Returns the `C` that cross-validation chooses for the model that ships.
fn chosen_c(corpus: &Corpus, options: &TrainOptions) -> anyhow::Result<f64> {
    Ok(train(&corpus.rows(|_| true), options, None)?.record().c)
}

/// Trains a variant and judges it on the press.
fn outcome(variant: &Variant, corpus: &Corpus, press: &Press) -> anyhow::Result<Outcome> {
    let set = corpus.rows(|row| row < variant.rows);
    let classifier: Classifier = train(&set, &variant.options, None)?;
    let cross_validation = classifier.record().cross_validation.as_ref();
    let mut judged = Judged::new(&press.truth, &press.articles);
    judged.judge(&classifier, &press.texts, 0..press.texts.len())?;
    Ok(Outcome {
        name: variant.name,
        cross_validated: cross_validation.map(|figures| figures.macro_f1),
        sectors: None,
        once: judged.with_intervals(&press.once()),
        sure: judged.figures(&press.part("once-sure")),
        dev: judged.figures(&press.part("dev")),
    })
}
