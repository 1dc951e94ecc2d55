//! `stance report`: the page says what `stance score` says of the same paths, runs nothing that a text holds, and says
//! what it left out.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use scraper::{ElementRef, Html, Selector};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::support::{Place, labelled_csv, workspace_root};

mod told;

const ARTICLE: &str = "L’école et les machines\n\
    Par Corentin Vauquelin, publié le 14 octobre 2025\n\n\
    « Cet outil est une chance pour nos élèves », assure Bastien Morlaix, directeur du lycée. « Il leur fait \
    gagner un temps précieux », poursuit-il. « C’est un vrai succès », ajoute Bastien Morlaix.\n\n\
    Ondine Vasseur, elle, redoute : « C’est une menace pour nos métiers. »\n";

const PLAIN: &str = "Le port se vide lentement ce soir et les bateaux restent à quai jusqu’au matin, dit-on sur la digue.\n";

/// A page that was written, parsed.
struct Page {
    source: String,
    html: Html,
}

impl Page {
    /// Writes the page of these paths.
    fn of(place: &Place, arguments: &[&str]) -> Self {
        let run = place.stance(&[&["report"], arguments, &["-o", "r.html"]].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        Self::read(place)
    }

    fn read(place: &Place) -> Self {
        let source = String::from_utf8(place.read("r.html")).unwrap();
        let html = Html::parse_document(&source);
        Self { source, html }
    }

    fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.html
            .select(&Selector::parse(selector).unwrap())
            .collect()
    }

    fn text(&self, selector: &str) -> String {
        self.all(selector)
            .into_iter()
            .map(text)
            .collect::<Vec<_>>()
            .join("\n")
    }
}

fn text(element: ElementRef<'_>) -> String {
    element.text().collect::<String>()
}

fn inside<'a>(element: ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    element
        .select(&Selector::parse(selector).unwrap())
        .collect()
}

fn number(element: ElementRef<'_>, attribute: &str) -> f64 {
    element.attr(attribute).unwrap().parse().unwrap()
}

/// The figures of `data` elements, in order.
fn figures(element: ElementRef<'_>) -> Vec<f64> {
    let data = inside(element, "data");
    data.into_iter().map(|data| number(data, "value")).collect()
}

