//! From a text or a page to an article: language, paragraphs, quotations, in that order.

#[cfg(feature = "html")]
use crate::Error;
use crate::language::{self, Told, detect};
use crate::lexicon::{Classes, Lexicon, fold};
#[cfg(feature = "train")]
use crate::segment::Tagger;
#[cfg(feature = "html")]
use crate::segment::segment_page;
use crate::segment::{Draft, Taggers, has_words, segment, whole};
use crate::{Article, Language, Paragraph, Span, quotes};

/// Reads the text of an article as it was scraped.
///
/// The text is kept as it is; lines are cut into paragraphs of a [`Kind`](crate::Kind), an article on one
/// single line into passages near 80 words, and quotations are found in all of them but furniture.
///
/// *Determinism*: the same text gives the same article. *Cost*: linear in the text. Any text can be read;
/// a blank one has no paragraph.
///
/// ```
/// let article = stance_articles::read_text("Selon Ana Ruiz, « tout change ».".to_owned());
/// let quotation = article.quotations().next().unwrap();
/// assert_eq!(article.slice(quotation.span), "tout change");
/// assert_eq!(article.speaker(quotation), Some("Ana Ruiz"));
/// ```
#[must_use]
pub fn read_text(text: String) -> Article {
    Reader::new().read_text(text)
}

/// Reads the HTML of a web page: its article, without the site around it.
///
/// The article's text is made here: the title, a line of author, date and site, then one line per block
/// of the article; ranges count in it. Kinds come from the tags and from the rules of [`read_text`].
/// Nothing is fetched and no script runs.
///
/// *Determinism*: the same page gives the same article.
///
/// # Errors
/// [`Error::NoArticle`] where the page has no text of its own, [`Error::PageTooDeep`] where it nests more
/// than 400 elements, [`Error::TooManyAttributes`] where one has more than 500 attributes.
///
/// ```
/// let prose = "Le lac a gelé cette nuit, et les bateaux restent à quai jusqu'au dégel. ".repeat(5);
/// let page = format!(
///     "<html><head><meta property='og:title' content='Le lac gèle'></head><body><nav>Menu</nav>\
///      <article><h1>Le lac gèle</h1><p>{prose}</p></article></body></html>"
/// );
/// let article = stance_articles::read_page(&page)?;
/// assert_eq!(article.title(), Some("Le lac gèle"));
/// assert!(!article.text.contains("Menu"));
/// # Ok::<(), stance_articles::Error>(())
/// ```
#[cfg(feature = "html")]
pub fn read_page(html: &str) -> Result<Article, Error> {
    Reader::new().read_page(html)
}

/// How to read a text.
///
/// ```
/// use stance_articles::{Language, Reader};
///
/// let reader = Reader::new().language(Language::English);
/// let article = reader.read_text("“Fine,” said Ana Ruiz.".to_owned());
/// assert_eq!(article.language, Some(Language::English));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Reader {
    language: Option<Language>,
    skip_quotations: bool,
    #[cfg(feature = "train")]
    weights: Weights,
}

/// Weights other than those that ship.
#[cfg(feature = "train")]
#[derive(Debug, Clone, Default)]
struct Weights {
    lines: Option<std::sync::Arc<Tagger>>,
    pieces: Option<std::sync::Arc<Tagger>>,
}

impl Reader {
    /// Returns a reader with every setting at its default.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the language of all that is read. Default: detected, article by article.
    #[must_use]
    pub fn language(mut self, language: Language) -> Self {
        self.language = Some(language);
        self
    }

    /// Sets whether quotations and their speakers are looked for, which takes most of the time. Default: true.
    ///
    /// ```
    /// let reader = stance_articles::Reader::new().quotations(false);
    /// let article = reader.read_paragraph("« On verra », dit Ana Ruiz.".to_owned());
    /// assert!(article.speakers.is_empty() && article.quotations().next().is_none());
    /// ```
    #[must_use]
    pub fn quotations(mut self, on: bool) -> Self {
        self.skip_quotations = !on;
        self
    }

    /// Sets the weights by which lines of texts get their kinds (those of web pages go by the ones that ship), as [`crate::lines`] describes them. Default: those that ship.
    #[cfg(feature = "train")]
    #[must_use]
    pub fn line_weights(mut self, table: &str) -> Self {
        self.weights.lines = Some(std::sync::Arc::new(Tagger::read(table)));
        self
    }

