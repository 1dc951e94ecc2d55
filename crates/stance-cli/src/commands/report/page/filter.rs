//! The form that filters and searches the paragraphs. It is hidden until the script shows it: without, it would do
//! nothing.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::View;
use crate::html::text;

impl View<'_> {
    pub(super) fn filter(&self) -> Markup {
        html! {
            form #filter role="search" hidden data-of=(self.say(" sur ", " of ")) data-language=(self.interface.code())
                data-unit=(self.say(" paragraphes", " paragraphs")) {
                p.field.wide {
                    label for="words" { (self.say("Chercher des mots", "Search for words")) }
                    input #words type="search" autocomplete="off" spellcheck="false";
                }
                (self.choice("label", self.say("Étiquette", "Label"), self.label_options()))
                @let sources = self.source_options();
                @if !sources.is_empty() { (self.choice("source", "Source", sources)) }
                @let speakers = self.speaker_options();
                @if !speakers.is_empty() { (self.choice("speaker", self.say("Voix citée", "Speaker"), speakers)) }
                p.field { button type="reset" { (self.say("Tout montrer", "Show all")) } }
                p.field.wide { output #count aria-live="polite" for="words label source speaker" {} }
            }
        }
    }

    fn choice(&self, id: &str, name: &str, options: Vec<(String, String)>) -> Markup {
        html! {
            p.field {
                label for=(id) { (name) }
                select id=(id) {
                    option value="" { (self.say("toutes", "any")) }
                    @for (value, name) in options { option value=(text(&value)) { (text(&name)) } }
                }
            }
        }
    }

    fn label_options(&self) -> Vec<(String, String)> {
        let tasks = self.found.tasks;
        let options = tasks.iter().enumerate().flat_map(|(task, models)| {
            let labels = models.labels().iter().enumerate();
            labels.map(move |(number, label)| {
                let label = self.interface.label(label);
                let name = match tasks.len() {
                    1 => label.to_owned(),
                    _ => format!("{}{}{label}", self.task_name(task), self.interface.colon()),
                };
                (format!("{task}-{number}"), name)
            })
        });
        options.collect()
    }

    fn source_options(&self) -> Vec<(String, String)> {
        let sources = self
            .found
            .articles
            .iter()
            .map(|article| article.place.source.as_deref());
        let sources: BTreeSet<&str> = sources.map(Option::unwrap_or_default).collect();
        let named = sources.into_iter().filter(|source| !source.is_empty());
        named
            .map(|source| (source.to_owned(), source.to_owned()))
            .collect()
    }

    fn speaker_options(&self) -> Vec<(String, String)> {
        let paragraphs = self
            .found
            .articles
            .iter()
            .flat_map(|article| &article.paragraphs);
        let quotations = paragraphs.flat_map(|paragraph| &paragraph.quotations);
        let speakers = quotations.filter_map(|quote| quote.speaker.as_ref());
        let speakers: BTreeSet<(&str, usize)> = speakers
            .map(|(number, name)| (name.as_str(), *number))
            .collect();
        let speakers = speakers
            .into_iter()
            .filter(|(_, number)| self.speakers.contains(number));
        speakers
            .map(|(name, number)| (number.to_string(), name.to_owned()))
            .collect()
    }
}
