//! Means of probabilities: over the paragraphs of an article and over the quotations of a speaker.

use std::collections::BTreeMap;

use stance_model::Prediction;
use stance_model::bootstrap::Interval;

use super::record::{ScoredArticle, ScoredQuotation};

/// A mean over some paragraphs or quotations.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mean {
    /// How many it is over.
    pub(crate) n: usize,
    /// Nothing without any.
    pub(crate) prediction: Option<Prediction>,
}

/// What one task says of an article or a speaker.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Summary {
    /// Over all that was scored.
    pub(super) all: Mean,
    /// Over those no less sure than the confidence asked for, where one was.
    pub(super) certain: Option<Mean>,
}

impl Summary {
    /// Returns the summary of predictions, each with its weight.
    fn new(weighed: &[(f64, &Prediction)], min_confidence: Option<f64>) -> Self {
        let certain = min_confidence.map(|least| {
            let sure = |&&(_, prediction): &&(f64, &Prediction)| prediction.confidence() >= least;
            Mean::new(&weighed.iter().filter(sure).copied().collect::<Vec<_>>())
        });
        Self {
            all: Mean::new(weighed),
            certain,
        }
    }
}

impl Mean {
    /// Returns the mean of predictions, each with its weight.
    pub(crate) fn new(weighed: &[(f64, &Prediction)]) -> Self {
        Self {
            n: weighed.len(),
            prediction: weighted_mean(weighed).map(Prediction::new),
        }
    }

    /// Returns the interval of each label's probability.
    pub(crate) fn intervals(&self) -> Option<Vec<Interval>> {
        let prediction = self.prediction.as_ref()?;
        let probabilities = prediction.probabilities.iter();
        Some(probabilities.map(|&mean| wilson(mean, self.n)).collect())
    }
}

/// Returns the summary of an article by each task: the mean of its paragraphs' probabilities, weighted by words.
pub(super) fn of_article(
    scored: &ScoredArticle,
    n_tasks: usize,
    min_confidence: Option<f64>,
) -> Vec<Summary> {
    let words = |at: usize| {
        let text = scored.article.slice(scored.paragraphs[at].range.bytes);
        text.split_whitespace().count() as f64
    };
    let of_task = |task: usize| {
        let paragraphs = scored.paragraphs.iter().enumerate();
        let weighed = paragraphs.filter_map(|(at, paragraph)| {
            let prediction = paragraph.predictions.get(task)?.as_ref()?;
            Some((words(at), prediction))
        });
        Summary::new(&weighed.collect::<Vec<_>>(), min_confidence)
    };
    (0..n_tasks).map(of_task).collect()
}

/// What somebody said in an article.
pub(super) struct Said<'a> {
    /// None for quotations whose speaker is not known.
    pub(super) speaker: Option<&'a str>,
    pub(super) quotations: Vec<&'a ScoredQuotation>,
    /// One per task: the mean over the quotations.
    pub(super) summaries: Vec<Summary>,
}

/// Returns who is quoted in an article, in the order of their first quotation; quotations without a known speaker
/// come last.
pub(super) fn speakers(
    scored: &ScoredArticle,
    n_tasks: usize,
    min_confidence: Option<f64>,
) -> Vec<Said<'_>> {
    let mut order: Vec<Option<&str>> = Vec::new();
    let mut said: BTreeMap<Option<&str>, Vec<&ScoredQuotation>> = BTreeMap::new();
    for (_, quote) in scored.quotations() {
        let speaker = scored.article.speaker(&quote.quotation);
        let quotations = said.entry(speaker).or_default();
        if quotations.is_empty() {
            order.push(speaker);
        }
        quotations.push(quote);
    }
    order.sort_by_key(Option::is_none);
    let of_task = |task: usize, quotations: &[&ScoredQuotation]| {
        let weighed = quotations.iter().filter_map(|quote| {
            let prediction = quote.predictions.get(task)?.as_ref()?;
            Some((1.0, prediction))
        });
        Summary::new(&weighed.collect::<Vec<_>>(), min_confidence)
    };
    let speakers = order.into_iter().map(|speaker| {
        let quotations = said.remove(&speaker).unwrap_or_default();
        Said {
            speaker,
            summaries: (0..n_tasks)
                .map(|task| of_task(task, &quotations))
                .collect(),
            quotations,
        }
    });
    speakers.collect()
}

