//! What a training run would do: every check of [`train()`](crate::train()), and nothing fitted.

use crate::error::Error;
use crate::targets::{in_target, rows_by_target};
use crate::train::{Checked, TrainOptions, label_counts};
use crate::training_set::TrainingSet;

/// What a training run would work with.
///
/// # Examples
///
/// See [`plan`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Rows trained on.
    pub rows: usize,
    /// The labels, in byte order.
    pub labels: Vec<String>,
    /// Rows of each label.
    pub label_counts: Vec<usize>,
    /// Groups of rows spread over the folds, which equal texts join too; nothing where there are no folds.
    pub groups: Option<usize>,
    /// Smallest number of documents a feature occurs in.
    pub min_df: u32,
}

/// Returns what [`train()`](crate::train()) would work with.
///
/// # Errors
///
/// Whatever `train` finds wrong with the set or the options before it fits anything.
///
/// # Examples
///
/// ```
/// use stance_model::{TrainOptions, TrainingSet, plan};
///
/// let set = TrainingSet {
///     texts: ["good", "fine", "bad", "poor", "bad"].map(String::from).to_vec(),
///     labels: ["yes", "yes", "no", "no", "no"].map(String::from).to_vec(),
///     ..TrainingSet::default()
/// };
/// let options = TrainOptions { folds: 2, ..TrainOptions::default() };
/// let plan = plan(&set, &options)?;
/// assert_eq!((plan.labels, plan.label_counts), (vec!["no".to_owned(), "yes".to_owned()], vec![3, 2]));
/// assert_eq!(plan.groups, Some(4));
/// # Ok::<(), stance_model::Error>(())
/// ```
pub fn plan(set: &TrainingSet, options: &TrainOptions) -> Result<Plan, Error> {
    let checked = Checked::new(set, options)?;
    Ok(Plan {
        rows: set.texts.len(),
        label_counts: label_counts(checked.labels.len(), &checked.truth),
        labels: checked.labels,
        groups: checked.folds.map(|folds| folds.n_groups),
        min_df: options.min_df_for(set.texts.len()),
    })
}

/// Returns what [`train_targets`](crate::train_targets) would work with: each target in byte order.
///
/// # Errors
///
/// As [`plan`], the error of a target inside [`Error::Target`]; [`Error::NoRows`];
/// [`Error::UnequalLengths`] and [`Error::MalformedTarget`] for bad targets.
///
/// # Examples
///
/// ```
/// use stance_model::{TrainOptions, TrainingSet, plan_targets};
///
/// let set = TrainingSet {
///     texts: ["good", "fine", "bad", "poor"].map(String::from).to_vec(),
///     labels: ["yes", "yes", "no", "no"].map(String::from).to_vec(),
///     ..TrainingSet::default()
/// };
/// let options = TrainOptions { folds: 2, ..TrainOptions::default() };
/// let targets = vec!["stage".to_owned(); 4];
/// let plans = plan_targets(&set, &targets, &options)?;
/// assert_eq!((plans[0].0.as_str(), plans[0].1.rows), ("stage", 4));
/// # Ok::<(), stance_model::Error>(())
/// ```
pub fn plan_targets(
    set: &TrainingSet,
    targets: &[String],
    options: &TrainOptions,
) -> Result<Vec<(String, Plan)>, Error> {
    let rows_of = rows_by_target(set.texts.len(), targets)?;
    if rows_of.is_empty() {
        return Err(Error::NoRows);
    }
    set.check_columns()?;
    let plans = rows_of.into_iter().map(|(target, rows)| {
        let plan = plan(&set.select_rows(&rows), options);
        let plan = plan.map_err(|error| in_target(error, target, &rows))?;
        Ok((target.to_owned(), plan))
    });
    plans.collect()
}
