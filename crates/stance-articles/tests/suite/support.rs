//! What the tests share: an article as plain rows to compare.

use stance_articles::{Article, Paragraph, read_text};

/// A quotation as text: type, words, speaker, source.
pub type Said = (String, String, Option<String>, String);

/// Returns the quotations of a paragraph as rows.
pub fn said(text: &str) -> Vec<Said> {
    rows(&Article::from_paragraph(text.to_owned()))
}

/// Returns the quotations of an article as rows.
pub fn rows(article: &Article) -> Vec<Said> {
    article
        .quotations()
        .map(|quotation| {
            (
                quotation.kind.as_str().to_owned(),
                article.slice(quotation.span).to_owned(),
                article.speaker(quotation).map(str::to_owned),
                quotation.speaker_source.as_str().to_owned(),
            )
        })
        .collect()
}

/// Returns the row of a quotation with a named speaker.
pub fn by(kind: &str, words: &str, speaker: &str, source: &str) -> Said {
    (
        kind.to_owned(),
        words.to_owned(),
        Some(speaker.to_owned()),
        source.to_owned(),
    )
}

/// Returns the row of a quotation whose speaker has no name.
pub fn unnamed(kind: &str, words: &str, source: &str) -> Said {
    (kind.to_owned(), words.to_owned(), None, source.to_owned())
}

/// Returns each quotation of a paragraph with its speaker; "-" for nobody.
pub fn told(text: &str) -> Vec<(String, String)> {
    let speaker = |speaker: Option<String>| speaker.unwrap_or_else(|| "-".to_owned());
    said(text)
        .into_iter()
        .map(|row| (speaker(row.2), row.1))
        .collect()
}

/// Asserts what is found in each text, as pairs of speaker and words.
pub fn expect(cases: &[(&str, &[(&str, &str)])]) {
    for (text, expected) in cases {
        let owned = |&(speaker, words): &(&str, &str)| (speaker.to_owned(), words.to_owned());
        let expected: Vec<_> = expected.iter().map(owned).collect();
        assert_eq!(told(text), expected, "{text}");
    }
}

/// Returns kind and text of every paragraph.
pub fn kinds(text: &str) -> Vec<(&'static str, String)> {
    let article = read_text(text.to_owned());
    let row = |paragraph: &Paragraph| {
        (
            paragraph.kind.as_str(),
            article.slice(paragraph.span).to_owned(),
        )
    };
    article.paragraphs.iter().map(row).collect()
}
