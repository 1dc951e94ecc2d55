//! The loss of rows as a function of their decision values: value, first and second derivatives.
//!
//! For two classes a row has one decision value `z` and the loss `-ln σ(±z)`; for `K` more it has
//! `K`, and the loss is `ln Σ exp(zₖ) - z_label`. Everything is multiplied by the row's weight.

use rayon::prelude::*;

use super::functions::{log_sum_exp, softmax};

/// Rows that one task takes.
const ROWS: usize = 1024;

/// Labels and weights of the rows.
#[derive(Debug)]
pub(super) struct Loss<'a> {
    /// Class of each row, below the number of classes.
    pub(super) labels: &'a [usize],
    /// Weight of each row in the objective, 0 or more: `C` included.
    pub(super) weights: Vec<f64>,
    /// Decision values per row: 1 for two classes, else one per class.
    pub(super) n_vectors: usize,
}

/// Derivatives at one point, each `n_rows × n_vectors`.
#[derive(Debug)]
pub(super) struct Derivatives {
    /// Derivative of the loss with respect to each decision value.
    pub(super) residuals: Vec<f64>,
    /// Second derivative with respect to each decision value: the diagonal of the row's Hessian.
    pub(super) diagonal: Vec<f64>,
    /// Class probabilities; none for one vector, whose Hessian is its diagonal.
    probabilities: Vec<f64>,
}

impl Derivatives {
    pub(super) fn zeros(n_rows: usize, n_vectors: usize) -> Self {
        let len = n_rows * n_vectors;
        let probabilities = if n_vectors == 1 {
            Vec::new()
        } else {
            vec![0.0; len]
        };
        Self {
            residuals: vec![0.0; len],
            diagonal: vec![0.0; len],
            probabilities,
        }
    }
}

/// Value and derivatives of the loss along a line.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct AlongLine {
    pub(super) value: f64,
    pub(super) slope: f64,
    pub(super) curvature: f64,
}

