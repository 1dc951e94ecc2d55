//! `stance score --unit corpus`: the shares of the labels over all articles, or by month and source.
//!
//! Paragraphs are tallied as they come and forgotten; what is kept is a few thousand tallies for each group and task, and
//! a number per article.

pub(crate) mod keys;
mod notes;
mod row;
pub(crate) mod shares;
pub(crate) mod topic;

use std::collections::BTreeMap;
use std::io::Write;

use clap::ValueEnum;
use stance_articles::Kind;
use stance_model::Prediction;
use stance_model::bootstrap::Bootstrap;
use stance_model::quantification::{Corpus, QuantificationError, Quantifier};

use self::keys::{UNKNOWN, folder, month};
pub(crate) use self::notes::MOST_OUTSIDE;
use self::notes::Told;
use self::row::{Row, write_csv, write_jsonl, write_table};
use self::shares::{LabelShares, ShareArgs};
use self::topic::Topic;
use super::record::ScoredArticle;
use super::tasks::TaskModels;
use super::units::{Report, Unit};
use super::writer::{ArticleWriter, OutputError, Writer};
use super::{Args, Beside, run_with};
use crate::ExitStatus;
use crate::failure::{Failure, Skipped};
use crate::io::Io;
use crate::output::Format;
use crate::terminal::Terminal;

/// What shares of a corpus are of.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Corpus")]
pub(crate) struct CorpusArgs {
    /// With --unit corpus: one line for each month, for each source, or for each of both [default: one line for all]
    #[arg(long, value_name = "KEY", value_delimiter = ',')]
    pub(crate) by: Vec<Key>,
    /// With --unit corpus: bootstrap samples behind each interval [default: 1000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(100..=100_000))]
    pub(crate) resamples: Option<u32>,
    /// With --unit corpus: seed of those samples [default: 0]
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    #[command(flatten)]
    pub(crate) shares: ShareArgs,
}

/// What articles are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Key {
    /// Year and month of the date
    Month,
    /// Where they were published; else the folder they stand in
    Source,
}

impl Key {
    fn name(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Source => "source",
        }
    }
}

impl CorpusArgs {
    fn bootstrap(&self) -> Bootstrap {
        let standard = Bootstrap::default();
        Bootstrap {
            resamples: self.resamples.map_or(standard.resamples, |n| n as usize),
            seed: self.seed.unwrap_or(standard.seed),
            ..standard
        }
    }

    /// Fails where options for shares of a corpus stand beside another unit.
    pub(super) fn check(&self, unit: Unit) -> anyhow::Result<()> {
        let given = [
            ("--by", !self.by.is_empty()),
            ("--resamples", self.resamples.is_some()),
            ("--seed", self.seed.is_some()),
            ("--min-articles", self.shares.min_articles.is_some()),
            ("--date-order", self.shares.date_order.is_some()),
        ];
        match given.into_iter().find(|(_, is_given)| *is_given) {
            Some((option, _)) if unit != Unit::Corpus => {
                let message =
                    format!("{option} is about the shares of a corpus, and --unit is another");
                Err(Failure::new(message, "add --unit corpus").into())
            }
            _ => Ok(()),
        }
    }
}

/// Scores what the arguments name, and writes the shares of the labels.
pub(super) fn run(args: &Args, terminal: Terminal, io: &mut Io<'_>) -> anyhow::Result<ExitStatus> {
    if args.min_confidence.is_some() {
        let message = "--min-confidence: shares of a corpus are those of all its paragraphs";
        let hint = "leave the option out: the errors of unsure labels are corrected, too";
        return Err(Failure::new(message, hint).into());
    }
    run_with(args, terminal, Beside::Nothing, io, |out, report| {
        let own = CorpusWriter::new(out, report, args);
        Ok(Writer::of_articles(Box::new(own), report))
    })
}

/// Returns what turns the predictions of a task's models into shares.
///
/// # Errors
///
/// Where a model cannot be opened, or does not know its error rates.
pub(crate) fn quantifier(task: &TaskModels, bootstrap: Bootstrap) -> anyhow::Result<Quantifier> {
    let models = task.opened()?;
    let classifiers = models
        .into_iter()
        .flat_map(stance_model::Model::classifiers);
    let found = Quantifier::of(task.labels(), classifiers, bootstrap);
    found.map_err(|error| {
        let hint = match error {
            QuantificationError::NoErrorRates => "train it again, with --folds 2 or more",
            _ => "train it again, with rows of every label",
        };
        Failure::new(format!("--unit corpus: {error}"), hint).into()
    })
}

/// Returns the predictions of a task for the paragraphs of an article, each with the number of the classifier that made it
/// among those of the task's models: what [`Corpus::add`] takes.
pub(crate) fn predictions<'s>(
    scored: &'s ScoredArticle,
    number: usize,
    task: &'s TaskModels,
) -> impl Iterator<Item = (usize, &'s Prediction)> {
    let target = scored.target.as_deref();
    let target = target.and_then(|target| task.the_named()?.find(target));
    scored.paragraphs.iter().filter_map(move |paragraph| {
        let prediction = paragraph.predictions.get(number)?.as_ref()?;
        let stratum = target.or_else(|| task.route(paragraph.language))?;
        Some((stratum, prediction))
    })
}

