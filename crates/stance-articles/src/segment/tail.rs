//! What follows the end of an article: lists of other articles with their teasers, comments, the author's box.

use super::{Block, count_words, furniture, has_words};
use crate::lexicon::fold;
use crate::{Kind, Span};

/// Words up to which a line can be the title of another article.
const TITLE_WORDS: usize = 20;

/// Words up to which a paragraph can be about the author.
const BOX_WORDS: usize = 60;

/// Marks the furniture after the end of the article and in the boxes inside it. `byline` names the author.
pub(super) fn mark(text: &str, title: Option<Span>, byline: Option<Span>, blocks: &mut [Block]) {
    mark_sections(text, blocks);
    let after_title = title.map_or(0, |title| {
        blocks.partition_point(|block| block.span.start <= title.start)
    });
    mark_end(text, &mut blocks[after_title..]);
    if let Some(name) = byline.and_then(|span| span.slice(text)) {
        mark_author(text, name, blocks);
    }
}

/// Marks what stands under a heading such as « Sur le même sujet »: all of it, where the article ends there;
/// else the lines right under it that read like titles.
fn mark_sections(text: &str, blocks: &mut [Block]) {
    let opens = |block: &Block| {
        block
            .span
            .slice(text)
            .is_some_and(|line| furniture::opens_tail(line).is_some())
    };
    if !blocks.iter().any(opens) {
        return;
    }
    let teasers_from = are_teasers(text, blocks);
    let all: usize = blocks.iter().map(|block| words(text, block)).sum();
    let mut before = 0;
    let mut at = 0;
    while at < blocks.len() {
        before += words(text, &blocks[at]);
        let line = blocks[at].span.slice(text).unwrap_or_default();
        let Some(sure) = furniture::opens_tail(line) else {
            at += 1;
            continue;
        };
        let rest = &blocks[at + 1..];
        let left = all.saturating_sub(before);
        let ends = left * 4 <= before || (left <= before && (sure || teasers_from[at + 1]));
        let teasers = rest
            .iter()
            .take_while(|block| ends || is_title(text, block))
            .count();
        for block in &mut blocks[at..=at + teasers] {
            block.kind = Kind::Furniture;
        }
        at += teasers + 1;
    }
}

/// Words up to which a line without a full stop beside furniture is furniture.
const BESIDE_WORDS: usize = 14;

/// Marks what stands after the last prose, once furniture has begun there, and the short lines between
/// furniture.
fn mark_end(text: &str, blocks: &mut [Block]) {
    let line = |block: &Block| block.span.slice(text).unwrap_or_default();
    let movable =
        |block: &Block| matches!(block.kind, Kind::Paragraph | Kind::Heading | Kind::Answer);
    let closed = |block: &Block| line(block).ends_with(['.', '?', '!', '»', '”', '"']);
    let short = |block: &Block| {
        movable(block) && !closed(block) && !has_words(line(block), BESIDE_WORDS + 1)
    };
    let last = blocks
        .iter()
        .rposition(|block| block.kind != Kind::Furniture && !short(block));
    let start = last.map_or(0, |last| last + 1);
    let begun = (start..blocks.len()).find(|&at| blocks[at].kind == Kind::Furniture);
    if let Some(begun) = begun.filter(|_| last.is_some()) {
        for block in &mut blocks[begun..] {
            block.kind = Kind::Furniture;
        }
    }
    for at in 1..blocks.len().saturating_sub(1) {
        let between =
            blocks[at - 1].kind == Kind::Furniture && blocks[at + 1].kind == Kind::Furniture;
        if between && at > 2 && short(&blocks[at]) {
            blocks[at].kind = Kind::Furniture;
        }
    }
}

/// The words of a block; none of furniture.
fn words(text: &str, block: &Block) -> usize {
    match block.kind {
        Kind::Furniture => 0,
        _ => block.span.slice(text).map_or(0, count_words),
    }
}

/// Returns of each block, and of the end, whether what begins there is titles of other articles, each perhaps with one
/// paragraph under it.
fn are_teasers(text: &str, blocks: &[Block]) -> Vec<bool> {
    let mut found = vec![true; blocks.len() + 1];
    let (mut prose, mut titles, mut run) = (0, 0, false);
    let mut first_is_title = true;
    for (at, block) in blocks.iter().enumerate().rev() {
        if block.kind != Kind::Furniture {
            let is_title = is_title(text, block);
            run |= !is_title && !first_is_title;
            first_is_title = is_title;
            prose += 1;
            titles += usize::from(is_title);
        }
        found[at] = first_is_title && !run && (titles >= 2 || prose == titles);
    }
    found
}

/// A title or an item without a full stop, as in a list of other articles.
fn is_title(text: &str, block: &Block) -> bool {
    let line = block.span.slice(text).unwrap_or_default();
    !has_words(line, TITLE_WORDS + 1) && !line.ends_with(['.', ':', '!', '…'])
}

/// What journalists are called, and what a box says that they do.
const TRADES: &[&str] = &[
    "journaliste",
    "rédacteur",
    "rédactrice",
    "reporter",
    "correspondant",
    "correspondante",
    "chroniqueur",
    "chroniqueuse",
    "pigiste",
    "auteur",
    "autrice",
    "couvre",
    "suit",
    "journalist",
    "editor",
    "writer",
    "correspondent",
    "columnist",
    "freelance",
    "covers",
    "writes",
];

/// Marks the author's box in the second half: the name alone or at the start of a few words on the author.
fn mark_author(text: &str, name: &str, blocks: &mut [Block]) {
    let half = blocks.len() / 2;
    let mut named = false;
    for block in blocks.iter_mut().skip(half) {
        let line = block.span.slice(text).unwrap_or_default();
        let alone = line.trim_end_matches([',', ':', '.']) == name;
        if alone || ((named || line.starts_with(name)) && is_about_author(line)) {
            block.kind = Kind::Furniture;
        }
        named = alone;
    }
}

/// A few words with a journalist's trade in them, and nothing quoted.
fn is_about_author(line: &str) -> bool {
    let mut words = line.split(|c: char| !c.is_alphanumeric());
    !has_words(line, BOX_WORDS + 1)
        && !line.contains(['«', '“'])
        && words.any(|word| TRADES.contains(&fold(word).as_ref()))
}
