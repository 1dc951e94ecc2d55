//! The vectoriser without a vocabulary: the column of a feature is the hash of its name.

use std::ops::Range;
use std::sync::Arc;

use crate::engine::{Analyzer, ChunkCache, Interner, NONE, Numbering, TermReader, parallel};
use crate::steps::NEGATED;
use crate::vectorizer::Weigher;
use crate::{Block, Csr, Error, Ngrams, Row, Settings, murmur};

/// A vectoriser that needs no fitting: memory is bounded, and documents can come one by one for
/// ever. The price: columns have no names, distinct features may share one, and there is no inverse
/// document frequency.
///
/// The column of a feature is the 32-bit `MurmurHash3` of its name, as
/// [`Vectorizer::feature_names`](crate::Vectorizer::feature_names) would give it, taken as a signed
/// number: its absolute value modulo the number of columns. With alternating signs, a negative hash
/// makes the value negative, so that features that share a column cancel out on average.
///
/// *Source*: Weinberger et al., "Feature hashing for large scale multitask learning", ICML 2009; the
/// column and sign of a name are those of scikit-learn's `HashingVectorizer`.
///
/// # Examples
///
/// ```
/// use stance_features::{HashingVectorizer, Language, Vectorizer};
///
/// let settings =
///     Vectorizer::builder().language(Some(Language::French)).idf(false).settings()?;
/// let vectorizer = HashingVectorizer::new(settings, 1 << 18)?;
/// let matrix = vectorizer.transform(&["L’IA aide.", "l'IA aide !"]);
/// assert_eq!((matrix.n_rows(), matrix.n_cols()), (2, 1 << 18));
/// assert_eq!(matrix.row(0).len(), 5);
/// # Ok::<(), stance_features::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct HashingVectorizer {
    settings: Settings,
    n_columns: u32,
    alternate_sign: bool,
    weigher: Weigher,
    analyzer: Arc<Analyzer>,
}

/// Buffers that [`HashingVectorizer::transform_one`] uses again from text to text, and what it
/// remembers of the words met: about [`HashingScratch::MOST_BYTES`] and what one document adds.
///
/// # Examples
///
/// ```
/// use stance_features::{HashingVectorizer, Vectorizer};
///
/// let settings = Vectorizer::builder().idf(false).settings()?;
/// let vectorizer = HashingVectorizer::new(settings, 64)?;
/// let mut scratch = vectorizer.scratch();
/// for text in ["a b", "c"] {
///     assert!(!vectorizer.transform_one(text, &mut scratch).is_empty());
/// }
/// # Ok::<(), stance_features::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct HashingScratch {
    analyzer: Arc<Analyzer>,
    cache: ChunkCache,
    numbering: Hashed,
    terms: TermReader,
    name: String,
    /// The hashes of the features of the document, by block.
    hashes: [Vec<u32>; 2],
    /// (column, signed count), sorted.
    entries: Vec<(u32, i64)>,
    columns: Vec<u32>,
    counts: Vec<u32>,
    values: Vec<f32>,
    /// The row as (column, value) while it is put together.
    row: Vec<(u32, f32)>,
}

/// Numbers words as they are met; the number of a character n-gram is its hash.
#[derive(Debug, Clone, Default)]
struct Hashed {
    words: Interner,
    name: String,
}

impl Numbering for Hashed {
    fn term(&mut self, term: &str) -> u32 {
        self.words.intern(term).0
    }

    fn gram(&mut self, gram: &str) -> Option<u32> {
        self.name.clear();
        self.name.push_str(Block::Chars.prefix());
        self.name.push_str(gram);
        Some(murmur::hash(self.name.as_bytes()))
    }
}

impl HashingScratch {
    /// Bytes that may be kept about the words met: 64 MiB.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(stance_features::HashingScratch::MOST_BYTES, 64 * 1024 * 1024);
    /// ```
    pub const MOST_BYTES: usize = 64 << 20;

    /// Reads a document: the hashes of its features.
    fn read(&mut self, document: &str, words: Option<Ngrams>) {
        if self.cache.n_bytes() + self.numbering.words.allocated() > Self::MOST_BYTES {
            // Not emptied but dropped: the buffers are what takes the memory.
            self.cache = ChunkCache::default();
            self.numbering.words = Interner::default();
        }
        self.hashes.iter_mut().for_each(Vec::clear);
        self.terms.begin();
        let mut chunks = self.analyzer.chunks(document);
        while self
            .cache
            .read_batch(document, &mut chunks, &self.analyzer, &mut self.numbering)
        {
            self.terms.extend(&self.cache);
            for chunk in self.cache.batch() {
                self.hashes[1].extend_from_slice(self.cache.grams(chunk));
            }
        }
        if let Some(lengths) = words {
            self.hash_words(lengths);
        }
    }

