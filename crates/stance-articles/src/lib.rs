//! A decoded text or web page in, an [`Article`] out: its title, its paragraphs by kind, and who says what in it.
//!
//! [`read_text`] reads plain text as it is scraped, `read_page` (feature `html`, on by default) the HTML of
//! a web page, [`Article::from_paragraph`] takes one paragraph as it stands. Every range is in bytes of the article's text; [`CharOffsets`] turns it into Unicode
//! scalar values. Nothing here opens a file, asks the clock or knows a model, and the same text
//! always gives the same article.
//!
//! ```
//! let text = "Le port s'automatise\n\
//!             « La machine nous soulage », explique Lina Morvan, grutière. « Elle reste un outil. »\n";
//! let article = stance_articles::read_text(text.to_owned());
//! assert_eq!(article.title(), Some("Le port s'automatise"));
//! let said: Vec<_> = article.quotations().map(|quotation| article.slice(quotation.span)).collect();
//! assert_eq!(said, ["La machine nous soulage", "Elle reste un outil."]);
//! assert!(article.quotations().all(|quotation| article.speaker(quotation) == Some("Lina Morvan")));
//! ```

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod article;
mod error;
pub mod language;
mod lexicon;
#[cfg(feature = "train")]
pub mod lines;
mod offsets;
#[cfg(feature = "html")]
mod page;
mod quotation;
pub mod quotes;
mod reader;
mod segment;
pub mod sentences;
mod span;
mod words;

pub use article::{Article, Kind, Paragraph};
pub use error::Error;
pub use language::Language;
pub use lexicon::{CueClass, CueEntry};
pub use offsets::CharOffsets;
pub use quotation::{Quotation, QuotationType, Speaker, SpeakerId, SpeakerKind, SpeakerSource};
#[cfg(feature = "html")]
pub use reader::read_page;
pub use reader::{Reader, read_text};
pub use span::Span;
