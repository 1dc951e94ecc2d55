//! `cargo xtask card`: the cards of the models that ship, measured anew and written to models/.

mod about;
mod corpus;
mod curve;
mod errors;
mod judged;
mod press;
mod summary;
mod tables;
pub(crate) mod template;

use std::fs;
use std::io::{Write as _, stderr};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use stance_cli::plot;
use stance_cli::shipped::{SHIPPED, Shipped};
use stance_model::folds::{assign_folds, group_rows, number_values};
use stance_model::metrics::{CALIBRATION_BINS, CalibrationError};
use stance_model::{
    CChoice, CalibrationBin, Classifier, Coverage, HeldOutPredictions, Judged, TrainOptions,
    cross_validated_predictions,
};

use self::corpus::Corpus;
use self::press::Press;
use self::template::{fill, section};
use crate::accuracy::sets::FOLDS;

const TEMPLATE: &str = include_str!("card.md.in");
/// Words shown per label.
const WORDS: usize = 25;
/// Parts of the press labelled by one reader, sure of it or not.
const ONCE: &[&str] = &["once-sure", "once"];
/// Parts of the press with what they are called.
const PARTS: &[Part] = &[
    ("development half, two readers", &["dev"]),
    ("one reader, sure", &["once-sure"]),
    ("one reader, not sure", &["once"]),
    ("one reader, all", ONCE),
];
/// Parts of the press that the learning curve is tested on.
const CURVE_PARTS: &[Part] = &[("development half", &["dev"]), ("one reader", ONCE)];

