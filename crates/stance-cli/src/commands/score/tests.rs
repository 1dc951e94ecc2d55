//! Two tasks, one of them without a model for English, on a text in both languages: what is picked, and how it is
//! written.

use serde_json::{Value, json};
use stance_articles::Reader;
use stance_model::{Model, TrainOptions, TrainingSet, train};

use super::notes::Notes;
use super::record::{Given, Reading, ScoredArticle, score_article};
use super::tasks::{Scorers, TaskChoice, TaskModels, only_language};
use super::units::{Report, Unit};
use super::writer::Writer;
use crate::failure::Skipped;
use crate::output::Format;
use crate::shipped::Task;

const TEXT: &str = "Les quais sont déserts et la ville dort dans le froid, dit Ana Ruiz : « Nous sommes tous ravis de \
    cette bonne nouvelle pour le port. » « Cette bonne idée nous va », ajoute Ana Ruiz. « Tout est une bonne \
    surprise ici », conclut Ana Ruiz.\n\n\
    The quays are empty and the town is asleep in the cold, and they have been good to all of us for years, said \
    the mayor of the town to the crowd that had come to hear it.\n\n\
    Die Maschinen sind für uns alle keine Bedrohung, sagt der Direktor des Hafens, und die Arbeiter glauben ihm nicht, \
    denn sie haben schon viele Versprechen gehört und vergessen.\n";

/// A model that tells three labels by one word each.
fn model(task: Task, words: [&str; 3]) -> Model {
    let texts = |word: &str| [format!("{word} un"), format!("{word} deux")];
    let set = TrainingSet {
        texts: words.iter().copied().flat_map(texts).collect(),
        labels: task
            .labels()
            .iter()
            .flat_map(|label| [(*label).to_owned(), (*label).to_owned()])
            .collect(),
        ..TrainingSet::default()
    };
    let options = TrainOptions {
        folds: 0,
        ..TrainOptions::default()
    };
    train(&set, &options, None).unwrap().into()
}

fn tasks() -> Vec<TaskModels> {
    let stance = Task::Stance;
    let french = model(stance, ["mauvais", "rien", "bonne"]);
    let english = model(stance, ["bad", "nothing", "good"]);
    let sentiment = model(Task::Sentiment, ["mauvais", "rien", "bonne"]);
    vec![
        TaskModels::of_task(stance, vec![("fr", french), ("en", english)]),
        TaskModels::of_task(Task::Sentiment, vec![("fr", sentiment)]),
    ]
}

fn scored(tasks: &[TaskModels]) -> ScoredArticle {
    let article = Reader::new().read_text(TEXT.to_owned());
    let reading = Reading::plain(tasks);
    let mut scorers = Scorers::new(tasks, 1 << 20);
    score_article(
        "a.txt".to_owned(),
        article,
        Given::default(),
        &mut scorers,
        0,
        &reading,
    )
    .unwrap()
}

fn report(tasks: &[TaskModels], unit: Unit) -> Report<'_> {
    Report {
        tasks,
        unit,
        min_confidence: None,
        min_quotes: 3,
    }
}

fn written(report: Report<'_>, format: Format) -> String {
    let mut out = Vec::new();
    let mut writer = Writer::new(format, false, &mut out, report);
    writer.begin_articles("a.txt").unwrap();
    writer.article(&scored(report.tasks)).unwrap();
    writer.finish(&Skipped::default()).unwrap();
    String::from_utf8(out).unwrap()
}

