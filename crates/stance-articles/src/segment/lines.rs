//! A text on several lines: the kind of each line, from its form, its words and its neighbours.

use super::observe::{self, Verdict};
use super::site::Site;
use super::tagger::Tagger;
use super::{
    Block, Draft, Line, count_words, has_words, head, interview, relabel, signature, tail,
};
use crate::lexicon::fold;
use crate::{Kind, Span};

/// Words up to which a line can be a heading.
const HEADING_WORDS: usize = 20;

/// Words up to which the first line can be a title.
const TITLE_WORDS: usize = 30;

/// Words up to which a line with a credit at its end is a caption.
const CAPTION_WORDS: usize = 60;

/// Bytes at the end of a line in which a credit is looked for.
const CREDIT: usize = 100;

/// Bytes from which a line can be cut by its source in the middle of a sentence.
const WRAPPED: usize = 40;

/// Cuts `text` at `lines`, which are the first of `all` its lines: the rules propose kinds, `tagger` weighs them
/// together with all that is seen of the lines.
pub(crate) fn cut(text: &str, lines: &[Line], all: &[Line], tagger: &Tagger) -> Draft {
    let (mut draft, own) = by_rules(text, lines, all);
    if draft.blocks.len() >= TAGGED {
        let labels = tagger.tag(observe(text, &draft, &own));
        relabel::apply(text, &labels, &own, &mut draft);
    }
    draft
}

/// Blocks from which a text is tagged: fewer are hardly ever a page, and the rules read them well.
const TAGGED: usize = 8;

/// Returns what is seen of the blocks that the rules gave a kind; `own` says which are furniture by themselves.
pub(super) fn observe<'t>(
    text: &'t str,
    draft: &'t Draft,
    own: &'t [bool],
) -> impl Iterator<Item = Vec<u16>> {
    let verdicts = draft.blocks.iter().zip(own).map(|(block, &own)| Verdict {
        label: relabel::label_of(draft, block),
        own,
    });
    observe::observe(text, &draft.blocks, verdicts)
}

/// Returns the blocks of a text that the tagger labels, each with its features.
#[cfg(feature = "train")]
pub(crate) fn observed(text: &str, lines: &[Line]) -> Vec<(Span, Vec<u16>)> {
    let (draft, own) = by_rules(text, lines, lines);
    let features = observe(text, &draft, &own);
    let spans = draft.blocks.iter().map(|block| block.span);
    spans.zip(features).collect()
}

/// Returns what the rules make of the lines, and which blocks are furniture by their own words and form.
pub(super) fn by_rules(text: &str, lines: &[Line], all: &[Line]) -> (Draft, Vec<bool>) {
    let mut draft = Draft::default();
    let site = Site::find(text, all);
    for (at, &Line { span, tag }) in lines.iter().enumerate() {
        let line = span.slice(text).unwrap_or_default();
        let next = site
            .next_prose(at)
            .and_then(|next| all.get(next)?.span.slice(text));
        if let Some(last) = draft.blocks.last_mut() {
            let above = last.span.slice(text).unwrap_or_default();
            let unsigned = last.kind == Kind::PullQuote && last.signature.is_none();
            if (unsigned || matches!(last.kind, Kind::Paragraph | Kind::Heading))
                && signature::signs(line, above, next)
            {
                *last = Block {
                    kind: Kind::PullQuote,
                    span: Span::new(last.span.start, span.end),
                    signature: Some(span),
                    marked: false,
                };
                continue;
            }
            if tag.is_none() && last.kind == Kind::Paragraph && continues(text, last.span, span) {
                last.span.end = span.end;
                continue;
            }
        }
        let before = site
            .prose_before(at)
            .and_then(|before| all.get(before)?.span.slice(text));
        let kind = match tag {
            _ if site.is_furniture(at) => Kind::Furniture,
            _ if site.title == Some(at) => Kind::Heading,
            None | Some(Kind::Paragraph) => kind_of(line, Neighbours { before, next }),
            Some(tag) => tag,
        };
        let marked = tag.is_some_and(|tag| tag == kind && tag != Kind::Paragraph);
        draft.blocks.push(Block {
            marked,
            ..Block::new(kind, span)
        });
    }
    draft.title = site
        .title
        .and_then(|at| Some(head::title_span(text, lines.get(at)?.span)));
    draft.byline = draft.byline.or(site.byline);
    draft.date = draft.date.or(site.date);
    let own: Vec<bool> = draft
        .blocks
        .iter()
        .map(|block| block.kind == Kind::Furniture)
        .collect();
    tail::mark(text, draft.title, draft.byline, &mut draft.blocks);
    mark_captions(text, &mut draft.blocks);
    interview::mark(text, &mut draft.blocks);
    (draft, own)
}

/// Words up to which a line beside a credit is what is seen in the picture.
const SEEN_WORDS: usize = 22;

/// Marks the short lines right above a credit as captions.
fn mark_captions(text: &str, blocks: &mut [Block]) {
    for at in 1..blocks.len() {
        let line = |block: &Block| block.span.slice(text).unwrap_or_default();
        let (above, credit) = (blocks[at - 1], blocks[at]);
        let prose = matches!(above.kind, Kind::Paragraph | Kind::Heading);
        if prose
            && at > 1
            && credit.kind == Kind::Furniture
            && super::forms::is_credit(line(&credit))
            && !has_words(line(&above), SEEN_WORDS + 1)
        {
            blocks[at - 1].kind = Kind::Caption;
        }
    }
}

