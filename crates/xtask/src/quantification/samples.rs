//! Samples of known shares, and what each estimator makes of them.

use stance_model::Prediction;
use stance_model::bootstrap::Bootstrap;
use stance_model::quantification::{Corpus, ErrorRates, Estimator, Quantifier, Shares};

/// Shares that one label is drawn to, in percent.
pub(super) const SHARES: [usize; 11] = [5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95];
/// Rows of a sample, at most and at least; a label of few rows allows no more.
pub(super) const ROWS: (usize, usize) = (300, 40);
/// Samples of each label and share.
const SAMPLES: u64 = 6;
/// Resamples behind each interval.
pub(super) const RESAMPLES: usize = 500;

/// Articles of the samples that are drawn from a large population, and the shares of a label there, in percent.
pub(super) const ARTICLES: [usize; 10] = [2, 3, 5, 8, 10, 15, 20, 30, 50, 100];
const POPULATION_SHARES: [usize; 5] = [10, 30, 50, 70, 90];

/// Rows with their true labels and what a model that never saw them says of them.
#[derive(Debug, Default)]
pub(super) struct Judged {
    pub(super) truth: Vec<usize>,
    pub(super) predictions: Vec<Prediction>,
}

/// What estimators made of one sample: mean absolute errors over its labels.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    /// Share that a label was drawn to, in percent.
    pub(super) share: usize,
    /// Errors of counting, summing, adjusted count, adjusted sum, expectation-maximisation.
    pub(super) errors: [f64; 5],
    /// Intervals of adjusted count and of expectation-maximisation.
    pub(super) intervals: [Intervals; 2],
}

/// How the intervals of samples of so many articles fared.
#[derive(Debug, Clone, Copy)]
pub(super) struct OfArticles {
    pub(super) articles: usize,
    /// Intervals of expectation-maximisation against the shares of the population, and the mean error of the shares.
    pub(super) intervals: Intervals,
    pub(super) error: f64,
}

/// How intervals of one estimator fared.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Intervals {
    /// Intervals, one per label.
    pub(super) n: usize,
    /// Those that hold the true share.
    pub(super) hit: usize,
    /// Sum of their widths.
    pub(super) width: f64,
}

/// Draws samples from some rows and tells how far off each estimator is.
pub(super) fn measure(judged: &Judged, rates: &ErrorRates, seed: u64) -> Vec<Outcome> {
    let adjusted = [Estimator::AdjustedCount, Estimator::ExpectationMaximisation];
    let adjusted = adjusted.map(|estimator| quantifier(rates, estimator));
    let mut random = Random(seed);
    let mut outcomes = Vec::new();
    for label in 0..rates.n_labels() {
        for share in SHARES {
            for _ in 0..SAMPLES {
                if let Some(sample) = draw(judged, label, share, &mut random) {
                    let found = outcome(judged, &sample, rates, &adjusted);
                    outcomes.extend(found.map(|found| Outcome { share, ..found }));
                }
            }
        }
    }
    outcomes
}

fn quantifier(rates: &ErrorRates, estimator: Estimator) -> Quantifier {
    let bootstrap = Bootstrap {
        resamples: RESAMPLES,
        ..Bootstrap::default()
    };
    let rates = std::slice::from_ref(rates);
    Quantifier::new(rates[0].n_labels(), rates, estimator, bootstrap)
}

