//! How often the 95 % intervals hold the figure of the population: samples are drawn from one whose figures are known.
//!
//! The population has five kinds of row, each with the probabilities that a classifier states and those that are true.
//! Its figures follow from the kinds alone. Rows come singly, or in groups that share kind and mostly label, which
//! leaves the figures as they are and makes rows worth less.

#![allow(clippy::unwrap_used, reason = "helpers outside of test functions")]

use stance_model::bootstrap::Bootstrap;
use stance_model::metrics::Estimate;
use stance_model::{Comparison, Evaluation, Judged, Prediction};

/// Probabilities stated and true, of five kinds of row that are equally frequent.
const KINDS: [([f64; 3], [f64; 3]); 5] = [
    ([0.44, 0.30, 0.26], [0.25, 0.40, 0.35]),
    ([0.20, 0.55, 0.25], [0.30, 0.40, 0.30]),
    ([0.15, 0.20, 0.65], [0.15, 0.30, 0.55]),
    ([0.78, 0.12, 0.10], [0.60, 0.20, 0.20]),
    ([0.04, 0.90, 0.06], [0.15, 0.70, 0.15]),
];

const SAMPLES: u64 = 300;

/// Uniform numbers in 0..1: a linear congruential generator, independent of the one under test.
struct Uniform(u64);

impl Uniform {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn label(&mut self, shares: &[f64; 3]) -> usize {
        let at = self.next();
        usize::from(at > shares[0]) + usize::from(at > shares[0] + shares[1])
    }

    fn kind(&mut self) -> usize {
        let at = self.next() * 5.0;
        (1..5).filter(|&kind| at >= f64::from(kind)).count()
    }
}

/// Draws groups of `size` rows; of all but the first row of a group, the label is the first one's with
/// probability 0.7.
fn sample(seed: u64, n_groups: usize, size: usize) -> Judged {
    let mut uniform = Uniform(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66);
    // The first numbers of seeds that are alike are alike.
    for _ in 0..10 {
        uniform.next();
    }
    let (mut truth, mut predictions, mut groups) = (Vec::new(), Vec::new(), Vec::new());
    for group in 0..n_groups {
        let (stated, shares) = KINDS[uniform.kind()];
        let first = uniform.label(&shares);
        for row in 0..size {
            let repeats = row == 0 || uniform.next() < 0.7;
            truth.push(if repeats {
                first
            } else {
                uniform.label(&shares)
            });
            predictions.push(Prediction::new(stated.to_vec()));
            groups.push(group);
        }
    }
    let labels = ["a", "b", "c"].map(String::from).to_vec();
    Judged::new(labels, truth, predictions, groups)
}

