//! Questions and answers: of interviews, and of pages that are lists of questions.

use super::Block;
use crate::Kind;
use crate::lexicon::fold;

/// Questions from which a text is taken for a list of questions or an interview.
const QUESTIONS: usize = 3;

/// Words up to which a line can be a question.
const QUESTION_WORDS: usize = 60;

/// Marks questions and answers among the blocks of a text, where it is one of questions.
pub(crate) fn mark(text: &str, blocks: &mut [Block]) {
    let asks: Vec<bool> = (0..blocks.len())
        .map(|at| is_question(text, blocks, at))
        .collect();
    let questions = asks.iter().filter(|&&asks| asks).count();
    let prose = blocks.iter().filter(|block| is_prose(block)).count();
    let rare = questions * 5 < prose + questions;
    let labelled = blocks
        .iter()
        .filter(|block| is_labelled(text, block, QUESTION_LABELS))
        .count();
    if (questions < QUESTIONS || rare) && labelled == 0 {
        return;
    }
    let mut answering = false;
    for (block, asks) in blocks.iter_mut().zip(asks) {
        if asks || is_labelled(text, block, QUESTION_LABELS) {
            block.kind = Kind::Question;
            answering = true;
        } else if block.kind == Kind::Heading {
            answering = false;
        } else if block.kind == Kind::Paragraph
            && (answering || is_labelled(text, block, ANSWER_LABELS))
        {
            block.kind = Kind::Answer;
        }
    }
}

/// Bytes in which a label ends.
const LABEL: usize = 18;

const QUESTION_LABELS: &[&str] = &["q", "question"];
const ANSWER_LABELS: &[&str] = &["r", "réponse", "a", "answer"];

/// Returns whether a block opens with a label and a colon: Q : … , Réponse : …
fn is_labelled(text: &str, block: &Block, labels: &[&str]) -> bool {
    let line = block.span.slice(text).unwrap_or_default();
    let head = &line[..line.floor_char_boundary(LABEL)];
    let Some((label, _)) = head.split_once([':', '.']) else {
        return false;
    };
    is_prose(block) && labels.contains(&fold(label.trim()).as_ref())
}

fn is_prose(block: &Block) -> bool {
    matches!(block.kind, Kind::Paragraph | Kind::Heading)
}

/// Returns whether a block is a question and prose that is none follows it; the first block is a title.
fn is_question(text: &str, blocks: &[Block], at: usize) -> bool {
    let asks = |block: &Block| {
        let line = block.span.slice(text).unwrap_or_default();
        is_prose(block)
            && line.ends_with('?')
            && line.split_whitespace().nth(QUESTION_WORDS).is_none()
    };
    // Looked for after a question alone, so that long furniture is not walked through for every block.
    let next = || {
        let mut rest = blocks[at + 1..].iter();
        rest.find(|block| block.kind != Kind::Furniture)
    };
    at > 0
        && asks(&blocks[at])
        && next().is_some_and(|next| next.kind != Kind::Heading && !asks(next))
}
