//! A tokeniser followed by steps: the plain path from a text to its terms.

use super::{
    CharNgrams, FoldAccents, NegationScope, Origin, Stem, Step, StopWordFilter, Term, WordNgrams,
};
use crate::{Settings, Tokenizer};

/// A tokeniser and the steps that follow it, in order.
///
/// # Examples
///
/// ```
/// use stance_features::{Language, Pipeline, Stem, Tokenizer, WordNgrams};
///
/// let pipeline = Pipeline::new(Tokenizer::new(Some(Language::French)))
///     .then(Stem::new(Language::French))
///     .then(WordNgrams::new("1-2".parse()?));
/// let texts: Vec<String> =
///     pipeline.terms("les machines menacées").into_iter().map(|term| term.text).collect();
/// assert_eq!(texts, ["le", "le machin", "machin", "machin menac", "menac"]);
/// # Ok::<(), stance_features::Error>(())
/// ```
#[derive(Debug)]
pub struct Pipeline {
    tokenizer: Tokenizer,
    steps: Vec<Box<dyn Step>>,
}

impl Pipeline {
    /// Returns the pipeline that yields the tokens of a text as they are.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Pipeline, Tokenizer};
    ///
    /// let terms = Pipeline::new(Tokenizer::new(None)).terms("Oui !");
    /// assert_eq!((terms[0].text.as_str(), terms[1].text.as_str()), ("oui", "!"));
    /// ```
    #[must_use]
    pub fn new(tokenizer: Tokenizer) -> Self {
        Self {
            tokenizer,
            steps: Vec::new(),
        }
    }

    /// Appends a step.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{FoldAccents, Pipeline, Tokenizer};
    ///
    /// let pipeline = Pipeline::new(Tokenizer::new(None)).then(FoldAccents);
    /// assert_eq!(pipeline.terms("été")[0].text, "ete");
    /// ```
    #[must_use]
    pub fn then(mut self, step: impl Step + 'static) -> Self {
        self.steps.push(Box::new(step));
        self
    }

    /// Returns the pipeline that a vectoriser with these settings runs: negation scope, punctuation
    /// and stop words out, accents folded, stems, n-grams of words, n-grams of characters.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Pipeline, Vectorizer};
    ///
    /// let settings = Vectorizer::builder().words(Some("2".parse()?)).settings()?;
    /// let terms = Pipeline::from_settings(&settings).terms("Un chien, noir.");
    /// assert_eq!((terms[0].text.as_str(), terms[1].text.as_str()), ("un chien", "chien noir"));
    /// # Ok::<(), stance_features::Error>(())
    /// ```
    #[must_use]
    pub fn from_settings(settings: &Settings) -> Self {
        let mut pipeline = Self::new(Tokenizer::new(settings.language()));
        if let (true, Some(language)) = (settings.negation(), settings.language()) {
            pipeline = pipeline.then(NegationScope::new(language));
        }
        pipeline = pipeline
            .then(FeaturesOnly)
            .then(StopWordFilter::from_settings(settings));
        if settings.fold_accents() {
            pipeline = pipeline.then(FoldAccents);
        }
        if let (true, Some(language)) = (settings.stem(), settings.language()) {
            pipeline = pipeline.then(Stem::new(language));
        }
        pipeline = match settings.words() {
            Some(lengths) => pipeline.then(WordNgrams::new(lengths)),
            None => pipeline.then(Nothing),
        };
        match settings.chars() {
            Some(lengths) => {
                pipeline.then(CharNgrams::new(lengths).fold_accents(settings.fold_accents()))
            }
            None => pipeline,
        }
    }

    /// Returns the terms of a text.
    ///
    /// # Examples
    ///
    /// ```
    /// use stance_features::{Pipeline, Tokenizer};
    ///
    /// let terms = Pipeline::new(Tokenizer::new(None)).terms("le 2 mai");
    /// assert_eq!((terms[1].text.as_str(), terms[1].range.clone()), ("2", 3..4));
    /// ```
    #[must_use]
    pub fn terms(&self, text: &str) -> Vec<Term> {
        let mut terms: Vec<Term> = self
            .tokenizer
            .tokens(text)
            .into_iter()
            .map(|token| Term {
                text: token.text,
                origin: Origin::Token(token.kind),
                negated: false,
                range: token.range,
            })
            .collect();
        for step in &self.steps {
            step.apply(text, &mut terms);
        }
        terms
    }
}

/// Drops the tokens that never become features.
#[derive(Debug)]
struct FeaturesOnly;

impl Step for FeaturesOnly {
    fn apply(&self, _source: &str, terms: &mut Vec<Term>) {
        terms.retain(|term| match term.origin {
            Origin::Token(kind) => kind.is_feature(),
            Origin::WordNgram | Origin::CharNgram => true,
        });
    }
}

/// Drops all terms: what stands in for word n-grams when there are to be none.
#[derive(Debug)]
struct Nothing;

impl Step for Nothing {
    fn apply(&self, _source: &str, terms: &mut Vec<Term>) {
        terms.clear();
    }
}
