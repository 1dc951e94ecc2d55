//! The figures of one set: accuracy and F1 of both sides with their difference, and our calibration.

use stance_model::bootstrap::{Interval, interval};
use stance_model::metrics::{CALIBRATION_BINS, CalibrationError, Confusion, brier_score, log_loss};

use super::ours::HeldOut;
use super::sets::Rows;

/// Resamples of every interval.
pub(crate) const RESAMPLES: usize = 1000;
/// Share of the resamples inside an interval.
pub(crate) const LEVEL: f64 = 0.95;
/// Seed of resamples and of draws of labels.
const SEED: u64 = 0;

/// A figure of both sides.
#[derive(Debug)]
pub(super) struct Compared {
    pub(super) ours: f64,
    pub(super) peer: f64,
    /// Interval of ours minus the peer's.
    pub(super) interval: Interval,
}

/// Our probabilities against the labels.
#[derive(Debug)]
pub(super) struct Calibrated {
    pub(super) error: CalibrationError,
    pub(super) log_loss: f64,
    pub(super) log_loss_uncalibrated: f64,
    pub(super) brier_score: f64,
    /// Accuracy of the labels that would be most probable without calibration.
    pub(super) accuracy_uncalibrated: f64,
    /// F1 of those labels.
    pub(super) f1_uncalibrated: f64,
}

/// All figures of a set.
#[derive(Debug)]
pub(super) struct Figures {
    pub(super) accuracy: Compared,
    /// Mean F1 over the labels, or over `FAVOR` and `AGAINST` where those are labels.
    pub(super) f1: Compared,
    /// Whether `f1` is that of `FAVOR` and `AGAINST`.
    pub(super) is_stance: bool,
    pub(super) calibration: Calibrated,
}

impl Figures {
    pub(super) fn new(rows: &Rows, held_out: &HeldOut, peer: &[usize]) -> Self {
        let labels = |of: &[Vec<f64>]| of.iter().map(|p| argmax(p)).collect::<Vec<usize>>();
        let ours = labels(&held_out.calibrated);
        let all: Vec<usize> = (0..rows.truth.len()).collect();
        let uncalibrated = confusion(rows, &labels(&held_out.uncalibrated), &all);
        let named = |name: &str| rows.labels.iter().position(|label| label == name);
        let sides = named("FAVOR").zip(named("AGAINST"));
        let f1 = |confusion: &Confusion| match sides {
            Some((favor, against)) => f64::midpoint(confusion.f1(favor), confusion.f1(against)),
            None => confusion.macro_f1(),
        };
        let compare = |figure: &dyn Fn(&Confusion) -> f64| {
            let of = |predicted: &[usize], at: &[usize]| figure(&confusion(rows, predicted, at));
            let difference = |at: &[usize]| of(&ours, at) - of(peer, at);
            Compared {
                ours: of(&ours, &all),
                peer: of(peer, &all),
                interval: interval(&rows.groups, RESAMPLES, SEED, LEVEL, difference),
            }
        };
        Self {
            accuracy: compare(&Confusion::accuracy),
            f1: compare(&f1),
            is_stance: sides.is_some(),
            calibration: Calibrated {
                error: CalibrationError::new(
                    &rows.truth,
                    &held_out.calibrated,
                    CALIBRATION_BINS,
                    SEED,
                ),
                log_loss: log_loss(&rows.truth, &held_out.calibrated),
                log_loss_uncalibrated: log_loss(&rows.truth, &held_out.uncalibrated),
                brier_score: brier_score(&rows.truth, &held_out.calibrated),
                accuracy_uncalibrated: uncalibrated.accuracy(),
                f1_uncalibrated: f1(&uncalibrated),
            },
        }
    }
}

fn confusion(rows: &Rows, predicted: &[usize], at: &[usize]) -> Confusion {
    let of = |values: &[usize]| at.iter().map(|&row| values[row]).collect::<Vec<_>>();
    Confusion::new(rows.labels.len(), &of(&rows.truth), &of(predicted))
}

/// Returns the place of the largest value, the first among equals.
pub(crate) fn argmax(values: &[f64]) -> usize {
    (1..values.len()).fold(0, |top, at| if values[at] > values[top] { at } else { top })
}
