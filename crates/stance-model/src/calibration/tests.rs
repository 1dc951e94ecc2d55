//! Tests of the calibrator on decision values whose true probabilities are known.

use super::*;

/// A stream of numbers in 0..1.
struct Stream(u64);

impl Stream {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(self.0 >> 33).unwrap()) / f64::from(1_u32 << 31)
    }

    /// Draws a class by its probability.
    fn class(&mut self, probabilities: &[f64]) -> usize {
        let mut rest = self.next();
        for (class, p) in probabilities.iter().enumerate() {
            rest -= p;
            if rest < 0.0 {
                return class;
            }
        }
        probabilities.len() - 1
    }
}

/// Returns `n` rows of decision values, labels drawn from their probabilities, and folds. The
/// decision values handed out are those of the truth times `stretch` plus `shift`.
fn drawn(
    n: usize,
    classes: usize,
    stretch: f64,
    shift: f64,
) -> (Array2<f64>, Vec<usize>, Vec<usize>) {
    let mut stream = Stream(42);
    let m = vectors_for(classes);
    let truth = Array2::from_shape_simple_fn((n, m), || 4.0 * stream.next() - 2.0);
    let mut probabilities = vec![0.0; classes];
    let labels = truth.outer_iter().map(|row| {
        class_probabilities(&row.to_vec(), &mut probabilities);
        stream.class(&probabilities)
    });
    let labels = labels.collect();
    let mut values = truth;
    values.column_mut(0).mapv_inplace(|value| value + shift);
    (
        values * stretch,
        labels,
        (0..n).map(|row| row % 5).collect(),
    )
}

#[test]
fn overconfident_and_shifted_values_are_mapped_back() {
    for classes in [2, 3, 5] {
        let (values, labels, folds) = drawn(4000, classes, 3.0, 1.0);
        let trial = Calibration::fit(values.view(), &labels, classes, &folds).unwrap();
        assert!(trial.rejection.is_none(), "{:?}", trial.rejection);
        assert!(trial.log_loss_after.unwrap() < trial.log_loss_before - 0.05);
        let held_out = trial.held_out_probabilities.unwrap();
        let given: Vec<f64> = labels
            .iter()
            .enumerate()
            .map(|(i, &l)| held_out[[i, l]])
            .collect();
        let mean = given.iter().map(|p| -libm::log(*p)).sum::<f64>() / 4000.0;
        assert!((mean - trial.log_loss_after.unwrap()).abs() < 1e-12);
        let calibration = trial.calibration.unwrap();
        let (mut found, mut expected) = (vec![0.0; classes], vec![0.0; classes]);
        for row in values.outer_iter().take(50) {
            calibration.apply(&row.to_vec(), &mut found);
            let mut truth = row.to_vec();
            for value in &mut truth {
                *value /= 3.0;
            }
            truth[0] -= 1.0;
            class_probabilities(&truth, &mut expected);
            for (p, q) in found.iter().zip(&expected) {
                assert!((p - q).abs() < 0.08, "{classes}: {found:?} {expected:?}");
            }
        }
    }
}

#[test]
fn what_is_calibrated_already_is_left_alone() {
    // With the labels' own probabilities a fit can only add noise to rows it has not seen.
    let (values, labels, folds) = drawn(60, 5, 1.0, 0.0);
    let trial = Calibration::fit(values.view(), &labels, 5, &folds).unwrap();
    assert!(trial.calibration.is_none());
    assert!(matches!(trial.rejection, Some(Rejection::NoGain)));
    assert!(trial.log_loss_after.unwrap() >= trial.log_loss_before);
}

