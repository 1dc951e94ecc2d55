//! `stance evaluate`: models against labelled rows.

use std::path::{Path, PathBuf};

use stance_model::folds::group_rows;
use stance_model::{Judged, Model};

use crate::ExitStatus;
use crate::failure::{Failure, Skipped};
use crate::figures::{self, ReportArgs, Subject};
use crate::io::Io;
use crate::labelled::{ColumnArgs, Groups, LabelledFile, Optional, read_labelled};
use crate::models::{open_model, target_column};
use crate::workers::ThreadArgs;

/// Compare models with labelled paragraphs
///
/// Prints accuracy, balanced accuracy, macro and weighted F1, AUC, log loss, Brier score and calibration error,
/// precision, recall, F1 and AUC of each label, each with a bootstrap interval over groups of rows; the confusion
/// matrix, how wrong the surest rows are, and the surest errors. Figures are over all rows, and for a model with
/// targets over each target's, too. With --against, the figures of other models over the same rows, the
/// differences with intervals from the same bootstrap samples, and McNemar's test.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  stance evaluate stance-ai-fr labelled.csv --by sector\n  \
    stance evaluate new.model labelled.csv --against old.model\n  \
    stance evaluate new.model labelled.csv --format html -o report.html\n  \
    stance evaluate new.model labelled.csv --min-macro-f1 0.7 --format json"
)]
pub(crate) struct Args {
    /// Path of a model file, else name of an embedded model
    #[arg(value_name = "MODEL")]
    model: String,
    /// CSV file of labelled texts
    #[arg(value_name = "DATA.csv")]
    data: PathBuf,
    /// Another model to compare it with; may be given more than once
    #[arg(long, value_name = "MODEL")]
    against: Vec<String>,
    #[command(flatten)]
    columns: ColumnArgs,
    /// Column of groups: rows of one group (an article, an author) are drawn together for an interval.
    /// `none` for no groups [default: a column named `group`, where there is one]
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    group_column: Option<String>,
    /// Column of targets, for a model with targets [default: the one it was trained with]
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    target_column: Option<String>,
    #[command(flatten)]
    report: ReportArgs,
    #[command(flatten)]
    threads: ThreadArgs,
}

pub(crate) fn run(args: &Args, io: &mut Io<'_>) -> anyhow::Result<ExitStatus> {
    figures::check_columns(&args.report.by)?;
    let names: Vec<&str> = std::iter::once(&args.model)
        .chain(&args.against)
        .map(String::as_str)
        .collect();
    let read = names.iter().map(Path::new).chain([args.data.as_path()]);
    args.report.check_output(read)?;
    let models = names.iter().map(|name| open_model(name));
    let models = models.collect::<anyhow::Result<Vec<Model>>>()?;
    // The rows must have targets that the first model with targets knows.
    let with_targets = models.iter().find(|model| model.target_column().is_some());
    let picking = with_targets.unwrap_or(&models[0]);
    let mut skipped = Skipped::default();
    let optional = Optional {
        groups: Groups::from_option(args.group_column.as_deref()),
        weight: None,
        target: target_column(picking, args.target_column.as_deref())?,
        model: Some(picking),
        others: &args.report.by,
    };
    let file = read_labelled(&args.data, &args.columns, optional, &mut skipped, io)?;
    let groups = group_rows(&file.set.texts, file.set.groups.as_deref());
    let pool = args.threads.pool()?;
    let mut judged = Vec::with_capacity(models.len());
    for (name, model) in names.iter().zip(&models) {
        let found = pool.install(|| judge(model, &file, &groups));
        judged.push(found.map_err(|error| match args.against.as_slice() {
            [] => error,
            _ => error.context(in_model(name)),
        })?);
    }
    let mut judged = judged.into_iter();
    let Some(first) = judged.next() else {
        return Ok(skipped.status());
    };
    let classifiers = models[0].classifiers().iter();
    let targets = models[0].targets().iter().cloned();
    let subject = Subject {
        judged: &first,
        model: args.model.clone(),
        file: &file,
        by: &file.others,
        targets: targets
            .zip(classifiers.map(|classifier| classifier.labels().to_vec()))
            .collect(),
        against: args.against.iter().cloned().zip(judged).collect(),
        training: None,
    };
    figures::write(subject, &args.report, &pool, &skipped, io)
}

fn judge(model: &Model, file: &LabelledFile, groups: &[usize]) -> anyhow::Result<Judged> {
    let (texts, labels) = (&file.set.texts, &file.set.labels);
    let judged = Judged::by_model(model, texts, labels, file.targets.as_deref(), groups);
    judged.map_err(|error| file.locate(error))
}

/// Says which of several models could not judge the rows.
fn in_model(name: &str) -> Failure {
    let hint = "every model must know all labels and targets of the rows";
    Failure::new(format!("the model {name}"), hint)
}
