//! Labels as a training set gives them, and their numbers: 0, 1, 2 … in byte order of the names.

use std::collections::BTreeMap;

use crate::error::Error;

/// Returns the rule that a label breaks, if any: it is not empty, has no blank at either end and
/// no control character.
#[must_use]
pub fn check_label(label: &str) -> Option<&'static str> {
    if label.is_empty() {
        Some("is empty")
    } else if label.trim() != label {
        Some("has blanks at its ends")
    } else if label.chars().any(char::is_control) {
        Some("holds a control character")
    } else {
        None
    }
}

/// Returns the distinct labels in byte order and the number of each row's label.
///
/// # Errors
///
/// [`Error::NoRows`], [`Error::MalformedLabel`], [`Error::OneLabel`], [`Error::LabelMetOnce`].
pub(crate) fn number_labels(rows: &[String]) -> Result<(Vec<String>, Vec<usize>), Error> {
    let mut first_rows: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (row, label) in rows.iter().enumerate() {
        if let Some(rule) = check_label(label) {
            return Err(Error::MalformedLabel {
                row,
                label: label.clone(),
                rule,
            });
        }
        first_rows.entry(label).or_insert((row, 0)).1 += 1;
    }
    let mut met = first_rows.iter();
    match (met.next(), met.next()) {
        (None, _) => return Err(Error::NoRows),
        (Some((label, _)), None) => {
            return Err(Error::OneLabel {
                label: (*label).to_owned(),
                rows: rows.len(),
            });
        }
        _ => {}
    }
    if let Some((label, (row, _))) = first_rows.iter().find(|(_, (_, count))| *count == 1) {
        return Err(Error::LabelMetOnce {
            label: (*label).to_owned(),
            row: *row,
        });
    }
    let labels: Vec<String> = first_rows.keys().map(|label| (*label).to_owned()).collect();
    let number = |label: &String| labels.binary_search(label).unwrap_or(0);
    let numbers = rows.iter().map(number).collect();
    Ok((labels, numbers))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(labels: &[&str]) -> Vec<String> {
        labels.iter().map(|label| (*label).to_owned()).collect()
    }

    #[test]
    fn labels_are_numbered_by_name_not_by_frequency() {
        let (labels, numbers) = number_labels(&rows(&["b", "b", "b", "a", "a"])).unwrap();
        assert_eq!(labels, ["a", "b"]);
        assert_eq!(numbers, [1, 1, 1, 0, 0]);
    }

    #[test]
    fn each_rule_has_its_error() {
        assert!(matches!(number_labels(&[]), Err(Error::NoRows)));
        assert!(matches!(
            number_labels(&rows(&["a", "a"])),
            Err(Error::OneLabel { rows: 2, .. })
        ));
        let once = number_labels(&rows(&["a", "a", "b"]));
        assert!(
            matches!(once, Err(Error::LabelMetOnce { row: 2, .. })),
            "{once:?}"
        );
        for bad in ["", " a", "a\u{7}b"] {
            let result = number_labels(&rows(&["x", bad]));
            assert!(
                matches!(result, Err(Error::MalformedLabel { row: 1, .. })),
                "{bad:?}"
            );
        }
    }
}
