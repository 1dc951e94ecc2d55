//! An article on one single line: its pieces get their kinds together, and its prose is cut at the ends of sentences.

use super::tagger::{Label, Tagger};
use super::{Block, Draft, Line, lines, pieces, relabel};
use crate::{Kind, Language, Span};

/// Words near which a passage ends.
const NEAR: usize = 80;

/// Cuts a text whose line `span` holds all but the lines `above` it.
pub(crate) fn cut(
    text: &str,
    above: &[Line],
    span: Span,
    language: Language,
    tagger: &Tagger,
) -> Draft {
    let cut = pieces::cut(text, span, language);
    let all: Vec<Line> = above.iter().copied().chain(cut.pieces).collect();
    let sentences: Vec<Span> = above
        .iter()
        .map(|line| line.span)
        .chain(cut.sentences)
        .collect();
    let (mut draft, own) = lines::by_rules(text, &all, &all);
    let labels = tagger.tag(lines::observe(text, &draft, &own));
    let (labels, own) = join(text, &mut draft.blocks, &labels, &own);
    relabel::apply(text, &labels, &own, &mut draft);
    draft.blocks = cut_prose(text, &draft.blocks, &sentences);
    draft
}

/// Returns what the tagger labels of such a text, with its features.
#[cfg(feature = "train")]
pub(crate) fn observed(
    text: &str,
    above: &[Line],
    span: Span,
    language: Language,
) -> Vec<(Span, Vec<u16>)> {
    let pieces = pieces::cut(text, span, language).pieces;
    let all: Vec<Line> = above.iter().copied().chain(pieces).collect();
    lines::observed(text, &all)
}

/// Joins neighbours of one kind, but for items that show where they start; returns what is left of labels and `own`.
fn join(
    text: &str,
    blocks: &mut Vec<Block>,
    labels: &[Label],
    own: &[bool],
) -> (Vec<Label>, Vec<bool>) {
    let (mut joined, mut kinds, mut owns) = (Vec::<Block>::new(), Vec::<Label>::new(), Vec::new());
    for ((block, &label), &own) in blocks.iter().zip(labels).zip(own) {
        let written = block.span.slice(text).unwrap_or_default();
        let apart = matches!(label, Label::Of(Kind::ListItem | Kind::TableRow))
            && !written.starts_with(char::is_lowercase)
            && !written.starts_with(char::is_numeric);
        match (joined.last_mut(), owns.last_mut()) {
            (Some(last), Some(all)) if kinds.last() == Some(&label) && !apart => {
                last.span.end = block.span.end;
                last.signature = None;
                *all = *all && own;
            }
            _ => {
                joined.push(*block);
                kinds.push(label);
                owns.push(own);
            }
        }
    }
    *blocks = joined;
    (kinds, owns)
}

/// Cuts paragraphs into passages, at the ends of the sentences or of their parts in them.
fn cut_prose(text: &str, blocks: &[Block], sentences: &[Span]) -> Vec<Block> {
    let mut cut = Vec::with_capacity(blocks.len());
    let mut left = sentences;
    for block in blocks {
        let past = left.partition_point(|sentence| sentence.end <= block.span.start);
        left = &left[past..];
        let within = left
            .iter()
            .take_while(|sentence| sentence.start < block.span.end);
        let parts: Vec<Span> = within
            .map(|sentence| {
                let start = sentence.start.max(block.span.start);
                Span::new(start, sentence.end.min(block.span.end)).trimmed(text)
            })
            .filter(|part| !part.is_empty())
            .collect();
        if block.kind == Kind::Paragraph && !parts.is_empty() {
            cut.extend(passages(text, &parts));
        } else {
            cut.push(*block);
        }
    }
    cut
}

/// Joins sentences into passages: one ends where it comes nearest to [`NEAR`] words.
fn passages(text: &str, sentences: &[Span]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut words = 0;
    for &sentence in sentences {
        let more = sentence
            .slice(text)
            .map_or(0, |slice| slice.split_whitespace().count());
        let nearer = NEAR.abs_diff(words + more) <= NEAR.abs_diff(words);
        if let Some(block) = blocks.last_mut().filter(|_| nearer) {
            block.span.end = sentence.end;
            words += more;
        } else {
            blocks.push(Block::new(Kind::Passage, sentence));
            words = more;
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::{NEAR, passages};
    use crate::sentences::split_span;
    use crate::{Kind, Language, Span};

    #[test]
    fn passages_end_with_a_sentence_nearest_to_the_aim() {
        let text = "Le port reçoit chaque nuit dix navires venus de très loin. ".repeat(40);
        let sentences = split_span(&text, Span::new(0, text.len()), Language::French);
        let found = passages(&text, &sentences);
        for block in &found[..found.len() - 1] {
            let passage = block.span.slice(&text).unwrap();
            let words = passage.split_whitespace().count();
            assert_eq!(block.kind, Kind::Passage);
            assert!(passage.ends_with('.'));
            assert!(words.abs_diff(NEAR) <= 6, "{words}");
        }
    }
}
