//! How right a system is on texts whose labels are the two ends of an axis and what lies between.

use stance_model::bootstrap::interval;
use stance_model::metrics::{Confusion, auc};
use stance_model::{Classifier, Prediction};

use super::figures::{LEVEL, RESAMPLES};
use super::press::Measured;

/// Number of the label at the low end, in the order of `Task::labels`.
pub(super) const LOW: usize = 0;
/// Number of the label between the ends.
pub(super) const MIDDLE: usize = 1;
/// Number of the label at the high end.
pub(super) const HIGH: usize = 2;
/// Seed of the resamples.
const SEED: u64 = 0;

/// The labels of some texts. Both columns are of equal length.
#[derive(Debug)]
pub(super) struct Truth {
    /// Label of each text: [`LOW`], [`MIDDLE`] or [`HIGH`].
    pub(super) labels: Vec<usize>,
    /// Group of each text, the unit that is drawn anew for intervals.
    pub(super) groups: Vec<usize>,
}

/// What a system says of the texts. Both columns are as long as those of the truth.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    /// Label of each text, a number as in [`Truth`].
    pub(super) labels: Vec<usize>,
    /// How far each text leans to the high end against the low one: above 0 where the high end is the likelier of the
    /// two, 0 where the system cannot tell.
    pub(super) leans: Vec<f64>,
}

impl Verdicts {
    /// Adds a label with probabilities in the order of the axis; the lean is the log odds of the ends.
    pub(super) fn push(&mut self, label: usize, probabilities: &[f64]) {
        let (low, high) = (probabilities[LOW], probabilities[HIGH]);
        let equal = low.total_cmp(&high).is_eq();
        self.labels.push(label);
        self.leans.push(if equal {
            0.0
        } else {
            libm::log(high) - libm::log(low)
        });
    }

    /// Takes the first `number` out.
    pub(super) fn take_first(&mut self, number: usize) -> Self {
        Self {
            labels: self.labels.drain(..number).collect(),
            leans: self.leans.drain(..number).collect(),
        }
    }

    /// Returns what a classifier with the labels of a task says.
    pub(super) fn of_classifier<'a>(
        classifier: &Classifier,
        texts: impl Iterator<Item = &'a str>,
    ) -> Self {
        let (mut verdicts, mut scorer) = (Self::default(), classifier.scorer());
        for text in texts {
            let Prediction {
                label,
                probabilities,
                ..
            } = scorer.score(text);
            verdicts.push(label, &probabilities);
        }
        verdicts
    }
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Figure {
    /// Of the texts at an end, the share that lean to it; no lean counts half.
    RightSide,
    /// Area under the ROC curve of the texts at an end, by their lean.
    Auc,
    /// Share of right labels.
    Accuracy,
    /// Mean F1 over the labels.
    MacroF1,
}

impl Figure {
    /// Measures over some of the rows, each as often as it is named; not a number where an end is needed and absent.
    fn over(self, truth: &Truth, verdicts: &Verdicts, rows: &[usize]) -> f64 {
        let leans = |end: usize| -> Vec<f64> {
            let of = rows.iter().filter(|&&row| truth.labels[row] == end);
            of.map(|&row| verdicts.leans[row]).collect()
        };
        let confusion = || {
            let of = |labels: &[usize]| rows.iter().map(|&row| labels[row]).collect::<Vec<_>>();
            Confusion::new(HIGH + 1, &of(&truth.labels), &of(&verdicts.labels))
        };
        match self {
            Self::RightSide => right_side(&leans(LOW), &leans(HIGH)),
            Self::Auc => auc(&leans(LOW), &leans(HIGH)).unwrap_or(f64::NAN),
            Self::Accuracy => confusion().accuracy(),
            Self::MacroF1 => confusion().macro_f1(),
        }
    }

    /// Measures a system.
    pub(super) fn of(self, truth: &Truth, verdicts: &Verdicts) -> Measured {
        measured(truth, |rows| self.over(truth, verdicts, rows))
    }

    /// Measures how much better one system is than another, over the same resamples.
    pub(super) fn difference(self, truth: &Truth, one: &Verdicts, other: &Verdicts) -> Measured {
        measured(truth, |rows| {
            self.over(truth, one, rows) - self.over(truth, other, rows)
        })
    }
}

/// Returns the share of texts at an end that lean to it.
fn right_side(low: &[f64], high: &[f64]) -> f64 {
    let credit = |lean: f64| match lean {
        lean if lean > 0.0 => 1.0,
        lean if lean < 0.0 => 0.0,
        _ => 0.5,
    };
    let won = low.iter().map(|&lean| credit(-lean)).sum::<f64>()
        + high.iter().map(|&lean| credit(lean)).sum::<f64>();
    won / (low.len() + high.len()) as f64
}

fn measured(truth: &Truth, figure: impl Fn(&[usize]) -> f64) -> Measured {
    let all: Vec<usize> = (0..truth.labels.len()).collect();
    Measured {
        value: figure(&all),
        interval: interval(&truth.groups, RESAMPLES, SEED, LEVEL, figure),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn truth() -> Truth {
        Truth {
            labels: vec![LOW, LOW, MIDDLE, HIGH, HIGH],
            groups: (0..5).collect(),
        }
    }

    #[test]
    fn figures_of_hand_counted_verdicts() {
        let verdicts = Verdicts {
            labels: vec![LOW, MIDDLE, MIDDLE, HIGH, LOW],
            leans: vec![-2.0, 0.0, 5.0, 1.0, -1.0],
        };
        let value = |figure: Figure| figure.of(&truth(), &verdicts).value;
        // Of four texts at an end two lean to it, one does not lean.
        assert!((value(Figure::RightSide) - 0.625).abs() < 1e-12);
        // Of 2 × 2 pairs the high one wins 3 (1 over -2 and 0; -1 over -2).
        assert!((value(Figure::Auc) - 0.75).abs() < 1e-12);
        assert!((value(Figure::Accuracy) - 0.6).abs() < 1e-12);
        // F1: low 1/2, middle 2/3, high 2/3.
        assert!((value(Figure::MacroF1) - 11.0 / 18.0).abs() < 1e-12);
    }

    #[test]
    fn a_system_is_no_better_than_itself() {
        let mut verdicts = Verdicts::default();
        for (label, high) in [
            (LOW, 0.1),
            (LOW, 0.2),
            (MIDDLE, 0.3),
            (HIGH, 0.6),
            (LOW, 0.1),
        ] {
            verdicts.push(label, &[0.7 - high, 0.3, high]);
        }
        assert!(verdicts.leans[0] < 0.0 && verdicts.leans[3] > 0.0);
        let found = Figure::RightSide.difference(&truth(), &verdicts, &verdicts);
        assert!(found.value == 0.0 && found.interval.low == 0.0 && found.interval.high == 0.0);
    }

    #[test]
    fn equal_ends_do_not_lean() {
        let mut verdicts = Verdicts::default();
        verdicts.push(MIDDLE, &[0.0, 1.0, 0.0]);
        verdicts.push(MIDDLE, &[0.2, 0.6, 0.2]);
        assert_eq!(verdicts.leans, [0.0, 0.0]);
    }
}
