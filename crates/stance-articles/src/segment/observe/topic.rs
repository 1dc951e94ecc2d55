//! What a text is about: the longer words of its prose, by which the heading of an article can be told from the
//! title of another one.

use super::Seen;
use super::slots::{Features, Slot, TOPICS};
use crate::segment::site_words::bucket;
use crate::words::{for_each_run, is_letter};

/// Bytes of the prose whose words are kept.
const READ: usize = 6000;

/// Bytes from which a word is kept, and how many of them.
const LONG: usize = 5;
const STEM: usize = 6;

/// Bits in which words are kept: a word that is not there is taken for one that is about once in ten times.
const BITS: usize = 4096;

/// The longer words of the prose of a text, by their first letters, in a set of bits.
#[derive(Debug)]
pub(super) struct Topic([u64; BITS / 64]);

impl Topic {
    pub(super) fn of(seen: &[Seen<'_>]) -> Self {
        let mut topic = Self([0; BITS / 64]);
        let mut left = READ;
        for line in seen.iter().filter(|line| line.prose) {
            let head = &line.written[..line.written.floor_char_boundary(left)];
            for_each_stem(head, |bit| topic.0[bit / 64] |= 1 << (bit % 64));
            left -= head.len();
        }
        topic
    }

    /// Adds how many of the longer words of a line that is no prose the prose says too.
    pub(super) fn add(&self, line: &Seen<'_>, zone: usize, features: &mut Features) {
        if line.prose {
            return;
        }
        let (mut long, mut said) = (0, 0);
        for_each_stem(line.written, |bit| {
            long += 1;
            said += usize::from(self.0[bit / 64] >> (bit % 64) & 1 == 1);
        });
        let shared = match (said, long) {
            (_, 0) => 0,
            (0, 1..=2) => 1,
            (0, _) => 2,
            (said, long) if said * 3 <= long => 3,
            (said, long) if said * 3 <= long * 2 => 4,
            _ => 5,
        };
        let size = match line.words {
            0..=3 => 0,
            4..=5 => 1,
            _ => 2,
        };
        features.add(Slot::Topic, shared);
        features.add(Slot::ZoneTopic, (zone * TOPICS + shared) * 3 + size);
    }
}

/// Calls `visit` with the bit of each of the longer words.
fn for_each_stem(written: &str, mut visit: impl FnMut(usize)) {
    let mut word = |word: &str| {
        if word.len() >= LONG {
            visit(bucket(&word[..word.floor_char_boundary(STEM)], BITS));
        }
    };
    for_each_run(written, |run, signs| match signs {
        0 => word(&written[run]),
        _ => written[run].split(|c| !is_letter(c)).for_each(&mut word),
    });
}
