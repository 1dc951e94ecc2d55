//! The functions over arrays of every kind.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray as _, DictionaryArray, Int8Array, LargeStringArray, RecordBatch,
    StringArray, StringViewArray,
};
use datafusion::arrow::datatypes::{Float64Type, Int8Type, Int64Type};
use datafusion::prelude::SessionContext;
use stance_articles::Article;
use stance_datafusion::{Functions, Models, register};

const TEXTS: [Option<&str>; 6] = [
    Some("Cette technologie menace nos emplois et nos libertés, affirme Lina Morvan."),
    None,
    Some("  "),
    Some("Die Maschinen sind für uns alle keine Bedrohung, sagt der Minister."),
    Some("“The machine relieves us,” said Ruth Okafor. “It remains a tool.”"),
    Some("Cette technologie menace nos emplois et nos libertés, affirme Lina Morvan."),
];

/// Runs a query over a table `press` of one column.
fn query(texts: ArrayRef, sql: &str) -> RecordBatch {
    let context = SessionContext::new();
    register(&context, &Functions::of(&Models::embedded().unwrap()));
    let batch = RecordBatch::try_from_iter([("text", texts)]).unwrap();
    context.register_batch("press", batch).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let batches =
        runtime.block_on(async { context.sql(sql).await.unwrap().collect().await.unwrap() });
    datafusion::arrow::compute::concat_batches(&batches[0].schema(), &batches).unwrap()
}

fn error(sql: &str) -> String {
    let context = SessionContext::new();
    register(&context, &Functions::of(&Models::embedded().unwrap()));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let result = runtime.block_on(async { context.sql(sql).await?.collect().await });
    result.unwrap_err().to_string()
}

fn strings(column: &ArrayRef) -> Vec<Option<String>> {
    column
        .as_string::<i32>()
        .iter()
        .map(|text| text.map(str::to_owned))
        .collect()
}

const ALL: &str = "SELECT stance_label(text), stance(text)['confidence'], language(text), sentiment_label(text), \
    stance_probability(text, 'neutral'), array_length(quotes(text)) FROM press";

#[test]
fn every_kind_of_array_of_texts_gives_the_same() {
    let plain = query(Arc::new(StringArray::from(TEXTS.to_vec())), ALL);
    let languages = strings(plain.column(2));
    let languages: Vec<Option<&str>> = languages.iter().map(Option::as_deref).collect();
    assert_eq!(
        languages,
        [Some("fr"), None, None, Some("und"), Some("en"), Some("fr")]
    );
    let labels = strings(plain.column(0));
    let has_label: Vec<bool> = labels.iter().map(Option::is_some).collect();
    assert_eq!(has_label, [true, false, false, false, true, true]);
    let dictionary: DictionaryArray<Int8Type> = TEXTS.into_iter().collect();
    let others: [ArrayRef; 3] = [
        Arc::new(LargeStringArray::from(TEXTS.to_vec())),
        Arc::new(StringViewArray::from(TEXTS.to_vec())),
        Arc::new(dictionary),
    ];
    for other in others {
        let kind = other.data_type().clone();
        assert_eq!(query(other, ALL).columns(), plain.columns(), "{kind}");
    }
}

#[test]
fn a_value_of_a_dictionary_is_scored_once_however_many_rows_have_it() {
    // A hundred gigabytes, were they scored row by row.
    let long = "The machine relieves us all in the end. ".repeat(25_000);
    let values: ArrayRef = Arc::new(StringArray::from(vec![long.as_str()]));
    let keys = Int8Array::from(vec![Some(0); 100_000]);
    let rows: ArrayRef = Arc::new(DictionaryArray::try_new(keys, values).unwrap());
    let sql =
        "SELECT language(text) AS l, stance_label(text) AS s, count(*) FROM press GROUP BY l, s";
    let found = query(rows, sql);
    assert_eq!(found.num_rows(), 1);
    assert_eq!(strings(found.column(0)), [Some("en".to_owned())]);
    assert_eq!(
        found.column(2).as_primitive::<Int64Type>().value(0),
        100_000
    );
}

#[test]
fn values_of_a_dictionary_that_no_row_has_are_not_scored() {
    // A value larger than any text may be would fail, were it scored.
    let huge = "a ".repeat(33 << 20);
    let values: ArrayRef = Arc::new(StringArray::from(vec![
        huge.as_str(),
        "The machine relieves us all in the end.",
    ]));
    let keys = Int8Array::from(vec![Some(1), None, Some(1)]);
    let rows: ArrayRef = Arc::new(DictionaryArray::try_new(keys, values).unwrap());
    let found = query(rows, "SELECT language(text) FROM press");
    let found = strings(found.column(0));
    assert_eq!(found, [Some("en".to_owned()), None, Some("en".to_owned())]);
    let none: ArrayRef = Arc::new(DictionaryArray::<Int8Type>::from_iter([None::<&str>, None]));
    let found = query(none, "SELECT stance_label(text) FROM press");
    assert_eq!(strings(found.column(0)), [None, None]);
}

