//! `--table NAME=FILES`: files as tables.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use anyhow::Context as _;
use datafusion::datasource::file_format::FileFormat;
use datafusion::datasource::file_format::csv::CsvFormat;
use datafusion::datasource::file_format::file_compression_type::FileCompressionType;
use datafusion::datasource::file_format::json::JsonFormat;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{
    ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl,
};
use datafusion::prelude::SessionContext;
use stance_cli::Failure;

/// Rows of a csv or jsonl file from which the types of its columns are told.
const ROWS_FOR_TYPES: usize = 100_000;

/// A table as it is named on the command line: a name and a file, or a pattern of files of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableArg {
    name: String,
    pattern: String,
}

impl FromStr for TableArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = "NAME=FILE expected, such as press=archive/*.parquet";
        let (name, pattern) = text.split_once('=').ok_or(expected)?;
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        if name.is_empty() || !name.chars().all(is_word) || pattern.is_empty() {
            return Err(expected.to_owned());
        }
        Ok(Self {
            name: name.to_owned(),
            pattern: pattern.to_owned(),
        })
    }
}

/// How the files of a table are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Kind {
    layout: Layout,
    compression: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    Csv,
    Jsonl,
    Parquet,
}

impl Kind {
    fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_lowercase();
        let (name, compression) = [(".gz", "gz"), (".zst", "zst")]
            .into_iter()
            .find_map(|(end, kind)| Some((name.strip_suffix(end)?, kind)))
            .unwrap_or((&name, ""));
        let layout = match name.rsplit_once('.')?.1 {
            "csv" => Layout::Csv,
            "jsonl" | "ndjson" => Layout::Jsonl,
            "parquet" if compression.is_empty() => Layout::Parquet,
            _ => return None,
        };
        Some(Self {
            layout,
            compression,
        })
    }

    fn format(self) -> anyhow::Result<Arc<dyn FileFormat>> {
        let compression = match self.compression {
            "" => FileCompressionType::UNCOMPRESSED,
            packed => FileCompressionType::from_str(packed)?,
        };
        Ok(match self.layout {
            // Cells may hold line breaks, so that a file cannot be read from its middle.
            Layout::Csv => Arc::new(
                CsvFormat::default()
                    .with_has_header(true)
                    .with_newlines_in_values(true)
                    .with_schema_infer_max_rec(ROWS_FOR_TYPES)
                    .with_file_compression_type(compression),
            ),
            Layout::Jsonl => Arc::new(
                JsonFormat::default()
                    .with_schema_infer_max_rec(ROWS_FOR_TYPES)
                    .with_file_compression_type(compression),
            ),
            Layout::Parquet => Arc::new(ParquetFormat::default()),
        })
    }
}

impl TableArg {
    /// Returns the files, absolute and in the order of their names.
    pub(crate) fn files(&self) -> anyhow::Result<Vec<PathBuf>> {
        let Self { name, pattern } = self;
        let exact = Path::new(pattern);
        let mut files = if exact.exists() {
            vec![exact.to_owned()]
        } else {
            let found = glob::glob(pattern).with_context(|| {
                let message = format!("--table {name}={pattern}: no pattern of files");
                Failure::new(
                    message,
                    "name a file, or a pattern such as archive/*.parquet",
                )
            })?;
            found.collect::<Result<Vec<_>, _>>()?
        };
        files.retain(|path| path.is_file());
        if files.is_empty() {
            let message = format!("--table {name}={pattern}: no such file");
            let hint = "name a csv, jsonl or parquet file, or a pattern such as archive/*.parquet";
            return Err(Failure::new(message, hint).into());
        }
        for path in &mut files {
            *path = std::fs::canonicalize(&*path)
                .with_context(|| format!("reading {}", path.display()))?;
        }
        files.sort_unstable();
        // A link to one of them is the same file.
        files.dedup();
        Ok(files)
    }

    /// Makes the files known as a table.
    pub(crate) async fn register(&self, context: &SessionContext) -> anyhow::Result<()> {
        let files = self.files()?;
        let kinds: Vec<_> = files.iter().map(|path| Kind::of(path)).collect();
        let Some(kind) = kinds[0].filter(|first| kinds.iter().all(|kind| *kind == Some(*first)))
        else {
            let other = kinds.iter().position(|kind| *kind != kinds[0]).unwrap_or(0);
            let message = format!(
                "--table {}: files of one kind expected, csv, jsonl or parquet; found {}",
                self.name,
                files[other].display()
            );
            let hint = "their names end in .csv, .jsonl or .parquet, the first two perhaps with .gz or .zst after it";
            return Err(Failure::new(message, hint).into());
        };
        let urls = files.iter().map(|path| {
            // What is found is a file by that very name, not a pattern.
            let url = url_of(path)?;
            Ok(ListingTableUrl::try_new(url, None)?)
        });
        let urls = urls.collect::<anyhow::Result<Vec<_>>>()?;
        let options = ListingOptions::new(kind.format()?).with_file_extension("");
        let config = ListingTableConfig::new_with_multi_paths(urls).with_listing_options(options);
        let reading = || format!("reading the table {}", self.name);
        let config = config.infer_schema(&context.state()).await;
        let table = ListingTable::try_new(config.with_context(reading)?)?;
        context.register_table(self.name.as_str(), Arc::new(table))?;
        Ok(())
    }
}

fn url_of(path: &Path) -> anyhow::Result<url::Url> {
    url::Url::from_file_path(path)
        .map_err(|()| anyhow::anyhow!("{}: not an absolute path", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_a_name_and_files() {
        let table: TableArg = "press=archive/*.parquet".parse().unwrap();
        assert_eq!(
            (table.name.as_str(), table.pattern.as_str()),
            ("press", "archive/*.parquet")
        );
        for wrong in ["press", "=a.csv", "press=", "a b=c.csv", "a;b=c.csv"] {
            assert!(wrong.parse::<TableArg>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_kind_of_a_file_is_in_its_name() {
        let kind =
            |name: &str| Kind::of(Path::new(name)).map(|kind| (kind.layout, kind.compression));
        assert_eq!(kind("a/b.CSV"), Some((Layout::Csv, "")));
        assert_eq!(kind("b.jsonl.gz"), Some((Layout::Jsonl, "gz")));
        assert_eq!(kind("b.parquet"), Some((Layout::Parquet, "")));
        assert_eq!(kind("b.parquet.zst"), None);
        assert_eq!(kind("b.txt"), None);
        assert_eq!(kind("csv"), None);
    }
}
