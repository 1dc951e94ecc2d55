//! Sparse matrices in the types of other crates, each behind the cargo feature of its name.

use super::Csr;
#[cfg(feature = "serde")]
use crate::Error;

/// Lets a matrix be the records of a linfa dataset.
#[cfg(feature = "linfa")]
impl linfa::dataset::Records for Csr {
    type Elem = f32;

    fn nsamples(&self) -> usize {
        self.n_rows()
    }

    fn nfeatures(&self) -> usize {
        self.n_cols()
    }
}

/// A matrix as it is written, not yet checked.
#[cfg(feature = "serde")]
#[derive(serde::Deserialize)]
pub(super) struct Parts {
    n_cols: usize,
    row_starts: Vec<usize>,
    indices: Vec<u32>,
    values: Vec<f32>,
}

#[cfg(feature = "serde")]
impl TryFrom<Parts> for Csr {
    type Error = Error;

    fn try_from(parts: Parts) -> Result<Self, Error> {
        Self::new(parts.n_cols, parts.row_starts, parts.indices, parts.values)
    }
}

#[cfg(feature = "ndarray")]
impl Csr {
    /// Returns the matrix with its zeros: `n_rows × n_cols` values.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Csr;
    ///
    /// let matrix = Csr::new(2, vec![0, 0, 1], vec![1], vec![3.0])?;
    /// assert_eq!(matrix.to_dense(), ndarray::array![[0.0, 0.0], [0.0, 3.0]]);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn to_dense(&self) -> ndarray::Array2<f32> {
        let mut dense = ndarray::Array2::zeros((self.n_rows(), self.n_cols));
        for (row, mut out) in self.rows().zip(dense.rows_mut()) {
            for (column, value) in row.iter() {
                out[column] = value;
            }
        }
        dense
    }
}

#[cfg(feature = "sprs")]
impl Csr {
    /// Returns the same matrix as one of the crate `sprs`, in rows.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Csr;
    ///
    /// let matrix = Csr::new(2, vec![0, 0, 1], vec![1], vec![3.0])?;
    /// assert_eq!(matrix.to_sprs().get(1, 1), Some(&3.0));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn to_sprs(&self) -> sprs::CsMat<f32> {
        let indices = self.indices.iter().map(|&column| column as usize).collect();
        let shape = (self.n_rows(), self.n_cols);
        sprs::CsMat::new(shape, self.row_starts.clone(), indices, self.values.clone())
    }
}
