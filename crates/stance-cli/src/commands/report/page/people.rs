//! Who is quoted: of each speaker the quotations, how each was attributed, and what they say together.

use maud::{Markup, html};
use stance_articles::SpeakerKind;
use stance_model::bootstrap::Interval;

use super::View;
use super::parts::{colour, figure};
use super::{MIN_QUOTES, chart};
use crate::commands::report::excerpt::Told;
use crate::commands::report::interface::Interface;
use crate::commands::report::speakers::{Quote, ShownSpeaker};
use crate::commands::score::corpus::topic::Topic;
use crate::commands::score::record::rounded;
use crate::commands::score::summary::Mean;
use crate::html::text;

/// The figures of a row of a table of shares.
pub(super) struct Figures {
    pub(super) share: f64,
    pub(super) interval: Option<Interval>,
    /// What was counted, where a column tells it.
    pub(super) counted: Option<Markup>,
    /// Decimals of the percentages.
    pub(super) decimals: usize,
}

/// In the order of the page.
const KINDS: [SpeakerKind; 4] = [
    SpeakerKind::Person,
    SpeakerKind::Organisation,
    SpeakerKind::Role,
    SpeakerKind::Unknown,
];

impl View<'_> {
    pub(super) fn people(&self) -> Markup {
        let speakers = &self.found.speakers;
        html! {
            p.note { (self.people_note()) }
            @if speakers.found == 0 { p.empty { (self.say(
                "Personne n’est cité dans ces textes, ou aucune citation n’a pu être attribuée\u{a0}: rien n’est donc dit de personne.",
                "Nobody is quoted in these texts, or no quotation could be attributed: so nothing is said of anybody."
            )) } }
            @for kind in KINDS { (self.people_of(kind)) }
            (self.people_left_out())
        }
    }

    /// The speakers of one kind: those of whom something is said, then the others.
    fn people_of(&self, kind: SpeakerKind) -> Markup {
        let of_kind = self
            .found
            .speakers
            .shown
            .iter()
            .filter(|speaker| speaker.kind == kind);
        let (told, few): (Vec<_>, Vec<_>) = of_kind.partition(|speaker| self.is_told(speaker));
        if told.is_empty() && few.is_empty() {
            return html! {};
        }
        html! {
            div.kind-of-speaker data-kind=(kind.as_str()) {
                h3 { (self.kind_of_speaker(kind)) (self.interface.colon()) (self.interface.number(told.len() + few.len())) }
                @if let Some(note) = self.kind_note(kind) { p.note { (note) } }
                @for speaker in &told { (self.speaker(speaker)) }
                @if !few.is_empty() {
                    // A long list of names stays closed.
                    details.few open[few.len() <= 12] { summary { h4 {
                        (self.say("Trop peu de citations", "Too few quotations")) (self.interface.colon())
                        (self.interface.number(few.len()))
                    } }
                    p.note { (self.say(
                        "Moins de trois citations étiquetées\u{a0}: on lit ce qui est cité, rien d’autre n’est dit.",
                        "Under three labelled quotations: what is quoted can be read, nothing else is said."
                    )) }
                    @for speaker in &few { (self.speaker(speaker)) }
                    }
                }
            }
        }
    }

    fn kind_of_speaker(&self, kind: SpeakerKind) -> &str {
        match kind {
            SpeakerKind::Person => self.say("Personnes", "People"),
            SpeakerKind::Organisation => self.say("Organisations", "Organisations"),
            SpeakerKind::Role => self.say("Fonctions et groupes", "Roles and groups"),
            SpeakerKind::Unknown => self.say("Autres noms", "Other names"),
        }
    }

    /// What to know of a kind before one reads on.
    fn kind_note(&self, kind: SpeakerKind) -> Option<&str> {
        match kind {
            SpeakerKind::Person | SpeakerKind::Organisation => None,
            SpeakerKind::Role => Some(self.say(
                "Désignés par un nom commun\u{a0}: chaque article a les siens, qui ne sont pas réunis.",
                "Known by a common noun: each article has its own, which are not joined.",
            )),
            SpeakerKind::Unknown => Some(self.say(
                "Le texte ne dit pas si ces noms sont ceux de personnes, d’organisations ou de choses.",
                "The text does not tell whether these are names of people, organisations or things.",
            )),
        }
    }

    fn people_note(&self) -> &str {
        self.say(
            "Une part est la moyenne des probabilités des citations, chacune comptant une fois\u{202f}; l’intervalle à 95\u{202f}% est celui \
             d’une part sur autant de citations. Les noms sont réunis d’un article à l’autre s’ils s’écrivent de même, aux accents et majuscules \
             près\u{a0}: deux personnes peuvent porter le même nom. Chaque citation dit par quelle règle elle est attribuée\u{202f}; lisez-les avant \
             de conclure.",
            "A share is the mean of the quotations’ probabilities, each counting once; the 95% interval is that of a share \
             among so many quotations. Names are joined across articles where they are spelt alike but for accents and capitals: two people \
             may share one. Each quotation says by which rule it was attributed; read them before you conclude.",
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
                    @if let Some(words) = self.off_topic(speaker) { span.off-topic { (words) } }
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

    /// How many quotations stand in articles that name artificial intelligence, where a side on it is told and not all do.
    fn off_topic(&self, speaker: &ShownSpeaker) -> Option<String> {
        let ShownSpeaker { found, naming, .. } = *speaker;
        if naming == found || !Topic::matters(self.found.tasks) || !self.is_told(speaker) {
            return None;
        }
        let n = self.interface.number(naming);
        Some(match (self.interface, naming) {
            (Interface::Fr, 0) => ", aucune dans un article qui nomme l’IA".to_owned(),
            (Interface::En, 0) => ", none in an article that names AI".to_owned(),
            (Interface::Fr, _) => format!(", dont {n} dans des articles qui nomment l’IA"),
            (Interface::En, _) => format!(", {n} of them in articles that name AI"),
        })
    }

    /// What one task says of a speaker: nothing under three quotations, no side where the
    /// interval of the likeliest label reaches another's share.
    fn verdict(&self, task: usize, mean: &Mean) -> Markup {
        let told = mean.prediction.as_ref().filter(|_| mean.n >= MIN_QUOTES);
        html! {
            @match told {
                Some(_) if !is_decided(mean) => { span.tag title=(self.task_name(task)) {
                    (self.tag_of(task)) (self.say("indécis", "undecided"))
                } }
                Some(prediction) => { (self.tag(task, Some(&Told::new(prediction)))) }
                None => { span.tag title=(self.task_name(task)) {
                    (self.tag_of(task)) (self.say("trop peu", "too few"))
                } }
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
                    (self.share_row(label, colour(labels, number), &Figures {
                        share, interval: Some(interval), counted: None, decimals: 0,
                    }))
                } }
            }
        }
    }

    /// A row of a table of shares: label, bar, what was counted, share, interval.
    pub(super) fn share_row(&self, label: &str, class: &str, figures: &Figures) -> Markup {
        let Figures {
            share,
            interval,
            counted,
            decimals,
        } = figures;
        let (name, shown) = (
            self.interface.label(label),
            self.interface.percent(*share, *decimals),
        );
        let range = interval.map(|ends| self.interface.range(ends.low, ends.high, *decimals));
        let words = match &range {
            Some(range) => format!("{name} {shown}, {range}"),
            None => format!("{name} {shown}"),
        };
        html! {
            tr data-label=(text(label)) {
                th scope="row" { span.swatch.(class) {} (text(name)) }
                td.chart { (chart::bar(*share, *interval, class, &text(&words))) }
                @if let Some(counted) = counted { td.n { (counted) } }
                td.share { (figure(*share, &shown)) @if let (Some(ends), Some(range)) = (interval, range) {
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
        let source = self.interface.speaker_source(&quote.speaker_source);
        let rule = self.interface.rule(&quote.rule);
        let [open, close] = self.interface.marks();
        html! {
            (self.say("Attribution", "Attributed by")) (self.interface.colon())
            span data-source=(quote.speaker_source) { (source) }
            @for words in [&quote.mention, &quote.cue].into_iter().flatten() { ", " (open) (text(words)) (close) }
            (self.say("\u{202f}; règle\u{a0}: ", "; rule: ")) span data-rule=(quote.rule) { (rule) }
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
                (self.interface.counted(left_out, ["autre voix citée", "autres voix citées"], ["other speaker", "other speakers"]))
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
