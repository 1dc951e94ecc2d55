//! What one task says of a paragraph, an article, a quotation or a speaker, as columns and as JSON.

use std::borrow::Cow;

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use stance_model::Prediction;
use stance_model::bootstrap::Interval;

use super::record::rounded;
use super::summary::Mean;
use super::units::Unit;

/// The label of what is less sure than asked for.
pub(super) const UNCERTAIN: &str = "uncertain";

/// What is said of a unit, empty where nothing is.
pub(super) struct Verdict<'a> {
    labels: &'a [String],
    pub(super) label: Option<&'a str>,
    pub(super) confidence: Option<f64>,
    probabilities: Option<Cow<'a, [f64]>>,
    mean: Option<MeanParts<'a>>,
}

/// What is said of a mean besides.
struct MeanParts<'a> {
    unit: Unit,
    n: usize,
    /// One per label, of a speaker.
    intervals: Option<Vec<Interval>>,
    /// The same over what is certain, where a confidence was asked for.
    certain: Option<Box<Verdict<'a>>>,
}

impl<'a> Verdict<'a> {
    /// Returns the verdict on a paragraph or a quotation.
    pub(super) fn new(
        labels: &'a [String],
        prediction: Option<&'a Prediction>,
        min_confidence: Option<f64>,
    ) -> Self {
        let label = prediction.map(|prediction| {
            let unsure = min_confidence.is_some_and(|least| prediction.confidence() < least);
            let label = labels[prediction.label].as_str();
            if unsure { UNCERTAIN } else { label }
        });
        Self {
            labels,
            label,
            confidence: prediction.map(Prediction::confidence),
            probabilities: prediction.map(|p| Cow::Borrowed(p.probabilities.as_slice())),
            mean: None,
        }
    }

    /// Returns the verdict on an article or a speaker, without a label where it is over fewer than `least`.
    pub(super) fn of_mean(
        labels: &'a [String],
        unit: Unit,
        mean: Mean,
        certain: Option<Mean>,
        least: usize,
    ) -> Self {
        let intervals = (unit == Unit::Speaker).then(|| mean.intervals());
        let n = mean.n;
        let told = mean.prediction.as_ref().filter(|_| n >= least);
        let certain = certain.map(|mean| Self::of_mean(labels, unit, mean, None, least));
        Self {
            labels,
            label: told.map(|prediction| labels[prediction.label].as_str()),
            confidence: told.map(Prediction::confidence),
            probabilities: mean.prediction.map(|p| Cow::Owned(p.probabilities)),
            mean: Some(MeanParts {
                unit,
                n,
                intervals: intervals.flatten(),
                certain: certain.map(Box::new),
            }),
        }
    }

    /// Returns the cells of the columns that [`columns`] names.
    pub(super) fn cells(&self) -> Vec<String> {
        let number = |value: f64| rounded(value).to_string();
        let mut cells = vec![
            self.label.unwrap_or_default().to_owned(),
            self.confidence.map(number).unwrap_or_default(),
        ];
        let n_labels = self.labels.len();
        match &self.probabilities {
            Some(probabilities) => cells.extend(probabilities.iter().map(|&p| number(p))),
            None => cells.extend(vec![String::new(); n_labels]),
        }
        let Some(mean) = &self.mean else {
            return cells;
        };
        match (&mean.intervals, mean.unit) {
            (Some(intervals), _) => {
                for Interval { low, high } in intervals {
                    cells.extend([number(*low), number(*high)]);
                }
            }
            (None, Unit::Speaker) => cells.extend(vec![String::new(); 2 * n_labels]),
            (None, _) => {}
        }
        cells.push(mean.n.to_string());
        if let Some(certain) = &mean.certain {
            cells.extend(certain.cells());
        }
        cells
    }
}

/// Returns the names of the columns of one task: `predicted`, `confidence`, `p_LABEL` for each label; for a speaker
/// `low_LABEL` and `high_LABEL`; for a mean the number of paragraphs or quotations it is over. A prefix stands before
/// each. With `certain`, the columns of a mean come a second time, with `certain_`.
pub(super) fn columns(unit: Unit, labels: &[String], prefix: &str, certain: bool) -> Vec<String> {
    let mut names: Vec<String> = vec!["predicted".to_owned(), "confidence".to_owned()];
    names.extend(labels.iter().map(|label| format!("p_{label}")));
    if unit == Unit::Speaker {
        let ends = |label: &String| [format!("low_{label}"), format!("high_{label}")];
        names.extend(labels.iter().flat_map(ends));
    }
    names.extend(unit.counts().map(str::to_owned));
    if certain && unit.counts().is_some() {
        let again: Vec<String> = names.iter().map(|name| format!("certain_{name}")).collect();
        names.extend(again);
    }
    names.iter().map(|name| format!("{prefix}{name}")).collect()
}

impl Serialize for Verdict<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.entries(&mut map)?;
        map.end()
    }
}

impl Verdict<'_> {
    /// Adds the fields of this verdict to an object.
    pub(super) fn entries<M: serde::ser::SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("label", &self.label)?;
        map.serialize_entry("confidence", &self.confidence.map(rounded))?;
        let probabilities = self.probabilities.as_deref();
        let probabilities = probabilities.map(|values| ByLabel {
            labels: self.labels,
            values: values.iter().map(|&value| rounded(value)).collect(),
        });
        map.serialize_entry("probabilities", &probabilities)?;
        let Some(mean) = &self.mean else {
            return Ok(());
        };
        if mean.unit == Unit::Speaker {
            let intervals = mean.intervals.as_ref();
            let intervals = intervals.map(|intervals| ByLabel {
                labels: self.labels,
                values: intervals.iter().map(Ends::new).collect(),
            });
            map.serialize_entry("intervals", &intervals)?;
        }
        if let Some(what) = mean.unit.counts() {
            map.serialize_entry(what, &mean.n)?;
        }
        if let Some(certain) = &mean.certain {
            map.serialize_entry("certain", certain)?;
        }
        Ok(())
    }
}

/// Values as an object, labels in the model's order.
pub(super) struct ByLabel<'a, T> {
    pub(super) labels: &'a [String],
    pub(super) values: Vec<T>,
}

impl<T: Serialize> Serialize for ByLabel<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.labels.len()))?;
        for (label, value) in self.labels.iter().zip(&self.values) {
            map.serialize_entry(label, value)?;
        }
        map.end()
    }
}

/// The ends of an interval as they are written.
#[derive(Serialize)]
pub(super) struct Ends {
    low: f64,
    high: f64,
}

impl Ends {
    pub(super) fn new(interval: &Interval) -> Self {
        Self {
            low: rounded(interval.low),
            high: rounded(interval.high),
        }
    }
}
