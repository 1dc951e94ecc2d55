//! What the fuzzer runs, one function per target, and what must hold of any bytes: nothing panics, ranges slice their
//! text, what is written is well-formed, what is accepted comes back as it was.
//!
//! `cargo xtask fuzz` runs them under libFuzzer; `tests/fuzz_replay.rs` runs the same functions over the seeds and over
//! everything that once failed, on stable.

use std::ops::Range;

use linfa::DatasetBase;
use linfa::traits::Fit as _;
use ndarray::Array1;
use sha2::{Digest as _, Sha256};
use stance_articles::{Article, Language, Reader, Span, sentences};
use stance_cli::{ExitStatus, Io};
use stance_features::{Csr, Normalizer, Row, Tokenizer};
use stance_model::logistic::SparseLogisticRegression;
use stance_model::{Model, hex};

/// A target: what it reads is the fuzzer's.
pub type Target = fn(&[u8]);

/// The targets by name; seeds and regressions stand in folders of these names.
pub const TARGETS: [(&str, Target); 12] = [
    ("model", model),
    ("csv", csv),
    ("fasttext", fasttext),
    ("jsonl", jsonl),
    ("html", html),
    ("segments", segments),
    ("quotations", quotations),
    ("tokens", tokens),
    ("solver", solver),
    ("score", score),
    ("corpus", corpus),
    ("report", report),
];

/// Model files: as they come, and with the checksum of what they hold, so that the fuzzer gets beyond it.
pub fn model(data: &[u8]) {
    for bytes in [data.to_vec(), sealed(data)] {
        let Ok(model) = Model::from_bytes(&bytes) else {
            continue;
        };
        for number in 0..model.classifiers().len() {
            let prediction = model.scorer(number).score("Un texte n'est pas « long ».");
            assert!(prediction.label < model.labels().len());
        }
        // Unknown entries are dropped: what is written of it is equal from then on.
        let Ok(written) = model.to_bytes() else {
            continue;
        };
        let again = Model::from_bytes(&written).expect("what is written is read");
        assert_eq!(
            again.to_bytes().expect("what was written is written"),
            written
        );
    }
}

/// Returns the file with the right checksum, where its header has a place for one.
fn sealed(data: &[u8]) -> Vec<u8> {
    let mut bytes = data.to_vec();
    let key = b"\"sha256\":\"";
    let place = bytes.windows(key.len()).position(|window| window == key);
    if let Some(digits) = place.map(|at| at + key.len()..at + key.len() + 64)
        && digits.end <= bytes.len()
    {
        bytes[digits.clone()].fill(b'0');
        let sum = hex(&Sha256::digest(&bytes));
        bytes[digits].copy_from_slice(sum.as_bytes());
    }
    bytes
}

/// Labelled rows of CSV.
pub fn csv(data: &[u8]) {
    labelled(data, "csv");
}

/// Labelled rows of fastText.
pub fn fasttext(data: &[u8]) {
    labelled(data, "fasttext");
}

fn labelled(data: &[u8], format: &str) {
    let arguments = [
        "stance",
        "check",
        "-",
        "--input-format",
        format,
        "--format",
        "json",
    ];
    if let Some(output) = stance(&arguments, data) {
        serde_json::from_str::<serde_json::Value>(&output).expect("a report is JSON");
    }
    let arguments = [
        "stance",
        "train",
        "-",
        "-o",
        "/dev/null",
        "--dry-run",
        "--input-format",
        format,
    ];
    stance(&arguments, data);
}

/// A small model: opening those that ship takes longer than reading most inputs.
const MODEL: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../tests/compat/one_v1.model"
);

/// A small model that knows its error rates: `stance train rates.csv -o rates.model --folds 3`.
const RATES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fuzz/rates.model");

/// Rows of JSON.
pub fn jsonl(data: &[u8]) {
    scored(data, &["--input-format", "jsonl", "--model", MODEL]);
}

/// Web pages.
pub fn html(data: &[u8]) {
    if let Ok(article) = stance_articles::read_page(&String::from_utf8_lossy(data)) {
        check_article(&article);
    }
}

/// Articles of plain text: kinds of paragraphs.
pub fn segments(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    check_article(
        &Reader::new()
            .quotations(false)
            .read_text(text.clone().into_owned()),
    );
    for language in [Language::French, Language::English] {
        let mut end = 0;
        for sentence in sentences::split(&text, language) {
            assert!(sentence.start >= end && sentence.slice(&text).is_some());
            end = sentence.end;
        }
    }
}

