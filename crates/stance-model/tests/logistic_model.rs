//! What a fitted model answers: its parts, equal decision values, many rows, what a fit tells of itself.

use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, array};
use stance_features::{Csr, Row};
use stance_model::logistic::{
    ClassWeight, Convergence, FittedLogisticRegression, SparseLogisticRegression, softmax,
};

const CONVERGENCE: Convergence = Convergence {
    iterations: 1,
    products: 1,
    gradient_norm: 0.0,
    objective: 0.0,
    converged: true,
};

#[test]
fn parts_give_the_model_that_they_are_of() {
    let two = FittedLogisticRegression::from_parts(
        vec!["no", "yes"],
        &[2.0, -1.0, 0.5],
        &[0.25],
        CONVERGENCE,
    )
    .unwrap();
    assert_eq!((two.n_vectors(), two.n_features()), (1, 3));
    assert_eq!(two.classes(), ["no", "yes"]);
    let row = Row {
        indices: &[0, 2],
        values: &[1.0, 2.0],
    };
    assert_eq!(two.decision_values(row), [3.25]);
    assert_eq!(two.predict_row(row), &"yes");

    let weights = [1.0, 0.0, 0.0, 1.0, -1.0, -1.0];
    let intercepts = [0.0, 0.5, -0.5];
    let three =
        FittedLogisticRegression::from_parts(vec![3, 5, 8], &weights, &intercepts, CONVERGENCE)
            .unwrap();
    assert_eq!((three.n_vectors(), three.n_features()), (3, 2));
    assert_eq!(three.vector(1), [0.0, 1.0]);
    let row = Row {
        indices: &[1],
        values: &[2.0],
    };
    assert_eq!(three.decision_values(row), [0.0, 2.5, -2.5]);
    assert_eq!(three.predict_row(row), &5);
}

#[test]
fn of_equally_probable_classes_the_first_is_predicted() {
    let none = Row {
        indices: &[],
        values: &[],
    };
    let two =
        FittedLogisticRegression::from_parts(vec!['a', 'b'], &[1.0], &[0.0], CONVERGENCE).unwrap();
    assert_eq!(two.predict_row(none), &'a');
    let intercepts = [-1.0, 0.5, 0.5];
    let three = FittedLogisticRegression::from_parts(
        vec!['a', 'b', 'c'],
        &[1.0; 3],
        &intercepts,
        CONVERGENCE,
    )
    .unwrap();
    assert_eq!(three.predict_row(none), &'b');
}

#[test]
fn a_matrix_of_many_rows_is_answered_row_by_row() {
    let values: Vec<f32> = (0..700_u16)
        .map(|row| f32::from(row) / 64.0 - 5.0)
        .collect();
    let records = Csr::new(1, (0..=700).collect(), vec![0; 700], values).unwrap();
    let model = FittedLogisticRegression::from_parts(
        vec![0, 1, 2],
        &[1.0, 0.5, -1.5],
        &[0.0; 3],
        CONVERGENCE,
    )
    .unwrap();
    let found = model.decision_matrix(&records);
    let probabilities = model.probability_matrix(&records);
    for (index, row) in records.rows().enumerate() {
        assert_eq!(found.row(index).to_vec(), model.decision_values(row));
        assert_eq!(probabilities.row(index).to_vec(), model.probabilities(row));
    }
}

#[test]
fn probabilities_of_large_decision_values_are_finite() {
    for mut values in [vec![1000.0, 1000.0, -1000.0], vec![-1000.0, -1000.0]] {
        softmax(&mut values);
        assert_eq!(values.get(..2), Some([0.5, 0.5].as_slice()));
        assert!(values.iter().skip(2).all(|&value| value == 0.0));
    }
}

#[test]
fn given_class_weights_count_as_weights_of_rows_do() {
    let records = Csr::new(
        1,
        vec![0, 1, 2, 3, 4],
        vec![0; 4],
        vec![1.0, 0.5, -1.0, 0.25],
    )
    .unwrap();
    let dataset = DatasetBase::new(&records, array![0, 1, 1, 0]);
    let params = SparseLogisticRegression::params().tolerance(1e-10);
    let given = ClassWeight::Given(vec![3.0, 0.5]);
    let by_class = params.clone().class_weight(given).fit(&dataset).unwrap();
    let weights = Array1::from(vec![3.0, 0.5, 0.5, 3.0]);
    let by_row = params.fit(&dataset.with_weights(weights)).unwrap();
    assert!((by_class.weights()[0] - by_row.weights()[0]).abs() < 1e-9);
    assert!((by_class.intercepts()[0] - by_row.intercepts()[0]).abs() < 1e-9);
}

#[test]
fn a_fit_counts_its_products() {
    let records = Csr::new(
        1,
        vec![0, 1, 2, 3, 4],
        vec![0; 4],
        vec![1.0, 0.5, -1.0, 0.25],
    )
    .unwrap();
    let dataset = DatasetBase::new(&records, array![0, 1, 1, 0]);
    let model = SparseLogisticRegression::params().fit(&dataset).unwrap();
    let convergence = model.convergence();
    // Each iteration takes a step, and a step one product at least, at most one more than there are parameters.
    assert!(convergence.iterations > 0);
    assert!((convergence.iterations..=3 * convergence.iterations).contains(&convergence.products));
}
