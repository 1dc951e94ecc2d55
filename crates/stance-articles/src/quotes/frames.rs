//! Attributing frames: the words beside a quotation that say whose it is.
//!
//! A frame stands after the quotation (« … », explique X), before it (X explique : « … »), around a
//! fragment (X dénonce « … ») or inside the marks (« …, dit X, … »).

mod colons;
mod fragments;
mod incises;
mod rarer;
mod sources;

use crate::lexicon::{Classes, CueEntry, CueForm};
use crate::words::TokenKind;
use crate::{Language, Span};

use super::cues::Cue;
use super::mentions::{Mention, Pointing};
use super::reading::Reading;

/// How many tokens a frame before a quotation may reach back.
const REACH: usize = 60;

/// How many tokens may stand between a cue and the fragment it governs without que.
const OBJECT_REACH: usize = 8;

/// How many tokens may be set beside who speaks, between two parts of what is said.
const SET_BESIDE: usize = 16;

/// Words beyond which what follows such words is said, and no name in marks.
const PART: usize = 4;

/// How many quotations joined by commas or « et » share the frame after the last.
const JOINED: usize = 4;

/// What attributes a quotation.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) rule: &'static str,
    pub(crate) cue: Option<Span>,
    pub(crate) entry: Option<CueEntry>,
    pub(crate) mention: Option<Mention>,
    /// Whether the quotation stands apart from the author's sentence: after a colon, before an incise.
    pub(crate) apart: bool,
    /// Whether the cue stands right before the fragment, an article or a preposition between at most.
    pub(crate) near: bool,
    pub(crate) signed: bool,
    /// The place after the tokens of the frame.
    pub(crate) end: usize,
}

impl Frame {
    /// A frame of which nothing stands in the text.
    pub(crate) fn bare(rule: &'static str) -> Self {
        Self {
            rule,
            cue: None,
            entry: None,
            mention: None,
            apart: true,
            near: false,
            signed: false,
            end: 0,
        }
    }
}

