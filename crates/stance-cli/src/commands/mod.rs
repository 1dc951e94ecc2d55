//! The subcommands, one file or folder each.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod evaluate;
pub(crate) mod evaluate_quotes;
pub(crate) mod man;
pub(crate) mod quotes;
pub(crate) mod score;
pub(crate) mod train;