/// A figure of the population, and how to find it in an evaluation.
type Figure = (&'static str, f64, fn(&Evaluation) -> Estimate);

fn argmax(p: &[f64; 3]) -> usize {
    (1..3).fold(0, |top, k| if p[k] > p[top] { k } else { top })
}

/// Returns the figures of the population.
fn population() -> Vec<Figure> {
    let share = |truth: usize, predicted: Option<usize>| -> f64 {
        let kinds = KINDS.iter();
        let kinds = kinds.filter(|(stated, _)| predicted.is_none_or(|p| argmax(stated) == p));
        kinds.map(|(_, shares)| shares[truth] / 5.0).sum()
    };
    let recall = |k: usize| share(k, Some(k)) / share(k, None);
    let precision = |k: usize| {
        let predicted: f64 = (0..3).map(|truth| share(truth, Some(k))).sum();
        share(k, Some(k)) / predicted
    };
    let f1 = |k: usize| 2.0 * precision(k) * recall(k) / (precision(k) + recall(k));
    let mean = |of: &dyn Fn(&[f64; 3], &[f64; 3]) -> f64| -> f64 {
        KINDS
            .iter()
            .map(|(stated, shares)| of(stated, shares) / 5.0)
            .sum()
    };
    let brier = |stated: &[f64; 3], shares: &[f64; 3]| -> f64 {
        let of = |truth: usize| -> f64 {
            let hit = |k: usize| if k == truth { 1.0 } else { 0.0 };
            (0..3).map(|k| (stated[k] - hit(k)).powi(2)).sum()
        };
        (0..3).map(|truth| shares[truth] * of(truth)).sum()
    };
    let log_loss = |stated: &[f64; 3], shares: &[f64; 3]| -> f64 {
        (0..3).map(|k| -shares[k] * libm::log(stated[k])).sum()
    };
    let gap = |stated: &[f64; 3], shares: &[f64; 3]| {
        let top = argmax(stated);
        (stated[top] - shares[top]).abs()
    };
    let auc = |k: usize| -> f64 {
        let (mut won, mut pairs) = (0.0, 0.0);
        for (positive, positive_shares) in &KINDS {
            for (negative, negative_shares) in &KINDS {
                let weight = positive_shares[k] * (1.0 - negative_shares[k]);
                pairs += weight;
                won += weight
                    * match positive[k].total_cmp(&negative[k]) {
                        std::cmp::Ordering::Greater => 1.0,
                        std::cmp::Ordering::Equal => 0.5,
                        std::cmp::Ordering::Less => 0.0,
                    };
            }
        }
        won / pairs
    };
    vec![
        ("accuracy", (0..3).map(|k| share(k, Some(k))).sum(), |e| {
            e.accuracy
        }),
        (
            "balanced accuracy",
            (0..3).map(recall).sum::<f64>() / 3.0,
            |e| e.balanced_accuracy,
        ),
        ("macro-F1", (0..3).map(f1).sum::<f64>() / 3.0, |e| {
            e.macro_f1
        }),
        (
            "weighted F1",
            (0..3).map(|k| share(k, None) * f1(k)).sum(),
            |e| e.weighted_f1,
        ),
        ("AUC", (0..3).map(auc).sum::<f64>() / 3.0, |e| {
            e.auc.unwrap()
        }),
        ("log loss", mean(&log_loss), |e| e.log_loss),
        ("Brier score", mean(&brier), |e| e.brier_score),
        ("calibration error", mean(&gap), |e| {
            e.calibration_error.estimate
        }),
        ("precision", precision(0), |e| e.labels[0].precision),
        ("recall", recall(1), |e| e.labels[1].recall),
        ("F1", f1(2), |e| e.labels[2].f1),
        ("AUC of a label", auc(1), |e| e.labels[1].auc.unwrap()),
    ]
}

fn holds(estimate: &Estimate, value: f64) -> bool {
    estimate.low.unwrap() <= value && value <= estimate.high.unwrap()
}

fn bootstrap() -> Bootstrap {
    Bootstrap {
        resamples: 300,
        ..Bootstrap::default()
    }
}

/// Returns how many of the samples' intervals hold each figure.
fn coverage(n_groups: usize, size: usize, by_row: bool) -> Vec<(&'static str, f64)> {
    let figures = population();
    let mut held = vec![0.0; figures.len()];
    for seed in 0..SAMPLES {
        let mut judged = sample(seed, n_groups, size);
        if by_row {
            let rows = (0..judged.n_rows()).collect();
            let (truth, predictions) = (judged.truth().to_vec(), judged.predictions().to_vec());
            judged = Judged::new(judged.labels().to_vec(), truth, predictions, rows);
        }
        let evaluation = Evaluation::new(&judged, &bootstrap());
        for (held, (_, value, find)) in held.iter_mut().zip(&figures) {
            *held += f64::from(u8::from(holds(&find(&evaluation), *value)));
        }
    }
    let shares = figures.iter().zip(held);
    shares
        .map(|(figure, held)| (figure.0, held / SAMPLES as f64))
        .collect()
}

#[test]
fn intervals_of_single_rows_hold_the_figure_as_often_as_they_say() {
    let found = coverage(250, 1, false);
    println!("{found:?}");
    for (figure, share) in found {
        assert!((0.90..=0.98).contains(&share), "{figure}: {share}");
    }
}

#[test]
fn intervals_of_groups_hold_the_figure_as_often_as_they_say() {
    let found = coverage(120, 4, false);
    println!("{found:?}");
    for (figure, share) in found {
        assert!((0.90..=0.98).contains(&share), "{figure}: {share}");
    }
}

#[test]
fn intervals_that_take_rows_of_a_group_for_independent_hold_it_too_seldom() {
    let found = coverage(120, 4, true);
    println!("{found:?}");
    for (figure, share) in found
        .iter()
        .filter(|(figure, _)| *figure != "calibration error")
    {
        assert!(*share < 0.88, "{figure}: {share}");
    }
}

#[test]
fn intervals_of_a_difference_hold_it_as_often_as_they_say() {
    // The second model knows nothing but the most frequent label; it is right for as many rows as have it.
    let accuracy = population()[0].1;
    let frequent: f64 = KINDS.iter().map(|(_, shares)| shares[1] / 5.0).sum();
    let mut held = 0.0;
    for seed in 0..SAMPLES {
        let judged = sample(seed, 150, 2);
        let dull = Prediction::new(vec![0.3, 0.4, 0.3]);
        let other = Judged::new(
            judged.labels().to_vec(),
            judged.truth().to_vec(),
            vec![dull; judged.n_rows()],
            judged.groups().to_vec(),
        );
        let found = Comparison::new(&judged, &other, &bootstrap());
        held += f64::from(u8::from(holds(
            &found.differences.accuracy,
            accuracy - frequent,
        )));
    }
    let share = held / SAMPLES as f64;
    println!("{share}");
    assert!((0.90..=0.98).contains(&share), "{share}");
}
