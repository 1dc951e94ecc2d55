//! Explanation: what each word of a text adds to the decision, and which words it hangs on.
//!
//! The decision of a linear model is a sum over features. A feature's part is shared equally among the places where it
//! occurs, and there among words: that of an n-gram of words equally among the words that it spans, that of an n-gram of
//! characters among the words it sits in, by their bytes of it. What word vectors and a lexicon add is in the weights of
//! words and comes along. Nothing is left over: the contributions and the intercept sum to the decision value.

mod removal;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;

use stance_features::{Block, Occurrence, Token, Tokenizer};

use self::removal::Candidates;
pub use self::removal::Removal;
use crate::classifier::{Classifier, Prediction, Scorer};
use crate::ordered::OrderedCuts;

/// Explains the predictions of one classifier; holds working memory: one per thread.
///
/// # Examples
///
/// ```
/// use stance_model::{Explainer, TrainOptions, TrainingSet, train};
///
/// let set = TrainingSet {
///     texts: ["good film", "good play", "bad film", "bad play"].map(String::from).to_vec(),
///     labels: ["yes", "yes", "no", "no"].map(String::from).to_vec(),
///     ..TrainingSet::default()
/// };
/// let classifier = train(&set, &TrainOptions { folds: 0, ..TrainOptions::default() }, None)?;
/// let text = "A good but bad play.";
/// let explanation = Explainer::new(&classifier).explain(text);
/// assert_eq!(classifier.labels()[explanation.prediction.label], "no");
/// let sum: f64 = explanation.contributions.iter().map(|word| word.value).sum();
/// assert!((sum + explanation.intercept - explanation.decision).abs() < 1e-9);
/// let removal = explanation.removal.ok_or("no words decide")?;
/// assert_eq!(&text[removal.words[0][0].clone()], "bad");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Explainer<'a> {
    classifier: &'a Classifier,
    tokenizer: Tokenizer,
    scorer: Scorer<'a>,
}

/// Why a classifier gives a text its label.
///
/// All is told from the side of one label, [`Explanation::toward`]: its decision value, or, where two labels or ordered
/// ones share one, that value with the sign by which it grows towards the label.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// Label and probabilities, calibrated where the classifier is.
    pub prediction: Prediction,
    /// The label that positive contributions speak for: the predicted one; where that stands between the ends of ordered
    /// labels, the last of them.
    pub toward: usize,
    /// The decision value, before any calibration.
    pub decision: f64,
    /// The part of it that no word adds.
    pub intercept: f64,
    /// What each word adds, in the order of the text; words that add nothing are left out.
    pub contributions: Vec<Contribution>,
    /// The words whose removal changes the label; none where no removal was found to.
    pub removal: Option<Removal>,
}

/// What a word adds to a decision value.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// Its bytes in the text, on character boundaries.
    pub range: Range<usize>,
    /// What it adds.
    pub value: f64,
}

/// A word with what it adds to each decision value.
struct Unit {
    range: Range<usize>,
    values: Vec<f64>,
}

impl<'a> Explainer<'a> {
    /// Returns an explainer of a classifier.
    #[must_use]
    pub fn new(classifier: &'a Classifier) -> Self {
        Self {
            classifier,
            tokenizer: Tokenizer::new(classifier.vectorizer().settings().language()),
            scorer: classifier.scorer(),
        }
    }

