//! Plots of judged rows as SVG, with what they show in words; the same figures give the same bytes.

use std::fmt::Write as _;

use stance_model::{CalibrationBin, Coverage};

/// Width and height of the drawing, and of the square that the axes span, in pixels.
const SIZE: f64 = 360.0;
const SPAN: f64 = 280.0;
const LEFT: f64 = 56.0;
const TOP: f64 = 20.0;

/// A plot of a value in 0..=1 against another, each axis over its own part of that range.
struct Plot {
    x: [f64; 2],
    y: [f64; 2],
    body: String,
}

impl Plot {
    fn at(&self, x: f64, y: f64) -> (f64, f64) {
        let share = |value: f64, [low, high]: [f64; 2]| (value - low) / (high - low);
        (
            LEFT + SPAN * share(x, self.x),
            TOP + SPAN * (1.0 - share(y, self.y)),
        )
    }

    fn line(&mut self, points: &[(f64, f64)], style: &str) {
        let places = points.iter().map(|&(x, y)| {
            let (x, y) = self.at(x, y);
            format!("{x:.1},{y:.1}")
        });
        let places: Vec<String> = places.collect();
        let _ = writeln!(
            self.body,
            "<polyline points=\"{}\" fill=\"none\" {style}/>",
            places.join(" ")
        );
    }

    fn dot(&mut self, x: f64, y: f64) {
        let (x, y) = self.at(x, y);
        let _ = writeln!(
            self.body,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"#0b6\"/>"
        );
    }

    fn text(&mut self, (x, y): (f64, f64), anchor: &str, text: &str) {
        let _ = writeln!(
            self.body,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>"
        );
    }

    /// Draws the frame, five ticks along each axis, and the names of the axes.
    fn axes(&mut self, x_name: &str, y_name: &str) {
        let (([x0, x1], [y0, y1]), grey) = ((self.x, self.y), "stroke=\"#999\"");
        self.line(&[(x0, y1), (x0, y0), (x1, y0)], grey);
        for tick in 0..=4 {
            let share = f64::from(tick) / 4.0;
            let (x, y) = (x0 + share * (x1 - x0), y0 + share * (y1 - y0));
            let (left, bottom) = (self.at(x0, y), self.at(x, y0));
            self.text((left.0 - 6.0, left.1 + 4.0), "end", &format!("{y:.2}"));
            self.text((bottom.0, bottom.1 + 16.0), "middle", &format!("{x:.2}"));
        }
        let middle = LEFT + SPAN / 2.0;
        self.text((middle, TOP + SPAN + 36.0), "middle", x_name);
        self.text((LEFT, TOP - 6.0), "start", y_name);
    }

    /// Returns the drawing, with a title and a description for those who do not see it; their ids begin with `id`.
    fn svg(self, id: &str, title: &str, description: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {SIZE} {SIZE}\" width=\"{SIZE}\" height=\"{SIZE}\" \
             role=\"img\" aria-labelledby=\"{id}-title {id}-description\" font-family=\"sans-serif\" font-size=\"11\" \
             fill=\"#333\">\n<title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-description\">{description}</desc>\n\
             <rect width=\"{SIZE}\" height=\"{SIZE}\" fill=\"#fff\"/>\n{}</svg>\n",
            self.body
        )
    }
}

/// Returns the calibration plot: share predicted right against the probability stated, bin by bin.
///
/// # Examples
///
/// ```
/// use stance_cli::plot::calibration;
/// use stance_model::CalibrationBin;
///
/// let svg = calibration(&[CalibrationBin { rows: 10, stated: 0.8, observed: 0.7 }]);
/// assert!(svg.contains("0.80 stated, 0.70 right"));
/// ```
#[must_use]
pub fn calibration(bins: &[CalibrationBin]) -> String {
    let lowest = bins
        .iter()
        .map(|bin| bin.stated.min(bin.observed))
        .fold(1.0, f64::min);
    // The axes begin at a quarter below the lowest point, so that ticks are round.
    let low = (lowest * 4.0).floor() / 4.0;
    let mut plot = Plot {
        x: [low, 1.0],
        y: [low, 1.0],
        body: String::new(),
    };
    plot.axes("probability stated", "share predicted right");
    plot.line(
        &[(low, low), (1.0, 1.0)],
        "stroke=\"#999\" stroke-dasharray=\"4 4\"",
    );
    let points: Vec<(f64, f64)> = bins.iter().map(|bin| (bin.stated, bin.observed)).collect();
    plot.line(&points, "stroke=\"#0b6\" stroke-width=\"1.5\"");
    for (x, y) in points {
        plot.dot(x, y);
    }
    plot.svg(
        "calibration",
        "Calibration of the probabilities",
        &calibration_text(bins),
    )
}

