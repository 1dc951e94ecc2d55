//! Figures of resampled rows against those of the rows written out, and figures of rows that leave some undefined.

use super::*;
use crate::classifier::Prediction;
use crate::metrics::{auc, brier_score, calibration_error, log_loss};
use crate::random::SplitMix64;

/// Rows of three labels whose probabilities are often equal, some of them 0 or 1.
fn rows(n: usize, seed: u64) -> Judged {
    let mut random = SplitMix64::new(seed);
    let labels = ["a", "b", "c"].map(String::from).to_vec();
    let mut prediction = |_| {
        let parts = [0; 3].map(|_| random.below(4) as f64);
        let sum: f64 = parts.iter().sum();
        let p = if sum > 0.0 {
            parts.map(|part| part / sum)
        } else {
            [1.0, 0.0, 0.0]
        };
        Prediction::new(p.to_vec())
    };
    let predictions: Vec<Prediction> = (0..n).map(&mut prediction).collect();
    let truth = (0..n).map(|_| random.below(3)).collect();
    let groups = (0..n).map(|_| random.below(n / 2 + 1)).collect();
    Judged::new(labels, truth, predictions, groups)
}

#[test]
fn figures_of_a_resample_are_those_of_its_rows_written_out() {
    let judged = rows(120, 5);
    let mut random = SplitMix64::new(9);
    for _ in 0..20 {
        let counts: Vec<u32> = (0..120).map(|_| [0, 0, 1, 3][random.below(4)]).collect();
        let written: Vec<usize> = (0..120)
            .flat_map(|row| vec![row; counts[row] as usize])
            .collect();
        let (found, written) = (
            Prepared::new(&judged).figures(&counts),
            judged.select(&written),
        );
        let (truth, probabilities) = (written.truth(), written.probabilities());
        let confusion = written.confusion();
        let auc_of = |label: usize| {
            let of = |own: bool| -> Vec<f64> {
                let rows = truth.iter().zip(&probabilities);
                let rows = rows.filter(|(truth, _)| (**truth == label) == own);
                rows.map(|(_, p)| p[label]).collect()
            };
            auc(&of(false), &of(true)).unwrap()
        };
        let mut expected = vec![
            confusion.accuracy(),
            confusion.balanced_accuracy(),
            confusion.macro_f1(),
            confusion.weighted_f1(),
            (auc_of(0) + auc_of(1) + auc_of(2)) / 3.0,
            log_loss(truth, &probabilities),
            brier_score(truth, &probabilities),
            calibration_error(truth, &probabilities, CALIBRATION_BINS),
        ];
        for label in 0..3 {
            expected.extend([
                confusion.precision(label),
                confusion.recall(label),
                confusion.f1(label),
                auc_of(label),
            ]);
        }
        assert_eq!(found.len(), expected.len());
        for (figure, (found, expected)) in found.iter().zip(&expected).enumerate() {
            assert!(
                (found - expected).abs() < 1e-9,
                "figure {figure}: {found} {expected}"
            );
        }
    }
}

#[test]
fn no_figure_is_ever_not_a_number() {
    let judged = rows(30, 3);
    let one_label: Vec<usize> = (0..30).filter(|&row| judged.truth()[row] == 1).collect();
    for (name, rows) in [
        ("one label", one_label),
        ("one row", vec![0]),
        ("one row twice", vec![4, 4]),
        ("none", vec![]),
    ] {
        let evaluation = Evaluation::new(&judged.select(&rows), &Bootstrap::default());
        assert_eq!(evaluation.auc, None, "{name}");
        assert!(evaluation.labels.iter().all(|l| l.auc.is_none()), "{name}");
        assert_eq!(evaluation.rows, rows.len());
        // JSON writes what is not a number as null, where a number is expected.
        let json = serde_json::to_value(&evaluation).unwrap();
        for figure in [
            "accuracy",
            "balanced_accuracy",
            "macro_f1",
            "weighted_f1",
            "log_loss",
            "brier_score",
            "calibration_error",
        ] {
            assert!(json[figure]["value"].is_f64(), "{name}: {figure}: {json}");
        }
        assert!(json["calibration_error"]["expected"].is_f64(), "{name}");
    }
}

#[test]
fn intervals_hold_the_value_and_fail_where_resamples_are_alike() {
    let judged = rows(200, 1);
    let evaluation = Evaluation::new(&judged, &Bootstrap::default());
    assert!(evaluation.groups < 200);
    for estimate in [
        evaluation.accuracy,
        evaluation.macro_f1,
        evaluation.log_loss,
        evaluation.brier_score,
        evaluation.labels[1].recall,
        evaluation.auc.unwrap(),
    ] {
        let (low, high) = (estimate.low.unwrap(), estimate.high.unwrap());
        assert!(
            low < estimate.value && estimate.value < high,
            "{estimate:?}"
        );
    }
    let together = Judged::new(
        judged.labels().to_vec(),
        judged.truth().to_vec(),
        judged.predictions().to_vec(),
        vec![7; 200],
    );
    let one_group = Evaluation::new(&together, &Bootstrap::default());
    assert_eq!((one_group.groups, one_group.accuracy.low), (1, None));
    assert_eq!(
        one_group.accuracy.value.to_bits(),
        evaluation.accuracy.value.to_bits()
    );
}

#[test]
fn a_model_does_not_differ_from_itself() {
    let judged = rows(60, 8);
    let found = Comparison::new(&judged, &judged, &Bootstrap::default());
    assert_eq!(
        found.differences.accuracy,
        Estimate::new(0.0, None),
        "{found:?}"
    );
    assert!((found.mcnemar.p_value - 1.0).abs() < 1e-15);
}

#[test]
fn the_difference_of_two_models_is_resampled_in_pairs() {
    let (first, second) = (rows(300, 2), rows(300, 4));
    let second = Judged::new(
        first.labels().to_vec(),
        first.truth().to_vec(),
        second.predictions().to_vec(),
        first.groups().to_vec(),
    );
    let bootstrap = Bootstrap {
        resamples: 200,
        ..Bootstrap::default()
    };
    let (one, other) = (Prepared::new(&first), Prepared::new(&second));
    let drawn = |prepared: &Prepared<'_>| -> Vec<f64> {
        let drawn = draws(first.groups(), &bootstrap, |counts| {
            prepared.figures(counts)
        });
        drawn.iter().map(|figures| figures[2]).collect()
    };
    let differences: Vec<Vec<f64>> = drawn(&one)
        .iter()
        .zip(drawn(&other))
        .map(|(a, b)| vec![a - b])
        .collect();
    let expected = interval_of(&differences, 0, 0.95).unwrap();
    let found = Comparison::new(&first, &second, &bootstrap)
        .differences
        .macro_f1;
    assert_eq!(
        (found.low, found.high),
        (Some(expected.low), Some(expected.high))
    );
}
