//! The reading of an article's paragraphs in order: who has been named, who spoke last, what was announced.

mod attribution;

use std::ops::Range;

use attribution::Quoted;

use super::cast::Cast;
use super::frames::Frame;

use super::reading::Reading;
use super::reported::Clause;
use super::resolve::first_person;
use super::scene::Scene;
use super::shape::{Shape, TERM_WORDS};
use super::terms::Terms;
use crate::lexicon::{Classes, Lexicon};
use crate::words::TokenKind;
use crate::{
    Kind, Language, Paragraph, Quotation, QuotationType, Span, Speaker, SpeakerId, SpeakerSource,
};

/// Sentences within which somebody who spoke is still meant by a pronoun.
pub(super) const RECENT: usize = 6;

/// Tokens of the sentence before in which its subject is looked for.
pub(super) const SUBJECT_WINDOW: usize = 60;

/// Tokens before a colon that need no subject of their own: puis, plus bas.
const ASIDE: usize = 6;

/// The attribution that the next quotation may go on from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before {
    pub(super) speaker: Option<usize>,
    /// The sentence it stands in, counted over the article.
    pub(super) sentence: usize,
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
    pub(super) text: &'t str,
    pub(super) lexicon: &'t Lexicon,
    scenes: &'t [Option<Scene>],
    /// The author's name, from the byline.
    pub(super) byline: Option<Span>,
    /// The sentence before the one being read: its scene and its tokens.
    pub(super) previous: Option<(&'t Scene, Range<usize>)>,
    /// The one before that.
    pub(super) earlier: Option<(&'t Scene, Range<usize>)>,
    pub(super) cast: Cast,
    terms: Terms,
    pub(super) sentence: usize,
    /// Its scene and its tokens, while it is read.
    pub(super) current: Option<(&'t Scene, Range<usize>)>,
    pub(super) before: Option<Before>,
    announced: Option<Announcement>,
    /// Whether the paragraph before asks.
    pub(super) asked: bool,
    /// Whether it is in bold throughout.
    pub(super) asked_in_bold: bool,
    /// Who answers in this interview.
    pub(super) answering: Option<usize>,
    /// Whether questions in bold speak to somebody.
    pub(super) interview: bool,
}

impl<'t> Stage<'t> {
    pub(super) fn new(
        text: &'t str,
        lexicon: &'t Lexicon,
        scenes: &'t [Option<Scene>],
        byline: Option<Span>,
    ) -> Self {
        Self {
            text,
            lexicon,
            scenes,
            byline,
            previous: None,
            earlier: None,
            cast: Cast::new(lexicon.language == Language::English),
            terms: Terms::default(),
            sentence: 0,
            current: None,
            before: None,
            announced: None,
            asked: false,
            asked_in_bold: false,
            answering: None,
            interview: false,
        }
    }

    /// Reads all names and terms first, since the fullest form of a name may come late.
    pub(super) fn meet(&mut self) {
        let mut sentence = 0;
        for scene in self.scenes.iter().flatten() {
            let reading = scene.reading(self.text, self.lexicon);
            for range in &scene.sentences {
                self.cast
                    .read_sentence(reading, range.start, range.end, sentence);
                sentence += 1;
            }
            self.interview |=
                scene.is_bold(self.text) && scene.ends_asking(self.text) && reading.addresses();
            for pair in &scene.pairs {
                self.terms
                    .note(pair.inner.slice(self.text).unwrap_or_default());
            }
        }
        self.cast.settle();
    }

    /// Returns the quotations of one paragraph, their speakers still numbered as in the cast.
    pub(super) fn play(&mut self, scene: &'t Scene) -> Vec<Quotation> {
        let reading = scene.reading(self.text, self.lexicon);
        let first = self.sentence;
        let whole = self
            .signed(scene, reading)
            .or_else(|| self.answered(scene, reading))
            .or_else(|| self.dialogue(scene, reading));
        let asks = scene.asks(self.text);
        let found = match whole {
            Some(quotation) => vec![quotation],
            // What a question of an interview reports is for its answer to say.
            None if asks && scene.is_bold(self.text) => Vec::new(),
            None => self.spoken(scene, reading),
        };
        self.asked = asks;
        self.asked_in_bold = asks && scene.is_bold(self.text);
        self.sentence = first + scene.sentences.len();
        self.announced = self.announcement(scene, reading);
        found
    }

    fn spoken(&mut self, scene: &'t Scene, reading: Reading<'_>) -> Vec<Quotation> {
        let mut found = Vec::new();
        for range in &scene.sentences {
            self.current = Some((scene, range.clone()));
            let mut taken = range.start;
            let mut clauses = reading.reported(range).into_iter().peekable();
            let unmarked = scene.pairs.is_empty();
            let from = if unmarked { range.end } else { range.start };
            let mut marked = (from..range.end)
                .filter(|&at| reading.is_quoted(at))
                .peekable();
            loop {
                let starts = clauses.peek().map(|clause| clause.tokens.start);
                let Some(at) = starts.into_iter().chain(marked.peek().copied()).min() else {
                    break;
                };
                let clause = clauses.next_if(|clause| clause.tokens.start == at);
                marked.next_if_eq(&at);
                if is_taken(&found, scene, at) {
                    continue;
                }
                if let Some(clause) = clause {
                    taken = taken.max(clause.tokens.end);
                    found.extend(self.clause(scene, reading, clause));
                    continue;
                }
                let TokenKind::Quoted(index) = scene.tokens[at].kind else {
                    continue;
                };
                let quoted = Quoted {
                    reading,
                    sentence: range.clone(),
                    at,
                    pair: scene.pairs[index],
                };
                self.quotation(&quoted, scene.kind == Kind::Heading, &mut taken, &mut found);
            }
            self.current = None;
            self.earlier = self.previous.replace((scene, range.clone()));
            self.sentence += 1;
        }
        found
    }

    /// Returns the quotation of a clause that reports: mixed where a fragment stands in it between marks.
    fn clause(&mut self, scene: &Scene, reading: Reading<'_>, clause: Clause) -> Option<Quotation> {
        let Clause {
            tokens,
            frame,
            shared,
        } = clause;
        let fragment = |at: usize| {
            let TokenKind::Quoted(index) = scene.tokens[at].kind else {
                return false;
            };
            let pair = scene.pairs[index];
            let inner = pair.inner.slice(self.text).unwrap_or_default();
            !inner.is_empty()
                && (tokens.len() == 1 || !(reading.names(at, inner) || self.terms.repeats(inner)))
        };
        let marked = tokens.clone().any(fragment);
        let alone = match scene.tokens.get(tokens.start).map(|token| token.kind) {
            Some(TokenKind::Quoted(index)) if tokens.len() == 1 => Some(scene.pairs[index].inner),
            _ => None,
        };
        let span = alone.unwrap_or_else(|| reading.span(tokens.start, tokens.end));
        // “I promised to …: who is quoted says it, not the author.
        let own = frame.mention.as_ref();
        if own.is_some_and(|own| first_person(self.text, own) && scene.quotes(own.span)) {
            return None;
        }
        if span.is_empty() {
            return None;
        }
        let kind = if marked {
            QuotationType::Mixed
        } else {
            QuotationType::Indirect
        };
        if shared {
            let speaker = self.before.and_then(|before| before.speaker);
            let quotation = self.attributed(span, kind, &frame, speaker);
            return Some(Quotation {
                speaker_source: SpeakerSource::Continuation,
                ..quotation
            });
        }
        let speaker = self.resolve(reading, &frame, self.sentence);
        let quotation = self.attributed(span, kind, &frame, speaker);
        // Pourtant, remarque X, …: a word that leads in is not what is said, but X goes on.
        let leads = reading.is_adverb(tokens.start) || reading.is(tokens.start, Classes::STARTER);
        let short = frame.rule == "incise-clause" && tokens.len() <= 2 && !marked;
        (!(short && leads)).then_some(quotation)
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
        let speaker = self.resolve(reading, &frame, self.sentence.saturating_sub(1));
        Some(Announcement {
            frame: Frame {
                rule: "announced",
                ..frame
            },
            speaker,
        })
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
        if nobody && shape.sentence && self.with_incise(inner, found) {
            return;
        }
        if let Some(frame) = frame {
            let here = self
                .before
                .is_some_and(|before| before.sentence == self.sentence);
            let nobody = frame.mention.as_ref().is_none_or(|mention| {
                mention
                    .span
                    .slice(self.text)
                    .is_some_and(|word| word == "on" || word == "On")
            });
            let known = shape.words >= TERM_WORDS && frame.mention.is_none();
            if frame.rule == "fragment" && nobody && !here && !known {
                return;
            }
            // Puis, plus bas : « … »
            let next = self
                .before
                .is_some_and(|before| before.attributed && before.sentence + 1 >= self.sentence);
            let first = quoted.sentence.start;
            let short = quoted.at <= first + ASIDE
                && (first + 1..quoted.at).all(|at| !quoted.reading.is_capitalised(at));
            let goes_on = frame.rule == "colon-only" && next && short && frame.mention.is_none();
            // « … », estime X dans son livre : « … »
            let told =
                frame.cue.is_some() || frame.rule == "colon-only" && *taken > quoted.sentence.start;
            let shared = here && told && frame.mention.is_none() || goes_on;
            let frame = Frame {
                rule: if shared { "participle" } else { frame.rule },
                ..frame
            };
            let speaker = match frame.rule {
                "interrupted" | "participle" => self.before.and_then(|before| before.speaker),
                _ => self.resolve(quoted.reading, &frame, self.sentence),
            };
            // Leur constat est rude : « … »
            let owned = frame.rule == "colon-only"
                && quoted
                    .reading
                    .classed(quoted.sentence.start, Classes::POSSESSIVE);
            let speaker = speaker.or_else(|| {
                let last = self.before.and_then(|before| before.speaker);
                owned.then(|| self.owner(last)).flatten()
            });
            if frame.end > quoted.at {
                *taken = frame.end;
            }
            // What goes on from a quotation is of its kind: “If we do,” she said, “then why?”
            let before = found.last().filter(|_| frame.rule == "interrupted");
            let kind = before.map_or_else(|| shape.kind(&frame), |before| before.kind);
            found.push(self.attributed(inner, kind, &frame, speaker));
            return;
        }
        let announced = self.announced.take().filter(|_| quoted.at == 0);
        // Il répondit : / « Oui. »
        let goes_on = shape.led && self.follows();
        let told = shape.sentence || announced.is_some();
        let title = heading && announced.is_none();
        if !(told && shape.floating || goes_on) || title {
            return;
        }
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
                let name = self
                    .cast
                    .full_name(self.text, self.lexicon.language, member);
                let kind = self.cast.kind(member);
                speakers.push(Speaker { name, span, kind });
                speakers.len() - 1
            });
            order[member] = Some(place);
            quotation.speaker = Some(SpeakerId(place));
        }
        speakers
    }
}

/// Returns whether the last quotation found holds the token at `at`.
fn is_taken(found: &[Quotation], scene: &Scene, at: usize) -> bool {
    let start = scene.tokens[at].span.start;
    found.last().is_some_and(|last| last.span.end > start)
}
