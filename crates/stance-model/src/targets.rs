//! Models of one classifier, or of one per target: what a text takes sides on.
//!
//! The classifiers of a model share nothing but the file: each has its vocabulary, its value of `C`, its
//! calibration, its labels and its training record.

use std::collections::BTreeMap;

use crate::classifier::{Classifier, Scorer};
use crate::error::Error;
use crate::labels::check_label;
use crate::record::Provenance;
use crate::train::{TrainOptions, train};
use crate::training_set::TrainingSet;

/// What a model file holds: one classifier, or one per target. Made from a [`Classifier`], by
/// [`train_targets`], or read by [`Model::from_bytes`].
///
/// # Examples
///
/// See [`train_targets`].
#[derive(Debug, Clone)]
pub struct Model {
    classifiers: Vec<Classifier>,
    /// None where there is one classifier for all texts.
    targets: Option<Targets>,
    labels: Vec<String>,
    /// For each classifier, the place of each of its labels among `labels`.
    places: Vec<Vec<usize>>,
}

#[derive(Debug, Clone)]
struct Targets {
    column: String,
    /// In byte order, one per classifier.
    names: Vec<String>,
}

impl From<Classifier> for Model {
    fn from(classifier: Classifier) -> Self {
        Self::new(vec![classifier], None)
    }
}

impl Model {
    fn new(classifiers: Vec<Classifier>, targets: Option<Targets>) -> Self {
        let mut labels: Vec<String> = classifiers
            .iter()
            .flat_map(|classifier| classifier.labels().iter().cloned())
            .collect();
        labels.sort_unstable();
        labels.dedup();
        let place = |label: &String| labels.partition_point(|other| other < label);
        let places = classifiers
            .iter()
            .map(|classifier| classifier.labels().iter().map(place).collect())
            .collect();
        Self {
            classifiers,
            targets,
            labels,
            places,
        }
    }

    /// Returns a model of these classifiers, whose targets rise in byte order.
    pub(crate) fn of_targets(column: String, by_target: Vec<(String, Classifier)>) -> Self {
        let (names, classifiers) = by_target.into_iter().unzip();
        Self::new(classifiers, Some(Targets { column, names }))
    }

    /// Returns the classifier of a model that has no targets.
    #[must_use]
    pub fn single(&self) -> Option<&Classifier> {
        match (&self.targets, self.classifiers.as_slice()) {
            (None, [classifier]) => Some(classifier),
            _ => None,
        }
    }

    /// Returns the name of the column that training read targets from; none for a model without targets.
    #[must_use]
    pub fn target_column(&self) -> Option<&str> {
        self.targets.as_ref().map(|targets| targets.column.as_str())
    }

    /// Returns the targets in byte order; none for a model without targets.
    #[must_use]
    pub fn targets(&self) -> &[String] {
        self.targets.as_ref().map_or(&[], |targets| &targets.names)
    }

    /// Returns the classifiers, in the order of the targets.
    #[must_use]
    pub fn classifiers(&self) -> &[Classifier] {
        &self.classifiers
    }

    /// Returns the labels of all classifiers, in byte order.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// Returns the number of a target's classifier, where the model knows the target.
    #[must_use]
    pub fn find(&self, target: &str) -> Option<usize> {
        let found = self
            .targets()
            .binary_search_by(|known| known.as_str().cmp(target));
        found.ok()
    }

    /// Returns a scorer of classifier `number`. Its predictions are over [`Model::labels`]; a label that the
    /// classifier does not have gets probability 0.
    ///
    /// # Panics
    ///
    /// When `number` is not below the number of classifiers.
    #[must_use]
    pub fn scorer(&self, number: usize) -> Scorer<'_> {
        let mut scorer = self.classifiers[number].scorer();
        if self.targets.is_some() {
            scorer.places = Some((self.labels.len(), &self.places[number]));
        }
        scorer
    }
}

/// Returns a model of one classifier per target, each trained by [`train`] on the rows of its target.
///
/// `targets` holds one target per row of `set`; `column` is the name that the model remembers for it.
///
/// *Determinism*: as [`train`].
///
/// # Errors
///
/// [`Error::NoRows`], [`Error::UnequalLengths`], [`Error::MalformedTarget`]; [`Error::Target`] when
/// training for a target fails.
///
/// # Examples
///
/// ```
/// use stance_model::{Model, TrainOptions, TrainingSet, train_targets};
///
/// let texts = ["long live trams", "more trams", "no more trams", "trams never", "fewer cars", "ban cars",
///     "cars for all", "my dear cars"];
/// let labels = ["for", "for", "against", "against", "against", "against", "for", "for"];
/// let set = TrainingSet {
///     texts: texts.map(String::from).to_vec(),
///     labels: labels.map(String::from).to_vec(),
///     ..TrainingSet::default()
/// };
/// let targets = [["trams"; 4], ["cars"; 4]].concat().iter().map(|t| t.to_string()).collect::<Vec<_>>();
/// let options = TrainOptions { folds: 0, ..TrainOptions::default() };
/// let model = train_targets(&set, &targets, "target", &options, None)?;
/// assert_eq!(model.targets(), ["cars", "trams"]);
/// let trams = model.find("trams").ok_or("unknown")?;
/// let prediction = model.scorer(trams).score("more trams");
/// assert_eq!(model.labels()[prediction.label], "for");
/// assert_eq!(Model::from_bytes(&model.to_bytes()?)?.targets(), model.targets());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn train_targets(
    set: &TrainingSet,
    targets: &[String],
    column: &str,
    options: &TrainOptions,
    provenance: Option<&Provenance>,
) -> Result<Model, Error> {
    let rows_of = rows_by_target(set.texts.len(), targets)?;
    if rows_of.is_empty() {
        return Err(Error::NoRows);
    }
    set.check_columns()?;
    let mut by_target = Vec::with_capacity(rows_of.len());
    for (target, rows) in rows_of {
        let classifier = train(&set.select_rows(&rows), options, provenance.cloned())
            .map_err(|error| in_target(error, target, &rows))?;
        by_target.push((target.to_owned(), classifier));
    }
    Ok(Model::of_targets(column.to_owned(), by_target))
}

/// Returns the rows of each target.
pub(crate) fn rows_by_target(
    n_rows: usize,
    targets: &[String],
) -> Result<BTreeMap<&str, Vec<usize>>, Error> {
    if targets.len() != n_rows {
        return Err(Error::UnequalLengths {
            texts: n_rows,
            what: "targets",
            found: targets.len(),
        });
    }
    let mut rows_of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (row, target) in targets.iter().enumerate() {
        if let Some(rule) = check_label(target) {
            let target = target.clone();
            return Err(Error::MalformedTarget { row, target, rule });
        }
        rows_of.entry(target).or_default().push(row);
    }
    Ok(rows_of)
}

/// Returns the error as one of a target, its row numbered as in the whole set.
pub(crate) fn in_target(error: Error, target: &str, rows: &[usize]) -> Error {
    Error::Target {
        target: target.to_owned(),
        source: Box::new(error.renumbered(rows)),
    }
}
