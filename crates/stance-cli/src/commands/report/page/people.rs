//! Who is quoted: of each speaker the quotations, how each was attributed, and what they say together.

use maud::{Markup, html};
use stance_model::bootstrap::Interval;

use super::View;
use super::parts::{colour, figure};
use super::{MIN_QUOTES, chart};
use crate::commands::report::excerpt::Told;
use crate::commands::report::speakers::{Quote, ShownSpeaker};
use crate::commands::score::record::rounded;
use crate::commands::score::summary::Mean;
use crate::html::text;

impl View<'_> {
    pub(super) fn people(&self) -> Markup {
        let speakers = &self.found.speakers;
        let (told, few): (Vec<_>, Vec<_>) = speakers
            .shown
            .iter()
            .partition(|speaker| self.is_told(speaker));
        html! {
            p.note { (self.people_note()) }
            @if speakers.found == 0 { p.empty { (self.say(
                "Personne n’est cité dans ces textes, ou aucune citation n’a pu être attribuée\u{a0}: rien n’est donc dit de personne.",
                "Nobody is quoted in these texts, or no quotation could be attributed: so nothing is said of anybody."
            )) } }
            @for speaker in told { (self.speaker(speaker)) }
            @if !few.is_empty() {
                // A long list of names stays closed.
                details.few open[few.len() <= 12] { summary { h3 {
                    (self.say("Trop peu de citations", "Too few quotations")) (self.interface.colon())
                    (self.interface.counted(few.len(), ["personne", "personnes"], ["speaker", "speakers"]))
                } }
                p.note { (self.say(
                    "Moins de trois citations étiquetées\u{a0}: on lit ce qui est cité, rien n’est dit de la personne.",
                    "Under three labelled quotations: what is quoted can be read, nothing is said of the person."
                )) }
                @for speaker in few { (self.speaker(speaker)) }
                }
            }
            (self.people_left_out())
        }
    }

    fn people_note(&self) -> &str {
        self.say(
            "Une part est la moyenne des probabilités des citations, chacune comptant une fois\u{202f}; l’intervalle à 95\u{202f}% est celui \
             d’une part sur autant de citations. Les noms sont réunis d’un article à l’autre s’ils s’écrivent de même\u{a0}: deux \
             personnes peuvent porter le même nom. Chaque citation dit par quelle règle elle est attribuée\u{202f}; lisez-les avant \
             de conclure.",
            "A share is the mean of the quotations’ probabilities, each counting once; the 95% interval is that of a share \
             among so many quotations. Names are joined across articles where they are spelt alike: two people may share \
             one. Each quotation says by which rule it was attributed; read them before you conclude.",
        )
    }

    /// Whether the quotations of a speaker are enough for one of the tasks to say something of them.
    fn is_told(&self, speaker: &ShownSpeaker) -> bool {
        let mut tasks = 0..self.found.tasks.len();
        tasks.any(|task| speaker.mean(task).n >= MIN_QUOTES)
    }

    fn speaker(&self, speaker: &ShownSpeaker) -> Markup {
        let means: Vec<Mean> = (0..self.found.tasks.len())
            .map(|task| speaker.mean(task))
            .collect();
        html! {
            details.person id={ "s" (speaker.number) } data-name=(text(&speaker.name)) {
                summary {
                    span.name { (text(&speaker.name)) } " "
                    @if self.is_told(speaker) {
                        @for (task, mean) in means.iter().enumerate() { (self.verdict(task, mean)) " " }
                    } @else { (self.too_few()) " " }
                    span.count { (self.n_quotations(speaker.found)) }
                }
                @for (task, mean) in means.iter().enumerate() { (self.mean_table(task, mean)) }
                @if speaker.found > speaker.quotes.len() {
                    p.note {
                        (self.say("Ces chiffres reposent sur les ", "These figures rest on the "))
                        (self.n_quotations(speaker.quotes.len()))
                        (self.say(
                            " ci-dessous, celles dont l’attribution est la plus sûre, et sur aucune autre.",
                            " below, those attributed most surely, and on no others."
                        ))
                    }
                }
                ol.quotes { @for quote in &speaker.quotes { (self.quote(quote)) } }
            }
        }
    }

    /// What one task says of a speaker: nothing under three quotations, no side where the
    /// interval of the likeliest label reaches another's share.
    fn verdict(&self, task: usize, mean: &Mean) -> Markup {
        let told = mean.prediction.as_ref().filter(|_| mean.n >= MIN_QUOTES);
        html! {
            @match told {
                Some(_) if !is_decided(mean) => { span.tag { (self.say("indécis", "undecided")) } }
                Some(prediction) => { (self.tag(task, Some(&Told::new(prediction)))) }
                None => { (self.too_few()) }
            }
        }
    }

    fn too_few(&self) -> Markup {
        html! { span.tag { (self.say("trop peu", "too few")) } }
    }

    /// The shares of a speaker's labels with their intervals: nothing under three quotations.
    fn mean_table(&self, task: usize, mean: &Mean) -> Markup {
        let told = mean.prediction.as_ref().filter(|_| mean.n >= MIN_QUOTES);
        let (Some(prediction), Some(intervals)) = (told, mean.intervals()) else {
            return html! {};
        };
        let labels = self.found.tasks[task].labels();
        let rows = labels
            .iter()
            .enumerate()
            .zip(prediction.probabilities.iter().zip(intervals));
        html! {
            table.shares {
                caption { (self.task_name(task)) ", " (self.n_quotations(mean.n)) }
                tbody { @for ((number, label), (&share, interval)) in rows {
                    (self.share_row(label, colour(labels, number), share, Some(interval), 0))
                } }
            }
        }
    }

    /// A row of a table of shares: label, bar, share, interval.
    pub(super) fn share_row(
        &self,
        label: &str,
        class: &str,
        share: f64,
        interval: Option<Interval>,
        decimals: usize,
    ) -> Markup {
        let (name, shown) = (
            self.interface.label(label),
            self.interface.percent(share, decimals),
        );
        let range = interval.map(|ends| self.interface.range(ends.low, ends.high, decimals));
        let words = match &range {
            Some(range) => format!("{name} {shown}, {range}"),
            None => format!("{name} {shown}"),
        };
        html! {
            tr data-label=(text(label)) {
                th scope="row" { span.swatch.(class) {} (text(name)) }
                td.chart { (chart::bar(share, interval, class, &text(&words))) }
                td.share { (figure(share, &shown)) @if let (Some(ends), Some(range)) = (interval, range) {
                    span.range data-low=(rounded(ends.low)) data-high=(rounded(ends.high)) { (range) }
                } }
            }
        }
    }

    fn quote(&self, quote: &Quote) -> Markup {
        let told: Vec<_> = (0..self.found.tasks.len())
            .map(|task| quote.prediction(task).as_ref().map(Told::new))
            .collect();
        let [open, close] = self.interface.marks();
        html! {
            li {
                blockquote lang=[self.foreign(&quote.language)] {
                    @if quote.is_indirect { (text(&quote.text)) } @else { (open) (text(&quote.text)) (close) }
                }
                p.meta {
                    @if quote.is_indirect { span.tag { (self.say("propos rapportés", "reported, not word for word")) } " " }
                    (self.tags(&told)) (self.place(&quote.place))
                }
                p.meta { (self.attribution(quote)) }
            }
        }
    }

    /// On what the attribution of a quotation rests.
    fn attribution(&self, quote: &Quote) -> Markup {
        let source = match quote.speaker_source.as_str() {
            "explicit" => self.say("nom à côté de la citation", "name beside the quotation"),
            "role" => self.say("désignation par la fonction", "by what the person is"),
            "pronoun" => self.say("pronom", "pronoun"),
            "continuation" => self.say("suite d’une citation", "goes on from a quotation"),
            "signature" => "signature",
            "byline" => self.say("auteur de l’article", "author of the article"),
            _ => self.say("inconnue", "unknown"),
        };
        let [open, close] = self.interface.marks();
        html! {
            (self.say("Attribution", "Attributed by")) (self.interface.colon()) (source)
            " (" code { (quote.speaker_source) } ")"
            @for words in [&quote.mention, &quote.cue].into_iter().flatten() { ", " (open) (text(words)) (close) }
            (self.say("\u{202f}; règle ", "; rule ")) code { (quote.rule) }
            (self.say("\u{202f}; sûre à ", "; sure to "))
            (figure(quote.attribution, &self.interface.percent(quote.attribution, 0)))
        }
    }

    fn people_left_out(&self) -> Markup {
        let speakers = &self.found.speakers;
        let left_out = speakers.found - speakers.shown.len();
        html! {
            @if speakers.unattributed > 0 { p.note {
                (self.n_quotations(speakers.unattributed))
                (self.say(" sans personne connue derrière.", " without a known speaker."))
            } }
            @if left_out > 0 { p.note.left-out {
                (self.interface.counted(left_out, ["autre personne citée", "autres personnes citées"], ["other speaker", "other speakers"]))
                (self.say(
                    ", parmi les moins citées, faute de place ici\u{202f}; ",
                    ", among those quoted least, found no room here; "
                ))
                code { "stance score --unit quote" }
                (self.say(" les donne.", " lists them."))
            } }
        }
    }
}

/// Whether the interval of the likeliest label lies above the shares of all others.
fn is_decided(mean: &Mean) -> bool {
    let (Some(prediction), Some(intervals)) = (&mean.prediction, mean.intervals()) else {
        return false;
    };
    let low = intervals[prediction.label].low;
    let mut shares = prediction.probabilities.iter().enumerate();
    shares.all(|(label, &share)| label == prediction.label || share < low)
}
