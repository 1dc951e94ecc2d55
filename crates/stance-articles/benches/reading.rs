//! How fast articles are read on one thread: `cargo bench -p stance-articles --bench reading -- FILE.jsonl [WAY]`.
//!
//! The file holds one article a line, in the member `text`. Each way of reading runs over all of them three
//! times, and the best time counts. Every result is checked: paragraphs stand in order, and between them lie
//! blanks only. Ways of reading compare within one run.

#![allow(clippy::unwrap_used, reason = "a benchmark may stop by panicking")]

use std::io::Write as _;
use std::time::{Duration, Instant};

use stance_articles::{Article, Reader, language, sentences};

/// A way of reading, by its name: a text in, how many things were found in it out.
type Way<'a> = (&'a str, &'a dyn Fn(&str) -> usize);

/// Passes of which the best counts.
const PASSES: usize = 3;

fn main() {
    let mut out = std::io::stdout().lock();
    let mut arguments = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"));
    let Some(path) = arguments.next() else {
        // `cargo test --benches` runs this without a file.
        writeln!(
            out,
            "usage: cargo bench -p stance-articles --bench reading -- FILE.jsonl"
        )
        .unwrap();
        return;
    };
    let texts: Vec<String> = std::fs::read_to_string(path)
        .unwrap()
        .lines()
        .map(|line| {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            record["text"].as_str().unwrap_or_default().to_owned()
        })
        .collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    writeln!(
        out,
        "{} articles, {:.1} MB",
        texts.len(),
        bytes as f64 / 1e6
    )
    .unwrap();
    let plain = Reader::new().quotations(false);
    let whole = Reader::new();
    let ways: [Way<'_>; 4] = [
        ("language of the article", &|text| {
            usize::from(language::detect(text).is_some())
        }),
        ("paragraphs", &|text| {
            checked(&plain.read_text(text.to_owned()))
        }),
        ("paragraphs and quotations", &|text| {
            checked(&whole.read_text(text.to_owned()))
        }),
        ("sentences", &|text| {
            sentences::split(text, stance_articles::Language::French).len()
        }),
    ];
    let wanted = arguments.next();
    for (name, read) in ways
        .into_iter()
        .filter(|(name, _)| wanted.as_deref().is_none_or(|wanted| wanted == *name))
    {
        let (mut best, mut found) = (Duration::MAX, 0);
        for _ in 0..PASSES {
            let start = Instant::now();
            found = texts.iter().map(|text| read(text)).sum();
            best = best.min(start.elapsed());
        }
        assert!(found >= texts.len() / 2, "{name}: {found} found");
        let speed = bytes as f64 / 1e6 / best.as_secs_f64();
        writeln!(out, "{name:28} {speed:7.1} MB/s, {found} found").unwrap();
    }
}

/// Returns the number of paragraphs, once they are known to cover the text in order.
fn checked(article: &Article) -> usize {
    let mut end = 0;
    for paragraph in &article.paragraphs {
        let gap = article.text.get(end..paragraph.span.start).unwrap();
        assert!(
            !gap.contains(char::is_alphanumeric),
            "{gap:?} lies between paragraphs"
        );
        end = paragraph.span.end;
    }
    article.paragraphs.len()
}
