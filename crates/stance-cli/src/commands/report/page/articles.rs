//! The articles with their paragraphs: each paragraph with its labels, its quotations marked, who says them.

use maud::{Markup, html};

use super::View;
use super::chart;
use super::parts::colour;
use crate::commands::report::excerpt::{ShownArticle, ShownParagraph, ShownQuotation};
use crate::html::text;

impl View<'_> {
    pub(super) fn articles(&self) -> Markup {
        let articles = &self.found.articles;
        // A few articles are read at once; of many, their titles first.
        let is_open = articles.len() <= 3;
        html! {
            (self.articles_note())
            @if articles.is_empty() { p.empty { (self.say("Aucun article.", "No article.")) } }
            @else { (self.filter()) }
            div #list {
                @for article in articles { (self.article(article, is_open)) }
            }
            p.empty #nothing hidden { (self.say("Aucun paragraphe ne correspond.", "Nothing answers this choice.")) }
        }
    }

    fn articles_note(&self) -> Markup {
        let (shown, all) = (self.found.articles.len(), self.found.totals.articles);
        html! {
            @if shown < all { p.note.left-out {
                (self.interface.number(shown))
                (self.say(" articles sur ", " of "))
                (self.interface.number(all))
                (self.say(
                    " sont donnés ici, ceux où le plus de citations sont attribuées, puis ceux qui ont le plus de paragraphes étiquetés\u{202f}; ce n’est pas un \
                     échantillon représentatif. Les chiffres plus haut valent pour tous. ",
                    " articles are given here, those in which most quotations are attributed, then those of most labelled paragraphs; they are no \
                     representative sample. The figures above are of all. "
                ))
                code { "stance score" }
                (self.say(" donne le reste.", " gives the rest."))
            } }
        }
    }

    fn article(&self, article: &ShownArticle, is_open: bool) -> Markup {
        let place = &article.place;
        let source = place.source.as_deref().unwrap_or_default();
        let head = html! {
            span.headline { (text(&place.title)) @if let Some(target) = &article.target { " · " (text(target)) } } " "
            (self.stack(article))
            span.meta {
                @for part in [&place.source, &place.date, &article.author].into_iter().flatten() { (text(part)) " · " }
                (self.n_paragraphs(article.paragraphs.len()))
                @if article.name != place.title { " · " code { (text(&article.name)) } }
            }
        };
        let body = html! {
            ol.paragraphs { @for paragraph in &article.paragraphs { (self.paragraph(article, paragraph)) } }
            (self.article_left_out(article))
        };
        html! {
            @if article.paragraphs.len() == 1 && article.furniture + article.left_out == 0 {
                div.article.single id={ "a" (place.article) } data-source=(text(source)) { div.head { (head) } (body) }
            } @else {
                details.article id={ "a" (place.article) } data-source=(text(source)) open[is_open] {
                    summary { h3 { (head) } } (body)
                }
            }
        }
    }

    /// The labels of an article's paragraphs by the first task, in the order of the text.
    fn stack(&self, article: &ShownArticle) -> Markup {
        let labels = self.found.tasks[0].labels();
        let told = article
            .paragraphs
            .iter()
            .filter_map(|paragraph| paragraph.told.first()?.as_ref());
        let mut counts = vec![0; labels.len()];
        told.for_each(|told| counts[told.label] += 1);
        let n: usize = counts.iter().sum();
        if n < 2 {
            return html! {};
        }
        let share = |count: usize| count as f64 / n as f64;
        let shares = counts.iter().enumerate();
        let shares: Vec<_> = shares
            .map(|(at, &count)| (share(count), colour(labels, at)))
            .collect();
        let words = labels.iter().zip(&counts).filter(|(_, count)| **count > 0);
        let words = words.map(|(label, count)| format!("{} {count}", self.interface.label(label)));
        chart::stacked(&shares, &text(&words.collect::<Vec<_>>().join(", ")))
    }

    fn paragraph(&self, article: &ShownArticle, paragraph: &ShownParagraph) -> Markup {
        let told = paragraph.told.iter().flatten();
        let class = match paragraph.told.first() {
            Some(Some(told)) => colour(self.found.tasks[0].labels(), told.label),
            _ => "none",
        };
        // By task and label, for the filter.
        let keys = (0..)
            .zip(&paragraph.told)
            .filter_map(|(task, told)| Some((task, told.as_ref()?)));
        let keys = keys.map(|(task, told)| format!("{task}-{}", told.label));
        let keys = (told.count() > 0).then(|| keys.collect::<Vec<_>>().join(" "));
        let speakers = paragraph
            .quotations
            .iter()
            .filter_map(|quote| quote.speaker.as_ref());
        let speakers: Vec<String> = speakers.map(|(number, _)| number.to_string()).collect();
        let speakers = (!speakers.is_empty()).then(|| speakers.join(" "));
        let id = format!("a{}p{}", article.place.article, paragraph.number);
        html! {
            li.paragraph.(class) id=(id) value=(paragraph.number) data-label=[keys] data-speaker=[speakers] {
                p.meta {
                    @if let Some(kind) = self.kind(paragraph.kind) { span.kind { (kind) } " " }
                    (self.tags(&paragraph.told))
                }
                p.text lang=[self.foreign(paragraph.language)] {
                    (marked(&paragraph.text, &paragraph.quotations))
                    @if paragraph.is_cut { span.cut { (self.say(" … (coupé ici)", " … (cut here)")) } }
                }
                @if paragraph.quotations.iter().any(|quote| quote.speaker.is_some()) {
                    p.meta.said { (self.said(&paragraph.quotations)) }
                }
            }
        }
    }

    /// Who is quoted in a paragraph, and the side of what they say there.
    fn said(&self, quotations: &[ShownQuotation]) -> Markup {
        let known = quotations
            .iter()
            .filter_map(|quote| Some((quote, quote.speaker.as_ref()?)));
        html! {
            (self.say("Cité", "Quoted")) (self.interface.colon())
            @for (at, (quote, (number, name))) in known.enumerate() {
                @if at > 0 { ", " }
                @if self.speakers.contains(number) { a href={ "#s" (number) } { (text(name)) } }
                @else { (text(name)) }
                " " (self.tags(&quote.told))
            }
        }
    }

    fn article_left_out(&self, article: &ShownArticle) -> Markup {
        html! {
            @if article.furniture > 0 { p.note {
                (self.n_paragraphs(article.furniture))
                (self.say(
                    " hors article (navigation, crédits, renvois), non étiquetés.",
                    " of the site (navigation, credits, teasers), not labelled."
                ))
            } }
            @if article.left_out > 0 { p.note.left-out {
                (self.n_paragraphs(article.left_out))
                (self.say(" de plus, omis ici faute de place.", " more, left out here for want of room."))
            } }
        }
    }
}

/// Returns a paragraph's text with a mark around each quotation.
fn marked(whole: &str, quotations: &[ShownQuotation]) -> Markup {
    let mut at = 0;
    let mut parts = Vec::new();
    for quote in quotations {
        if quote.start < at || quote.start >= quote.end {
            continue;
        }
        parts.push(html! { (text(&whole[at..quote.start])) mark { (text(&whole[quote.start..quote.end])) } });
        at = quote.end;
    }
    html! { @for part in &parts { (part) } (text(&whole[at..])) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_around_quotations_and_escape_them() {
        let quote = |start, end| ShownQuotation {
            start,
            end,
            speaker: None,
            told: Vec::new(),
        };
        let found = marked(
            "« a<b », « c »",
            &[quote(3, 6), quote(14, 15), quote(16, 16)],
        );
        assert_eq!(
            found.into_string(),
            "« <mark>a&lt;b</mark> », « <mark>c</mark> »"
        );
    }
}
