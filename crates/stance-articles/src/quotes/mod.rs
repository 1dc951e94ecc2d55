//! Who says what: quotations between marks, the words that attribute them, and the people behind.
//!
//! [`marks`] pairs the quotation marks; a stretch between outermost marks is a quotation where an
//! attributing frame governs it, where it is a sentence of its own, or where it is signed. Titles, terms
//! and scare quotes, which nothing attributes, are none. What is reported without marks is found from its cue,
//! and is mixed where a fragment between marks stands in it. No parser and no model: closed word classes, a
//! lexicon of cues and patterns, in time linear in the text.
//!
//! | [rule](crate::Quotation::rule) | what stands there |
//! |---|---|
//! | `incise` | « … », explique X |
//! | `subject-after` | “…,” X said |
//! | `incise-inside` | « …, explique X. … »: the quotation is all that stands between the marks |
//! | `according-after`, `according-before` | « … », selon X; selon X, … « … » |
//! | `colon` | X explique : « … » |
//! | `colon-only` | X ne décolère pas : « … » |
//! | `as-said` | comme l'a dit X, « … » |
//! | `dialogue` | — …, dit X: a paragraph that a dash opens |
//! | `announced` | a paragraph that ends in a colon, « … » opens the next |
//! | `fragment` | X dénonce « … »; X said it was “…” |
//! | `participle` | « … », dit X, dénonçant « … »; X dit …, et dénonce « … » |
//! | `interrupted` | « … », dit X, « … » |
//! | `continuation` | a sentence between marks right after a quotation, later where one person only is quoted, or after a question |
//! | `introduced` | a sentence between marks right after a sentence about one person |
//! | `followed` | a sentence between marks right before a sentence that opens with a person's name |
//! | `floating` | a sentence between marks that nothing attributes |
//! | `that-clause`, `bare-clause`, `whether-clause` | X affirme que …; X said …; X asks whether … |
//! | `infinitive` | X promet de …; X dit vouloir …; X accuse Y d'avoir … |
//! | `colon-clause` | X nuance : … without marks |
//! | `incise-clause` | …, rapporte X, without marks |
//! | `nominal` | l'affirmation de X selon laquelle …; X's claim that … |
//! | `source-clause` | selon X, …; …, aux yeux de X; according to X, … |
//! | `answer` | what follows X : in an interview |
//! | `signature-after` | « … » – X |
//! | `pull-quote` | a paragraph with a signature line under it |
//!
//! A frame before a quotation reaches back 60 tokens at most, and within its sentence.
//!
//! A mention leads to somebody by name (the fullest form in the article), by the role that the article
//! gives a name, by another noun right after a quotation to whom the text is about, by gender and nearness for a
//! pronoun; where it could be two people it leads to nobody. Somebody
//! whom the article never names is known by the common noun: directrice de l'école.

mod addressed;
mod adverbials;
mod answers;
mod asides;
mod cast;
mod clauses;
mod cues;
mod dialogue;
mod focus;
mod frames;
mod infinitives;
pub mod marks;
mod mentions;
mod names;
mod nominals;
mod reading;
mod reported;
mod resolve;
mod scene;
mod shape;
mod sources;
mod stage;
mod subjects;
mod terms;
mod whole;

use crate::lexicon::Lexicon;
use crate::{Kind, Language, Paragraph, Quotation, Span, Speaker};
use scene::Scene;
use stage::Stage;

/// Finds the quotations of `paragraphs` and returns those to whom they are attributed.
pub(crate) fn extract(
    text: &str,
    paragraphs: &mut [Paragraph],
    byline: Option<Span>,
    language: Language,
) -> Vec<Speaker> {
    let lexicon = Lexicon::of(language);
    let scenes: Vec<Option<Scene>> = paragraphs
        .iter()
        .map(|paragraph| {
            (paragraph.kind != Kind::Furniture).then(|| Scene::read(text, paragraph, lexicon))
        })
        .collect();
    let mut stage = Stage::new(text, lexicon, &scenes, byline);
    stage.meet();
    for (paragraph, scene) in paragraphs.iter_mut().zip(&scenes) {
        if let Some(scene) = scene {
            paragraph.quotations = stage.play(scene);
        }
    }
    join_paragraphs(paragraphs, &scenes);
    stage.speakers(paragraphs)
}

/// Joins a quotation that its paragraph leaves open with the paragraphs that go on with it, each with an
/// opening mark of its own: it stands where it starts.
fn join_paragraphs(paragraphs: &mut [Paragraph], scenes: &[Option<Scene>]) {
    let mut home: Option<usize> = None;
    for at in 0..paragraphs.len() {
        let Some(scene) = &scenes[at] else {
            continue;
        };
        let opened = scene
            .pairs
            .first()
            .filter(|pair| pair.outer.start == scene.span.start);
        if let (Some(first), Some(pair)) = (home, opened) {
            let goes_on = paragraphs[at]
                .quotations
                .first()
                .is_some_and(|quotation| quotation.span.start == pair.inner.start);
            if goes_on {
                let last = paragraphs[at].quotations.remove(0);
                if let Some(quotation) = paragraphs[first].quotations.last_mut() {
                    quotation.span.end = last.span.end;
                    if quotation.speaker.is_none() && last.speaker_text.is_some() {
                        *quotation = Quotation {
                            span: quotation.span,
                            ..last
                        };
                    }
                }
            }
        }
        let open = scene.pairs.last().filter(|pair| !pair.closed);
        let held = open.filter(|pair| {
            let quotations = &paragraphs[at].quotations;
            home.is_some()
                || quotations
                    .last()
                    .is_some_and(|last| last.span == pair.inner)
        });
        home = held.map(|_| home.unwrap_or(at));
    }
}
