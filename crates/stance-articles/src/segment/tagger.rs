//! The kinds of lines, weighed together: a linear-chain conditional random field (Lafferty, `McCallum` and
//! Pereira, 2001) over the lines of a text, with the weights of `data/lines.tsv`, or over the pieces of a text on
//! one single line, with those of `data/pieces.tsv`.
//!
//! Weights are whole hundredths, so the best kinds are the same on every machine.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::observe::{self, FEATURES};
use crate::Kind;

/// What a line can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    Title,
    Byline,
    Date,
    Of(Kind),
}

/// The labels in the order of the table's columns.
pub(crate) const LABELS: [Label; 12] = [
    Label::Of(Kind::Paragraph),
    Label::Title,
    Label::Byline,
    Label::Date,
    Label::Of(Kind::Heading),
    Label::Of(Kind::ListItem),
    Label::Of(Kind::TableRow),
    Label::Of(Kind::PullQuote),
    Label::Of(Kind::Question),
    Label::Of(Kind::Answer),
    Label::Of(Kind::Caption),
    Label::Of(Kind::Furniture),
];

impl Label {
    /// Returns the name used in files.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Byline => "byline",
            Self::Date => "date",
            Self::Of(kind) => kind.as_str(),
        }
    }

    /// Returns the place of the label among [`LABELS`].
    pub(crate) fn index(self) -> usize {
        LABELS
            .iter()
            .position(|&label| label == self)
            .unwrap_or_default()
    }
}

/// What the lines go through: the labels, of which furniture is that inside the article, then furniture before the
/// article and after it. So what a line can be hangs on whether the article has begun, or is over.
const STATES: usize = LABELS.len() + 2;

/// The names of the states that are no label.
const AROUND: [&str; 2] = ["furniture-before", "furniture-after"];

/// Returns the names of the states, in the order of the table's columns.
pub(crate) fn states() -> Vec<&'static str> {
    LABELS
        .iter()
        .map(|label| label.as_str())
        .chain(AROUND)
        .collect()
}

/// One weight for each state.
type Row = [i32; STATES];

/// The weights of the table.
#[derive(Debug, Clone)]
pub(crate) struct Tagger {
    /// By feature.
    emit: Vec<Row>,
    /// By the state of the line above.
    step: [Row; STATES],
}

/// The weights of lines, and of the pieces of a text on one single line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taggers<'t> {
    pub(crate) lines: &'t Tagger,
    pub(crate) pieces: &'t Tagger,
}

/// The weights that ship.
static LINES: LazyLock<Tagger> =
    LazyLock::new(|| Tagger::read(include_str!("../../data/lines.tsv")));
static PIECES: LazyLock<Tagger> =
    LazyLock::new(|| Tagger::read(include_str!("../../data/pieces.tsv")));

impl Taggers<'static> {
    pub(crate) fn shipped() -> Self {
        Self {
            lines: &LINES,
            pieces: &PIECES,
        }
    }
}

impl Tagger {
    /// Reads a table: the name of a feature, or `after:` and a label, then the weights of the labels. Rows
    /// of unknown names and cells that are no number count nothing.
    pub(crate) fn read(table: &str) -> Self {
        let mut tagger = Self {
            emit: vec![Row::default(); FEATURES],
            step: Default::default(),
        };
        let names = observe::names();
        let states = states();
        let places: BTreeMap<&str, usize> = names.iter().map(String::as_str).zip(0..).collect();
        for row in table.lines() {
            let mut cells = row.split('\t');
            let name = cells.next().unwrap_or_default();
            let weights = match name.strip_prefix("after:") {
                Some(state) => states
                    .iter()
                    .position(|known| *known == state)
                    .and_then(|at| tagger.step.get_mut(at)),
                None => places.get(name).and_then(|&at| tagger.emit.get_mut(at)),
            };
            for (weight, cell) in weights.into_iter().flatten().zip(cells) {
                *weight = cell.parse().unwrap_or_default();
            }
        }
        tagger
    }

