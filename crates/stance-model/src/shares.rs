//! Shares of the labels that probabilities are stated for.
//!
//! A model states probabilities for texts among which labels have the shares of its training rows. Where
//! labels come in other shares `q` than the `p` trained on, and texts of a label are alike in both,
//! the probability of label `k` is `P(k) q_k / p_k`, divided by the sum of these over the labels.
//!
//! *Source*: Saerens, Latinne & Decaestecker, "Adjusting the outputs of a classifier to new a priori
//! probabilities", Neural Computation 14, 2002, equation 2.4.

use crate::classifier::{LinearModel, Link};
use crate::logistic::ClassWeight;
use crate::train::TrainOptions;

/// Why shares of labels were refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SharesError {
    /// Not each label of the data has a share, or another one has.
    #[error("shares are given for {given}, but the labels are {labels}")]
    Labels {
        /// The labels that shares are given for, separated by commas.
        given: String,
        /// The labels of the data, separated by commas.
        labels: String,
    },
    /// A share is not above 0.
    #[error("the share of {label:?} is {share}: a number above 0 is expected")]
    NotPositive {
        /// The label.
        label: String,
        /// Its share as given.
        share: f64,
    },
    /// Shares and ordered labels do not go together.
    #[error("shares cannot be restated where labels are ordered")]
    Ordered,
}

/// Returns the shares asked for, in the order of `labels` and summing to 1.
///
/// # Errors
///
/// [`SharesError`] when they are not one number above 0 for each label, or labels are ordered.
pub(crate) fn asked(
    options: &TrainOptions,
    labels: &[String],
) -> Result<Option<Vec<f64>>, SharesError> {
    let Some(shares) = &options.shares else {
        return Ok(None);
    };
    if options.ordered.is_some() {
        return Err(SharesError::Ordered);
    }
    let mut given: Vec<&str> = shares.iter().map(|(label, _)| label.as_str()).collect();
    given.sort_unstable();
    if !labels.iter().map(String::as_str).eq(given.iter().copied()) {
        return Err(SharesError::Labels {
            given: given.join(", "),
            labels: labels.join(", "),
        });
    }
    if let Some((label, share)) = shares.iter().find(|(_, q)| !(q.is_finite() && *q > 0.0)) {
        return Err(SharesError::NotPositive {
            label: label.clone(),
            share: *share,
        });
    }
    let sum: f64 = shares.iter().map(|(_, share)| share).sum();
    let mut sorted: Vec<&(String, f64)> = shares.iter().collect();
    sorted.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    Ok(Some(sorted.iter().map(|(_, share)| share / sum).collect()))
}

/// Returns the shares that a link's probabilities hold for, given the total weight of each label's rows
/// and their number. A calibration is fitted to rows that count alike, a linear model to weighted ones.
pub(crate) fn of_training(
    link: &Link,
    class_weight: &ClassWeight,
    weights: &[f64],
    counts: &[usize],
) -> Vec<f64> {
    let counts = counts.iter().map(|&count| count as f64);
    match (link, class_weight) {
        (Link::Calibrated(_) | Link::Ordered(_), _) => counts.collect(),
        (Link::Plain, ClassWeight::None) => weights.to_vec(),
        (Link::Plain, ClassWeight::Balanced) => vec![1.0; weights.len()],
        (Link::Plain, ClassWeight::Given(given)) => {
            weights.iter().zip(given).map(|(sum, w)| sum * w).collect()
        }
    }
}

/// Restates a row's probabilities for the shares `to` instead of `from`; neither needs to sum to 1.
pub(crate) fn restate_probabilities(probabilities: &mut [f64], from: &[f64], to: &[f64]) {
    for (p, (from, to)) in probabilities.iter_mut().zip(from.iter().zip(to)) {
        *p *= to / from;
    }
    let sum: f64 = probabilities.iter().sum();
    // All of a row's probability may stand on labels that weigh next to nothing: it then stays as it is.
    if sum > 0.0 {
        for p in probabilities {
            *p /= sum;
        }
    }
}

