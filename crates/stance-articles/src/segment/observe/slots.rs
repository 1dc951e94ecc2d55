//! The features of lines: groups of values, of which one, or one for each member of a set, is seen of a line.

use super::super::site_words::{CLASSES, Mask};
use super::super::tagger::LABELS;

/// A group of features of which one value, or one for each member of a set, is seen.
#[derive(Debug, Clone, Copy)]
pub(super) enum Slot {
    Bias,
    Words,
    Start,
    End,
    Sign,
    Capitals,
    Digits,
    Function,
    Class,
    First,
    Share,
    Rule,
    Own,
    RuleBefore,
    RuleAfter,
    WordsBefore,
    WordsAfter,
    EndBefore,
    Zone,
    ZoneWords,
    ZoneEnd,
    ZoneRule,
    ZoneShare,
    Since,
    Until,
    Left,
    Run,
    ZoneRun,
    Lines,
    Repeated,
    Gap,
    Speaker,
    SpeakerEnd,
    Asking,
    Echo,
    Longest,
    Tail,
    TailWords,
    Stop,
    ShareEnd,
    RunOpener,
    SameStart,
    AskingEnd,
    AskingEndBefore,
    Name,
    EndAfter,
    Dated,
    ZoneOwn,
    Word,
    RuleBefore2,
    RuleAfter2,
    Shape,
    Topic,
    ZoneTopic,
    OwnBefore,
    OwnAfter,
    Again,
    Asked,
    Pairs,
    Depth,
    Opens,
}

pub(super) const WORDS: usize = 10;
pub(super) const ENDS: usize = 8;
pub(super) const ZONES: usize = 4;
pub(super) const SHARES: usize = 5;
pub(super) const RUNS: usize = 5;
pub(super) const SPEAKERS: usize = 6;
pub(super) const TOPICS: usize = 6;

/// Buckets into which the words of short lines are hashed (Weinberger et al., *Feature hashing*, 2009).
pub(super) const HASHES: usize = 2048;

/// Buckets into which the words that lines open with are hashed.
pub(super) const OPENERS: usize = 512;

/// The groups in order: name, number of values.
const SLOTS: [(&str, usize); 61] = [
    ("bias", 1),
    ("words", WORDS),
    ("start", 12),
    ("end", ENDS),
    ("sign", 16),
    ("capitals", 6),
    ("digits", 4),
    ("function", 4),
    ("class", CLASSES.len()),
    ("first", CLASSES.len()),
    ("share", SHARES),
    ("rule", LABELS.len()),
    ("own", 2),
    ("rule-before", LABELS.len()),
    ("rule-after", LABELS.len()),
    ("words-before", WORDS),
    ("words-after", WORDS),
    ("end-before", ENDS),
    ("zone", ZONES),
    ("zone-words", ZONES * WORDS),
    ("zone-end", ZONES * ENDS),
    ("zone-rule", ZONES * LABELS.len()),
    ("zone-share", ZONES * SHARES),
    ("since", 6),
    ("until", 6),
    ("left", 6),
    ("run", RUNS),
    ("zone-run", ZONES * RUNS),
    ("lines", 4),
    ("repeated", 2),
    ("gap", 3),
    ("speaker", SPEAKERS),
    ("speaker-end", SPEAKERS * ENDS),
    ("asking", 4),
    ("echo", 4),
    ("longest", 2),
    ("tail", 4),
    ("tail-words", 2 * WORDS),
    ("stop", 4),
    ("share-end", SHARES * ENDS),
    ("run-opener", ZONES * ENDS),
    ("same-start", 4),
    ("asking-end", 4 * ENDS),
    ("asking-end-before", 4 * ENDS),
    ("name", 4),
    ("end-after", ENDS),
    ("dated", 3 * WORDS),
    ("zone-own", ZONES * 2),
    ("word", HASHES),
    ("rule-before-2", LABELS.len()),
    ("rule-after-2", LABELS.len()),
    ("shape", 9),
    ("topic", TOPICS),
    ("zone-topic", ZONES * TOPICS * 3),
    ("own-before", 4),
    ("own-after", 4),
    ("again", 3),
    ("asked", 4 * ENDS),
    ("pairs", 8),
    ("depth", 10),
    ("opens", OPENERS),
];

/// Number of features.
pub(crate) const FEATURES: usize = base(SLOTS.len());

/// Returns the first feature of the group at `slot`.
const fn base(slot: usize) -> usize {
    let (mut at, mut sum) = (0, 0);
    while at < slot {
        sum += SLOTS[at].1;
        at += 1;
    }
    sum
}

/// Where each group starts.
const BASES: [usize; SLOTS.len()] = {
    let mut bases = [0; SLOTS.len()];
    let mut at = 0;
    while at < SLOTS.len() {
        bases[at] = base(at);
        at += 1;
    }
    bases
};

/// Returns the names of all features, in order: the group and the place of the value in it.
pub(crate) fn names() -> Vec<String> {
    SLOTS
        .iter()
        .flat_map(|(name, n)| (0..*n).map(move |value| format!("{name}.{value}")))
        .collect()
}

/// Features of lines.
#[derive(Debug, Default)]
pub(super) struct Features(pub(super) Vec<u16>);

impl Features {
    /// Returns room for as many as one line mostly has.
    pub(super) fn with_room() -> Self {
        Self(Vec::with_capacity(64))
    }

    pub(super) fn add(&mut self, slot: Slot, value: usize) {
        let slot = slot as usize;
        let value = value.min(SLOTS[slot].1 - 1);
        self.0.extend(u16::try_from(BASES[slot] + value));
    }

    pub(super) fn add_mask(&mut self, slot: Slot, mask: Mask) {
        for bit in (0..CLASSES.len()).filter(|bit| mask >> bit & 1 == 1) {
            self.add(slot, bit);
        }
    }
}
