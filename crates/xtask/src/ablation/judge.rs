//! Probabilities of rows by one or more models, and the figures over them.

use anyhow::Context as _;
use stance_model::Classifier;
use stance_model::bootstrap::{Interval, interval};
use stance_model::folds::group_rows;
use stance_model::metrics::{Confusion, auc};

use super::data::SEED;
use crate::accuracy::figures::{LEVEL, RESAMPLES, argmax};

/// The labels, in the order that models have them.
const LABELS: [&str; 3] = ["concerned", "neutral", "pro-ai"];
const NEUTRAL: usize = 1;

/// Returns the place of a label among those of the model.
pub(super) fn number(label: &str) -> anyhow::Result<usize> {
    let found = LABELS.iter().position(|name| *name == label);
    found.with_context(|| format!("label {label:?}: one of {} expected", LABELS.join(", ")))
}

/// Rows with their labels and what models say of them.
pub(super) struct Judged<'a> {
    truth: &'a [usize],
    /// Group of each row, for the intervals.
    groups: Vec<usize>,
    probabilities: Vec<Vec<f64>>,
}

/// The figures over some rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Figures {
    pub(super) rows: usize,
    pub(super) accuracy: f64,
    pub(super) macro_f1: f64,
    /// Area under the ROC curve of the rows that take a side, by the share of `pro-ai` among the two.
    pub(super) sides: f64,
    /// Area under the ROC curve of neutral rows against the rest, by the probability of `neutral`.
    pub(super) neutral: f64,
}

/// Figures, with intervals where they are most looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct WithIntervals {
    pub(super) figures: Figures,
    pub(super) macro_f1: Interval,
    pub(super) sides: Interval,
    pub(super) neutral: Interval,
}

impl<'a> Judged<'a> {
    /// Returns rows of which nothing is said yet.
    pub(super) fn new(truth: &'a [usize], groups: &[String]) -> Self {
        Self {
            truth,
            groups: group_rows(groups, None),
            probabilities: vec![vec![0.0; LABELS.len()]; truth.len()],
        }
    }

    /// Takes down what a classifier says of some rows of `texts`.
    pub(super) fn judge(
        &mut self,
        classifier: &Classifier,
        texts: &[String],
        rows: impl IntoIterator<Item = usize>,
    ) -> anyhow::Result<()> {
        anyhow::ensure!(
            classifier.labels() == LABELS,
            "labels {:?} where {LABELS:?} are expected",
            classifier.labels()
        );
        let mut scorer = classifier.scorer();
        for row in rows {
            self.probabilities[row].copy_from_slice(&scorer.score(&texts[row]).probabilities);
        }
        Ok(())
    }

    /// Returns the most probable label of each row.
    pub(super) fn predicted(&self) -> Vec<usize> {
        self.probabilities.iter().map(|p| argmax(p)).collect()
    }

    /// Returns the figures over these rows.
    pub(super) fn figures(&self, rows: &[usize]) -> Figures {
        let confusion = self.confusion(rows);
        Figures {
            rows: rows.len(),
            accuracy: confusion.accuracy(),
            macro_f1: confusion.macro_f1(),
            sides: self.sides(rows),
            neutral: self.neutral(rows),
        }
    }

    /// Returns the figures over these rows, with intervals over their groups.
    pub(super) fn with_intervals(&self, rows: &[usize]) -> WithIntervals {
        let groups: Vec<usize> = rows.iter().map(|&row| self.groups[row]).collect();
        let over = |figure: &dyn Fn(&[usize]) -> f64| {
            interval(&groups, RESAMPLES, SEED, LEVEL, |at: &[usize]| {
                figure(&at.iter().map(|&place| rows[place]).collect::<Vec<_>>())
            })
        };
        WithIntervals {
            figures: self.figures(rows),
            macro_f1: over(&|rows| self.confusion(rows).macro_f1()),
            sides: over(&|rows| self.sides(rows)),
            neutral: over(&|rows| self.neutral(rows)),
        }
    }

    fn confusion(&self, rows: &[usize]) -> Confusion {
        let truth: Vec<usize> = rows.iter().map(|&row| self.truth[row]).collect();
        let predicted: Vec<usize> = (rows.iter())
            .map(|&row| argmax(&self.probabilities[row]))
            .collect();
        Confusion::new(LABELS.len(), &truth, &predicted)
    }

    fn sides(&self, rows: &[usize]) -> f64 {
        let share = |row: usize| {
            let p = &self.probabilities[row];
            p[2] / (p[0] + p[2])
        };
        let of = |side: usize| -> Vec<f64> {
            let rows = rows.iter().filter(|&&row| self.truth[row] == side);
            rows.map(|&row| share(row)).collect()
        };
        // Not a number for a resample without one of the sides, which the interval leaves out.
        auc(&of(0), &of(2)).unwrap_or(f64::NAN)
    }

    fn neutral(&self, rows: &[usize]) -> f64 {
        let (neutral, rest): (Vec<usize>, Vec<usize>) =
            rows.iter().partition(|&&row| self.truth[row] == NEUTRAL);
        let of = |rows: &[usize]| -> Vec<f64> {
            let rows = rows.iter();
            rows.map(|&row| self.probabilities[row][NEUTRAL]).collect()
        };
        auc(&of(&rest), &of(&neutral)).unwrap_or(f64::NAN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_those_of_the_rows_asked_for() {
        let groups = ["a", "a", "b", "c"].map(str::to_owned);
        let mut judged = Judged::new(&[0, 1, 2, 0], &groups);
        judged.probabilities = vec![
            vec![0.6, 0.3, 0.1],
            vec![0.2, 0.5, 0.3],
            vec![0.1, 0.2, 0.7],
            vec![0.1, 0.6, 0.3],
        ];
        let three = judged.figures(&[0, 1, 2]);
        assert_eq!((three.rows, three.accuracy, three.macro_f1), (3, 1.0, 1.0));
        assert_eq!((three.sides, three.neutral), (1.0, 1.0));
        let all = judged.figures(&[0, 1, 2, 3]);
        assert_eq!((all.accuracy, all.sides), (0.75, 1.0));
        // The last row has more of `neutral` than the one neutral row.
        assert!((all.neutral - 2.0 / 3.0).abs() < 1e-15);
    }

    #[test]
    fn a_label_that_no_model_knows_is_refused() {
        assert_eq!(number("pro-ai").ok(), Some(2));
        assert!(number("against").is_err());
    }
}
