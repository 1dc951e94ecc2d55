//! How the page was made: what went in and came out, what was skipped and why, the models, and what to beware of.

use maud::{Markup, html};

use super::View;
use crate::commands::score::corpus::topic::Topic;
use crate::commands::score::tasks::UNDETERMINED;
use crate::html::text;

impl View<'_> {
    pub(super) fn about(&self) -> Markup {
        html! {
            h3 { (self.say("Ce qui a été lu", "In and out")) }
            (self.counts())
            (self.skipped())
            h3 { (self.say("Modèles", "Models")) }
            (self.models())
            h3 { (self.say("À savoir avant de conclure", "Good to know")) }
            (self.caveats())
        }
    }

    fn counts(&self) -> Markup {
        let (totals, speakers) = (self.found.totals, &self.found.speakers);
        let mut rows = vec![
            (
                self.say("articles lus", "articles read").to_owned(),
                totals.articles,
            ),
            (
                self.say("paragraphes", "paragraphs").to_owned(),
                totals.paragraphs,
            ),
            (
                self.say("hors article, non étiquetés", "of the site, not labelled")
                    .to_owned(),
                totals.furniture,
            ),
        ];
        if let Some(months) = self.months() {
            let undated = self.found.groups.undated;
            let name = format!(
                "{} ({months})",
                self.say("articles datés", "dated articles")
            );
            rows.push((name, totals.articles - undated));
            rows.push((
                self.say(
                    "articles sans date lisible",
                    "articles without a legible date",
                )
                .to_owned(),
                undated,
            ));
        }
        if Topic::matters(self.found.tasks) {
            rows.push((
                self.say("articles qui nomment l’IA", "articles that name AI")
                    .to_owned(),
                totals.topic.naming(),
            ));
            rows.push((
                self.say("paragraphes qui nomment l’IA", "paragraphs that name AI")
                    .to_owned(),
                totals.topic.naming_paragraphs,
            ));
        }
        rows.extend(
            totals
                .languages
                .iter()
                .map(|(language, n)| (self.in_language(language), *n)),
        );
        for (task, counts) in totals.labelled.iter().enumerate() {
            let name = format!(
                "{}{}{}",
                self.say("étiquetés", "labelled"),
                self.interface.colon(),
                self.task_name(task)
            );
            rows.push((name, counts.iter().sum()));
        }
        rows.push((
            self.say("citations attribuées", "quotations attributed")
                .to_owned(),
            speakers.attributed,
        ));
        rows.push((
            self.say(
                "citations sans personne connue",
                "quotations without a known speaker",
            )
            .to_owned(),
            speakers.unattributed,
        ));
        html! {
            table.counts { tbody { @for (name, n) in &rows {
                tr { th scope="row" { (name) } td { (self.interface.number(*n)) } }
            } } }
        }
    }

    fn in_language(&self, language: &str) -> String {
        let name = match language {
            "fr" => self.say("paragraphes en français", "paragraphs in French"),
            "en" => self.say("paragraphes en anglais", "paragraphs in English"),
            UNDETERMINED => self.say(
                "paragraphes ni en français ni en anglais",
                "paragraphs in neither French nor English",
            ),
            other => other,
        };
        name.to_owned()
    }

    fn skipped(&self) -> Markup {
        let (all, told) = (self.found.skipped.count(), self.found.skipped.told());
        html! {
            @if all == 0 { p { (self.say("Rien n’a été écarté.", "Nothing was skipped.")) } }
            @else {
                details.skipped open[all <= 10] {
                    summary {
                        (self.say("Écartés, ou lus avec perte", "Skipped, or read with loss"))
                        (self.interface.colon()) (self.interface.number(all))
                    }
                    ul { @for line in told {
                        li lang=[self.foreign("en")] { (text(&crate::commands::report::budget::shortened(line, 500))) }
                    } }
                    @if all > told.len() { p.note.left-out {
                        (self.say("Les autres, au nombre de ", "The others are left out here: "))
                        (self.interface.number(all - told.len()))
                        (self.say(", sont omis ici.", "."))
                    } }
                }
            }
        }
    }

    fn models(&self) -> Markup {
        html! {
            @if self.found.models.is_empty() { p { (self.say("Aucun modèle n’a servi.", "No model was of use.")) } }
            @else {
                div.wide { table.models {
                    thead { tr {
                        th scope="col" { (self.say("modèle", "model")) }
                        th scope="col" { "version" }
                        th scope="col" { "SHA-256" }
                    } }
                    tbody { @for model in self.found.models {
                        tr {
                            th scope="row" { (text(&model.name)) }
                            td { (text(&model.version)) }
                            td { code { (model.sha256) } }
                        }
                    } }
                } }
            }
            p.note { (self.say("Page produite par stance ", "Page made by stance ")) (env!("CARGO_PKG_VERSION")) "." }
        }
    }

    fn caveats(&self) -> Markup {
        let caveats = [
            self.say(
                "Les parts portent sur tous les paragraphes lus, qu’ils parlent ou non du sujet\u{a0}: ne donnez à lire que des \
                 articles qui en parlent.",
                "Shares are of all paragraphs read, whether or not they are on the subject: give it articles that are.",
            ),
            self.say(
                "Ne jugez personne d’après cette page, et n’en tirez les opinions politiques de personne\u{a0}: les modèles ne sont pas \
                 faits pour cela.",
                "Do not judge people by this page, nor infer anybody’s political opinions: the models are not made for that.",
            ),
            self.say(
                "Une étiquette dit de quel côté penchent les mots d’un paragraphe selon un modèle statistique\u{202f}; elle ne dit pas \
                 ce que pense son auteur, et elle se trompe. Le pourcentage à côté est sa probabilité.",
                "A label says which way the words of a paragraph lean by a statistical model; it does not say what its author \
                 thinks, and it errs. The percentage beside it is its probability.",
            ),
            self.say(
                "Les probabilités sont calibrées sur des textes écrits pour l’entraînement\u{202f}; sur d’autres elles sont trop sûres. \
                 Étiquetez un échantillon à la main avant de publier une part.",
                "Probabilities are calibrated on texts written for training; on others they are too sure. Label a sample by \
                 hand before you publish a share.",
            ),
            self.say(
                "Titres et auteurs, citations et personnes sont trouvés par des règles, qui se trompent aussi.",
                "Titles and authors, quotations and speakers are found by rules, which err too.",
            ),
        ];
        html! { ul { @for caveat in caveats { li { (caveat) } } } }
    }
}
