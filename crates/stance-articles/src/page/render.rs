//! From the markup of an extracted article to lines of text, each with the kind that its tag gives it.

use ego_tree::iter::Edge;
use scraper::{Html, Node};

use super::one_line;
use crate::Kind;

/// One line of the article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) text: String,
    pub(super) tag: Kind,
}

/// Returns the lines of a piece of HTML, none blank. Nothing in it is executed or looked up.
pub(super) fn blocks(html: &str) -> Vec<Block> {
    let mut writer = Writer::default();
    for edge in Html::parse_fragment(html).tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(text) => writer.line.push_str(text),
                Node::Element(element) => writer.open(element.name()),
                _ => {}
            },
            Edge::Close(node) => {
                if let Node::Element(element) = node.value() {
                    writer.close(element.name());
                }
            }
        }
    }
    writer.end_line();
    writer.blocks
}

/// The line being written, and the elements it stands in.
#[derive(Debug, Default)]
struct Writer {
    blocks: Vec<Block>,
    line: String,
    /// The kinds of the open elements that give one.
    kinds: Vec<Kind>,
}

impl Writer {
    fn open(&mut self, name: &str) {
        match name {
            "td" | "th" if !one_line(&self.line).is_empty() => self.line.push_str(" | "),
            _ if is_block(name) => self.end_line(),
            _ => {}
        }
        self.kinds.extend(kind_of(name));
    }

    fn close(&mut self, name: &str) {
        if is_block(name) {
            self.end_line();
        }
        if kind_of(name).is_some() {
            self.kinds.pop();
        }
    }

    fn end_line(&mut self) {
        let text = one_line(&self.line);
        self.line.clear();
        if !text.is_empty() {
            let tag = self.kinds.last().copied().unwrap_or(Kind::Paragraph);
            self.blocks.push(Block { text, tag });
        }
    }
}

/// Returns the kind of the lines in an element, where its name tells.
fn kind_of(name: &str) -> Option<Kind> {
    Some(match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Kind::Heading,
        "li" | "dd" | "dt" => Kind::ListItem,
        "tr" => Kind::TableRow,
        "blockquote" => Kind::PullQuote,
        "figcaption" | "caption" => Kind::Caption,
        _ => return None,
    })
}

/// Returns whether an element starts and ends a line.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "br"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "figcaption"
            | "figure"
            | "footer"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "html"
            | "lb"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "thead"
            | "tfoot"
            | "tr"
            | "ul"
    )
}

#[cfg(test)]
mod tests {
    use super::blocks;

    fn lines(html: &str) -> Vec<(&'static str, String)> {
        blocks(html)
            .into_iter()
            .map(|block| (block.tag.as_str(), block.text))
            .collect()
    }

    #[test]
    fn each_tag_gives_its_kind() {
        let html = "<h2>Le port</h2>avant<p>Dix <b>navires</b>\n  venus.</p><ul><li>un</li><li>deux<ul><li>trois\
                    </li></ul></li></ul><table><tr><td>a</td><td>b</td></tr></table><blockquote><p>Non.</p>\
                    </blockquote><figure><figcaption>Une grue</figcaption></figure><p>un<br>deux</p>";
        let expected = [
            ("heading", "Le port"),
            ("paragraph", "avant"),
            ("paragraph", "Dix navires venus."),
            ("list-item", "un"),
            ("list-item", "deux"),
            ("list-item", "trois"),
            ("table-row", "a | b"),
            ("pull-quote", "Non."),
            ("caption", "Une grue"),
            ("paragraph", "un"),
            ("paragraph", "deux"),
        ];
        let expected = expected.map(|(kind, text)| (kind, text.to_owned()));
        assert_eq!(lines(html), expected);
    }

    #[test]
    fn entities_are_read_and_blank_blocks_dropped() {
        assert_eq!(
            lines("<p> \n</p><p>L&rsquo;IA&nbsp;: «&nbsp;non&nbsp;»</p><p></p>"),
            [("paragraph", "L’IA : « non »".to_owned())]
        );
    }
}
