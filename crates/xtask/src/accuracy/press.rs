//! The yardstick of the model that ships: real paragraphs of the French press, labelled twice and never trained on.
//!
//! `tests/oracle/ai_press_fr.csv` holds ids, labels and the part of each paragraph; the texts are found by id in the
//! data folder. The part `held` is for the end: it is looked at only when asked for.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use serde_json::Value;
use stance_model::Classifier;
use stance_model::bootstrap::{Interval, interval};
use stance_model::folds::group_rows;
use stance_model::metrics::{Confusion, auc};

use super::figures::{LEVEL, RESAMPLES};
use super::sets::read_columns;

pub(crate) const LABELS: &str = "tests/oracle/ai_press_fr.csv";
pub(crate) const TEXTS: &str = "ai_press/fr.jsonl";
const MODEL: &str = "models/stance-ai-fr.model";
/// The two ends of the axis, whose order AUC is about.
pub(crate) const SIDES: [&str; 2] = ["concerned", "pro-ai"];

/// A figure with its interval.
#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) value: f64,
    pub(crate) interval: Interval,
}

/// The figures of one part.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) rows: usize,
    pub(super) articles: usize,
    pub(super) accuracy: Measured,
    pub(super) macro_f1: Measured,
    /// Area under the ROC curve of the rows that take a side, by the share of the second side's probability.
    pub(super) auc: Measured,
}

/// Measures the model that ships on the parts asked for: `dev`, and `held` where wanted.
pub(super) fn measure(root: &Path, data: &Path, held: bool) -> anyhow::Result<Vec<Part>> {
    let model = root.join(MODEL);
    let bytes = std::fs::read(&model).with_context(|| format!("reading {}", model.display()))?;
    let classifier = Classifier::from_bytes(&bytes)?;
    let texts = texts(&data.join(TEXTS))?;
    let columns = read_columns(&root.join(LABELS), &["id", "label", "part"])?;
    let column = |name: &str| {
        columns
            .get(name)
            .with_context(|| format!("{LABELS}: no column `{name}`"))
    };
    let (ids, labels, parts) = (column("id")?, column("label")?, column("part")?);
    let wanted: &[&str] = if held { &["dev", "held"] } else { &["dev"] };
    let measure = |part: &&str| {
        let rows: Vec<usize> = (0..ids.len()).filter(|&row| parts[row] == *part).collect();
        let labelled: anyhow::Result<Vec<Labelled<'_>>> = (rows.iter())
            .map(|&row| {
                let (id, label) = (&ids[row], &labels[row]);
                let text = texts
                    .get(id)
                    .with_context(|| format!("{TEXTS}: no paragraph {id}"))?;
                Ok(Labelled { id, label, text })
            })
            .collect();
        Part::new(part, &classifier, &labelled?)
    };
    wanted.iter().map(measure).collect()
}

/// A labelled paragraph.
struct Labelled<'a> {
    id: &'a str,
    label: &'a String,
    text: &'a str,
}

impl Part {
    fn new(name: &str, classifier: &Classifier, rows: &[Labelled<'_>]) -> anyhow::Result<Self> {
        let labels = classifier.labels();
        let number = |label: &String| {
            let found = labels.binary_search(label);
            found
                .ok()
                .with_context(|| format!("{MODEL} does not know the label {label}"))
        };
        let truth = rows
            .iter()
            .map(|row| number(row.label))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let [low, high] = SIDES.map(|side| number(&side.to_owned()));
        let (low, high) = (low?, high?);
        let mut scorer = classifier.scorer();
        let predictions: Vec<_> = rows.iter().map(|row| scorer.score(row.text)).collect();
        let articles: Vec<&str> = rows.iter().map(|row| article(row.id)).collect();
        let groups = group_rows(&articles, None);
        let confusion = |at: &[usize]| {
            let truth: Vec<usize> = at.iter().map(|&row| truth[row]).collect();
            let predicted: Vec<usize> = at.iter().map(|&row| predictions[row].label).collect();
            Confusion::new(labels.len(), &truth, &predicted)
        };
        let share = |row: usize| {
            let p = &predictions[row].probabilities;
            p[high] / (p[low] + p[high])
        };
        let sides = |at: &[usize]| {
            let of = |side: usize| -> Vec<f64> {
                let rows = at.iter().filter(|&&row| truth[row] == side);
                rows.map(|&row| share(row)).collect()
            };
            // Not a number for a resample without one of the sides, which the interval leaves out.
            auc(&of(low), &of(high)).unwrap_or(f64::NAN)
        };
        let measured = |figure: &dyn Fn(&[usize]) -> f64| Measured {
            value: figure(&(0..rows.len()).collect::<Vec<_>>()),
            interval: interval(&groups, RESAMPLES, 0, LEVEL, figure),
        };
        Ok(Self {
            name: name.to_owned(),
            rows: rows.len(),
            articles: groups.iter().max().map_or(0, |&top| top + 1),
            accuracy: measured(&|at| confusion(at).accuracy()),
            macro_f1: measured(&|at| confusion(at).macro_f1()),
            auc: measured(&sides),
        })
    }
}

/// Returns the article of a paragraph: what stands before the colon of its id.
pub(crate) fn article(id: &str) -> &str {
    id.split_once(':').map_or(id, |(article, _)| article)
}

/// Returns the texts of a jsonl file by id.
pub(crate) fn texts(path: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let lines =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let pair = |line: &str| {
        let value: Value = serde_json::from_str(line)?;
        let field = |name: &str| value[name].as_str().map(str::to_owned);
        let found = field("id").zip(field("text"));
        found.with_context(|| format!("{}: id and text expected in each line", path.display()))
    };
    lines.lines().map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_of_one_article_share_what_stands_before_the_colon() {
        assert_eq!(article("b0ca:6"), article("b0ca:14"));
        assert_eq!(article("alone"), "alone");
    }
}
