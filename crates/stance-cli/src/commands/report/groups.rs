//! Shares of the labels: of all articles, and of those of each source and of each month.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use stance_model::bootstrap::Bootstrap;
use stance_model::quantification::{Corpus, Quantifier};

use super::budget;
use crate::commands::score::corpus::keys::{Month, UNKNOWN, month};
use crate::commands::score::corpus::shares::{LabelShares, ShareArgs};
use crate::commands::score::corpus::{predictions, quantifier};
use crate::commands::score::record::ScoredArticle;
use crate::commands::score::tasks::TaskModels;

/// Articles that belong together.
struct Group {
    articles: usize,
    /// One per task.
    corpora: Vec<Corpus>,
}

impl Group {
    fn new(tasks: &[TaskModels]) -> Self {
        let corpus = |task: &TaskModels| Corpus::new(task.labels().len(), task.n_classifiers());
        Self {
            articles: 0,
            corpora: tasks.iter().map(corpus).collect(),
        }
    }

    fn add(&mut self, scored: &ScoredArticle, tasks: &[TaskModels]) {
        self.articles += 1;
        for (number, (task, corpus)) in tasks.iter().zip(&mut self.corpora).enumerate() {
            corpus.add(&scored.name, predictions(scored, number, task));
        }
    }

    fn shares(
        &self,
        quantifiers: &[Option<Quantifier>],
        min_articles: usize,
    ) -> Vec<Option<LabelShares>> {
        let corpora = self.corpora.iter().zip(quantifiers);
        let shares = |(corpus, quantifier): (&Corpus, &Option<Quantifier>)| {
            LabelShares::new(corpus, quantifier.as_ref(), min_articles)
        };
        corpora.map(shares).collect()
    }
}

/// Gathers articles into groups.
pub(super) struct Groups<'a> {
    tasks: &'a [TaskModels],
    args: ShareArgs,
    /// Articles whose date may be of either of two months.
    ambiguous: usize,
    all: Group,
    sources: BTreeMap<String, Group>,
    months: BTreeMap<String, Group>,
}

/// A row of the page: articles that belong together, and their shares by each task, none without a labelled paragraph.
#[derive(Debug)]
pub(super) struct GroupRow {
    /// The source, or the month as `YYYY-MM`; nothing where it is not known.
    pub(super) name: Option<String>,
    pub(super) articles: usize,
    pub(super) shares: Vec<Option<LabelShares>>,
}

/// The groups that the page shows.
#[derive(Debug)]
pub(super) struct ShownGroups {
    pub(super) all: Vec<Option<LabelShares>>,
    /// Those of most articles first, then by name.
    pub(super) sources: Vec<GroupRow>,
    /// Sources without a row for want of room, and their articles.
    pub(super) sources_left_out: (usize, usize),
    /// In order; those without a date last. Of too many the last.
    pub(super) months: Vec<GroupRow>,
    pub(super) months_left_out: (usize, usize),
    /// The first and the last month.
    pub(super) range: Option<(String, String)>,
    /// Articles whose month is not known, and those of them whose date may be of either of two.
    pub(super) undated: usize,
    pub(super) ambiguous: usize,
    /// Articles that a corrected share rests on at least.
    pub(super) min_articles: usize,
}

impl<'a> Groups<'a> {
    pub(super) fn new(tasks: &'a [TaskModels], args: ShareArgs) -> Self {
        Self {
            tasks,
            args,
            ambiguous: 0,
            all: Group::new(tasks),
            sources: BTreeMap::new(),
            months: BTreeMap::new(),
        }
    }

    /// Returns how many articles have a date that may be of either of two months.
    pub(super) fn ambiguous(&self) -> usize {
        self.ambiguous
    }

    /// Takes an article in: its own source, else the one given.
    pub(super) fn add(&mut self, scored: &ScoredArticle, source: Option<&str>) {
        let found = scored.date().map(|date| month(date, self.args.date_order));
        self.ambiguous += usize::from(found == Some(Month::Ambiguous));
        let month = found.and_then(Month::told);
        let tasks = self.tasks;
        let new = || Group::new(tasks);
        let known = |name: Option<&str>| name.unwrap_or(UNKNOWN).to_owned();
        self.all.add(scored, tasks);
        let of_source = self.sources.entry(known(source)).or_insert_with(new);
        of_source.add(scored, tasks);
        let of_month = self.months.entry(known(month.as_deref()));
        of_month.or_insert_with(new).add(scored, tasks);
    }

    /// Returns the shares of the groups that the page has room for.
    pub(super) fn finish(&self) -> ShownGroups {
        let quantifiers: Vec<Option<Quantifier>> = self
            .tasks
            .iter()
            .map(|task| quantifier(task, Bootstrap::default()).ok())
            .collect();
        let min_articles = self.args.min_articles();
        let row = |(name, group): &(&String, &Group)| GroupRow {
            name: Some((*name).clone()).filter(|name| name != UNKNOWN),
            articles: group.articles,
            shares: group.shares(&quantifiers, min_articles),
        };
        let n_rows = budget::rows(self.tasks);
        let mut sources: Vec<(&String, &Group)> = self.sources.iter().collect();
        sources.sort_by_key(|(_, group)| Reverse(group.articles));
        let months: Vec<(&String, &Group)> = self.months.iter().collect();
        let (shown_sources, other_sources) = sources.split_at(sources.len().min(n_rows));
        let (other_months, shown_months) = months.split_at(months.len().saturating_sub(n_rows));
        let mut dated = months
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| *name != UNKNOWN);
        let first = dated.next().cloned();
        let last = dated.next_back().cloned().or_else(|| first.clone());
        ShownGroups {
            all: self.all.shares(&quantifiers, min_articles),
            min_articles,
            sources: shown_sources.iter().map(row).collect(),
            sources_left_out: counted(other_sources),
            months: shown_months.iter().map(row).collect(),
            months_left_out: counted(other_months),
            range: first.zip(last),
            undated: self.months.get(UNKNOWN).map_or(0, |group| group.articles),
            ambiguous: self.ambiguous,
        }
    }
}

/// Returns how many groups there are, and how many articles in them.
fn counted(groups: &[(&String, &Group)]) -> (usize, usize) {
    let articles = groups.iter().map(|(_, group)| group.articles);
    (groups.len(), articles.sum())
}
