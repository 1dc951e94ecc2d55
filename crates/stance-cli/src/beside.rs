//! Files written beside their place and renamed, so that they appear whole or not at all.
//!
//! Whatever ends a run, a file in the place is the old one or the new one. A run that is killed may leave its temporary
//! file, `.stance-tmp-` and six letters or digits. Its owner holds a lock on it, so that the next run which writes into
//! the folder can tell that nobody does any more, and removes it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::Context as _;
use tempfile::NamedTempFile;

use crate::failure::Failure;

/// What the name of a temporary file begins with.
const PREFIX: &str = ".stance-tmp-";
/// How many letters and digits follow.
const RANDOM: usize = 6;
/// How often a temporary file is made anew that somebody else took for one left over.
const ATTEMPTS: usize = 8;

/// The folders that were looked through for files left over.
static SWEPT: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// A file being written beside its place. Dropped before it is put there, it leaves no trace.
pub(crate) struct Beside {
    file: NamedTempFile,
    /// The place, as it was named.
    named: PathBuf,
    /// The place: of a link its target, which is replaced and not the link.
    place: PathBuf,
}

impl Beside {
    /// Makes the temporary file.
    pub(crate) fn new(path: &Path) -> anyhow::Result<Self> {
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        check(path, &place)?;
        let folder = match place.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        sweep(folder);
        let file = locked(folder).with_context(|| {
            Failure::new(
                format!("writing {}", path.display()),
                format!("the folder {} must exist and be writable", folder.display()),
            )
        })?;
        Ok(Self {
            file,
            named: path.to_owned(),
            place,
        })
    }

    /// Makes the temporary file with all that it is to hold.
    pub(crate) fn of(path: &Path, bytes: &[u8]) -> anyhow::Result<Self> {
        let mut beside = Self::new(path)?;
        beside
            .write_all(bytes)
            .with_context(|| format!("writing {}", path.display()))?;
        Ok(beside)
    }

    /// Puts the file in its place, with the permissions of one that was there.
    pub(crate) fn put(self) -> anyhow::Result<()> {
        let Self { file, named, place } = self;
        let put = || -> io::Result<()> {
            if let Ok(old) = fs::metadata(&place) {
                file.as_file().set_permissions(old.permissions())?;
            }
            file.as_file().sync_all()?;
            file.persist(&place)?;
            Ok(())
        };
        put().with_context(|| format!("writing {}", named.display()))
    }
}

impl Write for Beside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Refuses a place that cannot be a file's, or that its owner protected.
fn check(path: &Path, place: &Path) -> anyhow::Result<()> {
    let Ok(found) = fs::metadata(place) else {
        return Ok(());
    };
    let (what, hint) = if found.is_dir() {
        ("it is a folder", "name a file")
    } else if found.permissions().readonly() {
        ("it is read-only", "make it writable, or name another file")
    } else {
        return Ok(());
    };
    let message = format!("writing {}: {what}", path.display());
    Err(Failure::new(message, hint).into())
}

/// Makes a temporary file and takes its lock.
fn locked(folder: &Path) -> io::Result<NamedTempFile> {
    let mut file = temporary(folder)?;
    for _ in 0..ATTEMPTS {
        // Where files cannot be locked, nobody removes one either.
        let is_locked = file.as_file().lock().is_ok();
        if !is_locked || file.path().exists() {
            break;
        }
        file = temporary(folder)?;
    }
    Ok(file)
}

/// Temporary files are private to their owner; results get the permissions of an ordinary file.
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).rand_bytes(RANDOM);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// Removes temporary files of runs that are no more, once for each folder.
fn sweep(folder: &Path) {
    let mut swept = SWEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if swept.insert(folder.to_owned()) {
        remove_left_over(folder);
    }
}

/// What cannot be looked at or removed is left: it hurts nobody.
fn remove_left_over(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if !is_file || !entry.file_name().to_str().is_some_and(is_temporary) {
            continue;
        }
        let path = entry.path();
        let Ok(file) = File::options().append(true).open(&path) else {
            continue;
        };
        // The lock is held until the name is gone, so that nobody takes it for theirs in between.
        if file.try_lock().is_ok() {
            drop(fs::remove_file(&path));
        }
    }
}

/// Whether a name is that of a temporary file.
fn is_temporary(name: &str) -> bool {
    name.strip_prefix(PREFIX).is_some_and(|random| {
        random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn what_nobody_holds_is_removed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in [".stance-tmp-aB3dE6", ".stance-tmp-notes.md", "a.csv"] {
            fs::write(path(name), "x").unwrap();
        }
        let held = temporary(folder.path()).unwrap();
        held.as_file().lock().unwrap();
        remove_left_over(folder.path());
        let own = held.path().file_name().unwrap().to_str().unwrap();
        assert!(is_temporary(own), "{own}");
        let mut expected = [own, ".stance-tmp-notes.md", "a.csv"];
        expected.sort_unstable();
        assert_eq!(names(folder.path()), expected);
    }

    #[test]
    fn a_file_dropped_leaves_no_trace_and_one_put_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        fs::write(&path, "old").unwrap();
        let mut dropped = Beside::new(&path).unwrap();
        dropped.write_all(b"new").unwrap();
        drop(dropped);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        let mut file = Beside::new(&path).unwrap();
        file.write_all(b"new").unwrap();
        file.put().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names(folder.path()), ["a.csv"]);
    }
}
