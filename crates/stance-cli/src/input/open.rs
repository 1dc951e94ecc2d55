//! Opening an input: decompression, the limits that keep memory flat, decoding.

use std::cell::Cell;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek as _, SeekFrom};
use std::path::Path;
use std::rc::Rc;

use anyhow::Context as _;
use flate2::bufread::MultiGzDecoder;

use super::encoding::{Decoded, Plan, name, survey};
use super::{InputFormat, Source};
use crate::failure::{Failure, Problem, Skipped};
use crate::io::Io;

/// Bytes of text that one article or one row may have.
pub(crate) const MAX_TEXT: u64 = 64 << 20;

/// Lines that one article may have, and tags of a page: what is held of each is many times its bytes.
const MAX_LINES: usize = 1 << 19;

/// Times its size that a compressed file may expand to, once it gives more than [`MAX_TEXT`].
const MAX_EXPANSION: u64 = 250;

/// An input that can be read from its start again and again: decompressed, not decoded.
pub(crate) struct Opened {
    source: Source,
    file: File,
    /// Bytes that the file had when it was opened; nothing of a copy, which nobody else writes to.
    len: Option<u64>,
    /// Bytes of the file that the reader handed out last has taken.
    taken: Rc<Cell<u64>>,
}

/// How an input is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compression {
    None,
    Gzip,
    Zstandard,
}

impl Opened {
    /// Opens a file, or copies stdin to a temporary one.
    pub(crate) fn new(source: &Source, stdin: &mut dyn Read) -> anyhow::Result<Self> {
        let (file, len) = match source {
            Source::File(path) => {
                let reading = || format!("reading {source}");
                let mut file = File::open(path).with_context(reading)?;
                let found = file.metadata().with_context(reading)?;
                if found.is_file() {
                    (file, Some(found.len()))
                } else {
                    // A pipe cannot be read again.
                    (copied(&mut file).with_context(reading)?, None)
                }
            }
            Source::Stdin => (copied(stdin).context("reading stdin")?, None),
        };
        Ok(Self {
            source: source.clone(),
            file,
            len,
            taken: Rc::default(),
        })
    }

    /// Returns the bytes from the start, decompressed.
    pub(crate) fn bytes(&self) -> anyhow::Result<Box<dyn Read>> {
        let open = || -> io::Result<Box<dyn Read>> {
            let mut file = self.file.try_clone()?;
            file.seek(SeekFrom::Start(0))?;
            self.taken.set(0);
            let compression = compression(&file, &self.source)?;
            let packed = Counted {
                inner: file,
                read: Rc::clone(&self.taken),
                least: self.len.unwrap_or(0),
            };
            decompressed(packed, compression)
        };
        open().with_context(|| format!("reading {}", self.source))
    }

    /// Returns the count of the bytes that the reader handed out last has taken from the file, packed ones.
    pub(crate) fn taken(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.taken)
    }

    /// Returns the plain file, or a temporary one with what it decompresses to.
    #[cfg(feature = "parquet")]
    pub(crate) fn seekable(&self) -> anyhow::Result<File> {
        let reading = || format!("reading {}", self.source);
        let mut file = self.file.try_clone().with_context(reading)?;
        file.seek(SeekFrom::Start(0)).with_context(reading)?;
        if compression(&file, &self.source).with_context(reading)? == Compression::None {
            return Ok(file);
        }
        copied(&mut self.bytes()?).with_context(reading)
    }

    /// Surveys the text and returns a reader of it as UTF-8; what is not plain UTF-8 is told.
    pub(crate) fn text(
        &self,
        format: InputFormat,
        skipped: &mut Skipped,
        io: &mut Io<'_>,
    ) -> anyhow::Result<Decoded<Box<dyn Read>>> {
        let page = format == InputFormat::Html;
        let plan =
            survey(self.bytes()?, page).with_context(|| format!("reading {}", self.source))?;
        tell(&self.source.to_string(), plan, skipped, io)?;
        Ok(Decoded::new(self.bytes()?, plan))
    }

    /// Returns the text of an article.
    pub(crate) fn article(
        &self,
        format: InputFormat,
        skipped: &mut Skipped,
        io: &mut Io<'_>,
    ) -> anyhow::Result<String> {
        let limited = |bytes: Box<dyn Read>| bytes.take(MAX_TEXT + 1);
        let reading = || format!("reading {}", self.source);
        let mut bytes = Vec::new();
        limited(self.bytes()?)
            .read_to_end(&mut bytes)
            .with_context(reading)?;
        if bytes.len() as u64 > MAX_TEXT {
            let message = format!(
                "{}: the article is larger than {} MiB, the limit of one text",
                self.source,
                MAX_TEXT >> 20
            );
            let hint = "cut it, or say what it is with --input-format";
            return Err(Failure::new(message, hint).into());
        }
        let text = decode(&self.source.to_string(), &bytes, format, skipped, io)?;
        if let Some(message) = too_many_lines(&text, format == InputFormat::Html) {
            let message = format!("{}: {message}", self.source);
            return Err(Failure::new(message, LINES_HINT).into());
        }
        if text.trim().is_empty() {
            let message = format!("{}: the file is empty", self.source);
            return Err(Failure::new(message, "an article needs some text").into());
        }
        Ok(text)
    }
}

