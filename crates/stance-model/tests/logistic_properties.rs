//! Properties of the solver on random problems.

#![allow(
    clippy::unwrap_used,
    clippy::float_cmp,
    reason = "helpers outside of test functions; a grid's values come back as they went in"
)]

use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use ndarray::Array1;
use proptest::prelude::*;
use stance_features::{Csr, Row};
use stance_model::logistic::{
    CPath, ClassWeight, FittedLogisticRegression, SparseLogisticRegression, select_c,
};

/// A random problem: sparse rows, labels in which every class occurs, weights.
#[derive(Debug, Clone)]
struct Problem {
    records: Csr,
    labels: Vec<usize>,
    weights: Vec<f32>,
}

fn matrix(rows: &[Vec<(u32, f32)>], n_columns: usize) -> Csr {
    let mut records = Csr::with_columns(n_columns);
    for row in rows {
        let mut row = row.clone();
        row.sort_by_key(|(column, _)| *column);
        row.dedup_by_key(|(column, _)| *column);
        let (indices, values): (Vec<u32>, Vec<f32>) = row.into_iter().unzip();
        records
            .push_row(Row {
                indices: &indices,
                values: &values,
            })
            .unwrap();
    }
    records
}

prop_compose! {
    fn problems()(n_classes in 2_usize..6, n_columns in 1_u32..20)(
        rows in prop::collection::vec(
            (prop::collection::vec((0..n_columns, -2_f32..2.0), 0..8), 0..n_classes, 0.1_f32..3.0),
            (2 * n_classes)..60,
        ),
        n_classes in Just(n_classes),
        n_columns in Just(n_columns as usize),
    ) -> Problem {
        let entries: Vec<_> = rows.iter().map(|(entries, _, _)| entries.clone()).collect();
        let labels = rows.iter().enumerate().map(|(i, (_, label, _))| {
            if i < n_classes { i } else { *label }
        });
        Problem {
            records: matrix(&entries, n_columns),
            labels: labels.collect(),
            weights: rows.iter().map(|(_, _, weight)| *weight).collect(),
        }
    }
}

fn fit(problem: &Problem, c: f64) -> FittedLogisticRegression<usize> {
    let dataset = DatasetBase::new(&problem.records, Array1::from(problem.labels.clone()))
        .with_weights(Array1::from(problem.weights.clone()));
    SparseLogisticRegression::params()
        .c(c)
        .tolerance(1e-8)
        .fit(&dataset)
        .unwrap()
}

/// Returns the gradient of the objective at the model, weights vector by vector, then intercepts.
fn gradient(problem: &Problem, model: &FittedLogisticRegression<usize>, c: f64) -> Vec<f64> {
    let (m, n) = (model.n_vectors(), model.n_features());
    let mut gradient = model.weights().to_vec();
    gradient.resize(m * n + m, 0.0);
    for (i, row) in problem.records.rows().enumerate() {
        let mut residuals = model.probabilities(row);
        residuals[problem.labels[i]] -= 1.0;
        for (k, residual) in residuals
            .split_off(residuals.len() - m)
            .into_iter()
            .enumerate()
        {
            let residual = c * f64::from(problem.weights[i]) * residual;
            row.iter()
                .for_each(|(j, x)| gradient[k * n + j] += residual * f64::from(x));
            gradient[m * n + k] += residual;
        }
    }
    gradient
}

