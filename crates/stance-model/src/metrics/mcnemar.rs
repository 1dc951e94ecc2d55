//! McNemar's test: whether two systems err on the same rows equally often.

use serde::Serialize;

/// The rows that one of two systems alone has right, and how likely so uneven counts are by chance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct McNemar {
    /// Rows that the first system alone has right.
    pub only_first: u64,
    /// Rows that the second system alone has right.
    pub only_second: u64,
    /// Two-sided p-value, in 0..=1.
    pub p_value: f64,
}

/// Returns McNemar's exact test over rows that two systems have right or not.
///
/// *Formula*: of the `n` rows that one system alone has right, those of the first are binomial with `n` and ½ where
/// neither is better; `p = min(1, 2 · P(X ≤ min(b, c)))`. It takes rows to be independent: where they come in groups,
/// the paired bootstrap over groups is the one to go by. *Source*: McNemar, "Note on the sampling error of the
/// difference between correlated proportions or percentages", Psychometrika 12, 1947.
///
/// # Panics
///
/// When the systems differ in their number of rows.
///
/// # Examples
///
/// ```
/// use stance_model::metrics::mcnemar;
///
/// let found = mcnemar(&[true; 5], &[false, false, false, false, true]);
/// assert_eq!((found.only_first, found.only_second), (4, 0));
/// assert!((found.p_value - 2.0 / 16.0).abs() < 1e-12);
/// ```
#[must_use]
pub fn mcnemar(first: &[bool], second: &[bool]) -> McNemar {
    assert_eq!(first.len(), second.len(), "the same rows twice");
    let (mut only_first, mut only_second) = (0, 0);
    for (&a, &b) in first.iter().zip(second) {
        only_first += u64::from(a && !b);
        only_second += u64::from(b && !a);
    }
    let (n, fewer) = (only_first + only_second, only_first.min(only_second));
    let terms = (0..=fewer).map(|k| libm::exp(log_share(n, k)));
    McNemar {
        only_first,
        only_second,
        p_value: (2.0 * terms.sum::<f64>()).min(1.0),
    }
}

/// Returns the logarithm of the share of the sequences of `n` even choices in which `k` are of one kind.
fn log_share(n: u64, k: u64) -> f64 {
    let log_factorial = |n: u64| libm::lgamma(n as f64 + 1.0);
    log_factorial(n) - log_factorial(k) - log_factorial(n - k) - n as f64 * std::f64::consts::LN_2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hand_counted_rows() {
        // Alone right: the first twice, the second once. P(X ≤ 1) of 3 is 4/8.
        let first = [true, true, false, true, false];
        let second = [false, false, true, true, false];
        let found = mcnemar(&first, &second);
        assert_eq!((found.only_first, found.only_second), (2, 1));
        assert!((found.p_value - 1.0).abs() < 1e-12);
    }

    #[test]
    fn systems_that_agree_everywhere_do_not_differ() {
        assert!((mcnemar(&[true, false], &[true, false]).p_value - 1.0).abs() < 1e-15);
        assert!((mcnemar(&[], &[]).p_value - 1.0).abs() < 1e-15);
    }

    #[test]
    fn many_rows_do_not_overflow() {
        let first: Vec<bool> = (0..40_000).map(|row| row % 2 == 0).collect();
        let second: Vec<bool> = first.iter().map(|right| !right).collect();
        assert!((mcnemar(&first, &second).p_value - 1.0).abs() < 1e-9);
        let none = vec![false; 40_000];
        assert!(mcnemar(&first, &none).p_value < 1e-300);
    }
}
