//! The words that speak most for each label: columns of single words by weight times inverse document frequency.

use serde::Serialize;
use stance_features::Block;

use crate::classifier::Classifier;

/// The words that speak most for a label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TopWords {
    /// The label.
    pub label: String,
    /// Words as the model knows them, the strongest first.
    pub words: Vec<String>,
}

/// Returns, for each label that has a side of its own in the linear model, the `number` words that speak most for
/// it, the strongest first.
///
/// Only words that the training rows hold count: those that are known from a table of words alone have no
/// document frequency. With ordered labels, or two, one weight vector tells its two ends apart. Equally strong words
/// stand in byte order.
///
/// # Examples
///
/// ```
/// use stance_model::{TrainOptions, TrainingSet, top_words, train};
///
/// let set = TrainingSet {
///     texts: ["good film", "good play", "bad film", "bad play"].map(String::from).to_vec(),
///     labels: ["yes", "yes", "no", "no"].map(String::from).to_vec(),
///     ..TrainingSet::default()
/// };
/// let classifier = train(&set, &TrainOptions { folds: 0, ..TrainOptions::default() }, None)?;
/// let words = top_words(&classifier, 1);
/// assert_eq!((words[0].label.as_str(), words[0].words[0].as_str()), ("no", "bad"));
/// # Ok::<(), stance_model::Error>(())
/// ```
#[must_use]
pub fn top_words(classifier: &Classifier, number: usize) -> Vec<TopWords> {
    let (labels, n_vectors) = (classifier.labels(), classifier.linear().n_vectors());
    if n_vectors > 1 {
        let of = |(vector, label): (usize, &String)| TopWords {
            label: label.clone(),
            words: strongest(classifier, vector, 1.0, number),
        };
        return labels.iter().enumerate().map(of).collect();
    }
    let ends = match classifier.ordered() {
        Some(cuts) => [cuts.order().first(), cuts.order().last()].map(Option::<&usize>::copied),
        None => [Some(0), Some(labels.len() - 1)],
    };
    let signed = ends.into_iter().zip([-1.0, 1.0]);
    let of = |(end, sign): (Option<usize>, f64)| {
        Some(TopWords {
            label: labels.get(end?)?.clone(),
            words: strongest(classifier, 0, sign, number),
        })
    };
    signed.filter_map(of).collect()
}

fn strongest(classifier: &Classifier, vector: usize, sign: f64, number: usize) -> Vec<String> {
    let (vectorizer, linear) = (classifier.vectorizer(), classifier.linear());
    let rows = vectorizer.n_documents() as f64;
    let columns = vectorizer
        .feature_names()
        .zip(vectorizer.document_frequencies());
    let mut words: Vec<(f64, &str)> = Vec::new();
    for ((name, &df), weights) in columns.zip(linear.weights().chunks(linear.n_vectors())) {
        if let Some((Block::Words, word)) = Block::split(name)
            && df > 0
            && !word.contains(' ')
        {
            let idf = libm::log((1.0 + rows) / (1.0 + f64::from(df))) + 1.0;
            words.push((sign * f64::from(weights[vector]) * idf, word));
        }
    }
    words.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let strongest = words.into_iter().filter(|(strength, _)| *strength > 0.0);
    strongest
        .take(number)
        .map(|(_, word)| word.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::{TrainOptions, train};
    use crate::training_set::TrainingSet;

    fn classifier(labels: [&str; 6]) -> Classifier {
        let texts = [
            "good film",
            "good play",
            "bad film",
            "bad play",
            "plain film",
            "plain play",
        ];
        let set = TrainingSet {
            texts: texts.map(String::from).to_vec(),
            labels: labels.map(String::from).to_vec(),
            ..TrainingSet::default()
        };
        let options = TrainOptions {
            folds: 0,
            ..TrainOptions::default()
        };
        train(&set, &options, None).unwrap()
    }

    #[test]
    fn each_label_has_the_word_that_only_it_holds() {
        let words = top_words(
            &classifier(["for", "for", "against", "against", "no", "no"]),
            1,
        );
        let expected = [("against", "bad"), ("for", "good"), ("no", "plain")];
        for (found, (label, word)) in words.iter().zip(expected) {
            assert_eq!(
                (found.label.as_str(), &found.words),
                (label, &vec![word.to_owned()])
            );
        }
    }

    #[test]
    fn two_labels_share_a_weight_vector() {
        let words = top_words(&classifier(["y", "y", "n", "n", "n", "n"]), 5);
        assert_eq!(
            (words[0].label.as_str(), words[1].label.as_str()),
            ("n", "y")
        );
        assert_eq!(words[1].words[0], "good");
        let (good, bad) = ("good".to_owned(), "bad".to_owned());
        assert!(words[0].words.contains(&bad) && !words[0].words.contains(&good));
        assert!(!words[1].words.contains(&bad), "{words:?}");
    }
}