proptest! {
    #[test]
    fn the_gradient_vanishes_at_the_answer(problem in problems(), log_c in -6_f64..9.0) {
        let c = libm::exp(log_c);
        let model = fit(&problem, c);
        prop_assert!(model.convergence().converged, "{:?}", model.convergence());
        let scale = c * problem.weights.iter().map(|w| f64::from(*w)).sum::<f64>();
        for entry in gradient(&problem, &model, c) {
            prop_assert!(entry.abs() < 1e-6 * scale.max(1.0), "{entry}");
        }
    }

    #[test]
    fn three_vectors_or_more_sum_to_zero(problem in problems()) {
        let model = fit(&problem, 1.0);
        if model.n_vectors() > 1 {
            for j in 0..model.n_features() {
                let sum: f64 = (0..model.n_vectors()).map(|k| model.vector(k)[j]).sum();
                prop_assert!(sum.abs() < 1e-12);
            }
            prop_assert!(model.intercepts().iter().sum::<f64>().abs() < 1e-12);
        }
    }

    #[test]
    fn the_objective_never_rises_from_iteration_to_iteration(problem in problems()) {
        let dataset = DatasetBase::new(&problem.records, Array1::from(problem.labels.clone()));
        let params = SparseLogisticRegression::params().c(10.0).tolerance(1e-9);
        let mut last = f64::INFINITY;
        for iterations in 0..12 {
            let model = params.clone().max_iterations(iterations).fit(&dataset).unwrap();
            let objective = model.convergence().objective;
            prop_assert!(objective <= last * (1.0 + 1e-12), "{iterations}: {objective} {last}");
            last = objective;
        }
    }

    #[test]
    fn a_weight_counts_as_copies_do(problem in problems(), copies in prop::collection::vec(0_u8..4, 60)) {
        let n_classes = 1 + problem.labels.iter().max().unwrap();
        let times = |i: usize| if i < n_classes { 1 } else { copies[i % 60] };
        let rows: Vec<usize> = (0..problem.labels.len())
            .flat_map(|i| std::iter::repeat_n(i, usize::from(times(i))))
            .collect();
        let weighted = Problem {
            weights: (0..problem.labels.len()).map(|i| f32::from(times(i))).collect(),
            ..problem.clone()
        };
        let copied = Problem {
            records: problem.records.select_rows(&rows),
            labels: rows.iter().map(|&i| problem.labels[i]).collect(),
            weights: vec![1.0; rows.len()],
        };
        let (a, b) = (fit(&weighted, 1.0), fit(&copied, 1.0));
        for (a, b) in a.weights().iter().zip(b.weights()) {
            prop_assert!((a - b).abs() < 1e-6);
        }
    }

    #[test]
    fn the_order_of_rows_and_names_of_classes_do_not_matter(problem in problems()) {
        let rows: Vec<usize> = (0..problem.labels.len()).rev().collect();
        let turned = Problem {
            records: problem.records.select_rows(&rows),
            labels: rows.iter().map(|&i| problem.labels[i]).collect(),
            weights: rows.iter().map(|&i| problem.weights[i]).collect(),
        };
        let top = *problem.labels.iter().max().unwrap();
        let renamed = Problem {
            labels: problem.labels.iter().map(|label| top - label).collect(),
            ..problem.clone()
        };
        let model = fit(&problem, 1.0);
        let (turned, renamed) = (fit(&turned, 1.0), fit(&renamed, 1.0));
        for row in problem.records.rows() {
            let p = model.probabilities(row);
            let reversed = renamed.probabilities(row).into_iter().rev();
            for (p, (q, r)) in p.into_iter().zip(turned.probabilities(row).into_iter().zip(reversed)) {
                prop_assert!((p - q).abs() < 1e-6 && (p - r).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn a_factor_on_all_weights_is_a_factor_on_c(problem in problems(), log_c in -3_f64..3.0, power in -2_i32..3) {
        let (c, factor) = (libm::exp(log_c), 2_f64.powi(power));
        let heavier = Problem {
            weights: problem.weights.iter().map(|weight| weight * 2_f32.powi(power)).collect(),
            ..problem.clone()
        };
        let (a, b) = (fit(&problem, c * factor), fit(&heavier, c));
        for (a, b) in a.weights().iter().chain(a.intercepts()).zip(b.weights().iter().chain(b.intercepts())) {
            prop_assert!((a - b).abs() < 1e-6 * a.abs().max(1.0), "{a} {b}");
        }
    }

    #[test]
    fn a_factor_on_all_values_is_its_inverse_on_the_vectors(problem in problems(), power in -2_i32..3) {
        // Weights that are as much smaller as values are larger decide the same, and their penalty follows by C.
        let factor = 2_f64.powi(power);
        let rows: Vec<Vec<(u32, f32)>> = problem
            .records
            .rows()
            .map(|row| row.indices.iter().copied().zip(row.values.iter().map(|x| x * 2_f32.powi(power))).collect())
            .collect();
        let scaled = Problem { records: matrix(&rows, problem.records.n_cols()), ..problem.clone() };
        let (a, b) = (fit(&problem, 1.0), fit(&scaled, 1.0 / (factor * factor)));
        for (a, b) in a.weights().iter().zip(b.weights()) {
            prop_assert!((a - factor * b).abs() < 1e-5 * a.abs().max(1.0), "{a} {b}");
        }
    }

    #[test]
    fn any_start_leads_to_the_same_answer(problem in problems(), log_c in -4_f64..4.0) {
        let dataset = DatasetBase::new(&problem.records, Array1::from(problem.labels.clone()));
        let params = SparseLogisticRegression::params().tolerance(1e-8);
        let start = params.clone().c(libm::exp(log_c)).fit(&dataset).unwrap();
        let (cold, warm) = (params.fit(&dataset).unwrap(), params.fit_from(&dataset, &start).unwrap());
        for (a, b) in cold.weights().iter().zip(warm.weights()) {
            prop_assert!((a - b).abs() < 1e-6);
        }
        let again = params.fit_from(&dataset, &cold).unwrap();
        prop_assert!(again.convergence().iterations <= 1);
    }

    #[test]
    fn predictions_are_the_most_probable_classes(problem in problems()) {
        let model = fit(&problem, 3.0);
        let probabilities = model.probability_matrix(&problem.records);
        let values = model.decision_matrix(&problem.records);
        let predicted: Array1<usize> = model.predict(&problem.records);
        for (i, row) in problem.records.rows().enumerate() {
            let p = probabilities.row(i).to_vec();
            prop_assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            prop_assert!(p.iter().all(|other| *other <= probabilities[[i, predicted[i]]]));
            prop_assert_eq!(p, model.probabilities(row));
            prop_assert_eq!(values.row(i).to_vec(), model.decision_values(row));
        }
    }
}

/// Found by the first property: Newton steps along the second search direction went to and fro between
/// two points on either side of the minimum, and the search gave up.
#[test]
fn a_fit_does_not_stop_after_one_iteration_far_from_the_answer() {
    let rows: [&[(u32, f32)]; 10] = [
        &[
            (2, -1.900_623_1),
            (3, 0.852_563_74),
            (15, 1.066_092_6),
            (16, -0.792_171_1),
        ],
        &[
            (1, -1.815_008),
            (5, 1.300_694_2),
            (10, -0.571_176_8),
            (15, -1.292_16),
            (17, -1.807_666_3),
        ],
        &[
            (2, -1.141_233_6),
            (6, 0.525_649_8),
            (16, 1.676_757_8),
            (17, 1.420_460_9),
        ],
        &[(9, 0.991_313_6)],
        &[],
        &[
            (0, -0.950_885_83),
            (3, 1.766_261_6),
            (4, -1.121_570_8),
            (11, -0.880_605_3),
            (17, -0.941_962_06),
        ],
        &[
            (1, 0.668_756),
            (8, 0.539_994_06),
            (9, 0.976_497_35),
            (10, -0.748_470_1),
            (14, -0.112_617_2),
        ],
        &[(3, 0.401_091_1), (17, -0.835_485_1)],
        &[(8, 1.335_076_2), (18, -1.707_192_2)],
        &[
            (0, -0.162_763_76),
            (10, -0.323_079_2),
            (14, 0.581_317_5),
            (16, 0.184_158_27),
        ],
    ];
    let problem = Problem {
        records: matrix(&rows.map(<[_]>::to_vec), 19),
        labels: vec![0, 1, 2, 3, 4, 2, 0, 1, 0, 4],
        weights: vec![
            2.578_845_7,
            2.812_286_6,
            0.499_037_9,
            2.032_048,
            0.826_173_1,
            0.812_402_4,
            0.979_326_07,
            1.394_075,
            1.250_395,
            1.454_484_3,
        ],
    };
    let model = fit(&problem, libm::exp(2.207_646_829_769_160_5));
    assert!(model.convergence().converged, "{:?}", model.convergence());
}

/// Returns 3,000 rows over 40,000 columns: more than one block of rows and columns.
fn large(n_classes: usize) -> Problem {
    let mut state = 99_u64;
    let mut next = |bound: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let rows: Vec<Vec<(u32, f32)>> = (0..3000)
        .map(|_| {
            let entry = |n: u64| (u32::try_from(n).unwrap(), 0.1 + (n % 5) as f32 / 4.0);
            (0..130)
                .map(|i| entry(if i % 2 == 0 { next(300) } else { next(40_000) }))
                .collect()
        })
        .collect();
    let labels = rows.iter().enumerate().map(|(i, row)| {
        let hits = row.iter().filter(|(column, _)| column % 3 == 0).count();
        if i < n_classes {
            i
        } else {
            (hits / 4 + usize::try_from(next(3)).unwrap()) % n_classes
        }
    });
    let labels = labels.collect();
    Problem {
        records: matrix(&rows, 40_000),
        labels,
        weights: vec![1.0; 3000],
    }
}

fn in_pool<T: Send>(threads: usize, run: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap()
        .install(run)
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    for n_classes in [2, 3, 6] {
        let problem = large(n_classes);
        let one = in_pool(1, || fit(&problem, 5.0));
        assert!(one.convergence().converged);
        for threads in [2, 3, 8] {
            let many = in_pool(threads, || fit(&problem, 5.0));
            assert_eq!(one, many, "{threads} threads, {n_classes} classes");
        }
    }
}

fn path_of(problem: &Problem, n_classes: usize) -> CPath {
    let folds: Vec<usize> = (0..problem.labels.len()).map(|row| row % 4).collect();
    let grid = [100.0, 0.01, 0.1, 1.0, 10.0];
    let class_weight = &ClassWeight::Balanced;
    select_c(
        &problem.records,
        &problem.labels,
        n_classes,
        None,
        &folds,
        &grid,
        class_weight,
    )
    .unwrap()
}

#[test]
fn a_path_gives_the_same_bits_on_any_number_of_threads() {
    let problem = large(3);
    let one = in_pool(1, || path_of(&problem, 3));
    assert_eq!(one, in_pool(4, || path_of(&problem, 3)));
}

#[test]
fn a_path_holds_what_fitting_fold_by_fold_gives() {
    for n_classes in [2, 4] {
        let problem = large(n_classes);
        let path = path_of(&problem, n_classes);
        assert!(path.points.windows(2).all(|pair| pair[0].c < pair[1].c));
        assert!(path.points.iter().all(|point| point.converged));
        let best = &path.points[path.best];
        assert!(
            path.points
                .iter()
                .all(|point| point.log_loss >= best.log_loss)
        );
        assert!(path.points[path.chosen].is_within_one_error_of(best));
        assert!(
            !path.points[..path.chosen]
                .iter()
                .any(|point| point.is_within_one_error_of(best))
        );
        let last = path.points.last().unwrap();
        assert!(
            last.c == 100.0 || !last.is_within_one_error_of(best),
            "it ends early for that reason alone"
        );

        let (held_out, others): (Vec<usize>, Vec<usize>) = (0..3000).partition(|row| row % 4 == 2);
        let labels = others.iter().map(|&row| problem.labels[row]);
        let training = DatasetBase::new(problem.records.select_rows(&others), labels.collect());
        let model = SparseLogisticRegression::params()
            .c(path.c())
            .class_weight(ClassWeight::Balanced)
            .tolerance(1e-8)
            .fit(&training)
            .unwrap();
        for row in held_out {
            let expected = model.decision_values(problem.records.row(row));
            for (found, expected) in path.decision_values.row(row).iter().zip(expected) {
                assert!((found - expected).abs() < 0.02, "{found} {expected}");
            }
        }
    }
}
