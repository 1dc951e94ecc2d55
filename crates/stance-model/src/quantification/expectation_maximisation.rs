//! Shares by expectation-maximisation from the probabilities of each text.

/// Steps after which the shares are taken as they are: each makes them more likely, ever more slowly at the edge.
const STEPS: usize = 2000;

/// A change of every share below this ends it.
const TOLERANCE: f64 = 1e-7;

/// Returns the most likely shares of labels among texts whose probabilities are right for other shares, `prior`.
///
/// With `p_ik` the probability of label `k` for text `i`, each step restates the probabilities for the shares found so
/// far, `r_ik = (π_k / prior_k) p_ik / Σ_l (π_l / prior_l) p_il`, and takes their mean as the next shares.
///
/// *Shape*: one row per text, each with one probability per label, all in the order of `prior`, whose shares are above
/// 0. *Range*: each in 0..=1, summing to 1. Without rows it is `prior`. It holds where probabilities are calibrated, and
/// texts within a label are like those trained on. *Source*: Saerens, Latinne & Decaestecker, Neural Computation 14,
/// 2002, equation 2.9.
///
/// # Examples
///
/// ```
/// use stance_model::quantification::expectation_maximisation;
///
/// // Sure texts are counted; those that say nothing follow them.
/// let rows = [[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.5, 0.5]];
/// let found = expectation_maximisation(&[0.5, 0.5], &rows);
/// assert!((found[0] - 2.0 / 3.0).abs() < 1e-5);
/// ```
#[must_use]
pub fn expectation_maximisation<P: AsRef<[f64]>>(prior: &[f64], rows: &[P]) -> Vec<f64> {
    likeliest(prior, &rows.iter().map(|row| (1.0, row.as_ref())))
}

/// The same of rows that stand for several texts each, as they say first.
pub(super) fn likeliest<'r>(
    prior: &[f64],
    rows: &(impl Iterator<Item = (f64, &'r [f64])> + Clone),
) -> Vec<f64> {
    let mut shares = prior.to_vec();
    let mut restated = vec![0.0; prior.len()];
    for _ in 0..STEPS {
        let mut sums = vec![0.0; prior.len()];
        for (texts, row) in rows.clone() {
            let parts = row.iter().zip(&shares).zip(prior);
            for (to, ((p, share), prior)) in restated.iter_mut().zip(parts) {
                *to = share / prior * p;
            }
            let whole: f64 = restated.iter().sum();
            // A text that only labels of share 0 explain says nothing of the others.
            if whole > 0.0 {
                for (sum, part) in sums.iter_mut().zip(&restated) {
                    *sum += texts * part / whole;
                }
            }
        }
        let told: f64 = sums.iter().sum();
        if told <= 0.0 {
            break;
        }
        let mut moved: f64 = 0.0;
        for (share, sum) in shares.iter_mut().zip(&sums) {
            let next = sum / told;
            moved = moved.max((next - *share).abs());
            *share = next;
        }
        if moved < TOLERANCE {
            break;
        }
    }
    shares
}
