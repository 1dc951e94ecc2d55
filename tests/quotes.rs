//! `stance quotes` and `stance evaluate-quotes`: what they print, and what they say of bad input.

use crate::support::Place;

const ARTICLE: &str = "Le port se vide\n\n\
    « Nous serons prêts », promet Lina Morvan, grutière à Brest. Elle affirme que rien ne fermera.\n\n\
    Le film « Port-Sélène » sort mercredi.\n";

#[test]
fn quotations_are_listed_with_how_they_were_found() {
    let place = Place::new();
    place.file("article.txt", ARTICLE);
    let run = place.stance(&["quotes", "article.txt", "--format", "jsonl"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let records = run.records();
    assert_eq!(records.len(), 2);
    let said = |at: usize, key: &str| records[at][key].as_str().unwrap_or("-").to_owned();
    for (key, first, second) in [
        ("type", "direct", "indirect"),
        ("text", "Nous serons prêts", "rien ne fermera"),
        ("speaker", "Lina Morvan", "Lina Morvan"),
        ("speaker_source", "explicit", "pronoun"),
        ("rule", "incise", "that-clause"),
        ("cue_lemma", "promettre", "affirmer"),
        ("cue_class", "favour", "assertive"),
    ] {
        assert_eq!(
            (said(0, key), said(1, key)),
            (first.to_owned(), second.to_owned()),
            "{key}"
        );
    }
    for record in &records {
        let (start, end) = (
            record["start"].as_u64().unwrap(),
            record["end"].as_u64().unwrap(),
        );
        let range = usize::try_from(start).unwrap()..usize::try_from(end).unwrap();
        assert_eq!(record["text"], ARTICLE[range]);
        let sure = record["attribution_confidence"].as_f64().unwrap();
        assert!(sure > 0.0 && sure <= 1.0);
    }
}

#[test]
fn rows_are_articles_and_bad_ones_are_told() {
    let place = Place::new();
    let row = serde_json::json!({"text": ARTICLE}).to_string();
    place.file("press.jsonl", format!("{row}\n{{\"body\":\"x\"}}\n{row}\n"));
    let run = place.stance(&["quotes", "press.jsonl", "--format", "csv"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("press.jsonl:2: no key `text`"),
        "{}",
        run.stderr
    );
    assert_eq!(run.stdout.lines().count(), 5);
    assert!(run.stdout.starts_with("article,paragraph,start,end,"));
}

/// A gold line for [`ARTICLE`] with one quotation found, one missed, and a speaker.
fn gold() -> String {
    let quote = |words: &str, kind: &str| {
        let start = ARTICLE.find(words).unwrap();
        serde_json::json!({"start": start, "end": start + words.len(), "type": kind, "cue": null,
            "speaker": "Lina Morvan", "speaker_text": null, "speaker_source": "explicit",
            "stance": null})
    };
    let quotes = [
        quote("Nous serons prêts", "direct"),
        quote("sort mercredi", "indirect"),
    ];
    serde_json::json!({"id": "a", "text": ARTICLE, "language": "fr", "quotes": quotes}).to_string()
}

#[test]
fn what_was_found_is_compared_with_what_was_marked() {
    let place = Place::new();
    place.file("gold.jsonl", gold());
    let run = place.stance(&["evaluate-quotes", "gold.jsonl", "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let result: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let all = &result["spans"]["all"]["strict"];
    assert_eq!(
        (&all["gold"], &all["found"], &all["matched"]),
        (&2.into(), &2.into(), &1.into())
    );
    assert_eq!(result["spans"]["direct"]["0.8"]["f1"], 1.0);
    assert_eq!(
        result["speaker"]["all"],
        serde_json::json!({"right": 1, "of": 1})
    );
    let run = place.stance(&["evaluate-quotes", "gold.jsonl", "--errors"]);
    assert!(
        run.stdout.contains("missed   indirect: sort mercredi"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout
            .contains("spurious indirect that-clause: rien ne fermera")
    );
}

#[test]
fn a_line_that_is_no_gold_is_named() {
    let place = Place::new();
    place.file("gold.jsonl", format!("{}\n{{\"text\":\"a\"}}\n", gold()));
    let run = place.stance(&["evaluate-quotes", "gold.jsonl"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("gold.jsonl:2"), "{}", run.stderr);
}

#[test]
fn pages_are_read_and_what_holds_no_articles_is_refused() {
    let place = Place::new();
    let prose =
        "Le lac a gelé cette nuit, et les bateaux restent à quai jusqu’au dégel. ".repeat(5);
    place
        .file(
            "page.html",
            format!(
                "<html><head><title>Le lac gèle</title></head><body><nav>Menu</nav><article>\
                 <h1>Le lac gèle</h1><p>{prose}</p><p>« Nous serons prêts », promet Lina Morvan, grutière \
                 à Brest.</p></article></body></html>"
            ),
        )
        .file("rows.json", r#"[{"text":"« Non », dit Ana Ruiz."}]"#);
    let run = place.stance(&["quotes", "page.html", "rows.json", "--format", "jsonl"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let records = run.records();
    assert_eq!(records.len(), 1, "{}", run.stdout);
    assert_eq!(records[0]["text"], "Nous serons prêts");
    assert_eq!(records[0]["speaker"], "Lina Morvan");
    assert!(
        run.stderr
            .contains("skipped: rows.json: neither a text, a page, csv nor jsonl"),
        "{}",
        run.stderr
    );
}
