//! What is known of the terminal a run is in: how wide it is, and whether progress may be drawn there.

use std::io::{self, IsTerminal as _, LineWriter, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use unicode_width::UnicodeWidthStr as _;

use crate::printable::one_line;

/// Columns of a terminal that does not tell how many it has.
const UNKNOWN_WIDTH: usize = 80;

/// Which streams of a run are a terminal. By default none is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Terminal {
    /// Columns of the terminal that results are written to.
    pub width: Option<usize>,
    /// Whether progress is drawn on stderr.
    pub progress: bool,
}

impl Terminal {
    /// Looks at stdout and stderr of this process.
    #[must_use]
    pub fn of_process() -> Self {
        let columns = || {
            let size = terminal_size::terminal_size_of(io::stdout());
            size.map_or(UNKNOWN_WIDTH, |(width, _)| usize::from(width.0))
        };
        Self {
            width: io::stdout().is_terminal().then(columns),
            progress: io::stderr().is_terminal(),
        }
    }
}

/// How far a batch has come, drawn on stderr where that is a terminal and results go elsewhere.
pub(crate) struct Progress {
    bar: ProgressBar,
    verb: String,
    /// Bytes of the inputs that are done.
    done: u64,
    texts: u64,
}

impl Progress {
    /// Begins a batch of inputs of this many bytes in all; `None` where that cannot be known.
    pub(crate) fn new(terminal: Terminal, to_file: bool, verb: &str, total: Option<u64>) -> Self {
        // Lines of results would tear the bar apart.
        let is_drawn = terminal.progress && (to_file || terminal.width.is_none());
        let target = if is_drawn {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let template = match total {
            Some(_) => "{msg}  {percent} %, {eta} left",
            None => "{msg}  {elapsed}",
        };
        let bar = ProgressBar::with_draw_target(total, target);
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(verb.to_owned());
        Self {
            bar,
            verb: verb.to_owned(),
            done: 0,
            texts: 0,
        }
    }

    /// Draws work of unknown length, with the time it takes.
    pub(crate) fn spinner(terminal: Terminal, verb: &str) -> Self {
        let progress = Self::new(terminal, true, verb, None);
        progress
            .bar
            .enable_steady_tick(std::time::Duration::from_millis(200));
        progress
    }

    /// Tells that this many more texts are done, and how many bytes of the input they come from were read.
    pub(crate) fn add(&mut self, texts: usize, read: u64) {
        if self.bar.is_hidden() {
            return;
        }
        self.texts += texts as u64;
        let seconds = self.bar.elapsed().as_secs_f64();
        if seconds > 0.0 {
            let (verb, texts, rate) = (&self.verb, self.texts, self.texts as f64 / seconds);
            self.bar
                .set_message(format!("{verb}  {texts} texts, {rate:.0} a second"));
        }
        self.bar.set_position(self.done + read);
    }

    /// Tells that an input of this many bytes is done.
    pub(crate) fn input_done(&mut self, bytes: u64) {
        self.done += bytes;
        self.bar.set_position(self.done);
    }

    /// Returns stderr for messages that stand above the bar: whole lines.
    pub(crate) fn above<'a>(&self, stderr: &'a mut dyn Write) -> LineWriter<Above<'a>> {
        LineWriter::new(Above {
            bar: self.bar.clone(),
            stderr,
        })
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Stderr, written to while the bar is out of sight.
pub(crate) struct Above<'a> {
    bar: ProgressBar,
    stderr: &'a mut dyn Write,
}

impl Write for Above<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bar.suspend(|| self.stderr.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stderr.flush()
    }
}

/// Columns that text keeps on the line of its label; with fewer it goes below.
const LEAST_TEXT: usize = 16;

/// Blanks before what goes on below.
const INDENT: usize = 4;

/// A writer of tables that fits lines to the terminal: text that is cut already is cut shorter, everything else goes
/// on below. What stands before the last two blanks of a line, labels among it, is never cut.
pub(crate) struct Fitted<'a> {
    out: &'a mut dyn Write,
    width: Option<usize>,
    line: Vec<u8>,
}

