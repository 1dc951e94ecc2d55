//! Labels that are rare beside others, and labels that may be meant as one.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use stance_features::fold_accents;

use super::{Case, Check, Finding, counted, finding};

/// How many times the rows of a label the most frequent one may have.
const RATIO: usize = 10;

/// Rows that a label needs for each of five folds to have one.
const FEW: usize = 5;

/// Returns the rows of each label, by name.
pub(super) fn rows_by_label(labels: &[String]) -> BTreeMap<&str, Vec<usize>> {
    let mut rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (row, label) in labels.iter().enumerate() {
        rows.entry(label).or_default().push(row);
    }
    rows
}

/// Returns the labels that have too few rows: by themselves, or beside the most frequent one.
pub(super) fn find(labels: &[String]) -> Option<Finding> {
    let by_label = rows_by_label(labels);
    let (n_labels, most) = (by_label.len(), by_label.values().map(Vec::len).max()?);
    let mut cases = Vec::new();
    if n_labels == 1 {
        cases.extend(by_label.iter().map(|(label, rows)| Case {
            rows: rows.clone(),
            detail: format!("`{label}` is the only label: training needs two"),
        }));
    } else {
        let rare = by_label
            .into_iter()
            .filter(|(_, rows)| rows.len() < FEW || rows.len() * RATIO < most);
        cases.extend(rare.map(|(label, rows)| {
            let has = counted(rows.len(), "row", "rows");
            let detail = format!("`{label}` has {has}, the most frequent label {most}");
            Case { rows, detail }
        }));
    }
    let message = counted(cases.len(), "label has", "labels have");
    finding(
        Check::Imbalance,
        format!("{message} few rows, or few beside the others"),
        cases,
    )
}

/// Returns the labels that differ from a more frequent one in case, accents, blanks, hyphens and underscores only.
pub(super) fn find_similar(labels: &[String]) -> Option<Finding> {
    let mut by_key: BTreeMap<String, Vec<(&str, Vec<usize>)>> = BTreeMap::new();
    for (label, rows) in rows_by_label(labels) {
        let key = key(label);
        // -1 and 1 are two labels.
        if key.chars().any(char::is_alphabetic) {
            by_key.entry(key).or_default().push((label, rows));
        }
    }
    let mut cases = Vec::new();
    for mut alike in by_key.into_values() {
        // The most frequent first; of equally frequent ones, the first by name.
        alike.sort_by_key(|(_, rows)| Reverse(rows.len()));
        let mut alike = alike.into_iter();
        let Some((usual, usual_rows)) = alike.next() else {
            continue;
        };
        cases.extend(alike.map(|(label, rows)| {
            let has = counted(rows.len(), "row", "rows");
            let detail = format!("`{label}` has {has}, `{usual}` {}", usual_rows.len());
            Case { rows, detail }
        }));
    }
    let message = counted(cases.len(), "label differs", "labels differ");
    finding(
        Check::SimilarLabels,
        format!("{message} from another in case, accents, blanks or hyphens only"),
        cases,
    )
}

/// Returns a label in lower case, without accents and what joins or parts words.
fn key(label: &str) -> String {
    let joins = |character: char| character.is_whitespace() || matches!(character, '-' | '_');
    fold_accents(&label.to_lowercase()).replace(joins, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_written_in_two_ways_are_told_and_other_labels_are_not() {
        let similar = |labels: &[&str]| -> Vec<(Vec<usize>, String)> {
            let labels: Vec<String> = labels.iter().map(|&label| label.to_owned()).collect();
            let cases = find_similar(&labels)
                .into_iter()
                .flat_map(|found| found.cases);
            cases.map(|case| (case.rows, case.detail)).collect()
        };
        assert_eq!(
            similar(&["pro-ai", "Pro AI", "pro-ai", "contre"]),
            [(vec![1], "`Pro AI` has 1 row, `pro-ai` 2".to_owned())]
        );
        assert_eq!(similar(&["négatif", "negatif"]).len(), 1);
        assert_eq!(
            similar(&["+", "-", "--", "1", "-1", "A", "A+", "pour", "pour"]),
            []
        );
    }

    fn rare(counts: &[(&str, usize)]) -> Vec<String> {
        let labels = counts
            .iter()
            .flat_map(|&(label, n)| vec![label.to_owned(); n]);
        let found = find(&labels.collect::<Vec<_>>());
        let cases = found.into_iter().flat_map(|finding| finding.cases);
        cases.map(|case| case.detail).collect()
    }

    #[test]
    fn a_tenth_of_the_most_frequent_is_the_least() {
        assert_eq!(rare(&[("a", 100), ("b", 10)]), [""; 0]);
        assert_eq!(
            rare(&[("a", 101), ("b", 10)]),
            ["`b` has 10 rows, the most frequent label 101"]
        );
        assert_eq!(rare(&[("a", 5), ("b", 5)]), [""; 0]);
        assert_eq!(rare(&[("a", 5), ("b", 1)]).len(), 1);
        assert_eq!(rare(&[("a", 9)]).len(), 1);
        assert_eq!(rare(&[]), [""; 0]);
    }
}
