//! What stands on top: what the page is about, the shares of the labels, and what went in.

use maud::{Markup, html};

use super::View;
use crate::commands::report::interface::Interface;
use crate::commands::score::corpus::topic::Topic;
use crate::html::text;

impl View<'_> {
    /// One sentence on what was read, by which models.
    pub(super) fn lede(&self) -> Markup {
        let totals = self.found.totals;
        let names: Vec<&str> = self
            .found
            .models
            .iter()
            .map(|model| model.name.as_str())
            .collect();
        html! {
            p.lede {
                (self.n_articles(totals.articles)) ", "
                (self.n_paragraphs(totals.paragraphs - totals.furniture))
                @if let Some(range) = self.months() { ", " (range) }
                @if !names.is_empty() {
                    (self.say(", étiquetés par ", ", labelled by ")) (text(&names.join(", ")))
                }
                "."
            }
        }
    }

    pub(super) fn overview(&self) -> Markup {
        html! {
            (self.topic())
            @for task in 0..self.found.tasks.len() { (self.shares_of(task)) }
            (self.glance())
        }
    }

    /// How many articles name artificial intelligence, where sides on it are told.
    fn topic(&self) -> Markup {
        let topic = &self.found.totals.topic;
        if !Topic::matters(self.found.tasks) || topic.articles() == 0 {
            return html! {};
        }
        let class = if topic.is_astray() { "warning" } else { "note" };
        html! { p.topic.(class) {
            @if topic.is_astray() { strong { (self.say(
                "Ces articles parlent-ils d’intelligence artificielle\u{202f}? ",
                "Are these articles on artificial intelligence? "
            )) } }
            (self.interface.number(topic.naming())) (self.say(" sur ", " of ")) (self.n_articles(topic.articles())) ", "
            (self.interface.number(topic.naming_paragraphs)) (self.say(" sur ", " of ")) (self.n_paragraphs(topic.paragraphs))
            (self.say(
                " nomment l’intelligence artificielle\u{202f}; les positions sont celles de tous les paragraphes.",
                " name artificial intelligence; sides are those of all paragraphs."
            ))
        } }
    }

    /// What went in and what came of it, at a glance.
    fn glance(&self) -> Markup {
        let (totals, speakers) = (self.found.totals, &self.found.speakers);
        let number = |n: usize| self.interface.number(n);
        let figures = [
            (
                self.say("articles lus", "articles read"),
                number(totals.articles),
            ),
            (
                self.say("paragraphes étiquetés", "paragraphs labelled"),
                number(self.n_labelled()),
            ),
            (
                self.say("citations attribuées", "quotations attributed"),
                number(speakers.attributed),
            ),
            (self.say("voix citées", "speakers"), number(speakers.found)),
            (
                self.say("ignorés ou illisibles", "skipped or damaged"),
                number(self.found.skipped.count()),
            ),
        ];
        html! {
            dl.glance { @for (name, figure) in &figures { div { dt { (name) } dd { (figure) } } } }
            p.note { a href="#about" { (self.say(
                "Ce qui est entré, ce qui a été écarté, par quels modèles",
                "What went in, what was skipped, by which models"
            )) } }
        }
    }

    /// From which month to which the articles are.
    pub(super) fn months(&self) -> Option<String> {
        let (first, last) = self.found.groups.range.as_ref()?;
        let (from, to) = (self.interface.month(first), self.interface.month(last));
        Some(if first == last {
            from
        } else {
            match self.interface {
                Interface::Fr if from.starts_with(['a', 'o']) => format!("d’{from} à {to}"),
                Interface::Fr => format!("de {from} à {to}"),
                Interface::En => format!("{from} to {to}"),
            }
        })
    }

    /// Paragraphs that the first task labelled.
    pub(super) fn n_labelled(&self) -> usize {
        self.found
            .totals
            .labelled
            .first()
            .map_or(0, |counts| counts.iter().sum())
    }
}
