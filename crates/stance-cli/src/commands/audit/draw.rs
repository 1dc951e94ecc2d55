//! `stance audit draw`: a random sample with an empty column for labels, and its key.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::key::{Key, RowKey, StratumKey, text_sha256};
use super::key_path;
use super::population::{Population, Stratum, read};
use crate::ExitStatus;
use crate::beside::Beside;
use crate::commands::train::grouped;
use crate::csv_output::harmless;
use crate::failure::{Failure, Skipped};
use crate::io::Io;
use crate::output::{check_output, counted, write_file};
use crate::printable::printable;
use crate::shipped::Task;

/// Draw a random sample of scored paragraphs to label by hand
///
/// Writes a CSV file with a paragraph per row and an empty column `label`, for you to fill in, and beside it a key: a file
/// that ends in .key.json and holds how the sample was drawn and what the model said, which whoever labels does better
/// not to see. Paragraphs without a label, such as furniture, are not drawn. Cells that a spreadsheet would run begin
/// with '.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  stance audit draw scores.jsonl --size 200 --seed 1 -o sample.csv"
)]
pub(super) struct Args {
    /// What `stance score --format jsonl` wrote; `-` for stdin
    #[arg(value_name = "RESULTS.jsonl", required = true)]
    pub(super) results: Vec<PathBuf>,
    /// Paragraphs to draw, 2 or more; 30 or more for an interval to go by
    #[arg(long, value_name = "N", value_parser = parse_size)]
    pub(super) size: u32,
    /// Seed of the draw
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) seed: u64,
    /// Which labels to audit: of stance those that stand in the results without a name, also of a model that was named
    #[arg(long, value_name = "TASK", default_value = "stance")]
    pub(super) task: Task,
    /// Draw from each predicted label apart, in proportion to its paragraphs, two of each at least
    #[arg(long)]
    pub(super) stratify: bool,
    /// The sample, a CSV file; its key is named alike
    #[arg(short, long, value_name = "SAMPLE.csv")]
    output: PathBuf,
}

/// Reads the size of a sample.
fn parse_size(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(size) if size >= 2 => Ok(size),
        Ok(1) => Err(
            "one paragraph tells no interval: draw 2 or more, 30 or more for one to go by"
                .to_owned(),
        ),
        _ => Err("a whole number of 2 or more expected".to_owned()),
    }
}

/// Columns that tell what a paragraph is, as in the results.
pub(super) const SHOWN: [&str; 6] = ["article", "title", "date", "source", "paragraph", "text"];
/// Places among them.
const ARTICLE: usize = 0;
const PARAGRAPH: usize = 4;
const TEXT: usize = 5;

pub(super) fn run(args: &Args, io: &mut Io<'_>) -> anyhow::Result<ExitStatus> {
    let inputs = || args.results.iter().map(PathBuf::as_path);
    let key = key_path(&args.output);
    check_output(Some(&args.output), inputs().chain([key.as_path()]))?;
    check_output(Some(&key), inputs())?;
    if let Some(there) = [&args.output, &key].into_iter().find(|path| path.exists()) {
        let message = format!("{} is there already, and may hold labels", there.display());
        let hint = "name another file with -o, or remove it and its key first";
        return Err(Failure::new(message, hint).into());
    }
    check_results(&args.results)?;
    let mut skipped = Skipped::default();
    let population = read(args, &mut skipped, io)?;
    let size = population.size();
    if u64::from(args.size) > size {
        let n = grouped(usize::try_from(size).unwrap_or(usize::MAX));
        let message = format!(
            "--size {}: the results have {n} paragraphs with a label",
            args.size
        );
        return Err(Failure::new(message, "draw fewer, or label all of them").into());
    }
    let least: u64 = population.strata.values().map(|s| s.tally.n().min(2)).sum();
    if args.stratify && u64::from(args.size) < least {
        let message = format!(
            "--size {}: two of each predicted label are {least}",
            args.size
        );
        return Err(Failure::new(message, "draw more, or leave --stratify out").into());
    }
    let unlabelled = population.unlabelled;
    if let Some((place, n)) = population.repeated() {
        writeln!(
            io.stderr,
            "warning: {} that stood there before, first {}: each counts, and may be drawn, as often as it is there (name each \
             article and each file of results once)",
            counted(n, "paragraph"),
            printable(place),
        )?;
    }
    let (sample, made) = draw(args, population)?;
    write_both((&key, &made), (&args.output, &sample))?;
    writeln!(
        io.stderr,
        "note: {} of {} paragraphs drawn into {}, its key {}; {} without a label left out",
        grouped(args.size as usize),
        grouped(usize::try_from(size).unwrap_or(usize::MAX)),
        args.output.display(),
        key.display(),
        grouped(usize::try_from(unlabelled).unwrap_or(usize::MAX)),
    )?;
    Ok(skipped.status())
}

/// Writes the key and the sample: both, or neither.
fn write_both(key: (&Path, &[u8]), sample: (&Path, &[u8])) -> anyhow::Result<()> {
    let beside = Beside::of(sample.0, sample.1)?;
    // The key first: a sample without one is of no use.
    write_file(key.0, key.1)?;
    beside.put().inspect_err(|_| {
        // Where it cannot be removed either, the next run says that it is there.
        let _ = fs::remove_file(key.0);
    })
}

/// Fails where a file of results is named twice.
fn check_results(results: &[PathBuf]) -> anyhow::Result<()> {
    let real = |path: &PathBuf| fs::canonicalize(path).unwrap_or_else(|_| path.clone());
    let mut seen = BTreeSet::new();
    match results.iter().find(|path| !seen.insert(real(path))) {
        Some(path) => {
            let message = format!("{} is given twice", path.display());
            let hint = "name each file of results once: its paragraphs would count twice";
            Err(Failure::new(message, hint).into())
        }
        None => Ok(()),
    }
}