/// What some parts of a yardstick are called, and their names there.
type Part = (&'static str, &'static [&'static str]);

/// Options of `cargo xtask card`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Model to measure [default: all that ship]
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// Folder that holds the texts of the yardsticks; without it the sections on the press stay as they stand
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// Look at the part of the press paragraphs that is set aside for the end, too
    #[arg(long, requires = "data")]
    held: bool,
}

/// Writes the cards and their plots.
pub(crate) fn run(args: &Args, root: &Path) -> anyhow::Result<()> {
    let wanted = |model: &&Shipped| args.only.as_deref().is_none_or(|only| only == model.name);
    let mut models = SHIPPED.iter().filter(wanted).peekable();
    if let (None, Some(only)) = (models.peek(), &args.only) {
        anyhow::bail!("no model {only} ships");
    }
    for model in models {
        let sources = args.data.as_deref().zip(model.yardstick);
        let press = sources.map(|(data, yardstick)| Press::read(root, data, yardstick));
        let card = Card::measure(model, root, press.transpose()?.as_ref(), args.held);
        let card = card.with_context(|| format!("the card of {}", model.name))?;
        card.write(root)?;
    }
    Ok(())
}

/// A card before it is written.
struct Card {
    model: &'static Shipped,
    text: String,
    calibration: String,
    risk_coverage: String,
}

/// The sections on the press, where they are made anew.
#[derive(Default)]
struct PressSections {
    figures: Option<String>,
    held: Option<String>,
    curve: Option<String>,
}

impl Card {
    fn measure(
        model: &'static Shipped,
        root: &Path,
        press: Option<&Press>,
        held: bool,
    ) -> anyhow::Result<Self> {
        let corpus = Corpus::read(model, root)?;
        let bytes = fs::read(model.path(root)).context("reading the model")?;
        let classifier = Classifier::from_bytes(&bytes)?;
        summary::check_data(model, root, &classifier)?;
        let (set, options) = (&corpus.set, &corpus.options);
        let groups = group_rows(&set.texts, set.groups.as_deref());
        let folds = assign_folds(&number_values(&set.labels), &groups, FOLDS, options.seed);
        note("cross-validating")?;
        let within = cross_validated_predictions(set, options, &folds)?;
        note("leaving out one sector after the other")?;
        let sectors = corpus.column("sector")?;
        let options_of_model = TrainOptions {
            c: CChoice::Fixed(classifier.record().c),
            ..options.clone()
        };
        let without = cross_validated_predictions(set, &options_of_model, &number_values(sectors))?;
        anyhow::ensure!(
            within.converged() && without.converged(),
            "a fit ended short of its tolerance: raise --max-iterations"
        );
        let within = judged(within, &groups);
        let without = judged(without, &groups);
        note("drawing the learning curve")?;
        let (curve_names, curve_parts): (Vec<_>, Vec<_>) = press
            .map_or_else(Vec::new, |press| press.met(CURVE_PARTS))
            .into_iter()
            .unzip();
        let tested = press.map(|press| (press, curve_parts.as_slice()));
        let curve = curve::measure(set, options, &folds, tested)?;
        let mut sections = PressSections::default();
        if let Some(press) = press {
            sections = PressSections::measure(press, &classifier, &bytes, held)?;
            let table = tables::press_curve(&curve, &curve_names);
            sections.curve = Some(table + "\n" + &summary::measured_with(&bytes));
        }
        let old = fs::read_to_string(model.path(root).with_extension("md")).unwrap_or_default();
        let bins = within.calibration_bins(CALIBRATION_BINS);
        let curve_points: Vec<Coverage> = (5..=100).map(|p| within.coverage(p)).collect();
        let press = [
            ("press", section("press", sections.figures, &old)),
            ("held", section("held", sections.held, &old)),
        ];
        let curve_press = match model.yardstick {
            Some(_) => {
                let figures = section("curve", sections.curve, &old);
                format!("The same models on the press:\n\n{figures}")
            }
            None => String::new(),
        };
        let texts = [
            ("name", model.name.to_owned()),
            ("what", about::what(model)),
            ("made", about::made(model)),
            ("purpose", about::purpose(model)),
            ("reach", about::reach(model, root)?),
            (
                "summary",
                summary::table(model, &classifier, &corpus, &bytes),
            ),
            ("press", about::press(model, root, &press)?),
            ("folds", FOLDS.to_string()),
            (
                "within",
                tables::overall(&[
                    ("cross-validated", &within),
                    ("one sector left out", &without),
                ]),
            ),
            ("confusion", tables::confusion(&within)),
            ("difficulty", by_rows(&corpus, &within)?),
            ("sectors", tables::by_sector(sectors, &within, &without)),
            (
                "genres",
                tables::by_column("genre", corpus.column("genre")?, &within),
            ),
            ("calibration_alt", plot::calibration_text(&bins)),
            ("calibration", calibration(&within, &bins)),
            ("coverage_alt", plot::risk_coverage_text(&curve_points)),
            ("coverage", tables::coverage(&within)),
            ("thresholds", tables::thresholds(classifier.record())),
            ("curve", tables::curve(&curve)),
            ("curve_press", curve_press),
            ("words", summary::words(&classifier, WORDS)),
            ("errors", errors::with_texts(&corpus, &within)?),
        ];
        Ok(Self {
            model,
            text: fill(TEMPLATE, &texts)?,
            calibration: plot::calibration(&bins),
            risk_coverage: plot::risk_coverage(&curve_points),
        })
    }

    fn write(&self, root: &Path) -> anyhow::Result<()> {
        let card = self.model.path(root).with_extension("md");
        let name = self.model.name;
        fs::write(&card, &self.text)?;
        let plots = [
            ("calibration", &self.calibration),
            ("risk-coverage", &self.risk_coverage),
        ];
        for (what, svg) in plots {
            fs::write(card.with_file_name(format!("{name}-{what}.svg")), svg)?;
        }
        note(&format!("wrote {}", card.display()))
    }
}

impl PressSections {
    /// Measures the shipped model on the parts of the press; the part set aside only where asked for.
    fn measure(
        press: &Press,
        classifier: &Classifier,
        model: &[u8],
        held: bool,
    ) -> anyhow::Result<Self> {
        let parts = press.met(PARTS);
        let judge = |parts: &[&str]| press.judge(classifier, &press.rows_of(parts));
        let judged = parts
            .iter()
            .map(|(name, parts)| Ok((*name, judge(parts)?)))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let sets: Vec<(&str, &Judged)> = judged.iter().map(|(name, j)| (*name, j)).collect();
        let (Some((_, dev)), Some((surest, last))) = (sets.first(), sets.last()) else {
            anyhow::bail!("the yardstick has none of the parts `dev`, `once-sure`, `once`");
        };
        let rows = press.rows_of(parts[0].1);
        let ids: Vec<&str> = rows.iter().map(|&row| press.ids[row].as_str()).collect();
        let figures = format!(
            "{}\nParagraphs are counted by label: {}. {}\n\n{}\n\n{}\n\
             Ten errors of the development half, by id:\n\n{}\n{}",
            tables::overall(&sets),
            classifier.labels().join(", "),
            summary::baseline(dev),
            surest_rows(surest),
            tables::coverage(last),
            errors::ids_only(&ids, dev),
            summary::measured_with(model),
        );
        let held = if held && !press.met(&[("held", &["held"])]).is_empty() {
            let held = judge(&["held"])?;
            let table = tables::overall(&[("half set aside, two readers", &held)]);
            let both = judge(&["dev", "held"])?;
            let both = tables::overall(&[("both halves", &both)]);
            let both = both.lines().last().unwrap_or_default();
            Some(format!(
                "{table}{both}\n\n{}",
                summary::measured_with(model)
            ))
        } else {
            None
        };
        Ok(Self {
            figures: Some(figures),
            held,
            curve: None,
        })
    }
}

/// What stands above the surest rows of some parts.
fn surest_rows(part: &str) -> &'static str {
    if part.starts_with("one reader") {
        "The surest rows of those that one reader labelled:"
    } else {
        "The surest rows:"
    }
}

/// Returns held-out predictions as judged rows.
fn judged(held_out: HeldOutPredictions, groups: &[usize]) -> Judged {
    let (labels, truth) = (held_out.labels, held_out.truth);
    Judged::new(labels, truth, held_out.predictions, groups.to_vec())
}

/// Figures by difficulty, kind of difficulty and length.
fn by_rows(corpus: &Corpus, within: &Judged) -> anyhow::Result<String> {
    let parts = [
        tables::by_column("difficulty", &corpus.difficulties()?, within),
        tables::by_column("kind of difficulty", corpus.column("hard")?, within),
        tables::by_column("length", &corpus.lengths(), within),
    ];
    Ok(parts.join("\n"))
}

/// The calibration table with the error that sums it up.
fn calibration(within: &Judged, bins: &[CalibrationBin]) -> String {
    let probabilities = within.probabilities();
    let error = CalibrationError::new(within.truth(), &probabilities, CALIBRATION_BINS, 0);
    format!(
        "Expected calibration error {:.3}, where perfect probabilities would show {:.3} on as many rows by chance.\n\n{}",
        error.error,
        error.expected,
        tables::calibration(bins)
    )
}

fn note(what: &str) -> anyhow::Result<()> {
    Ok(writeln!(stderr(), "{what}")?)
}
