//! A web page in, an article out: the main text by the crate `trafilatura`, its title, author, date and
//! site from JSON-LD, Open Graph and `meta`, and the kind of each paragraph from its tag.
//!
//! The text of the article is made here: title, a line of author, date and site, then one line per block.

mod attributes;
mod depth;
mod render;

use ego_tree::iter::Edge;
use scraper::{Html, Node};
use trafilatura::{HtmlDateMode, Metadata, Options};

use crate::segment::{Draft, Line};
use crate::{Error, Span};

/// Elements within elements that a page may have: browsers stop at 512.
pub(crate) const MAX_DEPTH: usize = 400;

/// Attributes that an element may have: a parser compares each with all before it.
pub(crate) const MAX_ATTRIBUTES: usize = 500;

/// The text of a page, and what is known of its parts before it is read.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) text: String,
    /// Every line of the text, with the kind that its tag gives it.
    pub(crate) lines: Vec<Line>,
    /// Title, byline, date and site; no blocks yet.
    pub(crate) head: Draft,
    /// The language that the page says it is in, as a lower-case ISO 639 code.
    pub(crate) language: String,
}

/// Extracts the article of a page.
pub(crate) fn extract(html: &str) -> Result<Page, Error> {
    if let Some(found) = attributes::over(html, MAX_ATTRIBUTES) {
        return Err(Error::TooManyAttributes {
            found,
            limit: MAX_ATTRIBUTES,
        });
    }
    check_depth(html)?;
    // The other modes also take a year or a number of the text for a date.
    let options = Options::default()
        .with_html_date_mode(HtmlDateMode::Fast)
        .with_fallback(true)
        .with_exclude_comments(true);
    let extracted = trafilatura::extract(html, &options).map_err(|_| Error::NoArticle)?;
    let body = render::blocks(&extracted.content_html);
    if body.iter().all(|block| block.text.is_empty()) {
        return Err(Error::NoArticle);
    }
    let mut page = Page {
        language: extracted.metadata.language.to_ascii_lowercase(),
        ..Page::default()
    };
    page.push_head(&extracted.metadata);
    let title = page.head.title.and_then(|span| span.slice(&page.text));
    let repeated = body.first().is_some_and(|first| title == Some(&first.text));
    for block in &body[usize::from(repeated)..] {
        let span = page.push_line(&block.text);
        page.lines.push(Line {
            span,
            tag: Some(block.tag),
        });
    }
    Ok(page)
}

/// Refuses a page that is nested so deeply that it could only be built to do harm.
fn check_depth(html: &str) -> Result<(), Error> {
    let refuse = |depth: usize| {
        Err(Error::PageTooDeep {
            depth,
            limit: MAX_DEPTH,
        })
    };
    if let Some(depth) = depth::unclosed_over(html, MAX_DEPTH * 10) {
        return refuse(depth);
    }
    let (mut depth, mut deepest) = (0, 0);
    for edge in Html::parse_document(html).tree.root().traverse() {
        match edge {
            Edge::Open(node) if matches!(node.value(), Node::Element(_)) => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            Edge::Close(node) if matches!(node.value(), Node::Element(_)) => depth -= 1,
            _ => {}
        }
    }
    if deepest > MAX_DEPTH {
        return refuse(deepest);
    }
    Ok(())
}

impl Page {
    /// Writes the title as a line, and author, date and site as another.
    fn push_head(&mut self, metadata: &Metadata) {
        let title = one_line(&metadata.title);
        if !title.is_empty() {
            let span = self.push_line(&title);
            self.head.title = Some(span);
            self.lines.push(Line {
                span,
                tag: Some(crate::Kind::Heading),
            });
        }
        let date = metadata.date.map(|date| date.to_string());
        let parts = [
            one_line(&metadata.author),
            date.unwrap_or_default(),
            one_line(&metadata.sitename),
        ];
        let written: Vec<&str> = parts
            .iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        if written.is_empty() {
            return;
        }
        let span = self.push_line(&written.join(" | "));
        self.lines.push(Line {
            span,
            tag: Some(crate::Kind::Furniture),
        });
        let mut at = span.start;
        let mut place = |part: &str| {
            let here = (!part.is_empty()).then(|| Span::new(at, at + part.len()));
            at = here.map_or(at, |span| span.end + " | ".len());
            here
        };
        self.head.byline = place(&parts[0]);
        self.head.date = place(&parts[1]);
        self.head.site = place(&parts[2]);
    }

    /// Appends a line to the text and returns where it stands.
    fn push_line(&mut self, line: &str) -> Span {
        let start = self.text.len();
        self.text.push_str(line);
        let span = Span::new(start, self.text.len());
        self.text.push('\n');
        span
    }
}

/// Returns a text on one line, each run of blanks one blank.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{MAX_DEPTH, extract};
    use crate::Error;

    fn nested(tag: &str, levels: usize) -> String {
        format!(
            "<html><body>{}<p>Le port reçoit dix navires.</p></body></html>",
            format!("<{tag}>").repeat(levels)
        )
    }

    #[test]
    fn a_page_nested_ten_thousand_levels_is_refused() {
        for tag in ["div", "b", "table><tr><td", "span class=\"a\""] {
            let refused = extract(&nested(tag, 10_000)).unwrap_err();
            assert!(
                matches!(refused, Error::PageTooDeep { depth, limit: MAX_DEPTH } if depth > MAX_DEPTH),
                "{tag}: {refused:?}"
            );
        }
    }

    #[test]
    fn the_deepest_page_allowed_is_read() {
        // html, body and p are three levels more.
        let page = extract(&nested("div", MAX_DEPTH - 3)).unwrap();
        assert!(page.text.contains("dix navires"));
        assert!(extract(&nested("div", MAX_DEPTH)).is_err());
    }

    #[test]
    fn a_page_without_text_is_refused() {
        for html in [
            "",
            "<html><head><title>Port</title></head><body><script>var a = 'Le port';</script></body></html>",
            "<html><body>   <img src=\"a.png\"></body></html>",
        ] {
            assert_eq!(extract(html).unwrap_err(), Error::NoArticle, "{html}");
        }
    }
}
