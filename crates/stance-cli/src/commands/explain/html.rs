//! Explanations as a page: the text with its words marked, and what each adds.

use std::io::Write;

use anyhow::Context as _;
use maud::{Markup, html};
use stance_model::Explanation;

use super::{explained, labels, strongest};
use crate::commands::score::record::ScoredArticle;
use crate::commands::score::tasks::TaskModels;
use crate::commands::score::writer::{ArticleWriter, OutputError};
use crate::failure::Skipped;
use crate::html::{self as page, text as shown};

/// Gathers the articles of a page, which is written at the end.
pub(super) struct Page<'a> {
    out: &'a mut dyn Write,
    task: &'a TaskModels,
    articles: Vec<Markup>,
}

impl<'a> Page<'a> {
    pub(super) fn new(out: &'a mut dyn Write, task: &'a TaskModels) -> Self {
        Self {
            out,
            task,
            articles: Vec::new(),
        }
    }
}

impl ArticleWriter for Page<'_> {
    fn article(&mut self, scored: &ScoredArticle) -> anyhow::Result<()> {
        let labels = labels(self.task, scored);
        self.articles.push(html! {
            h2 {
                (shown(&scored.name))
                @if let Some(target) = &scored.target { " on " (shown(target)) }
            }
            @for (number, found, explanation) in explained(scored) {
                (paragraph(number, labels, scored.article.slice(found.range.bytes), explanation))
            }
            @if explained(scored).next().is_none() { p { "Nothing to explain: no paragraph is scored." } }
        });
        Ok(())
    }

    fn finish(&mut self, _: &Skipped) -> anyhow::Result<()> {
        let body = html! {
            h1 { "Which words decided" }
            p {
                "Words underlined speak for the label, words with a dotted line against it; the stronger the colour, the more "
                "they add to the decision value. The words and the intercept sum to it."
            }
            @for article in &self.articles { (article) }
        };
        let page = page::page("Which words decided", &body);
        self.out.write_all(page.as_bytes()).context(OutputError)?;
        self.out.flush().context(OutputError)
    }
}

fn paragraph(number: usize, labels: &[String], text: &str, explanation: &Explanation) -> Markup {
    let prediction = &explanation.prediction;
    let words: f64 = explanation
        .contributions
        .iter()
        .map(|word| word.value)
        .sum();
    html! {
        p {
            (number) ". " b { (shown(&labels[prediction.label])) }
            (format!(" {:.2}. ", prediction.confidence()))
            small {
                "Decision for " (shown(&labels[explanation.toward]))
                (format!(" {:+.3} = intercept {:+.3}, words {words:+.3}.", explanation.decision, explanation.intercept))
                @if let Some(removal) = &explanation.removal {
                    " Without "
                    @for (at, places) in removal.words.iter().enumerate() {
                        @if at > 0 { ", " }
                        i { (shown(&text[places[0].clone()])) }
                    }
                    ": " (shown(&labels[removal.prediction.label]))
                    (format!(" {:.2}.", removal.prediction.confidence()))
                }
            }
        }
        blockquote { (marked(text, explanation)) }
    }
}

/// The text with a mark around each word that adds something.
fn marked(text: &str, explanation: &Explanation) -> Markup {
    let most = strongest(explanation);
    let mut at = 0;
    let mut parts: Vec<Markup> = Vec::new();
    for word in &explanation.contributions {
        if word.range.start < at {
            continue;
        }
        let strength = 0.6 * word.value.abs() / most;
        let (class, colour) = if word.value > 0.0 {
            ("for", "0,160,90")
        } else {
            ("against", "220,60,40")
        };
        let style = format!("background:rgba({colour},{strength:.3})");
        let title = format!("{:+.4}", word.value);
        parts.push(html! {
            (shown(&text[at..word.range.start]))
            mark class=(class) style=(style) title=(title) { (shown(&text[word.range.clone()])) }
        });
        at = word.range.end;
    }
    html! { @for part in &parts { (part) } (shown(&text[at..])) }
}
