//! Every metric against the figures of scikit-learn and SciPy, made once by `oracle/metrics.py`.

#![allow(clippy::unwrap_used, reason = "helpers outside of test functions")]

use std::collections::BTreeMap;

use serde::Deserialize;
use stance_model::bootstrap::Bootstrap;
use stance_model::metrics::{calibration_error, mcnemar};
use stance_model::{Evaluation, Judged, Prediction};

#[derive(Deserialize)]
struct Oracle {
    cases: Vec<Case>,
    calibration: Vec<Calibration>,
    mcnemar: Vec<McNemar>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    n_labels: usize,
    truth: Vec<usize>,
    probabilities: Vec<Vec<f64>>,
    confusion: Vec<Vec<u64>>,
    accuracy: f64,
    balanced_accuracy: f64,
    macro_f1: f64,
    weighted_f1: f64,
    precision: Vec<f64>,
    recall: Vec<f64>,
    f1: Vec<f64>,
    support: Vec<u64>,
    auc: Vec<Option<f64>>,
    macro_auc: Option<f64>,
    log_loss: f64,
    brier_score: f64,
}

#[derive(Deserialize)]
struct Calibration {
    truth: Vec<usize>,
    probabilities: Vec<Vec<f64>>,
    /// By number of bins.
    errors: BTreeMap<usize, f64>,
}

#[derive(Deserialize)]
struct McNemar {
    only_first: usize,
    only_second: usize,
    p_value: f64,
}

fn oracle() -> Oracle {
    serde_json::from_str(include_str!("oracle/metrics.json")).unwrap()
}

fn evaluate(case: &Case) -> Evaluation {
    let labels = (0..case.n_labels).map(|label| label.to_string()).collect();
    let predictions = case.probabilities.iter().cloned().map(Prediction::new);
    let groups = (0..case.truth.len()).collect();
    let judged = Judged::new(labels, case.truth.clone(), predictions.collect(), groups);
    let bootstrap = Bootstrap {
        resamples: 20,
        ..Bootstrap::default()
    };
    Evaluation::new(&judged, &bootstrap)
}

#[test]
fn figures_are_those_of_scikit_learn() {
    let oracle = oracle();
    assert_eq!(oracle.cases.len(), 8);
    for case in &oracle.cases {
        let found = evaluate(case);
        assert_eq!(found.confusion.counts, case.confusion, "{}", case.name);
        for (figure, found, expected) in [
            ("accuracy", found.accuracy, case.accuracy),
            (
                "balanced accuracy",
                found.balanced_accuracy,
                case.balanced_accuracy,
            ),
            ("macro-F1", found.macro_f1, case.macro_f1),
            ("weighted F1", found.weighted_f1, case.weighted_f1),
            ("log loss", found.log_loss, case.log_loss),
            ("Brier score", found.brier_score, case.brier_score),
        ] {
            let distance = (found.value - expected).abs();
            assert!(
                distance < 1e-12,
                "{}: {figure}: {} and {expected}",
                case.name,
                found.value
            );
        }
        let same = |found: Option<f64>, expected: Option<f64>| match (found, expected) {
            (Some(found), Some(expected)) => (found - expected).abs() < 1e-12,
            (None, None) => true,
            _ => false,
        };
        assert!(same(found.auc.map(|auc| auc.value), case.macro_auc));
        for (number, label) in found.labels.iter().enumerate() {
            let name = &case.name;
            assert!(same(
                Some(label.precision.value),
                Some(case.precision[number])
            ));
            assert!(same(Some(label.recall.value), Some(case.recall[number])));
            assert!(same(Some(label.f1.value), Some(case.f1[number])), "{name}");
            assert!(
                same(label.auc.map(|auc| auc.value), case.auc[number]),
                "{name}: {label:?} {:?}",
                case.auc[number]
            );
            assert_eq!(label.support, case.support[number], "{name}");
        }
    }
}

#[test]
fn calibration_errors_are_those_of_numpy() {
    for case in oracle().calibration {
        for (bins, expected) in case.errors {
            let found = calibration_error(&case.truth, &case.probabilities, bins);
            assert!(
                (found - expected).abs() < 1e-12,
                "{bins}: {found} {expected}"
            );
        }
    }
}

#[test]
fn mcnemars_test_is_that_of_scipy() {
    let oracle = oracle();
    assert_eq!(oracle.mcnemar.len(), 7);
    for case in oracle.mcnemar {
        let rows = case.only_first + case.only_second;
        let first: Vec<bool> = (0..rows + 3).map(|row| row < case.only_first).collect();
        let second: Vec<bool> = (0..rows + 3)
            .map(|row| (case.only_first..rows).contains(&row))
            .collect();
        let found = mcnemar(&first, &second);
        assert_eq!(found.only_first, case.only_first as u64);
        let distance = (found.p_value - case.p_value).abs();
        assert!(
            distance < 1e-9 * case.p_value.max(1e-3),
            "{found:?} and {}",
            case.p_value
        );
    }
}
