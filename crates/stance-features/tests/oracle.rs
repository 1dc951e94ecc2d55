//! Weights, hashes and chi-squared statistics against scikit-learn's, computed once by
//! `oracle/make_sklearn.py`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use serde_json::Value;
use stance_features::{
    Csr, HashingVectorizer, Ngrams, Norm, Tf, Vectorizer, VectorizerBuilder, chi_squared,
};

/// Values are `f32`, the oracle's `f64`.
const TOLERANCE: f64 = 2e-7;

fn oracle() -> Value {
    serde_json::from_str(include_str!("oracle/sklearn.json")).unwrap()
}

fn texts(value: &Value) -> Vec<String> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

fn ngrams(value: &Value) -> Option<Ngrams> {
    let length = |at: usize| usize::try_from(value[at].as_u64().unwrap()).unwrap();
    (!value.is_null()).then(|| Ngrams::new(length(0), length(1)).unwrap())
}

/// Returns the default options changed as the oracle says.
fn builder(settings: &Value) -> VectorizerBuilder {
    let mut builder = Vectorizer::builder();
    for (option, value) in settings.as_object().unwrap() {
        builder = match (option.as_str(), value.as_str()) {
            ("words", _) => builder.words(ngrams(value)),
            ("chars", _) => builder.chars(ngrams(value)),
            ("min_df", _) => builder.min_df(u32::try_from(value.as_u64().unwrap()).unwrap()),
            ("max_df", _) => builder.max_df(value.as_f64().unwrap()),
            ("idf", _) => builder.idf(value.as_bool().unwrap()),
            ("tf", Some("count")) => builder.tf(Tf::Count),
            ("tf", Some("binary")) => builder.tf(Tf::Binary),
            ("norm", Some("l1")) => builder.norm(Norm::L1),
            ("norm", Some("none")) => builder.norm(Norm::None),
            _ => panic!("unknown option {option}: {value}"),
        };
    }
    builder
}

fn assert_rows(matrix: &Csr, expected: &Value, name: &str) {
    assert_eq!(
        matrix.n_rows(),
        expected.as_array().unwrap().len(),
        "{name}"
    );
    for (row, expected) in matrix.rows().zip(expected.as_array().unwrap()) {
        let columns: Vec<u64> = row.indices.iter().map(|&column| column.into()).collect();
        let mut entries: Vec<(u64, f64)> = Vec::new();
        for (column, value) in expected[0]
            .as_array()
            .unwrap()
            .iter()
            .zip(expected[1].as_array().unwrap())
        {
            entries.push((column.as_u64().unwrap(), value.as_f64().unwrap()));
        }
        // What cancels out is an explicit zero there, and no entry here.
        entries.retain(|&(_, value)| value != 0.0);
        assert_eq!(
            columns,
            entries
                .iter()
                .map(|&(column, _)| column)
                .collect::<Vec<_>>(),
            "{name}"
        );
        for (&value, (column, expected)) in row.values.iter().zip(entries) {
            let error = (f64::from(value) - expected).abs() / expected.abs();
            assert!(
                error <= TOLERANCE,
                "{name}, column {column}: {value}, expected {expected}"
            );
        }
    }
}

#[test]
fn weights_equal_scikit_learns() {
    let oracle = oracle();
    let cases = oracle["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 9);
    for case in cases {
        let name = case["name"].as_str().unwrap();
        let (vectorizer, matrix) = builder(&case["settings"])
            .fit_transform(&texts(&case["corpus"]))
            .unwrap();
        assert!(
            vectorizer.feature_names().eq(texts(&case["names"])),
            "{name}"
        );
        assert_rows(&matrix, &case["rows"], name);
    }
}

#[test]
fn hashes_equal_scikit_learns() {
    let oracle = oracle();
    let corpus = texts(&oracle["hashing"]["corpus"]);
    let cases = oracle["hashing"]["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 4);
    for case in cases {
        let settings = Vectorizer::builder()
            .idf(false)
            .tf(Tf::Count)
            .settings()
            .unwrap();
        let columns = usize::try_from(case["columns"].as_u64().unwrap()).unwrap();
        let vectorizer = HashingVectorizer::new(settings, columns)
            .unwrap()
            .alternate_sign(case["alternate_sign"].as_bool().unwrap());
        assert_rows(
            &vectorizer.transform(&corpus),
            &case["rows"],
            &format!("{columns} columns"),
        );
    }
}

#[test]
fn chi_squared_statistics_equal_scikit_learns() {
    let oracle = &oracle()["chi2"];
    let builder = Vectorizer::builder().words(Some(Ngrams::new(1, 1).unwrap()));
    let (_, matrix) = builder
        .tf(Tf::Count)
        .idf(false)
        .norm(Norm::None)
        .fit_transform(&texts(&oracle["corpus"]))
        .unwrap();
    let classes: Vec<usize> = oracle["classes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|class| usize::try_from(class.as_u64().unwrap()).unwrap())
        .collect();
    let scores = chi_squared(&matrix, &classes, 3).unwrap();
    let expected = oracle["scores"].as_array().unwrap();
    assert_eq!(scores.len(), expected.len());
    for (score, expected) in scores.iter().zip(expected) {
        assert!((score - expected.as_f64().unwrap()).abs() < 1e-12);
    }
}
