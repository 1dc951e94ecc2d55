//! What is told on stderr of the shares of a corpus: what has no month or source, and which shares want care.

use stance_model::quantification::ErrorRates;

use super::row::Row;
use super::{Key, UNKNOWN};
use crate::commands::score::tasks::TaskModels;
use crate::failure::Failure;
use crate::output::counted;

/// Below this separation, noise is multiplied by more than five.
const LEAST_SEPARATION: f64 = 0.2;

/// Above this share of resamples outside of all mixtures, texts are not like those trained on.
pub(crate) const MOST_OUTSIDE: f64 = 0.9;

/// Counts over a run.
#[derive(Debug, Default)]
pub(super) struct Told {
    articles: usize,
    /// Articles whose month is not known: without a date, and with one that does not tell it.
    undated: usize,
    unread: usize,
    /// The first date that does not tell its month.
    example: Option<String>,
    /// Articles that have their folder's name for a source, and those without one.
    by_folder: usize,
    without_source: usize,
    /// Rows of one article, which have no interval, and of no paragraph.
    of_one: usize,
    empty: usize,
    /// Rows that look like no mixture of labels, as they are called.
    outside: Vec<String>,
}

impl Told {
    pub(super) fn article(&mut self) {
        self.articles += 1;
    }

    pub(super) fn month(&mut self, date: Option<&str>, is_told: bool) {
        match date {
            None => self.undated += 1,
            Some(date) if !is_told => {
                self.unread += 1;
                self.example.get_or_insert_with(|| date.to_owned());
            }
            Some(_) => {}
        }
    }

    pub(super) fn source(&mut self, is_told: bool, has_folder: bool) {
        self.by_folder += usize::from(!is_told && has_folder);
        self.without_source += usize::from(!is_told && !has_folder);
    }

    pub(super) fn row(&mut self, row: &Row<'_>) {
        for (task, result) in row.tasks.iter().zip(&row.results) {
            let Some(shares) = &result.shares else {
                self.empty += 1;
                continue;
            };
            self.of_one += usize::from(shares.articles == 1);
            if shares.outside > MOST_OUTSIDE {
                let name = row.name().unwrap_or_else(|| "the corpus".to_owned());
                self.outside.push(match task.name() {
                    Some(task) => format!("{name} ({task})"),
                    None => name,
                });
            }
        }
    }

    /// Fails where articles are asked for by month and none has one.
    pub(super) fn check(&self, by: &[Key]) -> anyhow::Result<()> {
        let n_without = self.undated + self.unread;
        if !by.contains(&Key::Month) || n_without < self.articles || self.articles == 0 {
            return Ok(());
        }
        let n = counted(self.articles, "article");
        let (message, hint) = match &self.example {
            None => (
                format!("--by month: none of {n} has a date"),
                "name the column of dates with --date-column; pages carry theirs",
            ),
            Some(date) => (
                format!("--by month: no date of {n} tells its month, as {date:?} does not"),
                "write dates as YYYY-MM-DD",
            ),
        };
        Err(Failure::new(message, hint).into())
    }

    /// Returns what to tell, a line each.
    pub(super) fn notes(&self, tasks: &[TaskModels]) -> Vec<String> {
        let mut notes = Vec::new();
        let mut note = |n: usize, noun: &str, rest: &str| {
            if n > 0 {
                notes.push(format!("note: {} {rest}", counted(n, noun)));
            }
        };
        let in_unknown = format!("in the month `{UNKNOWN}`");
        note(
            self.undated,
            "article",
            &format!("without a date, {in_unknown}"),
        );
        let example = self.example.as_deref().unwrap_or_default();
        let rest = format!("with a date that tells no month, as {example:?}, {in_unknown}");
        note(self.unread, "article", &rest);
        let rest = "without a source: the name of the folder stands for it";
        note(self.by_folder, "article", rest);
        let rest = format!("without a source or a folder, in the source `{UNKNOWN}`");
        note(self.without_source, "article", &rest);
        note(self.of_one, "share", "of one article, without an interval");
        note(self.empty, "group", "without a scored paragraph");
        for name in &self.outside {
            notes.push(format!(
                "warning: {name}: no shares of the labels look like these paragraphs: they are of another kind than \
                 those trained on, and corrected shares may be far off (label a sample by hand: stance audit)"
            ));
        }
        notes.extend(tasks.iter().flat_map(separations));
        notes
    }
}

/// Returns which classifiers hardly tell labels apart.
fn separations(task: &TaskModels) -> Vec<String> {
    // They were opened before anything was scored.
    let models = task.opened().unwrap_or_default().into_iter();
    let classifiers = models.flat_map(stance_model::Model::classifiers);
    let rates = classifiers.filter_map(|classifier| ErrorRates::of(classifier).ok());
    let weak = rates.map(|rates| rates.separation());
    weak.filter(|&separation| separation < LEAST_SEPARATION)
        .map(|separation| {
            format!(
                "warning: {}: the model hardly tells some labels apart (separation {separation:.2}): corrected shares \
                 are very uncertain, as their intervals say",
                task.heading()
            )
        })
        .collect()
}
