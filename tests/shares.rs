//! `stance score --unit corpus`: shares that agree with the paragraphs they are of, by month and source, and what has
//! neither.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::support::{Place, labelled_csv};

const CONCERNED: &str = "Les comédiens dénoncent une menace pour leur métier et réclament l’interdiction des voix clonées.";
const NEUTRAL: &str =
    "La réunion se tiendra mardi à la mairie, a indiqué le secrétaire général de la commune.";
const FOR: &str =
    "C’est une chance formidable pour nos élèves, qui gagnent un temps précieux grâce à cet outil.";

/// Rows of three months and two sources, one without either, one in no language that is known.
fn rows() -> String {
    let mut csv = "id,when,paper,text\n".to_owned();
    for row in 0..60 {
        let text = [CONCERNED, NEUTRAL, FOR, CONCERNED][row % 4];
        let when = ["2026-01-03", "14 février 2026", "3/2026", "24/03/2026"][row % 4];
        let paper = ["Le Quai", "La Vigie"][row % 2];
        writeln!(csv, "a{},{when},{paper},\"{text} ({row})\"", row / 3).unwrap();
    }
    csv + "b1,,,La grève des dockers continue ce matin au port de Brest.\nb2,2026-01-05,Le Quai,Ձկնորսները \
           վերադարձան նավահանգիստ առավոտյան շատ ուշ\n"
}

const COLUMNS: [&str; 6] = [
    "--id-column",
    "id",
    "--date-column",
    "when",
    "--source-column",
    "paper",
];

fn run(place: &Place, arguments: &[&str]) -> crate::support::Run {
    place.stance(&[&["score", "rows.csv"], &COLUMNS[..], arguments].concat())
}

fn by(record: &Value, key: &str) -> String {
    record[key].as_str().unwrap_or("unknown").to_owned()
}

/// Returns the month of a date of [`rows`].
fn month(date: &Value) -> String {
    match date.as_str() {
        Some("2026-01-03" | "2026-01-05") => "2026-01",
        Some("14 février 2026") => "2026-02",
        Some("24/03/2026") => "2026-03",
        _ => "unknown",
    }
    .to_owned()
}

/// What the paragraphs of one group say by one task.
#[derive(Default)]
struct Recount {
    n: u64,
    articles: std::collections::BTreeSet<String>,
    counts: BTreeMap<String, u64>,
    /// Millionths: what is written has six decimals.
    sums: BTreeMap<String, u64>,
}

impl Recount {
    fn add(&mut self, record: &Value, scores: &Value) {
        let Some(label) = scores["label"].as_str() else {
            return;
        };
        self.n += 1;
        self.articles.insert(by(record, "article"));
        *self.counts.entry(label.to_owned()).or_default() += 1;
        for (label, p) in scores["probabilities"].as_object().unwrap() {
            let parts = (p.as_f64().unwrap() * 1e6).round();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "at most a million"
            )]
            let parts = parts as u64;
            *self.sums.entry(label.clone()).or_default() += parts;
        }
    }

    /// Holds a row of shares to the paragraphs, to the last digit.
    fn agrees(&self, shares: &Value) {
        assert_eq!(shares["paragraphs"], self.n);
        assert_eq!(shares["articles"], self.articles.len());
        if self.n == 0 {
            assert!(shares["counted"].is_null() && shares["shares"].is_null());
            return;
        }
        let digits = |value: f64| (value * 1e6).round() / 1e6;
        for (label, sum) in &self.sums {
            let count = self.counts.get(label).copied().unwrap_or(0);
            let n = self.n as f64;
            assert_eq!(
                shares["counted"][label],
                digits(count as f64 / n),
                "{label}"
            );
            assert_eq!(
                shares["summed"][label],
                digits(*sum as f64 / (1e6 * n)),
                "{label}"
            );
        }
    }
}

#[test]
fn shares_agree_to_the_last_digit_with_the_paragraphs_they_are_of() {
    let place = Place::new();
    place.file("rows.csv", rows());
    let paragraphs = run(&place, &["--format", "jsonl"]).records();
    for keys in ["", "month", "source", "month,source"] {
        let mut expected: BTreeMap<Vec<String>, [Recount; 2]> = BTreeMap::new();
        for record in &paragraphs {
            let values = keys.split(',').filter(|key| !key.is_empty());
            let values = values.map(|key| match key {
                "month" => month(&record["date"]),
                _ => by(record, "source"),
            });
            let group = expected.entry(values.collect()).or_default();
            group[0].add(record, record);
            group[1].add(record, &record["sentiment"]);
        }
        let mut arguments = vec!["--unit", "corpus", "--format", "jsonl"];
        if !keys.is_empty() {
            arguments.extend(["--by", keys]);
        }
        let shares = run(&place, &arguments);
        assert_eq!(shares.code, 0, "{}", shares.stderr);
        let shares = shares.records();
        assert_eq!(shares.len(), expected.len(), "{keys}");
        for (row, (values, group)) in shares.iter().zip(&expected) {
            let names = keys.split(',').filter(|key| !key.is_empty());
            let found: Vec<String> = names.map(|key| by(row, key)).collect();
            assert_eq!(&found, values);
            group[0].agrees(row);
            group[1].agrees(&row["sentiment"]);
        }
    }
}

