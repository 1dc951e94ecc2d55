//! Finds the key terms of each part of a corpus: those that tell it from the other parts.
//!
//! ```text
//! cargo run -p stance-features --example key_terms
//! ```
//!
//! The chi-squared statistic says how far a term is from being spread evenly over the parts.

#![allow(clippy::print_stdout, reason = "an example shows its result")]

use stance_features::{
    Error, Language, Norm, StopWords, Tf, Vectorizer, best_columns, chi_squared,
};

const PARTS: [&str; 2] = ["hospital", "harvest"];
const CORPUS: [(usize, &str); 6] = [
    (
        0,
        "The nurses of the ward ask for more beds, and for more nurses.",
    ),
    (
        0,
        "A new ward opens: the hospital hires nurses and doctors.",
    ),
    (0, "Doctors say that the beds of the ward are full."),
    (
        1,
        "The grapes are ripe, and the harvest begins in the vineyards.",
    ),
    (
        1,
        "Rain delays the harvest; the growers fear for their grapes.",
    ),
    (1, "Growers in the vineyards hire pickers for the harvest."),
];

fn main() -> Result<(), Error> {
    let texts: Vec<&str> = CORPUS.iter().map(|&(_, text)| text).collect();
    let parts: Vec<usize> = CORPUS.iter().map(|&(part, _)| part).collect();
    let (vectorizer, counts) = Vectorizer::builder()
        .language(Some(Language::English))
        .words(Some("1".parse()?))
        .stem(false)
        .stop_words(StopWords::Language)
        .tf(Tf::Count)
        .idf(false)
        .norm(Norm::None)
        .fit_transform(&texts)?;
    let scores = chi_squared(&counts, &parts, PARTS.len())?;
    let best = best_columns(&scores, 3);
    let mut terms = Vec::new();
    for column in best {
        let mut totals = [0.0; PARTS.len()];
        for (row, &part) in counts.rows().zip(&parts) {
            let found = row.iter().find(|&(index, _)| index == column as usize);
            totals[part] += found.map_or(0.0, |(_, count)| count);
        }
        let part = PARTS[usize::from(totals[1] > totals[0])];
        let name = vectorizer.feature_name(column).unwrap_or_default();
        println!("{part:>10} {name:<12} {:.2}", scores[column as usize]);
        terms.push((part, name));
    }
    assert_eq!(
        terms,
        [
            ("harvest", "w:harvest"),
            ("hospital", "w:nurses"),
            ("hospital", "w:ward")
        ]
    );
    Ok(())
}
