//! From the kinds that the rules give to the tagger's labels and back: what a label means for the draft of a
//! text.

use super::tagger::Label;
use super::{Block, Draft, head};
use crate::lexicon::fold;
use crate::{Kind, Span};

/// Returns what the rules took a block for.
pub(super) fn label_of(draft: &Draft, block: &Block) -> Label {
    let holds = |part: Option<Span>| part.is_some_and(|part| block.span.contains(part));
    let furniture = block.kind == Kind::Furniture;
    if holds(draft.title) {
        Label::Title
    } else if furniture && holds(draft.byline) {
        Label::Byline
    } else if furniture && holds(draft.date) {
        Label::Date
    } else {
        Label::Of(block.kind)
    }
}

/// Gives the blocks the kinds of their labels; title, byline and date are the first lines labelled so.
///
/// What is furniture by its own words, as `own` says, is neither heading nor caption.
pub(super) fn apply(text: &str, labels: &[Label], own: &[bool], draft: &mut Draft) {
    let (mut title, mut byline, mut date) = (None, None, None);
    let after = labels.iter().skip(1).map(Some).chain([None]);
    let kinds = labels.iter().zip(own).map(|(&label, &own)| match label {
        Label::Of(Kind::Heading | Kind::Caption) if own => Label::Of(Kind::Furniture),
        _ => label,
    });
    for ((block, label), after) in draft.blocks.iter_mut().zip(kinds).zip(after) {
        // What the markup says only the rules and a title overrule: lines out of the text of a page look like a
        // site's more often than they are.
        if block.marked && label != Label::Title {
            continue;
        }
        // Words with their signature line under them are nothing else.
        if block.signature.is_some() && block.kind == Kind::PullQuote {
            continue;
        }
        // A heading that names nothing seen and nobody who took the picture is no caption.
        if block.kind == Kind::Heading
            && label == Label::Of(Kind::Caption)
            && !block.span.slice(text).is_some_and(is_pictured)
        {
            continue;
        }
        // What leads to a list is no heading: Voici quelques avantages :
        if block.kind == Kind::Paragraph
            && label == Label::Of(Kind::Heading)
            && after == Some(&Label::Of(Kind::ListItem))
            && block
                .span
                .slice(text)
                .is_some_and(|line| line.ends_with(':'))
        {
            continue;
        }
        block.signature = None;
        block.kind = match label {
            Label::Title => Kind::Heading,
            Label::Byline | Label::Date => Kind::Furniture,
            Label::Of(kind) => kind,
        };
        match label {
            Label::Title if title.is_none() => title = Some(block.span),
            Label::Byline => {
                let found = head::line_byline(text, block.span);
                let name =
                    found.map_or_else(|| head::after_opener(text, block.span), |found| found.name);
                byline = byline.or(Some(name));
                date = date.or(found.and_then(|found| found.date));
            }
            Label::Date => date = date.or_else(|| head::date_in(text, block.span)),
            _ => {}
        }
    }
    let kept = |part: Option<Span>| {
        part.filter(|part| {
            let block = draft.blocks.iter().find(|block| block.span.contains(*part));
            block.is_some_and(|block| block.kind == Kind::Furniture)
        })
    };
    draft.title = title.map(|span| head::title_span(text, span));
    draft.byline = byline.or_else(|| kept(draft.byline));
    draft.date = date.or_else(|| kept(draft.date));
}

/// Returns whether a line shows a sign of the picture that it stands under: a credit, a place in it, a sentence.
fn is_pictured(line: &str) -> bool {
    let folded = fold(line);
    let signs = [
        "©",
        "(",
        "|",
        "photo",
        "image",
        "illustration",
        "crédit",
        "credit",
    ];
    line.ends_with('.') || signs.iter().any(|sign| folded.contains(sign))
}
