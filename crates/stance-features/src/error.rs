//! What can go wrong in this crate: one variant per rule broken, the offending values as data.

/// A rule of this crate that an option or an input broke.
///
/// # Examples
///
/// ```
/// use stance_features::{Error, Vectorizer};
///
/// let error = Vectorizer::builder().min_df(3).fit(&["a", "a b"]).unwrap_err();
/// assert_eq!(error, Error::MinDfAboveMaxDf { min_df: 3, max_df: 1.0, n_documents: 2 });
/// ```
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The parts of a sparse matrix do not fit together.
    #[error("malformed sparse matrix, row {row}: {rule}")]
    MalformedMatrix {
        /// Row, from 0, where the rule is broken.
        row: usize,
        /// The rule.
        rule: &'static str,
    },
    /// A language code that this crate has no rules for.
    #[error("unknown language {found:?}: expected fr or en")]
    UnknownLanguage {
        /// The code as given.
        found: String,
    },
    /// The lengths of n-grams are zero, reversed or too large.
    #[error("n-gram lengths {min}-{max}: expected 1 <= min <= max <= {longest}")]
    InvalidNgrams {
        /// Shortest length asked for.
        min: usize,
        /// Longest length asked for.
        max: usize,
        /// The longest length allowed.
        longest: usize,
    },
    /// The lengths of n-grams are not written as `A-B` or `A`.
    #[error("n-gram lengths {found:?}: expected A-B or A, for example 1-2")]
    MalformedNgrams {
        /// The text as given.
        found: String,
    },
    /// Neither word nor character n-grams are asked for.
    #[error("no features: word and character n-grams are both off")]
    NoBlocks,
    /// An option that depends on a language, without a language.
    #[error("the option {option} needs a language")]
    NeedsLanguage {
        /// Name of the option.
        option: &'static str,
    },
    /// An option that only fitting on a corpus can serve, without fitting.
    #[error("the option {option} needs a corpus to fit on: turn it off to hash features")]
    NeedsCorpus {
        /// Name of the option.
        option: &'static str,
    },
    /// A stop word that can never match a token.
    #[error("stop word {found:?}: expected one token, it has {n_tokens}")]
    InvalidStopWord {
        /// The word as given.
        found: String,
        /// How many tokens it has.
        n_tokens: usize,
    },
    /// An option outside its range.
    #[error("{option} = {found}: expected {expected}")]
    OptionOutOfRange {
        /// Name of the option.
        option: &'static str,
        /// The value as given.
        found: String,
        /// The range, in words.
        expected: &'static str,
    },
    /// No feature can reach `min_df` and stay below `max_df`.
    #[error(
        "min_df = {min_df} is above max_df = {max_df} of {n_documents} documents: \
         no feature can satisfy both"
    )]
    MinDfAboveMaxDf {
        /// Smallest number of documents a feature must occur in.
        min_df: u32,
        /// Largest share of documents a feature may occur in.
        max_df: f64,
        /// Number of documents.
        n_documents: u64,
    },
    /// A corpus without documents.
    #[error("the corpus has no documents")]
    EmptyCorpus,
    /// A corpus whose documents hold no feature at all.
    #[error("none of the {n_documents} documents holds a single feature")]
    NoFeatures {
        /// Number of documents.
        n_documents: u64,
    },
    /// The bounds on document frequencies removed every feature.
    #[error(
        "no feature of the {n_documents} documents occurs in {min_df} of them or more and in \
         {max_df} of all or less: min_df and max_df leave none"
    )]
    AllFeaturesRemoved {
        /// Number of documents.
        n_documents: u64,
        /// Smallest number of documents a feature must occur in.
        min_df: u32,
        /// Largest share of documents a feature may occur in.
        max_df: f64,
    },
    /// More than `u32::MAX` distinct features or documents.
    #[error("more than {limit} distinct {what}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// The largest number that can be held.
        limit: u64,
    },
    /// The parts of a vectoriser do not fit together.
    #[error("malformed vocabulary, column {column}: {rule}")]
    MalformedVocabulary {
        /// Column, from 0, where the rule is broken.
        column: usize,
        /// The rule.
        rule: &'static str,
    },
    /// Two inputs that go together differ in length.
    #[error("{what}: expected {expected}, found {found}")]
    LengthMismatch {
        /// What is counted.
        what: &'static str,
        /// The number that fits.
        expected: usize,
        /// The number found.
        found: usize,
    },
}
