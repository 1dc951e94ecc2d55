//! How much of everything the page holds: limits that keep it under ten million bytes, however long the input.
//!
//! What is over a limit is left out or cut, which the page says. Limits count bytes of the page, estimated from above; with
//! hundreds of labels its tables can be larger than that.

use crate::commands::score::tasks::TaskModels;

/// Articles, with their paragraphs.
pub(super) const ARTICLES: usize = 6_000_000;
/// Speakers, with their quotations.
pub(super) const SPEAKERS: usize = 2_400_000;
/// Bytes of the paragraphs of one article.
pub(super) const ARTICLE: usize = 200_000;
/// Quotations of one speaker; the verdict on a speaker rests on no others.
pub(super) const QUOTATIONS: usize = 40;
/// Sources with a row of their own, and as many months, where there are three labels; fewer where there are more.
const ROWS: usize = 120;
/// The fewest.
const LEAST_ROWS: usize = 10;
/// Paragraphs shown as the surest of each label, and as many as the least sure.
pub(super) const EXTREMES: usize = 3;

/// Characters of a paragraph, of a quotation or an extreme paragraph, and of a name or a title.
pub(super) const PARAGRAPH_CHARS: usize = 4000;
pub(super) const QUOTATION_CHARS: usize = 1200;
pub(super) const NAME_CHARS: usize = 200;

/// Returns how many sources, and how many months, have a row of their own in tables of these tasks.
pub(super) fn rows(tasks: &[TaskModels]) -> usize {
    let labels = tasks
        .iter()
        .map(|task| task.labels().len())
        .max()
        .unwrap_or(0);
    (3 * ROWS / labels.max(1)).clamp(LEAST_ROWS, ROWS)
}

/// Bytes of the page that frame texts, at most; the names of labels decide.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frames {
    pub(super) article: usize,
    pub(super) paragraph: usize,
    /// A quotation in its paragraph.
    pub(super) mention: usize,
    pub(super) speaker: usize,
    /// The tables of a speaker about whom something is said.
    pub(super) verdict: usize,
    /// A quotation of a speaker.
    pub(super) quotation: usize,
}

impl Frames {
    /// Returns the frames of a page with the labels of these tasks.
    pub(super) fn new(tasks: &[TaskModels]) -> Self {
        let name = |label: &String| written(label).max(LABEL);
        let longest = |task: &TaskModels| task.labels().iter().map(name).max().unwrap_or(0);
        let tags: usize = tasks.iter().map(|task| TAG + longest(task)).sum();
        let table = |task: &TaskModels| {
            let rows = task.labels().iter().map(|label| ROW + 3 * name(label));
            TABLE + rows.sum::<usize>()
        };
        // The bar of an article's labels.
        let stack = |task: &TaskModels| {
            let parts = task.labels().iter().map(|label| 80 + name(label));
            parts.sum::<usize>()
        };
        Self {
            article: 700 + tasks.first().map_or(0, stack),
            paragraph: 280 + tags,
            mention: 60 + tags,
            speaker: 400 + tags,
            verdict: tasks.iter().map(table).sum(),
            quotation: 520 + tags,
        }
    }
}

/// Bytes of a label as a tag, but for its name; of a table of shares, and of a row of one.
const TAG: usize = 190;
const TABLE: usize = 160;
const ROW: usize = 720;
/// Bytes of the longest French name of a label.
const LABEL: usize = 16;

/// Returns the length of a text in the page, where some characters are written out.
pub(super) fn written(text: &str) -> usize {
    let extra = |c: char| match c {
        '&' | '<' | '>' | '"' => 5,
        c if c.is_alphanumeric() || c == ' ' => 0,
        c if crate::printable::is_unsafe(c) => 10,
        _ => 0,
    };
    text.len() + text.chars().map(extra).sum::<usize>()
}

/// Returns the first characters of a text, and whether there were more. The cut falls before a blank where there is
/// one near the end.
pub(super) fn cut(text: &str, chars: usize) -> (&str, bool) {
    let Some((end, _)) = text.char_indices().nth(chars) else {
        return (text, false);
    };
    let head = &text[..end];
    let blank = head.rfind(char::is_whitespace);
    let end = blank.filter(|&at| at >= end - end / 8).unwrap_or(end);
    (head[..end].trim_end(), true)
}

/// Returns a text that is cut with an ellipsis where it is longer.
pub(super) fn shortened(text: &str, chars: usize) -> String {
    match cut(text, chars) {
        (head, true) => format!("{head}…"),
        (whole, false) => whole.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use maud::html;

    use super::*;

    #[test]
    fn a_text_is_no_longer_in_the_page_than_reckoned() {
        for text in [
            "l’été & <b>\"x\"</b>",
            "\u{202e}\u{1b}\u{feff}",
            "\u{85}\n\t",
            "日本",
        ] {
            let page = html! { (crate::html::text(text)) }.into_string();
            assert!(page.len() <= written(text), "{text:?}: {page}");
        }
    }

    #[test]
    fn texts_are_cut_between_words() {
        assert_eq!(cut("un deux", 7), ("un deux", false));
        assert_eq!(
            cut("un deux trois quatre cinq", 22),
            ("un deux trois quatre", true)
        );
        assert_eq!(cut("ééééé", 3), ("ééé", true));
        assert_eq!(shortened("abcdef", 2), "ab…");
    }
}
