//! The paragraphs that a sample is drawn from: what `stance score --format jsonl` wrote, read once.
//!
//! Each paragraph gets a random number by its place and the seed; those of the least numbers are the sample. Memory holds
//! as many paragraphs as are asked for, per predicted label, and a number for each of all, to tell those that stand there twice.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::io::BufReader;

use anyhow::Context as _;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use stance_model::Prediction;
use stance_model::quantification::Tally;

use super::draw::Args;
use crate::failure::{Failure, Skipped};
use crate::input::{InputFormat, MAX_TEXT, Opened, Source, read_line, tell_lost};
use crate::io::Io;
use crate::shipped::Task;

/// The most by which the sum of probabilities with six decimals may miss 1.
const ROUNDING: f64 = 1e-3;

/// A paragraph that may be drawn.
#[derive(Debug, PartialEq)]
pub(super) struct Paragraph {
    /// Its random number: what it is ordered by.
    order: [u8; 16],
    /// Which of all records it is, from 1.
    pub(super) id: u64,
    pub(super) prediction: Prediction,
    /// The cells that tell what it is, as [`super::draw::SHOWN`] names them.
    pub(super) shown: Vec<String>,
}

impl Eq for Paragraph {}

impl PartialOrd for Paragraph {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Paragraph {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.order, self.id).cmp(&(other.order, other.id))
    }
}

/// The scored paragraphs of one predicted label, or all of them.
pub(super) struct Stratum {
    pub(super) tally: Tally,
    /// Those of the least random numbers, the greatest on top.
    drawn: BinaryHeap<Paragraph>,
}

/// What was read of the results.
pub(super) struct Population {
    pub(super) labels: Vec<String>,
    /// By predicted label, where strata were asked for; else one.
    pub(super) strata: BTreeMap<usize, Stratum>,
    /// Paragraphs without a label: furniture, and what is in no language that is known.
    pub(super) unlabelled: u64,
    /// Records read.
    n: u64,
    /// The paragraphs met, each by a part of the SHA-256 of its article, number and text.
    met: BTreeSet<[u8; 16]>,
    /// The first that was met again, and how many were.
    repeated: Option<(String, usize)>,
}

impl Stratum {
    /// Returns the `n` paragraphs of the least random numbers, in the order they were read.
    pub(super) fn sample(self, n: usize) -> Vec<Paragraph> {
        let mut drawn = self.drawn.into_sorted_vec();
        drawn.truncate(n);
        drawn.sort_by_key(|paragraph| paragraph.id);
        drawn
    }
}

/// Reads all results.
pub(super) fn read(
    args: &Args,
    skipped: &mut Skipped,
    io: &mut Io<'_>,
) -> anyhow::Result<Population> {
    let mut population = Population {
        labels: Vec::new(),
        strata: BTreeMap::new(),
        unlabelled: 0,
        n: 0,
        met: BTreeSet::new(),
        repeated: None,
    };
    for path in &args.results {
        let source = Source::of(path);
        let opened = Opened::new(&source, io.stdin)?;
        let mut text = BufReader::new(opened.text(InputFormat::Jsonl, skipped, io)?);
        let (mut content, mut line) = (Vec::new(), 0_u64);
        loop {
            let n =
                read_line(&mut text, &mut content).with_context(|| format!("reading {source}"))?;
            if n == 0 {
                break;
            }
            line += 1;
            if content.trim_ascii().is_empty() {
                continue;
            }
            let too_long = || format!("the line is larger than {} MiB", MAX_TEXT >> 20);
            let added = if n > MAX_TEXT {
                Err(too_long())
            } else {
                population.add(&content, args)
            };
            added.map_err(|message| {
                let message = format!("{source}:{line}: {message}");
                Failure::new(
                    message,
                    "draw from what `stance score --format jsonl` wrote",
                )
            })?;
        }
        tell_lost(&source.to_string(), text.get_ref().lost(), skipped, io)?;
    }
    Ok(population)
}

impl Population {
    /// Returns the number of paragraphs that a sample is drawn from.
    pub(super) fn size(&self) -> u64 {
        self.strata.values().map(|stratum| stratum.tally.n()).sum()
    }

