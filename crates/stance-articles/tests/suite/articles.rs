//! Whole invented articles, as they are scraped: one on a single line, one with headings and pull quotes.

use stance_articles::{Kind, read_text};

use crate::support::{by, rows};

/// An article on one line with everything the site put around it.
const ONE_LINE: &str = "Port-Sélène : les grues du quai nord apprennent à se conduire seules Par Maëlle \
Corbin le 12 mars 2026 Après avoir automatisé ses entrepôts, la compagnie Norvane a présenté hier ses \
premières grues sans conducteur. Et, selon la directrice de Norvane, les machines ont de beaux jours devant \
elles. Depuis deux ans, ces engins sont partout, et notamment dans les grands ports du Nord. En effet, \
tandis que d'autres compagnies attendent, celle-ci a décidé d'aller vite. Crédit photo : Jo Le Gall Mais ce \
n'est pas tout. En effet, la compagnie a déjà confié aux machines une nuit entière de chargement. Celle-ci \
aurait fait gagner un temps considérable. Norvane : bonne ou mauvaise nouvelle pour les dockers ? « Grâce à \
ces grues, nous chargeons un navire en une nuit. En fait, nous n'avions jamais été aussi sûrs de nos gestes \
», souligne Irène Castel, directrice générale de Norvane. « Nous croyons que ces machines sont une chance \
pour le port, et pas seulement pour nos comptes », poursuit la dirigeante. « Il s'agit donc de vrais \
métiers avec de meilleurs outils. Nos équipes voient déjà ce que cela change, de nuit comme de jour. » Mais \
Yannick Perros, docker syndiqué depuis vingt ans, ne partage pas cet avis. Celui-ci rétorque ainsi : « La « \
sécurité » qu'on nous vante cache surtout la volonté de vider les quais […] Cela veut dire priver des \
familles de leur pain. Cela ne sert que la compagnie et non les dockers. » Source : lequai La rédaction vous \
conseille : Norvane augmente ses tarifs Les phares s'éteignent un à un Article précédent La criée a enfin \
son toit mars 10, 2026";

#[test]
fn an_article_on_one_line() {
    let article = read_text(ONE_LINE.to_owned());
    let title = "Port-Sélène : les grues du quai nord apprennent à se conduire seules";
    assert_eq!(article.title(), Some(title));
    assert_eq!(article.byline(), Some("Maëlle Corbin"));
    assert_eq!(article.date(), Some("12 mars 2026"));
    let last = article.paragraphs.last().unwrap();
    assert_eq!(last.kind, Kind::Furniture);
    assert!(
        article
            .slice(last.span)
            .starts_with("Source : lequai La rédaction vous conseille")
    );
    let passages = article
        .paragraphs
        .iter()
        .filter(|paragraph| paragraph.kind == Kind::Passage);
    for passage in passages {
        let text = article.slice(passage.span);
        assert!(text.ends_with(['.', '»', '?', '!']), "{text}");
        assert_eq!(
            text.matches('«').count(),
            text.matches('»').count(),
            "{text}"
        );
    }
}

#[test]
fn the_quotations_of_an_article_on_one_line() {
    let article = read_text(ONE_LINE.to_owned());
    let found = rows(&article);
    let who: Vec<_> = found
        .iter()
        .map(|row| (row.2.as_deref(), row.3.as_str()))
        .collect();
    assert_eq!(
        who,
        [
            (Some("Irène Castel"), "role"),
            (Some("Irène Castel"), "explicit"),
            (Some("Irène Castel"), "role"),
            (Some("Irène Castel"), "continuation"),
            (Some("Yannick Perros"), "pronoun"),
        ]
    );
    assert_eq!(found[0].0, "indirect");
    assert!(found[1..].iter().all(|row| row.0 == "direct"));
    assert!(
        found[4].1.starts_with("La « sécurité » qu'on") && found[4].1.ends_with("les dockers.")
    );
    assert_eq!(article.speakers.len(), 2);
}

/// The same facts in English.
const ENGLISH: &str = "Cranes that drive themselves\nBy Mary Holt\nMarch 12, 2026\nNorvane, a shipping \
company, showed its first cranes without drivers yesterday, and the port looked on in silence.\n“These \
machines are a chance for the port,” says Irene Castle, the company’s chief executive. “We have never been \
so sure of what we do.”\nBut Jack Perrow, a docker for twenty years, disagrees. He replied: “The ‘safety’ \
they praise will only empty the quays.”\nRelated articles\nLighthouses go dark\n";