/// Returns the mean of the probabilities, each by its weight; nothing without weight.
fn weighted_mean(rows: &[(f64, &Prediction)]) -> Option<Vec<f64>> {
    let total: f64 = rows.iter().map(|(weight, _)| weight).sum();
    let (_, first) = rows.first()?;
    if total <= 0.0 {
        return None;
    }
    let mut mean = vec![0.0; first.probabilities.len()];
    for (weight, prediction) in rows {
        for (sum, value) in mean.iter_mut().zip(&prediction.probabilities) {
            *sum += weight * value / total;
        }
    }
    Some(mean)
}

/// The 0.975 quantile of the standard normal distribution: intervals hold 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// Returns the 95 % interval of a mean of `n` probabilities, each of one quotation.
///
/// It is the score interval of a share: of all values in 0..=1 with this mean those that are 0 or 1 vary most, so that
/// it is wide rather than narrow, and holds for few quotations, for one too.
/// *Source*: Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927.
fn wilson(mean: f64, n: usize) -> Interval {
    let n = n as f64;
    let square = Z * Z / n;
    let centre = (mean + square / 2.0) / (1.0 + square);
    let variance = mean * (1.0 - mean) / n + square / (4.0 * n);
    let half = Z / (1.0 + square) * variance.max(0.0).sqrt();
    Interval {
        low: (centre - half).max(0.0),
        high: (centre + half).min(1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prediction(probabilities: &[f64]) -> Prediction {
        Prediction::new(probabilities.to_vec())
    }

    #[test]
    fn means_weigh_by_words() {
        let (yes, no) = (prediction(&[1.0, 0.0]), prediction(&[0.0, 1.0]));
        assert_eq!(
            weighted_mean(&[(3.0, &yes), (1.0, &no)]),
            Some(vec![0.75, 0.25])
        );
        assert_eq!(weighted_mean(&[]), None);
        assert_eq!(weighted_mean(&[(0.0, &yes)]), None);
    }

    #[test]
    fn what_is_unsure_is_left_out_of_the_second_mean() {
        let (sure, unsure) = (prediction(&[0.9, 0.1]), prediction(&[0.4, 0.6]));
        let summary = Summary::new(&[(1.0, &sure), (1.0, &unsure)], Some(0.9));
        assert_eq!(summary.all.n, 2);
        assert_eq!(
            summary.certain,
            Some(Mean {
                n: 1,
                prediction: Some(sure.clone())
            })
        );
        assert_eq!(Summary::new(&[(1.0, &unsure)], None).certain, None);
    }

    #[test]
    fn intervals_are_those_of_wilson() {
        // 81 of 263: an example of Newcombe, "Two-sided confidence intervals for the single proportion", 1998.
        let found = wilson(81.0 / 263.0, 263);
        assert!((found.low - 0.2553).abs() < 5e-5 && (found.high - 0.3662).abs() < 5e-5);
        // 0 of 20 and 1 of 29, of the same table.
        let found = wilson(0.0, 20);
        assert!(found.low.abs() < 1e-12 && (found.high - 0.1611).abs() < 5e-5);
        let found = wilson(1.0 / 29.0, 29);
        assert!((found.low - 0.0061).abs() < 5e-5 && (found.high - 0.1718).abs() < 5e-5);
        let one = wilson(0.9, 1);
        assert!(0.0 <= one.low && one.low < 0.9 && 0.9 < one.high && one.high <= 1.0);
    }
}
