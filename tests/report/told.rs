//! What the page of `stance report` says of few articles, of kinds of speakers, of dates, and in which language.

use super::{ARTICLE, PLAIN, Page, inside, press, text};
use crate::support::{Place, labelled_csv};

#[test]
fn a_page_without_any_quotation_says_nothing_of_anybody() {
    let place = Place::new();
    place.file("a.txt", PLAIN);
    let page = Page::of(&place, &["a.txt"]);
    assert!(page.all(".person").is_empty());
    let people = page.text("section[aria-labelledby=people]");
    assert!(
        people.contains("rien n’est donc dit de personne"),
        "{people}"
    );
}

#[test]
fn one_article_has_shares_without_an_interval_and_no_month_where_it_has_no_date() {
    let place = Place::new();
    place.file("a.txt", PLAIN);
    let page = Page::of(
        &place,
        &["a.txt", "--interface", "en", "--min-articles", "1"],
    );
    assert!(
        page.text("table.main caption")
            .contains("one article, so no interval")
    );
    assert!(page.all("table.main [data-low]").is_empty());
    let months = page.text("section[aria-labelledby=sources]");
    assert!(months.contains("No article gives a date"), "{months}");
    assert_eq!(page.all("table.groups[data-kind=month]").len(), 0);
}

#[test]
fn under_twenty_articles_labels_are_counted_and_no_share_is_corrected() {
    let place = press();
    let page = Page::of(&place, &["press", "--interface", "en", "--task", "stance"]);
    let caption = page.text("table.main caption");
    assert!(
        caption.contains("too few articles for a corrected share, which takes 20"),
        "{caption}"
    );
    assert!(page.all("[data-low]").len() < 30 && page.all("table.main [data-low]").is_empty());
    for row in page.all("table.groups tbody tr") {
        assert!(inside(row, "svg, data").is_empty(), "{}", text(row));
        assert!(
            text(row).contains("too few articles: counted"),
            "{}",
            text(row)
        );
        assert!(!text(row).contains('%'), "{}", text(row));
    }
    let french = Page::of(&place, &["press"]);
    assert!(french.text("table.groups").contains("trop peu d’articles"));
    let enough = Page::of(&place, &["press", "--min-articles", "4"]);
    assert!(!enough.all("table.main [data-low]").is_empty());
    assert!(enough.text("table.main thead").contains("comptés"));
}

#[test]
fn articles_that_never_name_ai_are_told() {
    let place = Place::new();
    place
        .file("port.txt", PLAIN)
        .file("ia.txt", "L’IA est une chance pour nos élèves, dit-on.\n")
        .file(
            "encore.txt",
            "Les outils d’intelligence artificielle menacent des métiers.\n",
        );
    let of = |arguments: &[&str]| {
        let run = place.stance(
            &[
                &["report"],
                arguments,
                &["-o", "r.html", "--interface", "en"],
            ]
            .concat(),
        );
        assert_eq!(run.code, 0, "{}", run.stderr);
        (Page::read(&place), run.stderr)
    };
    let (page, stderr) = of(&["port.txt", "ia.txt", "encore.txt"]);
    assert!(
        page.text(".topic").starts_with(
            "2 of 3\u{a0}articles, 2 of 3\u{a0}paragraphs name artificial intelligence"
        )
    );
    assert!(page.all(".topic.warning").is_empty());
    assert!(
        stderr.contains("note: 2 of 3 articles, 2 of 3 paragraphs name artificial intelligence\n"),
        "{stderr}"
    );
    let (page, stderr) = of(&["port.txt", "ia.txt"]);
    assert!(
        page.text(".topic.warning")
            .contains("Are these articles on artificial intelligence?")
    );
    assert!(stderr.contains("warning: 1 of 2 articles"), "{stderr}");
    // Tone is about anything, and so may be a model of one's own.
    place.file("rows.csv", labelled_csv(&["oui", "non"], 8));
    let train = place.stance(&["train", "rows.csv", "-o", "own.model"]);
    assert_eq!(train.code, 0, "{}", train.stderr);
    for other in [
        ["--task", "sentiment"],
        ["--model", "own.model"],
        ["--model", "stance-ai-fr"],
    ] {
        let (page, stderr) = of(&["port.txt", other[0], other[1]]);
        assert!(page.all(".topic").is_empty(), "{other:?}");
        assert!(!stderr.contains("artificial"), "{other:?} {stderr}");
        assert!(!page.text(".counts").contains("name AI"), "{other:?}");
    }
}

