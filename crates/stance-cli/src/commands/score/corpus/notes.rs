//! What is told on stderr of the shares of a corpus: what has no month or source, and which shares want care.

use stance_model::quantification::ErrorRates;

use super::keys::Month;
use super::row::Row;
use super::shares::{ShareArgs, Withheld};
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
    /// Articles whose month is not known: without a date, with one that may be of two months, and with one that
    /// tells none.
    undated: usize,
    ambiguous: usize,
    unread: usize,
    /// The first date of either kind that does not tell its month.
    either: Option<String>,
    neither: Option<String>,
    /// Articles that have their folder's name for a source, and those without one.
    by_folder: usize,
    without_source: usize,
    /// Shares of one article, which have no interval, of fewer articles than asked for, and of no paragraph.
    of_one: usize,
    of_few: usize,
    empty: usize,
    /// Rows that look like no mixture of labels, as they are called.
    outside: Vec<String>,
}

impl Told {
    pub(super) fn article(&mut self) {
        self.articles += 1;
    }

    /// Takes a date and what it tells.
    pub(super) fn month(&mut self, found: Option<(&str, &Month)>) {
        match found {
            None => self.undated += 1,
            Some((date, Month::Ambiguous)) => {
                self.ambiguous += 1;
                self.either.get_or_insert_with(|| date.to_owned());
            }
            Some((date, Month::Unread)) => {
                self.unread += 1;
                self.neither.get_or_insert_with(|| date.to_owned());
            }
            Some((_, Month::Told(_))) => {}
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
            let corrected = match &shares.corrected {
                Ok(corrected) => corrected,
                Err(reason) => {
                    self.of_few += usize::from(*reason == Withheld::FewArticles);
                    continue;
                }
            };
            self.of_one += usize::from(shares.articles == 1);
            if corrected.outside > MOST_OUTSIDE {
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
        let n_without = self.undated + self.ambiguous + self.unread;
        if !by.contains(&Key::Month) || n_without < self.articles || self.articles == 0 {
            return Ok(());
        }
        let n = counted(self.articles, "article");
        let untold = |date: &str| {
            format!("--by month: no date of {n} tells its month, as {date:?} does not")
        };
        let (message, hint) = match (&self.either, &self.neither) {
            (Some(date), _) => (
                untold(date),
                "say whether day or month comes first, with --date-order dmy or mdy",
            ),
            (None, Some(date)) => (untold(date), "write dates as YYYY-MM-DD"),
            (None, None) => (
                format!("--by month: none of {n} has a date"),
                "name the column of dates with --date-column; pages carry theirs",
            ),
        };
        Err(Failure::new(message, hint).into())
    }

    /// Returns what to tell, a line each.
    pub(super) fn notes(&self, tasks: &[TaskModels], args: ShareArgs) -> Vec<String> {
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
        let example = self.either.as_deref().unwrap_or_default();
        let remedy = "--date-order dmy or mdy says whether day or month comes first";
        let rest =
            format!("with a date of either of two months, as {example:?}, {in_unknown} ({remedy})");
        note(self.ambiguous, "article", &rest);
        let example = self.neither.as_deref().unwrap_or_default();
        let rest = format!("with a date that tells no month, as {example:?}, {in_unknown}");
        note(self.unread, "article", &rest);
        let rest = "without a source: the name of the folder stands for it";
        note(self.by_folder, "article", rest);
        let rest = format!("without a source or a folder, in the source `{UNKNOWN}`");
        note(self.without_source, "article", &rest);
        let rest = format!(
            "of fewer than {} articles, counted and not corrected (--min-articles says how many are enough)",
            args.min_articles()
        );
        note(self.of_few, "share", &rest);
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
