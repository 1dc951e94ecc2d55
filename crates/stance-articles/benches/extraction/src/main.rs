//! How well extractors find the text of an article, side by side: `cargo xtask extraction --data DIR`.
//!
//! DIR holds a JSON file that maps addresses to `{"file", "with", "without"}` and, in the folder of the same
//! name, the pages. A segment `with` must be in the text extracted, a segment `without` must not; blanks are
//! counted as one. Prints a table in Markdown. Times are of one thread, and those of one run compare.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use stance_articles::Kind;

/// The segments of one page.
#[derive(serde::Deserialize)]
struct Gold {
    file: String,
    with: Vec<String>,
    without: Vec<String>,
}

/// An extractor: a page in, its text out, or nothing where it gives up.
type Extract = fn(&str) -> Option<String>;

const EXTRACTORS: &[(&str, Extract)] = &[
    ("stance-articles, all text", |page| {
        Some(stance_articles::read_page(page).ok()?.text)
    }),
    ("stance-articles, without furniture", without_furniture),
    ("trafilatura 0.6.0", |page| trafilatura_with(page, false)),
    ("trafilatura 0.6.0, with fallback", |page| {
        trafilatura_with(page, true)
    }),
    ("rs-trafilatura 0.2.2", |page| {
        Some(rs_trafilatura::extract(page).ok()?.content_text)
    }),
    ("legible 0.5.1", |page| {
        Some(legible::parse(page, None, None).ok()?.text_content)
    }),
    ("dom_smoothie 0.19.0", dom_smoothie_text),
    ("readabilityrs 0.1.4", |page| {
        readabilityrs::Readability::new(page, None, None)
            .ok()?
            .parse()?
            .text_content
    }),
    ("dom-content-extraction 0.4.5", |page| {
        let page = dom_content_extraction::scraper::Html::parse_document(page);
        dom_content_extraction::get_content(&page).ok()
    }),
    ("all text of the page", |page| {
        let page = dom_content_extraction::scraper::Html::parse_document(page);
        Some(page.root_element().text().collect())
    }),
];

fn without_furniture(page: &str) -> Option<String> {
    let article = stance_articles::read_page(page).ok()?;
    let kept = article
        .paragraphs
        .iter()
        .filter(|paragraph| paragraph.kind != Kind::Furniture);
    Some(
        kept.map(|paragraph| article.slice(paragraph.span))
            .collect::<Vec<_>>()
            .join("\n"),
    )
}

fn trafilatura_with(page: &str, fallback: bool) -> Option<String> {
    let options = trafilatura::Options::default()
        .with_fallback(fallback)
        .with_exclude_comments(true);
    Some(trafilatura::extract(page, &options).ok()?.content_text)
}

fn dom_smoothie_text(page: &str) -> Option<String> {
    let config = dom_smoothie::Config {
        text_mode: dom_smoothie::TextMode::Formatted,
        ..dom_smoothie::Config::default()
    };
    let mut reader = dom_smoothie::Readability::new(page, None, Some(config)).ok()?;
    Some(reader.parse().ok()?.text_content.to_string())
}

/// Segments found and not found over all pages.
#[derive(Default)]
struct Counts {
    with_found: usize,
    with_missed: usize,
    without_found: usize,
    nothing: usize,
}

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let data = PathBuf::from(
        arguments
            .next()
            .context("usage: extraction DIR [MISSES-OF]")?,
    );
    let misses_of = arguments.next();
    let pages = read_pages(&data)?;
    let bytes: usize = pages.iter().map(|(page, _)| page.len()).sum();
    println!("{} pages, {:.1} MB\n", pages.len(), bytes as f64 / 1e6);
    println!("| extractor | precision | recall | F1 | pages without text | MB/s |");
    println!("|---|---|---|---|---|---|");
    for (name, extract) in EXTRACTORS {
        let tell = misses_of.as_deref() == Some(name);
        let (counts, time) = measure(*extract, &pages, tell);
        let found = counts.with_found as f64;
        let precision = found / (counts.with_found + counts.without_found) as f64;
        let recall = found / (counts.with_found + counts.with_missed) as f64;
        println!(
            "| {name} | {precision:.3} | {recall:.3} | {:.4} | {} | {:.1} |",
            2.0 * precision * recall / (precision + recall),
            counts.nothing,
            bytes as f64 / 1e6 / time.as_secs_f64()
        );
    }
    Ok(())
}

/// Reads the pages named by the JSON file in the folder.
fn read_pages(data: &Path) -> anyhow::Result<Vec<(String, Gold)>> {
    let index = fs::read_dir(data)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .with_context(|| format!("{}: no JSON file in this folder", data.display()))?;
    let gold: BTreeMap<String, Gold> = serde_json::from_slice(&fs::read(&index)?)?;
    let folder = index.with_extension("");
    let read = |gold: Gold| {
        let path = folder.join(&gold.file);
        let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        Ok((decode(&bytes), gold))
    };
    gold.into_values().map(read).collect()
}

/// Decodes a page: UTF-8 where it is, else as detected.
fn decode(bytes: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector
        .guess(None, chardetng::Utf8Detection::Allow)
        .decode(bytes)
        .0
        .into_owned()
}

/// Counts the segments that an extractor finds, and the time it takes. `tell` prints what it gets wrong.
fn measure(extract: Extract, pages: &[(String, Gold)], tell: bool) -> (Counts, Duration) {
    let mut counts = Counts::default();
    let mut time = Duration::ZERO;
    for (page, gold) in pages {
        let start = Instant::now();
        let text = extract(page);
        time += start.elapsed();
        counts.nothing += usize::from(text.is_none());
        let text = one_line(&text.unwrap_or_default());
        for segment in &gold.with {
            let found = text.contains(&one_line(segment));
            counts.with_found += usize::from(found);
            counts.with_missed += usize::from(!found);
            if tell && !found {
                println!("missed {}: {segment}", gold.file);
            }
        }
        for segment in &gold.without {
            let found = text.contains(&one_line(segment));
            counts.without_found += usize::from(found);
            if tell && found {
                println!("kept {}: {segment}", gold.file);
            }
        }
    }
    (counts, time)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