/// Returns the calibration plot in words.
///
/// # Examples
///
/// ```
/// use stance_cli::plot::calibration_text;
/// use stance_model::CalibrationBin;
///
/// let text = calibration_text(&[CalibrationBin { rows: 10, stated: 0.8, observed: 0.7 }]);
/// assert!(text.ends_with("in 1 bins of equally many rows: 0.80 stated, 0.70 right"));
/// ```
#[must_use]
pub fn calibration_text(bins: &[CalibrationBin]) -> String {
    let point =
        |bin: &CalibrationBin| format!("{:.2} stated, {:.2} right", bin.stated, bin.observed);
    let points: Vec<String> = bins.iter().map(point).collect();
    format!(
        "Share of rows predicted right against the probability stated, in {} bins of equally many rows: {}",
        bins.len(),
        points.join("; ")
    )
}

/// Returns the risk-coverage plot: share predicted wrong among the surest rows, by their share of all.
///
/// # Examples
///
/// ```
/// use stance_cli::plot::risk_coverage;
/// use stance_model::{Judged, Prediction};
///
/// let labels = ["no", "yes"].map(String::from).to_vec();
/// let judged = Judged::new(labels, vec![0], vec![Prediction::new(vec![0.2, 0.8])], vec![0]);
/// let svg = risk_coverage(&[50, 100].map(|percentage| judged.coverage(percentage)));
/// assert!(svg.contains("100 % kept, 100.0 % wrong"));
/// ```
#[must_use]
pub fn risk_coverage(points: &[Coverage]) -> String {
    let text = risk_coverage_text(points);
    let place = |point: &Coverage| (point.percentage as f64 / 100.0, 1.0 - point.accuracy);
    let points: Vec<(f64, f64)> = points.iter().map(place).collect();
    let highest = points.iter().map(|point| point.1).fold(0.0, f64::max);
    // The axis ends at a fifth, so that ticks are round.
    let high = ((highest * 5.0).ceil() / 5.0).max(0.2);
    let mut plot = Plot {
        x: [0.0, 1.0],
        y: [0.0, high],
        body: String::new(),
    };
    plot.axes(
        "coverage: share of the rows, the surest first",
        "risk: share predicted wrong",
    );
    plot.line(&points, "stroke=\"#0b6\" stroke-width=\"1.5\"");
    plot.svg("risk-coverage", "Risk against coverage", &text)
}

/// Returns the risk-coverage plot in words, at 100, 90, 80, 70 and 50 % where there are such points.
///
/// # Examples
///
/// ```
/// use stance_cli::plot::risk_coverage_text;
/// use stance_model::{Judged, Prediction};
///
/// let labels = ["no", "yes"].map(String::from).to_vec();
/// let judged = Judged::new(labels, vec![1], vec![Prediction::new(vec![0.2, 0.8])], vec![0]);
/// let text = risk_coverage_text(&[judged.coverage(100)]);
/// assert_eq!(text, "Share of rows predicted wrong among the surest: 100 % kept, 0.0 % wrong");
/// ```
#[must_use]
pub fn risk_coverage_text(points: &[Coverage]) -> String {
    let at = |percentage: usize| points.iter().find(|point| point.percentage == percentage);
    let text = |point: &Coverage| {
        let risk = 100.0 * (1.0 - point.accuracy);
        format!("{} % kept, {risk:.1} % wrong", point.percentage)
    };
    let shown = [100, 90, 80, 70, 50].into_iter().filter_map(at).map(text);
    format!(
        "Share of rows predicted wrong among the surest: {}",
        shown.collect::<Vec<_>>().join("; ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_stand_where_their_values_say() {
        let bins = [(0.5, 0.6), (1.0, 1.0)].map(|(stated, observed)| CalibrationBin {
            rows: 10,
            stated,
            observed,
        });
        let svg = calibration(&bins);
        // From 0.5 to 1 over 280 pixels: 0.6 is a fifth of the way up from 300.
        assert!(svg.contains("<circle cx=\"56.0\" cy=\"244.0\""), "{svg}");
        assert!(svg.contains("<circle cx=\"336.0\" cy=\"20.0\""), "{svg}");
        assert!(svg.contains("0.50 stated, 0.60 right; 1.00 stated, 1.00 right</desc>"));
    }
}
