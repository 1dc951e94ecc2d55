//! The reading of an article's paragraphs in order: who has been named, who spoke last, what was announced.

use std::ops::Range;

use super::cast::Cast;
use super::frames::Frame;
use super::marks::Pair;
use super::mentions::{Mention, Pointing};
use super::reading::Reading;
use super::scene::Scene;
use super::shape::{Shape, TERM_WORDS};
use super::terms::Terms;
use crate::lexicon::Lexicon;
use crate::words::{TokenKind, tokenise};
use crate::{Paragraph, Quotation, QuotationType, Span, Speaker, SpeakerId, SpeakerSource};

/// Sentences within which somebody who spoke is still meant by a pronoun.
const RECENT: usize = 6;

/// The attribution that the next quotation may go on from.
#[derive(Debug, Clone, Copy)]
struct Before {
    speaker: Option<usize>,
    /// The sentence it stands in, counted over the article.
    sentence: usize,
    /// Whether anybody is said to have said it.
    attributed: bool,
}

/// How a paragraph that ends in a colon attributes what follows it.
#[derive(Debug)]
struct Announcement {
    frame: Frame,
    speaker: Option<usize>,
}

/// What is known while the paragraphs of an article are read in order.
#[derive(Debug)]
pub(super) struct Stage<'t> {
    text: &'t str,
    lexicon: &'t Lexicon,
    cast: Cast,
    terms: Terms,
    sentence: usize,
    before: Option<Before>,
    announced: Option<Announcement>,
}

impl<'t> Stage<'t> {
    pub(super) fn new(text: &'t str, lexicon: &'t Lexicon) -> Self {
        Self {
            text,
            lexicon,
            cast: Cast::default(),
            terms: Terms::default(),
            sentence: 0,
            before: None,
            announced: None,
        }
    }

    /// Reads all names and terms first, since the fullest form of a name may come late.
    pub(super) fn meet(&mut self, scenes: &[Option<Scene>]) {
        let mut sentence = 0;
        for scene in scenes.iter().flatten() {
            let reading = scene.reading(self.text, self.lexicon);
            for range in &scene.sentences {
                self.cast
                    .read_sentence(reading, range.start, range.end, sentence);
                sentence += 1;
            }
            for pair in &scene.pairs {
                self.terms
                    .note(pair.inner.slice(self.text).unwrap_or_default());
            }
        }
        self.cast.settle();
    }

    /// Returns the quotations of one paragraph, their speakers still numbered as in the cast.
    pub(super) fn play(&mut self, scene: &Scene) -> Vec<Quotation> {
        let reading = scene.reading(self.text, self.lexicon);
        let first = self.sentence;
        let signed = self.signed(scene, reading);
        let found = match signed {
            Some(quotation) => vec![quotation],
            None => self.spoken(scene, reading),
        };
        self.sentence = first + scene.sentences.len();
        self.announced = self.announcement(scene, reading);
        found
    }

    fn spoken(&mut self, scene: &Scene, reading: Reading<'_>) -> Vec<Quotation> {
        let mut found = Vec::new();
        for range in &scene.sentences {
            let mut taken = range.start;
            for at in range.clone() {
                let TokenKind::Quoted(index) = scene.tokens[at].kind else {
                    continue;
                };
                let quoted = Quoted {
                    reading,
                    sentence: range.clone(),
                    at,
                    pair: scene.pairs[index],
                };
                self.quotation(&quoted, scene.heading, &mut taken, &mut found);
            }
            self.sentence += 1;
        }
        found
    }

    /// Returns how a paragraph that ends in a colon attributes the quotation under it.
    fn announcement(&mut self, scene: &Scene, reading: Reading<'_>) -> Option<Announcement> {
        let colon = scene
            .tokens
            .len()
            .checked_sub(1)
            .filter(|&last| reading.is_sign(last, ':'))?;
        let start = scene.sentences.last()?.start;
        let frame = reading.frame_before_colon(start, colon);
        let speaker = self.resolve(
            reading,
            frame.mention.as_ref(),
            self.sentence.saturating_sub(1),
        );
        Some(Announcement {
            frame: Frame {
                rule: "announced",
                ..frame
            },
            speaker,
        })
    }