    fn hash_words(&mut self, lengths: Ngrams) {
        let terms = self.terms.finish();
        for start in 0..terms.len() {
            self.name.clear();
            self.name.push_str(Block::Words.prefix());
            for length in 1..=lengths.max().min(terms.len() - start) {
                let term = terms[start + length - 1];
                if term == NONE {
                    break;
                }
                self.name.extend((length > 1).then_some(' '));
                self.name.extend((term % 2 == 1).then_some(NEGATED));
                self.name.push_str(self.numbering.words.text(term / 2));
                if length >= lengths.min() {
                    self.hashes[0].push(murmur::hash(self.name.as_bytes()));
                }
            }
        }
    }

    /// Adds up the features of a block by column, in rising order.
    fn add_up(&mut self, block: usize, n_columns: u32, alternate_sign: bool) {
        self.entries.clear();
        self.entries.extend(self.hashes[block].iter().map(|hash| {
            let signed = hash.cast_signed();
            let sign = if alternate_sign && signed < 0 { -1 } else { 1 };
            (signed.unsigned_abs() % n_columns, sign)
        }));
        self.entries.sort_unstable_by_key(|&(column, _)| column);
        self.entries.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0 };
            same
        });
        self.entries.retain(|&(_, count)| count != 0);
    }
}

impl HashingVectorizer {
    /// Most columns: `2^31`, the number of absolute values of a hash.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{HashingVectorizer, Vectorizer};
    ///
    /// let settings = Vectorizer::builder().idf(false).settings()?;
    /// assert!(HashingVectorizer::new(settings, HashingVectorizer::MOST_COLUMNS + 1).is_err());
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub const MOST_COLUMNS: usize = 1 << 31;