/// Returns the sample and its key, as the files hold them.
fn draw(args: &Args, population: Population) -> anyhow::Result<(Vec<u8>, Vec<u8>)> {
    let Population { labels, strata, .. } = population;
    let strata: Vec<(usize, Stratum)> = strata.into_iter().collect();
    let sizes: Vec<u64> = strata.iter().map(|(_, s)| s.tally.n()).collect();
    let sampled = allocation(&sizes, args.size as usize);
    let (mut keys, mut rows) = (Vec::new(), Vec::new());
    for (number, ((label, stratum), n)) in strata.into_iter().zip(sampled).enumerate() {
        let share = n as f64 / stratum.tally.n() as f64;
        keys.push(StratumKey {
            predicted: args.stratify.then(|| labels[label].clone()),
            population: stratum.tally.n(),
            sampled: n,
            inclusion_probability: share,
            counts: stratum.tally.counts().to_vec(),
            mean_probabilities: stratum.tally.summed().unwrap_or_default(),
        });
        for paragraph in stratum.sample(n) {
            let key = RowKey {
                id: paragraph.id,
                stratum: number,
                weight: 1.0 / share,
                article: paragraph.shown[ARTICLE].clone(),
                paragraph: paragraph.shown[PARAGRAPH].clone(),
                text_sha256: text_sha256(&paragraph.shown[TEXT]),
                predicted: labels[paragraph.prediction.label].clone(),
                probabilities: paragraph.prediction.probabilities,
            };
            rows.push((key, paragraph.shown));
        }
    }
    // In the order of the results: that of the strata would tell the predicted labels.
    rows.sort_by_key(|(key, _)| key.id);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["id"].iter().chain(&SHOWN).chain(&["label"]))?;
    for (key, shown) in &rows {
        let id = key.id.to_string();
        let cells = std::iter::once(id.as_str()).chain(shown.iter().map(String::as_str));
        writer.write_record(cells.chain([""]))?;
    }
    let key = Key {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        results: args
            .results
            .iter()
            .map(|path| path.display().to_string())
            .collect(),
        task: args.task.name().to_owned(),
        labels,
        seed: args.seed,
        design: if args.stratify {
            "stratified"
        } else {
            "simple"
        }
        .to_owned(),
        strata: keys,
        rows: rows.into_iter().map(|(key, _)| key).collect(),
    };
    let mut key = serde_json::to_vec(&key)?;
    key.push(b'\n');
    Ok((writer.into_inner()?, key))
}

/// Returns how many to draw of each stratum: two, or all where there are fewer, and the rest in proportion to what is
/// left, by largest remainders (Hamilton's method). No more than there are.
fn allocation(sizes: &[u64], n: usize) -> Vec<usize> {
    let least = |size: u64| if sizes.len() > 1 { size.min(2) } else { 0 };
    let mut drawn: Vec<u64> = sizes.iter().map(|&size| least(size)).collect();
    let n = n as u64;
    let left = n.saturating_sub(drawn.iter().sum());
    let free: Vec<u64> = sizes
        .iter()
        .zip(&drawn)
        .map(|(size, drawn)| size - drawn)
        .collect();
    let whole: u64 = free.iter().sum();
    if whole == 0 {
        return drawn
            .iter()
            .map(|&n| usize::try_from(n).unwrap_or(usize::MAX))
            .collect();
    }
    let exact = |size: u64| u128::from(size) * u128::from(left);
    let mut given = 0;
    for (drawn, &size) in drawn.iter_mut().zip(&free) {
        let part = u64::try_from(exact(size) / u128::from(whole)).unwrap_or(u64::MAX);
        *drawn += part;
        given += part;
    }
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(exact(free[at]) % u128::from(whole)));
    for at in order
        .into_iter()
        .take(usize::try_from(left - given).unwrap_or(0))
    {
        drawn[at] += 1;
    }
    drawn
        .iter()
        .map(|&n| usize::try_from(n).unwrap_or(usize::MAX))
        .collect()
}

/// Returns the cells that tell what a record is.
pub(super) fn shown(record: &Map<String, Value>) -> Vec<String> {
    let cell = |name: &&str| match record.get(*name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => {
            String::from_utf8_lossy(&harmless(text.as_bytes())).into_owned()
        }
        Some(other) => other.to_string(),
    };
    SHOWN.iter().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strata_are_drawn_in_proportion_and_two_of_each() {
        assert_eq!(allocation(&[500], 20), [20]);
        assert_eq!(allocation(&[600, 300, 100], 10), [5, 3, 2]);
        // Two, two and one, then fifteen in the ratio of 898 to 97.
        assert_eq!(allocation(&[900, 99, 1], 20), [16, 3, 1]);
        assert_eq!(allocation(&[3, 2], 5), [3, 2]);
        assert_eq!(allocation(&[1, 1], 2), [1, 1]);
    }

    #[test]
    fn as_many_are_drawn_as_asked_for_and_no_more_than_there_are() {
        for sizes in [[7_u64, 1, 90], [40, 40, 40], [2, 2, 1000], [1, 1, 5]] {
            let all: u64 = sizes.iter().sum();
            for n in 6..=usize::try_from(all).unwrap() {
                let drawn = allocation(&sizes, n);
                assert_eq!(drawn.iter().sum::<usize>(), n, "{sizes:?}");
                assert!(drawn.iter().zip(sizes).all(|(&n, size)| n as u64 <= size));
            }
        }
    }
}
