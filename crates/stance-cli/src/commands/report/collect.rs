//! Gathers, while articles pass, what the page shows of them, and writes it at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use anyhow::Context as _;

use super::budget::{self, Frames};
use super::excerpt::{Origin, ShownArticle, is_left_out};
use super::extremes::Extremes;
use super::groups::Groups;
use super::interface::Interface;
use super::kept::Kept;
use super::models::Applied;
use super::page::{self, Found};
use super::speakers::Speakers;
use crate::commands::score::corpus::keys::folder;
use crate::commands::score::corpus::shares::ShareArgs;
use crate::commands::score::corpus::topic::Topic;
use crate::commands::score::record::ScoredArticle;
use crate::commands::score::tasks::TaskModels;
use crate::commands::score::writer::{ArticleWriter, OutputError};
use crate::failure::Skipped;
use crate::output::counted;

/// What went in and what came of it.
#[derive(Debug, Default)]
pub(super) struct Totals {
    pub(super) articles: usize,
    pub(super) paragraphs: usize,
    /// Paragraphs of the site, which are not scored.
    pub(super) furniture: usize,
    /// Labelled paragraphs of each task, by label.
    pub(super) labelled: Vec<Vec<usize>>,
    /// Paragraphs of the articles' own by language.
    pub(super) languages: BTreeMap<&'static str, usize>,
    /// Those that name artificial intelligence.
    pub(super) topic: Topic,
    /// Which task told something of texts in which language.
    pub(super) used: BTreeSet<(usize, &'static str)>,
}

impl Totals {
    /// Takes an article in, and returns its key in the topic.
    fn add(&mut self, scored: &ScoredArticle) -> u64 {
        self.articles += 1;
        for paragraph in &scored.paragraphs {
            self.paragraphs += 1;
            if is_left_out(paragraph) {
                self.furniture += 1;
                continue;
            }
            *self.languages.entry(paragraph.language).or_default() += 1;
            for (task, prediction) in paragraph.predictions.iter().enumerate() {
                if let Some(prediction) = prediction {
                    self.labelled[task][prediction.label] += 1;
                    self.used.insert((task, paragraph.language));
                }
            }
        }
        self.topic.add(scored)
    }

    /// Returns the language of most paragraphs; English where there are none.
    fn main_language(&self) -> Interface {
        let of = |code: &str| self.languages.get(code).copied().unwrap_or(0);
        if of("fr") > 0 && of("fr") >= of("en") {
            Interface::Fr
        } else {
            Interface::En
        }
    }
}

/// Gathers what a page shows.
pub(super) struct Collector<'a> {
    out: &'a mut dyn Write,
    tasks: &'a [TaskModels],
    options: Options,
    models: Vec<Applied>,
    totals: Totals,
    /// The file that the next articles come from.
    file: String,
    frames: Frames,
    groups: Groups<'a>,
    speakers: Speakers,
    extremes: Vec<Extremes>,
    kept: Kept,
}

/// What was asked for of the page.
#[derive(Debug, Clone)]
pub(super) struct Options {
    pub(super) interface: Option<Interface>,
    pub(super) title: Option<String>,
    pub(super) shares: ShareArgs,
}

impl<'a> Collector<'a> {
    pub(super) fn new(
        out: &'a mut dyn Write,
        tasks: &'a [TaskModels],
        models: Vec<Applied>,
        options: Options,
    ) -> anyhow::Result<Self> {
        let labels = || tasks.iter().map(|task| task.labels().len());
        Ok(Self {
            out,
            tasks,
            models,
            totals: Totals {
                labelled: labels().map(|n| vec![0; n]).collect(),
                ..Totals::default()
            },
            file: String::new(),
            frames: Frames::new(tasks),
            groups: Groups::new(tasks, options.shares),
            options,
            speakers: Speakers::new()?,
            extremes: labels().map(Extremes::new).collect(),
            kept: Kept::new(budget::ARTICLES),
        })
    }
}

impl ArticleWriter for Collector<'_> {
    fn begin(&mut self, file: &str) {
        file.clone_into(&mut self.file);
    }

    fn article(&mut self, scored: &ScoredArticle) -> anyhow::Result<()> {
        let number = self.totals.articles;
        let source = scored.source().or_else(|| folder(&self.file));
        let origin = Origin {
            number,
            source,
            topic: self.totals.add(scored),
        };
        self.groups.add(scored, source);
        let speakers = self.speakers.add(scored, &origin)?;
        for (task, extremes) in self.extremes.iter_mut().enumerate() {
            extremes.add(scored, &origin, task);
        }
        let shown = ShownArticle::new(scored, &origin, &speakers, &self.frames);
        self.kept.add(shown);
        Ok(())
    }

    fn finish(&mut self, skipped: &Skipped) -> anyhow::Result<()> {
        let interface = self.options.interface;
        let used = &self.totals.used;
        let applied = |model: &Applied| model.picked_for.is_none_or(|key| used.contains(&key));
        self.models.retain(applied);
        let found = Found {
            interface: interface.unwrap_or_else(|| self.totals.main_language()),
            title: self.options.title.as_deref(),
            tasks: self.tasks,
            models: &self.models,
            totals: &self.totals,
            groups: self.groups.finish(),
            speakers: self.speakers.finish(&self.frames, &self.totals.topic)?,
            extremes: &self.extremes,
            articles: self.kept.in_order(),
            skipped,
        };
        let page = page::page(&found);
        self.out.write_all(page.as_bytes()).context(OutputError)?;
        self.out.flush().context(OutputError)
    }

    fn notes(&self) -> Vec<String> {
        let topic = self.totals.topic.note(self.tasks);
        let ambiguous = self.groups.ambiguous();
        let dates = (ambiguous > 0).then(|| {
            format!(
                "note: {} with a date of either of two months (--date-order dmy or mdy says whether day or month comes first)",
                counted(ambiguous, "article")
            )
        });
        topic.into_iter().chain(dates).collect()
    }
}
