//! What can go wrong in this crate: reading never fails, so only names given by a caller can.

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
}
