//! Stance, sentiment, language and quotations of texts as scalar functions of SQL, for Apache DataFusion on one machine and
//! Ballista on several.
//!
//! [`Models`] opens the embedded models, or those of a folder; [`Functions`] are what SQL calls, each pinned to the checksum of
//! its models; [`register`] makes them known to a context. What they say of a text is what `stance score` says of a row.
//!
//! | function | gives |
//! |---|---|
//! | `stance(text)`, `sentiment(text)` | a struct: `label`, `confidence`, and `p_LABEL` for each label |
//! | `stance_label(text)`, `sentiment_label(text)` | the label |
//! | `stance_probability(text, label)`, `sentiment_probability(text, label)` | the probability of one label |
//! | `language(text)` | `fr`, `en`, or `und` for all else |
//! | `quotes(text)` | the quotations of one paragraph, a list of structs to `unnest` |
//! | `article_quotes(text)` | the same of a whole article |
//!
//! A text is `Utf8`, `LargeUtf8`, `Utf8View` or a dictionary of these, whose values are scored once each. Null and blank texts give null,
//! as do texts in a language that there is no model for. Probabilities have six decimals. All functions are immutable: the
//! same text gives the same result on any number of threads.
//!
//! ```
//! use datafusion::prelude::SessionContext;
//! use stance_datafusion::{Functions, Models, register};
//!
//! let context = SessionContext::new();
//! register(&context, &Functions::of(&Models::embedded()?));
//! let query = "SELECT language('Ces machines détruiront nos emplois et nos libertés.') AS language";
//! let runtime = tokio::runtime::Builder::new_current_thread().build()?;
//! let rows = runtime.block_on(async { context.sql(query).await?.to_string().await })?;
//! assert!(rows.contains("| fr       |"), "{rows}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cluster;
mod error;
mod functions;
mod models;
mod program;
mod progress;
mod query;
mod rows;
mod session;
mod tables;
mod write;

pub use crate::error::Error;
pub use crate::functions::Functions;
pub use crate::models::{Family, Models};
pub use crate::program::run;
pub use crate::session::register;