/// The lines around a line.
#[derive(Debug, Clone, Copy)]
struct Neighbours<'t> {
    before: Option<&'t str>,
    next: Option<&'t str>,
}

fn kind_of(line: &str, near: Neighbours<'_>) -> Kind {
    if line.starts_with('#') && line.trim_start_matches('#').starts_with(' ') {
        Kind::Heading
    } else if line.starts_with("> ") {
        Kind::PullQuote
    } else if is_numbered_heading(line, near) {
        Kind::Heading
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
    let goes_on = line
        .slice(text)
        .is_some_and(|line| line.starts_with(char::is_lowercase));
    if !goes_on {
        return false;
    }
    let gap = Span::new(above.end, line.start)
        .slice(text)
        .unwrap_or_default();
    let one_break = gap.matches('\n').count() <= 1;
    let written = above.slice(text).unwrap_or_default();
    let width = written.rsplit('\n').next().map_or(0, str::len);
    let open =
        written.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '-' | '’' | '\''));
    one_break && open && width >= WRAPPED
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

/// 2. Ne pas arracher les racines, before longer prose and not after an item.
fn is_numbered_heading(line: &str, near: Neighbours<'_>) -> bool {
    line.starts_with(|c: char| c.is_ascii_digit())
        && is_item(line)
        && !line.ends_with(['.', ';', ','])
        && !near.before.is_some_and(is_item)
        && near
            .next
            .is_some_and(|next| !is_item(next) && has_words(next, count_words(line) + 6))
}

/// Cells between bars or tabs; bars inside a line make a row only beside another such line.
fn is_row(line: &str, near: Neighbours<'_>) -> bool {
    if memchr::memchr3(b'|', b'\t', b';', line.as_bytes()).is_none() {
        return false;
    }
    let bars = |line: &str| line.contains('|') && line.contains(" | ");
    let beside = || near.before.is_some_and(bars) || near.next.is_some_and(bars);
    let semicolons = |line: &str| line.matches(" ; ").nth(1).is_some();
    let listed = |line: &str| line.contains(';') && semicolons(line);
    let beside_listed = || near.before.is_some_and(listed) || near.next.is_some_and(listed);
    line.starts_with('|')
        || line.contains('\t')
        || (bars(line) && beside())
        || (listed(line) && beside_listed())
}

/// Légende : …, Figure 2 …, or words with their credit: La grue du quai. © Ana Ruiz
fn is_caption(line: &str) -> bool {
    if is_labelled(&line[..line.floor_char_boundary(32)]) {
        return true;
    }
    let credited = line.contains('©') || ends_in_credit(line);
    credited && !has_words(line, CAPTION_WORDS + 1)
}

/// Returns whether a line that starts so has the label of a caption.
fn is_labelled(start: &str) -> bool {
    // A colon or a figure stands in every label: few lines go on.
    if !start
        .bytes()
        .any(|byte| byte == b':' || byte.is_ascii_digit())
    {
        return false;
    }
    let folded = fold(start);
    let labels = [
        "légende :",
        "photo :",
        "image :",
        "illustration :",
        "caption:",
        "photo:",
        "image:",
    ];
    let figure = ["figure ", "fig. "].iter().any(|word| {
        folded
            .strip_prefix(word)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    });
    figure || labels.iter().any(|label| folded.starts_with(label))
}

/// Une grue, la nuit. Photo : Ana Ruiz / Agence du Nord, or (photo Ana Ruiz): words, and who took the picture.
fn ends_in_credit(line: &str) -> bool {
    let start = line.floor_char_boundary(line.len().saturating_sub(CREDIT));
    let end = &line[start..];
    if !end.contains([':', '(']) {
        return false;
    }
    let labels = [
        "Photo",
        "Crédit",
        "(photo",
        "(Photo",
        "Picture",
        "Image",
        "Illustration",
    ];
    let Some(at) = labels.iter().filter_map(|word| end.rfind(word)).max() else {
        return false;
    };
    let (before, credit) = line.split_at(start + at);
    let words: Vec<&str> = credit.split_whitespace().collect();
    let colon = words.iter().take(3).any(|word| word.ends_with(':'));
    let plain = words
        .iter()
        .skip(1)
        .filter(|word| word.starts_with(char::is_lowercase));
    before.split_whitespace().nth(2).is_some()
        && (2..=10).contains(&words.len())
        && (colon || credit.starts_with('('))
        && plain.count() <= 2
}

/// A short line without a full stop before longer prose.
fn is_heading(line: &str, near: Neighbours<'_>) -> bool {
    let title = near.before.is_none();
    let longest = if title { TITLE_WORDS } else { HEADING_WORDS };
    let ends = line.ends_with(['.', ',', ';', ':', '…'])
        || (!title && line.starts_with(['«', '“', '"']) && line.ends_with(['»', '”', '"']));
    let starts =
        line.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || "«“\"¿".contains(c));
    if !starts || ends || has_words(line, longest + 1) {
        return false;
    }
    near.next.is_some_and(|next| {
        let longer = title || has_words(next, count_words(line) + 1);
        longer && !is_item(next)
    })
}
