//! A text on several lines: the kind of each line, from its form, its words and its neighbours.

use super::{Block, Draft, furniture, head, interview, signature};
use crate::lexicon::fold;
use crate::{Kind, Span};

/// Words up to which a line can be a heading.
const HEADING_WORDS: usize = 20;

/// Words up to which the first line can be a title.
const TITLE_WORDS: usize = 30;

/// Words up to which a line with a credit at its end is a caption.
const CAPTION_WORDS: usize = 60;

/// Bytes from which a line can be cut by its source in the middle of a sentence.
const WRAPPED: usize = 40;

/// Blocks in which byline and date are looked for, at either end of a text.
const HEAD_BLOCKS: usize = 6;

/// Cuts `text` at `lines`, which are the first of `all` its lines.
pub(crate) fn cut(text: &str, lines: &[Span], all: &[Span]) -> Draft {
    let mut draft = Draft::default();
    for (at, &span) in lines.iter().enumerate() {
        let line = span.slice(text).unwrap_or_default();
        let next = all.get(at + 1).and_then(|next| next.slice(text));
        if let Some(last) = draft.blocks.last_mut() {
            let above = last.span.slice(text).unwrap_or_default();
            if matches!(last.kind, Kind::Paragraph | Kind::Heading)
                && signature::signs(line, above, next)
            {
                *last = Block {
                    kind: Kind::PullQuote,
                    span: Span::new(last.span.start, span.end),
                    signature: Some(span),
                };
                continue;
            }
            if last.kind == Kind::Paragraph && continues(text, last.span, span) {
                last.span.end = span.end;
                continue;
            }
        }
        let before = at
            .checked_sub(1)
            .and_then(|before| all.get(before)?.slice(text));
        let kind = kind_of(line, Neighbours { before, next });
        draft.blocks.push(Block::new(kind, span));
    }
    find_head(text, &mut draft);
    mark_tail(text, &mut draft.blocks);
    interview::mark(text, &mut draft.blocks);
    draft
}

/// The lines around a line.
#[derive(Debug, Clone, Copy)]
struct Neighbours<'t> {
    before: Option<&'t str>,
    next: Option<&'t str>,
}

fn kind_of(line: &str, near: Neighbours<'_>) -> Kind {
    if furniture::is_furniture(line) {
        Kind::Furniture
    } else if line.starts_with('#') && line.trim_start_matches('#').starts_with(' ') {
        Kind::Heading
    } else if line.starts_with("> ") {
        Kind::PullQuote
    } else if is_item(line) {
        Kind::ListItem
    } else if is_row(line, near) {
        Kind::TableRow
    } else if is_caption(line) {
        Kind::Caption
    } else if is_heading(line, near) {
        Kind::Heading
    } else {
        Kind::Paragraph
    }
}

/// Returns whether a line was cut from the one above in the middle of a sentence.
fn continues(text: &str, above: Span, line: Span) -> bool {
    let gap = Span::new(above.end, line.start)
        .slice(text)
        .unwrap_or_default();
    let one_break = gap.matches('\n').count() <= 1;
    let written = above.slice(text).unwrap_or_default();
    let width = written.rsplit('\n').next().map_or(0, str::len);
    let open =
        written.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '-' | '’' | '\''));
    let goes_on = line
        .slice(text)
        .is_some_and(|line| line.starts_with(char::is_lowercase));
    one_break && open && goes_on && width >= WRAPPED
}

/// A bullet or a number before a blank: - …, • …, 2. …, b) …
fn is_item(line: &str) -> bool {
    let mut chars = line.chars();
    let bullet = chars.next().is_some_and(|c| "-–—•*·▪◦‣→".contains(c));
    if bullet {
        return chars.next().is_some_and(char::is_whitespace);
    }
    let label = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let letter = line.starts_with(|c: char| c.is_ascii_lowercase()) && line[1..].starts_with(')');
    let rest = &line[if letter { 1 } else { label }..];
    let numbered = (1..=2).contains(&label) && rest.starts_with(['.', ')']);
    (numbered || letter) && rest[1..].starts_with(char::is_whitespace)
}

