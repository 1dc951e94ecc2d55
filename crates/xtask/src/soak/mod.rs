//! `cargo xtask soak`: trains, scores and evaluates in a loop over generated corpora, in this process and by the program,
//! with a fault in every round; checks every output against a recomputation, and that memory and open files do not grow.
//! Writes docs/soak.md.

mod checks;
mod corpus;
mod faults;
mod page;
mod program;
mod usage;

use std::fs;
use std::io::{Write as _, stdout};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use stance_model::Model;

use self::corpus::{Numbers, Row};
use self::faults::FAULTS;
use self::program::{Program, here};
use self::usage::Usage;

/// How long, and from which seed.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Minutes
    #[arg(long, value_name = "N", default_value_t = 60.0)]
    minutes: f64,
    /// Seed of the corpora and of the faults
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// The program [default: a release build of this workspace]
    #[arg(long, value_name = "FILE")]
    stance: Option<PathBuf>,
}

/// What was done so far.
#[derive(Debug, Default)]
struct Counts {
    rounds: usize,
    trained_rows: usize,
    in_process: usize,
    as_program: usize,
    /// Predictions that were computed anew.
    checked: usize,
    /// How each fault was taken: refused, went on, could not be made.
    faults: [[usize; 3]; FAULTS.len()],
}

/// What a round works on; its files are in the working directory.
struct Round<'a> {
    numbers: &'a mut Numbers,
    program: &'a Program,
    counts: &'a mut Counts,
    rows: &'a [Row],
    model: &'a Model,
    folds: &'a str,
    /// How long the program took to train the model.
    milliseconds: u64,
}

impl Round<'_> {
    /// Returns the arguments that train the model of the round, at this path.
    fn training<'s>(&'s self, output: &'s str) -> Vec<&'s str> {
        training(self.folds, output)
    }
}

/// Returns the arguments that score an input by the model of the round. The language is named, so that every text has a
/// label also by a model that was trained on texts of one language.
fn scoring(input: &str) -> Vec<&str> {
    let options = ["--language", "fr", "--model", "good.model"];
    [&["score", input, "--format", "jsonl"], &options[..]].concat()
}

/// Returns the arguments that train a model of the rows, at this path.
fn training<'s>(folds: &'s str, output: &'s str) -> Vec<&'s str> {
    vec!["train", "rows.csv", "--folds", folds, "-o", output]
}

/// Runs rounds until the time is over, and writes the page.
pub(crate) fn run(args: &Args, root: &Path) -> anyhow::Result<()> {
    let program = match &args.stance {
        Some(program) => program.canonicalize()?,
        None => crate::speed::build(root)?,
    };
    let program = Program { path: program };
    let folder = tempfile::tempdir()?;
    std::env::set_current_dir(folder.path())?;
    let (began, time) = (Instant::now(), Duration::from_secs_f64(60.0 * args.minutes));
    let mut counts = Counts::default();
    let mut taken = Vec::new();
    while began.elapsed() < time {
        let number = u64::try_from(counts.rounds)?;
        let mut numbers = Numbers::new(args.seed.wrapping_add(number << 32));
        round(&mut numbers, &program, &mut counts)
            .with_context(|| format!("round {number} of the seed {}", args.seed))?;
        counts.rounds += 1;
        taken.push(Usage::now()?);
    }
    let parts = usage::quarters(&taken);
    let page = page::page(began.elapsed(), args.seed, &counts, &parts)?;
    fs::write(root.join("docs/soak.md"), &page)?;
    write!(stdout(), "{page}")?;
    let is_told = !parts.is_empty();
    ensure!(
        !is_told || usage::is_flat(&parts),
        "memory, open files or threads grow"
    );
    Ok(())
}

/// One corpus: trained on, scored, evaluated, then with a fault.
fn round(numbers: &mut Numbers, program: &Program, counts: &mut Counts) -> anyhow::Result<()> {
    let n_rows = 60 + numbers.below(400);
    let rows = corpus::rows(numbers, n_rows);
    let folds = ["0", "2", "3"][numbers.below(3)];
    fs::write("rows.csv", corpus::csv(&rows)?)?;
    fs::write("rows.jsonl", corpus::jsonl(&rows))?;

    done(&training(folds, "good.model"))?;
    let began = Instant::now();
    // The same bytes from another process on another number of threads.
    let mut arguments = training(folds, "again.model");
    let threads = ["1", "2", "5"][numbers.below(3)];
    arguments.extend(["--threads", threads]);
    let ended = program.run(&arguments)?;
    ensure!(ended.code == 0, "{}", ended.told);
    let milliseconds = u64::try_from(began.elapsed().as_millis())?;
    let model = fs::read("good.model")?;
    ensure!(model == fs::read("again.model")?, "two trainings differ");
    let model = Model::from_bytes(&model)?;

    counts.trained_rows += rows.len();
    let mut round = Round {
        numbers,
        program,
        counts,
        rows: &rows,
        model: &model,
        folds,
        milliseconds,
    };
    outputs(&mut round)?;
    // Each fault comes in turn, in one round a few of them.
    for _ in 0..3 {
        let at = round.numbers.below(FAULTS.len());
        let (fault, name) = FAULTS[at];
        let outcome = faults::make(fault, &mut round).with_context(|| name)?;
        round.counts.faults[at][outcome as usize] += 1;
    }
    Ok(())
}

/// Checks every output that a round makes without a fault.
fn outputs(round: &mut Round<'_>) -> anyhow::Result<()> {
    for input in ["rows.csv", "rows.jsonl"] {
        let arguments = scoring(input);
        let out = done(&arguments)?;
        let by_program = round.program.run(&arguments)?;
        ensure!(
            by_program.out == out,
            "{input}: the program writes something else"
        );
        round.counts.checked += checks::rows(&out, round.rows, round.model)?;
    }
    let article = corpus::article(round.numbers);
    fs::write("article.txt", &article)?;
    let out = done(&scoring("article.txt"))?;
    round.counts.checked += checks::article(&out, &article, round.model)?;

    let out = done(&[
        "evaluate",
        "good.model",
        "rows.csv",
        "--format",
        "json",
        "--resamples",
        "100",
    ])?;
    checks::evaluation(&out, round.rows, round.model)?;
    round.counts.checked += round.rows.len();
    if round.folds != "0" {
        let mut arguments = scoring("rows.csv");
        arguments.extend(["--unit", "corpus", "--resamples", "100"]);
        checks::shares(&done(&arguments)?, round.rows, round.model)?;
        round.counts.in_process += 1;
    }
    round.counts.in_process += 5;
    round.counts.as_program += 3;
    Ok(())
}

/// Runs `stance` in this process, which must do all that is asked, and returns what it writes.
fn done(arguments: &[&str]) -> anyhow::Result<Vec<u8>> {
    let ended = here(arguments);
    ensure!(
        ended.code == 0,
        "{arguments:?}: code {}: {}",
        ended.code,
        ended.told
    );
    Ok(ended.out)
}

#[cfg(test)]
mod tests {
    use super::faults::Outcome;

    #[test]
    fn outcomes_have_places_in_the_counts() {
        let places =
            [Outcome::Refused, Outcome::WentOn, Outcome::NotMade].map(|outcome| outcome as usize);
        assert_eq!(places, [0, 1, 2]);
    }
}
