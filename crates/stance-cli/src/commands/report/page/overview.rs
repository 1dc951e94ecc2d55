//! What stands on top: what the page is about, the shares of the labels, and what went in; then sources and months.

use maud::{Markup, html};

use super::View;
use super::parts::colour;
use crate::html::text;

impl View<'_> {
    /// One sentence on what was read, by which models.
    pub(super) fn lede(&self) -> Markup {
        let totals = self.found.totals;
        let names: Vec<&str> = self.found.models.iter().map(|model| model.name.as_str()).collect();
        html! {
            p.lede {
                (self.n_articles(totals.articles)) ", "
                (self.n_paragraphs(totals.paragraphs - totals.furniture))
                @if !names.is_empty() {
                    (self.say(", lus par ", ", read by ")) (text(&names.join(", ")))
                }
                "."
            }
        }
    }

    pub(super) fn overview(&self) -> Markup {
        html! {
            @for task in 0..self.found.tasks.len() { (self.shares_of(task)) }
            (self.glance())
        }
    }

    fn shares_of(&self, task: usize) -> Markup {
        let labels = self.found.tasks[task].labels();
        let counts = &self.found.totals.labelled[task];
        let n: usize = counts.iter().sum();
        html! {
            h3 { (self.task_name(task)) }
            @if n == 0 { p.empty { (self.say(
                "Aucun paragraphe n’a d’étiquette : aucun n’est dans une langue que ces modèles connaissent.",
                "No paragraph has a label: none is in a language that these models know."
            )) } }
            @else {
                table.shares.main {
                    caption { (self.n_paragraphs(n)) }
                    tbody { @for (number, (label, &count)) in labels.iter().zip(counts).enumerate() {
                        (self.share_row(label, colour(labels, number), count as f64 / n as f64, None, 1))
                    } }
                }
            }
        }
    }

    /// What went in and what came of it, at a glance.
    fn glance(&self) -> Markup {
        let (totals, speakers) = (self.found.totals, &self.found.speakers);
        let number = |n: usize| self.interface.number(n);
        let figures = [
            (self.say("articles lus", "articles read"), number(totals.articles)),
            (self.say("paragraphes étiquetés", "paragraphs labelled"), number(self.n_labelled())),
            (self.say("citations attribuées", "quotations attributed"), number(speakers.attributed)),
            (self.say("personnes citées", "speakers"), number(speakers.found)),
            (self.say("écartés ou abîmés", "skipped or damaged"), number(self.found.skipped.count())),
        ];
        html! {
            dl.glance { @for (name, figure) in &figures { div { dt { (name) } dd { (figure) } } } }
            p.note { a href="#about" { (self.say(
                "Ce qui est entré, ce qui a été écarté, par quels modèles",
                "What went in, what was skipped, by which models"
            )) } }
        }
    }

    /// Paragraphs that the first task labelled.
    pub(super) fn n_labelled(&self) -> usize {
        self.found.totals.labelled.first().map_or(0, |counts| counts.iter().sum())
    }

    pub(super) fn sources(&self) -> Markup {
        html! {}
    }
}