    /// Sets the weights by which the pieces of texts on one single line get their kinds. Default: those that ship.
    #[cfg(feature = "train")]
    #[must_use]
    pub fn piece_weights(mut self, table: &str) -> Self {
        self.weights.pieces = Some(std::sync::Arc::new(Tagger::read(table)));
        self
    }

    #[cfg_attr(
        not(feature = "train"),
        expect(
            clippy::unused_self,
            reason = "weights of one's own come with the feature"
        )
    )]
    fn taggers(&self) -> Taggers<'_> {
        let shipped = Taggers::shipped();
        #[cfg(feature = "train")]
        let shipped = Taggers {
            lines: self.weights.lines.as_deref().unwrap_or(shipped.lines),
            pieces: self.weights.pieces.as_deref().unwrap_or(shipped.pieces),
        };
        shipped
    }

    /// Reads a text as [`read_text`] does.
    #[must_use]
    pub fn read_text(&self, text: String) -> Article {
        let language = self.language.or_else(|| detect(&text));
        let draft = segment(&text, language, self.taggers());
        self.finish(text, draft, language)
    }

    /// Reads a web page as [`read_page`] does. Where the text does not tell its language, the page's
    /// declaration counts.
    ///
    /// # Errors
    /// As [`read_page`].
    #[cfg(feature = "html")]
    pub fn read_page(&self, html: &str) -> Result<Article, Error> {
        let page = crate::page::extract(html)?;
        let language = self.language.or_else(|| match language::tell(&page.text) {
            Told::Known(language) => Some(language),
            Told::Other => None,
            Told::Unclear => page.language.parse().ok(),
        });
        let draft = segment_page(&page.text, &page.lines, &page.head);
        Ok(self.finish(page.text, draft, language))
    }

    /// Reads one paragraph as [`Article::from_paragraph`] does.
    #[must_use]
    pub fn read_paragraph(&self, text: String) -> Article {
        let language = self
            .language
            .or_else(|| language::tell_paragraph(&text, None).known());
        let draft = whole(&text);
        self.finish(text, draft, language)
    }

    fn finish(&self, text: String, draft: Draft, language: Option<Language>) -> Article {
        let Draft {
            title,
            byline,
            date,
            site,
            blocks,
        } = draft;
        let mut paragraphs: Vec<Paragraph> = blocks
            .into_iter()
            .map(|block| Paragraph {
                kind: block.kind,
                span: block.span,
                signature: block.signature,
                language: self.paragraph_language(&text, block.span, language),
                quotations: Vec::new(),
            })
            .collect();
        let speakers = if self.skip_quotations {
            Vec::new()
        } else {
            let rules = language.unwrap_or_else(|| by_marks(&text));
            quotes::extract(&text, &mut paragraphs, byline, rules)
        };
        Article {
            text,
            title,
            byline,
            date,
            site,
            language,
            paragraphs,
            speakers,
        }
    }

    /// A paragraph under [`language::SHORT`] words, one that does not tell, or one that is the whole text takes
    /// the article's language.
    fn paragraph_language(
        &self,
        text: &str,
        span: Span,
        article: Option<Language>,
    ) -> Option<Language> {
        let paragraph = span.slice(text).unwrap_or_default();
        let is_whole = paragraph.len() == text.trim().len();
        if self.language.is_some() || is_whole || !has_words(paragraph, language::SHORT) {
            return article;
        }
        match language::tell_paragraph(paragraph, article) {
            Told::Known(language) => Some(language),
            Told::Other => None,
            Told::Unclear => article,
        }
    }
}

/// Words of a text looked at for its small words.
const SMALL_WORDS: usize = 60;

/// The rules to read an unknown language with: those whose marks it uses, else whose small words.
fn by_marks(text: &str) -> Language {
    if text.contains('«') {
        return Language::French;
    }
    let small = Classes::DETERMINER | Classes::PREPOSITION | Classes::CONJUNCTION | Classes::THAT;
    let count = |language| {
        let lexicon = Lexicon::of(language);
        let known = |word: &&str| lexicon.classes(&fold(word)).has(small);
        text.split(|c: char| !c.is_alphanumeric())
            .take(SMALL_WORDS)
            .filter(known)
            .count()
    };
    if count(Language::French) > count(Language::English) {
        Language::French
    } else {
        Language::English
    }
}
