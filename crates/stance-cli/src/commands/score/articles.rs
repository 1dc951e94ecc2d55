//! Files that are articles: texts and web pages, scored in batches.

use std::path::{Component, Path, PathBuf};

use anyhow::Context as _;
use rayon::prelude::*;
use stance_articles::{Article, Reader};

use super::Run;
use super::is_output_error;
use super::record::{Given, ScoredArticle, score_article};
use super::writer::{OutputError, Writer};
use crate::failure::Failure;
use crate::input::{InputFormat, Opened, Source};
use crate::io::Io;
use crate::output::write_file;

/// An article decoded and not yet read.
pub(super) struct Unread {
    name: String,
    text: String,
    format: InputFormat,
}

/// Articles decoded and not yet scored.
#[derive(Default)]
pub(super) struct Batch {
    articles: Vec<Unread>,
    bytes: usize,
}

/// A batch is scored once it holds this many bytes of text.
const FULL: usize = 4 << 20;

/// Decodes an article.
pub(super) fn read(
    source: &Source,
    format: InputFormat,
    run: &mut Run<'_>,
    io: &mut Io<'_>,
) -> anyhow::Result<Unread> {
    let opened = Opened::new(source, io.stdin)?;
    Ok(Unread {
        name: source.to_string(),
        text: opened.article(format, &mut run.skipped, io)?,
        format,
    })
}

impl Unread {
    fn read(self, reader: &Reader) -> (String, Result<Article, stance_articles::Error>) {
        let article = match self.format {
            InputFormat::Html => reader.read_page(&self.text),
            _ => Ok(reader.read_text(self.text)),
        };
        (self.name, article)
    }
}

impl Batch {
    /// Holds an article until a batch is full.
    pub(super) fn push(&mut self, article: Unread) {
        self.bytes += article.text.len();
        self.articles.push(article);
    }

    /// Scores and writes what is held, if it is enough for a batch.
    pub(super) fn score_if_full(
        &mut self,
        run: &mut Run<'_>,
        writer: &mut Writer<'_>,
        io: &mut Io<'_>,
    ) -> anyhow::Result<()> {
        if self.bytes < FULL {
            Ok(())
        } else {
            self.score(run, writer, io)
        }
    }

    /// Scores and writes what is held; reports pages without an article.
    pub(super) fn score(
        &mut self,
        run: &mut Run<'_>,
        writer: &mut Writer<'_>,
        io: &mut Io<'_>,
    ) -> anyhow::Result<()> {
        self.bytes = 0;
        let articles = std::mem::take(&mut self.articles);
        let (reading, pool) = (&run.reading, &run.scorers);
        let score = |articles: Vec<Unread>| -> Vec<anyhow::Result<ScoredArticle>> {
            let scored = articles.into_par_iter().map_init(
                || pool.lend(),
                |scorers, unread| {
                    let (name, article) = unread.read(&reading.reader);
                    let article = article.map_err(|error| {
                        let hint = "save the page as a browser shows it, or its text";
                        Failure::new(format!("{name}: {error}"), hint)
                    })?;
                    let given = Given::default();
                    // Articles have no target: a model with targets was told so when they were read.
                    Ok(score_article(name, article, given, scorers, 0, reading))
                },
            );
            scored.collect()
        };
        for article in run.pool.install(|| score(articles)) {
            let written = article.and_then(|article| {
                writer.begin_articles(&article.name)?;
                run.count(&article);
                run.progress.add(1, 0);
                if let Some(folder) = run.text_out {
                    write_text(folder, &article)?;
                }
                writer.article(&article)
            });
            match written {
                Err(error) if is_output_error(&error) => return Err(error),
                Err(error) => {
                    run.n_failed += 1;
                    run.skipped.report_error(io, &error)?;
                }
                Ok(()) => {}
            }
        }
        Ok(())
    }
}

/// Writes the text that an article's ranges count in to a file of its own below the folder.
fn write_text(folder: &Path, article: &ScoredArticle) -> anyhow::Result<()> {
    let path = folder.join(text_path(&article.name));
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)
            .with_context(|| format!("making {}", parent.display()))
            .context(OutputError)?;
    }
    write_file(&path, article.article.text.as_bytes()).context(OutputError)
}

/// Returns the path of an article's text below the folder of texts: its own, which never leads out of there,
/// and `.txt`; `stdin.txt` for stdin.
fn text_path(name: &str) -> PathBuf {
    let name = if name == "-" { "stdin" } else { name };
    let inside = Path::new(name).components().filter_map(|part| match part {
        Component::Normal(part) => Some(part),
        _ => None,
    });
    let mut path = inside.collect::<PathBuf>().into_os_string();
    path.push(".txt");
    path.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_below_their_folder() {
        for (name, expected) in [
            ("a.html", "a.html.txt"),
            ("./press/a.html.gz", "press/a.html.gz.txt"),
            ("../../etc/a.html", "etc/a.html.txt"),
            ("/tmp/a.html", "tmp/a.html.txt"),
            ("-", "stdin.txt"),
        ] {
            assert_eq!(text_path(name), Path::new(expected), "{name}");
        }
    }
}
