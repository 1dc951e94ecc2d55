//! What the tests of this crate share: awkward texts, and a plain reference of the vectoriser.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test takes what it needs of it"
)]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use stance_features::{Block, Norm, Origin, Pipeline, Settings, Tf};

/// Pieces of French, English and other text that rules look at.
const PIECES: [&str; 81] = [
    "l’",
    "l'",
    "L'",
    "qu’",
    "n'",
    "d’",
    "aujourd’hui",
    "presqu'île",
    "quelqu’un",
    "prud’homme",
    "entr’ouvert",
    "a-t-il",
    "-t-elle",
    "dit-on",
    "est-ce",
    "c’est-à-dire",
    "rendez-vous",
    "IA",
    "I.A.",
    "U.E",
    "M.",
    "Mme",
    "1er",
    "n°",
    "R&D",
    "12/03/2024",
    "EST-CE",
    "J.-C.",
    "XXIe",
    "10 000",
    "12\u{202f}345",
    "50 %",
    "50\u{a0}%",
    "3 M€",
    "$12",
    "3,5",
    "-7",
    "https://www.exemple.fr/a_(b).",
    "www.x.org",
    "lemonde.fr",
    "a.b@c.fr",
    "@nom",
    "#tag",
    "🤖",
    "👍🏽",
    "1\u{fe0f}\u{20e3}",
    "🇫🇷",
    "!!",
    "?!",
    "…",
    "...",
    ".",
    ",",
    "« ",
    " »",
    "“",
    "(",
    "ne",
    "pas",
    "plus",
    "sans",
    "mais",
    "not",
    "don’t",
    "can't",
    "'s",
    "été",
    "e\u{301}te\u{301}",
    "cœur",
    "Straße",
    "İ",
    "ﬁn",
    "so\u{ad}ft",
    "\u{feff}",
    "\u{301}",
    "東京",
    "étudiant·e·s",
    "fin.Le",
    "\0",
    "\u{200b}",
    "_x_",
];

/// Texts made of these pieces, of words, and of any characters at all.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(PIECES.as_slice()).prop_map(str::to_owned),
        3 => "[a-eéè]{1,3}",
        1 => "[A-Za-z0-9'’.@:/_-]{1,8}",
        1 => "\\PC{0,6}",
        1 => any::<char>().prop_map(String::from),
    ];
    let joint = prop::sample::select(["", " ", " ", " ", "\n", "\u{a0}", "-"].as_slice());
    prop::collection::vec((piece, joint), 0..24).prop_map(|parts| {
        parts
            .into_iter()
            .flat_map(|(piece, joint)| [piece, joint.to_owned()])
            .collect()
    })
}

/// A fitted vectoriser, computed in the plainest way there is.
#[derive(Debug)]
pub(crate) struct Reference {
    pub(crate) names: Vec<String>,
    pub(crate) document_frequencies: Vec<u32>,
}

/// Returns the names of the features of a text, as often as they occur.
pub(crate) fn features(pipeline: &Pipeline, text: &str) -> Vec<String> {
    let name = |origin, text: &str| match origin {
        Origin::CharNgram => Block::Chars.prefix().to_owned() + text,
        _ => Block::Words.prefix().to_owned() + text,
    };
    pipeline
        .terms(text)
        .into_iter()
        .map(|term| name(term.origin, &term.text))
        .collect()
}

impl Reference {
    pub(crate) fn fit(settings: &Settings, documents: &[String]) -> Self {
        let pipeline = Pipeline::from_settings(settings);
        let mut frequencies: BTreeMap<(Block, String), u32> = BTreeMap::new();
        for document in documents {
            let distinct: BTreeSet<String> = features(&pipeline, document).into_iter().collect();
            for name in distinct {
                let (block, ngram) = Block::split(&name).unwrap();
                *frequencies.entry((block, ngram.to_owned())).or_default() += 1;
            }
        }
        let max = settings.max_df() * documents.len() as f64;
        frequencies.retain(|_, df| *df >= settings.min_df() && f64::from(*df) <= max);
        let name = |(block, ngram): &(Block, String)| block.prefix().to_owned() + ngram;
        Self {
            names: frequencies.keys().map(name).collect(),
            document_frequencies: frequencies.into_values().collect(),
        }
    }

    /// Returns the row of a text as (column, weight).
    pub(crate) fn row(
        &self,
        settings: &Settings,
        n_documents: usize,
        text: &str,
    ) -> Vec<(usize, f64)> {
        let columns: BTreeMap<&str, usize> = self
            .names
            .iter()
            .enumerate()
            .map(|(column, name)| (name.as_str(), column))
            .collect();
        let mut counts: BTreeMap<usize, f64> = BTreeMap::new();
        for name in features(&Pipeline::from_settings(settings), text) {
            if let Some(&column) = columns.get(name.as_str()) {
                *counts.entry(column).or_default() += 1.0;
            }
        }
        let weight = |(column, count): (usize, f64)| {
            let tf = match settings.tf() {
                Tf::Count => count,
                Tf::Binary => 1.0,
                Tf::Sublinear => 1.0 + libm::log(count),
            };
            let df = f64::from(self.document_frequencies[column]);
            let idf = libm::log((1.0 + n_documents as f64) / (1.0 + df)) + 1.0;
            (column, if settings.idf() { tf * idf } else { tf })
        };
        let mut row: Vec<(usize, f64)> = counts.into_iter().map(weight).collect();
        let n_words = self
            .names
            .iter()
            .filter(|name| name.starts_with("w:"))
            .count();
        for block in [0..n_words, n_words..usize::MAX] {
            let of_block = || row.iter().filter(|(column, _)| block.contains(column));
            let length = match settings.norm() {
                Norm::None => 1.0,
                Norm::L1 => of_block().map(|(_, weight)| weight.abs()).sum(),
                Norm::L2 => of_block()
                    .map(|(_, weight)| weight * weight)
                    .sum::<f64>()
                    .sqrt(),
            };
            for (_, weight) in row.iter_mut().filter(|(column, _)| block.contains(column)) {
                *weight /= length;
            }
        }
        row
    }
}
