//! Finds near-duplicates among articles: pairs of texts whose rows point in nearly the same
//! direction.
//!
//! ```text
//! cargo run -p stance-features --example near_duplicates
//! ```
//!
//! Rows have the norm 1, so the cosine of two texts is the sum of products over the columns they
//! share. Character n-grams make it robust against small edits; hashing needs no fitting, so that
//! texts can be compared as they come in.

#![allow(clippy::print_stdout, reason = "an example shows its result")]

use stance_features::{Error, HashingVectorizer, Language, Row, Vectorizer};

const ARTICLES: [(&str, &str); 4] = [
    (
        "dépêche",
        "La ville de Port-Sélène a confié mardi l’arrosage de ses parcs à un logiciel.",
    ),
    (
        "reprise",
        "La ville de Port-Sélène a confié, mardi, l'arrosage de ses parcs à un logiciel !",
    ),
    (
        "rectifiée",
        "La ville de Port-Sélène a confié lundi l’arrosage de tous ses parcs à un logiciel.",
    ),
    (
        "autre",
        "Le festival de musique ancienne ouvre ses portes ce soir au château.",
    ),
];

/// Cosine from which two texts count as versions of one another.
const THRESHOLD: f64 = 0.6;

fn main() -> Result<(), Error> {
    let settings = Vectorizer::builder()
        .language(Some(Language::French))
        .words(None)
        .chars(Some("4-5".parse()?))
        .idf(false)
        .settings()?;
    let vectorizer = HashingVectorizer::new(settings, 1 << 20)?;
    let texts: Vec<&str> = ARTICLES.iter().map(|&(_, text)| text).collect();
    let matrix = vectorizer.transform(&texts);
    let mut pairs = Vec::new();
    for (first, (name, _)) in ARTICLES.iter().enumerate() {
        for (second, (other, _)) in ARTICLES.iter().enumerate().skip(first + 1) {
            let cosine = dot(matrix.row(first), matrix.row(second));
            println!("{name:>10} {other:<10} {cosine:.2}");
            pairs.extend((cosine >= THRESHOLD).then_some((*name, *other)));
        }
    }
    assert_eq!(
        pairs,
        [
            ("dépêche", "reprise"),
            ("dépêche", "rectifiée"),
            ("reprise", "rectifiée")
        ]
    );
    Ok(())
}

/// Returns the sum of products of two sparse rows.
fn dot(a: Row<'_>, b: Row<'_>) -> f64 {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let mut sum = 0.0;
    while let (Some(&(i, x)), Some(&(j, y))) = (a.peek(), b.peek()) {
        if i == j {
            sum += f64::from(x) * f64::from(y);
        }
        if i <= j {
            a.next();
        }
        if j <= i {
            b.next();
        }
    }
    sum
}