/// What to do about an article of too many lines.
pub(crate) const LINES_HINT: &str = "cut it, or give its lines as rows of a csv or jsonl file";

/// Says that an article has more lines, or a page more tags, than are read.
pub(crate) fn too_many_lines(text: &str, is_page: bool) -> Option<String> {
    let count = |wanted: char| text.matches(wanted).count();
    let lines = count('\n').max(count('\r'));
    let tags = if is_page { count('<') } else { 0 };
    let (found, what) = if tags > lines {
        (tags, "tags")
    } else {
        (lines, "lines")
    };
    (found > MAX_LINES)
        .then(|| format!("the article has {found} {what}, the limit of one text is {MAX_LINES}"))
}

/// Bytes that are read of what is named as a file and is none, such as a pipe or a device: it may have no end.
const MOST_OF_NO_FILE: u64 = 1 << 30;

/// Returns the bytes of a file that is held whole: a model, a table of words.
///
/// # Errors
///
/// As [`File::open`] and reading; where there is more than 1 GiB in what is no file.
pub(crate) fn read_whole(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let found = file.metadata()?;
    if found.is_file() || found.is_dir() {
        return std::fs::read(path);
    }
    let mut bytes = Vec::new();
    Read::by_ref(&mut file)
        .take(MOST_OF_NO_FILE + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_OF_NO_FILE {
        let most = MOST_OF_NO_FILE >> 20;
        return Err(io::Error::other(format!(
            "it is no file, and more than {most} MiB"
        )));
    }
    Ok(bytes)
}

/// Returns a temporary file with all that is left to read.
fn copied(mut input: &mut dyn Read) -> io::Result<File> {
    let mut copy = tempfile::tempfile()?;
    io::copy(&mut input, &mut copy)?;
    Ok(copy)
}

/// Decodes a text that is held whole; what is not plain UTF-8 is told.
pub(crate) fn decode(
    file: &str,
    bytes: &[u8],
    format: InputFormat,
    skipped: &mut Skipped,
    io: &mut Io<'_>,
) -> anyhow::Result<String> {
    let plan = survey(bytes, format == InputFormat::Html)?;
    tell(file, plan, skipped, io)?;
    let mut decoded = Decoded::new(bytes, plan);
    let mut text = String::with_capacity(bytes.len());
    decoded.read_to_string(&mut text)?;
    tell_lost(file, decoded.lost(), skipped, io)?;
    Ok(text)
}

/// Tells how a text is read that is not plain UTF-8; refuses what is no text.
fn tell(file: &str, plan: Plan, skipped: &mut Skipped, io: &mut Io<'_>) -> anyhow::Result<()> {
    match plan {
        Plan::Utf8 { .. } => {}
        Plan::Other { mark, .. } if mark > 0 => {}
        Plan::Other { encoding, .. } => {
            let name = name(encoding);
            writeln!(io.stderr, "note: {}: read as {name}", crate::printable::printable(file))?;
        }
        Plan::Mixed { foreign, first } => skipped.warn(
            io,
            &Problem {
                file: file.to_owned(),
                line: None,
                message: format!(
                    "mixed encodings: {foreign} bytes are not UTF-8, the first at byte {first}; they are \
                     read as windows-1252"
                ),
                hint: "check the text, or convert the file",
            },
        )?,
        Plan::Binary { first } => {
            let message = format!("{file}: no text: a control character at byte {first}");
            let hint = "name text files, or say what it is with --input-format";
            return Err(Failure::new(message, hint).into());
        }
    }
    Ok(())
}

/// Tells how many places of a text could not be decoded.
pub(crate) fn tell_lost(
    file: &str,
    lost: u64,
    skipped: &mut Skipped,
    io: &mut Io<'_>,
) -> io::Result<()> {
    if lost == 0 {
        return Ok(());
    }
    let problem = Problem {
        file: file.to_owned(),
        line: None,
        message: format!("{lost} places could not be decoded; each stands as U+FFFD"),
        hint: "convert the file to UTF-8",
    };
    skipped.warn(io, &problem)
}

/// Returns how a file is compressed, by its name; stdin by its first bytes.
fn compression(file: &File, source: &Source) -> io::Result<Compression> {
    let path = match source {
        Source::File(path) => path,
        Source::Stdin => {
            let mut file = file.try_clone()?;
            let mut magic = Vec::new();
            Read::by_ref(&mut file).take(4).read_to_end(&mut magic)?;
            file.seek(SeekFrom::Start(0))?;
            return Ok(match magic.as_slice() {
                [0x1F, 0x8B, ..] => Compression::Gzip,
                [0x28, 0xB5, 0x2F, 0xFD] => Compression::Zstandard,
                _ => Compression::None,
            });
        }
    };
    let extension = path.extension().map(std::ffi::OsStr::to_ascii_lowercase);
    Ok(
        match extension
            .as_deref()
            .and_then(|extension| extension.to_str())
        {
            Some("gz") => Compression::Gzip,
            Some("zst") => Compression::Zstandard,
            _ => Compression::None,
        },
    )
}

fn decompressed(packed: Counted<File>, compression: Compression) -> io::Result<Box<dyn Read>> {
    let read = Rc::clone(&packed.read);
    let counted = BufReader::new(packed);
    let inner: Box<dyn Read> = match compression {
        Compression::None => return Ok(Box::new(counted)),
        Compression::Gzip => Box::new(MultiGzDecoder::new(counted)),
        Compression::Zstandard => Box::new(zstd::stream::read::Decoder::with_buffer(counted)?),
    };
    Ok(Box::new(Expanding {
        inner,
        packed: read,
        unpacked: 0,
    }))
}

/// A reader that counts what passes, and fails where that is less than it must be: the file lost its end meanwhile.
struct Counted<R> {
    inner: R,
    read: Rc<Cell<u64>>,
    least: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        let read = self.read.get() + n as u64;
        self.read.set(read);
        if n == 0 && !buffer.is_empty() && read < self.least {
            return Err(io::Error::other(format!(
                "the file shrank while it was read: {} bytes at first, {read} now; is it still being written?",
                self.least
            )));
        }
        Ok(n)
    }
}