#[test]
fn a_side_on_ai_told_of_somebody_says_whether_their_articles_name_it() {
    let place = Place::new();
    let said = "« C’est une chance », assure Ana Ruiz. « C’est un succès », ajoute Ana Ruiz.\n";
    place
        .file("port.txt", format!("Le port s’agrandit. {said}"))
        .file("quai.txt", format!("Le quai s’agrandit. {said}"))
        .file("ia.txt", format!("L’IA arrive au port. {said}"));
    let told = |arguments: &[&str]| Page::of(&place, arguments).text(".person summary .off-topic");
    for (interface, none, some) in [
        (
            "fr",
            ", aucune dans un article qui nomme l’IA",
            ", dont 2 dans des articles qui nomment l’IA",
        ),
        (
            "en",
            ", none in an article that names AI",
            ", 2 of them in articles that name AI",
        ),
    ] {
        let interface = ["--interface", interface];
        let of = |paths: &[&str]| told(&[paths, &interface].concat());
        assert_eq!(of(&["port.txt", "quai.txt"]), none);
        assert_eq!(of(&["port.txt", "ia.txt"]), some);
    }
    // Rows of one name are one article: what one of them says counts for all.
    let quoted = said.trim_end();
    let row = format!("quai,\"Le quai s’agrandit. {quoted}\"\n");
    let named = format!("article,text\nquai,L’IA arrive au port.\n{row}{row}");
    place.file("rows.csv", &named);
    place.file("other.csv", named.replacen("quai", "port", 1));
    let of = |file| told(&[file, "--id-column", "article", "--interface", "en"]);
    assert_eq!(of("rows.csv"), "");
    assert_eq!(of("other.csv"), ", none in an article that names AI");
    // Nothing is said of a tone, of somebody of whom no side is told, and where all do.
    assert_eq!(told(&["port.txt", "quai.txt", "--task", "sentiment"]), "");
    assert_eq!(told(&["port.txt"]), "");
    place.file("encore.txt", format!("L’IA s’agrandit. {said}"));
    assert_eq!(told(&["ia.txt", "encore.txt"]), "");
}

#[test]
fn speakers_are_joined_over_accents_and_capitals_and_told_apart_by_kind() {
    let place = Place::new();
    place
        .file("a.txt", "« C’est une chance », assure Élodie Ménard. « Un atout », ajoute Élodie Ménard.\n")
        .file("b.txt", "« On verra », dit la directrice de l’école. « C’est une chance », assure Elodie MENARD.\n")
        .file("c.txt", "« C’est un recul », dénonce l’association Norva. « On verra », dit la directrice de l’école.\n");
    let page = Page::of(&place, &["a.txt", "b.txt", "c.txt"]);
    let kinds: Vec<(String, Vec<String>)> = page
        .all("[data-kind].kind-of-speaker")
        .into_iter()
        .map(|kind| {
            let people = inside(kind, ".person").into_iter();
            let names = people.map(|person| person.attr("data-name").unwrap().to_owned());
            (kind.attr("data-kind").unwrap().to_owned(), names.collect())
        })
        .collect();
    let of = |kind: &str, names: &[&str]| {
        (
            kind.to_owned(),
            names.iter().map(|&name| name.to_owned()).collect(),
        )
    };
    assert_eq!(
        kinds,
        [
            of("person", &["Élodie Ménard"]),
            of("organisation", &["Norva"]),
            of("role", &["directrice de l’école", "directrice de l’école"]),
        ]
    );
    assert!(
        page.text(".kind-of-speaker h3")
            .contains("Fonctions et groupes\u{a0}: 2")
    );
}

