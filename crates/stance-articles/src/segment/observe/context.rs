//! What surrounds the lines of a text: where its prose lies, runs of short lines, who speaks, what repeats.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::super::furniture;
use super::super::tagger::LABELS;
use super::Seen;
use super::slots::{ENDS, Features, RUNS, SHARES, Slot, WORDS};

/// The bucket of words up to which a line is looked for again.
const SHORT: usize = 6;

/// What surrounds the lines.
#[derive(Debug)]
pub(super) struct Context<'t> {
    /// Lines since the last prose, and until the next, for every line; more than all where there is none.
    since: Vec<usize>,
    until: Vec<usize>,
    /// Lines of the run of short lines around each line.
    run: Vec<usize>,
    /// The place of each line in its run.
    place: Vec<usize>,
    pub(super) first: usize,
    last: usize,
    prose: usize,
    asking: usize,
    /// After the first line that opens a tail, and how much prose follows: few, some, much.
    tail: Vec<usize>,
    /// Lines of prose up to and with each line.
    prose_to: Vec<usize>,
    /// How often a short line is written, and a label before a colon; looked up and never walked.
    written: FxHashMap<&'t str, usize>,
    speakers: FxHashMap<&'t str, usize>,
    /// How many of the short lines right above prose, inside the text, are questions.
    asked: usize,
    /// Whether a short line is written once, for the first time, or again; without what stands before its first letter.
    again: Vec<usize>,
    /// The first label that is written more than once.
    asker: Option<&'t str>,
}

