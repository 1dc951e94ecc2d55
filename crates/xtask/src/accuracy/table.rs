//! The accuracy table as Markdown.

use std::fmt::Write as _;

use stance_model::bootstrap::Interval;

use super::figures::{Compared, Figures, RESAMPLES};
use super::press::{Measured, Part, Press};
use super::sets::{FOLDS, Set};
use crate::card::template::section;

/// A set with its number of rows and its figures.
pub(super) type Measurement = (Set, usize, Figures);

/// Sections of the page in order, by the name of the option that makes each anew.
pub(super) const SECTIONS: [&str; 3] = ["sets", "zero-shot", "press"];

/// Returns the whole page: a section that was not made anew is as it stands in `old`.
pub(super) fn page(made: [Option<String>; 3], old: &str) -> String {
    let mut out = String::from(
        "# How right it is\n\nMade by `cargo xtask accuracy --data FOLDER --python PYTHON`; with `--section` one section at a time.\n",
    );
    for (name, made) in SECTIONS.into_iter().zip(made) {
        // Writing to a string cannot fail.
        let _ = write!(out, "\n{}\n", section(name, made, old));
    }
    out
}

/// Returns the section on cross-validation.
pub(super) fn sets(sets: &[Measurement], skipped: &[String], scikit_learn: &str) -> String {
    let mut out = String::new();
    let peer = format!("scikit-learn {scikit_learn}");
    let _ = write!(
        out,
        "## Beside scikit-learn\n\n{FOLDS} folds, stratified, rows of one group or of equal text in one fold, the same folds for \
         both sides. Ours is `stance train` with its defaults, nothing set per data set; {peer} is TF-IDF of words 1-2 \
         beside characters 2-5 within words (sublinear), and liblinear with `C = 10` and balanced weights. Sets with stances \
         toward several targets have a model per target on both sides. Differences are ours minus theirs, with \
         95 % intervals over {RESAMPLES} resamples of the groups, paired; **bold** where the interval does not hold 0.\n\n"
    );
    out.push_str(&comparison(sets));
    if !skipped.is_empty() {
        let _ = write!(out, "\nLeft out of this run: {}.\n", skipped.join(", "));
    }
    let _ = write!(
        out,
        "\nF1 is the mean over the labels; with † the mean of `FAVOR` and `AGAINST`, as is usual for stance. Sets with \\* ask \
         about a target inside the text, which neither side is told: reported, not counted.\n\n\
         ## Calibration\n\nThe same held-out rows: choice of `C`, vectoriser and calibration were fitted inside the training rows of each \
         fold. ECE is the expected calibration error of the top label over 10 bins of equal mass; its excess is what remains after \
         subtracting the mean of the same figure for labels drawn from the stated probabilities. Log loss in nats. Training gives every \
         label the same weight; calibration brings the probabilities back to the shares that labels have, and the label given is the most \
         probable one. Where a label is rare, that is right more often (accuracy) and names the rare label less often (F1): the last four \
         columns show both.\n\n"
    );
    out.push_str(&calibration(sets));
    out
}

/// Returns the section on the press.
pub(super) fn press(press: &Press) -> String {
    let mut out = format!(
        "## The models that ship, on real press\n\nParagraphs of technology, business and general press that a model was not trained \
         on, labelled by two readers who agreed (`tests/oracle/`: labels by id, no texts). Paragraphs of the part `dev` were \
         looked at while models were made; those of the part `held` were set aside for the end and nothing was tuned on them: \
         they are shown by `--held` only. *Right side* is over the paragraphs that take a side, AUC as well: how often the one \
         at the high end (`pro-ai`, `positive`) leans to it more than one at the low end. Intervals (95 %, {RESAMPLES} resamples) are \
         over articles.\n\n"
    );
    out.push_str(&yardstick(press));
    if !press.without.is_empty() {
        let _ = write!(
            out,
            "\nWithout a yardstick: {}.\n",
            press.without.join(", ")
        );
    }
    out
}

