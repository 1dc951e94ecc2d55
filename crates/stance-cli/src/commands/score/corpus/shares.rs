//! The shares of a group of articles as they are told: counted always, corrected where they rest on enough.

use stance_model::bootstrap::Interval;
use stance_model::quantification::{Corpus, Quantifier};

use super::keys::DateOrder;

/// Articles that a corrected share rests on at least. Of few clusters a bootstrap draws few others, and its intervals are too
/// narrow (Cameron, Gelbach & Miller, "Bootstrap-based improvements for inference with clustered errors", 2008, who look at
/// 5 to 30): of ten articles 86 in a hundred intervals held the share sought in the sets measured, of twenty 89, of thirty 90.
const MIN_ARTICLES: u32 = 20;

/// How shares are told by month, and of how many articles.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub(crate) struct ShareArgs {
    /// Articles that a corrected share rests on at least; of fewer, labels are counted and no more [default: 20]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) min_articles: Option<u32>,
    /// Which comes first in a date such as 04/02/2026, whose month is unknown otherwise
    #[arg(long, value_name = "ORDER")]
    pub(crate) date_order: Option<DateOrder>,
}

impl ShareArgs {
    /// Returns how many articles a corrected share rests on at least.
    pub(crate) fn min_articles(self) -> usize {
        self.min_articles.unwrap_or(MIN_ARTICLES) as usize
    }
}

/// Shares of the labels of one task.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LabelShares {
    /// Paragraphs, and the articles they stand in.
    pub(crate) n: u64,
    pub(crate) articles: usize,
    /// Paragraphs given each label, and their share.
    pub(crate) counts: Vec<u64>,
    pub(crate) counted: Vec<f64>,
    /// Mean probability of each label.
    pub(crate) summed: Vec<f64>,
    pub(crate) corrected: Result<Corrected, Withheld>,
}

/// Shares corrected for the errors of the model.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Corrected {
    pub(crate) shares: Vec<f64>,
    pub(crate) intervals: Vec<Option<Interval>>,
    /// Share of the resamples that look like no mixture of the labels.
    pub(crate) outside: f64,
}

/// Why shares are not corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Withheld {
    /// They rest on fewer articles than are asked for.
    FewArticles,
    /// The model does not know its errors.
    UnknownErrors,
}

impl Withheld {
    /// Returns the word for it in records.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::FewArticles => "few-articles",
            Self::UnknownErrors => "unknown-errors",
        }
    }
}

impl LabelShares {
    /// Returns the shares of a corpus; nothing without a labelled paragraph.
    pub(crate) fn new(
        corpus: &Corpus,
        quantifier: Option<&Quantifier>,
        min_articles: usize,
    ) -> Option<Self> {
        let total = corpus.total();
        let articles = corpus.articles();
        let corrected = match quantifier {
            None => Err(Withheld::UnknownErrors),
            Some(_) if articles < min_articles => Err(Withheld::FewArticles),
            Some(quantifier) => {
                let found = quantifier.shares(corpus)?;
                Ok(Corrected {
                    shares: found.corrected,
                    intervals: found.intervals,
                    outside: found.outside,
                })
            }
        };
        Some(Self {
            n: total.n(),
            articles,
            counts: total.counts().to_vec(),
            counted: total.counted()?,
            summed: total.summed()?,
            corrected,
        })
    }
}
