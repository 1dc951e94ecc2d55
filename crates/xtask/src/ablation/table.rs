//! The page of the ablation as Markdown.

use std::fmt::Write as _;

use stance_model::bootstrap::Interval;

use super::added::{Added, OUTLET_FOLDS};
use super::data::SECTOR_FOLDS;
use super::judge::{Figures, WithIntervals};
use crate::accuracy::figures::RESAMPLES;

/// Where the part of the page begins that is written by hand and kept.
const PROSE: &str = "## What the figures say\n";

/// The figures of a variant.
pub(super) struct Outcome {
    pub(super) name: &'static str,
    /// Macro-F1 on the corpus, mean over folds.
    pub(super) cross_validated: Option<f64>,
    /// Macro-F1 on the corpus, sectors left out in groups; nothing before it is measured.
    pub(super) sectors: Option<f64>,
    pub(super) once: WithIntervals,
    pub(super) sure: Figures,
    pub(super) dev: Figures,
}

/// Returns the part of a page that is written by hand.
pub(super) fn prose(page: &str) -> &str {
    page.find(PROSE).map_or("", |at| &page[at..])
}

/// Returns the whole page.
pub(super) fn page(c: f64, outcomes: &[Outcome], added: &[Added], prose: &str) -> String {
    let mut out = String::from(
        "# What each part of the model is worth\n\nMade by `cargo xtask ablation --data FOLDER`; the last section is written \
         by hand.\n\n## Variants of the model that ships\n\n",
    );
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "Each row is the model that ships with one thing otherwise. It has words 1-2 as stems, characters 2-5, features \
         of three rows or more, word vectors, a lexicon, and balanced label weights. `C = {c}` was chosen for the first row by \
         cross-validated log loss and is kept in the others. \"Corpus\" is macro-F1 by grouped cross-validation (5 folds), \
         \"sectors\" macro-F1 over rows predicted by a model without their sector; sectors are left out in {SECTOR_FOLDS} \
         groups of sectors rather than one at a time, and those models are not calibrated (the ordered axis is, its cuts need it). \
         The model of the first 1,393 rows is cross-validated on those, and predicts all rows for \"sectors\". \
         Press paragraphs are those of `tests/oracle/ai_press_fr.csv`; the part set aside for the end is not among them. \
         \"Sides\" is the AUC of `concerned` against `pro-ai` by the share of the two probabilities, \"neutral\" that of neutral \
         paragraphs against the rest by the probability of `neutral`. Intervals (95 %) are over articles, {RESAMPLES} resamples.\n\n"
    );
    let rows = |of: &dyn Fn(&Outcome) -> usize| outcomes.first().map_or(0, of);
    let _ = write!(
        out,
        "The corpus, and all {} paragraphs with one reader:\n\n\
         | variant | corpus | sectors | accuracy | macro-F1 | sides | neutral |\n\
         | --- | ---: | ---: | ---: | --- | --- | --- |\n",
        rows(&|outcome| outcome.once.figures.rows)
    );
    for outcome in outcomes {
        let (corpus, sectors) = (cell(outcome.cross_validated), cell(outcome.sectors));
        let once = with_intervals(&outcome.once);
        let _ = writeln!(out, "| {} | {corpus} | {sectors} | {once} |", outcome.name);
    }
    let _ = write!(
        out,
        "\nThe {} of them whose reader was sure, and the {} that two readers agreed on:\n\n\
         | variant | sure: accuracy | macro-F1 | sides | neutral | two readers: accuracy | macro-F1 | sides | neutral |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
        rows(&|outcome| outcome.sure.rows),
        rows(&|outcome| outcome.dev.rows)
    );
    for outcome in outcomes {
        let (sure, dev) = (plain(&outcome.sure), plain(&outcome.dev));
        let _ = writeln!(out, "| {} | {sure} | {dev} |", outcome.name);
    }
    out.push_str(
        "\nSelection of features by chi-squared was not tried: training has no step for it.\n\n",
    );
    out.push_str(&real_paragraphs(added));
    out.push_str(prose);
    out
}

fn real_paragraphs(added: &[Added]) -> String {
    let mut out = format!(
        "## What real paragraphs would add (measured, not shipped)\n\nThe corpus and n real paragraphs with one reader, of the \
         same weight as composed ones, against the paragraphs of outlets that gave none: {OUTLET_FOLDS} groups of outlets, pooled. \
         The same `C` as above. Paragraphs are drawn in the order of the SHA-256 of their ids, so that 400 hold the 200; a group \
         whose other outlets have fewer than n gets all of theirs, and \"added\" says how many each group got. The last four columns \
         are the paragraphs that two readers agreed on.\n\n\
         | n | added | accuracy | macro-F1 | sides | neutral | two readers: accuracy | macro-F1 | sides | neutral |\n\
         | ---: | --- | ---: | --- | --- | --- | ---: | ---: | ---: | ---: |\n"
    );
    for Added {
        asked,
        drawn,
        once,
        dev,
    } in added
    {
        let drawn: Vec<String> = drawn.iter().map(ToString::to_string).collect();
        let (drawn, once, dev) = (drawn.join(", "), with_intervals(once), plain(dev));
        let _ = writeln!(out, "| {asked} | {drawn} | {once} | {dev} |");
    }
    out.push('\n');
    out
}

fn cell(figure: Option<f64>) -> String {
    figure.map_or_else(String::new, |figure| format!("{figure:.3}"))
}

fn plain(of: &Figures) -> String {
    let Figures {
        accuracy,
        macro_f1,
        sides,
        neutral,
        ..
    } = of;
    format!("{accuracy:.3} | {macro_f1:.3} | {sides:.3} | {neutral:.3}")
}

fn with_intervals(of: &WithIntervals) -> String {
    let cell =
        |value: f64, Interval { low, high }: Interval| format!("{value:.3} [{low:.3}, {high:.3}]");
    let figures = &of.figures;
    let macro_f1 = cell(figures.macro_f1, of.macro_f1);
    let (sides, neutral) = (
        cell(figures.sides, of.sides),
        cell(figures.neutral, of.neutral),
    );
    format!("{:.3} | {macro_f1} | {sides} | {neutral}", figures.accuracy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_by_hand_outlives_a_new_page() {
        let prose_of_old = format!("{PROSE}\nCharacters help.\n");
        let old = page(30.0, &[], &[], &prose_of_old);
        assert_eq!(prose(&old), prose_of_old);
        assert_eq!(page(30.0, &[], &[], prose(&old)), old);
        assert_eq!(prose("# Another page\n"), "");
    }
}
