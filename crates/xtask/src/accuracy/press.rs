//! The yardsticks of the models that ship: real paragraphs of the press, labelled twice and never trained on.
//!
//! The project holds ids, labels and the part of each paragraph; the texts are found by id in the data folder. The
//! part `held` is for the end: it is looked at only when asked for.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use anyhow::Context as _;
use serde_json::Value;
use stance_cli::shipped::{SHIPPED, Shipped, Yardstick};
use stance_model::bootstrap::Interval;
use stance_model::folds::group_rows;

use super::read_model;
use super::sets::read_columns;
use super::sides::{Figure, Truth, Verdicts};

/// Labels of the French paragraphs about artificial intelligence.
pub(crate) const LABELS: &str = "tests/oracle/ai_press_fr.csv";
/// Their texts, below the folder of the data sets.
pub(crate) const TEXTS: &str = "ai_press/fr.jsonl";

/// A figure with its interval.
#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) value: f64,
    pub(crate) interval: Interval,
}

/// The figures of one model on one part of its yardstick.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) model: &'static str,
    pub(super) name: &'static str,
    pub(super) rows: usize,
    pub(super) articles: usize,
    pub(super) right_side: Measured,
    pub(super) auc: Measured,
    pub(super) accuracy: Measured,
    pub(super) macro_f1: Measured,
}

/// The figures of every model that has a yardstick.
#[derive(Debug, Default)]
pub(super) struct Press {
    pub(super) parts: Vec<Part>,
    /// Models that have none.
    pub(super) without: Vec<&'static str>,
}

