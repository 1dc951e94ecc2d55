//! Sparse matrices in compressed sparse row (CSR) form: what every vectoriser returns.
//!
//! A row is one document, a column one feature. Only non-zero values are stored, row by row, each
//! row with its column indices in rising order. Values are `f32`, indices `u32`, row starts
//! `usize`.

#[cfg(any(
    feature = "linfa",
    feature = "ndarray",
    feature = "serde",
    feature = "sprs"
))]
mod interop;

use crate::Error;
use crate::engine::parallel;

/// A sparse matrix, `n_rows × n_cols`, rows stored one after the other.
///
/// # Examples
///
/// ```
/// use stance_features::Csr;
///
/// // 1 0 2
/// // 0 0 3
/// let matrix = Csr::new(3, vec![0, 2, 3], vec![0, 2, 2], vec![1.0, 2.0, 3.0])?;
/// assert_eq!(matrix.n_rows(), 2);
/// assert_eq!(matrix.row(0).indices, &[0, 2]);
/// assert_eq!(matrix.row(1).values, &[3.0]);
/// # Ok::<(), stance_features::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "interop::Parts"))]
pub struct Csr {
    n_cols: usize,
    row_starts: Vec<usize>,
    indices: Vec<u32>,
    values: Vec<f32>,
}

/// The non-zero entries of one row: `values[k]` stands in column `indices[k]`.
///
/// # Examples
///
/// ```
/// use stance_features::Row;
///
/// let row = Row { indices: &[0, 2], values: &[1.0, 2.0] };
/// assert_eq!(row.iter().collect::<Vec<_>>(), [(0, 1.0), (2, 2.0)]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row<'a> {
    /// Columns in rising order, each below the matrix's number of columns.
    pub indices: &'a [u32],
    /// One value per column of `indices`.
    pub values: &'a [f32],
}

impl Row<'_> {
    /// Returns the number of stored entries.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(stance_features::Row { indices: &[0, 2], values: &[1.0, 2.0] }.len(), 2);
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        self.indices.len()
    }

    /// Returns true when the row has no stored entry.
    ///
    /// # Examples
    ///
    /// ```
    /// assert!(stance_features::Row { indices: &[], values: &[] }.is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.indices.is_empty()
    }

    /// Returns the entries as (column, value), in rising order of columns.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Csr;
    ///
    /// let matrix = Csr::new(3, vec![0, 2, 3], vec![0, 2, 2], vec![1.0, 2.0, 3.0])?;
    /// assert!(matrix.row(1).iter().eq([(2, 3.0)]));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (usize, f32)> + '_ {
        self.indices
            .iter()
            .zip(self.values)
            .map(|(&column, &value)| (column as usize, value))
    }
}