    /// Returns a vectoriser of `n_columns` columns, with alternating signs.
    ///
    /// # Errors
    ///
    /// [`Error::OptionOutOfRange`] when `n_columns` is 0 or above
    /// [`HashingVectorizer::MOST_COLUMNS`]; [`Error::NeedsCorpus`] when the settings ask for what
    /// only fitting can give: `idf`, `min_df`, `max_df`, `max_features`.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Error, HashingVectorizer, Vectorizer};
    ///
    /// let with_idf = Vectorizer::builder().settings()?;
    /// let found = HashingVectorizer::new(with_idf, 64);
    /// assert!(matches!(found, Err(Error::NeedsCorpus { option: "idf" })));
    /// let without = Vectorizer::builder().idf(false).settings()?;
    /// assert_eq!(HashingVectorizer::new(without, 64)?.n_columns(), 64);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn new(settings: Settings, n_columns: usize) -> Result<Self, Error> {
        let needs_corpus = [
            ("idf", settings.idf()),
            ("min_df", settings.min_df() > 1),
            ("max_df", settings.max_df() < 1.0),
            ("max_features", settings.max_features().is_some()),
        ];
        if let Some((option, _)) = needs_corpus.into_iter().find(|&(_, on)| on) {
            return Err(Error::NeedsCorpus { option });
        }
        let columns = u32::try_from(n_columns).ok();
        let columns = columns.filter(|_| (1..=Self::MOST_COLUMNS).contains(&n_columns));
        let n_columns = columns.ok_or_else(|| Error::OptionOutOfRange {
            option: "n_columns",
            found: n_columns.to_string(),
            expected: "1 to 2147483648",
        })?;
        let weigher = Weigher::new(settings.tf(), settings.norm());
        let analyzer = Arc::new(Analyzer::new(&settings));
        Ok(Self {
            settings,
            n_columns,
            alternate_sign: true,
            weigher,
            analyzer,
        })
    }

    /// Lets a negative hash make the value negative. Default: true.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{HashingVectorizer, Vectorizer};
    ///
    /// let settings = Vectorizer::builder().idf(false).settings()?;
    /// let vectorizer = HashingVectorizer::new(settings, 64)?.alternate_sign(false);
    /// let matrix = vectorizer.transform(&["a b c d e f"]);
    /// assert!(matrix.row(0).values.iter().all(|&value| value > 0.0));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn alternate_sign(mut self, on: bool) -> Self {
        self.alternate_sign = on;
        self
    }

    /// Returns the settings.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{HashingVectorizer, Vectorizer};
    ///
    /// let settings = Vectorizer::builder().idf(false).settings()?;
    /// let vectorizer = HashingVectorizer::new(settings, 64)?;
    /// assert!(!vectorizer.settings().idf());
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns the number of columns.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{HashingVectorizer, Vectorizer};
    ///
    /// let settings = Vectorizer::builder().idf(false).settings()?;
    /// let vectorizer = HashingVectorizer::new(settings, 64)?;
    /// assert_eq!(vectorizer.n_columns(), 64);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn n_columns(&self) -> usize {
        self.n_columns as usize
    }

    /// Returns the matrix of the documents.
    ///
    /// *Shape*: `documents × columns`. Each block is weighed and divided by its norm by itself;
    /// entries that cancel out are left out.
    ///
    /// *Determinism*: the same bytes on any number of threads; with the feature `rayon` the current
    /// pool does the work.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{HashingVectorizer, Vectorizer};
    ///
    /// let settings = Vectorizer::builder().idf(false).settings()?;
    /// let vectorizer = HashingVectorizer::new(settings, 64)?;
    /// let matrix = vectorizer.transform(&["a", "b", ""]);
    /// assert_eq!((matrix.n_rows(), matrix.n_cols(), matrix.row(2).len()), (3, 64, 0));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn transform(&self, documents: &[impl AsRef<str> + Sync]) -> Csr {
        let parts = parallel::map(parallel::shares(documents), |share: Range<usize>| {
            let mut scratch = self.scratch();
            let mut part = Csr::with_columns(self.n_columns());
            for document in &documents[share] {
                part.append(self.transform_one(document.as_ref(), &mut scratch));
            }
            part
        });
        Csr::concatenate(self.n_columns(), parts)
    }

    /// Returns buffers for [`HashingVectorizer::transform_one`].
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{HashingVectorizer, Vectorizer};
    ///
    /// let settings = Vectorizer::builder().idf(false).settings()?;
    /// let vectorizer = HashingVectorizer::new(settings, 64)?;
    /// let mut scratch = vectorizer.scratch();
    /// let row = vectorizer.transform_one("a", &mut scratch);
    /// assert_eq!(row, vectorizer.transform(&["a"]).row(0));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn scratch(&self) -> HashingScratch {
        HashingScratch {
            analyzer: Arc::clone(&self.analyzer),
            cache: ChunkCache::default(),
            numbering: Hashed::default(),
            terms: TermReader::new(self.analyzer.negation()),
            name: String::new(),
            hashes: [Vec::new(), Vec::new()],
            entries: Vec::new(),
            columns: Vec::new(),
            counts: Vec::new(),
            values: Vec::new(),
            row: Vec::new(),
        }
    }

    /// Returns the row of one document, borrowed from the buffers: what
    /// [`HashingVectorizer::transform`] would return for it. Buffers that another vectoriser made
    /// are emptied first.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{HashingVectorizer, Vectorizer};
    ///
    /// let settings = Vectorizer::builder().idf(false).settings()?;
    /// let vectorizer = HashingVectorizer::new(settings, 1 << 20)?;
    /// let mut scratch = vectorizer.scratch();
    /// let row = vectorizer.transform_one("one line of a stream", &mut scratch);
    /// assert_eq!(row.len(), 9);
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    pub fn transform_one<'a>(&self, document: &str, scratch: &'a mut HashingScratch) -> Row<'a> {
        if !Arc::ptr_eq(&self.analyzer, &scratch.analyzer) {
            *scratch = self.scratch();
        }
        scratch.read(document, self.settings.words());
        scratch.row.clear();
        for block in 0..scratch.hashes.len() {
            scratch.add_up(block, self.n_columns, self.alternate_sign);
            self.weigh_block(scratch);
        }
        let HashingScratch {
            row,
            columns,
            values,
            ..
        } = scratch;
        row.sort_by_key(|&(column, _)| column);
        row.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0.0 };
            same
        });
        row.retain(|&(_, value)| value != 0.0);
        columns.clear();
        columns.extend(row.iter().map(|&(column, _)| column));
        values.clear();
        values.extend(row.iter().map(|&(_, value)| value));
        Row {
            indices: columns,
            values,
        }
    }

    /// Appends the weights of a block's entries to the row.
    fn weigh_block(&self, scratch: &mut HashingScratch) {
        let HashingScratch {
            entries,
            columns,
            counts,
            values,
            row,
            ..
        } = scratch;
        let count = |&(_, count): &(u32, i64)| u32::try_from(count.unsigned_abs());
        columns.clear();
        counts.clear();
        values.clear();
        columns.extend(entries.iter().map(|&(column, _)| column));
        counts.extend(entries.iter().map(|entry| count(entry).unwrap_or(u32::MAX)));
        self.weigher.weigh(columns, counts, &[], values);
        let signed = entries.iter().zip(values.iter());
        row.extend(
            signed
                .map(|(&(column, count), &value)| (column, if count < 0 { -value } else { value })),
        );
    }
}
