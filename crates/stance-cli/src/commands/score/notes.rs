//! What a run gave no label, and why: counted, and told once at its end.

use std::collections::BTreeMap;
use std::io::{self, Write};

use stance_articles::Kind;

use super::record::ScoredArticle;
use super::tasks::{TaskModels, UNDETERMINED};
use super::units::Unit;
use crate::output::counted;

/// Counts of paragraphs and quotations over a run.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Paragraphs in another language than that of the model that was named.
    foreign: usize,
    /// Paragraphs in neither of the languages that are known.
    undetermined: usize,
    /// Paragraphs by task and language, where the task has no model for the language.
    without_model: BTreeMap<(usize, &'static str), usize>,
    /// Quotations of nobody known, where lines are speakers.
    unattributed: usize,
}

impl Notes {
    pub(super) fn count(&mut self, tasks: &[TaskModels], unit: Unit, scored: &ScoredArticle) {
        let paragraphs = scored.paragraphs.iter();
        for paragraph in paragraphs.filter(|paragraph| paragraph.kind != Kind::Furniture) {
            if paragraph.language == UNDETERMINED {
                let unlabelled = tasks.iter().any(|task| task.route(UNDETERMINED).is_none());
                self.undetermined += usize::from(unlabelled);
                continue;
            }
            for (number, task) in tasks.iter().enumerate() {
                if task.route(paragraph.language).is_none() {
                    let key = (number, paragraph.language);
                    *self.without_model.entry(key).or_default() += 1;
                }
                let named = task.named_language();
                self.foreign +=
                    usize::from(named.is_some_and(|language| language != paragraph.language));
            }
        }
        if unit == Unit::Speaker {
            let speakers = scored
                .quotations()
                .map(|(_, quote)| scored.article.speaker(&quote.quotation));
            self.unattributed += speakers.filter(Option::is_none).count();
        }
    }

    /// Tells what was counted.
    pub(super) fn tell(&self, tasks: &[TaskModels], out: &mut dyn Write) -> io::Result<()> {
        if self.foreign > 0 {
            let language = tasks.iter().find_map(TaskModels::named_language);
            let (n, language) = (
                counted(self.foreign, "paragraph"),
                language.unwrap_or("none"),
            );
            writeln!(
                out,
                "note: {n} in another language than the model's, {language}"
            )?;
        }
        for ((task, language), n) in &self.without_model {
            let task = tasks.get(*task).map_or("label", TaskModels::heading);
            writeln!(
                out,
                "note: {} in {language} without {task}: no embedded model tells it in that language",
                counted(*n, "paragraph")
            )?;
        }
        if self.undetermined > 0 {
            let n = counted(self.undetermined, "paragraph");
            writeln!(
                out,
                "note: {n} in neither French nor English, without a label (--language names one)"
            )?;
        }
        if self.unattributed > 0 {
            let n = counted(self.unattributed, "quotation");
            writeln!(out, "note: {n} without a known speaker")?;
        }
        Ok(())
    }
}
