//! The paragraphs that a task is surest of, label by label, and those it is least sure of.

use stance_articles::Kind;

use super::budget::{self, shortened};
use super::excerpt::{Origin, Place, Told};
use crate::commands::score::record::ScoredArticle;

/// Words of a paragraph that can stand for others: shorter ones say little by themselves.
const MIN_WORDS: usize = 12;

/// A paragraph on its own.
#[derive(Debug, Clone)]
pub(super) struct Excerpt {
    pub(super) place: Place,
    pub(super) language: &'static str,
    pub(super) text: String,
    pub(super) told: Told,
}

/// The extremes of one task.
#[derive(Debug)]
pub(super) struct Extremes {
    /// Of each label, the surest first.
    pub(super) surest: Vec<Vec<Excerpt>>,
    /// The least sure first.
    pub(super) unsure: Vec<Excerpt>,
}

impl Extremes {
    pub(super) fn new(n_labels: usize) -> Self {
        Self {
            surest: vec![Vec::new(); n_labels],
            unsure: Vec::new(),
        }
    }

    /// Takes the paragraphs of an article in that are among the extremes by this task so far.
    pub(super) fn add(&mut self, scored: &ScoredArticle, origin: &Origin<'_>, task: usize) {
        for (at, paragraph) in scored.paragraphs.iter().enumerate() {
            let Some(Some(prediction)) = paragraph.predictions.get(task) else {
                continue;
            };
            let text = scored.article.slice(paragraph.range.bytes);
            if paragraph.kind == Kind::Heading
                || text.split_whitespace().nth(MIN_WORDS - 1).is_none()
            {
                continue;
            }
            let told = Told::new(prediction);
            let excerpt = || Excerpt {
                place: Place::new(scored, origin, at + 1),
                language: paragraph.language,
                text: shortened(text, budget::QUOTATION_CHARS),
                told,
            };
            take(
                &mut self.surest[told.label],
                -told.confidence,
                |e| -e.told.confidence,
                excerpt,
            );
            take(
                &mut self.unsure,
                told.confidence,
                |e| e.told.confidence,
                excerpt,
            );
        }
    }
}

/// Inserts an excerpt where its key belongs, after equal ones, if it is among the first; a text that stands there
/// already, as of an agency, is not shown twice.
fn take(
    list: &mut Vec<Excerpt>,
    key: f64,
    key_of: impl Fn(&Excerpt) -> f64,
    excerpt: impl FnOnce() -> Excerpt,
) {
    let at = list.partition_point(|other| key_of(other) <= key);
    if at >= budget::EXTREMES {
        return;
    }
    let excerpt = excerpt();
    if list.iter().any(|other| other.text == excerpt.text) {
        return;
    }
    list.insert(at, excerpt);
    list.truncate(budget::EXTREMES);
}
