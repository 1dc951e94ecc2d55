//! What a quotation and a speaker are: the types that the rules of [`quotes`](crate::quotes) fill in.

use crate::{CueEntry, Span};

/// How a quotation gives the words of its speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuotationType {
    /// Whole sentences between marks: « Nous irons », dit-elle.
    Direct,
    /// A fragment between marks inside a sentence of the author: elle dénonce « un recul ».
    Mixed,
    /// Reported without marks: elle affirme que ce sera long.
    Indirect,
}

impl QuotationType {
    /// Returns the name used in files: `direct`, `mixed` or `indirect`.
    ///
    /// ```
    /// assert_eq!(stance_articles::QuotationType::Mixed.as_str(), "mixed");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Mixed => "mixed",
            Self::Indirect => "indirect",
        }
    }
}

/// On what the attribution of a quotation rests.
///
/// This says what stands in the text, not whether it could be resolved: a quotation said by « le
/// syndicat » has the source [`Role`](Self::Role) also where the article names no union.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpeakerSource {
    /// A name beside the quotation.
    Explicit,
    /// A common noun: le responsable, the minister.
    Role,
    /// A pronoun: dit-elle, celui-ci affirme, he said.
    Pronoun,
    /// Nothing stands beside it; it goes on from the quotation before.
    Continuation,
    /// A signature under or after it: – Lina Morvan, grutière.
    Signature,
    /// The author of the article, from the byline.
    Byline,
    /// No rule found who says it.
    Unknown,
}

impl SpeakerSource {
    /// Returns the name used in files, which is the variant's name in lower case.
    ///
    /// ```
    /// assert_eq!(stance_articles::SpeakerSource::Continuation.as_str(), "continuation");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Explicit => "explicit",
            Self::Role => "role",
            Self::Pronoun => "pronoun",
            Self::Continuation => "continuation",
            Self::Signature => "signature",
            Self::Byline => "byline",
            Self::Unknown => "unknown",
        }
    }
}

/// The place of a speaker in [`Article::speakers`](crate::Article::speakers).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpeakerId(pub usize);

/// What a speaker is, as far as the text tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpeakerKind {
    /// A name that a title, a first name, a role or its form makes a person’s: Lina Morvan, Mme Morvan.
    Person,
    /// A name that the text calls a firm’s or a body’s, or that says so itself: l'association Norva, Writers Guild.
    Organisation,
    /// A common noun, for somebody the article never names: directrice de l'école, several teachers.
    Role,
    /// A name of which the text does not tell whose it is: Norva.
    Unknown,
}

impl SpeakerKind {
    /// Returns the name used in files, which is the variant's name in lower case.
    ///
    /// ```
    /// assert_eq!(stance_articles::SpeakerKind::Organisation.as_str(), "organisation");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Role => "role",
            Self::Unknown => "unknown",
        }
    }
}

/// Somebody whom the article names.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Speaker {
    /// The fullest form in which the article gives the name, without title or article; the common noun of
    /// somebody it never names (directrice de l’école), with the owner of somebody's lawyer (avocate de Lina
    /// Morvan).
    pub name: String,
    /// Where that form, or the noun, stands first.
    pub span: Span,
    /// What it is: a person, a body, somebody known by what they are.
    pub kind: SpeakerKind,
}

/// Words that the article gives as said by somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quotation {
    /// What was said, without the outer marks and the blanks beside them; of a reported clause, what follows
    /// its que or that. It starts in its paragraph, and may go on in those that open with a mark of their own.
    pub span: Span,
    /// Whole sentences, a fragment between marks or the clause that holds it, or a clause without marks.
    pub kind: QuotationType,
    /// The words that attribute it: explique, a déclaré, selon. `None` where none do.
    pub cue: Option<Span>,
    /// What the dictionary says of the cue: its lemma, its class, the side it takes by itself.
    pub cue_entry: Option<CueEntry>,
    /// Who says it, where the mention beside it, or the quotation before it, leads to a name.
    pub speaker: Option<SpeakerId>,
    /// The mention itself, as it stands: Lina Morvan, le responsable, celui-ci.
    pub speaker_text: Option<Span>,
    /// On what the attribution rests.
    pub speaker_source: SpeakerSource,
    /// The rule that found it, as listed in [`quotes`](crate::quotes).
    pub rule: &'static str,
}

impl Quotation {
    /// Returns how sure the attribution is, from 0 to 1; 0 where there is no speaker.
    ///
    /// It is no more than the share of right speakers among the quotations of the development gold, French, that
    /// attribute in the same way ([`SpeakerSource`]), in twentieths: texts that the rules were not made with have
    /// fewer right. Signatures and bylines, of which that gold has nine, all right, are set a little under 1.
    ///
    /// ```
    /// let text = "« On verra », dit Ana Ruiz. « Rien. »".to_owned();
    /// let article = stance_articles::Article::from_paragraph(text);
    /// let sure: Vec<_> = article.quotations().map(|quote| quote.attribution_confidence()).collect();
    /// assert_eq!(sure[0], 0.95);
    /// ```
    #[must_use]
    pub fn attribution_confidence(&self) -> f64 {
        if self.speaker.is_none() {
            return 0.0;
        }
        match self.speaker_source {
            SpeakerSource::Signature | SpeakerSource::Explicit => 0.95,
            SpeakerSource::Byline => 0.9,
            SpeakerSource::Continuation => 0.85,
            SpeakerSource::Role => 0.65,
            SpeakerSource::Pronoun => 0.6,
            SpeakerSource::Unknown => 0.0,
        }
    }
}