/// Restates the probabilities of a model for the shares `to` instead of `from`; neither needs to sum to 1.
pub(crate) fn restate(link: &mut Link, linear: &mut LinearModel, from: &[f64], to: &[f64]) {
    let ratio = |(from, to): (&f64, &f64)| libm::log(to / from);
    let offsets: Vec<f64> = from.iter().zip(to).map(ratio).collect();
    // Two labels have one value, the log odds of the second.
    let offsets = match offsets.as_slice() {
        [first, second] => vec![second - first],
        _ => offsets,
    };
    match link {
        Link::Calibrated(calibration) => calibration.shift(&offsets),
        Link::Plain => linear.shift(&offsets),
        Link::Ordered(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{TrainingSet, train};

    fn set(labels: &[&str]) -> TrainingSet {
        let row = |index: usize| labels[index % labels.len()].to_owned();
        TrainingSet {
            texts: (0..60)
                .map(|i| format!("{} mot{}", row(i), i % 7))
                .collect(),
            labels: (0..60).map(row).collect(),
            ..TrainingSet::default()
        }
    }

    fn options(shares: &[(&str, f64)]) -> TrainOptions {
        let shares = shares.iter().map(|(label, q)| ((*label).to_owned(), *q));
        TrainOptions {
            shares: Some(shares.collect()),
            ..TrainOptions::default()
        }
    }

    #[test]
    fn probabilities_are_multiplied_by_the_ratio_of_shares() {
        for (labels, shares) in [
            (["a", "b", "a"], [("b", 9.0), ("a", 1.0), ("", 0.0)]),
            (["a", "b", "c"], [("b", 5.0), ("a", 1.0), ("c", 4.0)]),
        ] {
            let shares = &shares[..if labels[2] == "c" { 3 } else { 2 }];
            for calibrate in [true, false] {
                let with = TrainOptions {
                    calibrate,
                    ..options(shares)
                };
                let without = TrainOptions {
                    shares: None,
                    ..with.clone()
                };
                let set = set(&labels);
                let plain = train(&set, &without, None).unwrap();
                let restated = train(&set, &with, None).unwrap();
                // An unweighted link holds for the counts, a balanced one for equal shares.
                let counts = &plain.record().label_counts;
                let (p, q) = (plain.scorer().score("b"), restated.scorer().score("b"));
                let asked = asked(&with, plain.labels()).unwrap().unwrap();
                let from = |k: usize| match plain.calibration() {
                    Some(_) => counts[k] as f64,
                    None => 1.0,
                };
                let raw: Vec<f64> = (0..asked.len())
                    .map(|k| p.probabilities[k] * asked[k] / from(k))
                    .collect();
                let sum: f64 = raw.iter().sum();
                for (raw, found) in raw.iter().zip(&q.probabilities) {
                    assert!((raw / sum - found).abs() < 1e-4, "{raw} {found}");
                }
            }
        }
    }

    #[test]
    fn shares_of_other_labels_or_of_nothing_are_refused() {
        let labels = ["a".to_owned(), "b".to_owned()];
        for shares in [
            &[("a", 1.0)][..],
            &[("a", 1.0), ("c", 1.0)],
            &[("a", 1.0), ("a", 1.0)],
        ] {
            let result = asked(&options(shares), &labels);
            assert!(
                matches!(result, Err(SharesError::Labels { .. })),
                "{result:?}"
            );
        }
        for share in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let result = asked(&options(&[("a", 1.0), ("b", share)]), &labels);
            assert!(
                matches!(result, Err(SharesError::NotPositive { .. })),
                "{result:?}"
            );
        }
        let ordered = TrainOptions {
            ordered: Some(labels.to_vec()),
            ..options(&[("a", 1.0), ("b", 1.0)])
        };
        assert!(matches!(
            asked(&ordered, &labels),
            Err(SharesError::Ordered)
        ));
    }
}
