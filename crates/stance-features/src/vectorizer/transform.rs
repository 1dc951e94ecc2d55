//! Transforming: texts to rows, by the fitted vocabulary.

use std::ops::Range;
use std::sync::Arc;

use super::rows::{DenseCounter, RowBuffers, count_runs};
use super::vocabulary::Known;
use super::{Core, Vectorizer};
use crate::engine::{ChunkCache, PairBuffers, TermReader, extend_kept, parallel, refill};
use crate::{Csr, Row};

/// Buffers that [`Vectorizer::transform_one`] uses again from text to text, and what it remembers
/// of the words met: at most about [`Scratch::MOST_BYTES`], or what [`Scratch::remembering`] says, after which it
/// begins to remember anew.
///
/// # Examples
///
/// ```
/// use stance_features::Vectorizer;
///
/// let vectorizer = Vectorizer::builder().fit(&["a b", "b c"])?;
/// let mut scratch = vectorizer.scratch();
/// for text in ["a b", "c"] {
///     let row = vectorizer.transform_one(text, &mut scratch);
///     assert!(!row.is_empty());
/// }
/// # Ok::<(), stance_features::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Scratch {
    /// The vectoriser whose numbers the cache holds.
    core: Arc<Core>,
    cache: ChunkCache,
    /// Bytes that the cache may hold.
    most_bytes: usize,
    terms: TermReader,
    nodes: Vec<u32>,
    pairs: PairBuffers,
    /// The columns of the word n-grams of the document, in the order of the text.
    features: Vec<u32>,
    /// The chunks of the document whose character n-grams are yet to be counted.
    chunks: Vec<u32>,
    grams: DenseCounter,
    row: RowBuffers,
}

impl Scratch {
    /// Bytes that may be kept about the words met: 64 MiB.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(stance_features::Scratch::MOST_BYTES, 64 * 1024 * 1024);
    /// ```
    pub const MOST_BYTES: usize = 64 << 20;

    /// Sets about how many bytes may be kept about the words met. Fewer cost time where the vocabulary of the texts
    /// is larger than what they hold, and change no result.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// let vectorizer = Vectorizer::builder().fit(&["a b", "b c"])?;
    /// let mut small = vectorizer.scratch().remembering(1 << 20);
    /// assert_eq!(
    ///     vectorizer.transform_one("a b", &mut small),
    ///     vectorizer.transform_one("a b", &mut vectorizer.scratch())
    /// );
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn remembering(mut self, bytes: usize) -> Self {
        self.most_bytes = bytes;
        self
    }

    fn new(core: &Arc<Core>) -> Self {
        Self {
            core: Arc::clone(core),
            cache: ChunkCache::default(),
            most_bytes: Self::MOST_BYTES,
            terms: TermReader::new(core.analyzer.negation()),
            nodes: Vec::new(),
            pairs: PairBuffers::default(),
            features: Vec::new(),
            chunks: Vec::new(),
            grams: DenseCounter::new(core.vocabulary.n_grams()),
            row: RowBuffers::default(),
        }
    }

    /// Reads a document: its terms, and the counts of its character n-grams.
    fn read(&mut self, core: &Core, document: &str) {
        let mut numbering = Known(&core.vocabulary);
        self.terms.begin();
        let mut chunks = core.analyzer.chunks(document);
        while self
            .cache
            .read_batch(document, &mut chunks, &core.analyzer, &mut numbering)
        {
            self.terms.extend(&self.cache);
            if core.vocabulary.n_grams() > 0 {
                self.chunks.extend(self.cache.batch());
            }
            if self.cache.n_bytes() > self.most_bytes {
                self.count_grams();
                // Not emptied but dropped: the buffers are what takes the memory.
                self.cache = ChunkCache::default();
            }
        }
        self.count_grams();
    }

    fn count_grams(&mut self) {
        let Self {
            cache,
            grams,
            chunks,
            ..
        } = self;
        count_runs(chunks, |chunk, times| grams.add(cache.grams(chunk), times));
        chunks.clear();
    }

