//! The figures of a card over judged rows: those of the two sides, and intervals.

use stance_model::Judged;
use stance_model::bootstrap::interval;
use stance_model::metrics::auc;

use crate::accuracy::figures::{LEVEL, RESAMPLES};
use crate::accuracy::press::Measured;

/// What a card tells of judged rows.
pub(super) trait Sides {
    fn accuracy(&self) -> Measured;

    fn macro_f1(&self) -> Measured;

    /// Returns the area under the ROC curve of the rows that take a side, by the share of the second side's
    /// probability; nothing without rows of both sides.
    fn auc(&self) -> Option<Measured>;

    /// Returns the share of the rows that take a side whose side is more probable than the other.
    fn right_side(&self) -> Option<Measured>;
}

impl Sides for Judged {
    fn accuracy(&self) -> Measured {
        measure(self, |rows| self.select(rows).confusion().accuracy())
    }

    fn macro_f1(&self) -> Measured {
        measure(self, |rows| self.select(rows).confusion().macro_f1())
    }

    fn auc(&self) -> Option<Measured> {
        let [low, high] = sides(self)?;
        let share = |row: usize| {
            let p = &self.predictions()[row].probabilities;
            p[high] / (p[low] + p[high])
        };
        let figure = |rows: &[usize]| {
            let of = |side: usize| -> Vec<f64> {
                let of_side = rows.iter().filter(|&&row| self.truth()[row] == side);
                of_side.map(|&row| share(row)).collect()
            };
            // A resample without one of the sides is left out of the interval.
            auc(&of(low), &of(high)).unwrap_or(f64::NAN)
        };
        Some(measure(self, figure))
    }

    fn right_side(&self) -> Option<Measured> {
        let [low, high] = sides(self)?;
        let figure = |rows: &[usize]| {
            let (mut right, mut all) = (0.0, 0.0);
            for &row in rows {
                let p = &self.predictions()[row].probabilities;
                let (own, other) = match self.truth()[row] {
                    side if side == low => (p[low], p[high]),
                    side if side == high => (p[high], p[low]),
                    _ => continue,
                };
                all += 1.0;
                right += f64::from(u8::from(own > other));
            }
            right / all
        };
        Some(measure(self, figure))
    }
}

/// Returns the labels of the two sides, the first and the last, where both have rows.
fn sides(judged: &Judged) -> Option<[usize; 2]> {
    let sides = [0, judged.labels().len().checked_sub(1)?];
    let met = sides.iter().all(|side| judged.truth().contains(side));
    met.then_some(sides)
}

/// Returns a figure over all rows with its interval.
fn measure(judged: &Judged, figure: impl Fn(&[usize]) -> f64) -> Measured {
    let all: Vec<usize> = (0..judged.n_rows()).collect();
    Measured {
        value: figure(&all),
        interval: interval(judged.groups(), RESAMPLES, 0, LEVEL, figure),
    }
}

#[cfg(test)]
#[expect(
    clippy::float_cmp,
    reason = "ratios of small whole numbers round alike"
)]
mod tests {
    use stance_model::Prediction;

    use super::*;

    #[test]
    fn the_sides_are_told_apart_whatever_neutral_gets() {
        let rows = [
            (0, [0.6, 0.3, 0.1]),
            (1, [0.5, 0.4, 0.1]),
            (2, [0.3, 0.5, 0.2]),
            (2, [0.0, 0.2, 0.8]),
        ];
        let judged = Judged::new(
            ["concerned", "neutral", "pro-ai"]
                .map(String::from)
                .to_vec(),
            rows.map(|row| row.0).to_vec(),
            rows.map(|row| Prediction::new(row.1.to_vec())).to_vec(),
            vec![0, 1, 2, 3],
        );
        assert_eq!(judged.accuracy().value, 0.5);
        // Shares of pro-ai: 1/7 among concerned; 0.4 and 1 among pro-ai.
        assert_eq!(judged.auc().unwrap().value, 1.0);
        assert_eq!(judged.right_side().unwrap().value, 2.0 / 3.0);
        let neutral = judged.select(&[1]);
        assert!(neutral.auc().is_none() && neutral.right_side().is_none());
    }
}
