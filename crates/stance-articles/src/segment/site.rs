//! Which lines of a text belong to the site, before the others get a kind: what a line says by itself, the
//! byline and the dates at either end, and the menus.

use super::{Line, count_words, furniture, has_words, head};
use crate::{Kind, Span};

/// Lines after the title, and before the end, in which byline and date are looked for.
const HEAD_LINES: usize = 9;

/// Words up to which a line can be an entry of a menu.
const ENTRY_WORDS: usize = 3;

/// Entries that make a menu.
const ENTRIES: usize = 3;

/// Words from which a line is the text of an article.
const PROSE_WORDS: usize = 12;

/// Lines within which the values before a text end.
const FRONT_MATTER: usize = 40;

/// title: Un port la nuit, or one of several values under a name: - port.
fn is_value(line: &str) -> bool {
    let named = line.split_once(':').is_some_and(|(name, _)| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || "_- \"'".contains(c))
    });
    named || line.starts_with(['-', '#', '[', ']'])
}

/// News | Opinion | Culture: a row of rubrics.
fn is_bar(line: &str) -> bool {
    [" | ", " – ", " - ", " · ", " • "]
        .iter()
        .any(|sign| line.matches(sign).nth(1).is_some())
}

/// Words that a title has at least and at most, and from which a sentence is the text of an article.
const TITLE_LEAST: usize = 4;
const TITLE_MOST: usize = 30;
const BODY_WORDS: usize = 7;

/// Words from which one title is as good as another.
const LONG_TITLE: usize = 9;

/// The lines of a text that belong to the site.
#[derive(Debug)]
pub(super) struct Site {
    furniture: Vec<bool>,
    /// The place of the next line that is none, for every line.
    next: Vec<usize>,
    /// The place after the line before that is none, for every line; 0 where there is none.
    before: Vec<usize>,
    pub(super) byline: Option<Span>,
    pub(super) date: Option<Span>,
    /// The line that is the title.
    pub(super) title: Option<usize>,
}

impl Site {
    pub(super) fn find(text: &str, lines: &[Line]) -> Self {
        let written = |line: &Line| line.span.slice(text).unwrap_or_default();
        let furniture = lines
            .iter()
            .map(|line| line.tag == Some(Kind::Furniture) || furniture::is_furniture(written(line)))
            .collect();
        let mut site = Self {
            furniture,
            next: Vec::new(),
            before: Vec::new(),
            byline: None,
            date: None,
            title: None,
        };
        site.mark_front_matter(text, lines);
        site.mark_menus(text, lines);
        site.mark_head(text, lines);
        site.find_title(text, lines);
        site.index();
        site
    }

    pub(super) fn is_furniture(&self, at: usize) -> bool {
        self.furniture.get(at).copied().unwrap_or_default()
    }

    /// Returns the next line after `at` that is no furniture.
    pub(super) fn next_prose(&self, at: usize) -> Option<usize> {
        self.next.get(at).copied()
    }

    /// Returns the last line before `at` that is no furniture.
    pub(super) fn prose_before(&self, at: usize) -> Option<usize> {
        self.before.get(at)?.checked_sub(1)
    }

    fn index(&mut self) {
        let n = self.furniture.len();
        self.next = vec![n; n];
        self.before = vec![0; n];
        for at in 1..n {
            self.before[at] = if self.furniture[at - 1] {
                self.before[at - 1]
            } else {
                at
            };
        }
        for at in (1..n).rev() {
            self.next[at - 1] = if self.furniture[at] {
                self.next[at]
            } else {
                at
            };
        }
    }

    /// Marks what stands between two rules of dashes at the very start: names and values about the text, in YAML.
    fn mark_front_matter(&mut self, text: &str, lines: &[Line]) {
        let opens = |line: &Line| written(text, *line) == "---";
        if !lines.first().is_some_and(opens) {
            return;
        }
        let head = lines.iter().take(FRONT_MATTER).skip(1);
        if let Some(length) = head.clone().position(|line| written(text, *line) == "---")
            && head.take(length).all(|line| is_value(written(text, *line)))
        {
            self.furniture[..length + 2].fill(true);
        }
    }