impl Loss<'_> {
    /// Writes the decision values that give every row the classes' shares of the weight.
    pub(super) fn null_values(&self, out: &mut [f64]) {
        let mut sums = vec![0.0; self.n_vectors.max(2)];
        for (&label, weight) in self.labels.iter().zip(&self.weights) {
            sums[label] += weight;
        }
        if let [value] = out {
            *value = libm::log(sums[1] / sums[0]);
            return;
        }
        let logarithms: Vec<f64> = sums.iter().map(|&sum| libm::log(sum)).collect();
        let mean = logarithms.iter().sum::<f64>() / sums.len() as f64;
        for (value, logarithm) in out.iter_mut().zip(logarithms) {
            *value = logarithm - mean;
        }
    }

    /// Returns the loss of all rows at `values` and writes its derivatives.
    pub(super) fn evaluate(&self, values: &[f64], out: &mut Derivatives) -> f64 {
        if self.n_vectors == 1 {
            self.evaluate_two(values, out)
        } else {
            self.evaluate_more(values, out)
        }
    }

    fn evaluate_two(&self, values: &[f64], out: &mut Derivatives) -> f64 {
        let inputs = values
            .par_chunks(ROWS)
            .zip(self.labels.par_chunks(ROWS))
            .zip(self.weights.par_chunks(ROWS));
        let outputs = out
            .residuals
            .par_chunks_mut(ROWS)
            .zip(out.diagonal.par_chunks_mut(ROWS));
        let sums: Vec<f64> = inputs
            .zip(outputs)
            .map(|(((values, labels), weights), (residuals, diagonal))| {
                let mut sum = 0.0;
                for (i, (&value, &weight)) in values.iter().zip(weights).enumerate() {
                    let row = TwoClasses::at(value, labels[i]);
                    sum += weight * row.loss;
                    residuals[i] = weight * row.slope;
                    diagonal[i] = weight * row.curvature;
                }
                sum
            })
            .collect();
        sums.iter().sum()
    }

    fn evaluate_more(&self, values: &[f64], out: &mut Derivatives) -> f64 {
        let m = self.n_vectors;
        let inputs = values
            .par_chunks(ROWS * m)
            .zip(self.labels.par_chunks(ROWS))
            .zip(self.weights.par_chunks(ROWS));
        let outputs = out
            .residuals
            .par_chunks_mut(ROWS * m)
            .zip(out.diagonal.par_chunks_mut(ROWS * m))
            .zip(out.probabilities.par_chunks_mut(ROWS * m));
        let sums: Vec<f64> = inputs
            .zip(outputs)
            .map(
                |(((values, labels), weights), ((residuals, diagonal), probabilities))| {
                    probabilities.copy_from_slice(values);
                    let mut sum = 0.0;
                    for (i, (&label, &weight)) in labels.iter().zip(weights).enumerate() {
                        let row = i * m..(i + 1) * m;
                        sum += weight * (log_sum_exp(&values[row.clone()]) - values[i * m + label]);
                        softmax(&mut probabilities[row.clone()]);
                        for k in row {
                            let p = probabilities[k];
                            residuals[k] = weight * if k == i * m + label { p - 1.0 } else { p };
                            diagonal[k] = weight * p * (1.0 - p);
                        }
                    }
                    sum
                },
            )
            .collect();
        sums.iter().sum()
    }

    /// Replaces `values`, `n_rows × n_vectors`, by their product with the rows' Hessians.
    pub(super) fn multiply_hessian(&self, at: &Derivatives, values: &mut [f64]) {
        let m = self.n_vectors;
        if m == 1 {
            values
                .par_chunks_mut(ROWS)
                .zip(at.diagonal.par_chunks(ROWS))
                .for_each(|(values, diagonal)| {
                    for (value, curvature) in values.iter_mut().zip(diagonal) {
                        *value *= curvature;
                    }
                });
            return;
        }
        let inputs = at
            .probabilities
            .par_chunks(ROWS * m)
            .zip(self.weights.par_chunks(ROWS));
        values.par_chunks_mut(ROWS * m).zip(inputs).for_each(
            |(values, (probabilities, weights))| {
                let rows = values
                    .chunks_exact_mut(m)
                    .zip(probabilities.chunks_exact(m));
                for ((values, probabilities), weight) in rows.zip(weights) {
                    let mean: f64 = values.iter().zip(probabilities).map(|(v, p)| v * p).sum();
                    for (value, p) in values.iter_mut().zip(probabilities) {
                        *value = weight * p * (*value - mean);
                    }
                }
            },
        );
    }

    /// Returns loss and derivatives with respect to `t` at the values `start + t · step`.
    pub(super) fn along(&self, start: &[f64], step: &[f64], t: f64) -> AlongLine {
        let m = self.n_vectors;
        let rows = start
            .par_chunks(ROWS * m)
            .zip(step.par_chunks(ROWS * m))
            .zip(self.labels.par_chunks(ROWS))
            .zip(self.weights.par_chunks(ROWS));
        let sums: Vec<AlongLine> = rows
            .map(|(((start, step), labels), weights)| {
                let mut sum = AlongLine::default();
                let mut values = vec![0.0; m];
                let pairs = start.chunks_exact(m).zip(step.chunks_exact(m));
                for ((start, step), (&label, &weight)) in pairs.zip(labels.iter().zip(weights)) {
                    for ((value, start), step) in values.iter_mut().zip(start).zip(step) {
                        *value = start + t * step;
                    }
                    sum.add(weight, row_along(&mut values, step, label));
                }
                sum
            })
            .collect();
        sums.iter().fold(AlongLine::default(), |mut total, &sum| {
            total.add(1.0, sum);
            total
        })
    }
}

impl AlongLine {
    fn add(&mut self, weight: f64, other: Self) {
        self.value += weight * other.value;
        self.slope += weight * other.slope;
        self.curvature += weight * other.curvature;
    }
}

