//! How far a query has come, on stderr where that is a terminal and rows go elsewhere.

use std::cell::Cell;
use std::future::Future;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use stance_cli::Terminal;

/// How often the line is drawn anew.
const EVERY: Duration = Duration::from_millis(200);

/// A line that says how many rows are written, and for how long the query runs.
pub(crate) struct Progress {
    bar: ProgressBar,
    rows: Cell<usize>,
}

impl Progress {
    pub(crate) fn new(terminal: Terminal, to_file: bool) -> Self {
        // Lines of results would tear the bar apart.
        let is_drawn = terminal.progress && (to_file || terminal.width.is_none());
        let target = if is_drawn {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{msg}  {elapsed}") {
            bar.set_style(style);
        }
        bar.set_message("querying");
        Self {
            bar,
            rows: Cell::new(0),
        }
    }

    /// Waits for something while the line is drawn.
    pub(crate) async fn watch<T>(&self, wait: impl Future<Output = T>) -> T {
        let mut wait = std::pin::pin!(wait);
        loop {
            match tokio::time::timeout(EVERY, wait.as_mut()).await {
                Ok(done) => return done,
                Err(_) => self.bar.tick(),
            }
        }
    }

    /// Tells that this many more rows are written.
    pub(crate) fn written(&self, rows: usize) {
        self.rows.set(self.rows.get() + rows);
        self.bar
            .set_message(format!("querying  {} rows", self.rows.get()));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