impl<'a> Fitted<'a> {
    /// Returns a writer that fits lines to a width; without one it changes nothing.
    pub(crate) fn new(out: &'a mut dyn Write, width: Option<usize>) -> Self {
        Self {
            out,
            width,
            line: Vec::new(),
        }
    }
}

impl Write for Fitted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(width) = self.width else {
            return self.out.write(bytes);
        };
        for part in bytes.split_inclusive(|&byte| byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                let line = String::from_utf8_lossy(&self.line).into_owned();
                self.line.clear();
                for fitted in fit(line.trim_end_matches('\n'), width) {
                    writeln!(self.out, "{fitted}")?;
                }
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(&self.line)?;
        self.line.clear();
        self.out.flush()
    }
}

/// Returns a line of a table as lines of at most `width` columns, but for single words that are longer.
fn fit(line: &str, width: usize) -> Vec<String> {
    if line.width() <= width {
        return vec![line.to_owned()];
    }
    let at = line.rfind("  ").map_or(0, |at| at + 2);
    let (before, text) = line.split_at(at);
    let left = width.saturating_sub(before.width());
    let below = width.saturating_sub(INDENT).max(1);
    if text.ends_with('…') && at > 0 {
        return if left >= LEAST_TEXT {
            vec![format!("{before}{}", one_line(text, left))]
        } else {
            let text = one_line(text, below);
            let mut lines = wrap(before.trim_end(), width);
            lines.push(format!("{:INDENT$}{text}", ""));
            lines
        };
    }
    wrap(line, width)
}

/// Returns a line broken at blanks.
fn wrap(line: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut current = String::new();
    let mut is_empty = true;
    for part in line.split_inclusive(' ') {
        let used = current.width() + part.trim_end().width();
        if used > width && !is_empty {
            lines.push(current.trim_end().to_owned());
            current = " ".repeat(INDENT);
        }
        current.push_str(part);
        is_empty = false;
    }
    lines.push(current.trim_end().to_owned());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_shorter_and_labels_are_not() {
        let line = "  3  paragraph   neutral    0.98  Au studio Les Trois Micros, à Montreuil, la…";
        assert_eq!(
            fit(line, 60),
            ["  3  paragraph   neutral    0.98  Au studio Les Trois Micro…"]
        );
        assert_eq!(fit(line, 100), [line]);
        assert_eq!(
            fit(line, 40),
            [
                "  3  paragraph   neutral    0.98",
                "    Au studio Les Trois Micros, à Montr…"
            ]
        );
    }

    #[test]
    fn columns_that_are_too_many_go_on_below() {
        let line = "  2  paragraph   neutral    0.94  negative  0.69  Le maire de Brest a dit mardi que l…";
        assert_eq!(
            fit(line, 40),
            [
                "  2  paragraph   neutral    0.94",
                "    negative  0.69",
                "    Le maire de Brest a dit mardi que l…"
            ]
        );
    }

    #[test]
    fn shares_go_on_below() {
        let line = "shares    concerned 23 %, neutral 56 %, pro-ai 21 % (18 paragraphs, by words)";
        let fitted = fit(line, 40);
        assert_eq!(
            fitted,
            [
                "shares    concerned 23 %, neutral 56 %,",
                "    pro-ai 21 % (18 paragraphs, by",
                "    words)"
            ]
        );
        assert!(fitted.iter().all(|line| line.width() <= 40));
        assert_eq!(fit("incompréhensibilités", 10), ["incompréhensibilités"]);
    }

    #[test]
    fn lines_are_fitted_whole_however_they_are_written() {
        let mut out = Vec::new();
        let mut fitted = Fitted::new(&mut out, Some(20));
        for part in ["a  un de", "ux trois quatre cinq", "…\nb\nc"] {
            fitted.write_all(part.as_bytes()).unwrap();
        }
        fitted.flush().unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "a  un deux trois qu…\nb\nc"
        );
    }
}
