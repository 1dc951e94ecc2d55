//! An article on one single line: its pieces get their kinds together, and its prose is cut at the ends of sentences.

use super::observe::{PROSE, SENTENCE_WORDS};
use super::tagger::{Label, Tagger};
use super::{Block, Draft, Line, count_words, has_words, lines, pieces, relabel};
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
    let mut labels = tagger.tag(lines::observe(text, &draft, &own));
    keep_sentences(text, &draft.blocks, &own, &mut labels);
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

/// Takes sentences after the first prose for prose, unless they are furniture by themselves, where prose follows or they
/// are as long together as a passage: on one line no break sets them apart, and prose that is lost costs more than a
/// teaser that is kept.
fn keep_sentences(text: &str, blocks: &[Block], own: &[bool], labels: &mut [Label]) {
    let prose = Label::Of(Kind::Paragraph);
    let written = |at: usize| blocks[at].span.slice(text).unwrap_or_default();
    let is_prose = |label: Label, at: usize| {
        matches!(label, Label::Of(Kind::Paragraph | Kind::Answer)) && has_words(written(at), PROSE)
    };
    let mut places = (0..blocks.len()).filter(|&at| is_prose(labels[at], at));
    let Some(first) = places.next() else {
        return;
    };
    let last = places.next_back().unwrap_or(first);
    let is_doubtful = |label: Label, at: usize| {
        let words = written(at).trim_end_matches(['»', '”', '"', ')', ' ', '\u{a0}']);
        let is_sentence = words.ends_with(['.', '!', '?', '…']) && has_words(words, SENTENCE_WORDS);
        label == Label::Of(Kind::Furniture) && is_sentence && !own[at]
    };
    let mut at = first;
    while at < blocks.len() {
        let run = (at..blocks.len()).take_while(|&at| is_doubtful(labels[at], at));
        let end = at + run.count();
        let words: usize = (at..end).map(|at| count_words(written(at))).sum();
        if end <= last || words >= NEAR {
            labels[at..end].fill(prose);
        }
        at = end + 1;
    }
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
    use super::super::Block;
    use super::{Label, NEAR, keep_sentences, passages};
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

    /// Returns which of the pieces are furniture once sentences are kept: `p` is labelled prose, `f` furniture, `o` furniture
    /// that is so by itself.
    fn furniture_of(pieces: &[(&str, char)]) -> Vec<bool> {
        let (mut text, mut blocks) = (String::new(), Vec::new());
        for (written, _) in pieces {
            let start = text.len();
            text.push_str(written);
            blocks.push(Block::new(Kind::Paragraph, Span::new(start, text.len())));
            text.push(' ');
        }
        let furniture = Label::Of(Kind::Furniture);
        let label = |&(_, mark): &(&str, char)| match mark {
            'p' => Label::Of(Kind::Paragraph),
            _ => furniture,
        };
        let mut labels: Vec<Label> = pieces.iter().map(label).collect();
        let own: Vec<bool> = pieces.iter().map(|&(_, mark)| mark == 'o').collect();
        keep_sentences(&text, &blocks, &own, &mut labels);
        labels.into_iter().map(|label| label == furniture).collect()
    }

    #[test]
    fn sentences_inside_the_text_and_long_ones_after_it_are_prose() {
        let sentence = "Le port reçoit chaque nuit dix navires venus de très loin.";
        let (prose, long) = ([sentence; 3].join(" "), [sentence; 8].join(" "));
        let (prose, long) = (prose.as_str(), long.as_str());
        for (pieces, expected) in [
            // Before the text, in it and after it; a label is none, and what is furniture by itself stays it.
            (vec![(sentence, 'f'), (prose, 'p')], vec![true, false]),
            (
                vec![(prose, 'p'), (sentence, 'f'), (prose, 'p')],
                vec![false; 3],
            ),
            (
                vec![(prose, 'p'), ("Partager", 'f'), (prose, 'p')],
                vec![false, true, false],
            ),
            (
                vec![(prose, 'p'), (sentence, 'o'), (prose, 'p')],
                vec![false, true, false],
            ),
            (vec![(prose, 'p'), (sentence, 'f')], vec![false, true]),
            (vec![(prose, 'p'), (long, 'f')], vec![false; 2]),
            (vec![(long, 'f')], vec![true]),
        ] {
            assert_eq!(furniture_of(&pieces), expected, "{pieces:?}");
        }
    }
}