/// Returns the table of both sides, and the means over the sets that count.
pub(super) fn comparison(sets: &[Measurement]) -> String {
    let mut out = String::from(
        "| set | rows | accuracy, ours | scikit-learn | difference | F1, ours | scikit-learn | difference |\n\
         | --- | ---: | ---: | ---: | --- | ---: | ---: | --- |\n",
    );
    for (set, rows, figures) in sets {
        let mark = if set.counts { "" } else { " \\*" };
        let dagger = if figures.is_stance { " †" } else { "" };
        let (accuracy, f1) = (sides(&figures.accuracy), sides(&figures.f1));
        let _ = writeln!(
            out,
            "| {}{mark}{dagger} | {rows} | {accuracy} | {f1} |",
            set.name
        );
    }
    let counted: Vec<&Figures> = sets
        .iter()
        .filter(|(set, ..)| set.counts)
        .map(|(.., figures)| figures)
        .collect();
    if counted.is_empty() {
        return out;
    }
    let mean = |figure: &dyn Fn(&Figures) -> f64| {
        counted.iter().map(|figures| figure(figures)).sum::<f64>() / counted.len() as f64
    };
    let row = |of: &dyn Fn(&Figures) -> &Compared| {
        let (ours, peer) = (mean(&|f| of(f).ours), mean(&|f| of(f).peer));
        format!("{ours:.4} | {peer:.4} | {:+.4}", ours - peer)
    };
    let (accuracy, f1) = (row(&|f| &f.accuracy), row(&|f| &f.f1));
    let _ = writeln!(out, "| mean of {} | | {accuracy} | {f1} |", counted.len());
    out
}

fn sides(compared: &Compared) -> String {
    let Compared {
        ours,
        peer,
        interval,
    } = compared;
    let difference = difference(ours - peer, interval, 4);
    format!("{ours:.4} | {peer:.4} | {difference}")
}

/// Returns a difference with its interval, bold where that does not hold 0.
pub(super) fn difference(value: f64, interval: &Interval, digits: usize) -> String {
    let sure = interval.low > 0.0 || interval.high < 0.0;
    let stars = if sure { "**" } else { "" };
    let ends = ends(interval, digits, "+");
    format!("{stars}{value:+.digits$} {ends}{stars}")
}

/// Returns a figure with its interval.
pub(super) fn cell(measured: &Measured) -> String {
    let ends = ends(&measured.interval, 3, "");
    format!("{:.3} {ends}", measured.value)
}

/// Returns the table of calibration.
pub(super) fn calibration(sets: &[Measurement]) -> String {
    let mut out = String::from(
        "| set | ECE | excess | log loss | uncalibrated | difference | Brier score | accuracy | uncalibrated | F1 | uncalibrated |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
    );
    for (set, _, figures) in sets {
        let found = &figures.calibration;
        let (loss, plain) = (found.log_loss, found.log_loss_uncalibrated);
        let (error, excess) = (found.error.error, found.error.excess());
        let difference = loss - plain;
        let _ = write!(
            out,
            "| {} | {error:.4} | {excess:+.4} | {loss:.4} | {plain:.4} | {difference:+.4}",
            set.name
        );
        let (accuracy, f1) = (figures.accuracy.ours, figures.f1.ours);
        let (plain_accuracy, plain_f1) = (found.accuracy_uncalibrated, found.f1_uncalibrated);
        let _ = writeln!(
            out,
            " | {:.4} | {accuracy:.4} | {plain_accuracy:.4} | {f1:.4} | {plain_f1:.4} |",
            found.brier_score
        );
    }
    out
}

/// Returns the table of the models that ship on their yardsticks.
pub(super) fn yardstick(press: &Press) -> String {
    let mut out = String::from(
        "| model | part | paragraphs | articles | right side | AUC of the sides | accuracy | macro-F1 |\n\
         | --- | --- | ---: | ---: | --- | --- | --- | --- |\n",
    );
    for part in &press.parts {
        let Part {
            model,
            name,
            rows,
            articles,
            right_side,
            auc,
            accuracy,
            macro_f1,
        } = part;
        let figures = [right_side, auc, accuracy, macro_f1].map(cell).join(" | ");
        let _ = writeln!(
            out,
            "| {model} | {name} | {rows} | {articles} | {figures} |"
        );
    }
    out
}

fn ends(interval: &Interval, digits: usize, sign: &str) -> String {
    let Interval { low, high } = interval;
    if sign.is_empty() {
        format!("[{low:.digits$}, {high:.digits$}]")
    } else {
        format!("[{low:+.digits$}, {high:+.digits$}]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_that_is_not_made_anew_stays() {
        let made = |text: &str| Some(text.to_owned());
        let first = page([made("sets 1"), made("zero 1"), made("press 1")], "");
        let second = page([None, made("zero 2"), None], &first);
        assert_eq!(second, first.replace("zero 1", "zero 2"));
    }

    #[test]
    fn a_difference_is_bold_where_its_interval_does_not_hold_0() {
        let interval = |low, high| Interval { low, high };
        let sure = difference(-0.02, &interval(-0.03, -0.01), 2);
        assert_eq!(sure, "**-0.02 [-0.03, -0.01]**");
        let unsure = difference(0.01, &interval(-0.01, 0.03), 2);
        assert_eq!(unsure, "+0.01 [-0.01, +0.03]");
    }
}