    /// Marks runs of very short lines before the text starts and after it ends.
    fn mark_menus(&mut self, text: &str, lines: &[Line]) {
        let written = |line: &Line| line.span.slice(text).unwrap_or_default();
        let is_prose = |line: &Line| has_words(written(line), PROSE_WORDS);
        let Some(first) = lines.iter().position(is_prose) else {
            return;
        };
        let last = lines.iter().rposition(is_prose).unwrap_or(first);
        for range in [0..first, last + 1..lines.len()] {
            let mut at = range.start;
            while at < range.end {
                let is_entry = |line: &&Line| {
                    let written = written(line);
                    line.tag.is_none_or(|tag| tag == Kind::Paragraph)
                        && !has_words(written, ENTRY_WORDS + 1)
                        && !written.starts_with(['–', '—', '«', '"', '“', '#'])
                        && !written.ends_with(['.', '!', '?', ':'])
                };
                let entries = lines[at..range.end].iter().take_while(is_entry).count();
                if entries >= ENTRIES {
                    self.furniture[at..at + entries].fill(true);
                }
                at += entries.max(1);
            }
        }
    }

    /// Finds byline and date after the title; dates at the end of a text are furniture too.
    fn mark_head(&mut self, text: &str, lines: &[Line]) {
        let start = self
            .furniture
            .iter()
            .position(|furniture| !furniture)
            .unwrap_or(0);
        let head = ..lines.len().min(start + HEAD_LINES);
        for (at, line) in lines[head].iter().enumerate() {
            if let Some(byline) = head::line_byline(text, line.span) {
                self.furniture[at] = true;
                self.byline = self.byline.or(Some(byline.name));
                self.date = self.date.or(byline.date);
            } else {
                self.mark_date(text, at, line.span);
            }
        }
        let tail = lines.len().saturating_sub(HEAD_LINES).max(head.end);
        for (at, line) in lines.iter().enumerate().skip(tail) {
            self.mark_date(text, at, line.span);
        }
    }

    /// Finds the title among the lines before the prose; short lines before it are the site's, and a name right
    /// after it is the byline.
    fn find_title(&mut self, text: &str, lines: &[Line]) {
        let body = (0..lines.len())
            .find(|&at| !self.furniture[at] && is_body(text, lines[at]))
            .unwrap_or(lines.len());
        let candidates: Vec<usize> = (0..body)
            .filter(|&at| !self.furniture[at] && can_be_title(text, lines[at]))
            .collect();
        let Some(title) = best_title(text, lines, &candidates) else {
            return;
        };
        if body == lines.len() && !is_marked(text, lines[title]) {
            // Nothing but short lines: only the first of several can be a title.
            self.title = candidates.into_iter().find(|&at| at + 1 < lines.len());
            return;
        }
        self.title = Some(title);
        for (at, line) in lines[..title].iter().enumerate() {
            self.furniture[at] |= !has_words(written(text, *line), PROSE_WORDS);
        }
        let end = body.min(title + HEAD_LINES);
        for (at, line) in lines.iter().enumerate().take(end).skip(title + 1) {
            if self.byline.is_none()
                && let Some(name) = head::line_name(text, line.span)
            {
                self.furniture[at] = true;
                self.byline = Some(name);
            }
        }
    }

    fn mark_date(&mut self, text: &str, at: usize, span: Span) {
        if let Some(date) = head::line_date(text, span) {
            self.furniture[at] = true;
            self.date = self.date.or(Some(date));
        }
    }
}

fn written(text: &str, line: Line) -> &str {
    line.span.slice(text).unwrap_or_default()
}

/// Returns whether its markup says that a line is a heading.
fn is_marked(text: &str, line: Line) -> bool {
    line.tag == Some(Kind::Heading) || written(text, line).starts_with("# ")
}

/// Returns whether a line is the text of an article: a sentence, or longer than any title.
fn is_body(text: &str, line: Line) -> bool {
    let words = written(text, line);
    let end = words.trim_end_matches(|c: char| c.is_whitespace() || "»”\"".contains(c));
    let sentence = end.ends_with(['.', '…']) && has_words(words, BODY_WORDS);
    !is_marked(text, line) && (sentence || has_words(words, TITLE_MOST + 1))
}

fn can_be_title(text: &str, line: Line) -> bool {
    let words = written(text, line);
    !has_words(words, TITLE_MOST + 1)
        && !words.ends_with(['.', ':', ';', ','])
        && !words.starts_with(['-', '–', '—', '•', '|', '>'])
        && !is_bar(words)
}

/// Returns the first line marked as a heading, else the longest of the first lines: the site's name and a rubric
/// may stand before the title.
fn best_title(text: &str, lines: &[Line], candidates: &[usize]) -> Option<usize> {
    let candidates = candidates.iter().copied();
    let first = candidates.clone().find(|&at| is_marked(text, lines[at]));
    let length = |at: &usize| count_words(written(text, lines[*at])).min(LONG_TITLE);
    let long = candidates.clone().filter(|at| length(at) >= TITLE_LEAST);
    first
        .or_else(|| long.take(3).max_by_key(length))
        .or_else(|| candidates.clone().next())
}
