//! Who says what: quotations between marks, the words that attribute them, and the people behind.
//!
//! [`marks`] pairs the quotation marks; a stretch between outermost marks is a quotation where an
//! attributing frame governs it, where it is a sentence of its own, or where it is signed. Titles, terms
//! and scare quotes, which nothing attributes, are none. No parser and no model: closed word classes, a
//! lexicon of cues and patterns, in time linear in the text.
//!
//! | [rule](crate::Quotation::rule) | what stands there |
//! |---|---|
//! | `incise` | « … », explique X |
//! | `subject-after` | “…,” X said |
//! | `incise-inside` | « …, explique X. … »: what stands before and after is each a quotation |
//! | `according-after`, `according-before` | « … », selon X; selon X, … « … » |
//! | `colon` | X explique : « … » |
//! | `colon-only` | X ne décolère pas : « … » |
//! | `announced` | a paragraph that ends in a colon, « … » opens the next |
//! | `fragment` | X dénonce « … »; X said it was “…” |
//! | `participle` | « … », dit X, dénonçant « … » |
//! | `interrupted` | « … », dit X, « … » |
//! | `continuation` | a sentence between marks right after a quotation |
//! | `introduced` | a sentence between marks right after a sentence about one person |
//! | `floating` | a sentence between marks that nothing attributes |
//! | `signature-after` | « … » – X |
//! | `pull-quote` | a paragraph with a signature line under it |
//!
//! A frame before a quotation reaches back 60 tokens at most, and within its sentence.
//!
//! A mention leads to somebody by name (the fullest form in the article), by the role that the article
//! gives a name, by gender and nearness for a pronoun; where it could be two people it leads to nobody.

mod cast;
mod cues;
mod frames;
pub mod marks;
mod mentions;
mod names;
mod reading;
mod scene;
mod shape;
mod stage;
mod subjects;
mod terms;

use crate::lexicon::Lexicon;
use crate::{Kind, Language, Paragraph, Speaker};
use scene::Scene;
use stage::Stage;

/// Finds the quotations of `paragraphs` and returns those to whom they are attributed.
pub(crate) fn extract(
    text: &str,
    paragraphs: &mut [Paragraph],
    language: Language,
) -> Vec<Speaker> {
    let lexicon = Lexicon::of(language);
    let scenes: Vec<Option<Scene>> = paragraphs
        .iter()
        .map(|paragraph| {
            (paragraph.kind != Kind::Furniture).then(|| Scene::read(text, paragraph, lexicon))
        })
        .collect();
    if scenes
        .iter()
        .flatten()
        .all(|scene| scene.pairs.is_empty() && scene.signature.is_none())
    {
        return Vec::new();
    }
    let mut stage = Stage::new(text, lexicon);
    stage.meet(&scenes);
    for (paragraph, scene) in paragraphs.iter_mut().zip(&scenes) {
        if let Some(scene) = scene {
            paragraph.quotations = stage.play(scene);
        }
    }
    stage.speakers(paragraphs)
}