/// Measures the models that ship on the parts asked for: `dev`, and `held` where wanted.
pub(super) fn measure(root: &Path, data: &Path, held: bool) -> anyhow::Result<Press> {
    let wanted: &[&'static str] = if held { &["dev", "held"] } else { &["dev"] };
    let mut press = Press::default();
    for model in SHIPPED {
        let Some(yardstick) = model.yardstick else {
            press.without.push(model.name);
            continue;
        };
        let paragraphs = Paragraphs::read(model, yardstick, root, data)?;
        let classifier = read_model(model, root)?;
        for part in wanted {
            let rows = paragraphs.of_part(part);
            anyhow::ensure!(
                !rows.is_empty(),
                "{}: no row of part {part}",
                yardstick.labels
            );
            let texts = rows.iter().map(|&row| paragraphs.texts[row].as_str());
            let verdicts = Verdicts::of_classifier(&classifier, texts);
            press.parts.push(Part::new(
                model.name,
                part,
                &paragraphs.truth(&rows),
                &verdicts,
            ));
        }
    }
    Ok(press)
}

/// Labelled paragraphs. All columns are of equal length.
pub(crate) struct Paragraphs {
    pub(crate) ids: Vec<String>,
    pub(crate) texts: Vec<String>,
    /// Numbers of the labels in the order of the task's.
    pub(crate) labels: Vec<usize>,
    parts: Vec<String>,
}

impl Paragraphs {
    /// Reads the yardstick of a model.
    pub(crate) fn read(
        model: &Shipped,
        yardstick: Yardstick,
        root: &Path,
        data: &Path,
    ) -> anyhow::Result<Self> {
        let Yardstick { labels: file, .. } = yardstick;
        let mut columns = read_columns(&root.join(file), &["id", "label", "part"])?;
        let mut column = |name: &str| {
            let found = columns.remove(name);
            found.with_context(|| format!("{file}: no column `{name}`"))
        };
        let (ids, labels, parts) = (column("id")?, column("label")?, column("part")?);
        let known = texts_of(&data.join(yardstick.texts), &ids)?;
        let text = |id: &String| {
            let found = known.get(id).cloned();
            found.with_context(|| format!("{}: no paragraph {id}", yardstick.texts))
        };
        let names = model.task.labels();
        let number = |label: &String| {
            let found = names.iter().position(|name| name == label);
            found.with_context(|| {
                format!(
                    "{file}: label {label:?}: one of {} expected",
                    names.join(", ")
                )
            })
        };
        Ok(Self {
            texts: ids.iter().map(text).collect::<anyhow::Result<_>>()?,
            labels: labels.iter().map(number).collect::<anyhow::Result<_>>()?,
            ids,
            parts,
        })
    }

    /// Returns the rows of a part.
    pub(crate) fn of_part(&self, part: &str) -> Vec<usize> {
        let is_of = |&row: &usize| self.parts[row] == part;
        (0..self.ids.len()).filter(is_of).collect()
    }

    /// Returns the labels of some rows; those of one article are drawn anew together.
    fn truth(&self, rows: &[usize]) -> Truth {
        let articles: Vec<&str> = rows.iter().map(|&row| article(&self.ids[row])).collect();
        Truth {
            labels: rows.iter().map(|&row| self.labels[row]).collect(),
            groups: group_rows(&articles, None),
        }
    }
}

impl Part {
    fn new(model: &'static str, name: &'static str, truth: &Truth, verdicts: &Verdicts) -> Self {
        let measured = |figure: Figure| figure.of(truth, verdicts);
        Self {
            model,
            name,
            rows: truth.labels.len(),
            articles: truth.groups.iter().max().map_or(0, |&top| top + 1),
            right_side: measured(Figure::RightSide),
            auc: measured(Figure::Auc),
            accuracy: measured(Figure::Accuracy),
            macro_f1: measured(Figure::MacroF1),
        }
    }
}

/// Returns the article of a paragraph: what stands before the colon of its id.
pub(crate) fn article(id: &str) -> &str {
    id.split_once(':').map_or(id, |(article, _)| article)
}

/// Returns the texts of a jsonl file by id.
pub(crate) fn texts(path: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let pair = |line: &str| {
        let value: Value = serde_json::from_str(line)?;
        let field = |name: &str| value[name].as_str().map(str::to_owned);
        let found = field("id").zip(field("text"));
        found.with_context(|| format!("{}: id and text expected in each line", path.display()))
    };
    read(path)?.lines().map(pair).collect()
}

/// Returns the texts of a jsonl file that have these ids, by id. Where every id is a place, `LINE:START-END` with lines from
/// 1 and a range of bytes, they are cut from the field `text` of those lines; otherwise the lines have ids themselves, as
/// in [`texts`].
pub(crate) fn texts_of(path: &Path, ids: &[String]) -> anyhow::Result<BTreeMap<String, String>> {
    let places: Option<Vec<Place>> = ids.iter().map(|id| Place::parse(id)).collect();
    let Some(places) = places else {
        return texts(path);
    };
    let file = read(path)?;
    let lines: Vec<&str> = file.lines().collect();
    let pair = |(id, place): (&String, Place)| {
        let text = place.cut(&lines);
        let missing = || format!("{}: no text at {id}, LINE:START-END", path.display());
        Ok((id.clone(), text.with_context(missing)?))
    };
    ids.iter().zip(places).map(pair).collect()
}

/// Where a paragraph stands in a file without ids.
struct Place {
    /// Number of the line, from 1.
    line: usize,
    /// Bytes of its text.
    range: Range<usize>,
}

impl Place {
    fn parse(id: &str) -> Option<Self> {
        let (line, range) = id.split_once(':')?;
        let (start, end) = range.split_once('-')?;
        Some(Self {
            line: line.parse().ok()?,
            range: start.parse().ok()?..end.parse().ok()?,
        })
    }

    fn cut(self, lines: &[&str]) -> Option<String> {
        let line = lines.get(self.line.checked_sub(1)?)?;
        let value: Value = serde_json::from_str(line).ok()?;
        value["text"].as_str()?.get(self.range).map(str::to_owned)
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_of_one_article_share_what_stands_before_the_colon() {
        assert_eq!(article("b0ca:6"), article("b0ca:14"));
        assert_eq!(article("alone"), "alone");
    }

    #[test]
    fn texts_are_found_by_id_or_by_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("texts.jsonl");
        let lines = "{\"id\":\"b0ca:6\",\"text\":\"un\"}\n{\"id\":\"c\",\"text\":\"été, hiver\"}\n";
        std::fs::write(&path, lines).unwrap();
        let by_id = texts_of(&path, &["b0ca:6".to_owned()]).unwrap();
        assert_eq!(by_id["b0ca:6"], "un");
        let by_place = texts_of(&path, &["2:0-5".to_owned(), "2:7-12".to_owned()]).unwrap();
        assert_eq!(
            (by_place["2:0-5"].as_str(), by_place["2:7-12"].as_str()),
            ("été", "hiver")
        );
        for outside in ["0:0-1", "3:0-1", "2:0-1", "2:0-99", "2:5-0"] {
            let error = texts_of(&path, &[outside.to_owned()]).unwrap_err();
            assert!(error.to_string().contains(outside), "{error:#}");
        }
    }
}
