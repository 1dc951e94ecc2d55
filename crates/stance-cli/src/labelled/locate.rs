//! Errors about labelled rows, with the place in the file and the way out.

use stance_model::{Error, OrderError, SharesError, logistic};

use super::LabelledFile;
use crate::failure::Failure;

impl LabelledFile {
    /// Adds the file, and the line where there is one, to an error about a row.
    pub(crate) fn locate(&self, error: Error) -> anyhow::Error {
        let named = self
            .files
            .iter()
            .map(|file| file.path.display().to_string());
        let files = named.collect::<Vec<_>>().join(", ");
        let (target, error) = match error {
            Error::Target { target, source } => (format!("target `{target}`: "), *source),
            other => (String::new(), other),
        };
        let row = match &error {
            Error::MalformedLabel { row, .. }
            | Error::LabelMetOnce { row, .. }
            | Error::UnknownLabel { row, .. }
            | Error::UnknownTarget { row, .. } => Some(*row),
            _ => None,
        };
        let place = row.map_or(files, |row| self.place(row));
        let hint = match &error {
            Error::NoRows => "no row is left to work with: mend the rows reported above",
            Error::OneLabel { .. } | Error::LabelMetOnce { .. } if target.is_empty() => {
                "add rows with other labels, or leave the rare label out"
            }
            Error::OneLabel { .. } | Error::LabelMetOnce { .. } => {
                "add rows of this target, or leave its rows out"
            }
            Error::TooManyFolds { .. } | Error::LabelInOneGroup { .. } => {
                "ask for fewer --folds (0 for none), or add rows"
            }
            Error::WeightlessLabel { .. } => "give some row of each label a weight above 0",
            Error::Logistic(
                logistic::Error::ClassInOneFold { .. } | logistic::Error::WeightlessFold { .. },
            ) => "ask for fewer --folds (0 for none), or give more rows a weight above 0",
            Error::TooFewFolds(_) => "use --folds 5, or 0 for none",
            Error::UnknownLabel { .. } => "rename the labels in the file, or use another model",
            Error::UnknownTarget { .. } => {
                "leave out the rows of this target, or use another model"
            }
            Error::Ordered(error) => order_hint(error),
            Error::Shares(SharesError::Ordered) => "leave out --shares or --ordered",
            Error::Shares(_) => "give each label of the file a share: --shares LABEL=0.3,…",
            Error::TablesNeedWords => "use --words 1-2, or leave out --vectors and --lexicon",
            _ if target.is_empty() => return anyhow::Error::new(error).context(place),
            _ => {
                return anyhow::Error::new(error)
                    .context(format!("{place}: {}", target.trim_end_matches(": ")));
            }
        };
        let message = format!("{place}: {target}{}", message(&error));
        anyhow::Error::new(Failure::new(message, hint))
    }
}

/// The text of an error about a row, without the row number: the line says where.
fn message(error: &Error) -> String {
    let text = error.to_string();
    match text
        .strip_prefix("row ")
        .and_then(|rest| rest.split_once(": "))
    {
        Some((_, rest)) => rest.to_owned(),
        None => text,
    }
}

/// What to do about an order of labels that does not fit.
fn order_hint(error: &OrderError) -> &'static str {
    match error {
        OrderError::Uncalibrated => "leave out --calibrate none, or --ordered",
        OrderError::TooFewFolds(_) => "use --folds 5, or leave out --ordered",
        OrderError::TooFewGroups { .. } => "add rows of other groups with this label",
        OrderError::NotAlongAxis { .. } | OrderError::Cuts(_) => "train without --ordered",
        _ => {
            "name every label of the file once, from one end to the other: --ordered against,neutral,for"
        }
    }
}
