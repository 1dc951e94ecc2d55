//! The subcommands, one file or folder each.

pub(crate) mod ablate;
pub(crate) mod audit;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod cross_validate;
pub(crate) mod evaluate;
pub(crate) mod evaluate_quotes;
pub(crate) mod explain;
pub(crate) mod inspect;
pub(crate) mod man;
pub(crate) mod models;
pub(crate) mod quotes;
pub(crate) mod report;
pub(crate) mod score;
pub(crate) mod train;
