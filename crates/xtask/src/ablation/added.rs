//! What real paragraphs would add to training: measured by outlet, not shipped.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};
use stance_model::folds::{assign_folds, group_rows};
use stance_model::{TrainOptions, train};

use super::data::{Corpus, Press, SEED};
use super::judge::{Figures, Judged, WithIntervals};

/// Real paragraphs that are added to the corpus.
pub(super) const NUMBERS: [usize; 4] = [0, 200, 400, 800];
/// Groups of outlets, each judged by what the corpus and the other outlets teach.
pub(super) const OUTLET_FOLDS: usize = 5;

/// The figures for a number of real paragraphs.
pub(super) struct Added {
    /// Paragraphs asked for.
    pub(super) asked: usize,
    /// Paragraphs added in each fold: fewer where the other outlets have no more.
    pub(super) drawn: Vec<usize>,
    pub(super) once: WithIntervals,
    pub(super) dev: Figures,
}

/// Trains on the corpus and `n` real paragraphs, once per group of outlets, and judges that group.
pub(super) fn measure(
    n: usize,
    corpus: &Corpus,
    press: &Press,
    options: &TrainOptions,
) -> anyhow::Result<Added> {
    let outlets = group_rows(&press.texts, Some(&press.outlets));
    let folds = assign_folds(&press.truth, &outlets, OUTLET_FOLDS, SEED);
    let order = drawing_order(press);
    let mut judged = Judged::new(&press.truth, &press.articles);
    let mut drawn = Vec::with_capacity(OUTLET_FOLDS);
    for fold in 0..OUTLET_FOLDS {
        let others = order.iter().filter(|&&row| folds[row] != fold);
        let added: BTreeSet<usize> = others.take(n).copied().collect();
        let mut set = corpus.rows(|_| true);
        for &row in &added {
            set.texts.push(press.texts[row].clone());
            set.labels.push(press.labels[row].clone());
            let groups = set.groups.get_or_insert_default();
            groups.push(press.articles[row].clone());
        }
        drawn.push(added.len());
        let classifier = train(&set, options, None)?;
        let held_out = (0..folds.len()).filter(|&row| folds[row] == fold);
        judged.judge(&classifier, &press.texts, held_out)?;
    }
    Ok(Added {
        asked: n,
        drawn,
        once: judged.with_intervals(&press.once()),
        dev: judged.figures(&press.part("dev")),
    })
}

/// Returns the rows with one reader in an order that is as good as random and always the same: by the digest of their ids.
/// More rows hold all of fewer.
fn drawing_order(press: &Press) -> Vec<usize> {
    let mut rows = press.once();
    rows.sort_by_cached_key(|&row| Sha256::digest(press.ids[row].as_bytes()));
    rows
}
