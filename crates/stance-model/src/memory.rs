//! How much memory training will take, estimated from a sample of the texts before anything is fitted.
//!
//! The texts are sampled evenly. How many n-grams there are is carried over from the sample to all texts by the power
//! law of vocabularies (Heaps, "Information Retrieval", 1978, section 7.5), whose exponent is that between
//! half of the sample and all of it; it falls as texts grow, so that the estimate errs upwards.

use crate::error::Error;
use crate::labels::number_labels;
use crate::train::{CChoice, TrainOptions};
use crate::training_set::TrainingSet;
use crate::word_table::WordTable;

/// Bytes of text that are looked at.
const SAMPLE: usize = 4 << 20;
/// Bytes of a process that has read nothing yet.
const PROCESS: f64 = 16e6;
/// Bytes of a row beside its text: the places of its cells in memory, label, group, line.
const OF_ROW: u32 = 200;
/// Bytes of an n-gram while it is counted: its text, its slot in a table, its counts, its name.
const OF_NGRAM: f64 = 120.0;
/// Bytes of an n-gram that becomes a column: name, document frequency, weight, place in the look-up tables.
const OF_COLUMN: f64 = 160.0;
/// Bytes of an entry of the matrix, and of the numbers it is made from.
const OF_ENTRY: f64 = 8.0;
/// Vectors of the solver that are as long as the columns, and those as long as the rows.
const SOLVER_COLUMNS: f64 = 12.0;
const SOLVER_ROWS: f64 = 10.0;
/// Most partial sums of a column, all threads together.
const PARTIAL_SUMS: f64 = 16.0;

/// What the n-grams of texts come to.
#[derive(Debug, Clone, Copy)]
struct Counts {
    /// Bytes of text.
    bytes: f64,
    /// Different n-grams.
    ngrams: f64,
    /// Those in enough texts to become columns.
    columns: f64,
    /// Different n-grams of each text, summed.
    entries: f64,
}

/// Returns about how many bytes [`train()`](crate::train()) on `set` will take at its peak on this many threads, the set and
/// the process among them; with targets, about what all rows as one would.
///
/// It takes the time of reading a sample of 4 MiB one and a half times.
///
/// # Errors
///
/// [`Error`] when the labels break a rule, or the texts hold no feature.
///
/// # Examples
///
/// ```
/// use stance_model::{TrainOptions, TrainingSet, estimate_memory};
///
/// let set = TrainingSet {
///     texts: ["good", "fine", "bad", "poor"].map(String::from).to_vec(),
///     labels: ["yes", "yes", "no", "no"].map(String::from).to_vec(),
///     ..TrainingSet::default()
/// };
/// let bytes = estimate_memory(&set, &TrainOptions::default(), 1)?;
/// assert!((16_000_000..20_000_000).contains(&bytes));
/// # Ok::<(), stance_model::Error>(())
/// ```
pub fn estimate_memory(
    set: &TrainingSet,
    options: &TrainOptions,
    n_threads: usize,
) -> Result<u64, Error> {
    let (labels, _) = number_labels(&set.labels)?;
    let n_vectors = match labels.len() {
        0..=2 => 1.0,
        _ if options.ordered.is_some() => 1.0,
        n => n as f64,
    };
    let counts = all_counts(set, options)?;
    let tables: f64 = options.tables().map(bytes_of_table).sum();
    let n_dims: usize = options.tables().map(WordTable::n_dims).sum();
    let new_words: usize = options.tables().map(WordTable::n_words).sum();
    let n_rows = set.texts.len() as f64;
    let run = Run {
        entries: counts.entries + n_rows * n_dims as f64,
        columns: counts.columns + new_words as f64,
        ngrams: counts.ngrams,
        n_rows,
        n_vectors,
        n_threads: n_threads as f64,
        has_tables: tables > 0.0,
    };
    let n_folds = options.folds as f64;
    let n_fits = match options.ordered {
        // One without each pair of folds, and without each fold.
        Some(_) => n_folds * (n_folds + 1.0) / 2.0,
        None => n_folds,
    };
    let at_once = run.n_threads.min(n_fits);
    let search = match options.c {
        CChoice::Auto if options.folds > 0 => {
            run.matrix() + n_folds * run.solution() + at_once * run.solver()
        }
        _ => 0.0,
    };
    let held_out = at_once * run.fit();
    let held = PROCESS + counts.bytes + f64::from(OF_ROW) * n_rows + tables;
    // Reading holds the bytes of the file and their decoded text beside the rows.
    let reading = 2.0 * counts.bytes;
    let peak = [search, held_out, run.fit(), reading]
        .into_iter()
        .fold(0.0, f64::max);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a sum of sizes"
    )]
    Ok((held + peak) as u64)
}

