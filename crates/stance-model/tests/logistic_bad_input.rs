//! Odd and bad input: each has an answer, and none of them panics or never ends.

#![allow(clippy::unwrap_used, reason = "helpers outside of test functions")]

use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use ndarray::{Array1, array};
use stance_features::Csr;
use stance_model::logistic::{
    ClassWeight, Convergence, Error, FittedLogisticRegression, SparseLogisticRegression, select_c,
};

/// Returns rows with at most one entry each: column and value.
fn rows(n_columns: usize, entries: &[Option<(u32, f32)>]) -> Csr {
    let mut starts = vec![0];
    starts.extend(entries.iter().scan(0, |sum, entry| {
        *sum += usize::from(entry.is_some());
        Some(*sum)
    }));
    let (indices, values) = entries.iter().flatten().copied().unzip();
    Csr::new(n_columns, starts, indices, values).unwrap()
}

fn fit(records: Csr, labels: &[usize]) -> Result<FittedLogisticRegression<usize>, Error> {
    let dataset = DatasetBase::new(records, Array1::from(labels.to_vec()));
    SparseLogisticRegression::params().fit(&dataset)
}

fn fit_weighted(
    labels: &[usize],
    weights: &[f32],
) -> Result<FittedLogisticRegression<usize>, Error> {
    let records = rows(1, &vec![Some((0, 1.0)); labels.len()]);
    let dataset = DatasetBase::new(records, Array1::from(labels.to_vec()));
    SparseLogisticRegression::params().fit(&dataset.with_weights(Array1::from(weights.to_vec())))
}

#[test]
fn a_row_without_a_non_zero_gets_the_intercept() {
    let records = rows(1, &[Some((0, 1.0)), None, None, Some((0, -1.0))]);
    let model = fit(records.clone(), &[1, 0, 1, 0]).unwrap();
    assert!(model.convergence().converged);
    assert_eq!(model.decision_values(records.row(1)), model.intercepts());
}

#[test]
fn columns_without_a_non_zero_get_weight_zero_even_when_all_are() {
    let model = fit(rows(3, &[Some((1, 1.0)), Some((1, -1.0))]), &[0, 1]).unwrap();
    assert_eq!((model.weights()[0], model.weights()[2]), (0.0, 0.0));
    assert!(model.weights()[1] < 0.0);

    let model = fit(rows(3, &[None, None, None, None]), &[0, 1, 1, 1]).unwrap();
    assert!(model.convergence().converged, "{:?}", model.convergence());
    assert_eq!(model.weights(), [0.0; 3]);
    assert!((model.intercepts()[0] - libm::log(3.0)).abs() < 1e-12);
}

#[test]
fn a_matrix_without_columns_gives_the_shares() {
    let model = fit(
        Csr::new(0, vec![0; 5], vec![], vec![]).unwrap(),
        &[0, 1, 2, 2],
    )
    .unwrap();
    assert_eq!((model.n_features(), model.n_vectors()), (0, 3));
    let shares = model.probability_matrix(&Csr::new(0, vec![0; 2], vec![], vec![]).unwrap());
    for (found, share) in shares.iter().zip([0.25, 0.25, 0.5]) {
        assert!((found - share).abs() < 1e-12);
    }
}

#[test]
fn a_constant_column_leaves_the_intercept_its_work() {
    let model = fit(rows(1, &[Some((0, 1.0)); 4]), &[0, 1, 1, 1]).unwrap();
    // The column can do nothing that the free intercept does not do unpenalised.
    assert!(model.weights()[0].abs() < 1e-4, "{:?}", model.weights());
    let value = model.decision_values(rows(1, &[Some((0, 1.0))]).row(0))[0];
    assert!((value - libm::log(3.0)).abs() < 1e-4);
}

