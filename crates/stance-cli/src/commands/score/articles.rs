//! Text files, each an article, scored in batches.

use std::fs;

use anyhow::Context as _;
use rayon::prelude::*;

use super::Run;
use super::record::{ScoredArticle, score_text};
use super::writer::Writer;
use crate::failure::Failure;
use crate::input::{Source, decode};
use crate::io::Io;

/// Articles read and not yet scored.
#[derive(Default)]
pub(super) struct Batch {
    articles: Vec<(String, String)>,
    bytes: usize,
}

/// A batch is scored once it holds this many bytes of text.
const FULL: usize = 4 << 20;

/// Reads and decodes an article: its name and its text.
pub(super) fn read(source: &Source, io: &mut Io<'_>) -> anyhow::Result<(String, String)> {
    let name = source.to_string();
    let mut bytes = Vec::new();
    match source {
        Source::Stdin => {
            io.stdin.read_to_end(&mut bytes).context("reading stdin")?;
        }
        Source::File(path) => {
            bytes = fs::read(path).with_context(|| format!("reading {name}"))?;
        }
    }
    let text = decode(&name, &bytes)?.to_owned();
    if text.trim().is_empty() {
        let message = format!("{name}: the file is empty");
        return Err(Failure::new(message, "an article needs some text").into());
    }
    Ok((name, text))
}

impl Batch {
    /// Holds an article until a batch is full.
    pub(super) fn push(&mut self, (name, text): (String, String)) {
        self.bytes += text.len();
        self.articles.push((name, text));
    }

    /// Scores and writes what is held, if it is enough for a batch.
    pub(super) fn score_if_full(
        &mut self,
        run: &mut Run<'_>,
        writer: &mut Writer<'_>,
    ) -> anyhow::Result<()> {
        if self.bytes < FULL {
            Ok(())
        } else {
            self.score(run, writer)
        }
    }

    /// Scores and writes what is held.
    pub(super) fn score(
        &mut self,
        run: &mut Run<'_>,
        writer: &mut Writer<'_>,
    ) -> anyhow::Result<()> {
        self.bytes = 0;
        let articles = std::mem::take(&mut self.articles);
        // Articles have no target: a model with targets was told so when they were read.
        let Some(classifier) = run.model.single() else {
            return Ok(());
        };
        let score = |articles: Vec<(String, String)>| -> Vec<ScoredArticle> {
            let scored = articles.into_par_iter().map_init(
                || classifier.scorer(),
                |scorer, (name, text)| score_text(name, text, scorer),
            );
            scored.collect()
        };
        let language = classifier.vectorizer().settings().language();
        for article in run.pool.install(|| score(articles)) {
            run.foreign += article.foreign(language);
            writer.article(&article)?;
        }
        Ok(())
    }
}
