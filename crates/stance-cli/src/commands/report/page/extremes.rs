//! Paragraphs to read first: those that a task is surest of, and those it is least sure of.

use maud::{Markup, html};

use super::View;
use crate::commands::report::extremes::Excerpt;
use crate::html::text;

impl View<'_> {
    pub(super) fn extremes(&self) -> Markup {
        let is_empty = |task: usize| self.found.extremes[task].unsure.is_empty();
        html! {
            p.note { (self.say(
                "Les plus sûrs montrent ce que le modèle prend pour typique\u{202f}; les moins sûrs, où il hésite et où il faut lire. \
                 Paragraphes d’au moins douze mots.",
                "The surest show what the model takes for typical; the least sure, where it wavers and one should read. \
                 Paragraphs of twelve words or more."
            )) }
            @if (0..self.found.tasks.len()).all(is_empty) { p.empty { (self.say(
                "Aucun paragraphe étiqueté n’est assez long.", "No labelled paragraph is long enough."
            )) } }
            @for task in (0..self.found.tasks.len()).filter(|task| !is_empty(*task)) { (self.extremes_of(task)) }
        }
    }

    fn extremes_of(&self, task: usize) -> Markup {
        let found = &self.found.extremes[task];
        let labels = self.found.tasks[task].labels();
        let surest = found
            .surest
            .iter()
            .zip(labels)
            .filter(|(list, _)| !list.is_empty());
        html! {
            h3 { (self.task_name(task)) }
            div.columns {
                @for (list, label) in surest {
                    (self.excerpts(task, self.interface.label(label), list))
                }
                (self.excerpts(task, self.say("Les moins sûrs", "Least sure"), &found.unsure))
            }
        }
    }

    fn excerpts(&self, task: usize, heading: &str, list: &[Excerpt]) -> Markup {
        html! {
            div.excerpts {
                h4 { (text(heading)) }
                @for excerpt in list {
                    figure {
                        blockquote lang=[self.foreign(excerpt.language)] { p { (text(&excerpt.text)) } }
                        figcaption.meta { (self.tag(task, Some(&excerpt.told))) " " (self.place(&excerpt.place)) }
                    }
                }
            }
        }
    }
}
