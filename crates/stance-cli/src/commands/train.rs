//! `stance train`: a CSV of labelled rows in, a model file out.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use stance_features::{Language, Ngrams};
use stance_model::logistic::ClassWeight;
use stance_model::record::{Provenance, TrainingRecord};
use stance_model::{CChoice, Classifier, TrainOptions, train};

use crate::ExitStatus;
use crate::failure::{Failure, Skipped};
use crate::input::list;
use crate::io::Io;
use crate::labelled::{ColumnArgs, Groups, LabelledFile, Optional, read_labelled};
use crate::output::write_file;
use crate::printable::printable;
use crate::workers::ThreadArgs;

/// Train a model on a CSV of labelled paragraphs
///
/// The file needs a header line and one labelled text per row; any labels will do. Settings, labels
/// and cross-validated figures are stored in the model.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  stance train letters.csv -o letters.model --label-column opinion"
)]
pub(crate) struct Args {
    /// CSV file of labelled texts
    #[arg(value_name = "DATA.csv")]
    data: PathBuf,
    /// Where the model goes
    #[arg(short, long, value_name = "MODEL")]
    output: PathBuf,
    #[command(flatten)]
    columns: ColumnArgs,
    /// Column of groups: rows of one group (an article, an author) never sit on both sides of a
    /// split. `none` for no groups [default: a column named `group`, where there is one]
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    group_column: Option<String>,
    /// Column of row weights, numbers of 0 or more [default: 1 for each row]
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    weight_column: Option<String>,
    #[command(flatten)]
    features: FeatureArgs,
    #[command(flatten)]
    fit: FitArgs,
    #[command(flatten)]
    threads: ThreadArgs,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Features")]
struct FeatureArgs {
    /// Language of the texts, for tokens and stems [default: detected from the data]
    #[arg(long, value_name = "fr|en|none", value_parser = parse_language)]
    language: Option<LanguageChoice>,
    /// Word n-grams
    #[arg(long, value_name = "A-B", default_value = "1-2")]
    words: Ngrams,
    /// Character n-grams inside words, or none
    #[arg(long, value_name = "A-B|none", default_value = "2-5", value_parser = parse_chars)]
    chars: CharsChoice,
    /// Leave out features that occur in fewer rows [default: 1 up to 5,000 rows, else 2]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    min_df: Option<u32>,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Fit")]
struct FitArgs {
    /// Inverse regularisation strength, or auto: by cross-validated log loss
    #[arg(long, value_name = "F|auto", default_value = "auto", value_parser = parse_c)]
    c: CChoice,
    /// Weights of the labels: balanced gives rare labels as much say as frequent ones
    #[arg(long, value_name = "WEIGHTS", default_value = "balanced")]
    class_weight: ClassWeightChoice,
    /// Calibrate probabilities on held-out rows where it helps, or not at all
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    calibrate: CalibrateChoice,
    /// Cross-validation folds; 0 for none
    #[arg(long, value_name = "K", default_value_t = 5)]
    folds: usize,
    /// Seed of the fold assignment
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
}

#[derive(Debug, Clone, Copy)]
struct LanguageChoice(Option<Language>);

#[derive(Debug, Clone, Copy)]
struct CharsChoice(Option<Ngrams>);

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ClassWeightChoice {
    Balanced,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CalibrateChoice {
    Auto,
    None,
}

fn parse_language(text: &str) -> Result<LanguageChoice, String> {
    match text {
        "none" => Ok(LanguageChoice(None)),
        code => code
            .parse()
            .map(|language| LanguageChoice(Some(language)))
            .map_err(|_| "fr, en or none expected".to_owned()),
    }
}

fn parse_chars(text: &str) -> Result<CharsChoice, String> {
    match text {
        "none" => Ok(CharsChoice(None)),
        range => range
            .parse()
            .map(|n| CharsChoice(Some(n)))
            .map_err(|e: stance_features::Error| e.to_string()),
    }
}

fn parse_c(text: &str) -> Result<CChoice, String> {
    if text == "auto" {
        return Ok(CChoice::Auto);
    }
    match text.parse::<f64>() {
        Ok(c) if c.is_finite() && c > 0.0 => Ok(CChoice::Fixed(c)),
        _ => Err("a number above 0, or auto, expected".to_owned()),
    }
}

pub(crate) fn run(args: &Args, io: &mut Io<'_>) -> anyhow::Result<ExitStatus> {
    if is_same_file(&args.data, &args.output) {
        let message = format!("writing {}: it is the data", args.output.display());
        return Err(Failure::new(message, "name another file for the model").into());
    }
    let mut skipped = Skipped::default();
    let optional = Optional {
        groups: Groups::from_option(args.group_column.as_deref()),
        weight: args.weight_column.as_deref(),
    };
    let file = read_labelled(&args.data, &args.columns, optional, &mut skipped, io)?;
    let (language, detected) = match args.features.language {
        Some(LanguageChoice(language)) => (language, false),
        None => (detect_language(&file.set.texts), true),
    };
    let options = options(args, language);
    let provenance = Provenance {
        data: vec![file.data.clone()],
        columns: file.columns.clone(),
        rows_left_out: file.left_out,
    };
    let classifier = args
        .threads
        .pool()?
        .install(|| train(&file.set, &options, Some(provenance)))
        .map_err(|error| file.locate(error))?;
    let bytes = classifier.to_bytes()?;
    write_file(&args.output, &bytes)?;
    let model = format!("{}, {} bytes", args.output.display(), grouped(bytes.len()));
    report(io, &file, &classifier, detected, &printable(&model))?;
    Ok(skipped.status())
}

fn is_same_file(a: &Path, b: &Path) -> bool {
    matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}

fn options(args: &Args, language: Option<Language>) -> TrainOptions {
    TrainOptions {
        language,
        words: Some(args.features.words),
        chars: args.features.chars.0,
        min_df: args.features.min_df,
        c: args.fit.c,
        class_weight: match args.fit.class_weight {
            ClassWeightChoice::Balanced => ClassWeight::Balanced,
            ClassWeightChoice::None => ClassWeight::None,
        },
        calibrate: args.fit.calibrate == CalibrateChoice::Auto,
        folds: args.fit.folds,
        seed: args.fit.seed,
    }
}

/// Rows that language detection looks at, spread evenly over the file.
const DETECTION_ROWS: usize = 200;

/// Returns the language that most of the rows looked at are in, if it is a language with rules of its own.
fn detect_language(texts: &[String]) -> Option<Language> {
    let step = texts.len().div_ceil(DETECTION_ROWS).max(1);
    let (mut french, mut english, mut looked_at) = (0_usize, 0_usize, 0_usize);
    for text in texts.iter().step_by(step) {
        looked_at += 1;
        match stance_articles::language::detect(text) {
            Some(stance_articles::Language::French) => french += 1,
            Some(stance_articles::Language::English) => english += 1,
            _ => {}
        }
    }
    let (language, votes) = if french >= english {
        (Language::French, french)
    } else {
        (Language::English, english)
    };
    (2 * votes > looked_at).then_some(language)
}

/// Prints what was learnt from what.
fn report(
    io: &mut Io<'_>,
    file: &LabelledFile,
    classifier: &Classifier,
    detected: bool,
    model: &str,
) -> anyhow::Result<()> {
    let record = classifier.record();
    let out = &mut *io.stdout;
    let mut line = |name: &str, value: &str| writeln!(out, "{name:<10}{value}");
    line("rows", &rows_text(file, record))?;
    let counts = classifier.labels().iter().zip(&record.label_counts);
    let counts: Vec<String> = counts
        .map(|(label, n)| format!("{label} {}", grouped(*n)))
        .collect();
    line("labels", &printable(&counts.join(", ")))?;
    let language = classifier.vectorizer().settings().language();
    let language = language.map_or("none", |language| language.code());
    line(
        "language",
        &format!("{language}{}", if detected { " (detected)" } else { "" }),
    )?;
    line("features", &grouped(classifier.vectorizer().n_features()))?;
    let chosen = if record.c_chosen {
        " (chosen by cross-validated log loss)"
    } else {
        ""
    };
    line("C", &format!("{}{chosen}", record.c))?;
    if let Some(figures) = &record.cross_validation {
        let folds = format!("{} folds, {} groups", record.folds, grouped(figures.groups));
        let spread = |mean: f64, sd: f64| format!("{mean:.3} ± {sd:.3}");
        let accuracy = spread(figures.accuracy, figures.accuracy_sd);
        line(
            "accuracy",
            &format!("{accuracy} (cross-validated, {folds}; mean ± standard deviation)"),
        )?;
        line("macro-F1", &spread(figures.macro_f1, figures.macro_f1_sd))?;
        line("log loss", &format!("{:.3}", figures.log_loss))?;
    }
    line("model", model)?;
    if !record.convergence.converged {
        let iterations = record.convergence.iterations;
        writeln!(
            io.stderr,
            "warning: the fit did not reach its tolerance in {iterations} iterations; lower --c"
        )?;
    }
    Ok(())
}

fn rows_text(file: &LabelledFile, record: &TrainingRecord) -> String {
    let name = printable(&file.data.name).into_owned();
    let left_out = match file.left_out {
        0 => String::new(),
        n => format!(", {} left out", grouped(n)),
    };
    let mut columns = vec![file.columns.text.as_str(), file.columns.label.as_str()];
    columns.extend(file.columns.group.as_deref());
    columns.extend(file.columns.weight.as_deref());
    let columns = list(columns.into_iter());
    format!(
        "{} from {name}{left_out} (columns {})",
        grouped(record.rows),
        printable(&columns)
    )
}

/// Returns the number with a comma every three digits.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1234), "1,234");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }

    #[test]
    fn options_that_make_no_sense_are_refused() {
        for bad in ["0", "-1", "nan", "inf", "much"] {
            assert!(parse_c(bad).is_err(), "{bad}");
        }
        assert_eq!(parse_c("auto"), Ok(CChoice::Auto));
        assert!(parse_language("de").is_err());
        assert!(parse_chars("5-2").is_err());
    }
}