    /// A pull quote with its signature line is one quotation, with or without marks.
    fn signed(&mut self, scene: &Scene, reading: Reading<'_>) -> Option<Quotation> {
        let line = scene.signature?;
        let first = scene
            .tokens
            .partition_point(|token| token.span.start < line.start);
        let at = (first..scene.tokens.len()).find(|&at| reading.is_word(at))?;
        let mention = reading
            .mention(at)
            .filter(|mention| mention.name.is_some())?;
        let body = Span::new(scene.span.start, line.start).trimmed(self.text);
        let span = match scene.pairs.first() {
            Some(pair) if pair.outer == body => pair.inner,
            _ => body,
        };
        if span.is_empty() {
            return None;
        }
        let mention = Some(mention);
        let frame = Frame {
            mention,
            signed: true,
            ..Frame::bare("pull-quote")
        };
        let speaker = self.resolve(reading, frame.mention.as_ref(), self.sentence);
        Some(self.attributed(span, QuotationType::Direct, &frame, speaker))
    }

    /// Decides on one stretch between marks; `taken` is where the frames already used end.
    fn quotation(
        &mut self,
        quoted: &Quoted<'_>,
        heading: bool,
        taken: &mut usize,
        found: &mut Vec<Quotation>,
    ) {
        let inner = quoted.pair.inner;
        if inner.is_empty() {
            return;
        }
        let shape = Shape::of(quoted.reading, quoted.pair, &quoted.sentence, quoted.at);
        let frame = self.frame(quoted, shape, *taken);
        let nobody = frame
            .as_ref()
            .is_none_or(|frame| frame.rule == "colon-only" && frame.mention.is_none());
        if nobody && shape.sentence && self.cut_at_incise(inner, found) {
            return;
        }
        if let Some(frame) = frame {
            let speaker = match frame.rule {
                "interrupted" | "participle" => self.before.and_then(|before| before.speaker),
                _ => self.resolve(quoted.reading, frame.mention.as_ref(), self.sentence),
            };
            if frame.end > quoted.at {
                *taken = frame.end;
            }
            // What goes on from a quotation is of its kind: “If we do,” she said, “then why?”
            let before = found.last().filter(|_| frame.rule == "interrupted");
            let kind = before.map_or_else(|| shape.kind(&frame), |before| before.kind);
            found.push(self.attributed(inner, kind, &frame, speaker));
            return;
        }
        if !shape.sentence || !shape.floating || heading {
            return;
        }
        let announced = self.announced.take().filter(|_| quoted.at == 0);
        found.push(match announced {
            Some(Announcement { frame, speaker }) => {
                self.attributed(inner, QuotationType::Direct, &frame, speaker)
            }
            None => self.unframed(quoted),
        });
    }

    /// Returns the frame of a stretch: what stands after it, else what stands before.
    fn frame(&self, quoted: &Quoted<'_>, shape: Shape, taken: usize) -> Option<Frame> {
        let Quoted {
            reading,
            sentence,
            at,
            pair,
        } = quoted;
        let term = shape.words <= TERM_WORDS
            && self
                .terms
                .repeats(pair.inner.slice(self.text).unwrap_or_default());
        let after = reading
            .frame_after(*at, sentence.end)
            .filter(|frame| shape.allows_after(frame) && (!term || shape.opens()));
        after.or_else(|| {
            let frame = reading.frame_before(sentence.start, *at, taken)?;
            (shape.allows_before(&frame) && !term).then_some(frame)
        })
    }

    /// Cuts a quotation at the incise inside its marks; returns whether there is one.
    fn cut_at_incise(&mut self, inner: Span, found: &mut Vec<Quotation>) -> bool {
        let tokens = tokenise(self.text, inner, &[], self.lexicon);
        let reading = Reading {
            text: self.text,
            tokens: &tokens,
            lexicon: self.lexicon,
        };
        let Some(cut) = reading.interruption(inner) else {
            return false;
        };
        let speaker = self.resolve(reading, cut.frame.mention.as_ref(), self.sentence);
        for part in [cut.before, cut.after] {
            let part = part.trimmed(self.text);
            if part
                .slice(self.text)
                .is_some_and(|part| part.contains(char::is_alphanumeric))
            {
                found.push(self.attributed(part, QuotationType::Direct, &cut.frame, speaker));
            }
        }
        true
    }