/// Quotations and speakers.
pub fn quotations(data: &[u8]) {
    let text = String::from_utf8_lossy(data).into_owned();
    for language in [Language::French, Language::English] {
        let reader = Reader::new().language(language);
        check_article(&reader.read_text(text.clone()));
        check_article(&reader.read_paragraph(text.clone()));
    }
}

fn check_article(article: &Article) {
    let slices = |span: Span| assert!(span.slice(&article.text).is_some(), "{span:?}");
    let heads = [article.title, article.byline, article.date, article.site];
    heads.into_iter().flatten().for_each(slices);
    let mut end = 0;
    for paragraph in &article.paragraphs {
        slices(paragraph.span);
        assert!(paragraph.span.start >= end && !paragraph.span.is_empty());
        end = paragraph.span.end;
        for quotation in &paragraph.quotations {
            slices(quotation.span);
            let parts = [quotation.cue, quotation.speaker_text];
            parts.into_iter().flatten().for_each(slices);
            let speaker = quotation.speaker;
            assert!(speaker.is_none_or(|id| id.0 < article.speakers.len()));
        }
    }
}

/// Tokens and their ranges, in each language and in none.
pub fn tokens(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let languages = [
        None,
        Some(stance_features::Language::French),
        Some(stance_features::Language::English),
    ];
    for language in languages {
        let mut end = 0;
        for token in Tokenizer::new(language).tokens(&text) {
            let Range { start, end: stop } = token.range;
            assert!(start >= end && stop > start, "{:?}", token.text);
            assert!(text.get(start..stop).is_some(), "{:?}", token.text);
            end = stop;
        }
    }
    let once = Normalizer::new().normalize(&text);
    let whole = once.source_range(0..once.text().len());
    assert!(text.get(whole).is_some());
    let twice = Normalizer::new().normalize(once.text());
    assert_eq!(once.text(), twice.text(), "what is normal stays");
}

/// The sparse solver: any matrix of any numbers, from the bits of the bytes.
pub fn solver(data: &[u8]) {
    let Some((head, body)) = data.split_first_chunk::<4>() else {
        return;
    };
    let [n_classes, n_columns, log_c, options] = *head;
    let (n_classes, n_columns) = (2 + n_classes % 5, 1 + n_columns % 40);
    let mut records = Csr::with_columns(n_columns.into());
    let (mut labels, mut weights) = (Vec::new(), Vec::new());
    for chunk in body.chunks(32) {
        let (pairs, _) = chunk[1..].as_chunks::<5>();
        let mut entries: Vec<(u32, f32)> = pairs
            .iter()
            .map(|[column, value @ ..]| (u32::from(column % n_columns), number(*value, options)))
            .collect();
        entries.sort_by_key(|(column, _)| *column);
        entries.dedup_by_key(|(column, _)| *column);
        let (indices, values): (Vec<u32>, Vec<f32>) = entries.into_iter().unzip();
        let row = Row {
            indices: &indices,
            values: &values,
        };
        if records.push_row(row).is_ok() {
            labels.push(usize::from(chunk[0] % n_classes));
            weights.push(number([chunk[0]; 4], options));
        }
    }
    let mut dataset = DatasetBase::new(&records, Array1::from(labels));
    if options & 1 == 1 {
        dataset = dataset.with_weights(Array1::from(weights));
    }
    let c = libm::pow(10.0, f64::from(log_c) / 16.0 - 8.0);
    let params = SparseLogisticRegression::params().c(c).max_iterations(30);
    if let Ok(model) = params.fit(&dataset) {
        assert!(
            model
                .weights()
                .iter()
                .chain(model.intercepts())
                .all(|w| w.is_finite())
        );
        for row in records.rows() {
            let sum: f64 = model.probabilities(row).iter().sum();
            assert!((sum - 1.0).abs() < 1e-9, "{sum}");
        }
    }
}

/// A number of four bytes: their bits as they stand, or a plain number.
fn number(bytes: [u8; 4], options: u8) -> f32 {
    if options & 2 == 2 {
        f32::from_le_bytes(bytes)
    } else {
        f32::from(i16::from_le_bytes([bytes[0], bytes[1]])) / 256.0
    }
}

/// Formats of what is scored; the first byte of an input picks one.
const FORMATS: [&str; 6] = ["txt", "md", "html", "json", "jsonl", "csv"];

/// The columns that rows of the seeds have.
const COLUMNS: [&str; 6] = [
    "--title-column",
    "title",
    "--date-column",
    "date",
    "--source-column",
    "source",
];

