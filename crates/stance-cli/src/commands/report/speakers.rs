//! Who is quoted: speakers over all articles, each with the quotations that the page shows.
//!
//! Which speakers are shown is known at the end only. Until then quotations wait in a temporary file, and memory holds
//! their places in it.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Seek as _, SeekFrom, Write as _};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use stance_articles::{QuotationType, Speaker, SpeakerKind};
use stance_features::Normalizer;
use stance_model::Prediction;

use super::budget::{self, Frames, shortened, written};
use super::excerpt::{Origin, Place, is_left_out};
use super::page::MIN_QUOTES;
use crate::commands::score::corpus::topic::Topic;
use crate::commands::score::record::{ScoredArticle, ScoredQuotation, rounded};
use crate::commands::score::summary::Mean;
use crate::commands::score::writer::OutputError;

/// A quotation with its attribution and its scores.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Quote {
    pub(super) place: Place,
    pub(super) language: String,
    pub(super) text: String,
    pub(super) cue: Option<String>,
    /// The mention beside it.
    pub(super) mention: Option<String>,
    /// Whether the words are the author's, who reports what was said.
    pub(super) is_indirect: bool,
    pub(super) speaker_source: String,
    pub(super) rule: String,
    /// How sure the attribution is, as `stance score` writes it.
    pub(super) attribution: f64,
    /// The probabilities by each task.
    pub(super) probabilities: Vec<Option<Vec<f64>>>,
}

impl Quote {
    fn new(
        scored: &ScoredArticle,
        origin: &Origin<'_>,
        at: usize,
        quote: &ScoredQuotation,
    ) -> Self {
        let (article, quotation) = (&scored.article, &quote.quotation);
        let name = |text: &str| shortened(text, budget::NAME_CHARS);
        let predictions = quote.predictions.iter();
        Self {
            place: Place::new(scored, origin, at + 1),
            language: scored.paragraphs[at].language.to_owned(),
            text: shortened(article.slice(quotation.span), budget::QUOTATION_CHARS),
            cue: quotation.cue.map(|span| name(article.slice(span))),
            mention: quotation.speaker_text.map(|span| name(article.slice(span))),
            is_indirect: quotation.kind == QuotationType::Indirect,
            speaker_source: quotation.speaker_source.as_str().to_owned(),
            rule: quotation.rule.to_owned(),
            attribution: rounded(quotation.attribution_confidence()),
            probabilities: predictions
                .map(|found| found.as_ref().map(|found| found.probabilities.clone()))
                .collect(),
        }
    }

    /// Returns what a task says of it.
    pub(super) fn prediction(&self, task: usize) -> Option<Prediction> {
        let probabilities = self.probabilities.get(task)?.clone()?;
        Some(Prediction::new(probabilities))
    }

    /// Returns the length in the page, at most.
    fn cost(&self, frames: &Frames) -> usize {
        let place = [&self.place.title].into_iter().chain(&self.place.source);
        let names = place
            .chain(&self.place.date)
            .chain(&self.cue)
            .chain(&self.mention);
        names
            .chain([&self.text])
            .map(|text| written(text))
            .sum::<usize>()
            + frames.quotation
    }
}

/// Where a quotation waits.
#[derive(Debug)]
struct Waiting {
    speaker: usize,
    attribution: f64,
    /// The key of its article in [`Topic`].
    topic: u64,
    offset: u64,
}

/// A name without accents and capitals, and of a speaker known by a common noun the number of the article: « le
/// directeur » of two articles are two.
type Key = (String, Option<usize>);

/// A speaker, as found so far.
#[derive(Debug)]
struct Known {
    number: usize,
    /// What most tells of those who bear the name: a person, where one article says so.
    kind: SpeakerKind,
    /// How often each spelling stands for them.
    spellings: BTreeMap<String, usize>,
}

impl Known {
    /// Returns the most frequent spelling; of several the last in byte order, in which letters with accents come last.
    fn name(&self) -> &str {
        let most = self.spellings.iter().max_by_key(|(_, n)| **n);
        most.map_or("", |(name, _)| name.as_str())
    }
}

