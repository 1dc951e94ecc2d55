//! The models that ship on labelled sets of others, of which they saw no row: zero-shot.
//!
//! Beside each stand scikit-learn trained on the model's own corpus, the signs of the model's own lexicon, and the most
//! frequent label of the set.

mod systems;
mod table;

use std::io::{Write as _, stderr};
use std::path::Path;

use anyhow::Context as _;
use stance_cli::shipped::{SHIPPED, Shipped};

use self::systems::Corpus;
pub(super) use self::table::section;
use super::press::Measured;
use super::read_model;
use super::sets::{Rows, SETS, Set};
use super::sides::{Figure, HIGH, LOW, MIDDLE, Truth, Verdicts};

/// The sets that models are asked about, by the name of the model.
const ASKED: &[(&str, &[&str])] = &[
    ("stance-ai-en", &["selfdriving"]),
    ("sentiment-fr", &["allocine", "umsab_fr"]),
    ("sentiment-en", &["imdb", "nyt", "newsmtsc"]),
];
/// Figures that need no label between the ends.
const OF_SIDES: [Figure; 2] = [Figure::RightSide, Figure::Auc];
/// Figures of three labels.
const OF_LABELS: [Figure; 2] = [Figure::Accuracy, Figure::MacroF1];

/// What was measured, and what was not.
#[derive(Debug, Default)]
pub(super) struct ZeroShot {
    models: Vec<Asked>,
    /// Why a model or set is not there, a sentence each.
    left_out: Vec<String>,
    /// Version of scikit-learn, empty where no model was asked.
    version: String,
}

/// A model with what it says of its sets.
#[derive(Debug)]
struct Asked {
    model: &'static str,
    sets: Vec<OnSet>,
}

/// The figures of one set.
#[derive(Debug)]
struct OnSet {
    set: &'static str,
    rows: usize,
    /// Rows that take a side.
    sided: usize,
    lines: Vec<Line>,
}

/// A line of the table: a system, or the difference of two.
#[derive(Debug)]
struct Line {
    name: String,
    is_difference: bool,
    /// [`OF_SIDES`], then [`OF_LABELS`] where the set has three labels.
    figures: Vec<Measured>,
}

/// What stands around a measurement.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) root: &'a Path,
    /// Folder of the data sets.
    pub(super) data: &'a Path,
    pub(super) python: &'a Path,
    pub(super) cache: &'a Path,
}

/// Asks every model that ships about its sets, but those of `skipped`.
pub(super) fn measure(place: Place<'_>, skipped: &[String]) -> anyhow::Result<ZeroShot> {
    let mut found = ZeroShot::default();
    for model in SHIPPED {
        if !ASKED.iter().any(|(name, _)| *name == model.name) {
            let note = format!("`{}` is asked about none of the sets.", model.name);
            found.left_out.push(note);
        }
    }
    for (name, sets) in ASKED {
        let Some(model) = SHIPPED.iter().find(|model| model.name == *name) else {
            found.left_out.push(format!("`{name}` does not ship."));
            continue;
        };
        let (sets, out): (Vec<&str>, Vec<&str>) =
            (sets.iter()).partition(|set| !skipped.iter().any(|name| name == *set));
        for set in out {
            let note = format!("{set} was left out for `{name}` in this run.");
            found.left_out.push(note);
        }
        if !sets.is_empty() {
            let (sets, version) = ask(model, &sets, place)?;
            found.models.push(Asked {
                model: model.name,
                sets,
            });
            found.version = version;
        }
    }
    Ok(found)
}

/// Asks one model; returns the figures of each set, and the version of scikit-learn.
fn ask(
    model: &'static Shipped,
    names: &[&str],
    place: Place<'_>,
) -> anyhow::Result<(Vec<OnSet>, String)> {
    let classifier = read_model(model, place.root)?;
    let corpus = Corpus::read(model, place.root)?;
    let sets = names
        .iter()
        .map(|name| {
            let known = SETS.iter().find(|set| set.name == *name);
            let set = known.with_context(|| format!("no set {name}"))?;
            let rows = set.read(place.data)?;
            writeln!(
                stderr(),
                "{} on {name}: {} rows",
                model.name,
                rows.texts.len()
            )?;
            Ok((set, rows))
        })
        .collect::<anyhow::Result<Vec<(&Set, Rows)>>>()?;
    let texts: Vec<&str> = (sets.iter())
        .flat_map(|(_, rows)| rows.texts.iter().map(String::as_str))
        .collect();
    let (mut learnt, version) = corpus.scikit_learn(&texts, place)?;
    let judged = sets.into_iter().map(|(set, rows)| {
        let peer = learnt.take_first(rows.texts.len());
        let truth = truth(&rows);
        let all = rows.texts.iter().map(String::as_str);
        let ours = Verdicts::of_classifier(&classifier, all.clone());
        let mut peers = vec![("sk-char", peer)];
        if let Some(lexicon) = &corpus.lexicon {
            peers.push(("lexicon", lexicon.judge(all)));
        }
        OnSet::new(set.name, &truth, (model.name, &ours), &peers)
    });
    Ok((judged.collect(), version))
}

