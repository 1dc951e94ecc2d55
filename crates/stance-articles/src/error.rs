//! What can go wrong in this crate: reading text never fails, but a page can be no article, and a name
//! given by a caller can be unknown.

/// Why a value given to this crate was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A language code that is neither `fr` nor `en`.
    #[error("unknown language \"{found}\": expected \"fr\" or \"en\"")]
    UnknownLanguage {
        /// The code as it was given.
        found: String,
    },
    /// A page without any text that could be an article, such as one that a script would fill in.
    #[error("no article in this page: it holds no text of its own")]
    NoArticle,
    /// A page with more elements within elements than any real one.
    #[error("the page nests {depth} elements or more; at most {limit} are read")]
    PageTooDeep {
        /// The depth found, at which counting may have stopped.
        depth: usize,
        /// The greatest depth that is read.
        limit: usize,
    },
    /// A page with more attributes on one element than any real one.
    #[error("an element of the page has {found} attributes; at most {limit} are read")]
    TooManyAttributes {
        /// The attributes found.
        found: usize,
        /// The most that are read.
        limit: usize,
    },
}
