//! Direct speech between guillemets in the novels of AADS: which pairs are said, and which are found.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use stance_articles::{Language, QuotationType, Reader, Span};

/// A novel's chapter with the stretches of direct speech marked in it, in characters.
#[derive(serde::Deserialize)]
struct Chapter {
    text: String,
    labels: Vec<[usize; 2]>,
}

/// Pairs of guillemets that hold direct speech, pairs taken for it, and both.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pairs {
    pub(super) said: usize,
    pub(super) found: usize,
    pub(super) both: usize,
}

/// Counts over all chapters of the file.
///
/// What stands between « and the next » is one span, whatever incise it holds, as a quotation is here; it is
/// direct speech where the labels cover half of it or more. It is found where a direct or mixed quotation shares
/// 0.8 of the longer one with it. Speech outside of guillemets, which most of AADS is, counts on neither side.
pub(super) fn measure(path: &Path) -> anyhow::Result<Pairs> {
    let content =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let chapters: BTreeMap<String, Chapter> =
        serde_json::from_str(&content).with_context(|| format!("reading {}", path.display()))?;
    let mut pairs = Pairs::default();
    for chapter in chapters.into_values() {
        pairs.add(chapter);
    }
    Ok(pairs)
}

impl Pairs {
    fn add(&mut self, chapter: Chapter) {
        let labels = in_bytes(&chapter.text, &chapter.labels);
        let spans = between_guillemets(&chapter.text);
        let reader = Reader::new().language(Language::French);
        let article = reader.read_text(chapter.text);
        let found: Vec<Span> = article
            .quotations()
            .filter(|quotation| quotation.kind != QuotationType::Indirect)
            .map(|quotation| quotation.span)
            .collect();
        for span in spans {
            let covered: usize = labels.iter().map(|label| shared(*label, span)).sum();
            let said = 2 * covered >= span.len();
            let near = found.iter().any(|found| {
                let longer = found.len().max(span.len());
                shared(*found, span) as f64 >= 0.8 * longer as f64
            });
            self.said += usize::from(said);
            self.found += usize::from(near);
            self.both += usize::from(said && near);
        }
    }
}

fn shared(one: Span, other: Span) -> usize {
    one.end
        .min(other.end)
        .saturating_sub(one.start.max(other.start))
}

/// Turns ranges of characters into ranges of bytes; a range that is none of the text is left out.
fn in_bytes(text: &str, ranges: &[[usize; 2]]) -> Vec<Span> {
    let mut starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    starts.push(text.len());
    let span = |&[start, end]: &[usize; 2]| Some(Span::new(*starts.get(start)?, *starts.get(end)?));
    ranges.iter().filter_map(span).collect()
}

/// Returns what stands between « and the next », if no other « stands between, without the blanks beside them.
fn between_guillemets(text: &str) -> Vec<Span> {
    let mut open = None;
    let mut spans = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '«' => open = Some(at + c.len_utf8()),
            '»' => {
                let Some(start) = open.take() else { continue };
                let inside = &text[start..at];
                let lead = inside.len() - inside.trim_start().len();
                let trimmed = inside.trim().len();
                if trimmed > 0 {
                    spans.push(Span::new(start + lead, start + lead + trimmed));
                }
            }
            _ => {}
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_told_by_their_labels() {
        let text = "« Venez », dit-elle. Le « Pigeon » partit. — Non, cria-t-il.";
        let start = text.chars().position(|c| c == 'V').unwrap_or_default();
        let mut pairs = Pairs::default();
        pairs.add(Chapter {
            text: text.to_owned(),
            labels: vec![[start, start + 5]],
        });
        assert_eq!((pairs.said, pairs.found, pairs.both), (1, 1, 1));
        let inside = between_guillemets("» « a «  b » c »");
        assert_eq!(inside.len(), 1);
    }
}
