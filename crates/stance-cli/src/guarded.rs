//! The last lock before a terminal: what could move its cursor, change its settings or reorder text is written out,
//! whichever command and format it comes from.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::printable::is_unsafe;

/// A stream to a terminal. Line feeds and tabs pass; every other control character, and what reorders or hides text,
/// is written as the escape `\u001b`, which JSON reads as what it stands for; what is not UTF-8 becomes U+FFFD, and a character cut off at
/// the very end is left out.
///
/// ```
/// use std::io::Write as _;
///
/// let mut shown = Vec::new();
/// stance_cli::Guarded::new(&mut shown, true).write_all(b"a\x1b[31mb\n")?;
/// assert_eq!(shown, b"a\\u001b[31mb\n");
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct Guarded<W> {
    out: W,
    is_on: bool,
    /// Bytes at the end of the last write that may begin a character.
    tail: Vec<u8>,
}

impl<W: Write> Guarded<W> {
    /// Returns a guard that passes everything where it is not on.
    #[must_use]
    pub fn new(out: W, is_on: bool) -> Self {
        Self {
            out,
            is_on,
            tail: Vec::new(),
        }
    }
}

impl<W: Write> Write for Guarded<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_on {
            return self.out.write(bytes);
        }
        let mut held = std::mem::take(&mut self.tail);
        held.extend_from_slice(bytes);
        let mut shown = String::with_capacity(held.len());
        let mut at = 0;
        for chunk in held.utf8_chunks() {
            push_shown(&mut shown, chunk.valid());
            at += chunk.valid().len() + chunk.invalid().len();
            let broken = str::from_utf8(chunk.invalid()).err();
            let is_open = broken.is_some_and(|error| error.error_len().is_none());
            if is_open && at == held.len() {
                self.tail = chunk.invalid().to_vec();
            } else if !chunk.invalid().is_empty() {
                shown.push(char::REPLACEMENT_CHARACTER);
            }
        }
        self.out.write_all(shown.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn push_shown(shown: &mut String, text: &str) {
    for c in text.chars() {
        if is_unsafe(c) && !matches!(c, '\n' | '\t') {
            // Writing to a string cannot fail.
            let _ = write!(shown, "\\u{:04x}", u32::from(c));
        } else {
            shown.push(c);
        }
    }
}

/// A stream for messages: that nobody can read them any more ends no run.
pub(crate) struct Heedless<W>(pub(crate) W);

impl<W: Write> Write for Heedless<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(_) | Ok(0) => Ok(bytes.len()),
            written => written,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        // As above: what could not be told is not told.
        drop(self.0.flush());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guarded(parts: &[&[u8]]) -> String {
        let mut out = Vec::new();
        let mut guard = Guarded::new(&mut out, true);
        for part in parts {
            guard.write_all(part).unwrap();
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn control_sequences_are_written_out() {
        assert_eq!(
            guarded(&["a\u{1b}]0;x\u{7}\r\u{9b}31m\u{202e}b\n\tl’été".as_bytes()]),
            "a\\u001b]0;x\\u0007\\u000d\\u009b31m\\u202eb\n\tl’été"
        );
    }

    #[test]
    fn characters_may_come_in_parts_and_broken_ones_are_replaced() {
        let text = "é\u{9b}€";
        for cut in 0..=text.len() {
            let (a, b) = text.as_bytes().split_at(cut);
            assert_eq!(guarded(&[a, b]), "é\\u009b€", "{cut}");
        }
        assert_eq!(guarded(&[b"a\x9bb\xc3", b"c"]), "a\u{fffd}b\u{fffd}c");
    }

    #[test]
    fn a_message_that_nobody_reads_is_no_error() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
        }
        let mut stderr = Heedless(Closed);
        stderr.write_all(b"note").unwrap();
        stderr.flush().unwrap();
    }
}
