//! Small parts that recur: a label with its probability, where a text comes from, a text in its language.

use maud::{Markup, html};
use stance_articles::Kind;

use super::View;
use crate::commands::report::excerpt::{Place, Told};
use crate::commands::score::record::rounded;
use crate::html::text;

/// Labels that take no side, which are grey.
const NEUTRAL: [&str; 5] = ["neutral", "neutre", "none", "aucun", "unrelated"];
/// Colours of the others in turn: as far apart as can be for every kind of colour blindness.
const COLOURS: [&str; 6] = ["k1", "k2", "k3", "k4", "k5", "k6"];

/// Returns the class that colours a label.
pub(super) fn colour(labels: &[String], label: usize) -> &'static str {
    let is_neutral = |label: &String| NEUTRAL.contains(&label.to_lowercase().as_str());
    if labels.get(label).is_some_and(is_neutral) {
        return "k0";
    }
    let before = labels.iter().take(label).filter(|label| !is_neutral(label));
    COLOURS[before.count() % COLOURS.len()]
}

/// Returns a figure, as it is shown and as `stance score` writes it.
pub(super) fn figure(value: f64, shown: &str) -> Markup {
    html! { data value=(rounded(value)) { (shown) } }
}

impl View<'_> {
    /// A label by a task, coloured and named, with its probability.
    pub(super) fn tag(&self, task: usize, told: Option<&Told>) -> Markup {
        let labels = self.found.tasks[task].labels();
        html! {
            @match told {
                Some(told) => {
                    span.tag.(colour(labels, told.label)) title=(self.task_name(task)) {
                        (self.tag_of(task))
                        b { (text(self.interface.label(&labels[told.label]))) } " "
                        (figure(told.confidence, &self.interface.probability(told.confidence)))
                    }
                }
                None => { span.tag title=(self.task_name(task)) {
                    (self.tag_of(task)) (self.say("sans étiquette", "no label"))
                } }
            }
        }
    }

    /// The name of a task before what it says, where there are several tasks.
    pub(super) fn tag_of(&self, task: usize) -> Markup {
        let name = match self.found.tasks[task].heading() {
            "stance" => self.say("position sur l’IA", "side on AI"),
            "sentiment" => self.say("ton", "tone"),
            _ => self.say("étiquette", "label"),
        };
        html! { @if self.found.tasks.len() > 1 { span.of { (name) (self.interface.colon()) } } }
    }

    /// The labels by all tasks.
    pub(super) fn tags(&self, told: &[Option<Told>]) -> Markup {
        html! { @for (task, told) in told.iter().enumerate() { (self.tag(task, told.as_ref())) " " } }
    }

    /// Where a text comes from: a link to its article, where that is shown.
    pub(super) fn place(&self, place: &Place) -> Markup {
        let is_linked = self.articles.contains(&place.article);
        html! {
            @if is_linked { a href={ "#a" (place.article) "p" (place.paragraph) } { (text(&place.title)) } }
            @else { cite { (text(&place.title)) } }
            @for part in [&place.source, &place.date].into_iter().flatten() { ", " (text(part)) }
        }
    }

    /// The code to mark a text with that is not in the language of the page; none where that is not known.
    pub(super) fn foreign<'l>(&self, language: &'l str) -> Option<&'l str> {
        (language != self.interface.code()).then_some(language)
    }

    /// What a paragraph is, where it is no ordinary one.
    pub(super) fn kind(&self, kind: Kind) -> Option<&'static str> {
        let (french, english) = match kind {
            Kind::Paragraph | Kind::Passage => return None,
            Kind::Heading => ("intertitre", "heading"),
            Kind::ListItem => ("élément de liste", "list item"),
            Kind::TableRow => ("ligne de tableau", "table row"),
            Kind::PullQuote => ("citation détachée", "pull quote"),
            Kind::Question => ("question", "question"),
            Kind::Answer => ("réponse", "answer"),
            Kind::Caption => ("légende", "caption"),
            Kind::Furniture => ("hors article", "of the site"),
        };
        Some(self.interface.say(french, english))
    }

    pub(super) fn n_articles(&self, n: usize) -> String {
        self.interface
            .counted(n, ["article", "articles"], ["article", "articles"])
    }

    pub(super) fn n_paragraphs(&self, n: usize) -> String {
        self.interface.counted(
            n,
            ["paragraphe", "paragraphes"],
            ["paragraph", "paragraphs"],
        )
    }

    pub(super) fn n_quotations(&self, n: usize) -> String {
        self.interface
            .counted(n, ["citation", "citations"], ["quotation", "quotations"])
    }

    /// What a task is about.
    pub(super) fn task_name(&self, task: usize) -> &'static str {
        match self.found.tasks[task].heading() {
            "stance" => self.interface.say(
                "Position sur l’intelligence artificielle",
                "Side on artificial intelligence",
            ),
            "sentiment" => self.interface.say("Tonalité", "Tone"),
            _ => self
                .interface
                .say("Étiquettes du modèle", "Labels of the model"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_take_no_side_are_grey_wherever_they_stand() {
        let labels = |names: [&str; 3]| names.map(str::to_owned);
        let classes = |names| [0, 1, 2].map(|at| colour(&labels(names), at));
        assert_eq!(
            classes(["concerned", "neutral", "pro-ai"]),
            ["k1", "k0", "k2"]
        );
        assert_eq!(classes(["against", "for", "none"]), ["k1", "k2", "k0"]);
        assert_eq!(classes(["a", "b", "c"]), ["k1", "k2", "k3"]);
    }
}