    /// Sets about how many bytes the explainer may keep about the words it has met, 64 MiB unless set. Fewer cost time
    /// and change no explanation.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_model::{Explainer, TrainOptions, TrainingSet, train};
    ///
    /// let set = TrainingSet {
    ///     texts: ["good film", "good play", "bad film", "bad play"].map(String::from).to_vec(),
    ///     labels: ["yes", "yes", "no", "no"].map(String::from).to_vec(),
    ///     ..TrainingSet::default()
    /// };
    /// let classifier = train(&set, &TrainOptions { folds: 0, ..TrainOptions::default() }, None)?;
    /// let mut small = Explainer::new(&classifier).remembering(1 << 20);
    /// assert_eq!(small.explain("good"), Explainer::new(&classifier).explain("good"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn remembering(mut self, bytes: usize) -> Self {
        self.scorer = self.scorer.remembering(bytes);
        self
    }

    /// Returns the classifier.
    #[must_use]
    pub fn classifier(&self) -> &'a Classifier {
        self.classifier
    }

    /// Explains the prediction of a text.
    ///
    /// *Determinism*: depends on text and classifier alone.
    pub fn explain(&mut self, text: &str) -> Explanation {
        let prediction = self.scorer.score(text);
        let tokens = self.tokenizer.tokens(text);
        let units = self.units(text, &tokens);
        let (toward, vector, sign) = self.side(prediction.label);
        let intercept = sign * self.classifier.linear().intercepts()[vector];
        let contributions = units.iter().filter(|unit| unit.values[vector] != 0.0);
        let contributions = contributions.map(|unit| Contribution {
            range: unit.range.clone(),
            value: sign * unit.values[vector],
        });
        let pulls: Vec<(usize, f64)> = units
            .iter()
            .map(|unit| (unit.range.start, self.pull(unit, &prediction)))
            .collect();
        let candidates = Candidates::new(&tokens, &pulls);
        Explanation {
            toward,
            decision: sign * self.decision(text, vector),
            intercept,
            contributions: contributions.collect(),
            removal: candidates.search(text, &prediction, |text| self.scorer.score(text)),
            prediction,
        }
    }

    /// Returns the label that an explanation of this one speaks for, its weight vector and the sign to take it with.
    fn side(&self, label: usize) -> (usize, usize, f64) {
        if self.classifier.linear().n_vectors() > 1 {
            return (label, label, 1.0);
        }
        let order = self.classifier.ordered().map(OrderedCuts::order);
        let (first, last) = match order {
            Some(order) => (order[0], order[order.len() - 1]),
            None => (0, self.classifier.labels().len() - 1),
        };
        if label == first {
            (first, 0, -1.0)
        } else {
            (last, 0, 1.0)
        }
    }

    /// Returns how much a word speaks for the label predicted against the one next to it.
    fn pull(&self, unit: &Unit, prediction: &Prediction) -> f64 {
        let (toward, vector, sign) = self.side(prediction.label);
        if self.classifier.linear().n_vectors() == 1 {
            let own = sign * unit.values[vector];
            // Away from the middle of an order either side leads.
            return if toward == prediction.label {
                own
            } else {
                own.abs()
            };
        }
        let p = &prediction.probabilities;
        let others = (0..p.len()).filter(|&label| label != prediction.label);
        let next = others.max_by(|&a, &b| p[a].total_cmp(&p[b]).then(b.cmp(&a)));
        unit.values[vector] - next.map_or(0.0, |next| unit.values[next])
    }

    fn decision(&mut self, text: &str, vector: usize) -> f64 {
        let row = self.scorer.row(text);
        let mut values = vec![0.0; self.classifier.linear().n_vectors()];
        self.classifier.linear().decision_values(row, &mut values);
        values[vector]
    }

    /// Returns the words of a text with what each adds, in the order of the text.
    fn units(&mut self, text: &str, tokens: &[Token]) -> Vec<Unit> {
        let vectorizer = self.classifier.vectorizer();
        let linear = self.classifier.linear();
        let n_vectors = linear.n_vectors();
        let mut occurrences = vectorizer.occurrences(text);
        occurrences.sort_by_key(|occurrence| occurrence.column);
        let row = self.scorer.row(text);
        let mut sums: BTreeMap<(usize, usize), Vec<f64>> = BTreeMap::new();
        let mut rest = occurrences.as_slice();
        for (column, value) in row.iter() {
            let weights = &linear.weights()[column * n_vectors..][..n_vectors];
            let of_column = split_column(&mut rest, column);
            let name = vectorizer.feature_name(u32::try_from(column).unwrap_or(u32::MAX));
            let is_words = name
                .and_then(Block::split)
                .is_some_and(|(block, _)| block == Block::Words);
            for occurrence in of_column {
                let shares = shares(tokens, &occurrence.range, is_words);
                for (range, share) in shares {
                    let sum = sums
                        .entry((range.start, range.end))
                        .or_insert_with(|| vec![0.0; n_vectors]);
                    let factor = f64::from(value) * share / of_column.len() as f64;
                    for (sum, &weight) in sum.iter_mut().zip(weights) {
                        *sum += factor * f64::from(weight);
                    }
                }
            }
        }
        let unit = |((start, end), values)| Unit {
            range: start..end,
            values,
        };
        sums.into_iter().map(unit).collect()
    }
}

/// Takes the occurrences of a column off the front of those left, whose columns rise.
fn split_column<'o>(rest: &mut &'o [Occurrence], column: usize) -> &'o [Occurrence] {
    let begin = rest.partition_point(|occurrence| (occurrence.column as usize) < column);
    let end = rest.partition_point(|occurrence| (occurrence.column as usize) <= column);
    let found = &rest[begin..end];
    *rest = &rest[end..];
    found
}

/// Returns the words that a feature at this place is made of, each with its share; the place itself where there is none.
fn shares(tokens: &[Token], place: &Range<usize>, is_words: bool) -> Vec<(Range<usize>, f64)> {
    let first = tokens.partition_point(|token| token.range.end <= place.start);
    let met = tokens[first..]
        .iter()
        .take_while(|token| token.range.start < place.end);
    let parts: Vec<(Range<usize>, f64)> = if is_words {
        met.filter(|token| token.kind.is_feature())
            .map(|token| (token.range.clone(), 1.0))
            .collect()
    } else {
        let overlap = |token: &Token| {
            let (start, end) = (
                token.range.start.max(place.start),
                token.range.end.min(place.end),
            );
            (token.range.clone(), (end - start) as f64)
        };
        met.map(overlap).collect()
    };
    let total: f64 = parts.iter().map(|(_, part)| part).sum();
    if total <= 0.0 {
        return vec![(place.clone(), 1.0)];
    }
    let share = |(range, part)| (range, part / total);
    parts.into_iter().map(share).collect()
}
