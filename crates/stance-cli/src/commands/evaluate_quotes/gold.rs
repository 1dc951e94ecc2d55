//! The gold format: one text a line, with the quotations that a reader marked in it.

use std::path::Path;

use anyhow::Context as _;
use serde::Deserialize;
use stance_articles::{Language, QuotationType, Span, SpeakerSource};

use crate::failure::Failure;

/// A text and what a reader marked in it.
#[derive(Debug)]
pub(super) struct GoldText {
    pub(super) text: String,
    pub(super) language: Option<Language>,
    pub(super) quotes: Vec<GoldQuote>,
}

/// Whom a reader named as the speaker.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum GoldSpeaker {
    /// The line has no member `speaker`: nobody labelled it.
    #[default]
    Unlabelled,
    /// It is null: nobody can be told.
    Nobody,
    /// The fullest name, or the noun where nobody is named.
    Named(String),
}

/// A quotation as a reader marked it.
#[derive(Debug, Clone)]
pub(super) struct GoldQuote {
    pub(super) kind: QuotationType,
    /// Where its words stand, in order; more than one where something stands between them.
    pub(super) parts: Vec<Span>,
    pub(super) speaker: GoldSpeaker,
    pub(super) mention: Option<Span>,
    pub(super) source: SpeakerSource,
    pub(super) stance: Option<String>,
}

#[derive(Deserialize)]
struct Line {
    text: String,
    language: Option<String>,
    quotes: Vec<Quote>,
}

#[derive(Deserialize)]
struct Quote {
    start: usize,
    end: usize,
    #[serde(default)]
    spans: Vec<[usize; 2]>,
    r#type: String,
    #[serde(default, deserialize_with = "given")]
    speaker: GoldSpeaker,
    speaker_text: Option<[usize; 2]>,
    speaker_source: String,
    stance: Option<String>,
}

/// Tells a member that is null from one that is not there.
fn given<'de, D: serde::Deserializer<'de>>(value: D) -> Result<GoldSpeaker, D::Error> {
    let speaker = Option::deserialize(value)?;
    Ok(speaker.map_or(GoldSpeaker::Nobody, GoldSpeaker::Named))
}

const TYPES: [QuotationType; 3] = [
    QuotationType::Direct,
    QuotationType::Mixed,
    QuotationType::Indirect,
];

pub(super) const SOURCES: [SpeakerSource; 7] = [
    SpeakerSource::Explicit,
    SpeakerSource::Role,
    SpeakerSource::Pronoun,
    SpeakerSource::Continuation,
    SpeakerSource::Signature,
    SpeakerSource::Byline,
    SpeakerSource::Unknown,
];

/// Reads a gold file; the first line that breaks the format ends it, with its number.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<GoldText>> {
    let content =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let lines = content.lines().enumerate();
    let texts: Vec<GoldText> = lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            parse(line).with_context(|| {
                Failure::new(
                    format!("{}:{}: not a line of quotation gold", path.display(), at + 1),
                    "each line needs text, quotes, and of each quote start, end, type and speaker_source",
                )
            })
        })
        .collect::<anyhow::Result<_>>()?;
    if texts.is_empty() {
        let message = format!("{}: the file is empty", path.display());
        return Err(Failure::new(message, "it needs one text a line").into());
    }
    Ok(texts)
}

fn parse(line: &str) -> anyhow::Result<GoldText> {
    let Line {
        text,
        language,
        quotes,
    } = serde_json::from_str(line)?;
    let language = match language.as_deref() {
        Some("fr") => Some(Language::French),
        Some("en") => Some(Language::English),
        None => None,
        Some(other) => anyhow::bail!("`language` is `{other}`, expected fr or en"),
    };
    let quotes = quotes.into_iter().map(|quote| checked(&text, quote));
    let quotes = quotes.collect::<anyhow::Result<_>>()?;
    Ok(GoldText {
        text,
        language,
        quotes,
    })
}

/// Checks names and ranges of a quotation.
fn checked(text: &str, quote: Quote) -> anyhow::Result<GoldQuote> {
    let kind = TYPES.into_iter().find(|kind| kind.as_str() == quote.r#type);
    let kind = kind.with_context(|| {
        format!(
            "`type` is `{}`, expected direct, mixed or indirect",
            quote.r#type
        )
    })?;
    let source = SOURCES
        .into_iter()
        .find(|source| source.as_str() == quote.speaker_source);
    let source =
        source.with_context(|| format!("`speaker_source` is `{}`", quote.speaker_source))?;
    let span = |[start, end]: [usize; 2]| {
        let span = Span::new(start, end);
        let fits = span.slice(text).is_some_and(|slice| !slice.is_empty());
        fits.then_some(span)
            .with_context(|| format!("bytes {start} to {end} are no part of the text"))
    };
    let parts = if quote.spans.is_empty() {
        vec![[quote.start, quote.end]]
    } else {
        quote.spans
    };
    let mut parts = parts
        .into_iter()
        .map(span)
        .collect::<anyhow::Result<Vec<_>>>()?;
    parts.sort_unstable();
    Ok(GoldQuote {
        kind,
        parts,
        speaker: quote.speaker,
        mention: quote.speaker_text.map(span).transpose()?,
        source,
        stance: quote.stance,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_speaker_of_null_is_labelled_and_one_left_out_is_not() {
        let line = |speaker: &str| {
            format!(
                r#"{{"text":"abc","quotes":[{{"start":0,"end":2,"type":"mixed",{speaker}"speaker_source":"role"}}]}}"#
            )
        };
        let speaker = |text: &str| parse(&line(text)).unwrap().quotes[0].speaker.clone();
        assert_eq!(speaker(""), GoldSpeaker::Unlabelled);
        assert_eq!(speaker(r#""speaker":null,"#), GoldSpeaker::Nobody);
        let named = GoldSpeaker::Named("A".to_owned());
        assert_eq!(speaker(r#""speaker":"A","#), named);
    }

    #[test]
    fn ranges_outside_the_text_are_named() {
        let line =
            r#"{"text":"é","quotes":[{"start":1,"end":2,"type":"mixed","speaker_source":"role"}]}"#;
        let error = parse(line).unwrap_err().to_string();
        assert_eq!(error, "bytes 1 to 2 are no part of the text");
    }
}