impl Csr {
    /// Returns a matrix from its parts, checked.
    ///
    /// *Shape*: `row_starts` has one more entry than there are rows, begins with 0 and ends with
    /// the number of entries; row `i` is `indices[row_starts[i]..row_starts[i + 1]]`.
    ///
    /// # Errors
    ///
    /// [`Error::MalformedMatrix`] when the parts do not fit together, a column is out of range,
    /// columns of a row do not rise, or a value is not finite.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Csr, Error};
    ///
    /// let matrix = Csr::new(2, vec![0, 1], vec![1], vec![3.0])?;
    /// assert_eq!((matrix.n_rows(), matrix.n_cols()), (1, 2));
    /// let column_2_of_2 = Csr::new(2, vec![0, 1], vec![2], vec![3.0]);
    /// assert!(matches!(column_2_of_2, Err(Error::MalformedMatrix { row: 0, .. })));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn new(
        n_cols: usize,
        row_starts: Vec<usize>,
        indices: Vec<u32>,
        values: Vec<f32>,
    ) -> Result<Self, Error> {
        let malformed = |row: usize, rule: &'static str| Err(Error::MalformedMatrix { row, rule });
        if indices.len() != values.len() {
            return malformed(0, "there is one value per column index");
        }
        if row_starts.first() != Some(&0) || row_starts.last() != Some(&indices.len()) {
            return malformed(
                0,
                "row starts begin with 0 and end with the number of entries",
            );
        }
        for (row, bounds) in row_starts.windows(2).enumerate() {
            let Some(columns) = indices.get(bounds[0]..bounds[1]) else {
                return malformed(row, "row starts rise");
            };
            if columns.iter().any(|&column| column as usize >= n_cols) {
                return malformed(row, "columns lie below the number of columns");
            }
            if columns.windows(2).any(|pair| pair[0] >= pair[1]) {
                return malformed(row, "columns of a row rise");
            }
            if values[bounds[0]..bounds[1]]
                .iter()
                .any(|value| !value.is_finite())
            {
                return malformed(row, "values are finite");
            }
        }
        Ok(Self {
            n_cols,
            row_starts,
            indices,
            values,
        })
    }

    /// Returns an empty matrix of no rows and `n_cols` columns, to be filled by [`Csr::push_row`].
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Csr;
    ///
    /// let matrix = Csr::with_columns(3);
    /// assert_eq!((matrix.n_rows(), matrix.n_cols()), (0, 3));
    /// ```
    #[must_use]
    pub fn with_columns(n_cols: usize) -> Self {
        Self {
            n_cols,
            row_starts: vec![0],
            indices: Vec::new(),
            values: Vec::new(),
        }
    }

    /// Appends a row.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Csr, Row};
    ///
    /// let mut matrix = Csr::with_columns(3);
    /// matrix.push_row(Row { indices: &[0, 2], values: &[1.0, 2.0] })?;
    /// assert!(matrix.push_row(Row { indices: &[3], values: &[1.0] }).is_err());
    /// assert_eq!((matrix.n_rows(), matrix.n_entries()), (1, 2));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::MalformedMatrix`] under the rules of [`Csr::new`].
    pub fn push_row(&mut self, row: Row<'_>) -> Result<(), Error> {
        let malformed = |rule: &'static str| {
            Err(Error::MalformedMatrix {
                row: self.n_rows(),
                rule,
            })
        };
        if row.indices.len() != row.values.len() {
            return malformed("there is one value per column index");
        }
        if row.indices.windows(2).any(|pair| pair[0] >= pair[1]) {
            return malformed("columns of a row rise");
        }
        if row
            .indices
            .last()
            .is_some_and(|&column| column as usize >= self.n_cols)
        {
            return malformed("columns lie below the number of columns");
        }
        if row.values.iter().any(|value| !value.is_finite()) {
            return malformed("values are finite");
        }
        self.indices.extend_from_slice(row.indices);
        self.values.extend_from_slice(row.values);
        self.row_starts.push(self.indices.len());
        Ok(())
    }

    /// Appends a row that keeps the rules by construction.
    pub(crate) fn append(&mut self, row: Row<'_>) {
        self.indices.extend_from_slice(row.indices);
        self.values.extend_from_slice(row.values);
        self.row_starts.push(self.indices.len());
    }

    /// Returns one matrix of the rows of several, each of `n_cols` columns.
    pub(crate) fn concatenate(n_cols: usize, mut parts: Vec<Self>) -> Self {
        if parts.len() < 2 {
            return parts.pop().unwrap_or_else(|| Self::with_columns(n_cols));
        }
        let n_entries = parts.iter().map(Self::n_entries).sum();
        let mut out = Self {
            n_cols,
            row_starts: vec![0],
            indices: vec![0; n_entries],
            values: vec![0.0; n_entries],
        };
        let (mut indices, mut values) = (&mut out.indices[..], &mut out.values[..]);
        let mut copies = Vec::with_capacity(parts.len());
        for part in parts {
            let offset = n_entries - indices.len();
            let starts = part.row_starts[1..].iter().map(|start| offset + start);
            out.row_starts.extend(starts);
            let (to_indices, to_values);
            (to_indices, indices) = indices.split_at_mut(part.n_entries());
            (to_values, values) = values.split_at_mut(part.n_entries());
            copies.push((part, to_indices, to_values));
        }
        parallel::map(copies, |(part, indices, values)| {
            indices.copy_from_slice(&part.indices);
            values.copy_from_slice(&part.values);
        });
        out
    }

    /// Returns the number of rows (documents).
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Csr;
    ///
    /// let matrix = Csr::new(3, vec![0, 2, 3], vec![0, 2, 2], vec![1.0, 2.0, 3.0])?;
    /// assert_eq!(matrix.n_rows(), 2);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.row_starts.len() - 1
    }

    /// Returns the number of columns (features).
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Csr;
    ///
    /// let matrix = Csr::new(3, vec![0, 2, 3], vec![0, 2, 2], vec![1.0, 2.0, 3.0])?;
    /// assert_eq!(matrix.n_cols(), 3);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn n_cols(&self) -> usize {
        self.n_cols
    }

    /// Returns the number of stored entries.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Csr;
    ///
    /// let matrix = Csr::new(3, vec![0, 2, 3], vec![0, 2, 2], vec![1.0, 2.0, 3.0])?;
    /// assert_eq!(matrix.n_entries(), 3);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn n_entries(&self) -> usize {
        self.indices.len()
    }

    /// Returns the entries of row `index`.
    ///
    /// # Panics
    ///
    /// When `index` is not below [`Csr::n_rows`].
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Csr;
    ///
    /// let matrix = Csr::new(3, vec![0, 2, 3], vec![0, 2, 2], vec![1.0, 2.0, 3.0])?;
    /// assert_eq!(matrix.row(0).indices, [0, 2]);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn row(&self, index: usize) -> Row<'_> {
        let range = self.row_starts[index]..self.row_starts[index + 1];
        Row {
            indices: &self.indices[range.clone()],
            values: &self.values[range],
        }
    }

    /// Returns the rows in order.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Csr;
    ///
    /// let matrix = Csr::new(3, vec![0, 2, 3], vec![0, 2, 2], vec![1.0, 2.0, 3.0])?;
    /// assert!(matrix.rows().map(|row| row.len()).eq([2, 1]));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> + '_ {
        (0..self.n_rows()).map(|index| self.row(index))
    }

    /// Returns the matrix whose rows are the given rows of this one, in the given order.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Csr;
    ///
    /// let matrix = Csr::new(1, vec![0, 1, 2], vec![0, 0], vec![1.0, 2.0])?;
    /// let turned = matrix.select_rows(&[1, 0]);
    /// assert!(turned.rows().map(|row| row.values[0]).eq([2.0, 1.0]));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// When an index is not below [`Csr::n_rows`].
    #[must_use]
    pub fn select_rows(&self, rows: &[usize]) -> Self {
        let mut out = Self::with_columns(self.n_cols);
        for &index in rows {
            let row = self.row(index);
            out.indices.extend_from_slice(row.indices);
            out.values.extend_from_slice(row.values);
            out.row_starts.push(out.indices.len());
        }
        out
    }
}
