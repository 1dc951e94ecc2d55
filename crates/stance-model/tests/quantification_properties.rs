//! What holds of any shares: they are shares, no order matters, labels are but names, and what is always right is
//! counted.

#![allow(clippy::unwrap_used, reason = "helpers outside of test functions")]

use proptest::prelude::*;
use stance_model::Prediction;
use stance_model::bootstrap::Bootstrap;
use stance_model::quantification::{
    Corpus, ErrorRates, Estimator, Predictions, Quantifier, Shares, expectation_maximisation,
};

const LABELS: usize = 3;

const ESTIMATORS: [Estimator; 5] = [
    Estimator::Counting,
    Estimator::Summing,
    Estimator::AdjustedCount,
    Estimator::AdjustedSum,
    Estimator::ExpectationMaximisation,
];

fn bootstrap() -> Bootstrap {
    Bootstrap {
        resamples: 60,
        ..Bootstrap::default()
    }
}

/// Probabilities that sum to 1.
fn simplex() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(0.001_f64..1.0, LABELS).prop_map(|parts| {
        let sum: f64 = parts.iter().sum();
        parts.iter().map(|part| part / sum).collect()
    })
}

fn rates() -> impl Strategy<Value = ErrorRates> {
    let counts = prop::collection::vec(prop::collection::vec(1_u64..200, LABELS), LABELS);
    let means = prop::collection::vec(simplex(), LABELS);
    (counts, means).prop_map(|(counts, means)| ErrorRates::new(counts, means).unwrap())
}

/// Error rates that tell labels apart: where they hardly do, the last bits decide.
fn better(rates: &ErrorRates) -> ErrorRates {
    let (mut counts, mut means) = (
        rates.confusion().to_vec(),
        rates.mean_probabilities().to_vec(),
    );
    for label in 0..LABELS {
        counts[label][label] += 800;
        means[label].iter_mut().for_each(|p| *p *= 0.4);
        means[label][label] += 0.6;
    }
    ErrorRates::new(counts, means).unwrap()
}

/// Texts: the number of the article, and the probabilities.
fn texts() -> impl Strategy<Value = Vec<(usize, Vec<f64>)>> {
    prop::collection::vec((0_usize..12, simplex()), 1..60)
}

fn corpus(texts: &[(usize, Vec<f64>)]) -> Corpus {
    let mut corpus = Corpus::new(LABELS, 1);
    for (article, probabilities) in texts {
        let prediction = Prediction::new(probabilities.clone());
        corpus.add(&format!("{article}.txt"), [(0, &prediction)]);
    }
    corpus
}

fn shares(rates: &ErrorRates, texts: &[(usize, Vec<f64>)]) -> Shares {
    let rates = std::slice::from_ref(rates);
    let quantifier = Quantifier::new(LABELS, rates, Estimator::CORRECTED, bootstrap());
    quantifier.shares(&corpus(texts)).unwrap()
}

