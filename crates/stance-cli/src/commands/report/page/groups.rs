//! Shares over all articles, and by source and by month.

use maud::{Markup, html};

use super::View;
use super::chart;
use super::parts::{colour, figure};
use super::people::Figures;
use crate::commands::report::groups::GroupRow;
use crate::commands::report::interface::Interface;
use crate::commands::score::corpus::MOST_OUTSIDE;
use crate::commands::score::corpus::shares::{LabelShares, Withheld};
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
        let corrected = shares.corrected.as_ref().ok();
        let rows = labels.iter().enumerate().map(|(at, label)| {
            let (share, interval) = match corrected {
                Some(found) => (found.shares[at], found.intervals[at]),
                None => (shares.counted[at], None),
            };
            let figures = Figures {
                share,
                interval,
                counted: Some(self.counted(shares, at)),
                decimals: 1,
            };
            self.share_row(label, colour(labels, at), &figures)
        });
        html! {
            h3 { (self.task_name(task)) }
            div.wide { table.shares.main data-task=(self.found.tasks[task].heading()) {
                caption { (self.n_paragraphs(n)) ", " (self.n_articles(shares.articles)) (self.interface.colon()) (self.kind_of_shares(shares)) }
                thead { tr {
                    th scope="col" { (self.say("étiquette", "label")) }
                    td.chart {}
                    th.n scope="col" { (self.say("comptés", "counted")) }
                    th.n scope="col" {
                        @if corrected.is_some() { (self.say("corrigés", "corrected")) } @else { (self.say("part comptée", "share counted")) }
                    }
                } }
                tbody { @for row in rows { (row) } }
            } }
            @if corrected.is_some_and(|found| found.outside > MOST_OUTSIDE) { p.warning { (self.say(
                "Attention\u{a0}: aucun mélange des étiquettes ne ressemble à ces paragraphes. Ils sont d’un autre genre que ceux \
                 de l’entraînement, et ces parts peuvent être loin du compte\u{202f}; étiquetez un échantillon à la main.",
                "Beware: no mixture of the labels looks like these paragraphs. They are of another kind than those trained on, \
                 and these shares may be far off; label a sample by hand."
            )) } }
        }
    }

    /// The paragraphs given a label, and their share.
    fn counted(&self, shares: &LabelShares, label: usize) -> Markup {
        let n = usize::try_from(shares.counts[label]).unwrap_or(usize::MAX);
        html! {
            data.counted value=(rounded(shares.counted[label])) {
                (self.interface.number(n)) " (" (self.interface.percent(shares.counted[label], 0)) ")"
            }
        }
    }

    fn kind_of_shares(&self, shares: &LabelShares) -> String {
        let least = self.interface.number(self.found.groups.min_articles);
        match &shares.corrected {
            Err(Withheld::UnknownErrors) => self
                .say(
                    "parts comptées, sans correction ni intervalle\u{202f}: le modèle ne connaît pas ses erreurs",
                    "shares counted, neither corrected nor with an interval: the model does not know its errors",
                )
                .to_owned(),
            Err(Withheld::FewArticles) => match self.interface {
                Interface::Fr => format!(
                    "trop peu d’articles pour une part corrigée\u{202f}; on en demande {least}. Parts comptées, telles que le modèle les voit"
                ),
                Interface::En => format!(
                    "too few articles for a corrected share, which takes {least}. Shares counted, as the model sees them"
                ),
            },
            Ok(found) if found.intervals.iter().all(Option::is_none) => self
                .say(
                    "parts corrigées des erreurs du modèle\u{202f}; un seul article, donc pas d’intervalle",
                    "shares corrected for the model’s errors; one article, so no interval",
                )
                .to_owned(),
            Ok(_) => self
                .say(
                    "paragraphes comptés, et parts corrigées des erreurs du modèle avec leur intervalle à 95\u{202f}%",
                    "paragraphs counted, and shares corrected for the model’s errors with their 95% interval",
                )
                .to_owned(),
        }
    }

    pub(super) fn sources(&self) -> Markup {
        let groups = &self.found.groups;
        html! {
            p.note { (self.groups_note()) }
            h3 { (self.say("Par source", "By source")) }
            @if let [only] = groups.sources.as_slice() { p.note { (self.only_source(only)) } }
            (self.group_table("source", &groups.sources, str::to_owned))
            (self.groups_left_out(groups.sources_left_out, self.say("autres sources", "other sources")))
            h3 { (self.say("Par mois", "By month")) }
            @if groups.range.is_none() { p.empty { (self.say(
                "Aucun article ne donne de date dont on puisse tirer le mois.",
                "No article gives a date that tells its month."
            )) } }
            @else {
                @if let [_] = groups.months.as_slice() { p.note { (self.say(
                    "Tous les articles sont du même mois.",
                    "All articles are of one month."
                )) } }
                (self.group_table("month", &groups.months, |name| self.interface.month(name)))
                (self.groups_left_out(groups.months_left_out, self.say("mois plus anciens", "earlier months")))
            }
            @if groups.ambiguous > 0 { p.note {
                (self.n_articles(groups.ambiguous))
                (self.say(
                    " dont la date peut être de deux mois (04/02/2026)\u{202f}: ",
                    " with a date of either of two months (04/02/2026): "
                ))
                code { "--date-order dmy" } (self.say(" ou ", " or ")) code { "--date-order mdy" }
                (self.say(" dit si le jour ou le mois vient d’abord.", " says whether day or month comes first."))
            } }
        }
    }

    fn groups_note(&self) -> String {
        let least = self.interface.number(self.found.groups.min_articles);
        match self.interface {
            Interface::Fr => format!(
                "Parts corrigées avec leur intervalle à 95\u{202f}%, et dessous les paragraphes comptés. Sous {least} articles, rien n’est \
                 corrigé\u{202f}: on compte, sans plus."
            ),
            Interface::En => format!(
                "Shares corrected, with their 95% interval, and the paragraphs counted below. Under {least} articles nothing is \
                 corrected: labels are counted, and no more."
            ),
        }
    }

    fn only_source(&self, only: &GroupRow) -> &str {
        match only.name {
            Some(_) => self.say(
                "Tous les articles sont de la même source.",
                "All articles are of one source.",
            ),
            None => self.say(
                "Aucun article ne dit sa source.",
                "No article tells its source.",
            ),
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
        let corrected = shares.corrected.as_ref().ok();
        let best = corrected.map_or(&shares.counted, |found| &found.shares);
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
            @match corrected {
                Some(_) => { td.chart { (chart::stacked(&bars, &text(&words.collect::<Vec<_>>().join(", ")))) } }
                None => { td.chart.few-articles { (self.few_articles(shares)) } }
            }
            @for at in 0..labels.len() { td {
                @if let Some(found) = corrected {
                    (figure(found.shares[at], &self.interface.percent(found.shares[at], 0)))
                    @if let Some(ends) = found.intervals[at] {
                        span.range data-low=(rounded(ends.low)) data-high=(rounded(ends.high)) {
                            (self.interface.range(ends.low, ends.high, 0))
                        }
                    }
                    span.range { (self.counted(shares, at)) }
                } @else { (self.counted_alone(shares, at)) }
            } }
        }
    }

    /// Of too few articles a number and no share: of one paragraph it would be all or nothing.
    fn counted_alone(&self, shares: &LabelShares, label: usize) -> Markup {
        if shares.corrected == Err(Withheld::UnknownErrors) {
            return self.counted(shares, label);
        }
        let n = usize::try_from(shares.counts[label]).unwrap_or(usize::MAX);
        html! { span.counted { (self.interface.number(n)) } }
    }

    fn few_articles(&self, shares: &LabelShares) -> Markup {
        html! {
            @match shares.corrected {
                Err(Withheld::UnknownErrors) => { (self.say("comptés", "counted")) }
                _ => { (self.say("trop peu d’articles\u{a0}: comptés", "too few articles: counted")) }
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