impl<'t> Context<'t> {
    pub(super) fn of(seen: &[Seen<'t>]) -> Self {
        let n = seen.len();
        let mut context = Self {
            since: vec![n + 9; n],
            until: vec![n + 9; n],
            run: vec![0; n],
            place: vec![0; n],
            first: seen.iter().position(|line| line.prose).unwrap_or(n),
            last: seen.iter().rposition(|line| line.prose).unwrap_or(0),
            prose: seen.iter().filter(|line| line.prose).count(),
            asking: 0,
            tail: vec![0; n],
            prose_to: Vec::with_capacity(n),
            written: FxHashMap::default(),
            speakers: FxHashMap::default(),
            asker: None,
            asked: 0,
            again: Vec::with_capacity(n),
        };
        let mut prose = 0;
        for line in seen {
            prose += usize::from(line.prose);
            context.prose_to.push(prose);
            if line.words <= SHORT {
                *context.written.entry(line.written).or_default() += 1;
            }
            if let Some(label) = line.speaker {
                *context.speakers.entry(label).or_default() += 1;
            }
        }
        let repeated = |label: &&str| context.speakers.get(label).is_some_and(|&n| n > 1);
        context.asker = seen.iter().filter_map(|line| line.speaker).find(repeated);
        let mut since = n + 8;
        for (slot, line) in context.since.iter_mut().zip(seen) {
            since = if line.prose { 0 } else { since + 1 };
            *slot = since;
        }
        let mut until = n + 8;
        for (slot, line) in context.until.iter_mut().zip(seen).rev() {
            until = if line.prose { 0 } else { until + 1 };
            *slot = until;
        }
        let mut at = 0;
        while at < n {
            let run = seen[at..].iter().take_while(|line| line.short).count();
            context.run[at..at + run].fill(run);
            for (place, slot) in context.place[at..at + run].iter_mut().enumerate() {
                *slot = place;
            }
            at += run.max(1);
        }
        let asks = seen
            .iter()
            .filter(|line| line.end == 2 && line.words >= 3)
            .count();
        context.asking = match asks {
            0 => 0,
            1..=2 => 1,
            _ if asks * 5 < n => 2,
            _ => 3,
        };
        context.find_tail(seen);
        context.asked =
            asked(&seen[context.first.min(n)..(context.last + 1).max(context.first).min(n)]);
        context.again = again(seen);
        context
    }

    /// Marks what stands after a line that opens a list of other articles.
    fn find_tail(&mut self, seen: &[Seen<'_>]) {
        let opens = |line: &Seen<'_>| {
            (line.words <= 5)
                .then(|| furniture::opens_tail(line.written))
                .flatten()
        };
        let Some(opened) = seen.iter().position(|line| opens(line).is_some()) else {
            return;
        };
        let left = seen[opened..].iter().filter(|line| line.prose).count();
        let value = match left {
            0 => 1,
            left if left * 4 <= self.prose => 2,
            _ => 3,
        };
        self.tail[opened..].fill(value);
    }

    /// Before the first prose, in it, between two, after the last.
    pub(super) fn zone(&self, at: usize) -> usize {
        if self.prose == 0 || at < self.first {
            0
        } else if at > self.last {
            3
        } else if self.since[at] == 0 {
            1
        } else {
            2
        }
    }

    pub(super) fn add(&self, at: usize, seen: &[Seen<'_>], features: &mut Features) {
        let line = &seen[at];
        let zone = self.zone(at);
        features.add(Slot::Zone, zone);
        features.add(Slot::ZoneWords, zone * WORDS + line.words);
        features.add(Slot::ZoneEnd, zone * ENDS + line.end);
        features.add(Slot::ZoneRule, zone * LABELS.len() + line.rule);
        features.add(Slot::ZoneShare, zone * SHARES + line.share);
        features.add(Slot::ZoneOwn, zone * 2 + usize::from(line.own));
        features.add(Slot::Since, distance(self.since[at]));
        features.add(Slot::Until, distance(self.until[at]));
        features.add(Slot::Run, run(self.run[at]));
        features.add(Slot::ZoneRun, zone * RUNS + run(self.run[at]));
        let asking = self.asking.min(3);
        features.add(Slot::Asking, asking);
        features.add(Slot::AskingEnd, asking * ENDS + line.end);
        features.add(Slot::SameStart, same_start(at, seen));
        if self.run[at] > 1 {
            let opener = at
                .checked_sub(self.place[at])
                .and_then(|first| first.checked_sub(1));
            let end = opener.map_or(0, |opener| seen[opener].end);
            features.add(Slot::RunOpener, zone * ENDS + end);
        }
        features.add(Slot::Tail, self.tail[at]);
        features.add(
            Slot::TailWords,
            usize::from(self.tail[at] > 1) * WORDS + line.words,
        );
        features.add(Slot::Left, self.left(at));
        features.add(Slot::Lines, at);
        let before = at.checked_sub(1).map(|before| &seen[before]);
        if let Some(before) = before {
            features.add(Slot::RuleBefore, before.rule);
            features.add(Slot::WordsBefore, before.words);
            features.add(Slot::EndBefore, before.end);
            features.add(Slot::AskingEndBefore, asking * ENDS + before.end);
        }
        if let Some(after) = seen.get(at + 1) {
            features.add(Slot::RuleAfter, after.rule);
            features.add(Slot::WordsAfter, after.words);
            features.add(Slot::EndAfter, after.end);
        }
        add_neighbours(at, seen, features);
        let end = if line.prose { 0 } else { line.end };
        features.add(Slot::Asked, self.asked * ENDS + end);
        features.add(Slot::Again, self.again[at]);
        add_pairs(at, seen, features);
        let repeated = self.written.get(line.written).is_some_and(|&n| n > 1);
        features.add(Slot::Repeated, usize::from(repeated));
        self.add_speaker(line, features);
    }

    fn add_speaker(&self, line: &Seen<'_>, features: &mut Features) {
        let value = match line.speaker {
            None => 0,
            Some("Q" | "Question") => 4,
            Some("A" | "R" | "Answer" | "Réponse") => 5,
            Some(label) if self.speakers.get(label).is_none_or(|&n| n < 2) => 1,
            // Who speaks first asks.
            Some(label) => 2 + usize::from(self.asker != Some(label)),
        };
        features.add(Slot::Speaker, value);
        features.add(Slot::SpeakerEnd, value * ENDS + line.end);
    }

    /// How much of the prose is left after a line: all, most, half, a quarter, a tenth, none.
    fn left(&self, at: usize) -> usize {
        let after = self.prose - self.prose_to[at];
        match (after, self.prose) {
            (0, _) => 5,
            (after, all) if after == all => 0,
            (after, all) if after * 10 <= all => 4,
            (after, all) if after * 4 <= all => 3,
            (after, all) if after * 2 <= all => 2,
            _ => 1,
        }
    }
}

/// Adds what the rules say of the lines two away, which lines around are furniture by themselves, and whether those beside
/// a line are as long and end alike.
fn add_neighbours(at: usize, seen: &[Seen<'_>], features: &mut Features) {
    let near = |step: isize| at.checked_add_signed(step).and_then(|at| seen.get(at));
    if let Some(before) = near(-2) {
        features.add(Slot::RuleBefore2, before.rule);
    }
    if let Some(after) = near(2) {
        features.add(Slot::RuleAfter2, after.rule);
    }
    let own = |step: isize| usize::from(near(step).is_some_and(|line| line.own));
    features.add(Slot::OwnBefore, own(-1) + 2 * own(-2));
    features.add(Slot::OwnAfter, own(1) + 2 * own(2));
    let alike = |step: isize| match near(step) {
        Some(other) if other.words.abs_diff(seen[at].words) <= 1 => {
            1 + usize::from(other.end == seen[at].end)
        }
        _ => 0,
    };
    features.add(Slot::Shape, alike(-1) * 3 + alike(1));
}

/// Whether a line starts with the same sign as the one above, the one below, or both.
fn same_start(at: usize, seen: &[Seen<'_>]) -> usize {
    let sign = |line: &Seen<'_>| line.written.chars().next().filter(|c| !c.is_alphabetic());
    let same = |other: Option<&Seen<'_>>| {
        sign(&seen[at]).is_some_and(|sign_here| other.and_then(sign) == Some(sign_here))
    };
    let above = at.checked_sub(1).and_then(|above| seen.get(above));
    usize::from(same(above)) + 2 * usize::from(same(seen.get(at + 1)))
}

/// Adds whether a line and those beside it are a label and its value: Durée : 30 minutes.
fn add_pairs(at: usize, seen: &[Seen<'_>], features: &mut Features) {
    let pair = |step: isize| {
        let line = at.checked_add_signed(step).and_then(|at| seen.get(at));
        usize::from(line.is_some_and(is_pair))
    };
    features.add(Slot::Pairs, pair(0) * 4 + pair(-1) * 2 + pair(1));
}

/// The bucket of words, and bytes before the colon, up to which a line is a label and its value.
const PAIR: usize = 5;
const PAIR_LABEL: usize = 30;

fn is_pair(line: &Seen<'_>) -> bool {
    let valued =
        |(label, value): (&str, &str)| label.len() < PAIR_LABEL && !value.trim().is_empty();
    line.words <= PAIR
        && (line.written.contains(['\t', '|']) || line.written.split_once(':').is_some_and(valued))
}

/// Returns how many of the short lines right above prose, among the lines from the first prose to the last, are
/// questions: none, one, some, most.
fn asked(body: &[Seen<'_>]) -> usize {
    let (mut questions, mut others) = (0, 0);
    for (line, below) in body.iter().zip(&body[1.min(body.len())..]) {
        let above = (ASKED..PROSE_WORDS).contains(&line.words) && below.prose;
        if above && !line.prose && !line.own {
            questions += usize::from(line.end == 2);
            others += usize::from(line.end != 2);
        }
    }
    match (questions, others) {
        (0, _) => 0,
        (1, _) => 1,
        (questions, others) if questions > 2 * others => 3,
        _ => 2,
    }
}

/// The bucket of words from which a line asks something, and from which it is prose.
const ASKED: usize = 2;
const PROSE_WORDS: usize = 8;

/// Returns of every line whether it is written once, for the first time, or again.
fn again(seen: &[Seen<'_>]) -> Vec<usize> {
    let mut first: FxHashMap<&str, usize> = FxHashMap::default();
    let mut again = vec![0; seen.len()];
    for (at, line) in seen
        .iter()
        .enumerate()
        .filter(|(_, line)| line.words <= SHORT)
    {
        let written = line
            .written
            .trim_start_matches(|c: char| !c.is_alphabetic());
        match first.entry(written) {
            Entry::Occupied(before) => {
                again[*before.get()] = 1;
                again[at] = 2;
            }
            Entry::Vacant(slot) => {
                slot.insert(at);
            }
        }
    }
    again
}

fn distance(lines: usize) -> usize {
    match lines {
        0..=2 => lines,
        3..=4 => 3,
        5..=8 => 4,
        _ => 5,
    }
}

fn run(lines: usize) -> usize {
    match lines {
        0..=1 => lines,
        2..=3 => 2,
        4..=6 => 3,
        _ => 4,
    }
}