    /// Returns the best labels of lines together (Viterbi); of equally good ones the first.
    pub(crate) fn tag(&self, lines: impl Iterator<Item = Vec<u16>>) -> Vec<Label> {
        let mut best = Row::default();
        let mut from: Vec<[u8; STATES]> = Vec::with_capacity(lines.size_hint().0);
        for (at, features) in lines.enumerate() {
            let mut scores = Row::default();
            for feature in features {
                let weights = self.emit.get(usize::from(feature));
                for (score, weight) in scores.iter_mut().zip(weights.into_iter().flatten()) {
                    *score += weight;
                }
            }
            let mut back = [0; STATES];
            if at > 0 {
                for (label, score) in scores.iter_mut().enumerate() {
                    let (before, sum) = self.best_before(&best, label);
                    back[label] = before;
                    *score += sum;
                }
            }
            from.push(back);
            // Only differences count; of any number of lines the sums stay small.
            let most = scores.iter().copied().max().unwrap_or_default();
            best = scores.map(|score| score - most);
        }
        trace(&best, &from)
    }

    /// Returns the label before that leads best to `label`, and the score of getting there.
    fn best_before(&self, best: &Row, label: usize) -> (u8, i32) {
        let mut found = (0, i32::MIN);
        for (before, (score, step)) in (0u8..).zip(best.iter().zip(&self.step)) {
            let sum = score + step[label];
            if sum > found.1 {
                found = (before, sum);
            }
        }
        found
    }
}

/// Follows the way back from the best last label.
fn trace(best: &Row, from: &[[u8; STATES]]) -> Vec<Label> {
    let mut at = 0;
    for (label, score) in best.iter().enumerate() {
        if *score > best[at] {
            at = label;
        }
    }
    let mut labels: Vec<Label> = from
        .iter()
        .rev()
        .map(|back| {
            let label = LABELS
                .get(at)
                .copied()
                .unwrap_or(Label::Of(Kind::Furniture));
            at = usize::from(back[at]);
            label
        })
        .collect();
    labels.reverse();
    labels
}

#[cfg(test)]
mod tests {
    use super::{Label, Tagger, observe};
    use crate::Kind;

    #[test]
    fn labels_are_best_together_and_the_first_of_equals_wins() {
        let tagger = Tagger::read("bias.0\t0\t5\nafter:title\t0\t-20\n");
        let found = tagger.tag([vec![0], vec![0]].into_iter());
        assert_eq!(found, [Label::Title, Label::Of(Kind::Paragraph)]);
        assert_eq!(tagger.tag(std::iter::empty()), []);
    }

    #[test]
    fn furniture_around_the_article_is_furniture() {
        let names = super::states();
        let after = names.iter().position(|name| *name == "furniture-after");
        let weights = "\t0".repeat(after.unwrap());
        let tagger = Tagger::read(&format!("bias.0{weights}\t7\n"));
        let found = tagger.tag([vec![0]].into_iter());
        assert_eq!(found, [Label::Of(Kind::Furniture)]);
    }

    #[test]
    fn sums_over_any_number_of_lines_stay_small() {
        let tagger = Tagger::read("bias.0\t0\t900000000\nafter:title\t0\t-20\n");
        let found = tagger.tag(vec![vec![0]; 50].into_iter());
        assert_eq!(found, [Label::Title; 50]);
    }

    #[test]
    fn every_row_of_the_tables_has_a_name_that_is_known() {
        let names = observe::names();
        let tables = [
            include_str!("../../data/lines.tsv"),
            include_str!("../../data/pieces.tsv"),
        ];
        let rows = tables.iter().flat_map(|table| table.lines());
        for row in rows.filter(|row| !row.starts_with('#') && !row.starts_with("feature\t")) {
            let name = row.split('\t').next().unwrap_or_default();
            let known = name.starts_with("after:") || names.iter().any(|known| known == name);
            assert!(known, "{name}");
            assert!(
                row.split('\t')
                    .skip(1)
                    .all(|cell| cell.parse::<i32>().is_ok()),
                "{row}"
            );
        }
    }
}