#[test]
fn an_english_article() {
    let article = read_text(ENGLISH.to_owned());
    assert_eq!(article.title(), Some("Cranes that drive themselves"));
    assert_eq!(article.byline(), Some("Mary Holt"));
    assert_eq!(article.date(), Some("March 12, 2026"));
    let (castle, perrow) = ("Irene Castle", "Jack Perrow");
    assert_eq!(
        rows(&article),
        [
            by(
                "direct",
                "These machines are a chance for the port,",
                castle,
                "explicit"
            ),
            by(
                "direct",
                "We have never been so sure of what we do.",
                castle,
                "continuation"
            ),
            by(
                "direct",
                "The ‘safety’ they praise will only empty the quays.",
                perrow,
                "pronoun"
            ),
        ]
    );
    let kinds: Vec<_> = article
        .paragraphs
        .iter()
        .map(|paragraph| paragraph.kind)
        .collect();
    assert_eq!(
        kinds[..3],
        [Kind::Heading, Kind::Furniture, Kind::Furniture]
    );
    assert_eq!(kinds[6..], [Kind::Furniture, Kind::Furniture]);
}

/// A blog article with headings, a list and pull quotes without marks.
const HEADINGS: &str = "
Norvane transforme le port
Imaginez un quai où plus personne ne crie, où les navires se chargent la nuit et repartent à l'aube.
Une première historique
En 2026, Norvane a marqué un tournant. Lors d'une réunion, la directrice Irène Castel a révélé que deux \
grues travaillaient seules depuis janvier.
Ces machines sont une chance pour le port, et pas seulement pour nos comptes.
– Irène Castel, directrice générale de Norvane
Voici quelques avantages de ces grues :
- Rapidité : les navires repartent plus tôt.
- Sûreté : personne ne monte plus par grand vent.
Et demain ?
Selon Jo Le Gall, directeur technique, la compagnie regarde déjà vers les phares du large.
Ce sont de vrais métiers avec de meilleurs outils.
– Irène Castel, directrice générale de Norvane
À l'avenir, les grues pourraient parler entre elles, et le port deviendrait une seule machine.
";

#[test]
fn an_article_with_headings_and_pull_quotes() {
    let article = read_text(HEADINGS.to_owned());
    assert_eq!(article.title(), Some("Norvane transforme le port"));
    let first = "Ces machines sont une chance pour le port, et pas seulement pour nos comptes.";
    let second = "Ce sont de vrais métiers avec de meilleurs outils.";
    assert_eq!(
        rows(&article),
        [
            by(
                "indirect",
                "deux grues travaillaient seules depuis janvier",
                "Irène Castel",
                "explicit"
            ),
            by("direct", first, "Irène Castel", "signature"),
            by(
                "indirect",
                "la compagnie regarde déjà vers les phares du large",
                "Jo Le Gall",
                "explicit"
            ),
            by("direct", second, "Irène Castel", "signature"),
        ]
    );
    let headings = article
        .paragraphs
        .iter()
        .filter(|p| p.kind == Kind::Heading)
        .count();
    let items = article
        .paragraphs
        .iter()
        .filter(|p| p.kind == Kind::ListItem)
        .count();
    assert_eq!((headings, items), (3, 2));
}

#[test]
fn a_language_may_be_given() {
    let reader = stance_articles::Reader::new().language(stance_articles::Language::English);
    let article = reader.read_paragraph("“Non,” said Ana Ruiz.".to_owned());
    assert_eq!(article.language, Some(stance_articles::Language::English));
    assert_eq!(article.speakers[0].name, "Ana Ruiz");
}

#[test]
fn other_languages_have_no_language() {
    let text = "Die Hafenarbeiter fürchten die neuen Maschinen, und der Senat hat noch nicht entschieden, \
                wann der Betrieb beginnt. Die Gespräche werden fortgesetzt.";
    let article = read_text(text.to_owned());
    assert_eq!(article.language, None);
    assert_eq!(article.paragraphs[0].language, None);
}
