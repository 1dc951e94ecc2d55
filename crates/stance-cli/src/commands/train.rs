//! `stance train`: labelled rows in, a model file out.

mod dry_run;
pub(crate) mod report;

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use stance_features::{Language, Ngrams};
use stance_model::logistic::ClassWeight;
use stance_model::record::{DataFile, Provenance};
use stance_model::{CChoice, Model, TrainOptions, train, train_targets};

use crate::ExitStatus;
use crate::failure::{Failure, Skipped};
use crate::io::Io;
use crate::labelled::{ColumnArgs, DataArgs, Groups, LabelledFile, Optional, Reading};
use crate::memory::{MemoryArgs, Work};
use crate::output::{check_output, write_file};
use crate::terminal::{Progress, Terminal};
use crate::word_tables::{read_lexicon, read_vectors};
use crate::workers::ThreadArgs;

use self::report::Report;

/// Train a model on labelled paragraphs
///
/// A CSV file needs a header line and one labelled text per row; a fastText file has one text per line, its label
/// before it. Any labels will do. Settings, labels and cross-validated figures are stored in the model.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  stance train letters.csv -o letters.model --label-column opinion\n  \
    stance train 2024.csv 2025.csv.gz -o both.model\n  \
    stance train reviews.txt --input-format fasttext -o reviews.model\n  \
    stance train letters.csv --dry-run"
)]
pub(crate) struct Args {
    /// Where the model goes
    #[arg(short, long, value_name = "MODEL", required_unless_present = "dry_run")]
    output: Option<PathBuf>,
    /// Say what would be trained on what, and train nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    pub(crate) training: TrainingArgs,
    /// Print the values of C tried, each with the log loss of held-out rows
    #[arg(long, help_heading = "Fit")]
    print_c_path: bool,
}

/// What is trained on, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct TrainingArgs {
    #[command(flatten)]
    pub(crate) data: DataArgs,
    #[command(flatten)]
    columns: ColumnArgs,
    /// Column of groups: rows of one group (an article, an author) never sit on both sides of a
    /// split. `none` for no groups [default: a column named `group`, where there is one]
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    group_column: Option<String>,
    /// Column of row weights, numbers of 0 or more [default: 1 for each row]
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    weight_column: Option<String>,
    /// Column of targets: what a row takes sides on. Each target gets a classifier of its own, and a
    /// row is scored by its target's [default: none, one classifier for all rows]
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    target_column: Option<String>,
    #[command(flatten)]
    features: FeatureArgs,
    #[command(flatten)]
    fit: FitArgs,
    #[command(flatten)]
    pub(crate) threads: ThreadArgs,
    #[command(flatten)]
    memory: MemoryArgs,
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
    /// Keep words as they are written, where a language would have them stemmed
    #[arg(long)]
    no_stem: bool,
    /// Mark words in the scope of a negation: "not good" is no longer good
    #[arg(long)]
    negation: bool,
    /// Leave out features that occur in fewer rows [default: 1 up to 5,000 rows, else 2]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    min_df: Option<u32>,
    /// Word vectors, a safetensors file: words that no row held take the side of those like them
    /// [default: none]
    #[arg(long, value_name = "FILE")]
    vectors: Option<PathBuf>,
    /// Lexicon, a CSV file with the column `word` and columns of numbers, each how strongly the word
    /// stands for something [default: none]
    #[arg(long, value_name = "FILE.csv")]
    lexicon: Option<PathBuf>,
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
    /// All labels in their order, three or more: one axis between the ends is fitted, with calibrated
    /// cuts between the labels [default: no order]
    #[arg(long, value_name = "LABEL,LABEL,…", value_delimiter = ',')]
    ordered: Option<Vec<String>>,
    /// Shares of the labels among the texts to score, in any unit: probabilities are stated for them
    /// [default: the shares among the rows]
    #[arg(long, value_name = "LABEL=SHARE,…", value_delimiter = ',', value_parser = parse_share)]
    shares: Option<Vec<(String, f64)>>,
    /// Cross-validation folds; 0 for none
    #[arg(long, value_name = "K", default_value_t = 5)]
    folds: usize,
    /// Seed of the fold assignment
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Newton iterations of a fit, at most; one that needs more is reported
    #[arg(long, value_name = "N", default_value_t = 100)]
    max_iterations: usize,
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