#[test]
fn values_of_a_million_are_solved_beside_values_of_one() {
    let mut starts = vec![0];
    let (mut indices, mut values, mut labels) = (vec![], vec![], vec![]);
    for i in 0..200_u16 {
        indices.extend([0, 1]);
        values.extend([1e6 * (f32::from(i % 7) - 3.0), f32::from(i % 5) - 2.0]);
        labels.push(usize::from((i % 7 + i % 5 + i % 3) > 5));
        starts.push(indices.len());
    }
    let large = Csr::new(2, starts.clone(), indices.clone(), values.clone()).unwrap();
    let model = fit(large, &labels).unwrap();
    assert!(model.convergence().converged, "{:?}", model.convergence());
    // The penalty on a weight that goes with a million is next to nothing, so that the same column
    // of small values, its penalty made as small, must give the same decision values.
    let small: Vec<f32> = values.chunks(2).flat_map(|v| [v[0] / 1e3, v[1]]).collect();
    let small = fit(Csr::new(2, starts, indices, small).unwrap(), &labels).unwrap();
    assert!((model.weights()[0] * 1e3 / small.weights()[0] - 1.0).abs() < 1e-2);
    assert!((model.weights()[1] / small.weights()[1] - 1.0).abs() < 1e-2);
}

#[test]
fn infinite_values_and_nan_are_refused_with_their_row() {
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let refused = Csr::new(1, vec![0, 1, 2], vec![0, 0], vec![1.0, bad]).unwrap_err();
        assert!(refused.to_string().contains("row 1"), "{refused}");
    }
}

#[test]
fn no_rows_one_class_and_columns_of_other_lengths_are_refused() {
    assert!(matches!(fit(Csr::with_columns(2), &[]), Err(Error::NoRows)));
    assert!(matches!(
        fit(rows(1, &[None; 3]), &[7; 3]),
        Err(Error::TooFewClasses(1))
    ));
    let refused = fit(rows(1, &[None; 3]), &[0, 1]);
    assert!(matches!(
        refused,
        Err(Error::UnequalLengths {
            rows: 3,
            what: "labels",
            found: 2
        })
    ));
    let refused = fit_weighted(&[0, 1], &[1.0]);
    assert!(matches!(
        refused,
        Err(Error::UnequalLengths {
            what: "weights",
            found: 1,
            ..
        })
    ));
}

#[test]
fn a_class_of_one_row_is_learnt() {
    let records = rows(
        2,
        &[
            Some((0, 1.0)),
            Some((0, 1.0)),
            Some((0, 1.0)),
            Some((1, 1.0)),
        ],
    );
    let dataset = DatasetBase::new(records, array!['a', 'a', 'a', 'b']);
    let model = SparseLogisticRegression::params()
        .c(10.0)
        .class_weight(ClassWeight::Balanced)
        .fit(&dataset)
        .unwrap();
    assert_eq!(model.predict(&dataset), array!['a', 'a', 'a', 'b']);
}

#[test]
fn weights_out_of_range_are_refused_with_their_row() {
    for bad in [-1.0, f32::NAN, f32::INFINITY] {
        let refused = fit_weighted(&[0, 1, 1], &[1.0, 1.0, bad]);
        assert!(
            matches!(refused, Err(Error::InvalidWeight { row: 2, .. })),
            "{bad}"
        );
    }
    let refused = fit_weighted(&[0, 1], &[0.0, 0.0]);
    assert!(matches!(refused, Err(Error::WeightlessClass { class: 0 })));
    let refused = fit_weighted(&[0, 1, 1], &[1.0, 0.0, 0.0]);
    assert!(matches!(refused, Err(Error::WeightlessClass { class: 1 })));
}

#[test]
fn class_weights_must_be_one_per_class() {
    let dataset = DatasetBase::new(rows(1, &[None; 3]), array![0, 1, 2]);
    let given = ClassWeight::Given(vec![1.0, 2.0]);
    let refused = SparseLogisticRegression::params()
        .class_weight(given)
        .fit(&dataset);
    assert!(matches!(
        refused,
        Err(Error::ClassWeightCount {
            classes: 3,
            found: 2
        })
    ));
}

