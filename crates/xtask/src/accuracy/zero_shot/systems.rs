//! The peers of a model that ships: what can be made of its own corpus and lexicon without it, and nothing at all.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use stance_cli::Io;
use stance_cli::shipped::{Shipped, Task};
use stance_features::Tokenizer;

use super::Place;
use crate::accuracy::peer;
use crate::accuracy::sets::read_columns;
use crate::accuracy::sides::{HIGH, LOW, MIDDLE, Truth, Verdicts};

/// What a model that ships is made of.
pub(super) struct Corpus {
    texts: Vec<String>,
    labels: Vec<String>,
    task: Task,
    pub(super) lexicon: Option<Lexicon>,
}

impl Corpus {
    /// Reads the rows that a model is trained on, and its lexicon where it has one.
    pub(super) fn read(model: &Shipped, root: &Path) -> anyhow::Result<Self> {
        let mut io = Io {
            stdin: &mut std::io::empty(),
            stdout: &mut std::io::sink(),
            stderr: &mut std::io::sink(),
        };
        let (set, _) = model.training(root, &mut io)?;
        let lexicon = model.file("--lexicon");
        let lexicon = lexicon.map(|file| Lexicon::read(model, &root.join(file)));
        Ok(Self {
            texts: set.texts,
            labels: set.labels,
            task: model.task,
            lexicon: lexicon.transpose()?,
        })
    }

    /// Trains scikit-learn on the corpus and returns what it says of the texts, and its version.
    pub(super) fn scikit_learn(
        &self,
        texts: &[&str],
        place: Place<'_>,
    ) -> anyhow::Result<(Verdicts, String)> {
        let learnt = self.texts.iter().zip(&self.labels);
        let learnt = learnt.map(|(text, label)| peer::Asked {
            text,
            label,
            fold: None,
        });
        let judged = texts.iter().map(|text| peer::Asked {
            text,
            label: "",
            fold: Some(0),
        });
        let rows: Vec<peer::Asked<'_>> = learnt.chain(judged).collect();
        let answer = peer::ask(&rows, place.python, place.cache)?;
        let names = self.task.labels();
        anyhow::ensure!(
            answer.labels == names,
            "sk_char.py: the labels {} expected, {} found",
            names.join(", "),
            answer.labels.join(", ")
        );
        let mut verdicts = Verdicts::default();
        for (label, probabilities) in answer.predicted.iter().zip(&answer.probabilities) {
            let number = names.iter().position(|name| name == label);
            let number = number.with_context(|| format!("sk_char.py: label {label:?}"))?;
            verdicts.push(number, probabilities);
        }
        Ok((verdicts, answer.version))
    }
}

/// What words speak for, summed up without a model.
pub(super) struct Lexicon {
    tokenizer: Tokenizer,
    /// By word, its value for the high end minus that for the low one.
    words: BTreeMap<String, f64>,
}

impl Lexicon {
    fn read(model: &Shipped, path: &Path) -> anyhow::Result<Self> {
        let [low, high] = match model.task {
            Task::Stance => ["concern", "favour"],
            Task::Sentiment => ["negative", "positive"],
        };
        let columns = read_columns(path, &["word", low, high])
            .with_context(|| format!("reading {}", path.display()))?;
        let column = |name: &str| {
            let missing = || format!("{}: no column `{name}`", path.display());
            columns.get(name).with_context(missing)
        };
        let value = |cell: &String| match cell.trim() {
            "" => Ok(0.0),
            cell => cell.parse::<f64>(),
        };
        let values = column(high)?.iter().zip(column(low)?);
        let words = column("word")?.iter().zip(values);
        let pair = |(word, (high, low)): (&String, (&String, &String))| {
            Ok((word.to_lowercase(), value(high)? - value(low)?))
        };
        Ok(Self {
            tokenizer: Tokenizer::new(Some(model.language)),
            words: words.map(pair).collect::<anyhow::Result<_>>()?,
        })
    }

    /// Returns, for each text, the sum over its tokens as the lean, and the sign of it as the label.
    pub(super) fn judge<'a>(&self, texts: impl Iterator<Item = &'a str>) -> Verdicts {
        let leans = texts.map(|text| {
            let tokens = self.tokenizer.tokens(text);
            let known = tokens
                .iter()
                .filter_map(|token| self.words.get(&token.text));
            known.sum::<f64>()
        });
        let leans: Vec<f64> = leans.collect();
        let label = |&lean: &f64| match lean {
            lean if lean > 0.0 => HIGH,
            lean if lean < 0.0 => LOW,
            _ => MIDDLE,
        };
        Verdicts {
            labels: leans.iter().map(label).collect(),
            leans,
        }
    }
}

/// Returns the most frequent label of a set for each of its texts, and a lean to the more frequent of its ends; of equally
/// frequent ones, the lower.
pub(super) fn majority(truth: &Truth) -> Verdicts {
    let count = |label: usize| truth.labels.iter().filter(|&&other| other == label).count();
    let most = |labels: &[usize]| {
        let more = |top: usize, &label: &usize| {
            if count(label) > count(top) {
                label
            } else {
                top
            }
        };
        labels.iter().fold(labels[0], more)
    };
    let lean = if most(&[LOW, HIGH]) == HIGH {
        1.0
    } else {
        -1.0
    };
    Verdicts {
        labels: vec![most(&[LOW, MIDDLE, HIGH]); truth.labels.len()],
        leans: vec![lean; truth.labels.len()],
    }
}

#[cfg(test)]
mod tests {
    use stance_cli::shipped::SHIPPED;

    use super::*;

    #[test]
    fn a_lexicon_sums_its_words() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lexicon.csv");
        let model = &SHIPPED[0];
        std::fs::write(&path, "word,favour,concern\nprogrès,1,0\ncrainte,,2\n").unwrap();
        let lexicon = Lexicon::read(model, &path).unwrap();
        let texts = ["Le Progrès !", "Progrès ou crainte ?", "L’eau."];
        let verdicts = lexicon.judge(texts.into_iter());
        assert_eq!(verdicts.leans, [1.0, -1.0, 0.0]);
        assert_eq!(verdicts.labels, [HIGH, LOW, MIDDLE]);
        std::fs::write(&path, "word,positive,negative\nprogrès,1,0\n").unwrap();
        let error = Lexicon::read(model, &path).err().unwrap();
        assert!(error.to_string().contains("no column `favour`"), "{error}");
    }

    #[test]
    fn the_majority_is_that_of_the_set() {
        let of = |labels: &[usize]| {
            majority(&Truth {
                labels: labels.to_vec(),
                groups: (0..labels.len()).collect(),
            })
        };
        let found = of(&[MIDDLE, MIDDLE, MIDDLE, HIGH, HIGH, LOW]);
        assert_eq!((found.labels[5], found.leans[5]), (MIDDLE, 1.0));
        let found = of(&[LOW, HIGH]);
        assert_eq!((found.labels[1], found.leans[1]), (LOW, -1.0));
    }
}