fn parse_share(text: &str) -> Result<(String, f64), String> {
    let (label, share) = text
        .rsplit_once('=')
        .ok_or("LABEL=SHARE expected, as concerned=0.3")?;
    match share.trim().parse() {
        Ok(share) => Ok((label.trim().to_owned(), share)),
        Err(_) => Err(format!("a number expected after `{label}=`")),
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

pub(crate) fn run(args: &Args, terminal: Terminal, io: &mut Io<'_>) -> anyhow::Result<ExitStatus> {
    let training = &args.training;
    check_output(args.output.as_deref(), training.files())?;
    if args.print_c_path && (training.fit.c != CChoice::Auto || training.fit.folds == 0) {
        let message = "--print-c-path: no path is walked where --c is given or --folds is 0";
        return Err(Failure::new(message, "leave out --c and --folds 0, or the path").into());
    }
    let mut skipped = Skipped::default();
    let Prepared {
        file,
        options,
        provenance,
        language_detected,
        memory,
    } = prepare(training, Work::Training, &[], &mut skipped, io)?;
    let Some(output) = args.output.as_deref().filter(|_| !args.dry_run) else {
        dry_run::write(args, &file, &options, language_detected, io)?;
        if let Some(memory) = &memory {
            report::line(io.stdout, "memory", memory)?;
        }
        return Ok(skipped.status());
    };
    let train = || match (&file.targets, &training.target_column) {
        (Some(targets), Some(column)) => {
            train_targets(&file.set, targets, column, &options, Some(&provenance))
        }
        _ => train(&file.set, &options, Some(provenance.clone())).map(Model::from),
    };
    let pool = training.threads.pool()?;
    let what = format!("training on {} rows", grouped(file.set.texts.len()));
    let progress = Progress::spinner(terminal, &what);
    let trained = pool.install(train);
    drop(progress);
    let model = trained.map_err(|error| file.locate(error))?;
    let bytes = model.to_bytes()?;
    write_file(output, &bytes)?;
    let report = Report {
        file: &file,
        model: &model,
        language_detected,
        written: format!("{}, {} bytes", output.display(), grouped(bytes.len())),
        with_c_path: args.print_c_path,
    };
    report.write(io)?;
    Ok(skipped.status())
}

impl TrainingArgs {
    /// Returns the files that are read.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Path> {
        let tables = [&self.features.vectors, &self.features.lexicon];
        let files = self.data.data.iter().chain(tables.into_iter().flatten());
        files.map(PathBuf::as_path)
    }
}

/// What training takes.
pub(crate) struct Prepared {
    pub(crate) file: LabelledFile,
    pub(crate) options: TrainOptions,
    provenance: Provenance,
    language_detected: bool,
    /// What training is estimated to take, where it was given a limit.
    memory: Option<String>,
}

/// Reads the files named, with these columns beside those of training, and turns arguments into options.
pub(crate) fn prepare(
    args: &TrainingArgs,
    work: Work,
    others: &[String],
    skipped: &mut Skipped,
    io: &mut Io<'_>,
) -> anyhow::Result<Prepared> {
    let optional = Optional {
        groups: Groups::from_option(args.group_column.as_deref()),
        weight: args.weight_column.as_deref(),
        target: args.target_column.as_deref(),
        model: None,
        others,
    };
    let reading = Reading {
        format: args.data.input_format,
        columns: &args.columns,
        optional,
    };
    args.memory.check_files(&args.data.data)?;
    let file = reading.files(&args.data.data, skipped, io)?;
    let (language, language_detected) = match args.features.language {
        Some(LanguageChoice(language)) => (language, false),
        None => (detect_language(&file.set.texts), true),
    };
    let (options, tables) = options(args, language)?;
    let memory = args
        .memory
        .check(work, &file, &options, args.threads.number())?;
    let provenance = Provenance {
        data: file.files.iter().map(|file| file.data.clone()).collect(),
        columns: file.columns.clone(),
        rows_left_out: file.left_out,
        tables,
    };
    Ok(Prepared {
        file,
        options,
        provenance,
        language_detected,
        memory,
    })
}

/// Returns the options, and the files of the tables of words among them.
fn options(
    args: &TrainingArgs,
    language: Option<Language>,
) -> anyhow::Result<(TrainOptions, Vec<DataFile>)> {
    let FeatureArgs {
        vectors, lexicon, ..
    } = &args.features;
    let vectors = vectors.as_deref().map(read_vectors).transpose()?;
    let lexicon = lexicon.as_deref().map(read_lexicon).transpose()?;
    let tables = vectors.iter().chain(&lexicon);
    let tables = tables.map(|(_, file)| file.clone()).collect();
    let options = TrainOptions {
        language,
        words: Some(args.features.words),
        chars: args.features.chars.0,
        stem: !args.features.no_stem,
        negation: args.features.negation,
        min_df: args.features.min_df,
        c: args.fit.c,
        class_weight: match args.fit.class_weight {
            ClassWeightChoice::Balanced => ClassWeight::Balanced,
            ClassWeightChoice::None => ClassWeight::None,
        },
        calibrate: args.fit.calibrate == CalibrateChoice::Auto,
        ordered: (args.fit.ordered.as_ref())
            .map(|labels| labels.iter().map(|label| label.trim().to_owned()).collect()),
        shares: args.fit.shares.clone(),
        vectors: vectors.map(|(table, _)| table),
        lexicon: lexicon.map(|(table, _)| table),
        folds: args.fit.folds,
        seed: args.fit.seed,
        max_iterations: args.fit.max_iterations,
    };
    Ok((options, tables))
}

/// Rows that language detection looks at, spread evenly over the file.
const DETECTION_ROWS: usize = 200;

/// Returns the language that most of the rows looked at are in, if it is a language with rules of its own.
pub(crate) fn detect_language(texts: &[String]) -> Option<Language> {
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
        assert_eq!(parse_share("a = b=2"), Ok(("a = b".to_owned(), 2.0)));
        assert!(parse_share("a").is_err());
        assert!(parse_share("a=much").is_err());
    }
}