fn records(place: &Place, arguments: &[&str]) -> Vec<Value> {
    let run = place.stance(&[&["score", "press", "--format", "jsonl"], arguments].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.records()
}

/// A folder `press` with two sources: the invented articles and one more.
fn press() -> Place {
    let place = Place::new();
    for name in [
        "agenda-assises-numerique",
        "doublage-voix-clonees",
        "hopital-tri-imagerie",
    ] {
        let path = workspace_root().join(format!("data/articles/{name}.txt"));
        place.file(
            &format!("press/quai/{name}.txt"),
            std::fs::read(path).unwrap(),
        );
    }
    place.file("press/digue/ecole.txt", ARTICLE);
    place
}

const LABELS: [&str; 3] = ["concerned", "neutral", "pro-ai"];

#[test]
fn paragraphs_and_quotations_have_the_figures_of_score() {
    let place = press();
    let page = Page::of(&place, &["press", "--interface", "en"]);
    let told: Vec<Value> = records(&place, &[])
        .into_iter()
        .filter(|record| record["kind"] != "furniture")
        .collect();
    let shown = page.all(".paragraph");
    assert_eq!(shown.len(), told.len());
    let mut n_quotes = 0;
    for (shown, told) in shown.into_iter().zip(&told) {
        let tags = inside(shown, ".meta:first-child .tag");
        assert_eq!(tags.len(), 2);
        for (tag, told) in tags.into_iter().zip([told, &told["sentiment"]]) {
            assert_eq!(figures(tag), [told["confidence"].as_f64().unwrap()]);
            assert_eq!(text(inside(tag, "b")[0]), told["label"].as_str().unwrap());
        }
        let words = told["text"].as_str().unwrap().replace('\n', " ");
        assert_eq!(text(inside(shown, ".text")[0]), words);
        let quotes = told["quotes"].as_array().unwrap();
        let known = quotes.iter().filter(|quote| quote["speaker"].is_string());
        let known: Vec<f64> = known
            .flat_map(|quote| [&quote["confidence"], &quote["sentiment"]["confidence"]])
            .map(|figure| figure.as_f64().unwrap())
            .collect();
        let said: Vec<f64> = inside(shown, ".said")
            .into_iter()
            .flat_map(figures)
            .collect();
        assert_eq!(said, known);
        n_quotes += known.len();
    }
    assert!(n_quotes > 20, "{n_quotes}");
}

/// Asserts that a table's rows, one per label, have these shares and intervals, and what was counted where that is told.
fn same_shares(table: ElementRef<'_>, counted: Option<&Value>, shares: &Value, intervals: &Value) {
    let rows = inside(table, "tbody tr");
    assert_eq!(rows.len(), LABELS.len());
    for row in rows {
        let label = row.attr("data-label").unwrap();
        let told = counted.into_iter().chain([shares]);
        let told: Vec<f64> = told.map(|of| of[label].as_f64().unwrap()).collect();
        assert_eq!(figures(row), told, "{label}");
        let ends = inside(row, "[data-low]");
        match intervals[label].as_object() {
            Some(interval) => {
                let shown = ["data-low", "data-high"].map(|end| number(ends[0], end));
                let told = ["low", "high"].map(|end| interval[end].as_f64().unwrap());
                assert_eq!(shown.to_vec(), told, "{label}");
            }
            None => assert!(ends.is_empty(), "{label}"),
        }
    }
}

#[test]
fn shares_of_the_corpus_have_the_figures_of_score() {
    let place = press();
    let floor = ["--min-articles", "2"];
    let page = Page::of(&place, &["press", "--interface", "en", floor[0], floor[1]]);
    let corpus = &records(&place, &["--unit", "corpus", floor[0], floor[1]])[0];
    let tables = page.all("table.main");
    assert_eq!(tables.len(), 2);
    for (table, told) in tables.into_iter().zip([corpus, &corpus["sentiment"]]) {
        same_shares(
            table,
            Some(&told["counted"]),
            &told["shares"],
            &told["intervals"],
        );
        let n = told["paragraphs"].as_u64().unwrap();
        assert!(text(inside(table, "caption")[0]).starts_with(&format!("{n}\u{a0}paragraphs")));
    }
}

#[test]
fn sources_and_months_have_the_figures_of_score() {
    let place = press();
    let floor = ["--min-articles", "1", "--task", "stance"];
    let page = Page::of(
        &place,
        &[&["press", "--interface", "en"], &floor[..]].concat(),
    );
    for key in ["source", "month"] {
        let told = records(
            &place,
            &[&["--unit", "corpus", "--by", key], &floor[..]].concat(),
        );
        let told: BTreeMap<&str, &Value> = told
            .iter()
            .map(|row| (row[key].as_str().unwrap(), row))
            .collect();
        let rows = page.all(&format!("table.groups[data-kind={key}] tbody tr"));
        assert_eq!(rows.len(), told.len(), "{key}");
        assert!(rows.len() > 1, "{key}");
        for row in rows {
            let told = told[row.attr("data-name").unwrap()];
            let figure = |of: &str, label: &str| told[of][label].as_f64().unwrap();
            let shares = LABELS.map(|label| [figure("shares", label), figure("counted", label)]);
            assert_eq!(figures(row), shares.concat(), "{key}");
            let ends = inside(row, "[data-low]");
            let lows: Vec<f64> = ends
                .into_iter()
                .map(|ends| number(ends, "data-low"))
                .collect();
            let intervals = LABELS.map(|label| &told["intervals"][label]);
            let expected = intervals
                .iter()
                .filter_map(|interval| interval["low"].as_f64());
            assert_eq!(lows, expected.collect::<Vec<_>>(), "{key}");
        }
    }
}

#[test]
fn speakers_have_the_figures_of_score_and_show_what_they_rest_on() {
    let place = press();
    let page = Page::of(&place, &["press", "--interface", "en", "--task", "stance"]);
    let told = records(&place, &["--unit", "speaker", "--task", "stance"]);
    let quotes = records(&place, &["--unit", "quote", "--task", "stance"]);
    let people = page.all(".person");
    assert_eq!(people.len(), told.len());
    let mut n_told = 0;
    for person in people {
        let name = person.attr("data-name").unwrap();
        let told = told.iter().find(|told| told["speaker"] == name).unwrap();
        let tables = inside(person, "table.shares");
        if told["label"].is_null() {
            assert!(tables.is_empty(), "{name}");
            assert_eq!(text(inside(person, "summary .tag")[0]), "too few", "{name}");
        } else {
            same_shares(tables[0], None, &told["probabilities"], &told["intervals"]);
            n_told += 1;
        }
        let shown = inside(person, ".quotes li");
        let theirs: Vec<&Value> = quotes
            .iter()
            .filter(|quote| quote["speaker"] == name)
            .collect();
        assert_eq!(shown.len(), theirs.len(), "{name}");
        for (shown, quote) in shown.into_iter().zip(theirs) {
            let words = text(inside(shown, "blockquote")[0]);
            let said = quote["text"].as_str().unwrap();
            if quote["type"] == "indirect" {
                assert_eq!(words, said);
                let tag = text(inside(shown, ".tag")[0]);
                assert_eq!(tag, "reported, not word for word");
            } else {
                assert_eq!(words, format!("“{said}”"));
            }
            for (attribute, name) in [("data-source", "speaker_source"), ("data-rule", "rule")] {
                let said = inside(shown, &format!("[{attribute}]"))[0];
                assert_eq!(said.attr(attribute), quote[name].as_str());
                assert!(!text(said).is_empty());
            }
            let sure = [&quote["confidence"], &quote["attribution_confidence"]];
            assert_eq!(figures(shown), sure.map(|figure| figure.as_f64().unwrap()));
        }
    }
    assert!(n_told >= 2, "{n_told}");
}

#[test]
fn under_three_quotations_nothing_is_said_of_a_person() {
    let place = Place::new();
    place.file("a.txt", ARTICLE);
    let page = Page::of(&place, &["a.txt"]);
    let people: Vec<(String, String)> = page
        .all(".person")
        .into_iter()
        .map(|person| {
            let name = person.attr("data-name").unwrap().to_owned();
            (name, text(inside(person, "summary .tag")[0]))
        })
        .collect();
    assert_eq!(people[0].0, "Bastien Morlaix");
    assert!(people[0].1.ends_with('%'), "{people:?}");
    assert_eq!(
        people[1],
        ("Ondine Vasseur".to_owned(), "trop peu".to_owned())
    );
}

#[test]
fn a_page_names_models_dates_counts_and_what_was_skipped() {
    let place = press();
    place.file("press/quai/vide.csv", "id,body\n1,x\n");
    let run = place.stance(&["report", "press", "-o", "r.html", "--interface", "en"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let page = Page::read(&place);
    let models = place.stance(&["models", "--format", "json"]);
    let models: Value = serde_json::from_str(&models.stdout).unwrap();
    let shown = page.text(".models");
    for name in ["stance-ai-fr", "sentiment-fr"] {
        let mut models = models.as_array().unwrap().iter();
        let model = models.find(|model| model["name"] == name).unwrap();
        for field in ["name", "version", "sha256"] {
            assert!(
                shown.contains(model[field].as_str().unwrap()),
                "{name}: {shown}"
            );
        }
    }
    // No text is in English: its models had nothing to say.
    assert!(!shown.contains("stance-ai-en"), "{shown}");
    assert!(
        page.text(".lede").contains("October 2025 to March 2026"),
        "{}",
        page.text(".lede")
    );
    let about = page.text(".skipped");
    assert!(
        about.contains("press/quai/vide.csv:1: no column `text`"),
        "{about}"
    );
    assert!(
        page.text(".counts").contains("articles read4"),
        "{}",
        page.text(".counts")
    );
}

/// What tries to run from wherever it stands.
const PAYLOADS: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</title></style><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{constructor.constructor('alert(1)')()}} --><iframe src=//example.org>",
];

#[test]
fn markup_in_titles_speakers_texts_and_file_names_stays_text() {
    let place = Place::new();
    let mut csv = "title;source;date;text\n".to_owned();
    for payload in PAYLOADS {
        let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let body = format!(
            "« C’est une chance {payload} pour nous », assure Ana{payload} Ruiz{payload}. {payload} {PLAIN}"
        );
        writeln!(csv, "{0};{0};{0};{1}", cell(payload), cell(&body)).unwrap();
    }
    place
        .file("in.csv", csv)
        .file("<b onclick=alert(1)>.txt", ARTICLE);
    let page = Page::of(
        &place,
        &[
            "in.csv",
            "<b onclick=alert(1)>.txt",
            "--rows",
            "article",
            "--title-column",
            "title",
            "--source-column",
            "source",
            "--date-column",
            "date",
            "--title",
            PAYLOADS[0],
        ],
    );
    assert_eq!(page.all("script").len(), 1, "the page's own");
    assert_eq!(page.all("style").len(), 1);
    assert_eq!(
        page.all("img, iframe, object, embed, link, base, svg[onload]")
            .len(),
        0
    );
    for element in page.all("*") {
        for (name, value) in element.value().attrs() {
            assert!(!name.starts_with("on") && name != "style", "{name}={value}");
            let is_link = ["href", "src", "action", "formaction"].contains(&name);
            assert!(!is_link || value.starts_with('#'), "{name}={value}");
        }
    }
    assert_eq!(page.text("h1"), PAYLOADS[0]);
    let titles = page.text(".headline");
    for payload in PAYLOADS {
        assert!(titles.contains(payload), "{payload}: {titles}");
    }
    assert!(
        page.text(".article .meta")
            .contains("<b onclick=alert(1)>.txt")
    );
    let policy = page.all("meta[http-equiv=Content-Security-Policy]");
    let policy = policy[0].attr("content").unwrap();
    assert!(
        policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
}

#[test]
fn the_same_input_gives_the_same_page_on_any_number_of_threads() {
    let place = press();
    let mut pages =
        ["1", "1", "8"].map(|threads| Page::of(&place, &["press", "--threads", threads]).source);
    pages.sort();
    assert_eq!(pages[0], pages[2]);
}

#[test]
fn a_model_that_does_not_know_its_errors_gives_counted_shares() {
    let place = Place::new();
    place
        .file("rows.csv", labelled_csv(&["oui", "non"], 8))
        .file("a.txt", PLAIN);
    let run = place.stance(&["train", "rows.csv", "--folds", "0", "-o", "own.model"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let page = Page::of(&place, &["a.txt", "--model", "own.model"]);
    let caption = page.text("table.main caption");
    assert!(
        caption.contains("sans correction ni intervalle"),
        "{caption}"
    );
    let models = page.text(".models");
    let sum = stance_model::hex(&Sha256::digest(place.read("own.model")));
    assert!(
        models.contains("own.model") && models.contains(&sum),
        "{models}"
    );
}

#[test]
fn rows_of_a_table_are_searched_like_articles() {
    let place = Place::new();
    place.file(
        "in.csv",
        "id,paper,text\na,Quai,Une belle avancée pour tous.\nb,Digue,Une grave menace pour nous.\n",
    );
    let page = Page::of(
        &place,
        &[
            "in.csv",
            "--id-column",
            "id",
            "--source-column",
            "paper",
            "--task",
            "stance",
        ],
    );
    assert_eq!(page.all(".article.single").len(), 2);
    let sources: Vec<String> = page.all("#source option").into_iter().map(text).collect();
    assert_eq!(sources, ["toutes", "Digue", "Quai"]);
}

#[test]
fn a_verdict_rests_on_the_quotations_shown_and_no_others() {
    let place = Place::new();
    let mut article = String::from("Le port\n\n");
    for number in 0..60 {
        writeln!(article, "« C’est une chance pour nos métiers et pour la ville, la {number}e », assure Ana Ruiz.\n").unwrap();
    }
    place.file("a.txt", article);
    let page = Page::of(&place, &["a.txt", "--task", "stance", "--interface", "en"]);
    let person = page.all(".person")[0];
    assert_eq!(inside(person, ".quotes li").len(), 40);
    assert_eq!(
        text_of(person, "table.shares caption"),
        "Side on artificial intelligence, 40\u{a0}quotations"
    );
    let note = text_of(person, ".note");
    assert!(
        note.contains("rest on the 40\u{a0}quotations below"),
        "{note}"
    );
    assert_eq!(text_of(person, "summary .count"), "60\u{a0}quotations");
}

fn text_of(element: ElementRef<'_>, selector: &str) -> String {
    text(inside(element, selector)[0])
}

/// As many articles of a table, each with somebody quoted.
fn many_articles(n: usize) -> String {
    let mut csv = "title,source,date,text\n".to_owned();
    for row in 0..n {
        writeln!(
            csv,
            "Titre {row},source {},2025-{:02}-01,\"« C’est une chance pour nous », assure Ana Ruiz{}.\"",
            row % 300,
            row % 12 + 1,
            row % 7000,
        )
        .unwrap();
    }
    csv
}

#[test]
fn a_hundred_thousand_articles_stay_under_ten_megabytes_and_the_page_says_what_it_left_out() {
    let place = Place::new();
    place.file("in.csv", many_articles(100_000));
    let page = Page::of(
        &place,
        &[
            "in.csv",
            "--rows",
            "article",
            "--title-column",
            "title",
            "--source-column",
            "source",
            "--date-column",
            "date",
            "--task",
            "stance",
            "--language",
            "fr",
            "--interface",
            "en",
        ],
    );
    assert!(page.source.len() < 10_000_000, "{}", page.source.len());
    assert!(
        page.source.len() > 3_000_000,
        "the budget is used: {}",
        page.source.len()
    );
    let left_out = page.text(".left-out");
    for expected in [
        "of 100,000 articles are given here",
        "other speakers",
        "180\u{a0}other sources (59,940\u{a0}articles)",
    ] {
        assert!(left_out.contains(expected), "{expected}: {left_out}");
    }
    assert!(page.text(".counts").contains("articles read100,000"));
}