#[test]
fn badges_and_rules_are_in_the_words_of_the_page() {
    let place = Place::new();
    place.file("a.txt", ARTICLE);
    for (language, badge, title, rule) in [
        (
            "fr",
            "position sur l’IA\u{a0}: ",
            "Position sur l’intelligence artificielle",
            "« … », explique X",
        ),
        (
            "en",
            "side on AI: ",
            "Side on artificial intelligence",
            "“…,” says X",
        ),
    ] {
        let page = Page::of(&place, &["a.txt", "--interface", language]);
        for tags in page.all(".paragraph .meta:first-child") {
            let tags = inside(tags, ".tag");
            assert_eq!(tags.len(), 2);
            assert!(text(tags[0]).starts_with(badge), "{}", text(tags[0]));
            assert_eq!(tags[0].attr("title"), Some(title));
        }
        let rules = page.text("[data-rule]");
        assert!(rules.contains(rule), "{rules}");
        let page = Page::of(
            &place,
            &["a.txt", "--interface", language, "--task", "stance"],
        );
        assert!(
            page.all(".tag .of").is_empty(),
            "one task needs no name on each"
        );
    }
}

#[test]
fn dates_of_either_of_two_months_are_told_with_the_way_out() {
    let place = Place::new();
    place.file(
        "in.csv",
        format!(
            "d,text\n04/02/2026,\"{0}\"\n2026-05-01,\"{0}\"\n",
            PLAIN.trim()
        ),
    );
    let columns = ["in.csv", "--date-column", "d", "--interface", "en"];
    let run = place.stance(&[&["report"], &columns[..], &["-o", "r.html"]].concat());
    assert!(
        run.stderr.contains(
            "note: 1 article with a date of either of two months (--date-order dmy or mdy"
        ),
        "{}",
        run.stderr
    );
    let page = Page::read(&place);
    let section = page.text("section[aria-labelledby=sources]");
    assert!(
        section.contains("1\u{a0}article with a date of either of two months"),
        "{section}"
    );
    let page = Page::of(&place, &[&columns[..], &["--date-order", "dmy"]].concat());
    let section = page.text("section[aria-labelledby=sources]");
    assert!(
        section.contains("February 2026") && !section.contains("of either"),
        "{section}"
    );
}

#[test]
fn one_source_and_one_month_are_shown_and_said_to_be_alone() {
    let place = Place::new();
    place.file("digue/a.txt", ARTICLE);
    let page = Page::of(&place, &["digue", "--interface", "en"]);
    let section = page.text("section[aria-labelledby=sources]");
    for said in [
        "All articles are of one source.",
        "All articles are of one month.",
        "digue",
        "October 2025",
    ] {
        assert!(section.contains(said), "{said}: {section}");
    }
    let sources: Vec<String> = page.all("#source option").into_iter().map(text).collect();
    assert_eq!(sources, ["any", "digue"]);
}

#[test]
fn nothing_in_a_language_that_is_known_is_still_a_page() {
    let place = Place::new();
    place.file("a.txt", "Der Hafen leert sich langsam an diesem Abend, und die Boote bleiben bis zum Morgen am Kai, sagt man auf dem Deich von Husum.\n");
    let page = Page::of(&place, &["a.txt"]);
    assert!(
        page.text("section[aria-labelledby=shares]")
            .contains("No paragraph has a label")
    );
    assert_eq!(
        page.text(".paragraph .tag"),
        "side on AI: no label\ntone: no label"
    );
    assert!(
        page.text("section[aria-labelledby=about]")
            .contains("No model was of use")
    );
}

#[test]
fn the_page_is_in_the_language_of_most_paragraphs_unless_told() {
    let place = Place::new();
    place.file("fr.txt", ARTICLE);
    place.file("en.txt", "The harbour empties slowly tonight.\n\nThe boats stay where they are until the morning comes again.\n");
    let language = |page: &Page| page.all("html")[0].attr("lang").unwrap().to_owned();
    let french = Page::of(&place, &["fr.txt"]);
    assert_eq!(
        (language(&french).as_str(), french.text("h1").as_str()),
        ("fr", "Qui prend quel parti")
    );
    assert!(french.text(".share").contains("\u{202f}%"));
    let english = Page::of(&place, &["en.txt"]);
    assert_eq!(
        (language(&english).as_str(), english.text("h1").as_str()),
        ("en", "Who takes which side")
    );
    let told = Page::of(&place, &["fr.txt", "--interface", "en"]);
    assert_eq!(language(&told), "en");
    // Texts in another language than the page's say so, for those who listen to it.
    let marked: Vec<_> = told
        .all(".text")
        .into_iter()
        .map(|p| p.attr("lang"))
        .collect();
    assert!(marked.iter().all(|lang| *lang == Some("fr")), "{marked:?}");
}
