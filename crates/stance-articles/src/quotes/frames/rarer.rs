//! Frames that are rarer: comme l'a dit X, « … »; « … » : c'est ainsi que X décrit …; un projet jugé « … » par X;
//! et X de conclure : « … »; la réponse de X : « … ».

use super::{Frame, OBJECT_REACH};
use crate::Span;
use crate::lexicon::{Classes, CueForm};
use crate::quotes::cues::Cue;
use crate::quotes::mentions::{Mention, Pointing};
use crate::quotes::reading::Reading;

/// How many tokens before a fragment its participle may stand.
const TERM: usize = 4;

/// Words that a name in marks after « dit » can have.
const NAME_WORDS: usize = 4;

/// How many tokens « et X de » may have before its infinitive.
const TOLD: usize = 16;

impl Reading<'_> {
    /// Returns whether what stands between marks at `quoted` starts with a small article: « une chance ».
    pub(super) fn opens_with_article(&self, quoted: usize) -> bool {
        let written = self.token(quoted).map_or("", |token| token.text(self.text));
        let inner = written.trim_start_matches(|c: char| !c.is_alphanumeric());
        let first = inner.split(|c: char| !c.is_alphanumeric()).next();
        let adjective = !inner.contains(' ') && inner.starts_with(char::is_lowercase);
        adjective || first.is_some_and(|word| matches!(word, "un" | "une" | "des"))
    }

    /// Une internaute « trouve très bizarre que … »: the cue stands between the marks.
    pub(super) fn verb_inside(&self, floor: usize, quoted: usize) -> Option<Frame> {
        let token = self.token(quoted)?;
        let inner = token
            .text(self.text)
            .trim_start_matches(|c: char| !c.is_alphanumeric());
        let light = |word: &&str| ["en", "y", "se", "s", "ne", "n", "lui"].contains(word);
        let mut words = inner
            .split(|c: char| !c.is_alphanumeric() && c != '-')
            .skip_while(light);
        let first = words
            .next()
            .filter(|word| word.starts_with(char::is_lowercase))?;
        let mut words = words.filter(|word| !word.is_empty());
        let second = words.next();
        // X « prend acte » de la décision.
        let phrase = second.map(|second| self.lexicon.word(&format!("{first}_{second}")).cue);
        let phrase = phrase.filter(|cue| cue.form.is_cue());
        let cue = phrase.unwrap_or_else(|| self.lexicon.word(first).cue);
        let long = phrase.is_some() || words.nth(1).is_some();
        if !cue.form.has(CueForm::FINITE) || !long {
            return None;
        }
        let before = quoted.checked_sub(1)?;
        let end = quoted - usize::from(self.is(before, Classes::RELATIVE));
        let end = end - usize::from(end > 0 && end < quoted && self.is_sign(end - 1, ','));
        let mention = (floor.max(end.saturating_sub(TOLD))..end)
            .filter_map(|at| self.mention(at))
            .find(|mention| mention.end == end)?;
        let speaks = mention.is_person() || mention.classes.has(Classes::SPEAKING_NOUN);
        let at = token.span.start + token.text(self.text).find(first)?;
        (speaks || mention.pointing == Pointing::Pronoun).then(|| Frame {
            cue: Some(Span::new(at, at + first.len())),
            entry: self.lexicon.cue(cue),
            end: mention.end,
            mention: Some(mention),
            apart: false,
            near: true,
            ..Frame::bare("fragment")
        })
    }

    /// Un projet jugé « absurde » par X: the participle before, who calls it so after.
    pub(super) fn called_by(&self, quoted: usize, at: usize) -> Option<Frame> {
        if !matches!(self.folded(at), "par" | "by") || at != quoted + 1 {
            return None;
        }
        let cue = (quoted.saturating_sub(TERM)..quoted)
            .rev()
            .find(|&at| self.is_word(at) && self.form(at).has(CueForm::PARTICIPLE))?;
        let mention = self.source(at + 1)?;
        let verb = Cue {
            group: cue,
            start: cue,
            end: self.cue_end(cue),
            inverted: None,
            bound: true,
            verb: cue,
        };
        Some(self.framed("fragment", &verb, Some(mention), false))
    }

    /// was criticised by X as “…”; qualifié par X d'« … »: who calls it so stands before.
    pub(super) fn called_by_before(&self, floor: usize, quoted: usize) -> Option<Frame> {
        let link = matches!(
            self.folded(quoted.checked_sub(1)?),
            "as" | "comme" | "de" | "d'"
        );
        let end = quoted - usize::from(link);
        let from = floor.max(quoted.saturating_sub(TOLD));
        let by = (from + 1..end)
            .rev()
            .find(|&at| matches!(self.folded(at), "par" | "by"))?;
        let verb = (from..by)
            .rev()
            .take(2)
            .find(|&at| self.is_word(at) && self.form(at).has(CueForm::PARTICIPLE))?;
        let light = (verb + 1..by).all(|at| self.is_adverb(at));
        let mention = self
            .source(by + 1)
            .filter(|found| found.end == end && light)?;
        let cue = Cue {
            group: verb,
            start: verb,
            end: self.cue_end(verb),
            inverted: None,
            bound: true,
            verb,
        };
        let frame = self.framed("fragment", &cue, Some(mention), false);
        Some(Frame {
            near: true,
            ..frame
        })
    }

    /// Comme l'a dit un jour X, « … »: a frame of its own before its comma.
    pub(super) fn as_said(&self, floor: usize, quoted: usize) -> Option<Frame> {
        let comma = quoted.checked_sub(1).filter(|&at| self.is_sign(at, ','))?;
        let from = floor.max(comma.saturating_sub(TOLD));
        let like = (from..comma)
            .rev()
            .find(|&at| matches!(self.folded(at), "comme" | "ainsi" | "as"))?;
        let cue = self.cue_at(like + 1, comma).filter(|cue| cue.bound)?;
        let mention = match self.subject_after(&cue, comma) {
            Some(mention) => mention,
            None => self.subject_before(like, &cue)?,
        };
        Some(self.framed("as-said", &cue, Some(mention), true))
    }

    /// Returns whether what a cue governs is a name: on appelle l'outil « X »; not: on appelle X à « … ».
    pub(super) fn only_names(&self, cue: &Cue, quoted: usize) -> bool {
        let to = matches!(
            self.folded(quoted - 1),
            "à" | "de" | "d'" | "to" | "que" | "qu'"
        );
        // Un musée, dit « le Puits », …
        let right = cue.end == quoted && cue.verb > 0;
        let short = self.quoted_words(quoted) <= NAME_WORDS;
        let called = matches!(self.folded(cue.verb), "dit" | "dite" | "dits" | "dites")
            && right
            && (short && self.is_sign(cue.verb - 1, ',') || self.is_thing(cue.verb - 1));
        // a festival called “Turn the Key”
        let named = right
            && cue.group == cue.verb
            && matches!(
                self.folded(cue.verb),
                "called" | "dubbed" | "named" | "titled" | "entitled" | "nicknamed"
            )
            && self.is_word(cue.verb - 1)
            && !self.is_capitalised(cue.verb - 1)
            && !self.is(cue.verb - 1, Classes::SUBJECT | Classes::SPEAKING_NOUN)
            && self.opens_with_capital(quoted);
        called || named || self.form(cue.verb).has(CueForm::NAMING) && !to
    }

    fn opens_with_capital(&self, quoted: usize) -> bool {
        let written = self.token(quoted).map_or("", |token| token.text(self.text));
        written
            .trim_start_matches(|c: char| !c.is_alphanumeric())
            .starts_with(char::is_uppercase)
    }

    /// Le prix (dit « du chaudron d'or »): a noun that says nothing, right before its name.
    fn is_thing(&self, at: usize) -> bool {
        let other = Classes::SPEAKING_NOUN
            | Classes::SUBJECT
            | Classes::OBJECT
            | Classes::AUXILIARY
            | Classes::MODAL
            | Classes::RELATIVE
            | Classes::NEGATION
            | Classes::ANAPHOR
            | Classes::PRONOUN
            | Classes::SOME;
        let noun = at > 0 && self.is_word(at) && !self.is_capitalised(at) && !self.is(at, other);
        noun && self.is(at - 1, Classes::DETERMINER) && !self.is_adverb(at)
    }

    /// Et le doyen de conclure : « … »; et de conclure : « … », which goes on from the speaker before.
    pub(super) fn told_by(&self, floor: usize, cue: &Cue) -> Option<Frame> {
        let of = cue.group.checked_sub(1).filter(|&of| of > floor)?;
        let before = matches!(self.folded(of - 1), "avant" | "lieu");
        let infinitive = self.form(cue.verb).has(CueForm::INFINITIVE) && !cue.bound;
        if !infinitive || !matches!(self.folded(of), "de" | "d'") {
            return None;
        }
        if before && of <= floor + 2 {
            return Some(self.framed("participle", cue, None, true));
        }
        let joined = (floor..of).rev().take(TOLD).find(|&at| self.joins(at))?;
        if joined + 1 == of {
            return Some(self.framed("participle", cue, None, true));
        }
        let mention = self.speaking(joined + 1, of)?;
        (mention.end == of).then(|| self.framed("colon", cue, Some(mention), true))
    }

    /// « … » : c'est ainsi que X décrit …; « … », voilà comment X résume …
    pub(super) fn described_after(&self, at: usize, end: usize) -> Option<Frame> {
        // « … » : le slogan de X
        let of = at + 3;
        let speech = self.is_sign(at, ':')
            && self.is(at + 1, Classes::DETERMINER)
            && self.classed(at + 2, Classes::SPEECH)
            && self.classed(of, Classes::GENITIVE);
        if speech {
            let melted = matches!(self.folded(of), "du" | "des");
            let mention = self.source(of + usize::from(!melted))?;
            return Some(Frame {
                end: mention.end,
                mention: Some(mention),
                ..Frame::bare("colon-only")
            });
        }
        let opens = self.is_sign(at, ':') || self.is_sign(at, ',');
        let (first, second) = (self.folded(at + 1), self.folded(at + 2));
        let words = match (first, second) {
            ("c'", "est") => 3,
            ("voilà" | "voici" | "ainsi", _) => 2,
            _ => return None,
        };
        let from = at + words;
        let how = (from - 1..end.min(from + OBJECT_REACH))
            .find(|&at| matches!(self.folded(at), "que" | "qu'" | "comment"))?;
        let mention = self.speaking(how + 1, end).filter(|_| opens)?;
        let cue = self.cue_at(mention.end, end)?;
        Some(self.framed("incise", &cue, Some(mention), true))
    }

    /// La réponse de X : « … », le mot d'ordre du syndicat : « … »
    pub(super) fn speech_of(&self, floor: usize, colon: usize) -> Option<Mention> {
        let noun = floor + usize::from(self.is(floor, Classes::DETERMINER));
        if !self.classed(noun, Classes::SPEECH) {
            return None;
        }
        let of = (noun + 1..colon)
            .rev()
            .take(TOLD)
            .filter(|&at| self.classed(at, Classes::GENITIVE));
        let mut whose = of.filter_map(|of| {
            let melted = matches!(self.folded(of), "du" | "des");
            self.source(of + usize::from(!melted))
        });
        whose.find(|mention| mention.end == colon)
    }
}