/// Returns about how many bytes [`cross_validate()`](crate::cross_validate()) on `set` will take at its peak: what training takes, and the rows
/// outside a fold, which are a set of their own.
///
/// # Errors
///
/// As [`estimate_memory`].
///
/// # Examples
///
/// ```
/// use stance_model::{TrainOptions, TrainingSet, estimate_cross_validation_memory, estimate_memory};
///
/// let set = TrainingSet {
///     texts: ["good", "fine", "bad", "poor"].map(String::from).to_vec(),
///     labels: ["yes", "yes", "no", "no"].map(String::from).to_vec(),
///     ..TrainingSet::default()
/// };
/// let options = TrainOptions::default();
/// let training = estimate_memory(&set, &options, 1)?;
/// assert!(estimate_cross_validation_memory(&set, &options, 1)? > training);
/// # Ok::<(), stance_model::Error>(())
/// ```
pub fn estimate_cross_validation_memory(
    set: &TrainingSet,
    options: &TrainOptions,
    n_threads: usize,
) -> Result<u64, Error> {
    let n_bytes: usize = set.texts.iter().map(String::len).sum();
    let copied = n_bytes as u64 + u64::from(OF_ROW) * set.texts.len() as u64;
    Ok(estimate_memory(set, options, n_threads)? + copied)
}

/// The sizes of one fit.
#[derive(Debug, Clone, Copy)]
struct Run {
    entries: f64,
    columns: f64,
    ngrams: f64,
    n_rows: f64,
    n_vectors: f64,
    n_threads: f64,
    has_tables: bool,
}

impl Run {
    /// Bytes of vectoriser and matrix, while they are made.
    fn matrix(&self) -> f64 {
        // Every thread numbers the n-grams that it meets, of which the frequent ones are met by all; and
        // the parts of the matrix are copied together.
        let shares = 1.0 + 0.3 * (self.n_threads - 1.0).min(8.0);
        let copies = if self.n_threads > 1.0 || self.has_tables {
            2.0
        } else {
            1.0
        };
        shares * OF_NGRAM * self.ngrams
            + OF_COLUMN * self.columns
            + OF_ENTRY * (1.0 + copies) * self.entries
    }

    /// Bytes of a solution that is kept.
    fn solution(&self) -> f64 {
        8.0 * self.n_vectors * (self.columns + self.n_rows) + 16.0 * self.n_rows
    }

    /// Bytes that the solver works in.
    fn solver(&self) -> f64 {
        let sums = (self.entries / (4.0 * self.columns).max(1.0)).clamp(0.0, PARTIAL_SUMS);
        8.0 * self.n_vectors * (SOLVER_COLUMNS * self.columns + SOLVER_ROWS * self.n_rows)
            + 8.0 * self.n_vectors * sums * self.columns
    }

    /// Bytes of a fit from texts to a model.
    fn fit(&self) -> f64 {
        self.matrix() + self.solver()
    }
}

fn bytes_of_table(table: &WordTable) -> f64 {
    table.n_words() as f64 * (8.0 * table.n_dims() as f64 + OF_COLUMN)
}

