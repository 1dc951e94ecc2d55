//! Files that are articles: texts and web pages, scored in batches.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::Context as _;
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};
use stance_articles::{Article, Reader};
use stance_model::hex;

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
                    score_article(name, article, given, scorers, 0, reading)
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
        fs::create_dir_all(parent)
            .with_context(|| format!("making {}", parent.display()))
            .context(OutputError)?;
    }
    write_file(&path, article.article.text.as_bytes()).context(OutputError)
}

/// Fails where the text of an article would take the place of an input, or of another article's text.
pub(super) fn check_texts<'a>(
    folder: &Path,
    inputs: impl Iterator<Item = &'a Source> + Clone,
    asked: InputFormat,
) -> anyhow::Result<()> {
    let real = |path: &Path| fs::canonicalize(path).ok();
    let paths = inputs.clone().filter_map(Source::path);
    let sources: BTreeSet<PathBuf> = paths.filter_map(real).collect();
    let mut written: BTreeMap<PathBuf, String> = BTreeMap::new();
    for input in inputs {
        let format = input.format(asked);
        if !matches!(
            format,
            Some(InputFormat::Txt | InputFormat::Md | InputFormat::Html)
        ) {
            continue;
        }
        let name = input.to_string();
        let path = folder.join(text_path(&name));
        let shown = path.display();
        if real(&path).is_some_and(|path| sources.contains(&path)) {
            let message = format!("--text-out: {shown} is among what is read");
            return Err(Failure::new(message, "name another folder for the texts").into());
        }
        if let Some(other) = written.get(&path) {
            let message = format!("--text-out: the texts of {other} and {name} are both {shown}");
            return Err(
                Failure::new(message, "score them in runs with folders of their own").into(),
            );
        }
        written.insert(path, name);
    }
    Ok(())
}

/// Bytes of a file's name, with `.txt`, that every file system takes.
const LONGEST_NAME: usize = 255;
/// Bytes that are kept of a longer one, before a part of its SHA-256.
const KEPT_OF_NAME: usize = 200;

/// Returns the path of an article's text below the folder of texts: its own, which never leads out of there,
/// and `.txt`; `stdin.txt` for stdin. A name that would be too long is cut, and ends in a part of its SHA-256.
fn text_path(name: &str) -> PathBuf {
    let name = if name == "-" { "stdin" } else { name };
    let inside = Path::new(name).components().filter_map(|part| match part {
        Component::Normal(part) => Some(part),
        _ => None,
    });
    let path: PathBuf = inside.collect();
    let last = path.file_name().map(OsStr::to_string_lossy);
    let last = last.unwrap_or_default();
    let text = if last.len() + ".txt".len() <= LONGEST_NAME {
        format!("{last}.txt")
    } else {
        let kept = &last[..last.floor_char_boundary(KEPT_OF_NAME)];
        let sum = hex(&Sha256::digest(last.as_bytes()));
        format!("{kept}-{}.txt", &sum[..12])
    };
    path.with_file_name(text)
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
            ("..", ".txt"),
            ("a/../../../b.txt", "a/b.txt.txt"),
            ("a\u{1b}[2J.txt", "a\u{1b}[2J.txt.txt"),
        ] {
            assert_eq!(text_path(name), Path::new(expected), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_backslash_is_part_of_a_name() {
        let path = text_path("..\\..\\a.txt");
        assert_eq!(path.components().count(), 1, "{path:?}");
    }

    #[test]
    fn a_long_name_is_cut_and_stays_its_own() {
        let long = |end: &str| format!("press/{}{end}.txt", "é".repeat(125));
        let (a, b) = (text_path(&long("a")), text_path(&long("b")));
        assert_ne!(a, b);
        for path in [&a, &b] {
            assert!(path.file_name().unwrap().len() <= LONGEST_NAME, "{path:?}");
            assert!(path.starts_with("press"), "{path:?}");
        }
        assert_eq!(a, text_path(&long("a")));
    }
}
