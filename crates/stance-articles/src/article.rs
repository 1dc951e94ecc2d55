//! What an article is once it has been read: its text, and where the parts of it stand.

use crate::{Language, Quotation, Reader, Span, Speaker};

/// What a paragraph is for its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A title or a heading.
    Heading,
    /// A paragraph of the author's prose, as the source cuts it.
    Paragraph,
    /// One item of a list.
    ListItem,
    /// One row of a table.
    TableRow,
    /// Words set apart and signed, together with their signature line.
    PullQuote,
    /// A question of an interview or of a list of questions.
    Question,
    /// What answers the question before it.
    Answer,
    /// The words under a picture.
    Caption,
    /// A piece cut at the end of a sentence from a text that came as one line.
    Passage,
    /// What belongs to the site: navigation, byline, credits, teasers of other articles.
    Furniture,
}

impl Kind {
    /// Returns the name used in files: `heading`, `list-item`, `pull-quote` and so on.
    ///
    /// ```
    /// assert_eq!(stance_articles::Kind::TableRow.as_str(), "table-row");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Heading => "heading",
            Self::Paragraph => "paragraph",
            Self::ListItem => "list-item",
            Self::TableRow => "table-row",
            Self::PullQuote => "pull-quote",
            Self::Question => "question",
            Self::Answer => "answer",
            Self::Caption => "caption",
            Self::Passage => "passage",
            Self::Furniture => "furniture",
        }
    }
}

/// One paragraph of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paragraph {
    /// What it is.
    pub kind: Kind,
    /// Where it stands, without the blanks around it.
    pub span: Span,
    /// The language it is written in; the article's where it is too short to tell.
    pub language: Option<Language>,
    /// Of a pull quote, the line that signs it: – Lina Morvan, grutière.
    pub signature: Option<Span>,
    /// The quotations that start in it, in order, none overlapping another; one that goes on in the next
    /// paragraphs ends there.
    pub quotations: Vec<Quotation>,
}

/// A text that has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Article {
    /// The text as it was given, or as it was extracted from a page; every span counts in it.
    pub text: String,
    /// The title, where there is one.
    pub title: Option<Span>,
    /// The name or names of the author, where a byline gives them.
    pub byline: Option<Span>,
    /// The date as it is written beside the title or the byline.
    pub date: Option<Span>,
    /// The name of the site, where a page gives it.
    pub site: Option<Span>,
    /// The language of the article; `None` where it is neither French nor English or cannot be told.
    pub language: Option<Language>,
    /// The paragraphs in the order of the text; between them lie blanks only, or invisible characters.
    pub paragraphs: Vec<Paragraph>,
    /// Everybody to whom a quotation is attributed, in the order of their first quotation.
    pub speakers: Vec<Speaker>,
}

impl Article {
    /// Reads one paragraph as it stands, such as a row of a table: it is never split.
    ///
    /// The article has one paragraph, of the kind [`Kind::Paragraph`], and no title; none at all where
    /// the text is blank.
    ///
    /// ```
    /// let article = stance_articles::Article::from_paragraph("« On verra », dit Ana Ruiz.".to_owned());
    /// assert_eq!(article.paragraphs.len(), 1);
    /// assert_eq!(article.speakers[0].name, "Ana Ruiz");
    /// ```
    #[must_use]
    pub fn from_paragraph(text: String) -> Self {
        Reader::new().read_paragraph(text)
    }

    /// Returns the part of the text in `span`; the empty string where the span is not of this text.
    ///
    /// ```
    /// use stance_articles::{Article, Span};
    ///
    /// let article = Article::from_paragraph("Bonjour.".to_owned());
    /// assert_eq!(article.slice(Span::new(0, 3)), "Bon");
    /// assert_eq!(article.slice(Span::new(90, 99)), "");
    /// ```
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        span.slice(&self.text).unwrap_or_default()
    }

    /// Returns the title, where there is one.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.title.map(|span| self.slice(span))
    }

    /// Returns the name or names of the author, where a byline gives them.
    ///
    /// ```
    /// let text = "Le lac gèle\nPar Ana Ruiz\nLe lac a gelé cette nuit, et les bateaux restent à quai.";
    /// let article = stance_articles::read_text(text.to_owned());
    /// assert_eq!(article.byline(), Some("Ana Ruiz"));
    /// ```
    #[must_use]
    pub fn byline(&self) -> Option<&str> {
        self.byline.map(|span| self.slice(span))
    }

    /// Returns the date as it is written, where it stands beside the title or the byline.
    #[must_use]
    pub fn date(&self) -> Option<&str> {
        self.date.map(|span| self.slice(span))
    }

    /// Returns the name of the site, where a page gives it.
    #[must_use]
    pub fn site(&self) -> Option<&str> {
        self.site.map(|span| self.slice(span))
    }

    /// Returns the quotations of all paragraphs, in the order of the text.
    pub fn quotations(&self) -> impl Iterator<Item = &Quotation> {
        self.paragraphs
            .iter()
            .flat_map(|paragraph| &paragraph.quotations)
    }

    /// Returns the fullest name that this article gives the speaker of `quotation`.
    #[must_use]
    pub fn speaker(&self, quotation: &Quotation) -> Option<&str> {
        let speaker = self.speakers.get(quotation.speaker?.0)?;
        Some(&speaker.name)
    }
}
