//! Terms: short stretches that an article puts between marks again and again, as « gilets jaunes ». They
//! are names in marks, not what somebody says.

use rustc_hash::FxHashMap;

use super::shape::TERM_WORDS;
use crate::lexicon::fold;

/// How often each short stretch stands between marks in an article.
#[derive(Debug, Default)]
pub(crate) struct Terms {
    counts: FxHashMap<String, usize>,
}

impl Terms {
    /// Notes what stands between marks, if it is short.
    pub(crate) fn note(&mut self, inner: &str) {
        if inner.split_whitespace().nth(TERM_WORDS).is_none() {
            *self.counts.entry(fold(inner).into_owned()).or_default() += 1;
        }
    }

    /// Returns whether it stands between marks more than once.
    pub(crate) fn repeats(&self, inner: &str) -> bool {
        self.counts
            .get(fold(inner).as_ref())
            .is_some_and(|&count| count > 1)
    }
}
