//! Which encoding a text is in, and decoding it as it streams.
//!
//! A byte order mark decides, else valid UTF-8, else what the head of an HTML page declares, else detection
//! by `chardetng`. A text that is UTF-8 but for some bytes keeps its UTF-8, and those bytes are read as
//! windows-1252. Whatever could not be read as it stands is told, never dropped in silence.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes read at a time.
const CHUNK: usize = 64 << 10;

/// Bytes at the start of a page in which its head may declare an encoding.
const HEAD: usize = 4096;

/// Control characters up to which even a short text is one.
const MANY_CONTROLS: u64 = 8;

/// How a text is to be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plan {
    /// As it stands, after a byte order mark of this many bytes.
    Utf8 { mark: usize },
    /// UTF-8 with `foreign` bytes of windows-1252 among it, the first at byte `first`.
    Mixed { foreign: u64, first: u64 },
    /// In another encoding.
    Other {
        encoding: &'static Encoding,
        mark: usize,
    },
    /// No text: a NUL byte, or many control characters; `first` is the place of the first.
    Binary { first: u64 },
}

/// What is known of the bytes of a text once all have passed.
struct Survey {
    head: Vec<u8>,
    /// Bytes at the end of a chunk that may start a character.
    carry: Vec<u8>,
    detector: EncodingDetector,
    read: u64,
    /// Characters of two bytes or more that are valid UTF-8.
    wide: u64,
    /// Bytes that are not UTF-8, and the place of the first.
    foreign: u64,
    first_foreign: u64,
    /// Control characters that no text has, and the place of the first.
    controls: u64,
    first_control: u64,
    has_nul: bool,
}

/// Reads a text to its end and returns how to decode it; `page` says that its head may declare an encoding.
pub(crate) fn survey(mut input: impl Read, page: bool) -> io::Result<Plan> {
    let mut survey = Survey {
        head: Vec::new(),
        carry: Vec::new(),
        detector: EncodingDetector::new(Iso2022JpDetection::Deny),
        read: 0,
        wide: 0,
        foreign: 0,
        first_foreign: 0,
        controls: 0,
        first_control: 0,
        has_nul: false,
    };
    let mut chunk = vec![0; CHUNK];
    loop {
        let n = read_some(&mut input, &mut chunk)?;
        if n == 0 {
            return Ok(survey.plan(page));
        }
        survey.add(&chunk[..n]);
    }
}

