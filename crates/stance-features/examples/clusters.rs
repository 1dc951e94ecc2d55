//! Sorts paragraphs into clusters by k-means, with linfa-clustering.
//!
//! ```text
//! cargo run -p stance-features --example clusters --features ndarray
//! ```
//!
//! k-means takes dense rows: rare terms are left out, so that few columns remain.

#![allow(clippy::print_stdout, reason = "an example shows its result")]

use std::error::Error;

use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use linfa_clustering::KMeans;
use stance_features::{Language, StopWords, Vectorizer};

const PARAGRAPHS: [&str; 6] = [
    "Le train de nuit relie Paris à Vienne ; les trains sont pleins.",
    "Un train sur trois part en retard, et les gares débordent.",
    "Les gares accueilleront deux trains de plus par heure.",
    "La recette demande trois œufs, du beurre et de la farine.",
    "Battez les œufs, ajoutez le beurre fondu puis la farine.",
    "Sans beurre ni œufs, la farine de pois fait l’affaire.",
];

fn main() -> Result<(), Box<dyn Error>> {
    let (vectorizer, matrix) = Vectorizer::builder()
        .language(Some(Language::French))
        .words(Some("1".parse()?))
        .stop_words(StopWords::Language)
        .min_df(2)
        .fit_transform(&PARAGRAPHS)?;
    println!(
        "{} terms: {:?}",
        vectorizer.n_features(),
        vectorizer.feature_names().collect::<Vec<_>>()
    );

    let dataset = DatasetBase::from(matrix.to_dense().mapv(f64::from));

    let model = KMeans::params(2).n_runs(10).fit(&dataset)?;
    let clusters = model.predict(&dataset);
    for (cluster, paragraph) in clusters.iter().zip(PARAGRAPHS) {
        println!("{cluster} {paragraph}");
    }
    assert!(
        clusters
            .iter()
            .take(3)
            .all(|cluster| *cluster == clusters[0])
    );
    assert!(
        clusters
            .iter()
            .skip(3)
            .all(|cluster| *cluster == clusters[3])
    );
    assert_ne!(clusters[0], clusters[3]);
    Ok(())
}
