//! Weights: counts to term frequencies, inverse document frequencies, norms.

use crate::{Norm, Settings, Tf};

/// How the counts of a row become its values.
#[derive(Debug, Clone)]
pub(super) struct Weights {
    weigher: Weigher,
    /// One weight per column; empty when idf is off.
    idf: Vec<f32>,
}

impl Weights {
    pub(super) fn new(settings: &Settings, document_frequencies: &[u32], n_documents: u64) -> Self {
        Self {
            weigher: Weigher::new(settings.tf(), settings.norm()),
            idf: idf(settings, document_frequencies, n_documents),
        }
    }

    /// Appends to `values` the weights of one block of a row.
    pub(super) fn weigh(&self, columns: &[u32], counts: &[u32], values: &mut Vec<f32>) {
        self.weigher.weigh(columns, counts, &self.idf, values);
    }
}

/// Returns the inverse document frequency of each column, in the smooth form
/// `ln((1 + n_documents) / (1 + document_frequency)) + 1`; nothing when it is off.
///
/// *Source*: scikit-learn, `TfidfTransformer(smooth_idf=True)`.
#[expect(
    clippy::cast_possible_truncation,
    reason = "f32 is the precision of the matrix"
)]
fn idf(settings: &Settings, document_frequencies: &[u32], n_documents: u64) -> Vec<f32> {
    if !settings.idf() {
        return Vec::new();
    }
    let idf =
        |df: u32| (libm::log((1.0 + n_documents as f64) / (1.0 + f64::from(df))) + 1.0) as f32;
    let small: Vec<f32> = (0..N_LOGARITHMS).map(idf).collect();
    let known = |&df: &u32| small.get(df as usize).copied().unwrap_or_else(|| idf(df));
    document_frequencies.iter().map(known).collect()
}

/// Turns counts into the weights of one block of one row.
#[derive(Debug, Clone)]
pub(crate) struct Weigher {
    tf: Tf,
    norm: Norm,
    /// `1 + ln n` of the small counts `n`, from 0.
    logarithms: Vec<f32>,
}

/// Counts and document frequencies below this have their logarithm in a table.
const N_LOGARITHMS: u32 = 256;

impl Weigher {
    pub(crate) fn new(tf: Tf, norm: Norm) -> Self {
        Self {
            tf,
            norm,
            logarithms: (0..N_LOGARITHMS).map(sublinear).collect(),
        }
    }

    /// Appends to `values` the weight of each entry: a column, below the length of `idf` unless
    /// that is empty, and a count, 1 or more.
    ///
    /// Sums run in the order of the entries, in f64.
    pub(crate) fn weigh(
        &self,
        columns: &[u32],
        counts: &[u32],
        idf: &[f32],
        values: &mut Vec<f32>,
    ) {
        let start = values.len();
        values.extend(counts.iter().map(|&count| self.term_frequency(count)));
        if !idf.is_empty() {
            for (value, &column) in values[start..].iter_mut().zip(columns) {
                *value *= idf[column as usize];
            }
        }
        self.normalize(&mut values[start..]);
    }

    fn term_frequency(&self, count: u32) -> f32 {
        match self.tf {
            #[expect(
                clippy::cast_precision_loss,
                reason = "f32 is the precision of the matrix"
            )]
            Tf::Count => count as f32,
            Tf::Binary => 1.0,
            Tf::Sublinear => self
                .logarithms
                .get(count as usize)
                .copied()
                .unwrap_or_else(|| sublinear(count)),
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "f32 is the precision of the matrix"
    )]
    fn normalize(&self, values: &mut [f32]) {
        let length = match self.norm {
            Norm::None => return,
            Norm::L1 => values
                .iter()
                .map(|&value| f64::from(value).abs())
                .sum::<f64>(),
            Norm::L2 => values
                .iter()
                .map(|&value| f64::from(value).powi(2))
                .sum::<f64>()
                .sqrt(),
        };
        if length > 0.0 {
            let factor = 1.0 / length;
            for value in values {
                *value = (f64::from(*value) * factor) as f32;
            }
        }
    }
}

/// Returns `1 + ln count`.
#[expect(
    clippy::cast_possible_truncation,
    reason = "f32 is the precision of the matrix"
)]
fn sublinear(count: u32) -> f32 {
    (1.0 + libm::log(f64::from(count))) as f32
}
