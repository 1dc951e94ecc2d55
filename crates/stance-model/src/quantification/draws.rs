//! Error rates drawn anew: what they might have been, had other rows of each label been out of fold.

use super::error_rates::ErrorRates;
use super::estimators::Estimator;
use crate::random::SplitMix64;

/// Rows above which a count is drawn from the normal law that the binomial comes near to.
const FEW: u64 = 4096;

/// Returns the columns of an estimator with each label's rows drawn anew, as many as there were.
///
/// Counts are multinomial, as they are. A mean of probabilities varies less than the share of as many labels drawn from
/// them would, since each of its rows is a mean and not a draw: its deviations are those of that share, times
/// [`spread`].
pub(super) fn redrawn(
    estimator: Estimator,
    rates: &ErrorRates,
    random: &mut SplitMix64,
) -> Option<Vec<Vec<f64>>> {
    let columns = estimator.columns(rates)?;
    let rows = rates.confusion().iter().map(|counts| counts.iter().sum());
    let scale = match estimator {
        Estimator::AdjustedSum | Estimator::ExpectationMaximisation => spread(rates),
        Estimator::Counting | Estimator::Summing | Estimator::AdjustedCount => 1.0,
    };
    let redraw = |(shares, rows): (&Vec<f64>, u64)| -> Vec<f64> {
        let drawn = multinomial(shares, rows, random);
        let moved = shares.iter().zip(drawn);
        moved.map(|(p, drawn)| p + scale * (drawn - p)).collect()
    };
    Some(columns.iter().zip(rows).map(redraw).collect())
}

/// Returns how much the probabilities within a label vary, as a part of how much labels drawn from them would: a ratio of
/// standard deviations, in 0..=1.
///
/// Calibrated probabilities tell it by themselves: `E[p_k²] = E[p_k 1(y = k)] = π_k E[p_k | k]`, so that the variance within
/// labels is `Σ_k (π_k m_kk − Σ_t π_t m_tk²)` with `m_tk` the mean probability of `k` among the rows of `t` and `π` the
/// shares they hold for. That of drawn labels is `Σ_k Σ_t π_t m_tk (1 − m_tk)`. Both are over all labels, because rows of
/// one label may be few.
fn spread(rates: &ErrorRates) -> f64 {
    let (means, prior) = (rates.mean_probabilities(), rates.prior());
    let (mut within, mut drawn) = (0.0, 0.0);
    for k in 0..rates.n_labels() {
        within += prior[k] * means[k][k];
        for (row, share) in means.iter().zip(prior) {
            within -= share * row[k] * row[k];
            drawn += share * row[k] * (1.0 - row[k]);
        }
    }
    if drawn <= 0.0 {
        return 0.0;
    }
    (within / drawn).clamp(0.0, 1.0).sqrt()
}

/// Returns the shares of each outcome among `n` draws, one outcome after the other.
fn multinomial(shares: &[f64], n: u64, random: &mut SplitMix64) -> Vec<f64> {
    let (mut left, mut share_left) = (n, 1.0);
    let mut found = Vec::with_capacity(shares.len());
    for (at, share) in shares.iter().enumerate() {
        let is_last = at + 1 == shares.len();
        let drawn = if is_last || share_left <= 0.0 {
            if is_last { left } else { 0 }
        } else {
            binomial((share / share_left).clamp(0.0, 1.0), left, random)
        };
        left -= drawn;
        share_left -= share;
        found.push(drawn as f64 / n as f64);
    }
    found
}

/// Returns how many of `n` draws hit, each with probability `p`.
fn binomial(p: f64, n: u64, random: &mut SplitMix64) -> u64 {
    if n <= FEW {
        return (0..n).filter(|_| random.next_f64() < p).count() as u64;
    }
    let n_real = n as f64;
    let drawn = n_real * p + (n_real * p * (1.0 - p)).sqrt() * normal(random);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count of 0 to n"
    )]
    let count = drawn.round().clamp(0.0, n_real) as u64;
    count.min(n)
}

/// Returns a draw from the standard normal law (Box & Muller, 1958).
fn normal(random: &mut SplitMix64) -> f64 {
    // In (0, 1]: the logarithm of 0 is not a number.
    let radius = (-2.0 * libm::log(1.0 - random.next_f64())).sqrt();
    radius * libm::cos(std::f64::consts::TAU * random.next_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_vary_as_calibration_says() {
        // Of two labels as frequent, rows have 0.9 or 0.1 and are right in nine of ten: within a label they vary by
        // 0.8² · 0.9 · 0.1, and labels drawn from a mean of 0.82 by 0.82 · 0.18.
        let means = vec![vec![0.82, 0.18], vec![0.18, 0.82]];
        let rates = ErrorRates::new(vec![vec![90, 10], vec![10, 90]], means);
        let expected = (0.64 * 0.09_f64 / (0.82 * 0.18)).sqrt();
        assert!((spread(&rates.unwrap()) - expected).abs() < 1e-12);
        let sure = vec![vec![1.0, 0.0], vec![0.0, 1.0]];
        let rates = ErrorRates::new(vec![vec![9, 0], vec![0, 9]], sure);
        assert!(spread(&rates.unwrap()).abs() < 1e-12);
    }

    #[test]
    fn draws_have_mean_and_variance_of_their_law() {
        for n in [50, 20_000] {
            let mut random = SplitMix64::new(3);
            let shares = [0.6, 0.0, 0.3, 0.1];
            let draws: Vec<Vec<f64>> = (0..2000)
                .map(|_| multinomial(&shares, n, &mut random))
                .collect();
            for (label, share) in shares.iter().enumerate() {
                let values: Vec<f64> = draws.iter().map(|draw| draw[label]).collect();
                let (mean, sd) = crate::metrics::mean_and_sd(&values);
                let expected = (share * (1.0 - share) / n as f64).sqrt();
                assert!((mean - share).abs() < 4.0 * expected / 2000_f64.sqrt() + 1e-12);
                assert!((sd - expected).abs() <= 0.08 * expected, "{sd} {expected}");
            }
            assert!(
                draws
                    .iter()
                    .all(|draw| (draw.iter().sum::<f64>() - 1.0).abs() < 1e-12)
            );
        }
    }
}