#[test]
fn probabilities_sum_to_one_and_the_label_is_the_likeliest() {
    let sql = "SELECT stance(text) FROM press WHERE stance(text) IS NOT NULL";
    let found = query(Arc::new(StringArray::from(TEXTS.to_vec())), sql);
    let whole = found.column(0).as_struct();
    assert_eq!(
        whole.column_names(),
        [
            "label",
            "confidence",
            "p_concerned",
            "p_neutral",
            "p_pro-ai"
        ]
    );
    let number = |column: usize, row: usize| {
        whole
            .column(column)
            .as_primitive::<Float64Type>()
            .value(row)
    };
    assert_eq!(whole.len(), 3);
    for row in 0..whole.len() {
        let sum: f64 = (2..5).map(|column| number(column, row)).sum();
        assert!((sum - 1.0).abs() < 3e-6, "{sum}");
        let label = whole.column(0).as_string::<i32>().value(row);
        let named = number(
            2 + ["concerned", "neutral", "pro-ai"]
                .iter()
                .position(|known| *known == label)
                .unwrap(),
            row,
        );
        assert_eq!(named.to_bits(), number(1, row).to_bits());
    }
}

#[test]
fn a_probability_is_that_of_each_rows_label() {
    let sql = "SELECT stance_probability(text, label) AS one, CASE label WHEN 'neutral' THEN stance_probability(text, 'neutral') \
        ELSE stance_probability(text, 'pro-ai') END AS other \
        FROM press CROSS JOIN (VALUES ('neutral'), ('pro-ai')) AS labels(label)";
    let found = query(Arc::new(StringArray::from(TEXTS.to_vec())), sql);
    assert_eq!(found.num_rows(), 12);
    assert_eq!(found.column(0), found.column(1));
    assert_eq!(found.column(0).null_count(), 6);
}

#[test]
fn quotations_are_those_of_the_article() {
    let text = TEXTS[4].unwrap();
    let sql = "SELECT q['text'], q['speaker'], q['start'], q['end'], q['stance']['label'], q['rule'] \
        FROM (SELECT unnest(quotes(text)) AS q FROM press)";
    let found = query(Arc::new(StringArray::from(vec![Some(text), None])), sql);
    let article = Article::from_paragraph(text.to_owned());
    let expected: Vec<_> = article.quotations().collect();
    assert_eq!(found.num_rows(), expected.len());
    assert_eq!(expected.len(), 2);
    for (row, quotation) in expected.into_iter().enumerate() {
        let of = |column: usize| {
            found
                .column(column)
                .as_string::<i32>()
                .value(row)
                .to_owned()
        };
        assert_eq!(of(0), article.slice(quotation.span));
        assert_eq!(Some(of(1).as_str()), article.speaker(quotation));
        let start = found.column(2).as_primitive::<Int64Type>().value(row);
        let end = found.column(3).as_primitive::<Int64Type>().value(row);
        let at = |offset: i64| usize::try_from(offset).unwrap();
        assert_eq!(&text[at(start)..at(end)], article.slice(quotation.span));
        assert!(["concerned", "neutral", "pro-ai"].contains(&of(4).as_str()));
        assert_eq!(of(5), quotation.rule);
    }
}

#[test]
fn what_makes_no_sense_is_told() {
    let told = error("SELECT stance(12)");
    assert!(
        told.contains("stance: a column of texts expected, Int64 found"),
        "{told}"
    );
    let told = error("SELECT stance('a', 'b')");
    assert!(
        told.contains("stance: 1 argument expected, 2 given"),
        "{told}"
    );
    let told = error("SELECT stance_probability('a', 'positive')");
    assert!(
        told.contains("no label \"positive\"; the labels are concerned, neutral, pro-ai"),
        "{told}"
    );
    let told = error("SELECT stance_label(repeat('a ', 40000000))");
    assert!(told.contains("larger than 64 MiB"), "{told}");
}

#[test]
fn functions_are_pinned_to_the_bytes_of_their_models() {
    let place = crate::support::Place::new();
    let models = crate::support::workspace_root().join("models");
    let embedded = Functions::of(&Models::embedded().unwrap());
    let of_folder = || Functions::of(&Models::of_folder(&place.path("models")).unwrap());
    std::fs::create_dir(place.path("models")).unwrap();
    std::fs::copy(
        models.join("stance-ai-fr.model"),
        place.path("models/stance-ai-fr.model"),
    )
    .unwrap();
    let same = of_folder();
    assert!(embedded.checksums().eq(same.checksums()));
    std::fs::copy(
        models.join("sentiment-fr.model"),
        place.path("models/my-tone.model"),
    )
    .unwrap();
    let more = of_folder();
    let bytes = std::fs::read(models.join("sentiment-fr.model")).unwrap();
    let sum = stance_model::hex(&<sha2::Sha256 as sha2::Digest>::digest(bytes));
    assert_eq!(more.checksum("my_tone_label"), Some(sum.as_str()));
    assert_eq!(more.checksum("stance"), embedded.checksum("stance"));
    std::fs::copy(
        models.join("sentiment-en.model"),
        place.path("models/sentiment-fr.model"),
    )
    .unwrap();
    let other = of_folder();
    assert_ne!(other.checksum("sentiment"), embedded.checksum("sentiment"));
    assert_ne!(other.checksum("quotes"), embedded.checksum("quotes"));
    assert_eq!(other.checksum("stance"), embedded.checksum("stance"));
    std::fs::copy(
        models.join("sentiment-en.model"),
        place.path("models/quotes.model"),
    )
    .unwrap();
    let told = Models::of_folder(&place.path("models"))
        .unwrap_err()
        .to_string();
    assert!(
        told.contains("\"quotes\" cannot give functions their name"),
        "{told}"
    );
}
