//! What `stance train` prints: what was learnt from what, how well, and what to mistrust.

use std::io::{self, Write};

use stance_model::record::TrainingRecord;
use stance_model::{Classifier, Model};

use super::grouped;
use crate::input::list;
use crate::io::Io;
use crate::labelled::LabelledFile;
use crate::output::aligned;
use crate::printable::printable;

/// What there is to tell of a training run.
pub(super) struct Report<'a> {
    pub(super) file: &'a LabelledFile,
    pub(super) model: &'a Model,
    pub(super) language_detected: bool,
    /// Name and size of the model file.
    pub(super) written: String,
    pub(super) with_c_path: bool,
}

impl Report<'_> {
    /// Prints the report on stdout, and warnings on stderr.
    pub(super) fn write(&self, io: &mut Io<'_>) -> io::Result<()> {
        let out = &mut *io.stdout;
        line(out, "rows", &rows(self.file, self.model.target_column()))?;
        match self.model.single() {
            Some(classifier) => self.classifier(out, classifier)?,
            None => self.targets(out)?,
        }
        line(out, "model", &self.written)?;
        if let (Some(classifier), true) = (self.model.single(), self.with_c_path) {
            c_path(out, classifier.record())?;
        }
        for (number, classifier) in self.model.classifiers().iter().enumerate() {
            if let Some(what) = unconverged(classifier.record()) {
                let target = self.model.targets().get(number);
                let target = target.map_or(String::new(), |target| format!("target `{target}`: "));
                let warning =
                    format!("warning: {target}{what}; raise --max-iterations or lower --c");
                writeln!(io.stderr, "{}", printable(&warning))?;
            }
        }
        Ok(())
    }

    /// Prints each target's classifier under its name.
    fn targets(&self, out: &mut dyn Write) -> io::Result<()> {
        let (targets, classifiers) = (self.model.targets(), self.model.classifiers());
        line(out, "targets", &grouped(targets.len()))?;
        for (target, classifier) in targets.iter().zip(classifiers) {
            writeln!(out)?;
            line(out, "target", target)?;
            line(out, "rows", &grouped(classifier.record().rows))?;
            self.classifier(out, classifier)?;
            if self.with_c_path {
                c_path(out, classifier.record())?;
            }
        }
        writeln!(out)
    }

    fn classifier(&self, out: &mut dyn Write, classifier: &Classifier) -> io::Result<()> {
        let record = classifier.record();
        line(out, "labels", &labels(classifier))?;
        let language = classifier.vectorizer().settings().language();
        let language = language.map_or("none", |language| language.code());
        let detected = if self.language_detected {
            " (detected)"
        } else {
            ""
        };
        line(out, "language", &format!("{language}{detected}"))?;
        line(
            out,
            "features",
            &grouped(classifier.vectorizer().n_features()),
        )?;
        let chosen = if record.c_chosen {
            " (chosen by cross-validated log loss)"
        } else {
            ""
        };
        line(out, "C", &format!("{}{chosen}", record.c))?;
        figures(out, record)?;
        match unconverged(record) {
            Some(what) => line(out, "warning", &what),
            None => Ok(()),
        }
    }
}

/// Says where the rows came from, and which columns were read.
pub(crate) fn rows(file: &LabelledFile, target_column: Option<&str>) -> String {
    let left_out = match file.left_out {
        0 => String::new(),
        n => format!(", {} left out", grouped(n)),
    };
    let mut columns = vec![file.columns.text.as_str(), file.columns.label.as_str()];
    columns.extend(file.columns.group.as_deref());
    columns.extend(file.columns.weight.as_deref());
    columns.extend(target_column);
    format!(
        "{} from {}{left_out} (columns {})",
        grouped(file.set.texts.len()),
        file.names(),
        list(columns.into_iter())
    )
}

pub(crate) fn line(out: &mut dyn Write, name: &str, value: &str) -> io::Result<()> {
    writeln!(out, "{name:<10}{}", printable(value))
}

/// The labels with their rows, ordered ones in their order.
pub(crate) fn labels(classifier: &Classifier) -> String {
    let (labels, counts) = (classifier.labels(), &classifier.record().label_counts);
    let text = |label: usize| format!("{} {}", labels[label], grouped(counts[label]));
    match classifier.ordered() {
        Some(cuts) => cuts
            .order()
            .iter()
            .map(|&label| text(label))
            .collect::<Vec<_>>()
            .join(" < "),
        None => (0..labels.len()).map(text).collect::<Vec<_>>().join(", "),
    }
}

/// Prints the cross-validated figures, where there are any.
pub(crate) fn figures(out: &mut dyn Write, record: &TrainingRecord) -> io::Result<()> {
    let Some(figures) = &record.cross_validation else {
        return Ok(());
    };
    let folds = format!("{} folds, {} groups", record.folds, grouped(figures.groups));
    let spread = |mean: f64, sd: f64| format!("{mean:.3} ± {sd:.3}");
    let accuracy = spread(figures.accuracy, figures.accuracy_sd);
    let accuracy = format!("{accuracy} (cross-validated, {folds}; mean ± standard deviation)");
    line(out, "accuracy", &accuracy)?;
    line(
        out,
        "macro-F1",
        &spread(figures.macro_f1, figures.macro_f1_sd),
    )?;
    line(out, "log loss", &format!("{:.3}", figures.log_loss))
}

/// Prints the values of `C` tried.
fn c_path(out: &mut dyn Write, record: &TrainingRecord) -> io::Result<()> {
    let rows = match record.ordered {
        Some(_) => "held-out rows of the two ends",
        None => "held-out rows",
    };
    writeln!(
        out,
        "\nlog loss of {rows} by C; chosen is the smallest C within one standard error of the best"
    )?;
    let log_losses = record.c_path.iter().map(|point| point.log_loss);
    let best = log_losses.fold(f64::INFINITY, f64::min);
    let mut rows = vec![
        ["C", "log loss", "standard error", ""]
            .map(str::to_owned)
            .to_vec(),
    ];
    for point in &record.c_path {
        let is_chosen = point.c.to_bits() == record.c.to_bits();
        let remark = match (point.converged, is_chosen, point.log_loss <= best) {
            (false, true, _) => "chosen, not converged",
            (false, false, _) => "not converged",
            (true, true, true) => "best, chosen",
            (true, true, false) => "chosen",
            (true, false, true) => "best",
            (true, false, false) => "",
        };
        rows.push(vec![
            point.c.to_string(),
            format!("{:.4}", point.log_loss),
            format!("{:.4}", point.standard_error),
            remark.to_owned(),
        ]);
    }
    aligned(out, &rows)
}

/// Says which fits ended before their tolerance, if any did.
pub(crate) fn unconverged(record: &TrainingRecord) -> Option<String> {
    let mut parts = Vec::new();
    let end = &record.convergence;
    if !end.converged {
        let (iterations, norm) = (end.iterations, end.gradient_norm);
        parts.push(format!(
            "the fit to all rows ({iterations} iterations, relative gradient norm {norm:.1e})"
        ));
    }
    let figures = record.cross_validation.as_ref();
    if figures.is_some_and(|figures| !figures.converged) {
        parts.push("fits of the cross-validation".to_owned());
    }
    let values = record.c_path.iter().filter(|point| !point.converged);
    let values: Vec<String> = values.map(|point| point.c.to_string()).collect();
    if !values.is_empty() {
        parts.push(format!(
            "fits of the choice of C, at C {}",
            values.join(", ")
        ));
    }
    let what = parts.join("; ");
    (!parts.is_empty()).then(|| format!("short of the solver's tolerance: {what}"))
}
