//! `stance ablate`: what each family of features adds, on rows that the models did not see.

use std::io::Write;

use serde::Serialize;
use stance_features::Ngrams;
use stance_model::bootstrap::Bootstrap;
use stance_model::{
    Comparison, Differences, Evaluation, Judged, LeaveOut, TrainOptions, cross_validate,
};

use super::cross_validate::check_folds;
use super::train::{Prepared, TrainingArgs, grouped, prepare};
use crate::ExitStatus;
use crate::failure::{Failure, Skipped};
use crate::figures::{shown, shown_difference};
use crate::io::Io;
use crate::memory::Work;
use crate::output::{ReportFormat, aligned};

/// Show what each family of features adds
///
/// Cross-validates training with all the features asked for, then without one family of them after the other, over the
/// same folds. What a family adds is the figure with it minus the figure without it, with an interval from the same
/// bootstrap samples of both: an interval that holds 0 says that the rows do not tell whether it helps.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  stance ablate letters.csv --label-column opinion\n  \
    stance ablate press.csv --vectors words.safetensors --lexicon lexicon.csv --c 30"
)]
pub(crate) struct Args {
    #[command(flatten)]
    training: TrainingArgs,
    /// Bootstrap samples behind each interval
    #[arg(long, value_name = "N", default_value_t = 1000, help_heading = "Report", value_parser = clap::value_parser!(u32).range(100..=100_000))]
    resamples: u32,
    /// Output format
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "table",
        help_heading = "Report"
    )]
    format: ReportFormat,
}

/// What the families add.
#[derive(Serialize)]
struct Ablation {
    data: String,
    folds: usize,
    seed: u64,
    resamples: usize,
    level: f64,
    /// The figures with all of them.
    full: Evaluation,
    families: Vec<Family>,
}

/// What one family adds.
#[derive(Serialize)]
struct Family {
    #[serde(rename = "family")]
    name: &'static str,
    /// The figures without it.
    without: Evaluation,
    /// The figures with all families minus those without this one.
    adds: Differences,
}

/// Training without one family of features.
struct Variant {
    family: &'static str,
    options: TrainOptions,
}

pub(crate) fn run(args: &Args, io: &mut Io<'_>) -> anyhow::Result<ExitStatus> {
    let mut skipped = Skipped::default();
    let Prepared { file, options, .. } =
        prepare(&args.training, Work::CrossValidation, &[], &mut skipped, io)?;
    let folds = check_folds(options.folds)?;
    let variants = variants(&options);
    if variants.is_empty() {
        let message = "there is one family of features: nothing can be left out";
        let hint = "use --words 1-2, --chars 2-5, --vectors or --lexicon";
        return Err(Failure::new(message, hint).into());
    }
    let bootstrap = Bootstrap {
        resamples: args.resamples as usize,
        ..Bootstrap::default()
    };
    let pool = args.training.threads.pool()?;
    let judge = |options: &TrainOptions| -> anyhow::Result<Judged> {
        let (targets, leave_out) = (file.targets.as_deref(), LeaveOut::Folds(folds));
        let found = pool.install(|| cross_validate(&file.set, targets, options, leave_out));
        Ok(found.map_err(|error| file.locate(error))?.0)
    };
    let full = judge(&options)?;
    let mut families = Vec::with_capacity(variants.len());
    for Variant { family, options } in variants {
        let without = judge(&options)?;
        families.push(pool.install(|| Family {
            name: family,
            adds: Comparison::new(&full, &without, &bootstrap).differences,
            without: Evaluation::new(&without, &bootstrap),
        }));
    }
    let found = Ablation {
        data: file.names(),
        folds,
        seed: options.seed,
        resamples: bootstrap.resamples,
        level: bootstrap.level,
        full: pool.install(|| Evaluation::new(&full, &bootstrap)),
        families,
    };
    match args.format {
        ReportFormat::Json => writeln!(io.stdout, "{}", serde_json::to_string(&found)?)?,
        ReportFormat::Table => table(&mut *io.stdout, &found)?,
    }
    Ok(skipped.status())
}

/// Returns training without each family that it has and can do without.
fn variants(options: &TrainOptions) -> Vec<Variant> {
    let has_tables = options.vectors.is_some() || options.lexicon.is_some();
    let pairs = options
        .words
        .filter(|words| words.min() == 1 && words.max() > 1);
    let single = pairs.and_then(|_| Ngrams::new(1, 1).ok());
    let mut variants = Vec::new();
    let mut add = |is_there: bool, family, change: &dyn Fn(&mut TrainOptions)| {
        if is_there {
            let mut options = options.clone();
            change(&mut options);
            variants.push(Variant { family, options });
        }
    };
    // Word vectors and lexicon are about single words, which must then stay.
    let without_words = options.words.is_some() && options.chars.is_some() && !has_tables;
    add(without_words, "words", &|o| o.words = None);
    add(single.is_some(), "word n-grams above 1", &|o| {
        o.words = single;
    });
    add(
        options.chars.is_some() && options.words.is_some(),
        "character n-grams",
        &|o| o.chars = None,
    );
    let stems = options.stem && options.language.is_some() && options.words.is_some();
    add(stems, "stems", &|o| o.stem = false);
    add(options.vectors.is_some(), "word vectors", &|o| {
        o.vectors = None;
    });
    add(options.lexicon.is_some(), "lexicon", &|o| o.lexicon = None);
    variants
}

fn table(out: &mut dyn Write, found: &Ablation) -> std::io::Result<()> {
    let full = &found.full;
    writeln!(
        out,
        "{} rows in {} groups, {} folds\n",
        grouped(full.rows),
        grouped(full.groups),
        found.folds
    )?;
    let header = ["", "accuracy", "macro-F1", "log loss"];
    let all = [&full.accuracy, &full.macro_f1, &full.log_loss].map(shown);
    let mut rows = vec![
        header.map(str::to_owned).to_vec(),
        std::iter::once("all".to_owned()).chain(all).collect(),
    ];
    for family in &found.families {
        let adds = &family.adds;
        let adds = [&adds.accuracy, &adds.macro_f1, &adds.log_loss].map(shown_difference);
        let name = format!("{} add", family.name);
        rows.push(std::iter::once(name).chain(adds).collect());
    }
    aligned(out, &rows)?;
    writeln!(
        out,
        "\n(low to high) holds {:.0} % of {} bootstrap samples of the groups; a log loss that falls is a gain",
        100.0 * found.level,
        grouped(found.resamples)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn families(options: &TrainOptions) -> Vec<&'static str> {
        variants(options)
            .iter()
            .map(|variant| variant.family)
            .collect()
    }

    #[test]
    fn families_that_are_there_and_can_be_spared_are_left_out() {
        let options = TrainOptions {
            language: Some(stance_features::Language::French),
            chars: Ngrams::new(2, 5).ok(),
            ..TrainOptions::default()
        };
        let all = [
            "words",
            "word n-grams above 1",
            "character n-grams",
            "stems",
        ];
        assert_eq!(families(&options), all);
        let words = TrainOptions {
            chars: None,
            words: Ngrams::new(1, 1).ok(),
            language: None,
            ..options.clone()
        };
        assert!(families(&words).is_empty());
        let without = &variants(&options)[2].options;
        assert_eq!((without.chars, without.words), (None, options.words));
    }
}