#[test]
fn the_frequent_label_does_not_turn_the_sign() {
    let (values, labels, folds) = drawn(2000, 2, 3.0, 0.0);
    for keep in [0, 1] {
        // Thin out one label to a fifth.
        let rows: Vec<usize> = (0..2000)
            .filter(|&i| labels[i] == keep || i % 5 == 0)
            .collect();
        let pick = |column: &[usize]| -> Vec<usize> { rows.iter().map(|&i| column[i]).collect() };
        let (some, folds) = (values.select(Axis(0), &rows), pick(&folds));
        let folds: Vec<usize> = folds.iter().enumerate().map(|(i, _)| i % 5).collect();
        let trial = Calibration::fit(some.view(), &pick(&labels), 2, &folds).unwrap();
        let calibration = trial.calibration.unwrap();
        let (mut low, mut high) = ([0.0; 2], [0.0; 2]);
        calibration.apply(&[-3.0], &mut low);
        calibration.apply(&[3.0], &mut high);
        assert!(low[1] < high[1]);
        let share = pick(&labels).iter().filter(|&&l| l == 1).count() as f64 / rows.len() as f64;
        let mut middle = [0.0; 2];
        calibration.apply(&[0.0], &mut middle);
        assert!((middle[1] - share).abs() < 0.1, "{middle:?} {share}");
    }
}

#[test]
fn a_common_offset_of_a_row_changes_nothing() {
    let (values, labels, folds) = drawn(500, 3, 2.0, 0.5);
    let shifted = Array2::from_shape_fn(values.dim(), |(i, j)| values[[i, j]] + (i % 7) as f64);
    let fit = |values: &Array2<f64>| {
        Calibration::fit(values.view(), &labels, 3, &folds)
            .unwrap()
            .calibration
            .unwrap()
    };
    let (mut a, mut b) = ([0.0; 3], [0.0; 3]);
    fit(&values).apply(&[1.0, 2.0, 3.0], &mut a);
    fit(&shifted).apply(&[11.0, 12.0, 13.0], &mut b);
    a.iter()
        .zip(&b)
        .for_each(|(a, b)| assert!((a - b).abs() < 1e-4));
}

#[test]
fn badly_scaled_or_separable_values_end_and_stay_finite() {
    let mut stream = Stream(7);
    for classes in [2, 3, 8] {
        for (separation, scale, heavy) in [
            (1.0, 1e6, 0.0),
            (50.0, 1e-6, 0.0),
            (1000.0, 1.0, 0.0),
            (2.0, 1.0, 1e4),
            (0.0, 1.0, 0.0),
        ] {
            let labels: Vec<usize> = (0..600).map(|i| (i * i / 3) % classes).collect();
            let m = vectors_for(classes);
            let values = Array2::from_shape_fn((600, m), |(i, j)| {
                let hit = if m == 1 {
                    labels[i] == 1
                } else {
                    labels[i] == j
                };
                let far = if stream.next() < 0.01 { heavy } else { 0.0 };
                // The last column lies a million times wider than the first.
                let wide = if j + 1 == m { scale } else { 1.0 };
                wide * (separation * f64::from(u8::from(hit)) + stream.next() + far)
            });
            let folds: Vec<usize> = (0..600).map(|i| i % 4).collect();
            let trial = Calibration::fit(values.view(), &labels, classes, &folds).unwrap();
            assert!(
                !matches!(trial.rejection, Some(Rejection::NotConverged { .. })),
                "{trial:?}"
            );
            if let Some(calibration) = trial.calibration {
                let mut out = vec![0.0; classes];
                calibration.apply(&values.row(0).to_vec(), &mut out);
                assert!(out.iter().all(|p| (0.0..=1.0).contains(p)));
            }
        }
    }
}

#[test]
fn two_folds_are_enough() {
    let (values, labels, _) = drawn(400, 2, 3.0, 1.0);
    let folds: Vec<usize> = (0..400).map(|row| row % 2).collect();
    let trial = Calibration::fit(values.view(), &labels, 2, &folds).unwrap();
    assert!(trial.calibration.is_some(), "{trial:?}");
}

#[test]
fn a_shift_is_added_to_what_is_calibrated() {
    let text = r#"{"slopes":[[0.5]],"intercepts":[0.25]}"#;
    let mut calibration: Calibration = serde_json::from_str(text).unwrap();
    calibration.shift(&[1.5]);
    assert_eq!(calibration.calibrated(&[3.0]), [0.5 * 3.0 + 1.75]);
}

