//! The founding example, on invented text: one article, one speaker in favour, one concerned, as
//! it comes from a page on one single line with the site's furniture.

use serde_json::Value;

use crate::support::Place;

const ONE_LINE: &str = "Belcanto assume le recours à l’IA dans ses studios d’animation Par Solène \
    Mercadier le 4 février 2026 Après la publication de ses comptes annuels, le groupe Belcanto a \
    répondu aux questions sur ses nouveaux outils. La société produit une dizaine de séries par an \
    et emploie 600 personnes à Angoulême et à Liège. Crédit photo : Agence Lumen L’un de ses films, \
    sorti en janvier, contient une séquence de foule de deux minutes préparée avec un logiciel de \
    génération d’images. « Grâce à l’intelligence artificielle, nos équipes gagnent un temps \
    précieux et peuvent se consacrer à l’essentiel. C’est une formidable opportunité pour la \
    création », se félicite Hélène Vasquez, directrice générale de Belcanto. « Ces outils \
    améliorent la qualité des images et rendent nos projets plus ambitieux », poursuit la \
    dirigeante. Mais Yannick Le Goff, délégué syndical et animateur depuis vingt ans, ne partage \
    pas cet enthousiasme. Ce dernier alerte : « Derrière le mot « progrès », il y a la volonté de \
    supprimer des postes. Cela menace nos métiers, dévalorise notre travail et prive les jeunes \
    animateurs de leur apprentissage. » Source : Le Courrier des studios La rédaction vous \
    conseille : Belcanto ouvre un studio à Namur Article précédent Le festival d’Aubenas dévoile \
    son jury janvier 30, 2026";

const BY_PARAGRAPHS: &str = "La régie des eaux de Corvières confie ses relevés à une IA\n\n\
    Depuis septembre, un logiciel repère les fuites sur les 300 kilomètres du réseau.\n\n\
    Selon Farid Benyahia, président de la régie, le bilan est excellent. « L’outil nous aide à \
    réparer plus vite et à économiser l’eau, c’est un vrai succès », a-t-il déclaré lundi.\n\n\
    Agathe Roussillon, représentante des abonnés, est d’un autre avis. Elle dénonce : « On \
    surveille nos consommations sans nous demander notre accord. C’est une dérive dangereuse, et \
    personne ne la contrôle. »\n";

/// Returns (speaker, label) of each quotation.
fn verdicts(article: &str) -> Vec<(String, String)> {
    let place = Place::new();
    place.file("article.txt", article);
    let run = place.stance(&["score", "article.txt", "--format", "jsonl"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let records = run.records();
    let quotes = records
        .iter()
        .flat_map(|record| record["quotes"].as_array().unwrap());
    quotes
        .map(|quote| (text(&quote["speaker"]), text(&quote["label"])))
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected
        .iter()
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
        .collect()
}

#[test]
fn a_page_on_one_line_tells_who_takes_which_side() {
    let expected = pairs(&[
        ("Hélène Vasquez", "pro-ai"),
        ("Hélène Vasquez", "pro-ai"),
        ("Yannick Le Goff", "concerned"),
    ]);
    assert_eq!(verdicts(ONE_LINE), expected);
}

#[test]
fn so_does_an_article_in_paragraphs_with_pronouns() {
    let expected = pairs(&[
        ("Farid Benyahia", "pro-ai"),
        ("Farid Benyahia", "pro-ai"),
        ("Agathe Roussillon", "concerned"),
    ]);
    assert_eq!(verdicts(BY_PARAGRAPHS), expected);
}

#[test]
fn the_furniture_of_the_page_is_not_scored() {
    let place = Place::new();
    place.file("article.txt", ONE_LINE);
    let run = place.stance(&["score", "article.txt", "--format", "jsonl"]);
    let records = run.records();
    let scored: String = records
        .iter()
        .filter(|record| !record["label"].is_null())
        .map(|record| record["text"].as_str().unwrap())
        .collect();
    for furniture in [
        "La rédaction vous",
        "Article précédent",
        "festival d’Aubenas",
    ] {
        assert!(!scored.contains(furniture), "{furniture} was scored");
    }
    assert!(scored.contains("Hélène Vasquez, directrice générale"));
}
