//! Labelled rows in fastText's format: one text per line, and among its words its label, as `__label__NAME`.

use stance_model::check_label;
use stance_model::record::Columns;

use super::{Groups, LABEL_HINT, Reading, Rows};
use crate::failure::{Failure, Problem, Skipped};
use crate::io::Io;

/// What a label begins with.
const PREFIX: &str = "__label__";

/// Whether the first line that is not empty begins with a label.
pub(super) fn is_likely(text: &str) -> bool {
    text.trim_start().starts_with(PREFIX)
}

/// Reads the rows of a file. Lines without a text, without a label or with several are reported and left out.
pub(super) fn read(
    file: &str,
    text: &str,
    reading: &Reading<'_>,
    skipped: &mut Skipped,
    io: &mut Io<'_>,
) -> anyhow::Result<(Rows, Columns)> {
    check_columns(file, reading)?;
    let mut rows = Rows::new(false, false, false, 0);
    for (line, content) in (1..).zip(text.lines()) {
        if content.trim().is_empty() {
            continue;
        }
        rows.n_read += 1;
        let found = row(content).and_then(|(label, text)| match check_label(label) {
            None => Ok((label, text)),
            Some(rule) => Err((format!("the label {label:?} {rule}"), LABEL_HINT)),
        });
        match found {
            Ok((label, text)) => {
                rows.set.texts.push(text);
                rows.set.labels.push(label.to_owned());
                rows.lines.push(line);
            }
            Err((message, hint)) => skipped.report(
                io,
                &Problem {
                    file: file.to_owned(),
                    line: Some(line),
                    message,
                    hint,
                },
            )?,
        }
    }
    let columns = Columns {
        text: "text".to_owned(),
        label: PREFIX.to_owned(),
        group: None,
        weight: None,
    };
    Ok((rows, columns))
}

/// Fails where a column is asked for: this format has none.
fn check_columns(file: &str, reading: &Reading<'_>) -> anyhow::Result<()> {
    let optional = &reading.optional;
    let asked = match optional.groups {
        Groups::Column(name) => Some(name),
        Groups::Auto | Groups::None => {
            let other = optional.others.first().map(String::as_str);
            optional.weight.or(optional.target).or(other)
        }
    };
    match asked {
        None => Ok(()),
        Some(name) => {
            let message = format!("{file}: no column `{name}`: a fastText file has no columns");
            Err(Failure::new(message, "leave the option out, or give the rows as csv").into())
        }
    }
}

/// Returns the label and the text of a line, or what is wrong with it and what to do.
fn row(line: &str) -> Result<(&str, String), (String, &'static str)> {
    let (labels, words): (Vec<&str>, Vec<&str>) = line
        .split_whitespace()
        .partition(|word| word.starts_with(PREFIX));
    if words.is_empty() {
        let message = "no text beside the label".to_owned();
        return Err((message, "fill the text in or delete the line"));
    }
    match labels.as_slice() {
        [label] => Ok((&label[PREFIX.len()..], words.join(" "))),
        [] => {
            let message = format!("no word begins with `{PREFIX}`");
            Err((message, "put the label before the text: __label__NAME"))
        }
        several => {
            let message = format!("one `{PREFIX}` expected, {} found", several.len());
            Err((message, "leave the one that the text is to teach"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_may_stand_anywhere_in_its_line() {
        assert_eq!(row("__label__a  un  deux"), Ok(("a", "un deux".to_owned())));
        assert_eq!(row("un __label__a deux"), Ok(("a", "un deux".to_owned())));
        for bad in ["un deux", "__label__a", "__label__a __label__b un"] {
            assert!(row(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_format_is_told_by_the_first_word() {
        assert!(is_likely("\n__label__a un"));
        assert!(!is_likely("text,label\n__label__a,b\n"));
    }
}