    /// Fills `features` from the terms.
    fn look_up_words(&mut self, core: &Core, min: usize, max: usize) {
        let vocabulary = &core.vocabulary;
        let terms = self.terms.finish();
        self.features.clear();
        refill(
            &mut self.nodes,
            terms.iter().map(|&term| vocabulary.root(term)),
        );
        for length in 1..=max.min(terms.len()) {
            if length > 1 {
                let last = &terms[length - 1..];
                self.nodes.truncate(last.len());
                vocabulary.children(&mut self.nodes, last, &mut self.pairs);
            }
            if length >= min {
                let nodes = self.nodes.iter();
                let columns = nodes.map(|&node| (node, vocabulary.is_column(node)));
                extend_kept(&mut self.features, columns);
            }
        }
    }
}

impl Vectorizer {
    /// Returns the matrix of the documents.
    ///
    /// *Shape*: `documents × features`, one row per document in the given order. Of each row the
    /// entries are the features that occur in the document; the row is empty when none does.
    ///
    /// *Formula*: term frequency × inverse document frequency, each block divided by its norm, as
    /// the settings say. When words and characters are both on, either block has the norm 1 by
    /// itself, as in scikit-learn's `make_union` of two `TfidfVectorizer`s.
    ///
    /// *Determinism*: the same bytes on any number of threads; with the feature `rayon` the current
    /// pool does the work.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Norm, Tf, Vectorizer};
    ///
    /// let builder = Vectorizer::builder().words(Some("1".parse()?)).idf(false);
    /// let vectorizer = builder.tf(Tf::Count).norm(Norm::None).fit(&["a b", "b c"])?;
    /// let matrix = vectorizer.transform(&["b b a", "d"]);
    /// assert_eq!(matrix.row(0).iter().collect::<Vec<_>>(), [(0, 1.0), (1, 2.0)]);
    /// assert!(matrix.row(1).is_empty());
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn transform(&self, documents: &[impl AsRef<str> + Sync]) -> Csr {
        let shares = parallel::shares(documents);
        let parts = parallel::map(shares, |share: Range<usize>| {
            let mut scratch = self.scratch();
            let mut part = Csr::with_columns(self.n_features());
            for document in &documents[share] {
                part.append(self.transform_one(document.as_ref(), &mut scratch));
            }
            part
        });
        Csr::concatenate(self.n_features(), parts)
    }

    /// Returns buffers for [`Vectorizer::transform_one`].
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// let vectorizer = Vectorizer::builder().fit(&["a b", "b c"])?;
    /// let mut scratch = vectorizer.scratch();
    /// assert_eq!(vectorizer.transform_one("a c", &mut scratch).indices, [0, 4]);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn scratch(&self) -> Scratch {
        Scratch::new(&self.core)
    }

    /// Returns the row of one document, borrowed from the buffers: what [`Vectorizer::transform`]
    /// would return for it.
    ///
    /// No memory is allocated for a text whose words were all met before, once the buffers have
    /// grown to its size. Buffers that another vectoriser made are emptied first.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::Vectorizer;
    ///
    /// let vectorizer = Vectorizer::builder().fit(&["a b", "b c"])?;
    /// let mut scratch = vectorizer.scratch();
    /// for text in ["a b", "c", ""] {
    ///     let row = vectorizer.transform_one(text, &mut scratch);
    ///     assert_eq!(row, vectorizer.transform(&[text]).row(0));
    /// }
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn transform_one<'a>(&self, document: &str, scratch: &'a mut Scratch) -> Row<'a> {
        if !Arc::ptr_eq(&self.core, &scratch.core) {
            *scratch = self.scratch().remembering(scratch.most_bytes);
        }
        scratch.read(&self.core, document);
        if let Some(lengths) = self.settings.words() {
            scratch.look_up_words(&self.core, lengths.min(), lengths.max());
        }
        scratch.row.begin(&mut scratch.features, &self.weights);
        let first_gram = self.core.vocabulary.n_words();
        scratch
            .row
            .finish(&mut scratch.grams, first_gram, &self.weights)
    }
}