/// Draws articles, few to many, from populations of known shares, and tells whether intervals hold those.
pub(super) fn measure_few(judged: &Judged, rates: &ErrorRates, seed: u64) -> Vec<OfArticles> {
    let corrected = quantifier(rates, Estimator::CORRECTED);
    let mut random = Random(seed);
    let mut found = Vec::new();
    for label in 0..rates.n_labels() {
        for share in POPULATION_SHARES {
            let rows = 0..judged.truth.len();
            let is_own = |row: &usize| judged.truth[*row] == label;
            let (own, others): (Vec<usize>, Vec<usize>) = rows.partition(is_own);
            if own.is_empty() || others.is_empty() {
                continue;
            }
            let mut truth = vec![0.0; rates.n_labels()];
            for &row in &others {
                truth[judged.truth[row]] += (100 - share) as f64 / 100.0 / others.len() as f64;
            }
            truth[label] = share as f64 / 100.0;
            for articles in ARTICLES {
                for _ in 0..SAMPLES {
                    let mut corpus = Corpus::new(rates.n_labels(), 1);
                    for article in 0..articles {
                        let side = if random.below(100) < share {
                            &own
                        } else {
                            &others
                        };
                        let row = side[random.below(side.len())];
                        corpus.add(&article.to_string(), [(0, &judged.predictions[row])]);
                    }
                    found.extend(corrected.shares(&corpus).map(|shares| OfArticles {
                        articles,
                        intervals: intervals(&shares, &truth),
                        error: error(&shares.corrected, &truth),
                    }));
                }
            }
        }
    }
    found
}

/// Returns rows drawn without replacement so that a label has a share in percent, the others as they come; nothing
/// where there are too few.
fn draw(judged: &Judged, label: usize, share: usize, random: &mut Random) -> Option<Vec<usize>> {
    let rows = 0..judged.truth.len();
    let (mut own, mut others): (Vec<usize>, Vec<usize>) =
        rows.partition(|&row| judged.truth[row] == label);
    let n = ROWS
        .0
        .min(100 * own.len() / share)
        .min(100 * others.len() / (100 - share));
    if n < ROWS.1 {
        return None;
    }
    let n_own = (n * share + 50) / 100;
    random.shuffle(&mut own);
    random.shuffle(&mut others);
    own.truncate(n_own);
    own.extend(others.into_iter().take(n - n_own));
    Some(own)
}

fn outcome(
    judged: &Judged,
    sample: &[usize],
    rates: &ErrorRates,
    adjusted: &[Quantifier; 2],
) -> Option<Outcome> {
    let n_labels = rates.n_labels();
    let mut corpus = Corpus::new(n_labels, 1);
    let mut truth = vec![0.0; n_labels];
    for &row in sample {
        // Rows are drawn by themselves: each stands for an article.
        corpus.add(&row.to_string(), [(0, &judged.predictions[row])]);
        truth[judged.truth[row]] += 1.0 / sample.len() as f64;
    }
    let sum = Estimator::AdjustedSum.shares(rates, &corpus.strata()[0])?;
    let count = adjusted[0].shares(&corpus)?;
    let likely = adjusted[1].shares(&corpus)?;
    let found = [
        &count.counted,
        &count.summed,
        &count.corrected,
        &sum,
        &likely.corrected,
    ];
    Some(Outcome {
        share: 0,
        errors: found.map(|shares| error(shares, &truth)),
        intervals: [&count, &likely].map(|shares| intervals(shares, &truth)),
    })
}

/// Returns the mean absolute error over the labels.
fn error(shares: &[f64], truth: &[f64]) -> f64 {
    let errors = shares.iter().zip(truth).map(|(a, b)| (a - b).abs());
    errors.sum::<f64>() / truth.len() as f64
}

fn intervals(shares: &Shares, truth: &[f64]) -> Intervals {
    let mut found = Intervals::default();
    for ((interval, share), truth) in shares.intervals.iter().zip(&shares.corrected).zip(truth) {
        // Where all resamples agree, there is no interval but the share.
        let (low, high) = interval.map_or((*share, *share), |i| (i.low, i.high));
        found.n += 1;
        found.hit += usize::from(low <= truth + 1e-9 && truth - 1e-9 <= high);
        found.width += high - low;
    }
    found
}

/// Seeded random numbers for the draws: a linear congruential generator, of which the upper half is used.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let product = u128::from(self.0 >> 32) * bound as u128;
        usize::try_from(product >> 32).unwrap_or(0)
    }

    fn shuffle(&mut self, items: &mut [usize]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}
