//! The learning curve: what more rows teach.
//!
//! A draw holds out one fold of the cross-validation and trains on a part of the other folds' groups, drawn with equal
//! shares of the labels. Every size of a draw is tested on the same rows.

use stance_model::folds::{assign_folds, group_rows, number_values};
use stance_model::metrics::mean_and_sd;
use stance_model::{Classifier, Judged, TrainOptions, TrainingSet, train};

use super::judged::Sides as _;
use super::press::Press;

/// Percentages of the groups, each with the number of equal parts of which one is taken.
const SIZES: [(usize, usize); 4] = [(10, 10), (25, 4), (50, 2), (100, 1)];
/// Draws per size; the number of a draw is its seed and the fold it holds out.
const DRAWS: u64 = 3;

/// Figures over the draws of one size.
#[derive(Debug)]
pub(super) struct Point {
    pub(super) percentage: usize,
    /// Mean number of rows trained on.
    pub(super) rows: f64,
    /// Macro-F1 on the fold held out, draw by draw.
    pub(super) held_out: Vec<f64>,
    /// Macro-F1 on parts of the press, part by part.
    pub(super) press: Vec<Vec<f64>>,
    /// Area under the ROC curve of the two sides, part by part.
    pub(super) press_auc: Vec<Vec<f64>>,
}

/// Returns mean, lowest and highest of some figures.
pub(super) fn spread(values: &[f64]) -> String {
    let (mean, _) = mean_and_sd(values);
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    format!("{mean:.3} ({low:.3}-{high:.3})")
}

/// Trains on more and more of the rows; `folds` are those of the cross-validation, numbered from 0.
pub(super) fn measure(
    set: &TrainingSet,
    options: &TrainOptions,
    folds: &[usize],
    press: Option<(&Press, &[&[&str]])>,
) -> anyhow::Result<Vec<Point>> {
    SIZES
        .into_iter()
        .map(|(percentage, parts)| {
            let mut point = Point {
                percentage,
                rows: 0.0,
                held_out: Vec::new(),
                press: Vec::new(),
                press_auc: Vec::new(),
            };
            for draw in 0..DRAWS {
                add(&mut point, set, options, folds, press, (draw, parts))?;
            }
            Ok(point)
        })
        .collect()
}

/// Adds the figures of one draw.
fn add(
    point: &mut Point,
    set: &TrainingSet,
    options: &TrainOptions,
    folds: &[usize],
    press: Option<(&Press, &[&[&str]])>,
    (draw, parts): (u64, usize),
) -> anyhow::Result<()> {
    let held_out: Vec<usize> = (0..folds.len())
        .filter(|&row| folds[row] as u64 == draw)
        .collect();
    let rows = drawn(set, folds, draw, parts);
    let classifier = train(&set.select_rows(&rows), options, None)?;
    point.rows += rows.len() as f64 / DRAWS as f64;
    point.held_out.push(macro_f1(&classifier, set, &held_out));
    let Some((press, parts)) = press else {
        return Ok(());
    };
    point.press.resize(parts.len(), Vec::new());
    point.press_auc.resize(parts.len(), Vec::new());
    for (at, part) in parts.iter().enumerate() {
        let judged = press.judge(&classifier, &press.rows_of(part))?;
        point.press[at].push(judged.confusion().macro_f1());
        point.press_auc[at].extend(judged.auc().map(|auc| auc.value));
    }
    Ok(())
}

/// Returns the rows that a draw trains on: one of so many parts of the groups outside its fold.
fn drawn(set: &TrainingSet, folds: &[usize], draw: u64, parts: usize) -> Vec<usize> {
    let outside: Vec<usize> = (0..folds.len())
        .filter(|&row| folds[row] as u64 != draw)
        .collect();
    let outside_set = set.select_rows(&outside);
    let groups = group_rows(&outside_set.texts, outside_set.groups.as_deref());
    let labels = number_values(&outside_set.labels);
    let part_of = assign_folds(&labels, &groups, parts, draw);
    let drawn = outside
        .into_iter()
        .zip(part_of)
        .filter(|(_, part)| *part == 0);
    drawn.map(|(row, _)| row).collect()
}

fn macro_f1(classifier: &Classifier, set: &TrainingSet, rows: &[usize]) -> f64 {
    let labels = classifier.labels();
    let mut scorer = classifier.scorer();
    let number = |&row: &usize| labels.partition_point(|label| *label < set.labels[row]);
    let predictions = rows.iter().map(|&row| scorer.score(&set.texts[row]));
    let (truth, groups) = (rows.iter().map(number), (0..rows.len()).collect());
    let judged = Judged::new(
        labels.to_vec(),
        truth.collect(),
        predictions.collect(),
        groups,
    );
    judged.confusion().macro_f1()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_is_stratified_and_leaves_its_fold_out() {
        let rows = 0..120;
        let set = TrainingSet {
            texts: rows.clone().map(|row| format!("text {row}")).collect(),
            labels: rows.clone().map(|row| format!("l{}", row % 3)).collect(),
            ..TrainingSet::default()
        };
        let folds: Vec<usize> = rows.map(|row| row / 24).collect();
        let quarter = drawn(&set, &folds, 1, 4);
        assert_eq!(quarter.len(), 24);
        assert!(quarter.iter().all(|&row| folds[row] != 1));
        for label in 0..3 {
            let of_label = quarter.iter().filter(|&&row| row % 3 == label);
            assert_eq!(of_label.count(), 8, "label {label}");
        }
        assert_eq!(drawn(&set, &folds, 1, 1).len(), 96);
        assert_ne!(drawn(&set, &folds, 2, 4), quarter);
    }

    #[test]
    fn a_spread_is_mean_lowest_and_highest() {
        assert_eq!(spread(&[0.5, 0.25, 0.75]), "0.500 (0.250-0.750)");
    }
}
