//! From byte offsets to offsets in Unicode scalar values, for readers that count characters.
//!
//! The text is cut into blocks of 64 bytes with the count of scalar values before each, so that one
//! offset costs a look-up and at most 64 bytes of counting.

use crate::Span;

/// Bytes between two stored counts.
const BLOCK: usize = 64;

/// The offsets of a text in Unicode scalar values.
///
/// *Memory*: one `usize` per 64 bytes of text. *Time*: building is linear, an offset is constant.
///
/// ```
/// use stance_articles::{CharOffsets, Span};
///
/// let text = "« Déjà » dit-il";
/// let offsets = CharOffsets::new(text);
/// assert_eq!(offsets.char_offset(text.len()), text.chars().count());
/// let span = Span::new(text.find("dit").unwrap(), text.len());
/// assert_eq!(offsets.char_span(span), Span::new(9, 15));
/// ```
#[derive(Debug, Clone)]
pub struct CharOffsets<'t> {
    bytes: &'t [u8],
    before: Vec<usize>,
}

impl<'t> CharOffsets<'t> {
    /// Counts the scalar values of `text`, block by block.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let mut count = 0;
        let before = bytes
            .chunks(BLOCK)
            .map(|block| {
                let before = count;
                count += starts(block);
                before
            })
            .collect();
        Self { bytes, before }
    }

    /// Returns the number of scalar values that start before byte `byte`.
    ///
    /// On the boundary of a character that is its offset in scalar values. Past the end of the text
    /// all of them start before, so the count of the whole text is returned.
    #[must_use]
    pub fn char_offset(&self, byte: usize) -> usize {
        let byte = byte.min(self.bytes.len());
        // A text whose length is a multiple of the block has no block at its very end.
        let block = (byte / BLOCK).min(self.before.len().saturating_sub(1));
        let stored = self.before.get(block).copied().unwrap_or(0);
        stored + self.bytes.get(block * BLOCK..byte).map_or(0, starts)
    }

    /// Returns the span in scalar values for a span in bytes.
    #[must_use]
    pub fn char_span(&self, span: Span) -> Span {
        Span::new(self.char_offset(span.start), self.char_offset(span.end))
    }
}

/// Counts the bytes that start a scalar value: all but the continuation bytes `10xxxxxx`.
fn starts(bytes: &[u8]) -> usize {
    // Counted in bytes, as many of which the processor adds at a time as a register holds.
    let pieces = bytes.chunks(usize::from(u8::MAX));
    let counts = pieces.map(|piece| {
        let starts = |&byte: &u8| u8::from(byte & 0b1100_0000 != 0b1000_0000);
        piece.iter().map(starts).sum::<u8>()
    });
    counts.map(usize::from).sum()
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, CharOffsets};

    #[test]
    fn every_boundary_agrees_with_char_indices() {
        for text in [
            "",
            "a",
            "né",
            &"é".repeat(BLOCK),
            &"a€🦀é".repeat(40),
            &"x".repeat(BLOCK * 2),
        ] {
            let offsets = CharOffsets::new(text);
            for (position, (byte, _)) in text.char_indices().enumerate() {
                assert_eq!(
                    offsets.char_offset(byte),
                    position,
                    "byte {byte} of {text:?}"
                );
            }
            assert_eq!(offsets.char_offset(text.len()), text.chars().count());
        }
    }

    #[test]
    fn past_the_end_counts_the_whole_text() {
        assert_eq!(CharOffsets::new("né").char_offset(99), 2);
        assert_eq!(CharOffsets::new("").char_offset(99), 0);
    }
}