#[test]
fn separable_data_have_a_finite_answer_however_large_c_is() {
    let records = rows(
        2,
        &[
            Some((0, 1.0)),
            Some((0, 0.5)),
            Some((1, 1.0)),
            Some((1, 0.5)),
        ],
    );
    for c in [1.0, 1e4, 1e8] {
        for labels in [[0, 0, 1, 1], [0, 1, 2, 2]] {
            let dataset = DatasetBase::new(&records, Array1::from(labels.to_vec()));
            let model = SparseLogisticRegression::params()
                .c(c)
                .fit(&dataset)
                .unwrap();
            assert!(
                model.convergence().converged,
                "C {c}: {:?}",
                model.convergence()
            );
            assert!(model.weights().iter().all(|weight| weight.is_finite()));
            assert!(
                model
                    .intercepts()
                    .iter()
                    .all(|intercept| intercept.is_finite())
            );
        }
    }
}

#[test]
fn stopping_early_is_reported() {
    let records = rows(
        2,
        &[
            Some((0, 1.0)),
            Some((1, 1.0)),
            Some((0, -1.0)),
            Some((1, 0.3)),
        ],
    );
    let dataset = DatasetBase::new(&records, array![0, 1, 1, 0]);
    let params = SparseLogisticRegression::params().c(10.0);
    let stopped = params.clone().max_iterations(1).fit(&dataset).unwrap();
    assert!(!stopped.convergence().converged);
    assert_eq!(stopped.convergence().iterations, 1);
    assert!(stopped.convergence().gradient_norm > 1e-4);
    let start = params.clone().max_iterations(0).fit(&dataset).unwrap();
    assert_eq!(
        (start.weights(), start.intercepts()),
        (&[0.0; 2][..], &[0.0][..])
    );
    assert!(params.fit(&dataset).unwrap().convergence().converged);
}

#[test]
fn an_unreachable_tolerance_ends_and_is_reported() {
    let records = rows(
        2,
        &[
            Some((0, 1.0)),
            Some((1, 1.0)),
            Some((0, -1.0)),
            Some((1, 0.3)),
        ],
    );
    let dataset = DatasetBase::new(&records, array![0, 1, 1, 0]);
    let model = SparseLogisticRegression::params()
        .tolerance(1e-300)
        .fit(&dataset)
        .unwrap();
    assert!(model.convergence().gradient_norm < 1e-12);
}

#[test]
fn another_problem_is_no_start() {
    let two = DatasetBase::new(rows(2, &[Some((0, 1.0)), Some((1, 1.0))]), array![0, 1]);
    let params = SparseLogisticRegression::params();
    let start = params.fit(&two).unwrap();
    let wider = DatasetBase::new(rows(3, &[Some((0, 1.0)), Some((1, 1.0))]), array![0, 1]);
    let refused = params.fit_from(&wider, &start);
    assert!(matches!(
        refused,
        Err(Error::IncompatibleStart {
            expected: 4,
            found: 3
        })
    ));
    let more = DatasetBase::new(
        rows(2, &[Some((0, 1.0)), Some((1, 1.0)), None]),
        array![0, 1, 2],
    );
    assert!(matches!(
        params.fit_from(&more, &start),
        Err(Error::IncompatibleStart {
            expected: 9,
            found: 3
        })
    ));
    let start_of_three = params.fit(&more).unwrap();
    assert!(matches!(
        params.fit_from(&two, &start_of_three),
        Err(Error::IncompatibleStart {
            expected: 3,
            found: 9
        })
    ));
    let renamed = DatasetBase::new(rows(2, &[Some((0, 1.0)), Some((1, 1.0))]), array![0, 2]);
    assert!(matches!(
        params.fit_from(&renamed, &start),
        Err(Error::IncompatibleStart { .. })
    ));
}

