//! The solver against other implementations of the same problem: scikit-learn's figures, made once
//! by `oracle/logistic.py`, and linfa-logistic on dense matrices, run here.

#![allow(clippy::unwrap_used, reason = "helpers outside of test functions")]

use approx::assert_abs_diff_eq;
use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use linfa_logistic::{LogisticRegression, MultiLogisticRegression};
use ndarray::{Array1, Array2};
use serde::Deserialize;
use stance_features::{Csr, Row};
use stance_model::logistic::{ClassWeight, FittedLogisticRegression, SparseLogisticRegression};

#[derive(Deserialize)]
struct Oracle {
    problems: Vec<Problem>,
}

#[derive(Deserialize)]
struct Problem {
    n_columns: usize,
    rows: Vec<Vec<f64>>,
    labels: Vec<usize>,
    weights: Vec<f32>,
    solutions: Vec<Solution>,
}

#[derive(Deserialize)]
struct Solution {
    c: f64,
    balanced: bool,
    weighted: bool,
    coefficients: Vec<Vec<f64>>,
    intercepts: Vec<f64>,
    probabilities: Vec<Vec<f64>>,
}

/// Returns the non-zero entries of dense rows, whose values 32-bit floats hold exactly.
fn sparse(n_columns: usize, rows: &[Vec<f64>]) -> Csr {
    let mut records = Csr::with_columns(n_columns);
    for row in rows {
        let entries = (0_u32..).zip(row).filter(|(_, value)| **value != 0.0);
        #[expect(clippy::cast_possible_truncation, reason = "multiples of 1/16")]
        let (indices, values): (Vec<u32>, Vec<f32>) = entries
            .map(|(column, &value)| (column, value as f32))
            .unzip();
        records
            .push_row(Row {
                indices: &indices,
                values: &values,
            })
            .unwrap();
    }
    records
}

fn fit(problem: &Problem, solution: &Solution) -> FittedLogisticRegression<usize> {
    let targets = Array1::from(problem.labels.clone());
    let mut dataset = DatasetBase::new(sparse(problem.n_columns, &problem.rows), targets);
    if solution.weighted {
        dataset = dataset.with_weights(Array1::from(problem.weights.clone()));
    }
    let class_weight = if solution.balanced {
        ClassWeight::Balanced
    } else {
        ClassWeight::None
    };
    let params = SparseLogisticRegression::params()
        .c(solution.c)
        .class_weight(class_weight);
    let model = params.tolerance(1e-10).fit(&dataset).unwrap();
    assert!(model.convergence().converged, "{:?}", model.convergence());
    model
}

#[test]
fn weights_and_probabilities_are_those_of_scikit_learn() {
    let oracle: Oracle = serde_json::from_str(include_str!("oracle/logistic.json")).unwrap();
    assert_eq!(oracle.problems.len(), 4);
    for problem in &oracle.problems {
        assert_eq!(problem.solutions.len(), 12);
        let records = sparse(problem.n_columns, &problem.rows);
        for solution in &problem.solutions {
            let model = fit(problem, solution);
            assert_eq!(model.n_vectors(), solution.coefficients.len());
            for (k, expected) in solution.coefficients.iter().enumerate() {
                assert_abs_diff_eq!(model.vector(k), expected.as_slice(), epsilon = 1e-7);
            }
            let intercepts = solution.intercepts.as_slice();
            assert_abs_diff_eq!(model.intercepts(), intercepts, epsilon = 1e-7);
            for (row, expected) in solution.probabilities.iter().enumerate() {
                let found = model.probabilities(records.row(row));
                assert_abs_diff_eq!(found.as_slice(), expected.as_slice(), epsilon = 1e-8);
            }
        }
    }
}

/// Returns 80 rows of 9 columns, multiples of 1/8, and labels below `n_classes`, in no simple relation.
fn dense_problem(n_classes: usize) -> (Vec<Vec<f64>>, Vec<usize>) {
    let mut state = 12_345_u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(state >> 33).unwrap() % 33) / 8.0 - 2.0
    };
    let rows: Vec<Vec<f64>> = (0..80).map(|_| (0..9).map(|_| next()).collect()).collect();
    let labels = rows.iter().enumerate().map(|(i, row)| {
        let score = row[0] + row[1] - row[2] + next();
        if i < n_classes {
            i
        } else {
            (0..n_classes - 1)
                .filter(|&k| score > 2.0 * k as f64 - 1.0)
                .count()
        }
    });
    let labels = labels.collect();
    (rows, labels)
}

#[test]
fn two_classes_agree_with_linfa() {
    let (rows, labels) = dense_problem(2);
    let dense = Array2::from_shape_fn((80, 9), |(i, j)| rows[i][j]);
    for c in [0.1, 1.0, 10.0] {
        let params = LogisticRegression::default()
            .alpha(1.0 / c)
            .gradient_tolerance(1e-8);
        let dataset = DatasetBase::new(dense.clone(), Array1::from(labels.clone()));
        let linfa = params.max_iterations(1000).fit(&dataset).unwrap();
        // linfa's positive class is the more frequent one; ours is the second.
        let sign = if linfa.labels().pos.class == 1 {
            1.0
        } else {
            -1.0
        };

        let dataset = DatasetBase::new(sparse(9, &rows), Array1::from(labels.clone()));
        let ours = SparseLogisticRegression::params()
            .c(c)
            .tolerance(1e-9)
            .fit(&dataset)
            .unwrap();
        let expected: Vec<f64> = linfa.params().iter().map(|w| sign * w).collect();
        assert_abs_diff_eq!(ours.vector(0), expected.as_slice(), epsilon = 1e-5);
        assert_abs_diff_eq!(
            ours.intercepts()[0],
            sign * linfa.intercept(),
            epsilon = 1e-5
        );
    }
}

#[test]
fn more_classes_agree_with_linfa() {
    let (rows, labels) = dense_problem(4);
    let dense = Array2::from_shape_fn((80, 9), |(i, j)| rows[i][j]);
    for c in [0.1, 1.0, 10.0] {
        let params = MultiLogisticRegression::default()
            .alpha(1.0 / c)
            .gradient_tolerance(1e-7);
        let dataset = DatasetBase::new(dense.clone(), Array1::from(labels.clone()));
        let linfa = params.max_iterations(1000).fit(&dataset).unwrap();

        let dataset = DatasetBase::new(sparse(9, &rows), Array1::from(labels.clone()));
        let ours = SparseLogisticRegression::params()
            .c(c)
            .tolerance(1e-9)
            .fit(&dataset)
            .unwrap();
        for k in 0..4 {
            let expected = linfa.params().column(k).to_vec();
            assert_abs_diff_eq!(ours.vector(k), expected.as_slice(), epsilon = 1e-5);
            assert_abs_diff_eq!(ours.intercepts()[k], linfa.intercept()[k], epsilon = 1e-5);
        }
        let dense = DatasetBase::new(dense.clone(), Array1::from(labels.clone()));
        assert_eq!(ours.predict(&dataset), linfa.predict(&dense.records));
    }
}
