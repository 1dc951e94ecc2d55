//! Shares from a random sample labelled by hand, with the predictions of all texts beside it.

/// Standard errors on each side of an estimate that hold 95 % under the normal law.
const DEVIATIONS: f64 = 1.959_963_984_540_054;

/// A part of a population and the simple random sample, without replacement, that was drawn from it and labelled.
#[derive(Debug, Clone, PartialEq)]
pub struct SampledStratum {
    /// Texts in the population.
    pub population: u64,
    /// Mean prediction of each label over all of them: probabilities, or 1 and 0.
    pub mean_prediction: Vec<f64>,
    /// Of each text drawn the number of its true label, and its predictions.
    pub rows: Vec<(usize, Vec<f64>)>,
}

/// The share of a label as a sample tells it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SurveyEstimate {
    /// Share among the hand labels alone, each text counting for those of its stratum.
    pub labelled: f64,
    /// The same, moved by what predictions of the whole population differ from those of the sample; in 0..=1.
    pub share: f64,
    /// Standard error of `share`.
    pub standard_error: f64,
    /// Lower end of its 95 % interval, 0 or more.
    pub low: f64,
    /// Upper end, 1 or less.
    pub high: f64,
}

/// Why a sample tells nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SurveyError {
    /// A stratum has a text and next to no sample.
    #[error(
        "{rows} of {population} texts of a stratum were labelled: two are needed to know how far the estimate may be off"
    )]
    TooFew {
        /// Texts labelled.
        rows: usize,
        /// Texts in the stratum.
        population: u64,
    },
    /// More texts were labelled than there are.
    #[error("{rows} texts of a stratum were labelled, which has {population}")]
    TooMany {
        /// Texts labelled.
        rows: usize,
        /// Texts in the stratum.
        population: u64,
    },
}

/// Returns the difference estimate of the share of each label.
///
/// With `W_h` the share of stratum `h` in the population, `p` predictions and `z` 1 for a text that has the label and 0 for
/// another, it is `Σ W_h (mean of p in the stratum + mean of z − p in its sample)`: unbiased over the draw of the sample
/// whatever the predictions are, and the surer the better they are. Its variance is `Σ W_h² (1 − n_h / N_h) s_h² / n_h`,
/// with `s_h²` the variance of `z − p` in the sample; a sample of everything has none. The interval is that of the normal
/// law, which wants some thirty texts and more. What falls below 0 or above 1 is put there, which brings it nearer to
/// the truth.
///
/// *Shape*: one prediction for each of `n_labels` labels. *Sources*: Särndal, Swensson & Wretman, "Model assisted survey
/// sampling", 1992, chapter 6.3; Angelopoulos et al., "Prediction-powered inference", Science 382, 2023, the same
/// estimate.
///
/// # Errors
///
/// [`SurveyError::TooFew`] for a stratum with fewer than two texts labelled, unless those are all it has;
/// [`SurveyError::TooMany`].
///
/// # Examples
///
/// ```
/// use stance_model::quantification::{SampledStratum, difference_estimate};
///
/// // Ten thousand texts of which 40 % were predicted `yes`; of a hundred labelled by hand, ten predicted `no` are `yes`.
/// let row = |predicted: usize, truth: usize| {
///     let p = if predicted == 1 { vec![0.0, 1.0] } else { vec![1.0, 0.0] };
///     (truth, p)
/// };
/// let rows = (0..100).map(|i| row(usize::from(i < 40), usize::from(i < 50))).collect();
/// let stratum = SampledStratum { population: 10_000, mean_prediction: vec![0.6, 0.4], rows };
/// let yes = difference_estimate(2, &[stratum])?[1];
/// assert!((yes.share - 0.5).abs() < 1e-12 && (yes.labelled - 0.5).abs() < 1e-12);
/// assert!((yes.standard_error - 0.03).abs() < 1e-3);
/// # Ok::<(), stance_model::quantification::SurveyError>(())
/// ```
pub fn difference_estimate(
    n_labels: usize,
    strata: &[SampledStratum],
) -> Result<Vec<SurveyEstimate>, SurveyError> {
    let strata: Vec<&SampledStratum> = strata.iter().filter(|s| s.population > 0).collect();
    for stratum in &strata {
        let (rows, population) = (stratum.rows.len(), stratum.population);
        if rows as u64 > population {
            return Err(SurveyError::TooMany { rows, population });
        }
        if rows < 2 && rows as u64 != population {
            return Err(SurveyError::TooFew { rows, population });
        }
    }
    let total: u64 = strata.iter().map(|stratum| stratum.population).sum();
    let of_label = |label: usize| {
        let (mut labelled, mut share, mut variance) = (0.0, 0.0, 0.0);
        for stratum in &strata {
            let weight = stratum.population as f64 / total as f64;
            let (mean, difference, of_mean) = stratum.of_label(label);
            labelled += weight * mean;
            share += weight * (stratum.mean_prediction[label] + difference);
            variance += weight * weight * of_mean;
        }
        let standard_error = variance.sqrt();
        let ends = |sign: f64| (share + sign * DEVIATIONS * standard_error).clamp(0.0, 1.0);
        SurveyEstimate {
            labelled,
            share: share.clamp(0.0, 1.0),
            standard_error,
            low: ends(-1.0),
            high: ends(1.0),
        }
    };
    Ok((0..n_labels).map(of_label).collect())
}

