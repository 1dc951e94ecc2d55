//! Shares over all articles, and by source and by month.

use maud::{Markup, html};

use super::View;
use super::chart;
use super::parts::{colour, figure};
use crate::commands::report::groups::{GroupRow, LabelShares};
use crate::commands::score::corpus::MOST_OUTSIDE;
use crate::commands::score::record::rounded;
use crate::html::text;

impl View<'_> {
    /// The shares of all articles by a task.
    pub(super) fn shares_of(&self, task: usize) -> Markup {
        let labels = self.found.tasks[task].labels();
        let Some(shares) = &self.found.groups.all[task] else {
            return html! {
                h3 { (self.task_name(task)) }
                p.empty { (self.say(
                    "Aucun paragraphe n’a d’étiquette\u{202f}: aucun n’est dans une langue que ces modèles connaissent.",
                    "No paragraph has a label: none is in a language that these models know."
                )) }
            };
        };
        let n = usize::try_from(shares.n).unwrap_or(usize::MAX);
        html! {
            h3 { (self.task_name(task)) }
            div.wide { table.shares.main data-task=(self.found.tasks[task].heading()) {
                caption { (self.n_paragraphs(n)) ", " (self.kind_of_shares(shares)) }
                tbody { @for (number, label) in labels.iter().enumerate() {
                    (self.share_row(label, colour(labels, number), shares.best()[number], shares.intervals[number], 1))
                } }
            } }
            @if shares.outside > MOST_OUTSIDE { p.warning { (self.say(
                "Attention\u{a0}: aucun mélange des étiquettes ne ressemble à ces paragraphes. Ils sont d’un autre genre que ceux \
                 de l’entraînement, et ces parts peuvent être loin du compte\u{202f}; étiquetez un échantillon à la main.",
                "Beware: no mixture of the labels looks like these paragraphs. They are of another kind than those trained on, \
                 and these shares may be far off; label a sample by hand."
            )) } }
        }
    }

    fn kind_of_shares(&self, shares: &LabelShares) -> &str {
        if shares.corrected.is_none() {
            return self.say(
                "parts comptées, sans correction ni intervalle\u{202f}: le modèle ne connaît pas ses erreurs",
                "shares counted, neither corrected nor with an interval: the model does not know its errors",
            );
        }
        if shares.intervals.iter().all(Option::is_none) {
            return self.say(
                "parts corrigées des erreurs du modèle\u{202f}; un seul article, donc pas d’intervalle",
                "shares corrected for the model’s errors; one article, so no interval",
            );
        }
        self.say(
            "parts corrigées des erreurs du modèle, avec leur intervalle à 95\u{202f}%",
            "shares corrected for the model’s errors, with their 95% interval",
        )
    }

    pub(super) fn sources(&self) -> Markup {
        let groups = &self.found.groups;
        html! {
            h3 { (self.say("Par source", "By source")) }
            (self.group_table("source", &groups.sources, str::to_owned))
            (self.groups_left_out(groups.sources_left_out, self.say("autres sources", "other sources")))
            h3 { (self.say("Par mois", "By month")) }
            @if groups.range.is_none() { p.empty { (self.say(
                "Aucun article ne donne de date dont on puisse tirer le mois.",
                "No article gives a date that tells its month."
            )) } }
            @else {
                (self.group_table("month", &groups.months, |name| self.interface.month(name)))
                (self.groups_left_out(groups.months_left_out, self.say("mois plus anciens", "earlier months")))
            }
        }
    }

    fn group_table(&self, kind: &str, rows: &[GroupRow], shown: impl Fn(&str) -> String) -> Markup {
        let unknown = self.say("non donné", "not given").to_owned();
        html! {
            @for (task, models) in self.found.tasks.iter().enumerate() {
                div.wide { table.groups data-kind=(kind) data-task=(models.heading()) {
                    caption { (self.task_name(task)) }
                    thead { tr {
                        th scope="col" { @if kind == "source" { "Source" } @else { (self.say("Mois", "Month")) } }
                        th.n scope="col" { "Articles" }
                        th scope="col" { (self.say("Parts", "Shares")) }
                        @for (number, label) in models.labels().iter().enumerate() {
                            th scope="col" { span.swatch.(colour(models.labels(), number)) {} (text(self.interface.label(label))) }
                        }
                    } }
                    tbody { @for row in rows {
                        tr data-name=(text(row.name.as_deref().unwrap_or("unknown"))) {
                            th scope="row" { (text(&row.name.as_deref().map_or_else(|| unknown.clone(), &shown))) }
                            td.n { (self.interface.number(row.articles)) }
                            (self.group_shares(task, row))
                        }
                    } }
                } }
            }
        }
    }

    fn group_shares(&self, task: usize, row: &GroupRow) -> Markup {
        let labels = self.found.tasks[task].labels();
        let Some(shares) = &row.shares[task] else {
            return html! { td colspan=(1 + labels.len()) { (self.say("sans étiquette", "no label")) } };
        };
        let best = shares.best();
        let bars: Vec<_> = (0..labels.len())
            .map(|at| (best[at], colour(labels, at)))
            .collect();
        let words = labels.iter().zip(best);
        let words = words.map(|(label, &share)| {
            format!(
                "{} {}",
                self.interface.label(label),
                self.interface.percent(share, 0)
            )
        });
        html! {
            td.chart { (chart::stacked(&bars, &text(&words.collect::<Vec<_>>().join(", ")))) }
            @for (&share, interval) in best.iter().zip(&shares.intervals) {
                td {
                    (figure(share, &self.interface.percent(share, 0)))
                    @if let Some(ends) = interval {
                        span.range data-low=(rounded(ends.low)) data-high=(rounded(ends.high)) {
                            (self.interface.range(ends.low, ends.high, 0))
                        }
                    }
                }
            }
        }
    }

    fn groups_left_out(&self, (groups, articles): (usize, usize), what: &str) -> Markup {
        html! {
            @if groups > 0 { p.note.left-out {
                (self.interface.number(groups)) "\u{a0}" (what) " (" (self.n_articles(articles)) ")"
                (self.say(" n’ont pas de ligne ici faute de place\u{202f}; ", " have no row here for want of room; "))
                code { "stance score --unit corpus --by month,source" }
                (self.say(" les donne.", " gives them."))
            } }
        }
    }
}