/// Returns loss and derivatives of one row along `step`. `values` is overwritten.
fn row_along(values: &mut [f64], step: &[f64], label: usize) -> AlongLine {
    if let ([value], [step]) = (&*values, step) {
        let row = TwoClasses::at(*value, label);
        return AlongLine {
            value: row.loss,
            slope: row.slope * step,
            curvature: row.curvature * step * step,
        };
    }
    let value = log_sum_exp(values) - values[label];
    softmax(values);
    let mean: f64 = values.iter().zip(step).map(|(p, step)| p * step).sum();
    let spread = values
        .iter()
        .zip(step)
        .map(|(p, step)| p * (step - mean) * (step - mean))
        .sum();
    AlongLine {
        value,
        slope: mean - step[label],
        curvature: spread,
    }
}

/// Loss of one row of two classes and its derivatives with respect to the decision value.
struct TwoClasses {
    loss: f64,
    slope: f64,
    curvature: f64,
}

impl TwoClasses {
    fn at(value: f64, label: usize) -> Self {
        let margin = if label == 1 { value } else { -value };
        let small = libm::exp(-margin.abs());
        let wrong = if margin > 0.0 { small } else { 1.0 } / (1.0 + small);
        Self {
            loss: libm::log1p(small) + (-margin).max(0.0),
            slope: if label == 1 { -wrong } else { wrong },
            curvature: small / ((1.0 + small) * (1.0 + small)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks slope and curvature along a line against differences of the value.
    fn check_differences(n_vectors: usize, labels: &[usize]) {
        let n = labels.len() * n_vectors;
        let start: Vec<f64> = (0..n).map(|i| (i as f64 * 0.7).sin() * 2.0).collect();
        let step: Vec<f64> = (0..n).map(|i| (i as f64 * 1.3).cos()).collect();
        let weights = (0..labels.len()).map(|i| 0.5 + i as f64).collect();
        let loss = Loss {
            labels,
            weights,
            n_vectors,
        };
        let h = 1e-5;
        let [before, here, after] = [0.3 - h, 0.3, 0.3 + h].map(|t| loss.along(&start, &step, t));
        assert!((here.slope - (after.value - before.value) / (2.0 * h)).abs() < 1e-7);
        assert!((here.curvature - (after.slope - before.slope) / (2.0 * h)).abs() < 1e-7);

        let values: Vec<f64> = start.iter().zip(&step).map(|(a, b)| a + 0.3 * b).collect();
        let mut at = Derivatives::zeros(labels.len(), n_vectors);
        assert!((loss.evaluate(&values, &mut at) - here.value).abs() < 1e-12);
        let slope: f64 = at.residuals.iter().zip(&step).map(|(r, s)| r * s).sum();
        assert!((slope - here.slope).abs() < 1e-12);
        let mut product = step.clone();
        loss.multiply_hessian(&at, &mut product);
        let curvature: f64 = product.iter().zip(&step).map(|(r, s)| r * s).sum();
        assert!((curvature - here.curvature).abs() < 1e-12);
        for (index, diagonal) in at.diagonal.iter().enumerate() {
            let mut unit = vec![0.0; n];
            unit[index] = 1.0;
            loss.multiply_hessian(&at, &mut unit);
            assert!((unit[index] - diagonal).abs() < 1e-12);
        }
    }

    #[test]
    fn derivatives_agree_with_differences() {
        check_differences(1, &[0, 1, 1, 0, 1]);
        check_differences(3, &[0, 1, 2, 2]);
        check_differences(6, &[5, 1, 2, 0]);
    }

    #[test]
    fn one_vector_is_the_softmax_of_zero_and_its_value() {
        let value = -1.7;
        let one = TwoClasses::at(value, 1);
        let two = row_along(&mut [0.0, value], &[0.0, 1.0], 1);
        assert!((one.loss - two.value).abs() < 1e-15);
        assert!((one.slope - two.slope).abs() < 1e-15);
        assert!((one.curvature - two.curvature).abs() < 1e-15);
    }

    #[test]
    fn the_extremes_are_finite() {
        for value in [-1e300, -800.0, 800.0, 1e300] {
            for label in [0, 1] {
                let row = TwoClasses::at(value, label);
                assert!(row.loss.is_finite() && row.slope.abs() <= 1.0 && row.curvature >= 0.0);
            }
        }
    }
}