    /// Returns which paragraph of the population was the first to stand there again, and how many did.
    pub(super) fn repeated(&self) -> Option<(&str, usize)> {
        let (place, n) = self.repeated.as_ref()?;
        Some((place, *n))
    }

    /// Notes a paragraph, to tell whether it stands there twice.
    fn meet(&mut self, record: &Map<String, Value>) {
        let of = |name: &str| record.get(name).map(Value::to_string).unwrap_or_default();
        let (article, paragraph) = (of("article"), of("paragraph"));
        let place = format!("{article} {paragraph} {}", of("text"));
        if !self.met.insert(digest(place.as_bytes())) {
            let first = || (format!("paragraph {paragraph} of {article}"), 0);
            self.repeated.get_or_insert_with(first).1 += 1;
        }
    }

    /// Adds a record, or says what is wrong with it.
    fn add(&mut self, line: &[u8], args: &Args) -> Result<(), String> {
        self.n += 1;
        let record: Map<String, Value> = serde_json::from_slice(line)
            .map_err(|error| format!("a JSON object expected: {error}"))?;
        let of_task = match args.task {
            Task::Stance => Some(&record),
            Task::Sentiment => record.get("sentiment").and_then(Value::as_object),
        };
        let found = of_task.and_then(|scores| scores.get("probabilities"));
        let found = found.ok_or("no probabilities of this task (--task names another)")?;
        let has = |name| record.contains_key(name);
        if !record.get("paragraph").is_some_and(Value::is_u64) || !has("text") || !has("kind") {
            return Err("a paragraph expected: results of another --unit".to_owned());
        }
        if found.is_null() {
            self.unlabelled += 1;
            return Ok(());
        }
        let prediction = self.prediction(found)?;
        self.meet(&record);
        let stratum = if args.stratify { prediction.label } else { 0 };
        let n_labels = self.labels.len();
        let stratum = self.strata.entry(stratum).or_insert_with(|| Stratum {
            tally: Tally::new(n_labels),
            drawn: BinaryHeap::new(),
        });
        stratum.tally.add(&prediction);
        let order = random(args.seed, self.n);
        let is_full = stratum.drawn.len() >= args.size as usize;
        if is_full && stratum.drawn.peek().is_some_and(|top| top.order < order) {
            return Ok(());
        }
        if is_full {
            stratum.drawn.pop();
        }
        stratum.drawn.push(Paragraph {
            order,
            id: self.n,
            prediction,
            shown: super::draw::shown(&record),
        });
        Ok(())
    }

    /// Returns the prediction of an object with a probability per label: the labels of all records are the same.
    fn prediction(&mut self, found: &Value) -> Result<Prediction, String> {
        let object = found.as_object().ok_or("`probabilities` is no object")?;
        let mut pairs: Vec<(&String, f64)> = Vec::with_capacity(object.len());
        for (label, value) in object {
            let p = value.as_f64().filter(|p| (0.0..=1.0).contains(p));
            let p = p.ok_or_else(|| format!("the probability of `{label}` is {value}"))?;
            pairs.push((label, p));
        }
        pairs.sort_by_key(|pair| pair.0);
        if self.labels.is_empty() {
            self.labels = pairs.iter().map(|pair| pair.0.clone()).collect();
        }
        if !pairs.iter().map(|pair| pair.0).eq(&self.labels) || pairs.is_empty() {
            let known = self.labels.join(", ");
            return Err(format!("its labels are others than those before, {known}"));
        }
        let sum: f64 = pairs.iter().map(|pair| pair.1).sum();
        if (sum - 1.0).abs() > ROUNDING {
            return Err(format!("its probabilities sum to {sum}"));
        }
        Ok(Prediction::new(pairs.iter().map(|pair| pair.1).collect()))
    }
}

/// Returns the random number of a record.
fn random(seed: u64, id: u64) -> [u8; 16] {
    digest(&[seed.to_le_bytes(), id.to_le_bytes()].concat())
}

/// Returns the first half of the SHA-256 of some bytes.
fn digest(bytes: &[u8]) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&Sha256::digest(bytes)[..16]);
    half
}
