//! The page docs/shares.md.

use std::fmt::Write as _;

use super::Measurement;
use super::press::Found;
use super::samples::{ARTICLES, Intervals, OfArticles, Outcome, RESAMPLES, ROWS, SHARES};

/// Estimators in the order of [`Outcome::errors`].
const ESTIMATORS: [&str; 5] = [
    "counting",
    "summing",
    "adjusted count",
    "adjusted sum",
    "expectation-maximisation",
];
/// The place of counting, and of what is reported as corrected.
const COUNTING: usize = 0;
const CORRECTED: usize = 4;

/// Returns the page.
pub(super) fn page(measured: &[Measurement], press: &[Found]) -> String {
    let all: Vec<&Outcome> = measured.iter().flat_map(|set| &set.outcomes).collect();
    let of_set = measured
        .iter()
        .map(|set| line(set.set, set, &set.outcomes.iter().collect::<Vec<_>>()));
    let of_share = SHARES.iter().map(|&share| {
        let drawn = all.iter().filter(|outcome| outcome.share == share);
        let drawn: Vec<&Outcome> = drawn.copied().collect();
        let figures = errors(&drawn).map(points).join(" | ");
        format!(
            "| {share} % | {} | {figures} | {} |",
            drawn.len(),
            coverage(&drawn, 1)
        )
    });
    let sets = of_set.collect::<Vec<_>>().join("\n");
    let shares = of_share.collect::<Vec<_>>().join("\n");
    let header = ESTIMATORS.join(" | ");
    let rule = "---:|".repeat(ESTIMATORS.len());
    let (most, least) = ROWS;
    format!(
        "# Shares of a corpus\n\n\
         Written by `cargo xtask quantification`. How far the shares of labels that `stance score --unit corpus` reports are from the true \
         ones, where the true ones are known: rows of labelled sets, held out of training, are drawn so that one label has {first} to \
         {last} % of them and the others keep their proportions. Models are those of five-fold cross-validation with the defaults of \
         `stance train`; their error rates come from their own training rows. A sample has {most} rows, or as many as its rarer side allows, \
         at least {least}.\n\n\
         Errors are mean absolute errors in percentage points over the labels of a sample. *Counting* is the share of each predicted label, \
         *summing* the mean of its probabilities. *Adjusted count* and *adjusted sum* are the same, corrected by the error rates; \
         *expectation-maximisation* restates the probabilities until they agree with their own mean. Reported as corrected is \
         expectation-maximisation{best}. Intervals are meant to hold 95 %; they come from {RESAMPLES} resamples here.\n\n\
         | set | rows | labels | samples | {header} | corrected / counting | intervals that hold the true share: of adjusted count | of expectation-maximisation | \
         mean width of the latter |\n|---|---:|---:|---:|{rule}---:|---:|---:|---:|\n{sets}\n{mean}\n\n\
         By the share that one label was drawn to:\n\n\
         | share | samples | {header} | intervals of expectation-maximisation |\n|---:|---:|{rule}---:|\n{shares}\n\n{few}\n{limits}\n{press}",
        first = SHARES[0],
        last = SHARES[SHARES.len() - 1],
        best = best(measured),
        mean = mean_line(measured),
        few = few(measured),
        limits = LIMITS,
        press = press_section(press),
    )
}

/// Returns the section on how many articles intervals take.
fn few(measured: &[Measurement]) -> String {
    let mut out = "## How many articles\n\nArticles of one row each are drawn from a population in which a label has 10 to 90 %, and \
                   intervals are held against the shares of the population. Of few articles a bootstrap draws few others, which makes \
                   intervals narrow: hence `--min-articles`, 20 unless told otherwise. Articles of several paragraphs, which are like each \
                   other, are no more than articles here.\n\n\
                   | articles | samples | mean error of corrected shares | intervals that hold the share | mean width |\n\
                   |---:|---:|---:|---:|---:|\n"
        .to_owned();
    for articles in ARTICLES {
        let drawn = measured.iter().flat_map(|set| &set.of_articles);
        let drawn: Vec<&OfArticles> = drawn.filter(|found| found.articles == articles).collect();
        let sum = added(drawn.iter().map(|found| found.intervals));
        let error = drawn.iter().map(|found| found.error).sum::<f64>() / drawn.len().max(1) as f64;
        let _ = writeln!(
            out,
            "| {articles} | {} | {} | {} | {} |",
            drawn.len(),
            points(error),
            held(sum),
            points(sum.width / sum.n.max(1) as f64),
        );
    }
    out
}

const LIMITS: &str = "\
What the samples share with the rows trained on is what texts of a label look like; only how many there are of each differs. That is \
what every correction assumes, and what these figures cannot test: among texts of another kind, another topic or another year, \
corrected shares may be as far off as counted ones, and intervals know nothing of it. `stance audit` draws a random sample to label by \
hand, whose estimate needs no such assumption.\n";

