//! Which inputs the paths of a command line stand for: files, folders, globs, stdin.

use std::path::{Path, PathBuf};

use super::{InputFormat, Source, by_extension};
use crate::failure::Failure;

/// Returns the inputs that a path stands for: stdin, itself, the files below a folder, or what a glob matches,
/// in order of their paths. What could not be looked into stands in its place as an error.
///
/// Of folders, hidden files and those that a `.gitignore` or `.ignore` names are left out, and, with `asked`
/// auto, those whose extension is unknown. Links are followed.
pub(crate) fn sources(path: &Path, asked: InputFormat) -> Vec<anyhow::Result<Source>> {
    if path == Path::new("-") {
        return vec![Ok(Source::Stdin)];
    }
    if path.is_dir() {
        return below(path, asked);
    }
    if path.exists() {
        return vec![Ok(Source::File(path.to_owned()))];
    }
    if path.is_symlink() {
        let message = format!("{}: a link to nothing", path.display());
        return vec![Err(Failure::new(message, "mend or delete the link").into())];
    }
    if let Some(pattern) = path.to_str().filter(|path| path.contains(['*', '?', '['])) {
        return matching(pattern, asked);
    }
    let message = format!("{}: no such file or folder", path.display());
    vec![Err(Failure::new(message, "check the path").into())]
}

/// Returns what a glob matches; of a folder that it matches, what is below.
fn matching(pattern: &str, asked: InputFormat) -> Vec<anyhow::Result<Source>> {
    let paths = match glob::glob(pattern) {
        Ok(paths) => paths,
        Err(error) => {
            let message = format!("{pattern}: no glob: {error}");
            return vec![Err(
                Failure::new(message, "check the brackets and stars").into()
            )];
        }
    };
    let found: Vec<anyhow::Result<Source>> = paths
        .flat_map(|path| match path {
            Ok(path) => sources_of_match(&path, asked),
            Err(error) => vec![Err(error.into())],
        })
        .collect();
    if found.is_empty() {
        let message = format!("{pattern}: no file matches");
        return vec![Err(Failure::new(message, "check the pattern").into())];
    }
    found
}

fn sources_of_match(path: &Path, asked: InputFormat) -> Vec<anyhow::Result<Source>> {
    if path.is_dir() {
        below(path, asked)
    } else {
        vec![Ok(Source::File(path.to_owned()))]
    }
}

/// Returns the files below a folder, sorted by name level by level.
fn below(folder: &Path, asked: InputFormat) -> Vec<anyhow::Result<Source>> {
    let known = |file: &PathBuf| asked != InputFormat::Auto || by_extension(file).is_some();
    let walk = ignore::WalkBuilder::new(folder)
        .follow_links(true)
        .require_git(false)
        // What another machine's settings would hide is read all the same.
        .git_global(false)
        .git_exclude(false)
        .sort_by_file_name(Ord::cmp)
        .build();
    let mut found = Vec::new();
    for entry in walk {
        match entry {
            Ok(entry) if entry.path().is_file() => {
                let path = entry.into_path();
                if known(&path) {
                    found.push(Ok(Source::File(path)));
                }
            }
            Ok(_) => {}
            Err(error) => found.push(Err(unreadable(&error))),
        }
    }
    if found.is_empty() {
        let message = format!("{}: no article in this folder", folder.display());
        let hint = format!("articles end in {}", super::EXTENSIONS);
        return vec![Err(Failure::new(message, hint).into())];
    }
    found
}

/// Says what kept a part of a folder from being read.
fn unreadable(error: &ignore::Error) -> anyhow::Error {
    let (path, cause) = parts(error);
    let place = path.map_or_else(|| "a folder".to_owned(), |path| path.display().to_string());
    match cause {
        ignore::Error::Loop { ancestor, child } => Failure::new(
            format!(
                "{}: a link to {}, which holds it",
                child.display(),
                ancestor.display()
            ),
            "delete the link",
        ),
        ignore::Error::Io(_) if path.is_some_and(Path::is_symlink) => Failure::new(
            format!("{place}: a link to nothing"),
            "mend or delete the link",
        ),
        other => Failure::new(format!("{place}: {other}"), "check the permissions"),
    }
    .into()
}

/// Returns the path that an error is about, and its innermost cause.
fn parts(error: &ignore::Error) -> (Option<&Path>, &ignore::Error) {
    match error {
        ignore::Error::WithPath { path, err } => {
            let (inner, cause) = parts(err);
            (Some(inner.unwrap_or(path)), cause)
        }
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            parts(err)
        }
        cause => (None, cause),
    }
}