fn read_some(input: &mut impl Read, chunk: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(chunk) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

impl Survey {
    fn add(&mut self, chunk: &[u8]) {
        let missing = HEAD.saturating_sub(self.head.len()).min(chunk.len());
        self.head.extend_from_slice(&chunk[..missing]);
        self.add_controls(chunk);
        let start = self.read - self.carry.len() as u64;
        self.read += chunk.len() as u64;
        let mut bytes = std::mem::take(&mut self.carry);
        bytes.extend_from_slice(chunk);
        let keep = incomplete_end(&bytes);
        let (whole, rest) = bytes.split_at(bytes.len() - keep);
        self.add_utf8(whole, start);
        // Detection is slow, and nothing asks for it where all is UTF-8. An open end may still turn out not to be.
        if self.foreign > 0 || keep > 0 {
            self.detector.feed(chunk, false);
        }
        self.carry = rest.to_vec();
    }

    fn add_controls(&mut self, chunk: &[u8]) {
        let odd = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B);
        // Most texts have none, which is told fastest without stopping at the first.
        if !chunk.iter().fold(false, |any, &byte| any | odd(byte)) {
            return;
        }
        let Some(first) = chunk.iter().position(|&byte| odd(byte)) else {
            return;
        };
        if self.controls == 0 {
            self.first_control = self.read + first as u64;
        }
        self.controls += chunk.iter().filter(|&&byte| odd(byte)).count() as u64;
        self.has_nul |= chunk.contains(&0);
    }

    fn add_utf8(&mut self, bytes: &[u8], start: u64) {
        if let Ok(valid) = str::from_utf8(bytes) {
            self.wide += count_wide(valid);
            return;
        }
        let mut at = start;
        for part in bytes.utf8_chunks() {
            let valid = part.valid();
            self.wide += count_wide(valid);
            at += valid.len() as u64;
            if !part.invalid().is_empty() {
                if self.foreign == 0 {
                    self.first_foreign = at;
                }
                self.foreign += part.invalid().len() as u64;
            }
            at += part.invalid().len() as u64;
        }
    }

    fn plan(mut self, page: bool) -> Plan {
        let carry = std::mem::take(&mut self.carry);
        let start = self.read - carry.len() as u64;
        self.add_utf8(&carry, start);
        if let Some((encoding, mark)) = Encoding::for_bom(&self.head) {
            return match encoding {
                encoding if encoding == UTF_8 && self.foreign == 0 => Plan::Utf8 { mark },
                encoding if encoding == UTF_8 => self.mixed(),
                encoding => Plan::Other { encoding, mark },
            };
        }
        if self.has_nul || (self.controls > MANY_CONTROLS && self.controls * 20 > self.read) {
            return Plan::Binary {
                first: self.first_control,
            };
        }
        let declared = page.then(|| declared_encoding(&self.head)).flatten();
        if self.foreign == 0 && (self.wide > 0 || declared.is_none()) {
            return Plan::Utf8 { mark: 0 };
        }
        if self.wide > 0 && self.wide * 4 >= self.foreign {
            return self.mixed();
        }
        let encoding = declared.filter(|&encoding| encoding != UTF_8);
        let encoding = encoding.unwrap_or_else(|| {
            self.detector.feed(b"", true);
            self.detector.guess(None, Utf8Detection::Deny)
        });
        if self.foreign == 0 && encoding.is_ascii_compatible() {
            return Plan::Utf8 { mark: 0 };
        }
        Plan::Other { encoding, mark: 0 }
    }

    fn mixed(&self) -> Plan {
        Plan::Mixed {
            foreign: self.foreign,
            first: self.first_foreign,
        }
    }
}

/// Returns the number of characters of two bytes or more.
fn count_wide(text: &str) -> u64 {
    // Counted in bytes, as many of which the processor adds at a time as a register holds.
    let pieces = text.as_bytes().chunks(usize::from(u8::MAX));
    let wide = |&byte: &u8| u8::from(byte >= 0xC0);
    let counts = pieces.map(|piece| piece.iter().map(wide).sum::<u8>());
    counts.map(u64::from).sum()
}

/// Returns how many bytes at the end may be the start of a character whose rest comes in the next chunk.
fn incomplete_end(bytes: &[u8]) -> usize {
    let from = bytes.len().saturating_sub(3);
    let lead = bytes[from..].iter().rposition(|&byte| byte >= 0xC0);
    match lead.map(|at| from + at) {
        Some(at) => match std::str::from_utf8(&bytes[at..]) {
            Err(error) if error.error_len().is_none() => bytes.len() - at - error.valid_up_to(),
            _ => 0,
        },
        None => 0,
    }
}