/// Gathers who is quoted.
pub(super) struct Speakers {
    known: BTreeMap<Key, Known>,
    /// Quotations of each speaker, by number.
    counts: Vec<usize>,
    waiting: Vec<Waiting>,
    file: BufWriter<File>,
    offset: u64,
    /// Quotations of nobody known.
    unattributed: usize,
}

/// A speaker as the page shows them.
#[derive(Debug)]
pub(super) struct ShownSpeaker {
    pub(super) number: usize,
    pub(super) name: String,
    pub(super) kind: SpeakerKind,
    /// Those shown, in the order of the input.
    pub(super) quotes: Vec<Quote>,
    /// Those found, and how many of them stand in articles that name artificial intelligence.
    pub(super) found: usize,
    pub(super) naming: usize,
}

impl ShownSpeaker {
    /// Returns the mean of the quotations that are shown, by a task.
    pub(super) fn mean(&self, task: usize) -> Mean {
        let quotes = self.quotes.iter();
        let predictions: Vec<Prediction> = quotes.filter_map(|q| q.prediction(task)).collect();
        let weighed: Vec<_> = predictions.iter().map(|found| (1.0, found)).collect();
        Mean::new(&weighed)
    }
}

/// Who the page shows.
#[derive(Debug)]
pub(super) struct ShownSpeakers {
    /// Those of most quotations first, then by name.
    pub(super) shown: Vec<ShownSpeaker>,
    /// Speakers found.
    pub(super) found: usize,
    /// Quotations found: of somebody known, and of nobody known.
    pub(super) attributed: usize,
    pub(super) unattributed: usize,
}

impl Speakers {
    pub(super) fn new() -> anyhow::Result<Self> {
        let file = tempfile::tempfile().context("making a temporary file for quotations")?;
        Ok(Self {
            known: BTreeMap::new(),
            counts: Vec::new(),
            waiting: Vec::new(),
            file: BufWriter::new(file),
            offset: 0,
            unattributed: 0,
        })
    }

    /// Takes the quotations of an article in, and returns the number of the speaker of each.
    pub(super) fn add(
        &mut self,
        scored: &ScoredArticle,
        origin: &Origin<'_>,
    ) -> anyhow::Result<Vec<Option<usize>>> {
        let mut speakers = Vec::new();
        for (at, quote) in scored.quotations() {
            // What stands in a box of the site is none of the article's.
            if is_left_out(&scored.paragraphs[at]) {
                speakers.push(None);
                continue;
            }
            let id = quote.quotation.speaker;
            let speaker = id.and_then(|id| scored.article.speakers.get(id.0));
            let speaker = speaker.map(|speaker| self.number(speaker, origin.number));
            match speaker {
                Some(speaker) => {
                    let quote = Quote::new(scored, origin, at, quote);
                    self.hold(speaker, &quote, origin.topic)?;
                }
                None => self.unattributed += 1,
            }
            speakers.push(speaker);
        }
        Ok(speakers)
    }

    /// Returns the number of a speaker of an article.
    fn number(&mut self, speaker: &Speaker, article: usize) -> usize {
        let is_noun = speaker.kind == SpeakerKind::Role;
        let key = (folded(&speaker.name), is_noun.then_some(article));
        let next = self.counts.len();
        let known = self.known.entry(key).or_insert_with(|| Known {
            number: next,
            kind: speaker.kind,
            spellings: BTreeMap::new(),
        });
        // In the order of the kinds a person comes first, what is not known last.
        known.kind = known.kind.min(speaker.kind);
        *known.spellings.entry(speaker.name.clone()).or_default() += 1;
        if known.number == next {
            self.counts.push(0);
        }
        self.counts[known.number] += 1;
        known.number
    }

