//! Quotation marks: which opening mark belongs to which closing one.
//!
//! A stack pairs them. A closing mark closes the nearest opening mark of its own kind and drops what was
//! opened since; one that closes nothing is left alone. Marks that stay open do not hide the pairs found
//! inside them. Straight marks open or close by the blanks beside them. Every mark is pushed and popped
//! once: linear time, whatever the nesting.

use crate::Span;

/// A quotation between its outermost marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// From the opening mark to the closing one, both included.
    pub outer: Span,
    /// Between the marks, without the blanks beside them; may be empty.
    pub inner: Span,
    /// Whether the closing mark is there. A quotation that opens its paragraph, or follows a colon, may go on
    /// in the next one; it then ends with the paragraph.
    pub closed: bool,
}

/// The kinds of marks; those of a kind open and close each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    /// « »
    Guillemets = 0,
    /// ‹ ›
    SingleGuillemets = 1,
    /// “ ” and „ “
    Curly = 2,
    /// " "
    Straight = 3,
    /// ' ' and ‘ ’, which apostrophes look like.
    Single = 4,
}

const FAMILIES: usize = 5;

/// Which bytes the marks start with; no other byte of UTF-8 can start one.
const STARTS: [bool; 256] = {
    let mut starts = [false; 256];
    starts[b'"' as usize] = true;
    starts[b'\'' as usize] = true;
    starts[0xC2] = true;
    starts[0xE2] = true;
    starts
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Open,
    Close,
    Either,
}

#[derive(Debug, Clone, Copy)]
struct Mark {
    at: usize,
    len: usize,
    family: Family,
    /// Whether it is „, which “ closes.
    low: bool,
}

/// Returns the outermost quotations of the part of `text` in `span`, in order.
///
/// ```
/// use stance_articles::{Span, quotes::marks::pairs};
///
/// let text = "« Le mot « vite » revient », et “rien d'autre";
/// let found = pairs(text, Span::new(0, text.len()));
/// assert_eq!(found.len(), 1);
/// assert_eq!(found[0].inner.slice(text), Some("Le mot « vite » revient"));
/// ```
#[must_use]
pub fn pairs(text: &str, span: Span) -> Vec<Pair> {
    let Some(stretch) = span.slice(text) else {
        return Vec::new();
    };
    let mut stack = Stack::default();
    let mut next = 0;
    let starts = |&byte: &u8| STARTS[usize::from(byte)];
    while let Some(ahead) = stretch.as_bytes()[next..].iter().position(starts) {
        let at = next + ahead;
        let c = stretch[at..].chars().next().unwrap_or_default();
        next = at + c.len_utf8();
        let Some((family, side)) = classify(stretch, at, c, &stack) else {
            continue;
        };
        let mark = Mark {
            at: span.start + at,
            len: c.len_utf8(),
            family,
            low: c == '„',
        };
        match side {
            Side::Close => stack.close(mark),
            Side::Either if stack.is_open(family) => stack.close(mark),
            Side::Open | Side::Either => stack.open(mark),
        }
    }
    stack.outermost(text, span)
}

/// Returns the kind and the side of the mark `c` at byte `at`, or `None` where it is no quotation mark.
fn classify(stretch: &str, at: usize, c: char, stack: &Stack) -> Option<(Family, Side)> {
    match c {
        '«' => Some((Family::Guillemets, Side::Open)),
        '»' => Some((Family::Guillemets, Side::Close)),
        '‹' => Some((Family::SingleGuillemets, Side::Open)),
        '›' => Some((Family::SingleGuillemets, Side::Close)),
        '“' if stack.opened_low() => Some((Family::Curly, Side::Close)),
        '„' | '“' => Some((Family::Curly, Side::Open)),
        '”' => Some((Family::Curly, Side::Close)),
        '"' => Some((Family::Straight, straight_side(stretch, at))),
        '‘' => Some((Family::Single, Side::Open)),
        '\'' | '’' => single_side(stretch, at, c, stack).map(|side| (Family::Single, side)),
        _ => None,
    }
}