/// Returns the encoding that the head of an HTML page declares in a `meta`.
fn declared_encoding(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.to_ascii_lowercase();
    let mut rest = head.as_slice();
    while let Some(at) = find(rest, b"charset") {
        rest = &rest[at + b"charset".len()..];
        let value = rest.trim_ascii_start();
        if let Some(value) = value.strip_prefix(b"=") {
            let value = value.trim_ascii_start();
            let value = value
                .strip_prefix(b"\"")
                .or_else(|| value.strip_prefix(b"'"))
                .unwrap_or(value);
            let label = |byte: &u8| !byte.is_ascii_alphanumeric() && !b"-_:.".contains(byte);
            let end = value.iter().position(label).unwrap_or(value.len());
            let found = Encoding::for_label(&value[..end]);
            // A page whose declaration can be read in ASCII is not in UTF-16.
            return found.map(Encoding::output_encoding);
        }
    }
    None
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

/// A reader of UTF-8 over a text in whatever encoding its plan says.
pub(crate) struct Decoded<R> {
    input: R,
    plan: Plan,
    decoder: Option<encoding_rs::Decoder>,
    chunk: Vec<u8>,
    /// Bytes of the input not yet decoded: at most the start of one character, or a mark to skip.
    carry: Vec<u8>,
    /// Bytes of a mark still to be skipped.
    mark: usize,
    out: Vec<u8>,
    /// Bytes of `out` that were given away.
    given: usize,
    ended: bool,
    lost: u64,
}

impl<R: Read> Decoded<R> {
    pub(crate) fn new(input: R, plan: Plan) -> Self {
        let (decoder, mark) = match plan {
            Plan::Utf8 { mark } => (None, mark),
            Plan::Other { encoding, mark } => {
                (Some(encoding.new_decoder_without_bom_handling()), mark)
            }
            Plan::Mixed { .. } | Plan::Binary { .. } => (None, 0),
        };
        Self {
            input,
            plan,
            decoder,
            chunk: vec![0; CHUNK],
            carry: Vec::new(),
            mark,
            out: Vec::new(),
            given: 0,
            ended: false,
            lost: 0,
        }
    }

    /// Returns how many places could not be decoded so far; each stands as U+FFFD.
    pub(crate) fn lost(&self) -> u64 {
        self.lost
    }

    /// Decodes the next chunk into `out`.
    fn advance(&mut self) -> io::Result<()> {
        let n = read_some(&mut self.input, &mut self.chunk)?;
        self.ended = n == 0;
        self.out.clear();
        self.given = 0;
        let skipped = self.mark.min(n);
        self.mark -= skipped;
        let fresh = &self.chunk[skipped..n];
        match (&mut self.decoder, self.plan) {
            (Some(decoder), _) => {
                self.lost += decode_into(decoder, fresh, self.ended, &mut self.out);
            }
            (None, Plan::Mixed { .. }) => {
                self.carry.extend_from_slice(fresh);
                let keep = if self.ended {
                    0
                } else {
                    incomplete_end(&self.carry)
                };
                let whole = self.carry.len() - keep;
                mend_into(&self.carry[..whole], &mut self.out);
                self.carry.drain(..whole);
            }
            (None, _) => self.out.extend_from_slice(fresh),
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.out.len() && !self.ended {
            self.advance()?;
        }
        let left = &self.out[self.given..];
        let n = left.len().min(buffer.len());
        buffer[..n].copy_from_slice(&left[..n]);
        self.given += n;
        Ok(n)
    }
}

/// Decodes into `out` and returns the number of places replaced by U+FFFD.
fn decode_into(
    decoder: &mut encoding_rs::Decoder,
    mut bytes: &[u8],
    last: bool,
    out: &mut Vec<u8>,
) -> u64 {
    let mut malformed = 0;
    loop {
        let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
        let start = out.len();
        out.resize(start + room.unwrap_or(4 * bytes.len() + 16), 0);
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(bytes, &mut out[start..], last);
        out.truncate(start + written);
        bytes = &bytes[read..];
        match result {
            DecoderResult::InputEmpty => return malformed,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                out.extend_from_slice("\u{FFFD}".as_bytes());
                malformed += 1;
            }
        }
    }
}

/// Copies what is UTF-8 and reads every other byte as windows-1252, which has a character for each.
fn mend_into(bytes: &[u8], out: &mut Vec<u8>) {
    for part in bytes.utf8_chunks() {
        out.extend_from_slice(part.valid().as_bytes());
        let (mended, _) = WINDOWS_1252.decode_without_bom_handling(part.invalid());
        out.extend_from_slice(mended.as_bytes());
    }
}

/// Returns the name of an encoding as users know it.
pub(crate) fn name(encoding: &'static Encoding) -> &'static str {
    match encoding {
        encoding if encoding == UTF_16LE => "UTF-16LE",
        encoding if encoding == UTF_16BE => "UTF-16BE",
        other => other.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader that gives one byte at a time, so that every character is cut.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let n = self.0.len().min(buffer.len()).min(1);
            buffer[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn read(bytes: &[u8], page: bool) -> (Plan, String) {
        let plan = survey(Drops(bytes), page).unwrap();
        assert_eq!(survey(bytes, page).unwrap(), plan, "chunks change the plan");
        let mut text = String::new();
        Decoded::new(Drops(bytes), plan)
            .read_to_string(&mut text)
            .unwrap();
        (plan, text)
    }

    const TEXT: &str = "L’été, « la forêt » coûte 3 € à Évreux, déjà.";

    #[test]
    fn marks_decide() {
        let utf16: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (plan, text) = read(&[b"\xFF\xFE".as_slice(), &utf16].concat(), false);
        assert_eq!(
            (plan, text.as_str()),
            (
                Plan::Other {
                    encoding: UTF_16LE,
                    mark: 2
                },
                TEXT
            )
        );
        let (plan, text) = read(&[b"\xEF\xBB\xBF", TEXT.as_bytes()].concat(), false);
        assert_eq!((plan, text.as_str()), (Plan::Utf8 { mark: 3 }, TEXT));
    }

    #[test]
    fn utf8_is_left_alone_and_windows_1252_is_detected() {
        assert_eq!(
            read(TEXT.as_bytes(), false),
            (Plan::Utf8 { mark: 0 }, TEXT.to_owned())
        );
        let (bytes, _, _) = WINDOWS_1252.encode(TEXT);
        let (plan, text) = read(&bytes, false);
        assert_eq!(
            plan,
            Plan::Other {
                encoding: WINDOWS_1252,
                mark: 0
            }
        );
        assert_eq!(text, TEXT);
    }

    #[test]
    fn the_head_of_a_page_declares_its_encoding() {
        let page = "<html><head><meta http-equiv='Content-Type' content='text/html; charset=KOI8-R'></head>Да";
        let koi8 = Encoding::for_label(b"koi8-r").unwrap();
        let (bytes, _, _) = koi8.encode(page);
        assert_eq!(
            read(&bytes, true),
            (
                Plan::Other {
                    encoding: koi8,
                    mark: 0
                },
                page.to_owned()
            )
        );
        // A declaration that the bytes belie does not count.
        let page = format!("<meta charset=\"iso-8859-1\">{TEXT}");
        assert_eq!(
            read(page.as_bytes(), true),
            (Plan::Utf8 { mark: 0 }, page.clone())
        );
    }

    #[test]
    fn utf8_with_foreign_bytes_keeps_both() {
        let bytes = [TEXT.as_bytes(), b" caf\xE9 \x93non\x94"].concat();
        let (plan, text) = read(&bytes, false);
        let first = TEXT.len() as u64 + 4;
        assert_eq!(plan, Plan::Mixed { foreign: 3, first });
        assert_eq!(text, format!("{TEXT} café “non”"));
    }

    #[test]
    fn what_is_no_text_is_told_apart() {
        assert_eq!(
            survey(b"ab\0cd".as_slice(), false).unwrap(),
            Plan::Binary { first: 2 }
        );
        let noise: Vec<u8> = (0..4000u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8 | 1)
            .collect();
        assert!(matches!(
            survey(noise.as_slice(), false).unwrap(),
            Plan::Binary { .. }
        ));
    }

    #[test]
    fn what_cannot_be_decoded_is_counted() {
        let plan = Plan::Other {
            encoding: UTF_16LE,
            mark: 2,
        };
        let mut decoded = Decoded::new(b"\xFF\xFEa\0\x00\xD8b\0".as_slice(), plan);
        let mut text = String::new();
        decoded.read_to_string(&mut text).unwrap();
        assert_eq!((text.as_str(), decoded.lost()), ("a\u{FFFD}b", 1));
    }
}
