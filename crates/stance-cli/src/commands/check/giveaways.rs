//! Words that give the label away: a model that learns them alone has learnt how the rows were gathered.

use stance_features::{Error, Language, Ngrams, Vectorizer};
use stance_model::TrainingSet;

use super::labels::rows_by_label;
use super::{Case, Check, Finding, counted, finding};

/// Share of a label's rows that a word must stand in.
const COVERED: f64 = 0.2;

/// Lower bound of the share of a word's rows that must have the label.
const SURE: f64 = 0.8;

/// How many times rarer than without the word other labels must be with it.
const LIFT: f64 = 3.0;

/// Quantile of the normal distribution for a two-sided interval of 95 %.
const Z: f64 = 1.96;

/// Returns the words that stand in a good part of the rows of one label and in hardly any others, most frequent
/// first.
pub(super) fn find(
    set: &TrainingSet,
    language: Option<Language>,
) -> anyhow::Result<Option<Finding>> {
    let fitted = Vectorizer::builder()
        .language(language)
        .words(Some(Ngrams::new(1, 1)?))
        .stem(false)
        .fit_transform(&set.texts);
    let (vectorizer, matrix) = match fitted {
        Ok(fitted) => fitted,
        Err(Error::EmptyCorpus | Error::NoFeatures { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let mut rows_with: Vec<Vec<usize>> = vec![Vec::new(); matrix.n_cols()];
    for (row, cells) in matrix.rows().enumerate() {
        for (column, _) in cells.iter() {
            rows_with[column].push(row);
        }
    }
    let by_label = rows_by_label(&set.labels);
    let mut cases = Vec::new();
    for (name, rows) in vectorizer.feature_names().zip(rows_with) {
        let word = name.strip_prefix("w:").unwrap_or(name);
        for (label, of_label) in &by_label {
            let shared: Vec<usize> = rows
                .iter()
                .copied()
                .filter(|&row| set.labels[row] == *label)
                .collect();
            if gives_away(shared.len(), rows.len(), of_label.len(), set.labels.len()) {
                let covered = 100.0 * shared.len() as f64 / of_label.len() as f64;
                let detail = format!(
                    "`{word}` stands in {}, {} of them `{label}`: {covered:.0} % of the rows of that label",
                    counted(rows.len(), "row", "rows"),
                    shared.len(),
                );
                cases.push(Case {
                    rows: shared,
                    detail,
                });
            }
        }
    }
    cases.sort_by_key(|case| std::cmp::Reverse(case.rows.len()));
    let message = counted(cases.len(), "word gives", "words give");
    Ok(finding(
        Check::GiveawayWords,
        format!("{message} a label away"),
        cases,
    ))
}

/// Whether a word gives a label away: `shared` of its `with` rows have the label, as have `of_label` of all `rows`.
fn gives_away(shared: usize, with: usize, of_label: usize, rows: usize) -> bool {
    let covers = shared as f64 >= COVERED * of_label as f64;
    let sure = lower_bound(shared, with);
    let others = 1.0 - of_label as f64 / rows as f64;
    covers && sure >= SURE && (1.0 - sure) * LIFT <= others
}

/// Returns the lower end of the 95 % interval of a share.
///
/// *Source*: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 1927.
fn lower_bound(successes: usize, trials: usize) -> f64 {
    let n = trials as f64;
    let share = successes as f64 / n;
    let middle = share + Z * Z / (2.0 * n);
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    (middle - half) / (1.0 + Z * Z / n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_is_wilsons() {
        // 8 of 10: 0.4902, as in textbooks.
        assert!((lower_bound(8, 10) - 0.4902).abs() < 1e-4);
        assert!((lower_bound(20, 20) - 0.8389).abs() < 1e-4);
    }

    #[test]
    fn few_rows_common_words_and_rare_words_give_nothing_away() {
        assert!(gives_away(20, 20, 20, 60));
        // Five rows prove nothing.
        assert!(!gives_away(5, 5, 5, 60));
        // As many of the other labels have it.
        assert!(!gives_away(20, 30, 20, 60));
        // It stands in a tenth of the label's rows.
        assert!(!gives_away(20, 20, 200, 600));
        // Nine rows in ten have the label anyway.
        assert!(!gives_away(540, 555, 540, 600));
    }
}
