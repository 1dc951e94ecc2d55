//! Contexts in which the functions are known.

use std::sync::Arc;

use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::prelude::{SessionConfig, SessionContext};

use crate::Functions;

/// Makes the functions known to a context.
///
/// A text is scored once however many parts of its struct a SELECT asks for where the setting
/// `datafusion.optimizer.enable_leaf_expression_pushdown` is false; by default it is true, and each part scores the text again.
///
/// ```
/// use datafusion::prelude::SessionContext;
/// use stance_datafusion::{Functions, Models, register};
///
/// let context = SessionContext::new();
/// register(&context, &Functions::of(&Models::embedded()?));
/// assert!(context.state().scalar_functions().contains_key("stance"));
/// # Ok::<(), stance_datafusion::Error>(())
/// ```
pub fn register(context: &SessionContext, functions: &Functions) {
    for function in functions.iter() {
        context.register_udf(function.as_ref().clone());
    }
}

/// Returns settings with which a text is scored once however many parts of its struct are asked for.
///
/// The engine takes fields of structs as near to the files as it can, and by that would undo that it evaluates a common expression
/// once: each field would score the text again.
pub(crate) fn scored_once(mut config: SessionConfig) -> SessionConfig {
    let optimizer = &mut config.options_mut().optimizer;
    optimizer.enable_leaf_expression_pushdown = false;
    config
}

/// Returns the settings of a query on this machine.
///
/// There is one partition: batches are scored on all threads by the functions themselves, rows stay in the order of the files,
/// and sums over a table do not depend on which partition comes first. Files are looked at one by one: several at a time, a
/// LIMIT takes its rows from those that answer first.
pub(crate) fn local_config(limit: Option<usize>) -> SessionConfig {
    let config = scored_once(SessionConfig::new())
        .with_target_partitions(1)
        .set_usize("datafusion.execution.meta_fetch_concurrency", 1);
    let Some(bytes) = limit else {
        return config;
    };
    // What a sort keeps back for merging must leave it room for rows.
    let kept_back = config.options().execution.sort_spill_reservation_bytes;
    config.with_sort_spill_reservation_bytes(kept_back.min(bytes / 8))
}

/// Returns the memory and the files that a query may use: sorts, groups and joins that need more than `limit` bytes go to
/// temporary files.
pub(crate) fn runtime(limit: Option<usize>) -> datafusion::common::Result<Arc<RuntimeEnv>> {
    let builder = RuntimeEnvBuilder::new();
    match limit {
        Some(bytes) => builder.with_memory_pool(Arc::new(FairSpillPool::new(bytes))),
        None => builder,
    }
    .build_arc()
}