fn records(report: Report<'_>) -> Vec<Value> {
    let lines = written(report, Format::Jsonl);
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn each_text_is_scored_by_the_model_for_its_language_where_there_is_one() {
    let tasks = tasks();
    let records = records(report(&tasks, Unit::Paragraph));
    let seen: Vec<Value> = records
        .iter()
        .map(|r| json!([r["language"], r["label"], r["sentiment"]["label"]]))
        .collect();
    assert_eq!(
        seen,
        [
            json!(["fr", "pro-ai", "positive"]),
            json!(["en", "pro-ai", null]),
            json!(["und", null, null]),
        ]
    );
    let nothing = json!({"label": null, "confidence": null, "probabilities": null});
    assert_eq!(records[1]["sentiment"], nothing);
    let quote = &records[0]["quotes"][0];
    let keys: Vec<&String> = quote.as_object().unwrap().keys().collect();
    assert_eq!(
        keys[keys.len() - 4..],
        ["label", "confidence", "probabilities", "sentiment"]
    );
    assert_eq!(
        quote["sentiment"]["probabilities"]
            .as_object()
            .unwrap()
            .len(),
        3
    );
}

#[test]
fn columns_of_the_second_task_carry_its_name() {
    let tasks = tasks();
    let csv = written(report(&tasks, Unit::Paragraph), Format::Csv);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    assert_eq!(
        header[13..].join(","),
        "predicted,confidence,p_concerned,p_neutral,p_pro-ai,sentiment_predicted,sentiment_confidence,\
         sentiment_p_negative,sentiment_p_neutral,sentiment_p_positive"
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!((&rows[0][13], &rows[0][18]), ("pro-ai", "positive"));
    assert_eq!(
        (&rows[1][13], &rows[1][18], &rows[1][22]),
        ("pro-ai", "", "")
    );
    assert!(rows[2].iter().skip(13).all(str::is_empty));
}

#[test]
fn sentiment_alone_carries_its_name_too_and_a_task_without_models_is_missing() {
    let mut tasks = tasks();
    let stance = tasks.remove(0);
    let record = &records(report(&tasks, Unit::Paragraph))[0];
    assert!(record.get("label").is_none(), "{record}");
    assert_eq!(record["sentiment"]["label"], "positive");
    let missing: Vec<&str> = TaskChoice::Both.missing(&tasks).collect();
    assert_eq!(missing, ["stance"]);
    assert_eq!(TaskChoice::Sentiment.missing(&tasks).next(), None);
    let missing: Vec<&str> = TaskChoice::Both.missing(&[stance]).collect();
    assert_eq!(missing, ["sentiment"]);
}

#[test]
fn every_unit_has_a_cell_for_each_column() {
    let tasks = tasks();
    for unit in [Unit::Paragraph, Unit::Article, Unit::Quote, Unit::Speaker] {
        for min_confidence in [None, Some(0.99)] {
            let report = Report {
                min_confidence,
                ..report(&tasks, unit)
            };
            let csv = written(report, Format::Csv);
            let mut lines = csv::ReaderBuilder::new()
                .flexible(true)
                .from_reader(csv.as_bytes());
            let n_columns = lines.headers().unwrap().len();
            let mut n_lines = 0;
            for line in lines.records() {
                assert_eq!(line.unwrap().len(), n_columns, "{unit:?}");
                n_lines += 1;
            }
            assert!(n_lines > 0, "{unit:?}");
        }
    }
}

#[test]
fn an_article_is_the_mean_of_what_each_task_scored() {
    let tasks = tasks();
    let records = records(report(&tasks, Unit::Article));
    assert_eq!(records.len(), 1);
    assert_eq!(records[0]["paragraphs"], 2);
    assert_eq!(records[0]["sentiment"]["paragraphs"], 1);
    let paragraphs = self::records(report(&tasks, Unit::Paragraph));
    let words = |at: usize| {
        paragraphs[at]["text"]
            .as_str()
            .unwrap()
            .split_whitespace()
            .count() as f64
    };
    let p = |at: usize| paragraphs[at]["probabilities"]["pro-ai"].as_f64().unwrap();
    let mean = (words(0) * p(0) + words(1) * p(1)) / (words(0) + words(1));
    let found = records[0]["probabilities"]["pro-ai"].as_f64().unwrap();
    assert!((found - mean).abs() < 2e-6, "{found} {mean}");
}

#[test]
fn a_speaker_has_a_label_from_the_third_quotation_on() {
    let tasks = tasks();
    let label = |min_quotes: usize| {
        let report = Report {
            min_quotes,
            ..report(&tasks, Unit::Speaker)
        };
        let mut found = records(report);
        found.retain(|record| record["speaker"] == "Ana Ruiz");
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0)
    };
    let three = label(3);
    assert_eq!(
        (&three["quotations"], &three["label"]),
        (&json!(3), &json!("pro-ai"))
    );
    let interval = &three["sentiment"]["intervals"]["positive"];
    let p = three["sentiment"]["probabilities"]["positive"]
        .as_f64()
        .unwrap();
    let (low, high) = (
        interval["low"].as_f64().unwrap(),
        interval["high"].as_f64().unwrap(),
    );
    assert!(low < p && p < high && low > 0.0 && high < 1.0, "{interval}");
    let four = label(4);
    assert!(four["label"].is_null() && four["confidence"].is_null());
    assert_eq!(four["probabilities"], three["probabilities"]);
}

#[test]
fn what_is_not_sure_is_called_uncertain_and_left_out_of_the_second_mean() {
    let tasks = tasks();
    let report = |unit| Report {
        min_confidence: Some(0.99),
        ..report(&tasks, unit)
    };
    let paragraph = &records(report(Unit::Paragraph))[0];
    assert_eq!(paragraph["label"], "uncertain");
    assert!(paragraph["confidence"].as_f64().unwrap() < 0.99);
    let article = &records(report(Unit::Article))[0];
    assert_eq!(
        (&article["label"], &article["paragraphs"]),
        (&json!("pro-ai"), &json!(2))
    );
    let certain = &article["certain"];
    assert_eq!(
        (&certain["label"], &certain["paragraphs"]),
        (&json!(null), &json!(0))
    );
    let table = written(report(Unit::Article), Format::Table);
    assert!(table.contains("(0 of confidence 0.99 or more)"), "{table}");
}

#[test]
fn a_table_shows_the_tasks_side_by_side() {
    let tasks = tasks();
    let table = written(report(&tasks, Unit::Paragraph), Format::Table);
    let line = |start: &str| {
        table
            .lines()
            .find(|line| line.starts_with(start))
            .unwrap()
            .to_owned()
    };
    assert!(
        line("  1").contains("pro-ai     0.") && line("  1").contains("positive  0."),
        "{table}"
    );
    assert!(line("  2").contains("-            -  The quays"), "{table}");
    assert!(
        line("stance").ends_with("(2 paragraphs, by words)"),
        "{table}"
    );
    assert!(
        line("sentiment").ends_with("(1 paragraph, by words)"),
        "{table}"
    );
}

#[test]
fn what_has_no_label_is_told_once_with_the_reason() {
    let tasks = tasks();
    let mut notes = Notes::default();
    let scored = scored(&tasks);
    notes.count(&tasks, Unit::Paragraph, &scored);
    notes.count(&tasks, Unit::Paragraph, &scored);
    let mut told = Vec::new();
    notes.tell(&tasks, &mut told).unwrap();
    let told = String::from_utf8(told).unwrap();
    assert_eq!(
        told,
        "note: 2 paragraphs in en without sentiment: no embedded model tells it in that language\n\
         note: 2 paragraphs in neither French nor English, without a label (--language names one)\n"
    );
}

#[test]
fn a_text_too_short_to_tell_takes_the_one_language_there_is_else_the_likeliest() {
    let tasks = tasks();
    assert_eq!(only_language(&tasks), None);
    assert_eq!(only_language(&tasks[1..]), Some("fr"));
    assert_eq!(only_language(&[]), None);
    let language = |tasks: &[TaskModels], text: &str| {
        let article = Reader::new().read_paragraph(text.to_owned());
        let (reading, mut scorers) = (Reading::plain(tasks), Scorers::new(tasks, 1 << 20));
        let given = Given::default();
        let scored = score_article("a".to_owned(), article, given, &mut scorers, 0, &reading);
        scored.unwrap().language
    };
    for (text, likeliest) in [
        ("Accueil chaleureux, chambre impeccable", "fr"),
        ("Three nights without heating", "en"),
        ("Zimmer sauber, Frühstück reichlich", "und"),
    ] {
        assert_eq!(language(&tasks, text), likeliest, "{text}");
        assert_eq!(language(&tasks[1..], text), "fr", "{text}");
    }
}