/// Returns the section of the models that ship.
fn press_section(press: &[Found]) -> String {
    let mut out = "## On the press\n\nWhat the models that ship find among paragraphs of the press labelled by hand, which are unlike the composed rows that \
                   they were trained on; *outside* is the share of resamples in which no shares of the labels look like these \
                   paragraphs.\n\n| model | paragraphs | articles | outside | label | true | counted | summed | corrected | 95 % interval | holds |\n\
                   |---|---:|---:|---:|---|---:|---:|---:|---:|---:|---|\n"
        .to_owned();
    for found in press {
        let shares = &found.shares;
        for (at, label) in found.labels.iter().enumerate() {
            let truth = found.truth[at];
            let (interval, holds) = match shares.intervals[at] {
                Some(i) => (
                    format!("{}-{}", points(i.low), points(i.high)),
                    if i.low <= truth && truth <= i.high {
                        "yes"
                    } else {
                        "no"
                    },
                ),
                None => ("-".to_owned(), "-"),
            };
            let _ = writeln!(
                out,
                "| {} | {} | {} | {:.2} | {label} | {} | {} | {} | {} | {interval} | {holds} |",
                found.model,
                shares.n,
                shares.articles,
                shares.outside,
                points(truth),
                points(shares.counted[at]),
                points(shares.summed[at]),
                points(shares.corrected[at]),
            );
        }
    }
    out
}

/// Returns the line of a set.
fn line(name: &str, set: &Measurement, outcomes: &[&Outcome]) -> String {
    let errors = errors(outcomes);
    let figures = errors.map(points).join(" | ");
    format!(
        "| {name} | {} | {} | {} | {figures} | {:.2} | {} | {} | {} |",
        set.rows,
        set.labels,
        outcomes.len(),
        errors[CORRECTED] / errors[COUNTING],
        coverage(outcomes, 0),
        coverage(outcomes, 1),
        points(width(outcomes)),
    )
}

/// Returns the line of the mean over the sets, each counting the same.
fn mean_line(measured: &[Measurement]) -> String {
    let mean = set_means(measured);
    let all: Vec<&Outcome> = measured.iter().flat_map(|set| &set.outcomes).collect();
    let mut line = format!("| mean of the sets | | | {} |", all.len());
    for error in mean {
        let _ = write!(line, " {} |", points(error));
    }
    let _ = write!(
        line,
        " {:.2} | {} | {} | {} |",
        mean[CORRECTED] / mean[COUNTING],
        coverage(&all, 0),
        coverage(&all, 1),
        points(width(&all)),
    );
    line
}

/// Says whether the estimator reported is the one of least mean error.
fn best(measured: &[Measurement]) -> String {
    let mean = set_means(measured);
    let least = (0..mean.len()).min_by(|&a, &b| mean[a].total_cmp(&mean[b]));
    match least {
        Some(CORRECTED) => ", whose mean error is the least".to_owned(),
        Some(other) => format!(
            ", though the mean error of {} is less ({} against {})",
            ESTIMATORS[other],
            points(mean[other]),
            points(mean[CORRECTED])
        ),
        None => String::new(),
    }
}

fn set_means(measured: &[Measurement]) -> [f64; 5] {
    let mut mean = [0.0; 5];
    for set in measured {
        let errors = errors(&set.outcomes.iter().collect::<Vec<_>>());
        for (mean, error) in mean.iter_mut().zip(errors) {
            *mean += error / measured.len() as f64;
        }
    }
    mean
}

/// Returns the mean error of each estimator.
fn errors(outcomes: &[&Outcome]) -> [f64; 5] {
    let mut mean = [0.0; 5];
    for outcome in outcomes {
        for (mean, error) in mean.iter_mut().zip(outcome.errors) {
            *mean += error / outcomes.len() as f64;
        }
    }
    mean
}

fn added(intervals: impl Iterator<Item = Intervals>) -> Intervals {
    intervals.fold(Intervals::default(), |sum, one| Intervals {
        n: sum.n + one.n,
        hit: sum.hit + one.hit,
        width: sum.width + one.width,
    })
}

fn sum(outcomes: &[&Outcome], of: usize) -> Intervals {
    added(outcomes.iter().map(|outcome| outcome.intervals[of]))
}

/// Returns the share of intervals that hold the true share, in words.
fn held(sum: Intervals) -> String {
    format!("{:.1} %", 100.0 * sum.hit as f64 / sum.n.max(1) as f64)
}

/// The same of an adjusted estimator.
fn coverage(outcomes: &[&Outcome], of: usize) -> String {
    held(sum(outcomes, of))
}

fn width(outcomes: &[&Outcome]) -> f64 {
    let sum = sum(outcomes, 1);
    sum.width / sum.n.max(1) as f64
}

/// Returns a share in percentage points.
fn points(value: f64) -> String {
    format!("{:.1}", 100.0 * value)
}
