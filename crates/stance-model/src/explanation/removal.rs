//! The fewest words whose removal changes a label, as far as they can be found by trying.
//!
//! Removal changes more than a sum: the weights of the other words of a text rise, new pairs of neighbours appear. So
//! texts without some of their words are scored anew. Tried are each of the words that speak most for the label, then
//! each pair of the strongest of those, then more and more of them together, from which those are taken back, the weakest
//! first, without which the label changes all the same.

use std::collections::BTreeMap;
use std::ops::Range;

use stance_features::Token;

use crate::classifier::Prediction;

/// Words tried by themselves, those that speak most for the label.
const SINGLES: usize = 64;
/// Words tried in pairs, those whose removal by itself does most.
const PAIRED: usize = 16;

/// Words whose removal changes the label.
#[derive(Debug, Clone, PartialEq)]
pub struct Removal {
    /// For each word the bytes of all places where it stands, in the order of the text.
    pub words: Vec<Vec<Range<usize>>>,
    /// What the text without them is taken for.
    pub prediction: Prediction,
}

/// The distinct words of a text, those first that speak most for its label.
pub(super) struct Candidates {
    words: Vec<Vec<Range<usize>>>,
}

impl Candidates {
    /// Takes tokens, and how much the word that begins at a byte speaks for the label.
    pub(super) fn new(tokens: &[Token], pulls: &[(usize, f64)]) -> Self {
        let mut words: BTreeMap<&str, (f64, Vec<Range<usize>>)> = BTreeMap::new();
        for token in tokens.iter().filter(|token| token.kind.is_feature()) {
            let start = token.range.start;
            let at = pulls.partition_point(|(other, _)| *other < start);
            let pull = pulls.get(at).filter(|(other, _)| *other == start);
            let (sum, places) = words.entry(&token.text).or_default();
            *sum += pull.map_or(0.0, |(_, pull)| *pull);
            places.push(token.range.clone());
        }
        let mut words: Vec<(f64, Vec<Range<usize>>)> = words.into_values().collect();
        words.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1[0].start.cmp(&b.1[0].start)));
        Self {
            words: words.into_iter().map(|(_, places)| places).collect(),
        }
    }

    /// Returns the smallest removal found.
    pub(super) fn search(
        &self,
        text: &str,
        prediction: &Prediction,
        mut score: impl FnMut(&str) -> Prediction,
    ) -> Option<Removal> {
        let label = prediction.label;
        let mut score = |removed: &[usize]| score(&self.without(text, removed));
        let n_singles = self.words.len().min(SINGLES);
        let mut singles: Vec<(f64, usize)> = (0..n_singles)
            .map(|word| (margin(&score(&[word]), label), word))
            .collect();
        singles.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut order: Vec<usize> = singles.iter().map(|(_, word)| *word).collect();
        order.extend(n_singles..self.words.len());
        let strongest = order.first()?;
        let mut tries: Vec<Vec<usize>> = vec![vec![*strongest]];
        if singles[0].0 > 0.0 || score(&tries[0]).label == label {
            tries = best_pair(&order, label, &mut score);
        }
        let found = tries.into_iter().find(|set| score(set).label != label);
        let found = match found {
            Some(set) => Some(set),
            None => growing(&order, label, &mut score),
        };
        found.map(|mut set| {
            set.sort_by_key(|&word| self.words[word][0].start);
            Removal {
                prediction: score(&set),
                words: set.iter().map(|&word| self.words[word].clone()).collect(),
            }
        })
    }

    /// Returns the text with a blank in the place of some words.
    fn without(&self, text: &str, removed: &[usize]) -> String {
        let places = removed.iter().flat_map(|&word| &self.words[word]);
        let mut places: Vec<&Range<usize>> = places.collect();
        places.sort_by_key(|place| place.start);
        let (mut out, mut at) = (String::with_capacity(text.len()), 0);
        for place in places {
            out.push_str(&text[at..place.start]);
            out.push(' ');
            at = place.end;
        }
        out.push_str(&text[at..]);
        out
    }
}

/// Returns the pair of strong words whose removal does most.
fn best_pair(
    order: &[usize],
    label: usize,
    score: &mut impl FnMut(&[usize]) -> Prediction,
) -> Vec<Vec<usize>> {
    let strong = &order[..order.len().min(PAIRED)];
    let mut best: Option<(f64, Vec<usize>)> = None;
    for (at, &first) in strong.iter().enumerate() {
        for &second in &strong[at + 1..] {
            let margin = margin(&score(&[first, second]), label);
            if best.as_ref().is_none_or(|(least, _)| margin < *least) {
                best = Some((margin, vec![first, second]));
            }
        }
    }
    best.map(|(_, pair)| pair).into_iter().collect()
}

/// Removes more and more words until the label changes, then takes back those that are not needed.
fn growing(
    order: &[usize],
    label: usize,
    score: &mut impl FnMut(&[usize]) -> Prediction,
) -> Option<Vec<usize>> {
    let mut n = 3;
    let mut set = loop {
        let set = &order[..n.min(order.len())];
        if score(set).label != label {
            break set.to_vec();
        }
        if n >= order.len() {
            return None;
        }
        n += n.div_ceil(4);
    };
    for at in (0..set.len()).rev() {
        let mut fewer = set.clone();
        fewer.remove(at);
        if !fewer.is_empty() && score(&fewer).label != label {
            set = fewer;
        }
    }
    Some(set)
}

/// Returns how much more probable a label is than the most probable other one.
fn margin(prediction: &Prediction, label: usize) -> f64 {
    let p = &prediction.probabilities;
    let others = (0..p.len()).filter(|&other| other != label);
    let next = others.map(|other| p[other]).fold(0.0, f64::max);
    p[label] - next
}
