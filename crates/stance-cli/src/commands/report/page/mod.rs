//! The page: its parts in their order, each in a file of its own.

mod about;
mod articles;
mod chart;
mod extremes;
mod filter;
mod groups;
mod overview;
mod parts;
mod people;

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::collect::Totals;
use super::excerpt::ShownArticle;
use super::extremes::Extremes;
use super::groups::ShownGroups;
use super::interface::Interface;
use super::models::Applied;
use super::speakers::ShownSpeakers;
use crate::commands::score::tasks::TaskModels;
use crate::failure::Skipped;
use crate::html::{page_with_script, text};

/// Quotations under which nothing is said of a speaker.
pub(super) const MIN_QUOTES: usize = 3;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// What the page is made of.
pub(super) struct Found<'a> {
    pub(super) interface: Interface,
    /// The title that was asked for.
    pub(super) title: Option<&'a str>,
    pub(super) tasks: &'a [TaskModels],
    pub(super) models: &'a [Applied],
    pub(super) totals: &'a Totals,
    pub(super) groups: ShownGroups,
    pub(super) speakers: ShownSpeakers,
    pub(super) extremes: &'a [Extremes],
    /// Those shown.
    pub(super) articles: Vec<&'a ShownArticle>,
    pub(super) skipped: &'a Skipped,
}

/// What the parts of a page need everywhere.
struct View<'a> {
    found: &'a Found<'a>,
    interface: Interface,
    /// Numbers of the articles and of the speakers that can be linked to.
    articles: BTreeSet<usize>,
    speakers: BTreeSet<usize>,
}

/// Returns the page.
pub(super) fn page(found: &Found<'_>) -> String {
    let speakers = found.speakers.shown.iter();
    let view = View {
        found,
        interface: found.interface,
        articles: found
            .articles
            .iter()
            .map(|article| article.place.article)
            .collect(),
        speakers: speakers.map(|speaker| speaker.number).collect(),
    };
    let language = view.interface.code();
    page_with_script(language, view.title(), STYLE, SCRIPT, &view.body())
}

impl View<'_> {
    fn title(&self) -> &str {
        let title = self
            .interface
            .say("Qui prend quel parti", "Who takes which side");
        self.found.title.unwrap_or(title)
    }

    fn say<'s>(&self, french: &'s str, english: &'s str) -> &'s str {
        self.interface.say(french, english)
    }

    fn body(&self) -> Markup {
        let sections = [
            ("shares", self.say("Les parts", "Shares"), self.overview()),
            (
                "people",
                self.say("Qui est cité", "Who is quoted"),
                self.people(),
            ),
            (
                "sources",
                self.say("Sources et mois", "Sources and months"),
                self.sources(),
            ),
            (
                "extremes",
                self.say("Extraits", "Excerpts"),
                self.extremes(),
            ),
            ("articles", "Articles", self.articles()),
            ("about", self.say("Méthode", "Method"), self.about()),
        ];
        html! {
            a.skip href="#main" { (self.say("Aller au contenu", "Skip to the content")) }
            header {
                h1 { (text(self.title())) }
                (self.lede())
                nav aria-label=(self.say("Parties", "Sections")) {
                    ul { @for (id, name, _) in &sections { li { a href={ "#" (id) } { (name) } } } }
                }
            }
            main #main tabindex="-1" {
                @for (id, name, content) in &sections {
                    section aria-labelledby=(id) { h2 id=(id) { (name) } (content) }
                }
            }
        }
    }
}
