//! The section "Zero-shot" as Markdown.

use std::fmt::Write as _;

use super::{Asked, Line, OF_LABELS, OF_SIDES, OnSet, ZeroShot};
use crate::accuracy::figures::RESAMPLES;
use crate::accuracy::table::{cell, difference};

/// Returns the section.
pub(in crate::accuracy) fn section(found: &ZeroShot) -> String {
    let peer = match found.version.as_str() {
        "" => "scikit-learn".to_owned(),
        version => format!("scikit-learn {version}"),
    };
    // Writing to a string cannot fail.
    let mut out = String::new();
    let _ = write!(
        out,
        "## Zero-shot\n\nEach model that ships, as it ships, on the training rows of labelled sets of others. It was trained on none of \
         these rows, and no test split was read. The options of the models of sentiment (negation, words as written, shares) were chosen \
         among about twenty while looking at the sets of allocine, umsab_fr, imdb, nyt and newsmtsc, which flatters their lines; those of \
         the peers were not. `negative` and `positive` are the ends of the \
         axis (`concerned` and `pro-ai` for stance, where the set asks about one use of artificial intelligence), every other label lies \
         between. *Right side*: of the rows at an end, the share whose end is the more probable of the two. *AUC*: of two \
         rows at opposite ends, how often the high one leans higher. Sets without a label between the ends have no other \
         figures, since the model has three labels.\n\n\
         *sk-char* is {peer} as in the table above, trained on the very rows that the model was trained on. *Lexicon* sums the columns of the \
         model’s own lexicon over the tokens of a text, the high end’s minus the low one’s: the sign is the label and the side, a sum of 0 \
         is the label between and half a right side. *Majority* is the most frequent label, and the more frequent end, of the set itself, \
         which no other line is told. Intervals are 95 % over {RESAMPLES} resamples of the groups; differences are the model’s figure minus \
         the peer’s, paired, **bold** where the interval does not hold 0.\n"
    );
    for model in &found.models {
        let _ = write!(out, "\n### {}\n\n{}", model.model, table(model));
    }
    if !found.left_out.is_empty() {
        let _ = write!(out, "\nLeft out: {}\n", found.left_out.join(" "));
    }
    out
}

/// Returns the table of one model.
fn table(model: &Asked) -> String {
    let mut out = String::from(
        "| set | rows | of them at an end | who | right side | AUC | accuracy | macro-F1 |\n\
         | --- | ---: | ---: | --- | --- | --- | --- | --- |\n",
    );
    for set in &model.sets {
        for (at, line) in set.lines.iter().enumerate() {
            let _ = writeln!(out, "{} {} |", head(set, at), cells(line));
        }
    }
    out
}

/// Returns the first cells of a line; they stand once per set.
fn head(set: &OnSet, at: usize) -> String {
    match at {
        0 => format!("| {} | {} | {} |", set.set, set.rows, set.sided),
        _ => "| | | |".to_owned(),
    }
}

/// Returns the name and the figures of a line, a dash for each figure that the set does not have.
fn cells(line: &Line) -> String {
    let shown = line.figures.iter().map(|figure| {
        if line.is_difference {
            difference(figure.value, &figure.interval, 3)
        } else {
            cell(figure)
        }
    });
    let missing = (OF_SIDES.len() + OF_LABELS.len()) - line.figures.len();
    let dashes = std::iter::repeat_n("–".to_owned(), missing);
    let cells: Vec<String> = std::iter::once(line.name.clone())
        .chain(shown)
        .chain(dashes)
        .collect();
    cells.join(" | ")
}

#[cfg(test)]
mod tests {
    use stance_model::bootstrap::Interval;

    use super::*;
    use crate::accuracy::press::Measured;

    fn line(name: &str, is_difference: bool, value: f64) -> Line {
        let measured = || Measured {
            value,
            interval: Interval {
                low: value - 0.1,
                high: value + 0.1,
            },
        };
        Line {
            name: name.to_owned(),
            is_difference,
            figures: vec![measured(), measured()],
        }
    }

    #[test]
    fn a_set_stands_once_and_figures_it_lacks_are_dashes() {
        let set = OnSet {
            set: "allocine",
            rows: 10,
            sided: 10,
            lines: vec![line("m", false, 0.75), line("difference to p", true, 0.25)],
        };
        let made = table(&Asked {
            model: "m",
            sets: vec![set],
        });
        let lines: Vec<&str> = made.lines().skip(2).collect();
        let first =
            "| allocine | 10 | 10 | m | 0.750 [0.650, 0.850] | 0.750 [0.650, 0.850] | – | – |";
        let second = "| | | | difference to p | **+0.250 [+0.150, +0.350]** | **+0.250 [+0.150, +0.350]** | – | – |";
        assert_eq!(lines, [first, second]);
    }

    #[test]
    fn what_is_left_out_is_said() {
        let found = ZeroShot {
            left_out: vec!["`m` does not ship.".to_owned()],
            ..ZeroShot::default()
        };
        assert!(section(&found).ends_with("\nLeft out: `m` does not ship.\n"));
    }
}
