//! How many attributes the elements of a page have, counted before a parser builds anything of it.
//!
//! A parser drops attributes whose name was met before, which takes it time that grows with the square of their number;
//! this count costs one pass over the bytes. It goes by the states of the HTML standard's tokeniser (13.2.5, "before
//! attribute name" and after).

use super::depth::{RAW, next_tag, skip_raw};

/// Returns the number of attributes of the first element that has more than `limit`.
pub(super) fn over(html: &str, limit: usize) -> Option<usize> {
    let mut rest = html;
    while let Some((closes, tag)) = next_tag(&mut rest) {
        if !tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let name = tag.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'));
        let (name, attributes) = tag.split_at(name.unwrap_or(tag.len()));
        let (found, end) = count(attributes);
        if found > limit {
            return Some(found);
        }
        rest = &attributes[end..];
        let raw = RAW.iter().find(|raw| raw.eq_ignore_ascii_case(name));
        if let Some(raw) = raw.filter(|_| !closes) {
            rest = skip_raw(rest, raw);
        }
    }
    None
}

/// Where a tokeniser is inside of a tag.
#[derive(Debug, Clone, Copy)]
enum At {
    Between,
    Name,
    AfterName,
    BeforeValue,
    Value,
    Quoted(u8),
}

/// Returns the number of attributes up to the end of a tag, and where it ends.
fn count(tag: &str) -> (usize, usize) {
    let (mut at, mut found) = (At::Between, 0);
    for (offset, byte) in tag.bytes().enumerate() {
        let blank = byte.is_ascii_whitespace();
        let quoted = matches!(at, At::Quoted(_));
        if byte == b'>' && !quoted {
            return (found, offset + 1);
        }
        at = match at {
            At::Quoted(mark) if byte == mark => At::Between,
            At::BeforeValue if matches!(byte, b'"' | b'\'') => At::Quoted(byte),
            At::BeforeValue if !blank => At::Value,
            At::Value if blank => At::Between,
            At::Name if blank => At::AfterName,
            At::Name | At::AfterName if byte == b'=' => At::BeforeValue,
            At::Name | At::AfterName if byte == b'/' => At::Between,
            At::Between | At::AfterName if !blank && byte != b'/' => {
                found += 1;
                At::Name
            }
            other => other,
        };
    }
    (found, tag.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_counted_as_a_tokeniser_counts_them() {
        for (tag, expected) in [
            (">", 0),
            (" a b=1 c='x > y' d=\"' e\"/>", 4),
            (" a = b c/d>", 3),
            (" \"x\" y>", 2),
            (" a='", 1),
            (" =x>", 1),
            ("", 0),
        ] {
            assert_eq!(count(tag).0, expected, "{tag:?}");
        }
        assert_eq!(count(" a='>'>b"), (1, 7));
    }

    #[test]
    fn only_an_element_with_very_many_is_over_the_limit() {
        let page = format!("<p {}>le port", "a=1 ".repeat(9));
        assert_eq!(over(&page, 9), None);
        assert_eq!(over(&page, 8), Some(9));
        for page in [
            "<script>if (a <b c d e f g h i j</script><p>le port",
            "<!-- <p a b c d e f g h i j> --><p>le port",
            "a < b c d e f g h i j",
            "<style>a <b c d e f g h i j",
        ] {
            assert_eq!(over(page, 8), None, "{page}");
        }
        assert_eq!(over("<br/><P a b c", 2), Some(3));
    }
}
