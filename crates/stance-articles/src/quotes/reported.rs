//! Speech reported without marks: X affirme que …, selon X, …, promet de …, …, rapporte X.
//!
//! A clause is found from its cue: what may follow a cue is in the table of cues, what introduces a source
//! without a verb in the table of words. It ends with its sentence, or where the speaker's next verb takes
//! over. Marks inside make it a mixed quotation.

use std::ops::Range;

use crate::Language;
use crate::lexicon::{Classes, CueClass, CueEntry, CueForm};

use super::cues::Cue;
use super::frames::Frame;
use super::mentions::{Mention, Pointing};
use super::reading::Reading;

/// Tokens that may stand between a cue and what it reports: a indiqué mardi à la presse que.
pub(super) const GAP: usize = 12;

/// Tokens before a cue in which its subject is looked for.
pub(super) const REACH: usize = 60;

/// Words from which what follows a colon without marks can be reported.
pub(super) const COLON_WORDS: usize = 4;

/// A stretch reported, as a range of tokens, and what attributes it.
#[derive(Debug)]
pub(crate) struct Clause {
    pub(crate) tokens: Range<usize>,
    pub(crate) frame: Frame,
    /// The cue shares its subject with the cue before: et ajoute que.
    pub(crate) shared: bool,
}

impl Reading<'_> {
    /// Finds what the sentence of the tokens `sentence` reports, in order, none overlapping another.
    pub(crate) fn reported(&self, sentence: &Range<usize>) -> Vec<Clause> {
        let mut clauses: Vec<Clause> = Vec::new();
        let mut at = sentence.start;
        let mut marked = false;
        let introduces = Classes::ATTRIBUTING | Classes::NOMINAL;
        while at < sentence.end {
            let token = &self.tokens[at];
            let cue = token.cue.form.is_cue() || token.cue.form.has(CueForm::OPENS);
            let word = token.is_word() && !cue && !token.classes.has(introduces);
            if word && at > sentence.start {
                at += 1;
                continue;
            }
            let told = (at == sentence.start)
                .then(|| self.as_told(sentence))
                .flatten();
            let found = if told.is_some() {
                told
            } else if token.classes.has(Classes::ATTRIBUTING) {
                self.sourced(sentence, at)
            } else if token.classes.has(Classes::NOMINAL)
                && let Some(clause) = self.nominal(sentence, at)
            {
                Some(clause)
            } else if cue {
                let before = clauses.last().map(|clause| clause.tokens.end);
                self.complement_of(sentence, at, before)
            } else if token.is_sign(',') && !marked {
                self.unmarked_incise(sentence, at)
            } else {
                None
            };
            let free = clauses
                .last()
                .map_or(sentence.start, |clause| clause.tokens.end);
            let fits = |clause: &Clause| clause.tokens.start >= free && !clause.tokens.is_empty();
            if let Some(clause) = found.filter(fits) {
                at = clause.tokens.end.max(at + 1);
                clauses.push(clause);
            } else {
                marked |= self.is_framed(sentence, at);
                at += 1;
            }
        }
        clauses
    }

    /// What the cue with its verb at `at` reports; `before` is where what the sentence reported so far ends.
    fn complement_of(
        &self,
        sentence: &Range<usize>,
        at: usize,
        before: Option<usize>,
    ) -> Option<Clause> {
        if !self.is_cue_verb(sentence.start, at) {
            return None;
        }
        let form = self.form(at);
        let joined = at
            .checked_sub(1)
            .filter(|&before| before >= sentence.start)
            .is_some_and(|before| self.joins(before) || self.is_sign(before, ','));
        let floor = sentence.start.max(at.saturating_sub(REACH));
        if let Some(cue) = self.addressed_around(floor, at) {
            return self.told_to_subject(sentence, &cue, form);
        }
        let cue = self.group_around(floor, at).or_else(|| {
            // Accusé de mentir, …: who is accused says nothing.
            let passive = form.has(CueForm::ADDRESSED)
                && matches!(self.folded(self.cue_end(at)), "de" | "d'" | "à");
            let bare = joined && form.has(CueForm::PARTICIPLE) && !passive;
            bare.then(|| self.bare_cue(at))
        })?;
        let entry = self.cue_entry(&cue)?;
        if self.is_hypothetical(&cue) || self.is_denied(&cue, entry) {
            return None;
        }
        // Il faut dire que is nobody's; et sa femme de conclure que is hers.
        let of = matches!(self.folded(at.saturating_sub(1)), "de" | "d'");
        let told =
            of && (self.joins(sentence.start) || self.folded(at.saturating_sub(2)) == "avant");
        if form.has(CueForm::INFINITIVE) && !form.has(CueForm::FINITE) && !cue.bound && !told {
            return None;
        }
        // s'assurer que is to make sure.
        let own = |at: usize| matches!(self.folded(at), "s'" | "se");
        if entry.lemma == "assurer" && (cue.group..cue.verb).any(own) {
            return None;
        }
        // has written for magazines
        if entry.lemma == "write" && self.folded(cue.end) == "for" {
            return None;
        }
        let (rule, from) = self.complement(&cue, form, sentence.end)?;
        let (mention, shared) = self.reporter(sentence, &cue, entry, before)?;
        let thing = mention.as_ref().is_some_and(|mention| {
            mention.pointing == Pointing::Noun && !mention.classes.has(Classes::SPEAKING_NOUN)
        });
        if rule == "colon-clause" && thing {
            return None;
        }
        let to = self.clause_end(sentence, &cue, from);
        let to = if rule == "infinitive" {
            self.before_own_verb(from, to)
        } else {
            to
        };
        let mut frame = self.framed(rule, &cue, mention, false);
        frame.end = to;
        (to > from).then_some(Clause {
            tokens: from..to,
            frame,
            shared,
        })
    }

    /// A participle that shares the helper of the one before: a qualifié … et promis que.
    fn bare_cue(&self, at: usize) -> Cue {
        Cue {
            group: at,
            start: at,
            end: self.cue_end(at),
            inverted: None,
            bound: false,
            verb: at,
        }
    }

    /// Returns whether the group only says what might be said: devrait annoncer, refuse de dire.
    pub(super) fn is_hypothetical(&self, cue: &Cue) -> bool {
        (cue.group..cue.verb).any(|at| self.classed(at, Classes::HYPOTHETICAL))
    }

    /// Returns whether the group denies the speech itself: n'a pas dit que. A denied opinion is one, and so
    /// is what somebody does not exclude or does not doubt.
    pub(super) fn is_denied(&self, cue: &Cue, entry: CueEntry) -> bool {
        let wish = matches!(entry.lemma, "souhaiter" | "exiger" | "demander" | "vouloir");
        let claims = matches!(entry.lemma, "prétendre" | "prétexter");
        let kept = self.form(cue.verb).has(CueForm::OPINION) && !wish
            || matches!(entry.class, CueClass::Doubt | CueClass::Denial) && !claims;
        let negated = (cue.group..cue.end).any(|at| self.classed(at, Classes::NEGATION));
        negated && !kept
    }

    /// Returns the rule and the first token of what a cue reports.
    pub(super) fn complement(
        &self,
        cue: &Cue,
        form: CueForm,
        end: usize,
    ) -> Option<(&'static str, usize)> {
        let mut at = cue.end + usize::from(cue.inverted == Some(cue.end));
        let limit = end.min(at + GAP);
        if form.has(CueForm::INFINITIVAL) && self.is_infinitive(at) {
            return Some(("infinitive", at));
        }
        if form.has(CueForm::TO)
            && !self.seeks_for_itself(cue, at)
            && let Some(from) = self.linked_infinitive(at, limit, form.has(CueForm::ADDRESSED))
        {
            return Some(("infinitive", from));
        }
        // a dit « prendre acte » et étudier un pourvoi
        let goes_on = self.is_quoted(at) && self.joins(at + 1) && self.is_infinitive(at + 2);
        if form.has(CueForm::INFINITIVAL) && goes_on && self.opens_with_infinitive(at) {
            return Some(("infinitive", at));
        }
        let mut addressed = false;
        let mut placed = false;
        while at < limit {
            if self.classed(at, Classes::THAT) {
                if at > cue.end && self.compares(at - 1) || self.is_expected(at + 1) {
                    return None;
                }
                return form.has(CueForm::THAT).then_some(("that-clause", at + 1));
            }
            // même si
            let even = at > 0 && self.folded(at - 1) == "même";
            if form.has(CueForm::WHETHER) && self.classed(at, Classes::WHETHER) && !even {
                return Some(("whether-clause", at));
            }
            // a expliqué à la barre avoir vu
            let article = self.is(at, Classes::DETERMINER);
            if placed && form.has(CueForm::INFINITIVAL) && !article && self.is_infinitive(at) {
                return Some(("infinitive", at));
            }
            if self.is_sign(at, ':') {
                break;
            }
            at = match self.after_adverbial(at, end) {
                Some(after) => {
                    placed = true;
                    after
                }
                None if form.has(CueForm::BARE)
                    && self.opens_clause(at, end)
                    && !(form.has(CueForm::ADDRESSED) && !addressed && self.is_told(at)) =>
                {
                    return Some(("bare-clause", at));
                }
                None if !addressed && self.lexicon.language == Language::English => {
                    addressed = true;
                    self.addressee_end(at)?
                }
                None if !addressed && form.has(CueForm::TOLD) && self.is_told(at) => {
                    addressed = true;
                    self.mention(at)?.end
                }
                // se dit convaincue que
                None if self.classed(at + 1, Classes::THAT) && self.is_reflexive(cue) => at + 1,
                None if self.is_the_fact(at) => at + 2,
                // dit de l'oiseau que
                None if at == cue.end
                    && let Some(about) = self.about_whom(at) =>
                {
                    about
                }
                // a fait savoir par son avocat, Me Ana Ruiz, que
                None if placed
                    && self.is_sign(at - 1, ',')
                    && let Some(named) = self
                        .mention(at)
                        .filter(|named| named.name.is_some() && self.is_sign(named.end, ',')) =>
                {
                    named.end
                }
                // a indiqué dans une tribune parue mardi que
                None if placed && self.is_loose(at) => at + 1,
                None => break,
            };
        }
        self.after_colon(cue, end)
    }

    /// en dit plus (que), d'autant plus (que): a comparison; alors (que): another clause.
    fn compares(&self, at: usize) -> bool {
        matches!(
            self.folded(at),
            "plus"
                | "moins"
                | "autant"
                | "aussi"
                | "more"
                | "less"
                | "alors"
                | "tandis"
                | "parce"
                | "avant"
                | "après"
                | "pendant"
                | "depuis"
                | "dès"
                | "tant"
                | "ce"
        )
    }

    /// plus faible que (prévu): a comparison with what was told before.
    fn is_expected(&self, at: usize) -> bool {
        let word = self.folded(at).trim_end_matches('s').trim_end_matches('e');
        matches!(word, "prévu" | "attendu" | "annoncé" | "jamai")
    }

    /// Returns whether the speaker says it of themselves: se dit, s'est déclarée.
    fn is_reflexive(&self, cue: &Cue) -> bool {
        (cue.group..cue.verb).any(|at| matches!(self.folded(at), "se" | "s'"))
    }

    /// de l'oiseau (que): the place after what something is said of.
    fn about_whom(&self, at: usize) -> Option<usize> {
        if !self.classed(at, Classes::GENITIVE) {
            return None;
        }
        let melted = matches!(self.folded(at), "du" | "des");
        let about = self.mention(at + usize::from(!melted))?.end;
        self.classed(about, Classes::THAT).then_some(about)
    }

    /// le fait (que).
    fn is_the_fact(&self, at: usize) -> bool {
        self.folded(at) == "le" && matches!(self.folded(at + 1), "fait")
    }

    /// Returns who says what `cue` reports, and whether the cue shares its subject with the cue before;
    /// `None` where nobody says it.
    fn reporter(
        &self,
        sentence: &Range<usize>,
        cue: &Cue,
        entry: CueEntry,
        before: Option<usize>,
    ) -> Option<(Option<Mention>, bool)> {
        let floor = sentence.start.max(cue.group.saturating_sub(REACH));
        let ahead = cue.group.checked_sub(1).filter(|&at| at >= sentence.start);
        let joined = !cue.bound
            || ahead.is_some_and(|at| {
                self.joins(at) || self.is(at, Classes::RELATIVE) || self.is_sign(at, ',')
            });
        let spoken = before.is_some() || self.is_quoted(sentence.start);
        // …, et sa porte-parole, Ana Ruiz, assure que …: somebody else is named.
        let other = before
            .filter(|&before| before < cue.group && ahead.is_some_and(|at| self.is_sign(at, ',')))
            .and_then(|before| self.subject_before(before.max(floor), cue))
            .filter(|other| other.name.is_some() && other.is_person());
        if let Some(other) = other
            && cue.bound
        {
            return Some((Some(other), false));
        }
        if joined && spoken && cue.inverted.is_none() {
            return Some((None, true));
        }
        let mention = match cue.inverted {
            Some(_) => self.subject_after(cue, sentence.end),
            None => self.subject_before(floor, cue),
        };
        let mention =
            mention.map(|mention| self.among_whom(sentence.start, &mention).unwrap_or(mention));
        let mention = mention.or_else(|| {
            let comma = ahead.is_some_and(|at| self.is_sign(at, ',')) || !cue.bound;
            comma.then(|| self.first_subject(floor, cue.group))?
        })?;
        self.reports(&mention, cue, entry)
            .then_some((Some(mention), false))
    }

    /// Returns whether what a mention points at can be what says `cue`.
    fn reports(&self, mention: &Mention, cue: &Cue, entry: CueEntry) -> bool {
        let written = mention.span.slice(self.text).map(crate::lexicon::fold);
        match mention.pointing {
            Pointing::Name | Pointing::Anaphor | Pointing::Member => true,
            Pointing::Pronoun => match written.as_deref() {
                Some("il") => entry.lemma != "convenir",
                Some(
                    "elle" | "ils" | "elles" | "he" | "she" | "they" | "je" | "j'" | "i" | "celui"
                    | "celle" | "ceux" | "celles" | "lui" | "eux",
                ) => true,
                Some(some) => ["uns", "autres", "certains", "certaines"]
                    .iter()
                    .any(|&word| some.ends_with(word)),
                None => false,
            },
            Pointing::Noun => {
                mention.classes.has(Classes::SPEAKING_NOUN)
                    || !self.form(cue.verb).has(CueForm::THING)
            }
        }
    }
}
