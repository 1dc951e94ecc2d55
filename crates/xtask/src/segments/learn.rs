//! Makes the weights by which lines get their kinds: a linear-chain conditional random field (Lafferty,
//! `McCallum` and Pereira, 2001), by maximum likelihood with a quadratic penalty, `AdaGrad` steps page by page.
//!
//! The same pages in the same order give the same weights.

use std::fmt::Write as _;

use libm::{exp, log, sqrt};

/// A page: what is seen of each line, and the label that it should have.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) lines: Vec<Vec<u16>>,
    pub(crate) labels: Vec<usize>,
}

/// Passes over all pages.
const EPOCHS: usize = 40;

/// Passes at the end whose weights are averaged (Polyak and Juditsky, 1992).
const AVERAGED: usize = 20;

/// Length of the first step.
const RATE: f64 = 0.2;

/// Weight of the squared weights against one page's likelihood.
const PENALTY: f64 = 0.01;

/// By how much the score of furniture is raised, while learning, on lines that are none (softmax-margin; Gimpel and
/// Smith, 2010): prose taken for furniture is lost, furniture taken for prose is noise.
const MARGIN: f64 = 0.4;

/// Weights while they are learned, in rows of one number for each label.
#[derive(Debug)]
struct Weights {
    n: usize,
    /// Rows of the features, then those of the label of the line above.
    rows: Vec<f64>,
    /// Sums of squared gradients.
    squares: Vec<f64>,
    features: usize,
    /// The places of furniture among the labels.
    furniture: Vec<usize>,
}

/// Returns the table of weights that explains the labels of `pages` best.
pub(crate) fn learn(pages: &[&Page], features: &[String], labels: &[&str]) -> String {
    let n = labels.len();
    let size = (features.len() + n) * n;
    let mut weights = Weights {
        n,
        rows: vec![0.0; size],
        squares: vec![0.0; size],
        features: features.len(),
        furniture: labels
            .iter()
            .enumerate()
            .filter(|(_, label)| label.starts_with("furniture"))
            .map(|(at, _)| at)
            .collect(),
    };
    let mut gradient = vec![0.0; size];
    let mut sums = vec![0.0; size];
    for epoch in 0..EPOCHS {
        for page in pages {
            for (slot, weight) in gradient.iter_mut().zip(&weights.rows) {
                *slot = -PENALTY * weight;
            }
            weights.add_gradient(page, &mut gradient);
            weights.step(&gradient);
        }
        if epoch + AVERAGED >= EPOCHS {
            for (sum, weight) in sums.iter_mut().zip(&weights.rows) {
                *sum += weight;
            }
        }
    }
    for (weight, sum) in weights.rows.iter_mut().zip(sums) {
        *weight = sum / AVERAGED as f64;
    }
    weights.table(features, labels)
}

impl Weights {
    /// Returns the scores of the labels of every line, without those of the line above.
    fn scores(&self, page: &Page) -> Vec<Vec<f64>> {
        let score = |features: &Vec<u16>, label: usize| -> f64 {
            let weight = |&feature: &u16| self.rows[usize::from(feature) * self.n + label];
            features.iter().map(weight).sum()
        };
        page.lines
            .iter()
            .map(|features| (0..self.n).map(|label| score(features, label)).collect())
            .collect()
    }

    /// Returns the weight of `label` after `before`.
    fn after(&self, before: usize, label: usize) -> f64 {
        self.rows[self.after_at(before, label)]
    }

    fn after_at(&self, before: usize, label: usize) -> usize {
        (self.features + before) * self.n + label
    }

    /// Adds the gradient of the log-likelihood of a page: what is there less what is expected.
    fn add_gradient(&self, page: &Page, gradient: &mut [f64]) {
        let mut scores = self.scores(page);
        for (line, &meant) in scores.iter_mut().zip(&page.labels) {
            if !self.furniture.contains(&meant) {
                for &at in &self.furniture {
                    line[at] += MARGIN;
                }
            }
        }
        let last = page.lines.len() - 1;
        // Log-sums over all ways from the first line, and to the last.
        let mut forward = vec![scores[0].clone()];
        for line in &scores[1..] {
            let above = &forward[forward.len() - 1];
            let sums = (0..self.n).map(|label| {
                line[label]
                    + log_sum((0..self.n).map(|before| above[before] + self.after(before, label)))
            });
            forward.push(sums.collect());
        }
        let mut backward = vec![vec![0.0; self.n]; page.lines.len()];
        for at in (0..last).rev() {
            backward[at] = (0..self.n)
                .map(|label| {
                    log_sum((0..self.n).map(|next| {
                        self.after(label, next) + scores[at + 1][next] + backward[at + 1][next]
                    }))
                })
                .collect();
        }
        let all = log_sum(forward[last].iter().copied());
        for (at, features) in page.lines.iter().enumerate() {
            let meant = page.labels[at];
            for label in 0..self.n {
                let expected = exp(forward[at][label] + backward[at][label] - all);
                let there = if label == meant { 1.0 } else { 0.0 };
                for &feature in features {
                    gradient[usize::from(feature) * self.n + label] += there - expected;
                }
            }
            if at == last {
                break;
            }
            gradient[self.after_at(meant, page.labels[at + 1])] += 1.0;
            for before in 0..self.n {
                for label in 0..self.n {
                    let way = forward[at][before]
                        + self.after(before, label)
                        + scores[at + 1][label]
                        + backward[at + 1][label];
                    gradient[self.after_at(before, label)] -= exp(way - all);
                }
            }
        }
    }

    fn step(&mut self, gradient: &[f64]) {
        let all = self.rows.iter_mut().zip(&mut self.squares).zip(gradient);
        for ((weight, square), slope) in all {
            *square += slope * slope;
            *weight += RATE * slope / (sqrt(*square) + 1e-6);
        }
    }

    /// Writes the weights in whole hundredths; rows of nothing but zeros are left out.
    fn table(&self, features: &[String], labels: &[&str]) -> String {
        let mut table = format!(
            "# Weights of lines: feature, or the label of the line above, and hundredths for each label.\n\
             # Made by `cargo xtask segments` with --learn; see its source for how.\nfeature\t{}\n",
            labels.join("\t")
        );
        let after = labels.iter().map(|label| format!("after:{label}"));
        let names = features.iter().cloned().chain(after);
        for (name, row) in names.zip(self.rows.chunks(self.n)) {
            let whole: Vec<f64> = row.iter().map(|weight| (weight * 100.0).round()).collect();
            if whole.iter().all(|weight| *weight == 0.0) {
                continue;
            }
            table.push_str(&name);
            for weight in whole {
                // The sum of nothing but zeros has no sign.
                let _ = write!(table, "\t{:.0}", weight + 0.0);
            }
            table.push('\n');
        }
        table
    }
}

/// Returns the logarithm of the sum of exponentials.
fn log_sum(terms: impl Iterator<Item = f64> + Clone) -> f64 {
    let most = terms.clone().fold(f64::NEG_INFINITY, f64::max);
    most + log(terms.map(|term| exp(term - most)).sum())
}
