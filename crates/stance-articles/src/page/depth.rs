//! How deeply a page is nested, estimated from its tags alone, before a parser builds anything of it.
//!
//! A parser takes time that grows with the square of the depth, and recursive readers of its tree run out
//! of stack; this count costs one pass over the bytes.

use std::collections::BTreeMap;

/// Elements that have no content, or whose end tag may be left out: they say nothing of the depth.
const NOT_COUNTED: &[&str] = &[
    "area", "base", "body", "br", "col", "colgroup", "dd", "dt", "embed", "head", "hr", "html",
    "img", "input", "li", "link", "meta", "optgroup", "option", "p", "param", "path", "rp", "rt",
    "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
];

/// Elements whose content is no markup.
pub(super) const RAW: &[&str] = &["script", "style", "textarea", "title"];

/// Returns the number of elements open at one place of the page, as soon as it is over `limit`.
pub(super) fn unclosed_over(html: &str, limit: usize) -> Option<usize> {
    let mut open: BTreeMap<String, usize> = BTreeMap::new();
    let mut depth = 0;
    let mut rest = html;
    while let Some((closes, tag)) = next_tag(&mut rest) {
        let end = tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        let name = tag[..end.unwrap_or(tag.len())].to_ascii_lowercase();
        if name.is_empty() || NOT_COUNTED.contains(&name.as_str()) {
            continue;
        }
        if closes {
            if let Some(count) = open.get_mut(&name).filter(|count| **count > 0) {
                *count -= 1;
                depth -= 1;
            }
        } else if RAW.contains(&name.as_str()) {
            rest = skip_raw(rest, &name);
        } else if !is_self_closing(tag) {
            *open.entry(name).or_default() += 1;
            depth += 1;
            if depth > limit {
                return Some(depth);
            }
        }
    }
    None
}

/// Returns whether the next tag of a page is an end tag, and the page from its name on; `rest` becomes what follows its
/// `<`. Comments are passed over.
pub(super) fn next_tag<'t>(rest: &mut &'t str) -> Option<(bool, &'t str)> {
    loop {
        let at = rest.find('<')?;
        *rest = &rest[at + 1..];
        let Some(comment) = rest.strip_prefix("!--") else {
            let ended = rest.strip_prefix('/');
            return Some((ended.is_some(), ended.unwrap_or(rest)));
        };
        *rest = after(comment, "-->");
    }
}

fn after<'t>(text: &'t str, end: &str) -> &'t str {
    text.find(end).map_or("", |at| &text[at + end.len()..])
}

/// Returns what follows the end tag of an element without markup.
pub(super) fn skip_raw<'t>(rest: &'t str, name: &str) -> &'t str {
    let ends = |at: &usize| {
        rest[at + 2..]
            .get(..name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name))
    };
    let end = rest.match_indices("</").map(|(at, _)| at).find(ends);
    end.map_or("", |at| &rest[at + 2 + name.len()..])
}

/// `<circle/>`: an end that elements of drawings and formulas have.
fn is_self_closing(tag: &str) -> bool {
    tag.find(['<', '>'])
        .is_some_and(|end| tag[..end].ends_with('/') && tag[end..].starts_with('>'))
}

#[cfg(test)]
mod tests {
    use super::unclosed_over;

    #[test]
    fn only_what_stays_open_counts() {
        let flat = "<div class='a'><p>un<br><b>deux</b></div>".repeat(50);
        assert_eq!(unclosed_over(&flat, 2), None);
        assert_eq!(unclosed_over(&flat, 1), Some(2));
        assert_eq!(unclosed_over(&"<div>".repeat(9), 8), Some(9));
        assert_eq!(unclosed_over(&"<DIV></b>".repeat(9), 8), Some(9));
    }

    #[test]
    fn scripts_comments_and_drawings_do_not_count() {
        let page = "<script>if (a<b) '<div>'</script><!-- <div> --><circle/>a < b".repeat(50);
        assert_eq!(unclosed_over(&page, 0), None);
        assert_eq!(unclosed_over("<script><div>", 0), None);
    }
}
