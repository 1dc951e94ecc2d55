//! What `stance train --dry-run` prints: what would be trained on what.

use std::io::{self, Write};

use stance_features::Ngrams;
use stance_model::{C_GRID, C_WITHOUT_FOLDS, CChoice, Plan, TrainOptions, plan, plan_targets};

use super::report::{line, rows};
use super::{Args, grouped};
use crate::io::Io;
use crate::labelled::LabelledFile;

/// Checks all that training checks before it fits anything, and prints what it would do.
pub(super) fn write(
    args: &Args,
    file: &LabelledFile,
    options: &TrainOptions,
    language_detected: bool,
    io: &mut Io<'_>,
) -> anyhow::Result<()> {
    let out = &mut *io.stdout;
    let located = |error| file.locate(error);
    let (set, column) = (&file.set, args.training.target_column.as_deref());
    if let Some(targets) = &file.targets {
        let plans = plan_targets(set, targets, options).map_err(located)?;
        line(out, "rows", &rows(file, column))?;
        line(out, "targets", &grouped(plans.len()))?;
        for (target, plan) in &plans {
            writeln!(out)?;
            line(out, "target", target)?;
            line(out, "rows", &grouped(plan.rows))?;
            of_plan(out, plan, options)?;
        }
        writeln!(out)?;
    } else {
        let plan = plan(set, options).map_err(located)?;
        line(out, "rows", &rows(file, column))?;
        of_plan(out, &plan, options)?;
    }
    let detected = if language_detected { " (detected)" } else { "" };
    let language = options.language.map_or("none", |language| language.code());
    line(out, "language", &format!("{language}{detected}"))?;
    let c = match options.c {
        CChoice::Fixed(c) => c.to_string(),
        CChoice::Auto if options.folds == 0 => {
            format!("{C_WITHOUT_FOLDS}, there are no folds to choose by")
        }
        CChoice::Auto => {
            let grid = C_GRID.map(|c| c.to_string()).join(", ");
            format!("one of {grid}, by cross-validated log loss")
        }
    };
    line(out, "C", &c)?;
    let output = args.output.as_ref();
    let output = output.map_or_else(|| "no file".to_owned(), |path| path.display().to_string());
    line(
        out,
        "model",
        &format!("{output}; not written, this is a dry run"),
    )?;
    Ok(())
}

/// Prints what one classifier would be trained on.
fn of_plan(out: &mut dyn Write, plan: &Plan, options: &TrainOptions) -> io::Result<()> {
    let labels = plan.labels.iter().zip(&plan.label_counts);
    let labels: Vec<String> = labels
        .map(|(label, &count)| format!("{label} {}", grouped(count)))
        .collect();
    line(out, "labels", &labels.join(", "))?;
    let ngrams = |name: &str, n: Option<Ngrams>| n.map(|n| format!("{name} {n}"));
    let blocks = [
        ngrams("words", options.words),
        ngrams("characters", options.chars),
    ];
    let blocks: Vec<String> = blocks.into_iter().flatten().collect();
    let rows = if plan.min_df == 1 { "row" } else { "rows" };
    let features = format!(
        "{}, each in {} {rows} or more",
        blocks.join(", "),
        plan.min_df
    );
    line(out, "features", &features)?;
    let folds = match plan.groups {
        Some(groups) => format!(
            "{}, {} groups spread over them",
            options.folds,
            grouped(groups)
        ),
        None => "none".to_owned(),
    };
    line(out, "folds", &folds)
}
