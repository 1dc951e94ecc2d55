//! Cues as the lexicon holds them: what a verb of saying means, and what a spelling of it can be.

use std::ops::BitOr;

/// What a cue says about the speaker's side beside what is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CueClass {
    /// dire, expliquer, selon; say, according to.
    Neutral,
    /// affirmer, marteler; insist, claim.
    Assertive,
    /// craindre, dénoncer; fear, denounce.
    Concern,
    /// saluer, se réjouir; welcome, praise.
    Favour,
    /// prétendre, nuancer; doubt, wonder.
    Doubt,
    /// répondre, rétorquer; reply, counter.
    Answer,
    /// admettre, reconnaître; admit, concede.
    Concession,
    /// démentir, réfuter; deny, reject.
    Denial,
}

impl CueClass {
    /// Returns the name used in files, which is the variant's name in lower case.
    ///
    /// ```
    /// assert_eq!(stance_articles::CueClass::Concern.as_str(), "concern");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Assertive => "assertive",
            Self::Concern => "concern",
            Self::Favour => "favour",
            Self::Doubt => "doubt",
            Self::Answer => "answer",
            Self::Concession => "concession",
            Self::Denial => "denial",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        [
            Self::Neutral,
            Self::Assertive,
            Self::Concern,
            Self::Favour,
            Self::Doubt,
            Self::Answer,
            Self::Concession,
            Self::Denial,
        ]
        .into_iter()
        .find(|class| class.as_str() == name)
    }
}

/// A cue as the dictionary has it: the verb, or the words of a preposition.
///
/// ```
/// let text = "Lina Morvan craint que « tout ne ferme ».".to_owned();
/// let article = stance_articles::Article::from_paragraph(text);
/// let cue = article.quotations().next().unwrap().cue_entry.unwrap();
/// assert_eq!((cue.lemma, cue.class.as_str(), cue.prior()), ("craindre", "concern", -1.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct CueEntry {
    /// The infinitive of a verb; the words of anything else: selon, according to.
    pub lemma: &'static str,
    /// What it says beside what is reported.
    pub class: CueClass,
    /// The prior in halves.
    halves: i8,
}

impl CueEntry {
    /// The entry of what introduces a source without a verb: selon, according to.
    pub(crate) const fn neutral(lemma: &'static str) -> Self {
        Self {
            lemma,
            class: CueClass::Neutral,
            halves: 0,
        }
    }

    /// Reads lemma, class and prior of a row of the table of cues.
    pub(super) fn parse(lemma: &'static str, class: &str, prior: &str) -> Option<Self> {
        let halves = match prior {
            "-1" => -2,
            "-0.5" => -1,
            "0" => 0,
            "0.5" => 1,
            "1" => 2,
            _ => return None,
        };
        Some(Self {
            lemma,
            class: CueClass::named(class)?,
            halves,
        })
    }

    /// Returns the side that the verb itself takes: from -1, against what it reports, to 1, for it.
    #[must_use]
    pub fn prior(self) -> f64 {
        f64::from(self.halves) / 2.0
    }
}

/// What a spelling of a cue can be, and what may follow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct CueForm(u16);

impl CueForm {
    /// A finite form: explique, expliquait, said.
    pub(crate) const FINITE: Self = Self(1);
    /// A past participle: expliqué, told.
    pub(crate) const PARTICIPLE: Self = Self(1 << 1);
    /// An infinitive: expliquer.
    pub(crate) const INFINITIVE: Self = Self(1 << 2);
    /// A present participle: expliquant, saying.
    pub(crate) const GERUND: Self = Self(1 << 3);
    /// The cue says what is thought rather than what is said: penser, craindre, believe.
    pub(crate) const OPINION: Self = Self(1 << 4);
    /// que or that and a clause may follow.
    pub(crate) const THAT: Self = Self(1 << 5);
    /// A clause may follow without that.
    pub(crate) const BARE: Self = Self(1 << 6);
    /// de or to and an infinitive may follow.
    pub(crate) const TO: Self = Self(1 << 7);
    /// An infinitive may follow by itself.
    pub(crate) const INFINITIVAL: Self = Self(1 << 8);
    /// si, whether or a question word may follow.
    pub(crate) const WHETHER: Self = Self(1 << 9);
    /// The spelling opens a cue of several words: met en garde.
    pub(crate) const OPENS: Self = Self(1 << 10);
    /// Somebody addressed may stand before de, à or to: accuser, inviter, urge.
    pub(crate) const ADDRESSED: Self = Self(1 << 11);
    /// A thing may be its subject: indiquer, révéler, show.
    pub(crate) const THING: Self = Self(1 << 12);
    /// What stands between marks as its object is a name, not a quotation: appeler.
    pub(crate) const NAMING: Self = Self(1 << 13);
    /// It is said with to be: est convaincu que.
    pub(crate) const STATE: Self = Self(1 << 14);
    /// Who is told may stand before que: prévient la mairie que.
    pub(crate) const TOLD: Self = Self(1 << 15);

    /// Returns whether the two share anything.
    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns whether the spelling is a cue by itself.
    pub(crate) const fn is_cue(self) -> bool {
        self.has(Self(
            Self::FINITE.0 | Self::PARTICIPLE.0 | Self::INFINITIVE.0 | Self::GERUND.0,
        ))
    }

    /// Reads the marks of a form or the frames of a cue, as the table writes them.
    pub(super) fn parse(marks: &str) -> Self {
        let bit = |mark| match mark {
            'f' => Self::FINITE,
            'p' => Self::PARTICIPLE,
            'i' => Self::INFINITIVE,
            'g' => Self::GERUND,
            'o' => Self::OPINION,
            'q' => Self::THAT,
            'b' => Self::BARE,
            'd' => Self::TO,
            'n' => Self::INFINITIVAL,
            'w' => Self::WHETHER,
            'x' => Self::TO | Self::ADDRESSED,
            't' => Self::THING,
            'z' => Self::NAMING,
            's' => Self::STATE,
            'y' => Self::TOLD,
            _ => Self::default(),
        };
        marks.chars().map(bit).fold(Self::default(), BitOr::bitor)
    }
}

impl BitOr for CueForm {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