#[test]
fn shares_sum_to_one_and_lie_within_their_intervals_mostly() {
    let place = Place::new();
    place.file("rows.csv", rows());
    let run = run(&place, &["--unit", "corpus", "--format", "jsonl"]);
    let [row] = &run.records()[..] else {
        panic!("one row: {}", run.stdout);
    };
    let of = |name: &str| row[name].as_object().unwrap().clone();
    for name in ["counted", "summed", "shares"] {
        let sum: f64 = of(name).values().map(|share| share.as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 3e-6, "{name} {sum}");
    }
    for (label, interval) in of("intervals") {
        let end = |name: &str| interval[name].as_f64().unwrap();
        let share = row["shares"][&label].as_f64().unwrap();
        assert!(
            0.0 <= end("low") && end("low") <= share,
            "{label}: {interval}"
        );
        assert!(
            share <= end("high") && end("high") <= 1.0,
            "{label}: {interval}"
        );
    }
    assert_eq!(row["unlabelled"], 1);
    // Sixty rows in twenty articles, and one without month and source.
    assert_eq!(
        (&row["articles"], &row["paragraphs"]),
        (&21.into(), &61.into())
    );
}

#[test]
fn csv_says_the_same_and_threads_change_nothing() {
    let place = Place::new();
    place.file("rows.csv", rows());
    let unit = [
        "--unit",
        "corpus",
        "--by",
        "month,source",
        "--min-articles",
        "5",
        "--format",
    ];
    let csv = |threads: &str| {
        let run = run(
            &place,
            &[&unit[..], &["csv", "--threads", threads]].concat(),
        );
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout
    };
    let one = csv("1");
    assert_eq!(one, csv("4"));
    let records = run(&place, &[&unit[..], &["jsonl"]].concat()).records();
    let mut rows = csv::Reader::from_reader(one.as_bytes());
    let header: Vec<String> = rows.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(
        header[..10].join(","),
        "month,source,furniture,paragraphs,articles,unlabelled,withheld,outside,counted_concerned,counted_neutral"
    );
    for (row, record) in rows.records().map(Result::unwrap).zip(&records) {
        let cell = |name: &str| {
            let at = header.iter().position(|column| column == name).unwrap();
            row[at].to_owned()
        };
        assert_eq!(cell("month"), by(record, "month"));
        assert_eq!(
            cell("withheld"),
            record["withheld"].as_str().unwrap_or_default()
        );
        for (column, value) in [
            ("counted_concerned", &record["counted"]["concerned"]),
            ("summed_neutral", &record["summed"]["neutral"]),
            ("share_pro-ai", &record["shares"]["pro-ai"]),
            ("low_neutral", &record["intervals"]["neutral"]["low"]),
            (
                "sentiment_high_negative",
                &record["sentiment"]["intervals"]["negative"]["high"],
            ),
        ] {
            let expected = if value.is_null() {
                String::new()
            } else {
                value.to_string()
            };
            assert_eq!(
                cell(column).parse::<f64>().ok(),
                expected.parse::<f64>().ok(),
                "{column}"
            );
        }
    }
}

