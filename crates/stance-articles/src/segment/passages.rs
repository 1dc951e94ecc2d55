//! An article on one single line: its head and its end cut away, the rest cut at the ends of sentences.

use super::site_words::{self, COMMON, SENTENCE};
use super::{Block, Draft, furniture, head};
use crate::quotes::marks::pairs;
use crate::sentences::split_span;
use crate::{Kind, Language, Span};

/// Words near which a passage ends.
const NEAR: usize = 80;

/// Cuts a text whose one line is `span`.
pub(crate) fn cut(text: &str, span: Span, language: Language) -> Draft {
    let mut draft = Draft::default();
    let mut start = span.start;
    let menu = menu(text, span);
    if !menu.is_empty() {
        draft.blocks.push(Block::new(Kind::Furniture, menu));
        start = menu.end;
    }
    let span = Span::new(start, span.end).trimmed(text);
    if let Some(byline) = head::inline_byline(text, span) {
        let title = Span::new(span.start, byline.span.start).trimmed(text);
        draft.title = Some(title);
        draft.byline = Some(byline.name);
        draft.date = byline.date;
        draft.blocks.push(Block::new(Kind::Heading, title));
        draft.blocks.push(Block::new(Kind::Furniture, byline.span));
        start = byline.span.end;
    }
    draft.blocks.extend(cut_body(
        text,
        Span::new(start, span.end).trimmed(text),
        language,
    ));
    draft
}

/// Cuts the body of such a text into passages and the furniture in and after it.
pub(crate) fn cut_body(text: &str, span: Span, language: Language) -> Vec<Block> {
    let quoted = pairs(text, span);
    let mut credits = furniture::inline_furniture(text, span);
    credits.retain(|credit| {
        let at = quoted.partition_point(|pair| pair.outer.end <= credit.start);
        quoted
            .get(at)
            .is_none_or(|pair| pair.outer.start >= credit.end)
    });
    let mut blocks = Vec::new();
    let mut start = span.start;
    for credit in credits {
        let piece = Span::new(start, credit.start).trimmed(text);
        blocks.extend(passages(text, &split_span(text, piece, language)));
        blocks.push(Block::new(Kind::Furniture, credit));
        start = credit.end;
    }
    let rest = Span::new(start, span.end).trimmed(text);
    let sentences = split_span(text, rest, language);
    let end = body_end(text, &sentences, span);
    blocks.extend(passages(text, &sentences[..end]));
    if let (Some(first), Some(last)) = (sentences.get(end), sentences.last()) {
        blocks.push(Block::new(
            Kind::Furniture,
            Span::new(first.start, last.end),
        ));
    }
    blocks
}

/// Words at the start of a text among which a menu ends, and by how many its words must outnumber others.
const MENU_WORDS: usize = 40;
const MENU_LEAST: i32 = 3;

/// Returns the menu that a text without lines opens with: up to where words of sites outnumber the others most.
fn menu(text: &str, span: Span) -> Span {
    let stretch = span.slice(text).unwrap_or_default();
    let (mut balance, mut most, mut end) = (0, MENU_LEAST - 1, span.start);
    for word in stretch.split_ascii_whitespace().take(MENU_WORDS) {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let classes = site_words::classes(bare);
        if classes & !COMMON != 0 {
            balance += 1;
        } else if !bare.is_empty() && classes & !SENTENCE == 0 {
            balance -= 1;
        }
        if word.ends_with(['.', ',', '!', '?', '…']) {
            break;
        }
        if balance > most {
            most = balance;
            end = span.start + (word.as_ptr() as usize - stretch.as_ptr() as usize) + word.len();
        }
    }
    Span::new(span.start, end)
}

/// Words of sites from which a last sentence without an end is furniture.
const TAIL_LEAST: usize = 2;

/// Returns whether a sentence that nothing ends holds words of sites, one in six or more.
fn trails_off(sentence: &str) -> bool {
    let closed = sentence.ends_with(['.', '!', '?', '…', '»', '”', '"', ')']);
    if closed {
        return false;
    }
    let (mut all, mut site) = (0, 0);
    for word in sentence.split_ascii_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        all += 1;
        site += usize::from(site_words::classes(bare) & !COMMON != 0);
    }
    site >= TAIL_LEAST && site * 6 >= all
}

/// Returns the first sentence of the furniture after the article: a label or what opens a list of other
/// articles, in the second half of the body; a teaser in its last quarter; a last sentence without an end that
/// holds words of sites.
fn body_end(text: &str, sentences: &[Span], body: Span) -> usize {
    let half = body.start + body.len() / 2;
    let late = body.start + body.len() / 4 * 3;
    let opens = |sentence: &Span| {
        let written = sentence.slice(text).unwrap_or_default();
        sentence.start >= half && furniture::opens_end(written, sentence.start >= late)
    };
    let last = sentences.last().and_then(|last| last.slice(text));
    let end = sentences.len() - usize::from(last.is_some_and(trails_off));
    sentences.iter().position(opens).unwrap_or(end)
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
    use super::{NEAR, cut, cut_body};
    use crate::{Kind, Language, Span};

    fn body(text: &str) -> Vec<(Kind, &str)> {
        cut_body(text, Span::new(0, text.len()), Language::French)
            .into_iter()
            .filter_map(|block| Some((block.kind, block.span.slice(text)?)))
            .collect()
    }

    #[test]
    fn passages_end_with_a_sentence_nearest_to_the_aim() {
        let sentence = "Le port reçoit chaque nuit dix navires venus de très loin. ";
        let text = sentence.repeat(40);
        let found = body(text.trim_end());
        for (kind, passage) in &found[..found.len() - 1] {
            let words = passage.split_whitespace().count();
            assert_eq!(*kind, Kind::Passage);
            assert!(passage.ends_with('.'));
            assert!(words.abs_diff(NEAR) <= 6, "{words}");
        }
    }

    #[test]
    fn a_long_quotation_is_never_cut() {
        let quoted = format!("« {}»", "Nous irons au bout du quai. ".repeat(60));
        let text = format!("Elle parle. {quoted}, dit Ana Ruiz. Puis elle part.");
        let whole = body(&text);
        assert!(whole.iter().any(|(_, passage)| passage.contains(&quoted)));
    }

    #[test]
    fn head_credit_and_end_are_cut_away() {
        let prose = "Le port reçoit dix navires. ".repeat(30);
        let text = format!(
            "Un port la nuit Par Ana Ruiz le 3 mai 2025 {prose}Crédit photo : Jo Le Gall Mais la nuit tombe. \
             {prose}Source : Le Quai Article précédent Les phares s'éteignent"
        );
        let draft = cut(&text, Span::new(0, text.len()), Language::French);
        assert_eq!(
            draft.title.and_then(|span| span.slice(&text)),
            Some("Un port la nuit")
        );
        assert_eq!(
            draft.byline.and_then(|span| span.slice(&text)),
            Some("Ana Ruiz")
        );
        assert_eq!(
            draft.date.and_then(|span| span.slice(&text)),
            Some("3 mai 2025")
        );
        let furniture: Vec<_> = draft
            .blocks
            .iter()
            .filter(|block| block.kind == Kind::Furniture)
            .filter_map(|block| block.span.slice(&text))
            .collect();
        assert_eq!(
            furniture,
            [
                "Par Ana Ruiz le 3 mai 2025",
                "Crédit photo : Jo Le Gall",
                "Source : Le Quai Article précédent Les phares s'éteignent",
            ]
        );
    }
}
