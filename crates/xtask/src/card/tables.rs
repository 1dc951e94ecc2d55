//! The tables of a card, from judged rows.

use std::collections::BTreeMap;

use stance_model::record::{ThresholdRisk, TrainingRecord};
use stance_model::{CalibrationBin, Coverage, Judged};

use super::curve::{Point, spread};
use super::judged::Sides as _;
use super::template::table;
use crate::accuracy::press::Measured;

/// Percentages of the rows whose figures the coverage table shows.
const COVERAGES: [usize; 5] = [100, 90, 80, 70, 50];

/// A figure with its interval.
fn shown(measured: &Measured) -> String {
    let Measured { value, interval } = measured;
    format!("{value:.3} ({:.3}-{:.3})", interval.low, interval.high)
}

fn shown_if(measured: Option<&Measured>) -> String {
    measured.map_or("-".to_owned(), shown)
}

/// Figures of whole sets of rows, one line each.
pub(super) fn overall(sets: &[(&str, &Judged)]) -> String {
    let labels = sets.first().map_or(&[][..], |(_, judged)| judged.labels());
    let sides = [labels.first(), labels.last()].map(|label| label.map_or("", String::as_str));
    let auc = format!("{} against {}, AUC", sides[0], sides[1]);
    let header = [
        "",
        "paragraphs",
        "accuracy",
        "macro-F1",
        &auc,
        "right side more probable",
    ];
    let row = |(name, judged): &(&str, &Judged)| {
        vec![
            (*name).to_owned(),
            counts(judged),
            shown(&judged.accuracy()),
            shown(&judged.macro_f1()),
            shown_if(judged.auc().as_ref()),
            shown_if(judged.right_side().as_ref()),
        ]
    };
    table(&header, &sets.iter().map(row).collect::<Vec<_>>())
}

/// The number of rows, and of each label's in the order of the labels.
fn counts(judged: &Judged) -> String {
    let of = |label: usize| {
        judged
            .truth()
            .iter()
            .filter(|&&truth| truth == label)
            .count()
    };
    let counts: Vec<String> = (0..judged.labels().len())
        .map(|label| of(label).to_string())
        .collect();
    format!("{} ({})", judged.n_rows(), counts.join(", "))
}

/// How often each label was taken for which, with precision, recall and F1.
pub(super) fn confusion(judged: &Judged) -> String {
    let confusion = judged.confusion();
    let predicted = judged
        .labels()
        .iter()
        .map(|label| format!("predicted {label}"));
    let mut header = vec!["cross-validated".to_owned()];
    header.extend(predicted);
    header.extend(["precision", "recall", "F1"].map(str::to_owned));
    let row = |(number, label): (usize, &String)| {
        let mut row = vec![label.clone()];
        row.extend(confusion.counts()[number].iter().map(u64::to_string));
        let figures = [
            confusion.precision(number),
            confusion.recall(number),
            confusion.f1(number),
        ];
        row.extend(figures.map(|figure| format!("{figure:.3}")));
        row
    };
    let rows: Vec<Vec<String>> = judged.labels().iter().enumerate().map(row).collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    table(&header, &rows)
}

/// Figures of the rows of each value of a column, in order of the values.
pub(super) fn by_column(name: &str, values: &[String], judged: &Judged) -> String {
    let row = |(value, rows): (&str, Vec<usize>)| {
        let of = judged.select(&rows);
        vec![
            value.to_owned(),
            rows.len().to_string(),
            shown(&of.accuracy()),
            shown(&of.macro_f1()),
        ]
    };
    let rows: Vec<Vec<String>> = split(values).into_iter().map(row).collect();
    table(&[name, "rows", "accuracy", "macro-F1"], &rows)
}

/// Figures of each sector, cross-validated and with the sector left out of training.
pub(super) fn by_sector(values: &[String], within: &Judged, without: &Judged) -> String {
    let row = |(value, rows): (&str, Vec<usize>)| {
        let (within, without) = (within.select(&rows), without.select(&rows));
        vec![
            value.to_owned(),
            rows.len().to_string(),
            shown(&within.accuracy()),
            shown(&within.macro_f1()),
            shown(&without.accuracy()),
            shown(&without.macro_f1()),
        ]
    };
    let rows: Vec<Vec<String>> = split(values).into_iter().map(row).collect();
    let header = [
        "sector",
        "rows",
        "accuracy",
        "macro-F1",
        "accuracy, left out",
        "macro-F1, left out",
    ];
    table(&header, &rows)
}

/// Returns the rows of each value.
fn split(values: &[String]) -> BTreeMap<&str, Vec<usize>> {
    let mut rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (row, value) in values.iter().enumerate() {
        rows.entry(value).or_default().push(row);
    }
    rows
}

/// Bins of like confidence.
pub(super) fn calibration(bins: &[CalibrationBin]) -> String {
    let row = |(number, bin): (usize, &CalibrationBin)| {
        vec![
            (number + 1).to_string(),
            bin.rows.to_string(),
            format!("{:.3}", bin.stated),
            format!("{:.3}", bin.observed),
        ]
    };
    let rows: Vec<Vec<String>> = bins.iter().enumerate().map(row).collect();
    table(
        &["bin", "rows", "mean probability stated", "share right"],
        &rows,
    )
}

/// How right the surest rows are.
pub(super) fn coverage(judged: &Judged) -> String {
    let row = |&percentage: &usize| {
        let Coverage {
            rows,
            min_confidence,
            accuracy,
            macro_f1,
            ..
        } = judged.coverage(percentage);
        vec![
            format!("{percentage} %"),
            rows.to_string(),
            format!("{min_confidence:.3}"),
            format!("{accuracy:.3}"),
            format!("{macro_f1:.3}"),
        ]
    };
    let header = [
        "coverage",
        "rows",
        "lowest probability",
        "accuracy",
        "macro-F1",
    ];
    table(&header, &COVERAGES.iter().map(row).collect::<Vec<_>>())
}

/// The risk of each threshold that the model remembers.
pub(super) fn thresholds(record: &TrainingRecord) -> String {
    let points = record
        .out_of_fold
        .iter()
        .flat_map(|found| &found.thresholds);
    let row = |point: &ThresholdRisk| {
        let percent = |share: f64| format!("{:.1} %", 100.0 * share);
        vec![
            format!("{:.2}", point.min_confidence),
            percent(point.coverage),
            point.risk.map_or("-".to_owned(), percent),
        ]
    };
    let rows: Vec<Vec<String>> = points.map(row).collect();
    table(&["least probability", "kept", "wrong"], &rows)
}

/// The learning curve on rows held out.
pub(super) fn curve(points: &[Point]) -> String {
    let row = |point: &Point| {
        vec![
            format!("{} %", point.percentage),
            format!("{:.0}", point.rows),
            spread(&point.held_out),
        ]
    };
    let rows: Vec<Vec<String>> = points.iter().map(row).collect();
    table(&["groups", "rows trained on", "fold held out"], &rows)
}

/// The learning curve on parts of the press.
pub(super) fn press_curve(points: &[Point], parts: &[&str]) -> String {
    let mut header = vec!["groups".to_owned()];
    for part in parts {
        header.push(format!("{part}, macro-F1"));
        header.push(format!("{part}, AUC"));
    }
    let row = |point: &Point| {
        let mut row = vec![format!("{} %", point.percentage)];
        for (f1, auc) in point.press.iter().zip(&point.press_auc) {
            row.extend([spread(f1), spread(auc)]);
        }
        row
    };
    let rows: Vec<Vec<String>> = points.iter().map(row).collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    table(&header, &rows)
}
