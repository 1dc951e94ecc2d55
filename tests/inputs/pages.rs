//! Web pages in, articles out.

use serde_json::Value;

use super::{PROSE, field, jsonl, page};
use crate::support::Place;

#[test]
fn a_page_that_tells_no_date_has_none_whatever_its_paragraphs_name() {
    let place = Place::new();
    for (file, named) in [
        ("year.html", "Depuis 2017, la Bourse a perdu 2006 points."),
        ("day.html", "La crise du 11 septembre 2001 est loin."),
    ] {
        let page = format!(
            "<html><body><h1>Le port</h1><p>{PROSE}</p><p>{named} {PROSE}</p><p>{PROSE}</p></body></html>"
        );
        place.file(file, page);
        let run = place.stance(&["score", file, "--unit", "article", "--format", "jsonl"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(run.records()[0]["date"], Value::Null, "{file}");
    }
}

#[test]
fn a_page_is_read_as_its_article() {
    let place = Place::new();
    place.file("a.html", page("Le port s’automatise"));
    let run = jsonl(&place, &["a.html", "--text-out", "texts"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let records = run.records();
    for record in &records {
        assert_eq!(record["title"], "Le port s’automatise");
        assert_eq!(record["author"], "Lina Morvan");
        assert_eq!(record["date"], "2026-02-04");
        assert_eq!(record["source"], "Le Quai");
        assert_eq!(record["language"], "fr");
    }
    let kinds = field(&records, "kind");
    let expected = [
        "heading",
        "furniture",
        "paragraph",
        "heading",
        "paragraph",
        "list-item",
        "list-item",
        "paragraph",
    ];
    assert_eq!(kinds, expected, "{}", run.stdout);
    let quotes: Vec<&Value> = records
        .iter()
        .flat_map(|r| r["quotes"].as_array().unwrap())
        .collect();
    assert_eq!(quotes.len(), 1);
    assert_eq!(quotes[0]["speaker"], "Irène Castel");
    // Ranges count in the text written.
    let text = String::from_utf8(place.read("texts/a.html.txt")).unwrap();
    for record in records.iter().chain(quotes) {
        let at = |name: &str| usize::try_from(record[name].as_u64().unwrap()).unwrap();
        assert_eq!(
            text[at("start")..at("end")],
            *record["text"].as_str().unwrap()
        );
    }
    assert!(
        !text.contains("Accueil") && !text.contains("Mentions"),
        "{text}"
    );
}
