//! `stance score --unit`, `--min-confidence` and `--task`: articles, quotations and speakers in every format.

use serde_json::Value;

use crate::support::{Place, labelled_csv};

const ARTICLE: &str = "L’école et les machines\n\n\
    « Cet outil est une chance pour nos élèves », assure Bastien Morlaix, directeur du lycée. « Il leur fait \
    gagner un temps précieux », poursuit-il. « C’est un vrai succès », ajoute Bastien Morlaix.\n\n\
    Ondine Vasseur, elle, redoute : « C’est une menace pour nos métiers. »\n\n\
    Lire aussi : Les phares s’éteignent\n";

fn score(place: &Place, arguments: &[&str]) -> Vec<Value> {
    let run = place.stance(&[&["score", "a.txt", "--format", "jsonl"], arguments].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.records()
}

fn keys(record: &Value) -> Vec<&str> {
    record
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn an_article_is_one_line_with_the_mean_of_its_paragraphs_by_words() {
    let place = Place::new();
    place.file("a.txt", ARTICLE);
    let articles = score(&place, &["--unit", "article"]);
    assert_eq!(articles.len(), 1);
    let article = &articles[0];
    assert_eq!(
        keys(article)[..10],
        [
            "article",
            "title",
            "author",
            "date",
            "source",
            "language",
            "label",
            "confidence",
            "probabilities",
            "paragraphs"
        ]
    );
    let paragraphs = score(&place, &[]);
    let (mut words, mut sum, mut n) = (0.0, 0.0, 0);
    for paragraph in paragraphs.iter().filter(|p| p["label"].is_string()) {
        let weight = paragraph["text"]
            .as_str()
            .unwrap()
            .split_whitespace()
            .count() as f64;
        words += weight;
        sum += weight * paragraph["probabilities"]["concerned"].as_f64().unwrap();
        n += 1;
    }
    assert!(n < paragraphs.len(), "the furniture is left out");
    assert_eq!(article["paragraphs"], n);
    let found = article["probabilities"]["concerned"].as_f64().unwrap();
    assert!((found - sum / words).abs() < 2e-6, "{found}");
}

#[test]
fn quotations_are_lines_with_what_stands_in_their_paragraph() {
    let place = Place::new();
    place.file("a.txt", ARTICLE);
    let nested: Vec<Value> = score(&place, &[])
        .iter()
        .flat_map(|record| record["quotes"].as_array().unwrap().clone())
        .collect();
    let lines = score(&place, &["--unit", "quote"]);
    assert_eq!(lines.len(), 4);
    assert_eq!(nested.len(), lines.len());
    for (line, nested) in lines.iter().zip(&nested) {
        for (key, value) in nested.as_object().unwrap() {
            assert_eq!(&line[key], value, "{key}");
        }
        let at = |key: &str| usize::try_from(line[key].as_u64().unwrap()).unwrap();
        assert_eq!(line["text"], ARTICLE[at("start")..at("end")]);
        assert_eq!(
            (&line["article"], &line["language"]),
            (&"a.txt".into(), &"fr".into())
        );
    }
    let csv = place.stance(&["score", "a.txt", "--unit", "quote", "--format", "csv"]);
    let mut rows = csv::Reader::from_reader(csv.stdout.as_bytes());
    let header = rows.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|column| column == name).unwrap();
    for (row, line) in rows.records().map(Result::unwrap).zip(&lines) {
        for name in ["article", "text", "cue", "speaker", "rule"] {
            assert_eq!(row[at(name)], *line[name].as_str().unwrap(), "{name}");
        }
        assert_eq!(row[at("predicted")], *line["label"].as_str().unwrap());
    }
}

#[test]
fn a_speaker_of_fewer_than_three_quotations_has_no_label_unless_asked_for() {
    let place = Place::new();
    place.file("a.txt", ARTICLE);
    let speakers = score(&place, &["--unit", "speaker"]);
    let seen: Vec<(&str, u64, bool)> = speakers
        .iter()
        .map(|speaker| {
            (
                speaker["speaker"].as_str().unwrap(),
                speaker["quotations"].as_u64().unwrap(),
                speaker["label"].is_string(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [("Bastien Morlaix", 3, true), ("Ondine Vasseur", 1, false)]
    );
    for speaker in &speakers {
        for (label, p) in speaker["probabilities"].as_object().unwrap() {
            let interval = &speaker["intervals"][label];
            let (low, high) = (
                interval["low"].as_f64().unwrap(),
                interval["high"].as_f64().unwrap(),
            );
            let p = p.as_f64().unwrap();
            assert!(
                0.0 <= low && low <= p && p <= high && high <= 1.0,
                "{label}: {interval}"
            );
        }
    }
    let one = score(&place, &["--unit", "speaker", "--min-quotes", "1"]);
    assert!(
        one.iter().all(|speaker| speaker["label"].is_string()),
        "{one:?}"
    );
    let table = place.stance(&["score", "a.txt"]).stdout;
    assert!(
        table.contains("\nOndine Vasseur  (1 quotation)\n"),
        "{table}"
    );
}

#[test]
fn quotations_of_nobody_known_stand_under_no_speaker_and_are_counted() {
    let place = Place::new();
    place.file(
        "a.txt",
        "« Nous irons tous ensemble au port, et nous y resterons longtemps. »\n",
    );
    let run = place.stance(&["score", "a.txt", "--unit", "speaker", "--format", "jsonl"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    assert_eq!(run.stderr, "note: 1 quotation without a known speaker\n");
}

#[test]
fn a_table_says_where_nobody_is_quoted() {
    let place = Place::new();
    place.file("a.txt", "Le port se vide lentement ce soir.\n");
    for unit in ["quote", "speaker"] {
        let run = place.stance(&["score", "a.txt", "--unit", unit]);
        assert_eq!(run.stdout, "a.txt\n\nno quotation\n\n", "{unit}");
    }
}

#[test]
fn rows_are_articles_under_another_unit_and_keep_their_columns() {
    let place = Place::new();
    place.file(
        "in.csv",
        "nr,text\n7,Une belle avancée pour tous.\n8,\n9,« C’est un succès » dit Ana Ruiz à la presse.\n",
    );
    let run = place.stance(&["score", "in.csv", "--unit", "article", "--format", "csv"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let mut rows = csv::Reader::from_reader(run.stdout.as_bytes());
    let header: Vec<String> = rows.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(
        header[..12].join(","),
        "article,title,author,date,source,language,nr,predicted,confidence,p_concerned,p_neutral,p_pro-ai"
    );
    assert_eq!(header[12], "paragraphs");
    let found: Vec<(String, String)> = rows
        .records()
        .map(|row| row.unwrap())
        .map(|row| (row[0].to_owned(), row[6].to_owned()))
        .collect();
    let pair = |name: &str, nr: &str| (name.to_owned(), nr.to_owned());
    assert_eq!(found, [pair("in.csv#1", "7"), pair("in.csv#3", "9")]);
    place.file("clash.csv", "speaker,text\nAna,« Non », dit Ana Ruiz.\n");
    let run = place.stance(&["score", "clash.csv", "--unit", "speaker", "--format", "csv"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("the column `speaker` would clash"),
        "{}",
        run.stderr
    );
}

#[test]
fn what_is_less_sure_than_asked_for_is_uncertain_in_every_format() {
    let place = Place::new();
    place
        .file("a.txt", ARTICLE)
        .file("in.csv", "text\nUne belle avancée.\n");
    let sure = ["--min-confidence", "0.9"];
    let records = score(&place, &sure);
    let plain = score(&place, &[]);
    let mut uncertain = 0;
    for (record, plain) in records
        .iter()
        .zip(&plain)
        .filter(|(r, _)| r["label"].is_string())
    {
        let is_sure = plain["confidence"].as_f64().unwrap() >= 0.9;
        let expected = if is_sure {
            plain["label"].clone()
        } else {
            "uncertain".into()
        };
        assert_eq!(record["label"], expected);
        assert_eq!(record["probabilities"], plain["probabilities"]);
        uncertain += usize::from(!is_sure);
    }
    assert!(uncertain > 0);
    let run = |arguments: &[&str]| place.stance(&[&["score"], arguments].concat()).stdout;
    let csv = run(&["in.csv", "--format", "csv", "--min-confidence", "1"]);
    assert!(csv.contains("Une belle avancée.,uncertain,0."), "{csv}");
    let table = run(&["a.txt", "--min-confidence", "0.9"]);
    assert!(
        table.contains("uncertain  0.") && table.contains(" of confidence 0.9 or more)"),
        "{table}"
    );
    let speakers = run(&["a.txt", "--unit", "speaker", "--min-confidence", "0.2"]);
    let both = "(3 quotations; 3 of confidence 0.2 or more: pro-ai  0.";
    assert!(speakers.contains(both), "{speakers}");
    let article = &score(&place, &["--unit", "article", "--min-confidence", "0.9"])[0];
    let certain = article["certain"]["paragraphs"].as_u64().unwrap();
    assert!(certain < article["paragraphs"].as_u64().unwrap());
}

#[test]
fn confidences_and_tasks_that_make_no_sense_are_refused() {
    let place = Place::new();
    place
        .file("a.txt", ARTICLE)
        .file("data.csv", labelled_csv(&["uncertain", "yes"], 10));
    assert_eq!(
        place.stance(&["train", "data.csv", "-o", "m.model"]).code,
        0
    );
    for (arguments, reason) in [
        (
            &["--min-confidence", "1.5"][..],
            "a number from 0 to 1 expected",
        ),
        (
            &["--min-confidence", "nan"],
            "a number from 0 to 1 expected",
        ),
        (
            &["--task", "tone"],
            "[possible values: stance, sentiment, both]",
        ),
        (
            &["--task", "stance", "--model", "m.model"],
            "cannot be used with",
        ),
        (
            &["--model", "m.model", "--min-confidence", "0.5"],
            "the model has a label `uncertain` of its own",
        ),
        (
            &["--target-column", "x"],
            "the embedded models have no targets",
        ),
    ] {
        let run = place.stance(&[&["score", "a.txt"], arguments].concat());
        assert_eq!(run.code, 2, "{arguments:?}");
        assert!(run.stderr.contains(reason), "{}", run.stderr);
    }
}

#[test]
fn a_named_model_stands_alone_and_without_a_prefix() {
    let place = Place::new();
    place.file("a.txt", ARTICLE);
    let stance = score(&place, &["--task", "stance"]);
    let named = score(&place, &["--model", "stance-ai-fr"]);
    assert_eq!(stance, named);
    assert!(stance.iter().all(|record| record["sentiment"].is_null()));
}

#[test]
fn units_come_out_alike_on_any_number_of_threads() {
    let place = Place::new();
    for number in 0..20 {
        place.file(&format!("press/{number}.txt"), ARTICLE);
    }
    for unit in ["article", "quote", "speaker"] {
        let run = |threads: &str| {
            let arguments = [
                "score",
                "press",
                "--unit",
                unit,
                "--format",
                "csv",
                "--threads",
                threads,
            ];
            place.stance(&arguments).stdout
        };
        let one = run("1");
        assert_eq!(one, run("8"), "{unit}");
        assert!(one.lines().count() > 20, "{unit}");
    }
}
