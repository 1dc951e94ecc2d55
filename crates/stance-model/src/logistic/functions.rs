//! The functions of logistic models, written so that no argument overflows, with the exponential
//! and logarithm of `libm`: the same bits on every processor.

/// Returns the natural logarithm of the logistic function, `-ln(1 + exp(-x))`.
///
/// *Range*: at most 0; `-inf` only for `-inf`, `NaN` only for `NaN`. *Formula*: `-ln(1 + exp(-x))`
/// for `x > 0`, else `x - ln(1 + exp(x))`: the argument of the exponential is never positive.
///
/// # Examples
///
/// ```
/// use stance_model::logistic::log_logistic;
///
/// assert_eq!(log_logistic(0.0), -2f64.ln());
/// assert_eq!(log_logistic(-1e4), -1e4);
/// assert_eq!(log_logistic(1e4), 0.0);
/// ```
#[must_use]
pub fn log_logistic(x: f64) -> f64 {
    if x > 0.0 {
        -libm::log1p(libm::exp(-x))
    } else {
        x - libm::log1p(libm::exp(x))
    }
}

/// Returns the logarithm of the sum of exponentials, `ln Σ exp(xₖ)`.
///
/// *Formula*: the largest value is taken out of the sum. `-inf` for no values.
///
/// # Examples
///
/// ```
/// use stance_model::logistic::log_sum_exp;
///
/// assert!((log_sum_exp(&[1e4, 1e4]) - (1e4 + 2f64.ln())).abs() < 1e-9);
/// assert_eq!(log_sum_exp(&[]), f64::NEG_INFINITY);
/// ```
#[must_use]
pub fn log_sum_exp(values: &[f64]) -> f64 {
    let top = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if top.is_infinite() {
        return top;
    }
    top + libm::log(values.iter().map(|value| libm::exp(value - top)).sum())
}

/// Replaces decision values by probabilities, `exp(xₖ) / Σ exp(xⱼ)`.
///
/// *Range*: each in 0..=1, their sum 1 within rounding. Values must be finite; no values stay none.
///
/// # Examples
///
/// ```
/// use stance_model::logistic::softmax;
///
/// let mut values = [1000.0, 1000.0, -1000.0];
/// softmax(&mut values);
/// assert_eq!(values, [0.5, 0.5, 0.0]);
/// ```
pub fn softmax(values: &mut [f64]) {
    let top = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for value in values.iter_mut() {
        *value = libm::exp(*value - top);
        sum += *value;
    }
    for value in values.iter_mut() {
        *value /= sum;
    }
}

/// Writes the class probabilities of one row's decision values into `out`, one per class.
///
/// One decision value stands for two classes: it is the log odds of the second. More are one per
/// class and go through [`softmax`].
///
/// # Panics
///
/// When `out` does not hold two values for one decision value, or as many as there are else.
///
/// # Examples
///
/// ```
/// use stance_model::logistic::class_probabilities;
///
/// let mut out = [0.0; 2];
/// class_probabilities(&[3f64.ln()], &mut out);
/// assert!((out[0] - 0.25).abs() < 1e-15 && (out[1] - 0.75).abs() < 1e-15);
/// ```
pub fn class_probabilities(decision_values: &[f64], out: &mut [f64]) {
    if let [value] = decision_values {
        assert_eq!(out.len(), 2, "one decision value gives two probabilities");
        let small = libm::exp(-value.abs());
        let (less, more) = (small / (1.0 + small), 1.0 / (1.0 + small));
        (out[0], out[1]) = if *value > 0.0 {
            (less, more)
        } else {
            (more, less)
        };
    } else {
        out.copy_from_slice(decision_values);
        softmax(out);
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "infinities are exact")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_extremes_stay_finite_and_in_range() {
        for x in [
            -1e308, -745.2, -37.0, -1e-300, 0.0, 1e-300, 37.0, 745.2, 1e308,
        ] {
            assert!(log_logistic(x) <= 0.0 && log_logistic(x).is_finite(), "{x}");
            let mut out = [0.0; 2];
            class_probabilities(&[x], &mut out);
            assert!(out.iter().all(|p| (0.0..=1.0).contains(p)), "{x} {out:?}");
        }
        assert_eq!(log_sum_exp(&[f64::NEG_INFINITY; 2]), f64::NEG_INFINITY);
        assert_eq!(log_sum_exp(&[f64::INFINITY, 0.0]), f64::INFINITY);
    }

    #[test]
    fn one_decision_value_agrees_with_two() {
        for x in [-3.0, -0.5, 0.0, 0.5, 3.0] {
            let (mut one, mut two) = ([0.0; 2], [0.0; 2]);
            class_probabilities(&[x], &mut one);
            class_probabilities(&[0.0, x], &mut two);
            assert!((one[0] - two[0]).abs() < 1e-15 && (one[1] - two[1]).abs() < 1e-15);
        }
    }

    proptest! {
        #[test]
        fn softmax_is_exp_of_value_minus_log_sum_exp(values in prop::collection::vec(-50.0..50.0, 2..6)) {
            let mut out: Vec<f64> = values.clone();
            softmax(&mut out);
            let norm = log_sum_exp(&values);
            for (p, x) in out.iter().zip(&values) {
                prop_assert!((p - libm::exp(x - norm)).abs() < 1e-14);
            }
            prop_assert!((out.iter().sum::<f64>() - 1.0).abs() < 1e-14);
        }
    }
}
