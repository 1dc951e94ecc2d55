//! Errors to show: of each confusion of two labels the surest, then the next.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use stance_model::Judged;

use super::corpus::Corpus;

/// Returns `number` rows predicted wrong, kinds of confusion in turn, the surest of each first.
pub(super) fn choose(judged: &Judged, number: usize) -> Vec<usize> {
    let mut kinds: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for row in judged.by_confidence() {
        if !judged.is_right(row) {
            let kind = (judged.truth()[row], judged.predictions()[row].label);
            kinds.entry(kind).or_default().push(row);
        }
    }
    let longest = kinds.values().map(Vec::len).max().unwrap_or(0);
    let turns = (0..longest).flat_map(|turn| kinds.values().filter_map(move |rows| rows.get(turn)));
    turns.copied().take(number).collect()
}

/// Says what a row is, and what it was taken for.
fn verdict(judged: &Judged, row: usize) -> String {
    let prediction = &judged.predictions()[row];
    format!(
        "`{}`, taken for `{}` with {:.2}",
        judged.labels()[judged.truth()[row]],
        judged.labels()[prediction.label],
        prediction.confidence()
    )
}

/// Errors with their texts, which are ours to show.
pub(super) fn with_texts(corpus: &Corpus, judged: &Judged) -> anyhow::Result<String> {
    let (ids, sectors) = (corpus.column("id")?, corpus.column("sector")?);
    let genres = corpus.column("genre")?;
    let mut out = String::new();
    for row in choose(judged, 10) {
        let text = corpus.set.texts[row].replace('\n', " ");
        let _ = writeln!(
            out,
            "- {} ({}, {}): {}.\n  > {text}\n",
            ids[row],
            sectors[row],
            genres[row],
            verdict(judged, row),
        );
    }
    Ok(out)
}

/// Errors by id alone.
pub(super) fn ids_only(ids: &[&str], judged: &Judged) -> String {
    let line = |row: usize| format!("- {}: {}.\n", ids[row], verdict(judged, row));
    choose(judged, 10).into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use stance_model::Prediction;

    use super::*;

    #[test]
    fn kinds_of_error_take_turns() {
        let labels = ["a", "b"].map(String::from);
        let rows = [(0, 0.9), (0, 0.2), (0, 0.1), (0, 0.3), (1, 0.6)];
        let judged = Judged::new(
            labels.to_vec(),
            rows.map(|row| row.0).to_vec(),
            rows.map(|row| Prediction::new(vec![row.1, 1.0 - row.1]))
                .to_vec(),
            vec![0; rows.len()],
        );
        // Of the b's for a's the surest is row 2; the one a for a b comes between them.
        assert_eq!(choose(&judged, 3), [2, 4, 1]);
        assert_eq!(choose(&judged, 9), [2, 4, 1, 3]);
        let text = ids_only(&["r0", "r1", "r2", "r3", "r4"], &judged);
        assert!(
            text.starts_with("- r2: `a`, taken for `b` with 0.90.\n- r4: "),
            "{text}"
        );
    }
}