/// Returns the counts of all texts, exact where they are no more than a sample.
fn all_counts(set: &TrainingSet, options: &TrainOptions) -> Result<Counts, Error> {
    let bytes: usize = set.texts.iter().map(String::len).sum();
    let step = bytes.div_ceil(SAMPLE).max(1);
    let sample: Vec<&str> = set.texts.iter().step_by(step).map(String::as_str).collect();
    let found = count(&sample, set, options)?;
    if step == 1 {
        return Ok(found);
    }
    let half: Vec<&str> = sample.iter().step_by(2).copied().collect();
    let half = count(&half, set, options)?;
    let (grown, rest) = (found.bytes / half.bytes, bytes as f64 / found.bytes);
    let carried = |of_half: f64, of_sample: f64| {
        // Half of one text is that text, of which no growth can be told.
        let exponent = if grown > 1.0 {
            libm::log(of_sample / of_half.max(1.0)) / libm::log(grown)
        } else {
            1.0
        };
        of_sample * libm::pow(rest, exponent.clamp(0.0, 1.0))
    };
    let ngrams = carried(half.ngrams, found.ngrams);
    Ok(Counts {
        bytes: bytes as f64,
        ngrams,
        columns: carried(half.columns, found.columns).min(ngrams),
        entries: found.entries * rest,
    })
}

/// Returns the counts of some texts of a set.
fn count(texts: &[&str], set: &TrainingSet, options: &TrainOptions) -> Result<Counts, Error> {
    let n_rows = set.texts.len();
    let vectorizer = options.vectorizer(n_rows).min_df(1).fit(texts)?;
    let frequencies = vectorizer.document_frequencies();
    let least = options.min_df_for(n_rows);
    let columns = frequencies.iter().filter(|&&df| df >= least).count();
    let entries: u64 = frequencies.iter().map(|&df| u64::from(df)).sum();
    Ok(Counts {
        bytes: texts.iter().map(|text| text.len()).sum::<usize>().max(1) as f64,
        ngrams: vectorizer.n_features() as f64,
        columns: columns as f64,
        entries: entries as f64,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(rows: usize) -> TrainingSet {
        let text = |row: usize| {
            format!(
                "{} {row} {} le port de Brest",
                "mot".repeat(row % 7),
                row * 31
            )
        };
        TrainingSet {
            texts: (0..rows).map(text).collect(),
            labels: (0..rows).map(|row| format!("l{}", row % 3)).collect(),
            ..TrainingSet::default()
        }
    }

    #[test]
    fn more_rows_folds_threads_and_features_take_more() {
        let bytes = |set: &TrainingSet, options: &TrainOptions, n_threads| {
            estimate_memory(set, options, n_threads).unwrap()
        };
        let (small, large) = (set(300), set(3_000));
        let options = TrainOptions::default();
        let base = bytes(&large, &options, 1);
        assert!(bytes(&small, &options, 1) < base);
        assert!(bytes(&large, &options, 2) > base);
        let chars = TrainOptions {
            chars: "2-5".parse().ok(),
            ..TrainOptions::default()
        };
        assert!(bytes(&large, &chars, 1) > base);
        let no_folds = TrainOptions {
            folds: 0,
            ..TrainOptions::default()
        };
        assert!(bytes(&large, &no_folds, 1) < base);
    }

    #[test]
    fn texts_longer_than_a_sample_are_counted_in_proportion() {
        let mut set = set(6);
        for text in &mut set.texts {
            *text = text.repeat(SAMPLE / 8 * 5 / text.len());
        }
        let long = |rows: usize| {
            let mut part = set.clone();
            part.texts.truncate(rows);
            part.labels.truncate(rows);
            all_counts(&part, &TrainOptions::default()).unwrap()
        };
        let (two, six) = (long(2), long(6));
        assert!(six.entries.is_finite() && six.ngrams.is_finite());
        assert!(
            six.bytes > 2.5 * two.bytes && six.entries >= two.entries,
            "{two:?} {six:?}"
        );
    }

    #[test]
    fn a_sample_tells_what_all_texts_hold() {
        // 12 MB of text, of which a third is looked at.
        let set = set(400_000);
        let options = TrainOptions {
            words: "1".parse().ok(),
            min_df: Some(1),
            ..TrainOptions::default()
        };
        let all: Vec<&str> = set.texts.iter().map(String::as_str).collect();
        let exact = count(&all, &set, &options).unwrap();
        let found = all_counts(&set, &options).unwrap();
        assert!(found.bytes > 2.0 * SAMPLE as f64, "{found:?}");
        for (found, exact) in [
            (found.ngrams, exact.ngrams),
            (found.columns, exact.columns),
            (found.entries, exact.entries),
        ] {
            assert!((0.9..1.5).contains(&(found / exact)), "{found} {exact}");
        }
    }
}