    fn hold(&mut self, speaker: usize, quote: &Quote, topic: u64) -> anyhow::Result<()> {
        self.waiting.push(Waiting {
            speaker,
            attribution: quote.attribution,
            topic,
            offset: self.offset,
        });
        let mut line = serde_json::to_vec(quote)?;
        line.push(b'\n');
        self.offset += line.len() as u64;
        self.file
            .write_all(&line)
            .context(HOLDING)
            .context(OutputError)
    }

    /// Returns the speakers of most quotations, as far as the budget goes: each with the quotations that are most
    /// surely theirs.
    pub(super) fn finish(
        &mut self,
        frames: &Frames,
        topic: &Topic,
    ) -> anyhow::Result<ShownSpeakers> {
        self.file.flush().context(HOLDING).context(OutputError)?;
        let mut file = BufReader::new(self.file.get_ref());
        let counts = &self.counts;
        let mut order: Vec<&Known> = self.known.values().collect();
        order.sort_by_key(|known| Reverse(counts[known.number]));
        // Of each speaker the surest attribution first, then in the order of the input.
        self.waiting.sort_by(|a, b| {
            let surest = b.attribution.total_cmp(&a.attribution);
            let of_speaker = a.speaker.cmp(&b.speaker).then(surest);
            of_speaker.then(a.offset.cmp(&b.offset))
        });
        let (mut shown, mut cost) = (Vec::new(), 0);
        for known in order {
            let number = known.number;
            let of_speaker = of_speaker(&self.waiting, number);
            let name = shortened(known.name(), budget::NAME_CHARS);
            let quotes = read(&mut file, of_speaker)?;
            cost += quotes.iter().map(|quote| quote.cost(frames)).sum::<usize>();
            let verdict = if quotes.len() < MIN_QUOTES {
                0
            } else {
                frames.verdict
            };
            cost += 3 * written(&name) + frames.speaker + verdict;
            if cost > budget::SPEAKERS {
                break;
            }
            shown.push(ShownSpeaker {
                number,
                name,
                kind: known.kind,
                quotes,
                found: of_speaker.len(),
                naming: of_speaker.iter().filter(|q| topic.names(q.topic)).count(),
            });
        }
        Ok(ShownSpeakers {
            shown,
            found: counts.len(),
            attributed: self.waiting.len(),
            unattributed: self.unattributed,
        })
    }
}

const HOLDING: &str = "holding quotations in a temporary file";

/// Returns a name without accents, capitals and several ways to write an apostrophe or a blank.
fn folded(name: &str) -> String {
    let normalizer = Normalizer::new().lowercase(true).fold_accents(true);
    normalizer.normalize(name).text().replace('\u{2011}', "-")
}

/// Returns the part of the quotations, ordered by speaker, that is one speaker's.
fn of_speaker(waiting: &[Waiting], number: usize) -> &[Waiting] {
    let from = waiting.partition_point(|quote| quote.speaker < number);
    let to = waiting.partition_point(|quote| quote.speaker <= number);
    &waiting[from..to]
}

/// Reads the first quotations of a speaker back, in the order of the input.
fn read(file: &mut BufReader<&File>, waiting: &[Waiting]) -> anyhow::Result<Vec<Quote>> {
    let first = &waiting[..waiting.len().min(budget::QUOTATIONS)];
    let mut offsets: Vec<u64> = first.iter().map(|quote| quote.offset).collect();
    offsets.sort_unstable();
    let mut quotes = Vec::with_capacity(offsets.len());
    for offset in offsets {
        file.seek(SeekFrom::Start(offset)).context(HOLDING)?;
        let mut line = Vec::new();
        file.read_until(b'\n', &mut line).context(HOLDING)?;
        quotes.push(serde_json::from_slice(&line)?);
    }
    Ok(quotes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_fold_to_one() {
        for (a, b) in [
            ("Élodie Müller", "ELODIE MULLER"),
            ("Jean‑Noël d’Aubigné", "Jean-Noel d'Aubigne"),
            ("A\u{a0}B", "a b"),
        ] {
            assert_eq!(folded(a), folded(b));
        }
        assert_ne!(folded("Ana Ruiz"), folded("Anna Ruiz"));
    }
}
