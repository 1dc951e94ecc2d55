//! French and English prose into sparse features.
//!
//! A text is normalised ([`Normalizer`]), taken apart ([`Tokenizer`]), led through steps
//! ([`Pipeline`]: negation scope, stop words, stems, n-grams) and weighed ([`Vectorizer`]). The
//! result is a sparse matrix ([`Csr`]), one row per document, the same bytes on any number of
//! threads.
//!
//! # Examples
//!
//! ```
//! use stance_features::{Language, Vectorizer};
//!
//! let corpus = ["L’IA crée des emplois.", "L’IA n’aide pas.", "Un chien aboie."];
//! let vectorizer = Vectorizer::builder().language(Some(Language::French)).fit(&corpus)?;
//! let matrix = vectorizer.transform(&["L'IA n'aide personne."]);
//! let row = matrix.row(0);
//! let names: Vec<&str> =
//!     row.indices.iter().filter_map(|&column| vectorizer.feature_name(column)).collect();
//! assert_eq!(names, ["w:aid", "w:ia", "w:ia n'", "w:l'", "w:l' ia", "w:n'", "w:n' aid"]);
//! # Ok::<(), stance_features::Error>(())
//! ```

#![cfg_attr(docsrs, feature(doc_cfg))]

mod builder;
mod chi_squared;
mod chunk;
mod csr;
mod engine;
mod error;
mod hashing;
mod language;
mod murmur;
mod near_duplicates;
mod ngrams;
mod normalize;
mod settings;
mod steps;
mod tokenize;
mod vectorizer;

pub use builder::VectorizerBuilder;
pub use chi_squared::{best_columns, chi_squared};
pub use csr::{Csr, Row};
pub use error::Error;
pub use hashing::{HashingScratch, HashingVectorizer};
pub use language::Language;
pub use near_duplicates::{NearDuplicates, near_duplicates};
pub use ngrams::Ngrams;
pub use normalize::{Normalized, Normalizer, fold_accents};
pub use settings::{Norm, Settings, Tf};
pub use steps::{
    CharNgrams, FoldAccents, NegationScope, Origin, Pipeline, Stem, Step, StopWordFilter,
    StopWords, Term, WordNgrams,
};
pub use tokenize::{Token, TokenKind, Tokenizer};
pub use vectorizer::{Block, Occurrence, Scratch, Vectorizer, VectorizerParts};

/// The README's example, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