#[test]
fn a_constant_column_counts_for_nothing() {
    let labels: Vec<usize> = (0..100).map(|i| usize::from(i % 4 == 0)).collect();
    let values = Array2::from_elem((100, 1), 0.1);
    let folds: Vec<usize> = (0..100).map(|i| i / 20).collect();
    let trial = Calibration::fit(values.view(), &labels, 2, &folds).unwrap();
    let mut out = [0.0; 2];
    trial.calibration.unwrap().apply(&[5.0], &mut out);
    assert!((out[1] - 0.25).abs() < 0.01, "{out:?}");
}

#[test]
fn stopping_before_the_optimum_is_noticed() {
    let design = ndarray::array![[0.5, 0.5], [-0.5, 0.5], [0.4, 0.5], [-0.3, 0.5]];
    let weights = ndarray::array![[0.3], [0.0]];
    let refused = fit::check_converged(&design, &[1, 0, 1, 0], &weights);
    assert!(
        matches!(refused, Err(Rejection::NotConverged { gradient_norm }) if gradient_norm > 0.01)
    );
}

#[test]
fn malformed_input_is_refused() {
    let (values, labels, folds) = drawn(20, 2, 1.0, 0.0);
    let fit = |values: &Array2<f64>, labels: &[usize], classes, folds: &[usize]| {
        Calibration::fit(values.view(), labels, classes, folds).unwrap_err()
    };
    assert!(matches!(
        fit(&values, &labels[1..], 2, &folds),
        Error::UnequalLengths { found: 19, .. }
    ));
    assert!(matches!(
        fit(&values, &labels, 2, &folds[1..]),
        Error::UnequalLengths { .. }
    ));
    assert!(matches!(
        fit(&values, &labels, 1, &folds),
        Error::TooFewClasses(1)
    ));
    assert!(matches!(
        fit(&values, &labels, 3, &folds),
        Error::WrongVectors { expected: 3, .. }
    ));
    assert!(matches!(
        fit(&values, &[2; 20], 2, &folds),
        Error::LabelOutOfRange { row: 0, .. }
    ));
    assert!(matches!(
        fit(&values, &labels, 2, &[0; 20]),
        Error::TooFewFolds(1)
    ));
    let mut broken = values.clone();
    broken[[3, 0]] = f64::NAN;
    assert!(matches!(
        fit(&broken, &labels, 2, &folds),
        Error::NotFinite { row: 3 }
    ));

    let labels: Vec<usize> = (0..20).map(|i| usize::from(i == 0)).collect();
    let trial = Calibration::fit(values.view(), &labels, 2, &folds).unwrap();
    assert!(matches!(
        trial.rejection,
        Some(Rejection::ClassInOneFold { class: 1, fold: 0 })
    ));
}

#[test]
fn a_file_is_read_back_and_checked() {
    let (values, labels, folds) = drawn(500, 3, 2.0, 0.5);
    let trial = Calibration::fit(values.view(), &labels, 3, &folds).unwrap();
    let calibration = trial.calibration.unwrap();
    let text = serde_json::to_string(&calibration).unwrap();
    assert_eq!(
        serde_json::from_str::<Calibration>(&text).unwrap(),
        calibration
    );
    assert!(calibration.check(3, 3).is_ok());
    for (n_vectors, n_classes) in [(1, 2), (1, 3), (3, 2), (3, 4)] {
        assert!(calibration.check(n_vectors, n_classes).is_err());
    }
    for bad in [
        r#"{"slopes":[],"intercepts":[]}"#,
        r#"{"slopes":[],"intercepts":[0.0]}"#,
        r#"{"slopes":[[1.0,2.0]],"intercepts":[0.0]}"#,
        r#"{"slopes":[[1.0,0.0],[0.0,1.0]],"intercepts":[0.0,0.0]}"#,
        r#"{"slopes":[[1e999]],"intercepts":[0.0]}"#,
        r#"{"slopes":[[1.0]]}"#,
    ] {
        assert!(serde_json::from_str::<Calibration>(bad).is_err(), "{bad}");
    }
}