#[test]
fn pages_tell_month_and_source_and_texts_their_folder() {
    let place = Place::new();
    let prose = format!("<p>{CONCERNED}</p><p>{NEUTRAL}</p><p>{FOR}</p>").repeat(3);
    place.file(
        "press/page.html",
        format!(
            "<html lang=\"fr\"><head><title>Le port</title><meta property=\"og:site_name\" content=\"Le Quai\">\
             <meta property=\"article:published_time\" content=\"2026-02-04T08:00:00Z\"></head><body><article>\
             <h1>Le port</h1>{prose}</article></body></html>"
        ),
    );
    place.file(
        "press/La Vigie/a.txt",
        format!("{CONCERNED}\n\n{NEUTRAL}\n"),
    );
    place.file("b.txt", format!("{FOR}\n\n{NEUTRAL}\n"));
    let run = place.stance(&[
        "score",
        "press",
        "b.txt",
        "--unit",
        "corpus",
        "--by",
        "month,source",
        "--format",
        "jsonl",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let found: Vec<(String, String)> = (run.records().iter())
        .map(|row| (by(row, "month"), by(row, "source")))
        .collect();
    let pair = |month: &str, source: &str| (month.to_owned(), source.to_owned());
    assert_eq!(
        found,
        [
            pair("2026-02", "Le Quai"),
            pair("unknown", "La Vigie"),
            pair("unknown", "unknown")
        ]
    );
    for note in [
        "note: 2 articles without a date, in the month `unknown`\n",
        "note: 1 article without a source: the name of the folder stands for it\n",
        "note: 1 article without a source or a folder, in the source `unknown`\n",
    ] {
        assert!(run.stderr.contains(note), "{note}{}", run.stderr);
    }
}

#[test]
fn furniture_is_left_out_and_counted() {
    let place = Place::new();
    place.file(
        "a.txt",
        format!("Le titre\n\n{CONCERNED}\n\n{NEUTRAL}\n\nLire aussi : Les phares s’éteignent\n"),
    );
    let row = |more: &[&str]| {
        let arguments = ["score", "a.txt", "--unit", "corpus", "--format", "jsonl"];
        place.stance(&[&arguments[..], more].concat()).records()[0].clone()
    };
    let (without, with) = (row(&[]), row(&["--keep-furniture"]));
    assert_eq!(
        (&without["furniture"], &with["furniture"]),
        (&1.into(), &0.into())
    );
    let n = |row: &Value| row["paragraphs"].as_u64().unwrap();
    assert_eq!(n(&without) + 1, n(&with));
}

#[test]
fn no_dated_article_by_month_is_told() {
    let place = Place::new();
    place
        .file("a.txt", CONCERNED)
        .file("dates.csv", format!("d,text\n04/02/2026,\"{FOR}\"\n"));
    let run = place.stance(&["score", "a.txt", "--unit", "corpus", "--by", "month"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(
        run.stderr
            .contains("error: --by month: none of 1 article has a date\nhint: name the column"),
        "{}",
        run.stderr
    );
    let arguments = [
        "score",
        "dates.csv",
        "--date-column",
        "d",
        "--unit",
        "corpus",
        "--by",
        "month",
    ];
    let run = place.stance(&arguments);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr
            .contains("no date of 1 article tells its month, as \"04/02/2026\" does not\nhint: say whether day or month comes first, with --date-order dmy or mdy"),
        "{}",
        run.stderr
    );
}

#[test]
fn one_article_has_shares_and_no_interval() {
    let place = Place::new();
    place.file("a.txt", format!("{CONCERNED}\n\n{FOR}\n"));
    let arguments = [
        "score",
        "a.txt",
        "--task",
        "stance",
        "--unit",
        "corpus",
        "--min-articles",
        "1",
    ];
    let run = place.stance(&[&arguments[..], &["--format", "jsonl"]].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    let row = &run.records()[0];
    assert!(row["shares"]["neutral"].is_f64() && row["intervals"]["neutral"].is_null());
    assert!(
        run.stderr
            .contains("note: 1 share of one article, without an interval\n"),
        "{}",
        run.stderr
    );
    let table = place.stance(&arguments).stdout;
    assert!(
        table.starts_with("shares of 2 paragraphs in 1 article\nlabel "),
        "{table}"
    );
}

#[test]
fn few_articles_have_counted_shares_and_a_reason() {
    let place = Place::new();
    place.file("rows.csv", rows());
    let by = [
        "--unit",
        "corpus",
        "--by",
        "month,source",
        "--task",
        "stance",
        "--min-articles",
    ];
    let all = run(&place, &[&by[..], &["15", "--format", "jsonl"]].concat());
    assert_eq!(all.code, 0, "{}", all.stderr);
    for row in all.records() {
        let is_few = row["articles"].as_u64().unwrap() < 15;
        let reason = if is_few {
            Value::from("few-articles")
        } else {
            Value::Null
        };
        assert_eq!(row["withheld"], reason, "{row}");
        for field in ["shares", "intervals", "outside"] {
            assert_eq!(row[field].is_null(), is_few, "{field}: {row}");
        }
        assert!(row["counted"]["neutral"].is_f64());
    }
    assert!(
        all.stderr.contains(
            "note: 1 share of fewer than 15 articles, counted and not corrected (--min-articles says how many are enough)\n"
        ),
        "{}",
        all.stderr
    );
    let table = run(&place, &[&by[..], &["15"]].concat()).stdout;
    assert!(
        table.contains("corrected from 15 articles on (--min-articles)\n"),
        "{table}"
    );
    let unless_told = run(&place, &[&by[..6], &["--format", "jsonl"]].concat());
    let withheld = |row: &Value| row["withheld"] == "few-articles";
    assert!(
        unless_told.records().iter().all(withheld),
        "{}",
        unless_told.stdout
    );
    let few = run(&place, &[&by[..], &["1", "--format", "jsonl"]].concat());
    assert!(
        few.records().iter().all(|row| row["shares"].is_object()),
        "{}",
        few.stdout
    );
}

#[test]
fn the_order_of_day_and_month_is_asked_for_where_it_matters() {
    let place = Place::new();
    place.file(
        "dates.csv",
        format!("d,text\n04-02-2026,\"{FOR}\"\n24-02-2026,\"{FOR}\"\n2026-07-01,\"{FOR}\"\n"),
    );
    let months = |order: &[&str]| {
        let arguments = [
            "score",
            "dates.csv",
            "--date-column",
            "d",
            "--unit",
            "corpus",
            "--by",
            "month",
            "--format",
            "jsonl",
        ];
        let run = place.stance(&[&arguments[..], order].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        let months: Vec<String> = run.records().iter().map(|row| by(row, "month")).collect();
        (months, run.stderr)
    };
    let (found, told) = months(&[]);
    assert_eq!(found, ["2026-02", "2026-07", "unknown"]);
    assert!(
        told.contains(
            "note: 1 article with a date of either of two months, as \"04-02-2026\", in the month `unknown` (--date-order \
             dmy or mdy says whether day or month comes first)\n"
        ),
        "{told}"
    );
    assert_eq!(months(&["--date-order", "dmy"]).0, ["2026-02", "2026-07"]);
    assert_eq!(
        months(&["--date-order", "mdy"]).0,
        ["2026-02", "2026-04", "2026-07"]
    );
}

#[test]
fn whether_articles_name_ai_is_told() {
    let place = Place::new();
    place.file("rows.csv", rows());
    let corpus = ["--unit", "corpus", "--format", "jsonl"];
    let told = run(&place, &corpus).stderr;
    assert!(
        told.contains("warning: 0 of 22 articles, 0 of 62 paragraphs name artificial intelligence: shares of sides on it"),
        "{told}"
    );
    for other in [["--task", "sentiment"], ["--model", "stance-ai-fr"]] {
        let told = run(&place, &[&corpus[..], &other].concat()).stderr;
        assert!(!told.contains("artificial"), "{told}");
    }
}

#[test]
fn a_model_that_does_not_know_its_errors_is_refused_before_anything_is_scored() {
    let place = Place::new();
    place
        .file("data.csv", labelled_csv(&["no", "yes"], 10))
        .file("rows.csv", rows());
    let train = ["train", "data.csv", "-o", "m.model", "--folds", "0"];
    assert_eq!(place.stance(&train).code, 0);
    let run = place.stance(&[
        "score", "rows.csv", "--model", "m.model", "--unit", "corpus",
    ]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(
        run.stderr
            .contains("--unit corpus: the model does not know its error rates")
            && run
                .stderr
                .contains("hint: train it again, with --folds 2 or more"),
        "{}",
        run.stderr
    );
}

#[test]
fn targets_have_shares_of_their_own() {
    let place = Place::new();
    let labelled = labelled_csv(&["no", "yes"], 20);
    let mut csv = "target,".to_owned() + labelled.lines().next().unwrap() + "\n";
    for (row, line) in labelled.lines().skip(1).enumerate() {
        writeln!(csv, "{},{line}", ["cars", "trams"][row / 20]).unwrap();
    }
    place.file("data.csv", csv);
    let train = [
        "train",
        "data.csv",
        "--target-column",
        "target",
        "-o",
        "m.model",
    ];
    let run = place.stance(&train);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let arguments = [
        "score", "data.csv", "--model", "m.model", "--unit", "corpus", "--format",
    ];
    let run = place.stance(&[&arguments[..], &["jsonl"]].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    let rows = run.records();
    let found: Vec<_> = rows
        .iter()
        .map(|row| (by(row, "target"), row["paragraphs"].clone()))
        .collect();
    let pair = |target: &str| (target.to_owned(), Value::from(20));
    assert_eq!(found, [pair("cars"), pair("trams")]);
}

#[test]
fn options_that_do_not_go_together_are_refused() {
    let place = Place::new();
    place.file("a.txt", CONCERNED);
    for (arguments, reason) in [
        (&["--by", "month"][..], "add --unit corpus"),
        (
            &["--resamples", "200"][..],
            "--resamples is about the shares of a corpus",
        ),
        (
            &["--seed", "3"][..],
            "--seed is about the shares of a corpus",
        ),
        (
            &["--min-articles", "3"][..],
            "--min-articles is about the shares of a corpus",
        ),
        (
            &["--date-order", "dmy"][..],
            "--date-order is about the shares of a corpus",
        ),
        (
            &["--unit", "corpus", "--by", "year"],
            "[possible values: month, source]",
        ),
        (
            &["--unit", "corpus", "--min-confidence", "0.5"],
            "--min-confidence: shares of a corpus are those of all its paragraphs",
        ),
    ] {
        let run = place.stance(&[&["score", "a.txt"], arguments].concat());
        assert_eq!(run.code, 2, "{arguments:?}");
        assert!(run.stderr.contains(reason), "{}", run.stderr);
    }
}
