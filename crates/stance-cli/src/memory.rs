//! The limit of memory that a training run is given, and what it is estimated to take.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use stance_model::{TrainOptions, estimate_cross_validation_memory, estimate_memory};

use crate::failure::Failure;
use crate::labelled::LabelledFile;

/// How much memory training may take.
#[derive(Debug, Clone, Args)]
pub(crate) struct MemoryArgs {
    /// Refuse to train where that is estimated to take more memory, as 2GB or 512MiB [default: no limit]
    #[arg(long, value_name = "SIZE", help_heading = "Running")]
    max_memory: Option<Size>,
}

/// What is done with rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    /// One model is trained on all of them.
    Training,
    /// Models are trained, each without some of them.
    CrossValidation,
}

/// A number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Size(u64);

/// The units of sizes, each with its bytes.
const UNITS: [(&str, u64); 9] = [
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
    ("tib", 1 << 40),
    ("kb", 1_000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("tb", 1_000_000_000_000),
    ("b", 1),
];

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "a size with its unit expected, as 2GB or 512MiB".to_owned();
        let lower = text.trim().to_ascii_lowercase();
        let unit = UNITS
            .iter()
            .find_map(|(name, bytes)| Some((lower.strip_suffix(name)?, *bytes)));
        let (number, bytes) = unit.ok_or_else(wrong)?;
        let number: f64 = number.trim().parse().map_err(|_| wrong())?;
        let size = number * bytes as f64;
        if !(1.0..1e18).contains(&size) {
            return Err(wrong());
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "in range, and a fraction of a byte is none"
        )]
        Ok(Self(size as u64))
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            bytes if bytes < 1_000_000_000 => write!(f, "{:.0} MB", bytes as f64 / 1e6),
            bytes => write!(f, "{:.1} GB", bytes as f64 / 1e9),
        }
    }
}

impl MemoryArgs {
    /// Refuses files that are too large to be read within the limit.
    pub(crate) fn check_files(&self, files: &[PathBuf]) -> anyhow::Result<()> {
        let sizes = files.iter().filter_map(|path| std::fs::metadata(path).ok());
        let bytes: u64 = sizes
            .filter(std::fs::Metadata::is_file)
            .map(|file| file.len())
            .sum();
        match self.max_memory {
            // A packed file takes no less than its bytes.
            Some(most) if Size(bytes) > most => {
                let message = format!(
                    "the data alone are {}, more than --max-memory {most}",
                    Size(bytes)
                );
                Err(Failure::new(message, "raise the limit, or train on fewer rows").into())
            }
            _ => Ok(()),
        }
    }

    /// Estimates what training will take, where there is a limit; refuses what is over it.
    pub(crate) fn check(
        &self,
        work: Work,
        file: &LabelledFile,
        options: &TrainOptions,
        n_threads: usize,
    ) -> anyhow::Result<Option<String>> {
        let Some(most) = self.max_memory else {
            return Ok(None);
        };
        let bytes = match work {
            Work::Training => estimate_memory(&file.set, options, n_threads),
            Work::CrossValidation => {
                estimate_cross_validation_memory(&file.set, options, n_threads)
            }
        };
        let estimate = Size(bytes.map_err(|error| file.locate(error))?);
        if estimate > most {
            let message = format!(
                "training on {} rows is estimated to take {estimate}, more than --max-memory {most}",
                file.set.texts.len()
            );
            let hint = "raise the limit, or train on fewer rows, with --chars none, --min-df 2, or --threads 1";
            return Err(Failure::new(message, hint).into());
        }
        Ok(Some(format!(
            "{estimate} estimated, of --max-memory {most}"
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        for (text, bytes) in [
            ("2GB", 2_000_000_000),
            ("512MiB", 512 << 20),
            ("1.5 gb", 1_500_000_000),
            ("64kib", 64 << 10),
            ("1tb", 1_000_000_000_000),
            ("100b", 100),
        ] {
            assert_eq!(text.parse(), Ok(Size(bytes)), "{text}");
        }
        for text in [
            "", "2", "GB", "-1GB", "nanGB", "infTB", "0GB", "2 GBs", "1e30TB",
        ] {
            assert!(text.parse::<Size>().is_err(), "{text}");
        }
        assert_eq!(Size(512 << 20).to_string(), "537 MB");
        assert_eq!(Size(1_500_000_000).to_string(), "1.5 GB");
    }
}
