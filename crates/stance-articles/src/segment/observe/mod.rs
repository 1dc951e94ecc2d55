//! What can be seen of the lines of a text, as features for the [tagger](super::tagger): the form of a line,
//! its words, its place, its neighbours, and what the rules say of it.

mod context;
mod form;
mod slots;
mod topic;

use context::Context;
use form::{READ, Words, dated, end, hashes, length, opener, signs, speaker, start, stops};
use slots::{ENDS, Features, Slot, WORDS};
pub(crate) use slots::{FEATURES, names};
use topic::Topic;

use super::Block;
use super::site_words::SENTENCE;
use super::tagger::Label;
use crate::lexicon::fold;
use crate::{Kind, Span};

/// Words up to which the words themselves are features.
const HASHED: usize = 12;

/// Words from which a line is prose, and those of a whole sentence that is.
pub(super) const PROSE: usize = 20;
pub(super) const SENTENCE_WORDS: usize = 9;

/// Lines from the start in which words of a title are looked for in the prose.
const ECHOES: usize = 24;

/// Bytes of prose in which they are looked for.
const ECHO_TEXT: usize = 1200;

/// A line with what is seen of it before its neighbours are.
#[derive(Debug)]
struct Seen<'t> {
    written: &'t str,
    rule: usize,
    words: usize,
    end: usize,
    share: usize,
    own: bool,
    prose: bool,
    short: bool,
    speaker: Option<&'t str>,
}

/// What the rules say of a block, beside its kind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Verdict {
    pub(super) label: Label,
    /// Whether it is furniture by its own words and form.
    pub(super) own: bool,
}

/// Returns the features of every block of a text, one after the other; `verdicts` are those of the rules.
///
/// They are made as they are asked for: those of all lines at once would take many times the text.
pub(super) fn observe<'t>(
    text: &'t str,
    blocks: &'t [Block],
    verdicts: impl Iterator<Item = Verdict>,
) -> impl Iterator<Item = Vec<u16>> + 't {
    let mut seen: Vec<Seen<'_>> = Vec::with_capacity(blocks.len());
    // What lines show by themselves: one after the other, and where that of each ends.
    let mut own = Features::default();
    let mut ends: Vec<usize> = Vec::with_capacity(blocks.len());
    for (block, verdict) in blocks.iter().zip(verdicts) {
        let written = block.span.slice(text).unwrap_or_default();
        seen.push(see(written, verdict, &mut own));
        ends.push(own.0.len());
    }
    let context = Context::of(&seen);
    let topic = Topic::of(&seen);
    let echoes = echoes(&seen, &context);
    (0..seen.len()).map(move |at| {
        let start = at.checked_sub(1).map_or(0, |before| ends[before]);
        let mut features = Features::with_room();
        features.0.extend_from_slice(&own.0[start..ends[at]]);
        context.add(at, &seen, &mut features);
        topic.add(&seen[at], context.zone(at), &mut features);
        features.add(Slot::Gap, gap(text, blocks, at));
        features.add(Slot::Depth, at * 10 / seen.len());
        if let Some(&(echo, longest)) = echoes.get(at) {
            features.add(Slot::Echo, echo);
            features.add(Slot::Longest, usize::from(longest));
        }
        features.0
    })
}

/// Adds what a line shows by itself.
fn see<'t>(written: &'t str, verdict: Verdict, features: &mut Features) -> Seen<'t> {
    let words = Words::read(written);
    let bucket = length(words.n);
    let end = end(written);
    let rule = verdict.label.index();
    features.add(Slot::Bias, 0);
    features.add(Slot::Words, bucket);
    features.add(Slot::Start, start(written));
    features.add(Slot::End, end);
    features.add(Slot::Rule, rule);
    features.add(Slot::Own, usize::from(verdict.own));
    features.add(Slot::Capitals, words.capitals());
    features.add(Slot::Digits, words.digits());
    features.add(Slot::Function, words.function());
    let share = words.share();
    features.add(Slot::Share, share);
    features.add(Slot::ShareEnd, share * ENDS + end);
    if words.n <= HASHED {
        hashes(written, features);
    }
    if words.n <= READ {
        features.add_mask(Slot::Class, words.classes & !SENTENCE);
    }
    features.add_mask(Slot::First, words.first);
    opener(written, features);
    features.add(Slot::Dated, dated(written, &words) * WORDS + bucket);
    features.add(Slot::Name, words.name());
    signs(written, words.n, features);
    let sentence = matches!(end, 0 | 1 | 4) && words.n >= SENTENCE_WORDS && words.sentence > 0;
    let prose = (words.n >= PROSE || sentence) && !verdict.own;
    let inner = stops(written);
    features.add(Slot::Stop, inner);
    Seen {
        written,
        rule,
        words: bucket,
        end,
        share,
        own: verdict.own,
        prose,
        short: words.n <= 8 && !matches!(end, 0 | 1 | 4),
        speaker: speaker(written),
    }
}

fn gap(text: &str, blocks: &[Block], at: usize) -> usize {
    let Some(before) = at.checked_sub(1).map(|before| blocks[before].span.end) else {
        return 0;
    };
    let between = Span::new(before, blocks[at].span.start).slice(text);
    let breaks = between.map_or(0, |gap| gap.matches('\n').count());
    1 + usize::from(breaks > 1)
}

/// Returns, for the short lines before the prose, how many of their longer words the prose says again, and which
/// of them is the longest.
fn echoes(seen: &[Seen<'_>], context: &Context<'_>) -> Vec<(usize, bool)> {
    let end = context.first.min(ECHOES).min(seen.len());
    let prose: String = seen[context.first.min(seen.len())..]
        .iter()
        .filter(|line| line.prose)
        .take(3)
        .map(|line| {
            fold(&line.written[..line.written.floor_char_boundary(ECHO_TEXT / 3)]).into_owned()
        })
        .collect();
    let longest = (0..end)
        .filter(|&at| seen[at].rule != Label::Of(Kind::Furniture).index())
        .max_by_key(|&at| (seen[at].words, end - at));
    let echo = |(at, line): (usize, &Seen<'_>)| {
        let folded = fold(line.written);
        let (mut long, mut said) = (0, 0);
        for word in folded
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.len() >= 5)
        {
            long += 1;
            said += usize::from(prose.contains(&word[..word.floor_char_boundary(5)]));
        }
        let echo = match (said, long) {
            (0, _) => 0,
            (1, n) if n > 2 => 1,
            (said, n) if said * 2 < n => 2,
            _ => 3,
        };
        (echo, longest == Some(at))
    };
    seen[..end].iter().enumerate().map(echo).collect()
}
