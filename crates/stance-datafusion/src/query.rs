//! `stance-sql query`: a query over files, on this machine.

use std::path::{Path, PathBuf};

use clap::Args;
use datafusion::prelude::SessionContext;
use stance_cli::Terminal;

use crate::rows::RowsArgs;
use crate::session::{local_config, register, runtime};
use crate::{Functions, Models};

/// Which models the functions score with.
#[derive(Debug, Args)]
pub(crate) struct ModelArgs {
    /// Folder of models: NAME.model takes the place of the embedded model of that name, any other one gives the functions
    /// NAME(text), NAME_label(text) and NAME_probability(text, label)
    #[expect(clippy::doc_markdown, reason = "text of the help")]
    #[arg(long, value_name = "DIR")]
    models: Option<PathBuf>,
}

impl ModelArgs {
    /// Returns the folder, where one was named.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.models.as_deref()
    }

    /// Opens the models.
    pub(crate) fn functions(&self) -> anyhow::Result<Functions> {
        let models = match &self.models {
            Some(folder) => Models::of_folder(folder)?,
            None => Models::embedded()?,
        };
        Ok(Functions::of(&models))
    }
}

/// Query files on this machine
///
/// Functions beside those of SQL: stance(text), sentiment(text), their _label(text) and _probability(text, label),
/// language(text), quotes(text) and article_quotes(text).
#[expect(clippy::doc_markdown, reason = "text of the help")]
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    stance-sql query \"SELECT stance_label(text) AS label, count(*) FROM press GROUP BY label ORDER BY label\" --table press=archive/*.parquet\n  \
    stance-sql query \"SELECT text, stance_probability(text, 'pro-ai') AS pro FROM press\" --table press=rows.csv --format csv -o scored.csv\n  \
    stance-sql query \"SELECT q['speaker'], q['text'] FROM (SELECT unnest(quotes(text)) AS q FROM press)\" --table press=rows.jsonl")]
pub(crate) struct QueryArgs {
    #[command(flatten)]
    rows: RowsArgs,
    #[command(flatten)]
    models: ModelArgs,
    /// Threads that score texts; 0 is one per processor. The rest is done on one, so that the same query gives the same bytes
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(..=1024))]
    threads: u16,
    /// Bytes that sorts, groups and joins may keep in memory, such as 500M or 4G; what is more goes to temporary files.
    /// [default: no limit]
    #[arg(long, value_name = "BYTES", value_parser = parse_bytes)]
    memory: Option<usize>,
}

pub(crate) fn run(args: &QueryArgs, terminal: Terminal) -> anyhow::Result<()> {
    args.rows.check(args.models.folder())?;
    let threads = crate::program::threads(args.threads);
    crate::program::start_pool(threads)?;
    let functions = args.models.functions()?;
    let runtime = runtime(args.memory)?;
    let context = SessionContext::new_with_config_rt(local_config(args.memory), runtime);
    register(&context, &functions);
    crate::program::block_on(threads, async {
        let plan = args.rows.plan(&context).await?;
        let plan = plan.create_physical_plan().await?;
        args.rows.write(plan, &context, terminal).await
    })
}

/// Reads a number of bytes: digits, then perhaps K, M, G or T for powers of 1024.
fn parse_bytes(text: &str) -> Result<usize, String> {
    let expected = "a number of bytes expected, such as 500M or 4G";
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let shift = match text[digits.len()..].to_ascii_uppercase().as_str() {
        "" => 0,
        "K" => 10,
        "M" => 20,
        "G" => 30,
        "T" => 40,
        _ => return Err(expected.to_owned()),
    };
    let number: usize = digits.parse().map_err(|_| expected.to_owned())?;
    let bytes = number.checked_mul(1 << shift).filter(|bytes| *bytes > 0);
    bytes.ok_or_else(|| expected.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_have_units_of_1024() {
        assert_eq!(parse_bytes("4096"), Ok(4096));
        assert_eq!(parse_bytes("2k"), Ok(2048));
        assert_eq!(parse_bytes("3G"), Ok(3 << 30));
        for wrong in ["", "0", "M", "1.5G", "-1", "9X", "99999999999T"] {
            assert!(parse_bytes(wrong).is_err(), "{wrong}");
        }
    }
}