/// A label's place once labels are renamed so that each takes the place after its own.
fn moved<T: Clone>(values: &[T]) -> Vec<T> {
    let mut values = values.to_vec();
    values.rotate_right(1);
    values
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn shares_lie_between_zero_and_one_and_sum_to_one(rates in rates(), texts in texts()) {
        let corpus = corpus(&texts);
        let predictions = &corpus.strata()[0];
        for estimator in ESTIMATORS {
            let found = estimator.shares(&rates, predictions).unwrap();
            prop_assert!(found.iter().all(|share| (0.0..=1.0).contains(share)), "{found:?}");
            // Probabilities are summed as millionths.
            prop_assert!((found.iter().sum::<f64>() - 1.0).abs() < 2e-6, "{found:?}");
        }
        let rows: Vec<&[f64]> = texts.iter().map(|(_, row)| row.as_slice()).collect();
        let found = expectation_maximisation(rates.prior(), &rows);
        prop_assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{found:?}");
        let found = shares(&rates, &texts);
        for interval in found.intervals.iter().flatten() {
            prop_assert!(0.0 <= interval.low && interval.low <= interval.high && interval.high <= 1.0);
        }
        prop_assert!((0.0..=1.0).contains(&found.outside));
    }

    #[test]
    fn no_order_of_articles_and_texts_matters(rates in rates(), texts in texts(), turn in 0_usize..60) {
        let mut others = texts.clone();
        others.rotate_left(turn % texts.len());
        others.reverse();
        prop_assert_eq!(shares(&rates, &texts), shares(&rates, &others));
    }

    #[test]
    fn labels_are_but_names(rates in rates(), texts in texts()) {
        let rates = better(&rates);
        let turned = |rows: &[Vec<f64>]| moved(&rows.iter().map(|row| moved(row)).collect::<Vec<_>>());
        let renamed = ErrorRates::new(
            moved(&rates.confusion().iter().map(|row| moved(row)).collect::<Vec<_>>()),
            turned(rates.mean_probabilities()),
        ).unwrap();
        let others: Vec<_> = texts.iter().map(|(article, row)| (*article, moved(row))).collect();
        let (own, other) = (corpus(&texts), corpus(&others));
        let (own, other) = (&own.strata()[0], &other.strata()[0]);
        for estimator in ESTIMATORS {
            let found = moved(&estimator.shares(&rates, own).unwrap());
            for (a, b) in found.iter().zip(&estimator.shares(&renamed, other).unwrap()) {
                prop_assert!((a - b).abs() < 1e-6, "{estimator:?} {a} {b}");
            }
        }
    }

    #[test]
    fn what_is_always_right_is_counted(counts in prop::collection::vec(0_u64..30, LABELS)) {
        prop_assume!(counts.iter().sum::<u64>() > 0);
        let sure = |label: usize| -> Vec<f64> {
            (0..LABELS).map(|other| if other == label { 1.0 } else { 0.0 }).collect()
        };
        let rates = ErrorRates::new(
            (0..LABELS).map(|label| (0..LABELS).map(|other| if other == label { 50 } else { 0 }).collect()).collect(),
            (0..LABELS).map(sure).collect(),
        ).unwrap();
        let mut predictions = Predictions::new(LABELS);
        for (label, &count) in counts.iter().enumerate() {
            (0..count).for_each(|_| predictions.add(&Prediction::new(sure(label))));
        }
        let expected = predictions.tally().counted().unwrap();
        for estimator in ESTIMATORS {
            for (found, expected) in estimator.shares(&rates, &predictions).unwrap().iter().zip(&expected) {
                prop_assert!((found - expected).abs() < 1e-9, "{estimator:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Texts are kept in cells of like probabilities: next to nothing is lost.
    #[test]
    fn cells_tell_what_texts_tell(rates in rates(), texts in texts()) {
        let rates = better(&rates);
        let rows: Vec<&[f64]> = texts.iter().map(|(_, row)| row.as_slice()).collect();
        let exact = expectation_maximisation(rates.prior(), &rows);
        let corpus = corpus(&texts);
        let found = Estimator::ExpectationMaximisation.shares(&rates, &corpus.strata()[0]).unwrap();
        for (a, b) in exact.iter().zip(&found) {
            prop_assert!((a - b).abs() < 0.02, "{exact:?} {found:?}");
        }
    }
}

/// Texts that resemble their article are worth less than as many that do not.
#[test]
fn articles_are_drawn_whole() {
    let rates = ErrorRates::new(
        vec![vec![900, 100], vec![100, 900]],
        vec![vec![0.9, 0.1], vec![0.1, 0.9]],
    )
    .unwrap();
    let width = |size: usize| {
        let mut corpus = Corpus::new(2, 1);
        for text in 0..400 {
            let article = text / size;
            let p = if article.is_multiple_of(2) { 1.0 } else { 0.0 };
            let prediction = Prediction::new(vec![p, 1.0 - p]);
            corpus.add(&format!("{article}"), [(0, &prediction)]);
        }
        let rates = std::slice::from_ref(&rates);
        let quantifier = Quantifier::new(2, rates, Estimator::CORRECTED, Bootstrap::default());
        let interval = quantifier.shares(&corpus).unwrap().intervals[0].unwrap();
        interval.high - interval.low
    };
    let (alone, together) = (width(1), width(8));
    assert!(together > 2.0 * alone, "{alone} {together}");
}

#[test]
fn one_article_has_no_interval() {
    let rates = ErrorRates::new(
        vec![vec![9, 1], vec![1, 9]],
        vec![vec![0.9, 0.1], vec![0.1, 0.9]],
    );
    let texts = [(0, vec![0.7, 0.3]), (0, vec![0.2, 0.8])];
    let mut corpus = Corpus::new(2, 1);
    for (_, row) in &texts {
        corpus.add("a", [(0, &Prediction::new(row.clone()))]);
    }
    let quantifier = Quantifier::new(2, &[rates.unwrap()], Estimator::CORRECTED, bootstrap());
    let found = quantifier.shares(&corpus).unwrap();
    assert_eq!((found.articles, found.n), (1, 2));
    assert!(found.intervals.iter().all(Option::is_none));
    assert_eq!(quantifier.shares(&Corpus::new(2, 1)), None);
}