    /// Returns the place in the cast of whom a mention points at.
    fn resolve(
        &mut self,
        reading: Reading<'_>,
        mention: Option<&Mention>,
        sentence: usize,
    ) -> Option<usize> {
        let mention = mention?;
        let recent = self
            .before
            .filter(|before| before.sentence + RECENT >= sentence);
        let last = recent.and_then(|before| before.speaker);
        let named = mention.name.is_some();
        let member = self.cast.resolve(reading, mention, sentence, last);
        let member = member.or_else(|| named.then(|| self.cast.admit_late(reading, mention)))?;
        self.cast.hear(member);
        Some(member)
    }

    fn attributed(
        &mut self,
        span: Span,
        kind: QuotationType,
        frame: &Frame,
        speaker: Option<usize>,
    ) -> Quotation {
        let mention = frame.mention.as_ref();
        let goes_on = matches!(frame.rule, "interrupted" | "participle");
        let source = match mention.map(|mention| mention.pointing) {
            None if goes_on => SpeakerSource::Continuation,
            None => SpeakerSource::Unknown,
            Some(_) if frame.signed => SpeakerSource::Signature,
            Some(Pointing::Name) => SpeakerSource::Explicit,
            Some(Pointing::Noun) => SpeakerSource::Role,
            Some(Pointing::Pronoun | Pointing::Anaphor) => SpeakerSource::Pronoun,
        };
        let attributed = mention.is_some() || goes_on;
        self.before = Some(Before {
            speaker,
            sentence: self.sentence,
            attributed,
        });
        Quotation {
            span,
            kind,
            cue: frame.cue,
            speaker: speaker.map(SpeakerId),
            speaker_text: mention.map(|mention| mention.span),
            speaker_source: source,
            rule: frame.rule,
        }
    }

    /// A sentence between marks without a frame goes on from the quotation right before it, or is said by
    /// whom the sentence right before it is about.
    fn unframed(&mut self, quoted: &Quoted<'_>) -> Quotation {
        let before = self
            .before
            .filter(|before| before.attributed && before.sentence + 1 >= self.sentence);
        if let Some(before) = before {
            let frame = Frame::bare("continuation");
            let quotation = self.attributed(
                quoted.pair.inner,
                QuotationType::Direct,
                &frame,
                before.speaker,
            );
            self.before = Some(Before {
                sentence: self.sentence,
                ..before
            });
            return Quotation {
                speaker_source: SpeakerSource::Continuation,
                ..quotation
            };
        }
        let introduced = quoted.reading.introduced(quoted.sentence.start);
        let rule = if introduced.is_some() {
            "introduced"
        } else {
            "floating"
        };
        let frame = Frame {
            mention: introduced,
            ..Frame::bare(rule)
        };
        let speaker = self.resolve(
            quoted.reading,
            frame.mention.as_ref(),
            self.sentence.saturating_sub(1),
        );
        self.attributed(quoted.pair.inner, QuotationType::Direct, &frame, speaker)
    }

    /// Numbers the speakers in the order of their first quotation.
    pub(super) fn speakers(&self, paragraphs: &mut [Paragraph]) -> Vec<Speaker> {
        let mut order: Vec<Option<usize>> = vec![None; self.cast.members.len()];
        let mut speakers = Vec::new();
        for quotation in paragraphs
            .iter_mut()
            .flat_map(|paragraph| &mut paragraph.quotations)
        {
            let Some(SpeakerId(member)) = quotation.speaker else {
                continue;
            };
            let place = order[member].unwrap_or_else(|| {
                let span = self.cast.members[member].name;
                let name = span.slice(self.text).unwrap_or_default().to_owned();
                speakers.push(Speaker { name, span });
                speakers.len() - 1
            });
            order[member] = Some(place);
            quotation.speaker = Some(SpeakerId(place));
        }
        speakers
    }
}

/// A stretch between marks where it stands.
#[derive(Debug)]
struct Quoted<'t> {
    reading: Reading<'t>,
    sentence: Range<usize>,
    at: usize,
    pair: Pair,
}