impl SampledStratum {
    /// Returns the share of a label in the sample, the mean of what it differs from the predictions by, and the
    /// variance of that mean.
    fn of_label(&self, label: usize) -> (f64, f64, f64) {
        let n = self.rows.len() as f64;
        let has = |truth: usize| if truth == label { 1.0 } else { 0.0 };
        let mean = self.rows.iter().map(|(truth, _)| has(*truth)).sum::<f64>() / n;
        let differences = self.rows.iter().map(|(truth, p)| has(*truth) - p[label]);
        let differences: Vec<f64> = differences.collect();
        let (difference, sd) = crate::metrics::mean_and_sd(&differences);
        let left_out = 1.0 - n / self.population as f64;
        (mean, difference, left_out * sd * sd / n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SplitMix64;

    /// A population whose labels are known, with predictions that are biased.
    fn population(random: &mut SplitMix64) -> Vec<(usize, Vec<f64>)> {
        (0..3000)
            .map(|_| {
                let truth = usize::from(random.next_f64() < 0.2);
                let p = if truth == 1 { 0.7 } else { 0.35 } + 0.2 * (random.next_f64() - 0.5);
                (truth, vec![1.0 - p, p])
            })
            .collect()
    }

    fn stratum(rows: &[(usize, Vec<f64>)], n: usize, random: &mut SplitMix64) -> SampledStratum {
        let mut sample = rows.to_vec();
        random.shuffle(&mut sample);
        sample.truncate(n);
        let mean =
            |label: usize| rows.iter().map(|(_, p)| p[label]).sum::<f64>() / rows.len() as f64;
        SampledStratum {
            population: rows.len() as u64,
            mean_prediction: vec![mean(0), mean(1)],
            rows: sample,
        }
    }

    #[test]
    fn samples_are_right_on_average_and_their_intervals_hold_the_share() {
        let mut random = SplitMix64::new(5);
        let all = population(&mut random);
        let truth = all.iter().filter(|(truth, _)| *truth == 1).count() as f64 / all.len() as f64;
        // By whether a text is predicted, as strata of unequal size.
        let (low, high): (Vec<_>, Vec<_>) = all.iter().cloned().partition(|(_, p)| p[1] < 0.5);
        for design in ["simple", "stratified"] {
            let (mut sum, mut squares, mut hits) = (0.0, 0.0, 0);
            for _ in 0..1000 {
                let strata = if design == "simple" {
                    vec![stratum(&all, 150, &mut random)]
                } else {
                    [&low, &high]
                        .map(|rows| stratum(rows, 75, &mut random))
                        .to_vec()
                };
                let found = difference_estimate(2, &strata).unwrap()[1];
                sum += found.share;
                squares += found.standard_error * found.standard_error;
                hits += usize::from(found.low <= truth && truth <= found.high);
            }
            let spread = (squares / 1000.0).sqrt();
            let bias = sum / 1000.0 - truth;
            assert!(
                bias.abs() < 4.0 * spread / 1000_f64.sqrt(),
                "{design}: {bias}"
            );
            assert!((930..=970).contains(&hits), "{design}: {hits}");
        }
    }

    #[test]
    fn a_sample_of_everything_is_certain() {
        let mut random = SplitMix64::new(5);
        let all = population(&mut random);
        let truth = all.iter().filter(|(truth, _)| *truth == 1).count() as f64 / all.len() as f64;
        let found = difference_estimate(2, &[stratum(&all, all.len(), &mut random)]).unwrap()[1];
        assert!((found.share - truth).abs() < 1e-12 && found.standard_error < 1e-12);
    }

    #[test]
    fn samples_that_tell_nothing_are_refused() {
        let stratum = |population, rows: usize| SampledStratum {
            population,
            mean_prediction: vec![0.5, 0.5],
            rows: vec![(0, vec![0.5, 0.5]); rows],
        };
        let error = |strata: &[SampledStratum]| difference_estimate(2, strata).unwrap_err();
        assert_eq!(
            error(&[stratum(10, 2), stratum(9, 1)]),
            SurveyError::TooFew {
                rows: 1,
                population: 9
            }
        );
        assert_eq!(
            error(&[stratum(2, 3)]),
            SurveyError::TooMany {
                rows: 3,
                population: 2
            }
        );
        assert!(difference_estimate(2, &[stratum(1, 1), stratum(0, 0)]).is_ok());
    }
}