/// What is tallied of the articles that have the same target and keys.
struct Group {
    /// Paragraphs that belong to the site, left out.
    furniture: u64,
    /// One per task.
    tallies: Vec<TaskTally>,
}

struct TaskTally {
    corpus: Corpus,
    /// Paragraphs without a label for their language.
    unlabelled: u64,
}

/// The target, where the model has targets, then the value of each key.
type GroupKey = (Option<String>, Vec<String>);

/// Tallies articles, and writes shares at the end.
struct CorpusWriter<'a> {
    out: &'a mut dyn Write,
    report: Report<'a>,
    args: CorpusArgs,
    format: Format,
    safe_csv: bool,
    /// The file that the next articles come from.
    file: String,
    groups: BTreeMap<GroupKey, Group>,
    told: Told,
    topic: Topic,
}

impl<'a> CorpusWriter<'a> {
    fn new(out: &'a mut dyn Write, report: Report<'a>, args: &Args) -> Self {
        Self {
            out,
            report,
            args: args.corpus.clone(),
            format: args.output.format,
            safe_csv: args.output.safe_csv,
            file: String::new(),
            groups: BTreeMap::new(),
            told: Told::default(),
            topic: Topic::default(),
        }
    }

    /// Returns the value of a key for an article; counts what is not told.
    fn value(&mut self, key: Key, scored: &ScoredArticle) -> String {
        let folder = folder(&self.file);
        match key {
            Key::Month => {
                let order = self.args.shares.date_order;
                let found = scored.date().map(|date| (date, month(date, order)));
                self.told
                    .month(found.as_ref().map(|(date, month)| (*date, month)));
                let month = found.and_then(|(_, month)| month.told());
                month.unwrap_or_else(|| UNKNOWN.to_owned())
            }
            Key::Source => {
                let source = scored.source();
                self.told.source(source.is_some(), folder.is_some());
                source.or(folder).unwrap_or(UNKNOWN).to_owned()
            }
        }
    }

    /// Returns the rows, and tells of those that want care.
    fn rows(&mut self) -> anyhow::Result<Vec<Row<'a>>> {
        let tasks = self.report.tasks;
        let quantifiers = tasks
            .iter()
            .map(|task| quantifier(task, self.args.bootstrap()))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let min_articles = self.args.shares.min_articles();
        let mut rows = Vec::new();
        for (key, group) in &self.groups {
            let results = group.tallies.iter().zip(&quantifiers);
            let results = results.map(|(tally, quantifier)| row::Result {
                shares: LabelShares::new(&tally.corpus, Some(quantifier), min_articles),
                unlabelled: tally.unlabelled,
            });
            rows.push(Row {
                target: key.0.clone(),
                keys: self.args.by.iter().map(|key| key.name()).collect(),
                values: key.1.clone(),
                furniture: group.furniture,
                min_articles,
                tasks,
                results: results.collect(),
            });
        }
        for row in &rows {
            self.told.row(row);
        }
        Ok(rows)
    }
}

impl ArticleWriter for CorpusWriter<'_> {
    fn begin(&mut self, file: &str) {
        file.clone_into(&mut self.file);
    }

    fn article(&mut self, scored: &ScoredArticle) -> anyhow::Result<()> {
        let by = self.args.by.clone();
        let values = by.iter().map(|&key| self.value(key, scored)).collect();
        let tasks = self.report.tasks;
        let group = self.groups.entry((scored.target.clone(), values));
        let group = group.or_insert_with(|| Group::new(tasks));
        let is_scored = |paragraph: &super::record::ScoredParagraph, task: usize| {
            paragraph.predictions.get(task).is_some_and(Option::is_some)
        };
        for (number, task) in tasks.iter().enumerate() {
            let tally = &mut group.tallies[number];
            tally
                .corpus
                .add(&scored.name, predictions(scored, number, task));
            let missing = scored.paragraphs.iter().filter(|paragraph| {
                paragraph.kind != Kind::Furniture && !is_scored(paragraph, number)
            });
            tally.unlabelled += missing.count() as u64;
        }
        let furniture = scored
            .paragraphs
            .iter()
            .filter(|paragraph| paragraph.kind == Kind::Furniture && !is_scored(paragraph, 0));
        group.furniture += furniture.count() as u64;
        self.told.article();
        self.topic.add(scored);
        Ok(())
    }

    fn finish(&mut self, _: &Skipped) -> anyhow::Result<()> {
        self.told.check(&self.args.by)?;
        let rows = self.rows()?;
        match self.format {
            Format::Jsonl => write_jsonl(self.out, &rows),
            Format::Csv => write_csv(self.out, &rows, self.safe_csv),
            Format::Table => write_table(self.out, &rows),
        }?;
        self.out
            .flush()
            .map_err(|error| anyhow::Error::new(error).context(OutputError))
    }

    fn notes(&self) -> Vec<String> {
        let topic = self.topic.note(self.report.tasks);
        let others = self.told.notes(self.report.tasks, self.args.shares);
        topic.into_iter().chain(others).collect()
    }
}

impl Group {
    fn new(tasks: &[TaskModels]) -> Self {
        let tally = |task: &TaskModels| TaskTally {
            corpus: Corpus::new(task.labels().len(), task.n_classifiers()),
            unlabelled: 0,
        };
        Self {
            furniture: 0,
            tallies: tasks.iter().map(tally).collect(),
        }
    }
}
