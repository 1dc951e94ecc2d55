//! Reads articles and prints what was found in them: `cargo run --example read -- PATH…`.
//!
//! A path that ends in `.jsonl` holds one article a line, in the member `text`; any other file is one
//! article. `--count` prints how many paragraphs and quotations of which kind there are instead.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;

use stance_articles::{Article, read_text};

fn main() -> Result<(), Box<dyn Error>> {
    let (flags, paths): (Vec<_>, Vec<_>) = std::env::args()
        .skip(1)
        .partition(|argument| argument.starts_with("--"));
    let mut out = std::io::stdout().lock();
    let mut counts = BTreeMap::new();
    let mut articles = 0;
    for path in paths {
        for text in texts(&path)? {
            let article = read_text(text);
            articles += 1;
            if flags.iter().any(|flag| flag == "--count") {
                count(&article, &mut counts);
            } else {
                print(&article, &mut out)?;
            }
        }
    }
    for (name, number) in counts {
        writeln!(out, "{number:>8} {name}")?;
    }
    writeln!(out, "{articles:>8} articles")?;
    Ok(())
}

/// Returns the texts of a file: one, or one a line of JSON Lines.
fn texts(path: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let content = std::fs::read_to_string(path)?;
    if std::path::Path::new(path)
        .extension()
        .is_none_or(|extension| extension != "jsonl")
    {
        return Ok(vec![content]);
    }
    content
        .lines()
        .map(|line| {
            let record: serde_json::Value = serde_json::from_str(line)?;
            Ok(record["text"].as_str().unwrap_or_default().to_owned())
        })
        .collect()
}

fn count(article: &Article, counts: &mut BTreeMap<String, usize>) {
    for paragraph in &article.paragraphs {
        *counts
            .entry(format!("paragraph {}", paragraph.kind.as_str()))
            .or_default() += 1;
    }
    for quotation in article.quotations() {
        let named = if quotation.speaker.is_some() {
            "named"
        } else {
            "unnamed"
        };
        let source = quotation.speaker_source.as_str();
        for name in [
            format!("quotation {}", quotation.kind.as_str()),
            format!("rule {}", quotation.rule),
            format!("speaker {source}, {named}"),
        ] {
            *counts.entry(name).or_default() += 1;
        }
    }
}

fn print(article: &Article, out: &mut impl Write) -> std::io::Result<()> {
    let head = (article.title(), article.byline(), article.date());
    writeln!(
        out,
        "== title {:?}, byline {:?}, date {:?}",
        head.0, head.1, head.2
    )?;
    for paragraph in &article.paragraphs {
        writeln!(
            out,
            "[{}] {}",
            paragraph.kind.as_str(),
            article.slice(paragraph.span)
        )?;
        for quotation in &paragraph.quotations {
            let part = |span: Option<_>| span.map(|span| article.slice(span));
            writeln!(
                out,
                "    > {} {:?}\n      {:?}, {} {:?}, cue {:?}, rule {}",
                quotation.kind.as_str(),
                article.slice(quotation.span),
                article.speaker(quotation),
                quotation.speaker_source.as_str(),
                part(quotation.speaker_text),
                part(quotation.cue),
                quotation.rule,
            )?;
        }
    }
    Ok(())
}
