//! The accuracy table as Markdown.

use std::fmt::Write as _;

use stance_model::bootstrap::Interval;

use super::figures::{Compared, Figures, RESAMPLES};
use super::press::{Measured, Part};
use super::sets::{FOLDS, Set};

/// A set with its figures.
pub(super) type Measurements = [(Set, usize, Figures)];

/// Returns the whole page.
pub(super) fn page(
    sets: &Measurements,
    skipped: &[String],
    press: &[Part],
    scikit_learn: &str,
) -> String {
    let mut out = String::new();
    let peer = format!("scikit-learn {scikit_learn}");
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "# How right it is\n\nMade by `cargo xtask accuracy --data FOLDER --python PYTHON`.\n\n"
    );
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
    let _ = write!(
        out,
        "\n## The model that ships, on real press\n\nParagraphs of French technology and business press that `stance-ai-fr` was \
         not trained on, labelled by two readers (`tests/oracle/ai_press_fr.csv`). AUC is over the paragraphs that take a side: how \
         often the one in favour has the higher share of the two sides' probability. Intervals (95 %) are over articles.\n\n"
    );
    out.push_str(&yardstick(press));
    out
}

/// Returns the table of both sides, and the means over the sets that count.
pub(super) fn comparison(sets: &Measurements) -> String {
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
    let difference = format!("{:+.4} {}", ours - peer, ends(interval, 4, "+"));
    let sure = interval.low > 0.0 || interval.high < 0.0;
    let stars = if sure { "**" } else { "" };
    format!("{ours:.4} | {peer:.4} | {stars}{difference}{stars}")
}

/// Returns the table of calibration.
pub(super) fn calibration(sets: &Measurements) -> String {
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

/// Returns the table of the model that ships.
pub(super) fn yardstick(parts: &[Part]) -> String {
    let mut out = String::from(
        "| part | paragraphs | articles | accuracy | macro-F1 | AUC of the sides |\n\
         | --- | ---: | ---: | --- | --- | --- |\n",
    );
    let cell = |m: &Measured| format!("{:.3} {}", m.value, ends(&m.interval, 3, ""));
    for part in parts {
        let (accuracy, f1, auc) = (cell(&part.accuracy), cell(&part.macro_f1), cell(&part.auc));
        let Part {
            name,
            rows,
            articles,
            ..
        } = part;
        let _ = writeln!(
            out,
            "| {name} | {rows} | {articles} | {accuracy} | {f1} | {auc} |"
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