/// Tells the side of a single mark, where it is no apostrophe: it opens after a blank before a letter, and
/// closes an open one before anything but a letter.
fn single_side(stretch: &str, at: usize, c: char, stack: &Stack) -> Option<Side> {
    let open = stack.is_open(Family::Single);
    // Most are apostrophes: inside a word, where none is open, they are nothing else.
    let inside = at > 0 && stretch.as_bytes()[at - 1].is_ascii_alphanumeric();
    if !open && (c == '’' || inside) {
        return None;
    }
    let before = stretch[..at].chars().next_back();
    let after = stretch[at + c.len_utf8()..].chars().next();
    let ends = after.is_none_or(|c| c.is_whitespace() || ".,;:!?)]}…—–»”\"".contains(c));
    let starts = before.is_none_or(|c| c.is_whitespace() || "([{«“\"".contains(c));
    if open && ends && !starts {
        return Some(Side::Close);
    }
    let letter = after.is_some_and(char::is_alphabetic);
    (c == '\'' && starts && letter).then_some(Side::Open)
}

/// Tells the side of a straight mark by its neighbours.
fn straight_side(stretch: &str, at: usize) -> Side {
    let before = stretch[..at].chars().next_back();
    let after = stretch[at + 1..].chars().next();
    let blank_before = before.is_none_or(|c| c.is_whitespace() || "([{'’—–-/«“".contains(c));
    let blank_after = after.is_none_or(|c| c.is_whitespace() || ".,;:!?)]}…—–-/»”".contains(c));
    match (blank_before, blank_after) {
        (true, false) => Side::Open,
        (false, true) => Side::Close,
        _ => Side::Either,
    }
}

/// Returns whether an opening mark that nothing closes takes the rest of its paragraph: at its very start, or
/// between a colon and a capital.
fn goes_on(text: &str, span: Span, open: Mark) -> bool {
    if open.at == span.start {
        return true;
    }
    let before = text.get(span.start..open.at).unwrap_or_default();
    let after = text.get(open.at + open.len..span.end).unwrap_or_default();
    let typographic = matches!(open.family, Family::Guillemets | Family::Curly);
    typographic
        && before.trim_end().ends_with(':')
        && after.trim_start().starts_with(char::is_uppercase)
}

/// The marks met so far.
#[derive(Debug, Default)]
struct Stack {
    open: Vec<Mark>,
    /// How many marks of each family are open.
    depth: [usize; FAMILIES],
    matched: Vec<(Mark, Mark)>,
}

impl Stack {
    fn is_open(&self, family: Family) -> bool {
        self.depth[family as usize] > 0
    }

    /// Returns whether the innermost open mark is „, which “ closes.
    fn opened_low(&self) -> bool {
        self.open.last().is_some_and(|mark| mark.low)
    }

    fn open(&mut self, mark: Mark) {
        self.depth[mark.family as usize] += 1;
        self.open.push(mark);
    }

    fn close(&mut self, close: Mark) {
        if !self.is_open(close.family) {
            return;
        }
        while let Some(open) = self.open.pop() {
            self.depth[open.family as usize] -= 1;
            if open.family == close.family {
                self.matched.push((open, close));
                return;
            }
        }
    }

    /// Returns the pairs that lie in no other pair, in order; the first mark after them that nothing closes may
    /// take the rest of the span.
    fn outermost(mut self, text: &str, span: Span) -> Vec<Pair> {
        self.matched.sort_unstable_by_key(|(open, _)| open.at);
        let mut pairs: Vec<Pair> = Vec::new();
        for (open, close) in self.matched {
            if pairs.last().is_some_and(|last| open.at < last.outer.end) {
                continue;
            }
            let inner = Span::new(open.at + open.len, close.at).trimmed(text);
            pairs.push(Pair {
                outer: Span::new(open.at, close.at + close.len),
                inner,
                closed: true,
            });
        }
        let last = pairs.last().map_or(span.start, |last| last.outer.end);
        let free = self.open.iter().find(|open| open.at >= last);
        if let Some(open) = free.filter(|open| goes_on(text, span, **open)) {
            let inner = Span::new(open.at + open.len, span.end).trimmed(text);
            pairs.push(Pair {
                outer: Span::new(open.at, span.end),
                inner,
                closed: false,
            });
        }
        pairs
    }
}
