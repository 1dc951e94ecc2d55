//! Document frequencies brought up to date with new documents.

use super::Vectorizer;
use super::weights::Weights;
use crate::Error;

impl Vectorizer {
    /// Counts new documents into the document frequencies; the inverse document frequencies follow.
    ///
    /// The columns stay as they are: features that were not met when fitting are not taken in.
    /// With nothing pruned, updating with a document gives the document frequencies that fitting on
    /// the larger corpus would, for the columns there are.
    ///
    /// # Errors
    ///
    /// [`Error::TooMany`] above `u32::MAX - 1` documents in all; nothing is changed then.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// let mut vectorizer = Vectorizer::builder().words(Some("1".parse()?)).fit(&["a b", "b"])?;
    /// vectorizer.update(&["a", "a c"])?;
    /// assert_eq!(vectorizer.n_documents(), 4);
    /// assert_eq!(vectorizer.document_frequencies(), [3, 2]);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn update(&mut self, documents: &[impl AsRef<str> + Sync]) -> Result<(), Error> {
        let limit = u64::from(u32::MAX) - 1;
        let n_documents = self.n_documents + documents.len() as u64;
        if n_documents > limit {
            return Err(Error::TooMany {
                what: "documents",
                limit,
            });
        }
        let mut scratch = self.scratch();
        for document in documents {
            let row = self.transform_one(document.as_ref(), &mut scratch);
            for &column in row.indices {
                self.document_frequencies[column as usize] += 1;
            }
        }
        self.n_documents = n_documents;
        self.weights = Weights::new(&self.settings, &self.document_frequencies, n_documents);
        Ok(())
    }
}
