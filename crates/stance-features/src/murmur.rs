//! `MurmurHash3`, the 32-bit variant for x86: the hash of feature names.
//!
//! *Source*: Austin Appleby's algorithm, in the public domain; scikit-learn's `FeatureHasher` uses
//! the same one with seed 0.

/// Returns the hash of the bytes with seed 0.
pub(crate) fn hash(bytes: &[u8]) -> u32 {
    let (blocks, tail) = bytes.as_chunks::<4>();
    let mut hash = 0u32;
    for block in blocks {
        hash ^= scramble(u32::from_le_bytes(*block));
        hash = hash
            .rotate_left(13)
            .wrapping_mul(5)
            .wrapping_add(0xE654_6B64);
    }
    let last = tail
        .iter()
        .rev()
        .fold(0, |word, &byte| word << 8 | u32::from(byte));
    hash ^= scramble(last);
    // The length goes in modulo 2^32, as in the reference.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the algorithm takes 32 bits of it"
    )]
    let length = bytes.len() as u32;
    finalize(hash ^ length)
}

fn scramble(word: u32) -> u32 {
    word.wrapping_mul(0xCC9E_2D51)
        .rotate_left(15)
        .wrapping_mul(0x1B87_3593)
}

fn finalize(mut hash: u32) -> u32 {
    hash = (hash ^ hash >> 16).wrapping_mul(0x85EB_CA6B);
    hash = (hash ^ hash >> 13).wrapping_mul(0xC2B2_AE35);
    hash ^ hash >> 16
}

#[cfg(test)]
mod tests {
    use super::hash;

    /// Values by `sklearn.utils.murmurhash3_32(text, seed=0, positive=True)`.
    #[test]
    fn agrees_with_the_reference() {
        for (text, expected) in [
            ("", 0),
            ("a", 0x3C25_69B2),
            ("ab", 0x9BBF_D75F),
            ("abc", 0xB3DD_93FA),
            ("abcd", 0x43ED_676A),
            ("été", 0x3393_660F),
        ] {
            assert_eq!(hash(text.as_bytes()), expected, "{text}");
        }
    }
}