#[test]
fn malformed_parts_are_no_model() {
    let convergence = Convergence {
        iterations: 1,
        products: 1,
        gradient_norm: 0.0,
        objective: 0.0,
        converged: true,
    };
    let refuse = |classes: &[u8], weights: &[f32], intercepts: &[f64]| {
        let parts = FittedLogisticRegression::from_parts(
            classes.to_vec(),
            weights,
            intercepts,
            convergence,
        );
        assert!(matches!(
            parts,
            Err(Error::MalformedModel { .. } | Error::TooFewClasses(_))
        ));
    };
    refuse(&[0], &[], &[]);
    refuse(&[1, 0], &[1.0], &[0.0]);
    refuse(&[0, 0], &[1.0], &[0.0]);
    refuse(&[0, 1], &[1.0, 1.0], &[0.0, 0.0]);
    refuse(&[0, 1, 2], &[1.0; 4], &[0.0; 3]);
    refuse(&[0, 1], &[f32::NAN], &[0.0]);
    refuse(&[0, 1], &[1.0], &[f64::INFINITY]);
}

#[test]
fn malformed_paths_are_refused() {
    let records = rows(
        1,
        &[
            Some((0, 1.0)),
            Some((0, 2.0)),
            Some((0, -1.0)),
            Some((0, -2.0)),
        ],
    );
    let choose =
        |labels: &[usize], n_classes, weights: Option<&[f64]>, folds: &[usize], grid: &[f64]| {
            let class_weight = &ClassWeight::None;
            select_c(
                &records,
                labels,
                n_classes,
                weights,
                folds,
                grid,
                class_weight,
            )
            .unwrap_err()
        };
    let (labels, folds, grid) = ([0, 1, 0, 1], [0, 0, 1, 1], [1.0]);
    assert!(matches!(
        choose(&labels, 2, None, &folds, &[]),
        Error::EmptyGrid
    ));
    assert!(matches!(
        choose(&labels, 2, None, &folds, &[1.0, -1.0]),
        Error::InvalidC(_)
    ));
    assert!(matches!(
        choose(&labels, 2, None, &[3; 4], &grid),
        Error::TooFewFolds(1)
    ));
    assert!(matches!(
        choose(&labels[..3], 2, None, &folds, &grid),
        Error::UnequalLengths { .. }
    ));
    assert!(matches!(
        choose(&labels, 2, None, &folds[..3], &grid),
        Error::UnequalLengths { .. }
    ));
    assert!(matches!(
        choose(&labels, 1, None, &folds, &grid),
        Error::TooFewClasses(1)
    ));
    let outside = choose(&[0, 1, 2, 1], 2, None, &folds, &grid);
    assert!(matches!(
        outside,
        Error::LabelOutOfRange {
            row: 2,
            label: 2,
            classes: 2
        }
    ));
    assert!(matches!(
        choose(&labels, 3, None, &folds, &grid),
        Error::WeightlessClass { class: 2 }
    ));
    let together = choose(&[0, 0, 0, 1], 2, None, &folds, &grid);
    assert!(matches!(
        together,
        Error::ClassInOneFold { class: 1, fold: 1 }
    ));
    let weightless = choose(&labels, 2, Some(&[1.0, 1.0, 0.0, 0.0]), &folds, &grid);
    assert!(matches!(
        weightless,
        Error::ClassInOneFold { class: 0, fold: 0 }
    ));
    let negative = choose(&labels, 2, Some(&[1.0, 1.0, 1.0, -1.0]), &folds, &grid);
    assert!(matches!(negative, Error::InvalidWeight { row: 3, .. }));
    let folds = [0, 0, 1, 2];
    let weights = [1.0, 1.0, 0.0, 1.0];
    let labels = [0, 1, 1, 0];
    let idle = choose(&labels, 2, Some(&weights), &folds, &grid);
    assert!(
        matches!(idle, Error::ClassInOneFold { class: 1, fold: 0 }),
        "{idle:?}"
    );
}

#[test]
fn a_fold_of_rows_that_weigh_nothing_judges_nothing() {
    let records = rows(1, &[Some((0, 1.0)); 6]);
    let weights = [1.0, 1.0, 1.0, 1.0, 0.0, 0.0];
    let (labels, folds) = ([0, 1, 0, 1, 0, 1], [0, 0, 1, 1, 2, 2]);
    let refused = select_c(
        &records,
        &labels,
        2,
        Some(&weights),
        &folds,
        &[1.0],
        &ClassWeight::None,
    );
    assert!(matches!(refused, Err(Error::WeightlessFold { fold: 2 })));
}