/// Cells between bars or tabs; bars inside a line make a row only beside another such line.
fn is_row(line: &str, near: Neighbours<'_>) -> bool {
    let bars = |line: &str| line.matches(" | ").count() >= 1;
    let beside = near.before.is_some_and(bars) || near.next.is_some_and(bars);
    line.starts_with('|') || line.contains('\t') || (bars(line) && beside)
}

/// Légende : …, Figure 2 …, or words with their credit: La grue du quai. © Ana Ruiz
fn is_caption(line: &str) -> bool {
    let folded = fold(&line[..line.floor_char_boundary(32)]).into_owned();
    let label = [
        "légende :",
        "photo :",
        "image :",
        "illustration :",
        "caption:",
        "photo:",
        "image:",
    ]
    .iter()
    .any(|label| folded.starts_with(label));
    let figure = ["figure ", "fig. "].iter().any(|word| {
        folded
            .strip_prefix(word)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    });
    let short = line.split_whitespace().nth(CAPTION_WORDS).is_none();
    label || figure || (short && line.contains('©'))
}

/// A short line without a full stop before longer prose.
fn is_heading(line: &str, near: Neighbours<'_>) -> bool {
    let words = line.split_whitespace().count();
    let title = near.before.is_none();
    let longest = if title { TITLE_WORDS } else { HEADING_WORDS };
    let ends = line.ends_with(['.', ',', ';', ':', '…'])
        || (!title && line.starts_with(['«', '“', '"']) && line.ends_with(['»', '”', '"']));
    let starts =
        line.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || "«“\"¿".contains(c));
    let next = near.next.is_some_and(|next| {
        let longer = next.split_whitespace().count() > words;
        (title || longer) && !is_item(next)
    });
    words <= longest && starts && !ends && next
}

/// Finds title, byline and date; datelines at the end of a text are furniture too.
fn find_head(text: &str, draft: &mut Draft) {
    if let Some(first) = draft
        .blocks
        .iter()
        .find(|block| block.kind != Kind::Furniture)
        && first.kind == Kind::Heading
    {
        draft.title = Some(title_span(text, first.span));
    }
    let tail = draft.blocks.len().saturating_sub(HEAD_BLOCKS);
    for (at, block) in draft.blocks.iter_mut().enumerate() {
        if at >= HEAD_BLOCKS && at < tail {
            continue;
        }
        if let Some(byline) = head::line_byline(text, block.span).filter(|_| at < HEAD_BLOCKS) {
            block.kind = Kind::Furniture;
            draft.byline = draft.byline.or(Some(byline.name));
            draft.date = draft.date.or(byline.date);
        } else if let Some(date) = head::line_date(text, block.span) {
            block.kind = Kind::Furniture;
            draft.date = draft.date.or(Some(date));
        }
    }
}

/// Returns the title without the marks of Markdown before it.
fn title_span(text: &str, span: Span) -> Span {
    let line = span.slice(text).unwrap_or_default();
    let marks = line.len() - line.trim_start_matches('#').len();
    Span::new(span.start + marks, span.end).trimmed(text)
}

/// Marks what follows the end of the article: all of it, where the prose after its head is little against
/// the prose before; else the lines right under the head that read like titles.
fn mark_tail(text: &str, blocks: &mut [Block]) {
    let words = |block: &Block| match block.kind {
        Kind::Furniture => 0,
        _ => block
            .span
            .slice(text)
            .map_or(0, |line| line.split_whitespace().count()),
    };
    let all: usize = blocks.iter().map(words).sum();
    let mut before = 0;
    let mut at = 0;
    while at < blocks.len() {
        before += words(&blocks[at]);
        if !blocks[at]
            .span
            .slice(text)
            .is_some_and(furniture::opens_tail)
        {
            at += 1;
            continue;
        }
        let ends = all.saturating_sub(before) * 3 <= before;
        let teasers = blocks[at + 1..]
            .iter()
            .take_while(|block| ends || is_teaser(text, block))
            .count();
        for block in &mut blocks[at..=at + teasers] {
            block.kind = Kind::Furniture;
        }
        at += teasers + 1;
    }
}

/// A title or an item without a full stop, as in a list of other articles.
fn is_teaser(text: &str, block: &Block) -> bool {
    let line = block.span.slice(text).unwrap_or_default();
    line.split_whitespace().nth(HEADING_WORDS).is_none() && !line.ends_with(['.', ':', '!', '…'])
}