/// A decompressed file, refused once it has grown as only a file built to do harm grows.
struct Expanding {
    inner: Box<dyn Read>,
    packed: Rc<Cell<u64>>,
    unpacked: u64,
}

impl Read for Expanding {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.unpacked += n as u64;
        let packed = self.packed.get();
        if self.unpacked > MAX_TEXT && self.unpacked > packed.saturating_mul(MAX_EXPANSION) {
            return Err(io::Error::other(CompressionBomb {
                unpacked: self.unpacked,
                packed,
            }));
        }
        Ok(n)
    }
}

/// A compressed file that expands beyond the limit.
#[derive(Debug)]
struct CompressionBomb {
    unpacked: u64,
    packed: u64,
}

impl fmt::Display for CompressionBomb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} bytes expand to {} and more: over {MAX_EXPANSION} times, the limit beyond {} MiB",
            self.packed,
            self.unpacked,
            MAX_TEXT >> 20
        )
    }
}

impl std::error::Error for CompressionBomb {}

/// Reads a line, its line feed included, into `line`; of one longer than [`MAX_TEXT`] the rest is dropped.
/// Returns the number of bytes that the line has; 0 at the end.
pub(crate) fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<u64> {
    line.clear();
    let mut all = input.by_ref().take(MAX_TEXT + 1).read_until(b'\n', line)? as u64;
    while all > MAX_TEXT && line.last() != Some(&b'\n') {
        let held = input.fill_buf()?;
        let end = held.iter().position(|&byte| byte == b'\n');
        let n = end.map_or(held.len(), |at| at + 1);
        let ended = end.is_some() || held.is_empty();
        input.consume(n);
        all += n as u64;
        if ended {
            break;
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_shrinks_while_it_is_read_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "text\nun port\nun pont\n").unwrap();
        let opened = Opened::new(&Source::File(path.clone()), &mut io::empty()).unwrap();
        let read = || {
            let mut text = String::new();
            opened.bytes().unwrap().read_to_string(&mut text)
        };
        assert_eq!(read().unwrap(), 21);
        File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_len(13)
            .unwrap();
        let told = read().unwrap_err().to_string();
        assert!(
            told.contains("shrank while it was read: 21 bytes at first, 13 now"),
            "{told}"
        );
        std::fs::write(&path, "text\nun port\nun pont\nun phare\n").unwrap();
        assert_eq!(read().unwrap(), 30);
    }
}