impl Reading<'_> {
    pub(crate) fn framed(
        &self,
        rule: &'static str,
        cue: &Cue,
        mention: Option<Mention>,
        apart: bool,
    ) -> Frame {
        let end = mention
            .as_ref()
            .map_or(cue.end, |mention| mention.end.max(cue.end));
        Frame {
            rule,
            cue: Some(self.cue_span(cue)),
            entry: self.cue_entry(cue),
            mention,
            apart,
            near: false,
            signed: false,
            end,
        }
    }

    pub(crate) fn is_quoted(&self, at: usize) -> bool {
        self.token(at)
            .is_some_and(|token| matches!(token.kind, TokenKind::Quoted(_)))
    }

    /// Reads the frame after the quotation at token `quoted`, in a sentence that ends at `end`.
    pub(crate) fn frame_after(&self, quoted: usize, end: usize) -> Option<Frame> {
        let mut last = quoted;
        for _ in 0..JOINED {
            let Some(next) = self.joined_after(last) else {
                break;
            };
            last = next;
        }
        if let Some(frame) = self.described_after(last + 1, end) {
            return Some(frame);
        }
        let at = last + 1 + usize::from(self.is_sign(last + 1, ','));
        // A signature stands after the last stop of what it signs.
        if let Some(frame) = self.signature_after(at, self.tokens.len()) {
            return Some(frame);
        }
        if at >= end {
            return None;
        }
        if let Some(frame) = self.according_to(at, end) {
            return Some(Frame {
                rule: "according-after",
                apart: true,
                ..frame
            });
        }
        if let Some(frame) = self.called_by(quoted, at) {
            return Some(frame);
        }
        // « … », avant d'ajouter : « … »
        let before = self.folded(at) == "avant"
            && matches!(self.folded(at + 1), "de" | "d'")
            && self.form(at + 2).has(CueForm::INFINITIVE);
        if before && let Some(cue) = self.group_around(at + 2, at + 2) {
            return Some(self.framed("participle", &cue, None, true));
        }
        let adverbs = (at..end.min(at + 2))
            .take_while(|&at| self.is_adverb(at))
            .count();
        if let Some(cue) = self.cue_at(at + adverbs, end) {
            let mention = self.subject_after(&cue, end);
            // Le maire, qui partira « dès que possible », a dit « … »: the verb of the sentence, no incise.
            let french = self.lexicon.language == Language::French;
            // « Le Temps » s'interroge: the verb of a name in marks.
            let subject = french
                && mention.is_none()
                && at == quoted + 1
                && self.quoted_words(quoted) < PART
                && self.may_be_name(quoted)
                && !self.calls_out(quoted);
            // Le « parfum du large » souffle des deux côtés: the marks are in the verb's subject.
            // Un homme « lourdement armé » a attaqué un fourgon: they stand in its noun.
            let inside = french
                && at == quoted + 1
                && quoted > 0
                && (self.classed(quoted - 1, Classes::DETERMINER) || self.is_noun_before(quoted))
                && cue.inverted.is_none();
            let own = !french
                || mention.is_some() && !inside
                || !(subject || self.is_word(quoted.saturating_sub(1)));
            return own.then(|| self.framed("incise", &cue, mention, true));
        }
        self.subject_then_cue(at, end)
            .or_else(|| self.unlisted_incise(at, end))
    }

    /// Returns whether the stretch at `quoted` goes on with a noun that an article opens: un homme « armé ».
    fn is_noun_before(&self, quoted: usize) -> bool {
        let article = quoted > 1 && self.classed(quoted - 2, Classes::DETERMINER);
        article && self.is_loose(quoted - 1) && !self.form(quoted - 1).is_cue()
    }

    /// Returns the next quotation where only a comma, et or ou stands between: « … » et « … ».
    fn joined_after(&self, quoted: usize) -> Option<usize> {
        let comma = usize::from(self.is_sign(quoted + 1, ','));
        let at = quoted + 1 + comma;
        let word = matches!(
            self.folded(at),
            "et" | "ou" | "puis" | "mais" | "and" | "or" | "but"
        );
        let next = at + usize::from(word);
        (next > quoted + 1 && self.is_quoted(next)).then_some(next)
    }

    /// “…,” Ana Ruiz said; in French only names and pronouns stand so.
    fn subject_then_cue(&self, at: usize, end: usize) -> Option<Frame> {
        let subject = self.mention(at).filter(|subject| subject.end < end)?;
        if self.lexicon.language == Language::French && subject.pointing == Pointing::Noun {
            return None;
        }
        // Webb's deputy, Ana Ruiz, said: the name is the apposition.
        let named = self.speaking(at, end).filter(|named| {
            named.end > subject.end && self.is_sign(named.end, ',') && named.name.is_some()
        });
        let (subject, verb) = if let Some(named) = named {
            let verb = named.end + 1;
            (named, verb)
        } else {
            let verb = self.after_apposition(subject.end, end);
            (subject, verb)
        };
        let cue = self.cue_at(verb, end)?;
        // « … » il demande à la ville de: no incise goes on.
        if self.lexicon.language == Language::French
            && cue.end < end
            && self.is_word(cue.end)
            && !self.is_adverb(cue.end)
            && self.after_date(cue.end).is_none()
        {
            return None;
        }
        let mut frame = self.framed("subject-after", &cue, Some(subject), true);
        frame.end = cue.end;
        Some(frame)
    }

    /// Skips an apposition between commas: X, mayor of Brest, said.
    fn after_apposition(&self, at: usize, end: usize) -> usize {
        if !self.is_sign(at, ',') {
            return at;
        }
        let close = (at + 1..end.min(at + REACH)).find(|&at| self.is_sign(at, ','));
        close.map_or(at, |close| close + 1)
    }

    /// « … » – Lina Morvan, grutière; “…” (Lina Morvan).
    fn signature_after(&self, at: usize, end: usize) -> Option<Frame> {
        let opens = ['–', '—', '-', '(']
            .iter()
            .any(|&sign| self.is_sign(at, sign));
        let mention = self
            .mention(at + 1)
            .filter(|mention| opens && mention.end <= end)?;
        // “…” – a Norva spokesperson: nothing else in the paragraph.
        let alone = mention.end == self.tokens.len() && !self.is_word(at - 1);
        let told = mention.name.is_some() || self.is_sign(at, '(') || alone;
        let signs = told && mention.is_person() && !self.is_word(mention.end);
        let end = mention.end;
        let mention = Some(mention).filter(|_| signs)?;
        Some(Frame {
            mention: Some(mention),
            signed: true,
            end,
            ..Frame::bare("signature-after")
        })
    }

    /// Reads the frame before the quotation at token `quoted`, in a sentence that starts at `start`; what
    /// stands before `taken` attributes the quotation before.
    pub(crate) fn frame_before(&self, start: usize, quoted: usize, taken: usize) -> Option<Frame> {
        if quoted == start {
            return None;
        }
        let floor = start.max(quoted.saturating_sub(REACH));
        // elle reprit :-- « … »
        let dashes = (floor..quoted)
            .rev()
            .take_while(|&at| {
                self.is_sign(at, '-') || self.is_sign(at, '–') || self.is_sign(at, '—')
            })
            .count();
        let lead = quoted - dashes;
        let colon = lead > floor && self.is_sign(lead - 1, ':');
        if taken > floor
            && let Some(frame) = self.goes_on(taken, quoted)
        {
            return Some(frame);
        }
        if colon {
            // X disait : « … », l'un de ses rivaux : « … »
            let spent = (floor + 1..lead - 1)
                .rev()
                .find(|&at| self.is_quoted(at) && self.is_sign(at - 1, ':'));
            let floor = spent.map_or(floor, |spent| spent + 1).max(taken);
            return Some(self.frame_before_colon(floor, lead - 1));
        }
        // le site « … », auteur du livre « … »: a name in marks.
        if self.classed(quoted - 1, Classes::NAMING)
            && !self.opens_with_article(quoted)
            && self.may_be_name(quoted)
        {
            return None;
        }
        if let Some(frame) = self.according_before(floor.max(taken), quoted) {
            return Some(frame);
        }
        if let Some(frame) = self.as_said(floor.max(taken), quoted) {
            return Some(frame);
        }
        if let Some(frame) = self.verb_inside(floor.max(taken), quoted) {
            return Some(frame);
        }
        if let Some(cue) = self.addressed_before(floor.max(taken), quoted) {
            return self.told_fragment(&cue, quoted);
        }
        if let Some(frame) = self.called_by_before(floor.max(taken), quoted) {
            return Some(frame);
        }
        let cue = self
            .cue_before(floor.max(taken), quoted)
            .filter(|cue| self.governs(cue, quoted) && !self.only_names(cue, quoted))
            .filter(|cue| !self.is_unsaid(cue, quoted))?;
        let gap = quoted - cue.end;
        let said = self.lexicon.language == Language::English && gap <= 1;
        let near = gap <= 2;
        // Elle prévoit de …, puis publiera « … »
        let shares =
            cue.inverted.is_none() && cue.group > floor.max(taken) && self.joins(cue.group - 1);
        if taken > floor && (!cue.bound || shares) {
            // « … », a dit X, ajoutant que « … »: the subject is the speaker before.
            return Some(Frame {
                near,
                ..self.framed("participle", &cue, None, false)
            });
        }
        // Les attaquants, a-t-il dit, « … »
        let mention = match cue.inverted {
            Some(_) => self.subject_after(&cue, quoted),
            None => self.subject_before(floor.max(taken), &cue),
        };
        // X, qui viendra « vite » selon Y, avait salué « … »: the verb of the sentence.
        let before = cue.group.checked_sub(1);
        let comma = before.is_some_and(|before| self.is_sign(before, ',')) && cue.bound;
        let mention = mention.or_else(|| {
            let source =
                |at: usize| self.is(at, Classes::ATTRIBUTING) && self.source_words(at).is_some();
            let main = comma && cue.inverted.is_none() && (floor..taken).any(source);
            main.then(|| self.first_subject(floor, cue.group)).flatten()
        });
        // Au ministère, on se dit « serein »
        let mention = mention.map(|mention| self.among_whom(start, &mention).unwrap_or(mention));
        Some(Frame {
            near,
            ..self.framed("fragment", &cue, mention, said)
        })
    }

    /// Returns whether a cue governs the fragment at `quoted`: directly, over que, de or an article.
    pub(super) fn governs(&self, cue: &Cue, quoted: usize) -> bool {
        let between = cue.end..quoted;
        let strong = |at: usize| {
            [';', '.', '–', '—', '(', ':']
                .iter()
                .any(|&sign| self.is_sign(at, sign))
        };
        if between.clone().any(strong) {
            return false;
        }
        let clause = between.clone().any(|at| {
            let compares = matches!(
                self.folded(at - 1),
                "ainsi" | "alors" | "tandis" | "plus" | "moins" | "autant" | "tant" | "bien"
            );
            matches!(self.folded(at), "que" | "qu'" | "that") && !compares
        });
        let commas = between.clone().filter(|&at| self.is_sign(at, ',')).count();
        clause || (commas <= 2 && between.len() <= OBJECT_REACH)
    }
}

/// Returns whether a mention can be somebody who speaks: a person, people, a pronoun.
fn is_somebody(mention: &Mention) -> bool {
    match mention.pointing {
        Pointing::Name => mention.is_person(),
        Pointing::Noun => mention.classes.has(Classes::PERSON_NOUN | Classes::GROUP),
        Pointing::Pronoun | Pointing::Anaphor | Pointing::Member => true,
    }
}