/// `stance score` from end to end: the first byte says as which format the rest is read, and whether by the models that
/// ship, for the language it is in, or by a small one.
pub fn score(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let format = FORMATS[usize::from(first & 0x7F) % FORMATS.len()];
    if first & 0x80 == 0 {
        scored(rest, &["--input-format", format, "--model", MODEL]);
    } else {
        scored(rest, &["--input-format", format]);
    }
}

/// `stance score --unit corpus`: the first byte says as which format the rest is read, whether its rows are articles, and
/// what the lines are about. The shares of a line sum to one, the ends of each interval in order.
pub fn corpus(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let by = ["month", "source", "month,source"];
    let arguments = [
        "--unit",
        "corpus",
        "--resamples",
        "100",
        "--min-articles",
        "1",
        "--format",
        "jsonl",
        "--by",
        by[usize::from(first >> 6) % by.len()],
    ];
    let Some(output) = over_rows("score", *first, rest, &arguments) else {
        return;
    };
    for line in output.lines() {
        let record: serde_json::Value = serde_json::from_str(line).expect("a record is JSON");
        for shares in ["shares", "counted"].map(|key| &record[key]) {
            let shares = shares
                .as_object()
                .into_iter()
                .flat_map(|shares| shares.values());
            let shares: Vec<f64> = shares.filter_map(serde_json::Value::as_f64).collect();
            let sum: f64 = shares.iter().sum();
            assert!(shares.is_empty() || (sum - 1.0).abs() < 1e-5, "{line}");
        }
        let intervals = record["intervals"].as_object().into_iter().flatten();
        // One article has none.
        for (_, interval) in intervals.filter(|(_, interval)| interval.is_object()) {
            let [low, high] = ["low", "high"].map(|end| interval[end].as_f64());
            assert!(low.is_some() && high.is_some() && low <= high, "{line}");
        }
    }
}

/// `stance report`: the first byte says as which format the rest is read and whether its rows are articles. The page is
/// whole, and what it quotes opens no element.
pub fn report(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    if let Some(page) = over_rows("report", *first, rest, &[]) {
        assert!(page.starts_with("<!DOCTYPE html>") && page.trim_end().ends_with("</html>"));
        assert!(!page.contains("<fuzz"), "what is quoted is escaped");
    }
}

/// Runs a subcommand on rows or an article, by a small model that knows its error rates.
fn over_rows(command: &str, first: u8, rest: &[u8], options: &[&str]) -> Option<String> {
    let format = FORMATS[usize::from(first & 0x1F) % FORMATS.len()];
    let rows = if first & 0x20 == 0 {
        "paragraph"
    } else {
        "article"
    };
    let arguments = [
        command,
        "-",
        "--input-format",
        format,
        "--rows",
        rows,
        "--model",
        RATES,
    ];
    let mut arguments = [&["stance"], &arguments[..], options].concat();
    if ["json", "jsonl", "csv"].contains(&format) {
        arguments.extend(COLUMNS);
    }
    stance(&arguments, rest)
}

/// Scores what is on stdin; each line of what is written must be a JSON object.
fn scored(stdin: &[u8], options: &[&str]) {
    let arguments = ["stance", "score", "-", "--format", "jsonl"];
    let arguments = [&arguments[..], options].concat();
    for line in stance(&arguments, stdin).unwrap_or_default().lines() {
        let record: serde_json::Value = serde_json::from_str(line).expect("a record is JSON");
        assert!(record.is_object(), "{record}");
    }
}

/// Runs `stance` in this process and returns what it writes, or nothing when it says that it could not.
fn stance(arguments: &[&str], mut stdin: &[u8]) -> Option<String> {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut io = Io {
        stdin: &mut stdin,
        stdout: &mut stdout,
        stderr: &mut stderr,
    };
    let arguments = arguments.iter().chain(&["--threads", "1"]);
    let outcome = stance_cli::run(arguments, &mut io);
    let told = String::from_utf8(stderr).expect("messages are UTF-8");
    let raw = |c: char| c.is_control() && c != '\n';
    assert!(
        !told.contains(raw),
        "a control character reaches the terminal: {told:?}"
    );
    match outcome {
        Ok(ExitStatus::Done | ExitStatus::Skipped | ExitStatus::Below | ExitStatus::Found) => {
            Some(String::from_utf8(stdout).expect("output is UTF-8"))
        }
        Err(error) => {
            assert!(!format!("{error:#}").is_empty());
            None
        }
    }
}