/// Returns the labels of a set on the axis: `negative` and `positive` are its ends.
fn truth(rows: &Rows) -> Truth {
    let number = |name: &str| match name {
        "negative" => LOW,
        "positive" => HIGH,
        _ => MIDDLE,
    };
    let labels = rows.truth.iter().map(|&label| number(&rows.labels[label]));
    Truth {
        labels: labels.collect(),
        groups: rows.groups.clone(),
    }
}

impl OnSet {
    fn new(
        set: &'static str,
        truth: &Truth,
        (name, ours): (&str, &Verdicts),
        peers: &[(&str, Verdicts)],
    ) -> Self {
        let mut figures = OF_SIDES.to_vec();
        if truth.labels.contains(&MIDDLE) {
            figures.extend(OF_LABELS);
        }
        let system = |name: &str, verdicts: &Verdicts| Line {
            name: name.to_owned(),
            is_difference: false,
            figures: (figures.iter())
                .map(|figure| figure.of(truth, verdicts))
                .collect(),
        };
        let difference = |(name, peer): &(&str, Verdicts)| Line {
            name: format!("difference to {name}"),
            is_difference: true,
            figures: (figures.iter())
                .map(|figure| figure.difference(truth, ours, peer))
                .collect(),
        };
        let mut lines = vec![system(name, ours)];
        lines.extend(peers.iter().map(|(name, peer)| system(name, peer)));
        lines.push(system("majority", &systems::majority(truth)));
        lines.extend(peers.iter().map(difference));
        Self {
            set,
            rows: truth.labels.len(),
            sided: truth
                .labels
                .iter()
                .filter(|&&label| label != MIDDLE)
                .count(),
            lines,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_asked_about_is_known() {
        for name in ASKED.iter().flat_map(|(_, sets)| sets.iter()) {
            assert!(SETS.iter().any(|set| set.name == *name), "{name}");
        }
    }

    #[test]
    fn labels_other_than_the_ends_lie_between() {
        let names = ["irrelevant", "negative", "neutral", "positive"];
        let rows = Rows {
            texts: names.map(str::to_owned).to_vec(),
            labels: names.map(str::to_owned).to_vec(),
            truth: vec![0, 1, 2, 3],
            groups: vec![0, 1, 2, 3],
            folds: vec![0; 4],
            parts: vec![vec![0, 1, 2, 3]],
        };
        assert_eq!(truth(&rows).labels, [MIDDLE, LOW, MIDDLE, HIGH]);
    }

    #[test]
    fn sets_of_two_labels_have_figures_of_sides_only() {
        let verdicts = |leans: [f64; 4]| Verdicts {
            labels: vec![LOW, HIGH, LOW, HIGH],
            leans: leans.to_vec(),
        };
        let of = |labels: [usize; 4]| {
            let truth = Truth {
                labels: labels.to_vec(),
                groups: vec![0, 1, 2, 3],
            };
            let ours = verdicts([-1.0, 1.0, -1.0, 1.0]);
            let peers = [("peer", verdicts([1.0, 1.0, -1.0, 1.0]))];
            OnSet::new("set", &truth, ("ours", &ours), &peers)
        };
        let two = of([LOW, HIGH, LOW, HIGH]);
        assert!(two.lines.iter().all(|line| line.figures.len() == 2));
        let right: Vec<f64> = two.lines.iter().map(|line| line.figures[0].value).collect();
        assert_eq!(right, [1.0, 0.75, 0.5, 0.25]);
        let three = of([LOW, HIGH, MIDDLE, HIGH]);
        assert_eq!((three.rows, three.sided), (4, 3));
        assert!(three.lines.iter().all(|line| line.figures.len() == 4));
    }
}
