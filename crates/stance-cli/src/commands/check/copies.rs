//! Rows that say the same as others, or nearly: what they repeat, contradict and leak.

use std::collections::{BTreeMap, BTreeSet};

use stance_features::{TokenKind, Tokenizer, near_duplicates};
use stance_model::folds::group_rows;

use super::{Case, Check, Finding, counted, finding};
use crate::input::list;
use crate::labelled::LabelledFile;

/// Rows that say the same, or nearly.
struct Cluster {
    /// Rising.
    rows: Vec<usize>,
    /// Similarity of the pair least alike of those that hold it together: 1 where all have the same words.
    similarity: f64,
}

/// Returns the duplicates, near-duplicates, contradictions and leaks.
pub(super) fn find(file: &LabelledFile, similarity: f64) -> anyhow::Result<Vec<Finding>> {
    let mut clusters = Vec::new();
    for rows in by_target(file) {
        clusters.extend(clusters_of(file, &rows, similarity)?);
    }
    clusters.sort_unstable_by_key(|cluster| cluster.rows[0]);
    let labels = |cluster: &Cluster| -> BTreeSet<&str> {
        let labels = cluster
            .rows
            .iter()
            .map(|&row| file.set.labels[row].as_str());
        labels.collect()
    };
    let agreeing = |cluster: &&Cluster| labels(cluster).len() == 1;
    let (same, near): (Vec<_>, Vec<_>) = clusters
        .iter()
        .filter(agreeing)
        .partition(|cluster| cluster.similarity >= 1.0);
    let contradicting: Vec<_> = clusters
        .iter()
        .filter(|cluster| !agreeing(cluster))
        .collect();
    let leaking = leaking(file, &clusters);
    let cases = |clusters: &[&Cluster], detail: &dyn Fn(&Cluster) -> String| {
        let case = |cluster: &&Cluster| Case {
            rows: cluster.rows.clone(),
            detail: detail(cluster),
        };
        clusters.iter().map(case).collect::<Vec<_>>()
    };
    let label = |cluster: &Cluster| format!("label {}", list(labels(cluster).into_iter()));
    let alike = |cluster: &Cluster| match cluster.similarity {
        1.0.. => "the same words".to_owned(),
        similarity => format!("similarity {similarity:.2}"),
    };
    let both = |cluster: &Cluster| format!("{}, {}", alike(cluster), label(cluster));
    let found = [
        finding(
            Check::Duplicates,
            format!("{} the words of an earlier row", later(&same)),
            cases(&same, &label),
        ),
        finding(
            Check::NearDuplicates,
            format!("{} nearly the words of an earlier row", later(&near)),
            cases(&near, &both),
        ),
        finding(
            Check::ContradictingLabels,
            format!(
                "{} different labels, word for word or nearly",
                counted(contradicting.len(), "text has", "texts have")
            ),
            cases(&contradicting, &both),
        ),
        finding(
            Check::Leaks,
            format!(
                "{} in different groups, word for word or nearly",
                counted(leaking.len(), "text is", "texts are")
            ),
            cases(&leaking, &|cluster| {
                format!("{}, {}", alike(cluster), groups(file, cluster))
            }),
        ),
    ];
    Ok(found.into_iter().flatten().collect())
}

/// Says how many rows repeat an earlier one.
fn later(clusters: &[&Cluster]) -> String {
    let rows = clusters.iter().map(|cluster| cluster.rows.len() - 1).sum();
    counted(rows, "row has", "rows have")
}

/// Returns the rows of each target; all of them where there are no targets.
fn by_target(file: &LabelledFile) -> Vec<Vec<usize>> {
    let Some(targets) = &file.targets else {
        return vec![(0..file.set.texts.len()).collect()];
    };
    let mut rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (row, target) in targets.iter().enumerate() {
        rows.entry(target).or_default().push(row);
    }
    rows.into_values().collect()
}

/// Returns the clusters of two rows and more among these rows.
fn clusters_of(
    file: &LabelledFile,
    rows: &[usize],
    similarity: f64,
) -> anyhow::Result<Vec<Cluster>> {
    let mut same: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for &row in rows {
        same.entry(words(&file.set.texts[row]))
            .or_default()
            .push(row);
    }
    let mut clusters: Vec<Cluster> = same
        .into_values()
        .map(|rows| Cluster {
            rows,
            similarity: 1.0,
        })
        .collect();
    clusters.sort_unstable_by_key(|cluster| cluster.rows[0]);
    let text = |cluster: &Cluster| file.set.texts[cluster.rows[0]].as_str();
    let texts: Vec<&str> = clusters.iter().map(text).collect();
    for group in near_duplicates(&texts, similarity)? {
        let (first, others) = (group.rows[0], &group.rows[1..]);
        for &other in others {
            let rows = std::mem::take(&mut clusters[other].rows);
            clusters[first].rows.extend(rows);
        }
        clusters[first].similarity = group.similarity;
    }
    clusters.retain(|cluster| cluster.rows.len() > 1);
    for cluster in &mut clusters {
        cluster.rows.sort_unstable();
    }
    Ok(clusters)
}

/// Returns the words of a text in lower case, without punctuation; the text itself where it has none.
fn words(text: &str) -> String {
    let tokens = Tokenizer::new(None).tokens(text).into_iter();
    let words = tokens.filter(|token| token.kind.is_feature() && token.kind != TokenKind::Mark);
    let words: Vec<String> = words.map(|token| token.text).collect();
    if words.is_empty() {
        return text.to_owned();
    }
    words.join(" ")
}

/// Returns the clusters that training would split: equal texts and rows of one group it keeps together.
fn leaking<'a>(file: &LabelledFile, clusters: &'a [Cluster]) -> Vec<&'a Cluster> {
    let Some(groups) = &file.set.groups else {
        return Vec::new();
    };
    let numbers = group_rows(&file.set.texts, Some(groups));
    let is_split = |cluster: &&Cluster| {
        let first = numbers[cluster.rows[0]];
        cluster.rows.iter().any(|&row| numbers[row] != first)
    };
    clusters.iter().filter(is_split).collect()
}

/// Names the groups of a cluster.
fn groups(file: &LabelledFile, cluster: &Cluster) -> String {
    let groups = file.set.groups.iter().flatten();
    let groups: Vec<&str> = groups.map(String::as_str).collect();
    let names: BTreeSet<&str> = cluster.rows.iter().map(|&row| groups[row]).collect();
    format!("groups {}", list(names.into_iter()))
}
